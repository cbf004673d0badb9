"""Hours in one line: what we write is read back, what people write is understood or refused, never guessed."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from directory.errors import Invalid
from directory.exchange.sheet import compact
from directory.exchange.sheet_hours import read_hours
from directory.model import DAYS, Schedule, Span

CLOCKS = st.sampled_from(["00:00", "08:30", "09:00", "12:15", "17:00", "23:59", "24:00"])
SPANS = st.builds(
    Span,
    days=st.sets(st.sampled_from(DAYS), min_size=1).map(lambda days: tuple(sorted(days, key=DAYS.index))),
    opens=CLOCKS,
    closes=CLOCKS,
    nth=st.sampled_from([None, 1, 2, -1]),
)
WEEKS = st.builds(
    Schedule,
    spans=st.lists(SPANS, min_size=1, max_size=4).map(tuple),
    on_holidays=st.sampled_from(["same", "closed", "unknown"]),
)


@given(WEEKS)
@settings(max_examples=60)
def test_what_we_write_is_read_back(week: Schedule) -> None:
    assert read_hours(compact(week)) == week


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("24/7", "24/7"),
        ("24/7; PH off", "24/7; PH off"),
        ("Mo-Fr 09:00-17:00; 2026-12-24/2026-12-26 off", "Mo-Fr 09:00-17:00; 2026-12-24/2026-12-26 off"),
        ("ma t/m vr 9.00-17.00 uur", "Mo-Fr 09:00-17:00; PH unknown"),
        ("Maandag en dinsdag van 9 tot 12 uur", "Mo-Tu 09:00-12:00; PH unknown"),
        ("dagelijks 8:00 - 20:00", "Mo-Su 08:00-20:00; PH unknown"),
        ("wo: 13.30-15.00", "We 13:30-15:00; PH unknown"),
    ],
)
def test_what_people_write_is_understood(text: str, told: str) -> None:
    assert compact(read_hours(text)) == told


@pytest.mark.parametrize(
    "text", ["", "op afspraak", "ma-vr", "9-17", "ma 25-26", "ma 9-17 behalve juli", "2026-13-01 off", "PH off", "ma 9"]
)
def test_what_is_not_understood_to_the_last_letter_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        read_hours(text)
