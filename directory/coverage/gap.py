"""What is in the way: the fewest dimensions without which what there is would be enough, and what is left to do."""

from collections.abc import Iterator, Sequence
from itertools import combinations

import msgspec

from directory.coverage.cube import Cube, Part
from directory.coverage.proposal import ACCESS

ENOUGH = 0.9
MOST_BOXES = 5
# When rounding may have made the difference, it did not.
HAIR = 1e-9


class Gap(msgspec.Struct, frozen=True):
    """`dimensions` that are in the way; `certain` unless it holds only provided that the unknowns turn out well.

    `parts` are what nobody is known to do (not certain: what nobody can be doing).
    """

    dimensions: tuple[str, ...]
    certain: bool
    parts: tuple[Part, ...]


def smallest_gap(cube: Cube, demanded: Sequence[str]) -> Gap:
    """The smallest set of dimensions to ignore before what exists is enough; how to get in goes before what it is."""
    for certain in (True, False):
        share = cube.known_share if certain else cube.possible_share
        for relaxed in _candidates(demanded):
            if share(relaxed) >= ENOUGH - HAIR:
                return Gap(relaxed, certain, _parts(cube, relaxed, certain=certain))
    # Nobody does this about anything of the kind: all that it is, is in the way.
    return Gap(("functions", "topics"), True, ())


def _candidates(demanded: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Sets of dimensions by size, those of access alone first; those with the subject last.

    Who does the same about something else does something else: the subject is given up when nothing else helps, and
    never together with what is done.
    """
    access = [each for each in demanded if each in ACCESS]
    ordered = [*access, *(each for each in demanded if each not in ACCESS and each != "topics")]
    for subject in ((), ("topics",)):
        for size in range(len(ordered) + 1):
            sets = [each for each in combinations(ordered, size) if not (subject and "functions" in each)]
            for each in sorted(sets, key=lambda each: sum(name not in ACCESS for name in each)):
                yield (*each, *subject)


def _parts(cube: Cube, relaxed: Sequence[str], *, certain: bool) -> tuple[Part, ...]:
    return tuple(cube.uncovered(possible=not certain)[:MOST_BOXES]) if relaxed else ()
