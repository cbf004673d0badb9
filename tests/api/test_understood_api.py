"""What search makes of somebody's own words, as other apps and pages see it."""

import random
from typing import Any

import pytest
from msgspec import structs

from directory.lexicon import Lexicon, read
from directory.model import Change, ContactPoint, Kept, Occasion, Operation
from directory.model.json import decode
from tests.conftest import NOW, ROOT, Client, Desk


def ask(client: Client, words: str, **more: Any) -> dict[str, Any]:
    answer = client.post("/api/v1/search", json={"q": words, **more})
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def partners(answer: dict[str, Any]) -> list[str]:
    return list(dict.fromkeys(each["organization"]["slug"] for each in answer["items"]))


@pytest.mark.parametrize(
    ("words", "partner", "concept"),
    [
        ("mijn man volgt me overal", "politie-twente", "stalking"),
        ("kocam beni dövüyor", "veilig-thuis-twente", "fysiek-geweld"),
        ("slachtoferhulp", "slachtofferhulp-nederland", None),
        ("tijdelijk huisverbod verlengen", "tijdelijk-huisverbod", "huisverbod-verlengen"),
        ("veiligthuis twente", "veilig-thuis-twente", None),
        ("0800-2000", "veilig-thuis-twente", None),
        ("08002000", "veilig-thuis-twente", None),
        ("slachtofferwijzer.nl", "slachtofferwijzer", None),
    ],
)
def test_own_words_typing_errors_and_numbers_lead_to_the_right_partner(
    client: Client, words: str, partner: str, concept: str | None
) -> None:
    answer = ask(client, words)
    assert partner in partners(answer)[:2]
    if concept is not None:
        assert concept in [each["concept"] for each in answer["understood"]["concepts"]]
        assert any(reason.startswith("past bij: ") for reason in answer["items"][0]["reasons"])


def test_what_was_understood_is_told_so_that_a_page_can_undo_it(client: Client) -> None:
    understood = ask(client, "mijn ex bedreigt me, hulp in Borne vanavond")["understood"]
    assert understood["language"] == "nl"
    assert understood["place"]["municipality"] == "GM0147"
    assert understood["when"] == "vanavond of vannacht"
    assert understood["at"] == "2026-11-25T20:00:00Z"
    assert understood["concepts"][0]["label"]
    assert ask(client, "huislijk gewelt thuis")["understood"]["repaired"]


def test_a_place_of_that_name_elsewhere_is_said_to_be_outside_the_region(client: Client) -> None:
    place = ask(client, "huiselijk geweld Hengelo Gld")["understood"]["place"]
    assert (place["municipality"], place["inRegion"]) == ("GM1876", False)


def test_a_place_in_the_words_that_gave_way_is_told(client: Client) -> None:
    understood = ask(client, "hulp in Borne", near="Almelo")["understood"]
    assert understood["place"]["municipality"] == "GM0141"
    assert "Borne" in understood["placeInWords"]
    assert "placeInWords" not in ask(client, "hulp in Borne")["understood"]


def test_a_place_given_beside_the_words_goes_before_one_within_them(client: Client) -> None:
    assert ask(client, "hulp in Borne", near="Losser")["understood"]["place"]["municipality"] == "GM0168"


def test_danger_now_stands_above_everything_with_the_way_for_deaf_people(client: Client) -> None:
    answer = ask(client, "hij staat voor de deur met een mes")
    urgency = answer["urgency"]
    assert (urgency["level"], urgency["phone"]) == ("acute", "112")
    assert {"tekst", "telefoon"} <= {each["channel"] for each in urgency["contactPoints"]}
    assert all(each["verifiedOn"] for each in urgency["contactPoints"])
    assert partners(answer)[0] == "noodnummer-112"


@pytest.mark.parametrize(
    ("words", "phone"),
    [
        ("ik ben gisteren verkracht", "0800-0188"),
        ("ik wil niet meer leven", "113"),
        ("hij heeft me op straat gezet", None),
    ],
)
def test_what_cannot_wait_until_tomorrow_has_its_own_line(client: Client, words: str, phone: str | None) -> None:
    urgency = ask(client, words)["urgency"]
    assert urgency["level"] == "today"
    assert phone is None or urgency["phone"] == phone


@pytest.mark.parametrize(
    "words",
    ["scriptie over huiselijk geweld", "vorig jaar werd ik geslagen", "mijn man volgt me overal", "vrouwenopvang"],
)
def test_ordinary_questions_do_not_alarm(client: Client, words: str) -> None:
    assert ask(client, words).get("urgency", {}).get("level") != "acute"


def test_professionals_doors_are_for_professionals(client: Client) -> None:
    professional = "aandachtsfunctionarissen-hengelo"
    assert professional not in partners(ask(client, "mijn man slaat mij", perPage=100))
    assert professional in partners(ask(client, "ik ben leerkracht, wie is de aandachtsfunctionaris"))[:2]


