"""What the directory says of itself: what it is not, what stays on a device, what it keeps; nothing that is not so."""

import html
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from litestar.testing import TestClient

from directory.app import Application
from directory.errors import Invalid
from directory.model.fact import CADENCE_DAYS, OTHER_CADENCE_DAYS
from directory.settings import Settings, from_environment
from directory.web.languages import EVERY, POLICY, paths
from tests.conftest import NOW, Client, Desk, Recorder

ABOUT = [*paths("/over"), *paths("/sporen"), *paths("/toegankelijkheid", POLICY)]
# No page can keep these promises.
FALSE = ("sporen zijn gewist", "niemand kan", "onzichtbaar", "volledig anoniem", "laat geen spoor", "helemaal veilig")
CODE = re.compile(r"<[^>]+>")


@contextmanager
def told(folder: Path, **settings: Any) -> Iterator[Client]:
    """The same directory where the owner filled something in."""
    application = Application(Settings(data=folder, **settings), now=lambda: NOW, log=Recorder())
    with TestClient(app=application) as client:
        yield client


def words(page: str) -> str:
    """What a reader sees in the main part."""
    main = page[page.index("<main") : page.index("</main>")]
    return " ".join(html.unescape(CODE.sub(" ", main)).split())


@pytest.mark.parametrize("path", ABOUT)
def test_every_page_promises_nothing_that_no_page_can_do(client: Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    assert answer.text.count("<h1>") == 1
    for each in FALSE:
        assert each not in answer.text.lower()


@pytest.mark.parametrize("path", ABOUT)
def test_the_title_of_every_page_names_no_subject(client: Client, path: str) -> None:
    title = re.findall(r"<title>([^<]*)</title>", client.get(path).text)[0].lower()
    for each in ("geweld", "mishandel", "stalk", "huiselijk", "misbruik", "slachtoffer", "spoor"):
        assert each not in title


def test_traces_say_what_stays_and_what_the_way_out_does_not_do(client: Client) -> None:
    said = words(client.get("/sporen").text)
    for each in (
        "geschiedenis van de browser",
        "bellijst",
        "rekening",
        "account dat u deelt",
        "Apps die meekijken",
        "privévenster",
        "De knop haalt niets weg",
        "Een lege geschiedenis valt op",
        "Drie keer de toets Shift",
        "0800-2000",
    ):
        assert each in said


def test_it_says_that_it_takes_no_reports_and_is_no_helpline(client: Client) -> None:
    said = words(client.get("/over").text)
    assert "Wij nemen geen meldingen aan" in said
    assert "Wij zijn geen hulplijn" in said
    assert "Het betekent niet nee, en ook niet ja" in said


def test_the_numbers_are_those_of_the_data(desk: Desk) -> None:
    page = desk.client.get("/over").text
    for kind in ("organizations", "services", "contact-points"):
        total = desk.client.get(f"/api/v1/{kind}?perPage=1").json()["totalItems"]
        assert f"<dd>{total}</dd>" in page
    assert "alles op 24 november 2026" in page


def test_how_long_a_fact_holds_is_said_as_it_is_counted(client: Client) -> None:
    said = words(client.get("/over").text)
    for days in {*CADENCE_DAYS.values(), OTHER_CADENCE_DAYS}:
        assert f"{days} dagen" in said


def test_who_runs_it_is_said_or_said_to_be_not_filled_in(client: Client, seeded: Path) -> None:
    assert "Die is nog niet ingevuld" in client.get("/over").text
    assert "beheer@gids.invalid" not in client.get("/over").text + client.get("/toegankelijkheid").text
    with told(seeded, owner="Gemeente <b>Voorbeeld</b>", contact_email="gids@voorbeeld.example") as other:
        page = other.get("/over").text
        assert "Deze gids is van Gemeente &lt;b&gt;Voorbeeld&lt;/b&gt;." in page
        assert 'href="mailto:gids@voorbeeld.example"' in page
        assert "gids@voorbeeld.example" in other.get("/toegankelijkheid").text


def test_policy_is_told_in_dutch_and_english_and_elsewhere_pointed_to(client: Client) -> None:
    for language in EVERY:
        page = client.get("/over" if language == "nl" else f"/{language}/over").text
        assert ('id="wie"' in page) == (language in POLICY)
        assert ('href="/en/over#wie"' in page) == (language not in POLICY)
        assert 'id="privacy"' in page
    assert client.get("/tr/toegankelijkheid").status_code == 404
    assert 'href="/toegankelijkheid" hreflang="nl"' in client.get("/tr/over").text


def test_accessibility_claims_nothing_until_the_owner_has_a_statement(client: Client, seeded: Path) -> None:
    said = words(client.get("/toegankelijkheid").text)
    assert "De status is nog niet ingevuld" in said
    assert "voldoet volledig" not in said
    statement = "https://www.toegankelijkheidsverklaring.nl/register/1"
    with told(seeded, accessibility_statement=statement) as other:
        page = other.get("/toegankelijkheid").text
        assert f'href="{statement}"' in page
        assert "nog niet ingevuld. Daarvoor" not in page


def test_who_finds_a_leak_is_told_whom_to_tell(client: Client, seeded: Path) -> None:
    assert client.get("/.well-known/security.txt").status_code == 404
    with told(seeded, security_contact="mailto:lek@voorbeeld.example", base_url="https://gids.example.nl") as other:
        answer = other.get("/.well-known/security.txt")
        assert answer.headers["content-type"] == "text/plain; charset=utf-8"
        assert answer.text.splitlines() == [
            "Contact: mailto:lek@voorbeeld.example",
            "Expires: 2027-11-24T00:00:00Z",
            "Preferred-Languages: nl, en",
            "Canonical: https://gids.example.nl/.well-known/security.txt",
        ]
    with told(seeded, security_contact="https://voorbeeld.example/lek") as other:
        assert "Canonical" not in other.get("/.well-known/security.txt").text


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECURITY_CONTACT", "lek@voorbeeld.example"),
        ("SECURITY_CONTACT", "mailto:a@b.nl\nExpires: 2099-01-01T00:00:00Z"),
        ("SECURITY_CONTACT", "http://voorbeeld.example"),
        ("ACCESSIBILITY_STATEMENT", "javascript:alert(1)"),
        ("OWNER", "Gemeente\nVoorbeeld"),
    ],
)
def test_a_setting_that_would_break_a_line_is_refused(name: str, value: str) -> None:
    with pytest.raises(Invalid):
        from_environment({f"DIRECTORY_{name}": value})


def test_search_engines_leave_alone_what_is_made_for_one_visitor(client: Client) -> None:
    answer = client.get("/robots.txt")
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    lines = answer.text.splitlines()
    assert lines[0] == "User-agent: *"
    for each in ("/zoek", "/ar/zoek", "/lijst", "/bestaat-dit-al/", "/beheer"):
        assert f"Disallow: {each}" in lines
    assert "Disallow: /" not in lines
    assert "Disallow: /bestaat-dit-al" not in lines


@pytest.mark.parametrize("path", ABOUT)
def test_every_link_of_ours_on_these_pages_leads_somewhere(client: Client, path: str) -> None:
    for link in sorted({*re.findall(r'href="(/[^"#]*)', client.get(path).text)}):
        assert client.get(link).status_code == 200, link


@pytest.mark.parametrize("path", ["/over", "/sporen", "/toegankelijkheid"])
def test_fragments_on_these_pages_exist(client: Client, path: str) -> None:
    page = client.get(path).text
    for link, fragment in re.findall(r'href="(/[^"#]*|)#([^"]+)"', page):
        there = client.get(link).text if link else page
        assert f'id="{fragment}"' in there, f"{link}#{fragment}"
