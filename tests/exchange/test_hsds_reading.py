"""HSDS in: our own data comes back with the same boxes, that of others with what they say, and faults all at once."""

import json
from datetime import date
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from directory.errors import Fault, Invalid
from directory.exchange.hsds import Hsds, ndjson, read_hsds
from directory.hours import normal
from directory.model import (
    DAYS,
    DIMENSIONS,
    ContactPoint,
    Location,
    Organization,
    Phone,
    Record,
    Schedule,
    Service,
    Span,
    unknown_dimensions,
)

from . import builders as make
from .builders import AREAS, TERMS, TODAY, id_of

DAY = date(2026, 12, 1)


def read(content: object) -> dict[str, Record]:
    raw = content if isinstance(content, bytes) else json.dumps(content).encode()
    records = read_hsds(raw, make.vocabularies(), AREAS, source="Sociale kaart", on=DAY)
    return {record.id: record for record in records}


def faults(content: object) -> list[Fault]:
    with pytest.raises(Invalid) as caught:
        read(content)
    return list(caught.value.faults)


def only(records: dict[str, Record], kind: type) -> Any:
    (found,) = (each for each in records.values() if isinstance(each, kind))
    return found


def box(door: ContactPoint) -> dict[str, object]:
    """The eight dimensions, and how to get in: sets as sets, hours as the openings they mean."""
    told: dict[str, object] = {}
    for name in (*DIMENSIONS, "access", "phone", "location_id"):
        value = getattr(door, name)
        told[name] = frozenset(value) if isinstance(value, tuple) else value
    return told | {"area": door.area and AREAS.expand(door.area.codes), "hours": door.hours and normal(door.hours)}


def doors(records: dict[str, Record]) -> dict[str, dict[str, object]]:
    return {id: box(each) for id, each in records.items() if isinstance(each, ContactPoint)}


def export(hsds: Hsds, form: str) -> bytes:
    """The whole directory in one of the forms in which a client may have kept it."""
    if form == "services":
        return b"".join(ndjson(hsds.service(id) for id in hsds.services()))
    if form == "doors":
        return json.dumps([hsds.service_at_location(id) for id in hsds.service_at_locations()]).encode()
    return json.dumps({"contents": [hsds.organization(id, True) for id in hsds.organizations()]}).encode()


# Our own data.


@pytest.mark.parametrize("form", ["services", "doors", "organizations"])
def test_our_own_data_comes_back_with_the_same_boxes(form: str) -> None:
    hsds = Hsds(make.catalogue(*make.everything()), AREAS, TODAY)
    back = read(export(hsds, form))
    assert doors(back) == {id: box(hsds.catalogue.door(id)) for id in hsds.service_at_locations()}


def test_names_slugs_descriptions_and_referral_come_back_too() -> None:
    hsds = Hsds(make.catalogue(*make.everything()), AREAS, TODAY)
    back = read(export(hsds, "services"))
    ours, theirs = hsds.catalogue.service(id_of("service", "hulplijn")), back[id_of("service", "hulplijn")]
    for name in ("slug", "name", "alternate_names", "description", "url", "minimum_age", "fees", "referral"):
        assert getattr(ours, name) == getattr(theirs, name)
    ours, theirs = hsds.catalogue.organization(id_of("organization", "kadera")), back[id_of("organization", "kadera")]
    for name in ("slug", "name", "alternate_names", "former_names", "role", "website", "email", "phone", "area"):
        assert getattr(ours, name) == getattr(theirs, name)
    door = back[id_of("contact-point", "lijn")]
    assert door.slug == "lijn"
    assert door.description is None
    office = back[id_of("location", "kantoor")]
    assert msgspec.structs.replace(office, facts={}) == msgspec.structs.replace(make.office(), facts={})


def test_sources_and_check_dates_come_back_as_reported() -> None:
    hsds = Hsds(make.catalogue(*make.everything()), AREAS, TODAY)
    fact = read(export(hsds, "services"))[id_of("contact-point", "lijn")].facts["phone"]
    assert (fact.source, fact.checked_on, fact.status) == (make.SOURCE, date(2026, 11, 1), "reported")


def test_a_secret_place_comes_back_with_its_region_and_nothing_more() -> None:
    hsds = Hsds(make.catalogue(*make.everything()), AREAS, TODAY)
    place = read(export(hsds, "services"))[id_of("location", "schuilplaats")]
    assert (place.confidential, place.region, place.municipality, place.name) == (True, "VR05", None, "Geheim adres")


