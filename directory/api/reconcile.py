"""The reconciliation protocol (W3C community report 0.2): OpenRefine finds the rows of a sheet in the directory.

https://reconciliation-api.github.io/specs/0.2/. A question is a name with what else is known; the answer is the same as
that of `duplicate-checks`, in the words of the protocol. No JSONP: it would run our answer as a program on their page.
"""

import asyncio
from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Literal

import msgspec
from litestar import Request, Response, get, post
from msgspec import Meta, Struct

from directory import __version__, text
from directory.errors import Fault, Invalid
from directory.gate import reply
from directory.gate.forms import KIND, read_fields
from directory.gate.house import House, house
from directory.gate.problems import problem
from directory.matching import Candidate, Described, Roster, candidates
from directory.model.json import encode
from directory.validation import MAXIMUM_FAULTS, read_struct

AnyRequest = Request[Any, Any, Any]
PATH = "/reconcile"
MAXIMUM_BODY = 2 * 1024 * 1024
MAXIMUM_QUERIES = 1_000
ORGANIZATION = {"id": "organization", "name": "Organisatie"}
# `match` is for what needs no person: the same, and nobody else nearly as much (DOMAIN.md 1.4).
AHEAD = 2.0
# What a column may be mapped to, and the field of a description that it fills.
PROPERTIES: Mapping[str, str] = {
    "alternateNames": "alternate_names",
    "formerNames": "former_names",
    "phones": "phones",
    "formerPhones": "former_phones",
    "url": "urls",
    "email": "emails",
    "place": "place",
    "kvk": "register",
}
SINGLE = ("place", "register")
Value = Annotated[str, Meta(max_length=600)]


