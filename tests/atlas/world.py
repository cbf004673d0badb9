"""Small made-up directories: every dimension known or not, terms in trees, places open or secret.

Two municipalities of one region, one of another, and the whole country; a handful of points; words from a tiny list. So
small that matches, ties and contradictions are common.
"""

import random
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from typing import Any

from hypothesis import strategies as st

from directory.atlas import Atlas, build
from directory.model import (
    KINDS,
    ContactPoint,
    Exceptional,
    Fact,
    Kept,
    Location,
    Operation,
    Organization,
    Record,
    Schedule,
    Service,
    ServiceArea,
    Span,
    Term,
    Vocabulary,
    kind_of,
)
from directory.model.ids import derived_id
from directory.model.json import encode

START = datetime(2026, 11, 1, 9, tzinfo=UTC)
# A Wednesday afternoon and night, a Sunday, Christmas Day, and the hour that comes twice.
MOMENTS = (
    datetime(2026, 11, 25, 13, 0, 30, tzinfo=UTC),
    datetime(2026, 11, 25, 23, 30, tzinfo=UTC),
    datetime(2026, 11, 29, 10, 0, tzinfo=UTC),
    datetime(2026, 12, 25, 9, 0, tzinfo=UTC),
    datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
)
REGION = {"GM0153": "VR05", "GM0164": "VR05", "GM0193": "VR04"}
AREA_CODES = (*REGION, "VR05", "VR04", "NL")
TERMS: dict[Any, tuple[str, ...]] = {
    "functions": ("advies", "melden", "opvang"),
    "topics": ("geweld", "partnergeweld", "stalking", "femicide"),
    "audiences": ("slachtoffers", "kinderen"),
    "channels": ("telefoon", "chat", "fysiek"),
    "conditions": ("anoniem", "gratis"),
}
LANGUAGES = ("nl", "tr")
# Words that are their own lemma, one that is not, and one that is nobody's name.
WORDS = ("haven", "hulplijn", "rozen", "kind", "kinderen", "geweld")
POINTS = ((52.2656, 6.7931), (52.2215, 6.8937), (52.2656, 6.7931), (52.3081, 6.7), (52.5168, 6.083), (50.8514, 5.691))
WEEK = Schedule(spans=(Span(days=("mo", "tu", "we", "th", "fr"), opens="09:00", closes="17:00"),), on_holidays="closed")
NIGHT = Schedule(spans=(Span(days=("we", "sa"), opens="22:00", closes="02:00"),))
ALWAYS = Schedule(always=True)
SHUT_TODAY = Schedule(
    spans=WEEK.spans, exceptions=(Exceptional(first=date(2026, 11, 25), last=date(2026, 11, 25)),), on_holidays="same"
)
# Mostly public: a door needs itself, its service and its organization to be.
LIFECYCLES = (*["published"] * 17, "archived", "draft", "in-review")
STATES = ("operating", "temporarily-closed", "intake-stop", "studied", "example", "ended", "unknown")


def containing(code: str) -> tuple[str, ...]:
    """The areas that hold a municipality."""
    return code, REGION[code], "NL"


def id_of(kind: str, number: int) -> str:
    return derived_id("world", kind, str(number))


def checked(day: date = date(2026, 11, 1)) -> Fact:
    return Fact(source="https://www.voorbeeld.nl/contact", checked_on=day)


class Dice(random.Random):
    """Everything that is left to chance, from one seed: hypothesis by itself draws nought and nothing far too often."""

    def some(self, values: Sequence[Any], most: int = 3) -> tuple[Any, ...]:
        """A few of these, each once."""
        return tuple(self.sample(values, self.randint(1, min(most, len(values)))))

    def known(self, values: Sequence[Any]) -> tuple[Any, ...] | None:
        """The same, or unknown."""
        return self.some(values) if self.random() < 0.7 else None

    def name(self) -> str:
        return " ".join(self.some(WORDS, 2))

    def area(self) -> ServiceArea | None:
        codes = self.known(AREA_CODES)
        return ServiceArea(codes=codes) if codes else None

    def operation(self) -> Operation | None:
        return Operation(state=self.choice(STATES)) if self.random() < 0.2 else None

    def fact(self) -> Fact:
        """Checked long ago, just in time, or just too late on the first of the moments."""
        return checked(self.choice((date(2026, 11, 1), date(2026, 3, 1), date(2026, 8, 27), date(2026, 8, 28))))


