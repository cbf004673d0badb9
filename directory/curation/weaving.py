"""Two people changed one record: what each changed is woven together where the fields differ, and shown where not.

What goes together is decided together: a value with where it comes from, an address as a whole, a referral and the
conditions part by part. Nobody's words are lost in silence: what both changed differently is a `Clash`.
"""

from collections.abc import Collection, Iterator, Mapping
from typing import Any, Literal

import msgspec
from msgspec import UNSET, Struct, UnsetType

from directory import validation
from directory.curation.comparing import escaped
from directory.curation.pieces import IN_PARTS, WHEREABOUTS
from directory.errors import Invalid
from directory.model import Record, kind_of

Thread = tuple[str, ...]
AS_ONE = "address"


class Clash(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What two people made of one field: as it was, as it is now, and as it is proposed. Absent is not known."""

    pointer: str
    base: Any = None
    theirs: Any = None
    ours: Any = None


class Woven(Struct, frozen=True, kw_only=True):
    """The record with what both changed, or None while there are clashes (or while the two together cannot be)."""

    record: Record | None
    clashes: tuple[Clash, ...] = ()


def weave(base: Record, theirs: Record, ours: Record) -> Woven:
    """`theirs` as it is now with what `ours` changed since `base`."""
    old, now, new = (_threads(each) for each in (base, theirs, ours))
    chosen: dict[Thread, Any] = {}
    clashes = []
    for thread in dict.fromkeys((*now, *new, *old)):
        was, is_now, is_new = (each.get(thread, UNSET) for each in (old, now, new))
        if is_new not in (was, is_now) and is_now != was:
            clashes.append(_clash(thread, was, is_now, is_new))
        chosen[thread] = is_now if is_new == was else is_new
    if clashes:
        return Woven(record=None, clashes=tuple(clashes))
    return _read(theirs, chosen)


def changed(base: Record, ours: Record) -> tuple[str, ...]:
    """The pointers of what `ours` changed, each with its source: what can be decided about apart."""
    old, new = _threads(base), _threads(ours)
    both = dict.fromkeys((*new, *old))
    return tuple(_pointer(each) for each in both if new.get(each, UNSET) != old.get(each, UNSET))


def halves(base: Record, ours: Record, part: Collection[str]) -> tuple[Record, Record]:
    """`base` with what `ours` changed: without this part of it (pointers as of `changed`), and with only that.

    Raises `Invalid` when one of the two may not be by itself.
    """
    return choose(ours, base, part), choose(base, ours, part)


def settled(base: Record, theirs: Record, ours: Record, take: Collection[str]) -> Record:
    """As `weave`, with the clashes decided: of these pointers `ours`, of the others `theirs`. Raises `Invalid`."""
    differing = strands(base, theirs, ours)
    mine = {each.pointer for each in differing if each.by == "us" or (each.by == "both" and each.pointer in take)}
    return choose(theirs, ours, mine)


class Strand(Struct, frozen=True, kw_only=True):
    """One thing in which a version that somebody typed differs from the one that stands now. `by`: who changed it."""

    pointer: str
    by: Literal["them", "us", "both"]


def strands(base: Record, theirs: Record, ours: Record) -> tuple[Strand, ...]:
    """Everything in which the two versions differ, and who of both changed it since they began with `base`."""
    old, now, new = (_threads(each) for each in (base, theirs, ours))
    found = []
    for thread in dict.fromkeys((*now, *new)):
        was, is_now, is_new = (each.get(thread, UNSET) for each in (old, now, new))
        if is_now != is_new:
            by: Literal["them", "us", "both"] = "them" if is_new == was else "us" if is_now == was else "both"
            found.append(Strand(pointer=_pointer(thread), by=by))
    return tuple(found)


def choose(theirs: Record, ours: Record, mine: Collection[str]) -> Record:
    """`theirs` with the threads (by pointer) of `ours` that somebody chose. Raises `Invalid` when that cannot be."""
    now, new = _threads(theirs), _threads(ours)
    chosen = {
        thread: (new if _pointer(thread) in mine else now).get(thread, UNSET) for thread in dict.fromkeys((*now, *new))
    }
    return validation.read(kind_of(theirs), _raw(chosen))


def _read(of: Record, chosen: Mapping[Thread, Any]) -> Woven:
    try:
        return Woven(record=validation.read(kind_of(of), _raw(chosen)))
    except Invalid as refusal:
        # Each is right by itself and the two together are not: somebody has to look.
        return Woven(record=None, clashes=tuple(Clash(pointer=each.pointer) for each in refusal.faults))


def _threads(record: Record) -> dict[Thread, Any]:
    """What the record says by what is decided together: the value with its provenance."""
    raw = msgspec.to_builtins(record)
    facts = raw.pop("facts", {})
    place = kind_of(record) == "location"
    found: dict[Thread, Any] = {}
    for thread, name, value in _parts(raw, place):
        found.setdefault(thread, ({}, {}))[0][name] = value
    for name, fact in facts.items():
        found.setdefault(_thread_of(name, place), ({}, {}))[1][name] = fact
    return found


def _parts(raw: Mapping[str, Any], place: bool) -> Iterator[tuple[Thread, str, Any]]:
    for name, value in raw.items():
        if name == "questions":
            yield from ((("questions", each["field"], each["text"]), name, each) for each in value)
        elif name in IN_PARTS:
            yield from (((name, part), part, each) for part, each in value.items())
        else:
            yield (AS_ONE if place and name in WHEREABOUTS else name,), name, value


def _thread_of(fact: str, place: bool) -> Thread:
    if place and fact in WHEREABOUTS:
        return (AS_ONE,)
    name, _, part = fact.partition(".")
    return (name, part) if part and name in IN_PARTS else (name,)


def _raw(chosen: Mapping[Thread, Any]) -> dict[str, Any]:
    """The record as JSON again."""
    raw: dict[str, Any] = {}
    facts: dict[str, Any] = {}
    for thread, woven in chosen.items():
        if woven is UNSET:
            continue
        values, sources = woven
        facts |= sources
        for name, value in values.items():
            if thread[0] == "questions":
                raw.setdefault("questions", []).append(value)
            elif thread[0] in IN_PARTS:
                raw.setdefault(thread[0], {})[name] = value
            else:
                raw[name] = value
    return raw | ({"facts": facts} if facts else {})


def _clash(thread: Thread, *woven: Any) -> Clash:
    base, theirs, ours = (_told(each) for each in woven)
    return Clash(pointer=_pointer(thread), base=base, theirs=theirs, ours=ours)


def _pointer(thread: Thread) -> str:
    return "".join(f"/{escaped(each)}" for each in thread)


def _told(woven: Any | UnsetType) -> Any:
    """The value, with its provenance when that is what differs."""
    if woven is UNSET:
        return None
    values, facts = woven
    value = next(iter(values.values()), None) if len(values) < 2 else values
    return {"value": value, "facts": facts} if facts else value
