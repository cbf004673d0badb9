"""Is this file ours, and do we understand it? Asked before anything else, and answered without writing."""

from pathlib import Path

from sqlite_utils import Database

from directory.errors import Damaged
from directory.storage.sqlite.failure import broken
from directory.storage.sqlite.migrations import STEPS, taken

# "RPDi" in the header of the file: ours, and nobody else's.
APPLICATION_ID = 0x52504469
_MAGIC = b"SQLite format 3\0"
_APPLICATION_ID_AT = slice(68, 72)


def check_header(path: Path) -> None:
    """Raises `Damaged` when the file is no database or one of another program, `OSError` when it cannot be read."""
    with path.open("rb") as file:
        header = file.read(100)
    if len(header) < 100 or not header.startswith(_MAGIC):
        raise _foreign(path, "is not a SQLite database")
    if int.from_bytes(header[_APPLICATION_ID_AT]) != APPLICATION_ID:
        raise _foreign(path, "belongs to another program")


def check_version(db: Database, path: Path) -> None:
    """Raises `Damaged` when a later version of this program made the tables, or when they tell no version."""
    steps = taken(db)
    if not steps:
        raise broken(path, "has lost its version table")
    if not {*steps} <= {step.__name__ for step in STEPS}:
        sentence = f"The database {path} was written by a newer version of this program; install that version or newer."
        raise Damaged("database.newer", sentence)


def _foreign(path: Path, what: str) -> Damaged:
    sentence = f"The file {path} {what} and was left alone; choose another DATA folder or move the file away."
    return Damaged("database.foreign", sentence)
