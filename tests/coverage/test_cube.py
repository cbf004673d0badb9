"""The sums of coverage against counting every cell, on small random boxes."""

from collections.abc import Sequence
from itertools import combinations, product
from math import isclose

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from directory.coverage.cube import Axis, Cube
from directory.coverage.gap import ENOUGH, smallest_gap

NAMES = ("functions", "topics", "audiences", "area", "channels", "hours", "languages", "conditions")
# Of one value of one dimension: covered, not known, not covered.
Answers = list[list[list[int]]]


@st.composite
def boxes(draw: st.DrawFn) -> tuple[list[Axis], Answers]:
    """A box of some dimensions and a few doors; per dimension, value and door an answer: 2 yes, 1 not known, 0 no."""
    names = [*NAMES[:2], *draw(st.lists(st.sampled_from(NAMES[2:]), unique=True, max_size=4))]
    doors = draw(st.integers(0, 5))
    axes, answers = [], []
    for name in names:
        values = draw(st.integers(1, 3))
        weights = draw(st.lists(st.integers(1, 4), min_size=values, max_size=values))
        # A dimension of a door is known or not as a whole.
        rows = [[0] * doors for _ in range(values)]
        for door in range(doors):
            known = draw(st.booleans()) or draw(st.booleans())
            for row in rows:
                row[door] = 2 * draw(st.integers(0, 1)) if known else 1
        flags = np.array(rows, dtype=np.int64).reshape(values, doors)
        shares = tuple(each / sum(weights) for each in weights)
        axes.append(Axis(name, tuple(range(values)), shares, flags == 2, flags >= 1))
        answers.append(rows)
    return axes, answers


def counted(axes: Sequence[Axis], answers: Answers, least: int, relaxed: Sequence[str] = ()) -> float:
    """The weight of the cells that some door covers, cell by cell; `least` 2 is what is known, 1 what is possible."""
    doors = len(answers[0][0])
    total = 0.0
    for cell in product(*(range(len(each.values)) for each in axes)):
        weight = float(np.prod([each.weights[value] for each, value in zip(axes, cell, strict=True)]))
        covered = any(
            all(
                each.name in relaxed or answers[level][value][door] >= least
                for level, (each, value) in enumerate(zip(axes, cell, strict=True))
            )
            for door in range(doors)
        )
        total += weight * covered
    return total


@given(boxes(), st.sets(st.sampled_from(NAMES), max_size=3))
def test_both_ends_of_every_reading_are_what_counting_gives(
    drawn: tuple[list[Axis], Answers], relaxed: set[str]
) -> None:
    axes, answers = drawn
    low, high = Cube(axes).cover(relaxed)
    assert isclose(low, counted(axes, answers, 2, [*relaxed]), abs_tol=1e-9)
    assert isclose(high, counted(axes, answers, 1, [*relaxed]), abs_tol=1e-9)
    assert low <= high + 1e-9


@given(boxes())
def test_each_value_has_the_share_of_its_own_cells(drawn: tuple[list[Axis], Answers]) -> None:
    axes, answers = drawn
    cube = Cube(axes)
    for level, axis in enumerate(axes):
        for value, told in enumerate(cube.by_value(axis.name)):
            only = Axis(axis.name, (value,), (1.0,), axis.known[[value]], axis.possible[[value]])
            part = [*axes[:level], only, *axes[level + 1 :]]
            rows = [*answers[:level], [answers[level][value]], *answers[level + 1 :]]
            assert isclose(told[0], counted(part, rows, 2), abs_tol=1e-9)
            assert isclose(told[1], counted(part, rows, 1), abs_tol=1e-9)


@given(boxes())
def test_depth_is_the_mean_number_of_doors_of_a_cell(drawn: tuple[list[Axis], Answers]) -> None:
    axes, answers = drawn
    alone = [[[[row[door]] for row in rows] for rows in answers] for door in range(len(answers[0][0]))]
    assert isclose(Cube(axes).depth(), sum(counted(axes, each, 2) for each in alone), abs_tol=1e-9)


