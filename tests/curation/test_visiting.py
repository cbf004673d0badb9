"""Links are looked at politely, and what comes of it is a question for a person; against real sites on this machine."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs

from directory.atlas.catalogue import Catalogue
from directory.curation import findings
from directory.curation.visiting import EACH, Pace, Visitor, addresses
from directory.curation.whole import Whole
from directory.curation.work import work
from directory.storage.sqlite import SqliteVisits
from tests.conftest import NOW
from tests.curation.desk import AREAS, house
from tests.exchange import builders as b
from tests.site import Site

HOST, OTHER = "www.voorbeeld.nl", "ander.example"
PAGE = f"https://{HOST}/hulp"


class Round:
    """Visits of one folder, with a clock that only waiting moves."""

    def __init__(self, site: Site, folder: Path) -> None:
        self.site, self.now, self.ticks = site, NOW, 0.0
        self.waited: list[float] = []
        self.folder = folder
        self.visits = SqliteVisits(folder / "visits.db")

    def sleep(self, seconds: float) -> None:
        self.waited.append(seconds)
        self.ticks += seconds

    def go(self, *these: str, **more: Any) -> dict[str, str]:
        """Visit what is due of these; how each went."""
        pace = Pace(lambda: self.ticks, self.sleep)
        visitor = Visitor(self.site.outside(), self.visits, lambda: self.now, pace, **more)
        return {each.address: f"{each.outcome} {each.why}".strip() for each in visitor.visit(these)}


@pytest.fixture
def round(tmp_path: Path) -> Iterator[Round]:
    with Site(tmp_path, HOST, "voorbeeld.nl", OTHER).open() as site:
        yield Round(site, tmp_path)


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (200, "fine 200"),
        (204, "fine 204"),
        (404, "gone 404"),
        (410, "gone 410"),
        (500, "failing 500"),
        (503, "failing 503"),
        # A site that wants no programs says nothing of whether people get through.
        (401, "unasked 401"),
        (403, "unasked 403"),
        (429, "unasked 429"),
        (304, "failing 304"),
    ],
)
def test_an_answer_says_how_an_address_is(round: Round, status: int, outcome: str) -> None:
    round.site.says(f"{HOST}/hulp", status)
    assert round.go(PAGE) == {PAGE: outcome}


def test_an_old_fashioned_address_is_asked_in_the_safe_way(round: Round) -> None:
    round.site.says(f"{HOST}/hulp")
    assert round.go(f"http://{HOST}/hulp") == {f"http://{HOST}/hulp": "fine 200"}
    # That nobody answers there says nothing of the unsafe way.
    assert round.go("http://weg.example/") == {"http://weg.example/": "unasked name"}


@pytest.mark.parametrize(
    ("toward", "outcome"),
    [
        ("/nieuw", "fine 200"),
        (f"http://{HOST}/nieuw", "fine 200"),
        ("https://voorbeeld.nl/nieuw", "fine 200"),
        (f"https://{OTHER}/nieuw", "elsewhere 200"),
        ("https://weg.example/", "failing name"),
        ("https://binnen.example/", "inside inside"),
        ("https://10.0.0.1/admin", "unasked address"),
        ("http://169.254.169.254/latest/meta-data/", "unasked address"),
        ("file:///etc/passwd", "unasked address"),
        ("/hulp", "failing loop"),
    ],
)
def test_it_is_followed_where_it_leads_but_never_inside(round: Round, toward: str, outcome: str) -> None:
    site = round.site
    site.names["binnen.example"] = ("10.0.0.1",)
    site.says(f"{HOST}/hulp", 301, location=toward)
    for host in (HOST, "voorbeeld.nl", OTHER):
        site.says(f"{host}/nieuw")
    assert round.go(PAGE) == {PAGE: outcome}
    assert len(site.asked) <= 10


def test_a_site_may_keep_us_out_and_slow_us_down(round: Round) -> None:
    site = round.site
    rules = b"User-agent: *\nDisallow: /\n\nUser-agent: gids-linkcheck\nCrawl-delay: 5\nDisallow: /besloten\n"
    site.says(f"{HOST}/robots.txt", body=rules)
    site.says(f"{HOST}/a")
    site.says(f"{HOST}/b")
    shut = f"https://{HOST}/besloten/x"
    found = round.go(f"https://{HOST}/a", f"https://{HOST}/b", shut)
    assert found[shut] == "unasked robots"
    assert f"{HOST}/besloten/x" not in site.asked
    assert site.asked.count(f"{HOST}/robots.txt") == 1
    assert round.waited == [5.0, 5.0]


def test_without_rules_everything_is_allowed_and_with_broken_ones_nothing(round: Round) -> None:
    round.site.says(f"{HOST}/hulp")
    round.site.says(f"{OTHER}/hulp")
    round.site.says(f"{OTHER}/robots.txt", 503)
    found = round.go(PAGE, f"https://{OTHER}/hulp")
    assert found == {PAGE: "fine 200", f"https://{OTHER}/hulp": "unasked robots"}


def test_a_site_that_says_nothing_is_asked_once(round: Round) -> None:
    looked: list[str] = []
    known = round.site.resolve
    round.site.resolve = lambda host, port: looked.append(host) or known(host, port)  # type: ignore[method-assign,func-returns-value]
    pages = [f"https://weg.example/{number}" for number in range(3)]
    assert round.go(*pages) == dict.fromkeys(pages, "failing name")
    assert looked == ["weg.example"]


def test_a_host_is_asked_once_a_second_and_hosts_take_turns(round: Round) -> None:
    pages = [f"https://{host}/{number}" for host in (HOST, OTHER) for number in range(3)]
    for each in pages:
        round.site.says(each.removeprefix("https://"))
    round.go(*pages)
    # Four questions to each host: three pauses each, and nobody sleeps for the one while the other may be asked.
    assert sum(round.waited) <= 4.0
    order = [each.partition("/")[0] for each in round.site.asked if not each.endswith("robots.txt")]
    assert order == [HOST, OTHER] * 3


def test_it_is_asked_once_a_week_and_the_day_after_a_failure(round: Round) -> None:
    assert round.go(PAGE) == {PAGE: "gone 404"}
    assert round.go(PAGE) == {}
    round.now += timedelta(days=1)
    round.site.says(f"{HOST}/hulp")
    assert round.go(PAGE) == {PAGE: "fine 200"}
    round.now += EACH - timedelta(minutes=1)
    assert round.go(PAGE) == {}
    round.now += timedelta(minutes=1)
    assert round.go(PAGE) == {PAGE: "fine 200"}
    # The clock was put back.
    round.now -= timedelta(days=30)
    assert round.go(PAGE) == {PAGE: "fine 200"}


def test_who_wants_to_stop_waits_for_one_address_only_and_it_goes_on_from_there(round: Round) -> None:
    pages = [f"https://{HOST}/{number}" for number in range(3)]
    left = iter([True, False])
    assert len(round.go(*pages, going=lambda: next(left))) == 1
    assert len(round.go(*pages)) == 2


def test_an_address_that_stands_nowhere_any_more_is_forgotten(round: Round) -> None:
    round.go(PAGE)
    round.go(f"https://{OTHER}/")
    assert {*round.visits.all()} == {f"https://{OTHER}/"}


def catalogue(**fields: Any) -> Catalogue:
    door = b.door(channel="chat", url=PAGE, **fields)
    return b.catalogue(b.organization(), *house(door))


def told(found: Catalogue, round: Round) -> list[tuple[str, str, str]]:
    every = findings(found, AREAS, NOW.date(), visits=round.visits.all())
    return [(each.code, each.field, each.level) for each in every if each.code.startswith("link.")]


def test_a_person_is_asked_after_the_second_failure_and_not_any_more_when_it_is_fine(round: Round) -> None:
    here = catalogue()
    assert {*addresses(Whole(here))} >= {PAGE}
    round.go(PAGE)
    assert told(here, round) == []
    round.now += timedelta(days=1)
    round.go(PAGE)
    assert told(here, round) == [("link.gone", "url", "due")]
    tasks = work(here, AREAS, NOW.date(), visits=round.visits.all())
    (task,) = [each for each in tasks if each.code == "link.gone"]
    assert "since 2026-11-25" in task.question
    round.now += timedelta(days=1)
    round.site.says(f"{HOST}/hulp")
    round.go(PAGE)
    assert told(here, round) == []


def test_who_looked_and_says_that_it_works_is_believed(round: Round) -> None:
    for _ in range(2):
        round.go(PAGE)
        round.now += timedelta(days=1)
    door = b.door(channel="chat", url=PAGE)
    looked = structs.replace(door.facts["url"], checked_on=NOW.date() + timedelta(days=1))
    confirmed = structs.replace(door, facts={**door.facts, "url": looked})
    assert told(b.catalogue(b.organization(), *house(door)), round) == [("link.gone", "url", "due")]
    assert told(b.catalogue(b.organization(), *house(confirmed)), round) == []


def test_the_site_of_somebody_else_is_told_at_once(round: Round) -> None:
    round.site.says(f"{HOST}/hulp", 302, location=f"https://{OTHER}/koop-dit-domein")
    round.site.says(f"{OTHER}/koop-dit-domein")
    round.go(PAGE)
    assert told(catalogue(), round) == [("link.elsewhere", "url", "due")]


def test_nothing_of_what_a_site_says_is_kept(round: Round) -> None:
    round.site.says(f"{HOST}/hulp", 302, b"Schuilstraat 12", location="/Schuilstraat%2012")
    round.site.says(f"{HOST}/Schuilstraat%2012", 500, b"Schuilstraat 12")
    round.go(PAGE)
    assert [each.why for each in round.visits.all().values()] == ["500"]
    assert b"Schuilstraat" not in (round.folder / "visits.db").read_bytes()
