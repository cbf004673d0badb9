"""A copy of the database in one file, made while others go on writing, and checked before it gets its name."""

import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from sqlite_utils import Database

from directory.errors import Unavailable
from directory.storage.sqlite.connection import connect, snapshot
from directory.storage.sqlite.failure import explained
from directory.storage.sqlite.files import sync
from directory.storage.sqlite.identity import check_header, check_version
from directory.storage.sqlite.integrity import check_wholly
from directory.storage.sqlite.store import SqliteStore

# Told after each step: how many pages are copied, and how many there are.
Progress = Callable[[int, int], None]
_PAGES_A_STEP = 2_000


def backup(source: SqliteStore | Path, target: Path, *, progress: Progress | None = None) -> None:
    """Copy the database, as it is at this moment, to `target`, one file that `restore` takes.

    Raises `Unavailable` when there is a file already or no room, `Damaged` when the database is not whole.
    """
    path = source if isinstance(source, Path) else source.path
    with explained(path):
        check_header(path)
    if target.exists():
        raise _taken(target)
    with explained(target), tempfile.TemporaryDirectory(prefix=".backup-", dir=target.parent) as folder:
        new = Path(folder) / target.name
        with connect(path) as old:
            check_version(old, path)
            copy(old, new, progress)
        _give_name(new, target)


def copy(old: Database, new: Path, progress: Progress | None = None) -> None:
    """Copy a database, as it is at this moment, to a new file that stands alone and holds nothing deleted."""
    with connect(new, "rwc") as db:
        _copy(old, db, progress)
        db.execute("pragma journal_mode = delete")
        # The copy has the pages as they are; rewriting leaves behind what was deleted from them (`scrub.py`).
        db.execute("vacuum")
        db.execute("delete from scrub")
        check_wholly(db, new)
    sync(new)


def _copy(old: Database, new: Database, progress: Progress | None) -> None:
    def tell(_: int, remaining: int, total: int) -> None:
        if progress is not None:
            progress(total - remaining, total)

    # One view for all steps: otherwise every commit of somebody else would make the copy start again.
    with snapshot(old):
        old.execute("select count(*) from sqlite_schema").fetchone()
        old.conn.backup(new.conn, pages=_PAGES_A_STEP, progress=tell)


def _give_name(new: Path, target: Path) -> None:
    try:
        os.link(new, target)
    except FileExistsError:
        raise _taken(target) from None
    sync(target.parent)


def _taken(target: Path) -> Unavailable:
    sentence = f"There is a file {target} already and it was left alone; choose another name for the backup."
    return Unavailable("file.exists", sentence, retry=False)
