"""An organization with its services and doors, sent off as one: all of it comes into the directory, or nothing."""

import re
from typing import Any

import pytest

from directory.model import Change, Occasion, Tombstone
from tests.conftest import Desk
from tests.web.desk.colleague import Colleague, hire
from tests.web.desk.forms import filled

TOGETHER = "/beheer/gegevens/samen"
SOURCE = "https://www.buurthuis-de-brug.nl/contact"
DOORS = (
    {"channel": "telefoon", "phone.number": "074 250 11 22"},
    {"channel": "mail", "email": "info@buurthuis-de-brug.nl"},
    {"channel": "web", "url": "https://www.buurthuis-de-brug.nl/contact"},
)


def type_in(who: Colleague, address: str, deed: str = "bewaar", **fields: Any) -> str:
    """Type in a form and keep it; the id of what is kept."""
    action, sent = filled(who.get(address).text, fields)
    assert who.post(action, {**sent, "deed": deed}).status_code == 303
    return action.rpartition("/")[2]


def type_all(who: Colleague, name: str = "Buurthuis De Brug") -> tuple[str, str, list[str]]:
    new = "/beheer/gegevens/nieuw"
    organization = type_in(
        who, f"{new}/organization", name=name, role="help", description="Een luisterend oor.", **{"area.unknown": ["1"]}
    )
    service = type_in(
        who, f"{new}/service?van={organization}", name="Inloop en advies", description="Praten met iemand."
    )
    doors = [type_in(who, f"{new}/contact-point?van={service}", bron=SOURCE, **each) for each in DOORS]
    return organization, service, doors


def ticked(page: str) -> list[str]:
    return re.findall(r'name="concept" value="([^"]*)" checked', page)


def test_three_doors_come_into_the_directory_with_their_organization(desk: Desk) -> None:
    editor, reviewer = hire(desk, "editor"), hire(desk, "reviewer")
    organization, service, doors = type_all(editor)
    page = editor.get(TOGETHER).text
    begun = editor.get(f"/beheer/gegevens/nieuw/contact-point?van={service}").text
    # Whoever types sees of whom it is, also where that is not there yet, and the way back.
    assert [
        each in begun for each in (">Buurthuis De Brug</a>", ">Inloop en advies</a>", "Terug zonder op te slaan")
    ] == [True] * 3
    keys = ticked(page)
    assert keys[:2] == [f"organization/{organization}", f"service/{service}"]
    assert sorted(keys[2:]) == sorted(f"contact-point/{each}" for each in doors)
    assert "meer dan één ingang tegelijk" in page
    sent = editor.post(TOGETHER, {"concept": keys})
    waiting = sent.headers["location"].partition("?")[0]
    assert waiting.startswith("/beheer/voorstellen/")
    assert desk.client.get(f"/api/v1/organizations/{organization}").status_code == 404
    assert ticked(editor.get(TOGETHER).text) == []
    shown = reviewer.get(waiting).text
    # What is new together is called by name, in what refers to it as well.
    assert "Telefoon van Inloop en advies (Buurthuis De Brug)" in shown
    assert organization not in re.sub(r'"[^"]*"', "", shown)
    action, fields = filled(reviewer.get(waiting).text, {"checked": "called"}, "data-decide")
    assert reviewer.post(action, fields).status_code == 303
    found = desk.client.get(f"/api/v1/organizations/{organization}").json()
    assert (found["name"], found["slug"]) == ("Buurthuis De Brug", "buurthuis-de-brug")
    slugs = {desk.client.get(f"/api/v1/contact-points/{each}").json()["slug"] for each in doors}
    assert len(slugs) == len(doors)
    assert all(each.startswith("buurthuis-de-brug-inloop-en-advies-") for each in slugs)


def test_from_one_door_to_the_next_of_the_same_service(desk: Desk) -> None:
    editor = hire(desk, "editor")
    _, service, _ = type_all(editor)
    new = f"/beheer/gegevens/nieuw/contact-point?van={service}"
    action, sent = filled(editor.get(new).text, {"channel": "chat"})
    kept = editor.post(action, {**sent, "deed": "nog"})
    assert kept.headers["location"] == f"/beheer/gegevens/nieuw/contact-point?gedaan=kept&van={service}"
    assert len(desk.store.drafts(editor.actor.id)) == 6


def test_what_is_not_whole_is_said_and_nothing_of_the_rest_is_sent(desk: Desk) -> None:
    editor = hire(desk, "editor")
    type_all(editor)
    half = type_in(editor, "/beheer/gegevens/nieuw/organization", name="Half")
    page = editor.get(TOGETHER).text
    assert "Nog niet af: Wat is het voor wie hulp zoekt: Vul dit in." in page
    assert f"organization/{half}" not in ticked(page)
    sent = editor.post(TOGETHER, {"concept": [*ticked(page), f"organization/{half}"]})
    assert sent.status_code == 400
    assert desk.store.proposals() == ()
    assert len(desk.store.drafts()) == 6


def test_doors_without_their_organization_are_not_sent(desk: Desk) -> None:
    editor = hire(desk, "editor")
    type_all(editor)
    keys = [each for each in ticked(editor.get(TOGETHER).text) if not each.startswith("organization/")]
    sent = editor.post(TOGETHER, {"concept": keys})
    assert sent.status_code == 400
    assert "Iets hoort bij een concept dat niet meegaat" in sent.text
    assert desk.store.proposals() == ()


def test_it_is_said_when_it_is_in_the_directory_already(desk: Desk) -> None:
    editor = hire(desk, "editor")
    type_all(editor, "Kadera")
    assert "Lijkt op <a" in editor.get(TOGETHER).text


@pytest.mark.parametrize("keys", [[], ["organization/none"], ["zomaar"]])
def test_nothing_chosen_is_a_clear_word(desk: Desk, keys: list[str]) -> None:
    sent = hire(desk, "editor").post(TOGETHER, {"concept": keys})
    assert sent.status_code == 400
    assert "Kies wat u samen wilt versturen" in sent.text


def test_drafts_of_somebody_else_are_not_sent(desk: Desk) -> None:
    one, other = hire(desk, "editor", "eva"), hire(desk, "editor", "erik")
    type_all(one)
    keys = ticked(one.get(TOGETHER).text)
    assert other.post(TOGETHER, {"concept": keys}).status_code == 400
    assert desk.store.proposals() == ()


def test_a_reviewer_puts_one_door_in_at_once_and_hears_who_was_first(desk: Desk) -> None:
    reviewer = hire(desk, "reviewer")
    organization = type_in(
        reviewer,
        "/beheer/gegevens/nieuw/organization",
        name="Buurthuis De Brug",
        role="help",
        description="Een luisterend oor.",
        **{"area.unknown": ["1"]},
    )
    sent = reviewer.post(TOGETHER, {"concept": [f"organization/{organization}"]})
    assert sent.headers["location"].partition("?")[0] == f"/beheer/gegevens/organization/{organization}"
    type_in(reviewer, f"/beheer/gegevens/organization/{organization}/wijzig", description="Anders.")
    ended = Tombstone(
        kind="organization", id=organization, slugs=("x",), status="withdrawn", reason="Weg.", on=desk.now.date()
    )
    occasion = Occasion(actor="test", at=desk.now, reason="Weg.")
    desk.store.commit([Change(kind="organization", id=organization, tombstone=ended, expected=1)], occasion)
    page = reviewer.get(TOGETHER).text
    assert "Een collega heeft dit veranderd" in page
    assert ticked(page) == []
    assert reviewer.post(TOGETHER, {"concept": [f"organization/{organization}"]}).status_code == 400
