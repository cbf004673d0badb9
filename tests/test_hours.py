"""Hours: is it open, when does it open, and the way to calendar rules and back.

The oracle below follows the rules of `directory/hours.py` in the slowest way, with its own clock (the EU rule) and
its own list of holidays.
"""

import re
from calendar import monthrange
from datetime import UTC, date, datetime, timedelta, timezone
from itertools import pairwise
from typing import Literal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from directory.errors import Invalid
from directory.hours import (
    FULL_WEEK,
    Rule,
    closes_at,
    holiday,
    normal,
    open_at,
    opens_at,
    rules,
    schedule_from_rules,
    week_mask,
    week_minutes,
)
from directory.model import DAYS, Day, Exceptional, Schedule, Span

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
WORKWEEK: tuple[Day, ...] = ("mo", "tu", "we", "th", "fr")

CERTAIN = {
    *("2025-01-01", "2025-04-20", "2025-04-21", "2025-04-26", "2025-05-05", "2025-05-29", "2025-06-08", "2025-06-09"),
    *("2025-12-25", "2025-12-26", "2026-01-01", "2026-04-05", "2026-04-06", "2026-04-27", "2026-05-14", "2026-05-24"),
    *("2026-05-25", "2026-12-25", "2026-12-26", "2027-01-01", "2027-03-28", "2027-03-29", "2027-04-27", "2027-05-06"),
    *("2027-05-16", "2027-05-17", "2027-12-25", "2027-12-26"),
}
DOUBTFUL = {"2025-04-18", "2026-04-03", "2027-03-26", "2026-05-05", "2027-05-05"}


def span(days: str, opens: str, closes: str, nth: int | None = None) -> Span:
    return Span(days=tuple(day for day in DAYS if day in days.split()), opens=opens, closes=closes, nth=nth)


def closed(first: date, last: date | None = None) -> Exceptional:
    return Exceptional(first=first, last=last or first)


def amsterdam(text: str, fold: int = 0) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=AMSTERDAM, fold=fold)


OFFICE = Schedule(spans=(Span(days=WORKWEEK, opens="09:00", closes="17:00"),), on_holidays="closed")
ALWAYS = Schedule(always=True)
NIGHTS = Schedule(spans=(span("mo tu we th fr sa su", "22:00", "06:00"),), on_holidays="closed")


# ---- The oracle ---------------------------------------------------------------------------------------------------


def last_sunday(year: int, month: int) -> date:
    return max(d for d in (date(year, month, n) for n in range(25, 32)) if d.weekday() == 6)


def wall(moment: datetime) -> datetime:
    """Naive wall-clock time by the EU rule: the clock changes at 01:00 UTC."""
    plain = moment.astimezone(UTC).replace(tzinfo=None)
    begins, ends = (datetime.combine(last_sunday(plain.year, month), datetime.min.time()) for month in (3, 10))
    summer = begins + timedelta(hours=1) <= plain < ends + timedelta(hours=1)
    return plain + timedelta(hours=2 if summer else 1)


def falls(day: date, each: Span) -> bool:
    if DAYS[day.weekday()] not in each.days:
        return False
    if each.nth is None:
        return True
    same = [
        n for n in range(1, monthrange(day.year, day.month)[1] + 1) if day.replace(day=n).weekday() == day.weekday()
    ]
    index = each.nth - 1 if each.nth > 0 else each.nth
    return -len(same) <= index < len(same) and same[index] == day.day


def covers(day: date, each: Span, local: datetime) -> bool:
    start = datetime.combine(day, datetime.min.time())
    opens, closes = (start + timedelta(hours=int(t[:2]), minutes=int(t[3:])) for t in (each.opens, each.closes))
    return opens <= local < (closes if closes > opens else closes + timedelta(days=1))


def says(hours: Schedule, day: date, local: datetime) -> str:
    """What the hours that open on `day` say of this wall-clock time."""
    week = [Span(days=DAYS, opens="00:00", closes="24:00")] if hours.always else list(hours.spans)
    planned = any(falls(day, each) and covers(day, each, local) for each in week)
    if (hours.valid_from and day < hours.valid_from) or (hours.valid_to and day > hours.valid_to):
        return "unknown" if planned or day == local.date() else "no"
    special = sorted(
        (each for each in hours.exceptions if each.first <= day <= each.last),
        key=lambda each: (each.last - each.first, bool(each.spans)),
    )
    if special:
        return "yes" if any(covers(day, each, local) for each in special[0].spans) else "no"
    if not week and not any(each.spans for each in hours.exceptions):
        return "unknown" if day == local.date() else "no"
    if not planned:
        return "no"
    if hours.on_holidays == "same" or (hours.always and hours.on_holidays == "unknown"):
        return "yes"
    if str(day) in CERTAIN:
        return "no" if hours.on_holidays == "closed" else "unknown"
    return "unknown" if str(day) in DOUBTFUL else "yes"


