"""The share of a box that others cover: exact, without visiting its cells one by one.

Values that the same doors cover are one value with their weights together, and doors that cover the same values are
one door; of what is left then sets of doors (integers used as bit sets) are intersected dimension by dimension.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import reduce
from operator import and_

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
        self.kinds: NDArray[np.int64] = kinds.astype(np.int64).reshape(-1)
        self._first = first
        self._count = len(first)
        self.everybody = (1 << self._count) - 1
        self._known = {each.name: _groups(each, each.known[:, first]) for each in axes}
        self._possible = {each.name: _groups(each, each.possible[:, first]) for each in axes}

    def kinds_of(self, doors: Collection[int]) -> int:
        """The set of kinds that these doors are of."""
        return reduce(lambda found, kind: found | 1 << int(kind), set(self.kinds[list(doors)].tolist()), 0)

    def only(self, doors: Collection[int]) -> int:
        """The kinds of which there are no other doors than these."""
        mine = np.bincount(self.kinds[list(doors)], minlength=self._count)
        return sum(1 << int(kind) for kind in np.flatnonzero(mine & (mine == self._numbers())))

    def _numbers(self) -> NDArray[np.int64]:
        return np.bincount(self.kinds, minlength=self._count)

    def cover(
        self,
        relaxed: Collection[str] = (),
        among: int | None = None,
        within: Mapping[str, Collection[int]] | None = None,
    ) -> Interval:
        """The share of the box that is covered: as far as is known, and with everything that is possible.

        Dimensions that are `relaxed` do not count; only doors of these kinds do (`among`), and only this part of the
        box is looked at (`within`: places of values by dimension).
        """
        doors = self.everybody if among is None else among
        return (
            _share(self._sorted(self._known, relaxed, within), doors),
            _share(self._sorted(self._possible, relaxed, within), doors),
        )

    def known_share(self, relaxed: Collection[str] = (), among: int | None = None) -> float:
        """The first of the two."""
        return _share(self._sorted(self._known, relaxed, None), self.everybody if among is None else among)

    def possible_share(self, relaxed: Collection[str] = (), among: int | None = None) -> float:
        """The second of the two."""
        return _share(self._sorted(self._possible, relaxed, None), self.everybody if among is None else among)

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
        side = self._possible if possible else self._known
        groups = self._sorted(side, (), None)
        names = [name for name, _ in groups]
        found = _merged(list(_holes([each for _, each in groups], self.everybody if among is None else among)))
        parts = []
        for places in found:
            chosen = [(name, groups[level][1], places[level]) for level, name in enumerate(names)]
            share = reduce(lambda left, right: left * right, (_weight(of, which) for _, of, which in chosen), 1.0)
            values = {name: frozenset(v for at in which for v in of[at].values) for name, of, which in chosen}
            parts.append(Part(values, share))
        return sorted(parts, key=lambda each: -each.share)

    def asking(self, asked: Sequence[tuple[int, str]]) -> "Asking":
        """The same box, with what each answer to these questions (door, dimension) would make of a door."""
        return Asking(self, asked)

    def representatives(self) -> NDArray[np.int64]:
        """A door of each kind."""
        return self._first

    def _sorted(
        self,
        side: Mapping[str, list[Group]],
        relaxed: Collection[str],
        within: Mapping[str, Collection[int]] | None,
    ) -> list[tuple[str, list[Group]]]:
        """The groups of each dimension that counts, those with few groups first: then less is visited twice."""
        chosen = [
            (name, _part(self.axes[name], each, (within or {}).get(name)))
            for name, each in side.items()
            if name not in relaxed
        ]
        return sorted(chosen, key=lambda each: len(each[1]))


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
        kind = int(self._before.kinds[self._asked[number][0]])
        alone = int((self._before.kinds == kind).sum()) == 1
        left = self.real & ~self.kinds_of([kind]) if alone else self.real
        return left | answered


def _groups(axis: Axis, flags: Flags) -> list[Group]:
    by_doors: dict[int, list[int]] = {}
    packed = np.packbits(flags, axis=1, bitorder="little")
    for place, row in enumerate(packed):
        by_doors.setdefault(int.from_bytes(row.tobytes(), "little"), []).append(place)
    return [
        Group(sum(axis.weights[each] for each in places), doors, tuple(places)) for doors, places in by_doors.items()
    ]


def _part(axis: Axis, groups: list[Group], places: Collection[int] | None) -> list[Group]:
    """Only these values, weighing 1 together."""
    if places is None:
        return groups
    left = [(each.doors, tuple(value for value in each.values if value in places)) for each in groups]
    total = sum(axis.weights[each] for each in places)
    return [
        Group(sum(axis.weights[each] for each in values) / total, doors, values) for doors, values in left if values
    ]


def _share(dimensions: list[tuple[str, list[Group]]], doors: int) -> float:
    """The weight of the cells of which some door covers every value."""
    levels = [groups for _, groups in dimensions]
    complete = _complete(levels, doors)
    seen: list[dict[int, float]] = [{} for _ in levels]

    def share(level: int, left: int) -> float:
        if not left:
            return 0.0
        if left & complete[level]:
            return 1.0
        if left not in seen[level]:
            seen[level][left] = sum(each.weight * share(level + 1, left & each.doors) for each in levels[level])
        return seen[level][left]

    return min(1.0, share(0, doors))


def _complete(levels: list[list[Group]], doors: int) -> list[int]:
    """By level the doors that cover everything from there on."""
    complete = [doors]
    for groups in reversed(levels):
        complete.append(reduce(and_, (each.doors for each in groups), complete[-1]))
    return complete[::-1]


def _holes(levels: list[list[Group]], doors: int) -> Iterator[tuple[frozenset[int], ...]]:
    """Parts that nobody covers, as places of groups by level."""
    complete = _complete(levels, doors)
    everything = [frozenset(range(len(each))) for each in levels]
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
                for place, each in reversed([*enumerate(levels[level])])
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
