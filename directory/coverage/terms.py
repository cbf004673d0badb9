"""What counts as what: terms below a broader one, and what a door also does when it does something."""

from collections.abc import Collection, Iterator, Mapping

import msgspec

from directory.atlas.terms import Tree
from directory.coverage.weights import Weights


class Via(msgspec.Struct, frozen=True):
    """A door with `term` covers what was asked for, for this reason (absent where the term lies above it)."""

    term: str
    reason: str | None = None


class Terms:
    """The vocabularies, unfolded: which terms of a door cover a term, and of which terms a broad one is made."""

    def __init__(self, trees: Mapping[str, Tree]) -> None:
        self._trees = trees
        self._covering: dict[tuple[str, str], dict[str, Via | None]] = {}

    def label(self, dimension: str, term: str) -> str:
        """What people call a term."""
        tree = self._trees.get(dimension)
        return tree.terms[term].label if tree and term in tree.terms else term

    def covering(self, dimension: str, term: str) -> Mapping[str, Via | None]:
        """The terms by which a door covers this one: itself (None), broader ones, and those that count as it."""
        key = dimension, term
        if key not in self._covering:
            self._covering[key] = dict(self._reaching(dimension, term))
        return self._covering[key]

    def _reaching(self, dimension: str, term: str) -> Iterator[tuple[str, Via | None]]:
        tree = self._trees.get(dimension)
        above = self.above(dimension, term)
        if tree:
            for each in tree.terms.values():
                for counted in each.counts_as:
                    if counted.enabled and counted.term in (term, *above):
                        yield each.slug, Via(each.slug, counted.reason)
        for broader in above:
            yield broader, Via(broader)
        yield term, None

    def cells(self, dimension: str, terms: Collection[str], weights: Weights | None = None) -> dict[str, float]:
        """The terms that are asked for with all that lies below them, with weights that add up to 1.

        Without `weights` each term that was named weighs the same; a broad one shares its weight with what it is made
        of.
        """
        cells: dict[str, float] = {}
        for term, weight in (weights or Weights()).of(dimension, terms).items():
            parts = [term, *self._below(dimension, term)]
            for each in parts:
                cells[each] = cells.get(each, 0.0) + weight / len(parts)
        return cells

    def above(self, dimension: str, term: str) -> tuple[str, ...]:
        """The broader terms of a term, the nearest first."""
        tree = self._trees.get(dimension)
        return tree.above.get(term, ()) if tree else ()

    def _below(self, dimension: str, term: str) -> list[str]:
        tree = self._trees.get(dimension)
        return [each for each in tree.terms if term in tree.above[each]] if tree else []
