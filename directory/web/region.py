"""The map of Twente: its municipalities, who serves the one that somebody chose, and which places can be visited there.

The choice travels by POST, so that no address says where somebody lives. A place is a dot where its own point is
known; where only its town is, it is a number, since a dot would say more than anybody knows. A confidential place is
neither: it is left out before anything is counted.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

from litestar import Request, Response, get, post
from msgspec import Struct
from pyroaring import BitMap

from directory.atlas.catalogue import Catalogue
from directory.atlas.index import Index, positions_in
from directory.gate.forms import first, read_fields
from directory.gate.house import House, house
from directory.geo.areas import COUNTRY, TWENTE
from directory.geo.outlines import Outlines
from directory.model import Location, Organization
from directory.search import Found, Hit, Question
from directory.search.order import best
from directory.web.addressing import address
from directory.web.cards import Item, item_at, said_open
from directory.web.frame import page, spoken
from directory.web.languages import Speech, paths

AnyRequest = Request[Any, Any, Any]
# Of each group so many are shown; the search page has the rest.
SHOWN = 60
PLACES_SHOWN = 60
MAXIMUM_FORM = 4_000
# What a point must stand for to be drawn: the middle of a town is where nobody has a door.
PRECISE = frozenset({"address", "postcode"})


class Town(Struct, frozen=True, kw_only=True):
    """A municipality on the map and in the table: how many serve it and not all of Twente, and its places."""

    code: str
    name: str
    path: str
    x: int
    y: int
    local: int
    places: int
    chosen: bool


class Row(Struct, frozen=True, kw_only=True):
    """Who serves a municipality, on one line: how to reach them, and whether they answer now."""

    name: str
    service: str
    href: str
    state: str
    hours: str
    stale: bool
    item: Item


class Group(Struct, frozen=True):
    """Those who serve it in one way; `total` is more than there are rows where there are very many."""

    kind: str
    total: int
    rows: tuple[Row, ...]


class Spot(Struct, frozen=True, kw_only=True):
    """A place that people can visit. Without a street it is not known where in the town it is."""

    name: str
    organization: str
    href: str
    street: str
    place: str


class Visited(Struct, frozen=True):
    """The places of Twente that people can visit: by municipality, and the dots of those whose point is known."""

    by_town: Mapping[str, tuple[Spot, ...]]
    dots: tuple[tuple[int, int], ...]


def routes() -> list[Any]:
    """The map, and the municipality that somebody chose on it."""
    return [whole, chosen]


@get(paths("/kaart"), include_in_schema=False)
async def whole(request: AnyRequest) -> Response[bytes]:
    """All of Twente."""
    return _drawn(request)


@post(paths("/kaart"), status_code=200, include_in_schema=False, request_max_body_size=MAXIMUM_FORM)
async def chosen(request: AnyRequest) -> Response[bytes]:
    """Who serves one municipality. What is no municipality of Twente is said, with the map to choose from."""
    code = first(read_fields(await request.body()), "municipality").strip()
    if not code:
        return _drawn(request)
    if code not in house(request).areas.twente:
        return _drawn(request, status=400, lost=True)
    return _drawn(request, code)


def _drawn(request: AnyRequest, code: str = "", *, status: int = 200, lost: bool = False) -> Response[bytes]:
    here, speech = house(request), spoken(request)
    visited = places(here.atlas.catalogue, here.outlines)
    groups = _groups(code, here, speech) if code else ()
    return page(
        request,
        "region.html",
        status=status,
        lost=lost,
        towns=_towns(code, visited, here),
        frame=here.outlines,
        # Many dots as one path: a line without length is a dot where its ends are round.
        dots="".join(f"M{x} {y}h0" for x, y in visited.dots),
        everywhere={each: len(_serving(each, here)) for each in (TWENTE, COUNTRY)},
        code=code,
        chosen=here.areas.name(code) if code else "",
        groups=groups,
        total=sum(each.total for each in groups if each.kind in HELPING),
        spots=visited.by_town.get(code, ())[:PLACES_SHOWN],
        spots_total=len(visited.by_town.get(code, ())),
    )


# Who serves it.

HELPING = ("local", "regional", "national")


def _towns(code: str, visited: Visited, here: House) -> list[Town]:
    wide = _serving(TWENTE, here) | _serving(COUNTRY, here)
    towns = [
        Town(
            code=each.code,
            name=each.name,
            path=each.path,
            x=each.label_x,
            y=each.label_y,
            local=len(_serving(each.code, here) - wide),
            places=len(visited.by_town.get(each.code, ())),
            chosen=each.code == code,
        )
        for each in here.outlines.outlines
    ]
    return sorted(towns, key=lambda each: each.name)


def _serving(area: str, here: House) -> BitMap:
    """Who says to serve this area as such, and is there for visitors now."""
    index = here.finder.index
    return index.bits("area", area) - index.bits("is", "closed") - index.bits("is", "professionals")


def _groups(code: str, here: House, speech: Speech) -> tuple[Group, ...]:
    """Everybody who serves it or may, by how near they are and whether a visitor can go there."""
    at = here.now()
    found = here.finder.find(Question(at=at, municipalities=(code,), include_unknown=True, facets=False, per_page=1))
    parts = {kind: part for kind, part in _parted(found, here.finder.index).items() if part}
    return tuple(Group(kind, len(part), _rows(part, at, here, speech)) for kind, part in parts.items())


def _parted(found: Found, index: Index) -> dict[str, BitMap]:
    closed, professionals = index.bits("is", "closed"), index.bits("is", "professionals")
    region, country = index.bits("area", TWENTE), index.bits("area", COUNTRY)
    known = found.certain - closed - professionals
    return {
        "local": known - region - country,
        "regional": known & region,
        "national": (known & country) - region,
        "unknown": found.possible - found.certain - closed - professionals,
        "professionals": (found.certain & professionals) - closed,
        "closed": found.certain & closed,
    }


def _rows(part: BitMap, at: datetime, here: House, speech: Speech) -> tuple[Row, ...]:
    """The first of these in the usual order. Where a door is has no part in that, so no rank tells it."""
    index = here.finder.index
    positions = positions_in(part)
    ordered = positions[best(index, positions, index.columns["order"][positions], SHOWN)[:SHOWN]].tolist()
    return tuple(_row(each, at, here, speech) for each in here.narrator.standing(ordered, at))


def _row(hit: Hit, at: datetime, here: House, speech: Speech) -> Row:
    item = item_at(hit.position, here)
    return Row(
        name=item.organization.name,
        service=item.called,
        href=item.href,
        state=hit.open,
        hours=said_open(hit, item.channel, at, here, speech),
        stale=hit.stale,
        item=item,
    )


# Places to go to.


@lru_cache(maxsize=2)
def places(catalogue: Catalogue, outlines: Outlines) -> Visited:
    """The places of this version."""
    by_town: defaultdict[str, list[Spot]] = defaultdict(list)
    dots: set[tuple[int, int]] = set()
    for place, organization in _visited(catalogue):
        if place.municipality is not None:
            by_town[place.municipality].append(_spot(place, organization))
        if (dot := _dot(place, outlines)) is not None:
            dots.add(dot)
    ordered = {code: tuple(sorted(found, key=lambda each: (each.name, each.href))) for code, found in by_town.items()}
    return Visited(ordered, tuple(sorted(dots)))


def _visited(catalogue: Catalogue) -> Iterator[tuple[Location, Organization]]:
    """Every place where people can go, with whose it is."""
    for id in catalogue.ids("location"):
        place = catalogue.location(id)
        if is_open(place) and catalogue.has("organization", place.organization_id):
            yield place, catalogue.organization(place.organization_id)


def is_open(place: Location) -> bool:
    """Whether people may know of this place and go there: not secret, not in the archive, no box at a post office."""
    postal = place.address is not None and place.address.kind == "postal"
    return not (place.confidential or postal) and place.lifecycle == "published"


def _spot(place: Location, organization: Organization) -> Spot:
    found = place.address
    return Spot(
        name=place.name,
        organization=organization.name if organization.name != place.name else "",
        href=address("organization", organization.id),
        street=(found.street if found else place.street) or "",
        place=(found.place if found else place.place) or "",
    )


def _dot(place: Location, outlines: Outlines) -> tuple[int, int] | None:
    if place.latitude is None or place.longitude is None or place.precision not in PRECISE:
        return None
    found = outlines.place(place.latitude, place.longitude)
    return (round(found[0]), round(found[1])) if found else None
