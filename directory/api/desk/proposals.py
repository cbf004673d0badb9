"""Proposals: what waits for a second person, as it would be now, beside what is published."""

from typing import Any, get_args

from directory.api.desk.operation import Call, operation
from directory.api.desk.papers import revision_in, summary, tag_of, whole
from directory.api.desk.telling import Told
from directory.curation.approving import Review, look
from directory.curation.proposing import known, separable
from directory.errors import Unknown
from directory.gate import reply
from directory.gate.paging import links
from directory.gate.parameters import PAGE, PER_PAGE, Parameter, table
from directory.gate.preconditions import seen
from directory.gate.problems import Problem, problem
from directory.model import Proposal, Status
from directory.permissions import may

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


def routes() -> list[Any]:
    """Reading them."""
    return [listed, one]


def told(id: str, summary: str, answers: dict[int, str], example: Any = SUMMARY, **more: Any) -> Told:
    """What the description says of an operation on proposals."""
    return Told(id=id, summary=summary, answers=answers, example=example, tag="proposals", **more)


@operation(
    "GET",
    "/proposals",
    told(
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
    told(
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


def as_seen(call: Call) -> Proposal:
    """The proposal, when nothing was decided about it since. A key that may not read what waits knows only its own."""
    tags = seen(call.request)
    found = known(call.store, call.part())
    if not may(call.actor, "read-drafts") and call.actor.selves.isdisjoint(found.writers):
        raise Unknown("proposal.unknown", id=found.id)
    if f"{found.revision:x}" not in map(revision_in, tags):
        raise moved(call, look(call.store, found.id))
    return found


def moved(call: Call, review: Review) -> Problem:
    """The answer (412) to who decides about what they did not see: the proposal as it is now."""
    detail = "Somebody decided about this proposal, or changed a record in it, since you saw it. Look at it again."
    headers = reply.headers(call.request, tag(review), reply.PRIVATE)
    return problem(412, "proposal.stale", detail, headers=headers, current=whole(review))


def tag(review: Review) -> str:
    """The tag of a proposal, beside the records in it as they are."""
    return tag_of(review.proposal, review.seen)


def _shown(call: Call, review: Review) -> reply.Ready:
    told = whole(review)
    for side, shown in zip(review.sides, told["changes"], strict=True):
        shown["separable"] = separable(call.store, side.change)
    return call.answer(told, tag=tag(review))


def summed(call: Call, proposal: Proposal, status: int = 200) -> reply.Ready:
    """A proposal after a decision, with the tag for the next one."""
    next_tag = tag(look(call.store, proposal.id))
    return call.answer(summary(proposal), status, tag=next_tag, location=f"/proposals/{proposal.id}")
