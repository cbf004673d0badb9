"""Two files for programs that visit: what search engines may leave alone, and whom to tell of a leak."""

from datetime import date, timedelta
from typing import Any

from litestar import Request, Response, get

from directory.gate import reply
from directory.gate.house import house
from directory.gate.problems import problem
from directory.web.frame import Site
from directory.web.languages import paths

AnyRequest = Request[Any, Any, Any]
TEXT = "text/plain; charset=utf-8"
# What is made for one visitor, or is for the desk.
NOT_FOR_ENGINES = ("/zoek", "/lijst", "/bestaat-dit-al/", "/widget", "/beheer")
# RFC 9116 asks for less than a year.
VALID = timedelta(days=364)


def routes() -> list[Any]:
    """Both files."""
    return [robots, security]


@get("/robots.txt", include_in_schema=False)
async def robots(request: AnyRequest) -> Response[bytes]:
    """What search engines leave alone (RFC 9309)."""
    refused = [each for path in NOT_FOR_ENGINES for each in _paths(path)]
    return _text(request, "\n".join(["User-agent: *", *(f"Disallow: {each}" for each in refused), ""]))


def _paths(path: str) -> list[str]:
    return [f"{each}/" if path.endswith("/") else each for each in paths(path)]


@get("/.well-known/security.txt", include_in_schema=False)
async def security(request: AnyRequest) -> Response[bytes]:
    """Whom to tell of a leak (RFC 9116); nothing while nobody filled that in."""
    site: Site = request.app.state.site
    if not site.security_contact:
        raise problem(404, "http.404", "There is nothing at this address.")
    return _text(request, "\n".join([*_security(site, house(request).today()), ""]))


def _security(site: Site, today: date) -> list[str]:
    lines = [
        f"Contact: {site.security_contact}",
        f"Expires: {(today + VALID).isoformat()}T00:00:00Z",
        "Preferred-Languages: nl, en",
    ]
    # The standard allows no other scheme here.
    own = f"{site.address}/.well-known/security.txt"
    return [*lines, f"Canonical: {own}"] if own.startswith("https://") else lines


def _text(request: AnyRequest, text: str) -> Response[bytes]:
    content = text.encode()
    return reply.reply(request, content, reply.tag(content), media_type=TEXT)
