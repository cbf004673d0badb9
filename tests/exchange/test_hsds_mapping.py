"""Our records in HSDS's words: what is said, what is left out, and what may never be told."""

import json
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from directory.errors import Gone, Unknown
from directory.exchange.hsds import PROFILE, Hsds, derived, ndjson, patch, profile, root
from directory.exchange.hsds.shape import instant, kept, uri
from directory.model import Operation, Phone, Tombstone
from directory.model.ids import derived_id

from . import builders as make
from .builders import AREAS, START, TODAY, id_of


def hsds(*records: Any, today: date = TODAY) -> Hsds:
    return Hsds(make.catalogue(*make.vocabularies(), *records), AREAS, today)


def everything() -> Hsds:
    return Hsds(make.catalogue(*make.everything()), AREAS, TODAY)


def at(name: str, of: Hsds | None = None) -> dict[str, Any]:
    return (of or everything()).service_at_location(id_of("contact-point", name))


def alone(door: Any, *more: Any) -> dict[str, Any]:
    """One door of one service, in HSDS."""
    return hsds(make.organization(), make.service(), door, *more).service_at_location(door.id)


def terms(record: dict[str, Any]) -> set[tuple[str, str, str | None]]:
    return {(each["link_type"], each["taxonomy_term"]["code"], each.get("value")) for each in record["attributes"]}


# Shapes.


def test_absent_is_left_out_and_zero_stays() -> None:
    assert kept(a=None, b="", c=[], d={}, e=0, f=False, g=0.0) == {"e": 0, "f": False, "g": 0.0}


def test_derived_ids_are_those_of_the_model() -> None:
    assert derived("a", "b", "é") == derived_id("a", "b", "é")


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("https://www.kadera.nl/a?b=c#d", "https://www.kadera.nl/a?b=c#d"),
        ("https://één.nl/ü?q=é", "https://xn--n-9faa.nl/%C3%BC?q=%C3%A9"),
        ("https://a.nl/100%/[x]", "https://a.nl/100%25/%5Bx%5D"),
        ("https://é..b/", None),
        ("https://a[.b/", None),
        (None, None),
    ],
)
def test_addresses_of_pages_are_ascii(given: str | None, told: str | None) -> None:
    assert uri(given) == told


def test_a_record_a_line() -> None:
    assert [*ndjson([{"a": 1}, {"b": "é"}])] == [b'{"a":1}\n', '{"b":"é"}\n'.encode()]


# Doors.


def test_a_phone_door_is_virtual_and_speaks_by_its_phone() -> None:
    told = at("lijn")
    assert told["location"]["location_type"] == "virtual"
    assert told["location"]["name"] == "Telefoon"
    assert told["phones"][0]["number"] == "0800-2000"
    assert [each["code"] for each in told["phones"][0]["languages"]] == ["nl", "en"]
    assert told["description"] == "Advies of melden, via telefoon."
    assert not {"addresses", "latitude", "languages"} & told["location"].keys()


def test_a_chat_has_its_page_and_languages_at_its_virtual_location() -> None:
    told = at("chat")
    assert told["location"]["url"] == "https://www.voorbeeld.nl/chat"
    assert [each["code"] for each in told["location"]["languages"]] == ["nl"]
    assert ("conditions", "anoniem", "no") in terms(told)
    assert told["unknown"] == ["audiences"]


def test_mail_is_a_contact_without_a_person() -> None:
    told = at("cursusmail")
    assert [each["email"] for each in told["contacts"]] == ["cursus@wijkracht.nl"]
    assert told["location"]["location_type"] == "virtual"


def test_a_desk_has_a_whole_address_and_a_point() -> None:
    told = at("balie")
    assert told["location"]["addresses"][0] | {"id": "", "location_id": ""} == {
        "id": "",
        "location_id": "",
        "address_1": "Marktstraat 1",
        "city": "Hengelo",
        "state_province": "Overijssel",
        "postal_code": "7551 AB",
        "country": "NL",
        "address_type": "physical",
    }
    assert told["location"]["latitude"] == 52.2656
    assert told["languages"] == ["nl", "tr"]


def test_an_address_in_a_province_that_is_not_known_is_no_address() -> None:
    place = make.office(municipality=None)
    assert "addresses" not in alone(make.desk_door(), place)["location"]
    assert "addresses" in alone(make.desk_door(), make.office(municipality=None, region="VR05"))["location"]


def test_a_desk_without_a_place_is_physical_and_nowhere() -> None:
    told = alone(make.door("inloop", channel="fysiek"))
    assert told["location"]["location_type"] == "physical"
    assert told["location"].keys() == {"id", "location_type", "name"}


