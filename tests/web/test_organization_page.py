"""The page of an organization: what it is, each of its doors, and where it can and cannot be found."""

import json
import re
from typing import Any
from urllib.parse import urlencode

import pytest

from directory.model import Operation, Phone, Question
from directory.web.languages import EVERY, prefix
from tests.conftest import Client, Desk
from tests.web.entries import Text, bury, catalogue, change, id_of, read
from tests.web.test_door_page import FORM, HOSTILE, SUBJECT, assert_harmless, fact


def show(client: Client, slug: str, base: str = "") -> str:
    answer = client.get(f"{base}/organisatie/{id_of(client, slug, 'organization')}")
    assert answer.status_code == 200, answer.text[:200]
    return answer.text


def text(client: Client, slug: str, base: str = "") -> str:
    return read(show(client, slug, base))


@pytest.mark.parametrize("code", EVERY)
def test_every_organization_has_a_page_in_every_language_with_a_title_that_tells_nothing(
    client: Client, code: Any
) -> None:
    for id in catalogue(client).ids("organization"):
        answer = client.get(f"{prefix(code)}/organisatie/{id}")
        assert answer.status_code == 200
        assert f'<html lang="{code}"' in answer.text
        assert answer.text.count("<h1") == 1
        assert not SUBJECT.search(answer.text.partition("<title>")[2].partition("</title>")[0])
        assert not re.search(r"None|Undefined|style=|\bnull\b", re.sub(r"<script.*?</script>", "", answer.text))


def test_every_door_is_on_the_page_of_its_organization_with_its_number(client: Client) -> None:
    here = catalogue(client)
    for id in here.ids("organization"):
        page = client.get(f"/organisatie/{id}").text
        for service in here.services_of(id):
            for door in map(here.door, here.doors_of(service)):
                assert f'href="/hulp/{door.id}"' in page
                assert door.phone is None or door.phone.number in page


def test_names_role_area_and_contact_are_told(client: Client) -> None:
    found = text(client, "kadera")
    assert "Kadera Hier kunt u hulp krijgen. 088-422 24 95" in found
    assert "Andere namen Kadera aanpak huiselijk geweld, Stichting Kadera" in found
    assert "Gebied Twente, IJsselland" in found
    assert "Hier vindt u kennis. U krijgt er zelf geen hulp." in text(client, "lkha")
    assert "Dit is overleg tussen beroepskrachten." in text(client, "code-rood-overleg")


def test_an_organization_leads_to_what_it_is_part_of_and_to_its_parts(client: Client) -> None:
    here = catalogue(client)
    pairs = [
        (each.id, each.part_of) for each in map(here.organization, here.ids("organization")) if each.part_of is not None
    ]
    assert pairs
    for part, whole in pairs:
        assert f'href="/organisatie/{whole}"' in client.get(f"/organisatie/{part}").text
        assert f'href="/organisatie/{part}"' in client.get(f"/organisatie/{whole}").text


def test_secret_places_are_a_region_and_nothing_more(desk: Desk) -> None:
    change(desk, "location", "kadera-opvang-enschede", name="Kanariehuis", description="Kanarietuin.")
    page = show(desk.client, "kadera")
    assert "anarie" not in page
    assert "Enschede" not in page
    assert "GeoCoordinates" not in page
    # Two shelters in one region are told once: how many there are is nobody's business.
    assert read(page).count("Regio: Twente.") == 1


def test_who_does_what_is_told_with_the_other_party_and_the_source(client: Client) -> None:
    found = text(client, "kadera")
    assert "Kadera noemt de Opvangatlas, waarin iedereen een passende opvang kan zoeken. Valente" in found
    assert f'href="/organisatie/{id_of(client, "mannenopvang", "organization")}"' in show(client, "kadera")


def test_what_is_not_known_is_told_with_whom_to_ask(client: Client) -> None:
    assert "Hoe lang is nu de wachttijd voor de opvang? Vraag het aan Kadera." in text(client, "kadera")


def test_an_organization_without_doors_says_who_helps_instead(client: Client) -> None:
    here = catalogue(client)
    empty = [each for each in here.ids("organization") if not here.services_of(each)]
    assert empty
    for id in empty:
        found = read(client.get(f"/organisatie/{id}").text)
        assert "Wij kennen geen ingang van deze organisatie. Veilig Thuis denkt met u mee. 0800-2000" in found


def test_what_was_merged_or_withdrawn_leads_on(desk: Desk) -> None:
    heir = id_of(desk.client, "veilig-thuis-twente", "organization")
    gone = bury(desk, "organization", "orange-the-world", status="merged", successor_id=heir)
    moved = desk.client.get(f"/de/organisatie/{gone.id}", follow_redirects=False)
    assert (moved.status_code, moved.headers["location"]) == (308, f"/de/organisatie/{heir}")
    other = bury(desk, "organization", "regionale-werkconferentie", successor_id=heir)
    answer = desk.client.get(f"/de/organisatie/{other.id}")
    assert answer.status_code == 410
    assert f'href="/de/organisatie/{heir}"' in answer.text


def test_an_old_slug_leads_to_the_slug_of_today(desk: Desk) -> None:
    change(desk, "organization", "kadera", slug="kadera-nieuw", former_slugs=("kadera",))
    moved = desk.client.get("/organisatie/kadera", follow_redirects=False)
    assert (moved.status_code, moved.headers["location"]) == (308, "/organisatie/kadera-nieuw")


@pytest.mark.parametrize("name", ["x", "%00", "a" * 5000, "‮", "kadera-vrouwenopvang-telefoon"])
def test_what_never_was_is_a_page_that_says_so(client: Client, name: str) -> None:
    assert client.get(f"/organisatie/{name}").status_code == 404
    assert client.post(f"/organisatie/{name}", content="q=x", headers=FORM).status_code == 404


def test_who_comes_from_the_answers_has_a_way_back_to_them(client: Client) -> None:
    id = id_of(client, "kadera", "organization")
    page = client.post(f"/organisatie/{id}", content=urlencode({"q": HOSTILE, "place": "Borne"}), headers=FORM).text
    assert_harmless(page)
    hidden = {each["name"]: each["value"] for each in Text(page).all("input") if each.get("type") == "hidden"}
    assert hidden["q"] == " ".join(HOSTILE.split())
    assert hidden["place"] == "Borne"
    assert f'formaction="/hulp/{id_of(client, "kadera-vrouwenopvang-telefoon")}"' in page


def test_nothing_in_an_entry_is_ever_executed(desk: Desk) -> None:
    change(
        desk,
        "organization",
        "kadera",
        name=HOSTILE,
        description=HOSTILE,
        alternate_names=(HOSTILE,),
        former_names=(HOSTILE,),
        inclusion=HOSTILE,
        phone=Phone(number="0900-1234", label=HOSTILE),
        operation=Operation(state="temporarily-closed", note=HOSTILE),
        facts=dict.fromkeys(("website", "email", "phone", "area"), fact(note=HOSTILE, source=HOSTILE)),
        questions=(Question(field="area", text=HOSTILE, ask=HOSTILE),),
    )
    for base in ("", "/ar"):
        page = show(desk.client, "kadera", base)
        assert "alert(1)" in read(page)
        assert_harmless(page)


def test_the_page_tells_programs_what_it_tells_people(client: Client) -> None:
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', show(client, "kadera"), re.S)
    assert found is not None
    organization, *services = json.loads(found[1])["@graph"]
    assert organization["name"] == "Kadera"
    assert {each["name"] for each in services} >= {"Ambulante hulp"}
    assert "location" not in organization
