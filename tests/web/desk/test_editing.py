"""Editing at the desk over HTTP: what goes in comes out, every fault at its field, and nobody's words are lost."""

import re
from datetime import date
from typing import Any, cast

import httpx
import pytest
from msgspec import structs

from directory.curation.links import current
from directory.model import (
    Change,
    ContactPoint,
    Exceptional,
    Kind,
    Location,
    Occasion,
    Operation,
    Organization,
    Phone,
    Question,
    Record,
    Schedule,
    Service,
    Span,
    Tombstone,
    kind_of,
)
from directory.model.json import decode
from directory.web.desk.editing.asked import Asked, narrows
from directory.web.desk.editing.fields import pieces_of
from directory.web.desk.editing.reading import filled as read
from directory.web.desk.editing.reading import shown
from directory.web.desk.editing.shapes import EDITABLE, form_of
from tests.conftest import Desk
from tests.exchange import builders
from tests.web.desk.colleague import Colleague, hire
from tests.web.desk.forms import filled, form

HOSTILE = "\"><script>alert(1)</script>'{{7*7}}"
LINE = "113-hulplijn-telefoon-0800"


def record(desk: Desk, kind: Kind, slug: str) -> Record:
    return next(each for kept in desk.store.records(kind) if (each := decode(kind, kept.document)).slug == slug)


def path(of: Record) -> str:
    return f"/beheer/gegevens/{kind_of(of)}/{of.id}"


def change(who: Colleague, address: str, deed: str = "opslaan", /, **fields: Any) -> httpx.Response:
    """Open a form, type in it (`phone__number` is `phone.number`), and press a button."""
    typed = {name.replace("__", "."): value for name, value in fields.items()}
    action, sent = filled(who.get(address).text, typed)
    return who.post(action, {**sent, "deed": deed})


def now(desk: Desk, of: Record) -> Any:
    found = current(desk.store, kind_of(of), of.id)
    assert found is not None
    return found.record


# The engine.

# What no seed has: space at the ends, orders that mean nothing, codes of elsewhere, and what the form has no words for.
ODD = (
    builders.phone_door(
        "raar",
        topics=("stalking", "huiselijk-geweld"),
        languages=("xx", "nl"),
        area=("GM0193", "NL", "VR05"),
        name="Met  twee spaties",
        phone=Phone(number="+31 6 12345678", kind="sms"),
        operation=Operation(state="unknown", note="Niemand  weet het."),
        lifecycle="in-review",
        hours=Schedule(
            spans=(
                Span(days=("fr", "mo"), opens="22:00", closes="06:00"),
                Span(days=("mo",), opens="09:00", closes="24:00", nth=-2),
            ),
            exceptions=(Exceptional(first=date(2026, 12, 25), last=date(2026, 12, 26), reason="kerst (2e dag)"),),
            valid_to=date(2027, 1, 1),
        ),
        former_slugs=("raar-vroeger",),
        questions=(Question(field="hours", text="Wanneer?", ask="Kadera"),),
    ),
    builders.organization("lang", description="Een regel.\n\n  Nog een regel. \n", former_names=("Eén", "Twee  drie")),
)


def test_a_question_that_was_answered_is_not_asked_any_more(desk: Desk) -> None:
    who = hire(desk, "reviewer")
    line = cast(ContactPoint, record(desk, "contact-point", LINE))
    asked = next(each for each in line.questions if each.field == "hours")
    done = f"{asked.field} {asked.text}"
    change(who, f"{path(line)}/wijzig?veld=hours", beantwoord=[done])
    left = [each.changes[0].after for each in desk.store.proposals("open")] or [now(desk, line)]
    assert asked not in cast(ContactPoint, left[0]).questions
    assert len(cast(ContactPoint, left[0]).questions) == len(line.questions) - 1


