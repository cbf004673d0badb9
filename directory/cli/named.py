"""Records as people name them on the command line: by id or by slug, whatever their lifecycle."""

from collections.abc import Iterator, Sequence

import msgspec

from directory.curation.changing import Key
from directory.curation.refusing import MERGEABLE
from directory.errors import Fault, Invalid
from directory.model import Id, Kept, Kind
from directory.store import Store


class _Names(msgspec.Struct, rename="camel"):
    """Of a document only by what it can be found."""

    id: str
    slug: str
    former_slugs: tuple[str, ...] = ()


_names = msgspec.json.Decoder(_Names)


def keys(store: Store, names: Sequence[tuple[str, str]], kind: Kind | None = None) -> list[Key]:
    """The records that these names stand for, all of one kind: the given one, else the one that fits them all.

    `names` are pairs of a word for the record (`loser`) and its id or slug. What is gone is found too: whoever is
    given the key says why it cannot be used. Raises `Invalid` with a fault for each name that nobody has.
    """
    found = {word: _found(store, name, (kind,) if kind else MERGEABLE) for word, name in names}
    faults = [
        _fault(word, f"No {kind or 'record that can be merged'} has this id or slug.")
        for word, kinds in found.items()
        if not kinds
    ]
    if faults:
        raise Invalid(faults)
    common = [each for each in MERGEABLE if all(each in kinds for kinds in found.values())]
    if len(common) > 1:
        raise Invalid([_fault("kind", f"These are names of more than one kind; say --kind {' or '.join(common)}.")])
    if common:
        return [_seen(store, common[0], kinds[common[0]]) for kinds in found.values()]
    # Of no one kind: let the deed say so.
    return [Key(each, id) for kinds in found.values() for each, id in [*kinds.items()][:1]]


def _seen(store: Store, kind: Kind, id: Id) -> Key:
    """With its revision of this moment: what is shown is what is written, or nothing is."""
    found = store.read(kind, id)
    return Key(kind, id, found.revision if isinstance(found, Kept) else None)


def _found(store: Store, name: str, kinds: Sequence[Kind]) -> dict[Kind, Id]:
    """The record of each kind that has this id or slug, now or once."""
    return {kind: id for kind in kinds for id in _of_kind(store, kind, name)}


def _of_kind(store: Store, kind: Kind, name: str) -> Iterator[Id]:
    wanted = name.encode()
    for kept in store.records(kind):
        if wanted in kept.document:
            names = _names.decode(kept.document)
            if name in (names.id, names.slug, *names.former_slugs):
                yield names.id
    yield from (each.id for each in store.tombstones() if each.kind == kind and name in (each.id, *each.slugs))


def _fault(word: str, detail: str) -> Fault:
    return Fault(pointer=f"/{word}", code="record.unknown", detail=detail, where="command")
