"""A matrix as it is shown: each cell with its status in words and who it is, a map where towns are asked, and gaps."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

from msgspec import Struct

from directory.coverage import Cross, Holes, Matrix
from directory.coverage.matrix import Cell
from directory.gate.house import House
from directory.web.addressing import address
from directory.web.languages import Speech
from directory.web.proposal import said
from directory.web.verdict import Town, links, percent, placed, said_share

STATUSES = ("covered", "several", "thin", "partly", "unknown", "none-known")
# In a large table a cell names fewer: who wants them all asks for less.
LARGE, FEW, MANY = 120, 3, 10
# With two columns the rows can be compared.
PAIR = 2


class Asking(Protocol):
    """The question, as far as it is needed here."""

    @property
    def matrix(self) -> str:
        """As the query of the API."""
        ...

    @property
    def line(self) -> str:
        """The row, or the column, that the map shows."""
        ...


class Square(Struct, frozen=True, kw_only=True):
    """A cell as it is shown. `partners` and `unknown` are slugs; `more` are left off."""

    cell: Cell
    word: str
    col: str
    partners: tuple[str, ...]
    unknown: tuple[str, ...]
    more: int


class Row(Struct, frozen=True, kw_only=True):
    """A row of the table; `share` is how much of it is covered. `differs`: its cells have more than one status."""

    id: str
    label: str
    share: str
    squares: tuple[Square, ...]
    differs: bool


class Shown:
    """Everything on the page that is of one question."""

    def __init__(self, form: Asking, cross: Cross, matrix: Matrix, gaps: Holes, here: House, speech: Speech) -> None:
        self.matrix, self.gaps = matrix, gaps
        self.words, self.meanings = words(speech), meanings(speech)
        self.cols = [said(cross.cols, each.id, here, speech) for each in matrix.cols]
        self.shares = [said_share(each.index, speech) for each in matrix.cols]
        self.rows = [*self._rows(cross, here, speech)]
        self.compared = len(self.cols) == PAIR
        self.coverage = said_share(matrix.coverage, speech)
        self.fragility, self.crowding = percent(matrix.fragility, speech), percent(matrix.crowding, speech)
        self.counts = Counter(each.status for row in matrix.cells for each in row)
        self.statuses = STATUSES
        self.csv = f"/api/v1/coverage?{form.matrix}&format=csv"
        owners = {each.slug: each for each in here.existing.owners.named}
        self.names = {slug: each.name for slug, each in owners.items()}
        self.links = {slug: address("organization", each.id) for slug, each in owners.items()}
        self.gap_links = links(_named(gaps), here.atlas.catalogue)
        self.weights = [percent(each.weight, speech) for each in gaps.gaps]
        self.looked = said_share(gaps.coverage, speech)
        self.lines, self.line, self.towns = _map(form.line, cross, matrix, self.words, here, speech)

    def _rows(self, cross: Cross, here: House, speech: Speech) -> Iterator[Row]:
        most = FEW if len(self.matrix.rows) * len(self.matrix.cols) > LARGE else MANY
        for line, cells in zip(self.matrix.rows, self.matrix.cells, strict=True):
            yield Row(
                id=line.id,
                label=said(cross.rows, line.id, here, speech),
                share=said_share(line.index, speech),
                squares=tuple(
                    Square(
                        cell=cell,
                        word=self.words[cell.status],
                        col=col,
                        partners=cell.partners[:most],
                        unknown=cell.unknown[:most],
                        more=cell.depth - len(cell.partners[:most]),
                    )
                    for col, cell in zip(self.cols, cells, strict=True)
                ),
                differs=len({each.status for each in cells}) > 1,
            )


def _named(gaps: Holes) -> Iterator[str]:
    for gap in gaps.gaps:
        yield from (each.slug for each in gap.nearest)
        yield from (each.slug for each in gap.verify_first)


def _map(
    wanted: str, cross: Cross, matrix: Matrix, called: Mapping[str, str], here: House, speech: Speech
) -> tuple[list[tuple[str, str]], str, list[Town]]:
    """Which lines the map can show, which it shows, and its towns; nothing where no towns are asked."""
    if "area" not in (cross.rows, cross.cols):
        return [], "", []
    across = cross.cols == "area"
    lines, towns = (matrix.rows, matrix.cols) if across else (matrix.cols, matrix.rows)
    other = cross.rows if across else cross.cols
    at = next((at for at, each in enumerate(lines) if each.id == wanted), 0)
    cells: Sequence[Cell] = matrix.cells[at] if across else [row[at] for row in matrix.cells]
    outlines = {each.code: each for each in here.outlines.outlines}
    drawn = [
        placed(_town(town.id, cell, called, here, speech), outlines.get(town.id))
        for town, cell in zip(towns, cells, strict=True)
    ]
    return [(each.id, said(other, each.id, here, speech)) for each in lines], lines[at].id, drawn


def _town(code: str, cell: Cell, called: Mapping[str, str], here: House, speech: Speech) -> Town:
    count = speech.count("{} organisatie", "{} organisaties", cell.depth).format(cell.depth) if cell.depth else ""
    return Town(code=code, name=here.areas.name(code), state=cell.status, word=called[cell.status], text=count)


def words(speech: Speech) -> Mapping[str, str]:
    """What a status is called."""
    _ = speech.say
    return {
        "covered": _("geregeld"),
        "several": _("zonder afspraak"),
        "thin": _("kwetsbaar"),
        "partly": _("niet altijd"),
        "unknown": _("niet bekend"),
        "none-known": _("niemand bekend"),
    }


def meanings(speech: Speech) -> Mapping[str, str]:
    """The same in a sentence."""
    _ = speech.say
    return {
        "covered": _("Twee of meer organisaties doen dit, met een afspraak wie wat doet."),
        "several": _("Twee of meer organisaties doen dit. Een afspraak is niet bekend."),
        "thin": _("Eén organisatie doet dit, of het is lang niet nagekeken."),
        "partly": _("Iemand doet dit, maar niet bekend op elk uur van de week."),
        "unknown": _("Niemand bekend, maar misschien doet iemand het toch. Vraag het na."),
        "none-known": _("Niemand bekend die dit doet."),
    }
