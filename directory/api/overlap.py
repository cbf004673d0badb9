"""Does this already exist: a proposal beside everything that there is, and the dossier that is kept of it."""

import asyncio
from typing import Any

import msgspec
from litestar import Request, Response, get, post
from litestar.params import FromPath

from directory.api.describe import described
from directory.api.search import read_json
from directory.coverage import Existing, Overlap
from directory.gate import reply
from directory.gate.asking.dossiers import keep, may_be_kept, reread
from directory.gate.asking.proposals import PROPOSAL, Asked
from directory.gate.house import House, house
from directory.gate.parameters import NONE
from directory.gate.problems import problem

AnyRequest = Request[Any, Any, Any]
EXAMPLE = {
    "id": "2026-11-25-3f2a9c81d07be642",
    "verdict": "strengthen",
    "summary": "Dit bestaat al: Veilig Thuis Twente. Er ontbreekt, voor zover bekend: via website. Versterk wat er is.",
    "coverage": {"core": [1, 1], "need": [1, 1], "full": [0.5, 0.9]},
    "minimalGap": {"dimensions": ["channels"], "certain": True, "boxes": [{"text": "via website", "share": 0.5}]},
    "proposal": {"title": "Meldpunt", "functions": ["melden"], "area": ["VR05"], "channels": ["telefoon", "web"]},
    "overlapping": [
        {
            "id": "7f1c1f0e-6c1b-5d2f-9f57-0a4c7a3f2b11",
            "slug": "veilig-thuis-twente",
            "name": "Veilig Thuis Twente",
            "core": [1, 1],
            "need": [1, 1],
            "full": [0.5, 0.5],
            "byDimension": {"functions": [1, 1], "area": [1, 1], "channels": [0.5, 0.5]},
            "uniqueContribution": 0.5,
            "action": "strengthen",
            "missing": ["via website"],
            "contactPoints": [],
        }
    ],
    "dataVersion": 258,
    "checkedOn": "2026-11-25",
}


@post(
    "/api/v1/overlap-checks",
    status_code=200,
    **described(
        "checkOverlap",
        "Does this already exist, and what of it does not",
        PROPOSAL,
        EXAMPLE,
        "overlap",
        body=True,
        answer=Overlap,
    ),
)
async def overlap(request: AnyRequest) -> Response[bytes]:
    """Who does this already, for which part nobody, what is not known and whom to ask."""
    here = house(request)
    body = await read_json(request)
    reply.accept(request, reply.JSON)
    # Milliseconds, and more where there are many doors or words: others need not wait for it.
    asked, found = await asyncio.to_thread(_answered, body, here, here.existing)
    answer: dict[str, Any] = msgspec.to_builtins(found)
    more: dict[str, str] = {}
    if asked.paragraph:
        answer["readFrom"] = "text"
    elif may_be_kept(asked, found):
        if dossier := await keep(found, here):
            where = f"{here.address}/api/v1/overlap-checks/{dossier.id}"
            answer = {"id": dossier.id, **answer, "links": {"self": where}}
            more = {"Location": where}
        else:
            answer["notKept"] = "Too many checks were kept today, or there is no room."
    return reply.Ready(msgspec.json.encode(answer), reply.JSON, {"Cache-Control": reply.PRIVATE, **more})


def _answered(body: object, here: House, existing: Existing) -> tuple[Asked, Overlap]:
    asked = Asked(body, here, existing)
    return asked, asked.answer()


@get(
    "/api/v1/overlap-checks/{id:str}",
    **described(
        "getOverlapCheck", "A check that was kept: as it was, and what changed", NONE, EXAMPLE, "overlap", errors=(404,)
    ),
)
async def dossier(request: AnyRequest, id: FromPath[str]) -> Response[bytes]:
    """The answer as it was given, the version of the data it was made on, and what is different now."""
    found = await reread(id, house(request))
    if found is None:
        raise problem(404, "record.unknown", "No check was kept under this name.")
    kept = found.dossier
    answer = {"id": kept.id, "madeAt": kept.made_at, **msgspec.to_builtins(kept.check), "since": found.since}
    content = msgspec.json.encode(answer)
    return reply.reply(request, content, reply.tag(content), cache=reply.PRIVATE)
