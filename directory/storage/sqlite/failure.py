"""What SQLite and the file system complain about, as the failures this program knows, each in one plain sentence."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from directory.errors import Damaged, DirectoryError, Unavailable

# SQLite's primary result codes. The upper bytes only say where it went wrong.
_PRIMARY = 0xFF


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn failures of the database at `path` into `Unavailable` or `Damaged`; let faults in our own SQL through."""
    try:
        yield
    except sqlite3.Error as error:
        failure = _of_sqlite(error, path)
        if failure is None:
            raise
        raise failure from error
    except OSError as error:
        raise _of_system(error, path) from error


def is_busy(error: sqlite3.Error) -> bool:
    """Whether somebody else is writing at this moment."""
    return _code(error) in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


def broken(path: Path, what: str) -> Damaged:
    """A database of ours that cannot be trusted any more; `what` ends the sentence "The database … "."""
    return Damaged(
        "database.broken", f"The database {path} {what}; put a backup in its place with `directory restore`."
    )


def _of_sqlite(error: sqlite3.Error, path: Path) -> DirectoryError | None:
    if is_busy(error):
        return busy(path)
    match _code(error):
        case sqlite3.SQLITE_CORRUPT | sqlite3.SQLITE_NOTADB:
            return broken(path, "is damaged")
        case sqlite3.SQLITE_FULL:
            return full(path)
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_PERM | sqlite3.SQLITE_CANTOPEN | sqlite3.SQLITE_AUTH:
            return unreachable(path, "cannot be opened or written")
        case sqlite3.SQLITE_IOERR:
            return unreachable(path, "cannot be read or written (the disk reports an error or is full)")
    return None


def _of_system(error: OSError, path: Path) -> DirectoryError:
    # strerror only: the rest of an OSError repeats paths that are not the reader's business.
    return unreachable(path, f"cannot be used ({error.strerror or type(error).__name__})")


def busy(path: Path) -> Unavailable:
    """Somebody else has been writing for longer than we wait."""
    return Unavailable("database.busy", f"Another program is writing to {path}; try again in a moment.", retry=True)


def full(path: Path) -> Unavailable:
    """No room left. Nothing was written."""
    sentence = f"There is no room left on the disk of {path}; nothing was written: free some space and try again."
    return Unavailable("database.full", sentence, retry=False)


def unreachable(path: Path, what: str) -> Unavailable:
    """The file or its folder does not let us in; `what` follows the path in the sentence."""
    sentence = f"The database {path} {what}; check the folder, its permissions and the disk."
    return Unavailable("database.unreachable", sentence, retry=False)


def _code(error: sqlite3.Error) -> int | None:
    code = getattr(error, "sqlite_errorcode", None)
    return None if code is None else code & _PRIMARY
