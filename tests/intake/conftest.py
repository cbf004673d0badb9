"""An office over a copy of the directory of Twente."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.intake.office import Office


@pytest.fixture
def office(seeded: Path, tmp_path: Path) -> Iterator[Office]:
    """Write as you like: it is a copy."""
    shutil.copytree(seeded, tmp_path / "data", ignore=shutil.ignore_patterns("*.lock"))
    made = Office(tmp_path / "data")
    yield made
    made.store.close()
