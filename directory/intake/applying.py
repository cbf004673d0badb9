"""What was chosen goes to the directory as one batch, published or proposed. A batch is taken back as any other is."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from msgspec import structs

from directory import validation
from directory.curation.links import current
from directory.curation.submitting import Submission, Submitted, submit
from directory.errors import Conflict, Fault, Invalid
from directory.intake.contract import Jobs
from directory.intake.patching import patched, raw_of
from directory.model import KINDS, Change, Id, Kind
from directory.model.intake import Item, Job, Patch
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
    found: dict[tuple[Kind, Id], tuple[int | None, dict[str, Any]]] = {}
    for item in items:
        for patch in item.patches:
            key = patch.kind, patch.id
            revision, raw = found[key] if key in found else _standing(store, patch)
            found[key] = revision, patched(raw, patch.values)
    ordered = sorted(found.items(), key=lambda each: ORDER.index(each[0][0]))
    return tuple(
        Change(kind=kind, id=id, after=validation.read(kind, raw), expected=revision)
        for (kind, id), (revision, raw) in ordered
    )


def _standing(store: Store, patch: Patch) -> tuple[int | None, dict[str, Any]]:
    now = current(store, patch.kind, patch.id)
    if (now.revision if now else None) != patch.revision:
        detail = "Somebody changed a record since this file was looked at. Look at it again."
        raise Conflict("import.stale", detail, kind=patch.kind, id=patch.id)
    return patch.revision, raw_of(now.record) if now else {}


def apply(desk: Desk, jobs: Jobs, job: Job, actor: Actor, at: datetime, id: Id) -> Job:
    """Publish what was chosen, or propose it under `id`, whichever this person may: all of it or nothing.

    Raises as `submit` and `changes` do, and `Invalid` when nothing was chosen or when so much can only be proposed
    in parts. The rows are let go of.
    """
    require(actor, "bulk-edit" if job.form == "bulk" else "import")

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
    done = commit(batch)
    made = structs.replace(
        job,
        state="applied",
        batch=done.entries[0].batch if done.entries else None,
        proposal=done.proposal.id if done.proposal else None,
    )
    jobs.settle(made)
    return made


def reason(job: Job) -> str:
    """Why the records changed, for their history."""
    return f"In één keer gewijzigd: {job.name}." if job.form == "bulk" else f"Invoer uit het bestand {job.name}."


def refused(code: str, detail: str) -> Invalid:
    """Why a batch as a whole is not applied."""
    return Invalid([Fault(pointer="", code=code, detail=detail)])
