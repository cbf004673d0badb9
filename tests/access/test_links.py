"""Links that work once: tampered with, used again, too old, taken back, raced for."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from directory.access import accounts, links
from directory.access.accepting import Accepted, accept
from directory.access.links import Offered
from directory.access.signing import Refused, Welcome
from directory.errors import Conflict, DirectoryError, Invalid, Unknown
from directory.permissions import CONSOLE
from tests.access.door import NEXT, PASSPHRASE, Door

OTHER = "een heel andere zin"


def invite(door: Door, *roles: str, mail: str = "bert@example.nl") -> Offered:
    raw = {"name": "Bert", "mail": mail, "roles": list(roles) or ["editor"]}
    return accounts.invite(door.access, CONSOLE, raw, door.now)[1]


def refused(door: Door, token: str) -> None:
    with pytest.raises(Unknown):
        links.look(door.access, token, door.now)
    with pytest.raises(Unknown):
        accept(door.access, token, {"passphrase": PASSPHRASE}, door.now)


def test_a_fresh_directory_lets_nobody_in_before_the_setup_link_is_used(door: Door) -> None:
    for mail in ("admin", "admin@example.nl", "", "root"):
        for passphrase in ("admin", "", "password", PASSPHRASE):
            assert not isinstance(door.enter(mail, passphrase, network=f"{mail}{passphrase}"), Welcome)
    assert not links.anyone(door.access)
    accepted = door.first()
    assert links.anyone(door.access)
    assert accepted.person.roles == ("administrator",)
    assert len(accepted.recovery) == 10
    assert door.here(accepted.token).actor.confirmed


def test_the_first_administrator_has_a_second_factor_and_a_name(door: Door) -> None:
    offered = links.offer_setup(door.access, door.now)
    opened = links.look(door.access, offered.token, door.now)
    assert opened.enrolment is not None
    sealed, code = opened.enrolment.sealed, door.code_of(opened.enrolment.secret)
    whole = {"name": "Anna", "mail": "anna@example.nl", "passphrase": PASSPHRASE, "sealed": sealed, "code": code}
    for missing in ("name", "mail", "sealed", "passphrase"):
        with pytest.raises(Invalid):
            accept(door.access, offered.token, {k: v for k, v in whole.items() if k != missing}, door.now)
    for more in ({"roles": ["administrator"]}, {"disabled": None}, {"id": "x"}):
        with pytest.raises(Invalid):
            accept(door.access, offered.token, whole | more, door.now)
    door.now += NEXT
    code = door.code_of(opened.enrolment.secret)
    assert accept(door.access, offered.token, whole | {"code": code}, door.now).person.name == "Anna"


def test_the_first_administrator_takes_no_address_of_somebody_who_was_invited(door: Door) -> None:
    invite(door)
    offered = links.offer_setup(door.access, door.now)
    with pytest.raises(Conflict, match="another"):
        door.take(offered, name="Anna", mail="BERT@example.nl")
    assert door.take(offered, name="Anna", mail="anna@example.nl")


def test_a_setup_link_works_once_and_never_beside_an_administrator(door: Door) -> None:
    offered = links.offer_setup(door.access, door.now)
    door.take(offered, name="Anna", mail="anna@example.nl")
    refused(door, offered.token)
    with pytest.raises(Conflict):
        links.offer_setup(door.access, door.now)


def test_of_two_who_use_the_setup_link_at_once_one_becomes_administrator(door: Door) -> None:
    offered = links.offer_setup(door.access, door.now)
    opened = links.look(door.access, offered.token, door.now)
    assert opened.enrolment is not None
    given = {"passphrase": PASSPHRASE, "sealed": opened.enrolment.sealed, "code": door.code_of(opened.enrolment.secret)}

    def one(number: int) -> Accepted | DirectoryError:
        try:
            raw = {**given, "name": f"A{number}", "mail": f"a{number}@example.nl"}
            return accept(door.access, offered.token, raw, door.now)
        except DirectoryError as error:
            return error

    with ThreadPoolExecutor(3) as both:
        found = [*both.map(one, range(3))]
    assert sum(isinstance(each, Accepted) for each in found) == 1
    assert len(accounts.people(door.access, CONSOLE)) == 1


def test_a_new_setup_link_takes_the_place_of_the_one_before(door: Door) -> None:
    one, two = (links.offer_setup(door.access, door.now) for _ in range(2))
    refused(door, one.token)
    assert links.look(door.access, two.token, door.now).must_enrol


def test_a_tampered_link_opens_nothing(door: Door) -> None:
    door.first()
    token = invite(door).token
    for at in (0, 31, 63):
        other = "0" if token[at] != "0" else "1"
        refused(door, token[:at] + other + token[at + 1 :])
    for odd in ("", token[:-1], token + "0", token.upper(), f" {token}", "\ud800", "%00", "../" + token):
        refused(door, odd)
    assert links.look(door.access, token, door.now).person is not None


def test_an_invitation_is_used_once(door: Door) -> None:
    door.first()
    offered = invite(door)
    links.look(door.access, offered.token, door.now)
    door.take(offered)
    refused(door, offered.token)
    assert isinstance(door.enter("bert@example.nl"), Welcome)


@pytest.mark.parametrize(("after", "works"), [(6.9, True), (7.1, False), (-0.1, False), (400, False)])
def test_an_invitation_lives_a_week_by_a_clock_that_runs_forward(door: Door, after: float, works: bool) -> None:
    door.first()
    offered = invite(door)
    door.now += timedelta(days=after)
    if works:
        assert door.take(offered)
    else:
        refused(door, offered.token)


def test_an_invited_reviewer_sets_up_a_second_factor(door: Door) -> None:
    door.first()
    offered = invite(door, "reviewer")
    opened = links.look(door.access, offered.token, door.now)
    assert opened.must_enrol
    with pytest.raises(Invalid, match="app"):
        accept(door.access, offered.token, {"passphrase": PASSPHRASE}, door.now)
    assert door.take(offered).person.secret


def test_an_invited_editor_may_and_then_a_short_passphrase_will_do(door: Door) -> None:
    door.first()
    offered = invite(door)
    opened = links.look(door.access, offered.token, door.now)
    assert opened.enrolment is not None
    assert not opened.must_enrol
    with pytest.raises(Invalid, match="15"):
        accept(door.access, offered.token, {"passphrase": "hjkd82jq"}, door.now)
    more = {"sealed": opened.enrolment.sealed, "code": door.code_of(opened.enrolment.secret)}
    assert accept(door.access, offered.token, {"passphrase": "hjkd82jq", **more}, door.now).person.secret


def test_what_was_sealed_with_another_link_sets_up_nothing(door: Door) -> None:
    door.first()
    one, two = invite(door, "reviewer"), invite(door, "reviewer", mail="cor@example.nl")
    opened = links.look(door.access, one.token, door.now)
    assert opened.enrolment is not None
    raw = {"passphrase": PASSPHRASE, "sealed": opened.enrolment.sealed, "code": door.code_of(opened.enrolment.secret)}
    with pytest.raises(Invalid, match="again"):
        accept(door.access, two.token, raw, door.now)


def test_a_weak_passphrase_leaves_the_link_as_it_was(door: Door) -> None:
    door.first()
    offered = invite(door)
    for weak in ("kort", "bert bert bert bert", "gids.example gids", "x" * 300, "welkomwelkomwelkom"):
        with pytest.raises(Invalid):
            door.take(offered, passphrase=weak)
    assert door.take(offered)


def test_a_link_at_which_codes_are_guessed_is_gone_after_ten(door: Door) -> None:
    accepted = door.first()
    bert = door.person("bert@example.nl", "reviewer").person
    offered = accounts.reset_passphrase(door.access, CONSOLE, bert.id, door.now)
    tries = 0
    for _ in range(30):
        door.now += timedelta(seconds=61)
        try:
            accept(door.access, offered.token, {"passphrase": OTHER, "code": "000000"}, door.now)
        except Invalid:
            tries += 1
        except Unknown:
            break
    assert tries == 10
    refused(door, offered.token)
    assert door.events().count("link-refused") == 10
    assert accepted.person.active


def test_wrong_answers_to_a_link_wait_longer_each_time(door: Door) -> None:
    door.first()
    bert = door.person("bert@example.nl", "reviewer").person
    offered = accounts.reset_passphrase(door.access, CONSOLE, bert.id, door.now)
    told = []
    for _ in range(6):
        with pytest.raises(Invalid) as wrong:
            accept(door.access, offered.token, {"passphrase": OTHER, "code": "000000"}, door.now)
        told.append(wrong.value.faults[0].code)
    assert told == ["code.wrong"] * 3 + ["slow-down"] * 3


def test_of_two_who_use_an_invitation_at_once_one_comes_in(door: Door) -> None:
    door.first()
    offered = invite(door)

    def one(number: int) -> bool:
        try:
            return bool(accept(door.access, offered.token, {"passphrase": f"{PASSPHRASE} {number}"}, door.now))
        except DirectoryError:
            return False

    with ThreadPoolExecutor(3) as both:
        assert sum(both.map(one, range(3))) == 1


def test_a_new_passphrase_by_link_still_asks_for_the_second_factor(door: Door) -> None:
    door.first()
    bert = door.person("bert@example.nl", "reviewer")
    offered = accounts.reset_passphrase(door.access, CONSOLE, bert.person.id, door.now)
    opened = links.look(door.access, offered.token, door.now)
    assert (opened.code, opened.enrolment, opened.current) == (True, None, False)
    for code in ("", "000000", door.code(bert.person)):
        with pytest.raises(Invalid):
            accept(door.access, offered.token, {"passphrase": OTHER, "code": code}, door.now)
    assert door.who(bert.token) is not None
    door.now += NEXT
    accept(door.access, offered.token, {"passphrase": OTHER, "code": door.code(bert.person)}, door.now)
    assert door.who(bert.token) is None
    assert door.enter("bert@example.nl", code=bert.recovery[0]) == Refused()
    assert isinstance(door.enter("bert@example.nl", OTHER, bert.recovery[0]), Welcome)


def test_a_code_on_paper_does_for_a_new_passphrase_too(door: Door) -> None:
    door.first()
    bert = door.person("bert@example.nl", "reviewer")
    offered = accounts.reset_passphrase(door.access, CONSOLE, bert.person.id, door.now)
    assert accept(door.access, offered.token, {"passphrase": OTHER, "code": bert.recovery[0]}, door.now)


def test_a_reset_second_factor_is_not_skipped(door: Door) -> None:
    door.first()
    bert = door.person("bert@example.nl", "reviewer")
    old = door.code(bert.person)
    offered = accounts.reset_second_factor(door.access, CONSOLE, bert.person.id, door.now)
    assert door.who(bert.token) is None
    door.now += NEXT
    for code in ("", old, door.code(bert.person), bert.recovery[0]):
        assert door.enter("bert@example.nl", code=code) == Refused()
    with pytest.raises(Invalid):
        door.take(offered, passphrase=OTHER)
    door.now += timedelta(minutes=1)
    accepted = door.take(offered)
    assert accepted.person.secret
    assert set(accepted.recovery).isdisjoint(bert.recovery)
    assert isinstance(door.welcome(accepted.person), Welcome)


def test_who_lost_both_gets_a_new_passphrase_only_together_with_a_new_second_factor(door: Door) -> None:
    door.first()
    bert = door.person("bert@example.nl", "editor", "reviewer")
    factor = accounts.reset_second_factor(door.access, CONSOLE, bert.person.id, door.now)
    offered = accounts.reset_passphrase(door.access, CONSOLE, bert.person.id, door.now)
    with pytest.raises(Invalid):
        accept(door.access, offered.token, {"passphrase": OTHER}, door.now)
    door.now += timedelta(minutes=1)
    accepted = door.take(offered, passphrase=OTHER)
    assert accepted.person.secret
    assert not accepted.person.awaited
    refused(door, factor.token)


def test_the_links_of_who_is_let_go_open_nothing(door: Door) -> None:
    door.first()
    bert = door.person("bert@example.nl", "editor").person
    offered = accounts.reset_passphrase(door.access, CONSOLE, bert.id, door.now)
    accounts.disable(door.access, CONSOLE, bert.id, door.now)
    refused(door, offered.token)
    accounts.enable(door.access, CONSOLE, bert.id, door.now)
    refused(door, offered.token)
