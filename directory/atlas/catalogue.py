"""The records themselves, as ready-made bytes: by id, by slug, by owner.

A catalogue is one immutable version. `changed` gives the next one and costs a copy of a few lists of pointers, never
of the records. Ids and slugs are for ever, so the two look-up tables are shared by all versions and only grow: an
older version does not know the positions that came later.
"""

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator
from typing import Literal, Self, cast

import msgspec

from directory.errors import Gone, Unknown
from directory.model import (
    ContactPoint,
    DivisionOfLabour,
    Id,
    Kept,
    Kind,
    Location,
    Organization,
    Record,
    Service,
    Tombstone,
    Vocabulary,
)
from directory.model.change import PUBLIC_KINDS
from directory.model.json import decode
from directory.model.lifecycle import PUBLIC, Lifecycle

PartnerOrDoor = Literal["organization", "contact-point"]
PARTNER_OR_DOOR: tuple[PartnerOrDoor, ...] = ("organization", "contact-point")


class Names(msgspec.Struct, rename="camel"):
    """Of a document only by what it can be found."""

    slug: str
    former_slugs: tuple[str, ...] = ()


class Standing(Names, rename="camel"):
    """Of a document only what gives it its place: names, owners, and whether the public may see it."""

    lifecycle: Lifecycle = "published"
    organization_id: Id | None = None
    service_id: Id | None = None
    location_id: Id | None = None


_standing = msgspec.json.Decoder(Standing)


class Shelf:
    """All records of one kind. Positions never change; what was withdrawn leaves a tombstone in its place."""

    __slots__ = ("_at", "_fresh", "_position", "_slugs", "ids", "kind", "owned", "versions")

    def __init__(self, kind: Kind) -> None:
        self.kind = kind
        self._position: dict[Id, int] = {}
        self._slugs: dict[str, Id] = {}
        self._at: list[Id] = []
        self.versions: list[Kept | Tombstone | None] = []
        self.ids: list[Id] = []
        self.owned: dict[Kind, list[tuple[Id, ...]]] = {}
        self._fresh: set[str] = {"at", "ids"}

    def copy(self) -> Self:
        """The next version, to be changed before anybody sees it. Lists that most edits leave alone are shared."""
        new = object.__new__(type(self))
        new.kind, new._position, new._slugs = self.kind, self._position, self._slugs
        new._at, new.versions, new.ids, new.owned = self._at, self.versions.copy(), self.ids, dict(self.owned)
        new._fresh = set()
        return new

    def apart(self) -> Self:
        """The same version with look-up tables of its own: for what may never come to be."""
        new = self.copy()
        new._position, new._slugs = self._position.copy(), self._slugs.copy()
        return new

    def _own_ids(self) -> list[Id]:
        if "ids" not in self._fresh:
            self.ids = self.ids.copy()
            self._fresh.add("ids")
        return self.ids

    def position(self, id: Id) -> int | None:
        """Where this record stands, in this version."""
        found = self._position.get(id)
        # The table is shared: a version that was never finished may have left another position in it.
        return found if found is not None and found < len(self._at) and self._at[found] == id else None

    def get(self, id: Id) -> Kept | Tombstone | None:
        """The record's version, its tombstone, or None when it never was public."""
        position = self.position(id)
        return None if position is None else self.versions[position]

    def named(self, slug: str) -> Id | None:
        """The id that this slug, today's or a former one, stands for in this version."""
        id = self._slugs.get(slug)
        found = self.get(id) if id is not None else None
        if isinstance(found, Kept):
            names = msgspec.json.decode(found.document, type=Names)
            return id if slug == names.slug or slug in names.former_slugs else None
        return id if isinstance(found, Tombstone) and slug in found.slugs else None

    def put(self, kept: Kept, slugs: Iterable[str], *, sort: bool = True) -> None:
        """Place a record or its next version. With `sort=False` the caller sorts `ids` afterwards."""
        position = self._place(kept.id)
        if not isinstance(self.versions[position], Kept):
            insort(self._own_ids(), kept.id) if sort else self.ids.append(kept.id)
        self.versions[position] = kept
        self._slugs.update(dict.fromkeys(slugs, kept.id))

    def bury(self, tombstone: Tombstone) -> None:
        """Put a tombstone in the place of a record. Its slugs keep pointing at it."""
        position = self._place(tombstone.id)
        if isinstance(self.versions[position], Kept):
            del self._own_ids()[bisect_left(self.ids, tombstone.id)]
        self.versions[position] = tombstone
        self._slugs.update(dict.fromkeys(tombstone.slugs, tombstone.id))

    def hide(self, id: Id) -> None:
        """Take a record out that the public may no longer see, such as one that went back to draft."""
        position = self.position(id)
        if position is None:
            return
        if isinstance(self.versions[position], Kept):
            del self._own_ids()[bisect_left(self.ids, id)]
        self.versions[position] = None

    def own(self, owner: Id, kind: Kind, id: Id) -> None:
        """Note that `owner` (on this shelf) has a record of another kind."""
        lists = self._lists(kind, self._place(owner))
        position = self._position[owner]
        if id not in lists[position]:
            lists[position] = tuple(sorted((*lists[position], id)))

    def disown(self, owner: Id, kind: Kind, id: Id) -> None:
        """The opposite of `own`."""
        lists = self._lists(kind, self._place(owner))
        position = self._position[owner]
        lists[position] = tuple(each for each in lists[position] if each != id)

    def owns(self, owner: Id, kind: Kind) -> tuple[Id, ...]:
        """What `owner` has of another kind, by id."""
        lists = self.owned.get(kind)
        position = self.position(owner)
        return lists[position] if lists is not None and position is not None and position < len(lists) else ()

    def _place(self, id: Id) -> int:
        position = self.position(id)
        if position is None:
            position = self._position[id] = len(self._at)
            if "at" not in self._fresh:
                self._at = self._at.copy()
                self._fresh.add("at")
            self._at.append(id)
            self.versions.append(None)
        return position

    def _lists(self, kind: Kind, position: int) -> list[tuple[Id, ...]]:
        if f"owned.{kind}" not in self._fresh:
            self.owned[kind] = self.owned.get(kind, []).copy()
            self._fresh.add(f"owned.{kind}")
        lists = self.owned[kind]
        lists.extend([()] * (position + 1 - len(lists)))
        return lists


