"""What is done without anybody asking: things are let go of, links are looked at; by a clock that only tests move."""

import json
import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from litestar.testing import TestClient

from directory import upkeep
from directory.app import Application
from directory.cli import main
from directory.curation.auditing import verified
from directory.model.intake import Job
from directory.model.visit import Visited
from directory.settings import Settings
from directory.storage.sqlite import SqliteCourse, SqliteImports, SqliteStore, SqliteVisits, alone, open_store
from directory.upkeep import PROPOSALS, let_go
from tests.access.door import NOW, Door
from tests.conftest import Desk, Recorder
from tests.curation import office
from tests.curation.merged import small
from tests.exchange import builders as make
from tests.site import Site
from tests.web.desk.colleague import hire
from tests.web.entries import catalogue

DAY, MONTH = timedelta(days=1), timedelta(days=30)
PAGE = "https://www.voorbeeld.nl/chat"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    with closing(open_store(tmp_path / "directory.db")) as opened:
        small(opened)
        yield opened


@pytest.fixture
def door(tmp_path: Path) -> Door:
    door = Door(tmp_path)
    door.first()
    return door


def decided(store: SqliteStore) -> str:
    """A proposal that somebody else approved; its id."""
    change = office.edit(store, make.organization(), description="Een andere omschrijving van wat zij doen.")
    proposal = office.ask(store, change)
    office.accept(store, proposal)
    return proposal.id


def test_what_was_said_in_a_proposal_is_forgotten_a_year_after_its_decision(store: SqliteStore, door: Door) -> None:
    id = decided(store)
    while door.now - NOW <= PROPOSALS:
        assert store.proposal(id) is not None
        let_go(store, door.access, door.now)
        door.now += MONTH
    let_go(store, door.access, door.now)
    assert store.proposal(id) is None
    assert not verified(store).broken


def test_it_is_done_once_a_day(store: SqliteStore, door: Door) -> None:
    let_go(store, door.access, door.now)
    door.now += timedelta(days=1)
    assert let_go(store, door.access, door.now)
    assert not let_go(store, door.access, door.now)


def test_a_clock_that_jumps_makes_nobody_forget(store: SqliteStore, door: Door) -> None:
    id = decided(store)
    let_go(store, door.access, door.now)
    for jump in (timedelta(days=4_000), timedelta(days=-4_000)):
        door.now += jump
        assert not let_go(store, door.access, door.now)
    assert store.proposal(id) is not None


def test_a_file_that_came_in_is_let_go_of_after_a_week(store: SqliteStore, door: Door, tmp_path: Path) -> None:
    jobs = SqliteImports(Settings(data=tmp_path).imports)
    for number, days in enumerate((8, 5), start=1):
        job = Job(
            id=office.id_of(number), name="a.csv", owner="persoon-eva", form="csv", made=NOW - timedelta(days=days)
        )
        jobs.create(job, [])
    for day in range(2):
        log = Heard("ready")
        moment = NOW + timedelta(days=day)
        # Leaving waits for what is being done.
        with TestClient(app=Application(Settings(data=tmp_path), now=lambda m=moment: m, log=log, upkeep=True)):
            assert log.there.wait(20)
    assert [each.id for each in jobs.all()] == [office.id_of(2)]


def test_a_server_measures_once_a_day_how_certain_the_directory_is(store: SqliteStore, tmp_path: Path) -> None:
    for hours in (0, 1, 24):
        log, moment = Heard("ready"), NOW + timedelta(hours=hours)
        with TestClient(app=Application(Settings(data=tmp_path), now=lambda m=moment: m, log=log, upkeep=True)):
            assert log.there.wait(20)
    kept = SqliteCourse(Settings(data=tmp_path).course).since(date.min)
    assert [each.day for each in kept] == [NOW.date(), NOW.date() + DAY]
    assert all(0 <= each.known + each.unknown <= 1 for each in kept)


class Heard(Recorder):
    """A log that says when something stands in it."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name, self.there = name, threading.Event()

    def event(self, name: str, **facts: object) -> None:
        super().event(name, **facts)
        if name == self._name:
            self.there.set()


@pytest.fixture
def linked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """A directory with a chat whose page is gone, and the way out that leads to this machine."""
    with closing(open_store(tmp_path / "directory.db")) as store:
        small(store, make.door(channel="chat", url=PAGE))
    with Site(tmp_path, "www.voorbeeld.nl", "kadera.nl").open() as site:
        monkeypatch.setattr(upkeep, "Outside", lambda agent: site.outside())
        yield site


def test_a_server_asks_links_only_where_that_is_set(linked: Site, tmp_path: Path) -> None:
    for wanted in (False, True):
        log = Heard("links" if wanted else "ready")
        settings = Settings(data=tmp_path, check_links=wanted)
        with TestClient(app=Application(settings, now=lambda: NOW, log=log, upkeep=True)):
            assert log.there.wait(20)
        assert (tmp_path / "visits.db").exists() is wanted
    assert linked.asked == ["www.voorbeeld.nl/robots.txt", "www.voorbeeld.nl/chat"]
    assert "www.voorbeeld.nl" not in " ".join(log.lines)


def test_the_command_asks_them_and_says_what_came_of_it(linked: Site, tmp_path: Path) -> None:
    told = CliRunner().invoke(main, ["check", "--links", "--data", str(tmp_path)])
    assert "1 links asked: 1 gone." in told.stderr
    again = CliRunner().invoke(main, ["check", "--links", "--data", str(tmp_path)])
    assert "0 links asked." in again.stderr
    with alone(tmp_path / "visits.db"):
        busy = CliRunner().invoke(main, ["check", "--links", "--data", str(tmp_path)])
    assert (busy.exit_code, "Another program" in busy.output) == (1, True)


def test_what_came_of_it_stands_in_the_list_of_work(linked: Site, tmp_path: Path) -> None:
    for day in (2, 1):
        visits = SqliteVisits(tmp_path / "visits.db")
        catalogue = make.catalogue(make.organization(), make.service(), make.door(channel="chat", url=PAGE))
        [
            *upkeep.look_at_links(
                visits, catalogue, "https://gids.example", lambda day=day: NOW - day * DAY, lambda _: None
            )
        ]
    told = CliRunner().invoke(main, ["work", "--json", "--limit", "100", "--data", str(tmp_path)])
    tasks = json.loads(told.stdout)["tasks"]
    assert "link.gone" in {each["code"] for each in tasks if each["field"] == "url"}


def test_it_is_asked_in_dutch_at_the_desk(desk: Desk) -> None:
    door = next(each for each in catalogue(desk.client).ids("contact-point") if _url(desk, each))
    failed = Visited(address=_url(desk, door), at=NOW, outcome="gone", why="404", failed=2, since=NOW.date())
    SqliteVisits(desk.settings.visits).keep(failed)
    colleague = hire(desk, "editor")
    pages = [colleague.get(f"/beheer/werk?pagina={number}").text for number in range(1, 60)]
    assert any("De pagina achter dit adres is er niet meer" in page for page in pages)


def _url(desk: Desk, door: str) -> str:
    return str(desk.client.get(f"/api/v1/contact-points/{door}").json().get("url", ""))
