"""The contract of `directory.store`, kept with SQLite.

Writers take turns: threads of this process at a lock, processes at SQLite's own. Readers never wait and never see half
a commit, since the write-ahead log gives each of them the database of the moment at which it began.
"""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from threading import Lock
from typing import TypeVar

from sqlite_utils import Database

from directory.errors import DirectoryError
from directory.model import KINDS, Change, Entry, Filing, Id, Kept, Kind, Occasion, Tombstone
from directory.storage.sqlite import papers, purging, reading, scrub, writing
from directory.storage.sqlite.connection import PATIENCE_S, Readers, closed, reader, snapshot, transaction, writer
from directory.storage.sqlite.desk import SqliteDesk
from directory.storage.sqlite.failure import busy, explained
from directory.storage.sqlite.lock import serving
from directory.storage.sqlite.watching import Counter, Watch

T = TypeVar("T")


class SqliteStore(SqliteDesk):
    """One open database. Safe to use from any thread; open it anew in a process that was forked."""

    def __init__(self, path: Path) -> None:
        """For a file that `open_store` has checked. Keeps `restore` away until `close`."""
        self.path = path
        self._open = ExitStack()
        with explained(path), ExitStack() as undo:
            undo.enter_context(serving(path))
            self._writer = undo.enter_context(writer(path))
            self._counter = undo.enter_context(closing(Counter(path)))
            self._watch = Watch(undo.enter_context(reader(path)), self._counter)
            self._scrub_due = scrub.due(self._writer)
            self._open = undo.pop_all()
        self._readers = Readers(path)
        self._turn = Lock()
        self._tidy(self._writer)

    def read(self, kind: Kind, id: Id) -> Kept | Tombstone | None:
        """The record, what is left of it, or None when this id was never used."""
        with explained(self.path), self._readers.borrow() as db:
            return reading.find(db, kind, id)

    def records(self, kind: Kind | None = None) -> Iterator[Kept]:
        """Every record (of a kind), owners before what they own, then by id. One consistent view."""
        with self._view() as db:
            for each in KINDS if kind is None else (kind,):
                yield from reading.every(db, each)

    def tombstones(self) -> Iterator[Tombstone]:
        """What is left of every record that was withdrawn or merged, by kind and id."""
        with self._view() as db:
            yield from reading.tombstones(db)

    def commit(
        self,
        changes: Sequence[Change],
        occasion: Occasion,
        *,
        after: int | None = None,
        filing: Callable[[int | None], Filing] | None = None,
    ) -> tuple[Entry, ...]:
        """Write all of it or nothing; it is on the disk when this returns."""

        def deed(db: Database) -> tuple[Entry, ...]:
            entries = writing.write(db, changes, occasion, after)
            if filing is not None:
                papers.file(db, filing(entries[0].batch if entries else None))
            return entries

        return self._write(deed)

    def purge(self, kind: Kind, id: Id, occasion: Occasion) -> Entry:
        """Forget all earlier versions of a record, when something slipped in that is a danger (SAFETY 6).

        The record (or its tombstone) as it is now is not changed: commit a clean version first. Backups and what
        others copied are out of reach. Raises `Unknown`. Ask `scrub` whether the bytes have left the file.
        """
        return self._write(lambda db: purging.purge(db, kind, id, occasion))

    def scrub(self) -> bool:
        """Get forgotten bytes out of the files. False while a reader holds on to them; then ask again.

        Every commit and `close` try it too, so nobody has to ask.
        """
        with explained(self.path), self._alone() as db:
            return self._scrub(db)

    def sequence(self) -> int:
        """The number of the last change; 0 for an empty store."""
        with explained(self.path), self._readers.borrow() as db:
            return reading.sequence(db)

    def entries(self, after: int = 0, limit: int | None = None) -> Iterator[Entry]:
        """History after a sequence number, in order and without gaps. One consistent view."""
        with self._view() as db:
            yield from reading.entries(db, after, limit)

    def history(self, kind: Kind, id: Id) -> tuple[Entry, ...]:
        """Everything that ever happened to one record, oldest first."""
        with explained(self.path), self._readers.borrow() as db:
            return reading.history(db, kind, id)

    def version(self) -> int:
        """A number that differs when anybody has committed since it was last asked; a few microseconds.

        Asked on a connection that never writes, because SQLite does not count a connection's own commits.
        """
        if self._readers.closed:
            raise closed(self.path)
        try:
            return self._watch.version()
        except sqlite3.Error:
            # Explained only when needed: this is asked before every request.
            with explained(self.path):
                raise

    def close(self) -> None:
        """Let go of files and connections. A reading that goes on keeps its own until it ends."""
        with self._turn:
            if not self._readers.closed:
                self._tidy(self._writer)
            self._readers.close()
            self._open.close()

    def _write(self, deed: Callable[[Database], T]) -> T:
        with explained(self.path), self._alone() as db:
            with transaction(db, self._counter.commit):
                result = deed(db)
                self._scrub_due = self._scrub_due or scrub.due(db)
            self._tidy(db)
            return result

    def _tidy(self, db: Database) -> None:
        try:
            self._scrub(db)
        except DirectoryError:
            # What was written is written; the scrub stays on the list in the database.
            return

    def _scrub(self, db: Database) -> bool:
        if self._scrub_due:
            with explained(self.path):
                self._scrub_due = not scrub.scrub(db)
        return not self._scrub_due

    @contextmanager
    def _alone(self) -> Iterator[Database]:
        if not self._turn.acquire(timeout=PATIENCE_S):
            raise busy(self.path)
        try:
            if self._readers.closed:
                raise closed(self.path)
            yield self._writer
        finally:
            self._turn.release()

    @contextmanager
    def _view(self) -> Iterator[Database]:
        with explained(self.path), self._readers.borrow() as db, snapshot(db):
            yield db
