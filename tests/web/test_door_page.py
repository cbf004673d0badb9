"""The page of a door: what a hurried person needs first, nothing guessed, nothing that gives a secret place away."""

import json
import re
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from msgspec import structs

from directory.model import (
    Address,
    Exceptional,
    Fact,
    Operation,
    Phone,
    Question,
    Referral,
    Schedule,
    Service,
    Span,
    WaitingTime,
)
from directory.web.languages import EVERY, NAMES, prefix
from tests.conftest import NOW, Client, Desk
from tests.web.entries import Text, bury, catalogue, change, id_of, read, record, write

FORM = {"content-type": "application/x-www-form-urlencoded"}
ADVICE = "veilig-thuis-twente-advies-telefoon"
NATIONAL = "veilig-thuis-landelijk-bellen-telefoon"
CHAT = "veilig-thuis-twente-advies-chat"
SHELTER = "kadera-vrouwenopvang-telefoon"
REFERRED = "kadera-ambulante-hulp-telefoon"
# Words of the subject: in no title.
SUBJECT = re.compile(
    r"geweld|mishand|stalk|misbruik|veilig thuis|opvang|slachtoffer|violence|abuse|şiddet|عنف|przemoc|насил|gewalt",
    re.I,
)
HOSTILE = "\"><script>alert(1)</script><!-- ]]> </title> ' {{7*7}} ${1} %(x)s &amp;"


def fact(**more: Any) -> Fact:
    return Fact(**{"source": "https://www.voorbeeld.nl/bron", "checked_on": date(2026, 11, 24), **more})


def show(client: Client, slug: str, base: str = "") -> str:
    answer = client.get(f"{base}/hulp/{id_of(client, slug)}")
    assert answer.status_code == 200, answer.text[:200]
    return answer.text


def text(client: Client, slug: str, base: str = "") -> str:
    return read(show(client, slug, base))


def with_hours(desk: Desk, hours: Schedule, slug: str = ADVICE, **more: Any) -> str:
    door = record(desk, "contact-point", slug)
    write(desk, structs.replace(door, hours=hours, facts={**door.facts, "hours": fact(**more)}))
    return text(desk.client, slug)


@pytest.mark.parametrize("code", EVERY)
def test_every_door_has_a_page_in_every_language_with_a_title_that_tells_nothing(client: Client, code: Any) -> None:
    for id in catalogue(client).ids("contact-point"):
        answer = client.get(f"{prefix(code)}/hulp/{id}")
        assert answer.status_code == 200
        assert answer.headers["content-language"] == code
        assert answer.headers["cache-control"] == "no-store"
        page = answer.text
        assert f'<html lang="{code}"' in page
        assert page.count("<h1") == 1
        assert not SUBJECT.search(page.partition("<title>")[2].partition("</title>")[0])
        assert 'tel:112"' in page
        assert not re.search(r"None|Undefined|style=|onclick|\bnull\b", re.sub(r"<script.*?</script>", "", page))


def test_what_a_hurried_person_needs_comes_first(client: Client) -> None:
    found = text(client, ADVICE)
    order = (
        "Veilig Thuis Twente",
        "Advies en ondersteuning",
        "Dag en nacht open",
        "0800-2000 ",
        "Voordat u belt",
        "Wat gebeurt er met wat u vertelt?",
        "Voor wie en waarover",
        "Openingstijden",
        "Voor wie iemand verwijst vanuit zijn werk",
        "Geef het door",
        "Andere ingangen van Veilig Thuis Twente",
        "Wie doet wat",
        "Hoe wij dit weten",
        "Klopt er iets niet?",
    )
    body = found.partition("Ga naar de inhoud")[2].partition("Language")[2] or found
    places = [body.index(each) for each in order]
    assert places == sorted(places)
    assert '<a class="number big" href="tel:08002000" dir="ltr">0800-2000</a>' in show(client, ADVICE)


def test_of_a_phone_five_facts_are_told_each_known_or_not(client: Client) -> None:
    found = text(client, NATIONAL)
    assert "Is het gratis? Ja." in found
    assert "Kan het zonder uw naam? Niet bekend." in found
    assert "Staat het nummer op de rekening? Nee. Het staat wel in de bellijst van dit toestel." in found
    assert "Staat het nummer in de bellijst van dit toestel? Ja." in found
    assert "Belt iemand u terug? Niet bekend." in found
    assert "Wat niet bekend is, kunt u vragen aan Veilig Thuis (landelijk nummer)." in found


