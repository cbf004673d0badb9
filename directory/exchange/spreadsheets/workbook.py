"""XLSX: looked through in pieces first, because the library that reads it takes room for every cell up to the last.

A file with two cells, A1 and XFD1048576, would take all memory there is. Formulas are not read: of such a cell there
is the value that was last worked out.
"""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from xml.parsers import expat

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum, WorksheetNotFound

from directory.exchange.spreadsheets.cells import Cell, read_cell
from directory.exchange.spreadsheets.limits import Limits, refuse
from directory.exchange.spreadsheets.package import Package

WORKBOOK = "xl/workbook.xml"
SHEETS = "xl/worksheets/"
# A cell is made of a few elements; a part with far more of them only takes time.
ELEMENTS = 5
DAMAGED = "This sheet is damaged. Open it in the program that made it and save it anew, as XLSX."


class _Scan:
    """Counts what stands in a part of a workbook, and how far it reaches."""

    def __init__(self, limits: Limits) -> None:
        self.cells, self.row, self.column = 0, 0, 0
        self._elements = 0
        self._limits = limits
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler = self._begin
        self._parser.StartDoctypeDeclHandler = self._doctype

    def feed(self, piece: bytes, last: bool = False) -> None:
        """Look at a piece."""
        try:
            self._parser.Parse(piece, last)
        except expat.ExpatError:
            raise refuse("xml", DAMAGED) from None

    def _doctype(self, *_: object) -> None:
        # What a doctype can do to a reader of XML is in no sheet that a person made.
        raise refuse("xml", DAMAGED)

    def _begin(self, name: str, attributes: dict[str, str]) -> None:
        self._elements += 1
        if self._elements > ELEMENTS * self._limits.cells:
            raise refuse("xml", DAMAGED)
        kind = name.rpartition(":")[2]
        if kind == "row":
            self.row = _whole(attributes.get("r"), self.row + 1)
            self.column = 0
            if self.row > self._limits.rows + 1:
                raise refuse("rows", f"A sheet has at most {self._limits.rows} rows; split it.")
        elif kind == "c":
            self._cell(attributes.get("r", ""))

    def _cell(self, name: str) -> None:
        self.cells += 1
        self.column = _column(name) or self.column + 1
        row = _whole(name.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz$"), self.row)
        if self.column > self._limits.columns:
            raise refuse("columns", f"A sheet has at most {self._limits.columns} columns.")
        if row > self._limits.rows + 1:
            raise refuse("rows", f"A sheet has at most {self._limits.rows} rows; split it.")


def _whole(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else otherwise


def _column(name: str) -> int:
    number = 0
    for each in name[:8].replace("$", "").upper():
        if not "A" <= each <= "Z":
            break
        number = number * 26 + ord(each) - ord("A") + 1
    return number


def check(package: Package, limits: Limits) -> None:
    """Raises `Invalid` unless this can be opened without harm."""
    names = package.members
    if WORKBOOK not in names or "[Content_Types].xml" not in names:
        raise refuse("form", "This is no XLSX. Save it as XLSX or as CSV UTF-8.")
    if any("vbaproject" in each.lower() for each in names):
        raise refuse("macros", "There are macros in this file. Save it as XLSX, without macros.")
    if any(each.lower().startswith("xl/externallinks/") for each in names):
        raise refuse("linked", "This file takes values from other files. Copy them in as values first.")
    cells = 0
    for name in names:
        if not name.endswith((".xml", ".rels")):
            continue
        scan = _Scan(limits)
        for piece in package.pieces(name):
            scan.feed(piece)
        scan.feed(b"", last=True)
        cells += scan.cells
        if cells > limits.cells:
            raise refuse("cells", f"There are more than {limits.cells} cells in this file; split it.")
    package.verify()


def sheets(content: bytes, limits: Limits) -> Iterator[tuple[str, Iterator[tuple[int, list[Cell]]]]]:
    """The sheets that people see: name, and rows with their number (from 1). The content has been checked."""
    with _sound():
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        for each in book.sheets_metadata:
            if each.typ is SheetTypeEnum.WorkSheet and each.visible is SheetVisibleEnum.Visible:
                yield each.name, _rows(book, each.name, limits)


def _rows(book: CalamineWorkbook, name: str, limits: Limits) -> Iterator[tuple[int, list[Cell]]]:
    with _sound():
        # Empty rows and columns in front are there as well, so numbers are those of the sheet.
        for number, row in enumerate(book.get_sheet_by_name(name).iter_rows(), 1):
            yield number, [read_cell(each, limits.cell) for each in row]


@contextmanager
def _sound() -> Iterator[None]:
    """Raises `Invalid` for whatever the library makes of a sheet that it cannot read."""
    try:
        yield
    except (CalamineError, WorksheetNotFound, OSError, ValueError):
        raise refuse("xml", DAMAGED) from None
    except BaseException as error:
        # A panic of the library is no `Exception`, and has no name that could be imported.
        if type(error).__name__ != "PanicException":
            raise
        raise refuse("xml", DAMAGED) from None
