"""`directory serve` while nobody administers: the link of the first one, new at each start, in no file of ours."""

import importlib
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from directory.access import links
from directory.app import open_access
from directory.cli import main
from directory.errors import Unknown
from directory.settings import Settings
from tests.cli.test_account_command import LINK, use
from tests.conftest import free_port

serve = importlib.import_module("directory.cli.serve")


class Quiet:
    """A server that stops at once."""

    def __init__(self, *_: object, **__: object) -> None:
        pass

    def serve(self) -> None:
        pass


@pytest.fixture(autouse=True)
def _stopping(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serve, "Granian", Quiet)
    monkeypatch.setattr(serve, "_pass_on", lambda _: None)


def start(data: Path) -> str:
    """What a start says on stderr; nothing of it is meant for a program."""
    port = str(free_port())
    arguments = ["serve", "--data", str(data), "--port", port]
    result = CliRunner().invoke(main, arguments, env={"DIRECTORY_DEMO_SEED": "no"})
    assert (result.exit_code, result.stdout) == (0, "")
    return result.stderr.replace(f":{port}", ":8000")


def test_while_nobody_administers_each_start_says_a_new_link_that_makes_the_first_administrator(tmp_path: Path) -> None:
    first, second = (LINK.findall(start(tmp_path)) for _ in range(2))
    assert len(first) == len(second) == 1
    assert first != second
    with pytest.raises(Unknown):
        links.look(open_access(Settings(data=tmp_path)), first[0], datetime.now(UTC))
    assert use(f"http://127.0.0.1:8000/beheer/link?token={second[0]}", tmp_path, name="Ada", mail="ada@example.nl")
    assert not LINK.search(start(tmp_path))
    kept = b"".join(each.read_bytes() for each in tmp_path.rglob("*") if each.is_file())
    assert not any(token.encode() in kept for token in (*first, *second))


def test_a_start_with_an_administrator_asks_nothing_and_says_nothing_of_links(tmp_path: Path) -> None:
    said = start(tmp_path)
    use(said, tmp_path, name="Ada", mail="ada@example.nl")
    assert not re.search(r"administer|token", start(tmp_path))
