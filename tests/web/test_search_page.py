"""The search page over HTTP: what a hurried person gets, and what never stands in an address."""

import re
from html import unescape
from urllib.parse import urlencode

import pytest
from litestar.testing import TestClient

from directory import lexicon
from directory.app import Application
from directory.search import hits
from directory.search.situation import LABELS
from directory.web import said
from directory.web.asking import Form, read_form
from directory.web.languages import EVERY, paths, split
from tests.conftest import ROOT, Client, Desk
from tests.web.entries import change, record
from tests.web.entries import read as words

FORM = {"content-type": "application/x-www-form-urlencoded"}
HOSTILE = "\"><script>alert(1)</script>'‮{{7*7}}"


def ask(client: Client, path: str = "/zoek", **fields: object) -> str:
    answer = client.post(path, content=urlencode(fields, doseq=True), headers=FORM)
    assert answer.status_code == 200, answer.text[:300]
    return answer.text


def cards(page: str) -> list[str]:
    return [unescape(name) for name in re.findall(r'<h2><button class="link" formaction="[^"]*"[^>]*>([^<]*)<', page)]


def test_words_lead_to_who_helps_with_number_hours_and_what_decides(client: Client) -> None:
    page = ask(client, q="mijn man volgt me overal", place="Borne")
    assert "Veilig Thuis Twente" in cards(page)[:3]
    text = words(page)
    assert "Wij begrepen: stalking × Borne ×" in text
    assert "0800-2000" in text
    assert "Dag en nacht open" in text
    assert "Niet bekend: staat op de telefoonrekening" in text
    assert "Stand van 24 nov 2026" in text
    assert "geldt voor Borne" in text
    assert "past bij: stalking" in text


def test_the_page_shows_what_the_api_finds_in_the_same_order(client: Client) -> None:
    asked = {"q": "ik word bedreigd door mijn ex", "near": "7551", "openNow": True}
    api = client.post("/api/v1/search", json=asked).json()
    page = ask(client, q=asked["q"], place="7551", open="1")
    assert cards(page) == [each["organization"]["name"] for each in api["items"]]


def test_what_was_understood_can_be_taken_back(client: Client) -> None:
    page = ask(client, q="stalking in borne", drop="noplace:1")
    assert "geldt voor Borne" not in page
    literal = ask(client, q="stalking", drop="literal:1")
    assert "Wij zochten op de woorden zelf." in literal
    assert "past bij" not in literal
    again = ask(client, q="stalking", literal="1", drop="literal")
    assert "past bij: stalking" in again


def test_a_filter_says_how_many_are_left_and_leaves_as_many(client: Client) -> None:
    page = ask(client, q="stalking")
    found = re.search(r'name="channel" value="telefoon"> telefoon <span class="count">\((\d+)\)', page)
    assert found is not None
    narrowed = words(ask(client, q="stalking", channel="telefoon"))
    assert f"{found[1]} ingangen gevonden" in narrowed
    assert "Gekozen: telefoon ×" in narrowed
    assert "Gekozen" not in words(ask(client, q="stalking", channel="telefoon", drop="channel:telefoon"))


def test_urgent_words_put_the_line_and_its_numbers_first(client: Client) -> None:
    page = ask(client, q="hij staat nu voor de deur met een mes")
    assert page.index("Is er nu gevaar?") < page.index("gevonden</h1>")
    assert 'href="tel:112"' in page


def test_nothing_found_names_a_way_on(client: Client) -> None:
    page = words(ask(client, q="stalking", place="Borne", channel="app"))
    assert "Niets gevonden" in page
    assert "Zoek zonder de manier van contact" in page
    assert "Veilig Thuis denkt met u mee" in page
    freed = ask(client, q="stalking", place="Borne", channel="app", drop="every:channel")
    assert "gevonden</h1>" in freed
    assert "Niets gevonden" not in freed


def test_a_place_with_namesakes_is_the_one_here_and_the_others_can_be_chosen(client: Client) -> None:
    page = words(ask(client, place="hengelo"))
    assert "Of bedoelt u: Hengelo (gemeente Bronckhorst)" in page
    assert "geldt voor Hengelo" in page
    assert "geldt voor Bronckhorst" in words(ask(client, place="Hengelo (gemeente Bronckhorst)"))


