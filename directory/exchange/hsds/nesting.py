"""HSDS tables put together again: what hangs under a record goes back under it, as the API nests it."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from directory.exchange.hsds.shape import Json
from directory.exchange.hsds.tables import TABLES
from directory.exchange.sheet import unguarded

Rows = Mapping[str, Sequence[Mapping[str, str]]]
FILES = {file: table for table, (file, _) in TABLES.items()}
# Table -> under which name it hangs, and by which columns under what.
HANGS: Mapping[str, tuple[str, tuple[tuple[str, str], ...]]] = {
    "organization_identifier": ("organization_identifiers", (("organization_id", "organization"),)),
    "address": ("addresses", (("location_id", "location"),)),
    "accessibility": ("accessibility", (("location_id", "location"),)),
    "required_document": ("required_documents", (("service_id", "service"),)),
    "cost_option": ("cost_options", (("service_id", "service"),)),
    "phone": (
        "phones",
        (("service_at_location_id", "service_at_location"), ("organization_id", "organization")),
    ),
    "contact": ("contacts", (("service_at_location_id", "service_at_location"),)),
    "schedule": ("schedules", (("service_at_location_id", "service_at_location"),)),
    "service_area": (
        "service_areas",
        (("service_at_location_id", "service_at_location"), ("service_id", "service")),
    ),
    "language": ("languages", (("phone_id", "phone"), ("location_id", "location"), ("service_id", "service"))),
}
ANYWHERE = ("organization", "service", "location", "service_at_location")


def table_of(file: str) -> str | None:
    """Which table a file of a package is, by its name without folders; None when it is none of ours."""
    return FILES.get(file.rpartition("/")[2].lower())


def nested(tables: Rows) -> Iterator[Json]:
    """Organizations with their places, then services with their doors; not what hangs under nothing that is there."""
    found = {table: {row.get("id", ""): _record(row) for row in rows} for table, rows in tables.items()}
    for table, (name, owners) in HANGS.items():
        for record in found.get(table, {}).values():
            _hang(record, name, owners, found)
    for table, name, key in (("attribute", "attributes", "link_id"), ("metadata", "metadata", "resource_id")):
        for record in found.get(table, {}).values():
            _hang(record, name, tuple((key, each) for each in ANYWHERE), found)
    yield from _organizations(found)
    yield from _services(found)


def _record(row: Mapping[str, str]) -> Json:
    return {name: told for name, value in row.items() if (told := unguarded(value.strip()))}


def _hang(record: Json, name: str, owners: Sequence[tuple[str, str]], found: Mapping[str, Mapping[str, Json]]) -> None:
    for column, table in owners:
        owner = found.get(table, {}).get(str(record.get(column, "")))
        if owner is not None:
            owner.setdefault(name, []).append(record)
            return


def _organizations(found: Mapping[str, Mapping[str, Json]]) -> Iterator[Json]:
    taken = {each.get("location_id") for each in found.get("service_at_location", {}).values()}
    places: defaultdict[Any, list[Json]] = defaultdict(list)
    for id, place in found.get("location", {}).items():
        if id not in taken:
            places[place.get("organization_id")].append(place)
    for id, organization in found.get("organization", {}).items():
        yield organization | ({"locations": places[id]} if id in places else {})


def _services(found: Mapping[str, Mapping[str, Json]]) -> Iterator[Json]:
    doors: defaultdict[Any, list[Json]] = defaultdict(list)
    for each in found.get("service_at_location", {}).values():
        place = found.get("location", {}).get(str(each.get("location_id", "")))
        doors[each.get("service_id")].append(each | ({"location": place} if place else {}))
    for id, service in found.get("service", {}).items():
        yield service | {"service_at_locations": doors[id]}
