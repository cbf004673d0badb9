"""Open Referral's API, to the letter: the paths, parameters and envelope of HSDS 3.2.

Unknown parameters are passed over, since clients send dialects.
"""

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import msgspec
from litestar import Request, Response, get, post
from litestar.params import FromPath

from directory.api.describe import described
from directory.errors import Fault, Gone, Invalid, Unknown
from directory.exchange.hsds import Asked, Hsds, Json, Near, TermsAsked, ndjson, patch, profile, root
from directory.exchange.hsds.documents import PROFILE
from directory.gate import reply
from directory.gate.house import House, house
from directory.gate.paging import page_count
from directory.gate.parameters import NONE, Parameter, Parameters, read_query, table
from directory.model import Id, Kind, Tombstone
from directory.model.json import encode

AnyRequest = Request[Any, Any, Any]
BASE = "/hsds/v3"
POSTCODE_FAULT = "This must be a Dutch postcode, such as 7551 or 7551 AB."


def _text(name: str, description: str, example: str) -> Parameter:
    # What somebody looks for stays out of the memory of readings.
    return Parameter(name=name, kind="text", description=description, example=example, private=name == "search")


def _flag(name: str, description: str) -> Parameter:
    return Parameter(name=name, kind="flag", description=description, default=False, example=False)


ID = "00000000-0000-4000-8000-000000000000"
LISTING = (
    _text("search", "Words that must all occur in names and descriptions.", "opvang"),
    Parameter(
        name="page", kind="integer", description="Which page, from 1.", minimum=1, default=1, example=1, maximum=10**9
    ),
    Parameter(
        name="per_page",
        kind="integer",
        description="Items on a page, at most 500.",
        minimum=1,
        maximum=500,
        default=50,
        example=50,
    ),
    Parameter(
        name="format",
        kind="text",
        description="`ndjson` streams every match, one record a line.",
        choices=("json", "ndjson"),
        default="json",
        example="json",
    ),
)
TERMS = (
    _text("taxonomy_term_id", "Only records that carry this term.", ID),
    _text("taxonomy_id", "Only records that carry a term of this taxonomy.", ID),
)
OF_ORGANIZATION = _text("organization_id", "Only records of this organization.", ID)
MODIFIED = Parameter(
    name="modified_after",
    kind="moment",
    description="Only records that changed, or hold what changed, on or after this moment. Without a zone: UTC.",
    default="utc",
    example="2026-11-01T00:00:00Z",
)
MINIMAL = _flag("minimal", "Only ids and moments of change, all in one page.")
FULL = _flag("full", "Whole records instead of their scalars.")
FULL_SERVICE = _flag("full_service", "With each organization its whole services.")
POSTCODE = _text("postcode", "Only what serves the area of this postcode, or does not say what it serves.", "7551")
PROXIMITY = Parameter(
    name="proximity",
    kind="number",
    description="With `postcode`: only places that people visit within this distance, in metres.",
    minimum=0,
    maximum=1_000_000,
    example=10000,
)

LISTS: Mapping[str, Parameters] = {
    "services": table(*LISTING, *TERMS, OF_ORGANIZATION, MODIFIED, MINIMAL, FULL),
    "organizations": table(*LISTING, *TERMS, FULL, FULL_SERVICE),
    "service_at_locations": table(*LISTING, *TERMS, OF_ORGANIZATION, MODIFIED, FULL, POSTCODE, PROXIMITY),
    "taxonomies": table(*LISTING),
    "taxonomy_terms": table(
        *LISTING,
        _text("taxonomy_id", "Only terms of this taxonomy.", ID),
        _flag("top_only", "Only terms without a broader one."),
        _text("parent_id", "Only terms directly under this one.", ID),
    ),
}
RECORDS: Mapping[str, Parameters] = {
    **dict.fromkeys(LISTS, table()),
    "organizations": table(
        Parameter(name="full_service", kind="flag", description="With whole services.", default=True)
    ),
}
KINDS: Mapping[str, Kind] = {
    "services": "service",
    "organizations": "organization",
    "service_at_locations": "contact-point",
    "taxonomies": "vocabulary",
}
Maker = Callable[[Id], Json]


def routes() -> list[Any]:
    """Every endpoint of the standard; the lists take POST with the same query, as it allows."""
    made = [front, the_profile, profile_of]
    for endpoint in LISTS:
        made += [_list_route(endpoint, get), _list_route(endpoint, post), _record_route(endpoint)]
    return made


