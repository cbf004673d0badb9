"""What differs between two versions of a record, field by field, so that a person can read it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec
from msgspec import Struct

from directory.model import Entry, Id, Kept, Kind, Record, Tombstone
from directory.model.json import decode
from directory.store import Store

# Lists of things that have a name: compared by it, not by their place.
NAMED = {"terms": "slug", "questions": "field"}
LIST = (list, tuple)


class Difference(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One field that differs: its JSON pointer, and both values (absent is not known). Of a list also what came and
    what went."""

    pointer: str
    before: Any = None
    after: Any = None
    added: tuple[Any, ...] = ()
    removed: tuple[Any, ...] = ()


class Since(Struct, frozen=True, kw_only=True):
    """A record that somebody opened, and what became of it: `base` is what they saw, `theirs` what it is now, each None
    where there was no record. `found` is also what is left of it, `revision` that of now, None when it never was."""

    revision: int | None
    base: Record | None
    theirs: Record | None
    found: Kept | Tombstone | None


class Version(Struct, frozen=True, kw_only=True):
    """One row of history, and what it changed."""

    entry: Entry
    differences: tuple[Difference, ...]


def differences(before: Record | None, after: Record | None) -> tuple[Difference, ...]:
    """Everything that differs, in the order of the fields; with None, everything that one of them says."""
    return tuple(_of(msgspec.to_builtins(before) or {}, msgspec.to_builtins(after) or {}, ""))


def since(store: Store, kind: Kind, id: Id, opened: int | None) -> Since:
    """What became of this record since it was opened at that revision."""
    history = store.history(kind, id)
    saw = next((each.after for each in history if each.revision == opened), None)
    found = store.read(kind, id)
    return Since(
        revision=history[-1].revision if history else None,
        base=_decoded(kind, saw),
        theirs=decode(kind, found.document) if isinstance(found, Kept) else None,
        found=found,
    )


def versions(store: Store, kind: Kind, id: Id) -> tuple[Version, ...]:
    """The whole history of a record, the last first."""
    return tuple(version(each) for each in reversed(store.history(kind, id)))


def version(entry: Entry) -> Version:
    """What one row of history changed."""
    both = (_decoded(entry.kind, each) for each in (entry.before, entry.after))
    return Version(entry=entry, differences=differences(*both))


def _decoded(kind: Kind, document: msgspec.Raw | None) -> Record | None:
    return None if document is None else decode(kind, bytes(document))


def _of(before: Mapping[str, Any], after: Mapping[str, Any], pointer: str) -> Iterator[Difference]:
    for name in dict.fromkeys((*before, *after)):
        one, other = before.get(name), after.get(name)
        if one != other:
            yield from _values(one, other, f"{pointer}/{escaped(name)}", str(name))


def _values(one: Any, other: Any, pointer: str, name: str) -> Iterator[Difference]:
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        yield from _of(one, other, pointer)
    elif name in NAMED and (isinstance(one, LIST) or isinstance(other, LIST)):
        yield from _of(_by(one or [], NAMED[name]), _by(other or [], NAMED[name]), pointer)
    elif isinstance(one, LIST) or isinstance(other, LIST):
        yield _listed(one, other, pointer)
    else:
        yield Difference(pointer=pointer, before=one, after=other)


def named_parts(document: Mapping[str, Any]) -> dict[str, Any]:
    """A record as JSON, with its lists of named things by name: as pointers of `differences` lead into it."""
    return {
        name: _by(value, NAMED[name]) if name in NAMED and isinstance(value, LIST) else value
        for name, value in document.items()
    }


def _by(items: Sequence[Mapping[str, Any]], name: str) -> dict[str, Any]:
    """By name; two questions about one field are told apart by their place among these."""
    found: dict[str, Any] = {}
    for each in items:
        key, nth = str(each[name]), 2
        while key in found:
            key, nth = f"{each[name]} ({nth})", nth + 1
        found[key] = each
    return found


def _listed(one: Sequence[Any] | None, other: Sequence[Any] | None, pointer: str) -> Difference:
    old, new = one or (), other or ()
    return Difference(
        pointer=pointer,
        before=one,
        after=other,
        added=tuple(each for each in new if each not in old),
        removed=tuple(each for each in old if each not in new),
    )


def escaped(name: object) -> str:
    """A name as a part of a JSON pointer."""
    return str(name).replace("~", "~0").replace("/", "~1")
