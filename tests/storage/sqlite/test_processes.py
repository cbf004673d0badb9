"""Many programs on one database: nobody's work is lost, and nobody sees half of it."""

import subprocess
import sys
from contextlib import closing
from pathlib import Path

from directory.model import Kept
from directory.storage.sqlite import SqliteStore, open_store

from ..builders import create, id_of, occasion
from .writers import PAIR, number_of, numbered

TESTS = Path(__file__).parents[2]


def start(deed: str, path: Path, number: int) -> subprocess.Popen[bytes]:
    """A program that writes (`writers.py`)."""
    command = [sys.executable, "-m", "storage.sqlite.writers", deed, str(path), str(number)]
    return subprocess.Popen(command, cwd=TESTS, stdout=subprocess.PIPE)


def finish(*programs: subprocess.Popen[bytes]) -> None:
    for each in programs:
        each.communicate()
        assert each.returncode == 0


def test_eight_writers_lose_no_update_and_leave_no_gap(path: Path) -> None:
    with closing(open_store(path)) as store:
        store.commit([create(numbered("teller", 0))], occasion())
        finish(*[start("count", path, 25) for _ in range(8)])
        kept = store.read("organization", id_of("teller"))
        assert isinstance(kept, Kept)
        assert (number_of(kept), kept.revision) == (200, 201)
        entries = [*store.entries()]
    assert [each.sequence for each in entries] == [*range(1, 202)]
    assert [each.before for each in entries[1:]] == [each.after for each in entries[:-1]]


def test_readers_see_whole_commits_only_and_notice_each(store: SqliteStore) -> None:
    store.commit([create(numbered(each, 0)) for each in PAIR], occasion())
    # Asked before anybody else writes: a commit that had landed already would be taken for one that went unnoticed.
    seen, versions = [0], {store.version()}
    writer = start("pairs", store.path, 150)
    while seen[-1] < 150:
        version = store.version()
        left, right = (number_of(each) for each in store.records("organization"))
        assert left == right
        assert left == seen[-1] or version not in versions or store.version() not in versions
        versions.add(version)
        seen.append(left)
        assert writer.poll() in (None, 0)
    finish(writer)
    assert seen == sorted(seen)
    assert store.sequence() == 302
