"""The records of one kind in columns, by their position on the shelf of the catalogue."""

from functools import cached_property
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

from directory.atlas.catalogue import Shelf
from directory.atlas.index import positions_in
from directory.exchange.hsds.postings import Postings
from directory.model import Id, Kept, Tombstone

NOBODY = -1
Column = NDArray[Any]


class Level:
    """All records of one kind, in columns by position: `owner` on the shelf above, `at` in milliseconds, a point.

    `place` is the position of a door's location. Who is not `live` is hidden, gone or not listed.
    """

    def __init__(self, shelf: Shelf, before: "Level | None" = None) -> None:
        self.shelf = shelf
        self.seen: list[Kept | Tombstone | None] = before.seen if before else []
        self.postings: Postings = Postings(before.postings if before else None)
        self.live: BitMap = before.live.copy() if before else BitMap()
        size = len(shelf.versions)
        self.owner: Column = _longer(before.owner if before else None, size, NOBODY, np.int32)
        self.place: Column = _longer(before.place if before else None, size, NOBODY, np.int32)
        self.at: Column = _longer(before.at if before else None, size, 0, np.int64)
        self.spot: Column = _longer(before.spot if before else None, size, np.nan, np.float64, 3)

    def changed(self) -> list[int]:
        """The positions of which the version differs from the one seen."""
        old, new = self.seen, self.shelf.versions
        differ = [number for number, (a, b) in enumerate(zip(old, new, strict=False)) if a is not b]
        return [*differ, *range(len(old), len(new))]

    def before(self, position: int) -> Kept | Tombstone | None:
        """The version seen at a position."""
        return self.seen[position] if position < len(self.seen) else None

    @cached_property
    def order(self) -> Column:
        """Positions of those that are live, by id."""
        places = np.fromiter((self.shelf.position(id) for id in self.shelf.ids), np.int64, len(self.shelf.ids))
        return places[mask(self.live, len(self.at))[places]] if len(places) else places

    def id(self, position: int) -> Id:
        """The id of the record at a position."""
        return cast(Kept, self.shelf.versions[position]).id

    def sorted(self, found: BitMap) -> Column:
        """The live ones of these positions, by id."""
        return self.order[mask(found, len(self.at))[self.order]]

    def owned_by(self, owners: BitMap) -> BitMap:
        """Those whose owner is one of `owners`."""
        size = max(int(self.owner.max(initial=0)), owners.max() if owners else 0) + 2
        # Nobody is the last place of the mask, which is never set.
        return BitMap(np.flatnonzero(mask(owners, size)[self.owner]))

    def owners(self, found: BitMap) -> BitMap:
        """The owners of the live ones among these."""
        owners = self.owner[positions_in(found & self.live)]
        return BitMap(np.unique(owners[owners > NOBODY]))


def mask(bits: BitMap, size: int) -> Column:
    """A bitmap as a column of yes and no."""
    found = np.zeros(size, np.bool_)
    found[positions_in(bits)] = True
    return found


def _longer(column: Column | None, size: int, fill: float, kind: type[np.generic], width: int = 1) -> Column:
    longer = np.full((size, width) if width > 1 else size, fill, kind)
    if column is not None:
        longer[: len(column)] = column
    return longer
