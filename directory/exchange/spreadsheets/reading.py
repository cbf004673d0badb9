"""One way in for every table: what form a file has, and its rows one by one with the number that people see."""

from collections.abc import Iterator
from typing import Literal

from msgspec import Struct

from directory.exchange.spreadsheets import text_file, workbook
from directory.exchange.spreadsheets.cells import Cell, read_cell
from directory.exchange.spreadsheets.limits import LIMITS, Limits, check_size, refuse
from directory.exchange.spreadsheets.package import Package, is_package

Form = Literal["csv", "xlsx", "native", "hsds", "hsds-tables"]
# An old or locked workbook: a compound file, which may hold anything.
COMPOUND = b"\xd0\xcf\x11\xe0"
NATIVE = b'"regional-partner-directory"'


class Line(Struct, frozen=True, kw_only=True):
    """One row that is not empty. `sheet` is "" where there is only one, `number` counts from 1 as programs show it."""

    sheet: str
    number: int
    cells: tuple[Cell, ...]


def form_of(content: bytes, limits: Limits = LIMITS) -> Form:
    """What this file is, by what is in it; what it is called says nothing. Raises `Invalid` for what we do not take."""
    check_size(content, limits)
    if content.startswith(COMPOUND):
        raise refuse("form", "This is an old or a locked workbook. Save it as XLSX, without a password.")
    if is_package(content):
        members = Package(content, limits).members
        return "hsds-tables" if any(each.endswith(".csv") for each in members) else "xlsx"
    start = content[:4096].removeprefix(b"\xef\xbb\xbf").lstrip()
    if start.startswith((b"{", b"[")):
        return "native" if NATIVE in start[:300] else "hsds"
    return "csv"


def lines(content: bytes, form: Form, limits: Limits = LIMITS) -> tuple[Iterator[Line], str]:
    """The rows of a CSV or XLSX, and how its letters are written. Raises `Invalid`, also on the way."""
    if form == "xlsx":
        package = Package(content, limits)
        workbook.check(package, limits)
        return _bounded(_of_workbook(content, limits), limits), "XLSX"
    text, encoding = text_file.decoded(content)
    return _bounded(_of_text(text, limits), limits), encoding


def _of_workbook(content: bytes, limits: Limits) -> Iterator[Line]:
    for name, rows in workbook.sheets(content, limits):
        yield from (_line(name, number, cells) for number, cells in rows)


def _of_text(text: str, limits: Limits) -> Iterator[Line]:
    delimiter = text_file.delimiter_of(text)
    for number, row in enumerate(text_file.records(text, delimiter), 1):
        yield _line("", number, [read_cell(each, limits.cell) for each in row])


def _line(sheet: str, number: int, cells: list[Cell]) -> Line:
    while cells and cells[-1] == "":
        cells.pop()
    return Line(sheet=sheet, number=number, cells=tuple(cells))


def _bounded(found: Iterator[Line], limits: Limits) -> Iterator[Line]:
    rows = cells = 0
    for each in found:
        if len(each.cells) > limits.columns:
            raise refuse("columns", f"A sheet has at most {limits.columns} columns.")
        rows, cells = rows + 1, cells + len(each.cells)
        # The heading is a row too.
        if rows > limits.rows + 1:
            raise refuse("rows", f"A file has at most {limits.rows} rows; split it.")
        if cells > limits.cells:
            raise refuse("cells", f"There are more than {limits.cells} cells in this file; split it.")
        if each.cells:
            yield each
