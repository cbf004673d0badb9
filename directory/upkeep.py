"""What is done without anybody asking: who must be told is told, mail is sent, what was kept long enough is let go of,
and once a day it is measured how certain the directory is.

`directory serve` does it every minute in one of its workers, `directory deliver` when somebody says so.
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime, timedelta

from msgspec import Struct

from directory import __version__
from directory.access import Access, accounts, partner_links, retention
from directory.atlas.catalogue import Catalogue
from directory.curation.visiting import AGENT, Pace, Visitor, Visits, addresses
from directory.curation.whole import Whole
from directory.errors import DirectoryError
from directory.gate.house import Log
from directory.mail.delivering import Delivered, deliver
from directory.mail.queue import Outbox
from directory.mail.sending import MailServer
from directory.mail.telling import Reader, Told, tell
from directory.model import Occasion
from directory.model.visit import Visited
from directory.outside import Outside
from directory.permissions import CONSOLE, TWO_FACTORS
from directory.store import Desk

EVERY_S = 60.0
# How often it is asked whether an address is due; each of them is once a week.
LINKS_S = 3_600.0
# STANDARDS.md 6: proposals that were handled are kept for a year.
PROPOSALS = timedelta(days=365)


class Mailroom(Struct, frozen=True, kw_only=True):
    """What mail needs. `server` is None where none is set; `alone` is whether nobody else is at it now."""

    desk: Desk
    access: Access
    outbox: Outbox
    server: MailServer | None
    site: str
    alone: Callable[[], AbstractContextManager[bool]]


class Mailed(Struct, frozen=True, kw_only=True, rename="camel"):
    """What was told and what was sent; `busy` when another process was at it and nothing was done here."""

    told: Told = Told()
    delivered: Delivered = Delivered()
    busy: bool = False


def readers(access: Access) -> list[Reader]:
    """Who is told what the desk must know: everybody who may publish or administers, and can come in now."""
    return [
        Reader(id=each.id, mail=each.mail)
        for each in accounts.people(access, CONSOLE)
        if each.active and each.mail and not TWO_FACTORS.isdisjoint(each.roles)
    ]


def mail(room: Mailroom, now: Callable[[], datetime], going: Callable[[], bool] = lambda: True) -> Mailed:
    """Put what nobody was told of in the queue and send what is due, until it is done or `going` says no.

    Raises `Unavailable` and `Damaged` as the files do.
    """
    if room.server is None:
        return Mailed()
    with room.alone() as ours:
        if not ours:
            return Mailed(busy=True)
        on_file = {organization: each.mail for organization, each in partner_links.contacts(room.access).items()}
        told = tell(room.desk, room.outbox, readers(room.access), room.site, now(), on_file)
        return Mailed(told=told, delivered=deliver(room.outbox, room.server, now, going=going))


def let_go(desk: Desk, access: Access, now: datetime) -> bool:
    """Let go of what was kept long enough, once a day: what is known of people, and what was said in proposals that
    were closed a year ago. Whether it was time; not when the clock jumped."""
    if not retention.sweep(access, now).done:
        return False
    reason = "Een jaar na de beslissing wordt een voorstel vergeten."
    desk.clear(now - PROPOSALS, Occasion(actor=CONSOLE.id, at=now, reason=reason))
    return True


def look_at_links(
    visits: Visits,
    catalogue: Catalogue,
    site: str,
    now: Callable[[], datetime],
    sleep: Callable[[float], object],
    going: Callable[[], bool] = lambda: True,
) -> Iterator[Visited]:
    """Ask the addresses in the records that are due; `site` says who asks, for whoever reads along there.

    `sleep` waits so many seconds. Stops before the next address when `going` says no.
    """
    agent = f"{AGENT}/{__version__} (+{site}/over)"
    visitor = Visitor(Outside(agent), visits, now, Pace(time.monotonic, sleep), going)
    yield from visitor.visit(addresses(Whole(catalogue)))


def keeping(
    room: Mailroom, now: Callable[[], datetime], log: Log, also: Callable[[bool], object]
) -> AbstractContextManager[None]:
    """Do all of it, and `also` this, now and every minute, until this is left: what is being sent then is finished.

    `also` is told whether it is the time of the day to let go of things.
    """

    def round(stop: threading.Event) -> None:
        also(_once(room, now, log, stop))

    return repeating("upkeep", round, log)


@contextmanager
def repeating(
    name: str, deed: Callable[[threading.Event], object], log: Log, every_s: float = EVERY_S
) -> Iterator[None]:
    """Do this now and every so often, in a thread of its own, until this is left; `deed` is given what says so."""
    stop = threading.Event()
    thread = threading.Thread(target=_repeat, args=(name, deed, log, every_s, stop), name=name, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def _repeat(
    name: str, deed: Callable[[threading.Event], object], log: Log, every_s: float, stop: threading.Event
) -> None:
    while not stop.is_set():
        try:
            deed(stop)
        except DirectoryError as error:
            log.event(name, failed=error.code)
        except Exception as error:  # the next time may be better; without this nobody would ever be told again
            log.exception(name, error)
        stop.wait(every_s)


def _once(room: Mailroom, now: Callable[[], datetime], log: Log, stop: threading.Event) -> bool:
    daily = bool(accounts.people(room.access, CONSOLE)) and let_go(room.desk, room.access, now())
    found = mail(room, now, lambda: not stop.is_set())
    if found.told.letters or found.delivered != Delivered():
        done = found.delivered
        counts = {"sent": done.sent, "later": done.later, "refused": done.refused, "ended": done.ended}
        log.event("mail", queued=found.told.letters, **counts, word=done.word)
    return daily
