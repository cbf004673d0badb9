"""Drafts: what somebody has typed so far, kept beside the published record and read by nobody else."""

from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from directory.api.desk.operation import Call, operation
from directory.api.desk.standing import COLLECTION, UUID
from directory.api.desk.telling import Told, body_of
from directory.api.records import COLLECTIONS
from directory.curation.drafting import Opened, discard, find, others, save
from directory.errors import Fault, Invalid, Unknown
from directory.gate import reply
from directory.model import Draft, Id, Kind
from directory.model.change import Revision
from directory.validation import read_struct

EXAMPLE = {
    "collection": "organizations",
    "id": "0b5e6c1e-52f6-5f2b-8f7a-6d7f6a1c0d11",
    "at": "2026-11-25T13:00:00Z",
    "base": 3,
    "fields": {"name": "Voorbee"},
}


class Typed(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What was typed so far: it need not be valid yet. `base` is the revision that was opened."""

    fields: dict[str, Any]
    base: Revision | None = None


def routes() -> list[Any]:
    """All of them."""
    return [listed, one, kept, dropped]


@operation(
    "GET",
    "/drafts",
    Told(
        id="listDrafts",
        summary="Your drafts, the last saved first",
        answers={200: "Without what was typed."},
        example={"items": [{name: EXAMPLE[name] for name in ("collection", "id", "at", "base")}]},
        tag="drafts",
    ),
    action="read-drafts",
)
def listed(call: Call) -> reply.Ready:
    """Of whoever asks, and nobody else: those of a key are the key's."""
    return call.answer({"items": [_named(each) for each in call.store.drafts(call.actor.id)]})


@operation(
    "GET",
    "/drafts/{collection:str}/{id:str}",
    Told(
        id="readDraft",
        summary="Your draft of a record, beside what is published now",
        answers={200: "The draft; `moved` says that somebody published since it was opened."},
        example={**EXAMPLE, "moved": False, "others": 0},
        errors=(404,),
        tag="drafts",
    ),
    action="read-drafts",
)
def one(call: Call) -> reply.Ready:
    """With how many others are working on the same record."""
    kind, id = _of(call)
    opened = find(call.store, kind, id, call.actor)
    if opened is None:
        raise Unknown("draft.unknown", detail="You have no draft of this record.")
    return call.answer({**_opened(opened), "others": len(others(call.store, kind, id, call.actor))})


@operation(
    "PUT",
    "/drafts/{collection:str}/{id:str}",
    Told(
        id="saveDraft",
        summary="Keep what was typed so far",
        answers={200: "It is kept in the place of your former draft of this record."},
        example={name: EXAMPLE[name] for name in ("collection", "id", "at", "base")},
        body=body_of(Typed),
        sent={"fields": {"name": "Voorbee"}, "base": 3},
        errors=(404,),
        tag="drafts",
    ),
    action="edit-drafts",
)
def kept(call: Call) -> reply.Ready:
    """Half finished if need be; only where a secret place is may not even be typed. Sending the record ends it."""
    kind, id = _of(call)
    asked = read_struct(Typed, call.body)
    try:
        draft = save(call.store, kind, id, asked.fields, asked.base, call.actor, call.now)
    except Invalid as refusal:
        raise Invalid(_under(each) for each in refusal.faults) from None
    return call.answer(_named(draft))


@operation(
    "DELETE",
    "/drafts/{collection:str}/{id:str}",
    Told(
        id="dropDraft",
        summary="Throw your draft of a record away",
        answers={204: "There is none now."},
        example=None,
        errors=(404,),
        tag="drafts",
    ),
    action="edit-drafts",
)
def dropped(call: Call) -> reply.Ready:
    """Nothing happens when there was none."""
    kind, id = _of(call)
    discard(call.store, kind, id, call.actor)
    return call.answer(b"", 204)


def _of(call: Call) -> tuple[Kind, Id]:
    """The record that is named. Raises `Unknown` for what cannot be one: a draft may be of a record that is not yet."""
    name, id = call.part("collection"), call.part()
    if name not in COLLECTIONS or not UUID.fullmatch(id):
        raise Unknown("record.unknown", detail="A draft is of a record: a collection and an id (a UUID).")
    return COLLECTIONS[name], id


def _under(fault: Fault) -> Fault:
    return Fault(pointer=f"/fields{fault.pointer}", code=fault.code, detail=fault.detail)


def _named(draft: Draft) -> dict[str, Any]:
    told: dict[str, Any] = {"collection": COLLECTION.get(draft.kind, draft.kind), "id": draft.id, "at": draft.at}
    return told if draft.base is None else {**told, "base": draft.base}


def _opened(opened: Opened) -> Mapping[str, Any]:
    told = {**_named(opened.draft), "fields": opened.draft.document, "moved": opened.moved}
    more = {"published": opened.published, "revision": opened.revision, "woven": opened.woven}
    return told | {name: each for name, each in more.items() if each is not None}