def test_a_number_that_begins_with_0800_proves_nothing_about_the_bill(client: Client) -> None:
    assert "Staat het nummer op de rekening? Niet bekend. Reken op ja." in text(client, ADVICE)


def test_what_is_no_phone_is_not_asked_about_the_bill(client: Client) -> None:
    found = text(client, CHAT)
    assert "rekening" not in found
    assert "Kan het zonder uw naam? Ja." in found
    assert "Een site die u opent, blijft in de geschiedenis van dit toestel staan." in found


def test_what_happens_with_what_somebody_tells_is_told_and_whom_to_ask(client: Client) -> None:
    found = text(client, "veilig-thuis-twente-melding-telefoon")
    assert "Kan er iets gebeuren zonder dat u dat wilt? Ja. Vraag eerst wat er kan gebeuren." in found
    assert "Hoort een ander wat u vertelt, zoals de politie? Niet bekend." in found
    assert "Kunt u hier een melding doen? Ja." in found


def test_a_fact_that_nobody_looked_at_for_too_long_says_so(client: Client) -> None:
    found = text(client, CHAT)
    assert "Lang niet nagekeken: anoniem, neemt een melding aan. Vraag het na." in found
    assert "Te laat: sinds" in found


def test_sources_tell_what_where_and_when_and_lead_out_without_a_trace(client: Client) -> None:
    page = show(client, NATIONAL)
    found = read(page)
    assert "Een ander zegt dit, niet de organisatie zelf." in found
    assert "De bron is van 2026-09" in found
    outward = [each for each in Text(page).all("a") if str(each.get("href")).startswith("http")]
    assert len(outward) > 4
    assert all(each["rel"] == "noreferrer noopener" and "target" not in each for each in outward)
    assert "<caption>Waar het staat en wanneer wij het nakeken</caption>" in page


def test_a_language_is_told_by_name_and_in_dutch_where_only_that_is_known(desk: Desk) -> None:
    facts = {**record(desk, "contact-point", ADVICE).facts, "languages": fact()}
    change(desk, "contact-point", ADVICE, languages=("nl", "dse", "kmr"), facts=facts)
    assert "Talen Nederlands, Nederlandse Gebarentaal, Kurmanci" in text(desk.client, ADVICE)
    assert "Dutch, Nederlandse Gebarentaal, Kurmanci" in text(desk.client, ADVICE, "/en")
    filters = desk.client.post("/zoek", data={"all": "1", "language": "dse"}).text
    assert 'name="language" value="dse" checked> Nederlandse Gebarentaal' in filters


def test_open_questions_are_told_with_whom_to_ask(client: Client) -> None:
    assert "In welke talen kan iemand bellen, en is er een tolk? Vraag het aan Veilig Thuis Twente." in text(
        client, ADVICE
    )


def test_hours_stand_in_a_table_with_today_marked_and_what_differs_below(desk: Desk) -> None:
    hours = Schedule(
        spans=(
            Span(days=("mo", "we"), opens="09:00", closes="12:30"),
            Span(days=("we",), opens="13:30", closes="17:00"),
            Span(days=("tu",), opens="19:00", closes="21:00", nth=1),
            Span(days=("fr",), opens="22:00", closes="02:00", nth=-1),
            Span(days=("sa",), opens="10:00", closes="11:00", nth=-2),
        ),
        on_holidays="closed",
        exceptions=(
            Exceptional(first=date(2026, 12, 24), last=date(2027, 1, 3), reason="Kerstvakantie"),
            Exceptional(
                first=date(2026, 12, 5),
                last=date(2026, 12, 5),
                spans=(Span(days=("mo",), opens="10:00", closes="11:00"),),
            ),
            Exceptional(first=date(2026, 7, 1), last=date(2026, 7, 2), reason="Voorbij"),
        ),
        valid_to=date(2027, 6, 30),
        note="Op dinsdag alleen op afspraak.",
    )
    found = with_hours(desk, hours)
    assert "Nu open, tot 17:00" in found
    assert "maandag 09:00–12:30 dinsdag 19:00–21:00 alleen de eerste van de maand" in found
    assert "woensdag vandaag 09:00–12:30 13:30–17:00 donderdag dicht" in found
    assert "vrijdag 22:00–02:00 alleen de laatste van de maand" in found
    assert "zaterdag 10:00–11:00 niet elke week, vraag het na" in found
    assert "5 december 2026 : 10:00–11:00" in found.replace("2026:", "2026 :")
    assert "24 december 2026 tot en met 3 januari 2027: dicht. Kerstvakantie" in found
    assert "Voorbij" not in found
    assert "Dicht op feestdagen. Deze tijden gelden tot en met 30 juni 2027. Op dinsdag alleen op afspraak." in found
    page = show(desk.client, ADVICE)
    assert page.count('aria-current="date"') == 1
    german = read(show(desk.client, ADVICE, "/de"))
    assert "Mittwoch" in german
    assert "Donnerstag" in german