class Property(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A column of the row: what it means, and its values."""

    pid: Annotated[str, Meta(max_length=100)]
    v: Annotated[tuple[Value, ...], Meta(max_length=80)]


class Query(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One row. `type_strict` is taken and has no effect: there is one type."""

    query: Annotated[str, Meta(max_length=300)] = ""
    type: Annotated[tuple[Value, ...], Meta(max_length=20)] = ()
    limit: Annotated[int, Meta(ge=1, le=100)] = 10
    properties: Annotated[tuple[Property, ...], Meta(max_length=50)] = ()
    type_strict: Literal["any", "should", "all"] = "any"


@get(PATH, include_in_schema=False, opt={"public": True})
async def reconcile(request: AnyRequest) -> Response[bytes]:
    """The manifest; with `queries` the answers to them."""
    given = read_fields(request.scope["query_string"])
    if "queries" in given:
        return await _answer(request, given["queries"][0])
    content = encode(manifest(house(request)))
    return reply.reply(request, content, reply.tag(content))


@post(PATH, status_code=200, include_in_schema=False, request_max_body_size=MAXIMUM_BODY, opt={"public": True})
async def reconcile_by_form(request: AnyRequest) -> Response[bytes]:
    """The answers to the `queries` of a form: words stay out of addresses."""
    if request.content_type[0] != KIND:
        raise problem(415, "media-type", f"Send this as {KIND}.")
    given = await asyncio.to_thread(read_fields, await request.body())
    if "queries" not in given:
        raise Invalid([Fault(pointer="/queries", code="field.missing", detail="`queries` is required.")])
    return await _answer(request, given["queries"][0])


def manifest(here: House) -> dict[str, Any]:
    """What this service is and where its entities are shown."""
    return {
        "versions": ["0.2"],
        "name": "Gids van partners bij huiselijk geweld",
        "identifierSpace": f"{here.address}/api/v1/organizations/",
        "schemaSpace": "https://docs.openreferral.org/en/v3.2/hsds/schema_reference.html",
        "documentation": f"{here.address}/api/v1/docs",
        "serviceVersion": __version__,
        "defaultTypes": [ORGANIZATION],
        "view": {"url": f"{here.address}/api/v1/organizations/{{{{id}}}}"},
    }


async def _answer(request: AnyRequest, raw: str) -> Response[bytes]:
    reply.accept(request, reply.JSON)
    # A thousand queries take a moment to be read: others are answered meanwhile.
    queries = await asyncio.to_thread(read, raw)
    here = house(request)
    roster = await here.rosters.of(here.atlas)
    content = await asyncio.to_thread(lambda: encode({key: _result(each, roster) for key, each in queries.items()}))
    return reply.Ready(content, reply.JSON, {"Cache-Control": reply.PRIVATE})


def read(raw: str) -> dict[str, Query]:
    """A batch of queries by their keys. Raises `Invalid` with every fault."""
    try:
        batch = msgspec.json.decode(raw.encode("utf-8", "replace"))
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise Invalid([Fault(pointer="/queries", code="json", detail="This is not valid JSON.")]) from None
    if not isinstance(batch, dict):
        raise Invalid([Fault(pointer="/queries", code="type", detail="A JSON object of queries is expected.")])
    if len(batch) > MAXIMUM_QUERIES:
        detail = f"At most {MAXIMUM_QUERIES} queries at a time; these are {len(batch)}."
        raise Invalid([Fault(pointer="/queries", code="too-many", detail=detail)])
    found: dict[str, Query] = {}
    faults: list[Fault] = []
    for key, each in batch.items():
        try:
            found[key] = _read(each)
        except Invalid as invalid:
            faults += (_within(key, fault) for fault in invalid.faults)
        if len(faults) >= MAXIMUM_FAULTS:
            break
    if faults:
        raise Invalid(faults[:MAXIMUM_FAULTS])
    return found


def _within(key: str, fault: Fault) -> Fault:
    return msgspec.structs.replace(fault, pointer=f"/queries/{key[:80]}{fault.pointer}")


def _read(raw: object) -> Query:
    query = read_struct(Query, _plain(raw))
    if not query.query and not query.properties:
        detail = "A query needs a name in `query`, or `properties`."
        raise Invalid([Fault(pointer="/query", code="field.missing", detail=detail)])
    return query


def _plain(raw: object) -> object:
    """A query in which lists are lists and values are texts, as the protocol allows them to be written in more ways."""
    if not isinstance(raw, dict):
        return raw
    found = {key: _text(value) for key, value in raw.items()}
    if isinstance(found.get("limit"), float) and found["limit"].is_integer():
        found["limit"] = int(found["limit"])
    if isinstance(found.get("type"), str):
        found["type"] = [found["type"]]
    if isinstance(found.get("properties"), list):
        found["properties"] = [_property(each) for each in found["properties"]]
    return found


def _property(raw: object) -> object:
    if not isinstance(raw, dict) or "v" not in raw:
        return raw
    values = raw["v"] if isinstance(raw["v"], list) else [raw["v"]]
    return {**raw, "v": [_value(each) for each in values]}


def _value(value: object) -> object:
    """A value of a column as text; of another entity its name."""
    if isinstance(value, dict):
        return _text(value.get("name") or value.get("id"))
    return str(value) if isinstance(value, int | float) else _text(value)


def _text(value: Any) -> Any:
    return text.normal(value) if isinstance(value, str) else value


def _result(query: Query, roster: Roster) -> dict[str, Any]:
    if query.type and "organization" not in query.type:
        return {"result": []}
    if unknown := [each.pid for each in query.properties if each.pid not in PROPERTIES]:
        # Others are answered; to pass over a column would be to answer another question.
        detail = f"Unknown properties: {', '.join(unknown)}. Known are: {', '.join(PROPERTIES)}."
        return {"result": [], "error": {"code": "property.unknown", "detail": detail}}
    found, _ = candidates(roster.reader.party(described(query)), roster)
    certain = bool(found) and found[0].judgement.verdict == "same" and _ahead(found)
    return {
        "result": [_candidate(each, roster, match=certain and not at) for at, each in enumerate(found[: query.limit])]
    }


def _ahead(found: list[Candidate]) -> bool:
    return len(found) == 1 or found[0].judgement.score - found[1].judgement.score >= AHEAD


def described(query: Query) -> Described:
    """The row as a description."""
    given: dict[str, Any] = {}
    for each in query.properties:
        field = PROPERTIES[each.pid]
        values = tuple(value for value in each.v if value)
        if field in SINGLE and values:
            given[field] = values[0]
        elif field not in SINGLE:
            given[field] = (*given.get(field, ()), *values)
    return Described(name=query.query, **given)


def _candidate(candidate: Candidate, roster: Roster, *, match: bool) -> dict[str, Any]:
    judgement = candidate.judgement
    return {
        "id": candidate.id,
        "name": roster.catalogue.organization(candidate.id).name,
        "description": judgement.label,
        "score": judgement.score,
        "match": match,
        "type": [ORGANIZATION],
        "features": [*_features(judgement.reasons), {"id": f"class-{judgement.verdict}", "value": True}],
    }


def _features(reasons: Iterable[Any]) -> list[dict[str, Any]]:
    return [{"id": each.field, "value": each.weight} for each in reasons]
