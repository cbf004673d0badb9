"""A second person looks at a proposal as it would be now, and publishes it, whole or in part, in one transaction.

A proposal was made on revisions that may be gone by now. What others changed since is woven in where the fields differ
(`weaving`); where they do not, both versions are shown and nothing is published until somebody chooses.
"""

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from typing import Literal

from msgspec import Struct, structs

from directory.curation.comparing import Difference, differences, since
from directory.curation.guarding import Need, Seen, needs
from directory.curation.links import named
from directory.curation.proposing import OPEN, decide, known, parted, waiting
from directory.curation.submitting import EVERYBODY, hand, refuse_whereabouts
from directory.curation.trying import Blocker, again, overtaken
from directory.curation.undoing import refuse_dangling
from directory.curation.weaving import Clash, weave
from directory.errors import Conflict, Fault, Invalid
from directory.model import (
    AFTER,
    Change,
    Decision,
    Entry,
    Filing,
    Id,
    Kept,
    Notice,
    Occasion,
    Proposal,
    Record,
    Tombstone,
)
from directory.permissions import Actor, require
from directory.store import Desk

# The record is gone, or is there already: nothing can be woven.
GONE = "/"


class Side(Struct, frozen=True, kw_only=True):
    """One change as it would be now: `base` is what its author saw, `theirs` what is published.

    `outcome` is what would be written, None while there are clashes; `differences` are between `theirs` and that (or
    the proposal itself). `current` is the revision now, None where there is no record.
    """

    change: Change
    current: int | None
    base: Record | None
    theirs: Record | None
    outcome: Change | None
    clashes: tuple[Clash, ...] = ()
    differences: tuple[Difference, ...] = ()


class Review(Struct, frozen=True, kw_only=True):
    """A proposal as its reviewer sees it. `revision` and `seen` say what was seen, and go back with the decision."""

    proposal: Proposal
    sides: tuple[Side, ...]
    needs: tuple[Need, ...]

    @property
    def revision(self) -> int:
        """Of the proposal."""
        return self.proposal.revision

    @property
    def seen(self) -> tuple[int | None, ...]:
        """Of each record, in the order of the changes."""
        return tuple(each.current for each in self.sides)


class Approval(Struct, frozen=True, kw_only=True):
    """What a reviewer decides, about what they saw. `part` are positions to publish (None is all of it); what stays is
    open still, and the part gets the id `apart`. `checked` says that they called, or read the source."""

    revision: int
    seen: tuple[int | None, ...]
    checked: Literal["called", "read"] | None = None
    note: str | None = None
    part: frozenset[int] | None = None
    apart: Id | None = None


class Approved(Struct, frozen=True, kw_only=True):
    """What was published, and the proposal that is closed by it; `rest` is what stays open of a part."""

    entries: tuple[Entry, ...]
    proposal: Proposal
    rest: Proposal | None = None


def look(desk: Desk, id: Id) -> Review:
    """The proposal as it would be now. Raises `Unknown`; decided ones are shown too."""
    return _review(desk, known(desk, id))


def approve(desk: Desk, id: Id, approval: Approval, actor: Actor, at: datetime) -> Approved:
    """Publish it and close it. When everything in it is so already, it is closed as overtaken and nothing is written.

    Raises `Forbidden` for anybody whose words are in it; `Invalid` when a guarded change was not checked; `Conflict`
    when it, or a record in it, is not what was seen; `Overtaken` (`proposal.overtaken`, `sides`) on clashes.
    """

    def once() -> Approved:
        after = desk.sequence()
        review = _review(desk, waiting(desk, id, approval.revision, OPEN))
        return _approve(desk, review, approval, actor, at, after)

    return again(once)


def _approve(desk: Desk, review: Review, approval: Approval, actor: Actor, at: datetime, after: int) -> Approved:
    proposal = review.proposal
    part = frozenset(range(len(proposal.changes))) if approval.part is None else approval.part
    guarded = [each for each in review.needs if each.position in part]
    require(actor, "approve-guarded" if guarded else "approve", authors=proposal.hands)
    _refuse_unseen(review, approval)
    _refuse_unchecked(guarded, approval)
    changes = tuple(_outcomes(review, part))
    refuse_whereabouts(desk, changes)
    refuse_dangling(desk, changes)
    by = Decision(by=hand(actor), at=at, deed="approve", note=approval.note, checked=approval.checked)
    rest, closing = _parts(proposal, approval, by)

    def filing(batch: int | None) -> Filing:
        notices = _notices(guarded, closing, review, at, batch) if batch is not None else ()
        papers = (_closed(closing, batch), *((rest,) if rest else ()))
        return Filing(proposals=papers, notices=tuple(notices))

    entries = desk.commit(changes, _occasion(closing, actor, at), after=after, filing=filing)
    closed = _closed(closing, entries[0].batch if entries else None)
    return Approved(entries=entries, proposal=closed, rest=rest)


