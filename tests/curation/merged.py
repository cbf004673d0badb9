"""A small directory in a real store, and what tests ask of it."""

from datetime import UTC, datetime
from typing import Any

import msgspec

from directory.curation.changing import Key
from directory.exchange import native
from directory.feed import announcements, atlas_of, was_public
from directory.model import KINDS, Change, Entry, Kept, Kind, Note, Occasion, Record, Tombstone, kind_of
from directory.model.json import decode, encode
from directory.store import Store
from tests.exchange import builders as make

NOW = datetime(2026, 11, 25, 13, 0, tzinfo=UTC)


class Told(msgspec.Struct):
    """A line of the feed."""

    kind: str
    id: str
    record: msgspec.Raw = msgspec.Raw()
    tombstone: msgspec.Raw = msgspec.Raw()


def occasion(reason: str = "Een proef.") -> Occasion:
    return Occasion(actor="redactie", at=NOW, reason=reason)


def put(store: Store, *records: Record) -> int:
    """Write these as they are now, new or changed. The number of the batch."""
    order = list(KINDS)
    changes = []
    for each in sorted(records, key=lambda one: order.index(kind_of(one))):
        history = store.history(kind_of(each), each.id)
        expected = history[-1].revision if history else None
        changes.append(Change(kind=kind_of(each), id=each.id, after=each, expected=expected))
    return store.commit(changes, occasion())[0].batch


def key(record: Record, seen: int | None = None) -> Key:
    return Key(kind_of(record), record.id, seen)


def now(store: Store, record: Record) -> Any:
    """The record as it is kept now, or its tombstone."""
    found = store.read(kind_of(record), record.id)
    return decode(found.kind, found.document) if isinstance(found, Kept) else found


def notes(store: Store) -> list[Note]:
    found = [decode("note", each.document) for each in store.records("note")]
    return [each for each in found if isinstance(each, Note)]


def documents(store: Store) -> dict[tuple[Kind, str], bytes]:
    """Every record with its exact bytes."""
    return {(each.kind, each.id): each.document for each in store.records()}


def replayed(store: Store) -> dict[tuple[str, str], bytes]:
    """What somebody has who followed the public feed from the beginning: records and tombstones."""
    held: dict[tuple[str, str], bytes] = {}

    def seen_before(entry: Entry) -> bool:
        return was_public(store, entry.kind, entry.id, before=entry.sequence)

    for line in announcements(store.entries(), seen_before):
        told = msgspec.json.decode(line, type=Told)
        content = bytes(told.record) or bytes(told.tombstone)
        if content:
            held[told.kind, told.id] = content
        else:
            held.pop((told.kind, told.id), None)
    return held


def exported(store: Store) -> dict[tuple[str, str], bytes]:
    """The public export: records and tombstones."""
    read = native.read_native(native.public(atlas_of(store).catalogue), "export")
    found = {(kind_of(each), each.id): encode(each) for each in read.records}
    return found | {(str(each.kind), each.id): encode(each) for each in read.tombstones}


def small(store: Store, *more: Record) -> None:
    """Vocabularies, two organizations with a service each, and more."""
    put(
        store,
        *make.vocabularies(),
        make.organization("kadera"),
        make.organization("dubbel", name="Kadera (dubbel)"),
        make.service("hulplijn"),
        make.service("chatdienst", "dubbel"),
        *more,
    )


def tombstone(found: Any) -> Tombstone:
    assert isinstance(found, Tombstone)
    return found
