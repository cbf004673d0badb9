"""An edit arrives: it is published at once where one person may, else it waits for a second one."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Literal

from msgspec import Struct

from directory.curation.guarding import Need, Seen, needs
from directory.curation.links import current, is_secret, owner_of
from directory.curation.trying import again
from directory.errors import Fault, Forbidden, Invalid
from directory.model import (
    Capacity,
    Change,
    Decision,
    DraftKey,
    Entry,
    Filing,
    Hand,
    Id,
    Kind,
    Location,
    Notice,
    Occasion,
    Proposal,
)
from directory.permissions import Action, Actor, may, require
from directory.store import Desk
from directory.validation import told_where

# What somebody with several roles acts as.
CAPACITIES: tuple[Capacity, ...] = ("administrator", "reviewer", "editor", "key", "partner")
# Who is told when it must not go unseen.
EVERYBODY: tuple[Literal["reviewers", "partner"], ...] = ("reviewers", "partner")

# What is more than publishing.
APART: Mapping[Kind, Action] = {"vocabulary": "edit-vocabularies", "division-of-labour": "edit-divisions"}


class Submission(Struct, frozen=True, kw_only=True):
    """What somebody wants changed and why. `drafts` are done when this is written; the rest is as in `Proposal`."""

    changes: tuple[Change, ...]
    reason: str
    source: str | None = None
    undoes: int | None = None
    confirms: str | None = None
    drafts: tuple[DraftKey, ...] = ()


class Submitted(Struct, frozen=True, kw_only=True):
    """What became of it: published as `entries`, or waiting as `proposal` because of `needs` or of who asked."""

    entries: tuple[Entry, ...] = ()
    proposal: Proposal | None = None
    needs: tuple[Need, ...] = ()


def submit(desk: Desk, submission: Submission, actor: Actor, at: datetime, id: Id) -> Submitted:
    """Publish this at once, or propose it under `id`: whichever this person may do with it.

    Raises `Forbidden` when they may do neither, `Invalid` with all faults, `Conflict` for a record that is not at the
    revision they saw; then nothing is written.
    """

    def once() -> Submitted:
        after = desk.sequence()
        why = needs(submission.changes, Seen(desk))
        if why or not _publishes(actor, submission.changes):
            return Submitted(proposal=propose(desk, submission, actor, at, id), needs=why)
        return Submitted(entries=_publish(desk, submission, actor, at, after))

    # What needs a second person was decided by more than the changed records; a stale one is for its writer to see.
    return again(once, {"store.moved"})


def propose(desk: Desk, submission: Submission, actor: Actor, at: datetime, id: Id) -> Proposal:
    """Let this wait for somebody else. Raises as `submit` does, but stale records only show when it is looked at."""
    require_proposing(desk, submission.changes, actor)
    refuse_whereabouts(desk, submission.changes)
    by = hand(actor)
    proposal = Proposal(
        id=id,
        author=by,
        at=at,
        reason=submission.reason,
        source=submission.source,
        changes=submission.changes,
        decisions=(Decision(by=by, at=at, deed="propose"),),
        undoes=submission.undoes,
        confirms=submission.confirms,
    )
    first = submission.changes[0]
    waits = Notice(to="reviewers", code="proposal.waits", at=at, kind=first.kind, id=first.id, proposal=id)
    desk.file(Filing(proposals=(proposal,), notices=(waits,), done=submission.drafts))
    return proposal


def hand(actor: Actor) -> Hand:
    """How this person stands in a proposal: as the most that they are."""
    capacity = next((each for each in CAPACITIES if each in actor.roles), None)
    if capacity is None:
        raise Forbidden("forbidden.role", "Your role does not include this.", action="propose", reason="role")
    return Hand(actor=actor.id, capacity=capacity, behind=actor.owner, maker=actor.maker)


def require_proposing(desk: Desk, changes: Iterable[Change], actor: Actor) -> None:
    """Raises `Forbidden` unless this person may propose this: a partner only what is of their own organization."""
    if actor.roles != {"partner"}:
        return require(actor, "propose")
    for each in changes:
        require(actor, "answer-questions", organization=organization_of(desk, each))
    return None


def organization_of(desk: Desk, change: Change) -> Id | None:
    """Whose record this is, by what is published: what somebody proposes does not make it theirs."""
    kind, id = change.kind, change.id
    while kind != "organization":
        found = current(desk, kind, id)
        owner = owner_of(found.record) if found else None
        if owner is None:
            return None
        kind, id = ("service" if kind == "contact-point" else "organization"), owner
    return id


def refuse_whereabouts(desk: Desk, changes: Sequence[Change]) -> None:
    """Raises `Invalid` when a place that is secret now would say where it is: that may not even wait at the desk."""
    if faults := [*_told(desk, changes)]:
        raise Invalid(faults)


def _told(desk: Desk, changes: Sequence[Change]) -> Iterator[Fault]:
    for position, change in enumerate(changes):
        if isinstance(change.after, Location) and not change.after.confidential and is_secret(desk, change.id):
            detail = "This place is confidential now. First propose that it is not any more, without where it is."
            for name in told_where(change.after):
                yield Fault(pointer=f"/{position}/after/{name}", code="confidential", detail=detail)


def _publishes(actor: Actor, changes: Sequence[Change]) -> bool:
    """Whether this person may publish such changes alone, where they harm nobody."""
    kinds = {each.kind for each in changes}
    return may(actor, "publish") and all(may(actor, needed) for kind, needed in APART.items() if kind in kinds)


def _publish(desk: Desk, submission: Submission, actor: Actor, at: datetime, after: int) -> tuple[Entry, ...]:
    refuse_whereabouts(desk, submission.changes)
    occasion = Occasion(
        actor=actor.id, at=at, reason=submission.reason, undoes=submission.undoes, confirms=submission.confirms
    )
    papers = Filing(done=submission.drafts)
    return desk.commit(submission.changes, occasion, after=after, filing=lambda _: papers)
