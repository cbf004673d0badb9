"""What the desk must be told of (`Desk.untold`) as letters: per person one letter in each run, with everything in it.

A value that was taken away, or a guarded one that was published, is told at once (SAFETY.md 7); proposals that wait
only once a day, in the morning. A notice counts as told when the letters about it are in the queue.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from uuid import uuid4

from msgspec import Struct

from directory.hours import AMSTERDAM
from directory.mail.letters import Alarm, Digest, Letter, PartnerNotice
from directory.mail.queue import Outbox, deliverable, enqueue_all
from directory.model import ContactPoint, Entry, Id, Kept, Kind, Location, Notice, Organization, Record, Service, Untold
from directory.model.json import decode
from directory.model.proposal import WAITING
from directory.store import Desk

# From this hour in Twente.
MORNING = 7
AT_ONCE = frozenset({"number.hidden", "guarded.published"})
OWNERS: dict[type[Record], Callable[..., tuple[Kind, Id]]] = {
    Service: lambda record: ("organization", record.organization_id),
    Location: lambda record: ("organization", record.organization_id),
    ContactPoint: lambda record: ("service", record.service_id),
}


class Reader(Struct, frozen=True, kw_only=True):
    """Somebody at the desk who is told: their pseudonym and where mail reaches them."""

    id: str
    mail: str


class Told(Struct, frozen=True, kw_only=True):
    """How many notices were told in so many letters, and how many readers no mail can reach."""

    notices: int = 0
    letters: int = 0
    unreachable: int = 0


def tell(
    desk: Desk, outbox: Outbox, readers: Sequence[Reader], site: str, now: datetime, on_file: Mapping[Id, str]
) -> Told:
    """Put what nobody was told of yet in the queue, for `readers` and for the partners that it is about.

    `site` is the address of this site, without a slash at its end; `on_file` the addresses of organizations that stand
    in no record. What is for readers stays untold while no mail can reach any of them; without a server everything.
    """
    if not outbox.on:
        return Told()
    reached = [each for each in readers if deliverable(each.mail)]
    untold = desk.untold()
    mine = [each for each in untold if each.notice.to == "reviewers"]
    theirs = [each for each in untold if each.notice.to == "partner"]
    news = _News(desk, mine)
    # Nobody to tell, or nothing that cannot wait for the morning: it stays.
    if not reached or not (news.empty or news.urgent or _is_time(outbox, now)):
        mine = []
    letters = [*(_to_reader(each, news, site) for each in reached if mine and not news.empty)]
    letters += _to_partners(desk, theirs, site, on_file)
    # First the queue, then the book: who is killed between the two tells nobody twice, since the letters are known.
    added = enqueue_all(outbox, letters, now)
    done = [each.number for each in (*mine, *theirs)]
    if done:
        desk.told(done, now)
    return Told(notices=len(done), letters=added, unreachable=len(readers) - len(reached))


class _News:
    """What there is to tell the desk. What waited and was decided meanwhile is no news any more."""

    def __init__(self, desk: Desk, untold: Sequence[Untold]) -> None:
        notices = [each.notice for each in untold]
        self.last = max((each.number for each in untold), default=0)
        self.hidden = len({(each.batch, each.id) for each in notices if each.code == "number.hidden"})
        self.published = len({(each.batch, each.id) for each in notices if each.code == "guarded.published"})
        waits = {each.proposal for each in notices if each.code == "proposal.waits"}
        self.waiting = sum(1 for each in waits if each and _waits(desk, each))
        self.urgent = any(each.code in AT_ONCE for each in notices)

    @property
    def empty(self) -> bool:
        return not (self.hidden or self.published or self.waiting)


def _waits(desk: Desk, id: Id) -> bool:
    proposal = desk.proposal(id)
    return proposal is not None and proposal.status in WAITING


def _is_time(outbox: Outbox, now: datetime) -> bool:
    here, last = now.astimezone(AMSTERDAM), outbox.letters.last("digest")
    return here.hour >= MORNING and (last is None or last.astimezone(AMSTERDAM).date() != here.date())


def _to_reader(reader: Reader, news: _News, site: str) -> Letter:
    link = f"{site}/beheer"
    digest = Digest(link=link, waiting=news.waiting, published=news.published)
    alarm = Alarm(link=link, hidden=news.hidden, waiting=news.waiting, published=news.published)
    once = f"told:{news.last}:{reader.id}"
    return Letter(id=str(uuid4()), to=reader.mail, facts=alarm if news.hidden else digest, once=once)


def _to_partners(desk: Desk, untold: Iterable[Untold], site: str, on_file: Mapping[Id, str]) -> Iterator[Letter]:
    """One letter to each address of an organization, however much of it was changed."""
    about: dict[tuple[Id, str], list[Untold]] = {}
    for each in untold:
        for organization, address in addresses(desk, each.notice, on_file):
            if deliverable(address):
                about.setdefault((organization, address), []).append(each)
    for position, ((organization, address), notices) in enumerate(sorted(about.items(), key=lambda pair: pair[0])):
        # By id: the name of an organization may say what it does, or where.
        hidden = any(each.notice.code == "number.hidden" for each in notices)
        facts = PartnerNotice(link=f"{site}/organisatie/{organization}", hidden=hidden)
        once = f"notice:{notices[-1].number}:{organization}:{position}"
        yield Letter(id=str(uuid4()), to=address, facts=facts, once=once)


def addresses(desk: Desk, notice: Notice, on_file: Mapping[Id, str]) -> set[tuple[Id, str]]:
    """The id of the organization that a notice is about, with where it is reached: also at its address of before.

    Whoever puts an address of their own in the place of the right one does not keep the partner from hearing of it.
    """
    found = _owner(desk, notice.kind, notice.id)
    if found is None:
        return set()
    before = _before(desk, found.id, notice.batch)
    known = (found.email, before and before.email, on_file.get(found.id))
    return {(found.id, each.lower()) for each in known if each}


def _owner(desk: Desk, kind: Kind, id: Id) -> Organization | None:
    record = _last(desk, kind, id)
    if isinstance(record, Organization):
        return record
    owner = OWNERS.get(type(record)) if record is not None else None
    return _owner(desk, *owner(record)) if owner else None


def _last(desk: Desk, kind: Kind, id: Id) -> Record | None:
    """The record, or as it was before it was withdrawn or merged."""
    kept = desk.read(kind, id)
    if isinstance(kept, Kept):
        return decode(kind, kept.document)
    return _written(desk.history(kind, id))


def _before(desk: Desk, id: Id, batch: int | None) -> Organization | None:
    if batch is None:
        return None
    earlier = _written(each for each in desk.history("organization", id) if each.batch < batch)
    return earlier if isinstance(earlier, Organization) else None


def _written(entries: Iterable[Entry]) -> Record | None:
    last = None
    for each in entries:
        if each.after is not None:
            last = decode(each.kind, bytes(each.after))
    return last
