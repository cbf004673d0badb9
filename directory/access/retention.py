"""Nothing about people is kept longer than it is needed for (STANDARDS.md 6). Once a day; the clock is not believed
blindly: when it jumped, nobody is erased and no event let go of, until it has been quiet again.
"""

from datetime import UTC, datetime, timedelta

from msgspec import Struct, structs

from directory.access.accounts import forget
from directory.access.contract import Book
from directory.access.entrance import Access, administrators, tell
from directory.model.partner import PartnerLink
from directory.model.person import ApiKey, Device, Link, Person, Session, Tally, UsedStep

EVENTS = timedelta(days=180)
LINKS = timedelta(days=14)
# A used code could only be used again within its own minute and a half; the rest is for clocks that go back.
STEPS = timedelta(days=180)
# An account that nobody uses is closed after a year, and erased a month later.
UNUSED = timedelta(days=365)
CLOSED = timedelta(days=30)
KEYS = timedelta(days=365)
TALLIES = 100_000
LAST = "swept"
EACH = timedelta(days=1)
# More than this between two sweeps, or less than nothing, is a clock that jumped or a long sleep: only noted.
JUMP = timedelta(days=31)


class Swept(Struct, frozen=True, kw_only=True):
    """What was let go of. `closed` and `erased` are ids of people whose account nobody used.

    `done` says that it was time, and that the clock is believed: what is kept elsewhere may be let go of as well.
    """

    done: bool = False
    events: int = 0
    closed: tuple[str, ...] = ()
    erased: tuple[str, ...] = ()


def sweep(access: Access, now: datetime) -> Swept:
    """Let go of everything whose time has come; at most once a day, else nothing happens."""
    with access.people.writing() as book:
        last = book.find(Tally, LAST)
        if last is not None and timedelta() <= now - last.at < EACH:
            return Swept()
        book.keep(Tally(name=LAST, level=1, at=now))
        for kind in (Session, Tally):
            book.drop_ended(kind, now)
        book.trim(Tally, TALLIES)
        if last is None or not timedelta() <= now - last.at <= JUMP:
            return Swept()
        # The file takes the newest event for the time of day: it lets go of nothing that is young beside that.
        tell(book, "swept", now)
        _drop_ended(book, now)
        swept = Swept(
            done=True,
            events=book.forget_events(now - EVENTS),
            closed=_close(book, now),
            erased=_erase(book, access, now),
        )
    if swept.erased:
        access.people.scrub()
    return swept


def _drop_ended(book: Book, now: datetime) -> None:
    book.drop_ended(Device, now)
    book.drop_ended(Link, now - LINKS)
    book.drop_ended(PartnerLink, now - LINKS)
    book.drop_ended(UsedStep, now - STEPS)
    book.drop_ended(ApiKey, now - KEYS)


def _close(book: Book, now: datetime) -> tuple[str, ...]:
    unused = [each for each in book.all(Person) if _is_unused(each, now)]
    left = {each.id for each in administrators(book)} - {each.id for each in unused}
    # The last ones who can administer stay, however long they are away.
    closed = [each for each in unused if left or "administrator" not in each.roles]
    for each in closed:
        book.keep(structs.replace(each, disabled=now))
        book.drop_all(Session, each.id)
        tell(book, "disabled", now, about=each.id, detail="unused")
    return tuple(each.id for each in closed)


def _is_unused(person: Person, now: datetime) -> bool:
    return person.erased is None and person.disabled is None and _is_long_gone(person, now)


def _erase(book: Book, access: Access, now: datetime) -> tuple[str, ...]:
    ended = [
        each
        for each in book.all(Person)
        if each.erased is None
        and each.disabled is not None
        and now - each.disabled > CLOSED
        and _is_long_gone(each, now)
    ]
    for each in ended:
        forget(book, access, each, now)
        tell(book, "erased", now, about=each.id, detail="unused")
    return tuple(each.id for each in ended)


def _is_long_gone(person: Person, now: datetime) -> bool:
    return now.date() - (person.seen or person.made.astimezone(UTC).date()) > UNUSED
