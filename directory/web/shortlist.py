"""A list of doors that somebody puts together. It is in the fragment of the address, or in the body of a form; never
here, and in no storage of a browser. An address stays in the history of a device, and the page says so.
"""

import re
from typing import Any

from litestar import Request, Response, get, post
from msgspec import Struct

from directory.atlas.catalogue import Catalogue
from directory.errors import Unknown
from directory.gate import reply
from directory.gate.forms import first, read_fields
from directory.gate.house import house
from directory.model import Id
from directory.web.addressing import PLACES, Shown
from directory.web.cards import cards_of
from directory.web.frame import page, spoken
from directory.web.languages import paths

AnyRequest = Request[Any, Any, Any]
MAXIMUM_LIST = 64 * 1024
MOST = 60
# An id anywhere in a text, or the address of one of our pages.
NAMED = re.compile(
    rf"/(?:{'|'.join(PLACES.values())})/([a-z0-9-]{{1,120}})|\b([0-9a-f]{{8}}(?:-[0-9a-f]{{4}}){{3}}-[0-9a-f]{{12}})\b"
)


class Listed(Struct, frozen=True, kw_only=True):
    """What is on a list now: merged ones under the id that they have today. `gone` and `strange` are counted."""

    ids: tuple[Id, ...] = ()
    gone: int = 0
    strange: int = 0


def routes() -> list[Any]:
    """The list: as an address, and as a form for who has no script."""
    return [empty, listed]


@get(paths("/lijst"), include_in_schema=False)
async def empty(request: AnyRequest) -> Response[bytes]:
    """The page of the list. What is on it stands behind the # of the address, which no server sees."""
    return _page(request, Listed())


@post(paths("/lijst"), status_code=200, include_in_schema=False, request_max_body_size=MAXIMUM_LIST)
async def listed(request: AnyRequest) -> Response[bytes]:
    """The list of these ids and links, without what a button takes off it (`drop`)."""
    fields = read_fields(await request.body())
    more = first(fields, "more")
    found = read_list(f"{first(fields, 'ids')} {more}", house(request).atlas.catalogue, first(fields, "drop"))
    return _page(request, found, more if more.strip() and not read_names(more) else "")


def _page(request: AnyRequest, found: Listed, unread: str = "") -> reply.Ready:
    here, speech = house(request), spoken(request)
    return page(
        request,
        "list.html",
        status=400 if unread else 200,
        listed=found,
        cards=cards_of(found.ids, here.now(), here, speech),
        unread=unread[:5_000],
        joined=".".join(found.ids),
    )


def read_names(text: str) -> list[str]:
    """The ids and slugs in a text, in order."""
    return [*dict.fromkeys(slug or id for slug, id in NAMED.findall(text.lower()))]


def read_list(text: str, catalogue: Catalogue, drop: str = "") -> Listed:
    """What these ids and links stand for now."""
    found = [_now(each, catalogue) for each in read_names(text)[:MOST]]
    ids = dict.fromkeys(id for each in found for id in each or () if id != drop)
    return Listed(ids=tuple(ids)[:MOST], gone=found.count(()), strange=found.count(None))


def _now(name: str, catalogue: Catalogue) -> tuple[Id, ...] | None:
    """The entries that this is today: `()` for what is gone, None for what never was.

    An organization is its doors, or itself when it has none.
    """
    kinds: tuple[Shown, ...] = ("contact-point", "organization")
    for kind in kinds:
        try:
            id = catalogue.survivor(kind, name)
        except Unknown:
            continue
        if not catalogue.has(kind, id):
            return ()
        return _doors(catalogue, id) or (id,) if kind == "organization" else (id,)
    return None


def _doors(catalogue: Catalogue, organization: Id) -> tuple[Id, ...]:
    return tuple(door for service in catalogue.services_of(organization) for door in catalogue.doors_of(service))