def some(values: tuple[str, ...]) -> st.SearchStrategy[tuple[str, ...] | None]:
    return st.none() | st.lists(st.sampled_from(values), min_size=1, unique=True).map(tuple)


CLOCKS = st.sampled_from(["00:00", "08:30", "12:00", "17:00", "22:00", "24:00"])
SPANS = st.builds(
    Span,
    days=st.lists(st.sampled_from(DAYS), min_size=1, unique=True).map(tuple),
    opens=CLOCKS.filter(lambda clock: clock != "24:00"),
    closes=CLOCKS,
)
HOURS = st.none() | st.builds(
    Schedule,
    spans=st.lists(SPANS, min_size=1, max_size=2).map(tuple),
    on_holidays=st.sampled_from(["same", "closed", "unknown"]),
)
PHONES = st.none() | st.builds(
    Phone,
    number=st.sampled_from(["0800-2000", "074 123 45 67", "112"]),
    extension=st.sampled_from([None, "3", "007"]),
    label=st.sampled_from([None, "Team Toegang"]),
    kind=st.sampled_from(["voice", "text", "sms"]),
)
DOORS = st.fixed_dictionaries(
    {
        "functions": some(TERMS["functions"]),
        "topics": some(TERMS["topics"]),
        "audiences": some(TERMS["audiences"]),
        "languages": some(("nl", "en", "ti", "dse")),
        "channel": st.none() | st.sampled_from(TERMS["channels"]),
        "conditions": st.dictionaries(st.sampled_from(TERMS["conditions"]), st.sampled_from(["yes", "no"])),
        "access": st.sampled_from([None, "self", "by-referral", "professionals-only"]),
        "area": st.sampled_from([(), ("NL",), ("VR05",), ("GM0164", "GM0344")]),
        "hours": HOURS,
        "phone": PHONES,
        "at": st.sampled_from(["", "kantoor", "schuilplaats"]),
        "url": st.sampled_from([None, "https://www.voorbeeld.nl/chat"]),
        "email": st.sampled_from([None, "info@voorbeeld.nl"]),
    }
)


@settings(max_examples=60, deadline=None)
@given(made=st.lists(DOORS, min_size=1, max_size=3), form=st.sampled_from(["services", "doors", "organizations"]))
def test_any_box_comes_back_as_it_was(made: list[dict[str, Any]], form: str) -> None:
    plain = [{name: value for name, value in each.items() if value or name == "conditions"} for each in made]
    ours = [make.door(f"deur-{number}", **each) for number, each in enumerate(plain)]
    records = make.organization(), make.service(), make.office(), make.shelter(), *ours
    back = doors(read(export(Hsds(make.catalogue(*make.vocabularies(), *records), AREAS, TODAY), form)))
    assert back == {each.id: box(each) for each in ours}


# Data of others.

FOREIGN = {
    "id": "B9B86F5D-2B0B-4B5E-8B0A-6B3C6D1B7E11",
    "name": "Maatschappelijk werk",
    "status": "active",
    "description": None,
    "assured_date": "2026-10-05",
    "organization": {"id": "42", "name": "Stichting Ergens", "description": "Helpt.", "website": ""},
    "service_at_locations": [
        {
            "id": "7",
            "location": {
                "id": "9",
                "location_type": "physical",
                "name": "Wijkcentrum",
                "latitude": "52.26",
                "longitude": 6.79,
                "addresses": [
                    {
                        "id": "1",
                        "address_1": "Marktstraat 1",
                        "city": "Hengelo",
                        "state_province": "Overijssel",
                        "postal_code": "7551ab",
                        "country": "NL",
                        "address_type": "physical",
                    }
                ],
            },
            "phones": [
                {"id": "1", "number": "(074) 123.45.67", "languages": [{"id": "1", "code": "NL"}]},
                {"id": "2", "number": "0900-1234", "type": "voice"},
                {"id": "3", "number": "074-7654321", "type": "fax"},
            ],
            "service_areas": [{"id": "1", "name": "Twente"}],
            "schedules": [
                {
                    "id": "1",
                    "freq": "WEEKLY",
                    "byday": "MO",
                    "opens_at": "09:00+01:00",
                    "closes_at": "17:00+01:00",
                    "valid_from": "2026-11-01",
                    "valid_to": "2027-02-01",
                }
            ],
            "attributes": [
                {"id": "1", "link_type": "topic", "taxonomy_term": {"id": "1", "code": "x", "name": "Iets"}}
            ],
        }
    ],
    "phones": [{"id": "4", "number": "074-1111111"}],
}


