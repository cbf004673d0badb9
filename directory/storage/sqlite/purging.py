"""Forgetting the past of one record on demand. It leaves a row of history that says who did it, when and why."""

from sqlite_utils import Database

from directory.errors import Unknown
from directory.model import Change, Entry, Id, Kind, Occasion, Tombstone
from directory.model.json import decode
from directory.storage.sqlite import forgetting, reading
from directory.storage.sqlite.standing import key, revisions
from directory.storage.sqlite.writing import Place, Step, put, step


def purge(db: Database, kind: Kind, id: Id, occasion: Occasion) -> Entry:
    """Replace all earlier versions by what may stay beside today's. Raises `Unknown`."""
    found = reading.find(db, kind, id)
    if found is None:
        raise Unknown("record.unknown", kind=kind, id=id)
    if isinstance(found, Tombstone):
        forgetting.purge(db, key(change := Change(kind=kind, id=id, tombstone=found)), found, occasion)
        return _record(db, change, occasion, None)
    today = decode(kind, found.document)
    change = Change(kind=kind, id=id, after=today)
    forgetting.purge(db, key(change), today, occasion)
    return _record(db, change, occasion, found.document)


def _record(db: Database, change: Change, occasion: Occasion, document: bytes | None) -> Entry:
    """The row of history of the purge itself, with the same document before and after."""
    revision = revisions(db, [change])[key(change)] + 1
    sequence = reading.sequence(db) + 1
    row: Step = step(change, occasion, Place(sequence, sequence), revision, document, document)
    put(db, [row])
    return row.entry
