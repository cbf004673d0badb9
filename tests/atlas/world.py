"""Small made-up directories, by hypothesis: every dimension known or not, terms in trees, places open or secret.

Two municipalities of one region, one of another, and the whole country; a handful of points; words from a tiny list. So
small that matches, ties and contradictions are common.
"""

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
LIFECYCLES = (*["published"] * 9, "archived", "draft", "in-review")
STATES = ("operating", "temporarily-closed", "intake-stop", "studied", "example", "ended", "unknown")


def containing(code: str) -> tuple[str, ...]:
    """The areas that hold a municipality."""
    return code, REGION[code], "NL"


def id_of(kind: str, number: int) -> str:
    return derived_id("world", kind, str(number))


def checked(day: date = date(2026, 11, 1)) -> Fact:
    return Fact(source="https://www.voorbeeld.nl/contact", checked_on=day)


def known(values: Sequence[Any]) -> st.SearchStrategy[tuple[Any, ...] | None]:
    """Some of these, each once, or unknown."""
    some = st.lists(st.sampled_from(values), min_size=1, max_size=3, unique=True).map(tuple)
    return st.none() | some


operations = st.sampled_from((*[None] * 12, *STATES)).map(lambda state: Operation(state=state) if state else None)
lifecycles = st.sampled_from(LIFECYCLES)
names = st.lists(st.sampled_from(WORDS), min_size=1, max_size=2, unique=True).map(" ".join)
service_areas = known(AREA_CODES).map(lambda codes: ServiceArea(codes=codes) if codes else None)
days = st.sampled_from((date(2026, 11, 1), date(2026, 3, 1), date(2026, 8, 27), date(2026, 8, 28)))


@st.composite
def vocabularies(draw: st.DrawFn, dimension: Any, *, flat: bool = False) -> Vocabulary:
    """A tree, or a wood, over the terms of a dimension: each may be narrower than one that stands before it."""
    slugs = TERMS[dimension]
    terms = []
    for place, slug in enumerate(slugs):
        above = st.none() if flat or not place else st.none() | st.sampled_from(slugs[:place])
        terms.append(
            Term(
                id=derived_id("term", dimension, slug),
                slug=slug,
                label=slug.replace("-", " "),
                definition=f"Wat wij bedoelen met {slug}.",
                broader=draw(above),
                alternate_labels=draw(st.just(()) | st.sampled_from(WORDS).map(lambda word: (word,))),
            )
        )
    return Vocabulary(
        id=derived_id("vocabulary", dimension),
        slug=dimension,
        name=dimension.title(),
        description=f"Alle {dimension}.",
        version="2026-11-01",
        terms=tuple(terms),
    )


@st.composite
def organizations(draw: st.DrawFn, number: int) -> Organization:
    area = draw(service_areas)
    return Organization(
        id=id_of("organization", number),
        slug=f"organisatie-{number}",
        name=draw(names),
        alternate_names=draw(st.just(()) | names.map(lambda name: (name,))),
        role=draw(st.sampled_from(("help", "help", "authority", "knowledge"))),
        description=draw(names),
        area=area,
        operation=draw(operations),
        lifecycle=draw(lifecycles),
        facts={"area": checked(draw(days))} if area else {},
    )


@st.composite
def locations(draw: st.DrawFn, number: int, owners: Sequence[int]) -> Location:
    made: dict[str, Any] = {
        "id": id_of("location", number),
        "slug": f"locatie-{number}",
        "organization_id": id_of("organization", draw(st.sampled_from(owners))),
        "name": f"Locatie {number}",
        "lifecycle": draw(lifecycles),
    }
    kind = draw(st.sampled_from(("open", "open", "pointless", "secret")))
    if kind == "open":
        latitude, longitude = draw(st.sampled_from(POINTS))
        made |= {"latitude": latitude, "longitude": longitude, "precision": "address"}
    if kind == "secret":
        made |= {"confidential": True, "region": "VR05"}
    return Location(**made)


@st.composite
def services(draw: st.DrawFn, number: int, owners: Sequence[int]) -> Service:
    return Service(
        id=id_of("service", number),
        slug=f"dienst-{number}",
        organization_id=id_of("organization", draw(st.sampled_from(owners))),
        name=draw(names),
        description=draw(names),
        operation=draw(operations),
        lifecycle=draw(lifecycles),
    )


@st.composite
def doors(draw: st.DrawFn, number: int, of: Sequence[int], at: Sequence[int]) -> ContactPoint:
    area, hours = draw(service_areas), draw(st.none() | st.sampled_from((WEEK, NIGHT, ALWAYS, SHUT_TODAY)))
    conditions = draw(st.dictionaries(st.sampled_from(TERMS["conditions"]), st.sampled_from(("yes", "no"))))
    languages, there = draw(known(LANGUAGES)), draw(st.sampled_from((None, *at)))
    sourced = {
        "area": area,
        "hours": hours,
        "languages": languages,
        **{f"conditions.{each}": "yes" for each in conditions},
    }
    return ContactPoint(
        id=id_of("contact-point", number),
        slug=f"deur-{number}",
        service_id=id_of("service", draw(st.sampled_from(of))),
        name=draw(st.none() | names),
        functions=draw(known(TERMS["functions"])),
        topics=draw(known(TERMS["topics"])),
        audiences=draw(known(TERMS["audiences"])),
        languages=languages,
        channel=draw(st.none() | st.sampled_from(TERMS["channels"])),
        area=area,
        hours=hours,
        conditions=conditions,
        location_id=id_of("location", there) if there is not None else None,
        operation=draw(operations),
        lifecycle=draw(lifecycles),
        facts={name: checked(draw(days)) for name, value in sourced.items() if value},
    )


@st.composite
def worlds(draw: st.DrawFn) -> list[Record]:
    """A directory that hangs together: whatever a record names is there, if only as a draft."""
    found: list[Record] = [draw(vocabularies(each, flat=each == "conditions")) for each in TERMS]
    # Fixed numbers: freely drawn ones are mostly nought or one, and then nothing meets anything.
    owners, of, at = range(3), range(4), range(3)
    found += [draw(organizations(each)) for each in owners]
    found += [draw(locations(each, owners)) for each in at]
    found += [draw(services(each, owners)) for each in of]
    return [*found, *(draw(doors(each, of, at)) for each in range(draw(st.sampled_from((7, 6, 5, 3, 0)))))]


def kept(record: Record, number: int = 1, revision: int = 1) -> Kept:
    document = encode(record)
    return Kept(kind=kind_of(record), id=record.id, revision=revision, sequence=number, at=START, document=document)


def atlas_of(records: Iterable[Record]) -> Atlas:
    """The records as a store would give them: owners first, then by id."""
    order = list(KINDS)
    whole = sorted(records, key=lambda each: (order.index(kind_of(each)), each.id))
    return build([kept(each) for each in whole], (), 1)
