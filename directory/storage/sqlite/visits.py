"""The last visit of each address that stands in a record, in a file of its own."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from sqlite3 import Connection

import msgspec

from directory.model.json import encode
from directory.model.visit import Visited
from directory.storage.sqlite.aside import aside
from directory.storage.sqlite.failure import explained

WAIT_S = 5.0
SCHEMA = """
create table if not exists visit (address text primary key not null, document text not null) strict, without rowid;
"""


class SqliteVisits:
    """The visits of one folder. Several processes may write at the same time."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def all(self) -> dict[str, Visited]:
        """The last visit of every address that was asked; a file that is not there yet is an empty one."""
        if not self._path.exists():
            return {}
        with self._opened() as db:
            rows = db.execute("select address, document from visit").fetchall()
        return {address: msgspec.json.decode(document, type=Visited) for address, document in rows}

    def keep(self, visited: Visited) -> None:
        """Keep this in the place of the last visit of its address."""
        put = "insert or replace into visit (address, document) values (?, ?)"
        with self._opened() as db, db:
            db.execute(put, [visited.address, encode(visited).decode()])

    def forget(self, addresses: Iterable[str]) -> None:
        """Let go of addresses that stand nowhere any more."""
        gone = [(each,) for each in addresses]
        if gone:
            with self._opened() as db, db:
                db.executemany("delete from visit where address = ?", gone)

    @contextmanager
    def _opened(self) -> Iterator[Connection]:
        with explained(self._path), aside(self._path, SCHEMA, WAIT_S) as db:
            yield db
