"""What a partner answers becomes one proposal: confirmations and changes of their own organization, never published.

What is wrong while nobody says what it is now, becomes a question of the record. What was not answered is not written.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from msgspec import structs

from directory.curation.asking import PARTNER, Spot, seen, value_of
from directory.curation.changing import updated
from directory.curation.links import current
from directory.curation.pieces import Mergeable, put_together, taken_apart
from directory.curation.replies import WAITING, Deed, Settled, refused
from directory.curation.submitting import Submission, propose
from directory.model import Change, Fact, Id, Phone, Proposal, Question, Schedule, WaitingTime, due_on
from directory.permissions import Actor
from directory.store import Desk

REASON = "De organisatie heeft vragen over haar gegevens beantwoord."
SOURCE = "Opgave van de organisatie zelf"
WRONG = "De organisatie zegt dat dit niet meer klopt. Wat geldt er nu?"
MOST_QUESTIONS = 40


def answer(
    desk: Desk, settled: Sequence[Settled], organization: str, actor: Actor, at: datetime, id: Id, today: date
) -> Proposal | None:
    """Propose what these answers say, as `id`; None when they say nothing. `organization` is its name.

    Raises `Invalid` (`moved`, by key) when a value is not the one that was asked about any more, and as `propose` does;
    then nothing is written.
    """
    changes = _changes(desk, settled, organization, today)
    if not changes:
        return None
    submission = Submission(changes=changes, reason=REASON, source=SOURCE, confirms=_confirmed(settled, today))
    return propose(desk, submission, actor, at, id)


def _changes(desk: Desk, settled: Sequence[Settled], organization: str, today: date) -> tuple[Change, ...]:
    by_record: dict[tuple[Any, Id], list[tuple[Spot, Settled]]] = {}
    for each in settled:
        for spot in each.asked.spots:
            by_record.setdefault((spot.kind, spot.id), []).append((spot, each))
    return tuple(_changed(desk, said, organization, today) for said in by_record.values())


def _changed(desk: Desk, said: Sequence[tuple[Spot, Settled]], organization: str, today: date) -> Change:
    """One record with everything that was said of it. Raises `Invalid` when it is not what was asked about any more."""
    spot = said[0][0]
    found = current(desk, spot.kind, spot.id)
    for at, each in said:
        if found is None or seen(value_of(found.record, at.field)) != each.asked.seen:  # type: ignore[arg-type]
            raise refused(each.asked, "moved", "This was changed meanwhile; look at it again.")
    assert found is not None  # noqa: S101  the loop above saw to that
    record: Any = found.record
    for at, each in said:
        record = DONE[each.deed](record, at.field, each, organization, today)
    return updated(record, found.revision)


def _still(record: Any, field: str, settled: Settled, organization: str, today: date) -> Any:
    renewed = _renewed(settled.asked.value, today)
    if renewed is not None:
        record = put_together(record, {**taken_apart(record), field: renewed})
    return structs.replace(record, facts=record.facts | {field: _looked(record.facts.get(field), field, today)})


def _put(record: Any, field: str, settled: Settled, organization: str, today: date) -> Any:
    value = _with_label(value_of(record, field), settled.value)
    told = put_together(record, {**taken_apart(record), field: value})
    facts = record.facts | {field: _said(today)}
    # Whoever asked about this has the answer now.
    asked = tuple(each for each in record.questions if each.field != field)
    return structs.replace(told, facts=facts, questions=asked)


def _gone(record: Any, field: str, settled: Settled, organization: str, today: date) -> Any:
    pieces = {name: value for name, value in taken_apart(record).items() if name != field}
    facts = {name: fact for name, fact in record.facts.items() if name != field}
    return structs.replace(put_together(record, pieces), facts=facts)


def _wrong(record: Any, field: str, settled: Settled, organization: str, today: date) -> Any:
    standing = [each for each in record.questions if each.field != field][: MOST_QUESTIONS - 1]
    return structs.replace(record, questions=(*standing, Question(field=field, text=WRONG, ask=organization)))


DONE: Mapping[Deed, Callable[[Any, str, Settled, str, date], Mergeable]] = {
    "still": _still,
    "now": _put,
    "gone": _gone,
    "wrong": _wrong,
}


def _with_label(old: Any, new: Any) -> Any:
    """Another number of the same phone: who answers stays who it was."""
    return structs.replace(old, number=new.number, extension=None) if isinstance(old, Phone) else new


def _renewed(value: Any, today: date) -> Any:
    """What must be said anew when it still holds: its end has come. None for what goes on by itself."""
    if isinstance(value, WaitingTime):
        return structs.replace(value, stated_on=today, expires_on=today + WAITING)
    if isinstance(value, Schedule) and value.valid_to is not None and value.valid_to < today:
        return structs.replace(value, valid_to=None)
    return None


def _said(today: date) -> Fact:
    return Fact(source=SOURCE, checked_on=today, checked_by=PARTNER)


def _looked(old: Fact | None, field: str, today: date) -> Fact:
    """The source stays where it was read, unless it was somebody else's word or is too old to say this of today."""
    if old is None or old.status == "reported":
        return _said(today)
    looked = structs.replace(old, checked_on=today, checked_by=PARTNER)
    return _said(today) if due_on(field, looked) <= today else looked


def _confirmed(settled: Sequence[Settled], today: date) -> str | None:
    """The field, where all that was said is that it is as it was."""
    fields = {each.asked.field for each in settled}
    unchanged = all(each.deed == "still" and _renewed(each.asked.value, today) is None for each in settled)
    spots = {spot.field for each in settled for spot in each.asked.spots}
    return fields.pop() if unchanged and len(fields) == 1 and spots == fields else None
