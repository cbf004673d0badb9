"""Hours as lines of text: what a form shows reads back as the same hours, and what cannot be read stays as typed."""

from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from directory.model import DAYS, Exceptional, Schedule, Span
from directory.web.desk.editing import weeks

CLOCK = st.sampled_from([f"{hour:02}:{minute:02}" for hour in range(24) for minute in (0, 5, 30, 59)])
NTH = st.none() | st.sampled_from([1, 2, 5, -1, -2])
SPANS = st.builds(
    Span,
    days=st.lists(st.sampled_from(DAYS), min_size=1, unique=True).map(tuple),
    opens=CLOCK,
    closes=CLOCK | st.just("24:00"),
    nth=NTH,
)
REASON = st.none() | st.text("abc éö-", min_size=1, max_size=20).map(str.strip).filter(bool)
DATES = st.dates()
OTHERWISE = st.builds(
    lambda days, spans, reason: Exceptional(
        first=min(days),
        last=max(days),
        spans=tuple(msgspec.structs.replace(each, days=DAYS) for each in spans),
        reason=reason,
    ),
    st.tuples(DATES, DATES),
    st.lists(SPANS, max_size=2),
    REASON,
)
SCHEDULES = st.builds(
    Schedule,
    spans=st.lists(SPANS, min_size=1, max_size=4).map(tuple),
    on_holidays=st.sampled_from(["same", "closed", "unknown"]),
    exceptions=st.lists(OTHERWISE, max_size=2).map(tuple),
    valid_from=st.none() | DATES,
    note=REASON,
)


def back(typed: dict[str, str], before: Any = None) -> tuple[dict[str, Any] | None, dict[str, str]]:
    faults: dict[str, str] = {}
    return weeks.read(lambda name: typed.get(name, ""), faults.setdefault, before), faults


@settings(max_examples=150)
@given(SCHEDULES)
def test_what_is_shown_reads_back_as_the_same_hours(hours: Schedule) -> None:
    before = msgspec.json.decode(msgspec.json.encode(hours))
    found, faults = back(dict(weeks.shown(before)), before)
    assert faults == {}
    assert msgspec.convert(found, Schedule) == hours


@pytest.mark.parametrize(
    ("line", "spans"),
    [
        ("9-17", [("09:00", "17:00")]),
        ("9.00 tot 12.30 en 13:00–17:00", [("09:00", "12:30"), ("13:00", "17:00")]),
        ("9 uur - 17 uur; 19:00-21:00", [("09:00", "17:00"), ("19:00", "21:00")]),
        ("gesloten", []),
        ("22:00-06:00", [("22:00", "06:00")]),
    ],
)
def test_people_write_times_in_their_own_way(line: str, spans: list[tuple[str, str]]) -> None:
    found, faults = back({"hours.known": "week", "hours.mo": line, "hours.su": "10:00-11:00"})
    assert faults == {}
    assert found is not None
    assert [(each["opens"], each["closes"]) for each in found["spans"] if each["days"] == ["mo"]] == spans


@pytest.mark.parametrize("line", ["een uur of negen", "25:00-26:00", "09:00", "9-17-18", "09:60-10:00", "<b>9-17</b>"])
def test_what_cannot_be_read_is_said_at_its_day_and_stays_as_typed(line: str) -> None:
    found, faults = back({"hours.known": "week", "hours.mo": line})
    assert faults == {"hours.mo": "hours"}
    assert dict(weeks.shown(found))["hours.mo"] == line


def test_not_known_always_and_a_week_are_three_answers() -> None:
    assert back({"hours.known": "unknown"}) == (None, {})
    assert back({"hours.known": "always"}) == ({"always": True}, {})
    assert back({"hours.known": "week"})[1] == {"hours.known": "hours.none"}
    assert back({"hours.known": "unknown", "hours.mo": "9-17"})[1] == {"hours.known": "unknown.and-known"}
    assert back({"hours.known": "always", "hours.mo": "9-17"})[1] == {"hours.known": "always.and-hours"}
    assert back({"hours.known": "unknown", "hours.exceptions": "kerst: dicht"})[1]["hours.exceptions"] == "exceptions"
