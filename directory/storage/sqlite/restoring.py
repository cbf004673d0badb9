"""Putting a backup in the place of the database. What was there is kept under another name."""

import os
import sqlite3
import tempfile
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path

from sqlite_utils import Database

from directory.errors import DirectoryError, Unavailable
from directory.storage.sqlite.connection import connect
from directory.storage.sqlite.copying import Progress, copy
from directory.storage.sqlite.failure import explained
from directory.storage.sqlite.files import SIDES, beside, make_folder, sync
from directory.storage.sqlite.identity import check_header, check_version
from directory.storage.sqlite.integrity import check_wholly
from directory.storage.sqlite.lock import replacing


def restore(source: Path, target: Path, *, at: datetime | None = None, progress: Progress | None = None) -> Path | None:
    """Make a copy of the backup `source` the database at `target`. Returns where the old one is now, if there was one.

    `at` is the moment in the name of the old one: now, unless it is given. The backup is checked wholly before anything
    is touched. Raises `Damaged` for one that is broken, foreign or newer than this program, and `Unavailable` when a
    server or another program has the database open or there is no room.
    """
    with explained(source):
        check_header(source)
        with _untouched(source) as old:
            check_version(old, source)
            check_wholly(old, source)
            return _replace(old, target, at or datetime.now(UTC), progress)


def _replace(old: Database, target: Path, at: datetime, progress: Progress | None) -> Path | None:
    with explained(target):
        make_folder(target.parent)
        with replacing(target), tempfile.TemporaryDirectory(prefix=".restore-", dir=target.parent) as folder:
            new = Path(folder) / target.name
            copy(old, new, progress)
            kept = _set_aside(target, at)
            os.replace(new, target)
            sync(target.parent)
            return kept


def _untouched(source: Path) -> Database:
    """A connection that writes nothing beside the backup, unless there is a log there that belongs to it."""
    has_log = any(beside(source, side).exists() for side in SIDES)
    return connect(source, "ro", immutable=not has_log)


def _set_aside(target: Path, at: datetime) -> Path | None:
    """Give the old database a second name, and its log that name only: it must not be read with the new one."""
    if not target.exists() and not any(beside(target, side).exists() for side in SIDES):
        return None
    kept = target.with_name(f"{target.name}.before-restore-{at.astimezone(UTC):%Y%m%dT%H%M%SZ}")
    if kept.exists():
        sentence = f"There is a file {kept} already and it was left alone; move it away or try again in a second."
        raise Unavailable("file.exists", sentence, retry=True)
    _merge_log(target)
    for side in SIDES:
        with suppress(FileNotFoundError):
            os.rename(beside(target, side), beside(kept, side))
    with suppress(FileNotFoundError):
        os.link(target, kept)
    return kept


def _merge_log(target: Path) -> None:
    # What is too damaged for this is kept as it is. The header first: SQLite deletes the log of what it cannot read.
    with suppress(DirectoryError, OSError, sqlite3.Error):
        check_header(target)
        with closing(connect(target)) as db:
            db.execute("pragma wal_checkpoint(truncate)").fetchone()
