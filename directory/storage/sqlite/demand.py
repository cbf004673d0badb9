"""Counts of what is asked, in a file of its own: no backup, export or record ever holds them."""

import hmac
import sqlite3
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path

from sqlite_utils import Database

from directory.storage.sqlite.aside import aside
from directory.storage.sqlite.keyfile import make_key

# On so many different days a word must have come before anybody may see it, within so many days.
DAYS, WITHIN = 5, timedelta(days=180)
# Counts of concepts are let go after this long.
KEPT = timedelta(days=400)
WAIT_S = 0.5
SCHEMA = """
create table if not exists concept (week text, concept text, count integer not null, primary key (week, concept))
    without rowid;
create table if not exists heard (hash blob, day text, primary key (hash, day)) without rowid;
create index if not exists heard_by_day on heard (day);
create table if not exists unmet (word text primary key, days integer not null, last text not null) without rowid;
"""


class SqliteDemand:
    """The counts of one folder. Several processes may add at the same time."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @contextmanager
    def _open(self) -> Iterator[Database]:
        with aside(self._path, SCHEMA, WAIT_S) as connection:
            yield Database(connection)

    def add(self, concepts: Mapping[tuple[date, str], int], words: Collection[tuple[date, str]]) -> bool:
        """Add counts; a word becomes readable when it comes on its fifth day. Whether they were kept."""
        try:
            with self._open() as db, db.conn:
                for (week, concept), count in sorted(concepts.items()):
                    db.execute(
                        "insert into concept values (?, ?, ?) on conflict do update set count = count + excluded.count",
                        [week.isoformat(), concept, count],
                    )
                if concepts:
                    oldest = max(week for week, _ in concepts) - KEPT
                    db.execute("delete from concept where week < ?", [oldest.isoformat()])
                self._hear(db, words)
        except (sqlite3.Error, OSError):
            return False
        return True

    def _key(self) -> bytes:
        """The secret behind the hashes: in a file of its own, so that a copy of the counts does not give it away."""
        path = self._path.with_suffix(".key")
        if not path.exists():
            make_key(path)
        return path.read_bytes()

    def _hear(self, db: Database, words: Collection[tuple[date, str]]) -> None:
        if not words:
            return
        key, oldest = self._key(), (max(day for day, _ in words) - WITHIN).isoformat()
        db.execute("delete from heard where day < ?", [oldest])
        db.execute("delete from unmet where last < ?", [oldest])
        for day, word in sorted(words):
            name = hmac.digest(key, word.encode(), sha256)
            db.execute("insert or ignore into heard values (?, ?)", [name, day.isoformat()])
            days = int(db.execute("select count(*) from heard where hash = ?", [name]).fetchone()[0])
            if days >= DAYS:
                db.execute("insert or replace into unmet values (?, ?, ?)", [word, days, day.isoformat()])

    def concepts(self) -> list[tuple[str, int]]:
        """Concepts by how often they were asked for, the most first."""
        return self._counted("select concept, sum(count) from concept group by concept order by 2 desc, 1")

    def unmet(self) -> list[tuple[str, int]]:
        """Words that found nothing on five days or more, and on how many."""
        return self._counted("select word, days from unmet order by days desc, word")

    def _counted(self, question: str) -> list[tuple[str, int]]:
        if not self._path.exists():
            return []
        try:
            with self._open() as db:
                return [(str(name), int(count)) for name, count in db.execute(question).fetchall()]
        except (sqlite3.Error, OSError):
            return []
