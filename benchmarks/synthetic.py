"""Made-up services that look like real ones: seeded, and as dense on the map whatever their number.

100 000 services fill the country. Fewer fill the part of it around Hengelo that as many would fill, so that a question
near a postcode meets about as many candidates at each size. More than that make the country denser; it does not grow.
"""

import random
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any, Literal
from uuid import UUID

from msgspec import Struct

from benchmarks.words import STREETS, Vocabulary
from directory.geo.areas import Areas
from directory.geo.distance import distance_km
from directory.geo.gazetteer import Gazetteer
from directory.geo.place import Place
from directory.model import (
    Address,
    ContactPoint,
    Exceptional,
    Fact,
    Location,
    Organization,
    Phone,
    Record,
    Role,
    Schedule,
    Service,
    ServiceArea,
    Span,
)
from directory.model import Vocabulary as Terms
from directory.model.hours import DAYS

# A change of what is made gets a new number, so that old data are not taken for new ones.
VERSION = 2
WHOLE_COUNTRY = 100_000
SCHEDULES = 200
HENGELO = (52.2658, 6.7931)
ROLES: tuple[Role, ...] = ("help", "help", "help", "help", "help", "community", "authority", "platform", "knowledge")
LETTERS = "ABCDEFGHJKLMNPRTUVWXZ"


class World(Struct, frozen=True, kw_only=True):
    """What made-up services are made of."""

    places: tuple[Place, ...]
    areas: Areas
    terms: dict[str, tuple[str, ...]]
    schedules: tuple[Schedule, ...]
    words: Vocabulary
    today: date


def world(size: int, areas: Areas, gazetteer: Gazetteer, vocabularies: Sequence[Terms], today: date) -> World:
    """The world of so many services."""
    found = {code: gazetteer.postcode(code) for code in map(str, range(1000, 10_000))}
    places = [each for each in found.values() if each is not None and each.kind == "postcode"]
    places.sort(key=lambda each: (distance_km(*HENGELO, each.latitude, each.longitude), each.name))
    share = max(5, round(len(places) * min(1.0, size / WHOLE_COUNTRY)))
    rng = random.Random(VERSION)
    return World(
        places=tuple(places[:share]),
        areas=areas,
        terms={each.slug: tuple(term.slug for term in each.terms) for each in vocabularies},
        schedules=tuple(dict.fromkeys(_schedule(rng) for _ in range(SCHEDULES))),
        words=Vocabulary(VERSION),
        today=today,
    )


def _schedule(rng: random.Random) -> Schedule:
    if rng.random() < 0.03:
        return Schedule(always=True)
    opens, closes = f"{rng.randint(7, 11):02}:{rng.choice(('00', '30'))}", f"{rng.randint(15, 22):02}:00"
    days = DAYS[: rng.choice((3, 4, 5, 5, 5, 5, 6, 7))]
    spans = [Span(days=days, opens=opens, closes=closes)]
    if rng.random() < 0.2:
        spans.append(Span(days=(rng.choice(("sa", "su")),), opens="10:00", closes=f"{rng.randint(12, 17)}:00"))
    closed = (Exceptional(first=date(2026, 12, 24), last=date(2027, 1, 1), reason="kerstvakantie"),)
    return Schedule(
        spans=tuple(spans),
        on_holidays=rng.choice(("same", "closed", "closed", "unknown")),
        exceptions=closed if rng.random() < 0.2 else (),
    )


def services(size: int, world: World) -> Iterator[Record]:
    """So many services, each with one contact point; owners before what they own, organization after organization."""
    rng = random.Random(VERSION * 1_000_003 + size)
    number = 0
    while number < size:
        count = min(size - number, rng.choice((1, 2, 3, 3, 4, 5)))
        yield from _Maker(world, rng, number).organization(count)
        number += count