def oracle(hours: Schedule, moment: datetime) -> str:
    local = wall(moment)
    answers = {says(hours, local.date(), local), says(hours, local.date() - timedelta(days=1), local)}
    return "yes" if "yes" in answers else "unknown" if "unknown" in answers else "no"


# ---- Made-up schedules --------------------------------------------------------------------------------------------

CHANGES = [last_sunday(year, month) for year in (2026, 2027) for month in (3, 10)]
# Around these dates something happens: the clock, a holiday, a month with five Mondays, the turn of the year.
DATES = [date.fromisoformat(text) for text in sorted(CERTAIN | DOUBTFUL)] + [
    *CHANGES,
    *(date(2026, 3, 30), date(2026, 6, 29), date(2026, 11, 30), date(2027, 2, 28), date(2025, 12, 31)),
]
dates = st.builds(lambda day, more: day + timedelta(days=more), st.sampled_from(DATES), st.integers(-2, 2))
opening = st.sampled_from(["00:00", "00:01", "01:59", "02:00", "02:30", "03:00", "09:00", "12:15", "22:00", "23:59"])
closing = st.sampled_from(["00:00", "00:01", "02:00", "02:30", "02:59", "03:00", "09:00", "17:00", "23:59", "24:00"])
days = st.sets(st.sampled_from(DAYS), min_size=1).map(lambda found: tuple(day for day in DAYS if day in found))
nths = st.none() | st.sampled_from([1, 2, 4, 5, -1, -2, -5])
spans = st.builds(Span, days=days, opens=opening, closes=closing, nth=nths)
told: list[Literal["same", "closed", "unknown"]] = ["same", "closed", "unknown"]
holidays = st.sampled_from(told)


@st.composite
def schedules(draw: st.DrawFn, around: date) -> Schedule:
    near = st.integers(-3, 3).map(lambda more: around + timedelta(days=more))
    firsts = draw(st.lists(near, max_size=3, unique=True))
    exceptions = tuple(
        Exceptional(
            first=first,
            last=first + timedelta(days=length),  # all of different length, so that the order is plain
            spans=tuple(draw(st.lists(spans, max_size=2))),
        )
        for length, first in enumerate(firsts)
    )
    return Schedule(
        always=draw(st.sampled_from([False, False, False, True])),
        spans=tuple(draw(st.lists(spans, max_size=4))),
        on_holidays=draw(holidays),
        exceptions=exceptions,
        valid_from=draw(st.none() | st.none() | near),
        valid_to=draw(st.none() | st.none() | near),
    )


@st.composite
def situations(draw: st.DrawFn) -> tuple[date, Schedule]:
    around = draw(dates)
    return around, draw(schedules(around))


def minutes_of(day: date, count: int) -> list[datetime]:
    start = datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(hours=3)
    return [start + timedelta(minutes=minute) for minute in range(count)]


# ---- Properties ---------------------------------------------------------------------------------------------------


@settings(max_examples=60, deadline=None)
@given(situations())
def test_every_minute_has_the_answer_that_counting_by_hand_gives(situation: tuple[date, Schedule]) -> None:
    around, hours = situation
    for moment in minutes_of(around, 33 * 60):
        assert open_at(hours, moment) == oracle(hours, moment), moment


@settings(max_examples=40, deadline=None)
@given(situations(), st.integers(0, 1440))
def test_the_next_opening_and_closing_are_the_first_minutes_at_which_the_answer_turns(
    situation: tuple[date, Schedule], minute: int
) -> None:
    around, hours = situation
    now = minutes_of(around - timedelta(days=1), 1441)[minute]
    coming = [now + timedelta(minutes=more) for more in range(1, 2 * 1440 + 1)]
    first_yes = next((moment for moment in coming if oracle(hours, moment) == "yes"), None)
    first_other = next((moment for moment in coming if oracle(hours, moment) != "yes"), None)
    is_open = oracle(hours, now) == "yes"
    # As instants: a clock time that comes twice never equals one in another zone (PEP 495).
    assert instant(opens_at(hours, now, horizon_days=2)) == instant(None if is_open else first_yes)
    assert instant(closes_at(hours, now, horizon_days=2)) == instant(first_other if is_open else None)


def instant(moment: datetime | None) -> float | None:
    return None if moment is None else moment.timestamp()


