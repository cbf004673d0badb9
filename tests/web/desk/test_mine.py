"""One's own account over HTTP: passphrase, second factor, codes on paper, sessions; never those of somebody else."""

from collections.abc import Iterator
from datetime import timedelta

import pyotp
import pytest

from directory.access import sessions, signing
from directory.access.signing import Attempt, Welcome
from directory.gate.present import SESSION
from tests.conftest import Desk
from tests.web.desk.colleague import (
    PASSPHRASE,
    SAME_ORIGIN,
    SECRET,
    Colleague,
    access,
    code,
    hidden,
    hire,
    present,
    unconfirmed,
)

NEW = "berg kaars water fluit"
HOME = "/beheer/ik"


def in_another_browser(colleague: Colleague) -> str:
    with access(colleague.desk).people.writing() as book:
        token, _ = sessions.begin(book, access(colleague.desk), colleague.person, "Safari, iPhone", colleague.desk.now)
    return token


def comes_in(colleague: Colleague, passphrase: str, typed: str = "") -> bool:
    given = Attempt(mail=str(colleague.person.mail), passphrase=passphrase, code=typed)
    return isinstance(signing.sign_in(access(colleague.desk), given, colleague.desk.now), Welcome)


def number(answer: object) -> str:
    """The number of the session that an answer gives."""
    cookies = answer.headers.get_list("set-cookie")  # type: ignore[attr-defined]
    return str(next(each for each in cookies if each.startswith(SESSION))).partition("=")[2].partition(";")[0]


@pytest.fixture(autouse=True)
def _quiet(desk: Desk) -> Iterator[None]:
    yield
    assert not [line for line in desk.log.lines if PASSPHRASE in line or NEW in line or SECRET in line]


def test_everybody_sees_who_they_are_here_and_under_which_name_they_stand_in_history(desk: Desk) -> None:
    for role in ("editor", "reviewer", "administrator"):
        page = hire(desk, role).get(HOME)  # type: ignore[arg-type]
        assert page.status_code == 200
        assert f"persoon-{role}" in page.text
        assert f"{role}@example.nl" in page.text
    assert desk.client.get(HOME, follow_redirects=False).status_code == 303


def test_a_new_passphrase_ends_all_other_sessions_and_is_never_sent_back(desk: Desk) -> None:
    editor = hire(desk, "editor")
    other = in_another_browser(editor)
    for fields, said in (
        ({"secret-current": "verkeerd en lang genoeg", "secret-new": NEW}, "Dit is niet uw wachtzin."),
        ({"secret-current": PASSPHRASE, "secret-new": "kort"}, "te kort"),
        ({}, "te kort"),
    ):
        desk.now += timedelta(seconds=5)
        refused = editor.post(f"{HOME}/wachtzin", fields)
        assert refused.status_code == 400
        assert said in refused.text
        assert NEW not in refused.text
        assert 'aria-invalid="true"' in refused.text
    done = editor.post(f"{HOME}/wachtzin", {"secret-current": PASSPHRASE, "secret-new": NEW})
    assert done.headers["location"] == f"{HOME}?gedaan=passphrase"
    assert present(editor) is None
    assert sessions.who(access(desk), other, desk.now) is None
    assert sessions.who(access(desk), number(done), desk.now) is not None
    assert comes_in(editor, NEW)
    assert not comes_in(editor, PASSPHRASE)


def test_who_gave_the_passphrase_long_ago_is_asked_first_and_no_passphrase_waits_in_a_page(desk: Desk) -> None:
    editor = unconfirmed(hire(desk, "editor"))
    for path in ("wachtzin", "app"):
        assert editor.get(f"{HOME}/{path}").status_code == 403
    sent = editor.post(f"{HOME}/wachtzin", {"secret-current": PASSPHRASE, "secret-new": NEW})
    assert sent.headers["location"] == f"{HOME}/wachtzin"
    assert PASSPHRASE not in sent.text
    assert editor.post(f"{HOME}/codes").status_code == 403
    sent = {"secret-current": PASSPHRASE, "secret-new": NEW}
    for asked in (
        desk.client.post(f"{HOME}/wachtzin", data=sent, headers=SAME_ORIGIN),
        editor.post(f"{HOME}/wachtzin", {**sent, "_token": "of another session"}),
    ):
        assert asked.status_code in (401, 403)
        assert PASSPHRASE not in asked.text
        assert NEW not in asked.text
    assert comes_in(editor, PASSPHRASE)


