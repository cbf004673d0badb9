"""Proposals: what waits for a second person, as it would be now, and what is decided about it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any, Literal, get_args
from uuid import uuid4

from msgspec import Meta, Struct

from directory.api.desk.operation import Call, operation
from directory.api.desk.outcome import beneath
from directory.api.desk.papers import revision_in, summary, tag_of, whole
from directory.api.desk.standing import find, refuse_stale
from directory.api.desk.telling import Told, body_of
from directory.api.desk.written import REASON, read_record
from directory.curation.approving import Approval, Review, approve, look
from directory.curation.proposing import known, revise, send_back, separable, split, split_fields, take_back
from directory.curation.submitting import Submission, propose
from directory.errors import Fault, Gone, Invalid, Unknown
from directory.gate import reply
from directory.gate.paging import links
from directory.gate.parameters import PAGE, PER_PAGE, Parameter, table
from directory.gate.preconditions import seen
from directory.gate.problems import Problem, problem
from directory.gate.reply import bare_tag
from directory.model import Change, Id, Kind, Proposal, Status
from directory.model.base import Sentence
from directory.permissions import may
from directory.validation import MAXIMUM_FAULTS, read_struct

SUMMARY = {
    "id": "6a0f3c52-0a34-4c0b-8c0e-0d6a7c1f9b21",
    "status": "open",
    "revision": 1,
    "author": {"actor": "sleutel-00aa11bb22", "capacity": "key", "behind": "persoon-ab2c"},
    "at": "2026-11-25T13:00:00Z",
    "reason": "Nieuw nummer op de site.",
    "about": [{"kind": "organization", "id": "0b5e6c1e-52f6-5f2b-8f7a-6d7f6a1c0d11", "action": "update"}],
}
CHANGE = {
    "position": 0,
    "kind": "organization",
    "id": "0b5e6c1e-52f6-5f2b-8f7a-6d7f6a1c0d11",
    "before": {"name": "Voorbeeld"},
    "after": {"name": "Stichting Voorbeeld"},
    "differences": [{"pointer": "/name", "before": "Voorbeeld", "after": "Stichting Voorbeeld"}],
}
WHOLE = {**SUMMARY, "changes": [CHANGE], "needs": [], "decisions": []}
DECIDED = "It is decided; this is the proposal as it is now."
LIST = table(
    Parameter(
        name="status",
        kind="text",
        description="Only proposals of this status.",
        choices=get_args(Status),
        example="open",
    ),
    PAGE,
    PER_PAGE,
)
Position = Annotated[int, Meta(ge=0, lt=10_000)]
Pointer = Annotated[str, Meta(max_length=200)]
Part = Annotated[tuple[Position, ...], Meta(min_length=1, max_length=10_000)]


class OneChange(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename="camel"):
    """One record as it is to be. `ifMatch` is the `ETag` of the version that was seen; a new record has none."""

    kind: Kind
    record: dict[str, Any]
    id: Id | None = None
    if_match: Annotated[str, Meta(max_length=100)] | None = None


class Several(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Changes that belong together, why, and where it was read."""

    changes: Annotated[tuple[OneChange, ...], Meta(min_length=1, max_length=200)]
    reason: Sentence = REASON
    source: Sentence | None = None


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


SENT = {
    "changes": [
        {
            "kind": "organization",
            "id": "0b5e6c1e-52f6-5f2b-8f7a-6d7f6a1c0d11",
            "ifMatch": '"1a2-b4c35"',
            "record": {"slug": "voorbeeld", "name": "Stichting Voorbeeld"},
        }
    ],
    "reason": "De naam is veranderd.",
}


def routes() -> list[Any]:
    """All of them."""
    return [listed, one, several, revised, approvals, send_backs, take_backs, splits]


def _told(id: str, summary: str, answers: dict[int, str], example: Any = SUMMARY, **more: Any) -> Told:
    return Told(id=id, summary=summary, answers=answers, example=example, tag="proposals", **more)


@operation(
    "GET",
    "/proposals",
    _told(
        "listProposals",
        "What waits, and what was decided",
        {200: "Proposals in the order in which they came."},
        {"totalItems": 1, "page": 1, "perPage": 20, "items": [SUMMARY]},
        parameters=LIST,
    ),
    action="read-drafts",
)
def listed(call: Call) -> reply.Ready:
    """Handled ones are kept for a year."""
    found = call.store.proposals(call.values.get("status"))
    page, per_page = call.values["page"], call.values["perPage"]
    items = [summary(each) for each in found[(page - 1) * per_page : page * per_page]]
    answer = call.answer({"totalItems": len(found), "page": page, "perPage": per_page, "items": items})
    query = call.request.scope["query_string"]
    answer.headers = {**answer.headers, **links("/api/v1/proposals", query, page, len(found), per_page)}
    return answer


@operation(
    "GET",
    "/proposals/{id:str}",
    _told(
        "readProposal",
        "A proposal as it would be now",
        {200: "Before, after and the differences of every change."},
        WHOLE,
        errors=(404,),
    ),
    action="read-drafts",
)
def one(call: Call) -> reply.Ready:
    """What others changed since is woven in; what both changed differently are `clashes`. The tag names the proposal
    and the records as they are: it goes back with the decision."""
    return _shown(call, look(call.store, call.part()))


