"""Small files beside the records: made when they are first written, opened for one deed, readable by nobody else."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def aside(path: Path, schema: str, wait_s: float) -> Iterator[sqlite3.Connection]:
    """A connection to such a file, with these tables in it; waits so long for who has it locked."""
    os.close(os.open(path, os.O_CREAT | os.O_CLOEXEC | os.O_RDWR, 0o600))
    connection = sqlite3.connect(path, timeout=wait_s)
    try:
        connection.executescript(schema)
        yield connection
    finally:
        connection.close()