def test_a_foreign_service_comes_in_with_what_it_says() -> None:
    records = read([FOREIGN])
    service, organization, place = only(records, Service), only(records, Organization), only(records, Location)
    assert service.id == FOREIGN["id"].lower()
    assert service.organization_id == organization.id != "42"
    assert service.slug.startswith("maatschappelijk-werk-")
    assert place.address == make.Address(street="Marktstraat 1", postcode="7551 AB", place="Hengelo")
    assert (place.latitude, place.precision) == (52.26, "address")


def test_a_door_for_each_number_and_none_for_a_fax() -> None:
    first, second = sorted(
        (each for each in read([FOREIGN]).values() if isinstance(each, ContactPoint)),
        key=lambda each: each.phone.number,
    )
    assert (first.phone.number, second.phone.number) == ("074 123 45 67", "0900-1234")
    assert first.languages == ("nl",)
    assert second.languages is None
    assert first.area.codes == ("VR05",)
    assert first.channel == "fysiek"
    assert first.hours.spans[0].days == ("mo",)


def test_terms_that_are_not_ours_leave_the_dimension_unknown() -> None:
    door = next(each for each in read([FOREIGN]).values() if isinstance(each, ContactPoint))
    assert {"functions", "topics", "audiences", "conditions"} <= {*unknown_dimensions(door)}


def test_one_foreign_term_makes_the_whole_dimension_unknown() -> None:
    known = {"id": "1", "link_type": "topics", "taxonomy_term": {"id": "1", "code": "stalking"}}
    foreign = {"id": "2", "link_type": "topics", "taxonomy_term": {"id": "2", "code": "iets-anders"}}
    service = FOREIGN | {"service_at_locations": [{"id": "7", "attributes": [known]}]}
    assert only(read([service]), ContactPoint).topics == ("stalking",)
    service = FOREIGN | {"service_at_locations": [{"id": "7", "attributes": [known, foreign]}]}
    assert only(read([service]), ContactPoint).topics is None


def test_an_area_that_may_be_two_is_not_known() -> None:
    for areas in ([{"id": "1", "name": "Utrecht"}], [{"id": "1", "name": "Twente"}, {"id": "2", "name": "Verweg"}]):
        service = FOREIGN | {"service_at_locations": [{"id": "7", "service_areas": areas}]}
        assert only(read([service]), ContactPoint).area is None


def test_facts_name_the_import_and_the_day_it_was_assured() -> None:
    records = read([FOREIGN])
    door = next(each for each in records.values() if isinstance(each, ContactPoint))
    assert (door.facts["phone"].source, door.facts["phone"].checked_on) == ("Sociale kaart", date(2026, 10, 5))
    assert door.facts["phone"].status == "reported"
    undated = {name: value for name, value in FOREIGN.items() if name != "assured_date"}
    door = next(each for each in read([undated]).values() if isinstance(each, ContactPoint))
    assert door.facts["phone"].checked_on == DAY


def test_the_same_foreign_id_gives_the_same_record_again() -> None:
    assert read([FOREIGN]).keys() == read([FOREIGN]).keys()


def test_a_service_without_doors_is_a_door_itself() -> None:
    service = {name: value for name, value in FOREIGN.items() if name != "service_at_locations"}
    door = only(read([service]), ContactPoint)
    assert door.phone.number == "074-1111111"
    assert door.channel == "telefoon"
    assert door.description is None


def test_hours_that_are_right_but_more_than_we_can_hold_are_not_known() -> None:
    row = FOREIGN["service_at_locations"][0]["schedules"][0] | {"interval": 2, "dtstart": "2026-11-02"}
    service = FOREIGN | {"service_at_locations": [{"id": "7", "schedules": [row]}]}
    assert only(read([service]), ContactPoint).hours is None


@pytest.mark.parametrize(
    ("status", "lifecycle", "state"),
    [
        ("active", "published", None),
        ("inactive", "archived", None),
        ("defunct", "archived", "ended"),
        ("temporarily closed", "published", "temporarily-closed"),
    ],
)
def test_a_status_is_lifecycle_and_operation(status: str, lifecycle: str, state: str | None) -> None:
    service = only(read([FOREIGN | {"status": status}]), Service)
    assert service.lifecycle == lifecycle
    assert (service.operation.state if service.operation else None) == state


