"""What the one write door refuses: a batch that contradicts itself, the database, or the rules of the whole."""

from collections.abc import Sequence
from functools import lru_cache

from sqlite_utils import Database

from directory.errors import Fault, Invalid
from directory.model import Change, Id, Kept, Kind, Occasion, Record
from directory.model.json import decode
from directory.storage.sqlite import confirming, reading, slugs, successors
from directory.storage.sqlite.standing import Key, key
from directory.store import Reader, admit

# Owners are asked for again and again while a batch is admitted; bounded, because a batch may name any number of them.
_OWNERS_KEPT = 4_096


def faults(db: Database, changes: Sequence[Change], occasion: Occasion) -> list[Fault]:
    """Every fault of a batch, whatever revisions it expects."""
    return [
        *slugs.taken(db, changes),
        *slugs.lost(db, changes),
        *successors.circular(db, changes),
        *confirming.faults(db, changes, occasion),
        *_inadmissible(db, changes, occasion),
    ]


def refuse(faults: Sequence[Fault]) -> None:
    """Raises `Invalid` when there is any fault."""
    if faults:
        raise Invalid(faults)


def _inadmissible(db: Database, changes: Sequence[Change], occasion: Occasion) -> tuple[Fault, ...]:
    try:
        admit(changes, occasion, _as_it_will_be(db, changes))
    except Invalid as refusal:
        return refusal.faults
    return ()


def _as_it_will_be(db: Database, changes: Sequence[Change]) -> Reader:
    batch = {key(change): change.after for change in changes}

    @lru_cache(maxsize=_OWNERS_KEPT)
    def kept(kind: Kind, id: Id) -> Record | None:
        found = reading.find(db, kind, id)
        return decode(kind, found.document) if isinstance(found, Kept) else None

    def read(kind: Kind, id: Id) -> Record | None:
        named = Key(kind, id)
        return batch[named] if named in batch else kept(kind, id)

    return read
