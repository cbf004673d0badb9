"""An older database becomes a new one, once, whoever comes first."""

from contextlib import closing
from pathlib import Path

import pytest

from directory.storage.sqlite import open_store
from directory.storage.sqlite.connection import connect
from directory.storage.sqlite.identity import APPLICATION_ID
from directory.storage.sqlite.migrations import STEPS, VERSIONS, migrate, taken

from ..builders import filled


def older(path: Path, steps: int) -> None:
    """A database that an earlier version of the program left behind."""
    path.parent.mkdir()
    with connect(path, "rwc") as db:
        db.execute(f"pragma application_id = {APPLICATION_ID}")
        VERSIONS.apply(db, stop_before=STEPS[steps].__name__)


@pytest.mark.parametrize("steps", range(1, len(STEPS)))
def test_an_older_database_is_brought_up_to_date_when_it_is_opened(path: Path, steps: int) -> None:
    older(path, steps)
    with closing(open_store(path)) as store:
        assert filled(store, "kadera").sequence() == 1
        assert taken(store._writer) == [step.__name__ for step in STEPS]


def test_a_step_that_another_program_took_meanwhile_is_not_taken_twice(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    older(path, 2)
    with connect(path) as first, connect(path) as second:
        assert VERSIONS.pending(second)
        migrate(first)
        with monkeypatch.context() as patched:
            looked = [[step.__name__ for step in STEPS]]
            pending = VERSIONS.pending
            patched.setattr(VERSIONS, "pending", lambda db: looked.pop() if looked else pending(db))
            migrate(second)
        assert taken(second) == [step.__name__ for step in STEPS]


def test_a_step_that_fails_changes_nothing(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    older(path, 2)
    with connect(path) as db:
        before = db.schema
        monkeypatch.setattr(VERSIONS, "_record_applied", lambda db, name: db.execute("select fail"))
        with pytest.raises(Exception, match="fail"):
            migrate(db)
        assert db.schema == before


def test_rows_of_before_batches_are_together_when_moment_actor_and_reason_are(path: Path) -> None:
    older(path, 5)
    with connect(path) as db:
        rows = [(1, "seeds", "x"), (2, "seeds", "x"), (3, "seeds", "y"), (4, "ik", "y")]
        for number, actor, reason in rows:
            values = [number, "2026-01-05T09:00:00+00:00", actor, reason, f"id-{number}"]
            statement = "insert into change (sequence, at, actor, reason, kind, id, action, revision)"
            db.execute(f"{statement} values (?, ?, ?, ?, 'organization', ?, 'create', 1)", values)
    with closing(open_store(path)) as store:
        assert [each.batch for each in store.entries()] == [1, 1, 3, 4]
