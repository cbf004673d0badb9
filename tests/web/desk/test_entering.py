"""Coming in at the desk over HTTP: one answer for all that is not right, nothing lost, nobody else's form acted on."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pyotp
import pytest

from directory.access import links
from directory.gate.present import DEVICE, SESSION
from tests.conftest import Desk
from tests.web.desk.colleague import PASSPHRASE, SAME_ORIGIN, access, code, hidden, hire, present, unconfirmed

HOSTILE = "\"><script>alert(1)</script>'‮{{7*7}}"


def come_in(desk: Desk, **fields: str) -> object:
    return desk.client.post("/beheer/in", data=fields, headers=SAME_ORIGIN, follow_redirects=False)


def test_the_first_administrator_comes_in_by_a_link_and_gets_codes_for_on_paper(desk: Desk) -> None:
    token = links.offer_setup(access(desk), desk.now).token
    page = desk.client.get(f"/beheer/link?token={token}").text
    sealed = hidden(page)["sealed"]
    answer = {"token": token, "sealed": sealed, "name": "Ada", "mail": "ada@example.nl", "passphrase": "kort"}
    again = desk.client.post("/beheer/link", data={**answer, "code": "1"}, headers=SAME_ORIGIN)
    assert again.status_code == 400
    assert "te kort" in again.text
    # The same code is scanned once.
    assert hidden(again.text)["sealed"] == sealed
    secret = page.partition('class="secret">')[2].partition("<")[0]
    right = {**answer, "passphrase": PASSPHRASE, "code": pyotp.TOTP(secret).at(desk.now)}
    done = desk.client.post("/beheer/link", data=right, headers=SAME_ORIGIN)
    assert done.text.count("<code>") == 10
    cookies = done.headers.get_list("set-cookie")
    assert all("Secure; HttpOnly; SameSite=Lax" in each and "Path=/" in each for each in cookies)
    assert {each.partition("=")[0] for each in cookies} == {SESSION, DEVICE}
    assert desk.client.post("/beheer/link", data=right, headers=SAME_ORIGIN).status_code == 404
    assert desk.client.get(f"/beheer/link?token={token}").status_code == 404


def test_whoever_is_not_right_hears_the_same(desk: Desk) -> None:
    colleague = hire(desk, "reviewer")
    wrong = [
        come_in(desk, _mail="nobody@example.nl", _passphrase=PASSPHRASE, _code=code(desk)),
        come_in(desk, _mail=str(colleague.person.mail), _passphrase="iets anders van hier", _code=code(desk)),
        come_in(desk, _mail=str(colleague.person.mail), _passphrase=PASSPHRASE, _code="000000"),
    ]
    pages = {each.text.replace(str(colleague.person.mail), "X").replace("nobody@example.nl", "X") for each in wrong}  # type: ignore[attr-defined]
    assert len(pages) == 1
    assert {each.status_code for each in wrong} == {403}  # type: ignore[attr-defined]
    right = come_in(desk, _mail=str(colleague.person.mail), _passphrase=PASSPHRASE, _code=code(desk), naar="/beheer/ik")
    assert (right.status_code, right.headers["location"]) == (303, "/beheer/ik")  # type: ignore[attr-defined]


@pytest.mark.parametrize("toward", ["//evil.example", "https://evil.example", "/beheer/\\evil", "/zoek", "/beheer/uit"])
def test_nobody_is_led_away_after_coming_in(desk: Desk, toward: str) -> None:
    hire(desk, "editor")
    came = come_in(desk, _mail="editor@example.nl", _passphrase=PASSPHRASE, naar=toward)
    assert came.headers["location"] == "/beheer"  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("toward", "there"), [("/beheer/é", "/beheer/%C3%A9"), ("/beheer/werk?bij=€", "/beheer/werk?bij=%E2%82%AC")]
)
def test_whatever_stands_in_an_address_it_leads_there(desk: Desk, toward: str, there: str) -> None:
    hire(desk, "editor")
    came = come_in(desk, _mail="editor@example.nl", _passphrase=PASSPHRASE, naar=toward)
    assert (came.status_code, came.headers["location"]) == (303, there)  # type: ignore[attr-defined]


def test_a_session_is_new_at_each_login_and_ends_at_both_sides(desk: Desk) -> None:
    colleague = hire(desk, "editor")
    planted = {**colleague.headers, "cookie": f"{SESSION}=chosen-by-somebody-else"}
    fields = {"_mail": "editor@example.nl", "_passphrase": PASSPHRASE}
    came = desk.client.post("/beheer/in", data=fields, headers=planted, follow_redirects=False)
    assert "chosen-by-somebody-else" not in str(came.headers.get_list("set-cookie"))
    out = colleague.post("/beheer/uit")
    assert "Max-Age=0" in out.headers["set-cookie"]
    assert out.headers["clear-site-data"] == '"cache", "storage"'
    assert present(colleague) is None
    assert colleague.get("/beheer/opnieuw").headers["location"].startswith("/beheer/in")


def test_what_was_typed_survives_that_the_session_ended(desk: Desk) -> None:
    colleague = hire(desk, "editor")
    desk.now += timedelta(hours=1)
    asked = colleague.post("/beheer/opnieuw", {"naar": "/beheer/ik", "text": HOSTILE})
    assert asked.status_code == 401
    kept = hidden(asked.text)
    assert kept["text"] == HOSTILE
    assert "<script>alert" not in asked.text
    fields = {**kept, "_mail": "editor@example.nl", "_passphrase": PASSPHRASE}
    done = desk.client.post("/beheer/opnieuw", data=fields, headers=SAME_ORIGIN, follow_redirects=False)
    assert (done.status_code, done.headers["location"]) == (303, "/beheer/ik")
    assert len(done.headers.get_list("set-cookie")) == 2


def test_a_form_that_no_page_of_ours_sent_is_not_acted_on(desk: Desk) -> None:
    colleague = hire(desk, "editor")
    for foreign in (
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "https://evil.nl"},
        {},
    ):
        headers = {"cookie": colleague.headers["cookie"], **foreign}
        sent = desk.client.post("/beheer/uit", headers=headers, follow_redirects=False)
        assert sent.status_code == 403
    assert present(colleague) is not None
    asked = colleague.post("/beheer/opnieuw", {"_token": "of another session"})
    assert asked.status_code == 403
    assert "Nog één keer opslaan" in asked.text


@pytest.mark.parametrize(
    ("encoding", "text"), [("utf-8", b"\xff\xfe"), ("nonsense", b"a"), ("hex", b"a"), ("undefined", b"a")]
)
def test_a_form_in_parts_that_cannot_be_read_is_refused(desk: Desk, encoding: str, text: bytes) -> None:
    colleague = hire(desk, "editor")
    head = f'--x\r\nContent-Disposition: form-data; name="naar"\r\nContent-Type: text/plain; charset={encoding}\r\n\r\n'
    headers = {**colleague.headers, "content-type": "multipart/form-data; boundary=x"}
    sent = desk.client.post("/beheer/opnieuw", content=head.encode() + text + b"\r\n--x--\r\n", headers=headers)
    assert sent.status_code == 400
    assert sent.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("told", [True, False], ids=["with its length", "in pieces"])
def test_a_file_of_somebody_who_is_not_in_is_not_held(desk: Desk, told: bool) -> None:
    """Many of them at once would fill the memory. A form without a file is held on to, as always."""
    head = b'--x\r\nContent-Disposition: form-data; name="soort"\r\n\r\nnew\r\n'
    file = b'--x\r\nContent-Disposition: form-data; name="bestand"; filename="a.csv"\r\n\r\n%b\r\n--x--\r\n'
    headers = {**SAME_ORIGIN, "content-type": "multipart/form-data; boundary=x"}
    for size, kept in ((1_200_000, {}), (10, {"soort": "new"})):
        body = head + file % (b"a" * size)
        content = body if told else iter([body[:1_000], body[1_000:]])
        asked = desk.client.post("/beheer/invoer", content=content, headers=headers)
        assert asked.status_code == 401
        assert "Kies daarna uw bestand nog een keer" in asked.text
        assert hidden(asked.text) == (kept if told else {})


def test_dangerous_acts_ask_for_the_passphrase_and_give_the_session_a_new_number(desk: Desk) -> None:
    colleague = unconfirmed(hire(desk, "editor"))
    fields = {"naar": "/beheer/ik", "_passphrase": "iets anders van hier"}
    wrong = colleague.post("/beheer/opnieuw", fields)
    assert wrong.status_code == 403
    assert "klopt niet" in wrong.text
    right = colleague.post("/beheer/opnieuw", {**fields, "_passphrase": PASSPHRASE})
    assert right.status_code == 303
    assert colleague.token not in right.headers["set-cookie"]
    assert present(colleague) is None


def test_a_desk_that_is_busy_says_how_long_to_wait(desk: Desk) -> None:
    hire(desk, "editor")
    answers = [come_in(desk, _mail="editor@example.nl", _passphrase=f"verkeerd {each}") for each in range(8)]
    assert "seconde" in answers[-1].text  # type: ignore[attr-defined]


@pytest.fixture(autouse=True)
def _quiet(desk: Desk, tmp_path: Path) -> Iterator[None]:
    yield
    assert not [line for line in desk.log.lines if PASSPHRASE in line or "@example.nl" in line or SESSION in line]
