"""What stands in a cell, and what a cell is called."""

from datetime import date, datetime, time, timedelta
from typing import Literal

from msgspec import Struct

from directory.exchange.sheet import unguarded


class Odd(Struct, frozen=True, array_like=True):
    """A cell that is not text any more: a program made it a number, a date, a time or yes/no, or it is too `long`.

    `text` is what is left of it: digits of a number, ISO for a date.
    """

    kind: Literal["number", "date", "time", "truth", "error", "long"]
    text: str


Cell = str | Odd


def read_cell(value: object, most: int) -> Cell:
    """A value as a library gives it, as a cell; a text longer than `most` is cut."""
    match value:
        case None:
            return ""
        case str():
            return _text(value, most)
        case bool():
            return Odd("truth", "yes" if value else "no")
        case int() | float():
            return Odd("number", _number(value))
        case datetime() if value.time() == time():
            return Odd("date", value.date().isoformat())
        case date():
            return Odd("date", value.isoformat())
        case time():
            return Odd("time", value.isoformat("minutes"))
        case timedelta():
            return Odd("time", str(value))
        case _:
            return Odd("error", "")


def _text(value: str, most: int) -> Cell:
    if len(value) > most:
        return Odd("long", "")
    if value.startswith("#") and value in ERRORS:
        return Odd("error", value)
    return unguarded(value.replace("\r\n", "\n").replace("\r", "\n").strip(" \t\n\u00a0"))


ERRORS = frozenset(
    {"#N/A", "#N/B", "#REF!", "#VERW!", "#NAME?", "#NAAM?", "#VALUE!", "#WAARDE!", "#DIV/0!", "#DEEL/0!"}
)


def _number(value: float) -> str:
    return str(int(value)) if isinstance(value, int) or value.is_integer() else repr(value)


def shown(cell: Cell) -> str:
    """What a person sees in it."""
    return cell if isinstance(cell, str) else cell.text


def letters(column: int) -> str:
    """The name of a column: 0 is A, 26 is AA."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def a1(column: int, row: int) -> str:
    """The name of a cell: column 1 (from 0) of row 17 (from 1) is B17."""
    return f"{letters(column)}{row}"
