"""What has an end drops out of answers by itself: nobody has to do anything, and it comes back when somebody looked."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from msgspec import structs

from directory.model import ContactPoint, Fact, Referral, Schedule, Span, WaitingTime, cadence, known_on
from tests.conftest import NOW, Desk
from tests.web.entries import record, write

TODAY = NOW.date()
WEEK = timedelta(days=7)


@pytest.fixture
def walk_in(desk: Desk) -> ContactPoint:
    """A door where people can walk in at the moment of the tests, as somebody read today."""
    door = record(desk, "contact-point", search(desk, channel="fysiek")[0]["slug"])
    hours = Schedule(spans=(Span(days=("mo", "tu", "we", "th", "fr"), opens="13:00", closes="16:00"),))
    facts = {**door.facts, "hours": Fact(source="https://www.voorbeeld.nl", checked_on=TODAY)}
    door = structs.replace(door, hours=hours, facts=facts)
    write(desk, door)
    return door


def search(desk: Desk, **asked: str) -> list[Any]:
    items: list[Any] = desk.client.get("/api/v1/search", params={**asked, "perPage": 100}).json()["items"]
    return [each for each in items if each["open"] == "yes"] if "openNow" in asked else items


def open_now(desk: Desk, door: ContactPoint) -> str:
    """What an answer says of this door at this moment."""
    found = search(desk, channel="fysiek")
    return str(next(each["open"] for each in found if each["slug"] == door.slug))


def state(desk: Desk, collection: str, slug: str) -> Any:
    return desk.client.get(f"/api/v1/{collection}/{slug}").json()


def test_walk_in_hours_that_nobody_looked_at_are_not_known_any_more(desk: Desk, walk_in: ContactPoint) -> None:
    assert open_now(desk, walk_in) == "yes"
    # The same hour of the same weekday, one quarter and some days later.
    while desk.now.date() < known_on(walk_in.facts["hours"]) + cadence("hours"):
        desk.now += WEEK
    assert open_now(desk, walk_in) == "unknown"
    assert walk_in.slug not in {each["slug"] for each in search(desk, channel="fysiek", openNow="true")}
    assert "hours" in state(desk, "contact-points", walk_in.slug)["staleFields"]
    assert "Nu open" not in desk.client.get(f"/hulp/{walk_in.slug}").text
    checked = structs.replace(walk_in.facts["hours"], checked_on=desk.now.date(), as_of=None)
    write(desk, structs.replace(walk_in, facts={**walk_in.facts, "hours": checked}))
    assert open_now(desk, walk_in) == "yes"


@pytest.mark.parametrize(("last", "said"), [(0, "yes"), (-1, "unknown")])
def test_hours_end_with_their_last_day(desk: Desk, walk_in: ContactPoint, last: int, said: str) -> None:
    assert walk_in.hours is not None
    hours = structs.replace(walk_in.hours, valid_to=TODAY + timedelta(days=last))
    write(desk, structs.replace(walk_in, hours=hours))
    assert open_now(desk, walk_in) == said
    for paper in ("kaartje", "kaartje?soort=neutraal", "verwijsbriefje"):
        assert ("13:00" in desk.client.get(f"/hulp/{walk_in.slug}/{paper}").text) is (said == "yes"), paper
    told = state(desk, "contact-points", walk_in.slug)
    assert ("hours" in told["staleFields"], told["stale"]) == (said == "unknown", said == "unknown")
    assert told["nextCheckOn"] <= (TODAY + timedelta(days=last + 1)).isoformat()


@pytest.mark.parametrize(("last", "is_told"), [(0, True), (-1, False)])
def test_a_waiting_time_ends_with_its_last_day(desk: Desk, last: int, is_told: bool) -> None:
    service = record(desk, "service", "kadera-ambulante-hulp")
    expires = TODAY + timedelta(days=last)
    told = WaitingTime(text="Vier tot zes weken.", stated_on=date(2026, 10, 1), expires_on=expires)
    facts = {**service.facts, "referral.waitingTime": Fact(source="Telefonisch", checked_on=TODAY)}
    write(
        desk,
        structs.replace(
            service, referral=structs.replace(service.referral or Referral(), waiting_time=told), facts=facts
        ),
    )
    door = next(each.slug for each in doors_of(desk, service.id))
    for page in (f"/hulp/{door}", f"/hulp/{door}/verwijsbriefje", f"/hsds/v3/services/{service.id}"):
        assert ("Vier tot zes weken" in desk.client.get(page).text) is is_told, page
    assert ("referral.waitingTime" in state(desk, "services", service.slug)["staleFields"]) is not is_told


def doors_of(desk: Desk, service: str) -> Iterator[ContactPoint]:
    items = desk.client.get("/api/v1/contact-points", params={"perPage": 100}).json()["items"]
    return (record(desk, "contact-point", each["slug"]) for each in items if each["serviceId"] == service)
