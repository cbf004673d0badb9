"""Has anybody committed? Asked before every request, so it must cost next to nothing.

`pragma data_version` knows, but asking lets go of the interpreter's lock twice, and a server that has a thread of its
own then waits to get it back. So each writer also counts in sixteen bytes of memory that all processes share: commits
begun, and the last one ended. While the two are equal and what they were, nobody has committed. In every other case,
also when a writer died between the two, SQLite itself is asked.

SQLite's own shared memory holds such a counter too, but a program may not open that file beside SQLite: closing it
again would drop SQLite's locks.
"""

import mmap
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

from sqlite_utils import Database

from directory.storage.sqlite.lock import NAME

SIZE = 16
BEGUN, ENDED = 0, 1
# A commit by a program that does not count (nobody should) is seen after this long.
BLIND_S = 0.1


class Counter:
    """The shared count of the database in one folder, in the file that says who has it open."""

    def __init__(self, path: Path) -> None:
        descriptor = os.open(path.with_name(NAME), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            if os.fstat(descriptor).st_size < SIZE:
                # Written, not stretched: memory without a block behind it ends the program on a full disk.
                os.write(descriptor, bytes(SIZE))
            self._memory = mmap.mmap(descriptor, SIZE)
        finally:
            os.close(descriptor)
        self._counts = memoryview(self._memory).cast("Q")

    def read(self) -> bytes:
        """Both counts, to be compared with an earlier reading."""
        return self._memory[:SIZE]

    @property
    def settled(self) -> bool:
        """Whether the last commit that began has ended."""
        return self._counts[BEGUN] == self._counts[ENDED]

    @contextmanager
    def commit(self) -> Iterator[None]:
        """Around a commit, begun while holding the right to write."""
        self._counts[BEGUN] += 1
        mine = self._counts[BEGUN]
        try:
            yield
        finally:
            # Another may have begun and ended since; then its number stays.
            self._counts[ENDED] = max(mine, self._counts[ENDED])

    def close(self) -> None:
        """Let go of the memory."""
        self._counts.release()
        self._memory.close()


class Watch:
    """Watches one database over a connection that never writes: SQLite does not count a connection's own commits."""

    def __init__(self, db: Database, counter: Counter) -> None:
        self.db = db
        self._counter = counter
        self._lock = Lock()
        self._version = self._ask()
        self._seen = b""
        self._asked_at = 0.0

    def version(self) -> int:
        """A number that differs when anybody has committed since it was last asked. Raises what SQLite raises."""
        counts = self._counter.read()
        now = time.monotonic()
        if counts != self._seen or now - self._asked_at > BLIND_S or not self._counter.settled:
            with self._lock:
                # The counts were read first: of a commit that lands meanwhile SQLite is only asked once more.
                self._version, self._seen, self._asked_at = self._ask(), counts, now
        return self._version

    def _ask(self) -> int:
        return int(self.db.conn.execute("pragma data_version").fetchone()[0])
