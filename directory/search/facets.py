"""How many entries each further filter would leave: only what leads somewhere, counted within the other filters."""

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from operator import add
from typing import cast

import msgspec
import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

from directory.atlas.index import Index, positions_in
from directory.search.find import Found, certainly

# Beyond this many matches a bitmap per term is cheaper than a row per match.
MANY = 4_000
# Counters of a byte, eight side by side in a word: so many rows can be added before one might run over.
ROWS = 255
PATIENCE = 3
FACETS = ("functions", "topics", "audiences", "channels", "languages", "conditions")

Counts = NDArray[np.int64]
Labels = Callable[[str, str], str]


class Facets:
    """Counts for one version of the atlas.

    A few matches are counted in a table with counters for every entry and term; many are counted bitmap by bitmap. The
    table costs milliseconds, so a version must have been asked a few times before it is made.
    """

    def __init__(self, index: Index, before: "Facets | None" = None) -> None:
        self._index = index
        self._terms: list[str] = []
        self._bits: list[BitMap] = []
        self._spans: dict[str, slice] = {}
        for dimension in FACETS:
            group = f"match.{dimension}"
            terms = sorted(index.groups.get(group, ()))
            self._spans[dimension] = slice(len(self._terms), len(self._terms) + len(terms))
            self._terms += terms
            self._bits += [index.bits(group, term) for term in terms]
        self._every = slice(0, len(self._terms))
        # Sorts by dimension, and within it by name; a count taken off goes before the name.
        by_dimension = [number for number, each in enumerate(self._spans.values()) for _ in self._terms[each]]
        self._keys = (np.array(by_dimension, dtype=np.int64) << 48) + np.arange(len(self._terms)) + (1 << 47)
        self._heads: list[bytes] | None = None
        self._asked = 0
        self._table: NDArray[np.uint64] | None = None
        if before and index.shares(before._index, [f"match.{each}" for each in FACETS]) and before._covers(index):
            self._asked, self._table = before._asked, before._table

    def count(self, found: Found) -> Mapping[str, list[tuple[str, int]]]:
        """By dimension: (term, number of entries that certainly match), most first, terms with none left out."""
        return {
            dimension: [(self._terms[number], count) for number, count in zip(numbers, counts, strict=True)]
            for dimension, numbers, counts in self._counted(found)
        }

    def written(self, found: Found, labels: Labels) -> dict[str, bytes]:
        """The same as JSON: by dimension, values with term, label and count, separated by commas."""
        if self._heads is None:
            self._heads = [self._head(dimension, term, labels) for dimension, term in self._named()]
        head = self._heads.__getitem__
        return {
            dimension: b",".join(map(add, map(head, numbers), map(_written, counts)))
            for dimension, numbers, counts in self._counted(found)
        }

    def _named(self) -> Iterator[tuple[str, str]]:
        for dimension, span in self._spans.items():
            for term in self._terms[span]:
                yield dimension, term

    def _head(self, dimension: str, term: str, labels: Labels) -> bytes:
        value = msgspec.json.encode({"term": term, "label": labels(dimension, term)})
        return value[:-1] + b',"count":'

    def _counted(self, found: Found) -> Iterator[tuple[str, list[int], list[int]]]:
        """By dimension the numbers of its terms, most counted first and equals by name, and their counts."""
        self._asked += 1
        counts = self._counts(found.certain, self._every)
        for dimension, span in self._spans.items():
            # Only a dimension with a filter of its own is counted over more than the matches.
            if dimension in found.sieves:
                counts[span] = self._counts(_base(dimension, found), span)
        left = counts.nonzero()[0]
        order = left[(self._keys[left] - (counts[left] << 16)).argsort()]
        numbers, in_order = order.tolist(), counts[order].tolist()
        ends = np.searchsorted(self._keys[order] >> 48, range(1, len(FACETS) + 1)).tolist()
        for dimension, start, end in zip(FACETS, [0, *ends], ends, strict=False):
            yield dimension, numbers[start:end], in_order[start:end]

    def _counts(self, base: BitMap, span: slice) -> Counts:
        """How many of these entries are found under each term of this span."""
        if len(base) > MANY or self._asked <= PATIENCE:
            count = base.intersection_cardinality
            return np.array([count(bits) for bits in self._bits[span]], dtype=np.int64)
        if self._table is None:
            self._table = self._tabulated()
        first, last = span.start // 8, -(-span.stop // 8)
        # A row per eight terms, a column per entry: sums along memory.
        words = self._table[first:last].take(positions_in(base), axis=1)
        if len(base) > ROWS:
            sums = np.add.reduceat(words, np.arange(0, len(base), ROWS), axis=1)
            counters = sums.view(np.uint8).reshape(last - first, -1, 8).sum(axis=1, dtype=np.int64)
        else:
            counters = words.sum(axis=1).view(np.uint8).astype(np.int64)
        return cast(Counts, counters.reshape(-1))[span.start - first * 8 : span.stop - first * 8]

    def _covers(self, index: Index) -> bool:
        """Whether the table has a place for every entry of this version."""
        return self._table is not None and self._table.shape[1] >= len(index.ids)

    def _tabulated(self) -> NDArray[np.uint64]:
        counters = np.zeros((len(self._bits) // 8 + 1, len(self._index.ids), 8), dtype=np.uint8)
        for number, bits in enumerate(self._bits):
            counters[number // 8, positions_in(bits), number % 8] = 1
        return counters.view(np.uint64)[:, :, 0]


@lru_cache(maxsize=8192)
def _written(count: int) -> bytes:
    return b"%d}" % count


def _base(dimension: str, found: Found) -> BitMap:
    """The matches as they would be without the filter on this dimension."""
    others = [sieve for name, sieve in found.sieves.items() if name in FACETS and name != dimension]
    base = certainly(found.around, others)
    return base if found.matched == "none" else base & found.worded