@settings(max_examples=40, deadline=None)
@given(st.lists(spans.filter(lambda each: each.nth is None), max_size=4), st.booleans())
def test_the_mask_holds_the_hours_open_throughout_and_the_minutes_count_once(week: list[Span], always: bool) -> None:
    hours = Schedule(always=always, spans=tuple(week), on_holidays="same")
    if not (week or always):
        assert week_mask(hours) is None
        assert week_minutes(hours) is None
        return
    monday = datetime(2026, 2, 2) - timedelta(hours=1)  # an ordinary week, in winter
    open_minutes = [
        open_at(hours, monday.replace(tzinfo=UTC) + timedelta(minutes=minute)) == "yes" for minute in range(7 * 1440)
    ]
    assert week_minutes(hours) == sum(open_minutes)
    assert week_mask(hours) == sum(1 << hour for hour in range(168) if all(open_minutes[hour * 60 : hour * 60 + 60]))


@st.composite
def weeks(draw: st.DrawFn) -> Schedule:
    """A week with or without nth weekdays, holidays, validity and note; no exceptions."""
    edges = st.none() | st.sampled_from(
        [
            date(2026, 3, 28),
            date(2026, 3, 29),
            date(2026, 10, 24),
            date(2026, 10, 25),
            date(2026, 7, 1),
            date(2027, 2, 3),
        ]
    )
    start, end = draw(edges), draw(edges)
    if start and end and start > end:
        start, end = end, start
    return Schedule(
        always=draw(st.sampled_from([False, False, False, True])),
        spans=tuple(draw(st.lists(spans, min_size=1, max_size=5))),
        on_holidays=draw(holidays),
        valid_from=start,
        valid_to=end,
        note=draw(st.none() | st.just("Bel eerst.\nOok op afspraak.")),
    )


@settings(max_examples=300, deadline=None)
@given(weeks(), st.sampled_from([date(2026, 1, 1), date(2026, 3, 28), date(2026, 3, 29), date(2024, 2, 29)]))
def test_a_week_comes_back_from_its_rules_as_it_was(hours: Schedule, since: date) -> None:
    rows = rules(hours, since, 3)
    if hours.valid_to and hours.valid_to < date(2026, 3, 29) <= since:
        assert rows == ()  # over before these years begin
    else:
        assert schedule_from_rules(rows) == normal(hours)


@settings(max_examples=60, deadline=None)
@given(weeks(), dates)
def test_the_normal_form_says_the_same_and_is_its_own_normal_form(hours: Schedule, around: date) -> None:
    plain = normal(hours)
    assert normal(plain) == plain
    for moment in minutes_of(around, 30 * 60)[::7]:
        assert open_at(plain, moment) == open_at(hours, moment)


def occurs(rule: Rule, moment: datetime) -> bool:
    """How another program reads a row: in the row's own offset, to the second."""
    opens, closes = str(rule.opens), str(rule.closes)
    there = moment.astimezone(timezone(timedelta(hours=int(opens[-6:-3]))))
    day = there.date()
    assert rule.valid_from
    assert rule.valid_to
    parts = [re.fullmatch(r"(-?\d)?([A-Z]{2})", part) for part in str(rule.byday).split(",")]
    on = any(
        part and falls(day, span(part[2].lower(), "00:00", "24:00", int(part[1]) if part[1] else None))
        for part in parts
    )
    end = "24:00" if closes.startswith("23:59:59") else closes[:5]
    return (
        on
        and rule.valid_from <= day <= rule.valid_to
        and covers(day, span("mo", opens[:5], end), there.replace(tzinfo=None))
    )


@settings(max_examples=60, deadline=None)
@given(weeks(), dates.filter(lambda day: day >= date(2026, 1, 3)))
def test_another_program_that_reads_the_rows_finds_the_same_hours(hours: Schedule, around: date) -> None:
    rows = rules(hours, date(2026, 1, 1), 2)
    plain = Schedule(  # holidays are beyond a row
        always=hours.always, spans=hours.spans, on_holidays="same", valid_from=hours.valid_from, valid_to=hours.valid_to
    )
    for moment in minutes_of(around, 40 * 60)[::13]:
        local = wall(moment)
        if (local + timedelta(hours=1)).date() in CHANGES and (local + timedelta(hours=1)).hour < 4:
            continue  # the night of the change: a row has one offset for the day, so it is an hour off there
        assert any(occurs(row, moment) for row in rows) == (open_at(plain, moment) == "yes"), moment


@settings(max_examples=60, deadline=None)
@given(situations())
def test_exceptions_come_back_from_their_rules_with_the_same_answers(situation: tuple[date, Schedule]) -> None:
    around, hours = situation
    rows = rules(hours, date(2024, 11, 1), 4)
    if not any(row.valid_from != row.valid_to for row in rows):
        return  # without a week there is no row to say closures, holidays and validity
    back = schedule_from_rules(rows)
    for moment in minutes_of(around - timedelta(days=1), 72 * 60)[::11]:
        assert open_at(back, moment) == open_at(hours, moment), moment


# ---- Examples -----------------------------------------------------------------------------------------------------