def test_hours_that_expired_are_not_known_any_more(desk: Desk) -> None:
    over = Schedule(always=True, valid_to=date(2026, 10, 1))
    assert "Niet bekend of dit nu open is" in with_hours(desk, over)
    assert "Deze tijden golden tot en met 1 oktober 2026. Wat er nu geldt, is niet bekend." in text(desk.client, ADVICE)
    stale = with_hours(desk, Schedule(always=True), checked_on=date(2026, 1, 1))
    assert "Niet bekend of dit nu open is" in stale
    assert "Lang niet nagekeken: Openingstijden" in stale


def test_a_closed_door_says_when_it_opens(desk: Desk) -> None:
    hours = Schedule(spans=(Span(days=("fr",), opens="09:00", closes="17:00"),), on_holidays="same")
    assert "Nu gesloten, weer open vrijdag 09:00" in with_hours(desk, hours)
    today = Schedule(spans=(Span(days=("we",), opens="16:00", closes="17:00"),), on_holidays="same")
    assert "Nu gesloten, weer open 16:00" in with_hours(desk, today)
    holiday = Schedule(always=True, on_holidays="closed")
    desk.now = NOW.replace(month=12, day=25)
    found = with_hours(desk, holiday, checked_on=date(2026, 12, 24))
    assert "Vandaag is een feestdag. Dicht op feestdagen." in found
    assert "Nu gesloten" in found


def test_a_stop_goes_before_opening_hours(desk: Desk) -> None:
    told = Operation(state="intake-stop", until=date(2027, 1, 31), note="Alleen voor wie al komt.")
    change(desk, "service", "veilig-thuis-twente-advies", operation=told)
    found = text(desk.client, ADVICE)
    assert "Neemt nu niemand nieuw aan. Alleen voor wie al komt. Dat duurt tot en met 31 januari 2027." in found
    assert "Nu gesloten" in found
    assert "Dag en nacht open" not in found.partition("Voordat u belt")[0]
    change(desk, "service", "veilig-thuis-twente-advies", operation=structs.replace(told, until=date(2026, 11, 1)))
    assert "Dat zou duren tot 1 november 2026. Vraag na of het nog zo is." in text(desk.client, ADVICE)


def test_who_may_come_is_a_warning(client: Client) -> None:
    assert "Alleen met een verwijzing" in text(client, REFERRED)
    found = text(client, "kadera-consultatie-telefoon")
    assert "Alleen voor beroepskrachten Zoekt u hulp voor uzelf? Veilig Thuis denkt met u mee" in found


def test_a_place_is_told_with_its_address_and_without_it_that_it_is_not_known(desk: Desk) -> None:
    slug = next(
        door.slug
        for id in catalogue(desk.client).ids("contact-point")
        if (door := catalogue(desk.client).door(id)).channel == "fysiek"
        and door.location_id
        and not catalogue(desk.client).location(door.location_id).address
    )
    assert "Het hele adres is niet bekend. Vraag het eerst." in text(desk.client, slug)
    door = record(desk, "contact-point", slug)
    place = catalogue(desk.client).location(door.location_id)
    address = Address(street="Marktstraat 1", postcode="7551 DR", place="Hengelo")
    facts = {**place.facts, "address": fact()}
    write(desk, structs.replace(place, address=address, transport="Bus 9 stopt hier.", facts=facts))
    found = text(desk.client, slug)
    assert "Marktstraat 1 7551 DR Hengelo Met bus of trein: Bus 9 stopt hier." in found
    write(desk, structs.replace(place, address=structs.replace(address, kind="postal"), facts=facts))
    assert "Dit is een postadres. U kunt hier niet langskomen." in text(desk.client, slug)


