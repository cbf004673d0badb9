"""`directory duplicates`: the directory compared with itself, for people and for programs."""

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner
from msgspec import structs

from directory.cli import main
from directory.model import Change, Kept, Occasion, Organization
from directory.model.ids import derived_id
from directory.model.json import decode
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


def test_what_was_decided_is_not_asked_again_until_one_of_the_two_changes(data: Path) -> None:
    def asked(*more: str) -> list[set[str]]:
        return [{each["a"], each["b"]} for each in json.loads(run("--json", *more, data=data))["pairs"]]

    store = open_store(Settings(data=data).database)
    again = derived_id("organization", "kadera-2")
    first = next(each for each in asked() if again in each)
    assert "Kept" in run("--decide", "kadera", "kadera-2", "different", data=data)
    assert first not in asked()
    assert first in asked("--all")
    kept = store.read("organization", again)
    assert isinstance(kept, Kept)
    record = decode("organization", kept.document)
    assert isinstance(record, Organization)
    told = structs.replace(record, description="Nog een keer.")
    store.commit([Change(kind="organization", id=again, after=told, expected=kept.revision)], OCCASION)
    assert first not in asked()
    renamed = structs.replace(told, name="Kadera Twente")
    store.commit([Change(kind="organization", id=again, after=renamed, expected=kept.revision + 1)], OCCASION)
    assert first in asked()
    store.close()


def test_a_wrong_decision_is_refused_with_every_fault(data: Path) -> None:
    said = run("--decide", "nobody", "kadera", "equal", data=data, code=1)
    assert "No organization" in said
    assert "One of" in said
    assert "one record already" in run("--decide", "kadera", "kadera", "related", data=data, code=1)


def test_without_a_database_it_says_what_to_do(tmp_path: Path) -> None:
    assert "directory seed" in run(data=tmp_path / "nothing", code=1)


def test_an_empty_directory_has_no_pairs(tmp_path: Path) -> None:
    open_store(Settings(data=tmp_path).database).close()
    assert "No pair" in run(data=tmp_path)