def test_hours_nobody_told_are_unknown_and_not_closed() -> None:
    now = amsterdam("2026-02-03T10:00")
    assert open_at(None, now) == "unknown"
    assert open_at(Schedule(note="Op afspraak"), now) == "unknown"
    assert open_at(Schedule(note="Op afspraak", exceptions=(closed(now.date()),)), now) == "no"
    assert opens_at(None, now) is None
    assert closes_at(None, now) is None
    assert week_mask(None) is None
    assert week_minutes(None) is None
    assert rules(None, now.date(), 1) == ()
    assert open_at(schedule_from_rules(()), now) == "unknown"


def test_a_list_of_open_days_says_that_all_other_days_are_closed() -> None:
    day = date(2026, 2, 3)
    hours = Schedule(exceptions=(Exceptional(first=day, last=day, spans=(span("tu", "10:00", "12:00"),)),))
    assert open_at(hours, amsterdam("2026-02-03T11:59")) == "yes"
    assert open_at(hours, amsterdam("2026-02-04T11:59")) == "no"
    assert (week_mask(hours), week_minutes(hours)) == (0, 0)


def test_the_last_minute_before_closing_is_open_and_the_closing_minute_is_not() -> None:
    hours = Schedule(spans=(span("tu", "09:00", "24:00"), span("we", "00:00", "00:01"), span("th", "00:00", "00:00")))
    assert open_at(hours, amsterdam("2026-02-03T08:59:59")) == "no"
    assert open_at(hours, amsterdam("2026-02-03T09:00")) == "yes"
    assert open_at(hours, amsterdam("2026-02-03T23:59:59.999999")) == "yes"
    assert open_at(hours, amsterdam("2026-02-04T00:00:59")) == "yes"
    assert open_at(hours, amsterdam("2026-02-04T00:01")) == "no"
    assert open_at(hours, amsterdam("2026-02-05T23:59")) == "yes"
    assert open_at(hours, amsterdam("2026-02-06T00:00")) == "no"
    assert closes_at(hours, amsterdam("2026-02-03T23:59")) == amsterdam("2026-02-04T00:01")


def test_always_is_open_on_christmas_night_and_has_no_closing_time() -> None:
    christmas = amsterdam("2026-12-25T03:00")
    assert open_at(ALWAYS, christmas) == "yes"
    assert closes_at(ALWAYS, christmas) is None
    assert opens_at(ALWAYS, christmas) is None
    assert week_mask(ALWAYS) == FULL_WEEK
    assert week_minutes(ALWAYS) == 168 * 60


def test_closures_beat_always() -> None:
    hours = Schedule(always=True, exceptions=(closed(date(2026, 2, 3)),))
    assert open_at(hours, amsterdam("2026-02-03T12:00")) == "no"
    assert closes_at(hours, amsterdam("2026-02-02T12:00")) == amsterdam("2026-02-03T00:00")
    assert opens_at(hours, amsterdam("2026-02-03T12:00")) == amsterdam("2026-02-04T00:00")
    told = Schedule(always=True, on_holidays="closed")
    assert open_at(told, amsterdam("2026-12-25T12:00")) == "no"


@pytest.mark.parametrize(
    "day",
    ["2025-04-26", "2026-04-27", "2027-04-27", "2026-01-01", "2026-12-25", "2026-04-06", "2026-05-14", "2025-05-05"],
)
def test_on_a_public_holiday_the_week_holds_only_if_somebody_said_so(day: str) -> None:
    now, night = amsterdam(f"{day}T10:00"), amsterdam(f"{day}T03:00")
    for said, by_day in zip(told, ("yes", "no", "unknown"), strict=True):
        hours = Schedule(spans=(span("mo tu we th fr sa su", "09:00", "17:00"),), on_holidays=said)
        assert open_at(hours, now) == by_day
        assert open_at(hours, night) == "no"


@pytest.mark.parametrize("day", ["2025-04-27", "2026-04-28", "2026-12-24", "2026-12-31", "2025-12-05"])
def test_a_day_that_is_no_public_holiday_is_an_ordinary_day(day: str) -> None:
    hours = Schedule(spans=(span("mo tu we th fr sa su", "09:00", "17:00"),), on_holidays="closed")
    assert open_at(hours, amsterdam(f"{day}T10:00")) == "yes"


@pytest.mark.parametrize("day", ["2026-04-03", "2026-05-05"])
def test_a_holiday_that_is_a_free_day_for_some_only_is_unknown_where_holidays_matter(day: str) -> None:
    now = amsterdam(f"{day}T10:00")
    assert open_at(OFFICE, now) == "unknown"
    assert open_at(Schedule(spans=OFFICE.spans, on_holidays="same"), now) == "yes"
    assert open_at(OFFICE, amsterdam(f"{day}T20:00")) == "no"


