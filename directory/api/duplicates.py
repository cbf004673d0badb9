"""Is this in the directory already, under this name or another? One record, or many among themselves."""

import asyncio
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Annotated, Any, Literal

import msgspec
from litestar import Request, Response, post
from litestar.openapi.spec import Example, OpenAPIMediaType, Operation, RequestBody, Schema
from litestar.openapi.spec.enums import OpenAPIType
from msgspec import Meta

from directory import text
from directory.api.describe import described
from directory.api.search import read_json
from directory.errors import Fault, Invalid
from directory.gate import reply
from directory.gate.house import house
from directory.gate.parameters import NONE
from directory.matching import ENGINE, Candidate, Described, Judgement, Pair, Roster, candidates, pairs_among
from directory.model.base import AreaCode, Id, Part
from directory.model.json import encode
from directory.validation import MAXIMUM_FAULTS, read_struct

AnyRequest = Request[Any, Any, Any]
# Ten thousand records of a sheet, with some room.
MAXIMUM_BODY = 8 * 1024 * 1024
MAXIMUM_RECORDS = 10_000
# Beside the directory each record is a question of its own.
MAXIMUM_AGAINST = 1_000

Line = Annotated[str, Meta(max_length=300)]
Lines = Annotated[tuple[Line, ...], Meta(max_length=80)]
Number = Annotated[str, Meta(max_length=40)]
Numbers = Annotated[tuple[Number, ...], Meta(max_length=80)]
Address = Annotated[str, Meta(max_length=600)]


class Told(Part, frozen=True, kw_only=True):
    """An organization as it is sent. Nothing but the name is needed; what is empty is as if it were not there."""

    name: Annotated[str, Meta(min_length=1, max_length=300)]
    alternate_names: Lines = ()
    former_names: Lines = ()
    phones: Numbers = ()
    former_phones: Numbers = ()
    url: Address | None = None
    urls: Annotated[tuple[Address, ...], Meta(max_length=40)] = ()
    email: Line | None = None
    place: Annotated[str, Meta(max_length=100)] | None = None
    area: Annotated[tuple[AreaCode, ...], Meta(max_length=400)] = ()
    kvk: Annotated[str, Meta(max_length=20)] | None = None


class Asked(Told, frozen=True, kw_only=True):
    """One record beside the directory. `exclude` is the id of the record that is being edited."""

    exclude: Id | None = None


class Keyed(Told, frozen=True, kw_only=True):
    """A record of a batch."""

    key: Annotated[str, Meta(min_length=1, max_length=200)]


class Many(Part, frozen=True, kw_only=True):
    """A batch: judged among themselves, and with `against` beside the directory too."""

    records: Annotated[tuple[Keyed, ...], Meta(max_length=MAXIMUM_RECORDS)]
    against: Literal["directory"] | None = None


EXAMPLE = {
    "candidates": [
        {
            "id": "7f1c1f0e-6c1b-5d2f-9f57-0a4c7a3f2b11",
            "slug": "veilig-thuis-twente",
            "kind": "organization",
            "name": "Veilig Thuis Twente",
            "score": 4.5,
            "class": "same",
            "label": "waarschijnlijk dezelfde",
            "reasons": [
                {"field": "prior", "text": "Uitgangspunt: meestal niet dezelfde.", "weight": -5.0},
                {"field": "name", "text": "De naam is gelijk: “Veilig Thuis Twente”.", "weight": 8.0},
                {"field": "phones", "text": "Het telefoonnummer is gelijk, maar veel gebruikt.", "weight": 0.5},
                {"field": "place", "text": "De plaats is gelijk.", "weight": 1.0},
            ],
            "vetoes": [],
        }
    ],
    "checked": 3,
    "engine": ENGINE,
    "dataVersion": 258,
}
REQUEST = {"name": "VTT", "phones": ["0800-2000"], "url": "https://www.veiligthuistwente.nl", "place": "Enschede"}
BATCH = {
    "records": [
        {"key": "1", "name": "Stichting Kadera", "place": "Almelo"},
        {"key": "2", "name": "Kadera", "url": "https://www.kadera.nl"},
    ]
}


class Checking(Operation):
    """The operation with its body: one record, or `records`."""

    def __post_init__(self) -> None:
        """Describe the body from the structs that read it."""
        schemas = [_schema(Asked, REQUEST), _schema(Many, BATCH)]
        examples = {"one": Example(value=REQUEST), "many": Example(value=BATCH)}
        media = OpenAPIMediaType(schema=Schema(one_of=schemas), examples=examples)  # type: ignore[arg-type]
        self.request_body = RequestBody(content={"application/json": media}, required=True)


def _schema(struct: type[Part], example: Any) -> Schema:
    names = {each.encode_name: _kind(each.encode_name) for each in msgspec.structs.fields(struct)}
    required = [each.encode_name for each in msgspec.structs.fields(struct) if each.required]
    return Schema(type=OpenAPIType.OBJECT, properties=names, required=required, example=example)  # type: ignore[arg-type]


def _kind(name: str) -> Schema:
    if name == "records":
        return Schema(type=OpenAPIType.ARRAY, items=_schema(Keyed, BATCH["records"][0]), max_items=MAXIMUM_RECORDS)
    if (name.endswith("s") and name != "against") or name == "area":
        return Schema(type=OpenAPIType.ARRAY, items=Schema(type=OpenAPIType.STRING))
    return Schema(type=OpenAPIType.STRING)


