"""A record taken apart into what is decided about piece by piece, and put together again.

A piece is a field, or a part of one where the parts are known apart (`referral.route`, `conditions.gratis`). Where a
place is, is one piece, `address`: half of one address and half of another is no address.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from msgspec import NODEFAULT, Struct, structs

from directory.model import ContactPoint, Location, Organization, Referral, Service, ServiceArea

Mergeable = Organization | Service | ContactPoint | Location
Pieces = Mapping[str, Any]

# No piece: who it is, whose it is, and what goes along with the pieces.
APART = frozenset({"id", "slug", "former_slugs", "organization_id", "service_id", "confidential", "facts", "questions"})
WHEREABOUTS = ("address", "street", "place", "municipality", "latitude", "longitude", "precision")
# Taken apart one level further.
IN_PARTS = ("referral", "conditions")


def taken_apart(record: Mergeable) -> dict[str, Any]:
    """Everything that this record says, by the name of the piece. What it does not say is not there."""
    found: dict[str, Any] = {}
    for name, value in _fields(record):
        if isinstance(record, Location) and name in WHEREABOUTS:
            found.setdefault("address", {})[name] = value
        elif isinstance(value, Referral):
            found |= {f"referral.{spelled(Referral)[part]}": each for part, each in _said(value)}
        elif name == "conditions":
            found |= {f"conditions.{slug}": each for slug, each in value.items()}
        else:
            found[spelled(type(record))[name]] = value
    return found


def put_together(of: Mergeable, pieces: Pieces) -> Mergeable:
    """This record with these pieces and no others."""
    values = {name: pieces.get(spelled(type(of))[name], absent) for name, absent in _absent(type(of)).items()}
    if isinstance(of, Location):
        values |= dict.fromkeys(WHEREABOUTS) | pieces.get("address", {})
    if isinstance(of, Service):
        parts = {
            name: pieces[piece] for name, each in spelled(Referral).items() if (piece := f"referral.{each}") in pieces
        }
        values["referral"] = Referral(**parts) if parts else None
    if isinstance(of, ContactPoint):
        conditions = ((each.partition("."), value) for each, value in pieces.items())
        values["conditions"] = {slug: value for (field, _, slug), value in conditions if field == "conditions"}
    return structs.replace(of, **values)


def piece_of(kind: type[Mergeable], fact: str) -> str:
    """The piece, or the whole field, whose provenance stands under this name."""
    return "address" if kind is Location and fact in WHEREABOUTS else fact


def members(value: Any) -> frozenset[Any]:
    """What is in a list or an area."""
    return frozenset(value.codes if isinstance(value, ServiceArea) else value)


@cache
def names(kind: type[Mergeable]) -> frozenset[str]:
    """What can be chosen for records of this kind; of `conditions` also each condition."""
    fields = {each for name, each in spelled(kind).items() if name not in APART}
    if kind is Location:
        fields = fields - {spelled(kind)[each] for each in WHEREABOUTS} | {"address"}
    if kind is Service:
        fields |= {f"referral.{each}" for each in spelled(Referral).values()}
    return frozenset(fields)


@cache
def spelled(struct: type[Struct]) -> Mapping[str, str]:
    """The names of the fields as in JSON, by their names in the program."""
    return {each.name: each.encode_name for each in structs.fields(struct)}


@cache
def _absent(kind: type[Mergeable]) -> Mapping[str, Any]:
    """What each field that is a piece holds when nothing is known; required ones always have a piece."""
    fields = (each for each in structs.fields(kind) if each.name not in APART and each.name not in IN_PARTS)
    return {each.name: None if each.default is NODEFAULT else each.default for each in fields}


def _fields(record: Mergeable) -> Iterator[tuple[str, Any]]:
    return ((name, value) for name, value in _said(record) if name not in APART)


def _said(struct: Struct) -> Iterator[tuple[str, Any]]:
    values = ((name, getattr(struct, name)) for name in spelled(type(struct)))
    return ((name, value) for name, value in values if value not in (None, (), {}))
