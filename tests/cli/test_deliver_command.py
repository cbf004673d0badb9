"""`directory deliver`, and `directory serve` that does so too: from a number that was hidden to a mail that arrived."""

import json
import shutil
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from directory.app import open_access
from directory.cli import main
from directory.curation.changing import Key
from directory.curation.hiding import hide
from directory.errors import Invalid
from directory.settings import Settings, from_environment
from directory.storage.sqlite import alone, open_store
from tests.conftest import NOW
from tests.curation.office import REVIEWER
from tests.mail.post import PASSWORD, SENDER, USER, Post, certificate, make
from tests.test_serving import serving
from tests.web.desk.colleague import take_on

DOOR = b'"slug":"kadera-ambulante-hulp-telefoon"'


@pytest.fixture(scope="module")
def pem(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return certificate(tmp_path_factory.mktemp("certificate"))


@pytest.fixture
def post(tmp_path: Path, pem: Path, seeded: Path, monkeypatch: pytest.MonkeyPatch) -> Post:
    """A directory in which Rik reviews and Eva edits, and a mail server that it knows."""
    folder = tmp_path / "data"
    shutil.copytree(seeded, folder, ignore=shutil.ignore_patterns("*.lock"))
    found = make(folder, pem)
    for role, name in (("reviewer", "rik"), ("editor", "eva")):
        take_on(open_access(Settings(data=folder)), NOW, role, name)  # type: ignore[arg-type]
    secret = tmp_path / "password"
    secret.write_text(f"{PASSWORD}\n")
    for key, value in {
        "SMTP_HOST": "127.0.0.1",
        "SMTP_PORT": found.server.port,
        "SMTP_USER": USER,
        "SMTP_PASSWORD_FILE": secret,
        "MAIL_FROM": SENDER,
        "BASE_URL": "https://gids.example/",
    }.items():
        monkeypatch.setenv(f"DIRECTORY_{key}", str(value))
    monkeypatch.setenv("SSL_CERT_FILE", str(pem))
    return found


def run(post: Post, *more: str) -> Result:
    result = CliRunner().invoke(main, ["deliver", "--data", str(post.folder), *more])
    assert "Traceback" not in result.output
    return result


def told(post: Post) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run(post, "--json").stdout)
    return found


def wrong_number(post: Post) -> None:
    """A reviewer takes a number away that is wrong."""
    with closing(open_store(post.folder / "directory.db")) as store:
        door = next(each for each in store.records("contact-point") if DOOR in each.document)
        hide(store, Key(door.kind, door.id), "phone", "Dit nummer is van iemand anders.", REVIEWER, NOW)


def test_a_number_that_was_hidden_arrives_as_one_mail_to_each_reviewer(post: Post) -> None:
    wrong_number(post)
    with post.open() as office:
        found = told(post)
        again = run(post)
    assert sorted((str(mail["To"]), str(mail["Subject"])) for mail in office.mails) == [
        ("info@kadera.nl", "Uw gegevens zijn aangepast"),
        ("rik@example.nl", "Graag vandaag nog kijken"),
    ]
    assert (found["told"]["notices"], found["delivered"]["sent"], found["letters"]["sent"]) == (2, 2, 2)
    assert again.exit_code == 0
    assert "0 notices were told in 0 letters." in again.output


def test_while_the_server_is_down_it_says_so_and_everything_waits(post: Post) -> None:
    wrong_number(post)
    result = run(post)
    assert result.exit_code == 1
    assert "The mail server does not answer. What waits stays where it is." in result.output
    found = told(post)
    assert found["delivered"]["word"] == "unreachable"
    assert found["letters"]["waiting"] == 2


def test_while_another_process_is_at_it_nothing_is_done(post: Post) -> None:
    wrong_number(post)
    with alone(post.folder / "mail.db") as ours:
        assert ours
        assert "Another program is sending mail now" in run(post).output
        assert told(post)["busy"] is True


def test_without_a_mail_server_it_says_what_to_set(seeded: Path) -> None:
    result = CliRunner().invoke(main, ["deliver", "--data", str(seeded)])
    assert result.exit_code == 1
    assert "DIRECTORY_SMTP_HOST" in result.output
    assert not (seeded / "mail.db").exists()


@pytest.mark.parametrize(
    ("changed", "names"),
    [
        ({"MAIL_FROM": "", "BASE_URL": ""}, ["MAIL_FROM", "BASE_URL"]),
        ({"MAIL_FROM": "a@b.nl, c@d.nl", "SMTP_PORT": "0", "SMTP_TLS": "none"}, ["MAIL_FROM", "SMTP_PORT"]),
        ({"SMTP_PASSWORD_FILE": "/nowhere"}, ["SMTP_PASSWORD_FILE"]),
        ({"SMTP_PASSWORD_FILE": ""}, ["SMTP_PASSWORD_FILE"]),
        ({"SMTP_HOST": "mail.example.nl", "SMTP_TLS": "none"}, ["SMTP_TLS"]),
    ],
)
def test_half_a_setting_is_refused_with_every_fault(
    post: Post, monkeypatch: pytest.MonkeyPatch, changed: dict[str, str], names: list[str]
) -> None:
    for key, value in changed.items():
        monkeypatch.setenv(f"DIRECTORY_{key}", value)
    result = run(post, "--json")
    assert result.exit_code == 1
    assert [each["pointer"] for each in json.loads(result.stdout)["faults"]] == [f"DIRECTORY_{each}" for each in names]
    assert PASSWORD not in result.output


@pytest.mark.parametrize(("name", "value"), [("SMTP_TLS", "maybe"), ("SMTP_HOST", "a b"), ("SMTP_PORT", "x")])
def test_a_setting_that_is_none_is_refused_by_name(name: str, value: str) -> None:
    with pytest.raises(Invalid) as refused:
        from_environment({f"DIRECTORY_{name}": value})
    assert [each.pointer for each in refused.value.faults] == [f"DIRECTORY_{name}"]


def account(post: Post, *more: str) -> str:
    result = CliRunner().invoke(main, ["account", *more, "--data", str(post.folder)])
    assert result.exit_code == 0, result.output
    return result.output


def test_a_link_for_a_colleague_goes_by_mail_and_is_then_shown_nowhere(post: Post) -> None:
    ina = ("--name", "Ina", "--mail", "ina@example.nl", "--role", "editor")
    said = account(post, "invite", *ina, "--send") + account(post, "reset", "rik@example.nl", "--send", "--json")
    with post.open() as office:
        assert told(post)["delivered"]["sent"] == 2
    mails = {str(mail["To"]): mail for mail in office.mails}
    assert mails["ina@example.nl"]["Subject"] == "Uw toegang"
    assert mails["rik@example.nl"]["Subject"] == "Een nieuwe wachtzin"
    for mail in mails.values():
        assert "https://gids.example/beheer/link?token=" in mail.get_content()
    assert "token=" not in said


def test_without_a_mail_server_the_link_is_shown_after_all(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DIRECTORY_SMTP_HOST", "")
    said = account(post, "reset", "rik@example.nl", "--second-factor", "--send")
    assert "No mail can be sent to this person" in said
    assert "/beheer/link?token=" in said


def test_a_server_tells_by_itself_in_one_of_its_workers(post: Post) -> None:
    wrong_number(post)
    with post.open() as office, serving(post.folder, "--workers", "2") as server:
        assert all(office.arrived.acquire(timeout=30) for _ in range(2))
        assert server.stop() == 0
    assert sorted(office.to) == ["info@kadera.nl", "rik@example.nl"]
