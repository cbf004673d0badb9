"""Places and suggestions: what somebody may mean while typing. Nothing of what others typed is echoed."""

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec
from litestar import Request, Response, get

from directory.api.describe import described
from directory.gate import reply
from directory.gate.house import House, house
from directory.gate.parameters import Parameter, read_query, table
from directory.geo.place import Place

AnyRequest = Request[Any, Any, Any]
LIMIT = Parameter(
    name="limit",
    kind="integer",
    description="How many at most.",
    minimum=1,
    maximum=50,
    default=10,
    example=10,
)


def _words(description: str, example: str) -> Parameter:
    return Parameter(name="q", kind="text", description=description, maximum_length=100, example=example, private=True)


PLACES = table(_words("A postcode, place, district or municipality, or its beginning.", "hengelo"), LIMIT)
SUGGESTIONS = table(_words("The beginning of a term, a name or a place.", "veilig"), LIMIT)


@get(
    "/api/v1/places",
    **described(
        "findPlaces",
        "Find places by name or postcode; namesakes are all returned",
        PLACES,
        {"items": [{"name": "Hengelo", "label": "Hengelo", "municipality": "GM0164", "exact": True}]},
        "places",
    ),
)
async def places(request: AnyRequest) -> Response[bytes]:
    """Places whose name is exactly this, then those that begin with it or look like it."""
    values = read_query(PLACES, request.scope["query_string"])
    here = house(request)
    content = msgspec.json.encode({"items": _places(values.get("q") or "", values["limit"], here)})
    return reply.reply(request, content, reply.tag(content), cache=reply.PRIVATE)


def _places(text: str, limit: int, here: House) -> list[dict[str, Any]]:
    exact = here.gazetteer.find(text) if text else ()
    near = here.gazetteer.suggest(text, limit) if text else ()
    return [place_told(each, here, exact=each in exact) for each in dict.fromkeys((*exact, *near))][:limit]


def place_told(place: Place, here: House, *, exact: bool) -> dict[str, Any]:
    """A place as the API shows it. The point is as sure as `radiusM` says."""
    told = {
        "name": place.name,
        "label": place.label,
        "kind": place.kind,
        "exact": exact,
        "municipality": place.municipality,
        "municipalityName": here.areas.name(place.municipality),
        "otherMunicipalities": place.other_municipalities or None,
        "latitude": round(place.latitude, 4),
        "longitude": round(place.longitude, 4),
        "radiusM": place.radius_m,
        "postcodes": place.postcodes or None,
        "inRegion": place.in_twente,
    }
    return {key: value for key, value in told.items() if value is not None}


@get(
    "/api/v1/suggestions",
    **described(
        "suggest",
        "Complete what somebody is typing: terms, then entries, then places",
        SUGGESTIONS,
        {"items": [{"kind": "organization", "label": "Veilig Thuis Twente", "slug": "veilig-thuis-twente"}]},
        "search",
    ),
)
async def suggestions(request: AnyRequest) -> Response[bytes]:
    """Terms first, then organizations and services, then places."""
    values = read_query(SUGGESTIONS, request.scope["query_string"])
    here = house(request)
    text, limit = values.get("q") or "", values["limit"]
    content = msgspec.json.encode({"items": list(_suggested(text, limit, here))[:limit] if text else []})
    return reply.reply(request, content, reply.tag(content), cache=reply.PRIVATE)


def _suggested(text: str, limit: int, here: House) -> Iterator[dict[str, Any]]:
    yield from here.suggester.suggest(text, limit)
    yield from _place_suggestions(text, limit, here)


def _place_suggestions(text: str, limit: int, here: House) -> Iterable[dict[str, Any]]:
    for place in here.gazetteer.suggest(text, min(limit, 5)):
        yield {"kind": "place", "label": place.label, "municipality": place.municipality}
