"""Taking out of history what should never have been in it. The caller holds the transaction."""

from collections.abc import Callable

from sqlite_utils import Database

from directory.model import FORGOTTEN, Id, Kept, Location, Record, Tombstone
from directory.model.json import decode, encode
from directory.storage.redaction import emptied, redacted
from directory.storage.sqlite import reading, scrub, slugs
from directory.storage.sqlite.standing import Key, as_list

_VERSIONS = """
    select sequence, cast(before as blob) from change
    where kind = :kind and id = :id and before is not null
"""
_REPLACE = "update change set before = cast(:before as text) where sequence = :sequence"
_TOMBSTONES = """
    update change set tombstone = cast(:tombstone as text)
    where kind = :kind and id = :id and tombstone is not null
"""
_MERGED_PLACES = """
    select distinct id, tombstone ->> '$.successorId' from change
    where kind = 'location' and action = 'merge' and tombstone ->> '$.successorId' is not null
"""
_EARLIER_ENDS = """
    update change set tombstone = json_set(tombstone, '$.slugs', json(:slugs), '$.reason', :reason)
    where kind = :kind and id = :id and tombstone is not null
"""
# One reason is shared by a whole commit, so that it stands beside other records too.
_REASONS = """
    update change set reason = :reason
    where (at, actor, reason) in (select at, actor, reason from change where kind = :kind and id = :id)
"""


def hide(db: Database, key: Key, today: Location) -> None:
    """Forget what older versions of a place said from before it was confidential, and the slugs of that time.

    So do places that were ever merged with it, also when that was undone: they may be the same house.
    """

    def hidden(older: Record) -> Record:
        return older if getattr(older, "confidential", False) else redacted(older, today)

    if not _replace(db, key, hidden):
        return
    _forget_names(db, key, today)
    for id in _fellows(db, key.id):
        _hide_fellow(db, Key(key.kind, id))
    scrub.request(db)


def _forget_names(db: Database, key: Key, today: Record) -> None:
    """Give up older slugs, also in what was left of the record while it was withdrawn for a time."""
    slugs.forget(db, key, today)
    ends = {"slugs": as_list((today.slug, *today.former_slugs)), "reason": FORGOTTEN}
    db.conn.execute(_EARLIER_ENDS, {**key._asdict(), **ends})


def _hide_fellow(db: Database, fellow: Key) -> None:
    today = reading.find(db, fellow.kind, fellow.id)
    if isinstance(today, Kept):
        living = decode(fellow.kind, today.document)
        _replace(db, fellow, lambda older: redacted(older, living))
    else:
        _replace(db, fellow, emptied)


def _fellows(db: Database, id: Id) -> set[Id]:
    """Every place that was ever merged with this one, also when that was undone."""
    pairs = db.conn.execute(_MERGED_PLACES).fetchall()
    found = {id}
    while more := {each for pair in pairs if found & {*pair} for each in pair} - found:
        found |= more
    return found - {id}


def purge(db: Database, key: Key, today: Record | Tombstone) -> None:
    """Forget every older version of a record, the reasons given for its changes and its older tombstones."""
    if isinstance(today, Tombstone):
        _replace(db, key, emptied)
        db.conn.execute(_TOMBSTONES, {**key._asdict(), "tombstone": encode(today)})
    else:
        _replace(db, key, lambda older: redacted(older, today))
        _forget_names(db, key, today)
    db.conn.execute(_REASONS, {**key._asdict(), "reason": FORGOTTEN})
    scrub.request(db)


def _replace(db: Database, key: Key, rule: Callable[[Record], Record]) -> bool:
    """Put what the rule makes of each older version in its place. Whether any differs."""
    versions = db.conn.execute(_VERSIONS, key._asdict()).fetchall()
    news = [(sequence, before, encode(rule(decode(key.kind, before)))) for sequence, before in versions]
    rows = [{"sequence": sequence, "before": new} for sequence, before, new in news if new != before]
    db.conn.executemany(_REPLACE, rows)
    return bool(rows)