ROUTE = described("checkDuplicates", "Is this in the directory already", NONE, EXAMPLE, "overlap", errors=(413, 415))


@post(
    "/api/v1/duplicate-checks",
    status_code=200,
    request_max_body_size=MAXIMUM_BODY,
    **{**ROUTE, "operation_class": Checking},
)
async def duplicates(request: AnyRequest) -> Response[bytes]:
    """Which organization this may be, with a class, a score and a reason for each part of it. Nothing is merged."""
    body = await read_json(request)
    reply.accept(request, reply.JSON)
    asked = read(body)
    here = house(request)
    roster = await here.rosters.of(here.atlas)
    answer = await asyncio.to_thread(_answer, asked, roster)
    return reply.Ready(encode(answer), reply.JSON, {"Cache-Control": reply.PRIVATE})


def read(body: object) -> Asked | Many:
    """What is asked. Raises `Invalid` with every fault."""
    if not isinstance(body, Mapping):
        raise Invalid([Fault(pointer="", code="type", detail="A JSON object is expected.")])
    if "records" not in body:
        return read_struct(Asked, _bare(body))
    records = body["records"]
    bare = [_bare(each) for each in records] if isinstance(records, list) else records
    faults = [*_crowded(bare, body.get("against")), *_twice(bare)] if isinstance(bare, list) else []
    try:
        many = read_struct(Many, {**body, "records": bare})
    except Invalid as invalid:
        raise Invalid([*invalid.faults, *faults][:MAXIMUM_FAULTS]) from None
    if faults:
        raise Invalid(faults[:MAXIMUM_FAULTS])
    return many


def _crowded(records: Sequence[object], against: object) -> Iterator[Fault]:
    if against is not None and MAXIMUM_AGAINST < len(records) <= MAXIMUM_RECORDS:
        detail = f"At most {MAXIMUM_AGAINST} records beside the directory at a time."
        yield Fault(pointer="/records", code="too-many", detail=detail)


def _twice(records: Iterable[object]) -> Iterator[Fault]:
    seen: dict[str, int] = {}
    for position, each in enumerate(records):
        key = each.get("key") if isinstance(each, Mapping) else None
        first = seen.setdefault(key, position) if isinstance(key, str) else position
        if first != position:
            detail = f"The record at /records/{first} has this key too."
            yield Fault(pointer=f"/records/{position}/key", code="key.twice", detail=detail)


def _bare(record: object) -> object:
    """A record without what copied text and sheets bring along: invisible characters, empty cells."""
    if not isinstance(record, Mapping):
        return record
    found = {name: _clean(value) for name, value in record.items()}
    return {name: value for name, value in found.items() if name == "name" or value not in (None, "")}


def _clean(value: object) -> object:
    if isinstance(value, str):
        return text.normal(value.encode("utf-8", "ignore").decode())
    return [_clean(each) for each in value] if isinstance(value, list) else value


def _answer(asked: Asked | Many, roster: Roster) -> dict[str, Any]:
    if isinstance(asked, Asked):
        found, checked = candidates(roster.reader.party(_described(asked)), roster, asked.exclude)
        answer: dict[str, Any] = {"candidates": [_candidate(each, roster) for each in found], "checked": checked}
    else:
        parties = [roster.reader.party(_described(each)) for each in asked.records]
        answer = {"pairs": [pair(each) for each in pairs_among(parties, roster)], "checked": len(parties)}
        if asked.against:
            beside = ((each.key, candidates(each, roster)[0]) for each in parties)
            answer["records"] = [
                {"key": key, "candidates": [_candidate(each, roster) for each in found]} for key, found in beside
            ]
    return {**answer, "engine": ENGINE, "dataVersion": roster.catalogue.sequence}


def _described(told: Told) -> Described:
    return Described(
        key=told.key if isinstance(told, Keyed) else "",
        name=told.name,
        alternate_names=told.alternate_names,
        former_names=told.former_names,
        phones=told.phones,
        former_phones=told.former_phones,
        urls=tuple(each for each in (told.url, *told.urls) if each),
        emails=(told.email,) if told.email else (),
        place=told.place,
        areas=told.area,
        register=told.kvk,
    )


def _candidate(candidate: Candidate, roster: Roster) -> dict[str, Any]:
    organization = roster.catalogue.organization(candidate.id)
    return {
        "id": candidate.id,
        "slug": organization.slug,
        "kind": "organization",
        "name": organization.name,
        **_judgement(candidate.judgement, "record", candidate.id),
    }


def pair(found: Pair) -> dict[str, Any]:
    """A pair as it is answered."""
    return {"a": found.a, "b": found.b, **_judgement(found.judgement, found.a, found.b)}


def _judgement(judgement: Judgement, one: str, other: str) -> dict[str, Any]:
    """With a direction: `from` is the part or the predecessor, `to` the whole or the successor."""
    told: dict[str, Any] = {
        "score": judgement.score,
        "class": judgement.verdict,
        "label": judgement.label,
        "reasons": judgement.reasons,
        "vetoes": judgement.vetoes,
    }
    if judgement.forwards is not None:
        told["from"], told["to"] = (one, other) if judgement.forwards else (other, one)
    return told
