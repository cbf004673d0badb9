"""Writing records: made, changed, withdrawn, with `If-Match`; published where one person may, else proposed."""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from msgspec import Struct

from directory.api.desk.operation import Call, Method, Operation, operation
from directory.api.desk.outcome import WAITS, send, waits
from directory.api.desk.standing import Standing, at_hand, exists, id_of, refuse_stale, shown
from directory.api.desk.telling import Told, body_of
from directory.api.desk.written import Written, patched, read_written, schema_of
from directory.api.records import COLLECTIONS
from directory.curation.changing import Key
from directory.curation.drafting import key_of
from directory.curation.retiring import plan_retirement
from directory.curation.submitting import Submission
from directory.gate import reply
from directory.model import Change, Kind, Occasion, Proposal
from directory.model.base import Sentence
from directory.validation import read_struct

EXAMPLE = {"kind": "organization", "id": "0b5e6c1e-52f6-5f2b-8f7a-6d7f6a1c0d11", "slug": "voorbeeld"}
OTHER = "6a0f3c52-0a34-4c0b-8c0e-0d6a7c1f9b21"
TERM = {"id": OTHER, "slug": "stalking", "label": "Stalking", "definition": "Iemand steeds volgen of lastigvallen."}
# What may be sent, of each kind.
SENT: Mapping[Kind, Mapping[str, Any]] = {
    "organization": {"name": "Voorbeeld", "role": "help", "description": "Helpt bij huiselijk geweld."},
    "service": {"name": "Advies", "organizationId": EXAMPLE["id"], "description": "Advies door de telefoon."},
    "contact-point": {"name": "Advieslijn", "serviceId": EXAMPLE["id"], "functions": ["advies"]},
    "location": {"name": "Opvang", "organizationId": EXAMPLE["id"], "confidential": True, "region": "VR05"},
    "vocabulary": {
        "name": "Onderwerpen",
        "description": "Waar het over gaat.",
        "version": "2026-11-25",
        "terms": [TERM],
    },
    "division-of-labour": {
        "relation": "complements",
        "fromId": EXAMPLE["id"],
        "toId": OTHER,
        "sentence": "De een geeft advies, de ander vangt op.",
    },
}
PUBLISHED = "It is published; this is the record as it is now."


class Ending(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename="camel"):
    """Why a record ends: `tell` is what the public reads, `successorId` what came in its place."""

    reason: Sentence = "Ingetrokken via de API."
    tell: Sentence = "Dit is er niet meer."
    successor_id: str | None = None


def one_of(collection: str) -> str:
    """A record of this collection, in a sentence."""
    return f"one of the {collection.replace('-', ' ')}"


def routes() -> list[Any]:
    """The operations of every collection."""
    made = (_posts, _puts, _patches, _deletes, _working)
    return [make(collection, kind) for collection, kind in COLLECTIONS.items() for make in made]


def _operation(method: Method, verb: str, collection: str, summary: str, path: str = "", **told: Any) -> Operation:
    one = f"{summary} {collection.replace('-', ' ')}"
    answers = told.pop("answers", {200: PUBLISHED, 202: WAITS})
    action = told.pop("action", "propose")
    of = Told(id=f"{verb}-{collection}", summary=one, answers=answers, example=EXAMPLE, tag="writing", **told)
    return operation(method, f"/{collection}{path}", of, action=action)


def _sent(kind: Kind) -> Mapping[str, Any]:
    return {"slug": "topics" if kind == "vocabulary" else "voorbeeld", **SENT[kind]}


def _posts(collection: str, kind: Kind) -> Any:
    sent = {**_sent(kind), "reason": "Nieuw in Twente."}
    answers = {201: PUBLISHED, 202: WAITS}

    @_operation(
        "POST", "create", collection, "Add to the", body=schema_of(kind), sent=sent, answers=answers, errors=(409,)
    )
    def post(call: Call) -> reply.Ready:
        """With an id of your own (a UUID) sending it again does no harm: while it waits you get the same proposal."""
        return _create(call, kind)

    return post


def _puts(collection: str, kind: Kind) -> Any:
    body, sent = (
        schema_of(kind),
        {**_sent(kind), "reason": "Zo staat het op de site.", "source": "https://voorbeeld.nl"},
    )

    @_operation(
        "PUT",
        "replace",
        collection,
        "Replace one of the",
        "/{id:str}",
        body=body,
        sent=sent,
        seen=True,
        errors=(404, 409, 410),
    )
    def put(call: Call) -> reply.Ready:
        """Takes the record as `GET` gives it: what `GET` works out is passed over."""
        now = at_hand(call, kind, call.part())
        return _change(call, now, call.body)

    return put