def test_a_box_at_the_post_office_is_postal() -> None:
    office = next(each for each in everything().organization(id_of("organization", "wijkracht"))["locations"])
    assert office["location_type"] == "postal"


def test_of_an_unknown_door_everything_is_unknown() -> None:
    told = at("onbekend")
    assert len(told["unknown"]) == 8
    assert not {"attributes", "phones", "schedules", "service_areas"} & told.keys()
    assert told["location"]["location_type"] == "virtual"
    assert told["description"] == "Wat er kan is niet bekend, kanaal niet bekend."


def test_regions_are_unfolded_and_kept_as_given_beside_it() -> None:
    told = at("lijn")
    assert [each["extent"] for each in told["service_areas"]] == ["GM0153", "GM0164", "GM0168"]
    assert told["area_codes"] == ["VR05"]
    assert [each["name"] for each in told["service_areas"]] == ["Enschede", "Hengelo", "Losser"]


def test_hours_have_a_row_for_each_season_with_its_offset() -> None:
    rows = at("chat")["schedules"]
    assert {row["opens_at"] for row in rows} == {"09:00:00+01:00", "09:00:00+02:00"}
    assert all(row["freq"] == "WEEKLY" and row["byday"] == "MO,TU,WE,TH,FR" for row in rows)
    assert len({row["id"] for row in rows}) == len(rows)


@pytest.mark.parametrize(
    ("extension", "told"),
    [("12", {"extension": 12}), ("012", {"description": "Balie. Toestel 012"})],
)
def test_an_extension_keeps_its_zeros(extension: str, told: dict[str, object]) -> None:
    label = "Balie" if "description" in told else None
    phone = alone(make.phone_door(phone=Phone(number="074-1234567", extension=extension, label=label)))["phones"][0]
    assert told.items() <= phone.items()


def test_a_term_that_no_vocabulary_has_is_named_and_leads_nowhere() -> None:
    door = make.door("deur", topics=("iets-nieuws",))
    (told,) = alone(door)["attributes"]
    assert told["label"] == "iets-nieuws"
    assert "taxonomy_term" not in told


def test_who_may_use_the_door_is_said_in_the_sentence_too() -> None:
    told = alone(make.door("collega", functions=("consultatie",), channel="telefoon", access="professionals-only"))
    assert told["description"] == "Consultatie, via telefoon. Alleen voor beroepskrachten."
    assert told["access"] == "professionals-only"


# Secret places.


def test_of_a_secret_place_only_the_region_is_told() -> None:
    told = at("opvang")
    assert told["confidential"] is True
    assert told["location"] | {"id": "", "organization_id": ""} == {
        "id": "",
        "organization_id": "",
        "location_type": "virtual",
        "name": "Geheim adres",
        "confidential": True,
        "area_code": "VR05",
    }


def test_what_is_planted_in_a_secret_place_is_found_nowhere() -> None:
    # As if it had slipped past the one write door: the mapping itself lets nothing through.
    planted = replace(
        make.shelter(),
        slug="xyzzy-huis",
        description="xyzzy",
        place="Xyzzy",
        street="Xyzzystraat 1",
        address=make.office().address,
        latitude=52.1234,
        longitude=6.4321,
        transport="xyzzy",
        accessibility="xyzzy",
        facts={"place": make.fact(source="https://xyzzy.nl")},
    )
    door = make.secret_door(
        email="xyzzy@kadera.nl", url="https://xyzzy.nl", facts={"locationId": make.fact(note="xyzzy")}
    )
    every = hsds(make.organization(), make.service(), door, planted)
    told = json.dumps([every.service(id) for id in every.services()])
    told += json.dumps([every.organization(id, True) for id in every.organizations()])
    told += json.dumps([every.service_at_location(id) for id in every.service_at_locations()])
    for secret in ("xyzzy", "Marktstraat", "7551", "52.1234", "6.4321"):
        assert secret not in told.lower()
        assert secret.lower() not in told.lower()


def test_a_shelter_has_no_secret_place_and_no_register_number_in_its_organization() -> None:
    organization = make.organization(identifiers=(make.Identifier(scheme="nl-kvk", value="1"),))
    told = hsds(organization, make.shelter(), make.office()).organization(organization.id)
    assert [each["name"] for each in told["locations"]] == ["Kantoor"]
    assert "organization_identifiers" not in told


# Services and organizations.


def test_a_service_is_the_union_of_its_doors_for_filters_only() -> None:
    told = everything().service(id_of("service", "hulplijn"))
    assert [each["code"] for each in told["languages"]] == ["en", "nl", "tr"]
    assert {each["extent"] for each in told["service_areas"]} == {*AREAS.towns}
    assert ("conditions", "anoniem", "yes") in terms(told)
    assert not {"phones", "schedules", "contacts"} & told.keys()
    assert len(told["service_at_locations"]) == 5


