"""What happens to a proposal before it is decided: written anew, taken back, sent back, or parted."""

from collections.abc import Collection
from datetime import datetime

from msgspec import structs

from directory.curation.comparing import since
from directory.curation.submitting import (
    Submission,
    hand,
    refuse_whereabouts,
    require_proposing,
)
from directory.curation.weaving import changed, halves
from directory.errors import Conflict, Fault, Forbidden, Invalid, Unknown
from directory.model import AFTER, WAITING, Change, Decision, Deed, Filing, Id, Proposal, Status
from directory.permissions import Actor, require
from directory.store import Desk

OPEN: tuple[Status, ...] = ("open",)
EDITORS = frozenset({"editor", "reviewer", "administrator"})


def revise(desk: Desk, id: Id, revision: int, submission: Submission, actor: Actor, at: datetime) -> Proposal:
    """Write a waiting proposal anew; it is open again. Who does so is one of its writers from now on.

    Its writers may, and whoever edits at the desk: somebody may have left. A partner or a key only its own.
    """
    old = waiting(desk, id, revision)
    if actor.selves.isdisjoint(old.writers) and actor.roles.isdisjoint(EDITORS):
        raise Forbidden("forbidden.not-own", "Only who made this can do this.", action="propose", reason="not-own")
    require_proposing(desk, submission.changes, actor)
    refuse_whereabouts(desk, submission.changes)
    decided = decide(old, _deed(actor, at, "revise"))
    # What it undoes or confirms goes with what it was: the history tells what is published.
    new = structs.replace(
        decided,
        changes=submission.changes,
        reason=submission.reason,
        source=submission.source or old.source,
        undoes=submission.undoes,
        confirms=submission.confirms,
    )
    desk.file(Filing(proposals=(new,), done=submission.drafts))
    return new


def send_back(desk: Desk, id: Id, revision: int, note: str, actor: Actor, at: datetime) -> Proposal:
    """Ask its writers to look again, and say at what. Raises `Invalid` without a note."""
    require(actor, "send-back")
    if not note.strip():
        raise Invalid([Fault(pointer="/note", code="field.missing", detail="Say what has to be different.")])
    return _file(desk, decide(waiting(desk, id, revision), _deed(actor, at, "send-back", note)))


def take_back(desk: Desk, id: Id, revision: int, actor: Actor, at: datetime, note: str | None = None) -> Proposal:
    """Withdraw a proposal: its writers may, and a reviewer who sees that it will never do."""
    old = waiting(desk, id, revision)
    if actor.selves.isdisjoint(old.writers):
        require(actor, "send-back")
    else:
        require(actor, "take-back-proposal", authors=old.writers)
    return _file(desk, decide(old, _deed(actor, at, "withdraw", note)))


def split(
    desk: Desk, id: Id, revision: int, part: Collection[int], apart: Id, actor: Actor, at: datetime
) -> tuple[Proposal, Proposal]:
    """Take these changes (by position) out into a proposal of their own (`apart`). What stays, and what went."""
    require(actor, "split-proposal")
    old = waiting(desk, id, revision, OPEN)
    rest, gone = parted(old, part, apart, _deed(actor, at, "split"))
    desk.file(Filing(proposals=(rest, gone)))
    return rest, gone


def split_fields(
    desk: Desk, id: Id, revision: int, position: int, fields: Collection[str], apart: Id, actor: Actor, at: datetime
) -> tuple[Proposal, Proposal]:
    """Take these fields (pointers as of `weaving.changed`) of the change at this position out into a proposal of their
    own. What stays, and what went. Raises `Invalid` when that leaves nothing, or a record that may not be by itself."""
    require(actor, "split-proposal")
    old = waiting(desk, id, revision, OPEN)
    stays, goes = _halves(desk, old, position, fields)
    decision = _deed(actor, at, "split")
    left = (*old.changes[:position], stays, *old.changes[position + 1 :])
    rest = decide(structs.replace(old, changes=left), structs.replace(decision, other=apart))
    gone = decide(structs.replace(old, id=apart, changes=(goes,)), structs.replace(decision, other=old.id))
    desk.file(Filing(proposals=(rest, gone)))
    return rest, gone


def separable(desk: Desk, change: Change) -> tuple[str, ...]:
    """The fields of a change that can be taken apart: those of a record that its author saw and that goes on."""
    base = since(desk, change.kind, change.id, change.expected).base
    return changed(base, change.after) if base is not None and change.after is not None else ()


def _halves(desk: Desk, proposal: Proposal, position: int, fields: Collection[str]) -> tuple[Change, Change]:
    change = proposal.changes[position] if 0 <= position < len(proposal.changes) else None
    able = {*separable(desk, change)} if change else set()
    base = since(desk, change.kind, change.id, change.expected).base if change and able else None
    if change is None or change.after is None or base is None or not fields or not {*fields} < able:
        raise Invalid([Fault(pointer="/fields", code="choice", detail="Choose some of the fields, and not all.")])
    stays, goes = halves(base, change.after, fields)
    return structs.replace(change, after=stays), structs.replace(change, after=goes)


def known(desk: Desk, id: Id) -> Proposal:
    """The proposal, decided or not. Raises `Unknown`."""
    found = desk.proposal(id)
    if found is None:
        raise Unknown("proposal.unknown", "There is no such proposal.", id=id)
    return found


def waiting(desk: Desk, id: Id, revision: int, status: Collection[Status] = WAITING) -> Proposal:
    """The proposal, as somebody saw it. Raises `Unknown`, and `Conflict` when it was decided about since."""
    found = known(desk, id)
    if found.revision != revision or found.status not in status:
        detail = "Somebody else decided about this proposal meanwhile; look at it again."
        facts = {"id": id, "expected": revision, "current": found.revision, "status": found.status}
        raise Conflict("proposal.stale", detail, **facts)
    return found


def decide(proposal: Proposal, decision: Decision) -> Proposal:
    """The proposal after this decision."""
    return structs.replace(proposal, status=AFTER[decision.deed], decisions=(*proposal.decisions, decision))


def parted(old: Proposal, part: Collection[int], apart: Id, decision: Decision) -> tuple[Proposal, Proposal]:
    """What stays and what goes to the proposal `apart`. Raises `Invalid` when either would be empty."""
    inside = [each for at, each in enumerate(old.changes) if at in part]
    stays = [each for at, each in enumerate(old.changes) if at not in part]
    if not inside or not stays or not {*part} <= {*range(len(old.changes))}:
        raise Invalid([Fault(pointer="/part", code="choice", detail="Choose some of the changes, and not all.")])
    rest = decide(structs.replace(old, changes=tuple(stays)), structs.replace(decision, other=apart))
    gone = decide(structs.replace(old, id=apart, changes=tuple(inside)), structs.replace(decision, other=old.id))
    return rest, gone


def _deed(actor: Actor, at: datetime, deed: Deed, note: str | None = None) -> Decision:
    return Decision(by=hand(actor), at=at, deed=deed, note=note)


def _file(desk: Desk, proposal: Proposal) -> Proposal:
    desk.file(Filing(proposals=(proposal,)))
    return proposal
