"""The cells of one row: what they say, where that comes from, and what is wrong with them."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from directory.exchange import sheet
from directory.exchange.spreadsheets import Cell, shown
from directory.intake import values
from directory.intake.drafting import Drafted, alike
from directory.intake.patching import value_at
from directory.intake.table import Table
from directory.intake.values import Unread
from directory.model.intake import CellFault
from directory.text import fold

PLACE = ("location", "address", "street", "postcode", "place", "municipality")
# Where a value was read, where a sheet has a column for that.
SOURCES: Mapping[str, str] = {"phoneSource": "phone", "urlSource": "url", "emailSource": "email"}


class Cells:
    """One row. `told` is what our own table says of its door now ({} for a row that is not of our table).

    `fills`: somebody said that it is one that we have under another name, so it only says what is not known yet.
    """

    def __init__(self, table: Table, row: int, cells: Sequence[Cell], source: str, today: date) -> None:
        self.table = table
        self.names = tuple(table.at)
        self.told: Mapping[str, str] = {}
        self.fills = False
        self.faults: list[CellFault] = []
        self.left: list[CellFault] = []
        self._row, self._source, self._today = row, source, today
        self._checked = today
        self._cells = {name: cells[at] if at < len(cells) else "" for name, at in table.at.items()}

    @property
    def ours(self) -> bool:
        """Whether it is a row of our own table, or made of one."""
        return bool(self.told)

    def text(self, name: str) -> str:
        """What a person sees there; "" where there is no such column."""
        return shown(self._cells.get(name, "")).strip()

    def folded(self, *names: str) -> list[str]:
        """The same, as names are compared."""
        return [fold(self.text(each)) for each in names]

    def says(self, name: str) -> bool:
        """Whether this cell says anything: it differs from what we would write, or (in another row) is not empty."""
        if name not in self._cells:
            return False
        if self.ours and name in sheet.COLUMNS:
            return self.text(name) != self.told[name].strip()
        return not values.says_nothing(self._cells[name])

    def says_secret(self) -> bool:
        """Whether it is about a place that nobody may find."""
        flag, *places = self.folded("confidential", *PLACE)
        return flag not in ("", "nee", "no", "n", "0") or any("geheim" in each for each in places)

    def read(self, name: str, read: Callable[[Cell], Any]) -> Any:
        """What a cell says, None when that is a fault."""
        try:
            return read(self._cells.get(name, ""))
        except Unread as unread:
            self.fault(name, unread.code, unread.detail)
            return None

    def fault(self, name: str, code: str, detail: str) -> None:
        """Something is wrong with a cell; where cells of its field may be left out, it is."""
        self._note(self.left if name in self.table.columns.without else self.faults, name, code, detail)

    def keeps(self, name: str, draft: Drafted, pointer: str, value: Any) -> bool:
        """Whether what stands there stays, because this row only fills in; then the cell is told."""
        standing = value_at(draft.raw, pointer)
        if not self.fills or standing is None or alike(pointer, standing, value):
            return False
        self.leave(name, "differs", "Something else stands there already; it stays.")
        return True

    def leave(self, name: str, code: str, detail: str) -> None:
        """This cell is left out, whatever was said of its field."""
        self._note(self.left, name, code, detail)

    def _note(self, found: list[CellFault], name: str, code: str, detail: str) -> None:
        fault = self.table.fault(name, self._row, code, detail)
        if fault not in found:
            found.append(fault)

    # Where it comes from.

    @property
    def checked(self) -> date:
        """On which day somebody looked at what this row changes."""
        return self._checked

    def look_up_day(self) -> None:
        """Read the day from its column, where there is one that says something."""
        found = self.read("verifiedOn", values.day) if self.says("verifiedOn") and self.text("verifiedOn") else None
        if found and date.fromisoformat(found) > self._today:
            self.fault("verifiedOn", "date.future", "This day is still to come.")
        elif found:
            self._checked = date.fromisoformat(found)

    def fact(self, name: str) -> dict[str, Any]:
        """The source of a value of this row: its own column when that says something new, else the file."""
        own = next((each for each, of in SOURCES.items() if of == name.removesuffix("Extension")), "source")
        said = self.text(own)[:600] if self.says(own) else ""
        return {"source": said or self._source, "checkedOn": self._checked.isoformat(), "status": "reported"}