def test_a_secret_place_shows_its_region_and_nothing_else(desk: Desk) -> None:
    place = record(desk, "location", "kadera-opvang-enschede")
    canary = structs.replace(
        place,
        name="Kanariehuis",
        description="Kanarietuin.",
        questions=(Question(field="region", text="Kanarievraag?"),),
    )
    write(desk, canary)
    change(desk, "contact-point", SHELTER, location_id=place.id)
    for base in ("", "/en"):
        page = show(desk.client, SHELTER, base)
        assert "anarie" not in page
        assert "Enschede" not in page
        assert "GM0153" not in page
        assert "GeoCoordinates" not in page
        assert place.id not in page
        assert place.slug not in page
    assert "Het adres is geheim. Regio: Twente. Bel eerst." in text(desk.client, SHELTER)
    assert desk.client.get(f"/hulp/{id_of(desk.client, SHELTER)}/contact.vcf").status_code == 404


def test_the_block_for_who_refers_tells_what_is_known_and_whom_to_ask_for_the_rest(client: Client) -> None:
    page = show(client, REFERRED)
    found = read(page)
    assert "Wie mag iemand aanmelden Een beroepskracht Nagekeken op 24 nov 2026" in found
    assert "Hoe meldt u iemand aan Aanmelden gaat via Team Toegang" in found
    assert "Niet bekend, vraag het aan Kadera:" in found
    assert "Wachttijd Hoe lang is nu de wachttijd voor ambulante hulp in Twente?" in found
    # Of who takes nobody in it is not asked how long they stay.
    assert "Hoe lang kan iemand blijven" not in found
    assert "Hoe lang kan iemand blijven 1 jaar" in text(client, SHELTER)
    assert "Stap 2: praat met een collega of met Veilig Thuis" in text(client, ADVICE)


def waiting(desk: Desk, expires: date) -> str:
    service: Service = record(desk, "service", "kadera-ambulante-hulp")
    told = WaitingTime(text="Vier tot zes weken.", stated_on=expires - timedelta(days=30), expires_on=expires)
    referral = structs.replace(service.referral or Referral(), waiting_time=told)
    write(desk, structs.replace(service, referral=referral))
    return text(desk.client, REFERRED)


def test_a_waiting_time_is_told_with_its_date_and_not_any_more_once_it_expired(desk: Desk) -> None:
    found = waiting(desk, NOW.date())
    assert "Wachttijd Vier tot zes weken. Gezegd op 26 oktober 2026. Geldt tot en met 25 november 2026." in found
    found = waiting(desk, NOW.date() - timedelta(days=1))
    assert "Vier tot zes weken" not in found
    assert "Wachttijd: niet meer bekend. Wat op 25 oktober 2026 werd gezegd, geldt niet meer." in found
    assert "Wachttijd Hoe lang is nu de wachttijd voor ambulante hulp in Twente?" in found


def test_every_field_of_a_referral_has_a_name(desk: Desk) -> None:
    words = {
        name: f"Gegeven {number}."
        for number, name in enumerate(Referral.__struct_fields__)
        if name not in ("register_by", "waiting_time", "meldcode_steps")
    }
    change(desk, "service", "kadera-ambulante-hulp", referral=Referral(**words, register_by=("self",)))
    found = text(desk.client, REFERRED)
    for each in words.values():
        assert each in found
    assert "Wie mag iemand aanmelden Iemand zelf" in found


def test_an_old_slug_leads_to_the_slug_of_today_and_an_id_stays_an_id(desk: Desk) -> None:
    change(desk, "contact-point", ADVICE, slug="nieuw-adres", former_slugs=(ADVICE,))
    for base in ("", "/ar"):
        for more in ("", "/kaartje", "/verwijsbriefje"):
            moved = desk.client.get(f"{base}/hulp/{ADVICE}{more}", follow_redirects=False)
            assert (moved.status_code, moved.headers["location"]) == (308, f"{base}/hulp/nieuw-adres{more}")
    posted = desk.client.post(f"/hulp/{ADVICE}", content="q=x", headers=FORM, follow_redirects=False)
    assert posted.status_code == 308
    assert desk.client.get("/hulp/nieuw-adres", follow_redirects=False).status_code == 200
    stayed = desk.client.get(f"/hulp/{id_of(desk.client, 'nieuw-adres')}", follow_redirects=False)
    assert stayed.status_code == 200


