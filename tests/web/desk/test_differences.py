"""Two versions beside each other, in Dutch: names instead of codes, lines instead of structures, no secret place."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from litestar.testing import TestClient
from msgspec.structs import replace

from directory.app import Application
from directory.curation.weaving import weave
from directory.gate.house import House
from directory.model import Address, Fact, Location, Phone, Question, Record, Schedule, ServiceArea, Span
from directory.model.ids import derived_id
from directory.settings import Settings
from directory.web.desk import differences
from directory.web.desk.differences import Row, rows
from directory.web.desk.values import record_name
from directory.web.frame import environment
from tests.conftest import NOW, Client, Recorder
from tests.exchange import builders as make

LINE = make.phone_door("lijn")
CALLED = Fact(source="https://bron.nl/bellen", checked_on=date(2026, 11, 20), status="reported")


@pytest.fixture(scope="module")
def here(seeded: Path) -> Iterator[House]:
    application = Application(Settings(data=seeded), now=lambda: NOW, log=Recorder())
    with TestClient(app=application):
        yield application.litestar.state.house


def said(row: Row) -> tuple[list[str], list[str]]:
    before, after = (["".join(words for words, _ in line) for line in side] for side in (row.before, row.after))
    return before, after


def one(before: Record | None, after: Record | None, here: House) -> Row:
    (row,) = rows(before, after, here)
    return row


def test_a_row_has_a_name_and_both_values_and_what_is_not_known_has_no_lines(here: House) -> None:
    row = one(replace(LINE, email=None), replace(LINE, email="hulp@lijn.nl"), here)
    assert (row.piece, row.label, said(row)) == ("/email", "Mailadres", ([], ["hulp@lijn.nl"]))


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        ("phone", Phone(number="0800-2000", label="dag en nacht", kind="sms"), ["0800-2000 (dag en nacht, sms)"]),
        ("hours", Schedule(always=True), ["Dag en nacht"]),
        (
            "hours",
            Schedule(spans=(Span(days=("mo", "tu"), opens="09:00", closes="17:00"),), on_holidays="closed"),
            ["ma–di 09:00–17:00", "Dicht op feestdagen."],
        ),
        ("area", ServiceArea(codes=("GM0164", "VR05"), note="ook elders"), ["Hengelo", "Twente", "ook elders"]),
        ("topics", ("huiselijk-geweld",), ["huiselijk geweld"]),
        ("languages", ("nl", "ar"), ["Nederlands", "Arabisch"]),
        ("access", "by-referral", ["alleen met een verwijzing"]),
    ],
)
def test_values_are_said_as_people_say_them(here: House, field: str, value: object, expected: list[str]) -> None:
    row = one(replace(LINE, **{field: None}), replace(LINE, **{field: value}), here)
    assert said(row)[1] == expected


def test_conditions_sources_and_questions_are_a_row_each_and_come_last(here: House) -> None:
    bare = replace(LINE, conditions={}, facts={}, questions=())
    asked = Question(field="phone", text="Klopt dit nog?", ask="De lijn")
    full = replace(bare, conditions={"anoniem": "yes"}, facts={"phone": CALLED}, questions=(asked,))
    found = rows(bare, full, here)
    assert [each.label for each in found] == ["Anoniem", "Bron: Telefoonnummer", "Open vraag: Telefoonnummer"]
    assert said(found[0])[1] == ["ja"]
    assert "Gemeld door een ander, niet bevestigd" in said(found[1])[1]
    assert said(found[2])[1] == ["Klopt dit nog?", "Vraag het aan: De lijn"]


def test_of_a_sentence_the_words_that_differ_are_marked(here: House) -> None:
    old = replace(LINE, description="U kunt ons bellen van maandag tot vrijdag.")
    row = one(old, replace(LINE, description="U kunt ons bellen van maandag tot zondag."), here)
    assert [words for words, differs in row.before[0] if differs] == ["vrijdag."]
    assert [words for words, differs in row.after[0] if differs] == ["zondag."]


def test_of_a_list_the_lines_that_differ_are_marked(here: House) -> None:
    row = one(replace(LINE, languages=("nl", "tr")), replace(LINE, languages=("nl", "ar")), here)
    assert row.after == ((("Nederlands", False),), (("Arabisch", True),))


def test_a_stage_that_is_the_usual_one_is_said_too(here: House) -> None:
    assert said(one(replace(LINE, lifecycle="draft"), LINE, here)) == (["concept"], ["staat in de gids"])


def test_a_record_that_comes_or_goes_tells_all_that_it_says(here: House) -> None:
    came = rows(None, LINE, here)
    assert {"Telefoonnummer", "Stand", "Naam in het webadres"} <= {each.label for each in came}
    assert all(each.before == () for each in came)
    assert all(each.after == () for each in rows(LINE, None, here))
    assert rows(None, None, here) == ()


def test_references_are_said_by_name(here: House, client: Client) -> None:
    found = client.get("/api/v1/organizations").json()
    first = (found.get("items") or found["organizations"])[0]
    assert record_name(first["id"], ("organization",), here) == first["name"]
    assert record_name(LINE.id, ("service",), here) == LINE.id


STREET = Address(street="Verborgenstraat 7", postcode="7551 AB", place="Hengelo")
OPEN = Location(
    id=derived_id("location", "huis"),
    slug="huis",
    organization_id=LINE.id,
    name="Het huis",
    municipality="GM0164",
    place="Hengelo",
    address=STREET,
    facts={"address": CALLED},
)
SECRET = replace(OPEN, confidential=True, region="VR05", address=None, place=None, municipality=None, facts={})


def told(found: object) -> str:
    return json.dumps([str(each) for each in found])  # type: ignore[attr-defined]


def test_of_a_place_that_is_or_becomes_secret_no_row_says_where_it_is(here: House) -> None:
    moved = replace(OPEN, address=replace(STREET, street="Anderestraat 8"), municipality="GM0153")
    pairs = [(OPEN, SECRET, False), (SECRET, OPEN, False), (OPEN, moved, True), (None, OPEN, True), (OPEN, None, True)]
    for before, after, secret in pairs:
        found = rows(before, after, here, secret=secret)
        assert {"Adres", "Gemeente"} <= {each.label for each in found}
        assert "geheime plek" in told(found)
        for hidden in ("straat", "7551", "Hengelo", "Enschede", "bron.nl"):
            assert hidden not in told(found)
    assert "Hengelo" in told(rows(None, replace(SECRET, municipality="GM0164"), here))


def test_what_two_people_changed_differently_stands_beside_each_other(here: House) -> None:
    theirs, ours = (replace(LINE, phone=Phone(number=each)) for each in ("0800-0113", "0800-2000"))
    (both,) = differences.clashed("contact-point", weave(LINE, theirs, ours).clashes, here)
    assert both.label == "Telefoonnummer"
    assert (both.theirs[0], both.ours[0]) == ("0800-0113", "0800-2000")
    moved = replace(OPEN, address=replace(STREET, street="Anderestraat 8"))
    gone = replace(OPEN, address=None, place="Enschede")
    clashes = weave(OPEN, moved, gone).clashes
    assert "Anderestraat" in told(differences.clashed("location", clashes, here))
    assert "straat" not in told(differences.clashed("location", clashes, here, secret=True))


def test_whatever_stands_in_a_record_is_text_on_the_page(here: House) -> None:
    hostile = '"><script>alert(1)</script> {{7*7}}'
    found = rows(LINE, replace(LINE, description=hostile), here)
    page = str(environment("nl").get_template("desk/differences.html").module.rows(found))  # type: ignore[attr-defined]
    assert "<script" not in page
    assert "{{7*7}}" in page
    assert "<ins>" in page
