"""The share of a box that others cover: exact, without visiting its cells one by one.

Values that the same doors cover are one value with their weights together, and doors that cover the same values are
one door; of what is left then sets of doors (integers used as bit sets) are intersected dimension by dimension.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import reduce
from operator import and_, or_

import msgspec
import numpy as np
from numpy.typing import NDArray

Flags = NDArray[np.bool_]
# Uncovered parts beyond this many are not looked for: nobody reads them.
MOST_PARTS = 4_000
Interval = tuple[float, float]


class Axis(msgspec.Struct, frozen=True):
    """One dimension of a box: its values with weights that add up to 1, and what each door covers of it.

    `known` and `possible` have a row per value and a column per door; what is known is possible.
    """

    name: str
    values: tuple[object, ...]
    weights: tuple[float, ...]
    known: Flags
    possible: Flags


class Group(msgspec.Struct, frozen=True):
    """Values of one dimension that the same doors cover."""

    weight: float
    doors: int
    values: tuple[int, ...]


class Part(msgspec.Struct, frozen=True):
    """A part of the box: the values (by place) that it takes of each dimension, and its share of the box."""

    values: Mapping[str, frozenset[int]]
    share: float


class Cube:
    """A box and the doors that may cover it."""

    def __init__(self, axes: Sequence[Axis]) -> None:
        self.axes = {each.name: each for each in axes}
        doors = axes[0].known.shape[1] if axes else 0
        # Doors that cover the same are one: of 100 000 a few hundred are left.
        rows = np.concatenate([flags for each in axes for flags in (each.known, each.possible)])
        packed = np.ascontiguousarray(np.packbits(rows, axis=0).T) if doors else np.zeros((0, 1), np.uint8)
        _, first, kinds = np.unique(
            packed.view(np.dtype((np.void, packed.shape[1])))[:, 0], return_index=True, return_inverse=True
        )
        # Those that may cover a cell at all come first: sets of them alone are short numbers, however many others are.
        hits = np.array([each.possible[:, first].any(axis=0) for each in axes]).reshape(len(axes), len(first))
        order = np.argsort(~hits.all(axis=0), kind="stable")
        place = np.empty_like(order)
        place[order] = np.arange(len(order))
        self.kinds: NDArray[np.int64] = place[kinds.astype(np.int64).reshape(-1)]
        self._first = first[order]
        self._count = len(first)
        self._numbers = np.bincount(self.kinds, minlength=self._count)
        self.everybody = (1 << self._count) - 1
        self._known = {each.name: Side(each, each.known[:, self._first]) for each in axes}
        self._possible = {each.name: Side(each, each.possible[:, self._first]) for each in axes}

    def kinds_of(self, doors: Collection[int]) -> int:
        """The set of kinds that these doors are of."""
        return reduce(lambda found, kind: found | 1 << int(kind), set(self.kinds[list(doors)].tolist()), 0)

    def only(self, doors: Collection[int]) -> int:
        """The kinds of which there are no other doors than these."""
        mine = np.bincount(self.kinds[list(doors)], minlength=self._count)
        return sum(1 << int(kind) for kind in np.flatnonzero(mine & (mine == self._numbers)))

    def cover(self, relaxed: Collection[str] = (), among: int | None = None) -> Interval:
        """The share of the box that is covered: as far as is known, and with everything that is possible.

        Dimensions that are `relaxed` do not count; with `among` only doors of these kinds do.
        """
        return self.known_share(relaxed, among), self.possible_share(relaxed, among)

    def known_share(self, relaxed: Collection[str] = (), among: int | None = None) -> float:
        """The first of the two."""
        return _share(self._sorted(self._known, relaxed), self.everybody if among is None else among)

    def possible_share(self, relaxed: Collection[str] = (), among: int | None = None) -> float:
        """The second of the two."""
        return _share(self._sorted(self._possible, relaxed), self.everybody if among is None else among)

    def by_value(self, name: str) -> list[Interval]:
        """For each value of a dimension the share of the cells with that value that is covered."""
        lows = self._shares_of(self._known, name)
        return list(zip(lows, self._shares_of(self._possible, name), strict=True))

    def _shares_of(self, sides: Mapping[str, "Side"], name: str) -> list[float]:
        share = _sharing(self._sorted(sides, (name,)))
        found = [0.0] * len(self.axes[name].values)
        for group in sides[name].groups:
            covered = share(group.doors)
            for value in group.values:
                found[value] = covered
        return found

    def fractions(self, name: str) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Which share of one dimension each door covers: known, possible."""
        axis = self.axes[name]
        weights = np.array(axis.weights)
        return weights @ axis.known, weights @ axis.possible

    def depth(self, relaxed: Collection[str] = ()) -> float:
        """How many doors are known to cover a cell, on average."""
        shares = [self.fractions(name)[0] for name in self.axes if name not in relaxed]
        product: NDArray[np.float64] = reduce(np.multiply, shares)
        return float(product.sum())

    def uncovered(self, among: int | None = None, *, possible: bool = False) -> list[Part]:
        """What nobody is known to cover (or with `possible`: cannot cover either), as few parts, the largest first."""
        sides = self._sorted(self._possible if possible else self._known, ())
        found = _merged(list(_holes(sides, self.everybody if among is None else among)))
        parts = []
        for places in found:
            chosen = [(side, places[level]) for level, side in enumerate(sides)]
            share = reduce(
                lambda left, right: left * right, (_weight(side.groups, which) for side, which in chosen), 1.0
            )
            values = {s.name: frozenset(v for at in which for v in s.groups[at].values) for s, which in chosen}
            parts.append(Part(values, share))
        return sorted(parts, key=lambda each: -each.share)

    def asking(self, asked: Sequence[tuple[int, str]]) -> "Asking":
        """The same box, with what each answer to these questions (door, dimension) would make of a door."""
        return Asking(self, asked)

    def representatives(self) -> NDArray[np.int64]:
        """A door of each kind."""
        return self._first

    def _sorted(self, sides: Mapping[str, "Side"], relaxed: Collection[str]) -> list["Side"]:
        """The dimensions that count, those with few groups first: then less is visited twice."""
        chosen = [each for name, each in sides.items() if name not in relaxed]
        return sorted(chosen, key=lambda each: len(each.groups))


