"""How far we are with asking each organization, in a file of its own: days and counts, nothing of who was asked."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from sqlite3 import Connection

import msgspec

from directory.model import Id
from directory.model.json import encode
from directory.model.partner import Reminder
from directory.storage.sqlite.aside import aside
from directory.storage.sqlite.failure import explained

WAIT_S = 5.0
SCHEMA = """
create table if not exists reminder (organization text primary key not null, document text not null)
    strict, without rowid;
"""


class SqliteReminders:
    """The reminders of one folder. Several processes may write at the same time."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def all(self) -> dict[Id, Reminder]:
        """What is kept, by organization."""
        if not self._path.exists():
            return {}
        with self._opened() as db:
            rows = db.execute("select organization, document from reminder").fetchall()
        return {organization: msgspec.json.decode(document, type=Reminder) for organization, document in rows}

    def move(self, organization: Id, before: Reminder | None, after: Reminder | None) -> bool:
        """Put `after` in the place of `before`. Not when something else stands there; whether it was done."""
        with self._opened() as db, db:
            db.execute("begin immediate")
            found = db.execute("select document from reminder where organization = ?", [organization]).fetchone()
            if (msgspec.json.decode(found[0], type=Reminder) if found else None) != before:
                return False
            if after is None:
                db.execute("delete from reminder where organization = ?", [organization])
            else:
                put = "insert or replace into reminder (organization, document) values (?, ?)"
                db.execute(put, [organization, encode(after).decode()])
        return True

    @contextmanager
    def _opened(self) -> Iterator[Connection]:
        with explained(self._path), aside(self._path, SCHEMA, WAIT_S) as db:
            yield db
