"""Links for partners without an account: scoped to one organization, for two weeks, for one answer, hashed at rest.

Looking uses nothing up, because mail programs look at links too; an answer does. Of every link that does not work
nobody is told why. One organization has at most one that works.

Whoever can read a link could answer in the partner's name and then approve that. So the person who was shown it, or
who wrote down the mail address that it goes to, stands `behind` it, and two people stay two people.
"""

import base64
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta

from msgspec import Struct, structs

from directory.access import throttling
from directory.access.contract import Book
from directory.access.entrance import Access, spelled_mail, tell
from directory.access.sessions import SKEW
from directory.access.throttling import Pace
from directory.access.vault import digest
from directory.errors import Unknown
from directory.model import Id
from directory.model.base import Email
from directory.model.partner import PartnerContact, PartnerLink
from directory.permissions import VISITOR, Actor, require
from directory.validation import read_struct

LIVES = timedelta(days=14)
# Whoever asks so soon after a link was sent has to look in the mailbox: somebody may be answering just now.
JUST_SENT = timedelta(days=1)
# What the public asks for: two at once for one organization and then one in three days, so that nobody fills a mailbox.
ASKED_FOR_ONE = Pace(burst=2, per_s=1 / (3 * 86_400))
ASKED_FOR_ALL = Pace(burst=30, per_s=30 / 86_400)


class Given(Struct, frozen=True, kw_only=True):
    """A link as it is given away, once. `token` is the secret part."""

    token: str
    link: PartnerLink
    ends: datetime


Send = Callable[[Given], object]