@pytest.mark.parametrize("place", ["Nergenshuizen", "0000", HOSTILE])
def test_an_unknown_place_is_said_and_the_rest_is_answered(client: Client, place: str) -> None:
    page = ask(client, q="stalking", place=place)
    assert "Deze plaats kennen wij niet" in page or "Welke plaats bedoelt u" in page
    assert "Veilig Thuis Twente" in page


def test_a_long_text_is_kept_and_answered_as_far_as_it_is_read(client: Client) -> None:
    long = ("mijn ex blijft mij volgen en bellen " * 200)[:5000].strip()
    page = ask(client, q=long)
    assert "Wij zochten met de eerste 300 tekens" in page
    assert f'value="{long}"' in page
    assert cards(page)


@pytest.mark.parametrize(
    "field", ["q", "place", "topic", "channel", "language", "page", "radius", "drop", "open", "zz"]
)
def test_whatever_is_sent_is_shown_as_text_and_answered(client: Client, field: str) -> None:
    for value in (HOSTILE, "x" * 5000, "\x00\x07", "%ff", "9" * 40, ""):
        page = ask(client, **{"q": "hulp", field: value})
        assert "<script>alert" not in page
        assert 'href="tel:112"' in page


@pytest.mark.parametrize("body", [b"\xff\xfe=1", b"&&&=&=", b"q=%zz", b"q=1&" * 5000, b"", b'{"q": 1}'])
def test_a_form_that_is_none_gives_the_start_page(client: Client, body: bytes) -> None:
    answer = client.post("/zoek", content=body, headers=FORM)
    assert answer.status_code == 200
    assert "Wie kan helpen?" in answer.text or "gevonden" in answer.text


def test_a_body_beyond_measure_is_refused_with_a_page(client: Client) -> None:
    answer = client.post("/zoek", content=b"q=" + b"x" * 100_000, headers=FORM)
    assert answer.status_code == 413
    assert "Dat is te veel tekst" in answer.text
    assert 'href="tel:112"' in answer.text


def test_words_and_place_never_stand_in_an_address(client: Client) -> None:
    page = ask(client, q="kanariewoord stalking", place="Borne", topic="stalking", share="1")
    for address in re.findall(r'(?:href|action|formaction|src)="([^"]*)"', page):
        assert "kanarie" not in address.lower()
        assert "borne" not in address.lower()
    shared = re.search(r'id="link" readonly value="([^"]*)"', page)
    assert shared is not None
    assert unescape(shared[1]).endswith("/zoek?topic=stalking")
    opened = client.get("/zoek?topic=stalking&q=kanariewoord&place=Borne").text
    assert "Gekozen: stalking ×" in words(opened)
    assert "kanariewoord" not in opened
    assert "Borne" not in opened


def test_without_a_question_the_form_asks_for_one(client: Client) -> None:
    assert "Vul een woord of een plaats in" in ask(client, q="", place="")
    assert "ingangen gevonden" in ask(client, q="", all="1")


def test_pages_are_never_kept_and_say_what_they_are(client: Client) -> None:
    for path in ("/", "/zoek", "/tr", "/ar/zoek"):
        answer = client.get(path)
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["content-language"] == split(path)[0]
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert "script-src 'self'" in answer.headers["content-security-policy"]
        assert "set-cookie" not in answer.headers
        code, way = split(path)[0], "rtl" if split(path)[0] == "ar" else "ltr"
        assert f'<html lang="{code}" dir="{way}">' in answer.text


def test_pages_follow_each_other_and_end(client: Client) -> None:
    first, second = ask(client, all="1"), ask(client, all="1", page="2")
    assert len(cards(first)) == 20
    assert 'name="page" value="2"' in first
    assert set(cards(second)) - set(cards(first))
    assert "Niets gevonden" not in ask(client, q="stalking", page="99999")


def test_suggestions_come_by_post_and_hold_no_words_in_an_address(client: Client) -> None:
    answer = client.post("/aanvullen", content=urlencode({"field": "q", "text": "veilig th"}), headers=FORM)
    assert "Veilig Thuis Twente" in answer.json()["items"]
    places = client.post("/aanvullen", content=urlencode({"field": "place", "text": "heng"}), headers=FORM)
    assert places.json()["items"][0].startswith("Hengelo")
    assert client.post("/aanvullen", content=b"text=\xff", headers=FORM).json() == {"items": []}
    assert client.get("/aanvullen").status_code == 405