@given(boxes())
def test_what_is_left_is_exactly_the_cells_that_nobody_is_known_to_cover(drawn: tuple[list[Axis], Answers]) -> None:
    axes, answers = drawn
    for least, possible in ((2, False), (1, True)):
        seen: dict[tuple[int, ...], int] = {}
        for part in Cube(axes).uncovered(possible=possible):
            for cell in product(*(sorted(part.values[each.name]) for each in axes)):
                seen[cell] = seen.get(cell, 0) + 1
        assert set(seen.values()) <= {1}
        left = {
            cell
            for cell in product(*(range(len(each.values)) for each in axes))
            if not any(
                all(answers[level][value][door] >= least for level, value in enumerate(cell))
                for door in range(len(answers[0][0]))
            )
        }
        assert set(seen) == left


@given(boxes())
def test_the_gap_is_a_smallest_one(drawn: tuple[list[Axis], Answers]) -> None:
    axes, answers = drawn
    names = [each.name for each in axes]
    gap = smallest_gap(Cube(axes), names)
    least = 2 if gap.certain else 1
    if "functions" in gap.dimensions and "topics" in gap.dimensions:
        for kept in ("functions", "topics"):
            assert counted(axes, answers, 1, [each for each in names if each != kept]) < ENOUGH
        return
    assert counted(axes, answers, least, gap.dimensions) >= ENOUGH - 1e-6
    if gap.dimensions and "topics" not in gap.dimensions:
        smaller = [each for each in combinations(names, len(gap.dimensions) - 1) if "topics" not in each]
        assert all(counted(axes, answers, least, each) < ENOUGH for each in smaller)


@given(boxes(), st.randoms(use_true_random=False))
def test_the_order_of_doors_and_dimensions_changes_nothing(drawn: tuple[list[Axis], Answers], random: object) -> None:
    axes, _ = drawn
    order = list(range(axes[0].known.shape[1]))
    random.shuffle(order)  # type: ignore[attr-defined]
    turned = [Axis(a.name, a.values, a.weights, a.known[:, order], a.possible[:, order]) for a in reversed(axes)]
    one, other = Cube(axes).cover(), Cube(turned).cover()
    assert isclose(one[0], other[0], abs_tol=1e-9)
    assert isclose(one[1], other[1], abs_tol=1e-9)


@given(boxes(), st.data())
def test_one_more_door_never_lowers_what_is_covered(drawn: tuple[list[Axis], Answers], data: st.DataObject) -> None:
    axes, _ = drawn
    doors = axes[0].known.shape[1]
    if not doors:
        return
    fewer = data.draw(st.lists(st.integers(0, doors - 1), unique=True))
    cube = Cube(axes)
    some = cube.cover((), cube.kinds_of(fewer))
    assert some[0] <= cube.cover()[0] + 1e-9
    assert some[1] <= cube.cover()[1] + 1e-9


@given(boxes(), st.data())
def test_an_answer_stays_within_what_was_possible(drawn: tuple[list[Axis], Answers], data: st.DataObject) -> None:
    axes, answers = drawn
    open_questions = [
        (door, axis.name)
        for level, axis in enumerate(axes)
        for door in range(axis.known.shape[1])
        if answers[level][0][door] == 1
    ]
    if not open_questions:
        return
    column, name = data.draw(st.sampled_from(open_questions))
    cube = Cube(axes)
    low, high = cube.cover()
    asking = cube.asking([(column, name)])
    for yes in (True, False):
        answered = [
            Axis(
                axis.name,
                axis.values,
                axis.weights,
                _answered(axis.known, column, axis.possible if yes else None, axis.name == name),
                _answered(axis.possible, column, None if yes else axis.known, axis.name == name),
            )
            for axis in axes
        ]
        after = Cube(answered).cover()
        told = asking.cover((), asking.after(0, yes=yes))
        assert isclose(told[0], after[0], abs_tol=1e-9)
        assert isclose(told[1], after[1], abs_tol=1e-9)
        assert low - 1e-9 <= after[0] <= after[1] <= high + 1e-9


def _answered(flags: np.ndarray, column: int, other: np.ndarray | None, here: bool) -> np.ndarray:  # type: ignore[type-arg]
    changed = flags.copy()
    if here and other is not None:
        changed[:, column] = other[:, column]
    return changed
