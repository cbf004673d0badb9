"""Made-up records for the tests: short to write, and always as the one write door would take them."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any, ClassVar

import msgspec

from directory.atlas.catalogue import Catalogue
from directory.model import (
    KINDS,
    Address,
    ContactPoint,
    CountsAs,
    Fact,
    Identifier,
    Kept,
    Location,
    Operation,
    Organization,
    Phone,
    Record,
    Referral,
    Schedule,
    Service,
    ServiceArea,
    Span,
    Term,
    Vocabulary,
    WaitingTime,
    kind_of,
)
from directory.model.ids import derived_id
from directory.model.json import encode
from directory.validation import SOURCED, read

TODAY = date(2026, 11, 24)
START = datetime(2026, 11, 1, 9, 0, 0, 123456, tzinfo=UTC)
SOURCE = "https://www.voorbeeld.nl/contact"

TERMS: dict[str, tuple[str, ...]] = {
    "functions": ("advies", "melden", "opvang", "consultatie"),
    "topics": ("huiselijk-geweld", "stalking", "femicide", "mensenhandel"),
    "audiences": ("slachtoffers", "omstanders", "professionals"),
    "channels": ("telefoon", "chat", "website", "mail", "fysiek"),
    "conditions": ("anoniem", "gratis", "niet-op-telefoonrekening", "eigen-bijdrage"),
}
BROADER = {"stalking": "huiselijk-geweld", "femicide": "huiselijk-geweld"}


class Town(msgspec.Struct, frozen=True):
    name: str
    province: str
    region: str


class Country:
    """Five municipalities in two regions: enough to tell an area from its neighbour."""

    towns: ClassVar = {
        "GM0153": Town("Enschede", "Overijssel", "VR05"),
        "GM0164": Town("Hengelo", "Overijssel", "VR05"),
        "GM0168": Town("Losser", "Overijssel", "VR05"),
        "GM0193": Town("Zwolle", "Overijssel", "VR04"),
        "GM0344": Town("Utrecht", "Utrecht", "VR09"),
    }
    names: ClassVar = {"VR05": "Twente", "VR04": "IJsselland", "VR09": "Utrecht", "NL": "Nederland"}

    def name(self, code: str) -> str:
        return self.names[code] if code in self.names else self.towns[code].name

    def expand(self, codes: Iterable[str]) -> frozenset[str]:
        return frozenset(each for code in codes for each in self._in(code))

    def municipality(self, code: str) -> Town:
        return self.towns[code]

    def named(self, text: str) -> tuple[str, ...]:
        return tuple(code for code in (*self.towns, *self.names) if self.name(code) == text)

    def known(self, code: str) -> bool:
        return code in self.towns or code in self.names

    def _in(self, code: str) -> Iterable[str]:
        if code in self.towns:
            return [code]
        return [each for each, town in self.towns.items() if code in ("NL", town.region)]


AREAS = Country()


def fact(**fields: Any) -> Fact:
    return Fact(**{"source": SOURCE, "checked_on": date(2026, 11, 1), **fields})


def sourced(record: Any) -> Any:
    """The record with a fact for every value that needs one, and checked as the write door does."""
    names = {name for name in SOURCED if getattr(record, name, None)}
    names |= {f"conditions.{each}" for each in getattr(record, "conditions", ())}
    if "facts" in record.__struct_fields__:
        record = msgspec.structs.replace(record, facts={each: fact() for each in sorted(names)} | dict(record.facts))
    read(kind_of(record), msgspec.to_builtins(record), known_area=AREAS.known)
    return record


def id_of(kind: str, name: str) -> str:
    return derived_id("test", kind, name)


def organization(name: str = "kadera", /, **fields: Any) -> Organization:
    made = {"slug": name, "name": name.title(), "role": "help", "description": f"{name.title()} helpt."} | fields
    return sourced(Organization(id=id_of("organization", name), **made))


def service(name: str = "hulplijn", of: str = "kadera", /, **fields: Any) -> Service:
    made = {"slug": name, "name": name.title(), "description": f"{name.title()} voor iedereen."} | fields
    return sourced(Service(id=id_of("service", name), organization_id=id_of("organization", of), **made))


def door(name: str = "lijn", of: str = "hulplijn", /, **fields: Any) -> ContactPoint:
    if "at" in fields:
        fields["location_id"] = id_of("location", fields.pop("at"))
    if "area" in fields:
        fields["area"] = ServiceArea(codes=tuple(fields["area"]))
    made = {"slug": name} | fields
    return sourced(ContactPoint(id=id_of("contact-point", name), service_id=id_of("service", of), **made))


def location(name: str = "kantoor", of: str = "kadera", /, **fields: Any) -> Location:
    made = {"slug": name, "name": name.title()} | fields
    return sourced(Location(id=id_of("location", name), organization_id=id_of("organization", of), **made))


def vocabulary(slug: Any) -> Vocabulary:
    terms = tuple(
        Term(
            id=derived_id("term", slug, each),
            slug=each,
            label=each.replace("-", " "),
            definition=f"Wat wij bedoelen met {each}.",
            broader=BROADER.get(each),
            counts_as=(CountsAs(term="consultatie", reason="Wie adviseert, overlegt."),) if each == "advies" else (),
        )
        for each in TERMS[slug]
    )
    made = {"name": slug.title(), "description": f"Alle {slug}.", "version": "2026-11-01"}
    return sourced(Vocabulary(id=derived_id("vocabulary", slug), slug=slug, terms=terms, **made))


def vocabularies() -> list[Vocabulary]:
    return [vocabulary(slug) for slug in TERMS]


WEEK = Schedule(spans=(Span(days=("mo", "tu", "we", "th", "fr"), opens="09:00", closes="17:00"),), on_holidays="closed")
ALWAYS = Schedule(always=True)


def phone_door(name: str = "lijn", of: str = "hulplijn", /, **fields: Any) -> ContactPoint:
    """Everything known, by phone, day and night."""
    known = {
        "functions": ("advies", "melden"),
        "topics": ("huiselijk-geweld", "stalking"),
        "audiences": ("slachtoffers", "omstanders"),
        "area": ("VR05",),
        "hours": ALWAYS,
        "languages": ("nl", "en"),
        "channel": "telefoon",
        "phone": Phone(number="0800-2000", label="Wie belt, krijgt een mens"),
        "conditions": {"anoniem": "yes", "gratis": "yes"},
        "access": "self",
    }
    return door(name, of, **known | fields)


def chat_door(name: str = "chat", of: str = "hulplijn", /, **fields: Any) -> ContactPoint:
    """A chat in office hours; who it is for is not known."""
    known = {
        "functions": ("advies",),
        "topics": ("huiselijk-geweld",),
        "area": ("NL",),
        "hours": WEEK,
        "languages": ("nl",),
        "channel": "chat",
        "url": "https://www.voorbeeld.nl/chat",
        "conditions": {"anoniem": "no", "gratis": "yes"},
    }
    return door(name, of, **known | fields)


def desk_door(name: str = "balie", of: str = "hulplijn", /, **fields: Any) -> ContactPoint:
    """A desk that people walk up to."""
    known = {
        "channel": "fysiek",
        "at": "kantoor",
        "area": ("GM0164", "GM0168"),
        "hours": WEEK,
        "languages": ("nl", "tr"),
    }
    return door(name, of, **known | fields)


def secret_door(name: str = "opvang", of: str = "hulplijn", /, **fields: Any) -> ContactPoint:
    """A shelter: by phone only, and nobody may know where."""
    known = {"functions": ("opvang",), "at": "schuilplaats", "area": ("VR05",), "phone": Phone(number="088-422 24 95")}
    return door(name, of, **known | fields)


def unknown_door(name: str = "onbekend", of: str = "hulplijn", /, **fields: Any) -> ContactPoint:
    """A door of which nobody told us anything."""
    return door(name, of, **fields)


def office(name: str = "kantoor", of: str = "kadera", /, **fields: Any) -> Location:
    known = {
        "municipality": "GM0164",
        "place": "Hengelo",
        "address": Address(street="Marktstraat 1", postcode="7551 AB", place="Hengelo"),
        "latitude": 52.2656,
        "longitude": 6.7931,
        "precision": "address",
        "transport": "Vijf minuten lopen van het station.",
        "accessibility": "Zonder drempels.",
    }
    return location(name, of, **known | fields)


def shelter(name: str = "schuilplaats", of: str = "kadera", /, **fields: Any) -> Location:
    """What is planted here must be found nowhere."""
    known = {"name": "Verborgen huis Xyzzy", "confidential": True, "region": "VR05", "municipality": "GM0164"}
    return location(name, of, **known | fields)


def referral(**fields: Any) -> Referral:
    known = {
        "register_by": ("self", "professional"),
        "route": "Bel Team Toegang.",
        "consent": "De cliënt stemt toe.",
        "have_ready": "Naam en geboortedatum",
        "interpreter": "Tolk op afspraak",
        "waiting_time": WaitingTime(text="2 weken", stated_on=date(2026, 11, 1), expires_on=date(2026, 12, 1)),
        "meldcode_steps": (2, 5),
    }
    return Referral(**known | fields)


def everything() -> list[Record]:
    """A small directory with one of each: virtual, physical, secret, unknown, paused, under study, archived."""
    return [
        *vocabularies(),
        organization(
            "kadera",
            alternate_names=("Stichting Kadera",),
            former_names=("Blijf Twente",),
            website="https://www.kadera.nl",
            email="info@kadera.nl",
            phone=Phone(number="088-422 24 00", extension="012"),
            area=ServiceArea(codes=("VR05", "VR04")),
        ),
        organization(
            "wijkracht",
            identifiers=(Identifier(scheme="nl-kvk", value="12345678"),),
            part_of=id_of("organization", "kadera"),
        ),
        organization("filomena", role="knowledge"),
        location_free := office(),
        office(
            "postbus",
            "wijkracht",
            address=Address(street="Postbus 12", postcode="7550 AA", place="Hengelo", kind="postal"),
        ),
        shelter(),
        service(
            "hulplijn",
            alternate_names=("De Lijn", "Advieslijn"),
            url="https://www.kadera.nl/hulplijn",
            minimum_age=12,
            fees="Gratis voor iedereen.",
            referral=referral(),
            location_ids=(location_free.id,),
        ),
        service(
            "cursus",
            "wijkracht",
            operation=Operation(state="intake-stop", until=date(2027, 1, 31), note="De groep is vol."),
        ),
        service("onderzoek", "filomena", operation=Operation(state="studied")),
        service("vroeger", "wijkracht", lifecycle="archived"),
        phone_door(),
        chat_door(),
        desk_door(),
        secret_door(),
        unknown_door(),
        door("plan", operation=Operation(state="studied")),
        phone_door("cursuslijn", "cursus", area=("GM0164",), conditions={"anoniem": "no", "eigen-bijdrage": "yes"}),
        door("cursusmail", "cursus", channel="mail", email="cursus@wijkracht.nl", conditions={"eigen-bijdrage": "yes"}),
        door("onderzoeksdeur", "onderzoek"),
        phone_door("oude-lijn", "vroeger", topics=("mensenhandel",)),
    ]


def kept(record: Record, at: datetime, number: int = 1) -> Kept:
    return Kept(kind=kind_of(record), id=record.id, revision=1, sequence=number, at=at, document=encode(record))


def catalogue(*records: Record, at: datetime = START, step: timedelta = timedelta(minutes=1)) -> Catalogue:
    """The records as one version of the directory, each a step later than the one before."""
    made = Catalogue.empty()
    kinds = list(KINDS)
    for number, record in enumerate(sorted(records, key=lambda each: kinds.index(kind_of(each))), 1):
        made.take(kept(record, at + number * step, number))
        made.sequence = number
    return made
