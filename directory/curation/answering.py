"""What a partner answers becomes one proposal: confirmations and changes of their own organization, never published.

"I do not know" is written nowhere, least of all as "no". What is wrong while nobody says what it is now, becomes a
question of the record. Only the questions that are asked here are answered: whatever else stands in a form is not read.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Literal, get_args

import msgspec
from msgspec import Struct, structs

from directory.curation.asking import PARTNER, Asked, Spot, seen, value_of
from directory.curation.changing import updated
from directory.curation.links import current
from directory.curation.pieces import Mergeable, put_together, taken_apart
from directory.curation.reports import tells_where
from directory.curation.submitting import Submission, propose
from directory.errors import Fault, Invalid
from directory.model import (
    Change,
    Fact,
    Id,
    Phone,
    Proposal,
    Question,
    Schedule,
    WaitingTime,
    due_on,
)
from directory.model.base import Email, Url
from directory.permissions import Actor
from directory.store import Desk
from directory.text import normal
from directory.validation import holds_address, plausible_phone, unclean

Access = Literal["self", "by-referral", "professionals-only"]
# `now` gives another value, `wrong` says that it is not so without saying what is.
Deed = Literal["still", "now", "gone", "wrong"]
YES, NO, GONE, UNKNOWN = "yes", "no", "gone", "unknown"
ACCESS: tuple[Access, ...] = get_args(Access)
REASON = "De organisatie heeft vragen over haar gegevens beantwoord."
SOURCE = "Opgave van de organisatie zelf"
WRONG = "De organisatie zegt dat dit niet meer klopt. Wat geldt er nu?"
LONGEST = 600
# A waiting time is not known any more after this long.
WAITING = timedelta(days=30)
MOST_QUESTIONS = 40
# What parts the words of an address of a page.
APART = re.compile(r"[-_/%+]")


class Answer(Struct, frozen=True, kw_only=True):
    """What was chosen and typed at one question, and the value that it was about."""

    choice: str = ""
    text: str = ""
    seen: str = ""


class Settled(Struct, frozen=True, kw_only=True):
    """An answer that says something."""

    asked: Asked
    deed: Deed
    value: Any = None


class Reader(Struct, frozen=True, kw_only=True):
    """How answers are read on this day. `hours` reads a week as people write it, or raises `ValueError`.

    Of an organization with a secret place (`secret`) no answer may tell where it is.
    """

    hours: Callable[[str], Schedule]
    today: date
    secret: bool


def read_answers(asked: Sequence[Asked], given: Mapping[str, Answer], reader: Reader) -> list[Settled]:
    """The answers that say something, of these questions and no others. Raises `Invalid` with every fault, by key.

    No fault repeats what was typed.
    """
    settled: list[Settled] = []
    faults: list[Fault] = []
    for each in asked:
        try:
            settled += _settled(each, given.get(each.key, Answer()), reader)
        except Invalid as invalid:
            faults += invalid.faults
    if faults:
        raise Invalid(faults)
    return settled


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


def _settled(asked: Asked, given: Answer, reader: Reader) -> Iterator[Settled]:
    if given.text.strip() and given.choice != NO:
        # Two answers: which of the two is meant is not ours to guess.
        raise _fault(asked, "choice", "Choose the answer that goes with what was typed.")
    if given.choice in ("", UNKNOWN):
        return
    if given.seen != asked.seen:
        raise _fault(asked, "moved", "This was changed meanwhile; look at it again.")
    yield _decided(asked, given, reader)


def _decided(asked: Asked, given: Answer, reader: Reader) -> Settled:
    if asked.form in ("yes-no", "access"):
        return _chosen(asked, given)
    if given.choice == YES and asked.value is not None:
        return Settled(asked=asked, deed="still")
    if given.choice == GONE and asked.value is not None and asked.form in ("phone", "web", "mail"):
        return Settled(asked=asked, deed="gone")
    if given.choice != NO:
        raise _fault(asked, "choice", "Choose one of the answers.")
    return _now(asked, _typed(asked, given, reader), reader)


def _chosen(asked: Asked, given: Answer) -> Settled:
    if given.choice not in ((YES, NO) if asked.form == "yes-no" else ACCESS):
        raise _fault(asked, "choice", "Choose one of the answers.")
    if given.choice == asked.value:
        return Settled(asked=asked, deed="still")
    return Settled(asked=asked, deed="now", value=given.choice)


def _now(asked: Asked, typed: str, reader: Reader) -> Settled:
    if not typed or asked.form == "check":
        if asked.value is None:
            raise _fault(asked, "field.missing", "Say what it is.")
        return Settled(asked=asked, deed="wrong")
    value = READ[asked.form](asked, typed, reader)
    same = seen(value) == asked.seen
    return Settled(asked=asked, deed="still") if same else Settled(asked=asked, deed="now", value=value)


def _typed(asked: Asked, given: Answer, reader: Reader) -> str:
    """What was typed as one clean text. Raises `Invalid` for what may not be kept, without repeating it."""
    typed = given.text.replace("\r\n", "\n").strip()
    if typed and (detail := unclean(typed)):
        raise _fault(asked, "text", detail)
    typed = normal(typed)
    if len(typed) > LONGEST:
        raise _fault(asked, "too-long", f"At most {LONGEST} characters; this is {len(typed)}.")
    if reader.secret and (tells_where(typed) or tells_where(APART.sub(" ", typed))):
        raise _fault(asked, "text.address", "Leave the address out: a place of this organization is secret.")
    if asked.form in ("text", "waiting") and holds_address(typed):
        raise _fault(asked, "text.address", "Leave the address out: free text may not hold one.")
    return typed


def _phone(asked: Asked, typed: str, reader: Reader) -> Phone:
    number = " ".join("".join(" " if each in "()/." else each for each in typed).split())
    try:
        phone = msgspec.convert({"number": number}, Phone)
    except msgspec.ValidationError:
        raise _fault(asked, "phone", "This is no phone number.") from None
    if not plausible_phone(number):
        raise _fault(asked, "phone", "No Dutch number has these digits.")
    return phone


def _web(asked: Asked, typed: str, reader: Reader) -> str:
    address = typed if "://" in typed else f"https://{typed}"
    return _converted(asked, address, Url, "This is no web address.")


def _mail(asked: Asked, typed: str, reader: Reader) -> str:
    return _converted(asked, typed, Email, "This is no mail address.")


def _hours(asked: Asked, typed: str, reader: Reader) -> Schedule:
    try:
        read = reader.hours(typed)
    except ValueError:
        raise _fault(asked, "hours", "These hours cannot be read.") from None
    if asked.value is None:
        return read
    # What somebody says of the week says nothing of holidays and of days that differ.
    known: Schedule = asked.value
    return structs.replace(known, always=read.always, spans=read.spans, valid_from=None, valid_to=None)


def _waiting(asked: Asked, typed: str, reader: Reader) -> WaitingTime:
    return WaitingTime(text=typed, stated_on=reader.today, expires_on=reader.today + WAITING)


READ: Mapping[str, Callable[[Asked, str, Reader], Any]] = {
    "phone": _phone,
    "web": _web,
    "mail": _mail,
    "hours": _hours,
    "waiting": _waiting,
    "text": lambda asked, typed, reader: typed,
}


def _converted(asked: Asked, typed: str, kind: Any, detail: str) -> str:
    try:
        return str(msgspec.convert(typed, kind))
    except msgspec.ValidationError:
        raise _fault(asked, "value", detail) from None


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
            raise _fault(each.asked, "moved", "This was changed meanwhile; look at it again.")
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


def _fault(asked: Asked, code: str, detail: str) -> Invalid:
    return Invalid([Fault(pointer=asked.key, code=code, detail=detail)])
