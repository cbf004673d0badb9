"""Entries of the chain as people read them: what was done, to what, by whom and why."""

from datetime import datetime
from typing import Any, cast

import msgspec
from msgspec import Struct

from directory.curation.links import current
from directory.gate.house import House
from directory.model import FORGOTTEN, Deed, Id, Kind
from directory.model.audit import CHANGE, FORGET, Link
from directory.web.desk.history import ACTIONS
from directory.web.desk.reasons import DEEDS, Named
from directory.web.desk.values import KINDS, title

GONE = "[gewist]"


class Line(Struct, frozen=True, kw_only=True):
    """One entry of the chain. `path` leads to what it is about; "" where that is nothing any more."""

    number: int
    at: datetime
    what: str
    name: str
    path: str
    who: str
    more: str
    reason: str


class Read(Struct, frozen=True, kw_only=True):
    """What an entry says: of a decision `proposal`, of a change the record and its action."""

    who: tuple[str, ...]
    reason: str
    kind: Kind | None = None
    id: Id = ""
    action: str = ""
    batch: int | None = None
    proposal: Id = ""


def read(link: Link) -> Read:
    head = msgspec.json.decode(link.head)
    who = tuple(each for each in _decoded(link.who.value, []) if isinstance(each, str))
    reason = str(_decoded(link.reason.value, GONE) or "").replace(FORGOTTEN, GONE)
    if link.deed == CHANGE and len(head) > 5:
        return Read(who=who, reason=reason, kind=head[3], id=head[4], action=head[5], batch=head[1])
    return Read(who=who[:1], reason=reason, proposal=head[0] if head and link.deed in DEEDS else "")


def _decoded(value: msgspec.Raw, otherwise: Any) -> Any:
    try:
        return msgspec.json.decode(value)
    except msgspec.DecodeError:
        return otherwise


def line(here: House, link: Link, said: Read, told: Named) -> Line:
    name, path = _named(here, said)
    who, *others = [*(told(each) for each in said.who), ""][:3]
    return Line(
        number=link.number,
        at=link.at,
        what=_what(link, said),
        name=name,
        path=path,
        who=who,
        more=f"goedgekeurd door {others[0]}" if others and others[0] else "",
        reason=said.reason,
    )


def _what(link: Link, said: Read) -> str:
    if said.kind:
        return f"{KINDS.get(said.kind, said.kind)} {ACTIONS.get(said.action, said.action)}"
    if link.deed == FORGET:
        return "iets gewist, met opzet"
    done = "gedaan" if link.deed == "propose" else DEEDS.get(cast(Deed, link.deed), link.deed)
    return f"voorstel {done}"


def _named(here: House, said: Read) -> tuple[str, str]:
    if said.kind:
        found = current(here.store, said.kind, said.id)
        name = title(found.record, here) if found else "(beëindigd)"
        return name, f"/beheer/gegevens/{said.kind}/{said.id}/geschiedenis"
    if said.proposal and here.store.proposal(said.proposal):
        return "bekijk het voorstel", f"/beheer/voorstellen/{said.proposal}"
    return "", ""
