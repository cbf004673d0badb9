"""The seeds hold together: they are records, refer to what exists, and say where each value is from."""

from collections import Counter
from itertools import chain

import pytest
from seed_files import SEEDS, Raw, described, divisions, doors, partners, services, texts, vocabularies

from directory import validation
from directory.model import Kind
from directory.model.ids import derived_id

DIMENSIONS = ("functions", "topics", "audiences")
ANSWERS = {"yes", "no"}
# The values a visitor acts upon: each has a fact of its own name.
SOURCED = (
    "website",
    "phone",
    "url",
    "email",
    "hours",
    "languages",
    "area",
    "street",
    "place",
    "address",
    "municipality",
)
SECRET = {"slug", "name", "confidential", "region", "municipality", "facts"}
FILES = tuple(partners())


def terms(vocabulary: str) -> set[str]:
    return {each["slug"] for each in vocabularies()[vocabulary]["terms"]}


def slugs(kind: Kind) -> list[str]:
    bodies = partners().values()
    match kind:
        case "organization":
            return [body["organization"]["slug"] for body in bodies]
        case "location":
            return [each["slug"] for body in bodies for each in body.get("locations", [])]
        case "service":
            return [each["slug"] for body in bodies for each in services(body)]
        case "contact-point":
            return [door["slug"] for body in bodies for _, door in doors(body)]
        case _:
            return [each["slug"] for body in bodies for each in body.get("notes", [])]


def convert(kind: Kind, raw: Raw, **references: object) -> None:
    validation.read(kind, {**raw, **references, "id": derived_id(kind, raw["slug"])})


def without(raw: Raw, *keys: str) -> Raw:
    return {key: value for key, value in raw.items() if key not in keys}


# ---- They are records -----------------------------------------------------------------------------------------------


def test_there_is_one_file_for_each_of_the_67_partners():
    assert len(FILES) == 67
    assert all(body["organization"]["slug"] == name for name, body in partners().items())


@pytest.mark.parametrize("name", ["functions", "topics", "audiences", "channels", "conditions"])
def test_a_vocabulary_converts(name):
    raw = vocabularies()[name]
    numbered = [{**each, "id": derived_id("term", name, each["slug"])} for each in raw["terms"]]
    convert("vocabulary", {**raw, "terms": numbered})
    assert all(each["labels"]["en"] for each in raw["terms"])


@pytest.mark.parametrize("name", FILES)
def test_a_partner_file_converts(name):
    body = partners()[name]
    organization = body["organization"]
    owner = derived_id("organization", name)
    parent = {"partOf": derived_id("organization", organization["partOf"])} if "partOf" in organization else {}
    convert("organization", organization, **parent)
    for location in body.get("locations", []):
        convert("location", location, organizationId=owner)
    for service in services(body):
        places = [derived_id("location", each) for each in service.get("locationIds", [])]
        convert("service", without(service, "contactPoints", "locationIds"), organizationId=owner, locationIds=places)
    for service, door in doors(body):
        place = {"locationId": derived_id("location", door["location"])} if "location" in door else {}
        convert("contact-point", without(door, "location"), serviceId=derived_id("service", service["slug"]), **place)
    for note in body.get("notes", []):
        convert("note", note, about=derived_id("organization", note["about"]))


def test_the_divisions_of_labour_convert_and_are_sourced():
    for each in divisions():
        parties = {f"{side}Id": derived_id("organization", each[side]) for side in ("from", "to")}
        convert("division-of-labour", without(each, "from", "to"), **parties)
        assert each["facts"]["sentence"]["source"], each["slug"]


# ---- They refer to what exists --------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["organization", "location", "service", "contact-point", "note"])
def test_no_slug_is_used_twice(kind):
    assert [slug for slug, times in Counter(slugs(kind)).items() if times > 1] == []


