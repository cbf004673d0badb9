"""One proposal: what it changes, what others did since, why it needs two people; and what is decided about it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal, cast
from uuid import uuid4

import msgspec
from msgspec import Struct

from directory.curation import drafting
from directory.curation.approving import GONE, Approval, Review, Side, approve, look
from directory.curation.proposing import revise, send_back, separable, split, split_fields, take_back, waiting
from directory.curation.submitting import Submission
from directory.curation.weaving import settled
from directory.errors import Conflict, Fault, Invalid
from directory.gate import reply
from directory.model import WAITING, Change, Fact, Location, Proposal, Record
from directory.permissions import require
from directory.web import naming
from directory.web.desk import words
from directory.web.desk.differences import Both, Row, clashed, rows
from directory.web.desk.differences import split as steps
from directory.web.desk.editing.shapes import EDITABLE
from directory.web.desk.forms import at_fields, number, numbers, positions, ticked
from directory.web.desk.frame import Visit, does, sees
from directory.web.desk.proposals import HOME, coming, name_of
from directory.web.desk.questions import value
from directory.web.desk.reasons import CAPACITIES, CHECKED, DEEDS, STATUS, names, not_approved, why_two
from directory.web.desk.values import KINDS, Lines, label, record_name

ONE = HOME + "/{id:str}"
# So many changes of a proposal stand on one page.
PAGE = 50
# Where the faults of what is decided stand: everything that is said about words is about the note.
FIELDS = {"checked": "checked", "part": "deel", "fields": "veld"}


class Card(Struct, frozen=True, kw_only=True):
    """One change of a proposal. `since` is what others changed after its author looked; `parts` are the fields that can
    be decided about apart, by pointer. `ending` says why a record ends, `successor` what comes instead."""

    position: int
    kind: str
    name: str
    path: str
    public: str
    new: bool
    rows: tuple[Row, ...]
    since: tuple[Row, ...]
    clashes: tuple[Both, ...]
    whys: tuple[str, ...]
    sources: tuple[tuple[str, str], ...]
    parts: tuple[tuple[str, str], ...]
    ending: str = ""
    successor: str = ""
    gone: bool = False


def routes() -> list[Any]:
    """A proposal, and every deed about it."""
    return [proposal, approve_it, send_it_back, take_it_back, split_it, split_its_fields, choose, rework]


@sees(ONE, "read-drafts")
def proposal(visit: Visit) -> reply.Ready:
    """The proposal as it would be now."""
    return _page(visit)


@does(ONE + "/goedkeuren", "approve")
def approve_it(visit: Visit) -> reply.Ready:
    """Publish it, or the part that was ticked."""
    found = look(visit.store, visit.id())
    part = _part(visit, found)
    approval = Approval(
        revision=number(visit.text("revision")) or 0,
        seen=numbers(visit.text("seen")),
        checked=_checked(visit),
        note=visit.text("note") or None,
        part=part,
        apart=str(uuid4()) if part is not None else None,
    )
    try:
        done = approve(visit.store, visit.id(), approval, visit.actor, visit.now)
    except (Invalid, Conflict) as error:
        return _refused(visit, error)
    return visit.go(HOME, said="published" if done.entries else "overtaken")


@does(ONE + "/terugsturen", "send-back")
def send_it_back(visit: Visit) -> reply.Ready:
    """Ask its writers to look again."""
    try:
        send_back(visit.store, visit.id(), _revision(visit), visit.text("note"), visit.actor, visit.now)
    except (Invalid, Conflict) as error:
        return _refused(visit, error)
    return visit.go(HOME, said="sent-back")


@does(ONE + "/intrekken", "take-back-proposal")
def take_it_back(visit: Visit) -> reply.Ready:
    """Withdraw it."""
    try:
        take_back(visit.store, visit.id(), _revision(visit), visit.actor, visit.now, visit.text("note") or None)
    except (Invalid, Conflict) as error:
        return _refused(visit, error)
    return visit.go(HOME, said="withdrawn", welke="mijn")


@does(ONE + "/splitsen", "split-proposal")
def split_it(visit: Visit) -> reply.Ready:
    """The ticked changes become a proposal of their own."""
    part = _part(visit, look(visit.store, visit.id())) or frozenset()
    try:
        _, gone = split(visit.store, visit.id(), _revision(visit), part, str(uuid4()), visit.actor, visit.now)
    except (Invalid, Conflict) as error:
        return _refused(visit, error)
    return visit.go(f"{HOME}/{gone.id}", said="split")


@does(ONE + "/splitsen/velden", "split-proposal")
def split_its_fields(visit: Visit) -> reply.Ready:
    """The ticked fields of one change become a proposal of their own."""
    at, fields = number(visit.text("knop")), {*ticked(visit, f"veld{visit.text('knop')}")}
    apart = str(uuid4())
    try:
        _, gone = split_fields(
            visit.store, visit.id(), _revision(visit), -1 if at is None else at, fields, apart, visit.actor, visit.now
        )
    except (Invalid, Conflict) as error:
        return _refused(visit, error)
    return visit.go(f"{HOME}/{gone.id}", said="split")


@does(ONE + "/kiezen", "propose")
def choose(visit: Visit) -> reply.Ready:
    """Where two people changed one field: what was chosen is proposed anew, on what is published now."""
    try:
        old = waiting(visit.store, visit.id(), _revision(visit))
        _refuse_unseen(visit)
        changes = tuple(_settled(visit, each, at) for at, each in enumerate(look(visit.store, old.id).sides))
        submission = Submission(changes=changes, reason=old.reason, source=old.source, undoes=old.undoes)
        revise(visit.store, old.id, old.revision, submission, visit.actor, visit.now)
    except (Invalid, Conflict) as error:
        return _refused(visit, error)
    return visit.go(f"{HOME}/{visit.id()}", said="proposed")


@does(ONE + "/aanpassen", "take-back-proposal")
def rework(visit: Visit) -> reply.Ready:
    """What somebody proposed becomes their draft again, to go on with; the proposal itself is taken back."""
    try:
        old = waiting(visit.store, visit.id(), _revision(visit))
        require(visit.actor, "take-back-proposal", authors=old.writers)
        if not reworkable(old):
            raise Invalid([Fault(pointer="/note", code="record.gone", detail="There is nothing to write on.")])
        _refuse_typed(visit, old)
        for each in old.changes:
            drafting.save(visit.store, each.kind, each.id, _typed_before(each), each.expected, visit.actor, visit.now)
        take_back(visit.store, old.id, old.revision, visit.actor, visit.now, "Wordt aangepast.")
    except (Invalid, Conflict) as error:
        return _refused(visit, error)
    first = old.changes[0]
    return visit.go(f"/beheer/gegevens/{first.kind}/{first.id}/wijzig", said="reworked")


def _refuse_typed(visit: Visit, proposal: Proposal) -> None:
    """Raises `Conflict` where this person is typing at one of its records already: that would be lost."""
    if any(visit.store.drafts(visit.actor.id, about=(each.kind, each.id)) for each in proposal.changes):
        raise Conflict("draft.there", "You have a draft of this record; finish it, or throw it away.")


def reworkable(proposal: Proposal) -> bool:
    """Whether all of it can be typed anew: records with a form that go on, and not too many."""
    return len(proposal.changes) <= PAGE and all(
        each.after is not None and each.kind in EDITABLE for each in proposal.changes
    )


def _typed_before(change: Change) -> Mapping[str, Any]:
    document = cast("dict[str, Any]", msgspec.to_builtins(change.after))
    return {name: value for name, value in document.items() if name != "kind"}


def _settled(visit: Visit, side: Side, at: int) -> Change:
    change = side.outcome or side.change
    if side.outcome is not None:
        return change
    if side.base is None or side.theirs is None or change.after is None:
        raise Invalid([Fault(pointer="/part", code="record.gone", detail="Here is nothing to choose.")])
    take = {each.pointer for each in side.clashes if visit.text(f"kies{at}{each.pointer}") == "ours"}
    after = settled(side.base, side.theirs, change.after, take)
    return Change(kind=change.kind, id=change.id, after=after, expected=side.current)


def _refuse_unseen(visit: Visit) -> None:
    if look(visit.store, visit.id()).seen != numbers(visit.text("seen")):
        raise Conflict("proposal.unseen", "A record changed since this was looked at.")


def _checked(visit: Visit) -> Literal["called", "read"] | None:
    given = visit.text("checked")
    return cast(Literal["called", "read"], given) if given in CHECKED else None


def _revision(visit: Visit) -> int:
    return number(visit.text("revision")) or 0


def _part(visit: Visit, review: Review) -> frozenset[int] | None:
    """The positions to decide about, None for all: everything but what stood on the page and was not ticked."""
    shown, chosen = positions(ticked(visit, "getoond")), positions(ticked(visit, "deel"))
    every = frozenset(range(len(review.sides)))
    part = every - (shown - chosen)
    return None if part == every else part


def _refused(visit: Visit, error: Invalid | Conflict) -> reply.Ready:
    if isinstance(error, Invalid):
        return _page(visit, status=400, faults=at_fields(error, FIELDS, "note"))
    # Nothing was decided: what is different now stands on the page.
    said = CONFLICTS.get(error.code, words.failure(error))
    return _page(visit, status=409, faults={"": said})


CONFLICTS: Mapping[str, str] = {
    "proposal.unseen": "Een van de gegevens is intussen veranderd. Dit is hoe het nu is. Kijk het nog een keer na.",
    "proposal.stale": "Iemand anders besloot intussen iets over dit voorstel. Kijk hoe het er nu voor staat.",
    "proposal.overtaken": "Iemand veranderde intussen hetzelfde. Beide versies staan hieronder naast elkaar.",
    "draft.there": "U typte hier zelf al iets aan. Maak dat eerst af, of gooi het weg.",
    "undo.overtaken": "Iets anders verwijst intussen naar wat hier zou eindigen. Los dat eerst op.",
}


# The page.


def _page(visit: Visit, *, status: int = 200, faults: Mapping[str, str] | None = None) -> reply.Ready:
    review = look(visit.store, visit.id())
    found = review.proposal
    page = max(1, number(visit.text("pagina") or visit.asked("pagina")) or 1)
    told = names(visit, [each.by.actor for each in found.decisions] + [each.by.behind for each in found.decisions])
    waits = found.status in WAITING
    source, href = naming.cited(found.source) if found.source else ("", "")
    return visit.page(
        "proposal.html",
        status=status,
        review=review,
        proposal=found,
        faults=faults or {},
        cards=[_card(visit, review, at, waits) for at in range(len(review.sides))[(page - 1) * PAGE : page * PAGE]],
        page=page,
        last=max(1, -(-len(review.sides) // PAGE)),
        source=source,
        href=href,
        told=told,
        confirmed=_confirmed(visit, review),
        status_said=STATUS[found.status],
        deeds=DEEDS,
        checked_said=CHECKED,
        capacities=CAPACITIES,
        whys=why_two(each.why for each in review.needs) if waits else (),
        why_not=not_approved(visit, review) if found.status == "open" else "",
        own=not visit.actor.selves.isdisjoint(found.writers),
        reworkable=reworkable(found),
        clashing=any(each.outcome is None for each in review.sides),
        seen=",".join("" if each is None else str(each) for each in review.seen),
        typed=_typed(visit, len(review.sides)),
    )


def _confirmed(visit: Visit, review: Review) -> tuple[str, Lines] | None:
    """What is said to be still so, by name, with its value; of a place that is secret only the name."""
    field, side = review.proposal.confirms, review.sides[0]
    record = side.change.after
    if field is None or record is None:
        return None
    secret = any(isinstance(each, Location) and each.confidential for each in (side.theirs, side.base, record))
    said = () if secret else value(record, field, visit.house)
    return label(side.change.kind, (*field.split(".", 1),), visit.house), said


def _typed(visit: Visit, count: int) -> Mapping[str, Any]:
    """What was typed and ticked; at first everything is ticked."""
    chosen = positions(ticked(visit, "deel")) if visit.writes else frozenset(range(count))
    veld = {name: ticked(visit, name) for name in visit.fields if name.startswith("veld")}
    return {"note": visit.text("note"), "checked": visit.text("checked"), "deel": chosen, "veld": veld}


def _card(visit: Visit, review: Review, at: int, waits: bool) -> Card:
    side, here = review.sides[at], visit.house.beside(coming(review.proposal))
    change = side.change
    after = (side.outcome.after if side.outcome else change.after) if waits else change.after
    before = side.theirs if waits else side.base
    secret = any(isinstance(each, Location) and each.confidential for each in (side.theirs, side.base, after))
    end = change.tombstone
    moved = waits and side.base is not None and side.theirs is not None and side.current != change.expected
    return Card(
        position=at,
        kind=KINDS[change.kind],
        name=name_of(change, side.theirs or side.base, here),
        path=f"/beheer/gegevens/{change.kind}/{change.id}",
        public=_public(change),
        new=before is None and after is not None,
        rows=rows(before, after, here, secret=secret),
        since=rows(side.base, side.theirs, here, secret=secret) if moved else (),
        clashes=clashed(change.kind, (each for each in side.clashes if each.pointer != GONE), here, secret=secret),
        whys=why_two(each.why for each in review.needs if each.position == at) if waits else (),
        sources=tuple(_sources(before, after)),
        parts=tuple((each, label(change.kind, steps(each), here)) for each in _parts(visit, review, change)),
        ending=end.reason if end else "",
        successor=record_name(end.successor_id, [change.kind], here) if end and end.successor_id else "",
        gone=any(each.pointer == GONE for each in side.clashes),
    )


def _parts(visit: Visit, review: Review, change: Change) -> Sequence[str]:
    """The fields that can be split off, where there is more than one."""
    if review.proposal.status != "open" or not visit.may("split-proposal"):
        return ()
    found = separable(visit.store, change)
    return found if len(found) > 1 else ()


def _public(change: Change) -> str:
    """Where visitors read it."""
    paths = {"contact-point": "/hulp/", "organization": "/organisatie/"}
    return f"{paths[change.kind]}{change.id}" if change.kind in paths and change.expected else ""


def _sources(before: Record | None, after: Record | None) -> Iterator[tuple[str, str]]:
    """Where the new values were read, as shown and as an address, each once."""
    old: Mapping[str, Fact] = getattr(before, "facts", {})
    new: Mapping[str, Fact] = getattr(after, "facts", {})
    found = dict.fromkeys(fact.source for name, fact in new.items() if old.get(name) != fact)
    return (naming.cited(each) for each in found)
