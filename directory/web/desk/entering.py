"""Coming in and going out: the passphrase and the code, a link that works once, the passphrase again."""

import asyncio
from collections.abc import Mapping
from typing import Any

from litestar import Request, Response, get, post

from directory.access import sessions
from directory.access.accepting import accept
from directory.access.links import Opened, look
from directory.access.signing import Welcome
from directory.errors import Conflict, Invalid, Unknown
from directory.gate import present, reply
from directory.gate.house import house
from directory.web.desk import words
from directory.web.desk.frame import (
    CODE,
    IN,
    MAIL,
    PASSPHRASE,
    Sent,
    Visit,
    attempt,
    cookies_of,
    does,
    outside,
    read,
    sees,
    went,
)
from directory.web.passing_on import square

AnyRequest = Request[Any, Any, Any]
HOME = "/beheer"
MAXIMUM_FORM = 16 * 1024
# What this site left in the browser goes. Not by "cookies": the browser stays one that is known here.
NOTHING_LEFT = '"cache", "storage"'


def routes() -> list[Any]:
    """Every address of coming in and going out."""
    return [entrance, enter, leave, link, follow, again, once_more]


@get(IN, include_in_schema=False)
async def entrance(request: AnyRequest) -> Response[bytes]:
    """The form to come in."""
    return entrance_page(request, toward=inside(request.query_params.get("naar", "")))


@post(IN, include_in_schema=False, status_code=200, request_max_body_size=MAXIMUM_FORM)
async def enter(request: AnyRequest) -> Response[bytes]:
    """Come in, or hear that it is not right."""
    return await asyncio.to_thread(_enter, await read(request))


def _enter(sent: Sent) -> reply.Ready:
    mail, toward = sent.text(MAIL), inside(sent.text("naar"))
    outcome = attempt(sent, mail, sent.fields.get(PASSPHRASE, ("",))[0], sent.text(CODE))
    if isinstance(outcome, Welcome):
        return went(toward, cookies_of(outcome))
    return entrance_page(sent.request, status=403, toward=toward, mail=mail, fault=words.not_in(outcome))


def entrance_page(request: AnyRequest, *, status: int = 200, **facts: object) -> reply.Ready:
    """The form to come in, with what is wrong (`fault`), what was typed (`mail`) and where to go then (`toward`)."""
    return outside(request, "in.html", status=status, **{"mail": "", "fault": "", "safe": _safe(request), **facts})


def _safe(request: AnyRequest) -> bool:
    """Whether a browser keeps our cookies: it does over TLS, and on this machine itself."""
    host = (reply.sent(request.scope, b"host") or "").rpartition(":")[0].strip("[]")
    own = host in ("localhost", "127.0.0.1", "::1")
    return own or request.app.state.site.address.startswith("https://")


def inside(path: object) -> str:
    """An address of the desk, whatever was given: never one of another site."""
    given = str(path)
    plain = given.startswith(f"{HOME}/") and "\\" not in given and given.isprintable()
    return given if plain and not given.startswith((IN, f"{HOME}/uit", f"{HOME}/link")) else HOME


@post("/beheer/uit", include_in_schema=False, status_code=200, request_max_body_size=MAXIMUM_FORM)
async def leave(request: AnyRequest) -> Response[bytes]:
    """Go out: the session ends here and in the browser. Also for who was out already."""
    sent = await read(request)
    token = present.held(request, present.SESSION)
    await asyncio.to_thread(sessions.sign_out, present.access(sent.request), token, house(request).now())
    return went(f"{IN}?gedaan=out", [present.no_session()], **{"Clear-Site-Data": NOTHING_LEFT})


@get("/beheer/link", include_in_schema=False)
async def link(request: AnyRequest) -> Response[bytes]:
    """What a link asks for. Looking uses nothing up: mail programs look at links too."""
    token = str(request.query_params.get("token", ""))
    return await asyncio.to_thread(_link, Sent(request=request), token)


@post("/beheer/link", include_in_schema=False, status_code=200, request_max_body_size=MAXIMUM_FORM)
async def follow(request: AnyRequest) -> Response[bytes]:
    """Use a link."""
    return await asyncio.to_thread(_follow, await read(request))


def _link(sent: Sent, token: str, faults: Mapping[str, str] | None = None) -> reply.Ready:
    try:
        opened = look(present.access(sent.request), token, house(sent.request).now(), sealed=sent.text("sealed"))
    except Unknown:
        return outside(sent.request, "no_link.html", status=404)
    return outside(
        sent.request,
        "link.html",
        status=400 if faults else 200,
        opened=opened,
        token=token,
        square=square(opened.enrolment.uri) if opened.enrolment else "",
        faults=faults or {},
        typed={each: sent.text(each) for each in ("name", "mail")},
    )


def _follow(sent: Sent) -> reply.Ready:
    token = sent.text("token")
    access, now = present.access(sent.request), house(sent.request).now()
    try:
        opened = look(access, token, now)
        came = accept(access, token, _answer(sent, opened), now, label=present.label(sent.request))
    except Unknown:
        return outside(sent.request, "no_link.html", status=404)
    except Conflict as conflict:
        return _link(sent, token, {"mail": words.FAULTS.get(conflict.code, words.FAILURES[Conflict])})
    except Invalid as invalid:
        return _link(sent, token, words.faults(invalid.faults))
    cookies = (present.session_cookie(came.token), present.device_cookie(came.device))
    if not came.recovery:
        return went(f"{HOME}?gedaan=in", cookies)
    ready = outside(sent.request, "recovery.html", codes=came.recovery, person=came.person)
    return reply.Ready(ready.content, str(ready.media_type), ready.headers, 200, cookies)


def _answer(sent: Sent, opened: Opened) -> dict[str, object]:
    """The fields that this link asks for; others are not looked at."""
    given: dict[str, object] = {"passphrase": sent.fields.get("passphrase", ("",))[0], "code": sent.text("code")}
    if sent.text("sealed") and (opened.must_enrol or sent.text("code")):
        given["sealed"] = sent.text("sealed")
    if opened.person is None:
        given |= {each: sent.text(each) for each in ("name", "mail") if sent.text(each)}
    return given


@sees("/beheer/opnieuw", "manage-own-account")
def again(visit: Visit) -> reply.Ready:
    """Nothing to see without an act to confirm."""
    return visit.go(HOME)


@does("/beheer/opnieuw", "manage-own-account", most=MAXIMUM_FORM)
def once_more(visit: Visit) -> reply.Ready:
    """The passphrase was given again: on to where it was asked for."""
    return visit.go(inside(visit.text("naar")))
