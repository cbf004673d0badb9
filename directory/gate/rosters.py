"""The roster for duplicates of the atlas of this moment: made when somebody first asks, brought up to date later."""

import asyncio
from threading import Lock

from directory.atlas import Atlas
from directory.geo.areas import Areas
from directory.geo.gazetteer import Gazetteer
from directory.matching import Places, Reader, Roster


class Rosters:
    """Keeps the last roster. Making one takes seconds at 1e5 organizations, so it is done in a thread, once."""

    def __init__(self, areas: Areas, gazetteer: Gazetteer) -> None:
        self._areas, self._gazetteer = areas, gazetteer
        self._last: Roster | None = None
        self._making = Lock()

    async def of(self, atlas: Atlas) -> Roster:
        """The roster of this version."""
        last = self._last
        return last if last is not None and last.is_of(atlas.catalogue) else await asyncio.to_thread(self.at, atlas)

    def at(self, atlas: Atlas) -> Roster:
        """The same, for who is in a thread already."""
        with self._making:
            last = self._last
            if last is None or not last.is_of(atlas.catalogue):
                last = self._last = self._next(last, atlas)
            return last

    def _next(self, last: Roster | None, atlas: Atlas) -> Roster:
        if last is not None:
            return last.next(atlas.catalogue)
        return Roster(atlas.catalogue, Reader(Places(self._areas, self._gazetteer)))
