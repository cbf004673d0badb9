"""Checks that were kept for council files, in a file of their own beside the records."""

import sqlite3
from datetime import datetime
from pathlib import Path

from directory.storage.sqlite.aside import aside

# More than this on one day is somebody filling the disk.
A_DAY = 500
WAIT_S = 2.0
SCHEMA = """
create table if not exists dossier (id text primary key, day text not null, at text not null, document blob not null)
    without rowid;
create index if not exists dossier_by_day on dossier (day);
"""


class SqliteDossiers:
    """The dossiers of one folder. Several processes may add at the same time."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def keep(self, id: str, at: datetime, document: bytes) -> bool:
        """Keep this under its id, once. Whether it is kept now: not when too much was kept today, or it cannot be."""
        day = at.date().isoformat()
        try:
            with aside(self._path, SCHEMA, WAIT_S) as db, db:
                if db.execute("select 1 from dossier where id = ?", [id]).fetchone():
                    return True
                (count,) = db.execute("select count(*) from dossier where day = ?", [day]).fetchone()
                if count >= A_DAY:
                    return False
                db.execute("insert into dossier values (?, ?, ?, ?)", [id, day, at.isoformat(), document])
        except (sqlite3.Error, OSError):
            return False
        return True

    def read(self, id: str) -> bytes | None:
        """What was kept under this id."""
        if not self._path.exists():
            return None
        try:
            with aside(self._path, SCHEMA, WAIT_S) as db:
                found = db.execute("select document from dossier where id = ?", [id]).fetchone()
        except (sqlite3.Error, OSError):
            return None
        return bytes(found[0]) if found else None

    def last(self, limit: int) -> list[bytes]:
        """What was kept last, the latest first."""
        if not self._path.exists():
            return []
        try:
            with aside(self._path, SCHEMA, WAIT_S) as db:
                found = db.execute("select document from dossier order by at desc, id limit ?", [limit]).fetchall()
        except (sqlite3.Error, OSError):
            return []
        return [bytes(document) for (document,) in found]
