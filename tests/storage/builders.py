"""Records, changes and occasions as tests need them: small, valid, and the same every time."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from msgspec.structs import replace

from directory.model import (
    AFTER,
    Address,
    Change,
    Decision,
    Deed,
    Fact,
    Hand,
    Id,
    Location,
    Occasion,
    Organization,
    Proposal,
    Record,
    Tombstone,
    kind_of,
)
from directory.model.ids import derived_id
from directory.store import Store

BEGIN = datetime(2026, 1, 5, 9, tzinfo=UTC)
# What nobody may find again. In a field of its own, so that validation takes it for a place that people visit.
STREET, POSTCODE, PLACE, LATITUDE = "Sperwerlaan 4711", "7599 QX", "Verborgendorp", 52.2718281

EVA, RIK = Hand(actor="eva", capacity="editor"), Hand(actor="rik", capacity="reviewer")


def id_of(name: str) -> Id:
    """The id that this name has in every test."""
    return derived_id("test", name)


def occasion(reason: str = "a test", *, day: int = 0) -> Occasion:
    """Somebody, on a day after the beginning, with a reason."""
    return Occasion(actor="redactie", at=BEGIN + timedelta(days=day), reason=reason)


def organization(name: str = "kadera", /, **fields: Any) -> Organization:
    """An organization without contact facts."""
    values = {"name": name.title(), "role": "help", "description": "Helpt."} | fields
    return Organization(id=id_of(name), **({"slug": name} | values))


def location(name: str = "huis", /, **fields: Any) -> Location:
    """A place of Kadera, of which only the region is known."""
    values = {"name": "Opvang", "organization_id": id_of("kadera"), "region": "VR05"} | fields
    return Location(id=id_of(name), **({"slug": name} | values))


def open_location(name: str = "huis", /, **fields: Any) -> Location:
    """The same place while everything about it is told."""
    source = Fact(source="https://kadera.example/bezoek", checked_on=date(2026, 1, 5))
    values: dict[str, Any] = {
        "address": Address(street=STREET, postcode=POSTCODE, place=PLACE),
        "street": STREET,
        "place": PLACE,
        "latitude": LATITUDE,
        "longitude": 6.7654321,
        "precision": "address",
        "facts": dict.fromkeys(("address", "street", "place"), source),
    }
    return location(name, **(values | fields))


def create(record: Record) -> Change:
    """This record, for the first time."""
    return Change(kind=kind_of(record), id=record.id, after=record)


def update(record: Record, expected: int = 1) -> Change:
    """The next version of this record."""
    return Change(kind=kind_of(record), id=record.id, after=record, expected=expected)


def tombstone(record: Record, **fields: Any) -> Tombstone:
    """What is left of this record."""
    values = {"status": "withdrawn", "reason": "Bestaat niet meer.", "on": date(2026, 2, 1)} | fields
    return Tombstone(kind=kind_of(record), id=record.id, slugs=(record.slug, *record.former_slugs), **values)


def withdraw(record: Record, expected: int = 1, **fields: Any) -> Change:
    """The end of this record."""
    return Change(kind=kind_of(record), id=record.id, tombstone=tombstone(record, **fields), expected=expected)


def filled(store: Store, *names: str) -> Store:
    """The store with these organizations in it, each at revision 1."""
    store.commit([create(organization(each)) for each in names], occasion("the first ones"))
    return store


def proposal(*changes: Change, name: str = "p", **more: Any) -> Proposal:
    """Eva's first version of a proposal."""
    decisions = (Decision(by=EVA, at=BEGIN, deed="propose"),)
    given = {"author": EVA, "at": BEGIN, "reason": "Een proef.", "decisions": decisions, "changes": changes}
    return Proposal(id=id_of(name), **(given | more))


def decided(old: Proposal, deed: Deed, **more: Any) -> Proposal:
    """The same after what Rik decided."""
    decision = Decision(by=RIK, at=BEGIN, deed=deed, **more)
    return replace(old, status=AFTER[deed], decisions=(*old.decisions, decision))
