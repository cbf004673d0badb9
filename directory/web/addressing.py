"""Which record the address of a page means, and where to go when that one moved, merged or went."""

from typing import Any, Literal

from litestar import Request

from directory.errors import Gone, Unknown
from directory.gate import reply
from directory.gate.house import House, house
from directory.model import Id, Kind, Tombstone
from directory.web.frame import page, spoken
from directory.web.languages import prefix

AnyRequest = Request[Any, Any, Any]
Shown = Literal["contact-point", "organization"]
PLACES: dict[Shown, str] = {"contact-point": "hulp", "organization": "organisatie"}


def address(kind: Shown, id: Id) -> str:
    """Where a record is shown: by its id, so that an address that stays in the history names nobody (SAFETY 3)."""
    return f"/{PLACES[kind]}/{id}"


def addressed(request: AnyRequest, kind: Shown, more: str = "") -> Id | reply.Ready:
    """The id of the record that this address means now, or the answer that sends the reader on.

    `more` is what stands behind the id, such as `/kaartje`. Raises `Unknown` for what never was public.
    """
    here, asked = house(request), request.scope["path_params"]["id"]
    catalogue = here.atlas.catalogue
    first, last = catalogue.resolve(kind, asked), catalogue.survivor(kind, asked)
    try:
        catalogue.version(kind, last)
    except Gone as gone:
        return _gone(request, gone, kind, here)
    except Unknown:
        # What came instead went back to the desk: what is left of the first one still says why.
        return _left(request, kind, first, here)
    if first != last:
        return _moved(request, kind, last, more)
    if asked not in (last, slug := catalogue.slug(kind, last)):
        return _moved(request, kind, slug, more)
    return last


def _moved(request: AnyRequest, kind: Shown, name: str, more: str) -> reply.Ready:
    location = f"{prefix(spoken(request).code)}/{PLACES[kind]}/{name}{more}"
    return reply.Ready(b"", reply.JSON, {"Location": location, "Cache-Control": reply.PRIVATE}, status_code=308)


def _left(request: AnyRequest, kind: Shown, id: Id, here: House) -> reply.Ready:
    try:
        here.atlas.catalogue.version(kind, id)
    except Gone as gone:
        return _gone(request, gone, kind, here)
    raise Unknown("record.unknown")


def _gone(request: AnyRequest, gone: Gone, kind: Kind, here: House) -> reply.Ready:
    """The page of what is not here any more: why, since when, what came instead, and who helps anyhow."""
    tombstone = gone.facts["tombstone"]
    if not isinstance(tombstone, Tombstone):
        raise gone
    return page(
        request, "gone.html", status=410, tombstone=tombstone, successor=_successor(tombstone.successor_id, kind, here)
    )


def _successor(id: Id | None, kind: Kind, here: House) -> str:
    """The address of what came instead; "" when that is not public."""
    for each in PLACES:
        if id is not None and each == kind and here.atlas.catalogue.has(each, id):
            return address(each, id)
    return ""
