"""The parameters of an operation, written down once: they are read by it, and the API description is made of them.

All faults come out together. Nothing is guessed: an unknown name, a number with a letter or a second value is said.
"""

import math
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Literal
from urllib.parse import unquote_plus

from msgspec import Struct

from directory import validation
from directory.errors import Fault, Invalid

MAXIMUM_PAIRS = 200
REMEMBERED_LENGTH = 40
DIRECTIONS = dict.fromkeys(map(ord, "\u200e\u200f"))
MARKS = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"))
MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+ -]\d{2}:?\d{2})?)?")


class Parameter(Struct, frozen=True, kw_only=True, eq=False):
    """One parameter. `many` may be given more than once; its values are alternatives. `choices` are the only values.

    How a short value reads is remembered, except where the value is a visitor's own words (`private`).
    `forms` describe a field of a body that is read elsewhere: text, an object, or a list of objects.
    """

    name: str
    kind: Literal["text", "integer", "number", "flag", "moment"]
    description: str
    many: bool = False
    minimum: float | None = None
    maximum: float | None = None
    maximum_length: int = 300
    choices: tuple[str, ...] = ()
    example: Any = None
    default: Any = None
    private: bool = False
    forms: tuple[Literal["text", "object", "objects"], ...] = ()


class Parameters(dict[str, Parameter]):
    """Parameters by name, in the order in which they are described. `defaults` hold where nothing is given."""

    def __init__(self, parameters: Iterable[Parameter]) -> None:
        super().__init__({each.name: each for each in parameters})
        self.defaults = {
            each.name: () if each.many else each.default
            for each in self.values()
            if each.many or each.default is not None
        }


def table(*parameters: Parameter) -> Parameters:
    """These parameters."""
    return Parameters(parameters)


NONE = table()
PAGE = Parameter(
    name="page",
    kind="integer",
    description="Which page, from 1.",
    minimum=1,
    maximum=1_000_000,
    default=1,
    example=1,
)
PER_PAGE = Parameter(
    name="perPage",
    kind="integer",
    description="Items on a page, at most 100.",
    minimum=1,
    maximum=100,
    default=20,
    example=20,
)


def pairs(query: bytes) -> list[tuple[str, str]]:
    """A query string as names and values. Raises `Invalid` on too many of them or on bytes that are no UTF-8."""
    if not query:
        return []
    parts = query.split(b"&")
    if len(parts) > MAXIMUM_PAIRS:
        detail = f"At most {MAXIMUM_PAIRS} parameters; these are {len(parts)}."
        raise Invalid([Fault(pointer="", code="too-many", detail=detail, where="query")])
    return [_pair(part) for part in parts if part]


def _pair(part: bytes) -> tuple[str, str]:
    try:
        name, _, value = part.decode().partition("=")
        if b"%" in part or b"+" in part:
            return unquote_plus(name, errors="strict"), unquote_plus(value, errors="strict")
    except UnicodeDecodeError:
        detail = "The query is not valid UTF-8."
        raise Invalid([Fault(pointer="", code="encoding", detail=detail, where="query")]) from None
    else:
        return name, value


class Reading(Struct, frozen=True):
    """Values that could be read, and what was wrong with the others: whoever looks further adds to the faults."""

    values: dict[str, Any]
    faults: list[Fault]
    where: str

    def settled(self) -> dict[str, Any]:
        """The values. Raises `Invalid` when there is any fault."""
        if self.faults:
            raise Invalid(self.faults[: validation.MAXIMUM_FAULTS])
        return self.values


def read_query(parameters: Parameters, query: bytes, *, strict: bool = True) -> dict[str, Any]:
    """The values of a query string, typed, defaults filled in. With `strict=False` unknown names are passed over."""
    return query_reading(parameters, query, strict=strict).settled()


def query_reading(parameters: Parameters, query: bytes, *, strict: bool = True) -> Reading:
    """The same, with the faults beside the values."""
    if not query and not parameters:
        return Reading({}, [], "query")
    given: dict[str, list[Any]] = {}
    for name, value in pairs(query):
        given.setdefault(name, []).append(value)
    return _read(parameters, given, "query", strict=strict)


def body_reading(parameters: Parameters, body: object) -> Reading:
    """The same parameters from a JSON object. One value may stand without a list."""
    if not isinstance(body, Mapping):
        raise Invalid([Fault(pointer="", code="type", detail="A JSON object is expected.")])
    given = {str(name): value if isinstance(value, list) else [value] for name, value in body.items()}
    return _read(parameters, given, "body", strict=True)


def _read(parameters: Parameters, given: Mapping[str, list[Any]], where: str, *, strict: bool) -> Reading:
    faults: list[Fault] = []
    values = dict(parameters.defaults)
    for name, raw in given.items():
        parameter = parameters.get(name)
        # The standard that is read leniently has no word for an empty value; clients send it for "no filter".
        if not strict and raw == [""]:
            continue
        if parameter is not None:
            if len(raw) > 1:
                faults += _count(parameter, raw, where)
            found = [_value(parameter, each, where, faults) for each in raw[:MAXIMUM_PAIRS]]
            read = [each for each in found if each is not None]
            if parameter.many:
                values[name] = tuple(dict.fromkeys(read))
            elif read:
                values[name] = read[0]
        elif strict:
            faults.append(_fault(name, "parameter.unknown", _no_such(parameters), where))
    return Reading(values, faults, where)


