"""An atlas that keeps up: before each request it asks whether anybody committed, and takes that in."""

import ctypes
import gc
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import cast

from msgspec import structs

from directory.atlas import Atlas, apply, build
from directory.model import PUBLIC_KINDS, Entry, Id, Kind, is_public
from directory.model.json import decode
from directory.store import Store

# Beyond this many changes building anew is cheaper than following, and must not hold up the event loop.
FAR_BEHIND = 2_000


def atlas_of(store: Store) -> Atlas:
    """The atlas of everything in the store that is public."""
    sequence = store.sequence()
    tombstones = (each for each in store.tombstones() if was_public(store, cast(Kind, each.kind), each.id))
    # A commit that lands while we read may be in it already; taking it in again changes nothing.
    with _undisturbed():
        return build(store.records(), tombstones, sequence)


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Without the cycle collector: it would walk the growing atlas again and again and find nothing to free."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
        gc.freeze()
        _give_back()


def _give_back() -> None:
    """Hand what building needed for a moment back to the system: an eighth of the memory, measured at 1e5 doors."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)


class Follower:
    """The atlas of this worker. Readers take `atlas` and keep that version for the whole of their request."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._seen = store.version()
        self.atlas: Atlas = atlas_of(store)

    def behind(self) -> bool:
        """Whether somebody committed since this was last asked. Microseconds."""
        return self._store.version() != self._seen

    def far_behind(self) -> bool:
        """Whether catching up takes long enough to do it elsewhere."""
        return self._store.sequence() - self.atlas.sequence > FAR_BEHIND

    def catch_up(self) -> None:
        """Take in everything that was committed. Raises `Unavailable` when the store does not answer."""
        seen = self._store.version()
        if self.far_behind():
            self.atlas = atlas_of(self._store)
        else:
            entries = list(self._store.entries(after=self.atlas.sequence))
            self.atlas = apply(self.atlas, list(_public(entries, self._store)))
        self._seen = seen


def _public(entries: Iterable[Entry], store: Store) -> Iterator[Entry]:
    """The same entries, without tombstones of what nobody outside ever saw: a draft that was thrown away."""
    for entry in entries:
        unseen = entry.tombstone is not None and not was_public(store, entry.kind, entry.id)
        yield structs.replace(entry, tombstone=None) if unseen else entry


def was_public(store: Store, kind: Kind, id: Id, *, before: int | None = None) -> bool:
    """Whether the public ever saw this record (before the change with this number)."""
    if kind not in PUBLIC_KINDS:
        return False
    rows = (each for each in store.history(kind, id) if before is None or each.sequence < before)
    versions = (document for each in rows for document in (each.before, each.after))
    return any(document is not None and is_public(decode(kind, bytes(document))) for document in versions)
