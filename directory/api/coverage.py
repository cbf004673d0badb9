"""Where somebody helps, where nobody is known to, and where that is not known: a matrix, and gaps in words."""

import asyncio
import csv
import io
from collections.abc import Iterator, Mapping
from typing import Any, get_args

import msgspec
from litestar import Request, Response, get

from directory import validation
from directory.api.ask import terms_of
from directory.api.describe import described
from directory.api.faults import fault_at
from directory.api.proposals import area_of
from directory.coverage import Cross, Crossing, Matrix, Proposal, holes, read_hour
from directory.errors import Fault, Invalid
from directory.exchange.sheet import guarded
from directory.gate import reply
from directory.gate.house import House, house
from directory.gate.parameters import Parameter, Parameters, query_reading, table
from directory.lexicon import Language, language
from directory.model import Schedule, Span
from directory.model.hours import DAYS

AnyRequest = Request[Any, Any, Any]
CSV = "text/csv; charset=utf-8"
DIMENSIONS: Mapping[str, str] = {
    "topic": "topics",
    "audience": "audiences",
    "function": "functions",
    "municipality": "area",
    "channel": "channels",
    "language": "languages",
    "condition": "conditions",
}
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
MOST_CELLS = 4_000
# Twente, where no municipality is named.
REGION = "VR05"


def _term(name: str, example: str) -> Parameter:
    return Parameter(
        name=name,
        kind="text",
        description=f"{name.capitalize()}: as rows or columns only these, otherwise held fast (any of them).",
        many=True,
        maximum_length=100,
        example=[example],
    )


FILTERS = (
    _term("topic", "stalking"),
    _term("audience", "slachtoffers"),
    _term("function", "advies"),
    _term("municipality", "GM0164"),
    _term("channel", "chat"),
    _term("language", "nl"),
    _term("condition", "gratis"),
    Parameter(
        name="hour",
        kind="text",
        description='Somebody must be there in this hour of an ordinary week: "tu-03", "di 03:00".',
        maximum_length=20,
        example="tu-03",
    ),
)
AXIS = "One of the dimensions."
COVERAGE = table(
    Parameter(name="rows", kind="text", description=AXIS, choices=tuple(DIMENSIONS), default="topic", example="topic"),
    Parameter(
        name="cols",
        kind="text",
        description="Another one.",
        choices=tuple(DIMENSIONS),
        default="municipality",
        example="municipality",
    ),
    *FILTERS,
    Parameter(
        name="format",
        kind="text",
        description="`csv` has a line of HXL tags.",
        choices=("json", "csv"),
        default="json",
    ),
)
GAPS = table(
    *FILTERS,
    Parameter(
        name="minWeight",
        kind="number",
        description="Leave out gaps that weigh less than this share of all that is looked at.",
        minimum=0,
        maximum=1,
        default=0.0,
    ),
    Parameter(
        name="limit", kind="integer", description="How many at most.", minimum=1, maximum=100, default=20, example=20
    ),
)
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
    asked = _Asked(COVERAGE, query, here)
    cross = asked.cross()
    as_csv = asked.values["format"] == "csv"
    kind = CSV if as_csv else reply.JSON
    reply.accept(request, kind)
    version = reply.tag(here.atlas.sequence, here.today(), query)
    if old := reply.unchanged(request, version):
        return old
    existing, today, labels = here.existing, here.today(), _labels(cross, here)
    matrix = await asyncio.to_thread(lambda: Crossing(existing, today).matrix(cross, here.weights, labels))
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
    asked = _Asked(GAPS, query, here)
    box = asked.box()
    version = reply.tag(here.atlas.sequence, here.today(), query)
    if old := reply.unchanged(request, version):
        return old
    limits = asked.values["limit"], asked.values["minWeight"]
    found = await asyncio.to_thread(holes, box, here.existing, here.today(), here.weights, *limits)
    return reply.reply(request, msgspec.json.encode(found), version)


class _Asked:
    """A query, read: terms by dimension, with every fault at once."""

    def __init__(self, parameters: Parameters, query: bytes, here: House) -> None:
        self._here = here
        reading = query_reading(parameters, query)
        self._faults: list[Fault] = list(reading.faults)
        self.values = reading.values
        self._terms = {ours: self._read(name, ours) for name, ours in DIMENSIONS.items()}
        self._hour = self._read_hour()
        if self.values.get("rows") == self.values.get("cols") and "rows" in self.values:
            self._faults.append(fault_at("query", "cols", "value", "Rows and columns must be two dimensions."))
        if self._faults:
            raise Invalid(self._faults[: validation.MAXIMUM_FAULTS])

    def cross(self) -> Cross:
        """The question for a matrix."""
        rows, cols = DIMENSIONS[self.values["rows"]], DIMENSIONS[self.values["cols"]]
        fixed = {name: terms for name, terms in self._terms.items() if terms and name not in (rows, cols)}
        across, down = self._values_of(rows), self._values_of(cols)
        if len(across) * len(down) > MOST_CELLS:
            raise Invalid([fault_at("query", "rows", "too-many", f"At most {MOST_CELLS} cells; name fewer terms.")])
        return Cross(rows=rows, cols=cols, row_values=across, col_values=down, fixed=fixed, hour=self._hour)

    def box(self) -> Proposal:
        """The box in which gaps are looked for."""
        hours = None
        if self._hour is not None:
            day, hour = divmod(self._hour, 24)
            hours = Schedule(spans=(Span(days=(DAYS[day],), opens=f"{hour:02}:00", closes=f"{hour + 1:02}:00"),))
        asked: dict[str, Any] = {**self._terms, "area": self._terms["area"] or (REGION,)}
        return Proposal(**asked, hours=hours)

    def _values_of(self, dimension: str) -> tuple[str, ...]:
        if self._terms[dimension]:
            areas = self._here.areas
            return tuple(sorted(areas.expand(self._terms["area"]))) if dimension == "area" else self._terms[dimension]
        if dimension == "area":
            return tuple(sorted(self._here.areas.twente, key=self._here.areas.name))
        if dimension == "languages":
            return get_args(Language)
        weighed = getattr(self._here.weights, dimension)
        tree = self._here.atlas.trees.get(dimension)
        return tuple(weighed) or (tuple(tree.terms) if tree else ())

    def _read(self, name: str, dimension: str) -> tuple[str, ...]:
        given = self.values[name]
        if dimension == "area":
            found = [code for each in given for code in area_of(each, name, "query", self._here, self._faults)]
        else:
            found = list(terms_of(name, dimension, given, self._here, "query", self._faults))
        return tuple(dict.fromkeys(found))

    def _read_hour(self) -> int | None:
        text = self.values.get("hour")
        if not text:
            return None
        try:
            return read_hour(text)
        except ValueError as error:
            self._faults.append(fault_at("query", "hour", "value", str(error)))
            return None


def _labels(cross: Cross, here: House) -> dict[tuple[str, str], str]:
    def label(dimension: str, value: str) -> str:
        if dimension == "area":
            return here.areas.name(value)
        return language(value) if dimension == "languages" else here.label(dimension, value)

    pairs = ((cross.rows, cross.row_values), (cross.cols, cross.col_values))
    return {(dimension, value): label(dimension, value) for dimension, values in pairs for value in values}


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