def test_what_was_merged_leads_to_what_it_became(desk: Desk) -> None:
    heir = id_of(desk.client, ADVICE)
    gone = bury(desk, "contact-point", CHAT, status="merged", successor_id=heir)
    for name in (gone.id, CHAT):
        for more in ("", "/kaartje", "/verwijsbriefje", "/contact.vcf"):
            moved = desk.client.get(f"/tr/hulp/{name}{more}", follow_redirects=False)
            assert (moved.status_code, moved.headers["location"]) == (308, f"/tr/hulp/{heir}{more}")


def test_what_was_withdrawn_says_why_and_points_on(desk: Desk) -> None:
    heir = id_of(desk.client, ADVICE)
    gone = bury(desk, "contact-point", CHAT, successor_id=heir)
    for base in ("", "/pl"):
        for more in ("", "/kaartje", "/verwijsbriefje"):
            answer = desk.client.get(f"{base}/hulp/{gone.id}{more}")
            assert answer.status_code == 410
            assert "Het loket is gestopt." in answer.text
            assert f'href="{base}/hulp/{heir}"' in answer.text
            assert 'href="tel:08002000"' in answer.text
    assert "Sinds 25 november 2026." in read(desk.client.get(f"/hulp/{CHAT}").text)
    bury(desk, "contact-point", ADVICE)
    assert f"/hulp/{heir}" not in desk.client.get(f"/hulp/{gone.id}").text.partition("<main")[2].partition("</main")[0]


@pytest.mark.parametrize("name", ["x", "kadera", "0" * 36, "..%2F..", "%00", "a" * 5000, "<script>", "‮", "None"])
def test_what_never_was_is_a_page_that_says_so(client: Client, name: str) -> None:
    for more in ("", "/kaartje", "/verwijsbriefje", "/contact.vcf", "/iets"):
        answer = client.get(f"/en/hulp/{name}{more}")
        assert answer.status_code == 404
        assert 'lang="en"' in answer.text
        assert "0800-2000" in answer.text
        assert "<script>" not in answer.text


def test_who_comes_from_the_answers_has_a_way_back_to_them(client: Client) -> None:
    fields = [("q", "mijn man slaat mij"), ("place", "Borne"), ("topic", "stalking"), ("topic", "x"), ("open", "1")]
    id = id_of(client, ADVICE)
    page = client.post(f"/uk/hulp/{id}", content=urlencode(fields), headers=FORM).text
    read_back = [
        (str(each["name"]), str(each["value"])) for each in Text(page).all("input") if each["type"] == "hidden"
    ]
    assert '<form method="post" action="/uk/zoek" id="terug"' in page
    assert {*fields} <= {*read_back}
    assert ("all", "1") not in read_back
    again = client.post("/uk/zoek", content=urlencode(read_back), headers=FORM)
    assert 'value="mijn man slaat mij"' in again.text
    # Other languages and other doors keep the question too.
    for code in NAMES:
        assert code == "uk" or f'formaction="{prefix(code)}/hulp/{id}"' in page
    assert f'formaction="/uk/hulp/{id_of(client, CHAT)}"' in page
    everything = client.post(f"/hulp/{id}", content="q=&all=1", headers=FORM).text
    assert '<input type="hidden" name="all" value="1">' in everything
    assert 'id="terug"' not in show(client, ADVICE)


def test_hostile_questions_come_back_as_text(client: Client) -> None:
    for value in (HOSTILE, "x" * 5_000, "\x00‮", "'\"<img src=x onerror=alert(1)>"):
        answer = client.post(f"/hulp/{id_of(client, ADVICE)}", content=urlencode({"q": value, "topic": value}))
        assert answer.status_code == 200
        assert "<img" not in answer.text
        assert "<script>" not in answer.text
    for raw in (b"\xff\xfe%%%=&&&", b"a" * 60_000, b"&".join([b"topic=x"] * 400)):
        assert client.post(f"/hulp/{id_of(client, ADVICE)}", content=raw, headers=FORM).status_code == 200
    assert client.post(f"/hulp/{id_of(client, ADVICE)}", content=b"q=" + b"a" * 70_000).status_code == 413


