"""Still so, and away with it: what keeps a record true without another value."""

from datetime import date
from typing import Any, Literal
from uuid import uuid4

from msgspec import Struct, to_builtins

from directory.api.desk.operation import Call, operation
from directory.api.desk.outcome import WAITS, beneath, waits
from directory.api.desk.records import EXAMPLE, PUBLISHED, one_of
from directory.api.desk.standing import at_hand, refuse_stale, shown
from directory.api.desk.telling import Told, body_of
from directory.api.desk.written import REASON
from directory.api.records import COLLECTIONS, version_of
from directory.curation.changing import Key
from directory.curation.confirming import Confirmation, confirm
from directory.curation.hiding import Field, hide
from directory.errors import Invalid
from directory.gate import reply
from directory.model import Kept, Kind
from directory.model.base import Sentence
from directory.model.fact import FactName
from directory.validation import read_struct

HIDDEN: tuple[Kind, ...] = ("organization", "contact-point")
CONFIRMED: tuple[Kind, ...] = ("organization", "service", "contact-point", "location", "division-of-labour")


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
    """The operations of every collection that has them."""
    confirmed = [_confirmations(each, kind) for each, kind in COLLECTIONS.items() if kind in CONFIRMED]
    return [*confirmed, *(_hidings(each, kind) for each, kind in COLLECTIONS.items() if kind in HIDDEN)]


def _confirmations(collection: str, kind: Kind) -> Any:
    of = Told(
        id=f"confirm-{collection}",
        summary=f"A field of {one_of(collection)} was looked up and is still so",
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
        summary=f"Emergency: take a wrong number or address of {one_of(collection)} away at once",
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
