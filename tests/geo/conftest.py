"""The project's own geo files, read once, on the day before the merger of Wijdemeren is due."""

from datetime import date
from pathlib import Path

import pytest

from directory.geo.areas import Areas
from directory.geo.gazetteer import Gazetteer
from directory.geo.polygons import Boundaries

SEEDS = Path(__file__).parents[2] / "seeds" / "geo"


@pytest.fixture(scope="session")
def folder() -> Path:
    return SEEDS


@pytest.fixture(scope="session")
def areas(folder: Path) -> Areas:
    return Areas.read(folder, date(2026, 12, 31))


@pytest.fixture(scope="session")
def gazetteer(folder: Path, areas: Areas) -> Gazetteer:
    return Gazetteer.read(folder, areas)


@pytest.fixture(scope="session")
def boundaries(folder: Path) -> Boundaries:
    return Boundaries.read(folder)
