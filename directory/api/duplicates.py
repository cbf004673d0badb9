"""Is this in the directory already, under this name or another? One record, or many among themselves."""

import asyncio
from typing import Any

import msgspec
from litestar import Request, Response, post
from litestar.openapi.spec import Example, OpenAPIMediaType, Operation, RequestBody, Schema
from litestar.openapi.spec.enums import OpenAPIType

from directory.api.describe import described
from directory.api.duplicate_bodies import MAXIMUM_RECORDS, Asked, Keyed, Many, read
from directory.api.duplicate_bodies import described as as_described
from directory.api.search import read_json
from directory.gate import reply
from directory.gate.house import house
from directory.gate.parameters import NONE
from directory.matching import ENGINE, Candidate, Judgement, Pair, Roster, candidates, pairs_among
from directory.model.base import Part
from directory.model.json import encode

AnyRequest = Request[Any, Any, Any]
# Ten thousand records of a sheet, with some room.
MAXIMUM_BODY = 8 * 1024 * 1024
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
    # Ten thousand records take a moment to be read: others are answered meanwhile.
    asked = await asyncio.to_thread(read, body)
    here = house(request)
    roster = await here.rosters.of(here.atlas)
    content = await asyncio.to_thread(lambda: encode(_answer(asked, roster)))
    return reply.Ready(content, reply.JSON, {"Cache-Control": reply.PRIVATE})


def _answer(asked: Asked | Many, roster: Roster) -> dict[str, Any]:
    if isinstance(asked, Asked):
        found, checked = candidates(roster.reader.party(as_described(asked)), roster, asked.exclude)
        answer: dict[str, Any] = {"candidates": [_candidate(each, roster) for each in found], "checked": checked}
    else:
        parties = [roster.reader.party(as_described(each)) for each in asked.records]
        among = pairs_among(parties, roster)
        answer = {
            "pairs": [pair(each) for each in among.pairs],
            "total": among.total,
            "truncated": among.total > len(among.pairs),
            "tooCommon": among.common,
            "checked": len(parties),
        }
        if asked.against:
            beside = ((each.key, candidates(each, roster)[0]) for each in parties)
            answer["records"] = [
                {"key": key, "candidates": [_candidate(each, roster) for each in found]} for key, found in beside
            ]
    return {**answer, "engine": ENGINE, "dataVersion": roster.catalogue.sequence}


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
