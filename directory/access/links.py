"""Links that work once: to become the first administrator, to accept an invitation, to choose a new passphrase, to set
up a new second factor. Only a hash of each is kept, and a new one takes the place of the one before.

What happens when one is used is in `accepting`.
"""

from datetime import datetime, timedelta

from msgspec import Struct

from directory.access import second_factor
from directory.access.contract import Book
from directory.access.entrance import Access, administrators, found, tell
from directory.access.second_factor import Enrolment
from directory.access.sessions import SKEW
from directory.access.vault import digest
from directory.errors import Conflict, Unknown
from directory.model.person import Link, Person, Purpose
from directory.permissions import needs_second_factor

LIVES: dict[Purpose, timedelta] = {
    "setup": timedelta(hours=24),
    "invitation": timedelta(days=7),
    "passphrase": timedelta(hours=24),
    "second-factor": timedelta(hours=24),
}


class Offered(Struct, frozen=True, kw_only=True):
    """A link as it is given away, once. `token` is the secret part."""

    token: str
    purpose: Purpose
    ends: datetime


class Opened(Struct, frozen=True, kw_only=True):
    """What a link asks for. `person` is None for the first administrator.

    `enrolment` is there when a second factor has to be set up now (`must_enrol`), or may be; `code` says that a code of
    the one that there is has to be given; `current` that the passphrase that there is has to be given, not a new one.
    """

    link: Link
    person: Person | None
    enrolment: Enrolment | None
    must_enrol: bool
    code: bool
    current: bool


def anyone(access: Access) -> bool:
    """Whether somebody can administer. When not, the setup link is offered."""
    with access.people.reading() as book:
        return bool(administrators(book))


def offer_setup(access: Access, now: datetime) -> Offered:
    """The link that makes the first administrator; the one before stops working. Raises `Conflict` if there is one."""
    with access.people.writing() as book:
        if administrators(book):
            raise Conflict("setup.done", "There is an administrator already; invite people instead.")
        tell(book, "setup-offered", now)
        return offer(book, access, "setup", None, now)


def offer(book: Book, access: Access, purpose: Purpose, person: Person | None, now: datetime) -> Offered:
    """A new link of this purpose; an older one for the same person stops working."""
    whose = person.id if person else None
    for each in book.all(Link, whose):
        if each.purpose == purpose:
            book.drop(Link, each.hash)
    token, ends = access.token(), now + LIVES[purpose]
    book.add(Link(hash=digest(token), purpose=purpose, made=now, person=whose, ends=ends))
    return Offered(token=token, purpose=purpose, ends=ends)


def look(access: Access, token: str, now: datetime, *, sealed: str = "") -> Opened:
    """What this link asks for; looking uses nothing up. Raises `Unknown` for every link that does not work (now).

    With `sealed`, of an earlier look, the same second factor is offered once more.
    """
    with access.people.reading() as book:
        link = living(book, token, now)
        person = found(book, link.person) if link.person else None
    renewed = link.purpose == "passphrase"
    asked = not renewed or (person is not None and person.awaited)
    account = person.mail if person and person.mail else access.site
    return Opened(
        link=link,
        person=person,
        enrolment=_enrolment(access, link, account, sealed, now) if asked else None,
        must_enrol=asked and (person is None or person.awaited or needs_second_factor(person.roles)),
        code=renewed and person is not None and person.secret is not None,
        current=link.purpose == "second-factor",
    )


def _enrolment(access: Access, link: Link, account: str, sealed: str, now: datetime) -> Enrolment:
    kept = second_factor.again(access.vault, link.hash, account, access.site, sealed, now) if sealed else None
    return kept or second_factor.offer(access.vault, link.hash, account, access.site, now, access.chance)


def living(book: Book, token: str, now: datetime) -> Link:
    """The link, if it works. One from the future is from before the clock was put back. Raises `Unknown`."""
    link = book.find(Link, digest(token))
    if link is None or link.used or link.ends is None or not link.made - SKEW <= now <= link.ends:
        raise no_link()
    if link.person is None:
        works = not administrators(book)
    else:
        person = found(book, link.person)
        works = person is not None and person.disabled is None
    if not works:
        raise no_link()
    return link


def no_link() -> Unknown:
    """The one answer for links that were used, are too old, were taken back or never were."""
    detail = "This link does not work (any more): it works once, for a short time. Ask an administrator for a new one."
    return Unknown("link.unknown", detail)