@get(["/hsds/v3"], **described("hsds-root", "What this API is", NONE, {"version": "3.2"}, "hsds"))
async def front(request: AnyRequest) -> Response[bytes]:
    """Version and profile."""
    here = house(request)
    return _said(request, root(f"{here.address}{BASE}", {"name": "Regional partner directory"}))


@get("/hsds/v3/profile", **described("hsds-profile", "The profile: what is added to HSDS", NONE, {}, "hsds"))
async def the_profile(request: AnyRequest) -> Response[bytes]:
    """Which objects the profile adds properties to, and where each patch is."""
    return _said(request, profile(f"{house(request).address}{BASE}"))


@get(
    "/hsds/v3/profile/{name:str}",
    **described("hsds-profile-patch", "The JSON merge patch of one object", NONE, {}, "hsds", errors=(404,)),
)
async def profile_of(request: AnyRequest, name: FromPath[str]) -> Response[bytes]:
    """The patch of `service.json`, `organization.json` and so on."""
    plain = name.removesuffix(".json")
    if plain not in PROFILE:
        raise Unknown("profile.unknown", detail="The profile has no patch by this name.")
    return _said(request, patch(plain))


def _said(request: AnyRequest, content: Json) -> Response[bytes]:
    written = encode(content)
    return reply.reply(request, written, reply.tag(written))


def _list_route(endpoint: str, method: Callable[..., Any]) -> Any:
    parameters = LISTS[endpoint]
    by_post = method is post
    name = f"hsds-{endpoint.replace('_', '-')}{'-by-post' if by_post else ''}"
    more: dict[str, Any] = {"status_code": 200} if by_post else {}
    summary = f"List {endpoint.replace('_', ' ')}"

    async def listed(request: AnyRequest) -> Response[Any]:
        """A page, or with `format=ndjson` everything."""
        values = read_query(parameters, request.scope["query_string"], strict=False)
        here = house(request)
        asked = _asked(endpoint, values, here)
        if not here.hsds.indexed:
            await asyncio.to_thread(_ids, endpoint, here.hsds, asked)
        return _list(request, endpoint, values, here, asked)

    return method(f"{BASE}/{endpoint}", **more, **described(name, summary, parameters, {"total_items": 0}, "hsds"))(
        listed
    )


def _record_route(endpoint: str) -> Any:
    parameters = RECORDS[endpoint]
    summary = f"One of the {endpoint.replace('_', ' ')}"
    about = described(
        f"hsds-{endpoint.replace('_', '-')}-one", summary, parameters, {"id": ID}, "hsds", errors=(404, 410)
    )

    @get(f"{BASE}/{endpoint}/{{id:str}}", **about)
    async def read(request: AnyRequest, id: FromPath[str]) -> Response[Any]:
        """The record with everything in it."""
        values = read_query(parameters, request.scope["query_string"], strict=False)
        here = house(request)
        try:
            content = _whole(endpoint, here.hsds, values)(id)
        except Gone as gone:
            return _gone(gone, endpoint)
        except Unknown:
            raise Unknown("record.unknown", detail=f"None of the {endpoint.replace('_', ' ')} has this id.") from None
        written = msgspec.json.encode(content)
        return reply.reply(request, written, reply.tag(here.atlas.sequence, here.today(), endpoint, id, values))

    return read


def _gone(gone: Gone, endpoint: str) -> Response[bytes]:
    tombstone = gone.facts["tombstone"]
    if isinstance(tombstone, Tombstone) and tombstone.status == "merged" and tombstone.successor_id:
        headers = {"Location": f"{BASE}/{endpoint}/{tombstone.successor_id}", "Cache-Control": reply.PUBLIC}
        return Response(b"", status_code=308, headers=headers)
    raise gone


def _asked(endpoint: str, values: Mapping[str, Any], here: House) -> Asked | TermsAsked:
    picked = {name: values[name] for name in ("search", "taxonomy_id", "parent_id", "top_only") if values.get(name)}
    if endpoint in ("taxonomies", "taxonomy_terms"):
        return TermsAsked(**picked)
    if values.get("taxonomy_term_id"):
        picked["taxonomy_term_id"] = values["taxonomy_term_id"]
    if values.get("organization_id"):
        picked["organization_id"] = _survivor(here, values["organization_id"])
    if values.get("modified_after") not in (None, "utc"):
        picked["modified_after"] = values["modified_after"]
    return Asked(**picked, **_area(values, here))