def test_every_reference_resolves():
    organizations, places = set(slugs("organization")), set(slugs("location"))
    parties = organizations | set(slugs("contact-point"))
    for body in partners().values():
        assert body["organization"].get("partOf", "kadera") in organizations
        assert all(each["about"] in organizations for each in body.get("notes", []))
        assert all(set(each.get("locationIds", [])) <= places for each in services(body))
        assert all(door.get("location", "csg-enschede") in places for _, door in doors(body))
    assert {each[side] for each in divisions() for side in ("from", "to")} <= parties


@pytest.mark.parametrize("name", FILES)
def test_no_term_is_unknown(name):
    for _, door in doors(partners()[name]):
        for dimension in DIMENSIONS:
            assert set(door.get(dimension, [])) <= terms(dimension), door["slug"]
        assert {door["channel"]} <= terms("channels") if "channel" in door else True
        assert set(door.get("conditions", {})) <= terms("conditions"), door["slug"]
        assert set(door.get("conditions", {}).values()) <= ANSWERS, door["slug"]


def test_street_harassment_and_sexual_violence_lie_outside_domestic_violence_and_femicide_within():
    broader = {each["slug"]: each.get("broader") for each in vocabularies()["topics"]["terms"]}

    def root(slug: str) -> str:
        return root(above) if (above := broader[slug]) else slug

    assert root("femicide") == root("stalking") == root("huwelijksdwang") == "huiselijk-geweld"
    assert {root(each) for each in ("straatintimidatie", "seksueel-geweld", "mensenhandel", "nabestaanden")} == {
        "straatintimidatie",
        "seksueel-geweld",
        "mensenhandel",
        "nabestaanden",
    }
    assert root("wonen") == root("meldcode") == "andere-hulpvraag"


# ---- They say where each value is from ------------------------------------------------------------------------------


@pytest.mark.parametrize("name", FILES)
def test_every_value_that_people_act_upon_has_a_fact_of_its_name(name):
    for each in described(partners()[name]):
        facts = each.get("facts", {})
        wanted = {field for field in SOURCED if field in each}
        wanted |= {f"conditions.{slug}" for slug in each.get("conditions", {})}
        assert wanted <= set(facts), each["slug"]
    assert "description" in partners()[name]["organization"]["facts"]


@pytest.mark.parametrize("name", FILES)
def test_what_a_list_of_third_parties_says_is_only_reported_and_asked_after(name):
    body = partners()[name]
    asked = {(each["slug"], question["field"]) for each in described(body) for question in each.get("questions", [])}
    asked_at_a_door = {question["field"] for _, door in doors(body) for question in door.get("questions", [])}
    for each in described(body):
        for field, fact in each.get("facts", {}).items():
            if fact["source"].startswith("Openbare lijst op GitHub"):
                assert fact["status"] == "reported", (each["slug"], field)
                assert (each["slug"], field) in asked or field in asked_at_a_door, (each["slug"], field)


def test_a_door_has_one_number_or_one_address():
    for body in partners().values():
        for _, door in doors(body):
            assert len({"phone", "url", "email"} & set(door)) <= 1, door["slug"]


def test_the_reporting_door_and_the_chat_of_veilig_thuis_differ():
    by_slug = {door["slug"]: door for body in partners().values() for _, door in doors(body)}
    telephone, chat = by_slug["veilig-thuis-twente-melding-telefoon"], by_slug["veilig-thuis-twente-advies-chat"]
    assert "melden" in telephone["functions"]
    assert telephone["conditions"]["neemt-melding-aan"] == "yes"
    assert chat["conditions"]["neemt-melding-aan"] == "no"
    assert "professionals" not in chat["audiences"]
    on_the_bill = {slug for slug, door in by_slug.items() if "niet-op-telefoonrekening" in door.get("conditions", {})}
    assert on_the_bill == {"veilig-thuis-landelijk-bellen-telefoon"}


