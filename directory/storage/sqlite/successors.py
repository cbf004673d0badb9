"""Whoever follows a tombstone to its successor, and that one's, arrives somewhere."""

from collections.abc import Iterator, Mapping, Sequence

from sqlite_utils import Database

from directory.errors import Fault
from directory.model import Change, Id, Kind, Tombstone
from directory.storage.sqlite import reading
from directory.storage.sqlite.standing import Key, key


def circular(db: Database, changes: Sequence[Change]) -> list[Fault]:
    """A fault for each tombstone of the batch whose successors lead back to one of them."""
    batch = {key(change): change.tombstone for change in changes}
    return [
        Fault(
            pointer=f"/{position}/tombstone/successorId",
            code="successor.circular",
            detail="The successors lead back to this record; name one that is still there.",
        )
        for position, change in enumerate(changes)
        if change.tombstone is not None and _returns(db, batch, key(change))
    ]


def _returns(db: Database, batch: Mapping[Key, Tombstone | None], start: Key) -> bool:
    seen: set[Id] = set()
    for id in _followed(db, batch, start):
        if id in seen:
            return True
        seen.add(id)
    return False


def _followed(db: Database, batch: Mapping[Key, Tombstone | None], start: Key) -> Iterator[Id]:
    """This record, its successor, and so on, as they are after the batch; without end when there is none."""
    kind: Kind = start.kind
    id: Id | None = start.id
    while id is not None:
        yield id
        at = Key(kind, id)
        found = batch[at] if at in batch else reading.find(db, kind, id)
        id = found.successor_id if isinstance(found, Tombstone) else None
