"""The best of many entries by a key: the usual order in the low bits, what goes before it above them."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from directory.atlas.index import Index, Positions

Keys = NDArray[np.int64]
# So many bits of a key are the usual order, as the column `order` has it.
USUAL_BITS = 40


def best(index: Index, positions: Positions, keys: Keys, last: int) -> Keys:
    """The places of the `last` lowest of these keys, lowest first, and of more where that is as quick."""
    if last >= len(keys):
        order = keys.argsort(kind="stable")
    else:
        order = np.flatnonzero(keys <= np.partition(keys, last - 1)[last - 1])
        order = order[keys[order].argsort(kind="stable")]
    return _untied(index, order, positions, keys)


def _untied(index: Index, order: Keys, positions: Positions, keys: Keys) -> Keys:
    """The same order, with equals by their whole id: a key holds only the beginning of it."""
    sorted_keys = keys[order]
    equal = np.flatnonzero(sorted_keys[1:] == sorted_keys[:-1])
    if len(equal):
        for start, end in _runs(equal):
            order[start : end + 1] = sorted(order[start : end + 1], key=lambda each: index.ids[positions[each]])
    return order


def _runs(equal: Keys) -> Iterator[tuple[int, int]]:
    """First and last place of each run of equals, from the places that equal their successor."""
    breaks = np.flatnonzero(np.diff(equal) > 1)
    starts, ends = [0, *(breaks + 1)], [*breaks, len(equal) - 1]
    for start, end in zip(starts, ends, strict=True):
        yield int(equal[start]), int(equal[end]) + 1
