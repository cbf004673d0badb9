"""What every test may ask for: the seeded directory over HTTP, at a moment that never moves."""

import os
import shutil
import socket
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import hypothesis
import pytest
from litestar.testing import TestClient

from directory import lexicon
from directory.app import Application
from directory.cli.seed import plant
from directory.curation import lexicon as curated
from directory.gate import house
from directory.lexicon import Lexicon, Words
from directory.settings import Settings
from directory.storage.sqlite import open_store

ROOT = Path(__file__).parent.parent
# A Wednesday, two in the afternoon in Twente, the day after the seeds were checked.
NOW = datetime(2026, 11, 25, 13, 0, tzinfo=UTC)

# The same examples each time: a test that fails for one person fails for everybody.
hypothesis.settings.register_profile("repeatable", derandomize=True, deadline=None)
hypothesis.settings.load_profile("repeatable")

Client = TestClient[Application]  # type: ignore[type-var]


_read_words = lexicon.read
_words: dict[object, Words] = {}
_lexicons: dict[object, tuple[Words, Lexicon]] = {}


def _words_of(folder: Path) -> Words:
    files = sorted((each.name, each.stat().st_mtime_ns, each.stat().st_size) for each in folder.glob("*"))
    key = folder, tuple(files)
    return _words[key] if key in _words else _words.setdefault(key, _read_words(folder))


def _lexicon_of(words: Words, names: Iterable[str] = ()) -> Lexicon:
    key = id(words), tuple(names)
    if key not in _lexicons:
        # With its words: while they are kept, no others can have their id.
        _lexicons[key] = words, Lexicon(words, key[1])
    return _lexicons[key][1]


# A lexicon takes two seconds to make, and is the same for every house with these words: here are hundreds of houses.
lexicon.read = _words_of
house.Lexicon = curated.Lexicon = _lexicon_of  # type: ignore[assignment, misc]


def outside(program: str) -> str:
    """The path of a program that is not part of the project. Without it a test is skipped, or fails where CI asks."""
    found = shutil.which(program)
    if found is None:
        reason = f"{program} is not installed"
        if os.environ.get("DIRECTORY_REQUIRE_OUTSIDE"):
            pytest.fail(reason)
        pytest.skip(reason)
    return found


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


class Recorder:
    """A log that is kept, so that a test can read what would be written."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def event(self, name: str, **facts: object) -> None:
        self.lines.append(f"{name} {facts}")

    def exception(self, name: str, error: BaseException) -> None:
        self.lines.append(f"{name} {type(error).__name__}")


def sow(folder: Path) -> None:
    """Make the database of Twente in a folder."""
    settings = Settings(data=folder)
    store = open_store(settings.database)
    plant(settings, store)
    store.close()


@contextmanager
def serving(folder: Path) -> Iterator[Client]:
    """The directory in a folder over HTTP, at the moment of the tests."""
    with TestClient(app=Application(Settings(data=folder), now=lambda: NOW, log=Recorder())) as client:
        yield client


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the database of Twente. Read it; tests that write take a copy."""
    folder = tmp_path_factory.mktemp("seeded")
    sow(folder)
    return folder


@pytest.fixture(scope="session")
def client(seeded: Path) -> Iterator[Client]:
    """The directory of Twente, for reading."""
    with serving(seeded) as client:
        yield client


class Desk:
    """A directory of one's own: HTTP in front, the store behind, and the log in between."""

    def __init__(self, folder: Path) -> None:
        self.settings = Settings(data=folder)
        self.log = Recorder()
        self.now = NOW
        self.store = open_store(self.settings.database)
        self.application = Application(self.settings, now=lambda: self.now, log=self.log)
        self.client = TestClient(app=self.application)


@contextmanager
def copied(seeded: Path, folder: Path) -> Iterator[Desk]:
    """A copy of the directory of Twente in a folder that is not there yet."""
    shutil.copytree(seeded, folder, ignore=shutil.ignore_patterns("*.lock"))
    desk = Desk(folder)
    with desk.client:
        yield desk
    desk.store.close()


@pytest.fixture
def desk(seeded: Path, tmp_path: Path) -> Iterator[Desk]:
    """A copy of the directory of Twente that a test may change."""
    with copied(seeded, tmp_path / "data") as desk:
        yield desk


@pytest.fixture
def program() -> Callable[[str], str]:
    """Finds a program outside the project, or skips."""
    return outside
