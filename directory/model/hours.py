"""When a door answers. The arithmetic is in `directory/hours.py`; here are only the words."""

from datetime import date
from typing import Annotated, Literal

from msgspec import Meta

from directory.model.base import Part, Sentence

Day = Literal["mo", "tu", "we", "th", "fr", "sa", "su"]
DAYS: tuple[Day, ...] = ("mo", "tu", "we", "th", "fr", "sa", "su")
# A clock time in Amsterdam; 24:00 is the end of the day.
Clock = Annotated[
    str, Meta(pattern=r"^(?:(?:[01][0-9]|2[0-3]):[0-5][0-9]|24:00)$", description="a clock time such as 09:00")
]


class Span(Part, frozen=True, kw_only=True):
    """Open on these days from `opens` to `closes`. A closing time at or before the opening lies on the next day.

    `nth` narrows it to that weekday of the month: 1 is the first, -1 the last.
    """

    days: Annotated[tuple[Day, ...], Meta(min_length=1, max_length=7)]
    opens: Clock
    closes: Clock
    nth: Annotated[int, Meta(ge=-5, le=5)] | None = None


class Exceptional(Part, frozen=True, kw_only=True):
    """Days on which the week does not hold: closed, or open at other times when `spans` names them.

    The days of these spans are not read; each span holds on every day from `first` to `last`.
    """

    first: date
    last: date
    spans: Annotated[tuple[Span, ...], Meta(max_length=20)] = ()
    reason: Sentence | None = None


class Schedule(Part, frozen=True, kw_only=True):
    """Always open, or a week of spans, with exceptions; every time is Europe/Amsterdam.

    `on_holidays` says what happens on a Dutch public holiday: the same hours, closed, or nobody told us (unknown).
    """

    always: bool = False
    spans: Annotated[tuple[Span, ...], Meta(max_length=60)] = ()
    on_holidays: Literal["same", "closed", "unknown"] = "unknown"
    exceptions: Annotated[tuple[Exceptional, ...], Meta(max_length=100)] = ()
    valid_from: date | None = None
    valid_to: date | None = None
    note: Sentence | None = None
