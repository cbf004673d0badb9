"""What an understood question puts first: who is named, who is pinned to its concepts, then who does the same work."""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec
import numpy as np
from pyroaring import BitMap

from directory.atlas import Atlas
from directory.atlas.entries import entries_of
from directory.atlas.index import NOBODY, Index
from directory.lexicon import Concept, Level, Meant, Role, Understood, tokens
from directory.model import Id
from directory.search.order import USUAL_BITS, best
from directory.text import digits, fold

# A name counts for more than any concept; each next pin of a concept for less than the one before.
NAMED = 2.0
NEXT_PIN = 0.13
AGAIN = 0.3
# A partner for whoever asks so: just before the first pin of what they ask.
FOR_ROLE = 1.05
# Who belongs among the answers of an urgent question, whatever else was understood; in danger now before all others.
URGENT: Mapping[Level, float] = {"none": 0.0, "today": 0.8, "acute": 3.0}
LEAST_PIN = 0.3
# What makes one door of a partner fit better than another.
FITS = {"functions": 0.06, "channels": 0.12, "audiences": 0.04, "topics": 0.03}
BY_PHONE = 0.02
SHUT, SHUT_WHEN_ASKED = -0.03, -0.3
# Scores that differ by less than one part of this are equal.
FINEST = 1e6
# Another door of the same partner: after the first door of its neighbours.
NEXT_DOOR = 0.7
FIRST, OF_ONE = 5, 2
LONGEST_NAME = 8

# How an asker in this role is called among the audiences.
AUDIENCES: dict[Role, str] = {
    "victim": "slachtoffers",
    "bystander": "omstanders",
    "perpetrator": "plegers",
    "professional": "professionals",
    "child": "kinderen",
    "man": "mannen",
    "elderly": "ouderen",
    "deaf": "doven-slechthorenden",
    "lhbtiq": "lhbtiq",
    "bereaved": "nabestaanden",
}


class Ranked(msgspec.Struct, frozen=True):
    """`lead` are positions, best first; `tiers` who comes after them, best first; `barred` may not answer at all.

    `fits` says of each concept who answers it, for the reasons.
    """

    lead: tuple[int, ...]
    tiers: tuple[BitMap, ...]
    barred: BitMap
    fits: tuple[tuple[Concept, BitMap], ...]


class Owner(msgspec.Struct):
    """The organization of an item, as far as it is needed here."""

    id: Id


class Item(msgspec.Struct):
    """A ready item, as far as it is needed here."""

    organization: Owner


ITEM = msgspec.json.Decoder(Item)


