"""The changes and the faults that merging, withdrawing and undoing are made of."""

from collections.abc import Iterable
from typing import Literal

from msgspec import Struct

from directory import validation
from directory.curation.links import Paths, Standing, named, redirected
from directory.curation.trying import Blocker, overtaken
from directory.errors import Fault
from directory.hours import AMSTERDAM
from directory.model import Change, Id, Kind, Occasion, Record, Tombstone, kind_of


class Key(Struct, frozen=True):
    """What names a record, and the revision that somebody saw of it (None: whatever it is now)."""

    kind: Kind
    id: Id
    seen: int | None = None


def updated(record: Record, expected: int) -> Change:
    """The next version of a record."""
    return Change(kind=kind_of(record), id=record.id, after=record, expected=expected)


def ended(
    of: Standing,
    occasion: Occasion,
    reason: str,
    *,
    successor: Id | None = None,
    status: Literal["withdrawn", "merged"] = "withdrawn",
) -> Change:
    """The end of a record, on the day of the occasion in the Netherlands. The public reads the reason.

    Raises `Invalid` when that is no sentence.
    """
    record = of.record
    given = {
        "kind": kind_of(record),
        "id": record.id,
        "slugs": (record.slug, *record.former_slugs),
        "status": status,
        "reason": reason,
        "on": occasion.at.astimezone(AMSTERDAM).date(),
    }
    tombstone = validation.read_struct(Tombstone, given | ({"successorId": successor} if successor else {}))
    return Change(kind=kind_of(record), id=record.id, tombstone=tombstone, expected=of.revision)


def fault(pointer: str, code: str, detail: str) -> Fault:
    """A fault of a merge or a withdrawal."""
    return Fault(pointer=pointer, code=code, detail=detail, where="merge")


def moves(links: Iterable[Standing], paths: Paths) -> tuple[list[Change], list[Standing]]:
    """The changes that lead references along these paths, and the records of which nothing is left then."""
    moved, dropped = [], []
    for each in links:
        record = redirected(each.record, paths)
        if record is None:
            dropped.append(each)
        elif record != each.record:
            moved.append(updated(record, each.revision))
    return moved, dropped


def blocker(record: Standing, expected: int | None) -> Blocker:
    """What says that this record stands in the way, and at which revision it was expected."""
    told = named(record.record)
    return Blocker(
        kind=told.kind,
        id=told.id,
        name=told.name,
        expected=expected,
        current=record.revision,
        sequence=record.sequence,
    )


def refuse_unseen(code: str, done: str, records: Iterable[tuple[Key, Standing]]) -> None:
    """Raises `Overtaken` with every record that is not at the revision that somebody saw."""
    sides = [blocker(found, key.seen) for key, found in records if key.seen is not None and key.seen != found.revision]
    if sides:
        raise overtaken(code, done, sides)
