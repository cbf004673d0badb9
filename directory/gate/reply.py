"""Answers: bytes with a tag, and nothing but the tag when the reader has them already."""

import re
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from hashlib import blake2b
from typing import Any

from litestar import Request, Response
from litestar.response import Stream
from litestar.types import Receive, Scope, Send

from directory.gate.problems import problem

JSON = "application/json; charset=utf-8"
NDJSON = "application/x-ndjson; charset=utf-8"
# Public records may be kept by a cache that asks each time; what a visitor's words or place made may not.
PUBLIC = "no-cache"
PRIVATE = "no-store"

AnyRequest = Request[Any, Any, Any]


class Ready(Response[bytes]):
    """An answer that is bytes already: sent as it is, without the framework making a response of it first.

    `set_cookies` are whole values of `Set-Cookie`; only the desk has any.
    """

    def __init__(
        self,
        content: bytes,
        media_type: str,
        headers: Mapping[str, str],
        status_code: int = 200,
        set_cookies: Sequence[str] = (),
    ) -> None:
        # Not the framework's own beginning: it prepares cookies, encoders and background tasks that are not used here.
        self.content = content
        self.media_type = media_type
        self.headers = headers  # type: ignore[assignment]
        self.status_code = status_code
        self.set_cookies = set_cookies

    def to_asgi_response(self, *_: Any, **__: Any) -> Any:
        """This object itself is the ASGI application that answers."""
        return self

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it. A 304 has no length, since it stands for a body that is elsewhere; a 204 has none at all."""
        headers = [_raw("content-type", str(self.media_type)), *(_raw(*each) for each in self.headers.items())]
        # Not by way of `_raw`, which remembers.
        headers += [(b"set-cookie", each.encode("latin-1")) for each in self.set_cookies]
        if self.status_code not in (204, 304):
            headers.append((b"content-length", b"%d" % len(self.content)))
        await send({"type": "http.response.start", "status": self.status_code or 200, "headers": headers})
        await send({"type": "http.response.body", "body": self.content, "more_body": False})


@lru_cache(maxsize=4096)
def _raw(name: str, value: str) -> tuple[bytes, bytes]:
    return name.lower().encode(), value.encode("latin-1", "replace")


def sent(scope: Scope, name: bytes) -> str | None:
    """A header of the request by its lower-case name; several of one name as one, as HTTP allows."""
    values = [value.decode("latin-1") for key, value in scope["headers"] if key == name]
    return ", ".join(values) if values else None


def zipped(scope: Scope) -> bool:
    """Whether this reader takes gzip and does not refuse it with a quality of 0."""
    given = sent(scope, b"accept-encoding")
    return given is not None and any(name == "gzip" and taken for name, taken in map(_range, given.split(",")))


def tag(*parts: object) -> str:
    """A short name for exactly these parts."""
    return blake2b("\x1f".join(map(str, parts)).encode("utf-8", "replace"), digest_size=12).hexdigest()


def entity_tag(request: AnyRequest, version: str) -> str:
    """The ETag of this version as this reader gets it: the compressed form has one of its own."""
    return f'"{version}-gzip"' if zipped(request.scope) else f'"{version}"'


def bare_tag(given: str) -> str:
    """A tag as it was before compression and weakening: what a write compares."""
    return given.strip().removeprefix("W/").strip('"').removesuffix("-gzip")


def fresh(request: AnyRequest, version: str) -> bool:
    """Whether the reader holds this version already (`If-None-Match`)."""
    given = sent(request.scope, b"if-none-match")
    if given is None:
        return False
    return given.strip() == "*" or any(bare_tag(each) == version for each in given.split(","))


def headers(request: AnyRequest, version: str, cache: str) -> dict[str, str]:
    """What stands on an answer and on its 304 alike."""
    return {"ETag": entity_tag(request, version), "Cache-Control": cache, "Vary": "Accept-Encoding"}


def unchanged(request: AnyRequest, version: str, cache: str = PUBLIC) -> Response[bytes] | None:
    """A 304 when the reader is up to date, else None: ask before making the answer."""
    if not fresh(request, version):
        return None
    return Ready(b"", media_type=JSON, headers=headers(request, version, cache), status_code=304)


def reply(
    request: AnyRequest,
    content: bytes,
    version: str,
    *,
    cache: str = PUBLIC,
    media_type: str = JSON,
    more: Mapping[str, str] | None = None,
) -> Response[bytes]:
    """The bytes, or 304."""
    accept(request, media_type)
    if old := unchanged(request, version, cache):
        return old
    return Ready(content, media_type, {**headers(request, version, cache), **(more or {})})


def stream(
    request: AnyRequest,
    lines: Iterable[bytes],
    version: str,
    *,
    media_type: str = NDJSON,
    filename: str | None = None,
) -> Response[Any]:
    """Many lines, sent while they are made."""
    accept(request, media_type)
    if old := unchanged(request, version):
        return old
    more = {"Content-Disposition": f'attachment; filename="{filename}"'} if filename else {}
    return Stream(_chunks(iter(lines)), media_type=media_type, headers={**headers(request, version, PUBLIC), **more})


async def _chunks(lines: Iterator[bytes]) -> AsyncIterator[bytes]:
    """Lines gathered into pieces of about 64 kB, so that other requests get their turn between them."""
    piece: list[bytes] = []
    size = 0
    for line in lines:
        piece.append(line)
        size += len(line)
        if size > 64_000:
            yield b"".join(piece)
            piece, size = [], 0
    yield b"".join(piece)


def accept(request: AnyRequest, media_type: str) -> None:
    """Refuse a reader that can do nothing with this form (406)."""
    given = sent(request.scope, b"accept")
    if not given:
        return
    kind = media_type.partition(";")[0]
    wanted = {kind: 3, f"{kind.partition('/')[0]}/*": 2, "*/*": 1}
    ranges = [(wanted[name], taken) for name, taken in map(_range, given.split(",")) if name in wanted]
    # The most precise of the ranges that name this form decides; a quality of 0 means never.
    if not ranges or not max(ranges)[1]:
        raise problem(406, "not-acceptable", f"This is available as {kind}.")


def _range(part: str) -> tuple[str, bool]:
    name, _, parameters = part.partition(";")
    return name.strip().lower(), re.search(r"(?:^|;)\s*q\s*=\s*0(?:\.0*)?\s*(?:;|$)", parameters) is None
