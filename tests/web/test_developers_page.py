"""The page for developers: whatever it says that works, works here."""

import html
import json
import re
import shlex

import pytest

from directory.web.languages import POLICY, paths
from tests.conftest import Client, Desk

PAGES = paths("/ontwikkelaars", POLICY)
HOME = "http://127.0.0.1:8000"


def commands(page: str) -> list[list[str]]:
    """The lines that begin with curl, as a shell reads them."""
    found = re.findall(r"<code>(curl .*?)</code>", page)
    return [shlex.split(html.unescape(each)) for each in found]


def links(page: str) -> list[str]:
    return sorted({html.unescape(each) for each in re.findall(r'href="(/[^"#]*)', page)})


@pytest.mark.parametrize("path", PAGES)
def test_every_link_of_ours_answers(client: Client, path: str) -> None:
    found = links(client.get(path).text)
    assert len(found) > 30
    for link in found:
        assert client.get(link).status_code == 200, link


def test_every_command_on_the_page_answers(client: Client) -> None:
    found = commands(client.get("/ontwikkelaars").text)
    assert len(found) > 15
    for command in found:
        address = command[-1]
        assert address.startswith(HOME)
        if "PATCH" in command:
            # With a key of one's own; this one is only shown as dots.
            assert client.patch(address.removeprefix(HOME), json={}).status_code == 401
            continue
        if "-d" in command:
            body = json.loads(command[command.index("-d") + 1])
            answer = client.post(address.removeprefix(HOME), json=body)
        else:
            answer = client.get(address.removeprefix(HOME))
        assert answer.status_code in (200, 201), (command, answer.text[:300])


def test_the_first_example_finds_somebody(client: Client) -> None:
    page = client.get("/ontwikkelaars").text
    first = next(link for link in links(page) if link.startswith("/api/v1/search?"))
    assert client.get(first).json()["totalItems"] > 0


def test_the_form_asks_the_api_itself_whatever_is_chosen(client: Client) -> None:
    page = client.get("/ontwikkelaars").text
    form = page[page.index('<form method="get" action="/api/v1/search"') : page.index("</form>")]
    assert {*re.findall(r'name="([^"]+)"', form)} == {"topic", "municipality", "perPage", "openNow"}
    topics = re.findall(r'<option value="([a-z][^"]*)"', form)
    assert len(topics) > 20
    for topic in topics:
        for number in re.findall(r"<option>(\d+)</option>", form)[:1]:
            asked = f"/api/v1/search?topic={topic}&municipality=GM0164&perPage={number}&openNow=true"
            assert client.get(asked).status_code == 200


def test_every_export_stands_on_the_page(client: Client) -> None:
    page = client.get("/ontwikkelaars").text
    for path in client.get("/api/v1/openapi.json").json()["paths"]:
        if path.startswith("/exports/"):
            assert f'href="/api/v1{path}"' in page


def test_licence_and_attribution_stand_on_the_page(client: Client) -> None:
    page = client.get("/ontwikkelaars").text
    assert "creativecommons.org/licenses/by/4.0" in page
    assert "GeoNames" in page


def test_it_says_that_there_are_no_webhooks_while_there_are_none(client: Client) -> None:
    described = client.get("/api/v1/openapi.json").json()["paths"]
    assert ("Webhooks zijn er nog niet" in client.get("/ontwikkelaars").text) == ("/webhooks" not in described)


def test_the_limits_that_it_names_are_those_of_the_api(client: Client) -> None:
    assert client.get("/api/v1/organizations?perPage=100").status_code == 200
    assert client.get("/api/v1/organizations?perPage=101").status_code == 400
    assert client.get("/api/v1/changes?limit=1000").status_code == 200
    assert client.get("/api/v1/changes?limit=1001").status_code == 400
    assert client.post("/api/v1/search", json={"q": "x" * 256 * 1024}).status_code == 413
    assert "ratelimit" not in client.get("/api/v1/search").headers


def test_what_to_paste_is_the_script_that_is_there(client: Client) -> None:
    page = html.unescape(client.get("/ontwikkelaars").text)
    source = re.search(r'<script src="([^"]*/assets/widget\.js)" async[^>]*></script></code>', page)
    assert source is not None
    assert client.get(source[1].removeprefix(HOME)).status_code == 200


def test_the_number_of_the_last_change_is_that_of_today(desk: Desk) -> None:
    latest = desk.client.get("/api/v1/changes?limit=1").json()["latest"]
    assert f"nummer {latest}." in desk.client.get("/ontwikkelaars").text


@pytest.mark.parametrize("language", ["tr", "ar", "pl", "uk", "de"])
def test_it_exists_in_dutch_and_english_only(client: Client, language: str) -> None:
    assert client.get(f"/{language}/ontwikkelaars").status_code == 404
    assert "/ontwikkelaars" not in client.get(f"/{language}/").text
