"""How many entries each further filter would leave: only what leads somewhere, counted within the other filters."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

from directory.atlas.index import Index
from directory.search.find import Found, Sieve, certainly

# Beyond this many matches a bitmap per term is cheaper than a row per match.
MANY = 4_000
PATIENCE = 3
FACETS = ("functions", "topics", "audiences", "channels", "languages", "conditions")


class Facets:
    """Counts for one version of the atlas.

    A few matches are counted in a table with a row of bits per entry and a column per term; many are counted bitmap by
    bitmap. The table costs milliseconds, so a version must have been asked a few times before it is made.
    """

    def __init__(self, index: Index) -> None:
        self._index = index
        self._bits = {each: _terms(index, each) for each in FACETS}
        self._asked = 0
        self._table: NDArray[np.uint8] | None = None

    def count(self, found: Found) -> Mapping[str, list[tuple[str, int]]]:
        """By dimension: (term, number of entries that certainly match), most first, terms with none left out."""
        self._asked += 1
        common = self._counts(found.certain)
        answer = {}
        start = 0
        for dimension, terms in self._bits.items():
            # Only a dimension with a filter of its own is counted over more than the matches.
            counts = self._counts(_base(dimension, found)) if dimension in found.sieves else common
            answer[dimension] = _ordered(terms, counts[start : start + len(terms)])
            start += len(terms)
        return answer

    def _counts(self, base: BitMap) -> list[int]:
        """How many of these entries are found under each term of each dimension, in order."""
        if len(base) > MANY or self._asked <= PATIENCE:
            count = base.intersection_cardinality
            return [count(bits) if base else 0 for terms in self._bits.values() for _, bits in terms]
        if self._table is None:
            self._table = self._tabulated()
        rows = self._table[np.asarray(base.to_array(), dtype=np.int64)]
        found: list[int] = np.unpackbits(rows, axis=1, bitorder="little").sum(axis=0, dtype=np.uint32).tolist()
        return found

    def _tabulated(self) -> NDArray[np.uint8]:
        every = [bits for terms in self._bits.values() for _, bits in terms]
        table = np.zeros((len(self._index.ids), len(every) // 8 + 1), dtype=np.uint8)
        for column, bits in enumerate(every):
            table[np.asarray(bits.to_array(), dtype=np.int64), column // 8] |= np.uint8(1 << column % 8)
        return table


def _terms(index: Index, dimension: str) -> list[tuple[str, BitMap]]:
    group = f"match.{dimension}"
    return [(term, index.bits(group, term)) for term in sorted(index.groups.get(group, ()))]


def _base(dimension: str, found: Found) -> BitMap:
    """The matches as they would be without the filter on this dimension."""
    others: list[Sieve] = [sieve for name, sieve in found.sieves.items() if name != dimension]
    return certainly(found.worded, others)


def _ordered(terms: list[tuple[str, BitMap]], counts: list[int]) -> list[tuple[str, int]]:
    # Negative, so that a plain sort puts the most first and equals by name.
    told = [(-number, term) for (term, _), number in zip(terms, counts, strict=True) if number]
    told.sort()
    return [(term, -number) for number, term in told]