def test_the_form_of_every_record_of_twente_gives_that_record_back(desk: Desk) -> None:
    here = desk.application.litestar.state.house
    seen = 0
    for kind in EDITABLE:
        made = [each for each in (*builders.everything(), *ODD) if kind_of(each) == kind]
        for of in (*(decode(kind, kept.document) for kept in here.store.records(kind)), *made):
            form = form_of(kind, secret=isinstance(of, Location) and of.confidential)
            asked = Asked(kind=kind, id=of.id, pieces=tuple(pieces_of(form)), before=of)
            found = read(asked, shown(asked, asked.document(), here), here)
            assert (found.faults, found.record, found.changed) == ({}, of, ()), of
            for piece in asked.pieces:
                alone = structs.replace(asked, pieces=(piece,), narrow=narrows([piece], here))
                found = read(alone, shown(alone, alone.document(), here), here)
                assert (found.faults, found.record) == ({}, of), piece
            seen += 1
    assert seen > 200


@pytest.mark.parametrize(
    ("kind", "slug"),
    [
        ("organization", "kadera"),
        ("service", "113-hulplijn"),
        ("contact-point", LINE),
        ("location", None),
        ("division-of-labour", None),
    ],
)
def test_a_form_that_nobody_touched_changes_nothing(desk: Desk, kind: Kind, slug: str | None) -> None:
    who = hire(desk, "reviewer")
    kept = next(iter(desk.store.records(kind)))
    of = record(desk, kind, slug) if slug else decode(kind, kept.document)
    before = desk.store.sequence()
    done = change(who, f"{path(of)}/wijzig")
    assert done.status_code == 200
    assert "Er is niets veranderd" in done.text
    assert (desk.store.sequence(), desk.store.proposals()) == (before, ())


# Writing.


def test_a_number_is_corrected_in_four_steps_and_is_there_in_the_next_request(desk: Desk) -> None:
    who = hire(desk, "reviewer")
    partner = cast(Organization, record(desk, "organization", "slachtofferhulp-nederland"))
    listed = who.get("/beheer/gegevens?q=slachtofferhulp").text
    found = re.search(rf'href="({path(partner)}/wijzig\?veld=phone)"', listed)
    assert found is not None
    done = change(
        who, found[1], phone__number="0900-0102", facts__phone__source="https://www.slachtofferhulp.nl/contact"
    )
    assert (done.status_code, done.headers.get("location")) == (303, f"{path(partner)}?gedaan=published")
    after = now(desk, partner)
    assert (after.phone.number, after.facts["phone"].source) == ("0900-0102", "https://www.slachtofferhulp.nl/contact")
    assert after.facts["phone"].checked_on == desk.now.date()
    assert desk.client.get(f"/api/v1/organizations/{partner.id}").json()["phone"]["number"] == "0900-0102"
    assert "0900-0102" in who.get(path(partner)).text
    reasons = [each.reason for each in desk.store.history("organization", partner.id)]
    assert reasons[-1] == "Gewijzigd: telefoonnummer."


def test_a_crisis_number_says_beforehand_that_a_colleague_looks_and_waits(desk: Desk) -> None:
    who = hire(desk, "reviewer")
    line = cast(ContactPoint, record(desk, "contact-point", "113-hulplijn-telefoon"))
    address = f"{path(line)}/wijzig?veld=phone"
    assert "Mensen in gevaar gebruiken deze ingang" in who.get(address).text
    done = change(who, address, phone__number="0800-0113")
    assert done.headers["location"].endswith("gedaan=proposed")
    assert now(desk, line) == line
    (waits,) = desk.store.proposals("open")
    assert waits.author.actor == who.person.id
    assert "Er wacht een voorstel" in who.get(path(line)).text


def test_what_needs_a_colleague_and_was_not_said_before_is_said_before_it_is_sent(desk: Desk) -> None:
    who = hire(desk, "reviewer")
    line = cast(ContactPoint, record(desk, "contact-point", LINE))
    asked = change(who, f"{path(line)}/wijzig", functions=["noodhulp"], bron="https://www.113.nl")
    assert asked.status_code == 200
    assert "Hier kijkt eerst een collega naar" in asked.text
    assert desk.store.proposals() == ()
    action, sent = filled(asked.text, {"deed": "opslaan"})
    assert who.post(action, sent).headers["location"].endswith("gedaan=proposed")


