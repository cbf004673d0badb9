"""`directory account` and `directory key`: who works here, for people and for programs."""

import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyotp
import pytest
from click.testing import CliRunner
from msgspec import structs

from directory.access import links
from directory.access.accepting import Accepted, accept
from directory.app import open_access
from directory.cli import main
from directory.model.person import Subject
from directory.permissions import ACTIONS, CAST, cell, matrix
from directory.settings import Settings

PASSPHRASE = "paard fiets lamp kachel"
LINK = re.compile(r"^http://127\.0\.0\.1:8000/beheer/link\?token=([0-9a-f]{64})$", re.MULTILINE)


def run(*arguments: str, data: Path, code: int = 0) -> str:
    result = CliRunner().invoke(main, [*arguments, "--data", str(data)])
    assert result.exit_code == code, result.output
    assert "Traceback" not in result.output
    return result.output


def told(*arguments: str, data: Path, code: int = 0) -> dict[str, Any]:
    result = CliRunner().invoke(main, [*arguments, "--json", "--data", str(data)])
    assert result.exit_code == code, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def use(said: str, data: Path, **more: str) -> Accepted:
    """Use the link that was printed, as a person with an app would."""
    found = LINK.search(said)
    assert found is not None, said
    access, now = open_access(Settings(data=data)), datetime.now(UTC)
    opened = links.look(access, found[1], now)
    if opened.enrolment and opened.must_enrol:
        code = pyotp.TOTP(opened.enrolment.secret).at(now)
        more = {"sealed": opened.enrolment.sealed, "code": code, **more}
    return accept(access, found[1], {"passphrase": PASSPHRASE, **more}, now)


