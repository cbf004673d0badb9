"""Coming in and being refused: one answer, one computation, and nobody locks out somebody else."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from directory.access import accounts, devices
from directory.access.passphrases import LONGEST
from directory.access.signing import Attempt, Refused, Wait, Welcome, confirm, sign_in
from directory.access.throttling import ACCOUNT, CODE, DEVICE, PAIR
from directory.errors import Unavailable
from directory.model.person import Device, Person
from directory.permissions import CONSOLE
from tests.access.door import NEXT, PASSPHRASE, Counting, Door


@pytest.fixture
def staffed(door: Door) -> Door:
    """Anna administers, Eva edits without a second factor."""
    door.first()
    door.person("eva@example.nl", "editor")
    return door


def anna(door: Door) -> Person:
    return accounts.find(door.access, "anna@example.nl")


def networks(number: int) -> str:
    return f"203.0.{number // 250}.{number % 250}"


def test_somebody_comes_in_with_all_that_is_asked(staffed: Door) -> None:
    found = staffed.enter(" EVA@Example.nl ")
    assert isinstance(found, Welcome)
    assert staffed.here(found.token).person.name == "Eva"
    assert staffed.events()[-1] == "signed-in"
    assert isinstance(staffed.welcome(anna(staffed)), Welcome)


def test_whatever_is_wrong_the_answer_and_the_work_are_the_same(staffed: Door) -> None:
    staffed.person("dirk@example.nl", "editor")
    closed = accounts.find(staffed.access, "dirk@example.nl")
    accounts.disable(staffed.access, CONSOLE, closed.id, staffed.now)
    accounts.invite(
        staffed.access, CONSOLE, {"name": "Ina", "mail": "ina@example.nl", "roles": ["editor"]}, staffed.now
    )
    reset = staffed.person("rik@example.nl", "reviewer").person
    accounts.reset_second_factor(staffed.access, CONSOLE, reset.id, staffed.now)
    tries = {
        "unknown": ("nobody@example.nl", PASSPHRASE, ""),
        "wrong passphrase": ("eva@example.nl", PASSPHRASE + "x", ""),
        "wrong passphrase, with a code": ("anna@example.nl", PASSPHRASE + "x", staffed.code(anna(staffed))),
        "no code": ("anna@example.nl", PASSPHRASE, ""),
        "wrong code": ("anna@example.nl", PASSPHRASE, "000000"),
        "closed": ("dirk@example.nl", PASSPHRASE, ""),
        "not here yet": ("ina@example.nl", PASSPHRASE, ""),
        "second factor awaited": ("rik@example.nl", PASSPHRASE, ""),
        "empty": ("", "", ""),
        "too long": ("eva@example.nl", "q" * (LONGEST * 100), ""),
        "odd": ("eva@example.nl\0\ud800", "\ud800\0", "\ud800"),
    }
    hasher = staffed.hasher
    assert isinstance(hasher, Counting)
    for number, (name, typed) in enumerate(tries.items()):
        before = (hasher.verified, hasher.hashed)
        assert staffed.enter(*typed, network=networks(number)) == Refused(), name
        # The very first try of a process makes the hash that nobody's passphrase fits.
        assert (hasher.verified - before[0], hasher.hashed - before[1]) in ((1, 0), (1, 1 if number == 0 else 0)), name


def test_who_has_to_wait_does_not_depend_on_whether_there_is_such_an_account(staffed: Door) -> None:
    told = {}
    for mail in ("eva@example.nl", "anna@example.nl", "nobody@example.nl"):
        told[mail] = []
        for _ in range(PAIR.free + 4):
            found = staffed.enter(mail, "niet de goede zin", network=f"net of {mail}")
            told[mail].append(found)
            staffed.now += timedelta(seconds=1)
    first, *others = told.values()
    assert any(isinstance(each, Wait) for each in first)
    assert all(other == first for other in others)


def test_a_wait_costs_no_computation_and_grows(staffed: Door) -> None:
    waits = []
    for _ in range(PAIR.free + 6):
        while isinstance(found := staffed.enter("eva@example.nl", "niet de goede zin"), Wait):
            assert found.seconds
            before = staffed.hasher.verified  # type: ignore[attr-defined]
            assert isinstance(staffed.enter("eva@example.nl"), Wait)
            assert staffed.hasher.verified == before  # type: ignore[attr-defined]
            waits.append(found.seconds)
            staffed.now += timedelta(seconds=found.seconds)
    assert waits == [1, 2, 4, 8, 16, 32]
    staffed.now += timedelta(seconds=64)
    assert isinstance(staffed.enter("eva@example.nl"), Welcome)
    # Then it begins anew.
    assert isinstance(staffed.enter("eva@example.nl", "niet de goede zin"), Refused)


WRONG = "niet de goede zin"


def attack(door: Door, mail: str, times: int, *, code: str = "", passphrase: str = WRONG) -> int:
    """So many tries, each from another network, as fast as is let through; how many were looked at."""
    seen = 0
    for number in range(times):
        door.now += timedelta(seconds=1)
        seen += isinstance(door.enter(mail, passphrase, code, network=networks(number)), Refused)
    return seen


def test_from_a_thousand_networks_an_account_is_tried_a_hundred_times_at_most(staffed: Door) -> None:
    looked_at = attack(staffed, "eva@example.nl", 60)
    assert looked_at < 20
    for number in range(120):
        staffed.now += timedelta(hours=2)
        looked_at += isinstance(staffed.enter("eva@example.nl", "x", network=networks(number)), Refused)
    assert looked_at == ACCOUNT.closed
    staffed.now += timedelta(days=10)
    assert staffed.enter("eva@example.nl", network="new") == Wait(seconds=None)


def test_who_holds_the_second_factor_comes_in_while_others_fail(staffed: Door) -> None:
    attack(staffed, "anna@example.nl", 60)
    attack(staffed, "anna@example.nl", 105, code="123456")
    assert isinstance(staffed.enter("anna@example.nl", network="new"), Wait)
    assert isinstance(staffed.welcome(anna(staffed), network="new"), Welcome)
    # And from the very network where somebody else fails.
    for _ in range(20):
        staffed.now += timedelta(seconds=2)
        staffed.enter("anna@example.nl", "niet de goede zin", network="office")
    assert isinstance(staffed.enter("anna@example.nl", network="office"), Wait)
    assert isinstance(staffed.welcome(anna(staffed), network="office"), Welcome)


def test_who_comes_with_a_browser_that_is_known_comes_in_while_others_fail(staffed: Door) -> None:
    before = staffed.enter("eva@example.nl")
    assert isinstance(before, Welcome)
    attack(staffed, "eva@example.nl", 60)
    for _ in range(20):
        staffed.enter("eva@example.nl", "niet de goede zin", network="office")
    assert isinstance(staffed.enter("eva@example.nl", network="office"), Wait)
    after = staffed.enter("eva@example.nl", network="office", device=before.device)
    assert isinstance(after, Welcome)
    assert after.device == before.device


def test_a_dummy_code_is_no_way_around_the_wait_of_who_has_no_second_factor(staffed: Door) -> None:
    attack(staffed, "eva@example.nl", 60)
    assert isinstance(staffed.enter("eva@example.nl", network="new"), Wait)
    assert isinstance(staffed.enter("eva@example.nl", code="000000", network="new"), Refused)


def test_who_knows_the_passphrase_does_not_guess_codes_for_long(staffed: Door) -> None:
    person = anna(staffed)
    for number in range(15):
        staffed.now += timedelta(seconds=CODE.longest_s + 1)
        staffed.enter("anna@example.nl", code="000000", network=networks(number))
    # A stranger with the right code of this moment is not told apart from those who guess.
    staffed.now += NEXT
    assert isinstance(staffed.enter("anna@example.nl", code=staffed.code(person), network="new"), Refused)
    staffed.now += timedelta(seconds=CODE.longest_s)
    assert isinstance(staffed.welcome(person, network="new"), Welcome)


def test_a_hundred_guessed_codes_close_the_door_for_strangers_but_not_for_paper_and_known_browsers(
    door: Door,
) -> None:
    accepted = door.first()
    for number in range(105):
        door.now += timedelta(seconds=CODE.longest_s + 1)
        assert isinstance(door.enter("anna@example.nl", code="000000", network=networks(number)), Refused)
    door.now += timedelta(days=2)
    person = accepted.person
    assert isinstance(door.enter("anna@example.nl", code=door.code(person), network="new"), Refused)
    assert isinstance(door.enter("anna@example.nl", code=door.code(person), device=accepted.device), Welcome)
    assert isinstance(door.enter("anna@example.nl", code=accepted.recovery[0], network="new"), Welcome)


def test_a_known_browser_that_guesses_is_a_stranger_again(staffed: Door) -> None:
    welcome = staffed.enter("eva@example.nl")
    assert isinstance(welcome, Welcome)
    looked_at = 0
    for _ in range(30):
        staffed.now += timedelta(seconds=DEVICE.longest_s)
        looked_at += isinstance(staffed.enter("eva@example.nl", "niet de goede zin", device=welcome.device), Refused)
    attack(staffed, "eva@example.nl", 60)
    assert isinstance(staffed.enter("eva@example.nl", device=welcome.device, network="new"), Wait)


def test_a_known_browser_is_so_for_its_own_person_only_and_for_half_a_year(staffed: Door) -> None:
    eva = staffed.enter("eva@example.nl")
    assert isinstance(eva, Welcome)
    attack(staffed, "anna@example.nl", 60)
    assert isinstance(staffed.enter("anna@example.nl", device=eva.device, network="new"), Wait)
    staffed.now += timedelta(days=181)
    attack(staffed, "eva@example.nl", 60)
    assert isinstance(staffed.enter("eva@example.nl", device=eva.device, network="new"), Wait)


def test_no_more_browsers_are_known_than_somebody_uses(staffed: Door) -> None:
    first = staffed.enter("eva@example.nl")
    assert isinstance(first, Welcome)
    for _ in range(devices.MOST + 5):
        staffed.now += timedelta(days=1)
        assert isinstance(staffed.enter("eva@example.nl"), Welcome)
    with staffed.access.people.reading() as book:
        assert len(book.all(Device, first.person.id)) == devices.MOST
        assert devices.recognize(book, first.person, first.device, staffed.now) is None


def test_a_network_that_tries_many_names_is_slowed_down_and_others_are_not(staffed: Door) -> None:
    looked_at = 0
    for number in range(100):
        staffed.now += timedelta(seconds=2)
        looked_at += isinstance(staffed.enter(f"naam{number}@example.nl", network="spray"), Refused)
    assert looked_at < 50
    assert isinstance(staffed.enter("eva@example.nl", network="elsewhere"), Welcome)


@pytest.mark.parametrize("code", ["", "123456"])
def test_a_thousand_logins_in_one_second_are_mostly_not_computed(staffed: Door, code: str) -> None:
    known = staffed.enter("eva@example.nl")
    assert isinstance(known, Welcome)
    staffed.now += timedelta(seconds=30)
    before = staffed.hasher.verified  # type: ignore[attr-defined]

    def one(number: int) -> object:
        try:
            return staffed.enter(f"n{number % 50}@example.nl", "x", code, network=networks(number))
        except Unavailable as busy:
            # On a slow disk the queue may be longer than anybody waits: that is said, and nothing is computed.
            return Wait(seconds=int(busy.retry))

    with ThreadPoolExecutor(8) as many:
        found = [*many.map(one, range(1_000))]
    assert staffed.hasher.verified - before <= 30  # type: ignore[attr-defined]
    assert all(isinstance(each, Refused | Wait) for each in found)
    # In that same second somebody with a known browser comes in.
    assert isinstance(staffed.enter("eva@example.nl", device=known.device), Welcome)
    # And what was written about it does not grow with the flood.
    assert len(staffed.events()) < 60


def test_tries_at_the_same_moment_are_counted_one_by_one(staffed: Door) -> None:
    def one(number: int) -> object:
        while True:
            try:
                return staffed.enter("eva@example.nl", "x", network=networks(number))
            except Unavailable:
                # The disk is slow: whoever was told to try again does.
                continue

    with ThreadPoolExecutor(8) as many:
        found = [*many.map(one, range(40))]
    # A try that was counted and then found the file busy is one that failed.
    assert sum(isinstance(each, Refused) for each in found) <= ACCOUNT.free


@pytest.mark.parametrize("away", [timedelta(days=400), timedelta(days=-400), timedelta(hours=-1)])
def test_no_jump_of_the_clock_makes_anybody_wait_longer(staffed: Door, away: timedelta) -> None:
    back = staffed.now
    staffed.now = back + away
    for _ in range(PAIR.free + 3):
        staffed.enter("eva@example.nl", "niet de goede zin")
    staffed.now = back
    found = staffed.enter("eva@example.nl")
    assert isinstance(found, Welcome) or (isinstance(found, Wait) and (found.seconds or 0) <= PAIR.longest_s)
    staffed.now = back + timedelta(seconds=20)
    assert isinstance(staffed.enter("eva@example.nl"), Welcome)


def test_a_passphrase_is_hashed_anew_when_the_standard_rose(staffed: Door, tmp_path: Path) -> None:
    before = accounts.find(staffed.access, "eva@example.nl").passphrase
    later = Door(tmp_path, Counting(passes=2))
    assert isinstance(later.enter("eva@example.nl"), Welcome)
    after = accounts.find(later.access, "eva@example.nl").passphrase
    assert before != after
    assert isinstance(later.enter("eva@example.nl"), Welcome)
    assert accounts.find(later.access, "eva@example.nl").passphrase == after


def test_an_account_that_is_closed_while_the_hash_is_computed_lets_nobody_in(staffed: Door) -> None:
    eva = accounts.find(staffed.access, "eva@example.nl")

    class Meanwhile(Counting):
        def verify(self, hash: str | bytes, password: str | bytes) -> bool:
            accounts.disable(staffed.access, CONSOLE, eva.id, staffed.now)
            return super().verify(hash, password)

    staffed.access.passphrases._hasher = Meanwhile()
    assert isinstance(staffed.enter("eva@example.nl"), Refused)


def test_giving_the_passphrase_again_gives_the_session_a_new_number(staffed: Door) -> None:
    welcome = staffed.welcome(anna(staffed))
    staffed.now += timedelta(minutes=11)
    assert not staffed.here(welcome.token).actor.confirmed
    assert confirm(staffed.access, welcome.token, PASSPHRASE, "", staffed.now) == Refused()
    assert confirm(staffed.access, welcome.token, "x", staffed.code(anna(staffed)), staffed.now) == Refused()
    found = confirm(staffed.access, welcome.token, PASSPHRASE, staffed.code(anna(staffed)), staffed.now)
    assert isinstance(found, Welcome)
    assert staffed.who(welcome.token) is None
    assert staffed.here(found.token).actor.confirmed
    assert found.session.id == welcome.session.id


def test_a_session_in_which_the_passphrase_is_guessed_ends(staffed: Door) -> None:
    welcome = staffed.enter("eva@example.nl")
    assert isinstance(welcome, Welcome)
    for _ in range(10):
        staffed.now += timedelta(seconds=61)
        confirm(staffed.access, welcome.token, "x", "", staffed.now)
    assert staffed.who(welcome.token) is not None
    assert confirm(staffed.access, welcome.token, PASSPHRASE, "", staffed.now) == Wait(seconds=None)
    assert staffed.who(welcome.token) is None
    assert confirm(staffed.access, welcome.token, PASSPHRASE, "", staffed.now) == Refused()


@settings(max_examples=12)
@given(st.lists(st.tuples(st.sampled_from(["a", "b", "c"]), st.booleans(), st.integers(-3_600, 7_200)), max_size=40))
def test_whatever_strangers_do_the_account_is_never_tried_more_than_its_limit(
    tmp_path_factory: pytest.TempPathFactory, tries: list[tuple[str, bool, int]]
) -> None:
    door = Door(tmp_path_factory.mktemp("door"))
    door.first()
    person = anna(door)
    for network, with_code, seconds in tries:
        door.now += timedelta(seconds=seconds)
        attempt = Attempt(mail="anna@example.nl", passphrase="x", code="000000" if with_code else "", network=network)
        assert not isinstance(sign_in(door.access, attempt, door.now), Welcome)
    door.now += timedelta(minutes=1)
    assert isinstance(door.welcome(person, network="z"), Welcome)
