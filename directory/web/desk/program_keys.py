"""Keys of programs: made with what they may and until when, shown once, listed by the part that names them, revoked."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from msgspec import Struct

from directory.access import accounts, keys
from directory.access.keys import LONGEST_DAYS, PREFIX
from directory.errors import Invalid
from directory.gate import reply
from directory.model.person import ApiKey
from directory.permissions import SCOPES
from directory.web.desk import words
from directory.web.desk.entering import MAXIMUM_FORM
from directory.web.desk.forms import number, ticked
from directory.web.desk.frame import Visit, does, sees

HOME = "/beheer/sleutels"


class Line(Struct, frozen=True, kw_only=True):
    """A key as the list shows it: `prefix` is how it begins, which finds it back and opens nothing."""

    id: str
    prefix: str
    name: str
    owner: str
    scopes: tuple[str, ...]
    made: date
    used: date | None
    ends: date | None
    works: bool
    revoked: bool


def routes() -> list[Any]:
    """The list, making one, and revoking one."""
    return [listed, make, revoke]


@sees(HOME, "manage-keys")
def listed(visit: Visit) -> reply.Ready:
    """Every key, also those that ended, the newest first."""
    return _list(visit)


@does(HOME, "manage-keys", most=MAXIMUM_FORM)
def make(visit: Visit) -> reply.Ready:
    """Make a key. What the program has to send is shown once."""
    days = number(visit.text("days"))
    raw = {
        "name": visit.text("name"),
        "owner": visit.text("owner"),
        "scopes": [*ticked(visit, "scopes")],
        "days": -1 if days is None else days,
    }
    try:
        given = {name: each for name, each in raw.items() if each}
        made = keys.create(visit.access, visit.actor, given, visit.now)
    except Invalid as invalid:
        faults = {name.partition("/")[0]: said for name, said in words.faults(invalid.faults).items()}
        return _list(visit, status=400, faults=faults)
    return visit.page(
        "shown_once.html",
        title=f"De sleutel {made.key.name}",
        what="een sleutel voor een programma",
        secret=made.secret,
        ends=made.key.ends,
        back=HOME,
    )


@does(HOME + "/{id:str}/intrekken", "manage-keys", most=MAXIMUM_FORM)
def revoke(visit: Visit) -> reply.Ready:
    """End a key now. Raises `Unknown`, and `Conflict` when it was revoked before."""
    keys.revoke(visit.access, visit.actor, visit.id(), visit.now)
    return visit.go(HOME, said="revoked")


def _list(visit: Visit, *, status: int = 200, faults: Mapping[str, str] | None = None) -> reply.Ready:
    found = keys.listed(visit.access, visit.actor)
    names = visit.named(*{each.owner for each in found})
    return visit.page(
        "keys.html",
        status=status,
        keys=[_line(each, names, visit) for each in found],
        owners=[each for each in accounts.people(visit.access, visit.actor) if each.active],
        scopes=[(each, words.SCOPES[each]) for each in SCOPES],
        longest=LONGEST_DAYS,
        faults=faults or {},
        typed={
            "name": visit.text("name"),
            "owner": visit.text("owner") or visit.actor.id,
            "days": visit.text("days") or "365",
            "scopes": ticked(visit, "scopes"),
        },
    )


def _line(key: ApiKey, names: Mapping[str, str], visit: Visit) -> Line:
    return Line(
        id=key.id,
        prefix=f"{PREFIX}_{key.id.removeprefix('sleutel-')}_…",
        name=key.name,
        owner=names.get(key.owner, key.owner),
        scopes=tuple(words.SCOPES[each] for each in key.scopes),
        made=key.made.date(),
        used=key.used,
        ends=key.ends.date() if key.ends else None,
        works=keys.works(key, visit.now),
        revoked=key.revoked is not None,
    )
