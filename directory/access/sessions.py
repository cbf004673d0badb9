"""Who is at the desk: sessions live here and not in the browser, which holds a number that means nothing else.

A session ends after thirty minutes without a request and after twelve hours in any case, when its person signs out,
changes the passphrase, gets other roles or is let go, and when the clock turns out to have been put back.
"""

import math
from datetime import datetime, timedelta

from msgspec import Struct, structs

from directory.access import throttling
from directory.access.contract import Book
from directory.access.entrance import Access, found, tell
from directory.access.throttling import Judged
from directory.access.vault import digest
from directory.model.person import Person, Session
from directory.permissions import Actor, require
from directory.text import normal

IDLE = timedelta(minutes=30)
ABSOLUTE = timedelta(hours=12)
# For dangerous acts the passphrase must have been given this shortly ago.
CONFIRMED = timedelta(minutes=10)
# Noted no more often than this: a request need not write.
TOUCH = timedelta(minutes=1)
# Two machines may differ so much. A session from further in the future is from before the clock was put back.
SKEW = timedelta(minutes=5)
LONGEST_LABEL = 60


class Present(Struct, frozen=True, kw_only=True):
    """Somebody at the desk: what they may do (`actor`), who they are, and by which session."""

    actor: Actor
    person: Person
    session: Session


def begin(book: Book, access: Access, person: Person, label: str, now: datetime) -> tuple[str, Session]:
    """A new session, and the number that the browser keeps. Whatever it held before is not used."""
    token = access.token()
    session = Session(
        hash=digest(token),
        id=access.chance(5).hex(),
        person=person.id,
        made=now,
        seen=now,
        confirmed=now,
        label=normal(label)[:LONGEST_LABEL],
        ends=now + ABSOLUTE,
    )
    book.add(session)
    return token, session


def who(access: Access, token: str, now: datetime) -> Present | None:
    """Who this is, or None when nobody is let in with it (any more)."""
    with access.people.reading() as book:
        session = book.find(Session, digest(token))
        person = found(book, session.person) if session else None
    if session is None or person is None or not person.active or not lives(session, now):
        return None
    if now - session.seen >= TOUCH:
        session = _touch(access, session, now)
    return Present(actor=actor_of(person, session, now), person=person, session=session) if session else None


def lives(session: Session, now: datetime) -> bool:
    """Whether this session has not ended by itself."""
    last = max(session.made, session.seen)
    return last - SKEW <= now and now - session.seen <= IDLE and now - session.made <= ABSOLUTE


def actor_of(person: Person, session: Session, now: datetime) -> Actor:
    """What permissions ask about."""
    confirmed = -SKEW <= now - session.confirmed <= CONFIRMED
    return Actor(id=person.id, roles=frozenset(person.roles), confirmed=confirmed)


def rotate(book: Book, access: Access, session: Session, now: datetime) -> tuple[str, Session]:
    """The same session under a new number, confirmed now; the old number opens nothing any more."""
    token = access.token()
    renewed = structs.replace(session, hash=digest(token), seen=now, confirmed=now)
    book.drop(Session, session.hash)
    book.add(renewed)
    return token, renewed


def prove(book: Book, session: Session, now: datetime) -> Judged:
    """Count a passphrase that is given inside as a wrong one, until `proved`; ten wrong ones end the session."""
    judged = throttling.try_alone(book, _count_of(session), throttling.INSIDE, now)
    if math.isinf(judged.wait_s) and book.drop(Session, session.hash):
        tell(book, "sessions-ended", now, actor=session.person, about=session.person, detail="confirm")
    return judged


def proved(book: Book, session: Session) -> None:
    """It was the right one."""
    throttling.clear(book, _count_of(session))


def sign_out(access: Access, token: str, now: datetime) -> bool:
    """End this session. Whether there was one."""
    with access.people.writing() as book:
        session = book.find(Session, digest(token))
        if session is None:
            return False
        tell(book, "signed-out", now, actor=session.person)
        return book.drop(Session, session.hash)


def own(access: Access, person: str, now: datetime) -> tuple[Session, ...]:
    """The sessions of a person that live, the one seen last first."""
    with access.people.reading() as book:
        living = [each for each in book.all(Session, person) if lives(each, now)]
    return tuple(sorted(living, key=lambda each: each.seen, reverse=True))


def end(access: Access, actor: Actor, person: str, now: datetime, *, id: str | None = None) -> int:
    """End the session with this public id, or all that somebody has; how many there were.

    Raises `Forbidden` where it is somebody else's and the actor may not.
    """
    require(actor, "manage-own-account" if actor.id == person else "end-sessions-of-others")
    with access.people.writing() as book:
        meant = [each for each in book.all(Session, person) if id in (None, each.id)]
        for each in meant:
            book.drop(Session, each.hash)
        if meant:
            tell(book, "sessions-ended", now, actor=actor.id, about=person, detail=str(len(meant)))
    return len(meant)


def _count_of(session: Session) -> str:
    return f"inside:{session.id}"


def _touch(access: Access, session: Session, now: datetime) -> Session | None:
    """Note that it is in use, unless it was ended meanwhile."""
    with access.people.writing() as book:
        current = book.find(Session, session.hash)
        if current is None:
            return None
        seen = structs.replace(current, seen=max(current.seen, now))
        book.keep(seen)
        return seen
