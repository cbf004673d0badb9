"""Files and folders, so that a crash leaves the old state or the new one."""

import os
from pathlib import Path

from directory.errors import Unavailable

# What SQLite keeps beside a database that is in use: the write-ahead log and its index.
SIDES = ("-wal", "-shm")


def beside(path: Path, side: str) -> Path:
    """The log of a database, or its index."""
    return path.with_name(path.name + side)


def sync(path: Path) -> None:
    """Wait until a file, or the list of names in a folder, is on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def make_folder(folder: Path) -> None:
    """Make the data folder, readable for us only. Raises `Unavailable` when the folder that it lies in is missing."""
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
    except FileNotFoundError:
        sentence = f"The folder {folder.parent} does not exist; create it, or choose another DATA folder."
        raise Unavailable("folder.missing", sentence, retry=False) from None