def test_a_condition_of_a_service_is_no_only_when_every_door_says_so() -> None:
    no, unknown = make.door("een", conditions={"anoniem": "no"}), make.door("twee")
    told = hsds(make.organization(), make.service(), no, unknown)
    assert "attributes" not in told.service(id_of("service", "hulplijn"))
    both = hsds(make.organization(), make.service(), no, make.door("twee", conditions={"anoniem": "no"}))
    assert terms(both.service(id_of("service", "hulplijn"))) == {("conditions", "anoniem", "no")}


@pytest.mark.parametrize(
    ("other", "options"),
    [({"gratis": "yes"}, [("Gratis", 0)]), ({"gratis": "no"}, []), ({}, []), ({"eigen-bijdrage": "yes"}, [])],
)
def test_a_service_is_free_only_when_every_door_is(other: dict[str, str], options: list[tuple[str, int]]) -> None:
    doors = make.door("een", conditions={"gratis": "yes"}), make.door("twee", conditions=other)
    told = hsds(make.organization(), make.service(), *doors).service(id_of("service", "hulplijn"))
    assert [(each["option"], each["amount"]) for each in told.get("cost_options", ())] == options


def test_an_own_contribution_has_no_amount_that_nobody_told_us() -> None:
    (told,) = everything().service(id_of("service", "cursus"))["cost_options"]
    assert told["option"] == "Eigen bijdrage"
    assert "amount" not in told


def test_how_to_refer_is_one_text_and_a_block() -> None:
    told = everything().service(id_of("service", "hulplijn"))
    assert told["application_process"] == "Bel Team Toegang.\nToestemming: De cliënt stemt toe."
    assert told["interpretation_services"] == "Tolk op afspraak"
    assert [each["document"] for each in told["required_documents"]] == ["Naam en geboortedatum"]
    assert told["referral"]["meldcode_steps"] == [2, 5]
    assert told["referral"]["waiting_time"]["text"] == "2 weken"


def test_a_waiting_time_that_has_expired_is_not_known_any_more() -> None:
    later = hsds(make.organization(), make.service(referral=make.referral()), today=date(2026, 12, 2))
    assert "waiting_time" not in later.service(id_of("service", "hulplijn"))["referral"]


def paused(**fields: Any) -> Operation:
    return Operation(**{"state": "temporarily-closed", **fields})


@pytest.mark.parametrize(
    ("service", "organization", "status"),
    [
        ({}, {}, "active"),
        ({"operation": Operation(state="operating")}, {}, "active"),
        ({"operation": paused()}, {}, "temporarily closed"),
        ({"operation": Operation(state="intake-stop")}, {}, "temporarily closed"),
        ({"operation": paused(until=TODAY)}, {}, "temporarily closed"),
        ({"operation": paused(until=TODAY - timedelta(days=1))}, {}, "active"),
        ({"operation": Operation(state="ended")}, {}, "inactive"),
        ({"lifecycle": "archived"}, {}, "inactive"),
        ({}, {"lifecycle": "archived"}, "inactive"),
        ({}, {"operation": Operation(state="ended")}, "defunct"),
        ({}, {"lifecycle": "draft"}, "defunct"),
    ],
)
def test_one_status_from_itself_and_its_owner(service: Any, organization: Any, status: str) -> None:
    told = hsds(make.organization(**organization), make.service(**service), make.door()).service(
        id_of("service", "hulplijn")
    )
    assert told["status"] == status
    assert [each["status"] for each in told["service_at_locations"]] == [status]


def test_a_pause_is_an_alert() -> None:
    alert = everything().service_brief(id_of("service", "cursus"))["alert"]
    assert alert == "Tijdelijk geen nieuwe aanmeldingen tot en met 2027-01-31. De groep is vol."


def test_what_is_under_study_is_not_listed_and_not_found() -> None:
    every = everything()
    assert id_of("service", "onderzoek") not in [*every.services()]
    for ask, id in (
        (every.service, id_of("service", "onderzoek")),
        (every.service_at_location, id_of("contact-point", "plan")),
        (every.service_at_location_brief, id_of("contact-point", "onderzoeksdeur")),
        (every.taxonomy, id_of("vocabulary", "x")),
        (every.taxonomy_term, id_of("term", "x")),
    ):
        with pytest.raises(Unknown):
            ask(id)


def test_what_is_gone_says_so() -> None:
    every = make.catalogue(*make.everything())
    door = make.chat_door()
    gone = Tombstone(kind="contact-point", id=door.id, slugs=("chat",), status="withdrawn", reason="Gestopt.", on=TODAY)
    every.bury(gone)
    with pytest.raises(Gone):
        Hsds(every, AREAS, TODAY).service_at_location(door.id)


