"""Taking out of history what should never have been in it. The caller holds the transaction."""

from collections.abc import Callable, Mapping

from sqlite_utils import Database

from directory.model import FORGOTTEN, Id, Kept, Location, Occasion, Record, Tombstone
from directory.model.json import decode, encode
from directory.storage.redaction import emptied, redacted
from directory.storage.sqlite import auditing, papers, reading, scrub, slugs
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
_SHARED = """
    select number from audit where sequence in (
        select sequence from change
        where (at, actor, reason) in (select at, actor, reason from change where kind = :kind and id = :id)
    )
"""


def hide_all(db: Database, places: Mapping[Key, Location], occasion: Occasion) -> None:
    """Forget what older versions of these places said from before they were confidential; the chain is told."""
    ids = _family(db, {key.id for key in places})
    with auditing.forgetting(db, auditing.of_records(db, "location", ids), occasion):
        for key, today in places.items():
            _hide(db, key, today)


def _hide(db: Database, key: Key, today: Location) -> None:
    """Forget what older versions of a place said from before it was confidential, and the slugs of that time.

    So do places that were ever merged with it, also when that was undone: they may be the same house.
    """

    def hidden(older: Record) -> Record:
        return older if getattr(older, "confidential", False) else redacted(older, today)

    if papers.forget(db, key, hidden):
        scrub.request(db)
    if not _replace(db, key, hidden):
        return
    _forget_names(db, key, today)
    for id in _family(db, {key.id}) - {key.id}:
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
        _rewrite(db, fellow, lambda older: redacted(older, living))
    else:
        _rewrite(db, fellow, emptied)


def _rewrite(db: Database, key: Key, rule: Callable[[Record], Record]) -> None:
    """Put what the rule makes of each older version in its place, also in proposals; drafts go."""
    papers.forget(db, key, rule)
    _replace(db, key, rule)


def _family(db: Database, ids: set[Id]) -> set[Id]:
    """These places and every one that was ever merged with them, also when that was undone."""
    pairs = db.conn.execute(_MERGED_PLACES).fetchall()
    found = {*ids}
    while more := {each for pair in pairs if found & {*pair} for each in pair} - found:
        found |= more
    return found


def purge(db: Database, key: Key, today: Record | Tombstone, occasion: Occasion) -> None:
    """Forget every older version of a record, the reasons given for its changes and its older tombstones."""
    with auditing.forgetting(db, [*auditing.of_records(db, key.kind, [key.id]), *_beside(db, key)], occasion):
        if isinstance(today, Tombstone):
            _rewrite(db, key, emptied)
            db.conn.execute(_TOMBSTONES, {**key._asdict(), "tombstone": encode(today)})
        else:
            _rewrite(db, key, lambda older: redacted(older, today))
            _forget_names(db, key, today)
        papers.forget_words(db, key)
        db.conn.execute(_REASONS, {**key._asdict(), "reason": FORGOTTEN})
    scrub.request(db)


def _beside(db: Database, key: Key) -> list[int]:
    """The numbers of the entries whose reason this record shares."""
    return [number for (number,) in db.conn.execute(_SHARED, key._asdict())]


def _replace(db: Database, key: Key, rule: Callable[[Record], Record]) -> bool:
    """Put what the rule makes of each older version in its place. Whether any differs."""
    versions = db.conn.execute(_VERSIONS, key._asdict()).fetchall()
    news = [(sequence, before, encode(rule(decode(key.kind, before)))) for sequence, before in versions]
    rows = [{"sequence": sequence, "before": new} for sequence, before, new in news if new != before]
    db.conn.executemany(_REPLACE, rows)
    return bool(rows)
