"""Undo: every record that one commit changed is what it was before, by a new commit that says what it takes back."""

from collections.abc import Sequence
from itertools import takewhile

from msgspec import Struct, structs

from directory.curation.changing import blocker, ended, updated
from directory.curation.links import Named, Standing, linked, named
from directory.curation.trying import again, overtaken
from directory.errors import Overtaken, Unknown
from directory.model import (
    FORGETTABLE,
    FORGOTTEN,
    Change,
    Entry,
    Location,
    Note,
    Occasion,
    Record,
    Tombstone,
    kind_of,
)
from directory.model.json import decode
from directory.store import Store


class Undone(Struct, frozen=True, kw_only=True, omit_defaults=True, rename="camel"):
    """What an undo does: `restored` are what they were, `ended` are gone (again). `undoes` is a batch, with its reason.

    `sequence` takes this undo back; None while nothing is written.
    """

    undoes: int
    reason: str
    restored: tuple[Named, ...] = ()
    ended: tuple[Named, ...] = ()
    sequence: int | None = None


class Plan(Struct, frozen=True, kw_only=True):
    """An undo and the changes that make it, for a store of which `after` is the last sequence number."""

    undone: Undone
    changes: tuple[Change, ...]
    occasion: Occasion
    after: int


class _Step(Struct, frozen=True, kw_only=True):
    """What the commit did to one record, what happened to it before (oldest first), and the last that ever did."""

    entry: Entry
    earlier: Sequence[Entry]
    last: Entry


def undo(store: Store, sequence: int, occasion: Occasion) -> Undone:
    """Take back the commit in which this change was written, whole. Raises as `plan_undo` does."""

    def once() -> Undone:
        made = plan_undo(store, sequence, occasion)
        entries = store.commit(made.changes, made.occasion, after=made.after)
        return structs.replace(made.undone, sequence=entries[0].batch if entries else None)

    return again(once)


def plan_undo(store: Store, sequence: int, occasion: Occasion) -> Plan:
    """What `undo` would do. Writes nothing.

    Raises `Unknown` when there is no such change, and `Overtaken` (`undo.overtaken`, `sides`) when a record is not what
    the change left, or when something new refers to what would end. Later changes that were undone themselves do not
    count. A slug that a record got meanwhile stays a former slug. Raises `Overtaken` (`undo.forgotten`) as well when an
    older version is not there any more.
    """
    after = store.sequence()
    steps = [_step(store, each) for each in _batch(store, sequence)]
    late = [blocker(_standing(each), each.entry.revision) for each in steps if not _as_left(each)]
    if late:
        raise overtaken("undo.overtaken", "Nothing was undone", late)
    changes = tuple(_back(each, occasion) for each in steps)
    refuse_forgotten(changes)
    refuse_dangling(store, changes)
    first = steps[0].entry
    told = [(named(_record(step)), change) for step, change in zip(steps, changes, strict=True)]
    undone = Undone(
        undoes=first.batch,
        reason=first.reason,
        restored=tuple(each for each, change in told if change.after is not None),
        ended=tuple(each for each, change in told if change.after is None),
    )
    return Plan(undone=undone, changes=changes, occasion=structs.replace(occasion, undoes=first.batch), after=after)


def _batch(store: Store, sequence: int) -> list[Entry]:
    """All rows of the commit that wrote this one."""
    found = next(store.entries(after=sequence - 1, limit=1), None) if sequence > 0 else None
    if found is None:
        raise Unknown("change.unknown", "There is no change with this number.", sequence=sequence)
    return list(takewhile(lambda each: each.batch == found.batch, store.entries(after=found.batch - 1)))


def _step(store: Store, entry: Entry) -> _Step:
    history = store.history(entry.kind, entry.id)
    place = next(place for place, each in enumerate(history) if each.sequence == entry.sequence)
    return _Step(entry=entry, earlier=history[:place], last=history[-1])


def _as_left(step: _Step) -> bool:
    """Whether the record is what the commit made of it, as if nothing had happened since; it may have more names."""
    entry, last = step.entry, step.last
    if entry.tombstone is not None or last.tombstone is not None:
        return _unnamed(entry.tombstone) == _unnamed(last.tombstone)
    left, today = (decode(entry.kind, bytes(each.after or b"")) for each in (entry, last))
    return {left.slug, *left.former_slugs} <= {today.slug, *today.former_slugs} and (
        structs.replace(left, former_slugs=()) == structs.replace(today, former_slugs=())
    )


def _unnamed(tombstone: Tombstone | None) -> Tombstone | None:
    return tombstone and structs.replace(tombstone, slugs=())


def _standing(step: _Step) -> Standing:
    """The record as the commit left it, or found it, at its revision of now."""
    return Standing(record=_record(step), revision=step.last.revision, sequence=step.last.sequence)


def _record(step: _Step) -> Record:
    """The record as the commit left it, or found it."""
    documents = (each.after or each.before for each in (step.entry, *reversed(step.earlier)))
    return next(decode(step.entry.kind, bytes(each)) for each in documents if each is not None)


def _back(step: _Step, occasion: Occasion) -> Change:
    entry = step.entry
    if entry.before is not None:
        return updated(answering(decode(entry.kind, bytes(entry.before)), slugs_after(step.last)), step.last.revision)
    if not step.earlier:
        return ended(_standing(step), occasion, "De invoer is ongedaan gemaakt.")
    tombstone = step.earlier[-1].tombstone
    slugs = tuple(dict.fromkeys([*(tombstone.slugs if tombstone else ()), *slugs_after(step.last)]))
    again = tombstone and structs.replace(tombstone, slugs=slugs)
    return Change(kind=entry.kind, id=entry.id, tombstone=again, expected=step.last.revision)


def answering(record: Record, slugs: Sequence[str]) -> Record:
    """The older version, that answers to newer slugs as well. A place that is confidential again may forget them."""
    if isinstance(record, Location) and record.confidential:
        return record
    news = tuple(each for each in slugs if each not in (record.slug, *record.former_slugs))
    return structs.replace(record, former_slugs=(*record.former_slugs, *news)) if news else record


def slugs_after(last: Entry) -> Sequence[str]:
    """What the record answers to after this row of its history."""
    if last.tombstone is not None:
        return last.tombstone.slugs
    record = decode(last.kind, bytes(last.after or b""))
    return (record.slug, *record.former_slugs)


def refuse_forgotten(changes: Sequence[Change]) -> None:
    """Raises `Overtaken` when a record would come back as the empty shell that forgetting left of it."""
    shells = [each.after for each in changes if each.after is not None and _is_forgotten(each.after)]
    if shells:
        which = ", ".join(f"{kind_of(each)} {each.slug}" for each in shells)
        raise Overtaken("undo.forgotten", f"Nothing was undone: what {which} was has been forgotten for safety.")


def _is_forgotten(record: Record) -> bool:
    return any(getattr(record, name, None) == FORGOTTEN for name in FORGETTABLE)


def refuse_dangling(store: Store, changes: Sequence[Change]) -> None:
    """Raises `Overtaken` when a record that this leaves alone would refer to one that ends."""
    ends = [each.id for each in changes if each.tombstone is not None]
    here = {each.id for each in changes}
    later = [each for each in linked(store, ends) if each.record.id not in here] if ends else []
    sides = [blocker(each, None) for each in later if not isinstance(each.record, Note)]
    if sides:
        raise overtaken("undo.overtaken", "Nothing was undone", sides)
