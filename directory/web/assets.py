"""Style, script and signs of the pages, each under a name that changes with its content so that it is kept a year."""

from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any

from litestar import Request, Response, get
from litestar.params import FromPath

from directory.gate import reply
from directory.gate.problems import problem

AnyRequest = Request[Any, Any, Any]
FOLDER = Path(__file__).parent / "assets"
KINDS = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
YEAR = "public, max-age=31536000, immutable"


def address(name: str) -> str:
    """Where an asset is: `/assets/site.1f2e3d4c.css`."""
    stem, _, kind = name.rpartition(".")
    return f"/assets/{stem}.{_version(name)}.{kind}"


@cache
def content(name: str) -> bytes:
    """An asset, as it is sent."""
    return (FOLDER / name).read_bytes()


@cache
def _version(name: str) -> str:
    return blake2b(content(name), digest_size=5).hexdigest()


@cache
def _names() -> dict[str, str]:
    names = [each.name for each in FOLDER.iterdir() if each.suffix in KINDS]
    return {address(each).removeprefix("/assets/"): each for each in names}


@get("/assets/{name:str}", include_in_schema=False)
async def asset(request: AnyRequest, name: FromPath[str]) -> Response[bytes]:
    """One asset: for a year under its full name, asked again each time under its short one."""
    short = _names().get(name, name)
    if short not in _names().values():
        raise problem(404, "http.404", "There is nothing at this address.")
    found = content(short)
    kind = KINDS[Path(short).suffix]
    return reply.reply(request, found, reply.tag(found), cache=YEAR if name != short else reply.PUBLIC, media_type=kind)