def test_nothing_in_an_entry_is_ever_executed(desk: Desk) -> None:
    door = record(desk, "contact-point", REFERRED)
    told = fact(note=HOSTILE)
    write(
        desk,
        structs.replace(
            door,
            name=HOSTILE,
            description=HOSTILE,
            hours=Schedule(
                spans=(Span(days=("mo",), opens="09:00", closes="10:00"),),
                exceptions=(Exceptional(first=date(2026, 12, 1), last=date(2026, 12, 2), reason=HOSTILE),),
                note=HOSTILE,
            ),
            area=structs.replace(door.area, note=HOSTILE),
            phone=Phone(number="0900-1234", label=HOSTILE, extension="007"),
            operation=Operation(state="temporarily-closed", note=HOSTILE),
            facts={**dict.fromkeys(door.facts, told), "hours": told, "phone": fact(source=HOSTILE)},
            questions=(Question(field="hours", text=HOSTILE, ask=HOSTILE),),
        ),
    )
    words = {
        each: HOSTILE
        for each in Referral.__struct_fields__
        if each not in ("register_by", "waiting_time", "meldcode_steps")
    }
    wait = WaitingTime(text=HOSTILE, stated_on=NOW.date(), expires_on=NOW.date())
    change(
        desk,
        "service",
        "kadera-ambulante-hulp",
        name=HOSTILE,
        alternate_names=(HOSTILE,),
        description=HOSTILE * 4,
        eligibility=HOSTILE,
        fees=HOSTILE,
        referral=Referral(**words, waiting_time=wait),
    )
    change(desk, "organization", "kadera", name=HOSTILE, description=HOSTILE, alternate_names=(HOSTILE,))
    id = door.id
    for path in ("", "/kaartje", "/kaartje?soort=neutraal", "/verwijsbriefje"):
        for base in ("", "/ar"):
            page = desk.client.get(f"{base}/hulp/{id}{path}").text
            assert "alert(1)" in read(page) or "neutraal" in path
            assert_harmless(page)
    assert_harmless(desk.client.post("/lijst", content=f"ids={id}", headers=FORM).text)
    card = desk.client.get(f"/hulp/{id}/contact.vcf").text
    assert [line.partition(":")[0] for line in card.replace("\r\n ", "").split("\r\n")][-2:] == ["END", ""]


def assert_harmless(page: str) -> None:
    found = Text(page)
    for each in found.all("script"):
        assert each.get("src", "").startswith("/assets/") or each.get("type") == "application/ld+json"  # type: ignore[union-attr]
    assert "<!--" not in page
    assert not [each for _, attributes in found.tags for each in attributes if each.startswith("on")]
    for data in re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.S):
        assert json.loads(data)


def test_the_page_tells_programs_what_it_tells_people(client: Client) -> None:
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', show(client, ADVICE), re.S)
    assert found is not None
    told = json.loads(found[1])
    assert told["@context"] == "https://schema.org"
    assert told["@type"] == ["ServiceChannel", "ContactPoint"]
    assert told["telephone"] == "0800-2000"
    assert told["providesService"]["provider"]["name"] == "Veilig Thuis Twente"


def test_what_does_not_run_is_told_to_no_program(desk: Desk) -> None:
    change(desk, "contact-point", ADVICE, operation=Operation(state="ended"))
    assert "ld+json" not in show(desk.client, ADVICE)
    assert "Dit is gestopt." in text(desk.client, ADVICE)


def test_an_archived_door_says_so(desk: Desk) -> None:
    change(desk, "contact-point", ADVICE, lifecycle="archived")
    assert "Dit staat in het archief. Het klopt misschien niet meer." in text(desk.client, ADVICE)
    change(desk, "contact-point", ADVICE, lifecycle="draft")
    assert desk.client.get(f"/hulp/{ADVICE}").status_code == 404


def test_a_number_for_messages_is_no_telephone(client: Client) -> None:
    slug = "buitenlandse-zaken-hulp-whatsapp"
    for page in (show(client, slug), client.get(f"/hulp/{id_of(client, slug)}/kaartje?soort=neutraal").text):
        # Beside it stands the telephone, with the same number.
        own = page.partition("<h2>")[0]
        assert "+31 247 247 247" in own
        assert "tel:+31247247247" not in own
        assert "Teksttelefoon" not in page
    assert "app op de telefoon" in text(client, slug)
    asked = client.post("/zoek", content=urlencode({"q": "noodnummer ministerie"}), headers=FORM).text
    assert "+31 247 247 247" in asked
    assert '<span class="number" dir="ltr">+31 247 247 247</span>' in asked
