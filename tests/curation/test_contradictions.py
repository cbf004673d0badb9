"""Fields of a door or a place that do not agree, and dates that cannot be."""

from datetime import date

import pytest

from directory.curation import findings
from directory.model import Address, Operation, Phone, Record
from tests.curation.desk import AREAS, codes, found, house, look, question
from tests.exchange import builders as b

WAYS = {
    "telefoon": {"phone": Phone(number="088-422 24 95")},
    "chat": {"url": "https://www.voorbeeld.nl/chat"},
    "mail": {"email": "info@voorbeeld.nl"},
    "fysiek": {"at": "kantoor"},
}


@pytest.mark.parametrize("channel", WAYS)
def test_a_channel_needs_its_way_in(channel):
    assert codes(*house(b.office(), b.door(channel=channel))) == {"channel.no-way-in"}
    assert codes(*house(b.office(), b.door(channel=channel, **WAYS[channel]))) == set()


def test_a_page_needs_an_address(monkeypatch):
    monkeypatch.setitem(b.TERMS, "channels", (*b.TERMS["channels"], "web"))
    assert codes(*house(b.door(channel="web"))) == {"channel.no-way-in"}


def test_a_number_that_we_know_to_be_missing_is_a_gap_and_asked_for():
    (told,) = found("channel.no-way-in", *house(b.door(channel="telefoon", questions=(question("phone"),))))
    assert told.level == "incomplete"
    assert told.sentence.endswith("Ask Kadera: Wat is phone?")


@pytest.mark.parametrize(
    ("place", "access", "expected"),
    [
        (b.shelter, "self", {"confidential.walk-in"}),
        (b.shelter, "by-referral", set()),
        (lambda: b.office("schuilplaats"), "self", set()),
    ],
)
def test_nobody_is_told_to_walk_into_a_secret_place(place, access, expected):
    assert codes(*house(place(), b.door(channel="fysiek", at="schuilplaats", access=access))) == expected


@pytest.mark.parametrize(
    ("access", "audiences", "channel", "expected"),
    [
        ("professionals-only", ("slachtoffers",), "mail", {"access.audiences"}),
        ("professionals-only", ("slachtoffers", "professionals"), "mail", set()),
        ("self", ("professionals",), "mail", {"access.audiences"}),
        ("self", ("professionals", "omstanders"), "mail", set()),
        ("self", ("professionals",), "web", set()),
        ("professionals-only", None, "mail", set()),
        (None, ("professionals",), "mail", set()),
    ],
)
def test_who_may_use_a_door_is_among_whom_it_helps(access, audiences, channel, expected):
    means = {"email": "info@voorbeeld.nl"} if channel == "mail" else {"url": "https://www.voorbeeld.nl"}
    assert codes(*house(b.door(access=access, audiences=audiences, channel=channel, **means))) == expected


@pytest.mark.parametrize(
    ("number", "free", "expected"),
    [
        ("0900-1450", "yes", {"cost.paid-number"}),
        ("0900-1450", "no", set()),
        ("0800-2000", "yes", set()),
    ],
)
def test_a_paid_number_is_not_free(number, free, expected):
    door = b.door(channel="telefoon", phone=Phone(number=number), conditions={"gratis": free})
    assert codes(*house(door)) == expected


# ---- Places ---------------------------------------------------------------------------------------------------------


def at(postcode: str = "7551 AB", place: str = "Hengelo", municipality: str = "GM0164") -> Record:
    address = Address(street="Marktstraat 1", postcode=postcode, place=place)
    return b.office(address=address, place=place, municipality=municipality)


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        (at(), set()),
        (at(postcode="7511 AB"), {"place.postcode"}),
        (at(municipality="GM0153"), {"place.postcode", "place.town"}),
        (at(postcode="7551 AB", place="Losser"), {"place.town"}),
        (at(place="Nergenshuizen"), set()),
    ],
)
def test_postcode_town_and_municipality_belong_together(place, expected):
    assert codes(b.organization(), place) == expected


def test_without_a_gazetteer_nothing_is_said_of_postcodes():
    told = findings(b.catalogue(b.organization(), at(postcode="7511 AB")), AREAS, b.TODAY)
    assert not any(each.code.startswith("place.") for each in told)


def test_region_and_municipality_belong_together_and_no_secret_is_told():
    (told,) = found("place.region", b.organization(), b.shelter(region="VR04"))
    assert "Hengelo" not in told.sentence
    assert "GM0164" not in told.sentence
    assert codes(b.organization(), b.shelter(region="VR05")) == set()


@pytest.mark.parametrize(
    ("area", "expected"), [(("GM0164",), set()), (("VR05",), set()), (("GM0153",), {"area.not-its-own"})]
)
def test_a_door_serves_the_municipality_where_it_is(area, expected):
    assert codes(*house(b.office(), b.desk_door(area=area))) == expected


def test_a_shelter_may_serve_only_people_from_elsewhere():
    assert codes(*house(b.shelter(), b.secret_door(area=("GM0193",)))) == set()


# ---- Dates ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"checked_on": date(2026, 11, 25)}, {"fact.future"}),
        ({"checked_on": date(2026, 11, 24)}, set()),
        ({"as_of": "2027"}, {"fact.order"}),
        ({"as_of": "2026-12"}, {"fact.order"}),
        ({"as_of": "2026-11-02"}, {"fact.order"}),
        ({"as_of": "2026-11-01"}, set()),
        ({"as_of": "2026-11"}, set()),
        ({"as_of": "2026"}, set()),
    ],
)
def test_dates_of_a_fact_can_be(fields, expected):
    assert codes(b.organization(facts={"description": b.fact(**fields)})) == expected


# ---- Together -------------------------------------------------------------------------------------------------------


def test_the_list_has_alarms_first_then_contradictions_what_is_due_and_gaps():
    records = house(b.phone_door(), b.door("stil", channel="telefoon"), operation=Operation(state="operating"))
    levels = [each.level for each in look(*records, on=date(2027, 6, 1))]
    assert levels == sorted(levels, key=["alarm", "contradiction", "due", "incomplete"].index)
    assert set(levels) == {"alarm", "contradiction", "due", "incomplete"}


def test_an_empty_directory_has_nothing_to_look_at():
    assert look() == []


def test_the_name_is_as_a_curator_knows_it():
    (told,) = found("channel.no-way-in", *house(b.door(channel="telefoon", name="Team Toegang")))
    assert told.name == "Kadera: Hulplijn (Team Toegang, telefoon)"