class Asking(Cube):
    """A cube with two more doors for each question: the door as it would be after a yes, and after a no."""

    def __init__(self, cube: Cube, asked: Sequence[tuple[int, str]]) -> None:
        real = cube.representatives()
        doors = [column for column, _ in asked for _ in (True, False)]
        columns = np.concatenate([real, np.array(doors, dtype=np.int64)])
        axes = []
        for axis in cube.axes.values():
            known, possible = axis.known[:, columns].copy(), axis.possible[:, columns].copy()
            for number, (_, name) in enumerate(asked):
                if name == axis.name:
                    yes, no = len(real) + 2 * number, len(real) + 2 * number + 1
                    known[:, yes], possible[:, no] = possible[:, yes], known[:, no]
            axes.append(Axis(axis.name, axis.values, axis.weights, known, possible))
        super().__init__(axes)
        self._asked = asked
        self._offset = len(real)
        self._before = cube
        self.real = self.kinds_of(range(len(real)))

    def after(self, number: int, *, yes: bool) -> int:
        """The doors there would be after this answer to this question."""
        answered = self.kinds_of([self._offset + 2 * number + (not yes)])
        if yes:
            return self.real | answered
        # As it is now the door is gone, unless another door is just like it.
        column, _ = self._asked[number]
        left = (
            self.real & ~self.kinds_of([int(self._before.kinds[column])]) if self._before.only([column]) else self.real
        )
        return left | answered


class Side:
    """One dimension as it is known, or as it is possible: groups of values, who covers all of it, and who any of it."""

    def __init__(self, axis: Axis, flags: Flags) -> None:
        self.name = axis.name
        by_doors: dict[int, list[int]] = {}
        for place, row in enumerate(np.packbits(flags, axis=1, bitorder="little")):
            by_doors.setdefault(int.from_bytes(row.tobytes(), "little"), []).append(place)
        self.groups = [
            Group(sum(axis.weights[each] for each in places), doors, tuple(places))
            for doors, places in by_doors.items()
        ]
        self.all = reduce(and_, (each.doors for each in self.groups))
        self.any = reduce(or_, (each.doors for each in self.groups))


def _share(sides: Sequence[Side], doors: int) -> float:
    """The weight of the cells of which some door covers every value."""
    return min(1.0, _sharing(sides)(doors))


def _sharing(sides: Sequence[Side]) -> Callable[[int], float]:
    """The same for one set of doors after another."""
    complete = _complete(sides)
    within = reduce(and_, (each.any for each in sides), -1)
    levels = [[(each.weight, each.doors) for each in side.groups] for side in sides]
    seen: list[dict[int, float]] = [{} for _ in sides]
    last = len(sides) - 1

    def share(level: int, left: int) -> float:
        if not left:
            return 0.0
        if left & complete[level]:
            return 1.0
        found = seen[level].get(left)
        if found is None:
            if level == last:
                found = sum([weight for weight, doors in levels[level] if left & doors])
            else:
                found = sum([weight * share(level + 1, left & doors) for weight, doors in levels[level]])
            seen[level][left] = found
        return found

    return lambda doors: share(0, doors & within)


def _complete(sides: Sequence[Side]) -> list[int]:
    """By level the doors that cover everything from there on."""
    complete = [-1]
    for each in reversed(sides):
        complete.append(each.all & complete[-1])
    return complete[::-1]


def _holes(sides: Sequence[Side], doors: int) -> Iterator[tuple[frozenset[int], ...]]:
    """Parts that nobody covers, as places of groups by level."""
    complete = _complete(sides)
    everything = [frozenset(range(len(each.groups))) for each in sides]
    found = 0
    stack: list[tuple[int, int, tuple[frozenset[int], ...]]] = [(0, doors, ())]
    while stack and found < MOST_PARTS:
        level, left, before = stack.pop()
        if not left:
            found += 1
            yield (*before, *everything[level:])
        elif not left & complete[level]:
            stack += [
                (level + 1, left & each.doors, (*before, frozenset({place})))
                for place, each in reversed([*enumerate(sides[level].groups)])
            ]


def _merged(parts: list[tuple[frozenset[int], ...]]) -> list[tuple[frozenset[int], ...]]:
    """Fewer parts with the same cells: those that differ in one dimension only become one, dimension by dimension."""
    before = len(parts) + 1
    while len(parts) < before:
        before = len(parts)
        for level in range(len(parts[0]) if parts else 0):
            joined: dict[tuple[frozenset[int], ...], frozenset[int]] = {}
            for part in parts:
                rest = (*part[:level], *part[level + 1 :])
                joined[rest] = joined.get(rest, frozenset()) | part[level]
            parts = [(*rest[:level], values, *rest[level:]) for rest, values in joined.items()]
    return parts


def _weight(groups: list[Group], places: Collection[int]) -> float:
    return sum(groups[each].weight for each in places)
