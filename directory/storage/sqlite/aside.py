"""Small files beside the records: made when they are first written, opened for one deed, readable by nobody else."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

_making = Lock()


def make(path: Path) -> None:
    """An empty file, unless there is one. That one is not opened: to close it again would drop SQLite's locks on it."""
    with _making:
        try:
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_CLOEXEC | os.O_WRONLY, 0o600))
        except FileExistsError:
            return


@contextmanager
def aside(path: Path, schema: str, wait_s: float) -> Iterator[sqlite3.Connection]:
    """A connection to such a file, with these tables in it; waits so long for who has it locked."""
    make(path)
    connection = sqlite3.connect(path, timeout=wait_s)
    try:
        connection.executescript(schema)
        yield connection
    finally:
        connection.close()
