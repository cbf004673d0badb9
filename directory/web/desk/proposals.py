"""The list of proposals: what waits for a second person, the most dangerous first, then the oldest."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct

from directory.curation.guarding import Seen, needs
from directory.gate import reply
from directory.gate.house import House
from directory.model import WAITING, Change, Proposal, Record, Status
from directory.store import Desk
from directory.web.desk.differences import rows
from directory.web.desk.forms import number
from directory.web.desk.frame import Visit, sees
from directory.web.desk.reasons import ACUTE, CAPACITIES, STATUS, Named, danger, names, why_two
from directory.web.desk.values import KINDS, label, title

HOME = "/beheer/voorstellen"
PAGE = 25
SHELVES = {"open": "Wachten", "terug": "Teruggestuurd", "mijn": "Van mij", "klaar": "Besloten"}
CLOSED: Sequence[Status] = ("approved", "withdrawn", "overtaken")
# So many fields of a change are named in the list.
NAMED = 4


class Item(Struct, frozen=True, kw_only=True):
    """A proposal as it stands in the list. `whys` say why it needs two people; `note` is what was asked last."""

    id: str
    name: str
    kind: str
    fields: tuple[str, ...]
    more: int
    who: str
    capacity: str
    at: datetime
    reason: str
    whys: tuple[str, ...]
    acute: bool
    status: str
    note: str
    mine: bool


def routes() -> list[Any]:
    """The list."""
    return [proposals]


@sees(HOME, "read-drafts")
def proposals(visit: Visit) -> reply.Ready:
    """What waits, what was sent back, what is mine, what was decided."""
    asked = visit.asked("welke")
    shelf = asked if asked in SHELVES else "open"
    found = FOUND[shelf](visit)
    page = max(1, number(visit.asked("pagina")) or 1)
    shown = found[(page - 1) * PAGE : page * PAGE]
    told, seen = names(visit, (each.author.actor for each in shown)), Seen(visit.store)
    return visit.page(
        "proposals.html",
        shelf=shelf,
        shelves=SHELVES,
        items=[item(visit, each, told, seen) for each in shown],
        total=len(found),
        page=page,
        last=max(1, -(-len(found) // PAGE)),
    )


def item(visit: Visit, proposal: Proposal, told: Named, seen: Seen) -> Item:
    """One line of the list."""
    first = proposal.changes[0]
    now, here = seen.find(first.kind, first.id), visit.house.beside(coming(proposal))
    whys = {each.why for each in needs(proposal.changes, seen)} if proposal.status in WAITING else set()
    return Item(
        id=proposal.id,
        name=name_of(first, now, here),
        kind=KINDS[first.kind],
        fields=tuple(_fields(proposal, now, here)),
        more=len(proposal.changes) - 1,
        who=told(proposal.author.actor),
        capacity=CAPACITIES[proposal.author.capacity],
        at=proposal.at,
        reason=proposal.reason,
        whys=why_two(whys),
        acute=not ACUTE.isdisjoint(whys),
        status=STATUS[proposal.status],
        note=next((each.note for each in reversed(proposal.decisions) if each.note), None) or "",
        mine=not visit.actor.selves.isdisjoint(proposal.writers),
    )


def coming(proposal: Proposal) -> Iterator[Record]:
    """What it brings: these records name each other."""
    return (each.after for each in proposal.changes if each.after is not None)


def name_of(change: Change, now: Record | None, here: House) -> str:
    """How the record of a change is called."""
    record = now or change.after
    return title(record, here) if record else (change.tombstone.slugs[0] if change.tombstone else change.id)


def _fields(proposal: Proposal, now: Record | None, here: House) -> Iterator[str]:
    change = proposal.changes[0]
    if proposal.confirms:
        yield f"klopt nog: {label(change.kind, (*proposal.confirms.split('.', 1),), here)}"
    elif change.after is None:
        yield "einde van dit gegeven"
    elif now is None:
        yield "nieuw"
    else:
        labels = dict.fromkeys(each.label for each in rows(now, change.after, here) if not each.source)
        yield from [*labels][:NAMED]
        if len(labels) > NAMED:
            yield f"en nog {len(labels) - NAMED}"


# The shelves.


def _open(visit: Visit) -> Sequence[Proposal]:
    return most_dangerous(visit.store, visit.store.proposals("open"))


def most_dangerous(store: Desk, found: Sequence[Proposal]) -> Sequence[Proposal]:
    """These, with first where a mistake would do most harm; of equal harm the oldest first."""
    seen = Seen(store)
    ranked = [(danger(need.why for need in needs(each.changes, seen)), each.at, each.id, each) for each in found]
    return [each for *_, each in sorted(ranked, key=lambda one: one[:3])]


def _sent_back(visit: Visit) -> Sequence[Proposal]:
    return visit.store.proposals("sent-back")


def _mine(visit: Visit) -> Sequence[Proposal]:
    """Those of this person: the ones that still wait for something first, then the last decided ones."""
    own = [each for each in visit.store.proposals() if not visit.actor.selves.isdisjoint(each.writers)]
    order = {"sent-back": 0, "open": 1}
    last = sorted(own, key=lambda each: each.decisions[-1].at, reverse=True)
    return sorted(last, key=lambda each: order.get(each.status, 2))


def _decided(visit: Visit) -> Sequence[Proposal]:
    found = [each for status in CLOSED for each in visit.store.proposals(status)]
    return sorted(found, key=lambda each: each.decisions[-1].at, reverse=True)


FOUND: Mapping[str, Callable[[Visit], Sequence[Proposal]]] = {
    "open": _open,
    "terug": _sent_back,
    "mijn": _mine,
    "klaar": _decided,
}