def test_an_editor_proposes(desk: Desk) -> None:
    who = hire(desk, "editor")
    kadera = record(desk, "organization", "kadera")
    done = change(who, f"{path(kadera)}/wijzig?veld=inclusion", inclusion="Een nieuwe reden.")
    assert done.headers["location"].endswith("gedaan=proposed")
    assert now(desk, kadera) == kadera
    made = new_organization(who)
    assert made.headers["location"].endswith("gedaan=proposed")
    (new,) = {each.changes[0].id for each in desk.store.proposals("open")} - {kadera.id}
    assert "stelde voor om dit op te nemen" in who.get(f"/beheer/gegevens/organization/{new}").text


def new_organization(who: Colleague, **more: Any) -> httpx.Response:
    given = {
        "name": "Stichting Proef",
        "role": "help",
        "description": "Hulp als proef.",
        "phone__number": "074-2911911",
        "website": "https://www.proef-hulp.nl",
        "area": ["GM0164", "VR05"],
        "area__unknown": [],
        "bron": "https://www.proef-hulp.nl/contact",
    }
    return change(who, "/beheer/gegevens/nieuw/organization", **{**given, **more})


def test_an_organization_a_service_a_door_and_a_place_are_made_and_public(desk: Desk) -> None:
    who = hire(desk, "reviewer")
    made = new_organization(who)
    assert made.headers["location"].endswith("gedaan=published")
    proef = cast(Organization, record(desk, "organization", "stichting-proef"))
    assert proef.area is not None
    assert set(proef.facts) == {"area", "description", "phone", "website"}
    place = f"/beheer/gegevens/nieuw/location?van={proef.id}"
    address = {"address__street": "Marktstraat 1", "address__postcode": "7551 AB", "address__place": "Hengelo"}
    change(who, place, name="Spreekkamer", bron="gebeld", municipality="GM0164", **address)
    spot = cast(Location, record(desk, "location", "spreekkamer"))
    assert spot.address is not None
    service = f"/beheer/gegevens/nieuw/service?van={proef.id}"
    change(who, service, name="Gesprek", description="Een gesprek.", locationIds=[spot.id], referral__route="Bel.")
    talk = cast(Service, record(desk, "service", "stichting-proef-gesprek"))
    assert (talk.location_ids, talk.referral and talk.referral.route) == ((spot.id,), "Bel.")
    done = change(
        who,
        f"/beheer/gegevens/nieuw/contact-point?van={talk.id}",
        channel="telefoon",
        phone__number="074-2911911",
        locationId=spot.id,
        functions=["advies"],
        functions__unknown=[],
        hours__known="week",
        hours__mo="9:00-12:30, 13.00-17.00",
        hours__fr="09:00-12:00 (1e)",
        hours__onHolidays="closed",
        hours__exceptions="2026-12-24 t/m 2026-12-26: dicht (kerst)",
        conditions__gratis="yes",
        conditions__anoniem="no",
        bron="gebeld",
    )
    assert done.headers["location"].endswith("gedaan=published")
    door = cast(ContactPoint, record(desk, "contact-point", "stichting-proef-gesprek-telefoon"))
    assert door.hours is not None
    assert [(each.days, each.opens, each.closes, each.nth) for each in door.hours.spans] == [
        (("mo",), "09:00", "12:30", None),
        (("mo",), "13:00", "17:00", None),
        (("fr",), "09:00", "12:00", 1),
    ]
    assert door.conditions == {"gratis": "yes", "anoniem": "no"}
    assert (door.topics, door.languages) == (None, None)
    assert {"conditions.gratis", "conditions.anoniem", "hours", "phone"} <= set(door.facts)
    assert desk.client.get(f"/hulp/{door.id}").status_code == 200
    assert "Er is niets veranderd" in change(who, f"{path(door)}/wijzig").text