class Ranker:
    """Ranks for one version of the atlas; remembers where partners stand."""

    def __init__(
        self, atlas: Atlas, home: frozenset[str] = frozenset(), elsewhere: Mapping[str, str] | None = None
    ) -> None:
        """`home` are the area codes that hold, or are held by, the region that the directory is for.

        `elsewhere` names for a regional partner the one that does the same for the rest of the country.
        """
        self._atlas = atlas
        self._elsewhere_slugs = elsewhere or {}
        self._home = home
        self._away: BitMap | None = None
        self._positions: dict[str, tuple[int, ...]] = {}

    @property
    def _index(self) -> Index:
        return self._atlas.index

    def ranked(
        self,
        understood: Understood,
        words: str,
        unshut: BitMap,
        *,
        prefers_open: bool = False,
        from_home: bool = True,
        own_words: bool = False,
    ) -> Ranked:
        """Who answers this, in order.

        `unshut` are those that are not known to be closed then; `from_home` leaves out who only serves other regions;
        with `own_words` somebody has every word of the question in names and texts.
        """
        named = self._named(" ".join(understood.repaired.get(each, each) for each in tokens(words)), words)
        if understood.outside is not None:
            # "Code rood KNMI" names nobody here: only a name that is the whole question does.
            named = {position: share for position, share in named.items() if share == 1.0}
        if understood.name is not None:
            named |= dict.fromkeys(self._index.bits("names", understood.name), 1.0)
        scores = self._scores(understood, named, from_home=from_home)
        for position in [each for each in scores if each not in unshut]:
            scores[position] += SHUT_WHEN_ASKED if prefers_open else SHUT
        fits = tuple((each.concept, self._fitting(each.concept)) for each in understood.concepts)
        barred = self._barred(understood, from_home=from_home, own_words=own_words) - BitMap(named)
        lead = self._ordered({each: score for each, score in scores.items() if each not in barred})
        return Ranked(lead, tuple(self._tiers(understood.concepts)), barred, fits)

    def _scores(self, understood: Understood, named: Mapping[int, float], *, from_home: bool) -> dict[int, float]:
        """How well everybody who is named or pinned fits."""
        scores = {position: NAMED * share for position, share in named.items()}
        pinned: dict[int, list[float]] = {}
        for meant in understood.concepts:
            for position, score in self._pinned(meant, understood.role, from_home=from_home):
                pinned.setdefault(position, []).append(score)
        for position, worths in pinned.items():
            # Who answers two of the concepts goes before who answers one.
            best, *others = sorted(worths, reverse=True)
            scores[position] = scores.get(position, 0.0) + best + AGAIN * sum(others)
        strongest = max((each.strength for each in understood.concepts), default=0.0)
        for slugs, worth in (
            (understood.role_pins, strongest * FOR_ROLE),
            (understood.line.pinned if understood.line else (), URGENT[understood.level]),
        ):
            for number, slug in enumerate(slugs):
                for position in self.positions(slug)[:1]:
                    scores[position] = max(scores.get(position, 0.0), worth - NEXT_PIN * number)
        return scores

    # Names.

    def _named(self, words: str, asked: str) -> dict[int, float]:
        """Who is called by a part of these words, and which share of them that is; the longest names only."""
        said = fold(words).split()
        number = digits("".join(str(unicodedata.digit(each)) if each.isdigit() else each for each in asked))
        found: dict[int, float] = {}
        if len(number) >= 3:
            found = dict.fromkeys(self._index.bits("names", number), 1.0)
        taken = 0
        for length in range(min(len(said), LONGEST_NAME), 0, -1):
            if length <= taken // 2:
                break
            for start in range(len(said) - length + 1):
                name = " ".join(said[start : start + length])
                for position in self._index.bits("names", name):
                    found.setdefault(position, length / len(said))
                    taken = max(taken, length)
        return found

    # Concepts.

    def positions(self, slug: str) -> tuple[int, ...]:
        """Where a partner's doors stand, or the partner itself when it has none; a door by its own slug."""
        if slug not in self._positions:
            self._positions[slug] = tuple(
                position for id in self._ids(slug) if (position := self._index.position.get(id)) is not None
            )
        return self._positions[slug]

    def _ids(self, slug: str) -> Iterator[Id]:
        match self._atlas.catalogue.partner_or_door(slug):
            case ("organization", id):
                yield from entries_of(self._atlas.catalogue, id)
            case (_, id):
                yield id

    def _pinned(self, meant: Meant, role: Role, *, from_home: bool) -> Iterator[tuple[int, float]]:
        live = self._index.bits("is", "live")
        pins = meant.concept.pins(role)
        if not from_home:
            # Behind a regional partner the one that does the same for the rest of the country.
            pins = tuple(each for slug in pins for each in (slug, self._elsewhere_slugs.get(slug)) if each)
        for number, slug in enumerate(pins):
            worth = meant.strength * max(LEAST_PIN, 1 - NEXT_PIN * number)
            doors = [each for each in self.positions(slug) if each in live]
            fitting = {each: self._fit(each, meant.concept, role) for each in doors}
            for place, door in enumerate(sorted(doors, key=lambda each: (-fitting[each], self._index.ids[each]))):
                yield door, (worth + fitting[door]) * NEXT_DOOR**place

    def _fit(self, position: int, concept: Concept, role: Role) -> float:
        fit = BY_PHONE if position in self._index.bits("exact.channels", "telefoon") else 0.0
        wanted = {"functions": concept.functions, "channels": concept.channels, "topics": concept.topics}
        for dimension, terms in wanted.items():
            if any(position in self._index.bits(f"match.{dimension}", each) for each in terms):
                fit += FITS[dimension]
        audiences = (*concept.audiences, *((AUDIENCES[role],) if role in AUDIENCES else ()))
        if any(position in self._index.bits("match.audiences", each) for each in audiences):
            fit += FITS["audiences"]
        return fit

    def _fitting(self, concept: Concept) -> BitMap:
        return self._all_of(concept.pinned) | self._index.any_of("match.topics", concept.topics)

    def _all_of(self, slugs: Iterable[str]) -> BitMap:
        return BitMap([position for slug in slugs for position in self.positions(slug)])

    def _tiers(self, concepts: Sequence[Meant]) -> Iterator[BitMap]:
        """Who works on the topics that are meant: first who also does what is wanted, then the others."""
        for meant in concepts[:2]:
            topics = self._index.any_of("match.topics", meant.concept.topics)
            if meant.concept.functions:
                yield topics & self._index.any_of("match.functions", meant.concept.functions)
            yield topics

    def _barred(self, understood: Understood, *, from_home: bool, own_words: bool) -> BitMap:
        """Who may not answer this: professionals' doors for others, and whom the leading concept rules out."""
        # What is shut for good, only studied or an example elsewhere answers nothing; who asks for it by name finds it.
        top = understood.concepts[0].concept if understood.concepts else None
        leading = self._all_of(top.pins(understood.role)[:1] if top else ())
        elsewhere = self._elsewhere() if from_home else NOBODY
        barred = (self._index.bits("is", "closed") | elsewhere) - leading
        if understood.role != "professional":
            professionals = self._index.bits("is", "professionals")
            # Who shows in no way who they are may be a professional who asks for just this, by concept or by words.
            if understood.role == "anyone":
                professionals = NOBODY if own_words and top is None else professionals - leading
            barred = barred | professionals
        if understood.role != "perpetrator":
            only = self._index.bits("exact.audiences", "plegers") - self._index.bits("exact.audiences", "slachtoffers")
            barred = barred | only
        return barred | self._all_of(top.never) if top else barred

    def _elsewhere(self) -> BitMap:
        """Who is known to serve other parts of the country only."""
        if self._away is None:
            index = self._index
            here = index.any_of("area", self._home) | index.bits("unknown", "area")
            self._away = index.bits("is", "live") - here if self._home else NOBODY
        return self._away

    # Order.

    def _ordered(self, scores: dict[int, float]) -> tuple[int, ...]:
        """By score; of one partner at most two doors among the first five. Equals as answers without words stand."""
        positions = np.fromiter(scores, np.uint32, len(scores))
        worth = np.fromiter(scores.values(), np.float64, len(scores))
        keys = self._index.columns["order"][positions] - (np.rint(worth * FINEST).astype(np.int64) << USUAL_BITS)
        order = positions[best(self._index, positions, keys, len(keys))].tolist()
        first: list[int] = []
        later: list[int] = []
        doors: Counter[Id] = Counter()
        for place, position in enumerate(order):
            if len(first) == FIRST:
                return (*first, *later, *order[place:])
            owner = self._owner(position)
            (later if doors[owner] >= OF_ONE else first).append(position)
            doors[owner] += 1
        return (*first, *later)

    def _owner(self, position: int) -> Id:
        """Whose door this is, read from the ready item: whole documents take ten times as long to decode."""
        item = self._index.ready(position)
        return ITEM.decode(item).organization.id if item is not None else self._index.ids[position]