class _Maker:
    """Makes one organization and what it has."""

    def __init__(self, world: World, rng: random.Random, number: int) -> None:
        self._world, self._rng, self._number = world, rng, number
        self._place = rng.choice(world.places)
        self._town = self._place.label.partition(" ")[2].partition(" (")[0]
        self._source = f"https://{world.words.compound(rng)}.example.nl/{number}"

    def organization(self, count: int) -> Iterator[Record]:
        """The organization, its places, services and doors."""
        rng, world = self._rng, self._world
        home = self._home()
        organization = Organization(
            id=_id(rng),
            slug=f"instelling-{self._number}-nl",
            name=world.words.organization(rng, self._town),
            alternate_names=(world.words.compound(rng).capitalize(),) if rng.random() < 0.3 else (),
            role=rng.choice(ROLES),
            description=world.words.sentence(rng, rng.randint(12, 30)),
            area=home,
            website=self._source,
            facts=self._facts("area", "website", "description"),
        )
        yield organization
        for offset in range(count):
            yield from self._service(organization.id, self._number + offset, home)

    def _home(self) -> ServiceArea:
        own, chance = self._place.municipality, self._rng.random()
        if chance < 0.01:
            return ServiceArea(codes=("NL",))
        if chance < 0.05:
            return ServiceArea(codes=(self._world.areas.municipality(own).region,))
        if chance < 0.17:
            near = {self._rng.choice(self._world.places).municipality for _ in range(3)} - {own}
            return ServiceArea(codes=(own, *sorted(near)))
        return ServiceArea(codes=(own,))

    def _service(self, organization: str, number: int, home: ServiceArea) -> Iterator[Record]:
        rng, words = self._rng, self._world.words
        location = self._location(organization, number) if rng.random() < 0.3 else None
        if location is not None:
            yield location
        service = Service(
            id=_id(rng),
            slug=f"dienst-{number}-nl",
            organization_id=organization,
            location_ids=(location.id,) if location else (),
            name=f"{words.compound(rng)} {words.compound(rng)}".capitalize(),
            description=words.sentence(rng, rng.randint(15, 45)),
            minimum_age=18 if rng.random() < 0.2 else None,
            facts=self._facts("description"),
        )
        yield service
        yield self._door(service, number, location, home)

    def _location(self, organization: str, number: int) -> Location:
        rng, place = self._rng, self._place
        return Location(
            id=_id(rng),
            slug=f"plek-{number}-nl",
            organization_id=organization,
            name=f"Kantoor {self._town}",
            municipality=place.municipality,
            address=Address(
                street=f"{rng.choice(STREETS)} {rng.randint(1, 250)}",
                postcode=f"{place.name} {rng.choice(LETTERS)}{rng.choice(LETTERS)}",
                place=self._town,
            ),
            latitude=round(min(53.6, max(50.6, place.latitude + rng.gauss(0, 0.006))), 5),
            longitude=round(min(7.2, max(3.3, place.longitude + rng.gauss(0, 0.01))), 5),
            precision="address",
            facts=self._facts("address", "municipality"),
        )

    def _door(self, service: Service, number: int, location: Location | None, home: ServiceArea) -> ContactPoint:
        rng = self._rng
        channel = "fysiek" if location else rng.choice(("telefoon", "telefoon", "web", "mail", "chat"))
        given: dict[str, Any] = {
            "area": home if rng.random() < 0.97 else None,
            "hours": self._hours(rng) if rng.random() < 0.75 else None,
            "languages": ("nl", *rng.sample(("en", "de", "tr", "ar", "pl", "uk"), 2)) if rng.random() < 0.6 else None,
            "phone": Phone(number=f"0{rng.randint(10, 79)}-{rng.randint(1_000_000, 9_999_999)}"),
            "url": f"{self._source}/{number}" if rng.random() < 0.6 else None,
            "email": f"info-{number}@example.nl" if rng.random() < 0.3 else None,
        }
        given = {name: value for name, value in given.items() if value is not None}
        yes_or_no: tuple[Literal["yes", "no"], ...] = ("yes", "yes", "no")
        conditions = {each: rng.choice(yes_or_no) for each in self._some("conditions", 3) or ()}
        return ContactPoint(
            id=_id(rng),
            slug=f"ingang-{number}-nl",
            service_id=service.id,
            description=self._world.words.sentence(rng, rng.randint(6, 14)) if rng.random() < 0.4 else None,
            functions=self._some("functions", 3),
            topics=self._some("topics", 4),
            audiences=self._some("audiences", 3),
            channel=channel,
            conditions=conditions,
            access=rng.choice(("self", "self", "self", "by-referral", None)),
            location_id=location.id if location else None,
            facts=self._facts(*given, *(f"conditions.{each}" for each in conditions)),
            **given,
        )

    def _hours(self, rng: random.Random) -> Schedule:
        # A few schedules are everywhere, most are rare.
        return self._world.schedules[int(len(self._world.schedules) * rng.random() ** 2)]

    def _some(self, dimension: str, most: int) -> tuple[str, ...] | None:
        """One to `most` terms; now and then nobody told us."""
        if self._rng.random() < 0.06:
            return None
        terms = self._world.terms[dimension]
        drawn = (common(self._rng, terms) for _ in range(self._rng.randint(1, most)))
        return tuple(dict.fromkeys(drawn))

    def _facts(self, *names: str) -> dict[str, Fact]:
        # Most were checked lately; the oldest have gone stale.
        days = int(100 * self._rng.random() ** 2)
        fact = Fact(source=self._source, checked_on=self._world.today - timedelta(days=days))
        return dict.fromkeys(names, fact)


def common(rng: random.Random, terms: Sequence[str]) -> str:
    """One of these, the first ones far more often: a vocabulary begins with what most people come for."""
    return terms[int(len(terms) * rng.random() ** 2.5)]


def _id(rng: random.Random) -> str:
    return str(UUID(int=rng.getrandbits(128), version=4))