def test_a_division_of_labour_is_made_between_two_partners(desk: Desk) -> None:
    who = hire(desk, "reviewer")
    address = "/beheer/gegevens/nieuw/division-of-labour"
    parties = {"fromId": "kadera", "toId": "welbions", "relation": "complements"}
    change(who, address, sentence="Zij vullen elkaar aan.", slug="kadera-vult-aan", bron="gebeld", **parties)
    made = record(desk, "division-of-labour", "kadera-vult-aan")
    assert path(made).endswith(made.id)


# What is wrong.


def test_all_faults_stand_at_their_fields_and_what_was_typed_stays(desk: Desk) -> None:
    who = hire(desk, "reviewer")
    line = record(desk, "contact-point", LINE)
    wrong = {
        "phone__number": "bel ons",
        "url": "geen adres",
        "functions__unknown": ["1"],
        "topics": [],
        "hours__known": "always",
        "hours__tu": "een uur of negen",
        "operation__until": "morgen",
        "area__more": "Nergenshuizen",
        "reden": "Zij zitten nu op Marktstraat 12.",
    }
    page = change(who, f"{path(line)}/wijzig", **wrong)
    assert page.status_code == 400
    for name in ("phone.number", "url", "functions", "topics", "hours.known", "hours.tu", "area", "reden"):
        assert f'id="{name}-fout"' in page.text, name
    again = form(page.text).fields
    assert (again["hours.tu"], again["phone.number"], again["url"]) == (
        ["een uur of negen"],
        ["bel ons"],
        ["geen adres"],
    )
    assert now(desk, line) == line


def test_a_contact_fact_without_a_source_is_not_published(desk: Desk) -> None:
    who = hire(desk, "reviewer")
    made = new_organization(who, bron="")
    assert made.status_code == 400
    for name in ("phone", "website", "area"):
        assert f'id="facts.{name}.source-fout"' in made.text
    kadera = record(desk, "organization", "kadera")
    page = change(who, f"{path(kadera)}/wijzig", website="https://www.kadera.nl/nieuw")
    assert 'id="facts.website.source-fout"' in page.text


def test_a_number_of_which_a_note_says_not_to_use_it_is_refused(desk: Desk) -> None:
    who = hire(desk, "reviewer")
    line = record(desk, "contact-point", LINE)
    old = change(who, f"{path(line)}/wijzig?veld=phone", phone__number="0900-0113")
    assert old.status_code == 400
    assert "Er is een waarschuwing" in old.text
    assert now(desk, line) == line


def test_fields_that_the_form_does_not_have_are_not_looked_at(desk: Desk) -> None:
    who = hire(desk, "reviewer")
    kadera = cast(Organization, record(desk, "organization", "kadera"))
    more = {
        "id": "00000000-0000-4000-8000-000000000000",
        "formerSlugs": "x",
        "facts.inclusion.checkedBy": "iemand",
        "identifiers.0.scheme": "x",
        "lifecycle": "archived",
        "actor": "persoon-ander",
    }
    action, sent = filled(who.get(f"{path(kadera)}/wijzig?veld=inclusion").text, {"inclusion": "Nieuw.", **more})
    who.post(action, {**sent, "deed": "opslaan"})
    after = now(desk, kadera)
    assert (after.inclusion, after.lifecycle, after.former_slugs, after.id) == ("Nieuw.", "published", (), kadera.id)


@pytest.mark.parametrize("kind", EDITABLE)
def test_script_in_any_field_is_only_text(desk: Desk, kind: Kind) -> None:
    who = hire(desk, "reviewer")
    of = decode(kind, next(iter(desk.store.records(kind))).document)
    page = who.get(f"{path(of)}/wijzig").text
    action, sent = filled(page, {})
    kept = ("basis", "_token", "deed")
    hostile = {name: [HOSTILE] if name not in kept else value for name, value in sent.items()}
    for deed in ("opslaan", "kijk", "bewaar"):
        answer = who.post(action, {**hostile, "deed": deed})
        assert answer.status_code in (303, 400)
        assert "<script>alert" not in answer.text
        assert "49" not in re.findall(r"\{\{.*?\}\}|'49'", answer.text)
    for address in (f"{path(of)}/wijzig", path(of), "/beheer/gegevens/samen"):
        assert "<script>alert" not in who.get(address).text


