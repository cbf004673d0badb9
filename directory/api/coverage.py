"""Where somebody helps, where nobody is known to, and where that is not known: a matrix, and gaps in words."""

import asyncio
import csv
import io
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec
from litestar import Request, Response, get

from directory.api.describe import described
from directory.coverage import Cross, Crossing, Matrix, holes
from directory.exchange.sheet import guarded
from directory.gate import reply
from directory.gate.asking.coverage import COVERAGE, GAPS, Asked, labels
from directory.gate.house import house

AnyRequest = Request[Any, Any, Any]
CSV = "text/csv; charset=utf-8"
# Humanitarian Exchange Language, for those who put tables of many together.
HXL: Mapping[str, str] = {
    "topics": "#sector",
    "audiences": "#affected",
    "functions": "#activity",
    "area": "#adm2",
    "channels": "#modality",
    "languages": "#meta+language",
    "conditions": "#meta+condition",
}
HEADINGS: Mapping[str, str] = {
    "status": "#status",
    "organizations": "#indicator+org+num",
    "doors": "#indicator+doors+num",
    "hours_known": "#indicator+hours+min+num",
    "hours_possible": "#indicator+hours+max+num",
    "partners": "#org+list",
}
EXAMPLE = {
    "rows": [{"id": "intieme-terreur", "label": "intieme terreur", "index": [1, 1]}],
    "cols": [{"id": "GM0164", "label": "Hengelo", "index": [1, 1]}],
    "cells": [
        [
            {
                "status": "partly",
                "depth": 1,
                "doors": 1,
                "weekHours": [40, 168],
                "partners": ["veilig-thuis-twente"],
                "unknown": ["fier"],
            }
        ]
    ],
    "coverage": [1, 1],
    "fragility": 1,
    "crowding": 0,
    "dataVersion": 258,
    "fixed": {},
    "hour": 60,
}
GAPS_EXAMPLE = {
    "coverage": [0.56, 0.6],
    "total": 33,
    "gaps": [
        {
            "status": "none-known",
            "weight": 0.04,
            "box": {"text": "hulp bij crisis voor jongeren en ouderen", "share": 0.07},
            "nearest": [
                {"slug": "veilig-thuis-twente", "name": "Veilig Thuis Twente", "add": "voor jongeren en ouderen"}
            ],
        }
    ],
    "dataVersion": 258,
}


@get(
    "/api/v1/coverage",
    **described("getCoverage", "Who helps where, for whom, with what", COVERAGE, EXAMPLE, "overlap", answer=Matrix),
)
async def coverage(request: AnyRequest) -> Response[bytes]:
    """Two dimensions crossed; every cell says who is known, who may be, and when."""
    here = house(request)
    query = request.scope["query_string"]
    asked = Asked(COVERAGE, query, here)
    cross = asked.cross()
    as_csv = asked.values["format"] == "csv"
    kind = CSV if as_csv else reply.JSON
    reply.accept(request, kind)
    version = reply.tag(here.atlas.sequence, here.today(), query)
    if old := reply.unchanged(request, version):
        return old
    existing, today, named = here.existing, here.today(), labels(cross, here)
    matrix = await asyncio.to_thread(lambda: Crossing(existing, today).matrix(cross, here.weights, named))
    content = _csv(matrix, cross) if as_csv else msgspec.json.encode(matrix)
    more = {"Content-Disposition": 'attachment; filename="dekking.csv"'} if as_csv else {}
    return reply.reply(request, content, version, media_type=kind, more=more)


@get(
    "/api/v1/gaps",
    **described("getGaps", "Where nobody is known to help, the most important first", GAPS, GAPS_EXAMPLE, "overlap"),
)
async def gaps(request: AnyRequest) -> Response[bytes]:
    """Ranked gaps in words, each with who is nearest to fill it and whom to ask whether it is one."""
    here = house(request)
    query = request.scope["query_string"]
    asked = Asked(GAPS, query, here)
    box = asked.box()
    version = reply.tag(here.atlas.sequence, here.today(), query)
    if old := reply.unchanged(request, version):
        return old
    limits = asked.values["limit"], asked.values["minWeight"]
    found = await asyncio.to_thread(holes, box, here.existing, here.today(), here.weights, *limits)
    return reply.reply(request, msgspec.json.encode(found), version)


def _csv(matrix: Matrix, cross: Cross) -> bytes:
    """A line per cell, with a heading and a line of HXL tags."""
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerows(_lines(matrix, cross))
    return file.getvalue().encode()


def _lines(matrix: Matrix, cross: Cross) -> Iterator[list[str]]:
    pair = (cross.rows, cross.cols)
    yield [*(f"{each}{kind}" for each in pair for kind in ("_code", "")), *HEADINGS]
    yield [*(f"{HXL[each]}+{kind}" for each in pair for kind in ("code", "name")), *HEADINGS.values()]
    for line, cells in zip(matrix.rows, matrix.cells, strict=True):
        for across, cell in zip(matrix.cols, cells, strict=True):
            known, possible = cell.week_hours
            yield [
                *map(guarded, (line.id, line.label, across.id, across.label, cell.status)),
                *map(str, (cell.depth, cell.doors, known, possible)),
                guarded(" ".join(cell.partners)),
            ]