def _patches(collection: str, kind: Kind) -> Any:
    field = next(iter(SENT[kind]))
    body, sent = schema_of(kind, partly=True), {field: SENT[kind][field], "reason": "Zo staat het op de site."}

    @_operation(
        "PATCH",
        "patch",
        collection,
        "Change one of the",
        "/{id:str}",
        body=body,
        sent=sent,
        seen=True,
        body_type="application/merge-patch+json",
        errors=(404, 409, 410),
    )
    def patch(call: Call) -> reply.Ready:
        """A merge patch (RFC 7396): only what differs; `null` takes a field away."""
        now = at_hand(call, kind, call.part())
        return _change(call, now, patched(now.record, call.body))

    return patch


def _deletes(collection: str, kind: Kind) -> Any:
    answers = {202: WAITS, 204: "It was not public, and is gone."}
    sent = {"reason": "Opgeheven per 1 januari.", "tell": "Deze organisatie is gestopt."}
    errors = (404, 409, 410)

    @_operation(
        "DELETE",
        "withdraw",
        collection,
        "Withdraw one of the",
        "/{id:str}",
        body=body_of(Ending),
        sent=sent,
        body_needed=False,
        seen=True,
        answers=answers,
        errors=errors,
    )
    def delete(call: Call) -> reply.Ready:
        """Withdraws it with what it owns. What the public saw always needs a second person."""
        return _withdraw(call, kind)

    return delete


def _working(collection: str, kind: Kind) -> Any:
    answers = {200: "The record as it is kept, also when the public may not see it."}

    @_operation(
        "GET",
        "readWorking",
        collection,
        "The working version of one of the",
        "/{id:str}/working-version",
        answers=answers,
        action="read-drafts",
        errors=(404, 410),
    )
    def working(call: Call) -> reply.Ready:
        """The last version, whatever its lifecycle; its tag is that of the public record."""
        return shown(call, at_hand(call, kind, call.part()).kept)

    return working


def _create(call: Call, kind: Kind) -> reply.Ready:
    given = call.body.get("id") if isinstance(call.body, dict) else None
    id = str(uuid4()) if given is None else given
    asked = read_written(kind, id, call.body, None, call.house.areas)
    if call.store.read(kind, id) is not None:
        raise exists(call, kind, id)
    change = Change(kind=kind, id=id, after=asked.record)
    if (waiting := _waiting(call, change)) is not None:
        return waits(call, waiting)
    return send(call, _submission(call, change, asked), status=201)


def _waiting(call: Call, change: Change) -> Proposal | None:
    """The proposal of the very same by the same hand, when it waits already: somebody sent it twice."""
    waiting = call.store.proposals("open", about=(change.kind, change.id))
    return next((each for each in waiting if (each.writer, each.changes) == (call.actor.id, (change,))), None)


def _change(call: Call, now: Standing, body: object) -> reply.Ready:
    """Send what a record is to be from now on. Whether it can be read at all comes before whether it is stale."""
    kept = now.kept
    asked = read_written(kept.kind, kept.id, body, now.record, call.house.areas)
    refuse_stale(call, now, asked.record)
    if asked.record == now.record:
        # Nothing differs: there is nothing to publish, and nothing for a second person to look at.
        return shown(call, kept)
    change = Change(kind=kept.kind, id=kept.id, after=asked.record, expected=kept.revision)
    return send(call, _submission(call, change, asked))


def _submission(call: Call, change: Change, asked: Written) -> Submission:
    draft = key_of(change.kind, change.id, call.actor)
    return Submission(changes=(change,), reason=asked.why.reason, source=asked.why.source, drafts=(draft,))


def _withdraw(call: Call, kind: Kind) -> reply.Ready:
    now = at_hand(call, kind, call.part())
    asked = read_struct(Ending, call.body)
    refuse_stale(call, now)
    of = Key(kind, now.kept.id, now.revision)
    heir = Key(kind, id_of(call, kind, asked.successor_id)) if asked.successor_id else None
    occasion = Occasion(actor=call.actor.id, at=call.now, reason=asked.reason)
    plan = plan_retirement(call.store, of, heir, asked.tell, occasion)
    return send(call, Submission(changes=plan.changes, reason=asked.reason))
