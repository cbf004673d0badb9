"""The outermost layer: what is the same for every request, whatever the framework inside makes of it.

Keeps the atlas up to date, answers HEAD as GET without body, refuses trailing slashes where the Dutch API rules want
that, sets the headers that stand on every answer, and writes one line of log without words, places or addresses.
"""

import re
import time
from collections.abc import Callable
from itertools import count
from uuid import uuid4

from litestar.enums import HttpMethod, ScopeType
from litestar.types import ASGIApp, HTTPScope, Message, Receive, Scope, Send

from directory import __version__ as api_version
from directory.errors import DirectoryError
from directory.gate.house import House, Log
from directory.gate.problems import OPEN, PAGE, Failed, body, is_page
from directory.gate.reply import sent, zipped

API = "/api/v1"
DOCS = f"{API}/docs"
# The one page that other sites may show inside theirs, in each language.
FRAMED = re.compile(r"(?:/[a-z]{2})?/widget")
# What that page is made of, and the script that puts it there: other sites load them too.
ASSETS = "/assets/"
# Asked while the store may be down; they must answer all the same.
ALWAYS = ("/health/", ASSETS)
MAXIMUM_TARGET = 8_000
SLOW_SECONDS = 1.0

EXPOSED = (
    b"access-control-expose-headers",
    b"ETag, Link, Location, API-Version, Content-Disposition, RateLimit, RateLimit-Policy, Retry-After, "
    b"WWW-Authenticate, X-Request-Id",
)
READING = b"Accept, Accept-Language, Content-Language, Content-Type, If-None-Match"
# What a page of another origin may send: everywhere, and (with the key of a program, never with a cookie) to write.
PREFLIGHT = [
    (b"access-control-allow-methods", b"GET, HEAD, POST, OPTIONS"),
    (b"access-control-allow-headers", READING),
    (b"access-control-max-age", b"600"),
]
PREFLIGHT_WITH_KEY = [
    (b"access-control-allow-methods", b"GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"),
    (b"access-control-allow-headers", READING + b", Authorization, If-Match"),
    (b"access-control-max-age", b"600"),
]
# Keys of programs open nothing else: people, keys and the export of the audit are for who is at the desk.
WITH_KEY = re.compile(
    rf"{API}/(?:organizations|services|contact-points|locations|vocabularies|divisions-of-labour|proposals|drafts|imports"
    r"|work|reports|audit)(?:/.*)?"
)

CSP = "default-src 'none'; frame-ancestors 'none'"
PAGE_CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; object-src 'none'; frame-ancestors 'none'"
)
FRAMED_CSP = PAGE_CSP.replace("frame-ancestors 'none'", "frame-ancestors *")


def kind_of(path: str) -> str:
    """What kind of address this is, for the headers that stand on it."""
    if path == DOCS:
        return "docs"
    if path.startswith(OPEN):
        return "open"
    if path.startswith(ASSETS):
        return "asset"
    return "framed" if FRAMED.fullmatch(path) else "page"


def standing_headers(kind: str, *, tls: bool) -> list[tuple[bytes, bytes]]:
    """The headers of every answer of this kind."""
    is_open = kind in ("open", "docs")
    page = kind != "open"
    framed = kind == "framed"
    headers = {
        "Server": "directory",
        "API-Version": api_version if is_open else None,
        # Any page may read what is open: it is the same for everybody, and no cookie goes with it.
        "Access-Control-Allow-Origin": "*" if is_open else None,
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": None if framed else "DENY",
        "Referrer-Policy": "no-referrer",
        "Content-Security-Policy": (FRAMED_CSP if framed else PAGE_CSP) if page else CSP,
        # These two say what a document may do; data is no document.
        "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()" if page else None,
        "Cross-Origin-Resource-Policy": "same-origin" if kind in ("page", "docs") else "cross-origin",
        "Cross-Origin-Opener-Policy": "same-origin" if page else None,
        "Strict-Transport-Security": "max-age=31536000; includeSubDomains" if tls else None,
    }
    return [(name.lower().encode(), value.encode()) for name, value in headers.items() if value is not None]