def test_script_that_may_be_stored_is_shown_as_text(desk: Desk) -> None:
    who = hire(desk, "reviewer")
    new_organization(who, name=HOSTILE, description=HOSTILE, inclusion=HOSTILE, bron=HOSTILE)
    made = next(
        each
        for kept in desk.store.records("organization")
        if (each := decode("organization", kept.document)).name == HOSTILE  # type: ignore[union-attr]
    )
    for address in (path(made), f"{path(made)}/wijzig", "/beheer/gegevens?q=script"):
        page = who.get(address).text
        assert "<script>alert" not in page
        assert "&lt;script&gt;" in page


# Two people.


def test_who_comes_second_sees_both_versions_and_loses_nothing(desk: Desk) -> None:
    one, other = hire(desk, "reviewer", "rik"), hire(desk, "reviewer", "eva")
    kadera = record(desk, "organization", "kadera")
    opened = other.get(f"{path(kadera)}/wijzig").text
    change(one, f"{path(kadera)}/wijzig", inclusion="Van Rik.", description="Beschreven door Rik.", bron="gebeld")
    mine = {"inclusion": "Van Eva.", "alternateNames": "Kadera van Eva"}
    action, sent = filled(opened, mine)
    both = other.post(action, {**sent, "deed": "opslaan"})
    assert both.status_code == 409
    assert all(each in both.text for each in ("Van Rik.", "Van Eva.", "Beschreven door Rik.", "Kadera van Eva"))
    assert now(desk, kadera).inclusion == "Van Rik."
    action, sent = filled(both.text, {"deed": "kies"}, "class")
    undecided = other.post(action, sent)
    assert undecided.status_code == 409
    look = other.post(action, {**sent, "keuze./inclusion": ["ik"]})
    assert look.status_code == 200
    action, sent = filled(look.text, {"deed": "opslaan"})
    assert other.post(action, sent).status_code == 303
    after = now(desk, kadera)
    assert (after.inclusion, after.description) == ("Van Eva.", "Beschreven door Rik.")
    assert desk.store.drafts() == ()
    assert after.alternate_names == ("Kadera van Eva",)


def test_a_form_that_was_sent_twice_makes_one_record(desk: Desk) -> None:
    who = hire(desk, "reviewer")
    typed = {"name": "Dubbel", "role": "help", "description": "Twee keer.", "area.unknown": ["1"], "deed": "opslaan"}
    action, sent = filled(who.get("/beheer/gegevens/nieuw/organization").text, typed)
    assert who.post(action, sent).status_code == 303
    again = who.post(action, {**sent, "description": ["Drie keer."]})
    assert again.status_code == 409
    assert "Drie keer." in again.text
    assert len([each for each in desk.store.records("organization") if b"Dubbel" in each.document]) == 1


def test_what_was_typed_about_something_that_ended_can_be_kept(desk: Desk) -> None:
    one, other = hire(desk, "reviewer", "rik"), hire(desk, "reviewer", "eva")
    typed = {"name": "Kort", "role": "help", "description": "Een begin.", "area.unknown": ["1"], "deed": "opslaan"}
    action, sent = filled(one.get("/beheer/gegevens/nieuw/organization").text, typed)
    one.post(action, sent)
    page = other.get(f"{action}/wijzig").text
    kept = next(each for each in desk.store.records("organization") if each.id in action)
    ended = Tombstone(
        kind="organization", id=kept.id, slugs=("kort",), status="withdrawn", reason="Gestopt.", on=desk.now.date()
    )
    occasion = Occasion(actor="test", at=desk.now, reason="Gestopt.")
    desk.store.commit([Change(kind="organization", id=kept.id, tombstone=ended, expected=1)], occasion)
    _, sent = filled(page, {"description": "Van Eva.", "deed": "opslaan"})
    gone = other.post(action, sent)
    assert gone.status_code == 409
    assert "staat niet meer in de gids" in gone.text
    _, sent = filled(gone.text, {"deed": "bewaar"}, "class")
    assert other.post(action, sent).status_code == 303
    assert [b"Van Eva." in bytes(each.document) for each in desk.store.drafts()] == [True]


