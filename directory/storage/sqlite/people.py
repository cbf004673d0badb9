"""People, sessions, links, keys and what happened at the door, in a file of its own: no export or backup of the
records ever holds them.

A table per kind, with the struct as JSON; the other columns are what is looked for. Events can be added and, when they
are old, let go of; the file itself refuses to have them changed.
"""

import sqlite3
import weakref
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import msgspec
from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from directory.errors import Conflict, Damaged
from directory.model.partner import PartnerContact, PartnerLink
from directory.model.person import (
    ApiKey,
    Device,
    Event,
    Held,
    Link,
    Person,
    RecoveryCode,
    Session,
    Tally,
    UsedStep,
)
from directory.storage.sqlite.aside import make
from directory.storage.sqlite.connection import prepared, snapshot, transaction
from directory.storage.sqlite.failure import explained
from directory.storage.sqlite.keyfile import read_key

K = TypeVar("K", bound=Held)
WAIT_MS = 5_000


class Shelf(NamedTuple):
    """Where a kind is kept: its table, and how a row is named and whose it is."""

    table: str
    key: Callable[[Any], str]
    person: Callable[[Any], str | None]


SHELVES: dict[type[Held], Shelf] = {
    Person: Shelf("person", lambda held: held.id, lambda held: held.id),
    Session: Shelf("session", lambda held: held.hash, lambda held: held.person),
    Device: Shelf("device", lambda held: held.hash, lambda held: held.person),
    Link: Shelf("link", lambda held: held.hash, lambda held: held.person),
    RecoveryCode: Shelf("recovery_code", lambda held: f"{held.person}:{held.hash}", lambda held: held.person),
    UsedStep: Shelf("used_step", lambda held: f"{held.person}:{held.step}", lambda held: held.person),
    Tally: Shelf("tally", lambda held: held.name, lambda held: None),
    ApiKey: Shelf("api_key", lambda held: held.id, lambda held: held.owner),
    PartnerLink: Shelf("partner_link", lambda held: held.hash, lambda held: held.organization),
    PartnerContact: Shelf("partner_contact", lambda held: held.organization, lambda held: held.organization),
}


def create_shelves(db: Database) -> None:
    """A table per kind. `ends` is in UTC, so that moments are in the order of their text."""
    for table in ("person", "session", "device", "link", "recovery_code", "used_step", "tally", "api_key"):
        _create_shelf(db, table)
    db.execute("create unique index person_by_mail on person (document ->> '$.mail')")


def create_events(db: Database) -> None:
    """What happened at the door. Not to be changed, and not to be let go of before its time."""
    db.execute("""
        create table event (sequence integer primary key autoincrement, at text not null, document text not null) strict
    """)
    db.execute("create index event_by_moment on event (at)")
    db.execute("""
        create trigger event_stays before update on event begin select raise(abort, 'events are not changed'); end
    """)
    db.execute("""
        create trigger event_is_kept before delete on event
        when julianday((select max(at) from event)) - julianday(old.at) < 180
        begin select raise(abort, 'events are kept for 180 days'); end
    """)


def create_partner_shelves(db: Database) -> None:
    """Links of partners and where they are sent; `person` is their organization."""
    for table in ("partner_link", "partner_contact"):
        _create_shelf(db, table)


def _create_shelf(db: Database, table: str) -> None:
    db.execute(f"""
        create table {table} (key text primary key not null, person text, ends text, document text not null)
        strict, without rowid
    """)
    db.execute(f"create index {table}_of_person on {table} (person) where person is not null")
    db.execute(f"create index {table}_by_end on {table} (ends) where ends is not null")


STEPS = (create_shelves, create_events, create_partner_shelves)
VERSIONS = Migrations("people")
for _step in STEPS:
    VERSIONS()(_step)


