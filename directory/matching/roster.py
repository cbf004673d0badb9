"""All organizations by their keys: who may be the same as whom, and how many use a number, a site or a word.

Keys are kept as hashes in one sorted column beside a column of positions: a few hundred bytes for an organization, and
a look-up is a binary search. Organizations themselves are taken apart again when they are asked for.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import Self

from directory.atlas.catalogue import Catalogue
from directory.matching.columns import Columns
from directory.matching.keys import Key, keys, meeting, telling
from directory.matching.party import Party, Reader
from directory.matching.uses import Field, Uses
from directory.model import Id, Kept, Kind, Tombstone

Progress = Callable[[int, int], None]
# So many organizations that were asked for stay taken apart.
KEPT = 4_096
# After so many edits the columns are made anew.
FOLLOWED = 2_000
KINDS: tuple[Kind, ...] = ("organization", "service", "contact-point", "location")


def silent(done: int, total: int) -> None:
    """Tells nobody how far it is."""


class Roster:
    """The organizations of one version of the directory. `at` gives the one at a position; gone ones are None."""

    def __init__(
        self, catalogue: Catalogue, reader: Reader, progress: Progress = silent, kept: int | None = KEPT
    ) -> None:
        self._reader = reader
        self._catalogue = catalogue
        self.ids: list[Id] = list(catalogue.ids("organization"))
        self._positions = {id: at for at, id in enumerate(self.ids)}
        self._columns = Columns(self._told(progress))
        self._late: dict[Key, set[int]] = {}
        self._gone: set[int] = set()
        self._party = lru_cache(kept)(self._read)

    def _told(self, progress: Progress) -> Iterator[set[Key]]:
        for done, id in enumerate(self.ids):
            yield keys(self._reader.organization(self._catalogue, id))
            if done % 256 == 0:
                progress(done, len(self.ids))
        progress(len(self.ids), len(self.ids))

    def _read(self, position: int) -> Party:
        return self._reader.organization(self._catalogue, self.ids[position])

    def __len__(self) -> int:
        return len(self.ids) - len(self._gone)

    @property
    def reader(self) -> Reader:
        """What takes descriptions apart for this roster."""
        return self._reader

    @property
    def catalogue(self) -> Catalogue:
        """The version that it is of."""
        return self._catalogue

    def is_of(self, catalogue: Catalogue) -> bool:
        """Whether it is of this version."""
        return self._catalogue is catalogue

    def at(self, position: int) -> Party:
        """The organization at a position."""
        return self._party(position)

    def position(self, id: Id) -> int:
        """Where the organization with this id stands."""
        return self._positions[id]

    def everybody(self) -> Iterator[int]:
        """The positions of all organizations of this version."""
        return (at for at in range(len(self.ids)) if at not in self._gone)

    def having(self, key: Key) -> Sequence[int]:
        """Positions of the organizations with this key, ascending."""
        found = self._columns.having(key)
        late = self._late.get(key)
        if not late and not self._gone:
            return found.tolist()  # type: ignore[no-any-return]
        return sorted({each for each in (*found.tolist(), *(late or ())) if each not in self._gone})

    def count(self, field: Field, value: str) -> int:
        """How many organizations have this key."""
        if self._gone or self._late:
            return len(self.having((field, value)))
        return len(self._columns.having((field, value)))

    def users(self, field: Field, value: str) -> int:
        """The same, when one of a pair comes from outside: that one is not counted."""
        return max(1, self.count(field, value))

    def near(self, party: Party, uses: Uses) -> list[int]:
        """Positions of everybody with whom this organization may have to do, ascending. `uses` as it will be judged."""
        found: set[int] = set()
        for key in keys(party):
            if telling(key, uses):
                found.update(self.having(meeting(key)))
        return sorted(found)

    def next(self, catalogue: Catalogue) -> "Roster":
        """The roster of the next version: what did not change is shared. Beyond many edits it is made anew."""
        changed = _changed(self._catalogue, catalogue)
        if len(changed) + len(self._gone) > FOLLOWED:
            return Roster(catalogue, self._reader)
        new = self._copy(catalogue)
        for id in changed:
            new._follow(id)
        return new

    def _copy(self, catalogue: Catalogue) -> Self:
        new = object.__new__(type(self))
        new._reader, new._catalogue, new._columns = self._reader, catalogue, self._columns
        new.ids, new._positions = self.ids.copy(), self._positions.copy()
        new._late = {key: found.copy() for key, found in self._late.items()}
        new._gone = self._gone.copy()
        new._party = lru_cache(KEPT)(new._read)
        return new

    def _follow(self, id: Id) -> None:
        """Whoever changed gets a new position; the old one is gone."""
        if (before := self._positions.pop(id, None)) is not None:
            self._gone.add(before)
        if self._catalogue.has("organization", id):
            position = self._positions[id] = len(self.ids)
            self.ids.append(id)
            for key in keys(self._reader.organization(self._catalogue, id)):
                self._late.setdefault(key, set()).add(position)


def _changed(before: Catalogue, after: Catalogue) -> list[Id]:
    """The organizations of which something differs, by comparing what stands on the shelves, not by reading it."""
    found: dict[Id, None] = {}
    for kind in KINDS:
        olds, news = before.shelves[kind].versions, after.shelves[kind].versions
        padded: list[Kept | Tombstone | None] = [*olds, *([None] * (len(news) - len(olds)))]
        for old, new in zip(padded, news, strict=True):
            if old is not new:
                for catalogue, each in ((before, old), (after, new)):
                    if each is not None and (owner := _owner(kind, each, catalogue)) is not None:
                        found[owner] = None
    return list(found)


def _owner(kind: Kind, version: Kept | Tombstone, catalogue: Catalogue) -> Id | None:
    if kind == "organization":
        return version.id
    if isinstance(version, Tombstone):
        return None
    if kind == "contact-point":
        service = catalogue.door(version.id).service_id
        return catalogue.service(service).organization_id if catalogue.has("service", service) else None
    return (catalogue.service(version.id) if kind == "service" else catalogue.location(version.id)).organization_id
