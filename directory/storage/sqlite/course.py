"""One measurement a day of how certain the directory is, in a file of its own beside the records: figures only."""

import sqlite3
from datetime import date, timedelta
from pathlib import Path

import msgspec

from directory.model.measurement import Measurement
from directory.storage.sqlite.aside import aside

# A measurement is let go after this long.
KEPT = timedelta(days=5 * 366)
WAIT_S = 2.0
SCHEMA = """
create table if not exists course (
    day text primary key, known real not null, unknown real not null, facts integer not null, stale integer not null
) without rowid;
"""
ADD = "insert or ignore into course values (:day, :known, :unknown, :facts, :stale)"
SINCE = "select day, known, unknown, facts, stale from course where day >= ? order by day"


class SqliteCourse:
    """The measurements of one folder. Several processes may keep one at the same time: the first of a day stays."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def keep(self, measured: Measurement) -> bool:
        """Keep this, unless there is one of that day. Whether it was kept."""
        try:
            with aside(self._path, SCHEMA, WAIT_S) as db, db:
                db.execute("delete from course where day < ?", [(measured.day - KEPT).isoformat()])
                return db.execute(ADD, msgspec.to_builtins(measured)).rowcount == 1
        except (sqlite3.Error, OSError):
            return False

    def has(self, day: date) -> bool:
        """Whether there is one of this day."""
        return any(each.day == day for each in self.since(day))

    def since(self, day: date) -> tuple[Measurement, ...]:
        """Those of this day and later, oldest first."""
        if not self._path.exists():
            return ()
        try:
            with aside(self._path, SCHEMA, WAIT_S) as db:
                db.row_factory = sqlite3.Row
                rows = db.execute(SINCE, [day.isoformat()]).fetchall()
        except (sqlite3.Error, OSError):
            return ()
        return tuple(msgspec.convert(dict(each), Measurement) for each in rows)
