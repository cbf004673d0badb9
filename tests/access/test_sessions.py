"""Who is at the desk, and for how long."""

from datetime import timedelta

import pytest

from directory.access import accounts, own, sessions
from directory.access.signing import Welcome
from directory.errors import Conflict, Forbidden, Invalid
from directory.permissions import CONSOLE, Actor
from tests.access.door import NOW, PASSPHRASE, Door

OTHER = "een heel andere zin"


@pytest.fixture
def staffed(door: Door) -> Door:
    """Anna administers, Eva edits."""
    door.first()
    door.person("eva@example.nl", "editor")
    return door


def enter(door: Door, mail: str = "eva@example.nl") -> Welcome:
    found = door.enter(mail)
    assert isinstance(found, Welcome)
    return found


def test_a_session_ends_after_half_an_hour_without_a_request(staffed: Door) -> None:
    token = enter(staffed).token
    for _ in range(5):
        staffed.now += timedelta(minutes=30)
        assert staffed.who(token) is not None
    staffed.now += timedelta(minutes=30, seconds=1)
    assert staffed.who(token) is None


def test_a_session_ends_after_twelve_hours_in_any_case(staffed: Door) -> None:
    token = enter(staffed).token
    for _ in range(12 * 4):
        staffed.now += timedelta(minutes=15)
        assert staffed.who(token) is not None
    staffed.now += timedelta(seconds=1)
    assert staffed.who(token) is None


def test_looking_often_writes_once_a_minute(staffed: Door) -> None:
    token = enter(staffed).token
    for seconds, seen in ((59, 0), (1, 60), (30, 60), (30, 120)):
        staffed.now += timedelta(seconds=seconds)
        assert staffed.here(token).session.seen - NOW == timedelta(seconds=seen)


@pytest.mark.parametrize("away", [timedelta(hours=-1), timedelta(days=-300), timedelta(days=1)])
def test_a_session_does_not_outlive_a_jump_of_the_clock(staffed: Door, away: timedelta) -> None:
    token = enter(staffed).token
    staffed.now += away
    assert staffed.who(token) is None


def test_a_session_of_a_clock_that_ran_ahead_ends_when_it_is_put_back(staffed: Door) -> None:
    token = enter(staffed).token
    staffed.now += timedelta(minutes=29)
    assert staffed.who(token) is not None
    staffed.now -= timedelta(minutes=29)
    assert staffed.who(token) is None


@pytest.mark.parametrize("token", ["", "0" * 64, "x", "\ud800", "\0"])
def test_what_is_no_token_of_ours_lets_nobody_in(staffed: Door, token: str) -> None:
    enter(staffed)
    assert staffed.who(token) is None
    assert not sessions.sign_out(staffed.access, token, staffed.now)


def test_neither_the_hash_nor_the_public_id_lets_anybody_in(staffed: Door) -> None:
    welcome = enter(staffed)
    assert staffed.who(welcome.session.hash) is None
    assert staffed.who(welcome.session.id) is None


def test_a_number_that_somebody_had_before_is_never_theirs_after(staffed: Door) -> None:
    planted = enter(staffed).token
    later = enter(staffed)
    assert later.token != planted
    sessions.sign_out(staffed.access, planted, staffed.now)
    assert staffed.who(planted) is None
    assert staffed.who(later.token) is not None
    assert len(later.token) * 4 >= 128


def test_signing_out_ends_this_session_and_no_other(staffed: Door) -> None:
    one, two = enter(staffed), enter(staffed)
    assert sessions.sign_out(staffed.access, one.token, staffed.now)
    assert staffed.who(one.token) is None
    assert staffed.who(two.token) is not None


def test_a_new_passphrase_ends_all_other_sessions_and_gives_this_one_a_new_number(staffed: Door) -> None:
    one, two = enter(staffed), enter(staffed)
    for wrong, new, code in (
        (PASSPHRASE, "kort", "15"),
        ("x", OTHER, "not your"),
        (PASSPHRASE, "eva eva eva eva eva", "list"),
    ):
        with pytest.raises(Invalid, match=code):
            own.change_passphrase(staffed.access, staffed.here(one.token), wrong, new, staffed.now)
    changed = own.change_passphrase(staffed.access, staffed.here(one.token), PASSPHRASE, OTHER, staffed.now)
    assert staffed.who(one.token) is None
    assert staffed.who(two.token) is None
    assert staffed.here(changed.token).session.id == one.session.id
    assert not isinstance(staffed.enter("eva@example.nl"), Welcome)
    assert isinstance(staffed.enter("eva@example.nl", OTHER), Welcome)


