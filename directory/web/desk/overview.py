"""The first page of the desk: what is due, what waits for whom, what changed, what people did not find, how it goes."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

import msgspec
from msgspec import Struct

from directory.access import partner_links
from directory.curation.gates import standings
from directory.curation.guarding import Seen
from directory.curation.whole import Whole
from directory.gate import reply
from directory.gate.measuring import measured
from directory.model import Entry, Proposal
from directory.model.measurement import Measurement
from directory.web.desk import proposals, reasons
from directory.web.desk.frame import Visit, sees
from directory.web.desk.questions import item
from directory.web.desk.standings import steps
from directory.web.desk.values import KINDS, record_name
from directory.web.desk.wordlist import unmet
from directory.web.desk.working import waiting

FEW = 5
# So many rows of history are looked through for the last batches.
LOOKED_AT = 200
SHOWN = timedelta(days=365)
# At most so many days stand in the table; more are those of which the chart has a dot.
MOST_DAYS = 26
# The plane of the chart, in its own units.
LEFT, RIGHT, TOP, BOTTOM = 40.0, 600.0, 10.0, 190.0


class Changed(Struct, frozen=True, kw_only=True):
    """One batch of history: the first record of it, how many more, who and why."""

    batch: int
    at: datetime
    who: str
    name: str
    kind: str
    more: int
    reason: str
    confirmed: bool


class Named(Struct, frozen=True):
    """What of a record that is gone still says what it was."""

    slug: str = ""
    name: str | None = None


class Waits(Struct, frozen=True, kw_only=True):
    """Proposals that wait: `others` are those of colleagues, for who `decides`; `back` came back to this person."""

    decides: bool
    others: tuple[proposals.Item, ...]
    total: int
    partners: int
    back: tuple[proposals.Item, ...]
    mine: int
    drafts: int


class Dot(Struct, frozen=True, kw_only=True):
    """One measurement in the chart."""

    x: float
    unknown: float
    stale: float


class Mark(Struct, frozen=True, kw_only=True):
    """A word at the side of the chart."""

    said: str
    x: float = 0.0
    y: float = 0.0
    anchor: str = "middle"


class Chart(Struct, frozen=True, kw_only=True):
    """Two lines over the days: `unknown` whole, `stale` dotted."""

    unknown: str
    stale: str
    dots: tuple[Dot, ...]
    levels: tuple[Mark, ...]
    days: tuple[Mark, ...]


def routes() -> list[Any]:
    """The overview."""
    return [overview]


@sees("/beheer", "read-worklist")
def overview(visit: Visit) -> reply.Ready:
    """Everything that asks for somebody, in one page."""
    here = visit.house
    tasks = here.worklist.of(here)
    proposed = waiting(visit.store)
    course = _course(visit)
    found = [*standings(Whole(here.atlas.catalogue))]
    return visit.page(
        "overview.html",
        tasks=[item(each, here, proposed) for each in tasks[:FEW]],
        questions=len(tasks),
        confirmable=sum(each.confirmable for each in tasks),
        alarms=sum(each.level == "alarm" for each in tasks),
        reports=len(here.reports.open(1_000)) if visit.plays("read-reports") else 0,
        links=len(_links(visit)),
        unmet=unmet(visit)[:10],
        changed=[*_changed(visit)][:FEW],
        steps=steps(found),
        entries=len(found),
        course=course,
        chart=drawn(course) if len(course) > 1 else None,
        waits=_waits(visit),
    )


def _waits(visit: Visit) -> Waits:
    """Proposals: those that this person may decide, and their own that came back or wait."""
    open_ = visit.store.proposals("open")
    mine = [each for each in open_ if _is_own(visit, each)]
    others = proposals.most_dangerous(visit.store, [each for each in open_ if not _is_own(visit, each)])
    back = [each for each in visit.store.proposals("sent-back") if _is_own(visit, each)]
    seen = Seen(visit.store)
    told = reasons.names(visit, (each.author.actor for each in (*others[:FEW], *back[:FEW])))
    return Waits(
        decides=visit.plays("approve"),
        others=tuple(proposals.item(visit, each, told, seen) for each in others[:FEW]),
        total=len(others),
        partners=sum(each.author.capacity == "partner" for each in others),
        back=tuple(proposals.item(visit, each, told, seen) for each in back[:FEW]),
        mine=len(mine),
        drafts=len(visit.store.drafts(visit.actor.id)),
    )


def _is_own(visit: Visit, proposal: Proposal) -> bool:
    return not visit.actor.selves.isdisjoint(proposal.writers)


def _links(visit: Visit) -> Sequence[object]:
    """Links that partners did not use yet."""
    return partner_links.living(visit.access, visit.actor, visit.now) if visit.plays("send-partner-links") else ()


def _changed(visit: Visit) -> Iterator[Changed]:
    """The last batches, the newest first."""
    found = [*visit.store.entries(max(0, visit.store.sequence() - LOOKED_AT))]
    batches: dict[int, list[Entry]] = {}
    for each in found:
        batches.setdefault(each.batch, []).append(each)
    last = [*reversed(batches.values())][:FEW]
    told = reasons.names(visit, (batch[0].actor for batch in last))
    for batch in last:
        yield _batch(visit, batch, told)


def _batch(visit: Visit, batch: Sequence[Entry], told: reasons.Named) -> Changed:
    first = batch[0]
    return Changed(
        batch=first.batch,
        at=first.at,
        who=told(first.actor),
        name=_name(visit, first),
        kind=KINDS[first.kind],
        # What is written in one go has numbers without gaps, and the first of them names it.
        more=batch[-1].sequence - batch[-1].batch,
        reason=first.reason,
        confirmed=first.confirms is not None,
    )


def _name(visit: Visit, entry: Entry) -> str:
    """How the record is called now; of one that is gone, how it was called."""
    name = record_name(entry.id, (entry.kind,), visit.house)
    document = entry.before or entry.after
    if name != entry.id or document is None:
        return name
    was = msgspec.json.decode(document, type=Named)
    return was.name or was.slug or name


# How it goes.


def _course(visit: Visit) -> list[Measurement]:
    """The measurements of a year, with that of this moment in the place of today's; thinned to what can be read."""
    today = visit.house.today()
    now = measured(visit.house)
    kept = [each for each in visit.house.course.since(today - SHOWN) if each.day < today]
    return [*thinned(kept, MOST_DAYS - 1), now]