# Drafts.


def test_a_draft_is_kept_half_finished_and_goes_on_where_it_was(desk: Desk) -> None:
    who = hire(desk, "editor")
    line = record(desk, "contact-point", LINE)
    before = desk.store.sequence()
    saved = change(who, f"{path(line)}/wijzig", "bewaar", hours__known="week", hours__mo="een uur of negen")
    assert saved.headers["location"].endswith("gedaan=kept")
    assert desk.store.sequence() == before
    again = form(who.get(f"{path(line)}/wijzig").text).fields
    assert again["hours.mo"] == ["een uur of negen"]
    assert "Uw concept is nog niet af" in who.get(path(line)).text
    change(who, f"{path(line)}/wijzig", "bewaar", hours__mo="09:00-17:00", bron="gebeld")
    assert "<ins>" in who.get(path(line)).text
    (draft,) = desk.store.drafts()
    assert draft.author == who.person.id
    assert (
        "hulplijn" in who.get("/beheer/gegevens/samen").text.lower()
        or "telefoon" in who.get("/beheer/gegevens/samen").text
    )
    change(who, f"{path(line)}/wijzig", "weg")
    assert desk.store.drafts() == ()


def test_a_script_saves_by_itself_and_hears_when_it_may_not_be_kept(desk: Desk) -> None:
    who = hire(desk, "editor")
    line = record(desk, "contact-point", LINE)
    kept = change(who, f"{path(line)}/wijzig", "bewaar", vanzelf="1", description="Half")
    assert kept.json() == {"at": "14:00"}
    refused = change(who, f"{path(line)}/wijzig", "bewaar", vanzelf="1", description="Aanbellen op Marktstraat 12")
    assert (refused.status_code, list(refused.json())) == (400, ["fault"])


def test_a_draft_is_its_authors_alone(desk: Desk) -> None:
    one, other = hire(desk, "editor", "rik"), hire(desk, "reviewer", "eva")
    line = record(desk, "contact-point", LINE)
    change(one, f"{path(line)}/wijzig", "bewaar", description="Alleen van Rik")
    page = other.get(path(line)).text
    assert "Rik" in page
    assert "persoon-rik" in page
    assert "Alleen van Rik" not in page + other.get(f"{path(line)}/wijzig").text
    change(other, f"{path(line)}/wijzig", "weg")
    assert len(desk.store.drafts()) == 1


def test_a_draft_of_something_new_is_found_again(desk: Desk) -> None:
    who = hire(desk, "editor")
    kept = new_organization(who, name="Nieuw begin")
    assert kept.status_code == 303
    action, sent = filled(
        who.get("/beheer/gegevens/nieuw/organization").text, {"name": "Nog een begin", "deed": "bewaar"}
    )
    saved = who.post(action, sent)
    assert saved.status_code == 303
    assert who.get(action).headers["location"] == f"{action}/wijzig"
    assert form(who.get(f"{action}/wijzig").text).fields["name"] == ["Nog een begin"]
    assert "Nog een begin" in who.get("/beheer/gegevens/samen").text


# Secret places.


def test_a_secret_place_has_no_field_for_where_it_is(desk: Desk) -> None:
    who = hire(desk, "reviewer")
    kadera = record(desk, "organization", "kadera")
    page = who.get(f"/beheer/gegevens/nieuw/location?van={kadera.id}&geheim=1").text
    names = form(page).fields
    assert not [each for each in names if each.startswith(("address", "street", "place", "municipality", "latitude"))]
    typed = {"name": "Opvang", "region": "VR05", "address.street": "Wilgenpad 87", "street": "Wilgenpad 87"}
    action, sent = filled(page, typed)
    asked = who.post(action, {**sent, "deed": "opslaan"})
    assert "Wilgenpad" not in asked.text
    again, sent = filled(asked.text, {"deed": "opslaan"})
    assert who.post(again, sent).headers["location"].endswith("gedaan=proposed")
    (waits,) = desk.store.proposals("open")
    assert "Wilgenpad" not in str(waits)