def test_the_holidays_of_three_years_are_the_known_ones() -> None:
    every = [date(2025, 1, 1) + timedelta(days=n) for n in range(3 * 365)]
    assert {str(day) for day in every if holiday(day) == "certain"} == CERTAIN
    assert {str(day) for day in every if holiday(day) == "doubtful"} == DOUBTFUL


def test_an_exceptional_day_beats_the_holiday() -> None:
    day = date(2026, 12, 25)
    hours = Schedule(
        spans=OFFICE.spans,
        on_holidays="closed",
        exceptions=(Exceptional(first=day, last=day, spans=(span("mo", "10:00", "14:00"),)),),
    )
    assert open_at(hours, amsterdam("2026-12-25T13:59")) == "yes"
    assert open_at(hours, amsterdam("2026-12-25T14:00")) == "no"
    assert opens_at(hours, amsterdam("2026-12-24T18:00")) == amsterdam("2026-12-25T10:00")


def test_a_night_belongs_to_the_evening_on_which_it_begins() -> None:
    # Into a holiday: the night of 24 December goes on until Christmas morning.
    assert open_at(NIGHTS, amsterdam("2026-12-25T05:59")) == "yes"
    assert open_at(NIGHTS, amsterdam("2026-12-25T22:00")) == "no"
    # Out of one: the night that would begin on 26 December does not, also not after midnight.
    assert open_at(NIGHTS, amsterdam("2026-12-27T03:00")) == "no"
    assert open_at(NIGHTS, amsterdam("2026-12-27T22:00")) == "yes"
    assert opens_at(NIGHTS, amsterdam("2026-12-25T06:00")) == amsterdam("2026-12-27T22:00")
    assert closes_at(NIGHTS, amsterdam("2026-12-24T23:59")) == amsterdam("2026-12-25T06:00")


def test_of_exceptions_the_shortest_period_wins_then_closure_and_equal_days_add_up() -> None:
    day = date(2026, 7, 15)
    morning = Exceptional(first=day, last=day, spans=(span("mo", "10:00", "12:00"),))
    evening = Exceptional(first=day, last=day, spans=(span("mo", "19:00", "21:00"),))
    summer = closed(date(2026, 7, 1), date(2026, 7, 31))
    hours = Schedule(always=True, exceptions=(summer, morning, evening))
    noon, late = amsterdam("2026-07-15T11:00"), amsterdam("2026-07-15T20:00")
    assert (open_at(hours, noon), open_at(hours, late)) == ("yes", "yes")
    assert open_at(hours, amsterdam("2026-07-15T15:00")) == "no"
    assert open_at(hours, amsterdam("2026-07-16T11:00")) == "no"
    assert open_at(Schedule(always=True, exceptions=(morning, closed(day))), noon) == "no"


def test_outside_its_validity_a_schedule_says_nothing() -> None:
    hours = Schedule(spans=NIGHTS.spans, valid_from=date(2026, 2, 2), valid_to=date(2026, 2, 3))
    assert open_at(hours, amsterdam("2026-02-01T23:00")) == "unknown"
    assert open_at(hours, amsterdam("2026-02-02T03:00")) == "unknown"  # of the night before nobody told
    assert open_at(hours, amsterdam("2026-02-02T12:00")) == "no"
    assert open_at(hours, amsterdam("2026-02-03T23:00")) == "yes"
    assert open_at(hours, amsterdam("2026-02-04T05:59")) == "yes"  # the last night runs to its end
    assert open_at(hours, amsterdam("2026-02-04T12:00")) == "unknown"
    assert opens_at(hours, amsterdam("2026-01-30T12:00")) == amsterdam("2026-02-02T22:00")
    assert opens_at(hours, amsterdam("2026-02-04T12:00")) is None


def test_the_nth_weekday_counts_in_months_with_five() -> None:
    # March 2026 has five Mondays: 2, 9, 16, 23 and 30; February has four.
    for nth, day in ((1, 2), (2, 9), (4, 23), (5, 30), (-1, 30), (-2, 23), (-5, 2)):
        hours = Schedule(spans=(span("mo", "09:00", "17:00", nth),))
        open_days = [n for n in range(1, 32) if open_at(hours, amsterdam(f"2026-03-{n:02}T10:00")) == "yes"]
        assert open_days == [day]
    fifth = Schedule(spans=(span("mo", "09:00", "17:00", 5),))
    assert all(open_at(fifth, amsterdam(f"2026-02-{n:02}T10:00")) == "no" for n in range(1, 29))
    assert open_at(Schedule(spans=(span("mo", "09:00", "17:00", 0),)), amsterdam("2026-02-02T10:00")) == "no"


