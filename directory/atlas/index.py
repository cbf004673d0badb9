"""Bitmaps and columns over entries: for every dimension and value who has it, and of whom it is not known.

An index is one immutable version. `Draft` makes the next one and copies only the bitmaps, maps and columns that it
touches. Positions are never given out twice, so the map from id to position is shared by all versions.
"""

from array import array
from collections.abc import Iterable, Iterator, Mapping
from functools import reduce
from operator import or_
from typing import Any, cast

import msgspec
import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

from directory.atlas.entries import NEVER, Box
from directory.atlas.terms import Tree
from directory.geo.distance import NOWHERE, Spot, spot
from directory.model import Id, Schedule

# Tiers of words, best first: names and aliases; titles and terms; the rest.
TIERS = ("words.0", "words.1", "words.2")
# Dimensions whose terms may be unknown as a whole; conditions are known or not one by one (`denied` holds the noes).
DIMENSIONS = ("functions", "topics", "audiences", "channels", "languages")

# Per entry; `spot` is three numbers wide.
COLUMNS: Mapping[str, tuple[Any, Any]] = {
    "spot": (np.float64, NOWHERE),
    "order": (np.int64, 0),
    "as_if_km": (np.float64, 0.0),
    "schedule": (np.int32, -1),
    "hours_due": (np.int32, NEVER),
    "due": (np.int32, NEVER),
}
NOBODY = BitMap()
Positions = NDArray[np.uint32]
# Sorts after every area code.
EVERYWHERE = "~"
# As far off as a door for the whole country stands that is no place; a local or regional one stands at 0 km.
NATIONAL_KM = 25.0
# A key that one position has is kept as that number: most names and many words are, and a bitmap weighs ten times that.
Bitmaps = Mapping[Any, BitMap | int]


class Index(msgspec.Struct, frozen=True, kw_only=True):
    """One version. All bitmaps hold positions; a key that nobody has is absent.

    `groups` by name: `match.topics` (who can be found under a term, by way of broader and narrower ones too),
    `exact.topics` (who carries it), `unknown` (by dimension), `area` (by code as given: `GM0164`, `VR05`, `NL`),
    `names` (whole names, folded), `words.0` to `words.2` (by tier), `schedules` (by schedule number), `is` (`live`,
    `closed`, `professionals`: for them alone). Columns are those of `COLUMNS`, at least as long as `ids`.
    """

    groups: Mapping[str, Bitmaps]
    columns: Mapping[str, NDArray[Any]]
    ids: list[Id]
    items: list[bytes | None]
    position: dict[Id, int]
    schedules: tuple[Schedule, ...]
    trees: Mapping[str, Tree]

    def bits(self, group: str, key: Any) -> BitMap:
        """The positions that are in this bitmap. Do not change it."""
        found = self.groups.get(group, {}).get(key, NOBODY)
        return BitMap([found]) if isinstance(found, int) else found

    def ready(self, position: int) -> bytes | None:
        """The ready item of an entry as whole JSON; None where there is none to show."""
        item = self.items[position]
        return item + b"}" if item is not None else None

    def any_of(self, group: str, keys: Iterable[Any]) -> BitMap:
        """The positions that are in any of these bitmaps."""
        return reduce(or_, (self.bits(group, key) for key in keys), NOBODY)

    def apart(self) -> "Index":
        """The same version with a look-up table of its own: for what may never come to be."""
        return msgspec.structs.replace(self, position=self.position.copy())

    def shares(self, other: "Index", names: Iterable[str]) -> bool:
        """Whether these groups and columns are the very same in another version: the edits between left them alone."""
        return all(
            self.groups.get(name) is other.groups.get(name) and self.columns.get(name) is other.columns.get(name)
            for name in names
        )


