"""Each verb does what it says, says what it did, and refuses with a sentence."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from directory.cli import main
from directory.cli.seed import plant
from directory.settings import Settings
from directory.storage.sqlite import open_store
from tests.conftest import free_port


def run(*arguments: str, data: Path, code: int = 0, stdin: bytes | None = None) -> Result:
    result = CliRunner().invoke(main, [*arguments, "--data", str(data)], input=stdin)
    assert result.exit_code == code, result.output
    assert "Traceback" not in result.output
    return result


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A folder with the directory of Twente."""
    settings = Settings(data=tmp_path / "data")
    store = open_store(settings.database)
    plant(settings, store)
    store.close()
    return settings.data


def test_seeding_twice_changes_nothing(tmp_path: Path) -> None:
    assert "258 new" in run("seed", data=tmp_path / "data").output
    assert "0 new, 0 changed, 258 unchanged" in run("seed", data=tmp_path / "data").output
    told: dict[str, Any] = json.loads(run("seed", "--json", "--dry-run", data=tmp_path / "data").output)
    assert (told["unchanged"], told["new"]) == (258, [])


def test_a_dry_run_writes_nothing(tmp_path: Path) -> None:
    assert "new: organization kadera" in run("seed", "--dry-run", data=tmp_path / "data").output
    assert "258 new" in run("seed", data=tmp_path / "data").output


def test_an_export_is_taken_over_whole_by_another_directory(data: Path, tmp_path: Path) -> None:
    file = tmp_path / "all.ndjson"
    run("export", "--output", str(file), data=data)
    told = json.loads(run("import", str(file), "--json", data=tmp_path / "other").output)
    assert (told["read"], told["written"]) == (258, 258)
    again = json.loads(run("import", str(file), "--json", data=tmp_path / "other").output)
    assert again["written"] == 0
    assert run("export", data=tmp_path / "other").output == run("export", data=data).output
    assert "exists" in run("export", "--output", str(file), data=data, code=1).output.lower()


def test_hsds_that_we_export_we_can_import(data: Path, tmp_path: Path) -> None:
    lines = run("export", "--format", "hsds", data=data).stdout_bytes
    assert len(lines.splitlines()) > 50
    told = json.loads(run("import", "-", "--dry-run", "--json", data=data, stdin=lines).output)
    assert told["read"] > 100


@pytest.mark.parametrize("form", ["native", "hsds"])
def test_one_bad_row_stops_an_import_and_every_fault_is_told_by_line_and_field(
    data: Path, tmp_path: Path, form: str
) -> None:
    lines = run("export", "--format", form, data=data).stdout_bytes.splitlines()
    row = json.loads(lines[20])
    held = row["record"] if form == "native" else row
    held |= {"id": "geen-uuid", "name": 5}
    lines[20] = json.dumps(row).encode()
    lines[30] = b"{"
    file = tmp_path / "bad.ndjson"
    file.write_bytes(b"\n".join(lines))
    result = run("import", str(file), "--format", form, data=tmp_path / "empty", code=1)
    assert "21" in result.output
    assert "31" in result.output
    assert "name" in result.output
    store = open_store(Settings(data=tmp_path / "empty").database)
    assert store.sequence() == 0
    store.close()


def test_check_tells_what_is_wrong_and_says_so_to_programs(data: Path) -> None:
    found = json.loads(run("check", "--json", "--on", "2026-11-25", data=data, code=1).output)
    assert {each["level"] for each in found} >= {"alarm", "due", "incomplete"}
    assert "Nothing to look at" in run("check", "--level", "contradiction", "--on", "2026-11-25", data=data).output
    late = json.loads(run("check", "--json", "--on", "2027-06-01", data=data, code=1).output)
    assert sum(each["level"] == "alarm" for each in late) > sum(each["level"] == "alarm" for each in found)


def test_a_backup_comes_back_and_the_old_database_is_kept(data: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    run("backup", str(copy), data=data)
    before = run("export", data=data).output
    assert "258 new" in run("seed", data=tmp_path / "other").output
    said = run("restore", str(copy), data=tmp_path / "other").output
    assert "before-restore" in said
    assert run("export", data=tmp_path / "other").output == before


def test_a_damaged_backup_is_refused_and_nothing_is_lost(data: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    run("backup", str(copy), data=data)
    whole = bytearray(copy.read_bytes())
    whole[5000:9000] = b"\xff" * 4000
    copy.write_bytes(whole)
    before = run("export", data=data).output
    assert str(copy) in run("restore", str(copy), data=data, code=1).output
    assert run("export", data=data).output == before


@pytest.mark.parametrize("verb", [["export"], ["check"], ["backup", "x.db"]])
def test_without_a_database_a_verb_says_what_to_do(tmp_path: Path, verb: list[str]) -> None:
    assert "directory seed" in run(*verb, data=tmp_path / "nothing", code=1).output
    assert not (tmp_path / "nothing").exists()


def test_a_proposal_in_a_file_is_compared_with_what_there_is(data: Path) -> None:
    proposal = {
        "functions": ["advies"],
        "topics": ["partnergeweld"],
        "audiences": ["slachtoffers"],
        "area": ["twente"],
        "channels": ["telefoon"],
    }
    given = json.dumps(proposal).encode()
    told = json.loads(run("overlap", "-", "--json", data=data, stdin=given).output)
    assert told["verdict"] == "refer"
    said = run("overlap", "-", data=data, stdin=given).output
    assert "veilig-thuis-twente" in said
    assert "100%" in said
    assert "JSON" in run("overlap", "-", data=data, stdin=b"{", code=1).output
    assert "functions" in run("overlap", "-", data=data, stdin=b'{"functions": ["advise"]}', code=1).output


def test_the_gaps_of_a_municipality_are_told_in_words(data: Path) -> None:
    told = json.loads(run("coverage", "--area", "GM0164", "--json", "--limit", "3", data=data).output)
    assert len(told["gaps"]) == 3
    said = run("coverage", "--area", "GM0164", data=data).output
    assert told["gaps"][0]["box"]["text"].split()[0] in said
    assert "GM9999" in run("coverage", "--area", "GM9999", data=data, code=1).output


def test_an_unknown_verb_is_a_usage_error() -> None:
    assert CliRunner().invoke(main, ["dance"]).exit_code == 2


@pytest.mark.parametrize("verb", [["check"], ["serve"]])
def test_a_wrong_lexicon_is_refused_with_every_fault_by_file(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, verb: list[str]
) -> None:
    folder = tmp_path / "seeds" / "lexicon"
    folder.mkdir(parents=True)
    (tmp_path / "seeds" / "geo").symlink_to(Settings().seeds / "geo")
    (folder / "a.yaml").write_text("- concept: stalking\n  preferred: Stalking\n  colour: red\n- concept: leeg\n")
    (folder / "b.yaml").write_text("negations: {nl: [niet]}\ncolours: {}\n")
    (folder / "c.yaml").write_text("negations: {nl: [geen]}\n")
    (folder / "d.yaml").write_text("negations: [")
    monkeypatch.setenv("DIRECTORY_SEEDS", str(tmp_path / "seeds"))
    monkeypatch.setenv("DIRECTORY_PORT", str(free_port()))
    told = run(*verb, data=data, code=1).output
    for part in ("a.yaml", "stalking", "colour", "leeg", "preferred", "b.yaml: `colours`", "c.yaml: `negations`"):
        assert part in told
    assert "d.yaml" in told
