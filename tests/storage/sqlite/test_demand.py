"""Counts of what is asked: a word cannot be read before it came on five days, and nothing tells where from."""

import sqlite3
from datetime import date, timedelta
from pathlib import Path

import pytest

from directory.storage.sqlite import SqliteDemand

DAY = date(2026, 11, 25)


@pytest.fixture
def demand(tmp_path: Path) -> SqliteDemand:
    return SqliteDemand(tmp_path / "demand.db")


def test_concepts_are_counted_together(demand: SqliteDemand) -> None:
    demand.add({(DAY, "stalking"): 3}, [])
    demand.add({(DAY, "stalking"): 1, (DAY, "huisverbod"): 1}, [])
    assert demand.concepts() == [("stalking", 4), ("huisverbod", 1)]


def test_a_word_shows_on_its_fifth_day_and_not_before(demand: SqliteDemand, tmp_path: Path) -> None:
    for number in range(4):
        demand.add({}, [(DAY + timedelta(days=number), "budgetcoach")] * 3)
        assert demand.unmet() == []
        assert b"budgetcoach" not in (tmp_path / "demand.db").read_bytes()
    demand.add({}, [(DAY + timedelta(days=4), "budgetcoach")])
    assert demand.unmet() == [("budgetcoach", 5)]


def test_days_of_long_ago_do_not_count(demand: SqliteDemand) -> None:
    for number in (0, 1, 2, 3, 300):
        demand.add({}, [(DAY + timedelta(days=number), "budgetcoach")])
    assert demand.unmet() == []


def test_two_directories_keep_the_same_word_under_other_names(tmp_path: Path) -> None:
    hashes = []
    for name in ("one.db", "two.db"):
        SqliteDemand(tmp_path / name).add({}, [(DAY, "budgetcoach")])
        with sqlite3.connect(tmp_path / name) as connection:
            hashes.append(connection.execute("select hash from heard").fetchone()[0])
    assert hashes[0] != hashes[1]


def test_counts_that_cannot_be_kept_are_let_go(tmp_path: Path) -> None:
    demand = SqliteDemand(tmp_path / "missing" / "demand.db")
    assert not demand.add({(DAY, "stalking"): 1}, [(DAY, "budgetcoach")])
    assert not (tmp_path / "missing").exists()
