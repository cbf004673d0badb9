"""What is decided about a proposal: published, sent back, taken back or parted; never unseen."""

from typing import Annotated, Any, Literal
from uuid import uuid4

from msgspec import Meta, Struct

from directory.api.desk.operation import Call, operation
from directory.api.desk.papers import summary
from directory.api.desk.proposals import DECIDED, SUMMARY, as_seen, moved, summed, tag, told
from directory.api.desk.telling import body_of
from directory.curation.approving import Approval, approve, look
from directory.curation.proposing import send_back, split, split_fields, take_back
from directory.errors import Fault, Invalid
from directory.gate import reply
from directory.gate.preconditions import seen
from directory.model import Proposal
from directory.model.base import Sentence
from directory.validation import read_struct

Position = Annotated[int, Meta(ge=0, lt=10_000)]
Pointer = Annotated[str, Meta(max_length=200)]
Part = Annotated[tuple[Position, ...], Meta(min_length=1, max_length=10_000)]


class Approving(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a reviewer decides: `checked` says that they called, or read the source; `part` are positions to publish."""

    checked: Literal["called", "read"] | None = None
    note: Sentence | None = None
    part: Part | None = None


class Returning(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What has to be different."""

    note: Sentence


class Withdrawing(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Why it is taken back, where that helps."""

    note: Sentence | None = None


class Splitting(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What becomes a proposal of its own: changes (`part`, by position), or of one (`position`) these `fields`, each
    with its source, named as in `separable`."""

    part: Part | None = None
    position: Position | None = None
    fields: Annotated[tuple[Pointer, ...], Meta(min_length=1, max_length=200)] | None = None


def routes() -> list[Any]:
    """All of them."""
    return [approvals, send_backs, take_backs, splits]


@operation(
    "POST",
    "/proposals/{id:str}/approvals",
    told(
        "approveProposal",
        "Publish a proposal, or a part of it",
        {200: "It is published, in one transaction; `published` says as which versions."},
        {**SUMMARY, "status": "approved", "published": [{"kind": "organization", "revision": 4, "sequence": 121}]},
        body=body_of(Approving),
        sent={"checked": "called", "note": "Gebeld, klopt."},
        seen=True,
        errors=(404, 409),
    ),
    action="approve",
)
def approvals(call: Call) -> reply.Ready:
    """Never by who wrote in it, in person or by a key. What needs two people is `checked` first: `called` or `read`."""
    tags = seen(call.request)
    review = look(call.store, call.part())
    asked = read_struct(Approving, call.body)
    if tag(review) not in tags:
        raise moved(call, review)
    approval = Approval(
        revision=review.revision,
        seen=review.seen,
        checked=asked.checked,
        note=asked.note,
        part=None if asked.part is None else frozenset(asked.part),
        apart=str(uuid4()),
    )
    done = approve(call.store, review.proposal.id, approval, call.actor, call.now)
    published = [
        {"kind": each.kind, "id": each.id, "revision": each.revision, "sequence": each.sequence}
        for each in done.entries
    ]
    rest = {"rest": summary(done.rest)} if done.rest else {}
    return call.answer({**summary(done.proposal), "published": published, **rest})


@operation(
    "POST",
    "/proposals/{id:str}/send-backs",
    told(
        "sendBackProposal",
        "Ask its writers to look again",
        {200: DECIDED},
        body=body_of(Returning),
        sent={"note": "Welke bron is dit?"},
        seen=True,
        errors=(404,),
    ),
    action="send-back",
)
def send_backs(call: Call) -> reply.Ready:
    """With a note that says at what."""
    old, asked = as_seen(call), read_struct(Returning, call.body)
    return summed(call, send_back(call.store, old.id, old.revision, asked.note, call.actor, call.now))


@operation(
    "POST",
    "/proposals/{id:str}/take-backs",
    told(
        "takeBackProposal",
        "Withdraw a proposal",
        {200: DECIDED},
        body=body_of(Withdrawing),
        sent={"note": "Al gedaan."},
        body_needed=False,
        seen=True,
        errors=(404,),
    ),
    action="propose",
)
def take_backs(call: Call) -> reply.Ready:
    """By its writers, and by a reviewer who sees that it will never do."""
    old, asked = as_seen(call), read_struct(Withdrawing, call.body)
    return summed(call, take_back(call.store, old.id, old.revision, call.actor, call.now, asked.note))


@operation(
    "POST",
    "/proposals/{id:str}/splits",
    told(
        "splitProposal",
        "Make some of its changes a proposal of their own",
        {201: "What went, and what stays (`rest`)."},
        {**SUMMARY, "rest": SUMMARY},
        body=body_of(Splitting),
        sent={"position": 0, "fields": ["/phone"]},
        seen=True,
        errors=(404,),
    ),
    action="split-proposal",
)
def splits(call: Call) -> reply.Ready:
    """Some, and not all: what is right need not wait for what is not."""
    old, asked = as_seen(call), read_struct(Splitting, call.body)
    rest, gone = _parted(call, old, asked)
    return call.answer({**summary(gone), "rest": summary(rest)}, 201, location=f"/proposals/{gone.id}")


def _parted(call: Call, old: Proposal, asked: Splitting) -> tuple[Proposal, Proposal]:
    store, apart = call.store, str(uuid4())
    if asked.part is not None and asked.position is None and asked.fields is None:
        return split(store, old.id, old.revision, frozenset(asked.part), apart, call.actor, call.now)
    if asked.part is not None or asked.position is None or asked.fields is None:
        detail = "Either `part`, or `position` with `fields`."
        raise Invalid([Fault(pointer="", code="choice", detail=detail)])
    return split_fields(store, old.id, old.revision, asked.position, asked.fields, apart, call.actor, call.now)
