"""What rows are judged with: the directory as it is now, and where each field stands in the sheet."""

from collections.abc import Sequence
from datetime import date

from msgspec import Struct

from directory.atlas.catalogue import Catalogue
from directory.exchange.seeds import Gazetteer
from directory.exchange.spreadsheets import Cell, a1
from directory.intake.fields import of_doors
from directory.intake.mapping import headings
from directory.intake.values import Words
from directory.model.intake import CellFault, Columns
from directory.store import Store


class World(Struct, frozen=True, kw_only=True):
    """The directory as rows see it. `source` is where their values come from, `today` the day of the import."""

    store: Store
    catalogue: Catalogue
    words: Words
    gazetteer: Gazetteer
    source: str
    today: date


class Table:
    """How to read the rows of one sheet. `doors`: a row is a contact point, else an organization."""

    def __init__(self, columns: Columns, heading: Sequence[Cell], width: int) -> None:
        names = headings(heading, width)
        self.columns = columns
        self.at = {field: at for at, name in enumerate(names) if (field := columns.fields.get(name))}
        self.doors = of_doors([*self.at])

    def fault(self, field: str, row: int, code: str, detail: str) -> CellFault:
        """What is wrong with the cell of a field; without one, with the row."""
        cell = a1(self.at[field], row) if field in self.at else ""
        return CellFault(cell=cell, field=field, code=code, detail=detail)
