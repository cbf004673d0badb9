"""An empty store for each test."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from directory.storage.sqlite import SqliteStore, open_store


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the database of this test is, or will be."""
    return tmp_path / "data" / "directory.db"


@pytest.fixture
def store(path: Path) -> Iterator[SqliteStore]:
    with closing(open_store(path)) as opened:
        yield opened
