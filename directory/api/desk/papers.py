"""Proposals, reviews and history as JSON."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from directory.curation.approving import Review, Side
from directory.curation.comparing import Version
from directory.gate import reply
from directory.model import Hand, Proposal


def tag_of(proposal: Proposal, seen: Sequence[int | None]) -> str:
    """The tag of a proposal beside the records as they are: what was decided, and what others did, makes another."""
    return f"{proposal.revision:x}-{reply.tag(*seen)}"


def revision_in(tag: str) -> str:
    """The part of a tag that says how often something was decided."""
    return tag.partition("-")[0]


def summary(proposal: Proposal) -> dict[str, Any]:
    """A proposal in a list: what it is about, and where it stands."""
    about = [
        {"kind": each.kind, "id": each.id, "action": _action(each.expected, each.after is None)}
        for each in proposal.changes
    ]
    return _told(
        id=proposal.id,
        status=proposal.status,
        revision=proposal.revision,
        author=_hand(proposal.author),
        at=proposal.at,
        reason=proposal.reason,
        source=proposal.source,
        about=about,
        undoes=proposal.undoes,
        confirms=proposal.confirms,
    )


def _action(expected: int | None, ends: bool) -> str:
    if ends:
        return "withdraw"
    return "create" if expected is None else "update"


def _hand(hand: Hand) -> dict[str, Any]:
    return _told(actor=hand.actor, capacity=hand.capacity, behind=hand.behind)


def whole(review: Review) -> dict[str, Any]:
    """A proposal as its reviewer sees it: what would be written, beside what is published now."""
    decisions = [
        _told(
            deed=each.deed,
            by=_hand(each.by),
            at=each.at,
            note=each.note,
            checked=each.checked,
            batch=each.batch,
            other=each.other,
        )
        for each in review.proposal.decisions
    ]
    needs = [{"position": each.position, "why": each.why} for each in review.needs]
    sides = [_side(position, each) for position, each in enumerate(review.sides)]
    return {**summary(review.proposal), "changes": sides, "needs": needs, "decisions": decisions}


def _side(position: int, side: Side) -> dict[str, Any]:
    change = side.outcome or side.change
    return _told(
        position=position,
        kind=change.kind,
        id=change.id,
        expected=side.change.expected,
        current=side.current,
        before=side.theirs,
        after=change.after,
        tombstone=change.tombstone,
        base=side.base if side.clashes else None,
        clashes=side.clashes or None,
        differences=side.differences,
    )


def version(of: Version) -> dict[str, Any]:
    """One row of history, with what it changed."""
    entry = of.entry
    return _told(
        sequence=entry.sequence,
        batch=entry.batch,
        revision=entry.revision,
        action=entry.action,
        at=entry.at,
        actor=entry.actor,
        approver=entry.approver,
        proposal=entry.proposal,
        reason=entry.reason,
        confirms=entry.confirms,
        undoes=entry.undoes,
        tombstone=entry.tombstone,
        differences=of.differences,
    )


def _told(**facts: Any) -> dict[str, Any]:
    """What is there; optional is absent."""
    found: Mapping[str, Any] = msgspec.to_builtins(facts)
    return {name: each for name, each in found.items() if each is not None}