def test_who_guesses_the_passphrase_in_somebody_elses_session_is_out_after_ten(staffed: Door) -> None:
    token = enter(staffed).token
    present = staffed.here(token)
    before = staffed.hasher.verified  # type: ignore[attr-defined]
    for _ in range(12):
        with pytest.raises(Invalid, match="not your"):
            own.change_passphrase(staffed.access, present, "x", OTHER, staffed.now)
        staffed.now += timedelta(seconds=61)
    assert staffed.hasher.verified - before == 10  # type: ignore[attr-defined]
    assert staffed.who(token) is None
    assert staffed.events().count("sessions-ended") == 1


def test_two_changes_at_once_do_not_undo_each_other(staffed: Door) -> None:
    welcome = enter(staffed)
    seen = staffed.here(welcome.token)
    own.change_passphrase(staffed.access, seen, PASSPHRASE, OTHER, staffed.now)
    with pytest.raises(Conflict):
        own.change_passphrase(staffed.access, seen, PASSPHRASE, OTHER + " nog", staffed.now)


def test_other_roles_end_every_session(staffed: Door) -> None:
    token = staffed.person("rik@example.nl", "reviewer").token
    id = staffed.here(token).person.id
    accounts.change_roles(staffed.access, CONSOLE, id, {"roles": ["editor"]}, staffed.now)
    assert staffed.who(token) is None


def test_a_reviewer_who_is_let_go_is_out_at_once_while_their_work_waits(staffed: Door) -> None:
    accepted = staffed.person("rik@example.nl", "reviewer")
    assert "reviewer" in staffed.here(accepted.token).actor.roles
    accounts.disable(staffed.access, CONSOLE, accepted.person.id, staffed.now)
    assert staffed.who(accepted.token) is None
    assert not isinstance(staffed.enter("rik@example.nl", code=accepted.recovery[0]), Welcome)
    # Whose proposal it was can still be said.
    assert accounts.named(staffed.access, [accepted.person.id, "console"]) == {accepted.person.id: "Rik"}
    accounts.enable(staffed.access, CONSOLE, accepted.person.id, staffed.now)
    assert staffed.who(accepted.token) is None
    assert isinstance(staffed.enter("rik@example.nl", code=accepted.recovery[0]), Welcome)


def test_people_see_and_end_their_own_sessions_only(staffed: Door) -> None:
    one = staffed.enter("eva@example.nl")
    staffed.now += timedelta(minutes=1)
    two = enter(staffed)
    assert isinstance(one, Welcome)
    eva = staffed.here(two.token)
    listed = sessions.own(staffed.access, eva.person.id, staffed.now)
    assert [each.id for each in listed][:2] == [two.session.id, one.session.id]
    assert sessions.end(staffed.access, eva.actor, eva.person.id, staffed.now, id=one.session.id) == 1
    assert staffed.who(one.token) is None
    assert sessions.end(staffed.access, eva.actor, eva.person.id, staffed.now, id="of nobody") == 0
    rik = staffed.person("rik@example.nl", "reviewer")
    for actor in (eva.actor, Actor(id="a", roles=frozenset({"administrator"}))):
        with pytest.raises(Forbidden):
            sessions.end(staffed.access, actor, rik.person.id, staffed.now)
    # The id of somebody else's session is no way around it.
    assert sessions.end(staffed.access, eva.actor, eva.person.id, staffed.now, id=rik.session.id) == 0
    assert staffed.who(rik.token) is not None
    assert sessions.end(staffed.access, CONSOLE, rik.person.id, staffed.now) == 1
    assert staffed.who(rik.token) is None


def test_the_passphrase_counts_as_given_for_ten_minutes(staffed: Door) -> None:
    token = enter(staffed).token
    staffed.now += timedelta(minutes=10)
    assert staffed.here(token).actor.confirmed
    staffed.now += timedelta(seconds=1)
    assert not staffed.here(token).actor.confirmed


def test_what_a_browser_calls_itself_is_kept_short_and_clean(staffed: Door) -> None:
    with staffed.access.people.writing() as book:
        found = book.named("eva@example.nl")
        assert found is not None
        _, session = sessions.begin(book, staffed.access, found, "Fire\x00fox\u202e " + "x" * 500, staffed.now)
    assert session.label.startswith("Fire fox ")
    assert len(session.label) == 60