def _survivor(here: House, organization: str) -> str:
    """What is asked of an organization that was merged is asked of the one that it became."""
    try:
        return here.atlas.catalogue.survivor("organization", organization)
    except Unknown:
        return organization


def _area(values: Mapping[str, Any], here: House) -> dict[str, Any]:
    if values.get("postcode") is None:
        if values.get("proximity") is not None:
            raise _invalid("proximity", "A proximity needs a postcode to measure from.")
        return {}
    place = here.gazetteer.postcode(_four_digits(values["postcode"]))
    if place is None:
        raise _invalid("postcode", "This postcode is not known.")
    near = None
    if values.get("proximity") is not None:
        near = Near(latitude=place.latitude, longitude=place.longitude, metres=values["proximity"])
    return {"municipalities": frozenset((place.municipality, *place.other_municipalities)), "near": near}


def _four_digits(postcode: str) -> str:
    compact = postcode.replace(" ", "").upper()
    code, letters = compact[:4], compact[4:]
    if not (code.isascii() and code.isdigit() and len(code) == 4 and code[0] != "0"):
        raise _invalid("postcode", POSTCODE_FAULT)
    if letters and not (len(letters) == 2 and letters.isascii() and letters.isalpha()):
        raise _invalid("postcode", POSTCODE_FAULT)
    return code


def _invalid(name: str, detail: str) -> Invalid:
    return Invalid([Fault(pointer=name, code="value", detail=detail, where="query")])


def _ids(endpoint: str, hsds: Hsds, asked: Asked | TermsAsked) -> Sequence[Id]:
    if isinstance(asked, TermsAsked):
        return hsds.taxonomies(asked.search) if endpoint == "taxonomies" else hsds.taxonomy_terms(asked)
    found: Sequence[Id] = getattr(hsds, endpoint)(asked)
    return found


def _list(
    request: AnyRequest, endpoint: str, values: Mapping[str, Any], here: House, asked: Asked | TermsAsked
) -> Response[Any]:
    version = reply.tag(here.atlas.sequence, here.today(), endpoint, sorted(values.items(), key=str))
    cache = reply.PRIVATE if values.get("postcode") or values.get("search") else reply.PUBLIC
    if old := reply.unchanged(request, version, cache):
        return old
    ids = _ids(endpoint, here.hsds, asked)
    maker = _listed(endpoint, here.hsds, values)
    if values["format"] == "ndjson":
        return reply.stream(request, ndjson(maker(id) for id in ids), version)
    if values.get("minimal"):
        shown, number, per_page = ids, 1, max(len(ids), 1)
    else:
        number, per_page = values["page"], values["per_page"]
        shown = ids[(number - 1) * per_page : number * per_page]
    content = _envelope([maker(id) for id in shown], number, per_page, len(ids))
    return reply.reply(request, msgspec.json.encode(content), version, cache=cache)


def _envelope(contents: Iterable[Json], number: int, per_page: int, total: int) -> Json:
    held = list(contents)
    pages = page_count(total, per_page)
    return {
        "total_items": total,
        "total_pages": pages,
        "page_number": number,
        "size": len(held),
        "first_page": number == 1,
        "last_page": number >= pages,
        "empty": not held,
        "contents": held,
    }


def _listed(endpoint: str, hsds: Hsds, values: Mapping[str, Any]) -> Maker:
    """What makes a record of a list. A stream gives whole records, as `full` does."""
    if endpoint == "services" and values.get("minimal"):
        return hsds.service_minimal
    if values.get("full") or endpoint in ("taxonomies", "taxonomy_terms"):
        return _whole(endpoint, hsds, values)
    briefs: Mapping[str, Maker] = {
        "services": hsds.service_brief,
        "organizations": hsds.organization_brief,
        "service_at_locations": hsds.service_at_location_brief,
    }
    return briefs[endpoint]


def _whole(endpoint: str, hsds: Hsds, values: Mapping[str, Any]) -> Maker:
    whole: Mapping[str, Maker] = {
        "services": hsds.service,
        "organizations": lambda id: hsds.organization(id, bool(values.get("full_service"))),
        "service_at_locations": hsds.service_at_location,
        "taxonomies": hsds.taxonomy,
        "taxonomy_terms": hsds.taxonomy_term,
    }
    return whole[endpoint]
