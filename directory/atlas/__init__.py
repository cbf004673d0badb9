"""The read index: all public records and everything that search, coverage and overlap ask of them, in memory.

One immutable version at a time. It is given records and changes; it does not know where they are kept.
"""

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from directory.atlas.catalogue import Catalogue
from directory.atlas.entries import Box, box_of, boxes, entries_of
from directory.atlas.index import Draft, Index
from directory.atlas.terms import Tree, grow
from directory.model import ContactPoint, Entry, Id, Kept, Kind, Location, Organization, Record, Service, Tombstone
from directory.model.json import decode

__all__ = ["Atlas", "apply", "build", "suppose"]


class Atlas(msgspec.Struct, frozen=True, kw_only=True):
    """One version of everything that is public. `sequence` is the number of the last change in it."""

    catalogue: Catalogue
    index: Index
    sequence: int

    @property
    def trees(self) -> Mapping[str, Tree]:
        """The vocabularies, unfolded, by slug."""
        return self.index.trees


def build(records: Iterable[Kept], tombstones: Iterable[Tombstone], sequence: int) -> Atlas:
    """An atlas of everything that is kept. Owners come before what they own."""
    catalogue = Catalogue.empty()
    catalogue.sequence = sequence
    for kept in records:
        catalogue.take(kept, sort=False)
    for shelf in catalogue.shelves.values():
        shelf.ids.sort()
    for tombstone in tombstones:
        catalogue.bury(tombstone)
    return _whole(catalogue)


def _whole(catalogue: Catalogue) -> Atlas:
    trees = _trees(catalogue)
    draft = Draft(trees)
    draft.fill(boxes(catalogue, trees))
    return Atlas(catalogue=catalogue, index=draft.finish(), sequence=catalogue.sequence)


def _trees(catalogue: Catalogue) -> Mapping[str, Tree]:
    return {each.slug: grow(each) for each in catalogue.vocabularies()}


def apply(atlas: Atlas, entries: Sequence[Entry]) -> Atlas:
    """The next version, with these changes in it. Costs what they touch, not what there is."""
    if not entries:
        return atlas
    before, catalogue = atlas.catalogue, atlas.catalogue.copy(entries[-1].sequence)
    for entry in entries:
        _follow(catalogue, entry)
    if any(entry.kind == "vocabulary" for entry in entries):
        # Terms decide under what every door is found, so a change of terms is a new index.
        return _whole(catalogue)
    draft = Draft(atlas.trees, atlas.index)
    for id in _touched(before, catalogue, entries):
        draft.replace(id, _box(before, id, atlas), _box(catalogue, id, atlas))
    return Atlas(catalogue=catalogue, index=draft.finish(), sequence=catalogue.sequence)


def suppose(atlas: Atlas, entries: Sequence[Entry]) -> Atlas:
    """What the next version would be with these changes in it. Nothing that versions share is touched."""
    apart = Atlas(catalogue=atlas.catalogue.apart(), index=atlas.index.apart(), sequence=atlas.sequence)
    return apply(apart, entries)


def _box(catalogue: Catalogue, id: Id, atlas: Atlas) -> Box | None:
    return box_of(catalogue, id, atlas.trees)


def _follow(catalogue: Catalogue, entry: Entry) -> None:
    if entry.after is not None:
        kept = Kept(
            kind=entry.kind,
            id=entry.id,
            revision=entry.revision,
            sequence=entry.sequence,
            at=entry.at,
            document=bytes(entry.after),
        )
        catalogue.take(kept)
    elif entry.tombstone is not None:
        catalogue.bury(entry.tombstone)


def _decoded(kind: Kind, document: msgspec.Raw | None) -> Record | None:
    return None if document is None else decode(kind, bytes(document))


def _touched(before: Catalogue, after: Catalogue, entries: Iterable[Entry]) -> list[Id]:
    """The entries of the index whose boxes may differ, each once, in a stable order."""
    organizations: dict[Id, None] = {}
    touched: dict[Id, None] = {}
    for entry in entries:
        for document, catalogue in ((entry.before, before), (entry.after, after)):
            record = _decoded(entry.kind, document)
            if record is not None and (owner := _organization_of(record, catalogue)):
                organizations[owner] = None
            if isinstance(record, Location):
                touched |= dict.fromkeys(catalogue.doors_at(record.id))
    for organization in organizations:
        for catalogue in (before, after):
            touched |= dict.fromkeys(entries_of(catalogue, organization))
    return list(touched)


def _organization_of(record: Record, catalogue: Catalogue) -> Id | None:
    match record:
        case Organization():
            return record.id
        case Service() | Location():
            return record.organization_id
        case ContactPoint() if catalogue.has("service", record.service_id):
            return catalogue.service(record.service_id).organization_id
        case _:
            return None
