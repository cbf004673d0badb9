"""What is done with one record besides writing it: its history, back to an earlier version, still so, away with it."""

from datetime import date
from typing import Any, Literal
from uuid import uuid4

from msgspec import Struct, to_builtins

from directory.api.desk.operation import Call, operation
from directory.api.desk.outcome import WAITS, beneath, send, told, waits
from directory.api.desk.papers import version
from directory.api.desk.records import EXAMPLE, PUBLISHED
from directory.api.desk.standing import at_hand, id_of, refuse_stale, shown, stale
from directory.api.desk.telling import Told, body_of
from directory.api.desk.written import REASON
from directory.api.records import COLLECTIONS, no_such, sequence_in, version_of
from directory.curation.changing import Key
from directory.curation.comparing import versions
from directory.curation.confirming import Confirmation, confirm
from directory.curation.hiding import Field, hide
from directory.curation.reverting import reverted, undoing
from directory.curation.submitting import Submission, submit
from directory.errors import Invalid, Unknown
from directory.gate import reply
from directory.gate.paging import links
from directory.gate.parameters import PAGE, PER_PAGE, table
from directory.gate.preconditions import seen
from directory.model import Kept, Kind, Occasion
from directory.model.base import Sentence
from directory.model.change import Revision
from directory.model.fact import FactName
from directory.validation import read_struct

HIDDEN: tuple[Kind, ...] = ("organization", "contact-point")
CONFIRMED: tuple[Kind, ...] = ("organization", "service", "contact-point", "location", "division-of-labour")
VERSION = {"sequence": 120, "batch": 120, "revision": 3, "action": "update", "actor": "persoon-ab2c", "differences": []}


