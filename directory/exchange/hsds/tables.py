"""HSDS as tables: one file per object with HSDS's column names, and a descriptor of just these tables.

Rows are made from the same records as the API's, taken apart: what hangs under a record goes to its own table with
the id of what it hangs under. Columns are HSDS's own; the profile's additions stay out.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from directory.exchange.hsds.documents import VERSION
from directory.exchange.hsds.mapping import Hsds
from directory.exchange.hsds.shape import Json

Row = list[str]

# Table -> file, columns in order. The first is the key; a column marked `>` leads to the id of another table.
TABLES: Mapping[str, tuple[str, str]] = {
    "organization": (
        "organizations.csv",
        "id! name! alternate_name description! email website parent_organization_id>organization",
    ),
    "service": (
        "services.csv",
        "id! organization_id!>organization name! alternate_name description url status! interpretation_services "
        "application_process fees_description eligibility_description minimum_age:number maximum_age:number "
        "assured_date:date alert last_modified:datetime",
    ),
    "location": (
        "locations.csv",
        "id! location_type! url organization_id>organization name description transportation latitude:number "
        "longitude:number",
    ),
    "service_at_location": (
        "service_at_location.csv",
        "id! service_id!>service location_id!>location description",
    ),
    "address": (
        "addresses.csv",
        "id! location_id>location address_1! city! state_province! postal_code! country! address_type!",
    ),
    "phone": (
        "phones.csv",
        "id! service_at_location_id>service_at_location organization_id>organization number! extension:number type "
        "description",
    ),
    "contact": ("contacts.csv", "id! service_at_location_id>service_at_location name email"),
    "schedule": (
        "schedules.csv",
        "id! service_at_location_id>service_at_location valid_from:date valid_to:date freq byday opens_at:time "
        "closes_at:time description notes",
    ),
    "service_area": (
        "service_areas.csv",
        "id! service_id>service service_at_location_id>service_at_location name extent extent_type",
    ),
    "language": ("languages.csv", "id! service_id>service location_id>location phone_id>phone name code"),
    "accessibility": ("accessibility.csv", "id! location_id>location description"),
    "required_document": ("required_documents.csv", "id! service_id>service document"),
    "cost_option": ("cost_options.csv", "id! service_id!>service option currency amount:number"),
    "organization_identifier": (
        "organization_identifiers.csv",
        "id! organization_id!>organization identifier_scheme identifier_type! identifier!",
    ),
    "attribute": (
        "attributes.csv",
        "id! link_id! taxonomy_term_id!>taxonomy_term link_type link_entity! value label",
    ),
    "taxonomy": ("taxonomies.csv", "id! name! description! version"),
    "taxonomy_term": (
        "taxonomy_terms.csv",
        "id! code name! description! parent_id>taxonomy_term taxonomy language taxonomy_id>taxonomy",
    ),
    "metadata": (
        "metadata.csv",
        "id! resource_id! resource_type! last_action_date!:date last_action_type! field_name! previous_value! "
        "replacement_value! updated_by!",
    ),
}
# Where the lists under a record go.
NESTED: Mapping[str, str] = {
    "addresses": "address",
    "phones": "phone",
    "contacts": "contact",
    "schedules": "schedule",
    "service_areas": "service_area",
    "languages": "language",
    "accessibility": "accessibility",
    "required_documents": "required_document",
    "cost_options": "cost_option",
    "organization_identifiers": "organization_identifier",
    "attributes": "attribute",
    "metadata": "metadata",
    "locations": "location",
    "service_at_locations": "service_at_location",
}
RISKY = ("=", "+", "-", "@", "\t", "\r", "\0")


class Column:
    """One column, read from its line in `TABLES`: `id!`, `location_id>location`, `valid_from:date`."""

    def __init__(self, written: str) -> None:
        name, _, self.table = written.partition(">")
        name, _, kind = name.partition(":")
        self.required = name.endswith("!")
        self.name = name.rstrip("!")
        self.kind = kind or "string"


COLUMNS: Mapping[str, list[Column]] = {
    table: [Column(written) for written in columns.split()] for table, (_, columns) in TABLES.items()
}


def tabular(hsds: Hsds) -> Iterator[tuple[str, Iterator[Row]]]:
    """File name and rows, heading first, of each table. Every table reads all records; `every_row` does it once."""
    return ((file, rows(hsds, table)) for table, (file, _) in TABLES.items())


def rows(hsds: Hsds, table: str) -> Iterator[Row]:
    """The rows of one table, heading first. A row stands in it once, even if many records show it."""
    yield [column.name for column in COLUMNS[table]]
    seen: set[str] = set()
    for found, record in _of_taxonomies(hsds) if table.startswith("taxonomy") else _everything(hsds):
        if found == table and record["id"] not in seen and _complete(table, record):
            seen.add(record["id"])
            yield _row(table, record)


def every_row(hsds: Hsds) -> Iterator[tuple[str, Row]]:
    """File name and row of all tables in one pass, headings first: for a writer that keeps the files apart."""
    yield from ((file, [column.name for column in COLUMNS[table]]) for table, (file, _) in TABLES.items())
    seen: set[tuple[str, str]] = set()
    for table, record in _everything(hsds):
        if (table, record["id"]) not in seen and _complete(table, record):
            seen.add((table, record["id"]))
            yield TABLES[table][0], _row(table, record)


def _row(table: str, record: Json) -> Row:
    cells = [cell(record.get(column.name)) for column in COLUMNS[table]]
    if table == "phone":
        place = next(number for number, column in enumerate(COLUMNS[table]) if column.name == "number")
        cells[place] = national(record["number"])
    return cells


def national(number: str) -> str:
    """A phone number without a plus, which a spreadsheet would take for a sum: `+31 74 123` is `074 123`."""
    return re.sub(r"^\+31[ -]*", "0", number).replace("+", "00")


def _complete(table: str, record: Json) -> bool:
    """Whether it has what the table demands: a term of no vocabulary and a service of nobody have no place here."""
    return all(record.get(column.name) for column in COLUMNS[table] if column.required)


def _everything(hsds: Hsds) -> Iterator[tuple[str, Json]]:
    yield from _of_taxonomies(hsds)
    yield from _of_organizations(hsds)
    yield from _of_services(hsds)


def _of_taxonomies(hsds: Hsds) -> Iterator[tuple[str, Json]]:
    yield from (("taxonomy", hsds.taxonomy(id)) for id in hsds.taxonomies())
    yield from (("taxonomy_term", hsds.taxonomy_term(id)) for id in hsds.taxonomy_terms())


def _of_organizations(hsds: Hsds) -> Iterator[tuple[str, Json]]:
    for id in hsds.organizations():
        record = hsds.organization(id)
        record.pop("services", None)
        yield from _walk("organization", record)


def _of_services(hsds: Hsds) -> Iterator[tuple[str, Json]]:
    for id in hsds.services():
        record = hsds.service(id)
        if record.pop("organization", None):
            yield from _walk("service", record)


def _walk(table: str, record: Json) -> Iterator[tuple[str, Json]]:
    """A record and all that hangs under it, owners first."""
    yield table, record
    if "location" in record:
        yield from _walk("location", record["location"])
    for name, nested in NESTED.items():
        for each in record.get(name, ()):
            if isinstance(each, dict):
                yield from _walk(nested, each)


def cell(value: object) -> str:
    """A value as a cell. One that a spreadsheet would run gets an apostrophe in front, which an import takes off."""
    if isinstance(value, str):
        return f"'{value}" if value.startswith(RISKY) else value
    return "" if value is None else str(value)


def descriptor() -> Json:
    """The datapackage.json of these tables (Frictionless, tabular)."""
    return {
        "name": "regional-partner-directory",
        "title": "Regional partner directory",
        "description": f"Tables with the column names of HSDS {VERSION}.",
        "profile": "tabular-data-package",
        "resources": [_resource(table, file) for table, (file, _) in TABLES.items()],
    }


def _resource(table: str, file: str) -> Json:
    keys = [_key(column) for column in COLUMNS[table] if column.table]
    schema: dict[str, Any] = {"primaryKey": "id", "fields": [_field(column) for column in COLUMNS[table]]}
    return {
        "name": table,
        "path": file,
        "profile": "tabular-data-resource",
        "encoding": "utf-8",
        "format": "csv",
        "mediatype": "text/csv",
        "schema": schema | ({"foreignKeys": keys} if keys else {}),
    }


def _field(column: Column) -> Json:
    constraints = {"required": True} if column.required else {}
    unique = {"unique": True} if column.name == "id" else {}
    told = {"name": column.name, "type": column.kind}
    return told | ({"constraints": constraints | unique} if constraints else {})


def _key(column: Column) -> Json:
    return {"fields": column.name, "reference": {"resource": column.table, "fields": "id"}}