class Address(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where links of an organization are sent."""

    mail: Email


def contact_of(access: Access, organization: Id) -> PartnerContact | None:
    """The mail address on file of this organization."""
    with access.people.reading() as book:
        return book.find(PartnerContact, organization)


def contacts(access: Access) -> dict[Id, PartnerContact]:
    """All mail addresses on file, by organization."""
    with access.people.reading() as book:
        return {each.organization: each for each in book.all(PartnerContact)}


def write_contact(
    access: Access, actor: Actor, organization: Id, raw: Mapping[str, object], now: datetime
) -> PartnerContact:
    """Keep this `mail` in the place of the former one; a link that was sent there works no more.

    Raises `Forbidden`, `Invalid`.
    """
    require(actor, "send-partner-links")
    mail = spelled_mail(read_struct(Address, raw).mail)
    with access.people.writing() as book:
        former = book.find(PartnerContact, organization)
        # Whoever writes the same address down once more does not take the place of who brought it in.
        by = former.by if former is not None and former.mail == mail else actor.id
        contact = PartnerContact(organization=organization, mail=mail, made=now, by=by)
        book.keep(contact)
        _end(book, organization, now)
        tell(book, "partner-contact-set", now, actor=actor.id, detail=organization)
        return contact


def forget_contact(access: Access, actor: Actor, organization: Id, now: datetime) -> bool:
    """Let go of the mail address, and of a link that was sent there. Whether there was one. Raises `Forbidden`."""
    require(actor, "send-partner-links")
    with access.people.writing() as book:
        if not book.drop(PartnerContact, organization):
            return False
        _end(book, organization, now)
        tell(book, "partner-contact-forgotten", now, actor=actor.id, detail=organization)
        return True


def give(
    access: Access,
    actor: Actor,
    organization: Id,
    now: datetime,
    *,
    behind: str | None = None,
    send: Send | None = None,
) -> Given:
    """A new link; the one before stops working. `behind` is who will be able to read it. Raises `Forbidden`.

    `send` gives it away; when that raises, everything is as it was.
    """
    require(actor, "send-partner-links")
    with access.people.writing() as book:
        return _give(book, access, organization, actor.id, behind, now, send)


def ask(
    access: Access, organization: Id, now: datetime, *, behind: str | None = None, send: Send | None = None
) -> Given | None:
    """A new link because somebody on the public pages asked for one; None when one was sent just now, or too often."""
    require(VISITOR, "request-link")
    with access.people.writing() as book:
        sent = (each for each in book.all(PartnerLink, organization) if works(each, now))
        if any(now - each.made < JUST_SENT for each in sent):
            return None
        paces = {f"partner-asked:{organization}": ASKED_FOR_ONE, "partner-asked": ASKED_FOR_ALL}
        if not all(throttling.within(book, name, pace, now) for name, pace in paces.items()):
            return None
        return _give(book, access, organization, VISITOR.id, behind, now, send)


def revoke(access: Access, actor: Actor, organization: Id, now: datetime) -> bool:
    """Stop the link of this organization. Whether one worked. Raises `Forbidden`."""
    require(actor, "revoke-partner-links")
    with access.people.writing() as book:
        ended = _end(book, organization, now)
        if ended:
            tell(book, "partner-link-revoked", now, actor=actor.id, detail=organization)
        return ended


def links_of(access: Access, actor: Actor, organization: Id) -> tuple[PartnerLink, ...]:
    """The links of this organization of the last weeks, the newest first. Raises `Forbidden`."""
    require(actor, "send-partner-links")
    with access.people.reading() as book:
        found = book.all(PartnerLink, organization)
    return tuple(sorted(found, key=lambda each: each.made, reverse=True))


def living(access: Access, actor: Actor, now: datetime) -> tuple[PartnerLink, ...]:
    """The links that partners can still answer by, the oldest first. Raises `Forbidden`."""
    require(actor, "send-partner-links")
    with access.people.reading() as book:
        found = [each for each in book.all(PartnerLink) if works(each, now)]
    return tuple(sorted(found, key=lambda each: each.made))


def works(link: PartnerLink, now: datetime) -> bool:
    """Whether this link opens anything now. One from the future is from before the clock was put back."""
    open_ = link.used is None and link.revoked is None and link.ends is not None
    return open_ and link.made - SKEW <= now <= (link.ends or now)


def look(access: Access, token: str, now: datetime) -> PartnerLink:
    """The link of this token. Looking uses nothing up. Raises `Unknown` for every link that does not work (now)."""
    with access.people.reading() as book:
        return _living(book, token, now)


@contextmanager
def answering(access: Access, token: str, now: datetime) -> Iterator[PartnerLink]:
    """Use the link for what is done within; when that raises, it is as it was. Of two at once, one comes in.

    Raises `Unknown` for every link that does not work (now).
    """
    with access.people.writing() as book:
        link = _living(book, token, now)
        yield link
        book.keep(structs.replace(link, used=now, ends=now))
        tell(book, "partner-answered", now, actor=link.id, detail=link.organization)


def actor_of(link: PartnerLink) -> Actor:
    """Who answers by this link: the partner, for this organization and nothing else."""
    return Actor(id=link.id, roles=frozenset({"partner"}), owner=link.behind, organization=link.organization)


def _give(
    book: Book, access: Access, organization: Id, by: str, behind: str | None, now: datetime, send: Send | None
) -> Given:
    _end(book, organization, now)
    token, id = access.token(), f"link-{base64.b32encode(access.chance(5)).decode().lower()}"
    link = PartnerLink(
        hash=digest(token), id=id, organization=organization, made=now, by=by, behind=behind, ends=now + LIVES
    )
    book.add(link)
    tell(book, "partner-link-made", now, actor=by, about=id, detail=organization)
    given = Given(token=token, link=link, ends=now + LIVES)
    if send is not None:
        send(given)
    return given


def _end(book: Book, organization: Id, now: datetime) -> bool:
    """Stop what works. Whether something did."""
    living = [each for each in book.all(PartnerLink, organization) if each.used is None and each.revoked is None]
    for each in living:
        book.keep(structs.replace(each, revoked=now, ends=min(now, each.ends or now)))
    return any(works(each, now) for each in living)


def _living(book: Book, token: str, now: datetime) -> PartnerLink:
    link = book.find(PartnerLink, digest(token))
    if link is None or not works(link, now):
        raise Unknown("link.unknown", "This link does not work (any more).")
    return link
