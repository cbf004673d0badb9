"""Opening: what is refused, in which words, and that nothing is ever overwritten."""

import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest

from directory import errors
from directory.storage.sqlite import open_store
from directory.storage.sqlite.identity import APPLICATION_ID
from directory.storage.sqlite.lock import replacing

from ..builders import filled


def refusal(path: Path, kind: type[errors.DirectoryError], *, create: bool = True) -> errors.DirectoryError:
    """The failure of opening this file, which must be a plain sentence with the path and leave the folder as it is."""
    before = folder(path)
    with pytest.raises(kind) as caught:
        open_store(path, create=create)
    after = {name: content for name, content in folder(path).items() if name != "serving.lock"}
    assert after == {name: content for name, content in before.items() if name != "serving.lock"}
    assert caught.value.detail.endswith(".")
    assert "\n" not in caught.value.detail
    return caught.value


def folder(path: Path) -> dict[str, bytes]:
    return (
        {each.name: each.read_bytes() for each in path.parent.iterdir() if each.is_file()}
        if path.parent.is_dir()
        else {}
    )


def saved(path: Path, *names: str) -> bytes:
    with closing(open_store(path)) as store:
        filled(store, *names)
    return path.read_bytes()


def test_the_folder_and_the_database_are_made_for_us_only(path: Path) -> None:
    saved(path)
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert {each.name for each in path.parent.iterdir()} == {"directory.db", "serving.lock"}


def test_what_was_written_is_there_when_it_is_opened_again(path: Path) -> None:
    saved(path, "kadera", "vtt")
    with closing(open_store(path, create=False)) as store:
        assert [each.sequence for each in store.entries()] == [1, 2]


def test_the_database_is_kept_as_it_must_be(path: Path) -> None:
    saved(path)
    with closing(open_store(path)) as store:
        asked = {
            name: store._writer.execute(f"pragma {name}").fetchone()[0]
            for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete", "application_id")
        }
    assert asked == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "secure_delete": 1,
        "application_id": APPLICATION_ID,
    }


def test_documents_can_be_read_with_plain_sql(path: Path) -> None:
    saved(path, "kadera")
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("select json_extract(document, '$.name') from organization").fetchall() == [("Kadera",)]


def test_a_missing_folder_around_the_data_folder_is_not_made(tmp_path: Path) -> None:
    failure = refusal(tmp_path / "no" / "data" / "directory.db", errors.Unavailable)
    assert failure.code == "folder.missing"
    assert f"{tmp_path / 'no'} does not exist" in failure.detail


def test_a_missing_database_is_not_made_when_it_should_be_there(path: Path) -> None:
    failure = refusal(path, errors.Unavailable, create=False)
    assert failure.code == "database.missing"
    assert str(path) in failure.detail
    assert not path.parent.exists()


def test_a_file_in_the_place_of_the_folder_is_left_alone(path: Path) -> None:
    path.parent.write_text("a file")
    refusal(path, errors.Unavailable)
    assert path.parent.read_text() == "a file"


def test_a_folder_in_the_place_of_the_database_is_left_alone(path: Path) -> None:
    path.mkdir(parents=True)
    assert refusal(path, errors.Unavailable).code == "database.unreachable"


@pytest.mark.parametrize("content", [b"", b"SQLite format 3\0", b"name;phone\nKadera;0800\n" * 200])
def test_a_file_that_is_no_database_is_left_alone(path: Path, content: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    failure = refusal(path, errors.Damaged)
    assert failure.code == "database.foreign"
    assert str(path) in failure.detail


@pytest.mark.parametrize("application_id", [0, 252006674])
def test_a_database_of_another_program_is_left_alone(path: Path, application_id: int) -> None:
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as db:
        db.executescript(f"pragma application_id = {application_id}; create table change (sequence); vacuum")
    assert refusal(path, errors.Damaged).code == "database.foreign"


def test_our_tables_without_a_version_are_not_trusted(path: Path) -> None:
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as db:
        db.executescript(f"pragma application_id = {APPLICATION_ID}; create table change (sequence)")
    failure = refusal(path, errors.Damaged)
    assert failure.code == "database.broken"
    assert "version table" in failure.detail


def test_a_newer_database_asks_for_a_newer_program(path: Path) -> None:
    saved(path, "kadera")
    with closing(sqlite3.connect(path)) as db, db:
        db.execute(
            "insert into _sqlite_migrations (migration_set, name, applied_at) values ('directory', 'create_moods', '')"
        )
    failure = refusal(path, errors.Damaged)
    assert failure.code == "database.newer"
    assert "newer version" in failure.detail


@pytest.mark.parametrize("at", [0.2, 0.5, 0.8])
def test_a_damaged_page_is_found_at_the_start(path: Path, at: float) -> None:
    whole = saved(path, *(f"org-{number}" for number in range(300)))
    place = int(len(whole) * at) // 4096 * 4096
    path.write_bytes(whole[:place] + b"\xa5" * 4096 + whole[place + 4096 :])
    failure = refusal(path, errors.Damaged)
    assert failure.code == "database.broken"
    assert "restore" in failure.detail


def test_a_database_cut_short_is_found_at_the_start(path: Path) -> None:
    whole = saved(path, *(f"org-{number}" for number in range(300)))
    path.write_bytes(whole[: len(whole) // 8192 * 4096])
    assert refusal(path, errors.Damaged).code == "database.broken"


def test_a_lost_database_is_not_replaced_while_its_log_is_there(path: Path) -> None:
    saved(path)
    path.rename(path.with_name("moved.db"))
    path.with_name("directory.db-wal").write_bytes(b"what was not in the database yet")
    failure = refusal(path, errors.Damaged)
    assert "log" in failure.detail
    assert not path.exists()


def test_a_database_that_is_being_restored_is_not_opened(path: Path) -> None:
    saved(path)
    with replacing(path):
        failure = refusal(path, errors.Unavailable)
    assert isinstance(failure, errors.Unavailable)
    assert (failure.code, failure.retry) == ("database.restoring", True)


def test_a_path_may_hold_any_letter(tmp_path: Path) -> None:
    path = tmp_path / "map #1?mode=ro&x=%20 één" / "directory.db"
    saved(path, "kadera")
    assert path.is_file()


def test_two_programs_that_make_the_database_get_the_same_one(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path.parent.mkdir()
    other = saved(path, "kadera")
    # As if the other program made it just after we looked.
    seen = [False]
    exists = Path.exists
    monkeypatch.setattr(Path, "exists", lambda self: seen.pop() if self == path and seen else exists(self))
    with closing(open_store(path)) as store:
        assert store.sequence() == 1
    assert path.read_bytes() == other
