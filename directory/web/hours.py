"""When a door answers, in words: now, in an ordinary week, and on the days that differ."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime

from msgspec import Struct

from directory.hours import AMSTERDAM, closes_at, holiday, minutes
from directory.model import DAYS, Answer, Exceptional, Schedule, Span
from directory.web.languages import Speech

# So many of the days that differ are told; nobody plans further ahead.
DIFFERING = 12


class Row(Struct, frozen=True):
    """A day of the week: its times, or that it is closed then. `more` says on which of those days of a month."""

    day: str
    times: tuple[tuple[str, str], ...]
    today: bool


class Differing(Struct, frozen=True):
    """Days on which the week does not hold; without times it is closed then."""

    when: str
    times: tuple[str, ...]
    reason: str
    today: bool


class Week(Struct, frozen=True, kw_only=True):
    """The hours of a door as a table, with what does not fit in it."""

    always: bool
    rows: tuple[Row, ...]
    differing: tuple[Differing, ...]
    notes: tuple[str, ...]
    said: str


def week(hours: Schedule, at: datetime, speech: Speech) -> Week:
    """These hours, seen from a moment."""
    today = at.astimezone(AMSTERDAM).date()
    told = hours.always or bool(hours.spans)
    return Week(
        always=hours.always,
        rows=tuple(_rows(hours, today, speech)) if told and not hours.always else (),
        differing=tuple(_differing(hours.exceptions, today, speech))[:DIFFERING],
        notes=tuple(_notes(hours, today, speech)),
        said=hours.note or "",
    )


def _rows(hours: Schedule, today: date, speech: Speech) -> Iterator[Row]:
    for number, day in enumerate(DAYS):
        yield Row(speech.weekday(number), _of_day(hours, day, speech), number == today.weekday())


def _of_day(hours: Schedule, day: str, speech: Speech) -> tuple[tuple[str, str], ...]:
    """The times of a day of the week in order, each with the weeks that it is of."""
    spans = sorted((each for each in hours.spans if day in each.days), key=lambda each: minutes(each.opens))
    return tuple((_times(each), _which(each, speech)) for each in spans)


def _times(span: Span) -> str:
    return f"{span.opens}–{span.closes}"


def _which(span: Span, speech: Speech) -> str:
    """Of which weeks a span is; "" for every week."""
    _ = speech.say
    if span.nth is None:
        return ""
    said = {
        1: _("alleen de eerste van de maand"),
        2: _("alleen de tweede van de maand"),
        3: _("alleen de derde van de maand"),
        4: _("alleen de vierde van de maand"),
        5: _("alleen de vijfde van de maand"),
        -1: _("alleen de laatste van de maand"),
    }
    return said.get(span.nth, _("niet elke week, vraag het na"))


def _differing(exceptions: Iterable[Exceptional], today: date, speech: Speech) -> Iterator[Differing]:
    coming = sorted((each for each in exceptions if each.last >= today), key=lambda each: (each.first, each.last))
    for each in coming:
        now = each.first <= today <= each.last
        yield Differing(_when(each, speech), tuple(map(_times, each.spans)), each.reason or "", now)


def _when(each: Exceptional, speech: Speech) -> str:
    if each.first == each.last:
        return speech.day(each.first)
    return speech.say("{first} tot en met {last}").format(first=speech.day(each.first), last=speech.day(each.last))


def _notes(hours: Schedule, today: date, speech: Speech) -> Iterator[str]:
    _ = speech.say
    if holiday(today) is not None:
        yield _("Vandaag is een feestdag.")
    holidays = {
        "same": _("Op feestdagen gelden deze tijden ook."),
        "closed": _("Dicht op feestdagen."),
        "unknown": "" if hours.always else _("Niet bekend of dit op feestdagen open is."),
    }
    if said := holidays[hours.on_holidays]:
        yield said
    if hours.valid_from is not None and hours.valid_from > today:
        yield _("Deze tijden gelden vanaf {}.").format(speech.day(hours.valid_from))
    if hours.valid_to is not None and hours.valid_to < today:
        yield _("Deze tijden golden tot en met {}. Wat er nu geldt, is niet bekend.").format(speech.day(hours.valid_to))
    elif hours.valid_to is not None:
        yield _("Deze tijden gelden tot en met {}.").format(speech.day(hours.valid_to))


def of_day(hours: Schedule | None, day: date, speech: Speech) -> tuple[str, ...]:
    """The ordinary week for on paper: nothing where these hours do not hold (any more) on that day."""
    if hours is None or not (hours.valid_from or day) <= day <= (hours.valid_to or day):
        return ()
    return short(hours, speech)


def short(hours: Schedule | None, speech: Speech) -> tuple[str, ...]:
    """The ordinary week in a few lines, for a card: days with the same times together. `()` when it is not known."""
    if hours is None:
        return ()
    if hours.always:
        return (speech.say("Dag en nacht"),)
    days = [_short_day(hours, day, speech) for day in DAYS]
    lines, number = [], 0
    while number < len(days):
        last = number
        while last + 1 < len(days) and days[last + 1] == days[number]:
            last += 1
        if days[number]:
            lines.append(f"{_between(number, last, speech)} {days[number]}")
        number = last + 1
    return tuple(lines)


def _short_day(hours: Schedule, day: str, speech: Speech) -> str:
    return ", ".join(f"{time} ({which})" if which else time for time, which in _of_day(hours, day, speech))


def _between(first: int, last: int, speech: Speech) -> str:
    name = speech.weekday(first, "abbreviated")
    return name if first == last else f"{name}–{speech.weekday(last, 'abbreviated')}"


def said_now(answer: Answer, hours: Schedule | None, at: datetime, speech: Speech, *, again: datetime | None) -> str:
    """Whether somebody answers now, and until or from when: "Nu open, tot 17:00". `again` is the next opening."""
    _ = speech.say
    if answer == "unknown":
        return _("Niet bekend of dit nu open is. Vraag het na.")
    if answer == "no":
        return _("Nu gesloten, weer open {}").format(moment(again, at, speech)) if again else _("Nu gesloten")
    until = closes_at(hours, at)
    return _("Nu open, tot {}").format(moment(until, at, speech)) if until else _("Dag en nacht open")


def moment(each: datetime, at: datetime, speech: Speech) -> str:
    """A moment soon: the clock alone if it is today, with the day of the week otherwise."""
    if each.astimezone(AMSTERDAM).date() == at.astimezone(AMSTERDAM).date():
        return speech.clock(each)
    return speech.weekday_and_clock(each)
