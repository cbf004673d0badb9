"""The key of what is sealed or hashed in a file beside the records: in a file of its own, so that a copy of either
opens nothing."""

import os
import secrets
import tempfile
from pathlib import Path

from directory.errors import Damaged
from directory.storage.sqlite.files import make_folder

SIZE = 32
OTHERS = 0o077


def read_key(path: Path, lock: Path) -> bytes:
    """The 32 bytes in the file at `path`; made at the first start, readable by its owner alone.

    `lock` is what the key opens. When that is there and the key is not, no new one is made: it would open nothing.
    Raises `Damaged` for a key that is lost, not whole, or readable by others.
    """
    # Asked first: who makes both makes the key first, also between these two questions.
    locked = lock.exists()
    if not path.exists():
        if locked:
            sentence = f"The key {path} is missing while {lock} is there; put the key of that file back."
            raise Damaged("key.missing", sentence)
        make_folder(path.parent)
        make_key(path)
    if path.stat().st_mode & OTHERS:
        raise Damaged("key.open", f"The key {path} can be read by others; make it yours alone (chmod 600).")
    key = path.read_bytes()
    if len(key) != SIZE:
        raise Damaged("key.broken", f"The key {path} is damaged; put your copy of it in its place.")
    return key


def make_key(path: Path) -> None:
    """32 bytes for us alone, whole or not at all; of two programs that try at once, both use the key of the first."""
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=".new-key-")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_bytes(SIZE))
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(name, path)
        except FileExistsError:
            return
    finally:
        os.unlink(name)
