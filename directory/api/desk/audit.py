"""The chain over everything that was done: does it hold, and a copy of it for an archive."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from itertools import islice
from typing import Any

from litestar import Response
from litestar.response import Stream
from msgspec import to_builtins

from directory.api.desk.operation import CACHE, Call, operation
from directory.api.desk.telling import Told
from directory.curation.auditing import FORMAT, export, verified
from directory.gate import reply
from directory.gate.parameters import Parameter, table

SINCE = table(
    Parameter(
        name="since",
        kind="text",
        description="The `head` of an earlier check: the chain must still go through it.",
        maximum_length=100,
        example="120:9f2c",
    )
)
LINES = 500


def routes() -> list[Any]:
    """Both."""
    return [verification, entries]


@operation(
    "GET",
    "/audit/verification",
    Told(
        id="verifyAudit",
        summary="Whether the chain holds",
        answers={200: "`broken` lists where it does not. Write `head` down where nobody can change it."},
        example={"entries": 130, "changes": 120, "head": "130:9f2c"},
        parameters=SINCE,
        tag="audit",
    ),
    action="read-audit",
)
def verification(call: Call) -> reply.Ready:
    """Reads the whole chain. What was forgotten on purpose is in `forgotten`."""
    return call.answer(to_builtins(verified(call.store, call.values.get("since"))))


@operation(
    "GET",
    "/audit/entries",
    Told(
        id="exportAudit",
        summary="The chain with all that it seals, as lines of JSON",
        answers={200: f"The first line names the format (`{FORMAT}`)."},
        example={"format": FORMAT, "version": 1},
        media_type="application/x-ndjson",
        tag="audit",
    ),
    action="export-audit",
)
def entries(call: Call) -> Response[Any]:
    """For an archive. `directory audit verify --file` checks it without a database."""
    name = f"directory-audit-{call.house.today().isoformat()}.ndjson"
    headers = {"Cache-Control": CACHE, "Content-Disposition": f'attachment; filename="{name}"'}
    return Stream(_pieces(export(call.store.audit())), media_type=reply.NDJSON, headers=headers)


async def _pieces(lines: Iterator[bytes]) -> AsyncIterator[bytes]:
    """Read in a thread, piece by piece: the chain may be long, and others need not wait for it."""
    while piece := await asyncio.to_thread(lambda: [*islice(lines, LINES)]):
        yield b"".join(line + b"\n" for line in piece)
