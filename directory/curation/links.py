"""What refers to a record, and where those references lead once it is merged or withdrawn."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set

import msgspec
from msgspec import Struct, structs

from directory.model import (
    ContactPoint,
    DivisionOfLabour,
    Id,
    Kept,
    Kind,
    Location,
    Note,
    Organization,
    Record,
    Service,
    Vocabulary,
    kind_of,
)
from directory.model.json import decode
from directory.store import Store

OWNED: tuple[Kind, ...] = ("location", "service", "contact-point")
IDS = re.compile(rb"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
MANY = 100
# Where a reference to a record leads from now on; None is nowhere.
Paths = Mapping[Id, Id | None]


class _Owner(Struct, rename="camel"):
    """Of a document only whose it is."""

    organization_id: Id | None = None
    service_id: Id | None = None


_owner_in = msgspec.json.Decoder(_Owner).decode


class Named(Struct, frozen=True, kw_only=True):
    """A record as people name it. `name` is its slug where it has no name of its own."""

    kind: Kind
    id: Id
    slug: str
    name: str


class Standing(Struct, frozen=True, kw_only=True):
    """A record as it is now, with the revision that a change of it must expect and the number of its last change."""

    record: Record
    revision: int
    sequence: int


def named(record: Record) -> Named:
    """How this record is called."""
    name = getattr(record, "name", None) or record.slug
    return Named(kind=kind_of(record), id=record.id, slug=record.slug, name=name)


def standing(kept: Kept) -> Standing:
    """What is kept, read."""
    return Standing(record=decode(kept.kind, kept.document), revision=kept.revision, sequence=kept.sequence)


def current(store: Store, kind: Kind, id: Id) -> Standing | None:
    """The record as it is now; None when there is none, or none any more."""
    kept = store.read(kind, id)
    return standing(kept) if isinstance(kept, Kept) else None


def is_secret(store: Store, place: Id) -> bool:
    """Whether there is such a place, and nobody may know where it is."""
    found = current(store, "location", place)
    return found is not None and isinstance(found.record, Location) and found.record.confidential


def linked(store: Store, ids: Iterable[Id]) -> list[Standing]:
    """Every record that refers to one of these, whatever its lifecycle; not these themselves."""
    wanted = {*ids}
    names = {id.encode() for id in wanted}
    # Looking for the bytes costs a hundredth of reading the document.
    found = (each for each in store.records() if _holds(each.document, names))
    read = (standing(kept) for kept in found if kept.id not in wanted)
    return [each for each in read if wanted.intersection(references(each.record))]


def _holds(document: bytes, names: Set[bytes]) -> bool:
    """Whether one of these stands in it. Of the ids of a whole import, those in the document are looked at instead."""
    if len(names) > MANY:
        return not names.isdisjoint(IDS.findall(document))
    return any(name in document for name in names)


def reached(store: Store, roots: Iterable[Id]) -> tuple[list[Standing], list[Standing]]:
    """What these records own, with what that owns, owners first; and what else refers to any of all these.

    One reading of the store: owners come before what they own, and what is owned before what else refers to it.
    """
    own: list[Standing] = []
    others: list[Standing] = []
    ids = {root: root.encode() for root in roots}
    for kept in store.records():
        if kept.id in ids or not any(id in kept.document for id in ids.values()):
            continue
        found = standing(kept)
        if owner_of(found.record) in ids:
            own.append(found)
            ids[kept.id] = kept.id.encode()
        elif not ids.keys().isdisjoint(references(found.record)):
            others.append(found)
    return own, others


def owned(store: Store) -> Mapping[Id, Sequence[tuple[Kind, Id]]]:
    """By owner, everything that is somebody's. One reading of the store, hardly slower than `reached` for one owner."""
    found = defaultdict[Id, list[tuple[Kind, Id]]](list)
    for kind in OWNED:
        for kept in store.records(kind):
            owner = _owner_in(kept.document)
            found[owner.service_id or owner.organization_id or ""].append((kind, kept.id))
    return found


def notes_about(store: Store, id: Id) -> list[Note]:
    """What curators noted about this record."""
    return [each for each in every_note(store) if each.about == id]


def every_note(store: Store) -> Iterator[Note]:
    """What curators noted, about anything."""
    found = (standing(kept).record for kept in store.records("note"))
    return (each for each in found if isinstance(each, Note))


def references(record: Record) -> Iterator[Id]:
    """The ids of the records that this one names."""
    match record:
        case Organization():
            yield from (record.part_of,) if record.part_of else ()
        case Service():
            yield from (record.organization_id, *record.location_ids)
        case Location():
            yield record.organization_id
        case ContactPoint():
            yield from (record.service_id, *((record.location_id,) if record.location_id else ()))
        case DivisionOfLabour():
            yield from (record.from_id, record.to_id)
        case Note():
            yield record.about
        case Vocabulary():
            return


def owner_of(record: Record) -> Id | None:
    """The organization of a service or place, the service of a door; anything else is nobody's."""
    match record:
        case Service() | Location():
            return record.organization_id
        case ContactPoint():
            return record.service_id
        case _:
            return None


def redirected(record: Record, paths: Paths) -> Record | None:
    """The record with its references led along these paths; None when nothing is left of it.

    A relation ends when one of its parties is gone or both are one. A note is about what it was about.
    """
    match record:
        case Organization(part_of=str() as whole):
            to = paths.get(whole, whole)
            return structs.replace(record, part_of=None if to == record.id else to)
        case Service():
            places = (paths.get(each, each) for each in record.location_ids)
            there = tuple(dict.fromkeys(each for each in places if each is not None))
            return structs.replace(record, organization_id=_owner(record.organization_id, paths), location_ids=there)
        case Location():
            return structs.replace(record, organization_id=_owner(record.organization_id, paths))
        case ContactPoint():
            place = record.location_id and paths.get(record.location_id, record.location_id)
            return structs.replace(record, service_id=_owner(record.service_id, paths), location_id=place)
        case DivisionOfLabour():
            return _between(record, paths)
        case Note():
            return structs.replace(record, about=_owner(record.about, paths))
        case _:
            return record


def _owner(id: Id, paths: Paths) -> Id:
    return paths.get(id) or id


def _between(division: DivisionOfLabour, paths: Paths) -> DivisionOfLabour | None:
    one, other = paths.get(division.from_id, division.from_id), paths.get(division.to_id, division.to_id)
    if one is None or other is None or one == other:
        return None
    return structs.replace(division, from_id=one, to_id=other)
