"""Nothing is kept longer than it is needed for, and a clock that jumps forgets nobody."""

from datetime import timedelta

import pytest

from directory.access import accounts, keys, log
from directory.access.retention import Swept, sweep
from directory.model.person import ApiKey, Device, Link, Person, Session, Tally, UsedStep
from directory.permissions import CONSOLE
from tests.access.door import Door


def pass_days(door: Door, days: int, each: int = 10) -> list[Swept]:
    """So many days, with a sweep every so often."""
    swept = []
    for _ in range(0, days, each):
        door.now += timedelta(days=each)
        swept.append(sweep(door.access, door.now))
    return swept


def count(door: Door, kind: type) -> int:
    with door.access.people.reading() as book:
        return len(book.all(kind))


def test_events_are_kept_for_180_days(door: Door) -> None:
    door.first()
    sweep(door.access, door.now)
    pass_days(door, 170)
    assert "setup-offered" in door.events()
    door.person("eva@example.nl", "editor")
    assert sum(each.events for each in pass_days(door, 20)) > 0
    assert "setup-offered" not in door.events()
    assert "invited" in door.events()


def test_what_let_somebody_in_once_is_gone_in_time(door: Door) -> None:
    accepted = door.first()
    owner = accepted.person.id
    keys.create(door.access, CONSOLE, {"name": "x", "owner": owner, "scopes": ["drafts:read"], "days": 5}, door.now)
    door.enter("nobody@example.nl", "x")
    sweep(door.access, door.now)
    left = {kind: count(door, kind) for kind in (Session, Device, Link, UsedStep, Tally, ApiKey)}
    assert all(left.values())
    pass_days(door, 20)
    assert count(door, Session) == count(door, Link) == 0
    pass_days(door, 400)
    assert {kind: count(door, kind) for kind in left} == dict.fromkeys(left, 0) | {Tally: 1}
    assert accounts.find(door.access, owner).active


def test_an_account_that_nobody_uses_is_closed_after_a_year_and_erased_a_month_later(door: Door) -> None:
    door.first()
    eva = door.person("eva@example.nl", "editor").person
    never, _ = accounts.invite(
        door.access, CONSOLE, {"name": "Ina", "mail": "ina@example.nl", "roles": ["editor"]}, door.now
    )
    sweep(door.access, door.now)
    assert not any(each.closed for each in pass_days(door, 360))
    closed = {id for each in pass_days(door, 10) for id in each.closed}
    assert closed == {eva.id, never.id}
    erased = {id for each in pass_days(door, 50) for id in each.erased}
    assert erased == {eva.id, never.id}
    assert b"ina@example.nl" not in door.kept()


def test_who_comes_in_now_and_then_stays_and_so_does_the_last_administrator(door: Door) -> None:
    anna = door.first().person
    eva = door.person("eva@example.nl", "editor").person
    sweep(door.access, door.now)
    for _ in range(6):
        pass_days(door, 100)
        door.welcome(eva)
    assert accounts.find(door.access, eva.id).active
    assert accounts.find(door.access, anna.id).active


@pytest.mark.parametrize("away", [timedelta(days=3_000), timedelta(days=-3_000), timedelta(days=32)])
def test_a_jump_of_the_clock_erases_nobody_and_forgets_nothing(door: Door, away: timedelta) -> None:
    door.first()
    eva = door.person("eva@example.nl", "editor").person
    sweep(door.access, door.now)
    before, back = log.events(door.access, CONSOLE, 99), door.now
    door.now += away
    assert sweep(door.access, door.now) == Swept()
    door.now = back + timedelta(minutes=1)
    assert sweep(door.access, door.now) == Swept()
    assert log.events(door.access, CONSOLE, 99) == before
    with door.access.people.reading() as book:
        assert book.find(Person, eva.id) == eva


def test_it_works_once_a_day(door: Door) -> None:
    door.first()
    sweep(door.access, door.now)
    links_before = count(door, Link)
    door.now += timedelta(hours=23)
    assert sweep(door.access, door.now) == Swept()
    assert count(door, Link) == links_before
