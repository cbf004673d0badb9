"""What was chosen goes to the directory as one batch, published or proposed. A batch is taken back as any other is."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

from msgspec import json, structs

from directory import validation
from directory.curation.links import current, named
from directory.curation.submitting import Submission, Submitted, submit
from directory.errors import Conflict, Fault, Invalid
from directory.intake.contract import Jobs
from directory.intake.patching import patched, raw_of
from directory.model import KINDS, Change, Id, Kind
from directory.model.intake import Item, Job, Patch
from directory.model.json import encode
from directory.model.proposal import MAXIMUM_CHANGES
from directory.permissions import Actor, require
from directory.store import Desk, Store

Commit = Callable[[tuple[Change, ...]], Submitted]
ORDER = list(KINDS)


def changes(store: Store, items: Iterable[Item]) -> tuple[Change, ...]:
    """What these rows make of the directory together, owners first.

    Raises `Conflict` (`import.stale`) when a record is not what it was when its row was judged, `Invalid` when what
    the rows say together cannot be.
    """
    # As bytes until all rows were seen: of 1e5 rows there are 2e5 records, and as dicts they are five times as large.
    found: dict[tuple[Kind, Id], tuple[int | None, bytes]] = {}
    for item in items:
        for patch in item.patches:
            key = patch.kind, patch.id
            revision, raw = _waiting(found[key]) if key in found else _standing(store, patch)
            found[key] = revision, encode(patched(raw, patch.values))
    return tuple(_change(key, *found.pop(key)) for key in sorted(found, key=lambda each: ORDER.index(each[0])))


def _waiting(held: tuple[int | None, bytes]) -> tuple[int | None, dict[str, Any]]:
    return held[0], json.decode(held[1])


def _standing(store: Store, patch: Patch) -> tuple[int | None, dict[str, Any]]:
    now = current(store, patch.kind, patch.id)
    if (now.revision if now else None) != patch.revision:
        detail = "Somebody changed a record since this file was looked at. Look at it again."
        raise Conflict("import.stale", detail, kind=patch.kind, id=patch.id)
    return patch.revision, raw_of(now.record) if now else {}


def _change(key: tuple[Kind, Id], revision: int | None, held: bytes) -> Change:
    kind, id = key
    return Change(kind=kind, id=id, after=validation.read(kind, json.decode(held)), expected=revision)


def apply(desk: Desk, jobs: Jobs, job: Job, actor: Actor, at: datetime, id: Id) -> Job:
    """Publish what was chosen, or propose it under `id`, whichever this person may: all of it or nothing.

    An `id` of this very job proposes nothing twice: not when two press at once, not after the program was killed.

    Raises as `submit` and `changes` do, and `Invalid` when nothing was chosen or when so much can only be proposed
    in parts. The rows are let go of.
    """
    require(actor, "bulk-edit" if job.form == "bulk" else "import")
    if job.state == "ready" and desk.proposal(id) is not None:
        jobs.settle(made := structs.replace(job, state="applied", proposal=id))
        return made

    def commit(batch: tuple[Change, ...]) -> Submitted:
        if len(batch) > MAXIMUM_CHANGES:
            raise refused(
                "import.too-many", f"A colleague can look at {MAXIMUM_CHANGES} changes at once. Choose fewer."
            )
        return submit(desk, Submission(changes=batch, reason=reason(job), source=job.name), actor, at, id)

    return applied(desk, jobs, job, commit)


def applied(store: Store, jobs: Jobs, job: Job, commit: Commit) -> Job:
    """The same by any way to write a batch."""
    if job.state != "ready":
        raise Conflict("import.state", "This was applied already, or is not looked at to the end.", id=job.id)
    batch = changes(store, jobs.chosen(job.id))
    if not batch:
        raise refused("import.empty", "Nothing was chosen that changes anything.")
    try:
        done = commit(batch)
    except Invalid as refusal:
        raise Invalid(_by_name(each, batch) for each in refusal.faults) from None
    made = structs.replace(
        job,
        state="applied",
        batch=done.entries[0].batch if done.entries else None,
        proposal=done.proposal.id if done.proposal else None,
    )
    jobs.settle(made)
    return made


def _by_name(fault: Fault, batch: Sequence[Change]) -> Fault:
    """A fault with what its record is called (in `where`): nobody knows a record by its place in a batch."""
    _, position, *rest = [*fault.pointer.split("/"), ""]
    record = batch[int(position)].after if position.isdigit() else None
    if record is None:
        return fault
    return structs.replace(fault, pointer="/".join(["", *filter(None, rest)]), where=named(record).name)


def reason(job: Job) -> str:
    """Why the records changed, for their history."""
    return f"In één keer gewijzigd: {job.name}." if job.form == "bulk" else f"Invoer uit het bestand {job.name}."


def refused(code: str, detail: str) -> Invalid:
    """Why a batch as a whole is not applied."""
    return Invalid([Fault(pointer="", code=code, detail=detail)])