def invite(data: Path, mail: str, *roles: str) -> str:
    wanted = [word for role in roles for word in ("--role", role)]
    return run("account", "invite", "--name", mail.partition("@")[0].title(), "--mail", mail, *wanted, data=data)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A folder in which Anna administers."""
    use(run("account", "setup", data=tmp_path / "data"), tmp_path / "data", name="Anna", mail="anna@example.nl")
    return tmp_path / "data"


def test_the_matrix_is_printed_whole() -> None:
    result = CliRunner().invoke(main, ["account", "--matrix"])
    lines = result.output.splitlines()
    assert [line.split()[0] for line in lines] == ["action", *ACTIONS]
    assert "not their own" in next(line for line in lines if line.startswith("approve-guarded"))
    as_json = json.loads(CliRunner().invoke(main, ["account", "--matrix", "--json"]).output)
    assert as_json == matrix()
    assert all(as_json[action][role] == cell(role, action) for action in ACTIONS for role in CAST)


def test_without_anybody_it_says_how_to_begin_and_makes_nothing(tmp_path: Path) -> None:
    assert "directory account setup" in run("account", "list", data=tmp_path / "nothing")
    assert told("account", "list", data=tmp_path / "nothing") == {"people": []}
    assert "Nothing happened" in run("account", "events", data=tmp_path / "nothing")
    assert "directory key create" in run("key", "list", data=tmp_path / "nothing")
    assert not (tmp_path / "nothing").exists()
    assert "setup" in CliRunner().invoke(main, ["account"]).output


def test_the_first_administrator_begins_with_a_link_and_nobody_after_that(data: Path) -> None:
    listed = told("account", "list", data=data)["people"]
    assert [(each["name"], each["roles"], each["status"], each["secondFactor"]) for each in listed] == [
        ("Anna", ["administrator"], "active", True)
    ]
    assert "invite people" in run("account", "setup", data=data, code=1)
    assert told("account", "setup", data=data, code=1)["error"] == "setup.done"


def test_people_are_invited_given_roles_closed_opened_reset_and_erased(data: Path) -> None:
    said = invite(data, "Rik@example.nl", "reviewer")
    assert "until" in said
    assert "invited" in run("account", "list", data=data)
    again = run("account", "reset", "rik@example.nl", data=data)
    rik = use(again, data).person
    assert "editor, reviewer" in run(
        "account", "roles", "rik@example.nl", "--role", "reviewer", "--role", "editor", data=data
    )
    assert "cannot come in" in run("account", "disable", "rik@example.nl", data=data)
    assert told("account", "list", data=data)["people"][1]["status"] == "disabled"
    assert told("account", "enable", rik.id, data=data)["person"]["status"] == "active"
    assert told("account", "reset", "rik@example.nl", data=data)["purpose"] == "passphrase"
    assert told("account", "reset", "rik@example.nl", "--second-factor", data=data)["purpose"] == "second-factor"
    assert told("account", "list", data=data)["people"][1]["status"] == "awaits second factor"
    assert "--yes" in run("account", "erase", "rik@example.nl", data=data, code=1)
    assert rik.id in run("account", "erase", "rik@example.nl", "--yes", data=data)
    left = told("account", "list", data=data)["people"][1]
    assert left == {"id": rik.id, "roles": [], "status": "erased", "secondFactor": False}
    assert "rik@" not in run("account", "events", data=data)
    assert "oud-medewerker" in run("account", "events", data=data)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("account", "disable", "nobody@example.nl"), "person.unknown"),
        (("account", "disable", "anna@example.nl"), "administrator.last"),
        (("account", "erase", "anna@example.nl", "--yes"), "administrator.last"),
        (("account", "invite", "--name", "X", "--mail", "anna@example.nl", "--role", "editor"), "mail.taken"),
        (("account", "invite", "--name", "X", "--mail", "anna", "--role", "editor"), "invalid"),
        (("account", "unbind", "anna@example.nl"), "person.unbound"),
        (("key", "create", "--name", "X", "--owner", "nobody@example.nl", "--scope", "drafts:read"), "person.unknown"),
        (("key", "revoke", "sleutel-x"), "key.unknown"),
    ],
)
def test_what_cannot_be_done_is_refused_with_a_sentence(data: Path, arguments: tuple[str, ...], code: str) -> None:
    assert told(*arguments, data=data, code=1)["error"] == code
    assert run(*arguments, data=data, code=1).rstrip().endswith(".")


def test_the_name_at_an_identity_provider_is_forgotten(data: Path) -> None:
    access = open_access(Settings(data=data))
    with access.people.writing() as book:
        anna = book.named("anna@example.nl")
        assert anna is not None
        book.keep(structs.replace(anna, subject=Subject(issuer="https://id.example", name="a-1")))
    assert "bound anew" in run("account", "unbind", "anna@example.nl", data=data)
    assert "unbound" in run("account", "events", data=data)
    with access.people.reading() as book:
        assert book.named("anna@example.nl") == anna


def test_nothing_that_lets_anybody_in_is_ever_listed(data: Path) -> None:
    invite(data, "eva@example.nl", "editor")
    secret = told("key", "create", "--name", "K", "--owner", "anna@example.nl", "--scope", "drafts:read", data=data)
    shown = "".join(
        run(*verb, *more, data=data)
        for verb in (("account", "list"), ("account", "events"), ("key", "list"))
        for more in ((), ("--json",))
    )
    access = open_access(Settings(data=data))
    with access.people.reading() as book:
        anna = book.named("anna@example.nl")
    assert anna is not None
    for hidden in (secret["secret"], anna.passphrase, anna.secret, "argon2"):
        assert hidden not in shown
    assert secret["key"]["id"] in shown
    assert "hash" not in secret["key"]


def test_a_key_is_shown_once_listed_and_revoked(data: Path) -> None:
    said = run("key", "create", "--name", "Kaart", "--owner", "anna@example.nl", "--scope", "imports:write", data=data)
    assert said.startswith("gids_")
    (key,) = told("key", "list", data=data)["keys"]
    assert (key["name"], key["scopes"], key["status"]) == ("Kaart", ["imports:write"], "active")
    listed = run("key", "list", data=data)
    assert "Anna" in listed
    assert said.splitlines()[0] not in listed
    assert "opens nothing" in run("key", "revoke", key["id"], data=data)
    assert told("key", "list", data=data)["keys"][0]["status"] == "revoked"