class Edge:
    """An ASGI application around the application."""

    def __init__(
        self,
        app: ASGIApp,
        zipping: ASGIApp,
        log: Log,
        house: Callable[[], House | None],
        failed: Failed,
        *,
        tls: bool,
    ) -> None:
        self._app = app
        self._zipping = zipping
        self._log = log
        self._house = house
        self._failed = failed
        self._tls = tls
        # Which run of which worker, and a number: enough to find the line in the log, and free.
        self._run = uuid4().hex[:12]
        self._numbers = count(1)
        self._headers: dict[str, list[tuple[bytes, bytes]]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != ScopeType.HTTP:
            await self._app(scope, receive, send)
            return
        if scope["method"] == "HEAD":
            scope["method"] = HttpMethod.GET
            send = _without_body(send)
        send = self._dressed(scope, send)
        path = scope["path"]
        if len(path) + len(scope["query_string"]) > MAXIMUM_TARGET:
            await self._refuse(send, path, 414, "too-long", "The address is longer than this server takes.")
        elif path[-1:] == "/" and path.startswith(f"{API}/"):
            await self._refuse(send, path, 404, "http.404", "Addresses here do not end in a slash.")
        elif scope["method"] == HttpMethod.OPTIONS and path.startswith(OPEN) and _preflight(scope):
            await _permit(send, path)
        elif self._current() or path.startswith(ALWAYS) or await self._refreshed():
            # The compressing layer stands only in the way of who asks for it.
            await (self._zipping if zipped(scope) else self._app)(scope, receive, send)
        else:
            await self._refuse(send, path, 503, "store", "The store does not answer now.")

    async def _refuse(self, send: Send, path: str, status: int, code: str, detail: str) -> None:
        page = is_page(path)
        content = self._failed(path[:MAXIMUM_TARGET], status) if page else body(status, code, detail)
        kind = PAGE if page else "application/problem+json"
        headers = [(b"content-type", kind.encode()), (b"cache-control", b"no-store")]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": content, "more_body": False})

    def _current(self) -> bool:
        """Whether nobody committed since the last request: asked of every request, so without waiting for anything."""
        house = self._house()
        try:
            return house is not None and not house.behind()
        except DirectoryError:
            # Asked again at once by who has to answer for it.
            return False

    async def _refreshed(self) -> bool:
        house = self._house()
        if house is None:
            return False
        try:
            await house.refresh()
        except Exception as error:
            # Whatever it is: outside this layer nobody makes a page of it, with the numbers on it.
            self._log.exception("refresh", error)
            return False
        return True

    def _dressed(self, scope: HTTPScope, send: Send) -> Send:
        started = time.perf_counter()
        headers = self._standing(scope["path"])
        if sent(scope, b"origin") is not None:
            headers = [*headers, EXPOSED]
        request = f"{self._run}-{next(self._numbers):x}"

        async def dressed(message: Message) -> None:
            if message["type"] == "http.response.start":
                status = message["status"]
                own = message["headers"]
                if status == 405 or scope["method"] == HttpMethod.OPTIONS:
                    own = map(_with_head, own)
                message["headers"] = [*own, *headers, (b"x-request-id", request.encode())]
                took = time.perf_counter() - started
                if status >= 400 or took > SLOW_SECONDS:
                    self._note(scope, status, took, request)
            await send(message)

        return dressed

    def _note(self, scope: HTTPScope, status: int, took: float, request: str) -> None:
        """Write down what was refused, failed or took long; what went well is only counted."""
        # The template of the route, never the path: a path may be what somebody typed.
        route = scope.get("path_template", "-")
        self._log.event(
            "request", id=request, method=scope["method"], route=route, status=status, ms=round(took * 1000, 1)
        )

    def _standing(self, path: str) -> list[tuple[bytes, bytes]]:
        kind = kind_of(path)
        if kind not in self._headers:
            self._headers[kind] = standing_headers(kind, tls=self._tls)
        return self._headers[kind]


def _with_head(header: tuple[bytes, bytes]) -> tuple[bytes, bytes]:
    """Where GET is allowed, HEAD is: it is answered here, so the framework does not know."""
    name, value = header
    if name.lower() == b"allow" and b"GET" in value and b"HEAD" not in value:
        return name, value.replace(b"GET", b"GET, HEAD")
    return header


def _without_body(send: Send) -> Send:
    async def headers_only(message: Message) -> None:
        if message["type"] == "http.response.body":
            if not message.get("more_body"):
                await send({"type": "http.response.body", "body": b"", "more_body": False})
            return
        await send(message)

    return headers_only


def _preflight(scope: HTTPScope) -> bool:
    """Whether a browser asks what a page of another origin may do here (WHATWG Fetch, CORS-preflight request)."""
    return sent(scope, b"origin") is not None and sent(scope, b"access-control-request-method") is not None


async def _permit(send: Send, path: str) -> None:
    headers = PREFLIGHT_WITH_KEY if WITH_KEY.fullmatch(path) else PREFLIGHT
    await send({"type": "http.response.start", "status": 204, "headers": headers})
    await send({"type": "http.response.body", "body": b"", "more_body": False})
