"""Connections to the file: how one is made, how many there are, and how a transaction begins."""

import sqlite3
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Literal

from sqlite_utils import Database

from directory.errors import Unavailable
from directory.storage.sqlite.failure import is_busy

# How long a writer waits for another one, and a reader for the recovery after a crash.
PATIENCE_S = 5.0
# SQLite's own waits grow to a tenth of a second, and a writer among eight busy ones then starves: we knock more often.
KNOCK_S = 0.002
READER_CACHE_KB = 4_000
# Rows with random ids touch pages all over the tables: a small cache writes each page many times in a large import.
WRITER_CACHE_KB = 64_000
# A log that grew in an import is cut back to this.
LOG_BYTES = 8_000_000


def connect(path: Path, mode: Literal["rw", "rwc", "ro"] = "rw", *, immutable: bool = False) -> Database:
    """A connection that any thread may use, one at a time. Without `rwc`, a missing file is an error.

    `immutable` reads a file that nobody writes without leaving anything beside it.
    """
    address = f"{path.absolute().as_uri()}?mode={mode}{'&immutable=1' if immutable else ''}"
    connection = sqlite3.connect(
        address, uri=True, timeout=PATIENCE_S, isolation_level=None, check_same_thread=False, cached_statements=256
    )
    return Database(connection, recursive_triggers=False, execute_plugins=False)


def reader(path: Path) -> Database:
    """A connection that cannot write."""
    return prepared(path, "query_only = on", f"cache_size = -{READER_CACHE_KB}")


def writer(path: Path) -> Database:
    """A connection whose commits are on the disk when they return, and which wipes what it deletes."""
    return prepared(
        path,
        "journal_mode = wal",
        "synchronous = full",
        "foreign_keys = on",
        "secure_delete = on",
        f"cache_size = -{WRITER_CACHE_KB}",
        f"journal_size_limit = {LOG_BYTES}",
        "busy_timeout = 0",
    )


def prepared(path: Path, *pragmas: str) -> Database:
    """A connection with these settings, or none."""
    db = connect(path)
    try:
        for each in pragmas:
            # Who turns the log of a new file on at the same moment is told "busy" at once, whatever the timeout.
            _knock(db, f"pragma {each}")
    except BaseException:
        db.close()
        raise
    return db


@contextmanager
def transaction(db: Database, around: Callable[[], AbstractContextManager[None]] = nullcontext) -> Iterator[None]:
    """One transaction, alone: all of it is on the disk afterwards, or nothing. Raises SQLite's "busy" in the end.

    `around` is entered for the commit itself, while nobody else can write.
    """
    _knock(db, "begin immediate")
    try:
        yield
        with around():
            db.conn.execute("commit")
    except BaseException:
        db.rollback()
        raise


@contextmanager
def snapshot(db: Database) -> Iterator[None]:
    """One view of the database: what others commit meanwhile is not in it."""
    db.conn.execute("begin")
    try:
        yield
    finally:
        db.rollback()


def _knock(db: Database, statement: str) -> None:
    """Do this as soon as nobody else is busy. Raises SQLite's "busy" in the end."""
    deadline = time.monotonic() + PATIENCE_S
    while True:
        try:
            db.conn.execute(statement)
            return
        except sqlite3.OperationalError as error:
            if not is_busy(error) or time.monotonic() > deadline:
                raise
        time.sleep(KNOCK_S)


class Readers:
    """Reading connections, as many as are in use at one time.

    Not one per thread: an export starts in one thread of a server and goes on in another, and threads come and go.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        # A deque, because it needs no lock: a half-read iterator may give its connection back at any moment, also
        # when it is thrown away inside these very methods.
        self._idle: deque[Database] = deque()
        self.closed = False

    @contextmanager
    def borrow(self) -> Iterator[Database]:
        """A connection for one reading. Raises `Unavailable` after `close`."""
        db = self._take()
        try:
            yield db
        finally:
            self._idle.append(db)
            if self.closed:
                self._empty()

    def close(self) -> None:
        """Close every connection; one that is still in use when its reading ends."""
        self.closed = True
        self._empty()

    def _take(self) -> Database:
        if self.closed:
            raise closed(self._path)
        try:
            return self._idle.pop()
        except IndexError:
            return reader(self._path)

    def _empty(self) -> None:
        while self._idle:
            self._idle.pop().close()


def closed(path: Path) -> Unavailable:
    """The store was asked after `close`."""
    return Unavailable("database.closed", f"The database {path} has been closed; open it again.", retry=False)
