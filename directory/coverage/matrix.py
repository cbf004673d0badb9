"""Who helps where, for whom, with what: two dimensions crossed, the others held fast, unknown apart from nobody."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Literal

import msgspec
import numpy as np
from msgspec import Struct
from numpy.typing import NDArray
from pyroaring import BitMap

from directory.atlas.index import NOBODY, positions_in
from directory.coverage.cube import Interval
from directory.coverage.existing import Existing
from directory.coverage.proposal import EVERY_HOUR
from directory.coverage.weights import Weights
from directory.hours import HOURS, week_mask

Status = Literal["covered", "partly", "thin", "several", "unknown", "none-known"]
AXES = ("functions", "topics", "audiences", "area", "channels", "languages", "conditions")
CROWD = 3
SHOWN, SHOWN_UNKNOWN = 10, 5


class Cell(Struct, frozen=True, kw_only=True, rename="camel", omit_defaults=True):
    """Where a row and a column meet.

    `depth` organizations with `doors` doors are known to do this; `unknown` may. `week_hours` of 168: at how many
    somebody is known to be there, and at how many somebody may be. `declared`: two of them divided the work.
    """

    status: Status
    depth: int
    doors: int
    week_hours: tuple[int, int]
    declared: bool = False
    partners: tuple[str, ...] = ()
    partners_left_off: int = 0
    unknown: tuple[str, ...] = ()
    unknown_left_off: int = 0


class Line(Struct, frozen=True, kw_only=True, rename="camel"):
    """A row or a column: the weighed share of its cells that is covered, known and possible."""

    id: str
    label: str
    index: Interval


class Matrix(Struct, frozen=True, kw_only=True, rename="camel"):
    """The whole. `coverage` is the weighed share of cells with somebody in them; `fragility` that of these with only
    one organization, `crowding` with three or more of which none declared who does what."""

    fixed: Mapping[str, tuple[str, ...]]
    hour: int | None
    rows: tuple[Line, ...]
    cols: tuple[Line, ...]
    cells: tuple[tuple[Cell, ...], ...]
    coverage: Interval
    fragility: float
    crowding: float
    data_version: int


class Cross(msgspec.Struct, frozen=True, kw_only=True):
    """A question for a matrix: two dimensions with their values, and what is held fast. `hour` of 168 or None."""

    rows: str
    cols: str
    row_values: tuple[str, ...]
    col_values: tuple[str, ...]
    fixed: Mapping[str, tuple[str, ...]] = {}
    hour: int | None = None


class Crossing:
    """Answers one such question."""

    def __init__(self, existing: Existing, today: date) -> None:
        self._boxes = boxes = existing.boxes
        self._owners = existing.owners
        self._today = today
        self._index = boxes.index
        self._masks = [week_mask(each) for each in self._index.schedules]
        self._silent, self._sites = boxes.silent(today), boxes.sites()

    def matrix(self, cross: Cross, weights: Weights, labels: Mapping[tuple[str, str], str]) -> Matrix:
        """Every cell, and what they add up to."""
        known, possible = self._base(cross)
        rows = [self._boxes.sieve(cross.rows, each) for each in cross.row_values]
        cols = [self._boxes.sieve(cross.cols, each) for each in cross.col_values]
        cells = tuple(
            tuple(self._cell(known & r[0] & c[0], possible & r[1] & c[1], cross.hour) for c in cols) for r in rows
        )
        by_row = weights.of(cross.rows, cross.row_values)
        by_col = weights.of(cross.cols, cross.col_values)
        shares = np.outer([*by_row.values()], [*by_col.values()])
        told = [
            [Line(id=each, label=labels[dimension, each], index=(0.0, 0.0)) for each in values]
            for dimension, values in ((cross.rows, cross.row_values), (cross.cols, cross.col_values))
        ]
        return _summed(cells, shares, told[0], told[1], cross, self._boxes.atlas.sequence)

    def _base(self, cross: Cross) -> tuple[BitMap, BitMap]:
        """Who certainly, and who possibly, passes what is held fast; only who is known to do or treat what is asked."""
        known = possible = self._boxes.doors()
        for dimension, values in cross.fixed.items():
            some = [self._boxes.sieve(dimension, each) for each in values]
            known = known & BitMap.union(NOBODY, *(each[0] for each in some))
            possible = possible & BitMap.union(NOBODY, *(each[1] for each in some))
        if cross.hour is not None:
            sure, maybe = self._boxes.open_in(cross.hour, self._today)
            known, possible = known & sure, possible & maybe
        asked = {cross.rows: cross.row_values, cross.cols: cross.col_values, **cross.fixed}
        subject = [self._boxes.having(name, each) for name in ("functions", "topics") for each in asked.get(name, ())]
        if subject:
            possible = possible & BitMap.union(NOBODY, *subject)
        if not asked.get("functions"):
            # Danger of this moment is something else than help: who asks for it, asks by function.
            emergency = self._boxes.emergency()
            known, possible = known - emergency, possible - emergency
        return known, possible

    def _cell(self, known: BitMap, possible: BitMap, hour: int | None) -> Cell:
        unknown = possible - known
        owners, others = self._owners_of(known), self._owners_of(unknown)
        hours = self._hours(known, unknown)
        declared = self._divided({*owners})
        return Cell(
            status=self._status(known, owners, hours, hour, declared=declared) if known else _nobody(unknown),
            depth=len(owners),
            doors=len(known),
            week_hours=hours,
            declared=declared,
            partners=self._named(owners[:SHOWN]),
            partners_left_off=max(0, len(owners) - SHOWN),
            unknown=self._named(others[:SHOWN_UNKNOWN]),
            unknown_left_off=max(0, len(others) - SHOWN_UNKNOWN),
        )

    def _owners_of(self, doors: BitMap) -> list[int]:
        """Whose doors these are, by number, in the usual order."""
        positions = positions_in(doors)
        order = self._index.columns["order"][positions].argsort(kind="stable")
        return list(dict.fromkeys(self._owners.numbers[positions[order]].tolist()))

    def _named(self, owners: Sequence[int]) -> tuple[str, ...]:
        return tuple(self._owners.named[each].slug for each in owners)

    def _hours(self, known: BitMap, unknown: BitMap) -> tuple[int, int]:
        week, silent = self._week(known)
        other, other_silent = self._week(unknown)
        most = HOURS if silent or other_silent else (week | other).bit_count()
        return week.bit_count(), most

    def _week(self, doors: BitMap) -> tuple[int, bool]:
        """At which hours any of these is known to answer, and whether there is one of which that is not known."""
        attended = doors - self._silent - self._sites
        numbers = np.unique(self._index.columns["schedule"][positions_in(attended)])
        week = 0
        for number in numbers.tolist():
            week |= (self._masks[number] or 0) if number >= 0 else 0
        if doors & self._sites:
            week = EVERY_HOUR
        return week, bool((doors & self._silent) - self._sites)

    def _status(
        self, known: BitMap, owners: Sequence[int], hours: tuple[int, int], hour: int | None, *, declared: bool
    ) -> Status:
        if hour is None and hours[0] < HOURS:
            return "partly"
        stale = self._index.columns["due"][positions_in(known)] <= self._today.toordinal()
        if len(owners) == 1 or stale.all():
            return "thin"
        return "covered" if declared else "several"

    def _divided(self, owners: Collection[int]) -> bool:
        return any(one in owners and other in owners for one, other in self._owners.declared)


def _nobody(unknown: BitMap) -> Status:
    return "unknown" if unknown else "none-known"


def _summed(
    cells: tuple[tuple[Cell, ...], ...],
    shares: NDArray[np.float64],
    rows: Sequence[Line],
    cols: Sequence[Line],
    cross: "Cross",
    version: int,
) -> Matrix:
    known = np.array([[each.depth > 0 for each in row] for row in cells], dtype=np.float64)
    possible = np.array([[each.depth > 0 or bool(each.unknown) for each in row] for row in cells], dtype=np.float64)
    alone = np.array([[each.depth == 1 for each in row] for row in cells], dtype=np.float64)
    crowd = np.array([[each.depth >= CROWD and not each.declared for each in row] for row in cells], dtype=np.float64)
    total = float((shares * known).sum())
    return Matrix(
        fixed=cross.fixed,
        hour=cross.hour,
        rows=tuple(_indexed(each, shares[at], known[at], possible[at]) for at, each in enumerate(rows)),
        cols=tuple(_indexed(each, shares[:, at], known[:, at], possible[:, at]) for at, each in enumerate(cols)),
        cells=cells,
        coverage=(round(total, 4), round(float((shares * possible).sum()), 4)),
        fragility=round(float((shares * alone).sum()) / total, 4) if total else 0.0,
        crowding=round(float((shares * crowd).sum()) / total, 4) if total else 0.0,
        data_version=version,
    )


def _indexed(
    line: Line, shares: NDArray[np.float64], known: NDArray[np.float64], possible: NDArray[np.float64]
) -> Line:
    total = float(shares.sum())
    low, high = (float((shares * each).sum()) / total if total else 0.0 for each in (known, possible))
    return msgspec.structs.replace(line, index=(round(low, 4), round(high, 4)))
