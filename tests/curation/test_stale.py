"""Facts grow old by their own date, and what somebody in danger relies on is told first."""

from datetime import date, timedelta

import pytest

from directory.model import Operation, Phone, Schedule, WaitingTime
from tests.curation.desk import found, house, look
from tests.exchange import builders as b

CHECKED = date(2026, 11, 1)
EVER = Schedule(spans=(b.Span(days=("mo", "tu", "we", "th", "fr", "sa", "su"), opens="00:00", closes="24:00"),))


@pytest.mark.parametrize(("days", "fields"), [(89, set()), (90, {"phone", "hours"})])
def test_a_number_is_due_after_a_quarter_and_not_a_day_before(days, fields):
    stale = found("stale", *house(b.phone_door()), on=CHECKED + timedelta(days=days))
    assert {each.field for each in stale} == fields


@pytest.mark.parametrize("hours", [b.ALWAYS, EVER])
@pytest.mark.parametrize("function", ["advies", "melden"])
def test_a_stale_number_of_a_crisis_door_is_an_alarm_and_stands_first(function, hours):
    crisis = b.phone_door("crisis", functions=(function,), hours=hours)
    first, *others = look(*house(b.phone_door("gewoon", functions=("opvang",)), crisis), on=date(2027, 3, 1))
    assert (first.level, first.slug, first.field) == ("alarm", "crisis", "phone")
    assert "alarm" not in {each.level for each in others}


def test_a_stale_number_of_a_line_with_office_hours_is_due_without_alarm():
    stale = found("stale", *house(b.phone_door(hours=b.WEEK)), on=date(2027, 3, 1))
    assert {each.level for each in stale} == {"due"}


def test_what_harms_more_is_asked_first_whatever_the_days():
    organization = b.organization(facts={"description": b.fact(checked_on=date(2020, 1, 1))})
    door = b.phone_door(hours=b.WEEK, conditions={"gratis": "yes"})
    stale = found("stale", organization, b.service(), door, on=date(2027, 6, 1))
    assert [each.field for each in stale][:2] == ["phone", "hours"]
    assert [each.field for each in stale][-1] == "description"


def test_the_sentence_says_since_when_and_what_to_read():
    (phone,) = (each for each in found("stale", *house(b.phone_door()), on=date(2027, 1, 31)) if each.field == "phone")
    assert "1 day ago" in phone.sentence
    assert b.SOURCE in phone.sentence


def test_an_old_source_makes_a_fresh_check_stale():
    door = b.phone_door(facts={"phone": b.fact(as_of="2019")})
    assert [each.field for each in found("stale", *house(door))] == ["phone"]


@pytest.mark.parametrize(("day", "times"), [(date(2026, 12, 1), 0), (date(2026, 12, 2), 1)])
def test_a_waiting_time_expires_after_its_last_day_and_is_told_once(day, times):
    waiting = WaitingTime(text="2 weken", stated_on=date(2026, 11, 1), expires_on=date(2026, 12, 1))
    facts = {"referral.waitingTime": b.fact()}
    records = house(referral=b.referral(waiting_time=waiting), facts=facts)
    told = [each for each in look(*records, on=day) if each.field == "referral.waitingTime" and each.level == "due"]
    assert [each.code for each in told] == (["waiting-time.expired"] if times else ["stale"])


@pytest.mark.parametrize(("day", "times"), [(date(2026, 11, 30), 0), (date(2026, 12, 1), 1)])
def test_hours_past_their_last_day_are_due(day, times):
    hours = Schedule(always=True, valid_to=date(2026, 11, 30))
    assert len(found("hours.expired", *house(b.phone_door(hours=hours)), on=day)) == times


@pytest.mark.parametrize(("day", "times"), [(date(2026, 11, 30), 0), (date(2026, 12, 1), 1)])
def test_an_intake_stop_past_its_end_is_due(day, times):
    stop = Operation(state="intake-stop", until=date(2026, 11, 30))
    assert len(found("operation.expired", *house(operation=stop), on=day)) == times


def test_what_is_archived_is_left_alone():
    records = (b.organization(), b.service(lifecycle="archived"), b.phone_door(phone=Phone(number="088-422 24 95")))
    assert [each for each in look(*records, on=date(2030, 1, 1)) if each.level != "incomplete"] == []
