"""How the records of a batch stand at this moment: revision and, where somebody must be refused, who was first."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple, TypeVar

import msgspec
from sqlite_utils import Database

from directory.errors import Conflict
from directory.model import Change, Id, Kind
from directory.storage.sqlite.tables import TABLES

T = TypeVar("T")
# Ids and slugs go to the database in one list of at most this length.
CHUNK = 1_000

_REVISIONS = {
    kind: f"""
        select id, revision from {table} where id in (select value from json_each(:ids))
        union all
        select id, revision from tombstone where kind = :kind and id in (select value from json_each(:ids))
    """  # noqa: S608  names of ours
    for kind, table in TABLES.items()
}
_DOCUMENTS = {
    kind: f"select id, cast(document as blob) from {table} where id in (select value from json_each(:ids))"  # noqa: S608
    for kind, table in TABLES.items()
}


class Key(NamedTuple):
    """What names a record."""

    kind: Kind
    id: Id


def key(change: Change) -> Key:
    """The record that a change is about."""
    return Key(change.kind, change.id)


def revisions(db: Database, changes: Sequence[Change]) -> dict[Key, int]:
    """The revision of every record (or tombstone) among these that was ever written."""
    return {
        Key(kind, id): revision
        for kind, ids in _by_kind(changes)
        for id, revision in db.conn.execute(_REVISIONS[kind], {"kind": kind, "ids": ids})
    }


def documents(db: Database, changes: Sequence[Change]) -> dict[Key, bytes]:
    """The documents of those records among these that exist now."""
    return {
        Key(kind, id): document
        for kind, ids in _by_kind(changes)
        for id, document in db.conn.execute(_DOCUMENTS[kind], {"ids": ids})
    }


def refuse_stale(changes: Sequence[Change], standing: dict[Key, int]) -> None:
    """Raises `Conflict` for the first record that is not what its writer saw."""
    for change in changes:
        current = standing.get(key(change))
        if current != change.expected:
            code = "record.stale" if change.expected else "record.exists"
            facts = {"kind": change.kind, "id": change.id, "expected": change.expected, "current": current}
            raise Conflict(code, "Somebody else changed this record first.", **facts)


def refuse_moved(sequence: int, after: int | None) -> None:
    """Raises `Conflict` when anything was written after what the writer saw."""
    if after is not None and sequence != after:
        detail = "Somebody else wrote something meanwhile; look again and repeat this."
        raise Conflict("store.moved", detail, expected=after, current=sequence)


def chunks(items: Sequence[T], size: int = CHUNK) -> Iterator[Sequence[T]]:
    """The same items, a bounded number at a time."""
    return (items[start : start + size] for start in range(0, len(items), size))


def as_list(values: Iterable[str | int]) -> str:
    """Values as the JSON list that `json_each` takes apart."""
    return msgspec.json.encode([*values]).decode()


def _by_kind(changes: Sequence[Change]) -> Iterator[tuple[Kind, str]]:
    for chunk in chunks(changes):
        ids: defaultdict[Kind, list[Id]] = defaultdict(list)
        for change in chunk:
            ids[change.kind].append(change.id)
        yield from ((kind, as_list(found)) for kind, found in ids.items())