class Draft:
    """The next version of an index while it is being made."""

    def __init__(self, trees: Mapping[str, Tree], before: Index | None = None) -> None:
        self._groups: dict[str, Bitmaps] = dict(before.groups) if before else {}
        self._columns = dict(before.columns) if before else _empty_columns(1024)
        self._schedules = list(before.schedules) if before else []
        self._numbers: dict[Schedule, int] | None = None
        self._ids = before.ids if before else []
        self._items = list(before.items) if before else []
        self._position = before.position if before else {}
        self._trees = trees
        self._own: set[object] = set() if before else {*self._columns, "ids"}

    def replace(self, id: Id, before: Box | None, after: Box | None) -> None:
        """Put an entry in the place of its earlier version; either may be None."""
        position = self._place(id)
        old = self._keys(before) if before else frozenset()
        new = self._keys(after) if after else frozenset()
        for group, key in old - new:
            self._bits(group, key).discard(position)
        for group, key in new - old:
            self._bits(group, key).add(position)
        self._items[position] = after.item if after else None
        for name, value in (self._values(after) if after else {}).items():
            self._set(name, position, value)

    def fill(self, boxes: Iterable[Box]) -> None:
        """Put in all entries of a new index at once: many times faster than one by one."""
        gathered = Gathered()
        areas: list[str] = []
        for box in boxes:
            position = self._place(box.id)
            areas.append(min(box.area, default=EVERYWHERE))
            self._items[position] = box.item
            gathered.add(position, self._grouped(box))
            for name, value in self._values(box).items():
                self._columns[name][position] = value
        moved = self._sort(np.argsort(np.array(areas, dtype=str), kind="stable"))
        self._groups = gathered.groups(moved)

    def _sort(self, order: NDArray[np.int64]) -> NDArray[np.int64]:
        """Number the entries anew, in this order; gives the new number of each old one.

        By area: what serves one town then lies together, and a bitmap of it is one dense piece and not a thousand.
        """
        for column in self._columns.values():
            column[: len(order)] = column[order]
        ids, items = self._ids, self._items
        self._ids = [ids[each] for each in order]
        self._items = [items[each] for each in order]
        self._position = {id: position for position, id in enumerate(self._ids)}
        moved = np.empty_like(order)
        moved[order] = np.arange(len(order))
        return moved

    def finish(self) -> Index:
        """The version as readers see it. The draft must not be used any more."""
        return Index(
            groups=self._groups,
            columns=self._columns,
            ids=self._ids,
            items=self._items,
            position=self._position,
            schedules=tuple(self._schedules),
            trees=self._trees,
        )

    def _place(self, id: Id) -> int:
        position = self._position.get(id)
        if position is None or position >= len(self._ids) or self._ids[position] != id:
            position = self._position[id] = len(self._ids)
            if "ids" not in self._own:
                self._ids = self._ids.copy()
                self._own.add("ids")
            self._ids.append(id)
            self._items.append(None)
            self._grow(len(self._ids))
        return position

    def _bits(self, group: str, key: object) -> BitMap:
        if group not in self._own:
            self._groups[group] = dict(self._groups.get(group, {}))
            self._own.add(group)
        bitmaps = cast(dict[Any, BitMap], self._groups[group])
        if (group, key) not in self._own:
            bitmaps[key] = _own_copy(bitmaps.get(key))
            self._own.add((group, key))
        return bitmaps[key]

    def _set(self, name: str, position: int, value: float | Spot) -> None:
        column = self._columns[name]
        if np.array_equal(column[position], value, equal_nan=True):
            return
        if name not in self._own:
            column = self._columns[name] = column.copy()
            self._own.add(name)
        column[position] = value

    def _grow(self, size: int) -> None:
        room = len(self._columns["order"])
        if size > room:
            longer = _empty_columns(room * 3 // 2)
            for name, column in self._columns.items():
                longer[name][:room] = column
            self._columns = longer
            self._own |= set(longer)

    def _keys(self, box: Box) -> frozenset[tuple[str, Any]]:
        return frozenset((group, key) for group, keys in self._grouped(box) for key in keys)

    def _grouped(self, box: Box) -> Iterator[tuple[str, Iterable[Any]]]:
        """Every bitmap that this entry is in, by group."""
        yield "is", ("live", *(("closed",) if box.closed else ()), *(("professionals",) if box.professional else ()))
        for dimension, terms in box.terms.items():
            if terms:
                yield f"exact.{dimension}", terms
                yield f"match.{dimension}", _found_under(terms, self._trees.get(dimension))
        unknown = [dimension for dimension in DIMENSIONS if not box.terms.get(dimension)]
        unknown += [] if box.area else ["area"]
        unknown += [] if box.hours else ["hours"]
        yield "unknown", unknown
        yield "area", box.area
        yield "names", box.names
        yield from zip(TIERS, box.words, strict=True)
        if box.hours:
            yield "schedules", (self._number(box.hours),)

    def _number(self, hours: Schedule) -> int:
        if self._numbers is None:
            self._numbers = {each: at for at, each in enumerate(self._schedules)}
        number = self._numbers.setdefault(hours, len(self._schedules))
        if number == len(self._schedules):
            self._schedules.append(hours)
        return number

    def _values(self, box: Box) -> Mapping[str, float | Spot]:
        return {
            "spot": _spot(box),
            # Among equals: who helps people first, then who serves the smallest area; the rest is the id's to say.
            "order": box.standing << 36 | box.breadth << 34 | int(box.id[:8], 16),
            "as_if_km": NATIONAL_KM if box.breadth == 2 and box.latitude is None else 0.0,
            "schedule": self._number(box.hours) if box.hours else -1,
            "hours_due": box.hours_due,
            "due": box.due,
        }


# A key's number has this many bits, the number of its group the five above: there are 22 groups.
ROOM = 27


class Numbers(dict[Any, int]):
    """Keys by number, from a first one on, in the order in which they were first asked for."""

    def __init__(self, first: int) -> None:
        super().__init__()
        self.first = first

    def __missing__(self, key: Any) -> int:
        number = self[key] = self.first + len(self)
        return number


class Gathered:
    """Which positions have which keys, written down one after another and sorted once at the end."""

    def __init__(self) -> None:
        self._numbers: dict[str, Numbers] = {}
        self._keys = array("I")
        self._positions = array("I")
        self._counts = array("I")

    def add(self, position: int, grouped: Iterable[tuple[str, Iterable[Any]]]) -> None:
        """This position has these keys."""
        before = len(self._keys)
        for group, keys in grouped:
            numbers = self._numbers.get(group)
            if numbers is None:
                numbers = self._numbers[group] = Numbers(len(self._numbers) << ROOM)
            self._keys.extend(map(numbers.__getitem__, keys))
        self._positions.append(position)
        self._counts.append(len(self._keys) - before)

    def groups(self, moved: NDArray[np.int64]) -> dict[str, Bitmaps]:
        """The positions by group and key, renumbered."""
        positions = moved.astype(np.uint64)[np.repeat(np.array(self._positions), np.array(self._counts))]
        pairs = (np.array(self._keys, dtype=np.uint64) << 32) | positions
        pairs.sort()
        keys, positions = (pairs >> 32).astype(np.uint32), pairs.astype(np.uint32)
        return {group: self._bitmaps(numbers, keys, positions) for group, numbers in self._numbers.items()}

    def _bitmaps(
        self, numbers: Numbers, keys: NDArray[np.uint32], positions: NDArray[np.uint32]
    ) -> dict[Any, BitMap | int]:
        wanted = np.arange(numbers.first, numbers.first + len(numbers) + 1, dtype=np.uint32)
        starts = np.searchsorted(keys, wanted).tolist()
        return {
            key: int(positions[start]) if end - start == 1 else bitmap(positions[start:end])
            for key, start, end in zip(numbers, starts, starts[1:], strict=False)
        }


def _spot(box: Box) -> Spot:
    return NOWHERE if box.latitude is None or box.longitude is None else spot(box.latitude, box.longitude)


def positions_in(bits: BitMap) -> Positions:
    """The positions of a bitmap, in order."""
    return np.frombuffer(bits.to_array(), dtype=np.uint32)


def bitmap(positions: NDArray[np.integer[Any]]) -> BitMap:
    """A bitmap of the positions in a column; from a plain array, since a numpy one is taken in number by number."""
    plain = array("I")
    plain.frombytes(positions.astype(np.uint32, copy=False).tobytes())
    return BitMap(plain)


def _own_copy(kept: BitMap | int | None) -> BitMap:
    if kept is None:
        return BitMap()
    return BitMap([kept]) if isinstance(kept, int) else BitMap(kept)


def _found_under(terms: Iterable[str], tree: Tree | None) -> set[str]:
    if tree is None:
        return set(terms)
    return {each for term in terms for each in tree.found_under.get(term, frozenset({term}))}


def _empty_columns(room: int) -> dict[str, NDArray[Any]]:
    return {name: np.full((room, *np.shape(fill)), fill, dtype) for name, (dtype, fill) in COLUMNS.items()}
