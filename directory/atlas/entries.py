"""From records to boxes: what the index needs to know of one entry, and the ready-made JSON that answers show of it.

An entry is a contact point with its service, organization and location; or an organization of which no contact point
is known, so that it can be found by name and area all the same.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any, Generic, TypeVar

import msgspec

from directory.atlas.catalogue import Catalogue
from directory.atlas.terms import Tree
from directory.lexicon import forms
from directory.model import (
    ContactPoint,
    Fact,
    Id,
    Location,
    Operation,
    Organization,
    Role,
    Schedule,
    Service,
    due_on,
    known_on,
)
from directory.text import digits, fold

T = TypeVar("T")

NEVER = date(9999, 12, 31).toordinal()
# Who stands first among equals: those who help people themselves.
STANDING: Mapping[Role, int] = {
    "help": 0,
    "authority": 1,
    "platform": 2,
    "community": 3,
    "consultation": 4,
    "knowledge": 5,
}
# Of these roles a partner without a door of its own is there for professionals.
FOR_PROFESSIONALS = frozenset({"consultation", "knowledge"})
CLOSED_STATES = frozenset({"temporarily-closed", "intake-stop", "studied", "example", "ended"})


class Box(msgspec.Struct, kw_only=True):
    """One entry, as the index takes it in.

    `terms[dimension]` are known terms (conditions: those known to hold; `denied`: those known not to). `area` are area
    codes as given. `words[tier]` are words and lemmas, best tier first; `names` are whole names, folded.
    `hours_due` and `due` are day numbers on which the hours, or the first of all facts, go stale. `item` is JSON
    without its closing brace.
    """

    id: Id
    item: bytes
    names: Collection[str]
    words: tuple[Collection[str], ...]
    terms: Mapping[str, Collection[str]]
    area: Collection[str]
    hours: Schedule | None
    hours_due: int
    due: int
    closed: bool
    professional: bool
    latitude: float | None
    longitude: float | None
    standing: int
    breadth: int


def box_of(catalogue: Catalogue, id: Id, trees: Mapping[str, Tree]) -> Box | None:
    """The box of this contact point or organization; None when it is no entry (hidden, or an orphan)."""
    if catalogue.has("contact-point", id):
        return _door_box(catalogue, id, trees)
    if catalogue.has("organization", id) and not any(_doors(catalogue, id)):
        return _organization_box(_organization_owner(catalogue.organization(id)))
    return None


def boxes(catalogue: Catalogue, trees: Mapping[str, Tree]) -> Iterator[Box]:
    """The boxes of all entries, each record decoded once. Orphans have no owner to be found under."""
    for id in catalogue.ids("organization"):
        organization, empty = _organization_owner(catalogue.organization(id)), True
        for service_id in catalogue.services_of(id):
            service = _service_owner(catalogue.service(service_id))
            for door_id in catalogue.doors_of(service_id):
                door, empty = catalogue.door(door_id), False
                yield _of_door(door, service, organization, _location_of(door, catalogue), trees)
        if empty:
            yield _organization_box(organization)


def entries_of(catalogue: Catalogue, organization: Id) -> Iterator[Id]:
    """The ids of all entries that an organization may have: its contact points and itself."""
    yield from _doors(catalogue, organization)
    yield organization


def _doors(catalogue: Catalogue, organization: Id) -> Iterator[Id]:
    for service in catalogue.services_of(organization):
        yield from catalogue.doors_of(service)


def _door_box(catalogue: Catalogue, id: Id, trees: Mapping[str, Tree]) -> Box | None:
    door = catalogue.door(id)
    if not catalogue.has("service", door.service_id):
        return None
    service = catalogue.service(door.service_id)
    if not catalogue.has("organization", service.organization_id):
        return None
    organization = _organization_owner(catalogue.organization(service.organization_id))
    return _of_door(door, _service_owner(service), organization, _location_of(door, catalogue), trees)


def _location_of(door: ContactPoint, catalogue: Catalogue) -> Location | None:
    known = door.location_id is not None and catalogue.has("location", door.location_id)
    return catalogue.location(door.location_id) if known and door.location_id else None


class Owner(msgspec.Struct, Generic[T]):
    """An organization or a service with what all its contact points are found by: names whole, and words by tier."""

    record: T
    names: set[str]
    name_words: set[str]
    body_words: set[str]


def _organization_owner(organization: Organization) -> Owner[Organization]:
    names = [organization.name, *organization.alternate_names, *organization.former_names]
    return Owner(organization, _called(names), _words(names), forms(organization.description))


def _service_owner(service: Service) -> Owner[Service]:
    names = [service.name, *service.alternate_names]
    body = [service.description, service.eligibility or ""]
    return Owner(service, _called(names), _words(names), _words(body))


def _called(names: Iterable[str]) -> set[str]:
    """Names whole, as they are looked up: in words, and written as one."""
    folded = {fold(each) for each in names}
    return folded | {each.replace(" ", "") for each in folded}


def _of_door(
    door: ContactPoint,
    of_service: Owner[Service],
    of_organization: Owner[Organization],
    location: Location | None,
    trees: Mapping[str, Tree],
) -> Box:
    service, organization = of_service.record, of_organization.record
    facts = {**location.facts, **door.facts} if location else door.facts
    place = location if location and not location.confidential else None
    area = door.area.codes if door.area else ()
    terms = _terms(door)
    return Box(
        id=door.id,
        item=_item(door, service, organization, location, facts),
        names=of_organization.names | of_service.names | _addresses(door),
        words=(
            of_organization.name_words | of_service.name_words,
            forms(door.name or "").union(*_labels(terms, trees)),
            of_organization.body_words | of_service.body_words | forms(door.description or ""),
        ),
        terms=terms,
        area=area,
        hours=door.hours,
        hours_due=_day("hours", facts["hours"]) if "hours" in facts else NEVER,
        due=_due(facts),
        closed=any(_shut(each) for each in (door.operation, service.operation, organization.operation)),
        professional=door.access == "professionals-only" or door.audiences == ("professionals",),
        latitude=place.latitude if place else None,
        longitude=place.longitude if place else None,
        standing=STANDING[organization.role],
        breadth=_breadth(area),
    )


def _organization_box(owner: Owner[Organization]) -> Box:
    organization = owner.record
    area = organization.area.codes if organization.area else ()
    return Box(
        id=organization.id,
        item=msgspec.json.encode(_entry_of_organization(organization))[:-1],
        names=owner.names,
        words=(owner.name_words, set(), owner.body_words),
        terms={},
        area=area,
        hours=None,
        hours_due=NEVER,
        due=_due(organization.facts),
        closed=_shut(organization.operation),
        professional=organization.role in FOR_PROFESSIONALS,
        latitude=None,
        longitude=None,
        standing=STANDING[organization.role],
        breadth=_breadth(area),
    )


def _addresses(door: ContactPoint) -> set[str]:
    """The number and the site of a door, as somebody may type them instead of a name."""
    found = {digits(door.phone.number)} if door.phone else set()
    if door.url:
        found.add(fold(door.url.partition("://")[2].partition("/")[0].removeprefix("www.")))
    return found


def _shut(operation: Operation | None) -> bool:
    return operation is not None and operation.state in CLOSED_STATES


def _terms(door: ContactPoint) -> Mapping[str, Collection[str]]:
    return {
        "functions": door.functions or (),
        "topics": door.topics or (),
        "audiences": door.audiences or (),
        "languages": door.languages or (),
        "channels": (door.channel,) if door.channel else (),
        "conditions": tuple(each for each, answer in door.conditions.items() if answer == "yes"),
        "denied": tuple(each for each, answer in door.conditions.items() if answer == "no"),
    }


def _breadth(area: Iterable[str]) -> int:
    codes = tuple(area)
    if not codes or "NL" in codes:
        return 2
    return 1 if any(each.startswith("VR") for each in codes) or len(codes) > 3 else 0


def _due(facts: Mapping[str, Fact]) -> int:
    return min([due_on(name, fact) for name, fact in facts.items()]).toordinal() if facts else NEVER


def _day(name: str, fact: Fact) -> int:
    return due_on(name, fact).toordinal()


# Words.


def _words(texts: Iterable[str]) -> set[str]:
    return set().union(*map(forms, texts))


def _labels(terms: Mapping[str, Iterable[str]], trees: Mapping[str, Tree]) -> Iterator[frozenset[str]]:
    """The words of every label of every known term."""
    for dimension, slugs in terms.items():
        words = trees[dimension].words if dimension in trees else {}
        for slug in slugs:
            if slug in words:
                yield words[slug]


# The part of an answer that is the same whoever asks.


def _item(
    door: ContactPoint,
    service: Service,
    organization: Organization,
    location: Location | None,
    facts: Mapping[str, Fact],
) -> bytes:
    item: dict[str, Any] = {
        "id": door.id,
        "slug": door.slug,
        "kind": "contact-point",
        "organization": _organization(organization),
        "service": {"id": service.id, "slug": service.slug, "name": service.name},
        "name": door.name,
        "description": door.description or service.description,
        "channel": door.channel or "unknown",
        "phone": door.phone.number if door.phone else None,
        "phoneLabel": door.phone.label if door.phone else None,
        "url": door.url,
        "email": door.email,
        "location": _place(location) if location else None,
        "access": door.access or "unknown",
        "conditions": door.conditions or None,
        "operation": door.operation or service.operation or organization.operation,
        "verifiedOn": _verified_on(facts),
    }
    return msgspec.json.encode({key: value for key, value in item.items() if value is not None})[:-1]


def _entry_of_organization(organization: Organization) -> dict[str, Any]:
    item: dict[str, Any] = {
        "id": organization.id,
        "slug": organization.slug,
        "kind": "organization",
        "organization": _organization(organization),
        "description": organization.description,
        "channel": "unknown",
        "phone": organization.phone.number if organization.phone else None,
        "url": organization.website,
        "email": organization.email,
        "operation": organization.operation,
        "verifiedOn": _verified_on(organization.facts),
    }
    return {key: value for key, value in item.items() if value is not None}


def _organization(organization: Organization) -> dict[str, str]:
    return {
        "id": organization.id,
        "slug": organization.slug,
        "name": organization.name,
        "role": organization.role,
    }


def _place(location: Location) -> dict[str, Any]:
    if location.confidential:
        # No id, no name: only that it is not to be found, and in which region.
        return {"confidential": True, "region": location.region}
    place: dict[str, Any] = {
        "id": location.id,
        "slug": location.slug,
        "name": location.name,
        "place": location.address.place if location.address else location.place,
        "street": location.address.street if location.address else location.street,
        "postcode": location.address.postcode if location.address else None,
        "precision": location.precision,
    }
    return {key: value for key, value in place.items() if value is not None}


def _verified_on(facts: Mapping[str, Fact]) -> date | None:
    return min(map(known_on, facts.values()), default=None)


def day(ordinal: int) -> date:
    """The date of a day number in a column."""
    return date(1, 1, 1) + timedelta(days=ordinal - 1)
