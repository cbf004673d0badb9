"""What search must answer, worked out the long way: record by record, filter by filter, without an index.

Three answers, as in the model: a filter passes, fails, or nobody knows.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from itertools import pairwise

from geopy.distance import geodesic
from msgspec import Struct

from directory.hours import AMSTERDAM, open_at
from directory.lexicon import lemmas
from directory.model import (
    Answer,
    ContactPoint,
    Location,
    Organization,
    Record,
    Service,
    Vocabulary,
    due_on,
    is_public,
    kind_of,
)
from directory.search import Near, Question
from directory.text import fold
from tests.atlas.world import containing

CLOSED = ("temporarily-closed", "intake-stop", "studied", "example", "ended")
STANDING = {"help": 0, "authority": 1, "platform": 2, "community": 3, "consultation": 4, "knowledge": 5}
DIMENSIONS = ("functions", "topics", "audiences", "channels", "languages", "conditions")
Verdict = Answer


class Entry(Struct, frozen=True, kw_only=True):
    """A door with its owners, or an organization without doors."""

    organization: Organization
    service: Service | None = None
    door: ContactPoint | None = None
    location: Location | None = None

    @property
    def id(self) -> str:
        return self.door.id if self.door else self.organization.id

    @property
    def area(self) -> tuple[str, ...] | None:
        found = (self.door or self.organization).area
        return found.codes if found else None

    @property
    def point(self) -> tuple[float, float] | None:
        """Where people go; never of a place that nobody may find."""
        there = self.location
        if there is None or there.confidential or there.latitude is None or there.longitude is None:
            return None
        return there.latitude, there.longitude

    def terms(self, dimension: str) -> tuple[str, ...]:
        if self.door is None:
            return ()
        if dimension == "channels":
            return (self.door.channel,) if self.door.channel else ()
        if dimension == "conditions":
            return tuple(each for each, answer in self.door.conditions.items() if answer == "yes")
        return getattr(self.door, dimension) or ()

    @property
    def breadth(self) -> int:
        codes = self.area
        if not codes or "NL" in codes:
            return 2
        return 1 if len(codes) > 3 or any(each.startswith("VR") for each in codes) else 0


class Answered(Struct, kw_only=True):
    """The answer: ids by how sure they are, and what else is told."""

    groups: list[set[str]]
    certain: set[str]
    possible: set[str]
    matched: str
    facets: Mapping[str, dict[str, int]]
    open: Mapping[str, Answer]
    distances: Mapping[str, float]

    @property
    def ids(self) -> set[str]:
        return set().union(*self.groups)


class Oracle:
    """Asks every entry of a list of records."""

    def __init__(self, records: Iterable[Record]) -> None:
        self.records = {(kind_of(each), each.id): each for each in records if is_public(each)}
        self.above = {each.slug: self._above(each) for each in self._all(Vocabulary)}
        self.labels = {
            (each.slug, term.slug): (term.label, *term.alternate_labels)
            for each in self._all(Vocabulary)
            for term in each.terms
        }
        self.entries = {each.id: each for each in [*self._doors(), *self._bare_organizations()]}

    def _all(self, kind: type) -> list:  # type: ignore[type-arg]
        return [each for each in self.records.values() if isinstance(each, kind)]

    @staticmethod
    def _above(vocabulary: Vocabulary) -> dict[str, set[str]]:
        broader = {each.slug: each.broader for each in vocabulary.terms}
        above: dict[str, set[str]] = {}
        for slug in broader:
            each, above[slug] = broader[slug], set()
            while each is not None:
                above[slug].add(each)
                each = broader[each]
        return above

    def _doors(self) -> Iterable[Entry]:
        for door in self._all(ContactPoint):
            service = self.records.get(("service", door.service_id))
            organization = service and self.records.get(("organization", service.organization_id))
            if organization:
                location = self.records.get(("location", door.location_id))
                yield Entry(door=door, service=service, organization=organization, location=location)

    def _bare_organizations(self) -> Iterable[Entry]:
        busy = {each.organization.id for each in self._doors()}
        return (Entry(organization=each) for each in self._all(Organization) if each.id not in busy)

    # Filters.

    def verdicts(self, entry: Entry, question: Question) -> dict[str, Verdict]:
        """What every filter of this question says of an entry, by name."""
        said = {name: self._carries(entry, name, asked) for name, asked in question.terms.items() if asked}
        if question.near:
            said["near"] = self._serves(entry, question.near.municipalities)
            if question.radius_km is not None and entry.point:
                near = question.near.latitude, question.near.longitude
                said["radius"] = "yes" if geodesic(near, entry.point).km <= question.radius_km else "no"
        if question.municipalities:
            said["municipality"] = self._serves(entry, question.municipalities)
        if question.open_now:
            said["open"] = self.open(entry, question.at)
        return said

    def related(self, dimension: str, one: str, other: str) -> bool:
        """The same term, or one broader than the other."""
        above = self.above.get(dimension, {})
        return one == other or one in above.get(other, ()) or other in above.get(one, ())

    def _carries(self, entry: Entry, dimension: str, asked: Iterable[str]) -> Verdict:
        carried = entry.terms(dimension)
        if any(self.related(dimension, one, other) for one in carried for other in asked):
            return "yes"
        if dimension == "conditions":
            denied = entry.door and all(entry.door.conditions.get(each) == "no" for each in asked)
            return "no" if denied else "unknown"
        return "no" if carried else "unknown"

    @staticmethod
    def _serves(entry: Entry, municipalities: Iterable[str]) -> Verdict:
        if entry.area is None:
            return "unknown"
        return "yes" if any(code in containing(each) for code in entry.area for each in municipalities) else "no"

    @staticmethod
    def open(entry: Entry, moment: datetime) -> Answer:
        owners = (entry.door, entry.service, entry.organization)
        if any(each and each.operation and each.operation.state in CLOSED for each in owners):
            return "no"
        if entry.door is None or entry.door.hours is None:
            return "unknown"
        told = entry.door.facts.get("hours")
        if told and due_on("hours", told) <= moment.astimezone(AMSTERDAM).date():
            return "unknown"
        return open_at(entry.door.hours, moment)

    # Words.

    def _texts(self, entry: Entry) -> tuple[list[str], list[str], list[str]]:
        organization, service, door = entry.organization, entry.service, entry.door
        names = [organization.name, *organization.alternate_names, *organization.former_names]
        titles: list[str] = []
        body = [organization.description]
        if service and door:
            names += [service.name, *service.alternate_names]
            titles = [door.name or ""]
            for dimension in DIMENSIONS:
                for each in entry.terms(dimension):
                    titles += self.labels.get((dimension, each), ())
            body += [service.description, door.description or "", service.eligibility or ""]
        return names, titles, body

    def _tier(self, entry: Entry, words: str, every: Callable[[Iterable[bool]], bool]) -> int | None:
        """How well an entry has these words: 0 a whole name, 1 in names, 2 in titles, 3 anywhere, None not at all."""
        parts = self._texts(entry)
        if every is all and fold(words) and fold(words) in {fold(each) for each in parts[0]}:
            return 0
        asked = lemmas(words)
        for tier in (1, 2, 3):
            here = {form for part in parts[:tier] for text in part for pair in lemmas(text) for form in pair}
            if asked and every(bool({*pair} & here) for pair in asked):
                return tier
        return None

    def _read(self, words: str, possible: set[str]) -> tuple[str, dict[str, int]]:
        """How the words are understood, and the tier of each entry that has them."""
        if not words.strip():
            return "none", dict.fromkeys(self.entries, 0)
        tiers = self._tiers(words, all)
        if not lemmas(words):
            return ("name" if tiers else "nothing"), tiers
        if tiers.keys() & possible:
            return "all", tiers
        tiers = self._tiers(words, any)
        return ("any" if tiers.keys() & possible else "nothing"), tiers

    def _tiers(self, words: str, every: Callable[[Iterable[bool]], bool]) -> dict[str, int]:
        found = {id: self._tier(entry, words, every) for id, entry in self.entries.items()}
        return {id: tier for id, tier in found.items() if tier is not None}

    # The answer.

    def answer(self, question: Question) -> Answered:
        said = {id: self.verdicts(entry, question) for id, entry in self.entries.items()}
        possible = {id for id, each in said.items() if "no" not in each.values()}
        certain = {id for id in possible if "unknown" not in said[id].values()}
        matched, tiers = self._read(question.words, possible if question.include_unknown else certain)
        certain, possible = certain & tiers.keys(), possible & tiers.keys()
        shown = [certain, possible - certain] if question.include_unknown else [certain]
        groups = [{id for id in each if tiers[id] == tier} for each in shown for tier in range(4)]
        return Answered(
            groups=[each for each in groups if each],
            certain=certain,
            possible=possible,
            matched=matched,
            facets={each: self._facet(each, said, tiers) for each in DIMENSIONS},
            open={id: self.open(entry, question.at) for id, entry in self.entries.items()},
            distances=self.distances(question.near) if question.near else {},
        )

    def distances(self, near: Near) -> dict[str, float]:
        here = near.latitude, near.longitude
        return {id: geodesic(here, entry.point).km for id, entry in self.entries.items() if entry.point}

    def _facet(
        self, dimension: str, said: Mapping[str, dict[str, Verdict]], tiers: Mapping[str, int]
    ) -> dict[str, int]:
        among = [id for id in tiers if all(each == "yes" for name, each in said[id].items() if name != dimension)]
        carried = {term for id in among for term in self.entries[id].terms(dimension)}
        terms = {*carried, *self.above.get(dimension, ())}
        counted = {
            term: sum(
                any(self.related(dimension, each, term) for each in self.entries[id].terms(dimension)) for id in among
            )
            for term in terms
        }
        return {term: count for term, count in counted.items() if count}


def misplaced(order: list[str], answered: Answered, oracle: Oracle, near: Near | None) -> list[tuple[str, str]]:
    """Neighbours that stand the wrong way round: by group, by distance (to a metre or so), by who helps, by reach."""
    rank = {id: place for place, group in enumerate(answered.groups) for id in group}
    away = answered.distances
    wrong = []
    for one, other in pairwise(order):
        if rank[one] != rank[other]:
            good = rank[one] < rank[other]
        elif near is None:
            good = _equal_key(oracle.entries[one]) <= _equal_key(oracle.entries[other])
        else:
            here, there = (away.get(id, 25.0 if oracle.entries[id].breadth == 2 else 0.0) for id in (one, other))
            close = abs(here - there) < 0.02
            good = (
                here < there
                if not close
                else here != there or _equal_key(oracle.entries[one]) <= _equal_key(oracle.entries[other])
            )
        wrong += [] if good else [(one, other)]
    return wrong


def _equal_key(entry: Entry) -> tuple[int, int, str]:
    return STANDING[entry.organization.role], entry.breadth, entry.id
