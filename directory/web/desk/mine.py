"""One's own account: who one is here, passphrase, second factor, codes for on paper, and where one is signed in.

What changes the way in asks for the passphrase of a moment ago (the frame does), gives this session a new number and
ends all others. What is typed as a passphrase is never sent back.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from msgspec import Struct, structs

from directory.access import own, sessions
from directory.access.own import Changed
from directory.errors import Forbidden, Invalid, Unknown
from directory.gate import present, reply
from directory.model.person import Session
from directory.permissions import Action, needs_second_factor
from directory.web.desk import words
from directory.web.desk.entering import MAXIMUM_FORM
from directory.web.desk.frame import IN, SECRET, Visit, does, sees
from directory.web.passing_on import square

HOME = "/beheer/ik"
OWN: Action = "manage-own-account"


class Place(Struct, frozen=True, kw_only=True):
    """One session: which browser, since when, when last, and whether it is this one."""

    id: str
    label: str
    made: datetime
    seen: datetime
    this: bool


def routes() -> list[Any]:
    """The account, and what one does to it."""
    return [account, passphrase, new_passphrase, app, new_app, without_app, new_codes, end_session, end_others]


@sees(HOME, OWN)
def account(visit: Visit) -> reply.Ready:
    """Who one is here, and where one is signed in."""
    person = visit.present.person
    return visit.page(
        "mine.html",
        person=person,
        roles=[words.ROLES[each] for each in person.roles],
        codes=own.codes_left(visit.access, visit.present),
        places=[_place(each, visit) for each in sessions.own(visit.access, person.id, visit.now)],
        needed=needs_second_factor(person.roles),
    )


def _place(session: Session, visit: Visit) -> Place:
    this = session.id == visit.present.session.id
    return Place(id=session.id, label=session.label, made=session.made, seen=session.seen, this=this)


@sees(f"{HOME}/wachtzin", OWN)
def passphrase(visit: Visit) -> reply.Ready:
    """The form for a new passphrase."""
    _confirmed(visit)
    return visit.page("my_passphrase.html", faults={}, person=visit.present.person)


@does(f"{HOME}/wachtzin", OWN, most=MAXIMUM_FORM)
def new_passphrase(visit: Visit) -> reply.Ready:
    """Choose a new passphrase; all other sessions end."""
    if not visit.actor.confirmed:
        # What was typed is no text to keep in a page: the form asks for it again.
        return visit.go(f"{HOME}/wachtzin")
    current, new = (_secret(visit, name) for name in ("current", "new"))
    try:
        done = own.change_passphrase(visit.access, visit.present, current, new, visit.now)
    except Invalid as invalid:
        told = {"passphrase": "new", "current": "current"}
        faults = {f"{SECRET}{told.get(key, 'new')}": said for key, said in words.faults(invalid.faults).items()}
        return visit.page("my_passphrase.html", status=400, faults=faults, person=visit.present.person)
    return _changed(visit, done).go(HOME, said="passphrase")


@sees(f"{HOME}/app", OWN)
def app(visit: Visit) -> reply.Ready:
    """A second factor to set up, also in the place of the one that there is."""
    return _app(visit)


@does(f"{HOME}/app", OWN, most=MAXIMUM_FORM)
def new_app(visit: Visit) -> reply.Ready:
    """Set up a second factor with its first code; the codes for on paper are shown once."""
    _confirmed(visit)
    try:
        done = own.enrol(visit.access, visit.present, visit.text("sealed"), visit.text("code"), visit.now)
    except Invalid as invalid:
        return _app(visit, status=400, faults=words.faults(invalid.faults))
    return _changed(visit, done).page("recovery.html", codes=done.recovery)


@does(f"{HOME}/app/weg", OWN, most=MAXIMUM_FORM)
def without_app(visit: Visit) -> reply.Ready:
    """Do without a second factor, where that may be."""
    if not visit.actor.confirmed:
        return visit.go(f"{HOME}/app")
    given = _secret(visit, "passphrase")
    try:
        done = own.remove_second_factor(visit.access, visit.present, given, visit.now)
    except Invalid as invalid:
        faults = {f"{SECRET}{key}": said for key, said in words.faults(invalid.faults).items()}
        return _app(visit, status=400, faults=faults)
    return _changed(visit, done).go(HOME, said="saved")


def _app(visit: Visit, *, status: int = 200, faults: Mapping[str, str] | None = None) -> reply.Ready:
    offered = own.offer_second_factor(visit.access, visit.present, visit.now, sealed=visit.text("sealed"))
    return visit.page(
        "my_app.html",
        status=status,
        enrolment=offered,
        square=square(offered.uri),
        faults=faults or {},
        person=visit.present.person,
        needed=needs_second_factor(visit.present.person.roles),
    )


@does(f"{HOME}/codes", OWN, most=MAXIMUM_FORM)
def new_codes(visit: Visit) -> reply.Ready:
    """Ten new codes for on paper; the old ones stop working. Raises `Conflict` without a second factor."""
    return visit.page("recovery.html", codes=own.renew_codes(visit.access, visit.present, visit.now))


@does(f"{HOME}/sessies/{{id:str}}", OWN, most=MAXIMUM_FORM)
def end_session(visit: Visit) -> reply.Ready:
    """End one of one's own sessions. Raises `Unknown` for all others."""
    person, id = visit.present.person.id, visit.id()
    if not sessions.end(visit.access, visit.actor, person, visit.now, id=id):
        raise Unknown("session.unknown", "There is no such session of yours.")
    return visit.go(IN, said="out") if id == visit.present.session.id else visit.go(HOME, said="ended")


@does(f"{HOME}/sessies", OWN, most=MAXIMUM_FORM)
def end_others(visit: Visit) -> reply.Ready:
    """End all sessions but this one."""
    person, this = visit.present.person.id, visit.present.session.id
    for each in sessions.own(visit.access, person, visit.now):
        if each.id != this:
            sessions.end(visit.access, visit.actor, person, visit.now, id=each.id)
    return visit.go(HOME, said="ended")


def _secret(visit: Visit, name: str) -> str:
    """A passphrase as it was typed, with the spaces around it."""
    return visit.fields.get(f"{SECRET}{name}", ("",))[0]


def _confirmed(visit: Visit) -> None:
    """Raises `Forbidden` unless the passphrase was given a moment ago: the frame asks for it."""
    if not visit.actor.confirmed:
        raise Forbidden("forbidden.confirm", "Give your passphrase again first.", action=OWN, reason="confirm")


def _changed(visit: Visit, done: Changed) -> Visit:
    """The same visit under the new number of its session, with the person as they are now."""
    now = structs.replace(visit.present, person=done.person, session=done.session)
    return structs.replace(visit, present=now, cookies=(*visit.cookies, present.session_cookie(done.token)))
