"""Several changes at once: proposed together, and written anew while they wait."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any
from uuid import uuid4

from msgspec import Meta, Struct

from directory.api.desk.operation import Call, operation
from directory.api.desk.outcome import beneath
from directory.api.desk.proposals import DECIDED, as_seen, summed, told
from directory.api.desk.standing import find, refuse_stale
from directory.api.desk.telling import body_of
from directory.api.desk.written import REASON, read_record
from directory.curation.drafting import key_of
from directory.curation.proposing import revise
from directory.curation.submitting import Submission, propose
from directory.errors import Fault, Gone, Invalid
from directory.gate import reply
from directory.gate.reply import bare_tag
from directory.model import Change, Id, Kind
from directory.model.base import Sentence
from directory.validation import MAXIMUM_FAULTS, read_struct

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


def routes() -> list[Any]:
    """Both."""
    return [several, revised]


@operation(
    "POST",
    "/proposals",
    told(
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
    return summed(call, made, 201)


@operation(
    "PUT",
    "/proposals/{id:str}",
    told(
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
    old = as_seen(call)
    asked = read_struct(Several, call.body)
    with _told_by_change():
        new = revise(call.store, old.id, old.revision, _submission(call, asked), call.actor, call.now)
    return summed(call, new)


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
    drafts = tuple(key_of(each.kind, each.id, call.actor) for each in changes)
    return Submission(changes=tuple(changes), reason=asked.reason, source=asked.source, drafts=drafts)


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