@pytest.mark.parametrize("sunday", ["2026-03-29", "2027-03-28"])
def test_the_hour_that_does_not_exist_is_nowhere(sunday: str) -> None:
    inside = Schedule(spans=(span("su", "02:00", "03:00"),), on_holidays="same")
    across = Schedule(spans=(span("su", "02:30", "06:00"),), on_holidays="same")
    before = datetime.fromisoformat(f"{sunday}T00:59:59+00:00")
    after = before + timedelta(seconds=1)
    assert (open_at(inside, before), open_at(inside, after)) == ("no", "no")
    assert (open_at(across, before), open_at(across, after)) == ("no", "yes")
    assert opens_at(across, before) == after
    assert str(opens_at(across, before)) == f"{sunday} 03:00:00+02:00"
    # 02:30 as a wall-clock time that night is read as 03:30.
    assert open_at(inside, amsterdam(f"{sunday}T02:30")) == "no"
    assert open_at(across, amsterdam(f"{sunday}T02:30")) == "yes"


@pytest.mark.parametrize("sunday", ["2026-10-25", "2027-10-31"])
def test_in_the_hour_that_comes_twice_the_clock_counts_both_times(sunday: str) -> None:
    hours = Schedule(spans=(span("sa", "22:00", "02:30"), span("su", "09:00", "10:00")), on_holidays="same")
    assert open_at(hours, amsterdam(f"{sunday}T02:29")) == "yes"
    assert open_at(hours, amsterdam(f"{sunday}T02:30")) == "no"
    assert open_at(hours, amsterdam(f"{sunday}T02:29", fold=1)) == "yes"
    assert open_at(hours, amsterdam(f"{sunday}T02:30", fold=1)) == "no"
    closing = closes_at(hours, amsterdam(f"{sunday}T01:00"))
    assert str(closing) == f"{sunday} 02:30:00+02:00"
    opening = opens_at(hours, amsterdam(f"{sunday}T02:45"))
    assert str(opening) == f"{sunday} 02:00:00+01:00"
    assert str(opens_at(hours, amsterdam(f"{sunday}T02:45", fold=1))) == f"{sunday} 09:00:00+01:00"


def test_the_next_opening_skips_a_holiday_of_which_nobody_told() -> None:
    hours = Schedule(spans=OFFICE.spans)
    assert open_at(hours, amsterdam("2026-12-25T10:00")) == "unknown"
    assert opens_at(hours, amsterdam("2026-12-25T10:00")) == amsterdam("2026-12-28T09:00")
    assert opens_at(hours, amsterdam("2026-12-24T17:00")) == amsterdam("2026-12-28T09:00")
    assert opens_at(hours, amsterdam("2026-12-24T17:00"), horizon_days=3) is None


def test_a_moment_in_another_zone_is_the_same_moment() -> None:
    assert open_at(OFFICE, datetime.fromisoformat("2026-07-01T02:59:00-04:00")) == "no"
    assert open_at(OFFICE, datetime.fromisoformat("2026-07-01T03:00:00-04:00")) == "yes"
    assert str(opens_at(OFFICE, datetime.fromisoformat("2026-07-01T02:59:00-04:00"))) == "2026-07-01 09:00:00+02:00"


def test_a_moment_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        open_at(OFFICE, datetime(2026, 2, 3, 10))


@pytest.mark.parametrize(
    "moment", [datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=timezone(-timedelta(hours=9)))]
)
def test_far_away_years_are_unknown_and_no_crash(moment: datetime) -> None:
    assert open_at(ALWAYS, moment) == "unknown"
    assert opens_at(ALWAYS, moment) is None


def test_a_week_past_sunday_midnight_goes_on_on_monday() -> None:
    hours = Schedule(spans=(span("su", "23:30", "01:00"), span("mo", "00:30", "01:30")))
    assert week_mask(hours) == 0b1
    assert week_minutes(hours) == 30 + 90


# ---- Rules --------------------------------------------------------------------------------------------------------


def test_a_row_per_season_with_its_offset() -> None:
    rows = rules(OFFICE, date(2026, 1, 1), 1)
    assert [(row.opens, row.closes, str(row.valid_from), str(row.valid_to)) for row in rows] == [
        ("09:00:00+01:00", "17:00:00+01:00", "2025-10-26", "2026-03-28"),
        ("09:00:00+02:00", "17:00:00+02:00", "2026-03-29", "2026-10-24"),
        ("09:00:00+01:00", "17:00:00+01:00", "2026-10-25", "2027-03-27"),
    ]
    assert {(row.freq, row.byday, row.description) for row in rows} == {
        ("WEEKLY", "MO,TU,WE,TH,FR", "Niet op feestdagen.")
    }