def test_a_door_for_professionals_is_for_nobody_else():
    for body in partners().values():
        for _, door in doors(body):
            if door.get("access") == "professionals-only":
                assert door["audiences"] == ["professionals"], door["slug"]


@pytest.mark.parametrize(
    ("name", "state"), [("filomena-rotterdam", "example"), ("hulplijn-116", "studied"), ("hear-my-voice", "unknown")]
)
def test_what_nobody_can_go_to_has_no_door(name, state):
    body = partners()[name]
    assert body["organization"]["operation"]["state"] == state
    assert list(doors(body)) == []
    assert "phone" not in body["organization"]


# ---- They are safe --------------------------------------------------------------------------------------------------


def test_a_confidential_place_is_a_region_and_nothing_more():
    secret = [each for body in partners().values() for each in body.get("locations", []) if each.get("confidential")]
    assert len(secret) == 5
    for each in secret:
        assert set(each) <= SECRET, each["slug"]
        assert set(each.get("facts", {})) <= {"municipality"}, each["slug"]
        assert not any(character.isdigit() for character in each["name"]), each["slug"]


def test_the_town_of_a_confidential_place_comes_from_the_organization_itself():
    for body in partners().values():
        host = body["organization"].get("website", "https://none").removeprefix("https://www.")
        for each in body.get("locations", []):
            if each.get("confidential") and "municipality" in each:
                assert host in each["facts"]["municipality"]["source"], each["slug"]


def test_nothing_is_shouted():
    for path in chain.from_iterable(
        (SEEDS / each).glob("*.yaml") for each in ("partners", "vocabularies", "divisions")
    ):
        assert "!" not in path.read_text(encoding="utf-8"), path.name


@pytest.mark.parametrize("name", FILES)
def test_old_numbers_stand_under_notes_only(name):
    body = partners()[name]
    old = [note["value"] for note in body.get("notes", []) if note["purpose"] == "do-not-use"]
    public = [*texts(without(body, "notes"))]
    assert [(value, text) for value in old for text in public if value in text] == []


# ---- They can be found ----------------------------------------------------------------------------------------------

LETTER = {
    "wijkracht-hengelo": "Wijkkracht Hengelo",
    "aandachtsfunctionarissen-hengelo": "aandachtfunctionarissen",
    "orange-the-world": "Orange the world",
    "gemeente-hengelo": "14-074",
    "veilig-thuis-twente": "VTT",
    "nou-is-het-genoeg": "www.nouishetgenoeg.nl",
    "centrum-seksueel-geweld-twente-achterhoek": "Centrum Seksueel Geweld",
    "federatie-nabestaanden-geweldslachtoffers": "FNG",
    "code-rood-overleg": "code rood overleg",
    "lokaal-educatieve-agenda-hengelo": "Lokaal Educatieve Agenda",
    "huisartsen-hengelo": "huis- en jeugdartsen",
    "jeugdgezondheidszorg-ggd-twente": "huis- en jeugdartsen",
    "geloofsgemeenschappen-hengelo": "geloofsgemeenschappen",
    "vrouwenverenigingen-hengelo": "vrouwenverenigingen",
    "bibliotheek-hengelo": "de bibliotheek",
    "onderwijs-hengelo": "onderwijs",
    "avem-groepen": "AVEM-groepen",
    "gemeente-enschede-centrumgemeente": "centrumgemeente Enschede",
    "filomena-rotterdam": "Filomena",
    "tijdelijk-huisverbod": "Tijdelijk huisverbod",
    "training-gericht-op-de-toekomst": "Gericht op de Toekomst",
    "mind-hulplijn": "MIND Korrelatie",
}


@pytest.mark.parametrize(("name", "spelling"), LETTER.items())
def test_the_letters_spelling_is_a_name(name, spelling):
    organization = partners()[name]["organization"]
    names = [organization["name"], *organization.get("alternateNames", []), *organization.get("formerNames", [])]
    assert spelling in names
