"""Does this already exist, as a policy officer sees it: the figures of the API, and nothing kept unless asked."""

import html
import re
from typing import Any
from urllib.parse import urlencode

import pytest
from msgspec import structs

from directory.coverage.words import percents
from directory.model import Change, Kept, Occasion, Organization
from directory.model.json import decode
from directory.web.existing import AN_HOUR
from tests.conftest import NOW, Client, Desk
from tests.web import screens
from tests.web.screens import PARAGRAPH

ADDRESS = "/bestaat-dit-al"
KEEP = f"{ADDRESS}/bewaar"
FEMICIDE: dict[str, Any] = {**screens.FEMICIDE, "title": "Centraal aanspreekpunt femicide"}
CHAT: dict[str, Any] = {
    "functions": ["advies"],
    "topics": ["partnergeweld"],
    "audiences": ["slachtoffers"],
    "area": ["VR05"],
    "channels": ["chat"],
    "hours": "own",
    "ownHours": "elke dag 17:00-23:00",
}
HOSTILE = (
    "<script>alert(1)</script> \"'><img src=x onerror=alert(2)> \u202eknalb\u202c \x00\x07\x1b[31m {{ 7*7 }} %00 "
    "\ud83d\ude00 ﷺ ' or 1=1 -- "
)


def ask(client: Client, path: str = ADDRESS, **fields: Any) -> Any:
    return client.post(
        path,
        content=urlencode(fields, doseq=True, errors="surrogatepass"),
        headers={"content-type": "application/x-www-form-urlencoded"},
        follow_redirects=False,
    )