def test_day_and_night_is_seven_days_and_comes_back_as_always() -> None:
    rows = rules(ALWAYS, date(2026, 4, 1), 0)
    assert [(row.byday, row.opens, row.closes) for row in rows] == [
        ("MO,TU,WE,TH,FR,SA,SU", "00:00:00+02:00", "23:59:59+02:00")
    ]
    assert schedule_from_rules(rules(ALWAYS, date(2026, 4, 1), 1)) == ALWAYS
    week = Schedule(spans=(Span(days=DAYS, opens="00:00", closes="24:00"),))
    assert schedule_from_rules(rules(week, date(2026, 4, 1), 1)) == week


def test_a_span_past_midnight_is_split_there() -> None:
    hours = Schedule(spans=(span("fr sa", "22:00", "06:00"), span("mo", "20:00", "01:00", 5)), on_holidays="same")
    rows = rules(hours, date(2026, 4, 1), 0)
    found = {
        (row.freq, row.byday, str(row.opens)[:8], str(row.closes)[:8], row.valid_from == row.valid_to) for row in rows
    }
    assert found == {
        ("WEEKLY", "FR,SA", "22:00:00", "23:59:59", False),
        ("WEEKLY", "SA,SU", "00:00:00", "06:00:00", False),
        ("MONTHLY", "5MO", "20:00:00", "23:59:59", False),
        ("WEEKLY", "TU", "00:00:00", "01:00:00", True),
    }


def test_other_hours_on_a_day_are_a_row_of_that_day_and_closures_are_told() -> None:
    day = date(2026, 12, 24)
    hours = Schedule(
        spans=OFFICE.spans,
        exceptions=(
            closed(date(2026, 8, 3), date(2026, 8, 7)),
            Exceptional(first=day, last=day, spans=(span("th", "09:00", "12:00"),), reason="kerstavond"),
        ),
    )
    rows = rules(hours, date(2026, 4, 1), 1)
    assert rows[-1] == Rule(
        freq="WEEKLY",
        byday="TH",
        opens="09:00:00+01:00",
        closes="12:00:00+01:00",
        valid_from=day,
        valid_to=day,
        description="Afwijkende tijden op deze dag: kerstavond",
    )
    assert rows[0].description == "Op feestdagen onbekend.\nGesloten van 2026-08-03 tot en met 2026-08-07."
    assert schedule_from_rules(rows) == hours


def test_rows_of_others_are_read_with_or_without_seconds_offset_and_season() -> None:
    spans_ = (span("mo", "09:00", "17:00"),)
    assert schedule_from_rules([Rule(freq="WEEKLY", byday="MO", opens="9:00", closes="17:00")]).spans == spans_
    assert schedule_from_rules([Rule(byday="mo", opens="09:00:00", closes="17:00:00.000", interval=1)]).spans == spans_
    seasons = [
        Rule(freq="WEEKLY", byday="MO", opens=opens, closes=closes, valid_from=first, valid_to=last)
        for opens, closes, first, last in (
            ("08:00Z", "16:00Z", date(2025, 10, 26), date(2026, 3, 28)),
            ("09:00:00+0200", "11:00:00-04:00", date(2026, 3, 29), date(2026, 10, 24)),
        )
    ]
    assert schedule_from_rules(seasons) == Schedule(spans=spans_)
    assert schedule_from_rules(seasons[:1]).valid_to == date(2026, 3, 28)  # one season alone is no whole year
    winter = Rule(
        byday="MO", opens="08:00", closes="16:00", timezone=0, until=date(2026, 2, 1), dtstart=date(2026, 1, 5)
    )
    assert schedule_from_rules([winter]) == Schedule(
        spans=spans_, valid_from=date(2026, 1, 5), valid_to=date(2026, 2, 1)
    )
    late = Rule(byday="MO", opens="23:30Z", closes="23:59:59Z", valid_from=date(2026, 1, 5), valid_to=date(2026, 2, 1))
    assert schedule_from_rules([late]).spans == (span("tu", "00:30", "01:00"),)


def test_an_end_by_count_and_a_day_by_its_first_date_are_worked_out() -> None:
    four = Rule(freq="WEEKLY", opens="09:00", closes="17:00", dtstart=date(2026, 1, 5), count=4)
    assert schedule_from_rules([four]) == Schedule(
        spans=(span("mo", "09:00", "17:00"),), valid_from=date(2026, 1, 5), valid_to=date(2026, 1, 26)
    )
    third = Rule(byday="2MO", opens="09:00", closes="17:00", dtstart=date(2026, 1, 5), count=3)
    assert schedule_from_rules([third]).valid_to == date(2026, 3, 9)
    for_ever = Rule(byday="2MO", opens="09:00", closes="17:00", dtstart=date(2026, 1, 5), count=10**9)
    assert schedule_from_rules([for_ever]).valid_to is None
    sentinel = Rule(byday="MO", opens="09:00", closes="17:00", valid_from=date(1, 1, 2), valid_to=date(2999, 12, 31))
    assert schedule_from_rules([sentinel]) == Schedule(spans=(span("mo", "09:00", "17:00"),))


