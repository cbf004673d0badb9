"""Two programs with four people each propose and publish at once, while a third one is killed again and again.

For a few seconds; DIRECTORY_WRITE_SECONDS=60 makes it a minute with ten kills.
"""

import os
import random
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from directory.curation.auditing import verify
from directory.model import Kept
from directory.storage.sqlite import SqliteStore, open_store
from directory.storage.sqlite.integrity import check_wholly

from ..builders import create, id_of, occasion
from .test_processes import start
from .writers import number_of, numbered

SECONDS = int(os.environ.get("DIRECTORY_WRITE_SECONDS", "2"))
KILLS = 10 if SECONDS >= 60 else 2
FOR_EVER = 10_000


@pytest.fixture
def store(path: Path) -> Iterator[SqliteStore]:
    with closing(open_store(path)) as opened:
        opened.commit([create(numbered("teller", 0))], occasion())
        yield opened


def killed(path: Path, chance: random.Random) -> list[str]:
    """What a program acknowledged before it was killed at a moment of its work."""
    program = start("desk", path, FOR_EVER)
    assert program.stdout is not None
    first = [program.stdout.readline() for _ in range(chance.randint(1, 6))]
    program.kill()
    rest, _ = program.communicate()
    return [each.decode().strip() for each in (*first, *rest.splitlines(keepends=True)) if each.endswith(b"\n")]


def look(store: SqliteStore) -> None:
    """Readers see a proposal closed only when its change is there, and never a gap."""
    closed = {each.id for each in store.proposals("approved")}
    rows = [*store.entries(after=1)]
    assert closed <= {each.proposal for each in rows}
    assert [each.sequence for each in rows] == [*range(2, len(rows) + 2)]


def test_nothing_is_lost_and_nothing_is_published_twice(store: SqliteStore) -> None:
    chance = random.Random(SECONDS)
    programs: list[subprocess.Popen[bytes]] = [start("desk", store.path, SECONDS) for _ in range(2)]
    acknowledged: list[str] = []
    for _ in range(KILLS):
        acknowledged += killed(store.path, chance)
        look(store)
    for each in programs:
        told, _ = each.communicate()
        assert each.returncode == 0
        acknowledged += told.decode().split()
    check(store, acknowledged)


def check(store: SqliteStore, acknowledged: list[str]) -> None:
    look(store)
    kept = store.read("organization", id_of("teller"))
    assert isinstance(kept, Kept)
    papers = store.proposals()
    approved = {each.id for each in papers if each.status == "approved"}
    assert number_of(kept) == kept.revision - 1 == len(approved)
    assert len(acknowledged) == len({*acknowledged})
    # Who was killed may have published one more than it could say, for each of its four people.
    assert {*acknowledged} <= approved
    assert len(approved) - len(acknowledged) <= 4 * KILLS
    check_wholly(store._watch.db, store.path)
    assert verify(store.audit(), sequence=store.sequence(), proposals=papers).broken == ()
