"""What every run needs: alone on this machine, on a copy of the data."""

import fcntl
import shutil
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from benchmarks.server import OUT

__all__ = ["OUT", "alone", "copied", "ids_in", "say"]


@contextmanager
def alone() -> Iterator[None]:
    """Two runs at once would measure each other. The lock ends with the process, however that ends."""
    with (OUT / "lock").open("wb") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            sys.exit("Another run is measuring here; wait for it, or stop it.")
        yield


@contextmanager
def copied(made: str) -> Iterator[Path]:
    """A copy to serve and to edit, so that the next run finds the same data."""
    folder = OUT / "served"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(made, folder)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def ids_in(database: Path) -> list[str]:
    """The ids of all contact points."""
    with closing(sqlite3.connect(database)) as db:
        return [id for (id,) in db.execute("select id from contact_point order by id")]


def say(line: str) -> None:
    """Progress, beside what is the result."""
    print(line, file=sys.stderr, flush=True)