@pytest.mark.parametrize(
    "path", ["/bestaat-niet", "/xx/zoek", "/zoek/", "/%2e%2e/etc", "/tr/zoek/x", "/hulp", "/assets/x.js"]
)
def test_every_other_address_is_a_page_with_the_way_on(client: Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code in (200, 404)
    assert answer.headers["content-type"].startswith("text/html")
    assert 'href="tel:112"' in answer.text
    assert answer.headers["cache-control"] == "no-store"


def test_without_a_store_the_numbers_are_still_there(desk: Desk) -> None:
    desk.application.litestar.state.house.store.close()
    stopped = Application(desk.settings, now=lambda: desk.now, log=desk.log)
    answer = TestClient(app=stopped).get("/zoek")  # never started: there is no house
    assert answer.status_code == 503
    assert "De gids werkt nu niet" in answer.text
    assert 'href="tel:112"' in answer.text
    assert "0800-2000" in answer.text


def test_what_nobody_foresaw_while_catching_up_is_a_page_with_the_numbers(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken() -> None:
        raise ValueError("Bloemstraat 12")

    house = desk.application.litestar.state.house
    monkeypatch.setattr(house, "behind", lambda: True)
    monkeypatch.setattr(house, "refresh", broken)
    answer = desk.client.get("/zoek")
    assert answer.status_code == 503
    assert 'href="tel:112"' in answer.text
    assert answer.headers["content-security-policy"]
    assert "Bloemstraat" not in answer.text


def test_not_on_the_bill_is_never_said_without_the_list_of_calls_and_never_denied_twice(desk: Desk) -> None:
    slug, fact = "veilig-thuis-landelijk-bellen-telefoon", "conditions.niet-op-telefoonrekening"
    asked = ask(desk.client, q="veilig thuis")
    assert "niet op de telefoonrekening, wel in de bellijst van dit toestel" in words(asked)
    door = record(desk, "contact-point", slug)
    assert fact in door.facts
    change(desk, "contact-point", slug, conditions={**door.conditions, "niet-op-telefoonrekening": "no"})
    text = words(ask(desk.client, q="veilig thuis"))
    assert "staat op de telefoonrekening" in text
    assert "niet: niet" not in text


def test_what_gives_pause_gets_no_tick(client: Client) -> None:
    page = ask(client, q="veilig thuis")
    assert '<li class="mind">kan handelen zonder toestemming</li>' in page
    assert '<li class="yes">verwijzing nodig</li>' not in page


def test_a_site_without_hours_is_not_said_to_be_open_or_not(client: Client) -> None:
    page = ask(client, all="1", channel="web")
    cards_of = dict(re.findall(r'formaction="/hulp/([^"]*)"(.*?)class="reach"', page, re.S))
    for each in client.get("/api/v1/contact-points?perPage=100").json()["items"]:
        if each["id"] in cards_of:
            assert ('class="state' in cards_of[each["id"]]) == ("hours" in each)
    assert len(cards_of) > 10


def test_the_numbers_of_the_frame_are_those_of_the_doors(client: Client) -> None:
    page = client.get("/").text
    for slug in ("noodnummer-112-spoed-telefoon", "veilig-thuis-twente-advies-telefoon", "csg-acute-hulp-telefoon"):
        assert f">{client.get(f'/api/v1/contact-points/{slug}').json()['phone']['number']}</a>" in page


def test_all_that_other_rooms_say_is_translated_here() -> None:
    reasons = {*hits.KNOWN.values(), *hits.NOT_KNOWN.values(), *hits.WORDED.values(), hits.POSSIBLY, hits.FITS}
    assert reasons == {*said.REASONS}
    assert {*LABELS.values()} == {*said.MOMENTS}
    assert {each.text for each in lexicon.read(ROOT / "seeds" / "lexicon").lines} == {*said.URGENT}


def test_a_form_makes_itself_again() -> None:
    form = Form(q="a b", place="7551", ticked={"topic": ("stalking", "x")}, radius="5", open=True, literal=True, page=3)
    fields: dict[str, list[str]] = {}
    for name, value in form.fields():
        fields.setdefault(name, []).append(value)
    assert read_form(fields) == form


def test_a_language_has_its_own_address() -> None:
    assert paths("/zoek") == ["/zoek", "/en/zoek", "/tr/zoek", "/ar/zoek", "/pl/zoek", "/uk/zoek", "/de/zoek"]
    assert [split(each) for each in paths("/")] == [(code, "/") for code in EVERY]


FIRST = {
    "self": "Veilig Thuis Twente",
    "other": "Veilig Thuis Twente",
    "work": "Veilig Thuis Twente",
    "young": "De Kindertelefoon",
    "hurting": "Veilig Thuis Twente",
    "man": "Veilig Thuis Twente",
    "old": "Veilig Thuis Twente",
    "shelter": "Kadera",
}


@pytest.mark.parametrize("code", EVERY)
def test_each_button_of_the_start_page_leads_to_who_helps(client: Client, code: str) -> None:
    way = "" if code == "nl" else f"/{code}"
    offered = re.findall(r'name="start" value="(\w+)"', client.get(way or "/").text)
    assert offered == [*FIRST] == [*said.STARTS]
    for start in offered:
        assert cards(ask(client, f"{way}/zoek", start=start, q=""))[0] == FIRST[start], start


@pytest.mark.parametrize("code", [each for each in EVERY if each != "nl"])
def test_what_is_suggested_in_a_language_finds_in_it(client: Client, code: str) -> None:
    labels = [
        term["labels"][code]
        for vocabulary in ("topics", "audiences", "functions")
        for term in client.get(f"/api/v1/vocabularies/{vocabulary}").json()["terms"]
        if code in term.get("labels", {})
    ]
    for label in labels[::5]:
        suggested = client.post(f"/{code}/aanvullen", content=urlencode({"field": "q", "text": label}), headers=FORM)
        assert label in suggested.json()["items"]
        assert cards(ask(client, f"/{code}/zoek", q=label)), label


def test_the_way_back_leads_to_the_page_of_answers_that_one_came_from(client: Client) -> None:
    second = ask(client, all="1", page="2")
    opened = re.search(r'formaction="([^"]*)" name="page" value="2"', second)
    assert opened is not None
    assert '<input type="hidden" name="page" value="2">' in ask(client, opened[1], all="1", page="2")


def test_only_what_was_surely_understood_is_told(client: Client) -> None:
    page = words(ask(client, q="mijn man slaat mij"))
    assert "Wij begrepen: slaan, schoppen of ander lichamelijk geweld ×" in page
    assert "homo, lesbisch of trans" not in page


def test_who_was_just_raped_reads_of_112_and_of_the_centre_first(client: Client) -> None:
    page = ask(client, q="ik ben vannacht verkracht", place="7551")
    box = page[page.index('class="urgent acute"') : page.index("</section>", page.index('class="urgent acute"'))]
    assert box.index('href="tel:112"') < box.index('href="tel:08000188"')
    assert cards(page)[0] == "Centrum Seksueel Geweld Twente-Achterhoek"


def test_doors_for_professionals_alone_come_after_those_that_help_a_visitor(client: Client) -> None:
    page = ask(client, q="advies")
    for_professionals = ["Alleen voor beroepskrachten" in each for each in page.split('<li class="card">')[1:]]
    assert True in for_professionals
    assert sorted(for_professionals) == for_professionals


def test_the_screen_says_calmly_what_was_understood(client: Client) -> None:
    page = words(ask(client, q="ik ben bang dat mijn ex mij vermoordt"))
    assert "Wij begrepen: bang voor je partner of ex ×" in page
    assert "doodt" not in page


def test_what_holds_of_every_card_is_said_once(client: Client) -> None:
    page = words(ask(client, q="stalking", place="Borne", channel="telefoon"))
    assert page.count("via: telefoon") == 1


@pytest.mark.parametrize("code", EVERY)
def test_who_only_cries_for_help_is_led_to_who_can_tell_further(client: Client, code: str) -> None:
    way = "" if code == "nl" else f"/{code}"
    for plea in lexicon.read(ROOT / "seeds" / "lexicon").pleas[code]:
        assert cards(ask(client, f"{way}/zoek", q=plea))[0] == "Veilig Thuis Twente", plea
