"""Everything that was written in one go, and taking it back in one go: an import, a merge, an approved proposal."""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from msgspec import Struct

from directory.curation.guarding import Seen, needs
from directory.curation.links import Named
from directory.curation.reverting import undoing
from directory.curation.undoing import Undone, plan_undo
from directory.errors import Conflict, Invalid, Unknown
from directory.gate import reply
from directory.model import Entry, Location, Occasion
from directory.model.proposal import MAXIMUM_CHANGES
from directory.store import Store
from directory.web.desk.differences import Row, rows
from directory.web.desk.forms import at_fields, number, reason_of
from directory.web.desk.frame import Visit, does, sees
from directory.web.desk.history import ACTIONS
from directory.web.desk.reasons import names, overtaken, why_two
from directory.web.desk.subject import after, before, hand_in
from directory.web.desk.values import KINDS, called, title

HOME = "/beheer/partij/{batch:int}"
PAGE = 25
# So many records are named in the preview of an undo.
TOLD = 200


class Part(Struct, frozen=True, kw_only=True):
    """One record of a batch, and what happened to it."""

    name: str
    kind: str
    path: str
    what: str
    rows: tuple[Row, ...]


def routes() -> list[Any]:
    """A batch, and its undo."""
    return [batch, look_back, take_back]


@sees(HOME, "read-history")
def batch(visit: Visit) -> reply.Ready:
    """What was written together."""
    first, last = bounds(visit.store, _asked(visit))
    page = max(1, min(number(visit.asked("pagina")) or 1, -(-(last - first + 1) // PAGE)))
    begin = first + (page - 1) * PAGE
    shown = [*visit.store.entries(after=begin - 1, limit=min(PAGE, last - begin + 1))]
    told = names(visit, (shown[0].actor, shown[0].approver))
    return visit.page(
        "batch.html",
        batch=first,
        first=shown[0],
        who=told(shown[0].actor),
        approver=told(shown[0].approver) if shown[0].approver else "",
        parts=[_part(visit, each) for each in shown],
        count=last - first + 1,
        page=page,
        last=-(-(last - first + 1) // PAGE),
    )


def _asked(visit: Visit) -> int:
    return int(visit.request.path_params["batch"])


def bounds(store: Store, sequence: int) -> tuple[int, int]:
    """The numbers of the first and the last change that were written together with this one. Raises `Unknown`."""
    first = _batch_of(store, sequence)
    if first is None:
        raise Unknown("change.unknown", "There is no change with this number.", sequence=sequence)
    # Batches lie one behind the other, so their ends are found by halving.
    low, high = sequence, store.sequence() + 1
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if _batch_of(store, middle) == first else (low, middle)
    return first, low


def _batch_of(store: Store, sequence: int) -> int | None:
    found = next(iter(store.entries(after=sequence - 1, limit=1)), None) if 0 < sequence <= store.sequence() else None
    return found.batch if found else None


def _part(visit: Visit, entry: Entry) -> Part:
    old, new = before(entry), after(entry)
    record = new or old
    secret = any(isinstance(each, Location) and each.confidential for each in (old, new))
    return Part(
        name=title(record, visit.house) if record else entry.id,
        kind=KINDS[entry.kind],
        path=f"/beheer/gegevens/{entry.kind}/{entry.id}/geschiedenis",
        what=ACTIONS[entry.action],
        rows=rows(old, new, visit.house, secret=secret),
    )


# Taking it back.


@sees(HOME + "/terug", "undo-batch")
def look_back(visit: Visit) -> reply.Ready:
    """What an undo would do, before it does."""
    return _preview(visit)


@does(HOME + "/terug", "undo-batch")
def take_back(visit: Visit) -> reply.Ready:
    """Every record is what it was before: published, or proposed to a second person."""
    first, _ = bounds(visit.store, _asked(visit))
    try:
        submission = undoing(visit.store, first, _occasion(visit, reason_of(visit)))
        return hand_in(visit, submission, str(uuid4()), to=f"/beheer/partij/{first}", said="undone")
    except Invalid as invalid:
        return _preview(visit, status=400, faults=at_fields(invalid, {}, "reason"))
    except Conflict as conflict:
        return _preview(visit, status=409, stopped=overtaken(conflict))


def _occasion(visit: Visit, reason: str) -> Occasion:
    return Occasion(actor=visit.actor.id, at=visit.now, reason=reason)


class Preview(Struct, frozen=True, kw_only=True):
    """What an undo would do. `too_many` says that it is more than one proposal can hold."""

    undone: Undone
    restored: tuple[Named, ...]
    ended: tuple[Named, ...]
    whys: tuple[str, ...]
    too_many: bool


def _planned(visit: Visit) -> Preview:
    plan = plan_undo(visit.store, _asked(visit), _occasion(visit, "-"))
    undone = plan.undone
    return Preview(
        undone=undone,
        restored=called(undone.restored[:TOLD], visit.house),
        ended=called(undone.ended[:TOLD], visit.house),
        whys=why_two(each.why for each in needs(plan.changes, Seen(visit.store))),
        too_many=len(plan.changes) > MAXIMUM_CHANGES,
    )


def _preview(
    visit: Visit, *, status: int = 200, faults: Mapping[str, str] | None = None, stopped: str = ""
) -> reply.Ready:
    first, _ = bounds(visit.store, _asked(visit))
    planned = None
    try:
        planned = _planned(visit)
    except Conflict as conflict:
        status, stopped = 409, overtaken(conflict)
    return visit.page(
        "undo.html",
        status=status,
        batch=first,
        planned=planned,
        kinds=KINDS,
        faults=faults or {},
        stopped=stopped,
        typed=visit.text("reason"),
    )
