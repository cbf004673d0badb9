"""Taking a record out of the guide, with all that belongs to it: shown first, then proposed to a second person."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import uuid4

from msgspec import Struct, structs

from directory.curation.changing import Key, ended, refuse_unseen
from directory.curation.guarding import Seen, needs
from directory.curation.links import current, named
from directory.curation.refusing import MERGEABLE
from directory.curation.retiring import Plan, Retirement, plan_retirement
from directory.curation.submitting import Submission
from directory.errors import Conflict, Fault, Gone, Invalid, Unknown
from directory.gate import reply
from directory.model import Kind, Occasion
from directory.web.desk.forms import at_fields, reason_of, saw
from directory.web.desk.frame import Visit, does, sees
from directory.web.desk.other import LISTED, Candidate, candidates, meant
from directory.web.desk.reasons import overtaken, why_two
from directory.web.desk.subject import RECORD, Subject, hand_in, subject
from directory.web.desk.values import KINDS, called

PLACE = RECORD + "/beeindigen"
ENDING: Sequence[Kind] = (*MERGEABLE, "division-of-labour")
USUAL = "Bestaat niet meer."
TELL = {"/reason": "/tell", "/record": "/tell", "/partOf": "/successor", "/locationId": "/successor"}
FIELDS = {each: each for each in ("successor", "tell", "why", "sure")}


class Asked(Struct, frozen=True, kw_only=True):
    """What somebody filled in: what comes instead, and what the public reads. `others` can come instead."""

    successor: str
    tell: str
    other: Candidate | None
    others: tuple[Candidate, ...]


def routes() -> list[Any]:
    """Seeing what would end, and proposing it."""
    return [look, end]


@sees(PLACE, "propose")
def look(visit: Visit) -> reply.Ready:
    """What would end with it, before anything does."""
    return _page(visit, living(visit))


@does(PLACE, "propose")
def end(visit: Visit) -> reply.Ready:
    """Look once more with other answers, or hand it in."""
    found = living(visit)
    if visit.text("knop") != "doe":
        return _page(visit, found)
    try:
        planned = _planned(visit, found, _asked(visit, found), saw(visit))
        submission = Submission(changes=planned.changes, reason=why(visit, planned.retirement.urgent))
        return hand_in(visit, submission, str(uuid4()), to=f"{found.path}/geschiedenis", said="ended")
    except Invalid as invalid:
        return _page(visit, found, status=400, faults=at_fields(invalid, FIELDS, "why"))
    except Conflict as conflict:
        return _page(visit, found, status=409, stopped=overtaken(conflict))


def living(visit: Visit, kinds: Sequence[Kind] = ENDING) -> Subject:
    """A record that can end. Raises `Unknown`, and `Gone` for one that did."""
    found = subject(visit)
    if found.kind not in kinds:
        raise Unknown("record.unknown", "Not of this kind of record.")
    if found.now is None:
        raise Gone("record.gone", tombstone=found.end)
    return found


def _asked(visit: Visit, of: Subject) -> Asked:
    others = tuple(candidates(visit.store, of)) if of.kind in MERGEABLE else ()
    typed = visit.text("successor")
    tell = visit.text("tell") if visit.writes else USUAL
    return Asked(successor=typed, tell=tell, other=meant(others, typed) if typed else None, others=others)


def _planned(visit: Visit, of: Subject, asked: Asked, seen: int | None) -> Plan:
    """What would happen. Raises `Invalid` with every fault, by the pointers of this form."""
    occasion = Occasion(actor=visit.actor.id, at=visit.now, reason=asked.tell or "-")
    after = Key(of.kind, asked.other.id) if asked.other else None
    unknown = [Fault(pointer="/successor", code="record.unknown", detail="Which one?")]
    faults = unknown if asked.successor and after is None else []
    try:
        if of.kind in MERGEABLE:
            planned = plan_retirement(visit.store, of.key(seen), after, asked.tell, occasion)
        else:
            planned = _alone(visit, of, asked.tell, occasion, seen)
    except Invalid as invalid:
        # The reason of the plan is what the public reads; that of history is asked for itself.
        told = [structs.replace(each, pointer=TELL.get(each.pointer, each.pointer)) for each in invalid.faults]
        raise Invalid([*faults, *told]) from None
    if faults:
        raise Invalid(faults)
    return planned


def _alone(visit: Visit, of: Subject, tell: str, occasion: Occasion, seen: int | None) -> Plan:
    """A relation ends by itself: nothing belongs to it."""
    found = current(visit.store, of.kind, of.id)
    if found is None:
        raise Gone("record.gone", tombstone=of.end)
    refuse_unseen("retire.overtaken", "Nothing was withdrawn", [(of.key(seen), found)])
    told = Retirement(record=named(found.record), ended=(named(found.record),))
    return Plan(retirement=told, changes=(ended(found, occasion, tell),), after=visit.store.sequence())


def why(visit: Visit, urgent: Sequence[str]) -> str:
    """Why, and that somebody is sure where an urgent number is. Raises `Invalid` with both faults."""
    unsure = urgent and not visit.text("sure")
    faults = [Fault(pointer="/sure", code="unsure", detail="Are you sure?")] if unsure else []
    try:
        reason = reason_of(visit, "why")
    except Invalid as invalid:
        raise Invalid([*faults, *invalid.faults]) from None
    if faults:
        raise Invalid(faults)
    return reason


def _page(
    visit: Visit,
    of: Subject,
    *,
    status: int = 200,
    faults: Mapping[str, str] | None = None,
    stopped: str = "",
) -> reply.Ready:
    asked, planned, found = _asked(visit, of), None, dict(faults or {})
    try:
        planned = _planned(visit, of, asked, None)
    except Invalid as invalid:
        found |= at_fields(invalid, FIELDS, "successor")
        status = max(status, 400)
    except Conflict as conflict:
        status, stopped = 409, stopped or overtaken(conflict)
    return visit.page(
        "ending.html",
        status=status,
        subject=of,
        kinds=KINDS,
        asked=asked,
        others=asked.others[:LISTED],
        told=planned.retirement if planned else None,
        ended=called(planned.retirement.ended if planned else (), visit.house),
        moved=called(planned.retirement.moved if planned else (), visit.house),
        whys=why_two(each.why for each in needs(planned.changes, Seen(visit.store))) if planned else (),
        faults=found,
        stopped=stopped,
        typed={"why": visit.text("why"), "sure": visit.text("sure")},
    )