class SqlitePeople:
    """The people of one folder. Several processes may read and write at the same time.

    Connections stay open and go from hand to hand: a flood of tries to come in does not open the file each time.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._idle: deque[Database] = deque()
        # Closed with this object, also when nobody says so: never left to the garbage.
        self._closing = weakref.finalize(self, _empty, self._idle)

    def key(self) -> bytes:
        """The key of what is sealed here, in a file beside this one; made before the first thing is written."""
        with explained(self._path):
            return read_key(self._path.with_suffix(".key"), self._path)

    @contextmanager
    def reading(self) -> Iterator["SqliteBook"]:
        """One view that cannot change anything. A file that does not exist yet is an empty one."""
        with self._explained():
            if not self._path.exists():
                with closing(Database(memory=True, recursive_triggers=False, execute_plugins=False)) as db:
                    _migrate(db, self._path)
                    yield SqliteBook(db)
                return
            with self._borrow() as db, snapshot(db):
                yield SqliteBook(db)

    @contextmanager
    def writing(self) -> Iterator["SqliteBook"]:
        """One transaction, alone: all of it or, after an exception, nothing."""
        with self._explained():
            if not self._path.exists():
                self.key()
                make(self._path)
            with self._borrow() as db:
                # `transaction` waits by itself, and more fairly than SQLite. A commit waits for nobody in this mode.
                db.execute("pragma busy_timeout = 0")
                with transaction(db):
                    yield SqliteBook(db)

    def scrub(self) -> None:
        """Write the file anew: pages that were split keep copies of what they held, and so does the log."""
        with self._explained(), self._borrow() as db:
            db.execute("vacuum")
            db.execute("pragma wal_checkpoint(truncate)")

    def close(self) -> None:
        """Let go of the files."""
        _empty(self._idle)

    @contextmanager
    def _borrow(self) -> Iterator[Database]:
        db = self._take()
        try:
            db.execute(f"pragma busy_timeout = {WAIT_MS}")
            _migrate(db, self._path)
            yield db
        except sqlite3.Error:
            db.close()
            raise
        except BaseException:
            self._idle.append(db)
            raise
        self._idle.append(db)

    def _take(self) -> Database:
        try:
            return self._idle.pop()
        except IndexError:
            return prepared(self._path, "journal_mode = wal", "synchronous = full", "secure_delete = on")

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            with explained(self._path):
                yield
        except Damaged as error:
            if error.code != "database.broken":
                raise
            sentence = f"The file {self._path} is damaged; put your copy of it in its place."
            raise Damaged("people.broken", sentence) from error


class SqliteBook:
    """Everything that is kept about people, within one transaction."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def find(self, kind: type[K], key: str) -> K | None:
        """The one with this key."""
        found = self._db.execute(f"select document from {_table(kind)} where key = ?", [_typed(key)]).fetchone()  # noqa: S608  names of ours
        return msgspec.json.decode(found[0], type=kind) if found else None

    def named(self, mail: str) -> Person | None:
        """The person with this mail address, spelled as it is kept."""
        found = self._db.execute(
            "select document from person where document ->> '$.mail' = ?", [_typed(mail)]
        ).fetchone()
        return msgspec.json.decode(found[0], type=Person) if found else None

    def all(self, kind: type[K], person: str | None = None) -> tuple[K, ...]:
        """All of this kind, or those of one person, by key."""
        whose, values = ("", []) if person is None else (" where person = ?", [person])
        rows = self._db.execute(f"select document from {_table(kind)}{whose} order by key", values).fetchall()  # noqa: S608  names of ours
        return tuple(msgspec.json.decode(document, type=kind) for (document,) in rows)

    def add(self, held: Held) -> bool:
        """Keep this if nothing has its key. Whether it was kept."""
        return self._put(held, "on conflict (key) do nothing")

    def keep(self, held: Held) -> None:
        """Keep this in the place of what has its key. Raises `Conflict` (`mail.taken`) for a second owner of a mail."""
        self._put(held, "on conflict (key) do update set ends = excluded.ends, document = excluded.document")

    def drop(self, kind: type[Held], key: str) -> bool:
        """Let go of the one with this key. Whether there was one."""
        return self._deleted(f"delete from {_table(kind)} where key = ?", [key]) > 0  # noqa: S608  names of ours

    def drop_all(self, kind: type[Held], person: str) -> int:
        """Let go of all that a person has of this kind; how many there were."""
        return self._deleted(f"delete from {_table(kind)} where person = ?", [person])  # noqa: S608  names of ours

    def drop_ended(self, kind: type[Held], before: datetime) -> int:
        """Let go of what was of no use any more before this moment; how many there were."""
        return self._deleted(f"delete from {_table(kind)} where ends < ?", [_text(before)])  # noqa: S608  names of ours

    def trim(self, kind: type[Held], most: int) -> None:
        """Of what will end, keep at most so many: those that end last."""
        table = _table(kind)
        ended = f"select key from {table} where ends is not null order by ends desc limit -1 offset ?"  # noqa: S608  names of ours
        self._deleted(f"delete from {table} where key in ({ended})", [most])  # noqa: S608  names of ours

    def tell(self, event: Event) -> None:
        """Write an event under the next number. Events are never changed."""
        document = msgspec.json.encode(msgspec.structs.replace(event, sequence=0)).decode()
        self._db.execute("insert into event (at, document) values (?, ?)", [_text(event.at), document])

    def events(self, limit: int, before: int | None = None) -> tuple[Event, ...]:
        """The last so many events, or those before a number, the newest first."""
        asked = "select sequence, document from event where :before is null or sequence < :before order by 1 desc"
        rows = self._db.execute(f"{asked} limit :limit", {"before": before, "limit": limit}).fetchall()
        return tuple(
            msgspec.structs.replace(msgspec.json.decode(document, type=Event), sequence=sequence)
            for sequence, document in rows
        )

    def forget_events(self, before: datetime) -> int:
        """Let go of events before this moment; how many. The file itself refuses this for the last 180 days."""
        old = "julianday((select max(at) from event)) - julianday(at) >= 180"
        return self._deleted(f"delete from event where at < ? and {old}", [_text(before)])  # noqa: S608  ours

    def _put(self, held: Held, otherwise: str) -> bool:
        shelf = SHELVES[type(held)]
        row = {
            "key": shelf.key(held),
            "person": shelf.person(held),
            "ends": None if held.ends is None else _text(held.ends),
            "document": msgspec.json.encode(held).decode(),
        }
        put = f"insert into {shelf.table} values (:key, :person, :ends, :document) {otherwise}"  # noqa: S608  names of ours
        try:
            return bool(self._db.execute(put, row).rowcount > 0)
        except sqlite3.IntegrityError:
            raise Conflict("mail.taken", "Somebody else has this mail address.") from None

    def _deleted(self, deed: str, values: list[Any]) -> int:
        return int(self._db.execute(deed, values).rowcount)


def _table(kind: type[Held]) -> str:
    return SHELVES[kind].table


def _migrate(db: Database, path: Path) -> None:
    # How many steps were taken, where it costs nothing to ask: this is asked at every deed.
    (taken,) = db.conn.execute("pragma user_version").fetchone()
    if taken > len(STEPS):
        sentence = f"The file {path} was written by a newer version of this program; use that one."
        raise Damaged("people.newer", sentence)
    if taken < len(STEPS):
        with transaction(db):
            VERSIONS.apply(db)
            db.execute(f"pragma user_version = {len(STEPS)}")


def _empty(idle: deque[Database]) -> None:
    while idle:
        idle.pop().close()


def _typed(key: str) -> str:
    """What somebody may have typed, as SQLite takes it: half a character is nobody's key."""
    return key.encode("utf-8", "replace").decode()


def _text(moment: datetime) -> str:
    """In UTC: in the order of the texts."""
    return moment.astimezone(UTC).isoformat()
