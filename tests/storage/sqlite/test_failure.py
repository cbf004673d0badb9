"""Disks and neighbours that fail us, for real: one sentence, nothing half written, and work goes on afterwards."""

import resource
import signal
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from directory import errors
from directory.model import Change
from directory.storage.sqlite import SqliteStore, open_store
from directory.storage.sqlite.failure import explained

from ..builders import create, filled, occasion, organization


def large(count: int = 400) -> list[Change]:
    return [create(organization(f"org-{number}", description="Helpt. " * 100)) for number in range(count)]


def refused(store: SqliteStore) -> errors.Unavailable:
    """The failure of a large commit, of which nothing may stay behind."""
    with pytest.raises(errors.Unavailable) as caught:
        store.commit(large(), occasion())
    assert str(store.path) in caught.value.detail
    assert [each.sequence for each in store.entries()] == [1]
    assert len([*store.records()]) == 1
    return caught.value


def test_a_full_database_takes_nothing_and_goes_on_when_there_is_room(store: SqliteStore) -> None:
    filled(store, "kadera")
    pages = store._writer.execute("pragma page_count").fetchone()[0]
    store._writer.execute(f"pragma max_page_count = {pages + 8}")
    failure = refused(store)
    assert (failure.code, failure.retry) == ("database.full", False)
    store._writer.execute("pragma max_page_count = 1000000")
    assert len(store.commit(large(), occasion())) == 400


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 2 MB of its own."""
    disk = tmp_path / "disk"
    disk.mkdir()
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "none", str(disk)], capture_output=True)
    if made.returncode:
        pytest.skip("only root may make a small disk; the limits above are tested everywhere")
    try:
        yield disk
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def test_a_full_disk_takes_nothing_and_goes_on_when_there_is_room(small_disk: Path) -> None:
    with closing(open_store(small_disk / "directory.db")) as store:
        filled(store, "kadera")
        ballast = small_disk / "ballast"
        ballast.write_bytes(bytes(1_500_000))
        assert refused(store).code in ("database.full", "database.unreachable")
        ballast.unlink()
        assert len(store.commit(large(20), occasion())) == 20


def test_a_full_disk_gets_no_new_database(small_disk: Path) -> None:
    (small_disk / "ballast").write_bytes(bytes(2 * 1024 * 1024 - 8192))
    with pytest.raises(errors.Unavailable):
        open_store(small_disk / "directory.db")
    assert [each.name for each in small_disk.iterdir()] == ["ballast"]


@contextmanager
def file_limit(size: int) -> Iterator[None]:
    """No file of this process may grow beyond `size` bytes, as with a quota."""
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, ignored)


def test_a_write_that_the_system_refuses_leaves_nothing(store: SqliteStore) -> None:
    filled(store, "kadera")
    with file_limit(200_000):
        failure = refused(store)
    assert (failure.code, failure.retry) == ("database.unreachable", False)
    assert len(store.commit(large(), occasion())) == 400


def test_a_database_that_may_only_be_read_says_so(store: SqliteStore) -> None:
    filled(store, "kadera")
    store._writer.execute("pragma query_only = on")
    assert refused(store).code == "database.unreachable"


def test_a_writer_in_another_program_makes_us_wait_and_then_say_try_again(
    store: SqliteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(store, "kadera")
    monkeypatch.setattr("directory.storage.sqlite.connection.PATIENCE_S", 0.02)
    with closing(sqlite3.connect(store.path, isolation_level=None)) as other:
        other.execute("begin immediate")
        failure = refused(store)
        other.execute("rollback")
    assert (failure.code, failure.retry) == ("database.busy", True)
    assert len(store.commit(large(), occasion())) == 400


def test_a_writer_in_another_thread_makes_us_wait_and_then_say_try_again(
    store: SqliteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(store, "kadera")
    monkeypatch.setattr("directory.storage.sqlite.store.PATIENCE_S", 0.0)
    with store._turn:
        failure = refused(store)
    assert (failure.code, failure.retry) == ("database.busy", True)


def test_a_page_that_breaks_while_we_run_is_told_as_damage(path: Path) -> None:
    with closing(open_store(path)) as store:
        store.commit(large(), occasion())
    with closing(open_store(path)) as store:
        whole = path.read_bytes()
        path.write_bytes(whole[:8192] + b"\xa5" * (len(whole) - 8192))
        with pytest.raises(errors.Damaged) as caught:
            list(store.records())
    assert caught.value.code == "database.broken"


def test_faults_in_our_own_sql_are_not_dressed_up(path: Path) -> None:
    with pytest.raises(sqlite3.OperationalError), explained(path), closing(sqlite3.connect(":memory:")) as db:
        db.execute("select nothing from nowhere")


def test_a_failure_of_the_system_keeps_other_paths_to_itself(path: Path) -> None:
    with pytest.raises(errors.Unavailable) as caught, explained(path):
        Path("/nowhere/secret").read_bytes()
    assert "secret" not in caught.value.detail
    assert str(path) in caught.value.detail
