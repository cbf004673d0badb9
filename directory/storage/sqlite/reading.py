"""Questions to the database. Each is one statement, whatever the number of records."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

import msgspec
from sqlite_utils import Database

from directory.model import KINDS, Entry, Id, Kept, Kind, Tombstone
from directory.storage.sqlite.standing import as_list
from directory.storage.sqlite.tables import TABLES

_tombstone = msgspec.json.Decoder(Tombstone)
# An import gives one moment to all of its rows.
moment = lru_cache(maxsize=64)(datetime.fromisoformat)

# Documents are kept as text, so that people and SQL can read them, and fetched as their bytes, so that nobody decodes
# them only to encode them again.
_FIND = {
    kind: f"""
        select revision, sequence, at, cast(document as blob) from {table} where id = :id
        union all
        select null, null, null, cast(document as blob) from tombstone where kind = :kind and id = :id
    """  # noqa: S608  names of ours
    for kind, table in TABLES.items()
}
_EVERY = {
    kind: f"select id, revision, sequence, at, cast(document as blob) from {table} order by id"  # noqa: S608
    for kind, table in TABLES.items()
}
_TODAY = " ".join(
    f"when '{kind}' then (select document from {table} where id = change.id)"  # noqa: S608
    for kind, table in TABLES.items()
)
# What a change made of a record is what the next change of that record found, or the record as it is now. `following`
# looks past the limit of the page, since the next change may lie there.
_ENTRY = f"""
    select sequence, batch, undoes, at, actor, reason, kind, id, action, revision, approver, proposal, confirms,
        cast(before as blob),
        case when tombstone is null then cast(coalesce(
            (
                select following.before from change as following
                where following.kind = change.kind and following.id = change.id
                    and following.sequence > change.sequence
                order by following.sequence
                limit 1
            ),
            case kind {_TODAY} end
        ) as blob) end,
        cast(tombstone as blob)
    from change
"""  # noqa: S608
_ENTRIES = f"{_ENTRY} where sequence > :after order by sequence limit :limit"
_THESE = f"{_ENTRY} where sequence in (select value from json_each(:sequences)) order by sequence"  # noqa: S608
_HISTORY = f"{_ENTRY} where kind = :kind and id = :id order by sequence"
_TOMBSTONES = """
    select cast(tombstone.document as blob)
    from json_each(:kinds) as ordered
    join tombstone on tombstone.kind = ordered.value
    order by ordered.key, tombstone.id
"""
_KINDS = as_list(KINDS)


def find(db: Database, kind: Kind, id: Id) -> Kept | Tombstone | None:
    """The record, its tombstone, or None."""
    found = db.conn.execute(_FIND[kind], {"kind": kind, "id": id}).fetchone()
    if found is None:
        return None
    *standing, document = found
    return _tombstone.decode(document) if standing[0] is None else _kept(kind, (id, *standing, document))


def every(db: Database, kind: Kind) -> Iterator[Kept]:
    """Every record of a kind, by id."""
    return (_kept(kind, row) for row in db.conn.execute(_EVERY[kind]))


def tombstones(db: Database) -> Iterator[Tombstone]:
    """Every tombstone, owners before what they own, then by id."""
    rows = db.conn.execute(_TOMBSTONES, {"kinds": _KINDS})
    return (_tombstone.decode(document) for (document,) in rows)


def sequence(db: Database) -> int:
    """The number of the last change, 0 when there was none."""
    return int(db.conn.execute("select coalesce(max(sequence), 0) from change").fetchone()[0])


def entries(db: Database, after: int, limit: int | None) -> Iterator[Entry]:
    """History after a sequence number, in order."""
    rows = db.conn.execute(_ENTRIES, {"after": after, "limit": at_most(limit)})
    return (_entry(row) for row in rows)


def entries_of(db: Database, sequences: Sequence[int]) -> Iterator[Entry]:
    """These rows of history, in order."""
    rows = db.conn.execute(_THESE, {"sequences": as_list(sequences)})
    return (_entry(row) for row in rows)


def at_most(limit: int | None) -> int:
    """A limit as SQLite takes it, for which a negative one is none."""
    return -1 if limit is None else limit


def history(db: Database, kind: Kind, id: Id) -> tuple[Entry, ...]:
    """Everything that happened to one record, oldest first."""
    return tuple(_entry(row) for row in db.conn.execute(_HISTORY, {"kind": kind, "id": id}))


def _kept(kind: Kind, row: tuple[Any, ...]) -> Kept:
    id, revision, sequence, at, document = row
    return Kept(kind=kind, id=id, revision=revision, sequence=sequence, at=moment(at), document=document)


def _entry(row: tuple[Any, ...]) -> Entry:
    sequence, batch, undoes, at, actor, reason, kind, id, action, revision, *approved, before, after, tombstone = row
    approver, proposal, confirms = approved
    return Entry(
        sequence=sequence,
        batch=batch,
        undoes=undoes,
        approver=approver,
        proposal=proposal,
        confirms=confirms,
        at=moment(at),
        actor=actor,
        reason=reason,
        kind=kind,
        id=id,
        action=action,
        revision=revision,
        before=raw(before),
        after=raw(after),
        tombstone=None if tombstone is None else _tombstone.decode(tombstone),
    )


def raw(document: bytes | None) -> msgspec.Raw | None:
    """A document as it stands in a row of history."""
    return None if document is None else msgspec.Raw(document)
