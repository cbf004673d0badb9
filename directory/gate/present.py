"""Who sends a request: the session that a browser holds, and whether the request came from a page of ours."""

from http.cookies import CookieError, SimpleCookie
from typing import Any

from litestar import Request

from directory.access import Access, sessions
from directory.access.devices import KEPT
from directory.access.sessions import Present
from directory.gate.limits import home
from directory.gate.reply import sent
from directory.text import normal

AnyRequest = Request[Any, Any, Any]
# The name binds them to this host and to TLS (or to this machine itself), whatever else runs on the domain.
SESSION, DEVICE = "__Host-session", "__Host-device"
# Held on the way to an identity provider and back.
WAY = "__Host-way"
GONE = "Max-Age=0"
BROWSERS = ("Edg", "Firefox", "Chrome", "Safari")
SYSTEMS = ("Android", "iPhone", "iPad", "Windows", "Macintosh", "Linux")


def access(request: AnyRequest) -> Access:
    """The door of this process."""
    found: Access = request.app.state.access
    return found


def present(request: AnyRequest) -> Present | None:
    """Who is at the desk by the cookie of this request. Reads a file: not in the event loop."""
    token = held(request, SESSION)
    return sessions.who(access(request), token, request.app.state.house.now()) if token else None


def held(request: AnyRequest, name: str) -> str:
    """What the browser holds under this name; "" for nothing."""
    try:
        found = SimpleCookie(sent(request.scope, b"cookie") or "").get(name)
    except CookieError:
        return ""
    return found.value if found else ""


def session_cookie(token: str) -> str:
    """The cookie of a session: gone when the browser closes, at the latest when the session ends."""
    return _cookie(SESSION, token)


def device_cookie(token: str) -> str:
    """The cookie by which a browser is known again; it opens nothing."""
    return _cookie(DEVICE, token, f"Max-Age={int(KEPT.total_seconds())}")


def way_cookie(ticket: str, lives_s: int) -> str:
    """The cookie that binds a way to an identity provider and back to this browser."""
    return _cookie(WAY, ticket, f"Max-Age={lives_s}")


def no_way() -> str:
    """Takes the cookie of such a way away."""
    return _cookie(WAY, "", GONE)


def no_session() -> str:
    """Takes the cookie of a session away."""
    return _cookie(SESSION, "", GONE)


def token(request: AnyRequest, session: Present) -> str:
    """What a form must carry to be one of ours: bound to this session, and the same under its next number."""
    return access(request).vault.name("form", session.session.id)


def from_here(request: AnyRequest) -> bool:
    """Whether a page of ours sent this. A browser says so in `Sec-Fetch-Site`; an old one in `Origin`."""
    site = sent(request.scope, b"sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    origin = sent(request.scope, b"origin")
    return origin is not None and origin.partition("://")[2] == sent(request.scope, b"host")


def network(request: AnyRequest) -> str:
    """Where a request comes from, cut to what one visitor has."""
    return home(request.client.host if request.client else "")


def label(request: AnyRequest) -> str:
    """What a browser calls itself, short enough to be known again in a list: "Firefox, Windows"."""
    agent = normal(sent(request.scope, b"user-agent") or "")
    known = (next((each for each in names if each in agent), "") for names in (BROWSERS, SYSTEMS))
    return ", ".join(each for each in known if each).replace("Edg,", "Edge,").replace("Macintosh", "macOS")


def _cookie(name: str, value: str, *more: str) -> str:
    return "; ".join((f"{name}={value}", "Path=/", "Secure", "HttpOnly", "SameSite=Lax", *more))
