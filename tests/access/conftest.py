"""What every test of the door may ask for."""

from pathlib import Path

import pytest

from tests.access.door import Door


@pytest.fixture
def door(tmp_path: Path) -> Door:
    return Door(tmp_path)
