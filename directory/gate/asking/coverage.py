"""A question about coverage: two dimensions to cross, or the box in which gaps are looked for."""

from collections.abc import Mapping
from typing import Any, get_args

from directory import validation
from directory.coverage import Cross, Proposal, read_hour
from directory.errors import Fault, Invalid
from directory.gate.asking.faults import fault_at
from directory.gate.asking.proposals import area_of
from directory.gate.asking.search import terms_of
from directory.gate.house import House
from directory.gate.parameters import Parameter, Parameters, query_reading, table
from directory.lexicon import Language, language
from directory.model import Schedule, Span
from directory.model.hours import DAYS

DIMENSIONS: Mapping[str, str] = {
    "topic": "topics",
    "audience": "audiences",
    "function": "functions",
    "municipality": "area",
    "channel": "channels",
    "language": "languages",
    "condition": "conditions",
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


class Asked:
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
        if "area" in fixed:
            # A door is asked for a municipality: a region is those that it is made of.
            fixed["area"] = tuple(sorted(self._here.areas.expand(fixed["area"])))
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


def labels(cross: Cross, here: House) -> dict[tuple[str, str], str]:
    def label(dimension: str, value: str) -> str:
        if dimension == "area":
            return here.areas.name(value)
        return language(value) if dimension == "languages" else here.label(dimension, value)

    pairs = ((cross.rows, cross.row_values), (cross.cols, cross.col_values))
    return {(dimension, value): label(dimension, value) for dimension, values in pairs for value in values}
