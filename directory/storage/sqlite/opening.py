"""Opening the database: find it or make it, check that it is ours and whole, bring it up to date.

Nothing that was there is ever overwritten. A new database is made beside its place and appears there complete, or not.
"""

import os
import tempfile
from pathlib import Path

from directory.errors import Unavailable
from directory.storage.sqlite.connection import connect, writer
from directory.storage.sqlite.failure import broken, explained
from directory.storage.sqlite.files import SIDES, beside, make_folder, sync
from directory.storage.sqlite.identity import APPLICATION_ID, check_header, check_version
from directory.storage.sqlite.integrity import check_pages
from directory.storage.sqlite.lock import serving
from directory.storage.sqlite.migrations import migrate
from directory.storage.sqlite.store import SqliteStore


def open_store(path: Path, *, create: bool = True, checked: bool = False) -> SqliteStore:
    """The store in the file `path`. With `create`, the file is made when it is missing, and its folder too.

    `checked` says that its pages were checked just now, by the process that started this one: that takes seconds when
    the file is large.

    Raises `Damaged` for a file that is not ours, broken or newer, and `Unavailable` for one that is missing or cannot
    be reached; each says in one sentence what to do.
    """
    with explained(path):
        if not path.exists():
            _make(path) if create else _miss(path)
        with serving(path):
            _check(path, pages=not checked)
            return SqliteStore(path)


def _check(path: Path, *, pages: bool) -> None:
    check_header(path)
    with connect(path) as db:
        check_version(db, path)
        if pages:
            check_pages(db, path)
    with writer(path) as db:
        migrate(db)


def _make(path: Path) -> None:
    make_folder(path.parent)
    if any(beside(path, side).exists() for side in SIDES):
        # A new database would take over what the log of the lost one says.
        raise broken(path, "is gone while its log is still there")
    with tempfile.TemporaryDirectory(prefix=".new-", dir=path.parent) as folder:
        new = Path(folder) / path.name
        with connect(new, "rwc") as db:
            db.execute(f"pragma application_id = {APPLICATION_ID}")
        with writer(new) as db:
            migrate(db)
        sync(new)
        _place(new, path)


def _place(new: Path, path: Path) -> None:
    try:
        os.link(new, path)
    except FileExistsError:
        return  # Another program was first; then that one is the database.
    sync(path.parent)


def _miss(path: Path) -> None:
    sentence = f"There is no database at {path}; load one with `directory seed`, or choose another DATA folder."
    raise Unavailable("database.missing", sentence, retry=False)