def seen(text: str) -> str:
    """What somebody reads of a page."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split())


def ticked(text: str, name: str) -> list[str]:
    return re.findall(rf'<input type="checkbox" name="{name}" value="([^"]+)" checked>', text)


def kept(desk: Desk) -> bytes:
    """Everything in every file."""
    return b"".join(path.read_bytes() for path in desk.settings.data.rglob("*") if path.is_file())


def faults(text: str) -> dict[str, str]:
    """The summary of faults: the field that each links to, and what it says."""
    found = re.search(r'<div class="faults".*?</div>', text, re.DOTALL)
    return dict(re.findall(r'href="#([^"]+)">([^<]+)', found[0])) if found else {}


@pytest.mark.parametrize("path", [ADDRESS, f"/en{ADDRESS}"])
def test_the_empty_form_needs_no_script_and_has_a_neutral_title(client: Client, path: str) -> None:
    page = client.get(path)
    assert page.status_code == 200
    assert page.headers["cache-control"] == "no-store"
    title = re.search("<title>(.*?)</title>", page.text)
    assert title
    assert not re.search("geweld|femicide|stalking|violence", title[1])
    assert page.text.count("<h1") == 1
    assert 'method="post"' in page.text
    assert 'name="topics" value="femicide"' in page.text
    assert "style=" not in page.text


def test_in_other_languages_there_is_no_such_page(client: Client) -> None:
    assert client.get(f"/tr{ADDRESS}").status_code == 404


def test_the_letters_own_question_is_to_strengthen_veilig_thuis(client: Client) -> None:
    page = ask(client, **FEMICIDE)
    assert page.status_code == 200
    text = seen(page.text)
    assert "Dit bestaat al, maar niet helemaal zo" in text
    partners = page.text[page.text.index("Wie doet dit al") :]
    assert seen(partners).index("Veilig Thuis Twente") < seen(partners).index("Politie")
    assert "Doet niet: via website" in text
    assert "advies via website" in text


@pytest.mark.parametrize("asked", [FEMICIDE, CHAT], ids=["femicide", "chat"])
def test_what_the_page_shows_is_what_the_api_says(client: Client, asked: dict[str, Any]) -> None:
    hours = {"always": "24/7", "own": asked.get("ownHours")}[asked["hours"]]
    body = {**{name: value for name, value in asked.items() if name != "ownHours"}, "hours": hours}
    said = client.post("/api/v1/overlap-checks", json=body).json()
    page = ask(client, **asked).text
    text = seen(page)
    assert said["summary"] in text
    for reading in ("core", "need", "full"):
        assert f'aria-label="{percents(tuple(said["coverage"][reading]))}"' in page
    cards = page.split('<li class="card partner">')[1:]
    assert len(cards) == len(said["overlapping"])
    for card, each in zip(cards, said["overlapping"], strict=True):
        assert each["name"] in html.unescape(card)
        assert f"/organisatie/{each['id']}" in card
        shares = re.findall(r'role="img" aria-label="([^"]+)"', card)[:3]
        assert shares == [percents(tuple(each[reading])) for reading in ("core", "need", "full")]
        for part in ("missing", "unknown", "via"):
            assert all(one in seen(card) for one in each.get(part, ()))
    for box in said["minimalGap"]["boxes"]:
        assert f"{box['text']} ({percents((box['share'], box['share']))})" in text
    for part in ("adjacent", "strengthen", "confusableWith"):
        assert all(each["name"] in text for each in said.get(part, ()))
    for each in said.get("verifyFirst", ()):
        assert each["question"] in text
        assert each["ask"] in text
    for each in said["week"]:
        assert f"{each['text']} {percents(tuple(each['share']))}" in text
    assert all(each in text for each in said.get("assumed", ()))
    assert f"versie {said['dataVersion']}" in text


def test_no_address_of_a_page_names_a_partner_or_a_term(client: Client) -> None:
    links = re.findall(r'href="(/[^"]*)"', ask(client, **FEMICIDE).text)
    assert not [each for each in links if re.search("veilig|kadera|femicide|geweld", each)]


def test_half_a_proposal_is_told_what_is_missing_and_gets_no_figures(client: Client) -> None:
    page = ask(client, title="Nu is het genoeg", functions=["advies"])
    assert page.status_code == 200
    text = seen(page.text)
    assert "Er is nog iets nodig" in text
    for name in ("topics", "audiences", "area"):
        assert f'<a href="#{name}">' in page.text
        assert f'id="{name}" open' in page.text
    assert "%" not in text[text.index("De uitkomst") :]
    assert "Nou is het genoeg" in text
    assert f"{KEEP}#uitkomst" not in page.text


def test_nothing_asked_is_no_fault(client: Client) -> None:
    page = ask(client)
    assert page.status_code == 200
    assert "U koos nog niets" in page.text


def test_every_fault_stands_at_its_field_and_what_was_typed_stays(client: Client) -> None:
    wrong = {
        **FEMICIDE,
        "title": "Opvang Molenstraat 12",
        "hours": "own",
        "ownHours": "soms op dinsdag",
        "topics": ["femicide", "niets"],
    }
    page = ask(client, **wrong)
    assert page.status_code == 400
    assert {*faults(page.text)} == {"title", "own-hours", "topics"}
    for name in ("title", "hours", "topics"):
        assert f'id="{name}-fault"' in page.text
    assert 'value="soms op dinsdag"' in page.text
    assert 'value="Opvang Molenstraat 12"' in page.text
    assert sorted(ticked(page.text, "functions")) == sorted(FEMICIDE["functions"])
    assert ticked(page.text, "topics") == ["femicide"]
    assert 'value="own" checked' in page.text
    assert page.text.count('aria-invalid="true"') == 2


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"title": "x" * 201}, "title"),
        ({"text": "woord " * 1_400}, "text"),
        ({"functions": ["<script>"]}, "functions"),
        ({"area": ["Atlantis"]}, "area"),
        ({"languages": ["klingon"]}, "languages"),
        ({**FEMICIDE, "without": ["niemand"]}, "uitkomst"),
        ({**FEMICIDE, "hours": "own"}, "own-hours"),
        ({"conditions": [f"x{each}" for each in range(55)]}, "conditions"),
    ],
)
def test_bad_input_is_a_page_that_says_so(client: Client, fields: dict[str, Any], field: str) -> None:
    page = ask(client, **fields)
    assert page.status_code == 400
    assert [*faults(page.text)] == [field]
    assert "<script>" not in page.text


def test_a_paragraph_becomes_a_form_that_can_be_corrected(client: Client) -> None:
    page = ask(client, text=PARAGRAPH)
    assert page.status_code == 200
    assert {"advies", "melden"} <= {*ticked(page.text, "functions")}
    assert ticked(page.text, "topics") == ["stalking"]
    assert ticked(page.text, "area") == ["GM0164"]
    assert ticked(page.text, "channels") == ["chat"]
    assert ticked(page.text, "conditions") == ["anoniem", "gratis"]
    assert 'name="hours" value="always" checked' in page.text
    assert "Dit lazen wij in uw tekst" in page.text
    assert "De uitkomst" in page.text


def test_hours_that_a_paragraph_names_can_be_sent_again(client: Client) -> None:
    text = "Een chat met advies voor slachtoffers van partnergeweld in Twente, elke avond van 19.30 tot 22.00 uur."
    page = ask(client, text=text)
    own = re.search(r'name="ownHours" value="([^"]+)"', page.text)
    assert own
    again = ask(client, **{**CHAT, "ownHours": own[1]})
    assert again.status_code == 200
    assert "elke dag 20:00-22:00" in seen(again.text)


def test_from_a_paragraph_to_a_dossier_is_paste_press_press(desk: Desk) -> None:
    read = ask(desk.client, text=PARAGRAPH)
    fields: dict[str, Any] = {
        name: ticked(read.text, name) for name in ("functions", "topics", "audiences", "area", "channels")
    }
    saved = ask(desk.client, KEEP, **fields, hours="always")
    assert saved.status_code == 303
    dossier = desk.client.get(saved.headers["location"])
    assert dossier.status_code == 200
    assert "Niets dat de uitkomst verandert" in dossier.text


@pytest.mark.parametrize("times", [1, 40])
def test_five_thousand_characters_of_anything_are_read_and_never_run(client: Client, times: int) -> None:
    text = (HOSTILE * times)[:5_000]
    page = client.post(ADDRESS, data={"text": text.encode("utf-16", "surrogatepass").decode("utf-16")})
    assert page.status_code == 200
    assert "<script>alert" not in page.text
    assert "<img" not in page.text
    assert "\u202e" not in page.text
    assert "\x00" not in page.text
    assert "&lt;script&gt;alert(1)" in page.text
    raw = client.post(
        ADDRESS,
        content=b"text=%FF%FE%00%ED%A0%80" + b"%E2%80%AE" * 800 + b"&title=%E2%80%AEab&functions=%0d%0a",
        headers={"content-type": "application/x-www-form-urlencoded"},
    )
    assert raw.status_code == 400
    assert [*faults(raw.text)] == ["functions"]


@pytest.mark.parametrize("text", ["\u202e" * 50, "\x00" * 50, " \n " * 50, "😀" * 4_000, "é" * 8_000, "A b. " * 1_000])
def test_a_text_of_which_nothing_is_left_or_understood_is_a_page(client: Client, text: str) -> None:
    assert ask(client, text=text).status_code == 200


def test_a_paragraph_is_in_no_file_and_no_log(desk: Desk) -> None:
    for address, more in ((ADDRESS, {}), (KEEP, {}), (KEEP, FEMICIDE)):
        page = ask(desk.client, address, **{**more, "text": f"Kanariewoord: {PARAGRAPH}"})
        assert page.status_code == 200
    assert b"anariewoord" not in kept(desk)
    assert "anariewoord" not in "\n".join(desk.log.lines)


def test_a_dossier_is_kept_only_when_somebody_asks_for_it(desk: Desk) -> None:
    asked = {**FEMICIDE, "title": "Kanarie aanspreekpunt"}
    assert ask(desk.client, **asked).status_code == 200
    assert b"Kanarie" not in kept(desk)
    assert ask(desk.client, KEEP, **asked).status_code == 303
    assert b"Kanarie" in kept(desk)


def test_a_dossier_is_the_same_for_page_and_api_and_in_both_languages(desk: Desk) -> None:
    for base in ("", "/en"):
        where = ask(desk.client, f"{base}{KEEP}", **FEMICIDE).headers["location"]
        assert where.startswith(f"{base}{ADDRESS}/")
        id = where.rpartition("/")[2]
        said = desk.client.get(f"/api/v1/overlap-checks/{id}").json()
        page = desk.client.get(where)
        assert page.status_code == 200
        assert said["summary"] in seen(page.text)
        assert "Centraal aanspreekpunt femicide" in page.text
        assert f"{ADDRESS}/{id}" in page.text
        assert "femicide" not in page.text[: page.text.index("</title>")]


def test_a_what_if_is_not_kept_and_says_that_it_is_one(desk: Desk) -> None:
    partners = ["veilig-thuis-twente", "veilig-thuis-landelijk"]
    asked = {**FEMICIDE, "title": "Kanarie aanspreekpunt", "channels": ["telefoon"]}
    assert "Dit bestaat al" in ask(desk.client, **asked).text
    page = ask(desk.client, KEEP, **asked, without=partners)
    assert page.status_code == 200
    text = seen(page.text)
    assert "Dit is een wat-als" in text
    assert f"{KEEP}#uitkomst" not in page.text
    assert sorted(re.findall(r'name="without" value="([^"]+)" form="voorstel" checked', page.text)) == sorted(partners)
    assert b"Kanarie" not in kept(desk)


@pytest.mark.parametrize("id", ["2026-11-25-0000000000000000", "x", "%2e%2e%2f", "a" * 500, "<script>"])
def test_an_unknown_dossier_is_a_page_that_says_so(client: Client, id: str) -> None:
    page = client.get(f"{ADDRESS}/{id}")
    assert page.status_code == 404
    assert "112" in page.text


def test_a_dossier_says_what_changed_and_forgets_who_may_not_be_shown(desk: Desk) -> None:
    where = ask(desk.client, KEEP, **FEMICIDE).headers["location"]
    before = desk.client.get(where).text
    assert "Fier" in before
    id = desk.client.get("/api/v1/organizations/fier").json()["id"]
    standing = desk.store.read("organization", id)
    assert isinstance(standing, Kept)
    record = decode("organization", standing.document)
    assert isinstance(record, Organization)
    hidden = Change(
        kind="organization", id=id, after=structs.replace(record, lifecycle="draft"), expected=standing.revision
    )
    desk.store.commit([hidden], Occasion(actor="test", at=NOW, reason="Even weg."))
    after = desk.client.get(where)
    assert after.status_code == 200
    assert not re.search(r"\bFier\b", after.text)
    assert id not in after.text


def test_when_no_more_can_be_kept_the_answer_is_still_there(desk: Desk) -> None:
    desk.application.litestar.state.house.dossiers.keep = lambda *_: False
    page = ask(desk.client, KEEP, **FEMICIDE)
    assert page.status_code == 200
    assert "niet bewaard" in page.text
    assert "Dit bestaat al, maar niet helemaal zo" in page.text


def test_on_the_english_page_what_is_dutch_says_so(client: Client) -> None:
    page = ask(client, f"/en{ADDRESS}", **FEMICIDE)
    assert page.status_code == 200
    assert re.search(r'<p class="lead" lang="nl" dir="ltr">Dit bestaat al', page.text)


def test_the_script_is_small(client: Client) -> None:
    name = re.search(r'src="(/assets/overlap\.[^"]+)"', client.get(ADDRESS).text)
    assert name
    assert len(client.get(name[1]).content) <= 2_500


def test_one_visitor_keeps_so_many_dossiers_an_hour_and_goes_on_checking(desk: Desk) -> None:
    kept = [ask(desk.client, KEEP, **FEMICIDE).status_code for _ in range(AN_HOUR + 1)]
    assert kept == [303] * AN_HOUR + [429]
    assert ask(desk.client, f"/en{KEEP}", **FEMICIDE).status_code == 429
    assert ask(desk.client, **FEMICIDE).status_code == 200


@pytest.mark.parametrize(("address", "form"), [(ADDRESS, "voorstel"), ("/kaart", "keuze")])
def test_another_language_holds_on_to_what_was_chosen(client: Client, address: str, form: str) -> None:
    page = ask(client, address, **FEMICIDE, municipality="GM0164")
    assert f'form="{form}" formaction="/en{address}"' in page.text
