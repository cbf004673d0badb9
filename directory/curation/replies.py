"""How a partner's answers are read: what was chosen and typed at each question, with every fault at its question.

"I do not know" says nothing, least of all "no". Only the questions that are asked are read: whatever else stands in a
form is not looked at. No fault repeats what was typed, since that may be where a shelter is.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Literal, get_args

import msgspec
from msgspec import Struct, structs

from directory.curation.asking import Asked, seen
from directory.curation.reports import tells_where
from directory.errors import Fault, Invalid
from directory.model import Phone, Schedule, WaitingTime
from directory.model.base import Email, Url
from directory.text import normal
from directory.validation import holds_address, plausible_phone, unclean

Access = Literal["self", "by-referral", "professionals-only"]
# `now` gives another value, `wrong` says that it is not so without saying what is.
Deed = Literal["still", "now", "gone", "wrong"]
YES, NO, GONE, UNKNOWN = "yes", "no", "gone", "unknown"
ACCESS: tuple[Access, ...] = get_args(Access)
LONGEST = 600
# A waiting time is not known any more after this long.
WAITING = timedelta(days=30)
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
    """The answers that say something, of these questions and no others. Raises `Invalid` with every fault, by key."""
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


def _settled(asked: Asked, given: Answer, reader: Reader) -> Iterator[Settled]:
    if given.text.strip() and given.choice not in ("", NO):
        # Two answers: which of the two is meant is not ours to guess.
        raise refused(asked, "choice", "Choose the answer that goes with what was typed.")
    if given.choice == UNKNOWN or not (given.choice or given.text.strip()):
        return
    if given.seen != asked.seen:
        raise refused(asked, "moved", "This was changed meanwhile; look at it again.")
    # Who says what it is now, says that it is not what it was.
    yield _decided(asked, structs.replace(given, choice=given.choice or NO), reader)


def _decided(asked: Asked, given: Answer, reader: Reader) -> Settled:
    if asked.form in ("yes-no", "access"):
        return _chosen(asked, given)
    if given.choice == YES and asked.value is not None:
        return Settled(asked=asked, deed="still")
    if given.choice == GONE and asked.value is not None and asked.form in ("phone", "web", "mail"):
        return Settled(asked=asked, deed="gone")
    if given.choice != NO:
        raise refused(asked, "choice", "Choose one of the answers.")
    return _now(asked, _typed(asked, given, reader), reader)


def _chosen(asked: Asked, given: Answer) -> Settled:
    if given.choice not in ((YES, NO) if asked.form == "yes-no" else ACCESS):
        raise refused(asked, "choice", "Choose one of the answers.")
    if given.choice == asked.value:
        return Settled(asked=asked, deed="still")
    return Settled(asked=asked, deed="now", value=given.choice)


def _now(asked: Asked, typed: str, reader: Reader) -> Settled:
    if not typed or asked.form == "check":
        if asked.value is None:
            raise refused(asked, "field.missing", "Say what it is.")
        return Settled(asked=asked, deed="wrong")
    value = READ[asked.form](asked, typed, reader)
    same = seen(value) == asked.seen
    return Settled(asked=asked, deed="still") if same else Settled(asked=asked, deed="now", value=value)


def _typed(asked: Asked, given: Answer, reader: Reader) -> str:
    """What was typed as one clean text. Raises `Invalid` for what may not be kept, without repeating it."""
    typed = given.text.replace("\r\n", "\n").strip()
    if typed and (detail := unclean(typed)):
        raise refused(asked, "text", detail)
    typed = normal(typed)
    if len(typed) > LONGEST:
        raise refused(asked, "too-long", f"At most {LONGEST} characters; this is {len(typed)}.")
    if reader.secret and (tells_where(typed) or tells_where(APART.sub(" ", typed))):
        raise refused(asked, "text.address", "Leave the address out: a place of this organization is secret.")
    if asked.form in ("text", "waiting") and holds_address(typed):
        raise refused(asked, "text.address", "Leave the address out: free text may not hold one.")
    return typed


def _phone(asked: Asked, typed: str, reader: Reader) -> Phone:
    number = " ".join("".join(" " if each in "()/." else each for each in typed).split())
    try:
        phone = msgspec.convert({"number": number}, Phone)
    except msgspec.ValidationError:
        raise refused(asked, "phone", "This is no phone number.") from None
    if not plausible_phone(number):
        raise refused(asked, "phone", "No Dutch number has these digits.")
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
        raise refused(asked, "hours", "These hours cannot be read.") from None
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
        raise refused(asked, "value", detail) from None


def refused(asked: Asked, code: str, detail: str) -> Invalid:
    """The refusal of one answer, at its question."""
    return Invalid([Fault(pointer=asked.key, code=code, detail=detail)])
