"""What stands beside a door or an organization: other doors, places, and who does what on purpose."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from msgspec import Struct

from directory.atlas.catalogue import Catalogue
from directory.errors import DirectoryError
from directory.gate.house import House
from directory.model import DivisionOfLabour, Id, Location
from directory.web import naming
from directory.web.addressing import address
from directory.web.doorway import Doorway, doorway
from directory.web.hours import said_now
from directory.web.languages import Speech


class Other(Struct, frozen=True, kw_only=True):
    """Another door, in a line or two. With `messages` its number is one to write to, not to call."""

    href: str
    name: str
    channel: str
    phone: str
    messages: bool
    site: str
    state: str
    hours: str
    professionals: bool


class Place(Struct, frozen=True, kw_only=True):
    """A place as everybody may know it; of a secret one nothing but its region."""

    secret: bool
    region: str = ""
    name: str = ""
    lines: tuple[str, ...] = ()
    postal: bool = False
    # Of a place that people visit the whole address may be missing.
    whole: bool = False
    description: str = ""
    transport: str = ""
    accessibility: str = ""


class Divided(Struct, frozen=True, kw_only=True):
    """One agreement about who does what: the sentence, the other party, and the source."""

    sentence: str
    name: str
    href: str
    source: str
    source_href: str


def others(ids: Iterable[Id], at: datetime, here: House, speech: Speech) -> list[Other]:
    """These doors, those that can be called first."""
    ways = [way for id in ids if (way := _doorway(here.atlas.catalogue, id)) is not None]
    ways.sort(key=lambda way: (way.door.phone is None, way.for_professionals, way.service.name, way.door.slug))
    return [_other(way, at, here, speech) for way in ways]


def _doorway(catalogue: Catalogue, id: Id) -> Doorway | None:
    try:
        return doorway(catalogue, id)
    except DirectoryError:
        return None


def _other(way: Doorway, at: datetime, here: House, speech: Speech) -> Other:
    door, answer = way.door, way.open_at(at)
    return Other(
        href=address("contact-point", door.id),
        name=door.name or way.service.name,
        channel=here.label("channels", door.channel, speech.code) if door.channel else "",
        phone=door.phone.number if door.phone else "",
        messages=door.channel == "app",
        site=naming.site(door.url) if door.url else "",
        state="" if way.always_there else answer,
        hours="" if way.always_there else said_now(answer, door.hours, at, speech, again=way.opens_at(at)),
        professionals=way.for_professionals,
    )


def places(locations: Iterable[Location], here: House) -> list[Place]:
    """These places, each secret region once."""
    found = [place(each, here) for each in locations]
    return [each for number, each in enumerate(found) if each not in found[:number]]


def place(location: Location, here: House) -> Place:
    """A place as everybody may know it."""
    if location.confidential:
        known = location.region is not None and here.areas.known(location.region)
        return Place(secret=True, region=here.areas.name(location.region) if known and location.region else "")
    address = location.address
    street = (address.street, f"{address.postcode} {address.place}") if address else (location.street, location.place)
    return Place(
        secret=False,
        name=location.name,
        lines=tuple(each for each in street if each),
        postal=address is not None and address.kind == "postal",
        whole=address is not None,
        description=location.description or "",
        transport=location.transport or "",
        accessibility=location.accessibility or "",
    )


def divisions(parties: frozenset[Id], here: House) -> list[Divided]:
    """What was agreed between these and others."""
    every = here.atlas.catalogue.divisions()
    return [made for each in every if {each.from_id, each.to_id} & parties for made in _divided(each, parties, here)]


def _divided(each: DivisionOfLabour, parties: frozenset[Id], here: House) -> Iterator[Divided]:
    other = each.to_id if each.from_id in parties else each.from_id
    name, href = _party(other, here.atlas.catalogue)
    fact = each.facts.get("sentence") or next(iter(each.facts.values()), None)
    source, link = naming.cited(fact.source if fact else "")
    yield Divided(sentence=each.sentence, name=name, href=href, source=source, source_href=link)


def _party(id: Id, catalogue: Catalogue) -> tuple[str, str]:
    """What a party is called and where it is shown; nothing of one that is not public now."""
    if catalogue.has("organization", id):
        return catalogue.organization(id).name, address("organization", id)
    way = _doorway(catalogue, id) if catalogue.has("contact-point", id) else None
    if way is None:
        return "", ""
    return f"{way.organization.name}: {way.door.name or way.service.name}", address("contact-point", id)
