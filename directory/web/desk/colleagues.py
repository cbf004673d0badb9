"""People at the desk, for who administers: invite, give roles, close, reset, erase.

A link goes by mail where that is on and asked for, and is then shown nowhere; else it is shown once, on the answer to
the form that made it, for the administrator to hand over.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from msgspec import Struct

from directory.access import accounts, oidc, sessions
from directory.access.links import Offered
from directory.errors import Conflict, Invalid, Unknown
from directory.gate import reply
from directory.gate.welcoming import address_of, mail_link
from directory.model.person import Person
from directory.web.desk import words
from directory.web.desk.entering import MAXIMUM_FORM
from directory.web.desk.forms import ticked
from directory.web.desk.frame import Visit, does, sees

HOME = "/beheer/mensen"
LINKS: Mapping[str, str] = {
    "invitation": "een uitnodiging",
    "passphrase": "een nieuwe wachtzin",
    "second-factor": "een nieuwe app voor codes",
}


class Colleague(Struct, frozen=True, kw_only=True):
    """Somebody with an account, as the list and their page show them."""

    id: str
    name: str
    mail: str
    roles: tuple[str, ...]
    held: frozenset[str]
    status: str
    factor: bool
    bound: bool
    seen: date | None
    sessions: int
    own: bool
    invited: bool
    closed: bool
    erased: bool


def routes() -> list[Any]:
    """The list, one person, and what is done to an account."""
    return [people, invite, person, *(_deed(path, deed) for path, deed in DEEDS.items())]


@sees(HOME, "manage-people")
def people(visit: Visit) -> reply.Ready:
    """Everybody with an account, and the form to invite somebody."""
    return _list(visit)


@does(HOME, "manage-people", most=MAXIMUM_FORM)
def invite(visit: Visit) -> reply.Ready:
    """Make an account; the link by which this person chooses a passphrase is shown once."""
    raw = {"name": visit.text("name"), "mail": visit.text("mail"), "roles": [*ticked(visit, "roles")]}
    given = {name: each for name, each in raw.items() if each}
    try:
        made, offered = accounts.invite(visit.access, visit.actor, given, visit.now)
    except Invalid as invalid:
        return _list(visit, status=400, faults=words.faults(invalid.faults))
    except Conflict as conflict:
        return _list(visit, status=409, faults={"mail": words.failure(conflict)})
    return _link(visit, made, offered)


@sees(HOME + "/{id:str}", "manage-people")
def person(visit: Visit) -> reply.Ready:
    """One person, and what can be done to their account. Raises `Unknown`, also for who was erased."""
    return _person(visit)


def _list(visit: Visit, *, status: int = 200, faults: Mapping[str, str] | None = None) -> reply.Ready:
    return visit.page(
        "people.html",
        status=status,
        people=[_colleague(each, visit) for each in accounts.people(visit.access, visit.actor)],
        roles=words.ROLES,
        faults=_by_field(faults or {}),
        mails=visit.house.outbox.on,
        typed={"name": visit.text("name"), "mail": visit.text("mail"), "roles": ticked(visit, "roles")},
    )


def _person(visit: Visit, *, status: int = 200, fault: str = "") -> reply.Ready:
    found = _found(visit)
    held = ticked(visit, "roles") if status == 400 else found.roles
    return visit.page(
        "person.html",
        status=status,
        each=_colleague(found, visit),
        held=held,
        roles=words.ROLES,
        fault=fault,
        mails=visit.house.outbox.on,
    )


def _found(visit: Visit) -> Person:
    found = next((each for each in accounts.people(visit.access, visit.actor) if each.id == visit.id()), None)
    if found is None or found.erased:
        raise Unknown("person.unknown", "Nobody here has this id.")
    return found


def _colleague(person: Person, visit: Visit) -> Colleague:
    return Colleague(
        id=person.id,
        name=person.name or accounts.FORMER,
        mail=person.mail or "",
        roles=tuple(words.ROLES[each] for each in person.roles),
        held=frozenset(person.roles),
        status=_status(person),
        factor=person.secret is not None,
        bound=person.subject is not None,
        seen=person.seen,
        sessions=len(sessions.own(visit.access, person.id, visit.now)),
        own=person.id == visit.actor.id,
        invited=person.passphrase is None and person.erased is None,
        closed=person.disabled is not None,
        erased=person.erased is not None,
    )


def _status(person: Person) -> str:
    if person.erased:
        return "gewist"
    if person.disabled:
        return "gesloten"
    if person.passphrase is None:
        return "uitgenodigd"
    return "moet de app instellen" if person.awaited else "open"


def _by_field(faults: Mapping[str, str]) -> dict[str, str]:
    """A fault of one role is one of the roles."""
    return {name.partition("/")[0]: said for name, said in faults.items()}


def _link(visit: Visit, of: Person, offered: Offered) -> reply.Ready:
    """The link, mailed or shown once. It is on no other page, and in no address of ours."""
    here = visit.house
    mailed = bool(visit.text("send")) and mail_link(here.outbox, here.address, of, offered, visit.now) == "queued"
    return visit.page(
        "shown_once.html",
        title=f"Een link voor {of.name}",
        what=LINKS[offered.purpose],
        secret="" if mailed else address_of(here.address, offered),
        ends=offered.ends,
        back=HOME,
    )


# What is done to an account. Each gives where to go on, or the page with a link.

Deed = Callable[[Visit], reply.Ready]


def _give_roles(visit: Visit) -> reply.Ready:
    raw = {"roles": [*ticked(visit, "roles")]}
    accounts.change_roles(visit.access, visit.actor, visit.id(), raw, visit.now)
    return _on(visit, "saved")


def _close(visit: Visit) -> reply.Ready:
    accounts.disable(visit.access, visit.actor, visit.id(), visit.now)
    return _on(visit, "closed")


def _open(visit: Visit) -> reply.Ready:
    accounts.enable(visit.access, visit.actor, visit.id(), visit.now)
    return _on(visit, "opened")


def _passphrase(visit: Visit) -> reply.Ready:
    found = _found(visit)
    again = accounts.invite_again if found.passphrase is None else accounts.reset_passphrase
    return _link(visit, found, again(visit.access, visit.actor, visit.id(), visit.now))


def _factor(visit: Visit) -> reply.Ready:
    found = _found(visit)
    return _link(visit, found, accounts.reset_second_factor(visit.access, visit.actor, visit.id(), visit.now))


def _sessions(visit: Visit) -> reply.Ready:
    found = _found(visit)
    sessions.end(visit.access, visit.actor, found.id, visit.now)
    return _on(visit, "ended")


def _unbind(visit: Visit) -> reply.Ready:
    oidc.unbind(visit.access, visit.actor, visit.id(), visit.now)
    return _on(visit, "saved")


def _erase(visit: Visit) -> reply.Ready:
    if not visit.text("sure"):
        return _person(visit, status=400, fault="Zet eerst een vinkje: dit kan niet ongedaan worden gemaakt.")
    accounts.erase(visit.access, visit.actor, visit.id(), visit.now)
    return visit.go(HOME, said="erased")


DEEDS: Mapping[str, Deed] = {
    "rollen": _give_roles,
    "sluiten": _close,
    "openen": _open,
    "wachtzin": _passphrase,
    "app": _factor,
    "sessies": _sessions,
    "losmaken": _unbind,
    "wissen": _erase,
}


def _on(visit: Visit, said: str) -> reply.Ready:
    return visit.go(f"{HOME}/{visit.id()}", said=said)


def _deed(path: str, deed: Deed) -> Any:
    """An address for a deed. What stands in the way is said on the page of the person."""

    def done(visit: Visit) -> reply.Ready:
        try:
            return deed(visit)
        except Invalid as invalid:
            return _person(visit, status=400, fault=words.failure(invalid))
        except Conflict as conflict:
            return _person(visit, status=409, fault=words.failure(conflict))

    done.__name__ = deed.__name__
    return does(f"{HOME}/{{id:str}}/{path}", "manage-people", most=MAXIMUM_FORM)(done)
