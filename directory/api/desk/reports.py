"""What visitors say is wrong, for who looks at it."""

from typing import Any

from msgspec import to_builtins

from directory.api.desk.operation import Call, operation
from directory.api.desk.telling import Told
from directory.errors import Unknown
from directory.gate import reply
from directory.gate.parameters import Parameter, table
from directory.hours import AMSTERDAM

LIMIT = table(
    Parameter(
        name="limit",
        kind="integer",
        description="The oldest so many.",
        minimum=1,
        maximum=1_000,
        default=100,
        example=100,
    )
)
EXAMPLE = {
    "id": "0a1b2c3d4e",
    "day": "2026-11-25",
    "kind": "organization",
    "slug": "kadera",
    "about": "phone",
    "text": "074 123 45 67",
}


def routes() -> list[Any]:
    """Both."""
    return [listed, handled]


@operation(
    "GET",
    "/reports",
    Told(
        id="listReports",
        summary="What visitors say is wrong and nobody looked at yet, the oldest first",
        answers={200: "Who said it is not known."},
        example={"items": [EXAMPLE]},
        parameters=LIMIT,
        tag="freshness",
    ),
    action="read-reports",
)
def listed(call: Call) -> reply.Ready:
    """`times` is how often the same was said since."""
    return call.answer({"items": to_builtins(call.house.reports.open(call.values["limit"]))})


@operation(
    "DELETE",
    "/reports/{id:str}",
    Told(
        id="handleReport",
        summary="Somebody looked at this one",
        answers={204: "It is off the list, and what it said is forgotten."},
        example=None,
        errors=(404,),
        tag="freshness",
    ),
    action="handle-reports",
)
def handled(call: Call) -> reply.Ready:
    """After the record was corrected, or was right."""
    if not call.house.reports.handle(call.part(), call.now.astimezone(AMSTERDAM).date()):
        raise Unknown("report.unknown", detail="No open report has this id.")
    return call.answer(b"", 204)
