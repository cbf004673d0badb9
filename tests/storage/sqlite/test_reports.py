"""What visitors say is wrong: kept once with a count, never too much, and forgotten in time."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from msgspec import structs

from directory.model.report import Report
from directory.storage.sqlite import SqliteReports
from directory.storage.sqlite.reports import A_DAY, KEPT

DAY = date(2026, 11, 25)
ONE = Report(id="one", day=DAY, kind="organization", slug="kadera", about="hours", text="ma-vr 9-17 uur")
OTHER = structs.replace(ONE, id="other", day=DAY - timedelta(days=1), about="closed", text=None)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "reports.db"


@pytest.fixture
def reports(path: Path) -> SqliteReports:
    return SqliteReports(path)


def test_what_is_kept_is_read_oldest_first(reports: SqliteReports) -> None:
    assert reports.open(9) == ()
    assert reports.keep(ONE)
    assert reports.keep(OTHER)
    assert reports.open(9) == (OTHER, ONE)
    assert reports.open(1) == (OTHER,)


def test_the_file_is_for_its_owner_alone(reports: SqliteReports, path: Path) -> None:
    reports.keep(ONE)
    assert path.stat().st_mode & 0o777 == 0o600


def test_what_is_said_again_is_counted_and_stays_on_its_first_day(reports: SqliteReports) -> None:
    for each in (ONE, OTHER):
        for number in range(3):
            assert reports.keep(structs.replace(each, id=f"{each.id}-{number}", day=each.day + timedelta(days=number)))
    told = {each.id: (each.day, each.times) for each in reports.open(9)}
    assert told == {"one-0": (ONE.day, 3), "other-0": (OTHER.day, 3)}


def test_what_is_handled_is_off_the_list_and_what_it_said_is_forgotten(reports: SqliteReports, path: Path) -> None:
    reports.keep(ONE)
    assert b"ma-vr" in path.read_bytes()
    assert not reports.handle("other", DAY)
    assert reports.handle("one", DAY)
    assert not reports.handle("one", DAY)
    assert reports.open(9) == ()
    assert b"ma-vr" not in path.read_bytes()


def test_what_was_done_about_it_is_kept_a_year_without_what_was_said(reports: SqliteReports, path: Path) -> None:
    for each in (ONE, OTHER):
        reports.keep(each)
    assert reports.handle("one", DAY, "changed")
    assert reports.handle("other", DAY - timedelta(days=1))
    told = [(each.slug, each.about, each.on, each.done) for each in reports.handled(9)]
    assert told == [("kadera", "hours", DAY, "changed"), ("kadera", "closed", DAY - timedelta(days=1), None)]
    reports.keep(structs.replace(OTHER, id="later", slug="fier", day=DAY + KEPT + timedelta(days=1)))
    assert reports.handled(9) == ()
    assert b"changed" not in path.read_bytes()


def test_what_was_handled_may_be_said_again(reports: SqliteReports) -> None:
    reports.keep(ONE)
    reports.handle("one", DAY)
    assert reports.keep(structs.replace(ONE, id="again"))
    assert [(each.id, each.times) for each in reports.open(9)] == [("again", 1)]


def test_what_was_handled_is_let_go_after_a_year_and_what_was_not_is_kept(reports: SqliteReports, path: Path) -> None:
    for each in (ONE, OTHER):
        reports.keep(each)
    reports.handle("one", DAY)
    later = structs.replace(OTHER, id="later", slug="fier", day=DAY + KEPT)
    reports.keep(later)
    assert b"kaderahours" in path.read_bytes()
    reports.keep(structs.replace(later, id="last", about="name", day=DAY + KEPT + timedelta(days=1)))
    assert b"kaderahours" not in path.read_bytes()
    assert OTHER in reports.open(9)


def test_what_may_not_be_told_any_more_is_forgotten_and_that_it_was_said_is_not(
    reports: SqliteReports, path: Path
) -> None:
    reports.keep(ONE)
    reports.keep(structs.replace(ONE, id="two", text=None))
    assert reports.silence("one")
    assert reports.open(9) == (structs.replace(ONE, id="two", text=None, times=2),)
    assert b"ma-vr" not in path.read_bytes()
    assert not reports.silence("one")


def test_no_more_is_kept_on_a_day_than_somebody_can_look_at(reports: SqliteReports) -> None:
    for number in range(A_DAY):
        assert reports.keep(structs.replace(ONE, id=str(number), text=str(number)))
    assert not reports.keep(ONE)
    assert reports.keep(structs.replace(ONE, id="again", text="7"))
    assert reports.keep(structs.replace(ONE, day=DAY + timedelta(days=1)))
    assert len(reports.open(A_DAY * 2)) == A_DAY + 1


def test_what_cannot_be_written_is_said_and_breaks_nothing(tmp_path: Path) -> None:
    missing = SqliteReports(tmp_path / "missing" / "reports.db")
    assert not missing.keep(ONE)
    assert missing.open(9) == ()
    assert not missing.handle("one", DAY)
    assert not missing.silence("one")
    assert not (tmp_path / "missing").exists()
    (tmp_path / "broken.db").write_bytes(b"no database at all" * 100)
    broken = SqliteReports(tmp_path / "broken.db")
    assert not broken.keep(ONE)
    assert broken.open(9) == ()
    assert not broken.handle("one", DAY)