def test_the_assured_date_is_the_oldest_check_among_contact_facts() -> None:
    old = make.phone_door(
        facts={"phone": make.fact(checked_on=date(2026, 5, 1)), "topics": make.fact(checked_on=date(2020, 1, 1))}
    )
    told = hsds(make.organization(), make.service(), old, make.chat_door()).service(id_of("service", "hulplijn"))
    assert told["assured_date"] == "2026-05-01"
    assert told["stale"] is True


def test_freshness_is_told_only_of_who_has_facts() -> None:
    assert "stale" not in at("onbekend")
    assert at("lijn")["stale"] is False
    assert at("lijn")["verified_on"] == "2026-11-01"


def test_every_fact_is_a_check_with_all_seven_fields() -> None:
    checks = {each["field_name"]: each for each in at("lijn")["metadata"]}
    assert checks.keys() == {
        "phones",
        "schedules",
        "service_areas",
        "languages",
        "attributes.conditions.anoniem",
        "attributes.conditions.gratis",
    }
    assert checks["phones"]["previous_value"] == checks["phones"]["replacement_value"] == "0800-2000"
    assert checks["schedules"]["replacement_value"] == "always"
    assert checks["phones"]["updated_by"] == "redactie"


def test_a_parent_that_cannot_be_asked_for_is_not_named() -> None:
    child = make.organization("wijkracht", part_of=id_of("organization", "kadera"))
    assert "parent_organization_id" not in hsds(child).organization(child.id)
    assert "parent_organization_id" in hsds(child, make.organization()).organization(child.id)


def test_services_of_an_organization_by_name_or_whole() -> None:
    every, id = everything(), id_of("organization", "wijkracht")
    short = every.organization(id)["services"]
    assert [each.keys() for each in short] == [{"id", "name", "status"}] * 2
    whole = every.organization(id, True)["services"]
    assert [{**each} for each in whole] == [
        {name: value for name, value in every.service(each["id"]).items() if name != "organization"} for each in whole
    ]


# The moment of change.


@pytest.mark.parametrize("changed", ["service", "organization", "own", "sibling", "location", "vocabulary"])
def test_the_moment_moves_with_anything_nested(changed: str) -> None:
    records = {
        "vocabulary": make.vocabulary("functions"),
        "organization": make.organization(),
        "location": make.office(),
        "service": make.service(),
        "own": make.phone_door(),
        "sibling": make.desk_door(),
    }
    every = make.catalogue(*records.values())
    later = START + timedelta(days=9)
    every.take(make.kept(records[changed], later, 99))
    told = Hsds(every, AREAS, TODAY)
    assert told.service_minimal(records["service"].id)["last_modified"] == instant(later)
    assert told.service_at_location(records["own"].id)["last_modified"] == instant(later)


def test_the_moment_of_another_service_does_not_move() -> None:
    other = make.service("ander", "wijkracht")
    every = make.catalogue(make.organization(), make.organization("wijkracht"), make.service(), other)
    before = Hsds(every, AREAS, TODAY).service_minimal(other.id)
    every.take(make.kept(make.service(), START + timedelta(days=9), 99))
    assert Hsds(every, AREAS, TODAY).service_minimal(other.id) == before


def test_moments_are_in_milliseconds_with_a_zone() -> None:
    assert instant(datetime.fromisoformat("2026-11-24T12:00:00.123999+01:00")) == "2026-11-24T11:00:00.123Z"


# What the API says of itself.


def test_the_root_names_version_profile_and_publisher() -> None:
    told = root("https://gids.nl/hsds/v3", {"name": "Wij", "email": ""})
    assert told["version"] == "3.2"
    assert told["profile"] == "https://gids.nl/hsds/v3/profile"
    assert told["publisher"] == {"name": "Wij"}


def test_the_profile_names_every_property_that_we_add() -> None:
    told = profile("https://gids.nl/hsds/v3")
    assert told["patches"].keys() == PROFILE.keys()
    assert "unknown" in patch("service_at_location")["properties"]


def test_an_area_that_is_a_whole_country_is_unfolded_once_a_municipality() -> None:
    told = alone(make.door("land", area=("NL", "GM0164")))
    assert len(told["service_areas"]) == len(AREAS.towns)
    assert told["area_codes"] == ["NL", "GM0164"]


def test_a_place_without_a_point_or_address_keeps_its_town() -> None:
    place = make.location("zaal", place="Losser", street="Dorpsstraat", municipality="GM0168")
    told = hsds(make.organization(), place).organization(id_of("organization", "kadera"))["locations"][0]
    assert (told["city"], told["street"], told["area_code"]) == ("Losser", "Dorpsstraat", "GM0168")
