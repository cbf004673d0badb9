"""`directory import` of a table: looked at first, one batch, taken back, and gone on with where it stopped."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from directory.cli import tables
from directory.model.intake import Job
from directory.settings import Settings
from directory.storage.sqlite import SqliteImports
from tests.cli.test_commands import run
from tests.intake import messy
from tests.intake.office import table

HEAD = ("Organisatie", "Telefoon", "Website", "Plaats")
ROWS = (
    ("Het Anker", "074-1234567", "www.anker.nl", "Almelo"),
    ("Fout Huis", "7,4E+08", "", ""),
    ("Kadera", "", "", ""),
)


@pytest.fixture
def data(seeded: Path, tmp_path: Path) -> Path:
    """A folder with the directory of Twente."""
    shutil.copytree(seeded, tmp_path / "data", ignore=shutil.ignore_patterns("*.lock"))
    return tmp_path / "data"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    made = tmp_path / "partners.csv"
    made.write_bytes(table(HEAD, *ROWS))
    return made


def told(*arguments: str, data: Path, code: int = 0) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run("import", *arguments, "--json", data=data, code=code).output)
    return found


def test_a_table_is_looked_at_and_nothing_is_written(data: Path, file: Path) -> None:
    before = run("export", data=data).output
    found = told(str(file), data=data)
    assert found["counts"] == {"new": 1, "changed": 0, "duplicate": 1, "error": 1, "unchanged": 0}
    assert (found["dryRun"], found["mapping"]["fields"]["Telefoon"]) == (True, "phone")
    wrong = next(each for each in found["rows"] if each["class"] == "error")
    assert (wrong["row"], wrong["faults"][0]["cell"], wrong["faults"][0]["code"]) == (3, "B3", "phone.scientific")
    said = run("import", str(file), data=data).output
    assert "row 4: Kadera may be Kadera (same)" in said
    assert "Nothing was written." in said
    assert run("export", data=data).output == before


def test_what_is_right_is_written_as_one_batch_that_undo_takes_back(data: Path, file: Path) -> None:
    before = run("export", "--format", "public", data=data).output
    found = told(str(file), "--apply", data=data)
    assert not found["dryRun"]
    assert '"name":"Het Anker"' in run("export", data=data).output
    run("undo", str(found["batch"]), "--yes", data=data)
    assert '"name":"Het Anker"' not in run("export", data=data).output
    heads = [each.splitlines()[1:] for each in (before, run("export", "--format", "public", data=data).output)]
    assert heads[0] == heads[1]


def test_a_dry_run_goes_before_apply(data: Path, file: Path) -> None:
    assert told(str(file), "--apply", "--dry-run", data=data)["dryRun"]


def test_columns_can_be_said_in_a_file(data: Path, tmp_path: Path) -> None:
    sheet, columns = tmp_path / "a.csv", tmp_path / "columns.json"
    sheet.write_bytes(table(("Wie", "Waarop te bellen"), ("Het Anker", "074-1234567")))
    columns.write_text('{"fields": {"Wie": "organization", "Waarop te bellen": "phone"}, "lifecycle": "published"}')
    assert told(str(sheet), "--mapping", str(columns), data=data)["counts"]["new"] == 1
    columns.write_text('{"fields": {"Wie": "nergens"}}')
    assert told(str(sheet), "--mapping", str(columns), data=data, code=1)["error"] == "invalid"


def test_the_same_command_goes_on_where_it_was_stopped(
    data: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sheet = tmp_path / "kaart.xlsx"
    sheet.write_bytes(messy.workbook())

    class Stopped(tables.Judge):
        def step(self, limit: int = 100) -> bool:
            super().step(limit)
            raise KeyboardInterrupt

    monkeypatch.setattr(tables, "Judge", Stopped)
    run("import", str(sheet), data=data, code=1)
    (job,) = SqliteImports(Settings(data=data).imports).all()
    assert (job.state, job.done) == ("judging", 100)
    monkeypatch.undo()
    again: list[Job] = []
    monkeypatch.setattr(tables.opening, "begin", lambda *_: again.append(job))
    assert told(str(sheet), data=data)["read"] == 303
    assert again == []


def test_what_is_no_table_is_refused(data: Path, tmp_path: Path) -> None:
    sheet = tmp_path / "oud.xls"
    sheet.write_bytes(b"\xd0\xcf\x11\xe0" + bytes(600))
    assert "Save it as XLSX" in run("import", str(sheet), data=data, code=1).output
