"""Records by list, by id and by slug: their own bytes, with what depends on today put behind them."""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any

import msgspec
from litestar import Request, Response, get
from litestar.response import Redirect

from directory.api.describe import described
from directory.errors import Gone, Unknown
from directory.gate import reply
from directory.gate.house import House, house
from directory.gate.paging import links
from directory.gate.parameters import NONE, PAGE, PER_PAGE, Parameter, Parameters, read_query, table
from directory.model import (
    DIMENSIONS,
    Checks,
    ContactPoint,
    DivisionOfLabour,
    Id,
    Kept,
    Kind,
    Location,
    Organization,
    Service,
    Tombstone,
    Vocabulary,
    cadence,
    known_on,
)

AnyRequest = Request[Any, Any, Any]
# What a field that a record does not have reads as.
ABSENT = msgspec.Raw()
DAY = timedelta(days=1)
COLLECTIONS: Mapping[str, Kind] = {
    "organizations": "organization",
    "services": "service",
    "contact-points": "contact-point",
    "locations": "location",
    "vocabularies": "vocabulary",
    "divisions-of-labour": "division-of-labour",
}
STRUCTS: Mapping[Kind, type] = {
    "organization": Organization,
    "service": Service,
    "contact-point": ContactPoint,
    "location": Location,
    "vocabulary": Vocabulary,
    "division-of-labour": DivisionOfLabour,
}
ORGANIZATION = Parameter(
    name="organization",
    kind="text",
    description="Id or slug of the organization that they belong to.",
    maximum_length=120,
    example="kadera",
)
SERVICE = Parameter(
    name="service",
    kind="text",
    description="Id or slug of the service that they belong to.",
    maximum_length=120,
    example="kadera-ambulante-hulp",
)
LISTS: Mapping[str, Parameters] = {
    "organizations": table(PAGE, PER_PAGE),
    "services": table(ORGANIZATION, PAGE, PER_PAGE),
    "contact-points": table(ORGANIZATION, SERVICE, PAGE, PER_PAGE),
    "locations": table(ORGANIZATION, PAGE, PER_PAGE),
    "vocabularies": table(PAGE, PER_PAGE),
    "divisions-of-labour": table(PAGE, PER_PAGE),
}


def routes() -> list[Any]:
    """A list and a record route for every collection."""
    return [make(name) for name in COLLECTIONS for make in (_list_route, _record_route)]


def _list_route(collection: str) -> Any:
    parameters = LISTS[collection]
    example = {"totalItems": 0, "page": 1, "perPage": 20, "items": []}

    @get(
        f"/api/v1/{collection}",
        **described(f"list-{collection}", f"List {collection.replace('-', ' ')}", parameters, example),
    )
    async def listed(request: AnyRequest) -> Response[bytes]:
        query = request.scope["query_string"]
        return _page(request, collection, read_query(parameters, query), query)

    return listed


def _record_route(collection: str) -> Any:
    kind = COLLECTIONS[collection]
    one = described(
        f"read-{collection}",
        f"One of the {collection.replace('-', ' ')}, by id or slug",
        NONE,
        _example_record(kind),
        errors=(404, 410),
    )

    @get(f"/api/v1/{collection}/{{id:str}}", **one)
    async def read(request: AnyRequest) -> Response[Any]:
        read_query(NONE, request.scope["query_string"])
        return _record(request, collection, request.scope["path_params"]["id"])

    return read


def _example_record(kind: Kind) -> dict[str, Any]:
    return {"kind": kind, "id": "0b5e6c1e-52f6-5f2b-8f7a-6d7f6a1c0d11", "slug": "voorbeeld"}


def _page(request: AnyRequest, collection: str, values: Mapping[str, Any], query: bytes) -> Response[bytes]:
    here = house(request)
    kind = COLLECTIONS[collection]
    ids = _ids(here, kind, values)
    page, per_page = values["page"], values["perPage"]
    shown = ids[(page - 1) * per_page : page * per_page]
    head = msgspec.json.encode({"totalItems": len(ids), "page": page, "perPage": per_page})[:-1]
    items = b",".join(shown_bytes(here.atlas.catalogue.version(kind, id), here.today()) for id in shown)
    version = reply.tag(here.atlas.sequence, here.today(), collection, sorted(values.items(), key=str))
    more = links(f"/api/v1/{collection}", query, page, len(ids), per_page)
    return reply.reply(request, b'%b,"items":[%b]}' % (head, items), version, more=more)


def _ids(here: House, kind: Kind, values: Mapping[str, Any]) -> list[Id]:
    catalogue = here.atlas.catalogue
    if (service := values.get("service")) is not None:
        return sorted(catalogue.doors_of(catalogue.survivor("service", service)))
    if (owner := values.get("organization")) is None:
        return catalogue.ids(kind)
    organization = catalogue.survivor("organization", owner)
    of: Mapping[Kind, Callable[[Id], tuple[Id, ...]]] = {
        "service": catalogue.services_of,
        "location": catalogue.locations_of,
        "contact-point": lambda id: tuple(
            door for service in catalogue.services_of(id) for door in catalogue.doors_of(service)
        ),
    }
    return sorted(of[kind](organization))


