"""Who has the database open: a lock on a file beside it, so that nobody puts another one in its place meanwhile.

The operating system lets go of the lock when a program dies, however it dies. The file itself stays; in it
`watching` counts commits.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from directory.errors import Unavailable

NAME = "serving.lock"


@contextmanager
def serving(path: Path) -> Iterator[None]:
    """Use the database at `path`, together with others. Raises `Unavailable` while it is being replaced."""
    sentence = f"The database {path} is being restored; try again in a moment."
    with _locked(path.with_name(NAME), fcntl.LOCK_SH, Unavailable("database.restoring", sentence, retry=True)):
        yield


@contextmanager
def replacing(path: Path) -> Iterator[None]:
    """Have the database at `path` for ourselves. Raises `Unavailable` when anybody has it open."""
    sentence = f"The database {path} is in use; stop the server first, then restore again."
    with _locked(path.with_name(NAME), fcntl.LOCK_EX, Unavailable("database.in-use", sentence, retry=False)):
        yield


@contextmanager
def alone(path: Path) -> Iterator[bool]:
    """Whether nobody else is doing now what is done once at a time with the file at `path`; then nobody else begins."""
    lock = path.with_suffix(".lock")
    refusal = Unavailable("database.busy", "Another program is at it.", retry=True)
    try:
        with _locked(lock, fcntl.LOCK_EX, refusal):
            yield True
    except Unavailable as error:
        if error is not refusal:
            raise
        yield False


@contextmanager
def _locked(lock: Path, kind: int, refusal: Unavailable) -> Iterator[None]:
    descriptor = os.open(lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            raise refusal from None
        yield
    finally:
        os.close(descriptor)
