"""A store with a small directory in it."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from directory.storage.sqlite import SqliteStore, open_store
from tests.curation.merged import small


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    """Two organizations with a service each."""
    with closing(open_store(tmp_path / "directory.db")) as opened:
        small(opened)
        yield opened
