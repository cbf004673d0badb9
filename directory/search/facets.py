"""How many entries each further filter would leave: only what leads somewhere, counted within the other filters."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

from directory.atlas.index import Index
from directory.search.find import Found, certainly

# Beyond this many matches a bitmap per term is cheaper than a row per match.
MANY = 4_000
# Counters of a byte, eight side by side in a word: so many rows can be added before one might run over.
ROWS = 255
PATIENCE = 3
FACETS = ("functions", "topics", "audiences", "channels", "languages", "conditions")

Counts = NDArray[np.int64]


class Facets:
    """Counts for one version of the atlas.

    A few matches are counted in a table with a row of counters per entry and a column per term; many are counted bitmap
    by bitmap. The table costs milliseconds, so a version must have been asked a few times before it is made.
    """

    def __init__(self, index: Index) -> None:
        self._index = index
        self._terms: list[tuple[str, str]] = []
        self._bits: list[BitMap] = []
        self._spans: dict[str, slice] = {}
        for dimension in FACETS:
            group = f"match.{dimension}"
            terms = sorted(index.groups.get(group, ()))
            self._spans[dimension] = slice(len(self._terms), len(self._terms) + len(terms))
            self._terms += [(dimension, term) for term in terms]
            self._bits += [index.bits(group, term) for term in terms]
        # Sorts by dimension, then by count, most first, then by name.
        by_dimension = [FACETS.index(dimension) for dimension, _ in self._terms]
        self._keys = (np.array(by_dimension, dtype=np.int64) << 48) + np.arange(len(self._terms))
        self._asked = 0
        self._table: NDArray[np.uint64] | None = None

    def count(self, found: Found) -> Mapping[str, list[tuple[str, int]]]:
        """By dimension: (term, number of entries that certainly match), most first, terms with none left out."""
        self._asked += 1
        counts = self._counts(found.certain)
        for dimension in FACETS:
            # Only a dimension with a filter of its own is counted over more than the matches.
            if dimension in found.sieves:
                span = self._spans[dimension]
                counts[span] = self._counts(_base(dimension, found))[span]
        told = counts.nonzero()[0]
        told = told[(self._keys[told] - (counts[told] << 16)).argsort()]
        answer: dict[str, list[tuple[str, int]]] = {dimension: [] for dimension in FACETS}
        for number, count in zip(told.tolist(), counts[told].tolist(), strict=True):
            dimension, term = self._terms[number]
            answer[dimension].append((term, count))
        return answer

    def _counts(self, base: BitMap) -> Counts:
        """How many of these entries are found under each term of each dimension, in order."""
        if len(base) > MANY or self._asked <= PATIENCE:
            count = base.intersection_cardinality
            return np.array([count(bits) for bits in self._bits], dtype=np.int64)
        if self._table is None:
            self._table = self._tabulated()
        rows = self._table[np.frombuffer(base.to_array(), dtype=np.uint32)]
        if len(rows) > ROWS:
            sums = np.add.reduceat(rows, np.arange(0, len(rows), ROWS)).view(np.uint8)
            counters = sums.reshape(-1, rows.shape[1] * 8).sum(axis=0, dtype=np.int64)
        else:
            counters = np.add.reduce(rows).view(np.uint8).astype(np.int64)
        return counters[: len(self._bits)]

    def _tabulated(self) -> NDArray[np.uint64]:
        table = np.zeros((len(self._index.ids), len(self._bits) // 8 + 1), dtype=np.uint64)
        counters = table.view(np.uint8)
        for column, bits in enumerate(self._bits):
            counters[np.frombuffer(bits.to_array(), dtype=np.uint32), column] = 1
        return table


def _base(dimension: str, found: Found) -> BitMap:
    """The matches as they would be without the filter on this dimension."""
    others = [sieve for name, sieve in found.sieves.items() if name in FACETS and name != dimension]
    base = certainly(found.around, others)
    return base if found.matched == "none" else base & found.worded
