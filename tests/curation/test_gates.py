"""Completeness is a row of gates: the one fact that opens the next is named, with whom to ask."""

from datetime import date

import pytest

from directory.curation import Finding
from directory.model import Operation, Phone, Record, Referral
from tests.curation.desk import house, look, question
from tests.exchange import builders as b

DISCREET = {"anoniem": "yes", "niet-op-telefoonrekening": "no", "belt-terug": "no", "gratis": "yes"}


def gate(*records: Record) -> Finding | None:
    found = [each for each in look(*records) if each.code.startswith("gate.")]
    assert len(found) < 2
    return found[0] if found else None


def missing(*records: Record) -> tuple[str, str] | None:
    told = gate(*records)
    return (told.code.removeprefix("gate."), told.field) if told else None


def whole(**fields: object) -> Record:
    """A telephone door of which everything is known."""
    return b.phone_door(**{"conditions": DISCREET} | fields)


def test_a_service_that_is_wholly_known_is_not_told():
    assert missing(*house(whole())) is None


@pytest.mark.parametrize(
    ("door", "expected"),
    [
        (lambda: whole(topics=None), ("findable", "topics")),
        (lambda: whole(area=("VR05",), topics=("stalking",), hours=None), ("reachable", "hours")),
        (lambda: whole(phone=None), ("reachable", "phone")),
        (lambda: whole(facts={"phone": b.fact(status="reported")}), ("reachable", "phone")),
        (lambda: whole(access="by-referral"), ("referable", "referral.route")),
        (lambda: whole(languages=None), ("comparable", "languages")),
        (lambda: whole(conditions={"gratis": "yes"}), ("safe", "conditions.anoniem")),
        (lambda: whole(conditions=DISCREET | {"belt-terug": "yes"}), None),
    ],
)
def test_the_one_fact_that_opens_the_next_gate(door, expected):
    assert missing(*house(door())) == expected


def test_a_service_without_a_door_needs_one_first():
    assert missing(*house()) == ("findable", "contactPoints")


def test_a_way_in_that_answers_is_enough_whatever_the_other_doors_lack():
    silent = b.phone_door("tweede", conditions=DISCREET, hours=None)
    assert missing(*house(whole(), silent)) == ("comparable", "hours")


def test_a_page_needs_no_hours_when_a_page_is_all_there_is():
    page = {"channel": "web", "phone": None, "url": "https://www.voorbeeld.nl", "hours": None}
    assert missing(*house(whole(**page))) == ("comparable", "hours")
    assert missing(*house(whole(**page, languages=None))) == ("comparable", "languages")


def test_a_mailbox_does_not_stand_in_for_the_hours_of_the_telephone():
    mail = b.door("post", channel="mail", email="info@kadera.nl")
    assert missing(*house(whole(hours=None), mail)) == ("reachable", "hours")


def test_a_desk_needs_a_published_address():
    bare = b.location("kantoor", municipality="GM0164", place="Hengelo")
    desk = b.desk_door(topics=("stalking",))
    assert missing(*house(bare, desk)) == ("reachable", "address")
    assert missing(*house(b.office(), desk)) == ("comparable", "functions")


@pytest.mark.parametrize(
    ("field", "value"),
    [("criteria", "Vrouwen in gevaar"), ("consent", "De cliënt stemt toe"), ("next_step", "Terugbellen in een dag")],
)
def test_a_referral_needs_route_criteria_consent_and_next_step(field, value):
    known = {"route": "Bel.", "criteria": "Iedereen.", "consent": "Ja.", "next_step": "Gesprek."}
    door = whole(access="professionals-only", audiences=("professionals",))
    lacking = Referral(**{key: each for key, each in known.items() if key != field})
    told = missing(*house(door, referral=lacking))
    assert told is not None
    assert told == ("referable", "referral.nextStep" if field == "next_step" else f"referral.{field}")
    assert missing(*house(door, referral=Referral(**known | {field: value}))) is None


def test_who_may_come_counts_as_criteria():
    referral = Referral(route="Bel.", consent="Ja.", next_step="Gesprek.")
    assert missing(*house(whole(access="by-referral"), referral=referral, eligibility="Iedereen")) is None


