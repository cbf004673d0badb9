"""What every run needs: alone on this machine, on a copy of the data."""

import fcntl
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from benchmarks.server import OUT

__all__ = ["OUT", "alone", "copied", "environment", "ids_in", "say"]


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


def environment(name: str, wanted: Path) -> str:
    """The interpreter of an environment with what others need, made when it is not there or no longer up to date."""
    folder = OUT / "peers" / name
    stamp = folder / "ready"
    if not stamp.exists() or stamp.stat().st_mtime < wanted.stat().st_mtime:
        say("Installing others in an environment of their own")
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(folder)], check=True)
        pip = [str(folder / "bin/python"), "-m", "pip", "install", "--quiet", "--no-cache-dir", "--require-hashes"]
        subprocess.run([*pip, "-r", str(wanted)], check=True)
        stamp.touch()
    return str(folder / "bin/python")
