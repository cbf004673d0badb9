"""A restore takes only what is whole, keeps what was there, and never pulls a database from under a server."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from directory import errors
from directory.storage.sqlite import backup, open_store, restore, serving

from ..builders import create, filled, occasion, organization

AT = datetime(2026, 11, 25, 4, 5, 6, tzinfo=timezone(timedelta(hours=1)))
KEPT = "directory.db.before-restore-20261125T030506Z"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A backup with one organization."""
    with closing(open_store(tmp_path / "old" / "directory.db")) as store:
        filled(store, "kadera")
        backup(store, tmp_path / "copy.db")
    return tmp_path / "copy.db"


@pytest.fixture
def current(path: Path) -> Path:
    """The database that is in use, with two other organizations."""
    with closing(open_store(path)) as store:
        filled(store, "vtt", "fng")
    return path


def slugs(path: Path) -> list[str]:
    with closing(open_store(path, create=False)) as store:
        return sorted(slug for (slug,) in store._writer.execute("select slug from organization").fetchall())


def spoil(copy: Path, sql: str) -> None:
    with closing(sqlite3.connect(copy)) as db, db:
        db.executescript(sql)


def test_a_restore_gives_the_backup_and_keeps_what_was_there(copy: Path, current: Path) -> None:
    before = copy.read_bytes()
    assert restore(copy, current, at=AT) == current.with_name(KEPT)
    assert slugs(current) == ["kadera"]
    assert slugs(current.with_name(KEPT)) == ["fng", "vtt"]
    assert copy.read_bytes() == before
    assert {each.name for each in current.parent.iterdir()} == {"directory.db", KEPT, "serving.lock"}


def test_a_restore_into_nothing_makes_the_folder(copy: Path, path: Path) -> None:
    assert restore(copy, path) is None
    assert slugs(path) == ["kadera"]


def test_the_old_database_is_named_after_this_moment_when_no_other_is_given(copy: Path, current: Path) -> None:
    kept = restore(copy, current)
    assert kept is not None
    assert kept.name.startswith("directory.db.before-restore-2")
    assert slugs(kept) == ["fng", "vtt"]


def test_a_restore_tells_how_far_it_is(copy: Path, path: Path) -> None:
    told: list[tuple[int, int]] = []
    restore(copy, path, at=AT, progress=lambda done, total: told.append((done, total)))
    assert told[-1][0] == told[-1][1] > 0


def test_writing_goes_on_after_a_restore(copy: Path, current: Path) -> None:
    restore(copy, current, at=AT)
    with closing(open_store(current)) as store:
        (entry,) = store.commit([create(organization("vtt"))], occasion())
    assert entry.sequence == 2


@pytest.mark.parametrize(
    ("sql", "code"),
    [
        ("pragma application_id = 7", "database.foreign"),
        ("drop table _sqlite_migrations", "database.broken"),
        ("insert into _sqlite_migrations values (99, 'directory', 'create_moods', '')", "database.newer"),
        ("delete from change where sequence = 1; update organization set sequence = 1", "database.broken"),
        ("update change set sequence = 2; update organization set sequence = 2", "database.broken"),
        ('update organization set document = \'{"kind": "organization"}\'', "database.broken"),
        ("update organization set document = 'GEHEIM'", "database.broken"),
        ("update change set before = '{}', kind = 'mood'", "database.broken"),
        ("insert into tombstone values ('note', 'x', 1, 1, '{}')", "database.broken"),
    ],
)
def test_a_backup_that_is_not_whole_is_refused_and_nothing_is_touched(
    copy: Path, current: Path, sql: str, code: str
) -> None:
    spoil(copy, sql)
    before = current.read_bytes()
    with pytest.raises(errors.Damaged) as caught:
        restore(copy, current, at=AT)
    assert caught.value.code == code
    assert str(copy) in caught.value.detail
    assert "GEHEIM" not in caught.value.detail
    assert current.read_bytes() == before
    assert {each.name for each in current.parent.iterdir()} == {"directory.db", "serving.lock"}


