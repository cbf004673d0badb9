"""Codes of the app and on paper: each once, whatever the clock does."""

from datetime import timedelta

import pytest

from directory.access import Vault, own
from directory.access.second_factor import step_of
from directory.access.signing import Refused, Welcome
from directory.errors import Conflict, Damaged, Forbidden, Invalid
from directory.model.person import Person
from tests.access.door import NEXT, NOW, PASSPHRASE, Door


def test_a_code_works_once(door: Door) -> None:
    anna = door.first().person
    door.now += NEXT
    code = door.code(anna)
    assert isinstance(door.enter("anna@example.nl", code=code), Welcome)
    for seconds in (0, 5, 29, 59):
        door.now += timedelta(seconds=seconds)
        assert isinstance(door.enter("anna@example.nl", code=code), Refused)


def test_the_first_code_of_an_app_is_used_up_by_setting_it_up(door: Door) -> None:
    anna = door.first().person
    assert isinstance(door.enter("anna@example.nl", code=door.code(anna)), Refused)


@pytest.mark.parametrize(("seconds", "works"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)])
def test_a_clock_of_a_phone_may_be_one_step_off(door: Door, seconds: int, works: bool) -> None:
    secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
    door.now = NOW + timedelta(seconds=seconds)
    code = door.code_of(secret)
    assert (step_of(secret, code, NOW) is not None) is works


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "１２３４５６", "12 34", "-12345", "\ud800"])
def test_what_is_no_code_is_none(typed: str) -> None:
    assert step_of("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", typed, NOW) is None


