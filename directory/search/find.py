"""Which entries answer a question, and in what order: bitmaps first, columns only for what is left.

Order: the tier of the words, certain before unknown, then by distance. A door without a place is not far away: local
and regional ones stand at 0 km, national ones as if 25 km off, so that both mix with the places that people visit.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from functools import reduce
from operator import and_, or_

import msgspec
import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

from directory.atlas import Atlas
from directory.atlas.index import DIMENSIONS, NOBODY, TIERS, Index, Positions, bitmap, positions_in
from directory.geo.distance import Spot, between_km, spot
from directory.hours import AMSTERDAM, minute_of, open_at
from directory.lexicon import Concept, lemmas
from directory.search.order import USUAL_BITS, best
from directory.search.question import Question
from directory.search.ranking import Ranker
from directory.text import fold

Containing = Callable[[str], tuple[str, ...]]


# The bitmaps and columns that openings, areas and grounds are made of.
WHEN_AND_WHERE = ("is", "unknown", "area", "schedules", "schedule", "hours_due", "spot")
# Grounds that are remembered: as many as there are municipalities, about.
GROUNDS = 400


class Sieve(msgspec.Struct, frozen=True):
    """One filter: who certainly passes, and of whom it is not known. `either` is both, where it is at hand."""

    passes: BitMap
    unknown: BitMap
    either: BitMap | None = None


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """The answer before it is written out.

    `page` are positions in order; `distances` are km by position, for places only. `certain` passed every filter,
    `possible` is not known to fail one. `around` passed those of place and hour, whatever the terms and words.
    `matched` says how the words were read, `worded` is who has them (everybody when there are none). `sieves` are the
    filters by name.
    """

    page: tuple[int, ...]
    distances: Mapping[int, float]
    total: int
    certain: BitMap
    possible: BitMap
    around: BitMap
    matched: str
    fits: "Fits"
    worded: BitMap
    sieves: Mapping[str, Sieve]
    opening: "Opening"


Fits = tuple[tuple[Concept, BitMap], ...]
# Positions whose order the clock and the map decide, or positions in the very order of the answer.
Tier = BitMap | tuple[int, ...]


class Read(msgspec.Struct, frozen=True):
    """How the words were read: who has them from best to least (None without words), and who may not answer them."""

    matched: str
    tiers: list[Tier] | None
    barred: BitMap = NOBODY
    fits: Fits = ()


class Opening(msgspec.Struct, frozen=True):
    """Who is open at one moment. Hours that went stale are not known any more."""

    yes: BitMap
    unknown: BitMap
    either: BitMap


class Ground(msgspec.Struct, frozen=True):
    """What the filters that many questions share leave: where, and open at one minute.

    With of those who may pass the places that people visit: positions, and their spots as rows.
    """

    certain: BitMap
    possible: BitMap
    positions: Positions
    spots: NDArray[np.float64]


class Finder:
    """Answers questions about one version of the atlas. Remembers what many questions share."""

    def __init__(
        self,
        atlas: Atlas,
        containing: Containing,
        before: "Finder | None" = None,
        home: frozenset[str] = frozenset(),
        elsewhere: Mapping[str, str] | None = None,
    ) -> None:
        """`home` are the municipalities that the directory is for: words without a place are asked from there.

        `elsewhere` names for a regional partner the one that does the same for the rest of the country.
        """
        self.atlas = atlas
        self._containing = containing
        self._openings: dict[int, Opening] = {}
        self._serving: dict[tuple[str, ...], Sieve] = {}
        self._grounds: dict[object, Ground] = {}
        self._points: BitMap | None = None
        self._home = home
        self._ranker = Ranker(atlas, frozenset(code for each in home for code in containing(each)), elsewhere)
        # Most edits touch neither hours, areas nor places: then what an earlier version worked out still holds.
        if before and atlas.index.shares(before.index, WHEN_AND_WHERE):
            self._openings, self._serving = before._openings, before._serving
            self._grounds, self._points = before._grounds, before._points

    @property
    def index(self) -> Index:
        """The bitmaps and columns of this version."""
        return self.atlas.index

    def find(self, question: Question) -> Found:
        """The entries that answer this question."""
        opening = self.opening(question.at)
        sieves = self._shared_sieves(question, opening)
        around, possible = self._around(question, sieves)
        certain = around
        for name, terms in question.terms.items():
            if not terms:
                continue
            sieve = sieves[name] = self._term_sieve(name, terms)
            certain, possible = certain & sieve.passes, (possible & sieve.passes) | (possible & sieve.unknown)
        read = self._read(question, opening, possible if question.include_unknown else certain)
        worded = self.index.bits("is", "live")
        if read.tiers is not None:
            worded = reduce(or_, map(_bits, read.tiers), NOBODY) - read.barred
            certain, possible = certain & worded, possible & worded
        groups = self._groups(certain, possible if question.include_unknown else NOBODY, read.tiers)
        distances: dict[int, float] = {}
        page = self._page(groups, question, distances)
        return Found(
            page=tuple(page),
            distances=distances,
            total=sum(len(each) for each in groups),
            certain=certain,
            possible=possible,
            around=around,
            matched=read.matched,
            fits=read.fits,
            worded=worded,
            sieves=sieves,
            opening=opening,
        )

    # Filters.

    def _shared_sieves(self, question: Question, opening: Opening) -> dict[str, Sieve]:
        sieves = {}
        if question.near:
            sieves["near"] = self._area_sieve(question.near.municipalities)
        if question.municipalities:
            sieves["municipality"] = self._area_sieve(question.municipalities)
        if question.open_now:
            sieves["open"] = Sieve(opening.yes, opening.unknown, opening.either)
        return sieves

    def _term_sieve(self, dimension: str, terms: Sequence[str]) -> Sieve:
        if dimension in DIMENSIONS:
            passes = self.index.any_of(f"match.{dimension}", terms)
            return Sieve(passes, self.index.bits("unknown", dimension))
        # Conditions are known or not one by one; a told "no" goes before the "yes" of a broader condition.
        denied = {term: self.index.bits("exact.denied", term) for term in terms}
        passes = reduce(or_, (self.index.bits(f"match.{dimension}", term) - denied[term] for term in terms))
        return Sieve(passes, self.index.bits("is", "live") - reduce(and_, denied.values()) - passes)

    def _area_sieve(self, municipalities: tuple[str, ...]) -> Sieve:
        if municipalities not in self._serving:
            codes = {code for each in municipalities for code in self._containing(each)}
            passes = self.index.any_of("area", sorted(codes))
            unknown = self.index.bits("unknown", "area")
            self._serving[municipalities] = Sieve(passes, unknown, passes | unknown)
        return self._serving[municipalities]

    def positions(self, slug: str) -> tuple[int, ...]:
        """Where a partner's doors stand, or a door by its own slug; `()` when there is none."""
        return self._ranker.positions(slug)

    def serves(self, position: int, municipality: str) -> bool:
        """Whether this entry is known to serve a municipality (CBS code)."""
        return position in self._area_sieve((municipality,)).passes

    def _around(self, question: Question, sieves: Mapping[str, Sieve]) -> tuple[BitMap, BitMap]:
        """Who certainly, and who possibly, passes the filters of place and hour.

        Doors without a place pass every radius; places within it. Each is measured: no box, no loss.
        """
        near, radius_km = question.near, question.radius_km
        ground = self._ground(question, sieves)
        if near is None or radius_km is None:
            return ground.certain, ground.possible
        away = between_km(spot(near.latitude, near.longitude), ground.spots)
        far = bitmap(ground.positions[away > radius_km])
        return ground.certain - far, ground.possible - far

    def _ground(self, question: Question, sieves: Mapping[str, Sieve]) -> Ground:
        where = question.near.municipalities if question.near else ()
        key = (where, question.municipalities, minute_of(question.at) if question.open_now else None)
        if key not in self._grounds:
            if len(self._grounds) >= GROUNDS:
                self._grounds.clear()
            live = self.index.bits("is", "live")
            certain, possible = certainly(live, sieves.values()), possibly(live, sieves.values())
            positions = positions_in(self._placed() & possible)
            self._grounds[key] = Ground(certain, possible, positions, self.index.columns["spot"][positions])
        return self._grounds[key]

    def _placed(self) -> BitMap:
        if self._points is None:
            known = ~np.isnan(self.index.columns["spot"][:, 0])
            self._points = bitmap(np.flatnonzero(known)) & self.index.bits("is", "live")
        return self._points

    def opening(self, moment: datetime) -> Opening:
        """Who is open at this moment, to the minute."""
        minute = minute_of(moment)
        if minute not in self._openings:
            if len(self._openings) > 64:
                self._openings.clear()
            self._openings[minute] = self._open_at(datetime.fromtimestamp(minute * 60, UTC).astimezone(AMSTERDAM))
        return self._openings[minute]

    def _open_at(self, moment: datetime) -> Opening:
        by_answer: dict[str, list[BitMap]] = {"yes": [], "no": [], "unknown": []}
        for number, hours in enumerate(self.index.schedules):
            by_answer[open_at(hours, moment)].append(self.index.bits("schedules", number))
        stale = bitmap(np.flatnonzero(self.index.columns["hours_due"] <= moment.toordinal()))
        closed = self.index.bits("is", "closed")
        yes = BitMap.union(*by_answer["yes"], NOBODY) - stale - closed
        known_shut = BitMap.union(*by_answer["no"], NOBODY) - stale
        unknown = self.index.bits("is", "live") - yes - known_shut - closed
        return Opening(yes, unknown, yes | unknown)

    # Words.

    def _read(self, question: Question, opening: Opening, among: BitMap) -> Read:
        understood = question.understood
        matched, text = self._tiers(question.words, among, strict=understood is not None)
        if understood is None or text is None:
            return Read(matched, list(text) if text is not None else None)
        asked_from = (*(question.near.municipalities[:1] if question.near else ()), *question.municipalities)
        ranked = self._ranker.ranked(
            understood,
            question.words,
            opening.either,
            prefers_open=question.prefers_open,
            from_home=self._home.issuperset(asked_from),
            own_words=matched == "all",
        )
        if ranked.lead or understood.concepts:
            tiers: list[Tier] = [ranked.lead, *ranked.tiers]
            tiers += text if matched in ("all", "name") else []
            return Read("concept" if understood.concepts else "name", tiers, ranked.barred, ranked.fits)
        if understood.outside is not None or not (among - ranked.barred) & BitMap.union(NOBODY, *text):
            return Read("nothing", [], ranked.barred)
        return Read(matched, list(text), ranked.barred)

    def _tiers(self, words: str, among: BitMap, *, strict: bool) -> tuple[str, list[BitMap] | None]:
        """How the words were read, and the matches from best to least; None when there are no words."""
        if not words.strip():
            return "none", None
        whole = self.index.bits("names", fold(words)) if fold(words) else NOBODY
        matches = [self._word(word, form) for word, form in lemmas(words)]
        if not matches:
            return ("name" if whole else "nothing"), [whole]
        every = [reduce(and_, (each[tier] for each in matches)) for tier in range(len(TIERS))]
        if among & (whole | every[-1]):
            return "all", [whole, *every]
        # Where the lexicon has a say, one shared word among many is no answer.
        join = _most if strict else _either
        some = [join([each[tier] for each in matches]) for tier in range(len(TIERS))]
        return ("any" if among & some[-1] else "nothing"), some

    def _word(self, word: str, form: str) -> list[BitMap]:
        """Who has this word or lemma, up to each tier."""
        here = [self.index.bits(tier, word) | self.index.bits(tier, form) for tier in TIERS]
        return [here[0], here[0] | here[1], here[0] | here[1] | here[2]]

    # Order.

    def _groups(self, certain: BitMap, possible: BitMap, tiers: list[Tier] | None) -> list[Tier]:
        """Disjoint sets of positions, best first."""
        if tiers is None:
            return [each for each in (certain, possible - certain) if each]
        groups: list[Tier] = []
        seen = BitMap()
        for within in (certain, possible - certain):
            for tier in tiers:
                group = (within & _bits(tier)) - seen
                seen |= group
                if group:
                    groups.append(tuple(each for each in tier if each in group) if isinstance(tier, tuple) else group)
        return groups

    def _page(self, groups: list[Tier], question: Question, distances: dict[int, float]) -> list[int]:
        first = (question.page - 1) * question.per_page
        last = first + question.per_page
        here = spot(question.near.latitude, question.near.longitude) if question.near else None
        page: list[int] = []
        start = 0
        for group in groups:
            end = start + len(group)
            if end > first and start < last:
                page += self._ordered(group, here, distances, max(first - start, 0), last - start)
            start = end
        return page

    def _ordered(self, group: Tier, here: Spot | None, distances: dict[int, float], first: int, last: int) -> list[int]:
        if isinstance(group, tuple):
            return self._in_order(group[first:last], here, distances)
        positions = positions_in(group)
        keys = self.index.columns["order"][positions]
        if here is None:
            page: list[int] = positions[best(self.index, positions, keys, last)[first:last]].tolist()
            return page
        away = between_km(here, self.index.columns["spot"][positions])
        # Of the two numbers one is 0 or no number at all: then the other counts.
        metres = np.fmax(away, self.index.columns["as_if_km"][positions]) * 1000
        chosen = best(self.index, positions, keys | metres.astype(np.int64) << USUAL_BITS, last)[first:last]
        page = positions[chosen].tolist()
        distances |= {each: km for each, km in zip(page, away[chosen].tolist(), strict=True) if km == km}
        return page

    def _in_order(self, page: tuple[int, ...], here: Spot | None, distances: dict[int, float]) -> list[int]:
        if here is not None and page:
            away = between_km(here, self.index.columns["spot"][list(page)])
            distances |= {each: km for each, km in zip(page, away.tolist(), strict=True) if km == km}
        return list(page)


def _bits(tier: Tier) -> BitMap:
    return BitMap(tier) if isinstance(tier, tuple) else tier


def _either(having: list[BitMap]) -> BitMap:
    return reduce(or_, having)


def _most(having: list[BitMap]) -> BitMap:
    """Who has more than half of the words, given who has each."""
    enough = len(having) // 2 + 1
    at_least = [BitMap() for _ in range(enough + 1)]
    for each in having:
        for count in range(enough, 1, -1):
            at_least[count] |= at_least[count - 1] & each
        at_least[1] |= each
    return at_least[enough]


def certainly(among: BitMap, sieves: Iterable[Sieve]) -> BitMap:
    """Who of these passes every filter."""
    return reduce(and_, sorted((each.passes for each in sieves), key=len), among)


def possibly(among: BitMap, sieves: Iterable[Sieve]) -> BitMap:
    """Who of these passes every filter or is not known to fail it."""
    # Those that are at hand as one first: of what is left then, the others need not be joined whole.
    joined = sorted((each.either for each in sieves if each.either is not None), key=len)
    left = reduce(and_, joined, among)
    for sieve in (each for each in sieves if each.either is None):
        left = (left & sieve.passes) | (left & sieve.unknown)
    return left
