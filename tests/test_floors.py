"""The house stands on its floors: a room imports lower floors and itself, and only the right room holds each key."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT

# Lowest first. Rooms on one floor do not know each other; the roof is several floors.
FLOORS: list[set[str]] = [
    {"text", "errors"},
    {"model"},
    {"geo", "lexicon", "hours", "validation", "permissions", "outside"},
    {"store", "atlas"},
    {"search", "coverage", "matching", "curation", "exchange", "feed", "access", "mail", "storage"},
    {"intake"},
    {"gate"},
    {"api", "web"},
    {"settings", "telemetry", "upkeep"},
    {"app"},
    {"cli"},
    {"__main__"},
]
# Who may import a library, or the room that knows the database.
KEYS: dict[str, set[str]] = {
    "sqlite_utils": {"storage"},
    "sqlite3": {"storage"},
    "psycopg": {"storage"},
    "geopy": {"geo"},
    "argon2": {"access"},
    "pyotp": {"access"},
    "cryptography": {"access"},
    "authlib": {"access"},
    "joserfc": {"access"},
    "httpx": {"access"},
    "httpcore": {"outside"},
    "smtplib": {"mail"},
    "python_calamine": {"exchange"},
    "litestar": {"gate", "api", "web", "app", "telemetry"},
    "granian": {"cli"},
    "directory.storage": {"app", "cli"},
}
HEIGHT = {room: height for height, rooms in enumerate(FLOORS) for room in rooms}


def breaches(package: Path) -> list[str]:
    """Every import that goes up, sideways or to a locked room."""
    return [breach for file in sorted(package.rglob("*.py")) for breach in _of_file(file, package)]


def _of_file(file: Path, package: Path) -> Iterator[str]:
    inside = file.relative_to(package)
    room = inside.parts[0].removesuffix(".py")
    if room == "__init__":
        return
    if room not in HEIGHT:
        yield f"{inside}: the room `{room}` is on no floor"
        return
    for name in _imports(file, package):
        yield from (f"{inside}: {reason}" for reason in _judge(room, name))


def _judge(room: str, name: str) -> Iterator[str]:
    for key, holders in KEYS.items():
        if (name == key or name.startswith(f"{key}.")) and room not in holders and not key.endswith(f".{room}"):
            yield f"`{room}` has no key to {key}"
    if name.startswith("directory."):
        other = name.split(".")[1]
        if other not in HEIGHT and other != "__version__":
            yield f"`{other}` is on no floor"
        elif other in HEIGHT and other != room and HEIGHT[other] >= HEIGHT[room]:
            yield f"`{room}` reaches for `{other}`, which is not below it"


def _imports(file: Path, package: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = _absolute(node, file, package)
            yield base
            if base == "directory":
                yield from (f"directory.{alias.name}" for alias in node.names)


def _absolute(node: ast.ImportFrom, file: Path, package: Path) -> str:
    if not node.level:
        return node.module or ""
    here = ["directory", *file.relative_to(package).parts[: -node.level]]
    return ".".join([*here, *([node.module] if node.module else [])])


def test_every_import_points_down() -> None:
    assert breaches(ROOT / "directory") == []


@pytest.mark.parametrize(
    ("file", "line", "barks"),
    [
        ("model/word.py", "from directory.text import fold", False),
        ("text.py", "import directory.model", True),
        ("geo/a.py", "def f():\n    from directory.lexicon import lemma", True),
        ("search/a.py", "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from directory import feed", True),
        ("search/a.py", "from directory import atlas", False),
        ("search/deep/a.py", "from ...gate import reply", True),
        ("search/a.py", "from .find import Finder", False),
        ("api/a.py", "import sqlite_utils", True),
        ("gate/a.py", "from directory.storage.sqlite import open_store", True),
        ("cellar/a.py", "x = 1", True),
        ("atlas/a.py", "from directory.store import Store", True),
        ("matching/a.py", "import litestar.di", True),
        ("storage/a.py", "from directory.storage import redaction", False),
    ],
)
def test_the_guard_barks(tmp_path: Path, file: str, line: str, barks: bool) -> None:
    planted = tmp_path / file
    planted.parent.mkdir(parents=True, exist_ok=True)
    planted.write_text(line)
    assert bool(breaches(tmp_path)) is barks