def thinned(kept: Sequence[Measurement], most: int) -> Sequence[Measurement]:
    """At most so many of these, evenly, with the first of them."""
    step = max(1, -(-len(kept) // most))
    return kept[::step]


def drawn(course: Sequence[Measurement]) -> Chart:
    """These measurements, one or more, as two lines."""
    most = _round_up(max(max(each.unknown, each.stale_share) for each in course))
    first, days = course[0].day, max(1, (course[-1].day - course[0].day).days)

    def across(each: Measurement) -> float:
        return round(LEFT + (RIGHT - LEFT) * (each.day - first).days / days, 1)

    def up(share: float) -> float:
        return round(BOTTOM - (BOTTOM - TOP) * share / most, 1)

    dots = tuple(Dot(x=across(each), unknown=up(each.unknown), stale=up(each.stale_share)) for each in course)
    ends = ((course[0], "start"), (course[-1], "end"))
    return Chart(
        unknown=_line((each.x, each.unknown) for each in dots),
        stale=_line((each.x, each.stale) for each in dots),
        dots=dots,
        levels=tuple(Mark(said=f"{part * most:.0%}", y=up(part * most)) for part in (0.0, 0.5, 1.0)),
        days=tuple(Mark(said=f"{each.day:%d-%m-%Y}", x=across(each), anchor=anchor) for each, anchor in ends),
    )


def _round_up(share: float) -> float:
    """The top of the chart: the next ten percent."""
    return max(0.1, -(-round(share * 100, 6) // 10) / 10)


def _line(points: Iterator[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x} {y}" for x, y in points)
