"""An operation for who is let in: who calls, whether they may, what they sent; and how the description tells of it.

An operation is a function of a `Call`, and runs in a thread: it may read and write files.

    @operation("GET", "/work", Told(...), action="read-worklist")
    def work(call: Call) -> reply.Ready: ...

Whether somebody may do such a thing at all is asked before anything of what they sent is looked at, and before it is
known whether there is what they ask about. What depends on whose work it is, the deed itself asks.
"""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any, Literal

from litestar import Request, Response, route
from msgspec import Struct

from directory.access import Access, log
from directory.api.desk.telling import FILES, Told, described
from directory.api.search import read_json
from directory.errors import DirectoryError, Fault, Forbidden, Invalid
from directory.gate import calling, reply
from directory.gate.house import House, house
from directory.gate.parameters import read_query
from directory.gate.present import access
from directory.gate.problems import problem
from directory.model.json import encode
from directory.permissions import SENTENCES, Action, Actor, outright
from directory.store import Desk

AnyRequest = Request[Any, Any, Any]
Method = Literal["GET", "POST", "PUT", "PATCH", "DELETE"]
API = "/api/v1"
# What is not public may be kept nowhere on its way.
CACHE = "private, no-store"
MAXIMUM_BODY = 2 * 1024 * 1024
# Names in a body that nobody reads need not be thousands.
MOST_FIELDS = 500


class Call(Struct, frozen=True, kw_only=True):
    """Somebody who may do this, and what they sent: the JSON `body` ({} for none) or the bytes of a file, and the
    parameters of the address."""

    request: AnyRequest
    actor: Actor
    body: Any
    values: Mapping[str, Any]

    @property
    def house(self) -> House:
        """Everything that can be asked."""
        return house(self.request)

    @property
    def store(self) -> Desk:
        """Where records, drafts and proposals are kept."""
        return self.house.store

    @property
    def access(self) -> Access:
        """The door of the desk."""
        return access(self.request)

    @property
    def now(self) -> datetime:
        """The moment of this request."""
        return self.house.now()

    def part(self, name: str = "id") -> str:
        """A part of the address."""
        return str(self.request.scope["path_params"][name])

    def answer(
        self, content: object, status: int = 200, *, tag: str | None = None, location: str | None = None
    ) -> reply.Ready:
        """JSON for who asked, and nobody else. `tag` names this version; `location` is a path of the API."""
        raw = content if isinstance(content, bytes) else encode(content)
        headers = {"Cache-Control": CACHE}
        if tag is not None:
            headers = reply.headers(self.request, tag, CACHE)
            if status == 200 and reply.fresh(self.request, tag):
                return reply.Ready(b"", reply.JSON, headers, 304)
        if location is not None:
            headers["Location"] = f"{self.house.address}{API}{location}"
        return reply.Ready(raw, reply.JSON, headers, status)


Deed = Callable[[Call], Response[Any]]
Operation = Callable[[Deed], Any]


def operation(method: Method, path: str, told: Told, *, action: Action) -> Operation:
    """Gives a deed its address under `/api/v1` for who may do this action."""

    def made(deed: Deed) -> Any:
        @route(
            f"{API}{path}",
            http_method=[method],
            status_code=200,
            middleware=calling.READS if method == "GET" else calling.WRITES,
            request_max_body_size=told.file or MAXIMUM_BODY,
            **described(told, action, deed.__doc__),
        )
        async def handler(request: Request[Any, Any, Any]) -> Response[Any]:
            actor = await asyncio.to_thread(_let_in, request, action)
            values = read_query(told.parameters, request.scope["query_string"])
            reply.accept(request, told.media_type)
            body = await _body(request, told)
            return await asyncio.to_thread(_done, deed, Call(request=request, actor=actor, body=body, values=values))

        return handler

    return made


async def _body(request: AnyRequest, told: Told) -> Any:
    """What was sent. Nothing at all is {} where nothing need be sent."""
    if told.file is not None:
        return await _file(request)
    if told.body is None or (not told.body_needed and not await request.body()):
        return {}
    body = await read_json(request)
    if isinstance(body, dict) and len(body) > MOST_FIELDS:
        raise Invalid([Fault(pointer="", code="too-many", detail=f"At most {MOST_FIELDS} fields.")])
    return body


async def _file(request: AnyRequest) -> bytes:
    """A file as it was sent. 415 for what the form of another site could send."""
    if request.content_type[0] not in FILES:
        raise problem(415, "media-type", f"Send the file itself, as one of: {', '.join(FILES)}.")
    return await request.body()


def _let_in(request: AnyRequest, action: Action) -> Actor:
    """Who calls, when they may do such a thing. Raises a problem, or `Forbidden`."""
    actor = calling.caller(request)
    if reason := outright(actor, action):
        _deny(request, actor, action)
        raise Forbidden(f"forbidden.{reason}", SENTENCES[reason], action=action, reason=reason)
    return actor


def _done(deed: Deed, call: Call) -> Response[Any]:
    try:
        return deed(call)
    except Forbidden as forbidden:
        _deny(call.request, call.actor, forbidden.facts["action"])
        raise


def _deny(request: AnyRequest, actor: Actor, action: Any) -> None:
    # Who may not, may not, also while nothing can be written down.
    with suppress(DirectoryError):
        log.deny(access(request), actor, action, house(request).now())
