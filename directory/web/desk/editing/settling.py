"""Two editors: who comes second sees both versions side by side, and chooses for each thing in which they differ."""

from collections.abc import Iterator, Mapping

import msgspec
from msgspec import Struct

from directory.curation.weaving import Strand, choose, strands
from directory.errors import Invalid
from directory.gate import reply
from directory.gate.house import House
from directory.model import Kind, Record
from directory.web.desk.differences import split
from directory.web.desk.editing.asked import Json, at
from directory.web.desk.editing.opening import DEED, Opened
from directory.web.desk.frame import Visit
from directory.web.desk.values import Lines, label, lines

CHOICE, SEEN_REVISION = "keuze.", "naar"
# Told as one, because half of one address and half of another is no address.
TOGETHER: Mapping[str, tuple[str, ...]] = {
    "address": ("address", "street", "place", "municipality", "latitude", "longitude", "precision")
}
THEIRS, OURS = "zij", "ik"


class Side(Struct, frozen=True, kw_only=True):
    """One thing in which both differ, and what is chosen: `them`, `us`, or nothing yet."""

    pointer: str
    label: str
    by: str
    theirs: Lines
    ours: Lines
    chosen: str


def both(visit: Visit, opened: Opened, ours: Record, *, again: bool = False) -> reply.Ready:
    """The page with both versions; nothing is written. What was typed goes along in it."""
    base, theirs = _begun(opened), opened.now.theirs
    kept = [(name, each) for name, values in visit.fields.items() for each in values if not _own(name)]
    return visit.page(
        "editing/both.html",
        status=409,
        opened=opened,
        kept=kept,
        sides=[*_sides(visit, opened.kind, base, theirs, ours)] if base and theirs else [],
        again=again,
        gone=theirs is None,
    )


def _begun(opened: Opened) -> Record | None:
    """What both began with. Who sent a new record twice began with nothing: then all of it is theirs to choose."""
    return opened.now.base or opened.now.theirs


def _own(name: str) -> bool:
    return name.startswith((CHOICE, "_")) or name in (DEED, SEEN_REVISION, "gezien")


def _sides(visit: Visit, kind: Kind, base: Record, theirs: Record, ours: Record) -> Iterator[Side]:
    here = visit.house
    now, mine = (msgspec.to_builtins(each) for each in (theirs, ours))
    for each in strands(base, theirs, ours):
        steps = split(each.pointer)
        yield Side(
            pointer=each.pointer,
            label=label(kind, steps[:2], here),
            by=each.by,
            theirs=_said(steps, now, here),
            ours=_said(steps, mine, here),
            chosen=visit.text(CHOICE + each.pointer) or {"them": THEIRS, "us": OURS}.get(each.by, ""),
        )


def _said(steps: tuple[str, ...], document: Json, here: House) -> Lines:
    """The value of one side, with where it comes from."""
    if steps[0] == "questions":
        asked = document.get("questions", ())
        return tuple(each["text"] for each in asked if (each["field"], each["text"]) == steps[1:])
    names = TOGETHER.get(steps[0], (".".join(steps),)) if len(steps) == 1 else (".".join(steps),)
    found = [line for name in names for line in lines((*name.split("."),), at(document, name.split(".")), here)]
    facts = document.get("facts", {})
    return (*found, *(line for name in names if name in facts for line in lines(("facts", name), facts[name], here)))


def settled(visit: Visit, opened: Opened, ours: Record) -> Record | None:
    """What was chosen, over the version of now; None when it was not all chosen, or somebody wrote again."""
    base, theirs = _begun(opened), opened.now.theirs
    if base is None or theirs is None or visit.text(SEEN_REVISION) != str(opened.now.revision):
        return None
    differing: tuple[Strand, ...] = strands(base, theirs, ours)
    chosen = {each.pointer: visit.text(CHOICE + each.pointer) for each in differing}
    if not {*chosen.values()} <= {THEIRS, OURS}:
        return None
    try:
        return choose(theirs, ours, {pointer for pointer, side in chosen.items() if side == OURS})
    except Invalid:
        return None
