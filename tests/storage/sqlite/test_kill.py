"""`kill -9` in the middle of commits, for real: what was acknowledged is there whole, and nothing is there half."""

import random
import signal
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from directory.curation.auditing import verify
from directory.model.json import encode
from directory.storage.sqlite import SqliteStore, open_store
from directory.storage.sqlite.integrity import check_wholly

from ..builders import create, occasion
from .test_processes import start
from .writers import batch, numbered

KILLS = 10
# `test_eight_at_the_desk.py` kills ten times in a minute of writing, when asked.
PAPER_KILLS = 4


@pytest.fixture
def path(path: Path) -> Path:
    """A database that all programs of one test go on with."""
    with closing(open_store(path)) as store:
        store.commit([create(numbered("teller", 0))], occasion())
    return path


def test_a_program_killed_from_outside_loses_no_acknowledged_commit(path: Path) -> None:
    """The moment is that of some acknowledgement: the next commit has begun or even ended by the time it dies."""
    chance = random.Random(2026)
    last = 0
    for _ in range(KILLS):
        last = killed_after(path, chance.randint(1, 12), last)


def test_a_program_that_dies_between_two_statements_leaves_nothing_half_done(path: Path) -> None:
    last = 0
    for seed in range(1, KILLS + 1):
        program = start("batches", path, seed)
        told, _ = program.communicate()
        assert program.returncode == -signal.SIGKILL
        last = check(path, told.decode().split(), last)


def killed_after(path: Path, acknowledgements: int, last: int) -> int:
    program = start("batches", path, 0)
    assert program.stdout is not None
    told = [program.stdout.readline() for _ in range(acknowledgements)]
    program.kill()
    rest, _ = program.communicate()
    return check(path, [each.decode().strip() for each in (*told, *rest.splitlines())], last)


def check(path: Path, acknowledged: list[str], last: int) -> int:
    """The number of the last batch. It is the last one acknowledged, or the one after that, then whole."""
    with closing(open_store(path)) as store:
        check_wholly(store._watch.db, path)
        found = whole_batches(store)
    numbers = [int(each) for each in acknowledged]
    assert numbers == [*range(last + 1, last + 1 + len(numbers))]
    assert found in (last + len(numbers), last + len(numbers) + 1)
    return found


def whole_batches(store: SqliteStore) -> int:
    """How many batches there are, each as it was written, in rows of history without a gap."""
    entries = [*store.entries()]
    assert [each.sequence for each in entries] == [*range(1, len(entries) + 1)]
    written, rest = divmod(len(entries) - 1, 4)
    assert rest == 0
    changes = [create(numbered("teller", 0)), *(each for number in range(1, written + 1) for each in batch(number))]
    assert {each.id: each.document for each in store.records()} == {each.id: encode(each.after) for each in changes}
    for number in range(1, written + 1):
        rows = entries[4 * number - 3 : 4 * number + 1]
        assert {each.reason for each in rows} == {f"batch {number}"}
    return written


def test_the_log_of_a_killed_program_is_read_by_others_too(path: Path) -> None:
    last = killed_after(path, 3, 0)
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("select count(*) from change").fetchone() == (1 + 4 * last,)


def test_a_program_killed_between_proposing_and_publishing_leaves_each_whole_or_not_there(path: Path) -> None:
    """Whatever the moment: a proposal is closed if and only if its change is there, and the chain holds."""
    done = 0
    for seed in range(1, PAPER_KILLS + 1):
        program = start("proposals", path, seed)
        told, _ = program.communicate()
        assert program.returncode == -signal.SIGKILL
        done = check_papers(path, told.decode().split("\n")[:-1], done)


def check_papers(path: Path, acknowledged: list[str], before: int) -> int:
    """How many proposals were ever published: all that were acknowledged, and perhaps one more."""
    with closing(open_store(path)) as store:
        check_wholly(store._watch.db, path)
        rows = [*store.entries(after=1)]
        papers = {each.id: each for each in store.proposals()}
        verdict = verify(store.audit(), sequence=store.sequence(), proposals=papers.values())
    assert verdict.broken == ()
    published = {each.proposal: each.sequence for each in rows}
    approved = {each.id: each.decisions[-1].batch for each in papers.values() if each.status == "approved"}
    assert published == approved
    assert [each.sequence for each in rows] == [*range(2, len(rows) + 2)]
    told = before + len([each for each in acknowledged if each.startswith("approve")])
    assert len(approved) in (told, told + 1)
    return len(approved)