def _record(request: AnyRequest, collection: str, id_or_slug: str) -> Response[Any]:
    here = house(request)
    kind = COLLECTIONS[collection]
    catalogue = here.atlas.catalogue
    try:
        id = catalogue.resolve(kind, id_or_slug)
        kept = catalogue.version(kind, id)
    except Gone as gone:
        return _gone(gone, collection, here)
    except Unknown:
        raise Unknown("record.unknown", detail=no_such(collection)) from None
    if id_or_slug != id and id_or_slug != (slug := catalogue.slug(kind, id)):
        return Redirect(f"/api/v1/{collection}/{slug}", status_code=308, headers={"Cache-Control": reply.PUBLIC})
    today = here.today()
    version = version_of(kept.sequence, today)
    reply.accept(request, reply.JSON)
    if old := reply.unchanged(request, version):
        return old
    return reply.Ready(shown_bytes(kept, today), reply.JSON, reply.headers(request, version, reply.PUBLIC))


def version_of(sequence: int, today: date) -> str:
    """The tag of a record: no two versions of anything have the same number, and the day decides what is stale."""
    return f"{sequence:x}-{today.toordinal():x}"


def sequence_in(tag: str) -> int | None:
    """Which change made the version that has this tag, on whatever day; None for no tag of a record."""
    number, _, day = tag.partition("-")
    return int(number, 16) if re.fullmatch(r"[0-9a-f]{1,15}", number) and day else None


def no_such(collection: str) -> str:
    """The sentence for a record that is not there, or not for whoever asks."""
    return f"None of the {collection.replace('-', ' ')} has this id or slug."


def _gone(gone: Gone, collection: str, here: House) -> Response[Any]:
    tombstone = gone.facts["tombstone"]
    if not isinstance(tombstone, Tombstone):
        raise gone
    if tombstone.status == "merged" and tombstone.successor_id is not None:
        content = msgspec.json.encode(
            {"id": tombstone.id, "mergedInto": tombstone.successor_id, "reason": tombstone.reason}
        )
        location = f"/api/v1/{collection}/{tombstone.successor_id}"
        more = {"Location": location, "Cache-Control": reply.PUBLIC}
        return Response(content, status_code=308, headers=more, media_type=reply.JSON)
    raise gone


class _Expiring(msgspec.Struct, rename="camel"):
    """Of hours and waiting times only the last day on which they hold."""

    valid_to: date | None = None
    expires_on: date | None = None


class _Waited(msgspec.Struct, rename="camel"):
    """Of a referral only how long people wait."""

    waiting_time: _Expiring | None = None


class Checked(msgspec.Struct):
    """Of a record only what its state is made of; reading the rest would cost more than the answer."""

    facts: dict[str, Checks] = {}
    functions: msgspec.Raw = ABSENT
    topics: msgspec.Raw = ABSENT
    audiences: msgspec.Raw = ABSENT
    area: msgspec.Raw = ABSENT
    hours: msgspec.Raw = ABSENT
    languages: msgspec.Raw = ABSENT
    channel: msgspec.Raw = ABSENT
    conditions: msgspec.Raw = ABSENT
    referral: _Waited | None = None

    def dues(self) -> Iterator[tuple[date, str]]:
        """From which day which field is stale: by its check date, and by the last day that it names itself."""
        for name, fact in self.facts.items():
            yield known_on(fact) + cadence(name), name
        if self.hours is not ABSENT and (last := _ending(self.hours).valid_to):
            yield last + DAY, "hours"
        if self.referral and self.referral.waiting_time and (last := self.referral.waiting_time.expires_on):
            yield last + DAY, "referral.waitingTime"


_checked = msgspec.json.Decoder(Checked)
_ending = msgspec.json.Decoder(_Expiring).decode


def shown_bytes(kept: Kept, today: date) -> bytes:
    """A record as the API shows it: the kept bytes, then what today makes of its check dates."""
    return b"%b,%b" % (kept.document[:-1], msgspec.json.encode(_state(kept, today))[1:])


def _state(kept: Kept, today: date) -> dict[str, Any]:
    checked = _checked.decode(kept.document)
    state: dict[str, Any] = {"lastModified": kept.at}
    if checked.facts:
        state["verifiedOn"] = min(known_on(fact) for fact in checked.facts.values())
    if dues := [*checked.dues()]:
        first = min(dues)[0]
        state["nextCheckOn"] = first
        state["stale"] = first <= today
        state["staleFields"] = sorted({name for due, name in dues if due <= today}) if first <= today else ()
    if kept.kind == "contact-point":
        state["unknown"] = [name for name in DIMENSIONS if getattr(checked, name) is ABSENT]
    return state