def _no_such(parameters: Parameters) -> str:
    names = ", ".join(parameters)
    return f"There is no such parameter here. There are: {names}." if names else "This operation has no parameters."


def _count(parameter: Parameter, raw: list[Any], where: str) -> Iterable[Fault]:
    if len(raw) > 1 and not parameter.many:
        yield _fault(parameter.name, "too-many", "This may be given once.", where)
    if len(raw) > 50:
        yield _fault(parameter.name, "too-many", "At most 50 values.", where)


def _value(parameter: Parameter, raw: object, where: str, faults: list[Fault]) -> Any:
    short = isinstance(raw, str) and len(raw) <= REMEMBERED_LENGTH
    value, detail = _remembered(parameter, raw) if short and not parameter.private else _typed(parameter, raw)
    if detail is not None:
        faults.append(_fault(parameter.name, "value", detail, where))
        return None
    return value


def _typed(parameter: Parameter, raw: object) -> tuple[Any, str | None]:
    value, detail = READERS[parameter.kind](parameter, raw)
    if detail is None and parameter.choices and value not in parameter.choices:
        detail = f"One of: {', '.join(parameter.choices)}."
    return value, detail


_remembered = lru_cache(maxsize=8192)(_typed)


def _fault(name: str, code: str, detail: str, where: str) -> Fault:
    clean = name.encode("utf-8", "replace").decode()[:80]
    return Fault(pointer=f"/{clean}" if where == "body" else clean, code=code, detail=detail, where=where)


def _text(parameter: Parameter, raw: object) -> tuple[Any, str | None]:
    if not isinstance(raw, str):
        return None, "This must be text."
    if len(raw) > parameter.maximum_length:
        return None, f"At most {parameter.maximum_length} characters; this is {len(raw)}."
    if not raw.strip():
        return "", None if parameter.name == "q" else "Leave it out when there is no value."
    # Marks that keyboards and copied text bring along; they have no meaning in what somebody looks for.
    raw = raw.translate(MARKS if parameter.private else DIRECTIONS)
    return raw.strip(), validation.unclean(raw)


def _integer(parameter: Parameter, raw: object) -> tuple[Any, str | None]:
    if isinstance(raw, str) and re.fullmatch(r"[+-]?[0-9]{1,15}", raw):
        raw = int(raw)
    if isinstance(raw, bool) or not isinstance(raw, int):
        return None, "This must be a whole number."
    return raw, _bounds(parameter, raw)


def _number(parameter: Parameter, raw: object) -> tuple[Any, str | None]:
    if isinstance(raw, str) and re.fullmatch(r"[+-]?[0-9]{1,12}(?:[.,][0-9]{1,9})?", raw):
        raw = float(raw.replace(",", "."))
    if isinstance(raw, bool) or not isinstance(raw, int | float):
        return None, "This must be a number."
    try:
        number = float(raw)
    except OverflowError:
        return None, "This number is too large."
    return (number, _bounds(parameter, number)) if math.isfinite(number) else (None, "This must be a number.")


def _bounds(parameter: Parameter, value: float) -> str | None:
    low, high = parameter.minimum, parameter.maximum
    if (low is not None and value < low) or (high is not None and value > high):
        between = f"from {_digits(low)} to {_digits(high)}" if high is not None else f"{_digits(low)} or more"
        return f"This must be {between}."
    return None


def _digits(bound: float | None) -> str:
    return "" if bound is None else f"{bound:.10f}".rstrip("0").rstrip(".")


def _flag(parameter: Parameter, raw: object) -> tuple[Any, str | None]:
    if isinstance(raw, bool):
        return raw, None
    if raw in ("true", "1"):
        return True, None
    if raw in ("false", "0"):
        return False, None
    return None, "This must be true or false."


def _moment(parameter: Parameter, raw: object) -> tuple[Any, str | None]:
    detail = "This must be a date and time with its offset, such as 2026-11-25T14:00:00+01:00."
    if not isinstance(raw, str) or not MOMENT.fullmatch(raw) or raw.endswith(("-00:00", "-0000")):
        return None, detail
    try:
        # A plus sign in a query arrives as a space.
        moment = datetime.fromisoformat(re.sub(r" (?=\d{2}:?\d{2}$)", "+", raw) if "T" in raw else raw)
    except ValueError:
        return None, detail
    return _aware(parameter, moment, detail)


def _aware(parameter: Parameter, moment: datetime, detail: str) -> tuple[Any, str | None]:
    if not 1970 <= moment.year <= 2200:
        return None, "This must lie between 1970 and 2200."
    if moment.tzinfo is None:
        # Where the operation takes a zone for granted (HSDS: UTC), it says so by having no time-only example.
        return (moment.replace(tzinfo=UTC), None) if parameter.default == "utc" else (None, detail)
    return moment, None


READERS = {"text": _text, "integer": _integer, "number": _number, "flag": _flag, "moment": _moment}