class Back(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Back to the version of this revision."""

    revision: Revision
    reason: Sentence = "Teruggezet via de API."


class Undo(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Take back everything that was written together with this change."""

    sequence: Revision
    reason: Sentence = "Ongedaan gemaakt via de API."


class Still(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """This field was looked up and is as it was: on which day (today), in which source (the same), by which role."""

    field: FactName
    on: date | None = None
    by: Literal["redactie", "organisatie"] = "redactie"
    source: Sentence | None = None
    reason: Sentence = REASON


class Hiding(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is wrong and must go at once, and why. No value comes in its place."""

    field: Field
    reason: Sentence


def routes() -> list[Any]:
    """The operations of every collection that has them, and the undo of a batch."""
    made = [make(each, kind) for each, kind in COLLECTIONS.items() for make in (_histories, _reverts)]
    made += [_confirmations(each, kind) for each, kind in COLLECTIONS.items() if kind in CONFIRMED]
    made += [_hidings(each, kind) for each, kind in COLLECTIONS.items() if kind in HIDDEN]
    return [*made, undo]


def _of(collection: str) -> str:
    return f"one of the {collection.replace('-', ' ')}"


def _histories(collection: str, kind: Kind) -> Any:
    of = Told(
        id=f"history-{collection}",
        summary=f"Everything that happened to {_of(collection)}, the last first",
        answers={200: "The versions, each with what it changed."},
        example={"totalItems": 1, "page": 1, "perPage": 20, "items": [VERSION]},
        parameters=table(PAGE, PER_PAGE),
        errors=(404,),
        tag="history",
    )

    @operation("GET", f"/{collection}/{{id:str}}/history", of, action="read-history")
    def history(call: Call) -> reply.Ready:
        """Also of what ended. The tag is that of the version of now, to go back to an earlier one."""
        id = id_of(call, kind, call.part())
        found = versions(call.store, kind, id)
        if not found:
            raise Unknown("record.unknown", detail=no_such(collection))
        page, per_page = call.values["page"], call.values["perPage"]
        items = [version(each) for each in found[(page - 1) * per_page : page * per_page]]
        content = {"totalItems": len(found), "page": page, "perPage": per_page, "items": items}
        answer = call.answer(content, tag=version_of(found[0].entry.sequence, call.house.today()))
        query = call.request.scope["query_string"]
        path = f"/api/v1/{collection}/{id}/history"
        answer.headers = {**answer.headers, **links(path, query, page, len(found), per_page)}
        return answer

    return history


def _reverts(collection: str, kind: Kind) -> Any:
    of = Told(
        id=f"revert-{collection}",
        summary=f"{_of(collection).capitalize()} is again what it was at an earlier revision",
        answers={200: PUBLISHED, 202: WAITS},
        example=EXAMPLE,
        body=body_of(Back),
        sent={"revision": 2, "reason": "Het oude nummer klopte toch."},
        seen=True,
        errors=(404, 409),
        tag="history",
    )

    @operation("POST", f"/{collection}/{{id:str}}/reverts", of, action="revert")
    def revert(call: Call) -> reply.Ready:
        """A new version that says what the old one said, also after its end. The history goes on."""
        tags = seen(call.request)
        id = id_of(call, kind, call.part())
        asked = read_struct(Back, call.body)
        history = call.store.history(kind, id)
        if not history:
            raise Unknown("record.unknown", detail=no_such(collection))
        change = reverted(call.store, kind, id, asked.revision)
        if history[-1].sequence not in map(sequence_in, tags):
            raise stale(call, kind, id, tags, change.after)
        return send(call, Submission(changes=(change,), reason=asked.reason))

    return revert


def _confirmations(collection: str, kind: Kind) -> Any:
    of = Told(
        id=f"confirm-{collection}",
        summary=f"A field of {_of(collection)} was looked up and is still so",
        answers={200: PUBLISHED, 202: WAITS},
        example=EXAMPLE,
        body=body_of(Still),
        sent={"field": "phone", "on": "2026-11-25", "source": "https://www.kadera.nl/contact"},
        seen=True,
        errors=(404, 409, 410),
        tag="freshness",
    )

    @operation("POST", f"/{collection}/{{id:str}}/confirmations", of, action="propose")
    def confirmation(call: Call) -> reply.Ready:
        """Only the day on which it was checked moves. Reviewers confirm at once; of others it waits."""
        now = at_hand(call, kind, call.part())
        asked = read_struct(Still, call.body)
        refuse_stale(call, now)
        return _confirm(call, Key(kind, now.kept.id, now.revision), asked)

    return confirmation


def _confirm(call: Call, of: Key, asked: Still) -> reply.Ready:
    on = asked.on or call.house.today()
    said = Confirmation(field=asked.field, on=on, by=asked.by, source=asked.source)
    try:
        done = confirm(call.store, of, said, asked.reason, call.actor, call.now, str(uuid4()))
    except Invalid as refusal:
        raise Invalid(beneath(refusal.faults)) from None
    if done.proposal is not None:
        return waits(call, done.proposal)
    kept = call.store.read(of.kind, of.id)
    assert isinstance(kept, Kept)  # noqa: S101  it was confirmed a moment ago
    return shown(call, kept)


def _hidings(collection: str, kind: Kind) -> Any:
    of = Told(
        id=f"hide-{collection}",
        summary=f"Emergency: take a wrong number or address of {_of(collection)} away at once",
        answers={200: "It is gone from what the public sees; everybody concerned is told."},
        example={"sequence": 121, "retired": []},
        body=body_of(Hiding),
        sent={"field": "phone", "reason": "Het nummer is van een ander."},
        seen=True,
        errors=(404, 409, 410),
        tag="freshness",
    )

    @operation("POST", f"/{collection}/{{id:str}}/hidings", of, action="emergency-hide")
    def hiding(call: Call) -> reply.Ready:
        """Takes away and puts nothing in its place; only two people together put a value there again."""
        now = at_hand(call, kind, call.part())
        asked = read_struct(Hiding, call.body)
        refuse_stale(call, now)
        of = Key(kind, now.kept.id, now.revision)
        done = hide(call.store, of, asked.field, asked.reason, call.actor, call.now)
        content = {"sequence": done.sequence, "retired": to_builtins(done.retired)}
        return call.answer(content, tag=version_of(done.sequence, call.house.today()))

    return hiding


@operation(
    "POST",
    "/undos",
    Told(
        id="undoBatch",
        summary="Take back one change with everything that was written together with it",
        answers={200: "It is taken back; the record is as it was.", 202: WAITS},
        example=EXAMPLE,
        body=body_of(Undo),
        sent={"sequence": 120, "reason": "Verkeerd bestand ingelezen."},
        errors=(404, 409),
        tag="history",
    ),
    action="undo-batch",
)
def undo(call: Call) -> reply.Ready:
    """Nothing is undone when a later change stands in the way; then both sides are told. An undo can be undone too."""
    asked = read_struct(Undo, call.body)
    occasion = Occasion(actor=call.actor.id, at=call.now, reason=asked.reason)
    submission = undoing(call.store, asked.sequence, occasion)
    done = submit(call.store, submission, call.actor, call.now, str(uuid4()))
    return told(call, done, submission)
