"""A text may not say something else than the fields: hours, costs and numbers."""

import pytest

from directory.curation.wording import numbers_in
from directory.model import Operation, Phone, Schedule
from tests.curation.desk import codes, found, house, question
from tests.exchange import builders as b

ROSTER = b.WEEK


@pytest.mark.parametrize(
    ("hours", "said", "contradicts"),
    [
        (b.ALWAYS, "Bereikbaar ma-vr.", True),
        (b.ALWAYS, "Van maandag tot en met vrijdag.", True),
        (b.ALWAYS, "Tijdens kantooruren.", True),
        (b.ALWAYS, "Op werkdagen.", True),
        (b.ALWAYS, "Ook buiten kantooruren.", False),
        (b.ALWAYS, "Van maandag t/m zondag.", False),
        (b.ALWAYS, "Dag en nacht, ook op zondag.", False),
        (b.ALWAYS, "Antwoord binnen drie werkdagen.", False),
        (b.ALWAYS, "Ma-vr een mens, verder 24 uur een band.", False),
        (ROSTER, "24 uur per dag bereikbaar.", True),
        (ROSTER, "Bereikbaar 24/7.", True),
        (ROSTER, "Dag en nacht.", True),
        (ROSTER, "Dag en nacht, bellen kan ma-vr.", False),
        (ROSTER, "Antwoord binnen 24 uur.", False),
        (ROSTER, "Een 24-uurs opvang.", False),
        (ROSTER, "Op maandag.", False),
        (None, "24 uur per dag, ma-vr.", False),
        (None, "24 uur per dag.", False),
    ],
)
def test_a_door_says_the_hours_that_it_has(hours, said, contradicts):
    door = b.phone_door(hours=hours, description=said)
    assert codes(*house(door)) == ({"text.hours"} if contradicts else set())


def test_the_note_on_the_hours_is_read_too():
    hours = Schedule(always=True, note="Alleen in kantooruren.")
    (told,) = found("text.hours", *house(b.phone_door(hours=hours)))
    assert (told.field, told.level) == ("hours.note", "contradiction")


def test_what_a_service_says_must_hold_for_one_of_its_doors():
    always = {"description": "24 uur per dag."}
    assert codes(*house(b.phone_door(hours=ROSTER), **always)) == {"text.hours"}
    assert codes(*house(b.phone_door(hours=ROSTER), b.chat_door(hours=b.ALWAYS), **always)) == set()
    assert codes(*house(b.phone_door(hours=ROSTER), b.chat_door(hours=None), **always)) == set()


def test_what_an_organization_says_must_hold_for_one_of_its_doors():
    records = (b.organization(description="Dag en nacht."), b.service(), b.phone_door(hours=ROSTER))
    assert codes(*records) == {"text.hours"}
    assert codes(b.organization(description="Dag en nacht.")) == set()


# ---- Costs ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "conditions", "contradicts"),
    [
        ("Bellen is gratis.", {"gratis": "yes"}, False),
        ("Bellen is gratis.", {"gratis": "no"}, True),
        ("Bellen is kosteloos.", {}, True),
        ("Bellen is niet gratis.", {"gratis": "no"}, False),
        ("Het advies is gratis, de beller betaalt de belkosten.", {"gratis": "no"}, False),
        ("Bellen.", {"gratis": "no"}, False),
    ],
)
def test_a_text_that_says_free_means_free(said, conditions, contradicts):
    expected = {"text.cost"} if contradicts else set()
    assert codes(*house(b.phone_door(description=said, conditions=conditions))) == expected
    assert codes(*house(b.phone_door(conditions=conditions), fees=said)) == expected


def test_one_free_door_is_enough_for_a_free_service():
    doors = (b.phone_door(conditions={"gratis": "no"}), b.chat_door(conditions={"gratis": "yes"}))
    assert codes(*house(*doors, fees="Gratis.")) == set()


def test_costs_that_were_asked_after_are_a_gap():
    door = b.phone_door(description="Gratis.", conditions={}, questions=(question("conditions.gratis"),))
    (told,) = found("text.cost", *house(door))
    assert told.level == "incomplete"


# ---- Numbers --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "numbers"),
    [
        ("Bel 0800-2000 nu", ["0800-2000"]),
        ("Bel 088-422 24 95.", ["088-422 24 95"]),
        ("Bel 06 12345678", ["06 12345678"]),
        ("Bel +31 88 422 24 95", ["+31 88 422 24 95"]),
        ("Bel 14 074 of 116 111", ["14 074", "116 111"]),
        ("Bel bij gevaar 112", []),
        ("Open 09:00 - 17:00 op 24-03-2026, zaak 4040676", []),
        ("Van 08.30 tot 17.00 uur", []),
        ("Zie https://voorbeeld.nl/0800-2000", []),
    ],
)
def test_numbers_are_seen_and_times_and_dates_are_not(said, numbers):
    assert list(numbers_in(said)) == numbers


@pytest.mark.parametrize(
    ("said", "contradicts"), [("Bel 0800-2000.", False), ("Bel 0800 2000.", False), ("Bel 088-123 45 67.", True)]
)
def test_a_number_in_a_text_is_one_of_the_fields(said, contradicts):
    door = b.phone_door(phone=Phone(number="0800-2000"))
    expected = {"text.number"} if contradicts else set()
    assert codes(*house(door, description=said)) == expected
    assert codes(b.organization(description=said), b.service(), door) == expected


def test_a_number_hidden_in_a_question_or_a_note_is_found_too():
    door = b.phone_door(facts={"phone": b.fact(note="Vroeger 0900-126 26 26.")})
    (told,) = found("text.number", *house(door))
    assert (told.slug, told.field) == ("lijn", "facts.phone.note")


def test_what_is_under_study_may_be_called_by_the_number_it_would_have():
    names = {"alternate_names": ("116 016",)}
    assert codes(b.organization(**names)) == {"text.number"}
    assert codes(b.organization(**names, operation=Operation(state="studied"))) == set()