def test_a_place_becomes_secret_without_what_it_said_of_where_it_is(desk: Desk) -> None:
    who = hire(desk, "reviewer")
    spot = next(
        each
        for kept in desk.store.records("location")
        if isinstance(each := decode("location", kept.document), Location) and each.address
    )
    asked = change(who, f"{path(spot)}/wijzig?veld=confidential", confidential="yes", region="VR05")
    assert asked.status_code in (200, 303, 400)
    whole = change(who, f"{path(spot)}/wijzig", confidential="yes", region="VR05")
    assert "Dit gaat over een geheime plek" in whole.text
    action, sent = filled(whole.text, {"deed": "opslaan"})
    who.post(action, sent)
    (waits, *_) = desk.store.proposals("open")
    after = waits.changes[0].after
    assert isinstance(after, Location)
    assert (after.confidential, after.address, after.municipality) == (True, None, None)


# While somebody types.


def test_who_is_there_already_is_named_while_somebody_types(desk: Desk) -> None:
    who = hire(desk, "editor")
    found = who.post("/beheer/gegevens/lijkt-op", {"soort": "organization", "name": "Kadera"})
    assert "Staat dit er al" in found.text
    assert "<html" not in found.text
    nothing = who.post("/beheer/gegevens/lijkt-op", {"soort": "organization", "name": "Xyzzy Qwert"})
    assert "Staat dit er al" not in nothing.text
    twice = new_organization(hire(desk, "reviewer"), name="Kadera", website="https://www.kadera.nl")
    assert twice.status_code == 200
    assert "Staat dit er al" in twice.text


def test_what_an_edit_changes_is_told_while_somebody_types_and_nothing_is_written(desk: Desk) -> None:
    who = hire(desk, "reviewer")
    line = record(desk, "contact-point", "113-hulplijn-telefoon")
    action, sent = filled(who.get(f"{path(line)}/wijzig").text, {"lifecycle": "draft"})
    before = desk.store.sequence()
    told = who.post(f"{action}/verandert", sent)
    assert "vindt het niet meer" in told.text
    assert "denken aan zelfdoding" in told.text
    assert "Hier kijkt eerst een collega naar" in told.text
    half = who.post(f"{action}/verandert", {**sent, "phone.number": "x"})
    assert "Nog niet klaar" in half.text
    assert desk.store.sequence() == before


# Who may, and what is not there.


@pytest.mark.parametrize(
    "address",
    [
        "/beheer/gegevens/vocabulary/x/wijzig",
        "/beheer/gegevens/organization/x",
        "/beheer/gegevens/organization/00000000-0000-4000-8000-000000000000",
        "/beheer/gegevens/organization/00000000-0000-4000-8000-000000000000/wijzig",
        "/beheer/gegevens/nieuw/note",
    ],
)
def test_what_is_not_there_is_not_there(desk: Desk, address: str) -> None:
    assert hire(desk, "reviewer").get(address).status_code == 404


def test_a_form_of_a_version_that_never_was_is_refused(desk: Desk) -> None:
    who = hire(desk, "reviewer")
    kadera = record(desk, "organization", "kadera")
    action, sent = filled(who.get(f"{path(kadera)}/wijzig").text, {"deed": "opslaan"})
    assert who.post(action, {**sent, "basis": ["99"]}).status_code == 404
    assert who.post(action, {**sent, "basis": ["x" * 40]}).status_code in (400, 409)


def test_the_list_finds_by_number_and_by_kind(desk: Desk) -> None:
    who = hire(desk, "editor")
    assert "113" in who.get("/beheer/gegevens?q=0800-0113").text
    doors = who.get("/beheer/gegevens?soort=contact-point&blad=999").text
    assert "Blad" in doors
    assert who.get("/beheer/gegevens?q=%FF&soort=evil&blad=-1").status_code == 200