def test_a_shelter_must_say_whether_its_place_is_secret():
    shelter = whole(functions=("opvang",))
    assert missing(*house(shelter)) == ("safe", "locationIds")
    assert missing(*house(shelter, b.shelter(), location_ids=(b.shelter().id,))) is None
    open_place = b.location("kantoor", municipality="GM0164", place="Hengelo")
    assert missing(*house(shelter, open_place, location_ids=(open_place.id,))) == ("safe", "confidential")
    assert missing(*house(shelter, b.office(), location_ids=(b.office().id,))) is None


def test_nothing_of_a_secret_place_is_in_a_sentence_but_its_name():
    records = house(b.secret_door(channel="fysiek", access="self"), b.shelter(region="VR04"))
    told = " ".join(each.sentence for each in look(*records, on=date(2027, 6, 1)))
    assert "Hengelo" not in told
    assert "GM0164" not in told


@pytest.mark.parametrize("where", ["door", "service", "organization"])
def test_the_recorded_question_is_asked_of_whom_it_names(where):
    asked = {where: {"questions": (question("hours"),)}}
    records = (
        b.organization("kadera", **asked.get("organization", {})),
        b.service("hulplijn", **asked.get("service", {})),
        whole(hours=None, **asked.get("door", {})),
    )
    told = gate(*records)
    assert told is not None
    assert told.sentence.endswith("Ask Kadera: Wat is hours?")


def test_a_question_for_nobody_in_particular_and_no_question_at_all():
    told = gate(*house(whole(hours=None, questions=(question("hours", None),))))
    assert told is not None
    assert told.sentence.endswith("Ask: Wat is hours?")
    untold = gate(*house(whole(hours=None)))
    assert untold is not None
    assert "Ask" not in untold.sentence


def test_a_helper_without_services_is_asked_for_one_but_a_platform_is_not():
    assert missing(b.organization()) == ("findable", "services")
    assert missing(b.organization(role="platform")) is None
    assert missing(b.organization(operation=Operation(state="unknown"))) == ("findable", "operation")


@pytest.mark.parametrize("state", ["studied", "example", "ended"])
def test_what_nobody_can_go_to_has_no_gaps(state):
    assert missing(b.organization(operation=Operation(state=state))) is None
    assert missing(b.organization(operation=Operation(state=state)), b.service()) is None
    assert missing(*house(operation=Operation(state=state))) is None


def test_the_gate_that_is_nearest_the_entrance_comes_first():
    first = b.service("eerste"), b.phone_door("eerste-lijn", "eerste", topics=None, phone=Phone(number="0800-2000"))
    second = b.service("tweede"), b.phone_door("tweede-lijn", "tweede", conditions=DISCREET, languages=None)
    gates = [each.code for each in look(b.organization(), *second, *first) if each.code.startswith("gate.")]
    assert gates == ["gate.findable", "gate.comparable"]


def test_a_meeting_of_professionals_is_reached_by_its_route(monkeypatch):
    monkeypatch.setitem(b.TERMS, "channels", (*b.TERMS["channels"], "overleg"))
    meeting = whole(channel="overleg", phone=None)
    assert missing(*house(meeting)) == ("reachable", "referral.route")
    assert missing(*house(meeting, referral=Referral(route="Meld de zaak aan."))) is None


def test_a_door_at_a_secret_place_needs_another_way_in():
    assert missing(*house(b.shelter(), whole(phone=None, at="schuilplaats"))) == ("reachable", "phone")


def test_an_address_that_others_report_is_not_yet_confirmed():
    reported = b.office(facts={"address": b.fact(status="reported")})
    assert missing(*house(reported, whole(phone=None, at="kantoor"))) == ("reachable", "address")


def test_a_chat_must_say_whether_it_is_anonymous():
    chat = {"channel": "chat", "phone": None, "url": "https://www.voorbeeld.nl/chat"}
    assert missing(*house(whole(**chat, conditions={"gratis": "yes"}))) == ("safe", "conditions.anoniem")
    assert missing(*house(whole(**chat, conditions={"anoniem": "no"}))) is None