def test_half_an_address_is_none_and_a_virtual_place_is_no_place() -> None:
    half = {
        "id": "9",
        "location_type": "physical",
        "addresses": [{"id": "1", "city": "Hengelo"}],
        "organization_id": "42",
    }
    virtual = {"id": "8", "location_type": "virtual", "url": "https://chat.nl"}
    doors = [{"id": "7", "location": half}, {"id": "6", "location": virtual}]
    records = read([FOREIGN | {"service_at_locations": doors}])
    assert only(records, Location).address is None
    assert {each.url for each in records.values() if isinstance(each, ContactPoint)} == {None, "https://chat.nl"}


def test_an_organization_with_its_services() -> None:
    service = {name: value for name, value in FOREIGN.items() if name != "organization"}
    records = read(
        FOREIGN["organization"]
        | {"services": [service], "organization_identifiers": [{"identifier_scheme": "NL-KVK", "identifier": "1"}]}
    )
    assert only(records, Service).organization_id == only(records, Organization).id
    assert only(records, Organization).identifiers[0].scheme == "nl-kvk"


def test_taxonomies_and_their_terms_are_not_taken_over() -> None:
    hsds = Hsds(make.catalogue(*make.everything()), AREAS, TODAY)
    assert (
        read([hsds.taxonomy(id) for id in hsds.taxonomies()] + [hsds.taxonomy_term(id) for id in hsds.taxonomy_terms()])
        == {}
    )


# Faults.


def test_all_faults_are_told_at_once_with_line_and_field() -> None:
    good = json.dumps(FOREIGN)
    wrong = json.dumps(
        FOREIGN | {"id": "8", "minimum_age": "twaalf", "phones": "geen", "url": "kadera", "assured_date": "gisteren"}
    )
    lines = f"{good}\n\n{wrong}\n{{kapot\n[1]\n".encode()
    told = {(each.where, each.pointer) for each in faults(lines)}
    assert told >= {
        ("line 3", "/minimum_age"),
        ("line 3", "/url"),
        ("line 3", "/assured_date"),
        ("line 4", ""),
        ("line 5", ""),
    }


def test_faults_in_nested_objects_have_their_place_in_the_source() -> None:
    door = {
        "id": "7",
        "phones": [{"id": "1", "number": "12"}],
        "location": 3,
        "schedules": [{"id": "1", "freq": "WEEKLY", "byday": "XX", "opens_at": "25:00", "closes_at": "09:00"}],
        "languages": [3],
    }
    told = {each.pointer for each in faults({"contents": [FOREIGN | {"service_at_locations": [door, "x"]}]})}
    assert told >= {
        "/contents/0/service_at_locations/0/phones/0",
        "/contents/0/service_at_locations/0/location",
        "/contents/0/service_at_locations/0/schedules/0/byday",
        "/contents/0/service_at_locations/0/schedules/0/opens_at",
        "/contents/0/service_at_locations/0/languages/0",
        "/contents/0/service_at_locations/1",
    }


@pytest.mark.parametrize(
    ("content", "where"),
    [
        (b"", "line 1"),
        (b'{\n"a": [1,\n}', "line 3"),
        (b"\xff\xfe", "line 1"),
        (b'[{"id": "\xff"}]', "line 1"),
        (b"[" * 100_000, "line 1"),
    ],
)
def test_what_is_no_json_is_told_with_its_line(content: bytes, where: str) -> None:
    (fault,) = faults(content)
    assert (fault.code, fault.where) == ("json", where)


def test_without_an_id_or_an_owner_nothing_can_be_kept() -> None:
    told = {
        (each.pointer, each.code)
        for each in faults([{"name": "A", "description": "B"}, {"id": "1", "location": {"id": "2"}, "service": {}}])
    }
    assert told == {("/0/id", "field.missing"), ("/1/service_id", "field.missing")}
    told = {each.pointer for each in faults([{"id": "1", "name": "A", "status": "active"}])}
    assert told == {"/0"}


def test_an_address_in_free_text_is_refused_and_not_repeated() -> None:
    (fault,) = faults([FOREIGN | {"description": "Wij zitten op Geheimstraat 12."}])
    assert fault.pointer == "/0/description"
    assert "Geheimstraat" not in fault.detail


def test_a_secret_place_of_another_source_keeps_its_region_only() -> None:
    place = FOREIGN["service_at_locations"][0]["location"] | {"confidential": True, "area_code": "VR05"}
    records = read([FOREIGN | {"service_at_locations": [{"id": "7", "location": place}]}])
    assert b"Marktstraat" not in msgspec.json.encode(only(records, Location))
    assert only(records, Location).region == "VR05"
