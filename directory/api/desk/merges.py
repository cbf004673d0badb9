"""Two records that are one: what they would become, and the proposal that they do."""

from typing import Annotated, Any

from msgspec import Meta, Struct, to_builtins

from directory.api.desk.operation import Call, operation
from directory.api.desk.outcome import WAITS, send
from directory.api.desk.records import one_of
from directory.api.desk.standing import at_hand, refuse_stale
from directory.api.desk.telling import Told, body_of
from directory.api.records import COLLECTIONS
from directory.curation.changing import Key
from directory.curation.merging import plan_merge
from directory.curation.refusing import MERGEABLE
from directory.curation.sourcing import Side
from directory.curation.submitting import Submission
from directory.gate import reply
from directory.model import Kind, Occasion
from directory.model.base import Name, Sentence
from directory.validation import read_struct


class Merging(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename="camel"):
    """Into which record (id or slug) this one goes, and of which fields whose value is kept: that of the winner where
    nothing is chosen. With `dryRun` nothing is written."""

    into: Name
    choices: Annotated[dict[Annotated[str, Meta(max_length=80)], Side], Meta(max_length=100)] = {}
    reason: Sentence = "Dubbele vermelding samengevoegd via de API."
    dry_run: bool = False


def routes() -> list[Any]:
    """Of every collection of which two can be one."""
    return [_merges(collection, kind) for collection, kind in COLLECTIONS.items() if kind in MERGEABLE]


def _merges(collection: str, kind: Kind) -> Any:
    of = Told(
        id=f"merge-{collection}",
        summary=f"{one_of(collection).capitalize()} is the same as another one",
        answers={200: "With `dryRun`: field by field what they would become, and what would move.", 202: WAITS},
        example={"fields": [{"field": "name", "winner": "Kadera", "loser": "Stichting Kadera", "taken": "winner"}]},
        body=body_of(Merging),
        sent={"into": "kadera", "choices": {"phone": "loser"}, "reason": "Twee keer ingevoerd."},
        seen=True,
        errors=(404, 409, 410),
        tag="writing",
    )

    @operation("POST", f"/{collection}/{{id:str}}/merges", of, action="propose")
    def merges(call: Call) -> reply.Ready:
        """It always needs a second person. Addresses of this one lead to the other from then on."""
        loser = at_hand(call, kind, call.part())
        asked = read_struct(Merging, call.body)
        refuse_stale(call, loser)
        winner = at_hand(call, kind, asked.into)
        one, other = (Key(kind, each.kept.id, each.revision) for each in (loser, winner))
        occasion = Occasion(actor=call.actor.id, at=call.now, reason=asked.reason)
        plan = plan_merge(call.store, one, other, asked.choices, occasion)
        if asked.dry_run:
            return call.answer(to_builtins(plan.merge))
        return send(call, Submission(changes=plan.changes, reason=asked.reason))

    return merges