def test_a_second_factor_is_set_up_with_its_first_code_and_gives_ten_codes_for_on_paper(desk: Desk) -> None:
    editor = hire(desk, "editor")
    page = editor.get(f"{HOME}/app").text
    assert "<svg" in page
    sealed, secret = hidden(page)["sealed"], page.partition('class="secret">')[2].partition("<")[0]
    wrong = editor.post(f"{HOME}/app", {"sealed": sealed, "code": "000000"})
    assert wrong.status_code == 400
    # Whoever scanned the square goes on with it.
    assert hidden(wrong.text)["sealed"] == sealed
    done = editor.post(f"{HOME}/app", {"sealed": sealed, "code": pyotp.TOTP(secret).at(desk.now)})
    assert done.text.count("<code>") == 10
    desk.now += timedelta(minutes=1)
    assert not comes_in(editor, PASSPHRASE)
    assert comes_in(editor, PASSPHRASE, pyotp.TOTP(secret).at(desk.now))


def test_a_second_factor_of_somebody_else_cannot_be_set_up(desk: Desk) -> None:
    one, other = hire(desk, "editor"), hire(desk, "editor", "ander")
    page = one.get(f"{HOME}/app").text
    secret = page.partition('class="secret">')[2].partition("<")[0]
    given = {"sealed": hidden(page)["sealed"], "code": pyotp.TOTP(secret).at(desk.now)}
    assert other.post(f"{HOME}/app", given).status_code == 400
    for odd in ("", "x", "9" * 900):
        assert other.post(f"{HOME}/app", {**given, "sealed": odd}).status_code == 400


def test_who_must_have_a_second_factor_keeps_it_and_who_may_do_without_can(desk: Desk) -> None:
    reviewer = hire(desk, "reviewer")
    assert "Zonder app" not in reviewer.get(f"{HOME}/app").text
    assert reviewer.post(f"{HOME}/app/weg", {"secret-passphrase": PASSPHRASE}).status_code == 412
    editor = hire(desk, "editor")
    page = editor.get(f"{HOME}/app").text
    secret = page.partition('class="secret">')[2].partition("<")[0]
    fields = {"sealed": hidden(page)["sealed"], "code": pyotp.TOTP(secret).at(desk.now)}
    token = number(editor.post(f"{HOME}/app", fields))
    again = sessions.who(access(desk), token, desk.now)
    assert again is not None
    editor = Colleague(desk, again.person, token, again.session)
    assert editor.post(f"{HOME}/app/weg", {"secret-passphrase": "niet de goede, wel lang"}).status_code == 400
    desk.now += timedelta(seconds=5)
    assert (
        editor.post(f"{HOME}/app/weg", {"secret-passphrase": PASSPHRASE}).headers["location"] == f"{HOME}?gedaan=saved"
    )
    assert comes_in(editor, PASSPHRASE)


def test_new_codes_for_on_paper_take_the_place_of_the_old_ones(desk: Desk) -> None:
    reviewer = hire(desk, "reviewer")
    assert "0 codes op papier" in reviewer.get(HOME).text
    assert reviewer.post(f"{HOME}/codes").text.count("<code>") == 10
    assert "10 codes op papier" in reviewer.get(HOME).text
    assert hire(desk, "editor").post(f"{HOME}/codes").status_code == 412


def test_sessions_are_ended_one_by_one_or_all_others_and_only_ones_own(desk: Desk) -> None:
    editor, other = hire(desk, "editor"), hire(desk, "reviewer")
    phone = in_another_browser(editor)
    page = editor.get(HOME).text
    assert "Safari, iPhone" in page
    assert "dit bent u nu" in page
    assert other.session.id not in page
    for id in (other.session.id, "x", "%00"):
        assert editor.post(f"{HOME}/sessies/{id}").status_code == 404
    assert present(other) is not None
    editor.post(f"{HOME}/sessies")
    assert sessions.who(access(desk), phone, desk.now) is None
    assert present(editor) is not None
    assert editor.post(f"{HOME}/sessies/{editor.session.id}").headers["location"] == "/beheer/in?gedaan=out"
    assert present(editor) is None


def test_a_code_that_was_used_is_not_used_again(desk: Desk) -> None:
    reviewer = hire(desk, "reviewer")
    assert comes_in(reviewer, PASSPHRASE, code(desk))
    assert not comes_in(reviewer, PASSPHRASE, code(desk))