def owners_of(standing: Standing) -> Iterator[tuple[Kind, Id]]:
    """The records that this one belongs to; a door belongs to its service and to the place where it is."""
    if standing.organization_id is not None:
        yield "organization", standing.organization_id
    if standing.service_id is not None:
        yield "service", standing.service_id
    if standing.location_id is not None:
        yield "location", standing.location_id


class Catalogue:
    """All public records of one moment. `sequence` is the number of the last change that is in it."""

    __slots__ = ("_fresh", "sequence", "shelves")

    def __init__(self, shelves: dict[Kind, Shelf], sequence: int, fresh: Iterable[Kind] = ()) -> None:
        self.shelves = shelves
        self.sequence = sequence
        self._fresh = set(fresh)

    @classmethod
    def empty(cls) -> Self:
        """A catalogue without records."""
        return cls({kind: Shelf(kind) for kind in PUBLIC_KINDS}, 0, PUBLIC_KINDS)

    def copy(self, sequence: int) -> "Catalogue":
        """The next version, to be changed before anybody sees it."""
        return Catalogue(dict(self.shelves), sequence)

    def apart(self) -> "Catalogue":
        """The same version with look-up tables of its own: for what may never come to be."""
        return Catalogue({kind: shelf.apart() for kind, shelf in self.shelves.items()}, self.sequence)

    def _shelf(self, kind: Kind) -> Shelf:
        """A shelf of this version that may be changed: copied when it is first touched."""
        if kind not in self._fresh:
            self.shelves[kind] = self.shelves[kind].copy()
            self._fresh.add(kind)
        return self.shelves[kind]

    def take(self, kept: Kept, *, sort: bool = True) -> None:
        """Place this version of a record, or hide it when the public may not see it."""
        if kept.kind not in self.shelves:
            return
        standing = _standing.decode(kept.document)
        public = standing.lifecycle in PUBLIC
        self._move(kept.kind, kept.id, set(owners_of(standing)) if public else set())
        if public:
            self._shelf(kept.kind).put(kept, (standing.slug, *standing.former_slugs), sort=sort)
        else:
            self._shelf(kept.kind).hide(kept.id)

    def bury(self, tombstone: Tombstone) -> None:
        """Put a tombstone in the place of a record. The caller gives only those of what was public once."""
        kind = cast(Kind, tombstone.kind)
        if kind in self.shelves:
            self._move(kind, tombstone.id, set())
            self._shelf(kind).bury(tombstone)

    def _move(self, kind: Kind, id: Id, owners: set[tuple[Kind, Id]]) -> None:
        """Give a record to these owners, from those that this version holds: history may have been rewritten since."""
        found = self.shelves[kind].get(id)
        before = set(owners_of(_standing.decode(found.document))) if isinstance(found, Kept) else set()
        for owner_kind, owner in before - owners:
            self._shelf(owner_kind).disown(owner, kind, id)
        for owner_kind, owner in owners - before:
            self._shelf(owner_kind).own(owner, kind, id)

    def ids(self, kind: Kind) -> list[Id]:
        """The ids of all public records of a kind, sorted. Do not change the list."""
        return self.shelves[kind].ids

    def version(self, kind: Kind, id: Id) -> Kept:
        """One record by id. Raises `Unknown`, or `Gone` with its tombstone."""
        found = self.shelves[kind].get(id)
        if isinstance(found, Tombstone):
            raise Gone("record.gone", tombstone=found)
        if found is None:
            raise Unknown("record.unknown", kind=kind, id=id)
        return found

    def resolve(self, kind: Kind, id_or_slug: str) -> Id:
        """The id that an id, a slug or a former slug stands for. Raises `Unknown`."""
        shelf = self.shelves[kind]
        if shelf.get(id_or_slug) is not None:
            return id_or_slug
        id = shelf.named(id_or_slug)
        if id is None or shelf.get(id) is None:
            raise Unknown("record.unknown", kind=kind, id=id_or_slug)
        return id

    def survivor(self, kind: Kind, id_or_slug: str) -> Id:
        """As `resolve`; where the record was merged, the one that it became (which may be gone). Raises `Unknown`."""
        id = self.resolve(kind, id_or_slug)
        seen = {id}
        while isinstance(found := self.shelves[kind].get(id), Tombstone) and found.status == "merged":
            if found.successor_id is None or found.successor_id in seen:
                break
            seen.add(id := found.successor_id)
        return id

    def partner_or_door(self, slug: str) -> tuple[PartnerOrDoor, Id] | None:
        """The organization that a slug stands for, or else the contact point; None when it is neither's."""
        for kind in PARTNER_OR_DOOR:
            try:
                return kind, self.resolve(kind, slug)
            except Unknown:
                continue
        return None

    def slug(self, kind: Kind, id: Id) -> str:
        """The slug of today of a record. Raises as `version` does."""
        return msgspec.json.decode(self.version(kind, id).document, type=Names).slug

    def read(self, kind: Kind, id: Id) -> Record:
        """One record, decoded. Raises as `version` does."""
        return decode(kind, self.version(kind, id).document)

    def has(self, kind: Kind, id: Id) -> bool:
        """Whether this record is public now."""
        return isinstance(self.shelves[kind].get(id), Kept)

    def organization(self, id: Id) -> Organization:
        """The organization with this id."""
        return cast(Organization, self.read("organization", id))

    def service(self, id: Id) -> Service:
        """The service with this id."""
        return cast(Service, self.read("service", id))

    def door(self, id: Id) -> ContactPoint:
        """The contact point with this id."""
        return cast(ContactPoint, self.read("contact-point", id))

    def location(self, id: Id) -> Location:
        """The location with this id."""
        return cast(Location, self.read("location", id))

    def vocabularies(self) -> tuple[Vocabulary, ...]:
        """All vocabularies, by slug."""
        found = (cast(Vocabulary, self.read("vocabulary", id)) for id in self.ids("vocabulary"))
        return tuple(sorted(found, key=lambda each: each.slug))

    def divisions(self) -> tuple[DivisionOfLabour, ...]:
        """All declared divisions of labour, by slug."""
        found = (cast(DivisionOfLabour, self.read("division-of-labour", id)) for id in self.ids("division-of-labour"))
        return tuple(sorted(found, key=lambda each: each.slug))

    def services_of(self, organization: Id) -> tuple[Id, ...]:
        """The public services of an organization."""
        return self._public("service", self.shelves["organization"].owns(organization, "service"))

    def locations_of(self, organization: Id) -> tuple[Id, ...]:
        """The public locations of an organization, confidential ones included."""
        return self._public("location", self.shelves["organization"].owns(organization, "location"))

    def doors_of(self, service: Id) -> tuple[Id, ...]:
        """The public contact points of a service."""
        return self._public("contact-point", self.shelves["service"].owns(service, "contact-point"))

    def doors_at(self, location: Id) -> tuple[Id, ...]:
        """The public contact points at a location."""
        return self._public("contact-point", self.shelves["location"].owns(location, "contact-point"))

    def _public(self, kind: Kind, ids: Iterable[Id]) -> tuple[Id, ...]:
        shelf = self.shelves[kind]
        return tuple(id for id in ids if isinstance(shelf.get(id), Kept))

    def tombstones(self) -> Iterator[Tombstone]:
        """What is left of everything that is gone."""
        for shelf in self.shelves.values():
            yield from (each for each in shelf.versions if isinstance(each, Tombstone))
