"""`directory reports`: what visitors say is wrong, for people and for programs."""

import json
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from msgspec import structs

from directory.cli import main
from directory.model.report import Report
from directory.settings import Settings
from directory.storage.sqlite import SqliteReports

ONE = Report(
    id="one", day=date(2026, 11, 24), kind="organization", slug="kadera", about="hours", text="[bold]9-17[/x]", times=2
)
OTHER = structs.replace(ONE, id="other", day=date(2026, 11, 25), kind="contact-point", about="closed", text=None)


def run(*arguments: str, data: Path, code: int = 0) -> str:
    result = CliRunner().invoke(main, ["reports", *arguments, "--data", str(data)])
    assert result.exit_code == code, result.output
    return result.output


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A folder in which two reports were kept."""
    kept = SqliteReports(Settings(data=tmp_path).reports)
    for each in (OTHER, ONE):
        kept.keep(each)
    return tmp_path


def test_the_open_ones_are_listed_as_they_were_typed(data: Path) -> None:
    told = run(data=data)
    for part in ("one", "2026-11-24", "organization kadera", "hours", "[bold]9-17[/x]"):
        assert part in told
    assert told.index("one ") < told.index("other ")
    assert "other" not in run("--limit", "1", data=data).replace("--done", "")


def test_programs_get_the_same(data: Path) -> None:
    assert json.loads(run("--json", data=data)) == {
        "reports": [
            {
                "id": "one",
                "day": "2026-11-24",
                "kind": "organization",
                "slug": "kadera",
                "about": "hours",
                "text": "[bold]9-17[/x]",
                "times": 2,
            },
            {
                "id": "other",
                "day": "2026-11-25",
                "kind": "contact-point",
                "slug": "kadera",
                "about": "closed",
                "times": 2,
            },
        ]
    }


def test_what_was_looked_at_is_off_the_list(data: Path) -> None:
    assert "off the list" in run("--done", "one", data=data)
    assert json.loads(run("--done", "other", "--json", data=data)) == {"id": "other", "done": True}
    assert "Nobody says" in run(data=data)


def test_an_id_that_is_not_on_the_list_is_refused_with_a_sentence(data: Path) -> None:
    assert "No open report" in run("--done", "three", data=data, code=1)
    assert json.loads(run("--done", "three", "--json", data=data, code=1))["error"] == "report.unknown"


def test_a_folder_without_reports_stays_as_it_is(tmp_path: Path) -> None:
    assert "Nobody says" in run(data=tmp_path / "nothing")
    assert not (tmp_path / "nothing").exists()
