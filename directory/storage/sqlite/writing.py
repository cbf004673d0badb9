"""The one write door: what happens inside the transaction of a commit. The caller begins it and ends it."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import msgspec
from sqlite_utils import Database

from directory.model import Action, Change, Entry, Location, Occasion
from directory.model.json import encode
from directory.storage.batch import malformed
from directory.storage.sqlite import admission, auditing, forgetting, reading, slugs
from directory.storage.sqlite.admission import refuse
from directory.storage.sqlite.standing import Key, chunks, documents, key, refuse_moved, refuse_stale, revisions
from directory.storage.sqlite.tables import TABLES

_ENTRY = """
    insert into change (sequence, batch, undoes, at, actor, reason, kind, id, action, revision, approver, proposal,
        confirms, before, tombstone)
    values (:sequence, :batch, :undoes, :at, :actor, :reason, :kind, :id, :action, :revision, :approver, :proposal,
        :confirms, cast(:before as text), cast(:tombstone as text))
"""
_RECORD = {
    kind: f"""
        insert into {table} (id, slug, revision, sequence, at, document)
        values (:id, :slug, :revision, :sequence, :at, cast(:document as text))
        on conflict (id) do update set slug = excluded.slug, revision = excluded.revision,
            sequence = excluded.sequence, at = excluded.at, document = excluded.document
    """  # noqa: S608  names of ours
    for kind, table in TABLES.items()
}
_BURY = {kind: f"delete from {table} where id = :id" for kind, table in TABLES.items()}  # noqa: S608  names of ours
_TOMBSTONE = """
    insert into tombstone (kind, id, revision, sequence, document)
    values (:kind, :id, :revision, :sequence, cast(:tombstone as text))
    on conflict (kind, id) do update set revision = excluded.revision, sequence = excluded.sequence,
        document = excluded.document
"""
_REVIVE = "delete from tombstone where kind = :kind and id = :id"
_ACTIONS: dict[str, Action] = {"withdrawn": "withdraw", "merged": "merge"}


class Place(NamedTuple):
    """Where a row of history stands: the first row of its commit, and its own number."""

    batch: int
    sequence: int


class Step(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A change beside the row of history that it becomes."""

    change: Change
    entry: Entry


def write(db: Database, changes: Sequence[Change], occasion: Occasion, after: int | None = None) -> tuple[Entry, ...]:
    """Check and write a batch. Raises `Conflict` or `Invalid`; the transaction must then be rolled back."""
    refuse(malformed(changes))
    standing = revisions(db, changes)
    refuse_stale(changes, standing)
    sequence = reading.sequence(db)
    refuse_moved(sequence, after)
    refuse(admission.faults(db, changes, occasion))
    written: list[Entry] = []
    for chunk in chunks(changes):
        steps = _steps(db, chunk, standing, occasion, Place(sequence + 1, sequence + 1 + len(written)))
        put(db, steps)
        written += _settled(db, steps, occasion)
    return tuple(written)


def put(db: Database, steps: Sequence[Step]) -> None:
    """Write rows of history, and the records and tombstones as they are after them."""
    db.conn.executemany(_ENTRY, [_row(step) for step in steps])
    living = [step for step in steps if step.change.after is not None]
    dead = [step for step in steps if step.change.after is None]
    for kind in {step.change.kind for step in steps}:
        db.conn.executemany(_RECORD[kind], [_row(step) for step in living if step.change.kind == kind])
        db.conn.executemany(_BURY[kind], [_row(step) for step in dead if step.change.kind == kind])
    db.conn.executemany(_REVIVE, [_row(step) for step in living if step.entry.action == "create"])
    db.conn.executemany(_TOMBSTONE, [_row(step) for step in dead])
    slugs.claim(db, [step.change for step in steps])
    auditing.append(db, (auditing.of_entry(step.entry) for step in steps))


def _steps(
    db: Database, changes: Sequence[Change], standing: dict[Key, int], occasion: Occasion, first: Place
) -> list[Step]:
    before = documents(db, [change for change in changes if key(change) in standing])
    steps: list[Step] = []
    for change, document in _news(db, changes, before):
        revision = standing.get(key(change), 0) + 1
        place = Place(first.batch, first.sequence + len(steps))
        steps.append(step(change, occasion, place, revision, before.get(key(change)), document))
    return steps


def _news(db: Database, changes: Sequence[Change], before: dict[Key, bytes]) -> Iterator[tuple[Change, bytes | None]]:
    """The changes that change something, with the new document (None for a tombstone)."""
    for change in changes:
        if change.after is None:
            if reading.find(db, change.kind, change.id) != change.tombstone:
                yield change, None
        elif (document := encode(change.after)) != before.get(key(change)):
            yield change, document


def step(
    change: Change, occasion: Occasion, place: Place, revision: int, before: bytes | None, document: bytes | None
) -> Step:
    """The row of history that this change becomes."""
    entry = Entry(
        sequence=place.sequence,
        batch=place.batch,
        undoes=occasion.undoes,
        approver=occasion.approver,
        proposal=occasion.proposal,
        confirms=occasion.confirms,
        at=occasion.at,
        actor=occasion.actor,
        reason=occasion.reason,
        kind=change.kind,
        id=change.id,
        action=_action(change, before),
        revision=revision,
        before=reading.raw(before),
        after=reading.raw(document),
        tombstone=change.tombstone,
    )
    return Step(change=change, entry=entry)


def _action(change: Change, before: bytes | None) -> Action:
    if change.tombstone is not None:
        return _ACTIONS[change.tombstone.status]
    return "create" if before is None else "update"


def _row(step: Step) -> dict[str, object]:
    """The parameters of every statement of `put`. `sqlite3` takes the raw bytes without a copy."""
    entry, after = step.entry, step.change.after
    return {
        "sequence": entry.sequence,
        "batch": entry.batch,
        "undoes": entry.undoes,
        "approver": entry.approver,
        "proposal": entry.proposal,
        "confirms": entry.confirms,
        "at": entry.at.isoformat(),
        "actor": entry.actor,
        "reason": entry.reason,
        "kind": entry.kind,
        "id": entry.id,
        "action": entry.action,
        "revision": entry.revision,
        "before": entry.before,
        "document": entry.after,
        "slug": None if after is None else after.slug,
        "tombstone": None if entry.tombstone is None else encode(entry.tombstone),
    }


def _settled(db: Database, steps: Sequence[Step], occasion: Occasion) -> list[Entry]:
    """The rows of history as they stay: older versions of a place that became confidential are forgotten."""
    hidden = {key(each.change): after for each in steps if (after := _hidden(each)) is not None}
    if not hidden:
        return [each.entry for each in steps]
    forgetting.hide_all(db, hidden, occasion)
    return [
        reading.history(db, each.change.kind, each.change.id)[-1] if key(each.change) in hidden else each.entry
        for each in steps
    ]


def _hidden(step: Step) -> Location | None:
    after = step.change.after
    return after if isinstance(after, Location) and after.confidential and step.entry.revision > 1 else None
