"""Counts of what is asked, in a file of its own: no backup, export or record ever holds them."""

import hmac
import os
import secrets
import sqlite3
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path

from sqlite_utils import Database

# On so many different days a word must have come before anybody may see it, within so many days.
DAYS, WITHIN = 5, timedelta(days=180)
SCHEMA = """
create table if not exists secret (key blob not null);
create table if not exists concept (day text, municipality text, concept text, count integer not null,
    primary key (day, municipality, concept)) without rowid;
create table if not exists heard (hash blob, day text, primary key (hash, day)) without rowid;
create table if not exists unmet (word text primary key, days integer not null, last text not null) without rowid;
"""


class SqliteDemand:
    """The counts of one folder. Several processes may add at the same time."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @contextmanager
    def _open(self) -> Iterator[Database]:
        descriptor = os.open(self._path, os.O_CREAT | os.O_CLOEXEC | os.O_RDWR, 0o600)
        os.close(descriptor)
        connection = sqlite3.connect(self._path, timeout=5.0)
        try:
            connection.executescript(SCHEMA)
            yield Database(connection)
        finally:
            connection.close()

    def add(self, concepts: Mapping[tuple[date, str, str], int], words: Collection[tuple[date, str]]) -> None:
        """Add counts; a word becomes readable when it comes on its fifth day. No count is worth a failed answer."""
        with suppress(sqlite3.Error, OSError), self._open() as db, db.conn:
            for (day, municipality, concept), count in sorted(concepts.items()):
                db.execute(
                    "insert into concept values (?, ?, ?, ?) on conflict do update set count = count + excluded.count",
                    [day.isoformat(), municipality, concept, count],
                )
            key = self._key(db)
            for day, word in sorted(words):
                self._hear(db, key, day, word)

    def _key(self, db: Database) -> bytes:
        db.execute("insert into secret select ? where not exists (select 1 from secret)", [secrets.token_bytes(32)])
        return bytes(db.execute("select key from secret").fetchone()[0])

    def _hear(self, db: Database, key: bytes, day: date, word: str) -> None:
        name = hmac.digest(key, word.encode(), sha256)
        db.execute("insert or ignore into heard values (?, ?)", [name, day.isoformat()])
        db.execute("delete from heard where day < ?", [(day - WITHIN).isoformat()])
        days = int(db.execute("select count(*) from heard where hash = ?", [name]).fetchone()[0])
        if days >= DAYS:
            db.execute("insert or replace into unmet values (?, ?, ?)", [word, days, day.isoformat()])

    def concepts(self) -> list[tuple[str, int]]:
        """Concepts by how often they were asked for, the most first."""
        with self._open() as db:
            rows = db.execute("select concept, sum(count) from concept group by concept order by 2 desc, 1").fetchall()
        return [(str(concept), int(count)) for concept, count in rows]

    def unmet(self) -> list[tuple[str, int]]:
        """Words that found nothing on five days or more, and on how many."""
        with self._open() as db:
            rows = db.execute("select word, days from unmet order by days desc, word").fetchall()
        return [(str(word), int(days)) for word, days in rows]
