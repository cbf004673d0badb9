"""The change feed: everything that ever happened to public records, in order, from any point on."""

import asyncio
from typing import Any

import msgspec
from litestar import Request, Response, get

from directory.api.describe import described
from directory.errors import Fault, Invalid
from directory.feed import announcements, was_public
from directory.gate import reply
from directory.gate.house import House, house
from directory.gate.parameters import Parameter, read_query, table
from directory.model import Entry

AnyRequest = Request[Any, Any, Any]
CHANGES = table(
    Parameter(
        name="after",
        kind="integer",
        description="The cursor of the last answer: changes with a higher number follow. 0 is the beginning.",
        minimum=0,
        maximum=9_007_199_254_740_991,
        default=0,
        example=0,
    ),
    Parameter(
        name="limit",
        kind="integer",
        description="How many changes at most.",
        minimum=1,
        maximum=1000,
        default=100,
        example=100,
    ),
)
EXAMPLE = {"items": [], "after": 0, "cursor": 120, "latest": 120, "complete": True}


@get(
    "/api/v1/changes",
    **described("listChanges", "What changed, in order, with tombstones", CHANGES, EXAMPLE, "synchronization"),
)
async def changes(request: AnyRequest) -> Response[bytes]:
    """Follow `cursor` until `complete`. Replayed from 0, the records are exactly those of `exports/records`."""
    values = read_query(CHANGES, request.scope["query_string"])
    here = house(request)
    after, limit = values["after"], values["limit"]
    latest = here.atlas.sequence
    if after > latest:
        detail = f"The last change is number {latest}. A higher cursor means that the data were restored: start at 0."
        raise Invalid([Fault(pointer="after", code="cursor", detail=detail, where="query")])
    version = reply.tag("changes", latest, after, limit)
    if old := reply.unchanged(request, version):
        return old
    content = await asyncio.to_thread(_page, here, after, limit, latest)
    return reply.reply(request, content, version)


def _page(here: House, after: int, limit: int, latest: int) -> bytes:
    """Entries up to `latest`; those the public may not know of are passed over but move the cursor."""
    entries = [each for each in here.store.entries(after=after, limit=limit) if each.sequence <= latest]
    cursor = entries[-1].sequence if entries else after

    def seen_before(entry: Entry) -> bool:
        return was_public(here.store, entry.kind, entry.id, before=entry.sequence)

    head = {"after": after, "cursor": cursor, "latest": latest, "complete": cursor >= latest}
    return b'%b,"items":[%b]}' % (msgspec.json.encode(head)[:-1], b",".join(announcements(entries, seen_before)))