@operation(
    "POST",
    "/proposals",
    _told(
        "proposeChanges",
        "Propose several changes together",
        {201: "It waits for a second person."},
        body=body_of(Several),
        sent=SENT,
        errors=(409, 412),
    ),
    action="propose",
)
def several(call: Call) -> reply.Ready:
    """Never published at once, whoever asks. One change alone can also be sent to its record."""
    asked = read_struct(Several, call.body)
    with _told_by_change():
        made = propose(call.store, _submission(call, asked), call.actor, call.now, str(uuid4()))
    return _summed(call, made, 201)


@operation(
    "PUT",
    "/proposals/{id:str}",
    _told(
        "reviseProposal",
        "Write a proposal anew",
        {200: DECIDED},
        body=body_of(Several),
        sent=SENT,
        seen=True,
        errors=(404, 409),
    ),
    action="propose",
)
def revised(call: Call) -> reply.Ready:
    """While it waits or after it was sent back; then it is open again. A key only its own."""
    old = _as_seen(call)
    asked = read_struct(Several, call.body)
    with _told_by_change():
        new = revise(call.store, old.id, old.revision, _submission(call, asked), call.actor, call.now)
    return _summed(call, new)


@operation(
    "POST",
    "/proposals/{id:str}/approvals",
    _told(
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
    if _tag(review) not in tags:
        raise _moved(call, review)
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
    _told(
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
    old, asked = _as_seen(call), read_struct(Returning, call.body)
    return _summed(call, send_back(call.store, old.id, old.revision, asked.note, call.actor, call.now))


@operation(
    "POST",
    "/proposals/{id:str}/take-backs",
    _told(
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
    old, asked = _as_seen(call), read_struct(Withdrawing, call.body)
    return _summed(call, take_back(call.store, old.id, old.revision, call.actor, call.now, asked.note))


@operation(
    "POST",
    "/proposals/{id:str}/splits",
    _told(
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
    old, asked = _as_seen(call), read_struct(Splitting, call.body)
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


def _as_seen(call: Call) -> Proposal:
    """The proposal, when nothing was decided about it since. A key that may not read what waits knows only its own."""
    tags = seen(call.request)
    found = known(call.store, call.part())
    if not may(call.actor, "read-drafts") and call.actor.selves.isdisjoint(found.writers):
        raise Unknown("proposal.unknown", id=found.id)
    if f"{found.revision:x}" not in map(revision_in, tags):
        raise _moved(call, look(call.store, found.id))
    return found


def _moved(call: Call, review: Review) -> Problem:
    detail = "Somebody decided about this proposal, or changed a record in it, since you saw it. Look at it again."
    headers = reply.headers(call.request, _tag(review), reply.PRIVATE)
    return problem(412, "proposal.stale", detail, headers=headers, current=whole(review))


def _tag(review: Review) -> str:
    return tag_of(review.proposal, review.seen)


def _shown(call: Call, review: Review) -> reply.Ready:
    told = whole(review)
    for side, shown in zip(review.sides, told["changes"], strict=True):
        shown["separable"] = separable(call.store, side.change)
    return call.answer(told, tag=_tag(review))


def _summed(call: Call, proposal: Proposal, status: int = 200) -> reply.Ready:
    """A proposal after a decision, with the tag for the next one."""
    tag = _tag(look(call.store, proposal.id))
    return call.answer(summary(proposal), status, tag=tag, location=f"/proposals/{proposal.id}")


@contextmanager
def _told_by_change() -> Iterator[None]:
    """Faults that only the whole batch shows are told by the change and field that were sent."""
    try:
        yield
    except Invalid as refusal:
        raise Invalid(beneath(refusal.faults, of_batch=True)) from None


def _submission(call: Call, asked: Several) -> Submission:
    """The changes, each read as its record would be. Raises `Invalid` with the faults of all of them."""
    changes: list[Change] = []
    faults: list[Fault] = []
    for position, each in enumerate(asked.changes):
        try:
            changes.append(_change(call, each))
        except Invalid as refusal:
            faults += (_at(position, fault) for fault in refusal.faults)
    if faults:
        raise Invalid(faults[:MAXIMUM_FAULTS])
    return Submission(changes=tuple(changes), reason=asked.reason, source=asked.source)


def _at(position: int, fault: Fault) -> Fault:
    pointer = f"/changes/{position}/{'ifMatch' if fault.code == 'if-match' else 'record'}{fault.pointer}"
    return Fault(pointer=pointer, code=fault.code, detail=fault.detail)


def _change(call: Call, asked: OneChange) -> Change:
    id = asked.id or str(asked.record.get("id") or uuid4())
    try:
        now = find(call, asked.kind, id)
    except Gone:
        raise Invalid([Fault(pointer="", code="record.gone", detail="This record ended; revert it instead.")]) from None
    record = read_record(asked.kind, id, asked.record, now.record if now else None, call.house.areas)
    if asked.if_match is None:
        if now is not None:
            detail = "This record is there already: say which version you saw."
            raise Invalid([Fault(pointer="", code="if-match", detail=detail)])
        return Change(kind=asked.kind, id=id, after=record)
    if now is None:
        raise Invalid([Fault(pointer="", code="if-match", detail="There is no such record to change.")])
    refuse_stale(call, now, record, [bare_tag(asked.if_match)])
    return Change(kind=asked.kind, id=id, after=record, expected=now.revision)