def vocabulary(dice: Dice, dimension: Any, *, flat: bool = False) -> Vocabulary:
    """A tree, or a wood, over the terms of a dimension: each may be narrower than one that stands before it."""
    slugs = TERMS[dimension]
    terms = [
        Term(
            id=derived_id("term", dimension, slug),
            slug=slug,
            label=slug.replace("-", " "),
            definition=f"Wat wij bedoelen met {slug}.",
            broader=None if flat or not place else dice.choice((None, *slugs[:place])),
            alternate_labels=dice.some(WORDS, 1) if dice.random() < 0.3 else (),
        )
        for place, slug in enumerate(slugs)
    ]
    return Vocabulary(
        id=derived_id("vocabulary", dimension),
        slug=dimension,
        name=dimension.title(),
        description=f"Alle {dimension}.",
        version="2026-11-01",
        terms=tuple(terms),
    )


def organization(dice: Dice, number: int) -> Organization:
    area = dice.area()
    return Organization(
        id=id_of("organization", number),
        slug=f"organisatie-{number}",
        name=dice.name(),
        alternate_names=(dice.name(),) if dice.random() < 0.3 else (),
        role=dice.choice(("help", "help", "authority", "knowledge")),
        description=dice.name(),
        area=area,
        operation=dice.operation(),
        lifecycle=dice.choice(LIFECYCLES),
        facts={"area": dice.fact()} if area else {},
    )


def location(dice: Dice, number: int, owners: Sequence[int]) -> Location:
    made: dict[str, Any] = {}
    kind = dice.choice(("open", "open", "open", "pointless", "secret"))
    if kind == "open":
        latitude, longitude = dice.choice(POINTS)
        made = {"latitude": latitude, "longitude": longitude, "precision": "address"}
    if kind == "secret":
        made = {"confidential": True, "region": "VR05"}
    return Location(
        id=id_of("location", number),
        slug=f"locatie-{number}",
        organization_id=id_of("organization", dice.choice(owners)),
        name=f"Locatie {number}",
        lifecycle=dice.choice(LIFECYCLES),
        **made,
    )


def service(dice: Dice, number: int, owners: Sequence[int]) -> Service:
    return Service(
        id=id_of("service", number),
        slug=f"dienst-{number}",
        organization_id=id_of("organization", dice.choice(owners)),
        name=dice.name(),
        description=dice.name(),
        operation=dice.operation(),
        lifecycle=dice.choice(LIFECYCLES),
    )


def door(dice: Dice, number: int, of: Sequence[int], at: Sequence[int]) -> ContactPoint:
    area, languages = dice.area(), dice.known(LANGUAGES)
    hours = dice.choice((None, WEEK, NIGHT, ALWAYS, SHUT_TODAY))
    conditions = {each: dice.choice(("yes", "no")) for each in TERMS["conditions"] if dice.random() < 0.6}
    there = dice.choice((None, *at, *at))
    sourced = {
        "area": area,
        "hours": hours,
        "languages": languages,
        **{f"conditions.{each}": "yes" for each in conditions},
    }
    return ContactPoint(
        id=id_of("contact-point", number),
        slug=f"deur-{number}",
        service_id=id_of("service", dice.choice(of)),
        name=dice.name() if dice.random() < 0.5 else None,
        functions=dice.known(TERMS["functions"]),
        topics=dice.known(TERMS["topics"]),
        audiences=dice.known(TERMS["audiences"]),
        languages=languages,
        channel=dice.choice((None, *TERMS["channels"])),
        area=area,
        hours=hours,
        conditions=conditions,
        location_id=id_of("location", there) if there is not None else None,
        operation=dice.operation(),
        lifecycle=dice.choice(LIFECYCLES),
        facts={name: dice.fact() for name, value in sourced.items() if value},
    )


def world(seed: int) -> list[Record]:
    """A directory that hangs together: whatever a record names is there, if only as a draft."""
    dice = Dice(seed)
    owners, of, at = (range(dice.randint(1, most)) for most in (3, 4, 4))
    return [
        *(vocabulary(dice, each, flat=each == "conditions") for each in TERMS),
        *(organization(dice, each) for each in owners),
        *(location(dice, each, owners) for each in at),
        *(service(dice, each, owners) for each in of),
        *(door(dice, each, of, at) for each in range(dice.choice((0, 2, 4, 6, 8, 10, 12)))),
    ]


seeds = st.integers(0, 2**32)


def worlds() -> st.SearchStrategy[list[Record]]:
    """Any of them."""
    return seeds.map(world)


def kept(record: Record, number: int = 1, revision: int = 1) -> Kept:
    document = encode(record)
    return Kept(kind=kind_of(record), id=record.id, revision=revision, sequence=number, at=START, document=document)


def atlas_of(records: Iterable[Record]) -> Atlas:
    """The records as a store would give them: owners first, then by id."""
    order = list(KINDS)
    whole = sorted(records, key=lambda each: (order.index(kind_of(each)), each.id))
    return build([kept(each) for each in whole], (), 1)
