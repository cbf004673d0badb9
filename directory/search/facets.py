"""How many entries each further filter would leave: only what leads somewhere, counted within the other filters."""

from collections.abc import Mapping

from pyroaring import BitMap

from directory.atlas.index import Index
from directory.search.find import Found, Sieve, combine

FACETS = ("functions", "topics", "audiences", "channels", "languages", "conditions")


def facets(index: Index, found: Found) -> Mapping[str, list[tuple[str, int]]]:
    """By dimension: (term, number of entries that certainly match), most first, terms with none left out."""
    return {each: _facet(index, each, _base(each, found)) for each in FACETS}


def _base(dimension: str, found: Found) -> BitMap:
    """The matches as they would be without a filter on this dimension."""
    if dimension not in found.sieves:
        return found.certain
    others: list[Sieve] = [sieve for name, sieve in found.sieves.items() if name != dimension]
    return combine(found.worded, others)[0]


def _facet(index: Index, dimension: str, base: BitMap) -> list[tuple[str, int]]:
    if not base:
        return []
    count = base.intersection_cardinality
    counted = [(term, count(bits)) for term, bits in index.groups.get(f"match.{dimension}", {}).items()]
    return sorted(((term, n) for term, n in counted if n), key=lambda each: (-each[1], each[0]))