def _occasion(proposal: Proposal, actor: Actor, at: datetime) -> Occasion:
    return Occasion(
        actor=proposal.writer,
        approver=actor.id,
        at=at,
        reason=proposal.reason,
        proposal=proposal.id,
        undoes=proposal.undoes,
        confirms=proposal.confirms,
    )


def _parts(proposal: Proposal, approval: Approval, by: Decision) -> tuple[Proposal | None, Proposal]:
    """What stays open, and what is closed; its last decision is not final before the batch is known."""
    # Not by how many there are: a part that names what is not there would close the rest unpublished.
    if approval.part is None or approval.part == frozenset(range(len(proposal.changes))):
        return None, decide(proposal, by)
    if approval.apart is None:
        raise Invalid([Fault(pointer="/apart", code="field.missing", detail="The part needs an id of its own.")])
    rest, gone = parted(proposal, approval.part, approval.apart, structs.replace(by, deed="split", note=None))
    decision = structs.replace(by, other=proposal.id)
    return rest, structs.replace(gone, status="approved", decisions=(*proposal.decisions, decision))


def _closed(proposal: Proposal, batch: int | None) -> Proposal:
    *earlier, last = proposal.decisions
    last = structs.replace(last, deed="overtake" if batch is None else "approve", batch=batch)
    return structs.replace(proposal, status=AFTER[last.deed], decisions=(*earlier, last))


def _notices(guarded: Iterable[Need], proposal: Proposal, review: Review, at: datetime, batch: int) -> Iterator[Notice]:
    """All reviewers and the partner are told of what needed two people: one of them may see that it is wrong."""
    for position in dict.fromkeys(each.position for each in guarded):
        change = review.sides[position].change
        for to in EVERYBODY:
            yield Notice(
                to=to,
                code="guarded.published",
                at=at,
                kind=change.kind,
                id=change.id,
                proposal=proposal.id,
                batch=batch,
            )


def _refuse_unseen(review: Review, approval: Approval) -> None:
    if review.seen != approval.seen:
        detail = "A record changed since this was looked at; look again."
        raise Conflict("proposal.unseen", detail, id=review.proposal.id, expected=approval.seen, current=review.seen)


def _refuse_unchecked(guarded: Collection[Need], approval: Approval) -> None:
    if guarded and approval.checked is None:
        detail = "Say that you called the number or read the source: people in danger act upon this."
        raise Invalid([Fault(pointer="/checked", code="field.missing", detail=detail)])


def _outcomes(review: Review, part: Collection[int]) -> Iterator[Change]:
    """What is written. Raises `Overtaken` with both sides of every record that somebody has to choose about."""
    chosen = [each for at, each in enumerate(review.sides) if at in part]
    clashing = [_blocker(each) for each in chosen if each.outcome is None]
    if clashing:
        raise overtaken("proposal.overtaken", "Nothing was published", clashing)
    return (each.outcome for each in chosen if each.outcome is not None)


def _blocker(side: Side) -> Blocker:
    change = side.change
    record = side.theirs or change.after or side.base
    name = named(record).name if record else change.id
    return Blocker(kind=change.kind, id=change.id, name=name, expected=change.expected, current=side.current or 0)


# How it would be now.


def _review(desk: Desk, proposal: Proposal) -> Review:
    sides = tuple(_side(desk, each) for each in proposal.changes)
    changes = [each.outcome or each.change for each in sides]
    return Review(proposal=proposal, sides=sides, needs=needs(changes, Seen(desk)))


def _side(desk: Desk, change: Change) -> Side:
    now = since(desk, change.kind, change.id, change.expected)
    side = Side(change=change, current=now.revision, base=now.base, theirs=now.theirs, outcome=change)
    if now.revision != change.expected:
        side = _woven(side, now.found)
    after = side.outcome.after if side.outcome else change.after
    return structs.replace(side, differences=differences(now.theirs, after))


def _woven(side: Side, found: Kept | Tombstone | None) -> Side:
    """With what others did since. A record that ended or came meanwhile cannot be woven with anything."""
    change, base, theirs = side.change, side.base, side.theirs
    if change.tombstone is not None and found == change.tombstone:
        return structs.replace(side, outcome=structs.replace(change, expected=side.current))
    if change.after is None or base is None or theirs is None:
        clash = Clash(pointer=GONE, base=base, theirs=theirs or found, ours=change.after or change.tombstone)
        return structs.replace(side, outcome=None, clashes=(clash,))
    woven = weave(base, theirs, change.after)
    if woven.record is None:
        return structs.replace(side, outcome=None, clashes=woven.clashes)
    return structs.replace(side, outcome=structs.replace(change, after=woven.record, expected=side.current))