def test_text_that_is_not_ours_is_kept_in_the_note() -> None:
    rows = [
        Rule(byday="MO", opens="09:00", closes="17:00", description="By appointment"),
        Rule(byday="TU", opens="09:00", closes="17:00", description="By appointment", notes="Ring twice"),
        Rule(description="Closed in August"),
    ]
    assert schedule_from_rules(rows).note == "By appointment\nRing twice\nClosed in August"
    assert open_at(schedule_from_rules(rows[2:]), amsterdam("2026-02-03T10:00")) == "unknown"


GOOD = {"freq": "WEEKLY", "byday": "MO", "opens": "09:00", "closes": "17:00"}


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"freq": "DAILY"}, "/0/freq"),
        ({"interval": 2, "dtstart": date(2026, 1, 5)}, "/0/interval"),
        ({"byweekno": "1"}, "/0/byweekno"),
        ({"bymonthday": "1"}, "/0/bymonthday"),
        ({"byyearday": "1"}, "/0/byyearday"),
        ({"count": 3}, "/0/count"),
        ({"count": 0, "dtstart": date(2026, 1, 5)}, "/0/count"),
        ({"byday": None}, "/0/byday"),
        ({"byday": "MA"}, "/0/byday"),
        ({"byday": "2MO"}, "/0/byday"),
        ({"freq": "MONTHLY", "byday": "6MO"}, "/0/byday"),
        ({"opens": None}, "/0/opens"),
        ({"opens": "morning"}, "/0/opens"),
        ({"opens": "24:00"}, "/0/opens"),
        ({"closes": "24:01"}, "/0/closes"),
        ({"closes": "17:00:30"}, "/0/closes"),
        ({"opens": "09:00+01:00"}, "/0/opens"),
        ({"timezone": 1, "valid_from": date(2026, 1, 1), "valid_to": date(2026, 12, 31)}, "/0/opens"),
        ({"valid_from": date(2026, 2, 1), "valid_to": date(2026, 1, 1)}, "/0/valid_to"),
        ({"valid_from": date(2026, 2, 3), "valid_to": date(2026, 2, 3)}, "/0/byday"),
        (
            {
                "opens": "09:00-08:00",
                "closes": "17:00+01:00",
                "valid_from": date(2026, 1, 1),
                "valid_to": date(2026, 2, 1),
            },
            "/0/closes",
        ),
        (
            {
                "freq": "MONTHLY",
                "byday": "1MO",
                "opens": "23:30Z",
                "closes": "23:45Z",
                "valid_from": date(2026, 1, 1),
                "valid_to": date(2026, 2, 1),
            },
            "/0/opens",
        ),
        ({"opens": "09:00+15:00"}, "/0/opens"),
        ({"timezone": float("nan"), "opens": "09:00Z", "valid_from": date(2026, 1, 1)}, "/0/closes"),
        ({"notes": "x" * 601}, ""),
    ],
)
def test_a_row_that_a_schedule_cannot_hold_is_refused_with_a_plain_sentence(
    change: dict[str, object], pointer: str
) -> None:
    with pytest.raises(Invalid) as refused:
        schedule_from_rules([Rule(**(GOOD | change))])  # type: ignore[arg-type]
    assert [fault.pointer for fault in refused.value.faults] == [pointer]
    assert refused.value.faults[0].detail.endswith(".")


def test_all_faults_of_all_rows_are_told_at_once() -> None:
    with pytest.raises(Invalid) as refused:
        schedule_from_rules([Rule(byday="MA,DI", opens="9", closes="17:00"), Rule(byday="MO", opens="09:00")])
    assert [fault.pointer for fault in refused.value.faults] == ["/0/byday", "/0/byday", "/0/opens", "/1/closes"]


def test_a_week_that_differs_between_periods_is_refused() -> None:
    school = [
        Rule(byday="MO", opens="09:00", closes="17:00", valid_from=date(2026, 1, 1), valid_to=date(2026, 6, 30)),
        Rule(byday="MO", opens="09:00", closes="12:00", valid_from=date(2026, 7, 1), valid_to=date(2026, 8, 31)),
    ]
    with pytest.raises(Invalid, match="From 2026-07-01 other hours hold"):
        schedule_from_rules(school)
    gap = [school[0], Rule(byday="MO", opens="09:00", closes="17:00", valid_from=date(2026, 9, 1))]
    with pytest.raises(Invalid, match="From 2026-07-01 no hours at all hold"):
        schedule_from_rules(gap)


def test_the_seasons_of_rows_adjoin() -> None:
    rows = rules(OFFICE, date(2026, 1, 1), 5)
    for before, after in pairwise(rows):
        assert before.valid_to
        assert after.valid_from == before.valid_to + timedelta(days=1)
