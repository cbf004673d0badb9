"""The work list: the questions whose answers are worth most, and "still so" in one key (`b`) or one button.

A confirmation is of the revision that stood on the page: nobody confirms a value that they did not see. Afterwards the
next question has the focus, also without scripts.
"""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from directory.curation.changing import Key
from directory.curation.confirming import Confirmation, confirm
from directory.curation.work import Task
from directory.errors import Conflict, Invalid
from directory.gate import reply
from directory.model import KINDS
from directory.store import Desk
from directory.web.desk import words
from directory.web.desk.frame import Visit, does, sees
from directory.web.desk.questions import item, key

HOME = "/beheer/werk"
PAGE = 25
REASON = "Nagekeken: het klopt nog."
CONFIRMABLE = "bevestigen"


def routes() -> list[Any]:
    """The list, and confirming one of it."""
    return [work, confirm_one]


@sees(HOME, "read-worklist")
def work(visit: Visit) -> reply.Ready:
    """The questions, the most valuable first."""
    return _list(visit)


@does(HOME, "propose")
def confirm_one(visit: Visit) -> reply.Ready:
    """It is still so: published, or proposed to a colleague where this person may not do that alone."""
    name = key(visit.text("kind"), visit.text("id"), visit.text("field"))
    if name in waiting(visit.store) and not visit.plays("confirm-fact"):
        return _on(visit, "waits")
    try:
        done = _confirmed(visit)
    except Invalid as invalid:
        return _list(visit, status=400, at=name, faults=words.faults(invalid.faults))
    except Conflict as conflict:
        return _list(visit, status=409, at=name, faults={"field": words.failure(conflict)})
    return _on(visit, "proposed" if done else "confirmed")


def waiting(store: Desk) -> dict[str, str]:
    """Proposals that say that a value is still so, by the key of the question."""
    return {
        key(change.kind, change.id, proposal.confirms): proposal.id
        for proposal in store.proposals("open")
        if proposal.confirms
        for change in proposal.changes
    }


def _confirmed(visit: Visit) -> bool:
    """Whether it is a proposal now, and not published."""
    said = Confirmation(field=visit.text("field"), on=visit.house.today(), source=visit.text("source") or None)
    done = confirm(visit.store, _seen(visit), said, REASON, visit.actor, visit.now, str(uuid4()))
    return done.proposal is not None


def _seen(visit: Visit) -> Key:
    """What was confirmed, at the revision that stood on the page; one that cannot be is none that there is."""
    kind, revision = visit.text("kind"), visit.text("revision")
    seen = int(revision) if revision.isascii() and revision.isdigit() and len(revision) < 10 else 0
    # A kind that does not exist has no records: the deed says so.
    return Key(kind if kind in KINDS else "note", visit.text("id"), seen)


def _on(visit: Visit, said: str) -> reply.Ready:
    return visit.go(HOME, said=said, bij=visit.text("next"), wat=visit.text("wat"), pagina=visit.text("pagina"))


def _list(visit: Visit, *, status: int = 200, at: str = "", faults: Mapping[str, str] | None = None) -> reply.Ready:
    only = (visit.text("wat") or visit.asked("wat")) == CONFIRMABLE
    every = visit.house.worklist.of(visit.house)
    tasks = [each for each in every if each.confirmable] if only else every
    here, shown = _page(visit, tasks)
    proposed = waiting(visit.store)
    items = [item(each, visit.house, proposed) for each in shown]
    known = {each.key for each in items}
    focused = next((each for each in (at, visit.asked("bij")) if each in known), "")
    return visit.page(
        "work.html",
        status=status,
        items=items,
        following=dict(zip([each.key for each in items], [each.key for each in items[1:]], strict=False)),
        focused=focused,
        at=at,
        # A fault of a question that is not on this page (any more) stands above the list.
        faults=faults or {},
        lost=bool(faults) and at not in known,
        typed=visit.text("source"),
        total=len(tasks),
        confirmable=sum(each.confirmable for each in every),
        every=len(every),
        only=only,
        here=here,
        last=max(1, -(-len(tasks) // PAGE)),
        publishes=visit.plays("confirm-fact"),
        address=_address,
    )


def _page(visit: Visit, tasks: Sequence[Task]) -> tuple[int, Sequence[Task]]:
    """The number of the page that was asked for, and what is on it."""
    asked = visit.text("pagina") or visit.asked("pagina")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 7 else 1
    here = min(max(1, number), max(1, -(-len(tasks) // PAGE)))
    return here, tasks[(here - 1) * PAGE : here * PAGE]


def _address(*, only: bool, number: int = 1) -> str:
    asked = {"wat": CONFIRMABLE if only else "", "pagina": str(number) if number > 1 else ""}
    query = urlencode({name: value for name, value in asked.items() if value})
    return f"{HOME}?{query}" if query else HOME
