"""The check: from a proposal to who does it already, what each does not do, what remains, and whom to ask first."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import reduce
from operator import mul
from typing import Literal

import msgspec
import numpy as np
from msgspec import Struct, structs
from numpy.typing import NDArray
from pyroaring import BitMap

from directory.atlas import Atlas
from directory.atlas.index import NOBODY, positions_in
from directory.coverage import words
from directory.coverage.alike import Alike, Names
from directory.coverage.boxes import HERE, Boxes, Containing, Field
from directory.coverage.cube import Axis, Cube, Interval, Part
from directory.coverage.gap import ENOUGH, Gap, smallest_gap
from directory.coverage.partners import Door, Partner, Partners, best_first
from directory.coverage.proposal import ACCESS, DIMENSIONS, EVERY_HOUR, Proposal
from directory.coverage.terms import Terms
from directory.geo.areas import Areas

ENGINE = "overlap-1.0"
Verdict = Literal["refer", "strengthen", "coordinate", "new", "needs-input"]
READINGS: Mapping[str, tuple[str, ...]] = {
    # Is there anybody; can a person get this somehow; is it just what is proposed.
    "core": ACCESS,
    "need": ("channels", "conditions"),
    "full": (),
}
# From here on somebody does part of it, and talking comes before building.
PARTLY = 0.3
# Who may do less than this of it does something else: one corner of a broad subject is no overlap.
LEAST = 0.05
WIDE = 0.25
MOST_OVERLAPPING, MOST_ADJACENT, MOST_QUESTIONS, MOST_ASKED = 20, 8, 6, 12
MOST_SEEN = 400
ASSUMED: Mapping[str, str] = {
    "languages": "Van een ingang waarvan de taal niet bekend is, is aangenomen dat iemand er Nederlands spreekt.",
    "hours": "Van een website met informatie of een formulier is aangenomen dat zij er altijd is.",
}
SCOPE = (
    "Deze gids gaat over hulp bij huiselijk geweld en wat daaraan raakt. Van andere onderwerpen weet zij weinig: vraag "
    "ook de gemeente."
)
FIELDS: Mapping[str, str] = {"channels": "channel", "area": "area", "hours": "hours", "languages": "languages"}
UNKNOWN: Mapping[str, str] = {
    "functions": "Wat kan iemand hier precies krijgen?",
    "topics": "Over welke onderwerpen gaat dit?",
    "audiences": "Voor wie is dit?",
    "area": "Voor welke gemeenten is dit?",
    "channels": "Hoe kan iemand hier contact leggen?",
    "hours": "Op welke dagen en uren is dit bereikbaar?",
    "languages": "In welke talen kan iemand hier terecht?",
    "conditions": "Welke voorwaarden gelden hier?",
}


class Reply(Struct, frozen=True, kw_only=True, rename="camel", omit_defaults=True):
    """What is part of an answer."""


class Coverage(Reply, frozen=True, kw_only=True):
    """Shares of the proposal that exist: as far as is known, and with everything that is not known."""

    core: Interval
    need: Interval
    full: Interval


class GapBox(Reply, frozen=True, kw_only=True, omit_defaults=True):
    """A part of the proposal that nobody is known to do; a dimension that is absent is that of the whole proposal."""

    text: str
    share: float
    functions: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    audiences: tuple[str, ...] = ()
    area: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    hours: str = ""
    languages: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()


class MinimalGap(Reply, frozen=True, kw_only=True, omit_defaults=False):
    """The fewest dimensions that are in the way, and what nobody does; not `certain`: if the unknowns turn out well."""

    dimensions: tuple[str, ...]
    certain: bool
    boxes: tuple[GapBox, ...]


class DoorShare(Reply, frozen=True, kw_only=True):
    """One door of a partner, and how much of the proposal it is."""

    id: str
    slug: str
    full: Interval
    core: Interval
    channel: str | None = None
    access: str | None = None
    verified_on: str | None = None


class Overlapping(Reply, frozen=True, kw_only=True):
    """A partner that does (part of) this. `missing` is what it is known not to do, `unknown` what nobody told us."""

    id: str
    slug: str
    name: str
    core: Interval
    need: Interval
    full: Interval
    by_dimension: Mapping[str, Interval]
    unique_contribution: float
    action: Verdict
    contact_points: tuple[DoorShare, ...]
    missing: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    via: tuple[str, ...] = ()
    verified_on: str | None = None


class Adjacent(Reply, frozen=True, kw_only=True):
    """A partner on the same subject that does something else, or for others."""

    slug: str
    name: str
    why: str


class Labour(Reply, frozen=True, kw_only=True):
    """A declared division of labour with one of those who overlap: on purpose, so no overlap to solve."""

    slug: str
    relation: str
    text: str
    source: str | None = None


class ToVerify(Reply, frozen=True, kw_only=True):
    """A question to a partner. `resolves` is how much narrower the answer would make the figures."""

    slug: str
    dimension: str
    question: str
    ask: str
    resolves: float


class Strengthen(Reply, frozen=True, kw_only=True):
    """What a partner that exists would have to add."""

    slug: str
    name: str
    add: str


class Overlap(Reply, frozen=True, kw_only=True):
    """The whole answer. Shares are from 0 to 1, intervals [what is known, that and everything unknown]."""

    engine: str = ENGINE
    verdict: Verdict
    summary: str
    proposal: Proposal
    data_version: int
    checked_on: date
    missing_input: tuple[str, ...] = ()
    coverage: Coverage | None = None
    depth: float | None = None
    minimal_gap: MinimalGap | None = None
    by_value: Mapping[str, Mapping[str, Interval]] = {}
    overlapping: tuple[Overlapping, ...] = ()
    adjacent: tuple[Adjacent, ...] = ()
    division_of_labour: tuple[Labour, ...] = ()
    verify_first: tuple[ToVerify, ...] = ()
    strengthen: tuple[Strengthen, ...] = ()
    confusable_with: tuple[Alike, ...] = ()
    assumed: tuple[str, ...] = ()
    scope: str | None = None


def check(
    proposal: Proposal,
    atlas: Atlas,
    terms: Terms,
    names: Names,
    areas: Areas,
    today: date,
    *,
    without: Collection[str] = (),
    outside: str | None = None,
) -> Overlap:
    """What there is already of this proposal. `terms` and `names` are of this atlas.

    `without` are organizations (slugs) that are thought away; `outside` is a subject of the title that is not one of
    this directory.
    """
    alike = tuple(names.like(proposal.title)) if proposal.title else ()
    common = Overlap(
        verdict="needs-input",
        summary="",
        proposal=proposal,
        data_version=atlas.sequence,
        checked_on=today,
        confusable_with=alike,
    )
    if outside is not None:
        text = f"Voor zover bekend doet niemand in deze gids dit: het onderwerp ({outside}) hoort er niet in."
        return structs.replace(common, verdict="new", summary=text, scope=SCOPE)
    if proposal.missing:
        asked = words.joined([words.NAMES[each] for each in proposal.missing])
        text = f"Om te kunnen vergelijken is nog nodig: {asked}."
        return structs.replace(common, summary=text, missing_input=proposal.missing)
    return Check(proposal, atlas, terms, areas, today, without).answer(common)


class Check:
    """One proposal beside one version of the atlas."""

    def __init__(
        self,
        proposal: Proposal,
        atlas: Atlas,
        terms: Terms,
        areas: Areas,
        today: date,
        without: Collection[str] = (),
    ) -> None:
        self._proposal = proposal
        self._atlas = atlas
        self._terms = terms
        self._areas = areas
        municipalities = sorted(areas.expand(proposal.area))
        weights = {each: 1 / len(municipalities) for each in municipalities}
        containing: Containing = areas.containing
        self._boxes = Boxes(atlas, terms, containing)
        self._field: Field = self._boxes.field(proposal, weights, today, self._positions_of(without))
        self._cube: Cube = self._field.cube
        self._partners = Partners(atlas, self._field.positions)
        self._certain = self._cube.known_share()
        self._fractions = {name: self._cube.fractions(name) for name in self._field.demanded}

    def _positions_of(self, slugs: Collection[str]) -> BitMap:
        """The doors of these organizations. Raises `Unknown` for a slug that is none."""
        catalogue, index = self._atlas.catalogue, self._atlas.index
        organizations = (catalogue.resolve("organization", each) for each in slugs)
        services = (service for each in organizations for service in catalogue.services_of(each))
        doors = (door for each in services for door in catalogue.doors_of(each))
        return BitMap([index.position[each] for each in doors if each in index.position])

    def answer(self, common: Overlap) -> Overlap:
        """Everything about it."""
        cube = self._cube
        coverage = Coverage(**{name: self._rounded(cube.cover(relaxed)) for name, relaxed in READINGS.items()})
        gap = smallest_gap(cube, self._field.demanded)
        verdict = self._verdict(coverage, gap)
        overlapping = self._overlapping()
        # When it must be there goes with how, unless that is always.
        often = ("hours",) if self._proposal.week not in (0, EVERY_HOUR) else ()
        boxes = tuple(self._told_part(each, (*gap.dimensions, *often)) for each in gap.parts)
        minimal = MinimalGap(dimensions=gap.dimensions, certain=gap.certain, boxes=boxes)
        wide = coverage.full[1] - coverage.full[0] > WIDE
        verify = tuple(self._verify()) if coverage.full[1] - coverage.full[0] > 0 else ()
        return structs.replace(
            common,
            verdict=verdict,
            summary=self._summary(verdict, minimal, overlapping, ask_first=wide and bool(verify)),
            coverage=coverage,
            depth=round(cube.depth(), 4),
            minimal_gap=minimal,
            by_value={name: self._by_value(name) for name in self._field.demanded},
            overlapping=tuple(overlapping),
            adjacent=tuple(self._adjacent({each.slug for each in overlapping})),
            division_of_labour=tuple(self._labour({each.id for each in overlapping})),
            verify_first=verify,
            strengthen=tuple(self._strengthen(gap, overlapping)) if verdict in ("strengthen", "coordinate") else (),
            assumed=tuple(text for name, text in ASSUMED.items() if self._assumes(name)),
            scope=SCOPE if verdict == "new" else None,
        )

    def _assumes(self, name: str) -> bool:
        return HERE in self._proposal.languages if name == "languages" else bool(self._proposal.week)

    # The verdict.

    def _verdict(self, coverage: Coverage, gap: Gap) -> Verdict:
        # What only may exist is no ground for sending anybody there: first ask.
        if gap.certain and {*gap.dimensions} <= {*ACCESS}:
            return "strengthen" if gap.dimensions else "refer"
        # Whoever works here on the same subject for the same people is to be talked to, whatever it is they do.
        shares = [coverage.full[1], coverage.core[0]]
        if "topics" not in gap.dimensions:
            shares.append(self._cube.known_share((*ACCESS, "functions")))
        return "coordinate" if max(shares) >= PARTLY else "new"

    def _summary(
        self, verdict: Verdict, gap: MinimalGap, overlapping: Sequence[Overlapping], *, ask_first: bool
    ) -> str:
        whole = [each for each in overlapping if each.core[0] >= ENOUGH] or overlapping
        names = words.joined([each.name for each in whole[:2]])
        remains = words.joined([each.text for each in gap.boxes[:2]])
        text = {
            "refer": f"Dit bestaat al: {names}. Verwijs daarnaar.",
            "strengthen": f"Dit bestaat al: {names}. Er ontbreekt, voor zover bekend: {remains}. Versterk wat er is.",
            "coordinate": f"Dit bestaat voor een deel{f': {names}' if names else ''}. Stem eerst af."
            + (f" Nieuw is: {remains}." if remains else ""),
            "new": "Voor zover bekend doet niemand dit in dit gebied.",
        }[verdict]
        if not gap.certain:
            text += " Dit geldt als blijkt dat klopt wat nu nog niet bekend is."
        return f"{text} Vraag eerst na wat niet bekend is." if ask_first else text

    # Who does it already.

    def _scores(self) -> dict[str, NDArray[np.float64]]:
        """Per door the share of the proposal that it is by itself, by reading, as far as is known; and at most."""
        found = {}
        for reading, relaxed in READINGS.items():
            for side, name in enumerate((reading, f"{reading}.most")):
                shares = [each[side] for axis, each in self._fractions.items() if axis not in relaxed]
                found[name] = reduce(mul, shares, np.ones(len(self._field.positions)))
        return found

    def _overlapping(self) -> list[Overlapping]:
        scores = self._scores()
        order = best_first(scores["full"], scores["need"], scores["core"], scores["full.most"], scores["core.most"])
        columns = [each for each in order[:MOST_SEEN] if scores["core.most"][each] >= LEAST]
        found = [self._of_partner(each, scores) for each in self._partners.of(columns, MOST_OVERLAPPING)]
        # Of equals those for this region before those for the whole country, as in every answer.
        usual = self._usual(found)
        return sorted(
            found, key=lambda each: (-each.full[0], -each.need[0], -each.core[0], -each.full[1], usual[each.id])
        )

    def _usual(self, found: Iterable[Overlapping]) -> dict[str, int]:
        index = self._atlas.index
        return {
            each.id: min(int(index.columns["order"][index.position[door.id]]) for door in each.contact_points)
            for each in found
        }

    def _of_partner(self, partner: Partner, scores: Mapping[str, NDArray[np.float64]]) -> Overlapping:
        doors = {column: door for column, door in partner.doors.items() if scores["core.most"][column] > 0}
        columns = list(doors)
        among = self._cube.kinds_of(columns)
        shares = {name: self._rounded(self._cube.cover(relaxed, among)) for name, relaxed in READINGS.items()}
        by_dimension = {name: self._covered_of(self._cube.axes[name], columns) for name in self._field.demanded}
        others = self._cube.everybody & ~self._cube.only([*partner.doors])
        unique = self._certain - self._cube.known_share((), others)
        return Overlapping(
            id=partner.organization.id,
            slug=partner.organization.slug,
            name=partner.organization.name,
            **shares,
            by_dimension=by_dimension,
            unique_contribution=round(max(0.0, unique), 4),
            action=_action(shares),
            contact_points=tuple(self._of_door(column, door, scores) for column, door in doors.items()),
            missing=tuple(self._missing(columns, among)),
            unknown=tuple(self._unknown(columns)),
            via=tuple(self._via(columns)),
            verified_on=max((each.verified_on for each in doors.values() if each.verified_on), default=None),
        )

    def _of_door(self, column: int, door: Door, scores: Mapping[str, NDArray[np.float64]]) -> DoorShare:
        def share(name: str) -> Interval:
            return self._rounded((float(scores[name][column]), float(scores[f"{name}.most"][column])))

        return DoorShare(
            id=door.id,
            slug=door.slug,
            channel=door.channel,
            access=door.access,
            verified_on=door.verified_on,
            full=share("full"),
            core=share("core"),
        )

    def _covered_of(self, axis: Axis, columns: Sequence[int]) -> Interval:
        weights = np.array(axis.weights)
        low = float(weights @ axis.known[:, columns].any(axis=1))
        return self._rounded((low, float(weights @ axis.possible[:, columns].any(axis=1))))

    def _missing(self, columns: Sequence[int], among: int) -> Iterator[str]:
        """What none of these doors can be doing: dimension by dimension, or else what they do, but not together."""
        whole = True
        for name in self._field.demanded:
            axis = self._cube.axes[name]
            lacking = np.flatnonzero(~axis.possible[:, columns].any(axis=1))
            if len(lacking):
                whole = False
                yield self._told(name, [axis.values[each] for each in lacking])
        if whole:
            for part in self._cube.uncovered(among, possible=True)[:2]:
                yield self._told_part(part, self._field.demanded).text

    def _unknown(self, columns: Sequence[int]) -> Iterator[str]:
        for name in self._field.demanded:
            axis = self._cube.axes[name]
            known, possible = axis.known[:, columns].any(axis=1), axis.possible[:, columns].any(axis=1)
            if (possible & ~known).any():
                yield words.NAMES[name]

    def _via(self, columns: Sequence[int]) -> Iterator[str]:
        """Why a door counts that does not carry the very term."""
        said: set[str] = set()
        for name in ("functions", "topics", "audiences"):
            axis = self._cube.axes[name]
            for row in np.flatnonzero(axis.known[:, columns].any(axis=1)):
                text = self._reason(name, str(axis.values[row]), columns)
                if text is not None and text not in said:
                    said.add(text)
                    yield text

    def _reason(self, name: str, term: str, columns: Sequence[int]) -> str | None:
        asked: Sequence[str] = getattr(self._proposal, name)
        if term not in asked:
            return None
        carried: set[str] = set()
        for column in columns:
            position = int(self._field.positions[column])
            index = self._atlas.index
            terms = self._terms.covering(name, term)
            carried |= {each for each in terms if position in index.bits(f"exact.{name}", each)}
        if term in carried:
            return None
        via = next((via for each, via in self._terms.covering(name, term).items() if each in carried and via), None)
        if via is None:
            return None
        label, by = self._terms.label(name, term), self._terms.label(name, via.term)
        return f"{label} telt mee via {by}: {via.reason}" if via.reason else f"{label} valt onder {by}"

    # What remains.

    def _by_value(self, name: str) -> dict[str, Interval]:
        """For each value of a dimension which share of the proposal with that value exists."""
        axis = self._cube.axes[name]
        if len(axis.values) == 1:
            return {}
        keys = [words.week_in_words(each) if isinstance(each, int) else str(each) for each in axis.values]
        return dict(zip(keys, map(self._rounded, self._cube.by_value(name)), strict=True))

    def _told_part(self, part: Part, named: Collection[str]) -> GapBox:
        """The dimensions in which it is less than the whole proposal, or these when it is all: the rest goes unsaid."""
        axes = self._cube.axes
        less = [name for name, places in part.values.items() if len(places) < len(axes[name].values)]
        chosen = {
            name: [axes[name].values[each] for each in sorted(part.values[name])]
            for name in DIMENSIONS
            if name in part.values and name in (less or named)
        }
        told = {name: self._told(name, values) for name, values in chosen.items()}
        boxes: dict[str, object] = {
            name: words.week_in_words(_week(values)) if name == "hours" else _flat(values)
            for name, values in chosen.items()
        }
        text = " ".join(told[name] for name in words.NAMES if name in told)
        return msgspec.convert({"text": text, "share": round(part.share, 4), **boxes}, GapBox)

    def _told(self, name: str, values: Sequence[object]) -> str:
        if name == "hours":
            return words.week_in_words(_week(values))
        labels = [self._label(name, each) for each in self._whole(name, _flat(values))]
        return words.said(name, labels)

    def _whole(self, name: str, terms: Sequence[str]) -> Sequence[str]:
        """Without the terms below one that is there itself."""
        found = {*terms}
        return [each for each in terms if not found & ({*self._terms.above(name, each)})]

    def _label(self, name: str, term: str) -> str:
        if name == "area":
            return self._areas.name(term)
        if name == "languages":
            return words.LANGUAGES.get(term, term)
        return self._terms.label(name, term)

    # What to do.

    def _strengthen(self, gap: Gap, overlapping: Sequence[Overlapping]) -> Iterator[Strengthen]:
        """For each part that is missing who comes nearest, and what they would have to add."""
        said: set[str] = set()
        for part in gap.parts[:3]:
            for partner in sorted(overlapping[:6], key=lambda each: len(self._lacking(part, each)))[:2]:
                lacking = self._lacking(part, partner)
                if not lacking or partner.slug in said:
                    continue
                said.add(partner.slug)
                text = " ".join(self._told(name, lacking[name]) for name in words.NAMES if name in lacking)
                yield Strengthen(slug=partner.slug, name=partner.name, add=text)

    def _lacking(self, part: Part, partner: Overlapping) -> dict[str, list[object]]:
        """The values of a part that this partner is not known to cover at all, by dimension."""
        columns = self._partners.columns_of(each.id for each in partner.contact_points)
        lacking = {}
        for name, places in part.values.items():
            axis = self._cube.axes[name]
            covered = {int(each) for each in np.flatnonzero(axis.known[:, columns].any(axis=1))}
            left = [axis.values[each] for each in sorted(places) if each not in covered]
            if left:
                lacking[name] = left
        return lacking

    def _verify(self) -> Iterator[ToVerify]:
        """The questions whose answers would narrow the figures most."""
        asked = self._askable()
        cube = self._cube.asking(asked)
        most, least = cube.possible_share((), cube.real), cube.known_share((), cube.real)
        found = []
        for number, (column, name) in enumerate(asked):
            yes = cube.known_share((), cube.after(number, yes=True)) - least
            no = most - cube.possible_share((), cube.after(number, yes=False))
            # As long as nobody knows which of the two it is.
            found.append((round((yes + no) / 2, 4), column, name))
        found.sort(key=lambda each: (-each[0], each[1], each[2]))
        for resolves, column, name in [each for each in found if each[0] > 0][:MOST_QUESTIONS]:
            door = self._partners.door(column)
            if door is not None:
                yield self._question(door, name, resolves)

    def _askable(self) -> list[tuple[int, str]]:
        """Doors with something unknown that may matter: those that may cover most first."""
        scores = self._scores()
        order = best_first(scores["full.most"], scores["full"], scores["core"])
        asked = []
        for column in order[:MOST_ASKED]:
            if scores["full.most"][column] <= 0:
                break
            for name in self._field.demanded:
                axis = self._cube.axes[name]
                if (axis.possible[:, column] & ~axis.known[:, column]).any():
                    asked.append((column, name))
        return asked

    def _question(self, door: Door, name: str, resolves: float) -> ToVerify:
        record = self._partners.record(door)
        fields = [f"conditions.{each}" for each in self._proposal.conditions] if name == "conditions" else []
        fields = fields or [FIELDS.get(name, name)]
        own = next((each for each in record.questions if each.field in fields), None)
        service = f" ({door.service.name})" if door.service else ""
        return ToVerify(
            slug=door.slug,
            dimension=name,
            question=own.text if own else f"{UNKNOWN[name]} Het gaat om {door.organization.name}{service}.",
            ask=own.ask if own and own.ask else door.organization.name,
            resolves=resolves,
        )

    # Who stands beside it.

    def _adjacent(self, overlapping: Collection[str]) -> Iterator[Adjacent]:
        """Who works on the same subject here and does something else, for others, or is not there yet or any more."""
        said = {*overlapping}
        topics, area = self._fractions["topics"][0], self._fractions["area"][1]
        exact = self._exact_topics()
        order = best_first(exact, topics, self._fractions["functions"][0])
        near = [each for each in order[:MOST_SEEN] if topics[each] > 0 and area[each] > 0]
        found: list[Adjacent] = [*self._not_there()]
        for column in near:
            door = self._partners.door(column)
            if door is not None and door.organization.slug not in said:
                said.add(door.organization.slug)
                why = self._otherwise(column)
                found.append(Adjacent(slug=door.organization.slug, name=door.organization.name, why=why))
        yield from found[:MOST_ADJACENT]

    def _exact_topics(self) -> NDArray[np.float64]:
        """Per door how many of the very topics it carries."""
        index, positions = self._atlas.index, self._field.positions
        carried = [
            np.isin(positions, positions_in(index.bits("exact.topics", each))).astype(np.float64)
            for each in self._proposal.topics
        ]
        return reduce(np.add, carried)

    def _otherwise(self, column: int) -> str:
        record_id = self._atlas.index.ids[int(self._field.positions[column])]
        record = self._atlas.catalogue.door(record_id)
        if self._fractions["functions"][1][column] == 0 and record.functions:
            labels = [self._terms.label("functions", each) for each in record.functions]
            return f"zelfde onderwerp, doet iets anders: {words.shortened(labels)}"
        if self._fractions["audiences"][1][column] == 0 and record.audiences:
            labels = [self._terms.label("audiences", each) for each in record.audiences]
            return f"zelfde onderwerp, andere doelgroep: {words.shortened(labels)}"
        return "zelfde onderwerp"

    def _not_there(self) -> Iterator[Adjacent]:
        """Who is closed, studied or an example elsewhere and would do this: known, so that nobody invents it anew."""
        index = self._atlas.index
        doing = [self._boxes.having("functions", each) for each in self._proposal.functions]
        about = [self._boxes.having("topics", each) for each in self._proposal.topics]
        closed = index.bits("is", "closed") & BitMap.union(NOBODY, *doing) & BitMap.union(NOBODY, *about)
        said: set[str] = set()
        for door in self._partners.among(closed):
            state = self._state(door)
            if door.organization.slug not in said and state is not None:
                said.add(door.organization.slug)
                yield Adjacent(slug=door.organization.slug, name=door.organization.name, why=state)

    def _state(self, door: Door) -> str | None:
        catalogue = self._atlas.catalogue
        record = catalogue.door(door.id)
        service = catalogue.service(record.service_id)
        organization = catalogue.organization(service.organization_id)
        for each in (record.operation, service.operation, organization.operation):
            if each is not None and each.state in STATES:
                return STATES[each.state]
        return None

    def _labour(self, overlapping: Collection[str]) -> Iterator[Labour]:
        catalogue = self._atlas.catalogue
        doors = {
            id: organization
            for organization in overlapping
            for service in catalogue.services_of(organization)
            for id in catalogue.doors_of(service)
        }
        for each in catalogue.divisions():
            parties = {doors.get(each.from_id, each.from_id), doors.get(each.to_id, each.to_id)}
            known = parties & {*overlapping}
            # With two of those who overlap, or with who comes before or after one of them in danger.
            if len(known) == len(parties) or (known and each.relation in ("escalates-to", "then")):
                source = each.facts["sentence"].source if "sentence" in each.facts else None
                yield Labour(slug=each.slug, relation=each.relation, text=each.sentence, source=source)

    def _rounded(self, interval: Interval) -> Interval:
        return round(interval[0], 4), round(interval[1], 4)


STATES: Mapping[str, str] = {
    "temporarily-closed": "is nu tijdelijk dicht",
    "intake-stop": "neemt nu niemand aan",
    "studied": "wordt onderzocht, bestaat nog niet",
    "example": "bestaat elders, als voorbeeld",
    "ended": "is gestopt",
}


def _action(shares: Mapping[str, Interval]) -> Verdict:
    if shares["full"][0] >= ENOUGH:
        return "refer"
    return "strengthen" if shares["core"][0] >= ENOUGH else "coordinate"


def _week(values: Iterable[object]) -> int:
    return sum(each for each in values if isinstance(each, int)) & EVERY_HOUR


def _flat(values: Iterable[object]) -> tuple[str, ...]:
    found: list[str] = []
    for each in values:
        found += each if isinstance(each, tuple) else [str(each)]
    return tuple(found)
