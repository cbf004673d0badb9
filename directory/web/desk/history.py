"""The past of one record: every version, what differs between any two, and back to an earlier one as a new version."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import uuid4

from msgspec import Struct

from directory.curation.comparing import Version
from directory.curation.guarding import Seen, needs
from directory.curation.reverting import reverted
from directory.curation.submitting import Submission
from directory.errors import Conflict, Invalid
from directory.gate import reply
from directory.model import Change, Entry
from directory.web.desk.differences import Row, rows
from directory.web.desk.forms import at_fields, number, reason_of, saw
from directory.web.desk.frame import Visit, does, sees
from directory.web.desk.hiding import hideable
from directory.web.desk.reasons import Named, names, overtaken, why_two
from directory.web.desk.subject import RECORD, Subject, after, before, hand_in, subject
from directory.web.desk.values import KINDS, label

PAGE = 20
ACTIONS = {"create": "gemaakt", "update": "gewijzigd", "withdraw": "beëindigd", "merge": "samengevoegd"}
BACK = RECORD + "/terugzetten/{revision:int}"


class Line(Struct, frozen=True, kw_only=True):
    """One version as it stands in the history. `what` says what was done, `can_return` that it can be put back."""

    revision: int
    batch: int
    at: datetime
    what: str
    who: str
    approver: str
    reason: str
    proposal: str
    undoes: int | None
    rows: tuple[Row, ...]
    can_return: bool


def routes() -> list[Any]:
    """The history, and going back."""
    return [history, look_back, put_back]


@sees(RECORD + "/geschiedenis", "read-history")
def history(visit: Visit) -> reply.Ready:
    """Every version, the last first; and the difference between two, when two are chosen."""
    found = subject(visit)
    page = max(1, number(visit.asked("pagina")) or 1)
    shown = found.versions[(page - 1) * PAGE : page * PAGE]
    told = names(visit, [name for each in shown for name in (each.entry.actor, each.entry.approver)])
    return visit.page(
        "history.html",
        subject=found,
        kind=KINDS[found.kind],
        lines=[_line(visit, found, each, told) for each in shown],
        hideable=hideable(found.now),
        page=page,
        last=max(1, -(-len(found.versions) // PAGE)),
        revisions=[each.entry.revision for each in found.versions],
        compared=_compared(visit, found),
    )


def _line(visit: Visit, of: Subject, row: Version, told: Named) -> Line:
    entry = row.entry
    return Line(
        revision=entry.revision,
        batch=entry.batch,
        at=entry.at,
        what=_what(visit, entry),
        who=told(entry.actor),
        approver=told(entry.approver) if entry.approver else "",
        reason=entry.reason,
        proposal=entry.proposal or "",
        undoes=entry.undoes,
        rows=rows(before(entry), after(entry), visit.house, secret=of.secret),
        can_return=entry.after is not None and entry.revision != of.revision,
    )


def _what(visit: Visit, entry: Entry) -> str:
    if entry.confirms:
        return f"bevestigd: {label(entry.kind, (*entry.confirms.split('.', 1),), visit.house)}"
    return "teruggedraaid" if entry.undoes else ACTIONS[entry.action]


class Compared(Struct, frozen=True, kw_only=True):
    """Two versions beside each other."""

    one: int
    other: int
    rows: tuple[Row, ...]


def _compared(visit: Visit, of: Subject) -> Compared | None:
    """The two that were asked for; None when nobody asked, or one of them does not exist."""
    one, other = number(visit.asked("van")), number(visit.asked("tot"))
    found = {each.entry.revision: each.entry for each in of.versions}
    if one is None or other is None or not {one, other} <= found.keys():
        return None
    old, new = after(found[one]), after(found[other])
    return Compared(one=one, other=other, rows=rows(old, new, visit.house, secret=of.secret))


# Going back.


@sees(BACK, "revert")
def look_back(visit: Visit) -> reply.Ready:
    """What would change, before it does."""
    return _preview(visit)


@does(BACK, "revert")
def put_back(visit: Visit) -> reply.Ready:
    """A new version that says what the old one said: published, or proposed to a second person."""
    found = subject(visit)
    try:
        _refuse_unseen(visit, found)
        submission = Submission(changes=(_change(visit, found),), reason=reason_of(visit))
        return hand_in(visit, submission, str(uuid4()), to=f"{found.path}/geschiedenis", said="undone")
    except Invalid as invalid:
        return _preview(visit, status=400, faults=at_fields(invalid, {}, "reason"))
    except Conflict as conflict:
        return _preview(visit, status=409, stopped=overtaken(conflict))


def _refuse_unseen(visit: Visit, of: Subject) -> None:
    if saw(visit) != of.revision:
        raise Conflict("record.stale", "This was not the last version any more.")


def _change(visit: Visit, of: Subject) -> Change:
    return reverted(visit.store, of.kind, of.id, int(visit.request.path_params["revision"]))


def _preview(
    visit: Visit, *, status: int = 200, faults: Mapping[str, str] | None = None, stopped: str = ""
) -> reply.Ready:
    found = subject(visit)
    try:
        change = _change(visit, found)
    except Conflict as conflict:
        return visit.page("refused.html", status=409, title="Dat kon niet", text=overtaken(conflict))
    return visit.page(
        "put_back.html",
        status=status,
        subject=found,
        kind=KINDS[found.kind],
        revision=visit.request.path_params["revision"],
        rows=rows(found.now, change.after, visit.house, secret=found.secret),
        whys=why_two(each.why for each in needs([change], Seen(visit.store))),
        faults=faults or {},
        stopped=stopped,
        typed=visit.text("reason"),
    )
