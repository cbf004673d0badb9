"""Keys of many organizations in little memory: hashes in one sorted column, and beside each whose it is."""

from array import array
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from directory.matching.keys import Key


class Columns:
    """Keys of many organizations: a sorted column of hashes, and beside each whose it is."""

    def __init__(self, everybody: Iterable[Iterable[Key]]) -> None:
        hashes, owners = array("q"), array("i")
        for position, found in enumerate(everybody):
            own = array("q", map(hash, found))
            hashes.extend(own)
            owners.extend([position] * len(own))
        column = np.asarray(hashes, np.int64)
        order = np.argsort(column, kind="stable")
        self._hashes: NDArray[np.int64] = column[order]
        self._owners: NDArray[np.int32] = np.asarray(owners, np.int32)[order]

    def having(self, key: Key) -> NDArray[np.int32]:
        """Positions of the organizations with this key, ascending."""
        wanted = hash(key)
        start = int(np.searchsorted(self._hashes, wanted, "left"))
        return self._owners[start : int(np.searchsorted(self._hashes, wanted, "right"))]
