"""`directory duplicates`: the directory compared with itself, for people and for programs."""

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from directory.cli import main
from directory.model import Change, Occasion, Organization
from directory.model.ids import derived_id
from directory.settings import Settings
from directory.storage.sqlite import open_store
from tests.conftest import NOW

OCCASION = Occasion(actor="test", at=NOW, reason="Een proef.")


def run(*arguments: str, data: Path, code: int = 0) -> str:
    result = CliRunner().invoke(main, ["duplicates", *arguments, "--data", str(data)])
    assert result.exit_code == code, result.output
    return result.output


@pytest.fixture
def data(seeded: Path, tmp_path: Path) -> Path:
    """The directory of Twente, in which somebody entered Kadera once more."""
    folder = tmp_path / "data"
    shutil.copytree(seeded, folder, ignore=shutil.ignore_patterns("*.lock"))
    store = open_store(Settings(data=folder).database)
    again = Organization(
        id=derived_id("organization", "kadera-2"),
        slug="kadera-2",
        name="Kadera B.V.",
        role="help",
        description="Nog eens.",
    )
    store.commit([Change(kind="organization", id=again.id, after=again)], OCCASION)
    store.close()
    return folder


def test_an_entry_that_is_there_twice_is_told_first(data: Path) -> None:
    first, *_ = json.loads(run("--json", data=data))["pairs"]
    assert first["class"] == "same"
    assert "kadera-2" in run(data=data)


def test_the_directory_of_twente_has_nobody_twice(seeded: Path) -> None:
    told = json.loads(run("--json", data=seeded))
    assert [each for each in told["pairs"] if each["class"] == "same"] == []
    assert told["checked"] > 60


def test_without_a_database_it_says_what_to_do(tmp_path: Path) -> None:
    assert "directory seed" in run(data=tmp_path / "nothing", code=1)


def test_an_empty_directory_has_no_pairs(tmp_path: Path) -> None:
    open_store(Settings(data=tmp_path).database).close()
    assert "No pair" in run(data=tmp_path)
