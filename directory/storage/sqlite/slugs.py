"""Every slug belongs to one record of its kind, for ever: old links must not come out somewhere else."""

from collections.abc import Iterable, Iterator, Sequence

import msgspec
from sqlite_utils import Database

from directory.errors import Fault
from directory.model import Change, Id, Kind, Location, Record
from directory.storage.sqlite.standing import Key, as_list, chunks, documents, key

# Not a join with the list: SQLite then walks all slugs of the kind for each of the list.
_OWNERS = "select slug, id from slug where kind = :kind and slug in (select value from json_each(:slugs))"
_CLAIM = "insert into slug (kind, slug, id) values (:kind, :slug, :id) on conflict (kind, slug) do nothing"
_FORGET = """
    delete from slug
    where kind = :kind and id = :id and slug not in (select value from json_each(:slugs))
"""


def taken(db: Database, changes: Sequence[Change]) -> list[Fault]:
    """A fault for each slug in the batch that belongs to another record, in the database or earlier in the batch."""
    claims = [(position, change) for position, change in enumerate(changes)]
    owners: dict[tuple[Kind, str], Id] = {}
    faults: list[Fault] = []
    for chunk in chunks(claims):
        owners |= _owners(db, [change for _, change in chunk])
        for position, change in chunk:
            faults += _faults(position, change, owners)
    return faults


class Named(msgspec.Struct, rename="camel"):
    """Of a kept document only by what it can be found."""

    slug: str
    former_slugs: tuple[str, ...] = ()


def lost(db: Database, changes: Sequence[Change]) -> list[Fault]:
    """A fault for each record that would no longer answer to a slug it had. A place that becomes secret may."""
    updates = [(at, each) for at, each in enumerate(changes) if each.after is not None and each.expected is not None]
    faults: list[Fault] = []
    for chunk in chunks(updates):
        before = documents(db, [change for _, change in chunk])
        faults += [fault for at, change in chunk for fault in _lost(at, change, before.get(key(change)))]
    return faults


def _lost(position: int, change: Change, before: bytes | None) -> Iterator[Fault]:
    if before is None or (isinstance(change.after, Location) and change.after.confidential):
        return
    kept = {slug for _, slug in slugs_of(change)}
    named = msgspec.json.decode(before, type=Named)
    for slug in (named.slug, *named.former_slugs):
        if slug not in kept:
            detail = f"`{slug}` must stay among the former slugs, so that old links keep leading here."
            yield Fault(pointer=f"/{position}/formerSlugs", code="slug.lost", detail=detail)


def claim(db: Database, changes: Iterable[Change]) -> None:
    """Write down whose slugs these are from now on."""
    rows = [{"kind": change.kind, "slug": slug, "id": change.id} for change in changes for _, slug in slugs_of(change)]
    db.conn.executemany(_CLAIM, rows)


def forget(db: Database, key: Key, today: Record) -> None:
    """Give up the slugs that this version no longer names: one of them may spell an address."""
    kept = as_list((today.slug, *today.former_slugs))
    db.conn.execute(_FORGET, {"kind": key.kind, "id": key.id, "slugs": kept})


def slugs_of(change: Change) -> Iterator[tuple[str, str]]:
    """Pointer within the record and slug, for each slug that this change lets a record have."""
    if change.after is not None:
        yield "/slug", change.after.slug
        yield from ((f"/formerSlugs/{place}", slug) for place, slug in enumerate(change.after.former_slugs))
    elif change.tombstone is not None:
        yield from ((f"/slugs/{place}", slug) for place, slug in enumerate(change.tombstone.slugs))


def _owners(db: Database, changes: Sequence[Change]) -> dict[tuple[Kind, str], Id]:
    wanted: dict[Kind, list[str]] = {}
    for change in changes:
        wanted.setdefault(change.kind, []).extend(slug for _, slug in slugs_of(change))
    return {
        (kind, slug): id
        for kind, slugs in wanted.items()
        for slug, id in db.conn.execute(_OWNERS, {"kind": kind, "slugs": as_list(slugs)})
    }


def _faults(position: int, change: Change, owners: dict[tuple[Kind, str], Id]) -> Iterator[Fault]:
    for pointer, slug in slugs_of(change):
        if owners.setdefault((change.kind, slug), change.id) != change.id:
            detail = "This slug belongs to another record, now or in the past; choose another one."
            yield Fault(pointer=f"/{position}{pointer}", code="slug.taken", detail=detail)
