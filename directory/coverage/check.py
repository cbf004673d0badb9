"""The check: from a proposal to who does it already, what each does not do, what remains, and whom to ask first."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property, reduce

import numpy as np
from msgspec import structs
from numpy.typing import NDArray
from pyroaring import BitMap

from directory.atlas.index import NOBODY, positions_in
from directory.coverage import words
from directory.coverage.answer import (
    Adjacent,
    Coverage,
    DoorShare,
    Labour,
    MinimalGap,
    Overlap,
    Overlapping,
    Strengthen,
    Stretch,
    Verdict,
)
from directory.coverage.beside import READINGS, Beside, rounded
from directory.coverage.boxes import GROWN_UP, HERE
from directory.coverage.cube import Axis, Interval
from directory.coverage.existing import Existing
from directory.coverage.gap import ENOUGH, HAIR, Gap, smallest_gap
from directory.coverage.partners import Door, Partner, best_first, organization_of
from directory.coverage.proposal import ACCESS, EVERY_HOUR, Proposal
from directory.text import listed

# From here on somebody does part of it, and talking comes before building.
PARTLY = 0.3
# Who may do less than this of it does something else: one corner of a broad subject is no overlap.
LEAST = 0.05
WIDE = 0.25
MOST_OVERLAPPING, MOST_ADJACENT = 20, 8
MOST_SEEN = 400
ASSUMED: Mapping[str, str] = {
    "languages": "Van een ingang waarvan de taal niet bekend is, is aangenomen dat iemand er Nederlands spreekt.",
    "audiences": "Een ingang die geen leeftijd of geslacht noemt, of er is voor meer dan één rol, is geteld voor alle "
    "volwassenen in die rol.",
    "hours": "Van een website met informatie of een formulier is aangenomen dat zij er altijd is.",
}
SCOPE = (
    "Deze gids gaat over hulp bij huiselijk geweld en wat daaraan raakt. Van andere onderwerpen weet zij weinig: vraag "
    "ook de gemeente."
)


def check(
    proposal: Proposal,
    existing: Existing,
    today: date,
    *,
    without: Collection[str] = (),
    more: Sequence[Proposal] = (),
    outside: str | None = None,
) -> Overlap:
    """What there is already of this proposal.

    `without` are organizations (slugs) that are thought away, `more` doors that are thought up; `outside` is a subject
    of the title that is not one of this directory.
    """
    alike = tuple(existing.names.like(proposal.title)) if proposal.title else ()
    common = Overlap(
        verdict="needs-input",
        summary="",
        proposal=proposal,
        data_version=existing.atlas.sequence,
        checked_on=today,
        confusable_with=alike,
    )
    if outside is not None:
        text = f"Voor zover bekend doet niemand in deze gids dit: het onderwerp ({outside}) hoort er niet in."
        return structs.replace(common, verdict="new", summary=text, scope=SCOPE)
    if proposal.missing:
        asked = listed([words.NAMES[each] for each in proposal.missing])
        text = f"Om te kunnen vergelijken is nog nodig: {asked}."
        return structs.replace(common, summary=text, missing_input=proposal.missing)
    return Check(proposal, existing, today, without, more=more).answer(common)


class Check(Beside):
    """One proposal beside one version of the atlas."""

    def answer(self, common: Overlap) -> Overlap:
        """Everything about it."""
        cube = self.cube
        coverage = Coverage(**{name: rounded(cube.cover(relaxed)) for name, relaxed in READINGS.items()})
        gap = smallest_gap(cube, self.demanded)
        verdict = self._verdict(coverage, gap)
        overlapping = self._overlapping()
        adjacent = tuple(self._adjacent({each.slug for each in overlapping}))
        # When it must be there goes with how, unless that is always.
        often = ("hours",) if self.proposal.week not in (0, EVERY_HOUR) else ()
        boxes = tuple(self.told_part(each, (*gap.dimensions, *often)) for each in gap.parts)
        minimal = MinimalGap(dimensions=gap.dimensions, certain=gap.certain, boxes=boxes)
        wide = max(_width(coverage.full), _width(coverage.need)) > WIDE
        # Asked of what is proposed; where that cannot be, of what people need, and then of the core.
        doubtful = next((name for name in ("full", "need", "core") if _width(getattr(coverage, name)) > 0), None)
        verify = tuple(self.verify(READINGS[doubtful])) if doubtful else ()
        return structs.replace(
            common,
            verdict=verdict,
            summary=self._summary(verdict, minimal, overlapping, adjacent, ask_first=wide and bool(verify)),
            coverage=coverage,
            depth=round(cube.depth(), 4),
            minimal_gap=minimal,
            by_value={name: self._by_value(name) for name in self.demanded},
            week=tuple(self._stretches()),
            overlapping=tuple(overlapping),
            adjacent=adjacent,
            division_of_labour=tuple(self._labour({each.id for each in overlapping})),
            verify_first=verify,
            strengthen=tuple(self._strengthen(gap, overlapping)) if verdict in ("strengthen", "coordinate") else (),
            assumed=tuple(text for name, text in ASSUMED.items() if self._assumes(name)),
            scope=SCOPE if verdict == "new" else None,
        )

    def _assumes(self, name: str) -> bool:
        if name == "audiences":
            return not GROWN_UP.isdisjoint(self.proposal.audiences)
        return HERE in self.proposal.languages if name == "languages" else bool(self.proposal.week)

    # The verdict.

    def _verdict(self, coverage: Coverage, gap: Gap) -> Verdict:
        # What only may exist is no ground for sending anybody there: first ask.
        if gap.certain and {*gap.dimensions} <= {*ACCESS}:
            return "strengthen" if gap.dimensions else "refer"
        # Whoever works here on the same subject for the same people is to be talked to, whatever it is they do.
        shares = [coverage.full[1], coverage.core[0]]
        if "topics" not in gap.dimensions:
            shares.append(self.cube.known_share((*ACCESS, "functions")))
        return "coordinate" if max(shares) >= PARTLY else "new"

    def _summary(
        self,
        verdict: Verdict,
        gap: MinimalGap,
        overlapping: Sequence[Overlapping],
        adjacent: Sequence[Adjacent],
        *,
        ask_first: bool,
    ) -> str:
        whole = [each for each in overlapping if each.need[0] >= ENOUGH] or overlapping
        names = listed([each.name for each in whole[:2]])
        beside = listed([each.name for each in adjacent[:2]])
        remains = listed([each.text for each in gap.boxes[:2]])
        text = {
            "refer": f"Dit bestaat al: {names}. Verwijs daarnaar.",
            "strengthen": f"Dit bestaat al: {names}. Er ontbreekt, voor zover bekend: {remains}. Versterk wat er is.",
            "coordinate": (
                f"Dit bestaat voor een deel: {names}. Stem eerst af."
                if names
                else f"Niemand doet dit, voor zover bekend. Op dit onderwerp werkt wel: {beside}. Stem eerst af."
            )
            + (f" Nieuw is: {remains}." if remains else ""),
            "new": f"Voor zover bekend doet niemand dit in dit gebied. {SCOPE}",
        }[verdict]
        if not gap.certain:
            text += " Dit geldt als blijkt dat klopt wat nu nog niet bekend is."
        return f"{text} Vraag eerst na wat niet bekend is." if ask_first else text

    # Who does it already.

    def _overlapping(self) -> list[Overlapping]:
        scores = self.scores
        order = best_first(scores["full"], scores["need"], scores["core"], scores["full.most"], scores["core.most"])
        columns = [each for each in order[:MOST_SEEN] if scores["core.most"][each] >= LEAST - HAIR]
        found = [self._of_partner(each) for each in self.partners.of(columns, MOST_OVERLAPPING)]
        # Of equals those for this region before those for the whole country, as in every answer.
        usual = self._usual(found)
        return sorted(
            found, key=lambda each: (-each.full[0], -each.need[0], -each.core[0], -each.full[1], usual[each.id])
        )

    def _usual(self, found: Iterable[Overlapping]) -> dict[str, tuple[int, int]]:
        index = self.atlas.index
        return {
            each.id: min(_nearest_first(int(index.columns["order"][index.position[d.id]])) for d in each.contact_points)
            for each in found
        }

    def _of_partner(self, partner: Partner) -> Overlapping:
        scores = self.scores
        doors = {column: door for column, door in partner.doors.items() if scores["core.most"][column] > 0}
        columns = list(doors)
        among = self.cube.kinds_of(columns)
        shares = {name: rounded(self.cube.cover(relaxed, among)) for name, relaxed in READINGS.items()}
        by_dimension = {name: self._covered_of(self.cube.axes[name], columns) for name in self.demanded}
        others = self.cube.everybody & ~self.cube.only([*partner.doors])
        unique = self._certain - self.cube.known_share((), others)
        return Overlapping(
            id=partner.organization.id,
            slug=partner.organization.slug,
            name=partner.organization.name,
            **shares,
            by_dimension=by_dimension,
            unique_contribution=round(max(0.0, unique), 4),
            action=_action(shares),
            contact_points=tuple(self._of_door(column, door) for column, door in doors.items()),
            missing=tuple(self._missing(columns, among)),
            unknown=tuple(self._unknown(columns)),
            via=tuple(self._via(columns)),
            verified_on=max((each.verified_on for each in doors.values() if each.verified_on), default=None),
        )

    def _of_door(self, column: int, door: Door) -> DoorShare:
        scores = self.scores

        def share(name: str) -> Interval:
            return rounded((float(scores[name][column]), float(scores[f"{name}.most"][column])))

        return DoorShare(
            id=door.id,
            slug=door.slug,
            channel=door.channel,
            access=door.access,
            verified_on=door.verified_on,
            full=share("full"),
            core=share("core"),
        )

    @cached_property
    def _certain(self) -> float:
        return self.cube.known_share()

    def _covered_of(self, axis: Axis, columns: Sequence[int]) -> Interval:
        weights = np.array(axis.weights)
        low = float(weights @ axis.known[:, columns].any(axis=1))
        return rounded((low, float(weights @ axis.possible[:, columns].any(axis=1))))

    def _missing(self, columns: Sequence[int], among: int) -> Iterator[str]:
        """What none of these doors can be doing: dimension by dimension, or else what they do, but not together."""
        whole = True
        for name in self.demanded:
            axis = self.cube.axes[name]
            lacking = np.flatnonzero(~axis.possible[:, columns].any(axis=1))
            if len(lacking):
                whole = False
                yield self.told(name, [axis.values[each] for each in lacking])
        if whole:
            asked = [each for each in self.demanded if each in ACCESS] or self.demanded
            for part in self.cube.uncovered(among, possible=True)[:2]:
                yield self.told_part(part, asked).text

    def _unknown(self, columns: Sequence[int]) -> Iterator[str]:
        for name in self.demanded:
            axis = self.cube.axes[name]
            known, possible = axis.known[:, columns].any(axis=1), axis.possible[:, columns].any(axis=1)
            if (possible & ~known).any():
                yield words.NAMES[name]

    def _via(self, columns: Sequence[int]) -> Iterator[str]:
        """Why a door counts that does not carry the very term."""
        said: set[str] = set()
        for name in ("functions", "topics", "audiences"):
            axis = self.cube.axes[name]
            for row in np.flatnonzero(axis.known[:, columns].any(axis=1)):
                text = self._reason(name, str(axis.values[row]), columns)
                if text is not None and text not in said:
                    said.add(text)
                    yield text

    def _reason(self, name: str, term: str, columns: Sequence[int]) -> str | None:
        asked: Sequence[str] = getattr(self.proposal, name)
        if term not in asked:
            return None
        carried: set[str] = set()
        for column in columns:
            position = int(self.positions[column])
            index = self.atlas.index
            terms = self.terms.covering(name, term)
            carried |= {each for each in terms if position in index.bits(f"exact.{name}", each)}
        if term in carried:
            return None
        via = next((via for each, via in self.terms.covering(name, term).items() if each in carried and via), None)
        if via is None:
            return None
        label, by = self.terms.label(name, term), self.terms.label(name, via.term)
        return f"{label} telt mee via {by}: {via.reason}" if via.reason else f"{label} valt onder {by}"

    # What remains.

    def _by_value(self, name: str) -> dict[str, Interval]:
        """For each value of a dimension which share of the proposal with that value exists."""
        axis = self.cube.axes[name]
        if len(axis.values) == 1:
            return {}
        keys = [words.week_in_words(each) if isinstance(each, int) else str(each) for each in axis.values]
        return dict(zip(keys, map(rounded, self.cube.by_value(name)), strict=True))

    def _stretches(self) -> Iterator[Stretch]:
        """The hours that are asked for, together where the same share of the proposal exists."""
        if "hours" not in self.cube.axes:
            return
        shares: dict[Interval, int] = {}
        for value, share in zip(self.cube.axes["hours"].values, self.cube.by_value("hours"), strict=True):
            shares[rounded(share)] = shares.get(rounded(share), 0) | (value if isinstance(value, int) else 0)
        for share, week in shares.items():
            yield Stretch(text=words.week_in_words(week), runs=words.runs(week), share=share)

    # What to do.

    def _strengthen(self, gap: Gap, overlapping: Sequence[Overlapping]) -> Iterator[Strengthen]:
        """For each part that is missing who comes nearest, and what they would have to add."""
        said: set[str] = set()
        for part in gap.parts[:3]:
            for partner in sorted(overlapping[:6], key=lambda each: len(self.lacking(part, each)))[:2]:
                if partner.slug in said:
                    continue
                lacking = self.lacking(part, partner)
                text = self.told_lack(part, lacking)
                # Each by itself is there, not together: a chat, and an evening, but no chat in the evening.
                text = text or ("" if self.may(part, partner) else self.told_part(part, ACCESS).text)
                if not text:
                    continue
                said.add(partner.slug)
                yield Strengthen(slug=partner.slug, name=partner.name, add=text)

    # Who stands beside it.

    def _adjacent(self, overlapping: Collection[str]) -> Iterator[Adjacent]:
        """Who works on the same subject here and does something else, for others, or is not there yet or any more."""
        said = {*overlapping}
        topics, area = self.fractions["topics"][0], self.fractions["area"][1]
        exact = self._exact_topics()
        order = best_first(exact, topics, self.fractions["functions"][0])
        near = [each for each in order[:MOST_SEEN] if topics[each] > 0 and area[each] > 0]
        found: list[Adjacent] = [*self._not_there()]
        for column in near:
            door = self.partners.door(column)
            if door is not None and door.organization.slug not in said:
                said.add(door.organization.slug)
                why = self._otherwise(column)
                found.append(Adjacent(slug=door.organization.slug, name=door.organization.name, why=why))
        yield from found[:MOST_ADJACENT]

    def _exact_topics(self) -> NDArray[np.float64]:
        """Per door how many of the very topics it carries."""
        index, positions = self.atlas.index, self.positions
        carried = [
            np.isin(positions, positions_in(index.bits("exact.topics", each))).astype(np.float64)
            for each in self.proposal.topics
        ]
        return reduce(np.add, carried)

    def _otherwise(self, column: int) -> str:
        record_id = self.atlas.index.ids[int(self.positions[column])]
        record = self.atlas.catalogue.door(record_id)
        if self.fractions["functions"][1][column] == 0 and record.functions:
            labels = [self.terms.label("functions", each) for each in record.functions]
            return f"zelfde onderwerp, doet iets anders: {words.shortened(labels)}"
        if self.fractions["audiences"][1][column] == 0 and record.audiences:
            labels = [self.terms.label("audiences", each) for each in record.audiences]
            return f"zelfde onderwerp, andere doelgroep: {words.shortened(labels)}"
        if self.fractions["area"][0][column] < 1 and record.area:
            return (
                f"zelfde onderwerp, alleen in {words.shortened([self.areas.name(each) for each in record.area.codes])}"
            )
        return "zelfde onderwerp, een klein deel hiervan"

    def _not_there(self) -> Iterator[Adjacent]:
        """Who is closed, studied or an example elsewhere and would do this: known, so that nobody invents it anew."""
        index = self.atlas.index
        doing = [self.boxes.having("functions", each) for each in self.proposal.functions]
        about = [self.boxes.having("topics", each) for each in self.proposal.topics]
        closed = index.bits("is", "closed") & BitMap.union(NOBODY, *doing) & BitMap.union(NOBODY, *about)
        said: set[str] = set()
        for door in self.partners.among(closed):
            state = self._state(door)
            if door.organization.slug not in said and state is not None:
                said.add(door.organization.slug)
                yield Adjacent(slug=door.organization.slug, name=door.organization.name, why=state)

    def _state(self, door: Door) -> str | None:
        catalogue = self.atlas.catalogue
        record = catalogue.door(door.id)
        service = catalogue.service(record.service_id)
        organization = catalogue.organization(service.organization_id)
        for each in (record.operation, service.operation, organization.operation):
            if each is not None and each.state in STATES:
                return STATES[each.state]
        return None

    def _labour(self, overlapping: Collection[str]) -> Iterator[Labour]:
        catalogue = self.atlas.catalogue
        for each in catalogue.divisions():
            parties = {organization_of(catalogue, id) for id in (each.from_id, each.to_id)}
            known = parties & {*overlapping}
            # With two of those who overlap, or with who comes before or after one of them in danger.
            if len(known) == len(parties) or (known and each.relation in ("escalates-to", "then")):
                source = each.facts["sentence"].source if "sentence" in each.facts else None
                yield Labour(slug=each.slug, relation=each.relation, text=each.sentence, source=source)


STATES: Mapping[str, str] = {
    "temporarily-closed": "is nu tijdelijk dicht",
    "intake-stop": "neemt nu niemand aan",
    "studied": "wordt onderzocht, bestaat nog niet",
    "example": "bestaat elders, als voorbeeld",
    "ended": "is gestopt",
}


def _nearest_first(order: int) -> tuple[int, int]:
    """A key of the usual order (standing, then breadth) with breadth first: who serves this region goes before."""
    return order >> 34 & 3, order


def _width(interval: Interval) -> float:
    return interval[1] - interval[0]


def _action(shares: Mapping[str, Interval]) -> Verdict:
    if shares["full"][0] >= ENOUGH:
        return "refer"
    return "strengthen" if shares["core"][0] >= ENOUGH else "coordinate"
