"""The past of a record over the API, back to an earlier version, and the undo of a batch."""

from typing import Any
from uuid import uuid4

from msgspec import Struct

from directory.api.desk.operation import Call, operation
from directory.api.desk.outcome import WAITS, send, told
from directory.api.desk.papers import version
from directory.api.desk.records import EXAMPLE, PUBLISHED, one_of
from directory.api.desk.standing import id_of, stale
from directory.api.desk.telling import Told, body_of
from directory.api.records import COLLECTIONS, no_such, sequence_in, version_of
from directory.curation.comparing import versions
from directory.curation.reverting import reverted, undoing
from directory.curation.submitting import Submission, submit
from directory.errors import Unknown
from directory.gate import reply
from directory.gate.paging import links
from directory.gate.parameters import PAGE, PER_PAGE, table
from directory.gate.preconditions import seen
from directory.model import Kind, Occasion
from directory.model.base import Sentence
from directory.model.change import Revision
from directory.validation import read_struct

VERSION = {"sequence": 120, "batch": 120, "revision": 3, "action": "update", "actor": "persoon-ab2c", "differences": []}


class Back(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Back to the version of this revision."""

    revision: Revision
    reason: Sentence = "Teruggezet via de API."


class Undo(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Take back everything that was written together with this change."""

    sequence: Revision
    reason: Sentence = "Ongedaan gemaakt via de API."


def routes() -> list[Any]:
    """The operations of every collection, and the undo of a batch."""
    return [*(make(each, kind) for each, kind in COLLECTIONS.items() for make in (_histories, _reverts)), undo]


def _histories(collection: str, kind: Kind) -> Any:
    of = Told(
        id=f"history-{collection}",
        summary=f"Everything that happened to {one_of(collection)}, the last first",
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
        summary=f"{one_of(collection).capitalize()} is again what it was at an earlier revision",
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
