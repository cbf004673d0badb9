"""A backup is one whole file, of one moment, that overwrites nothing."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from directory import errors
from directory.model import Kept
from directory.storage.sqlite import SqliteStore, backup, open_store

from ..builders import create, filled, id_of, occasion, organization, update


def names(folder: Path) -> set[str]:
    return {each.name for each in folder.iterdir()}


def test_a_backup_holds_all_of_it_in_one_file(store: SqliteStore, tmp_path: Path) -> None:
    filled(store, "kadera", "vtt").commit([update(organization("vtt", name="Nieuw"))], occasion())
    target = tmp_path / "copies" / "monday.db"
    target.parent.mkdir()
    backup(store, target)
    assert names(target.parent) == {"monday.db"}
    whole = [*store.records()], [*store.entries()]
    with closing(open_store(target, create=False)) as copied:
        assert ([*copied.records()], [*copied.entries()]) == whole


def test_a_database_that_nobody_has_open_is_backed_up_by_its_path(path: Path, tmp_path: Path) -> None:
    with closing(open_store(path)) as store:
        filled(store, "kadera")
    backup(path, tmp_path / "copy.db")
    with closing(sqlite3.connect(tmp_path / "copy.db")) as db:
        assert db.execute("select slug from organization").fetchall() == [("kadera",)]
        assert db.execute("pragma journal_mode").fetchone() == ("delete",)


def test_progress_is_told_and_writers_go_on_meanwhile(
    store: SqliteStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("directory.storage.sqlite.copying._PAGES_A_STEP", 8)
    filled(store, *(f"org-{number}" for number in range(300)))
    told: list[tuple[int, int]] = []

    def write(done: int, total: int) -> None:
        told.append((done, total))
        if len(told) <= 5:
            store.commit([create(organization(f"later-{len(told)}"))], occasion())

    backup(store, tmp_path / "copy.db", progress=write)
    assert store.sequence() == 305
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert told[-1][0] == told[-1][1] > 40
    with closing(open_store(tmp_path / "copy.db")) as copied:
        assert copied.sequence() == 300
        assert isinstance(copied.read("organization", id_of("org-299")), Kept)


def test_an_existing_file_is_left_alone(store: SqliteStore, tmp_path: Path) -> None:
    target = tmp_path / "copy.db"
    target.write_text("mine")
    with pytest.raises(errors.Unavailable) as caught:
        backup(store, target)
    assert caught.value.code == "file.exists"
    assert str(target) in caught.value.detail
    assert target.read_text() == "mine"


def test_a_file_that_appears_meanwhile_is_left_alone(store: SqliteStore, tmp_path: Path) -> None:
    target = tmp_path / "copy.db"
    with pytest.raises(errors.Unavailable) as caught:
        backup(store, target, progress=lambda done, total: target.touch())
    assert caught.value.code == "file.exists"
    assert names(tmp_path) == {"data", "copy.db"}
    assert target.read_bytes() == b""


def test_a_missing_folder_is_told(store: SqliteStore, tmp_path: Path) -> None:
    with pytest.raises(errors.Unavailable) as caught:
        backup(store, tmp_path / "no" / "copy.db")
    assert str(tmp_path / "no" / "copy.db") in caught.value.detail


def test_a_foreign_file_is_not_backed_up(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("not a database")
    with pytest.raises(errors.Damaged):
        backup(tmp_path / "notes.txt", tmp_path / "copy.db")
    assert names(tmp_path) == {"notes.txt"}


def test_a_backup_that_is_not_whole_does_not_get_its_name(store: SqliteStore, tmp_path: Path) -> None:
    filled(store, "kadera", "vtt")
    store._writer.execute("update organization set document = '{}' where slug = 'vtt'")
    with pytest.raises(errors.Damaged):
        backup(store, tmp_path / "copy.db")
    assert names(tmp_path) == {"data"}
