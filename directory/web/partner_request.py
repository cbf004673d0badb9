"""Somebody asks for a link to the questions about their organization, on its page. It goes to the address on file.

The answer is given before anything is looked up, and is the same in any case: nobody learns here whether we have one.
"""

import asyncio
from collections.abc import Callable
from typing import Any

from litestar import Request, Response, get, post
from litestar.types import Receive, Scope, Send

from directory.errors import DirectoryError
from directory.gate import inviting, reply
from directory.gate.house import house
from directory.gate.limits import hourly
from directory.gate.present import access
from directory.model import Id
from directory.web.addressing import address, addressed
from directory.web.frame import page

AnyRequest = Request[Any, Any, Any]
REQUESTED = hourly("partner-requests", 5, together=True)


def routes() -> list[Any]:
    """Asking for a link, and the empty form at the same address. In Dutch only."""
    return [empty_request, request_link]


@get("/organisatie/{id:str}/link", include_in_schema=False)
async def empty_request(request: AnyRequest) -> Response[bytes]:
    """The form by which an organization asks for a link."""
    found = addressed(request, "organization", "/link")
    return found if isinstance(found, reply.Ready) else _requested(request, found, done=False)


@post(
    "/organisatie/{id:str}/link",
    status_code=200,
    include_in_schema=False,
    request_max_body_size=1024,
    middleware=[REQUESTED],
)
async def request_link(request: AnyRequest) -> Response[bytes]:
    """Somebody asks for a link. It goes to the address on file, if there is one; the answer is the same in any case."""
    found = addressed(request, "organization", "/link")
    if isinstance(found, reply.Ready):
        return found
    return Afterwards(_requested(request, found, done=True), lambda: _send(request, found))


def _requested(request: AnyRequest, id: Id, *, done: bool) -> reply.Ready:
    return page(request, "partner_request.html", languages=("nl",), done=done, record=address("organization", id))


def _send(request: AnyRequest, organization: Id) -> None:
    try:
        inviting.requested(house(request), access(request), organization)
    except DirectoryError as error:
        # Nobody waits for this any more; the log names the kind of failure and nothing of who asked.
        request.app.state.log.exception("partner-request", error)


class Afterwards(reply.Ready):
    """An answer after which something is done: however long that takes, and whether it is done, shows in nothing."""

    def __init__(self, ready: reply.Ready, deed: Callable[[], None]) -> None:
        super().__init__(ready.content, str(ready.media_type), ready.headers, ready.status_code or 200)
        self._deed = deed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it, then do it."""
        await super().__call__(scope, receive, send)
        await asyncio.to_thread(self._deed)
