"""`directory work`, `directory audit`: what to look at next, and whether the past is what it was."""

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from directory.cli import main
from directory.storage.sqlite.connection import connect


@pytest.fixture
def data(seeded: Path, tmp_path: Path) -> Path:
    shutil.copytree(seeded, tmp_path / "data", ignore=shutil.ignore_patterns("*.lock"))
    return tmp_path / "data"


def run(data: Path, *arguments: str, code: int = 0) -> str:
    result = CliRunner().invoke(main, [*arguments, "--data", str(data)])
    assert result.exit_code == code, result.output
    return result.output


def test_the_work_list_has_one_question_for_each_field_the_most_valuable_first(data: Path) -> None:
    told = json.loads(run(data, "work", "--limit", "200", "--on", "2027-06-01", "--json"))
    assert len(told["tasks"]) == 200 < told["total"]
    values = [each["value"] for each in told["tasks"]]
    assert values == sorted(values, reverse=True)
    assert len({(each["slug"], each["field"]) for each in told["tasks"]}) == 200
    assert all(each["question"] for each in told["tasks"])
    assert any(each.get("coverage", 0) > 0 for each in told["tasks"])
    shown = run(data, "work", "--limit", "3", "--on", "2027-06-01")
    assert told["tasks"][0]["field"] in shown
    assert f"3 of {told['total']} questions." in shown


def test_the_chain_of_a_new_directory_holds_and_goes_through_its_head(data: Path) -> None:
    told = json.loads(run(data, "audit", "verify", "--json"))
    assert told["entries"] == told["changes"] > 200
    assert "The chain holds." in run(data, "audit", "verify", "--since", told["head"])
    assert "Give the head" in run(data, "audit", "verify", "--since", "gisteren", code=1)


def test_a_chain_that_was_tampered_with_ends_the_command_with_a_failure(data: Path) -> None:
    with connect(data / "directory.db") as db:
        db.execute("update change set reason = 'anders' where sequence <= 30")
    said = run(data, "audit", "verify", code=1)
    assert "entry 1: reason is not what was sealed" in said
    assert "and 10 more" in said
    assert "The chain is broken." in said


def test_an_export_is_a_new_file_that_only_its_owner_reads_and_that_is_checked_alone(
    data: Path, tmp_path: Path
) -> None:
    archive = tmp_path / "audit.ndjson"
    run(data, "audit", "export", "--output", str(archive))
    assert archive.stat().st_mode & 0o077 == 0
    assert "The chain holds." in CliRunner().invoke(main, ["audit", "verify", "--file", str(archive)]).output
    run(data, "audit", "export", "--output", str(archive), code=1)
    assert run(data, "audit", "export").encode() == archive.read_bytes()
    archive.write_bytes(archive.read_bytes().replace(b"seeds", b"weeds"))
    assert CliRunner().invoke(main, ["audit", "verify", "--file", str(archive)]).exit_code == 1