def test_a_code_may_be_typed_with_a_space(door: Door) -> None:
    code = door.code_of("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    assert step_of("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", f" {code[:3]} {code[3:]} ", NOW) is not None


@pytest.mark.parametrize("away", [timedelta(days=1), timedelta(days=-1), timedelta(days=170), timedelta(minutes=-10)])
def test_a_clock_that_jumped_and_came_back_locks_nobody_out_and_revives_no_code(door: Door, away: timedelta) -> None:
    anna = door.first().person
    used = door.welcome(anna)
    back, code = door.now, door.code(anna)
    door.now = back + away
    there = door.enter("anna@example.nl", code=door.code(anna))
    assert isinstance(there, Welcome)
    door.now = back + timedelta(seconds=1)
    assert isinstance(door.enter("anna@example.nl", code=code), Refused)
    assert isinstance(door.welcome(anna), Welcome)
    assert used.recovery_left == 10


def test_a_code_on_paper_works_once_and_is_typed_as_it_comes(door: Door) -> None:
    accepted = door.first()
    assert len(set(accepted.recovery)) == 10
    one, two = accepted.recovery[:2]
    found = door.enter("anna@example.nl", code=one)
    assert isinstance(found, Welcome)
    assert found.recovery_left == 9
    assert isinstance(door.enter("anna@example.nl", code=one), Refused)
    again = door.enter("anna@example.nl", code=f" {two.upper().replace('-', ' ')} ")
    assert isinstance(again, Welcome)
    assert again.recovery_left == 8
    assert door.events().count("recovery-used") == 2


def test_a_code_on_paper_is_of_one_person_only(door: Door) -> None:
    anna, bert = door.first(), door.person("bert@example.nl", "reviewer")
    assert isinstance(door.enter("bert@example.nl", code=anna.recovery[0]), Refused)
    assert isinstance(door.enter("bert@example.nl", code=bert.recovery[0]), Welcome)


def test_new_codes_on_paper_replace_the_old_ones(door: Door) -> None:
    accepted = door.first()
    present = door.here(accepted.token)
    fresh = own.renew_codes(door.access, present, door.now)
    assert isinstance(door.enter("anna@example.nl", code=accepted.recovery[0]), Refused)
    assert isinstance(door.enter("anna@example.nl", code=fresh[0]), Welcome)


def test_neither_secrets_nor_codes_nor_links_stand_in_the_file(door: Door) -> None:
    accepted = door.first()
    welcome = door.welcome(accepted.person)
    kept = door.kept()
    secret = door.secrets[accepted.person.id]
    tokens = (accepted.token, accepted.device, welcome.token, welcome.device)
    for each in (PASSPHRASE, secret, *accepted.recovery, *tokens, "198.51.100.7"):
        assert each.encode() not in kept
        assert each.replace("-", "").encode() not in kept


def test_a_secret_in_the_row_of_somebody_else_opens_nothing(door: Door) -> None:
    anna = door.first().person
    bert = door.person("bert@example.nl", "reviewer").person
    with door.access.people.writing() as book:
        stolen = book.find(Person, anna.id)
        assert stolen is not None
        assert stolen.secret is not None
        with pytest.raises(Damaged, match="key"):
            door.access.vault.open(bert.id, stolen.secret)


def test_with_another_key_no_secret_opens_and_it_is_said(door: Door) -> None:
    anna = door.first().person
    stranger = Vault(lambda: b"k" * 32)
    with pytest.raises(Damaged, match="key"):
        stranger.open(anna.id, anna.secret or "")
    assert stranger.name("account", "anna@example.nl") != door.access.vault.name("account", "anna@example.nl")


def test_the_code_of_setting_up_again_is_used_up_too(door: Door) -> None:
    accepted = door.first()
    door.now += NEXT
    present = door.here(accepted.token)
    enrolment = own.offer_second_factor(door.access, present, door.now)
    code = door.code_of(enrolment.secret)
    changed = own.enrol(door.access, present, enrolment.sealed, code, door.now)
    with pytest.raises(Invalid, match="used"):
        own.enrol(door.access, door.here(changed.token), enrolment.sealed, code, door.now)


def test_an_editor_sets_up_an_app_and_then_needs_it(door: Door) -> None:
    door.first()
    accepted = door.person("eva@example.nl", "editor")
    present = door.here(accepted.token)
    enrolment = own.offer_second_factor(door.access, present, door.now)
    assert "gids.example" in enrolment.uri
    with pytest.raises(Invalid, match="code"):
        own.enrol(door.access, present, enrolment.sealed, "000000", door.now)
    changed = own.enrol(door.access, present, enrolment.sealed, door.code_of(enrolment.secret), door.now)
    assert len(changed.recovery) == 10
    assert door.who(accepted.token) is None
    assert door.here(changed.token).person.secret is not None
    assert isinstance(door.enter("eva@example.nl"), Refused)
    door.now += NEXT
    assert isinstance(door.enter("eva@example.nl", code=door.code_of(enrolment.secret)), Welcome)


def test_what_was_sealed_for_one_or_long_ago_sets_up_nothing(door: Door) -> None:
    anna, bert = door.first(), door.person("bert@example.nl", "reviewer")
    enrolment = own.offer_second_factor(door.access, door.here(anna.token), door.now)
    code = door.code_of(enrolment.secret)
    for sealed in (enrolment.sealed[:-4] + "AAAA", "", "\ud800", "gAAAA"):
        with pytest.raises(Invalid, match="again"):
            own.enrol(door.access, door.here(anna.token), sealed, code, door.now)
    with pytest.raises(Invalid, match="again"):
        own.enrol(door.access, door.here(bert.token), enrolment.sealed, code, door.now)
    present = door.here(anna.token)
    with pytest.raises(Invalid, match="again"):
        own.enrol(door.access, present, enrolment.sealed, code, door.now + timedelta(hours=2))


def test_who_needs_a_second_factor_cannot_do_without(door: Door) -> None:
    present = door.here(door.first().token)
    with pytest.raises(Conflict, match="second factor"):
        own.remove_second_factor(door.access, present, PASSPHRASE, door.now)


def test_an_editor_does_without_only_with_a_passphrase_that_is_good_alone(door: Door) -> None:
    door.first()
    accepted = door.person("eva@example.nl", "editor")
    enrolment = own.offer_second_factor(door.access, door.here(accepted.token), door.now)
    token = own.enrol(
        door.access, door.here(accepted.token), enrolment.sealed, door.code_of(enrolment.secret), door.now
    ).token
    token = own.change_passphrase(door.access, door.here(token), PASSPHRASE, "hjkd82jq", door.now).token
    with pytest.raises(Invalid, match="15"):
        own.remove_second_factor(door.access, door.here(token), "hjkd82jq", door.now)
    token = own.change_passphrase(door.access, door.here(token), "hjkd82jq", PASSPHRASE, door.now).token
    with pytest.raises(Invalid, match="not your"):
        own.remove_second_factor(door.access, door.here(token), PASSPHRASE + "x", door.now)
    changed = own.remove_second_factor(door.access, door.here(token), PASSPHRASE, door.now)
    assert changed.person.secret is None
    assert isinstance(door.enter("eva@example.nl"), Welcome)
    with pytest.raises(Conflict):
        own.renew_codes(door.access, door.here(changed.token), door.now)


def test_nothing_of_this_is_done_without_a_passphrase_of_a_moment_ago(door: Door) -> None:
    accepted = door.first()
    enrolment = own.offer_second_factor(door.access, door.here(accepted.token), door.now)
    door.now += timedelta(minutes=11)
    present = door.here(accepted.token)
    for deed in (
        lambda: own.offer_second_factor(door.access, present, door.now),
        lambda: own.enrol(door.access, present, enrolment.sealed, door.code_of(enrolment.secret), door.now),
        lambda: own.remove_second_factor(door.access, present, PASSPHRASE, door.now),
        lambda: own.renew_codes(door.access, present, door.now),
        lambda: own.change_passphrase(door.access, present, PASSPHRASE, "een heel andere zin", door.now),
    ):
        with pytest.raises(Forbidden) as told:
            deed()
        assert told.value.code == "forbidden.confirm"