@pytest.mark.parametrize("at", [0.1, 0.3, 0.5, 0.7, 0.9])
def test_a_backup_with_a_broken_page_is_refused(path: Path, tmp_path: Path, at: float) -> None:
    copy = tmp_path / "copy.db"
    with closing(open_store(path)) as store:
        backup(filled(store, *(f"org-{number}" for number in range(400))), copy)  # type: ignore[arg-type]
    whole = copy.read_bytes()
    place = int(len(whole) * at) // 4096 * 4096
    copy.write_bytes(whole[:place] + b"\xa5" * 4096 + whole[place + 4096 :])
    with pytest.raises(errors.Damaged):
        restore(copy, path, at=AT)
    assert len(slugs(path)) == 400


def test_a_backup_cut_short_or_missing_is_refused(copy: Path, current: Path) -> None:
    copy.write_bytes(copy.read_bytes()[:-8192])
    with pytest.raises(errors.Damaged):
        restore(copy, current, at=AT)
    copy.unlink()
    with pytest.raises(errors.Unavailable) as caught:
        restore(copy, current, at=AT)
    assert str(copy) in caught.value.detail
    assert slugs(current) == ["fng", "vtt"]


def test_a_server_must_be_stopped_first(copy: Path, current: Path) -> None:
    with serving(current), pytest.raises(errors.Unavailable) as caught:
        restore(copy, current, at=AT)
    assert (caught.value.code, caught.value.retry) == ("database.in-use", False)
    assert "stop the server first" in caught.value.detail
    with closing(open_store(current)), pytest.raises(errors.Unavailable):
        restore(copy, current, at=AT)
    assert slugs(current) == ["fng", "vtt"]
    restore(copy, current, at=AT)


def test_a_kept_database_is_not_overwritten_by_the_next_one(copy: Path, current: Path) -> None:
    restore(copy, current, at=AT)
    with pytest.raises(errors.Unavailable) as caught:
        restore(copy, current, at=AT)
    assert caught.value.code == "file.exists"
    assert slugs(current.with_name(KEPT)) == ["fng", "vtt"]
    assert restore(copy, current, at=AT.astimezone(UTC) + timedelta(seconds=1)) is not None


def test_a_damaged_database_is_kept_with_its_log(copy: Path, current: Path) -> None:
    current.write_bytes(b"what a broken disk left of it")
    current.with_name("directory.db-wal").write_bytes(b"its log")
    restore(copy, current, at=AT)
    assert slugs(current) == ["kadera"]
    assert current.with_name(KEPT).read_bytes() == b"what a broken disk left of it"
    assert current.with_name(f"{KEPT}-wal").read_bytes() == b"its log"


def test_what_only_the_log_of_a_killed_program_holds_is_kept_too(copy: Path, current: Path, tmp_path: Path) -> None:
    with closing(open_store(current)) as store:
        store.commit([create(organization("last"))], occasion())
        crashed = tmp_path / "crashed"
        crashed.mkdir()
        for each in current.parent.iterdir():
            (crashed / each.name).write_bytes(each.read_bytes())
    assert restore(copy, crashed / "directory.db", at=AT) == crashed / KEPT
    assert slugs(crashed / KEPT) == ["fng", "last", "vtt"]
    assert slugs(crashed / "directory.db") == ["kadera"]


def test_a_database_with_its_log_is_a_backup_too(current: Path, path: Path, tmp_path: Path) -> None:
    crashed = tmp_path / "crashed"
    crashed.mkdir()
    with closing(open_store(current)) as store:
        store.commit([create(organization("last"))], occasion())
        for name in ("directory.db", "directory.db-wal"):
            (crashed / name).write_bytes((current.parent / name).read_bytes())
    restore(crashed / "directory.db", tmp_path / "new" / "directory.db", at=AT)
    assert slugs(tmp_path / "new" / "directory.db") == ["fng", "last", "vtt"]
