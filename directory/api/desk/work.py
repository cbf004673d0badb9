"""What to look at next, in order of what the answer is worth."""

from typing import Any

from msgspec import to_builtins

from directory.api.desk.operation import Call, operation
from directory.api.desk.telling import Told
from directory.gate import reply
from directory.gate.parameters import Parameter, table

LIMIT = table(
    Parameter(
        name="limit",
        kind="integer",
        description="The first so many.",
        minimum=1,
        maximum=1_000,
        default=50,
        example=50,
    )
)
TASK = {
    "kind": "contact-point",
    "id": "0b5e6c1e-52f6-5f2b-8f7a-6d7f6a1c0d11",
    "slug": "kadera-advies-telefoon",
    "name": "Kadera, advies",
    "field": "phone",
    "code": "stale",
    "level": "due",
    "question": "Is dit nummer nog juist?",
    "value": 1.4,
    "risk": 1.0,
    "doubt": 0.5,
    "confirmable": True,
}


def routes() -> list[Any]:
    """The list."""
    return [listed]


@operation(
    "GET",
    "/work",
    Told(
        id="listWork",
        summary="What to look at next: one question each, the most valuable answer first",
        answers={200: "`value` is risk × doubt × (1 + 2 · coverage) × (1 + 2 · use)."},
        example={"totalItems": 1, "items": [TASK]},
        parameters=LIMIT,
        tag="freshness",
    ),
    action="read-worklist",
)
def listed(call: Call) -> reply.Ready:
    """`confirmable` says that "still so" is an answer, to be sent to `confirmations`."""
    found = call.house.worklist.of(call.house)
    return call.answer({"totalItems": len(found), "items": to_builtins(found[: call.values["limit"]])})
