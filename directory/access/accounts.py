"""The people who work here: invited by an administrator, changed, closed, and erased when they ask for it.

Nobody changes their own roles, and there is always somebody left who can administer.
"""

from collections.abc import Collection, Mapping
from datetime import datetime

from msgspec import Struct, structs

from directory.access import throttling
from directory.access.contract import Book
from directory.access.entrance import Access, administrators, found, refuse_address, spelled_mail, tell
from directory.access.links import Offered, offer
from directory.errors import Conflict, Fault, Invalid, Unknown
from directory.model.base import Email
from directory.model.person import (
    ApiKey,
    Device,
    Link,
    Person,
    PersonName,
    RecoveryCode,
    Role,
    Roles,
    Session,
    UsedStep,
)
from directory.permissions import ROLES, Actor, needs_second_factor, require
from directory.validation import read_struct

# What history shows of somebody who was erased.
FORMER = "oud-medewerker"


class Invitation(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who is invited, and as what. Nothing else can be given along."""

    name: PersonName
    mail: Email
    roles: Roles


class NewRoles(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The roles that somebody has from now on."""

    roles: Roles


def people(access: Access, actor: Actor) -> tuple[Person, ...]:
    """Everybody with an account, by name; the erased ones last. Raises `Forbidden`."""
    require(actor, "manage-people")
    with access.people.reading() as book:
        found = book.all(Person)
    return tuple(sorted(found, key=lambda each: (each.erased is not None, each.name or "", each.id)))


def named(access: Access, ids: Collection[str]) -> dict[str, str]:
    """The names behind the ids that history and audit hold; ids that are no person's are passed over."""
    with access.people.reading() as book:
        known = [person for id in ids if (person := book.find(Person, id))]
    return {each.id: each.name or FORMER for each in known}


def find(access: Access, name: str) -> Person:
    """The person with this id or mail address. Raises `Unknown`."""
    with access.people.reading() as book:
        person = found(book, name) or book.named(spelled_mail(name))
    if person is None:
        raise Unknown("person.unknown", "Nobody here has this id or mail address.")
    return person


def invite(access: Access, actor: Actor, raw: Mapping[str, object], now: datetime) -> tuple[Person, Offered]:
    """A new person with `name`, `mail` and `roles`, and the link by which they choose a passphrase.

    Raises `Forbidden`, `Invalid` with every fault, `Conflict` (`mail.taken`).
    """
    require(actor, "manage-people")
    asked = read_struct(Invitation, raw)
    refuse_address(asked.name)
    with access.people.writing() as book:
        id = access.person_id()
        mail = spelled_mail(asked.mail)
        person = Person(id=id, made=now, name=asked.name, mail=mail, roles=_in_order(asked.roles))
        book.keep(person)
        tell(book, "invited", now, actor=actor.id, about=id, detail=" ".join(person.roles))
        return person, offer(book, access, "invitation", person, now)


def invite_again(access: Access, actor: Actor, id: str, now: datetime) -> Offered:
    """A new invitation for somebody who did not use the first one. Raises `Forbidden`, `Unknown`, `Conflict`."""
    require(actor, "manage-people")
    with access.people.writing() as book:
        person = _person(book, id)
        if person.passphrase is not None:
            raise Conflict("person.accepted", "This person came in already; a new passphrase goes by `reset`.")
        tell(book, "link-made", now, actor=actor.id, about=id, detail="invitation")
        return offer(book, access, "invitation", person, now)


def change_roles(access: Access, actor: Actor, id: str, raw: Mapping[str, object], now: datetime) -> Person:
    """Give somebody these `roles`; their sessions end. For some roles a second factor must be there first.

    Raises `Forbidden`, `Unknown`, `Invalid`, `Conflict` (their own, or nobody would be left).
    """
    require(actor, "manage-people")
    roles = _in_order(read_struct(NewRoles, raw).roles)
    with access.people.writing() as book:
        person = _of_somebody_else(book, actor, id)
        if person.passphrase is not None and needs_second_factor(roles) and not (person.secret or person.awaited):
            detail = "This needs a second factor: first this person sets one up."
            raise Invalid([Fault(pointer="/roles", code="second-factor.missing", detail=detail)])
        changed = structs.replace(person, roles=roles)
        _keep(book, changed)
        book.drop_all(Session, id)
        tell(book, "roles-changed", now, actor=actor.id, about=id, detail=" ".join(roles))
        return changed


def disable(access: Access, actor: Actor, id: str, now: datetime) -> Person:
    """Close an account: sessions, links and browsers end at once, and so do the keys that this person answers for.

    Raises `Forbidden`, `Unknown`, `Conflict` (their own, or nobody would be left).
    """
    require(actor, "manage-people")
    with access.people.writing() as book:
        person = structs.replace(_of_somebody_else(book, actor, id), disabled=now)
        _keep(book, person)
        _end_everything(book, id)
        tell(book, "disabled", now, actor=actor.id, about=id)
        return person


def enable(access: Access, actor: Actor, id: str, now: datetime) -> Person:
    """Open a closed account again. Raises `Forbidden`, `Unknown`."""
    require(actor, "manage-people")
    with access.people.writing() as book:
        # Seen today, or the next sweep would close it again.
        person = structs.replace(_person(book, id), disabled=None, seen=now.date())
        book.keep(person)
        tell(book, "enabled", now, actor=actor.id, about=id)
        return person


def reset_passphrase(access: Access, actor: Actor, id: str, now: datetime) -> Offered:
    """A link by which somebody chooses a new passphrase; the second factor is still asked for.

    The old passphrase works until then. Raises `Forbidden`, `Unknown`, `Conflict`.
    """
    require(actor, "manage-people")
    with access.people.writing() as book:
        person = _accepted(book, id)
        tell(book, "link-made", now, actor=actor.id, about=id, detail="passphrase")
        return offer(book, access, "passphrase", person, now)


def reset_second_factor(access: Access, actor: Actor, id: str, now: datetime) -> Offered:
    """A link by which somebody sets up a new second factor; the passphrase is still asked for.

    The old one and the codes on paper stop working at once, and nobody comes in here until the new one is there.
    Raises `Forbidden`, `Unknown`, `Conflict` (also for their own: that would be a way around it).
    """
    require(actor, "manage-people")
    with access.people.writing() as book:
        _of_somebody_else(book, actor, id)
        person = structs.replace(_accepted(book, id), secret=None, awaited=True)
        book.keep(person)
        for kind in (RecoveryCode, Session, Device):
            book.drop_all(kind, id)
        tell(book, "second-factor-reset", now, actor=actor.id, about=id)
        return offer(book, access, "second-factor", person, now)


def erase(access: Access, actor: Actor, id: str, now: datetime) -> Person:
    """Forget who this was. The id stays, as the pseudonym that it is in history, audit and the log of the door.

    Raises `Forbidden`, `Unknown`, `Conflict` (their own, or nobody would be left).
    """
    require(actor, "manage-people")
    with access.people.writing() as book:
        person = _of_somebody_else(book, actor, id)
        erased = forget(book, access, person, now)
        tell(book, "erased", now, actor=actor.id, about=id)
    access.people.scrub()
    return erased


def forget(book: Book, access: Access, person: Person, now: datetime) -> Person:
    """What is left of a person in this transaction: an id and two moments. The file has to be scrubbed afterwards."""
    erased = Person(id=person.id, made=person.made, erased=now.date())
    _keep(book, erased)
    _end_everything(book, person.id)
    for kind in (RecoveryCode, UsedStep):
        book.drop_all(kind, person.id)
    for key in book.all(ApiKey, person.id):
        book.keep(structs.replace(key, name="-", revoked=key.revoked or now))
    throttling.clear(book, *throttling.of_person(access.vault, person))
    return erased


def _end_everything(book: Book, id: str) -> None:
    for kind in (Session, Device, Link):
        book.drop_all(kind, id)


def _keep(book: Book, person: Person) -> None:
    """Raises `Conflict` when nobody would be left to administer."""
    before = book.find(Person, person.id)
    book.keep(person)
    lost = before is not None and before.active and "administrator" in before.roles
    if lost and not administrators(book):
        raise Conflict("administrator.last", "Nobody would be left to administer; make somebody else administrator.")


def _person(book: Book, id: str) -> Person:
    person = found(book, id)
    if person is None:
        raise Unknown("person.unknown", "Nobody here has this id.")
    return person


def _accepted(book: Book, id: str) -> Person:
    person = _person(book, id)
    if person.passphrase is None:
        raise Conflict("person.invited", "This person did not come in yet; invite them again.")
    return person


def _of_somebody_else(book: Book, actor: Actor, id: str) -> Person:
    if actor.id == id:
        raise Conflict("person.own", "Another administrator has to do this to your account.")
    return _person(book, id)


def _in_order(roles: Collection[Role]) -> tuple[Role, ...]:
    return tuple(each for each in ROLES if each in roles)