def _reword(desk: Desk, words: str, **changes: Any) -> str:
    """Put words into the summary of a door for victims and change more of it; returns its id."""
    found = desk.client.get("/api/v1/search?audience=slachtoffers&municipality=GM0164").json()["items"]
    id = next(each["id"] for each in found if each["kind"] == "contact-point")
    kept = desk.store.read("contact-point", id)
    assert isinstance(kept, Kept)
    door = decode("contact-point", kept.document)
    assert isinstance(door, ContactPoint)
    after = structs.replace(door, name=words, **changes)
    occasion = Occasion(actor="test", at=NOW, reason="Een woord dat nergens anders staat.")
    desk.store.commit([Change(kind="contact-point", id=id, after=after, expected=kept.revision)], occasion)
    return str(id)


def test_a_word_that_only_a_professionals_door_has_finds_it(desk: Desk) -> None:
    id = _reword(desk, "Zwaluwbalie", access="professionals-only")
    assert [each["id"] for each in ask(desk.client, "zwaluwbalie")["items"]] == [id]
    assert ask(desk.client, "ik word geslagen, zwaluwbalie")["items"][0]["id"] != id


def test_words_that_only_a_closed_door_has_are_not_said_to_be_found(desk: Desk) -> None:
    _reword(desk, "Zwaluwbalie", operation=Operation(state="ended"))
    answer = ask(desk.client, "zwaluwbalie")
    assert (answer["understood"]["matched"], answer["totalItems"]) == ("nothing", 0)


def test_street_harassment_is_not_answered_with_doors_for_violence_at_home(client: Client) -> None:
    found = partners(ask(client, "nagefloten op straat", perPage=100))
    assert found
    assert not {"veilig-thuis-twente", "kadera", "stichting-zijweg"} & {*found}


def test_of_one_partner_at_most_two_doors_stand_among_the_first_five(client: Client) -> None:
    for words in ("mijn man slaat mij", "opvang", "verkracht", "stalking", "kindermishandeling", "zelfmoord"):
        first = [each["organization"]["slug"] for each in ask(client, words)["items"][:5]]
        assert max(first.count(each) for each in first) <= 2, words


@pytest.mark.parametrize("words", ["paspoort verlengen", "weer morgen", "recept appeltaart", "rijbewijs"])
def test_what_nobody_here_does_is_said_to_be_so(client: Client, words: str) -> None:
    answer = ask(client, words)
    assert answer["items"] == []
    assert answer["understood"]["matched"] == "nothing"


def test_nothing_within_the_filters_says_which_filter_is_in_the_way(client: Client) -> None:
    answer = ask(client, "stalking", near="Borne", channel="app", openNow=True)
    assert answer["totalItems"] == 0
    assert all(each["totalItems"] > 0 for each in answer["instead"])
    assert {each["without"] for each in answer["instead"]} <= {"openNow", "near", "channel"}


def test_nobody_open_now_says_when_the_first_opens(client: Client) -> None:
    night = "2026-11-26T03:00:00+01:00"
    asked = {"municipality": ["GM0164"], "channel": ["chat"], "topic": ["stalking"], "at": night}
    later = client.post("/api/v1/search", json={**asked, "perPage": 100}).json()["items"]
    first = min(each["opensAt"] for each in later if "opensAt" in each)
    answer = client.post("/api/v1/search", json={**asked, "openNow": True}).json()
    assert answer["totalItems"] == 0
    assert {"without": "openNow", "totalItems": len(later), "opensAt": first} in answer["instead"]


def test_the_order_is_the_same_on_every_page(client: Client) -> None:
    whole = [each["id"] for each in ask(client, "mijn man slaat mij", perPage=60)["items"]]
    pages = [ask(client, "mijn man slaat mij", perPage=7, page=page)["items"] for page in range(1, 6)]
    assert [each["id"] for page in pages for each in page] == whole[:35]


SCRIPTS = (
    "abcdefghijklmnop ",
    "ığüşöç ",
    "абвгґєії ",
    "ابتثجحخ ",
    "żółćęś ",
    "漢字かな ",
    "😀🏳️‍🌈 ",
    "\u202e\u200b\ufeff",
    "'\"%;()*+?[]{}|\\^$ ",
)
SNIPPETS = (
    "' or 1=1 --",
    "(a+)+$",
    "NEAR(a b)",
    "title:*",
    "de het een",
    "!?.,;",
    "{persoon}",
    "{",
    "}",
    "\x00",
    "\x1f",
    "1",
    "0800",
    "a" * 300,
    "hulp " * 60,
    "niet",
    "{persoon} slaat",
    "7551",
    "in",
    "in in in",
    "'s",
    "’",
    "ال",
    "mijn man" * 30,
)


def test_ten_thousand_odd_questions_are_understood_somehow(client: Client) -> None:
    lexicon = Lexicon(read(ROOT / "seeds" / "lexicon"))
    rng = random.Random(4)
    for number in range(10_000):
        alphabet = rng.choice(SCRIPTS)
        words = "".join(rng.choice(alphabet) for _ in range(rng.randint(0, 60))) + rng.choice(
            ("", rng.choice(SNIPPETS))
        )
        assert lexicon.understand(words[:300]).level in ("none", "today", "acute")
        if number % 25 == 0:
            assert client.post("/api/v1/search", json={"q": words[:300]}).status_code in (200, 400)
