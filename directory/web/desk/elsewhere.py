"""Coming in with the account of one's own work, at an identity provider: there, back, and a code where it is needed."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import quote, unquote

from litestar import Request, Response, get, post

from directory.access import oidc
from directory.access.oidc import Again, CodeNeeded, Outcome, Relying, Return
from directory.access.signing import Refused, Wait, Welcome
from directory.errors import Unavailable
from directory.gate import present, problems, reply
from directory.gate.house import house
from directory.web.desk import words
from directory.web.desk.entering import HOME, MAXIMUM_FORM, entrance_page, inside
from directory.web.desk.frame import CODE, IN, Sent, cookies_of, outside, read, went

AnyRequest = Request[Any, Any, Any]
START, BACK, MORE = "/beheer/oidc/start", "/beheer/oidc/terug", "/beheer/oidc/code"
# A provider that does not answer holds up nobody but who comes in by way of it.
LINE = ThreadPoolExecutor(max_workers=2, thread_name_prefix="oidc")


def routes() -> list[Any]:
    """Every address of coming in by way of somebody else."""
    return [start, back, more, complete]


@get(START, include_in_schema=False)
async def start(request: AnyRequest) -> Response[bytes]:
    """On to the provider, for who asks for it on a page of ours: nobody is signed in unasked (ASVS 7.6.2)."""
    return await _in_line(_start, request)


@get(BACK, include_in_schema=False)
async def back(request: AnyRequest) -> Response[bytes]:
    """Back from the provider."""
    return await _in_line(_back, request)


@get(MORE, include_in_schema=False)
async def more(request: AnyRequest) -> Response[bytes]:
    """The form for a code, for who is halfway."""
    return outside(request, "code.html", fault="") if _held(request)[0] else went(IN)


@post(MORE, include_in_schema=False, status_code=200, request_max_body_size=MAXIMUM_FORM)
async def complete(request: AnyRequest) -> Response[bytes]:
    """The code that was still owed."""
    return await asyncio.to_thread(_complete, await read(request))


async def _in_line(deed: Callable[[AnyRequest, Relying], reply.Ready], request: AnyRequest) -> reply.Ready:
    relying: Relying | None = request.app.state.relying
    if relying is None:
        raise problems.problem(404, "http.404", "There is nothing at this address.")
    try:
        return await asyncio.get_running_loop().run_in_executor(LINE, deed, request, relying)
    except Unavailable as error:
        if not error.code.startswith("oidc."):
            raise
        fault = "Inloggen met het account van uw werk lukt nu niet: daar komt geen goed antwoord vandaan."
        return _not_in(request, 503, f"{fault} Log in met uw wachtzin, of probeer het later.")


def _start(request: AnyRequest, relying: Relying) -> reply.Ready:
    if not present.from_here(request):
        return went(IN)
    leave = oidc.start(present.access(request), relying, house(request).now())
    toward = inside(request.query_params.get("naar", ""))
    held = present.way_cookie(f"{leave.ticket}.{quote(toward, safe='')}", oidc.THERE_AND_BACK_S)
    return went(leave.address, [held])


def _back(request: AnyRequest, relying: Relying) -> reply.Ready:
    asked = {name: str(request.query_params.get(name, "")) for name in ("state", "code", "error")}
    came = _return(request, issuer=str(request.query_params.get("iss", "")), **asked)
    return _answer(request, oidc.finish(present.access(request), relying, came, house(request).now()))


def _complete(sent: Sent) -> reply.Ready:
    request = sent.request
    outcome = oidc.complete(present.access(request), _return(request, code=sent.text(CODE)), house(request).now())
    if isinstance(outcome, Welcome | Again):
        return _answer(request, outcome)
    return outside(request, "code.html", status=403, fault="Deze code klopt niet, of u probeerde het te vaak.")


def _return(request: AnyRequest, **given: str) -> Return:
    return Return(
        ticket=_held(request)[0],
        network=present.network(request),
        device=present.held(request, present.DEVICE),
        label=present.label(request),
        **given,
    )


def _held(request: AnyRequest) -> tuple[str, str]:
    """What binds this browser to its way, and where it leads in the end."""
    ticket, _, toward = present.held(request, present.WAY).partition(".")
    return ticket, inside(unquote(toward))


def _answer(request: AnyRequest, outcome: Outcome) -> reply.Ready:
    toward = _held(request)[1]
    match outcome:
        case Welcome():
            return went(toward, (*cookies_of(outcome), present.no_way()))
        case CodeNeeded():
            return went(MORE, [present.way_cookie(f"{outcome.ticket}.{quote(toward, safe='')}", oidc.CODE_S)])
        case Again():
            return _not_in(request, 400, "Dit duurde te lang, of u begon in een andere browser. Begin opnieuw.")
        case Wait():
            return _not_in(request, 403, words.not_in(outcome))
        case Refused():
            fault = "Met dit account van uw werk kunt u er hier niet in. Vraag een beheerder wat er aan de hand is."
            return _not_in(request, 403, fault)


def _not_in(request: AnyRequest, status: int, fault: str) -> reply.Ready:
    page = entrance_page(request, status=status, toward=HOME, fault=fault)
    return reply.Ready(page.content, str(page.media_type), page.headers, status, [present.no_way()])
