"""Is this in the directory already, over HTTP: classes, reasons, directions, batches, and odd input."""

import json
import random
from typing import Any

import pytest
from click.testing import CliRunner
from msgspec import structs

from directory.cli import main
from directory.matching import checking
from directory.model import Change, ContactPoint, Fact, Kind, Location, Occasion, Organization, Phone
from directory.model.ids import derived_id
from directory.model.json import decode
from tests.api.test_bad_input import faults, problem
from tests.conftest import NOW, Client, Desk

PATH = "/api/v1/duplicate-checks"
OCCASION = Occasion(actor="test", at=NOW, reason="Een proef.")
VTT = {"name": "Veilig Thuis Twente", "phones": ["0800-2000"], "url": "https://www.veiligthuistwente.nl"}


def check(client: Client, **record: Any) -> dict[str, dict[str, Any]]:
    """The candidates of a record, by slug, the first one first."""
    answer = client.post(PATH, json=record)
    assert answer.status_code == 200, answer.text
    return {each["slug"]: each for each in answer.json()["candidates"]}


def judged(client: Client, one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any] | None:
    """The pair that these two are in a batch, when a person should look at it."""
    answer = client.post(PATH, json={"records": [{"key": "one", **one}, {"key": "other", **other}]})
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["pairs"]
    return found[0] if found else None


# What somebody may write, and the entry that it is.
SAME = [
    ({"name": "Stichting Veilig Thuis Twente"}, "veilig-thuis-twente"),
    ({"name": "veilig thuis regio TWENTE"}, "veilig-thuis-twente"),
    ({"name": "VTT", "phones": ["+31 800 2000"]}, "veilig-thuis-twente"),
    ({"name": "Veilig Thuis Twnete", "url": "veiligthuistwente.nl"}, "veilig-thuis-twente"),
    ({"name": "CSG Twente", "place": "Enschede"}, "centrum-seksueel-geweld-twente-achterhoek"),
    ({"name": "Kadera aanpak huiselijk geweld", "phones": ["0884222495"]}, "kadera"),
    ({"name": "Welbions", "place": "Hengelo"}, "welbions"),
    ({"name": "nouishetgenoeg.nl"}, "nou-is-het-genoeg"),
    ({"name": "Stichting Slachtofferhulp Nederland", "phones": ["0900 0101"]}, "slachtofferhulp-nederland"),
    ({"name": "FNG", "url": "fngnederland.nl"}, "federatie-nabestaanden-geweldslachtoffers"),
    ({"name": "Hulplijn 113", "phones": ["113"]}, "113-zelfmoordpreventie"),
    ({"name": "Ka\u00addera\u200b", "url": "https://kadera.nl/contact"}, "kadera"),
]


@pytest.mark.parametrize(("record", "slug"), SAME)
def test_an_entry_is_recognised_however_it_is_written(client: Client, record: dict[str, Any], slug: str) -> None:
    found = check(client, **record)
    assert next(iter(found)) == slug
    assert found[slug]["class"] == "same"
    assert found[slug]["score"] >= 2
    assert found[slug]["label"] == "waarschijnlijk dezelfde"


@pytest.mark.parametrize(
    "record",
    [
        {"name": "Veilig Thuis IJsselland", "phones": ["0800-2000"], "place": "Zwolle"},
        {"name": "Veilig Thuis Gelderland-Midden", "phones": ["0800-2000"], "url": "https://www.veiligthuis.nl"},
        {"name": "CSG Utrecht", "phones": ["0800-0188"], "url": "https://www.centrumseksueelgeweld.nl"},
        {"name": "Bibliotheek Enschede", "place": "Enschede"},
        {"name": "Gemeente Almelo", "phones": ["14 0546"]},
        {"name": "Politie Rotterdam", "phones": ["0900-8844"], "url": "https://www.politie.nl"},
        {"name": "Filomena Twente", "place": "Enschede"},
        {"name": "Zorg- en Veiligheidshuis IJsselland"},
        {"name": "Alarmnummer 114"},
        {"name": "Veiligheidshuis Almelo"},
        {"name": "Nu is het genoeg", "phones": ["0800-2000"]},
        {"name": "CSG Het Noordik", "place": "Almelo"},
        {"name": "Mannenopvang Almelo"},
        {"name": "Wijkracht team Noord", "place": "Hengelo"},
        {"name": "Gemeente Hengelo (Gld)"},
        {"name": "Gemeente Hengelo", "place": "Hengelo (Gld)"},
        {"name": "Gemeente Hengelo", "place": "Bronckhorst"},
        {"name": "Gemeente Hengelo", "place": "Gelderland"},
        {"name": "Gemeente Hengelo", "area": ["GM1876"]},
        {"name": "Protestantse Gemeente te Hengelo (Gld)"},
        {"name": "Bibliotheek Hengelo (Gelderland)"},
        {"name": "Veilig Thuis Twente", "area": ["VR04"]},
        {"name": "Valente", "place": "Rome", "url": "https://valente.it"},
        {"name": "Pharos", "place": "Londen", "url": "pharos-lighting.com", "phones": ["020-7946000"]},
        {"name": "Fier", "url": "https://fier-coaching.nl", "phones": ["06-12345678"]},
        {"name": "Slachtofferhulp", "place": "Antwerpen"},
    ],
)
def test_nothing_else_is_proposed_as_the_same(client: Client, record: dict[str, Any]) -> None:
    assert [slug for slug, each in check(client, **record).items() if each["class"] == "same"] == []


def test_another_region_of_a_network_is_a_sister_and_says_why(client: Client) -> None:
    found = check(client, name="Veilig Thuis IJsselland", phones=["0800-2000"], place="Zwolle")
    sister, whole = found["veilig-thuis-twente"], found["veilig-thuis-landelijk"]
    assert sister["class"] == "sister"
    assert [each["field"] for each in sister["vetoes"]] == ["region"]
    assert "from" not in sister
    assert whole["class"] == "part-of"
    assert (whole["from"], whole["to"]) == ("record", whole["id"])


def test_a_place_in_the_name_says_less_than_what_is_stated(client: Client) -> None:
    found = check(client, name="Veilig Thuis Twente", area=["VR04"])["veilig-thuis-twente"]
    assert [each["field"] for each in found["vetoes"]] == ["region"]
    assert "place" not in {each["field"] for each in found["reasons"]}
    for place in ("Hengelo (O)", "Hengelo (Overijssel)", "Hengelo"):
        assert check(client, name="Gemeente Hengelo", place=place)["gemeente-hengelo"]["class"] == "same"
    assert check(client, name="Gemeente Hengelo (Ov.)")["gemeente-hengelo"]["class"] == "same"
    gelders = {"name": "Gemeente Hengelo", "place": "Bronckhorst"}
    pair = judged(client, gelders, gelders)
    assert pair is not None
    assert pair["class"] == "same"


def test_a_namesake_abroad_or_with_another_site_and_number_is_left_to_a_person(client: Client) -> None:
    found = check(client, name="Fier", url="https://fier-coaching.nl", phones=["06-12345678"])["fier"]
    assert (found["class"], [each["field"] for each in found["vetoes"]]) == ("related", ["url"])
    assert check(client, name="Fier", url="https://fier-coaching.nl", place="Leeuwarden")["fier"]["class"] == "same"
    assert check(client, name="Kadera", url="https://kadera-nieuw.nl", place="Enschede")["kadera"]["class"] == "same"
    one = {"name": "Zonnebrug", "place": "Rome"}
    for place, verdict in (("Rome", "same"), ("rome", "same"), ("Parijs", "related"), ("Hengelo", "related")):
        pair = judged(client, one, {"name": "Zonnebrug", "place": place})
        assert pair is not None
        assert pair["class"] == verdict
    for nowhere in ("landelijk", "?"):
        assert check(client, name="Slachtofferhulp", place=nowhere)["slachtofferhulp-nederland"]["class"] == "same"


@pytest.mark.parametrize(
    "record",
    [
        {"name": "Landelijke hulplijn 113", "phones": ["112"]},
        {"name": "113 Zelfmoordpreventie", "phones": ["112"]},
        {"name": "113 Zelfmoordpreventie", "phones": ["0900-0113", "144"]},
        {"name": "Alarmnummer 112", "phones": ["113"]},
    ],
)
def test_another_line_of_three_digits_is_never_the_same(client: Client, record: dict[str, Any]) -> None:
    found = check(client, **record)
    assert found
    assert all(each["class"] != "same" for each in found.values())
    assert any(veto["field"] == "phones" for each in found.values() for veto in each["vetoes"])
    assert check(client, name="113 Zelfmoordpreventie", phones=["113"])["113-zelfmoordpreventie"]["class"] == "same"


@pytest.mark.parametrize(
    ("record", "slug", "ahead"),
    [
        ({"name": "GGD Twente", "url": "ggdtwente.nl"}, "jeugdgezondheidszorg-ggd-twente", False),
        ({"name": "Politie Oost-Nederland"}, "politie-twente", False),
        ({"name": "Basisteam Hengelo"}, "politie-twente", True),
        ({"name": "Ministerie van Buitenlandse Zaken"}, "buitenlandse-zaken-noodnummer", False),
        ({"name": "MIND"}, "mind-hulplijn", False),
        ({"name": "Valente"}, "valente-opvangatlas", False),
    ],
)
def test_another_name_of_an_entry_may_be_that_of_its_whole(
    client: Client, record: dict[str, Any], slug: str, *, ahead: bool
) -> None:
    found = check(client, **record)[slug]
    assert found["class"] == "part-of"
    assert (found["from"] == "record") is ahead
    assert [each["field"] for each in found["vetoes"]] == ["name"]


def test_another_name_of_its_own_is_the_same(client: Client) -> None:
    for name in ("Politie Twente", "CSG Twente", "Wijkracht", "Lokaal Educatieve Agenda", "Stichting 113", "SHN"):
        found = check(client, name=name, url="https://www.slachtofferhulp.nl" if name == "SHN" else None)
        assert next(iter(found.values()))["class"] == "same", name


def test_a_number_of_26_regions_says_little(client: Client) -> None:
    reasons = check(client, name="VTT", phones=["0800-2000"])["veilig-thuis-twente"]["reasons"]
    phone = next(each for each in reasons if each["field"] == "phones")
    assert phone["weight"] < 1
    assert "26 organisaties" in phone["text"]


def test_what_went_before_leads_to_its_successor(client: Client) -> None:
    for name in ("SHG Twente", "Steunpunt Huiselijk Geweld Twente", "Advies- en Meldpunt Kindermishandeling Twente"):
        found = check(client, name=name, phones=["0900-1262626"])["veilig-thuis-twente"]
        assert found["class"] == "successor"
        assert (found["from"], found["to"]) == ("record", found["id"])
    assert check(client, name="Sensoor")["luisterlijn"]["class"] == "successor"
    old = {"name": "Korrelatie", "phones": ["0900-1450"]}
    pair = judged(client, {"name": "MIND Hulplijn", "formerNames": ["Korrelatie"]}, old)
    assert pair is not None
    assert (pair["class"], pair["from"], pair["to"]) == ("successor", "other", "one")


def test_an_old_number_still_leads_to_the_one_who_had_it(client: Client) -> None:
    now = {"name": "Stichting De Brug", "phones": ["074-2000001"], "formerPhones": ["074-2000002"]}
    pair = judged(client, now, {"name": "De Brug", "phones": ["+31 (0)74 2000002"]})
    assert pair is not None
    assert pair["class"] == "same"
    assert "formerPhones" in {each["field"] for each in pair["reasons"]}


def test_a_number_in_the_register_decides(client: Client) -> None:
    one = {"name": "Stichting De Brug", "kvk": "08123456"}
    same = judged(client, one, {"name": "Brughuis", "kvk": "8123456", "place": "Almelo"})
    assert same is not None
    assert same["score"] >= 0
    other = judged(client, one, {"name": "De Brug", "kvk": "08999999"})
    assert other is None or other["class"] != "same"


def test_teams_and_numbers_in_names_keep_entries_apart(client: Client) -> None:
    for one, other in (("Wijkteam Noord Almelo", "Wijkteam Zuid Almelo"), ("Team 1 Kadera", "Team 2 Kadera")):
        pair = judged(client, {"name": one, "phones": ["074-2000001"]}, {"name": other, "phones": ["074-2000001"]})
        assert pair is None or pair["class"] in ("sister", "related")
    assert judged(client, {"name": "Hulplijn 112"}, {"name": "Hulplijn 113"}) is None


def test_the_score_is_the_sum_of_what_is_said(client: Client) -> None:
    for record in (VTT, {"name": "Veilig Thuis Drenthe"}, {"name": "Kadera", "place": "Almelo"}):
        for each in check(client, **record).values():
            lines = [*each["reasons"], *each["vetoes"]]
            assert each["score"] == pytest.approx(sum(line["weight"] for line in lines))
            assert all(line["text"] and line["field"] for line in lines)
            assert (each["score"] >= 2) is (each["class"] == "same")


def test_the_record_that_is_edited_is_left_out(client: Client) -> None:
    id = check(client, **VTT)["veilig-thuis-twente"]["id"]
    assert "veilig-thuis-twente" not in check(client, **VTT, exclude=id)


def test_the_answer_says_on_what_it_rests_and_is_kept_by_nobody(client: Client) -> None:
    answer = client.post(PATH, json=VTT)
    body = answer.json()
    assert body["engine"] == "dup-1.0"
    assert body["checked"] >= 1
    assert body["dataVersion"] > 0
    assert answer.headers["cache-control"] == "no-store"


# Batches.

BATCH = [
    {"key": "a", "name": "Veilig Thuis Twente", "phones": ["0800-2000"], "place": "Enschede"},
    {"key": "b", "name": "VTT", "alternateNames": ["Veilig Thuis Twente"], "phones": ["0800-2000"]},
    {"key": "c", "name": "Veilig Thuis Drenthe", "phones": ["0800-2000"], "place": "Assen"},
    {"key": "d", "name": "Stichting Kadera", "place": "Almelo"},
    {"key": "e", "name": "Kadera", "place": "Almelo"},
    {"key": "f", "name": "Voedselbank Borne"},
]


def test_a_batch_is_judged_among_itself(client: Client) -> None:
    pairs = client.post(PATH, json={"records": BATCH}).json()["pairs"]
    found = {(each["a"], each["b"]): each["class"] for each in pairs}
    assert found == {("a", "b"): "same", ("d", "e"): "same", ("a", "c"): "sister", ("b", "c"): "sister"}


def test_the_order_of_a_batch_changes_nothing(client: Client) -> None:
    chance = random.Random(2)
    answers = set()
    for _ in range(5):
        records = chance.sample(BATCH, len(BATCH))
        answers.add(json.dumps(client.post(PATH, json={"records": records}).json()["pairs"]))
    assert len(answers) == 1


def test_a_batch_beside_the_directory_gives_candidates_for_each_record(client: Client) -> None:
    body = client.post(PATH, json={"records": BATCH, "against": "directory"}).json()
    found = {each["key"]: [(other["slug"], other["class"]) for other in each["candidates"]] for each in body["records"]}
    assert found["a"][0] == ("veilig-thuis-twente", "same")
    assert found["e"][0] == ("kadera", "same")
    assert found["f"] == []
    assert body["pairs"]


def test_a_large_batch_is_answered(client: Client) -> None:
    chance = random.Random(3)
    words = ["".join(chance.choices("abcdefghijklmnoprstuvw", k=8)) for _ in range(1_500)]
    records = [{"key": f"{at}", "name": f"Stichting {word}", "phones": ["0800-2000"]} for at, word in enumerate(words)]
    records.append({"key": "twice", "name": f"Stichting {words[7]}"})
    pairs = client.post(PATH, json={"records": records}).json()["pairs"]
    assert [(each["a"], each["b"]) for each in pairs] == [("7", "twice")]


def test_copies_are_found_however_many_there_are(client: Client) -> None:
    copy = {"name": "Huisartsenpraktijk Zonnebrug", "phones": ["074-2000001"], "url": "https://zonnebrug.nl"}
    body = client.post(PATH, json={"records": [{"key": f"{at:05}", **copy} for at in range(10_000)]}).json()
    assert {(each["a"], each["class"]) for each in body["pairs"]} == {("00000", "same")}
    assert (len(body["pairs"]), body["total"], body["truncated"], body["tooCommon"]) == (9_999, 9_999, False, [])


def test_what_too_many_records_have_is_said(client: Client) -> None:
    words = [f"{at:05}".translate(str.maketrans("0123456789", "abcdefghij")) for at in range(1_000)]
    shared = {"name": "Huisartsenpraktijk", "phones": ["074-2000001"]}
    records = [{"key": word, "email": f"{word}@example.org", **shared} for word in words]
    body = client.post(PATH, json={"records": records}).json()
    said = {each["field"]: (each["value"], each["records"]) for each in body["tooCommon"]}
    assert body["pairs"] == []
    assert said["name"] == ("huisartsenpraktyk", 1_000)
    assert said["phones"] == ("0742000001", 1_000)


def test_of_too_many_pairs_the_most_alike_are_told(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    records = [{"key": f"{at:02}", "name": "Zonnebrug", "place": "Hengelo" if at < 10 else None} for at in range(30)]
    every = client.post(PATH, json={"records": records}).json()
    assert (every["total"], every["truncated"]) == (435, False)
    monkeypatch.setattr(checking, "MOST_PAIRS", 20)
    most = client.post(PATH, json={"records": records}).json()
    assert (most["total"], most["truncated"]) == (435, True)
    assert most["pairs"] == every["pairs"][:20]


# Odd input.


@pytest.mark.parametrize(
    "name",
    [
        "!!!",
        "…",
        "-",
        "\u202eetnewT siuhT gilieV",
        "é" * 300,
        "x" * 300,
        "(((",
        "a",
        "🏠",
        "بيت آمن",
        "0",
        "Stichting",
        "112",
    ],
)
def test_odd_names_get_an_answer(client: Client, name: str) -> None:
    assert all(each["class"] != "same" or name == "112" for each in check(client, name=name).values())
    assert judged(client, {"name": name}, {"name": name[::-1]}) is not False


def test_odd_fields_get_an_answer(client: Client) -> None:
    record = {
        "name": "Kadera",
        "phones": ["", "112 of 0900-8844"],
        "url": "http://[.",
        "email": "a@b; c@d",
        "place": "Atlantis",
    }
    assert check(client, **record)
    assert check(client, name="Kadera", url=None, email="", place="  ", alternateNames=["", "\u200b"])
    assert client.post(PATH, json={"records": []}).json()["pairs"] == []


@pytest.mark.parametrize(
    ("body", "where"),
    [
        ({}, {"/name"}),
        ({"name": ""}, {"/name"}),
        ({"name": 5, "phones": "0800-2000", "place": 7, "bla": 1}, {"/name", "/phones", "/place", "/bla"}),
        ({"name": "x" * 301, "phones": [800]}, {"/name", "/phones/0"}),
        ({"name": "Kadera", "exclude": "kadera"}, {"/exclude"}),
        (
            {"name": "Kadera", "kvk": "1", "email": "x", "phones": ["074-2000001", "abc"]},
            {"/kvk", "/email", "/phones/1"},
        ),
        (
            {"name": "Ka\0dera", "alternateNames": ["a\x1b"], "url": "ftp://a.nl"},
            {"/name", "/alternateNames/0", "/url"},
        ),
        ({"name": "Kadera", "url": "javascript:alert(1)", "urls": ["kadera.nl", "x"]}, {"/url", "/urls/1"}),
        ({"records": [{"key": "a", "name": "x"}, {"key": "b", "name": "x", "kvk": "x"}]}, {"/records/1/kvk"}),
        ({"records": {}}, {"/records"}),
        ({"records": [], "against": "everything"}, {"/against"}),
        ({"records": [{"key": "a", "name": "x"}, {"key": "a", "name": ""}]}, {"/records/1/key", "/records/1/name"}),
        ({"records": [{"name": "x"}, 5, None]}, {"/records/0/key", "/records/1", "/records/2"}),
        ({"records": [{"key": str(at), "name": "x"} for at in range(10_001)]}, {"/records"}),
        ({"records": [{"key": str(at), "name": "x"} for at in range(1_001)], "against": "directory"}, {"/records"}),
    ],
)
def test_every_fault_comes_at_once_with_its_place(client: Client, body: dict[str, Any], where: set[str]) -> None:
    assert set(faults(client.post(PATH, json=body))) == where


@pytest.mark.parametrize("body", [b"", b"[]", b"5", b"{", b'{"name": "\xff"}', b"[" * 100_000])
def test_what_is_no_object_is_a_problem(client: Client, body: bytes) -> None:
    problem(client.post(PATH, content=body, headers={"content-type": "application/json"}))


def test_a_body_that_is_too_large_or_of_another_type_is_refused(client: Client) -> None:
    problem(client.post(PATH, json={"name": "x" * 9_000_000}), 413)
    problem(client.post(PATH, content=b"name=x", headers={"content-type": "text/plain"}), 415)


# The roster follows what is edited.


def test_an_edit_is_seen_in_the_next_answer(desk: Desk) -> None:
    assert check(desk.client, name="Stichting Zonnebrug") == {}
    new = Organization(
        id=derived_id("organization", "zonnebrug"),
        slug="zonnebrug",
        name="Zonnebrug",
        role="help",
        description="Proef.",
    )
    desk.store.commit([Change(kind="organization", id=new.id, after=new)], OCCASION)
    assert check(desk.client, name="Stichting Zonnebrug")["zonnebrug"]["class"] == "same"
    other = structs.replace(new, name="Maanbrug")
    desk.store.commit([Change(kind="organization", id=new.id, after=other, expected=1)], OCCASION)
    assert check(desk.client, name="Stichting Zonnebrug") == {}
    assert check(desk.client, name="Maanbrug")["zonnebrug"]["class"] == "same"


def test_a_draft_is_nobodys_candidate(desk: Desk) -> None:
    kept = next(each for each in desk.store.records("organization"))
    record = decode("organization", kept.document)
    assert isinstance(record, Organization)
    assert record.slug in check(desk.client, name=record.name)
    draft = structs.replace(record, lifecycle="draft")
    desk.store.commit([Change(kind="organization", id=record.id, after=draft, expected=kept.revision)], OCCASION)
    assert record.slug not in check(desk.client, name=record.name)


def _find(desk: Desk, kind: Kind, slug: str) -> tuple[Any, int]:
    for kept in desk.store.records(kind):
        record: Any = decode(kind, kept.document)
        if record.slug == slug:
            return record, kept.revision
    raise AssertionError(slug)


def test_a_new_number_of_a_door_is_a_number_of_its_organization(desk: Desk) -> None:
    asked = {"name": "Kadera advies", "phones": ["074-2000099"]}
    assert "phones" in {
        each["field"] for each in check(desk.client, **asked)["kadera"]["reasons"] if each["weight"] < 0
    }
    service, _ = _find(desk, "service", "kadera-ambulante-hulp")
    door = next(
        each
        for kept in desk.store.records("contact-point")
        if (each := decode("contact-point", kept.document)) and getattr(each, "service_id", None) == service.id
    )
    assert isinstance(door, ContactPoint)
    changed = structs.replace(door, phone=Phone(number="074-2000099"))
    _, revision = _find(desk, "contact-point", door.slug)
    desk.store.commit([Change(kind="contact-point", id=door.id, after=changed, expected=revision)], OCCASION)
    phones = [each for each in check(desk.client, **asked)["kadera"]["reasons"] if each["field"] == "phones"]
    assert phones[0]["weight"] > 3


def test_the_town_of_a_location_is_where_its_organization_is(desk: Desk) -> None:
    office, _ = _find(desk, "organization", "nou-is-het-genoeg")
    before = check(desk.client, name=office.name, place="Zwolle")[office.slug]["score"]
    place = Location(
        id=derived_id("location", "zaak"),
        slug="zaak",
        organization_id=office.id,
        name="Kantoor",
        place="Zwolle",
        facts={"place": Fact(source="https://www.example.org", checked_on=NOW.date())},
    )
    desk.store.commit([Change(kind="location", id=place.id, after=place)], OCCASION)
    assert check(desk.client, name=office.name, place="Zwolle")[office.slug]["score"] > before


def test_what_the_directory_knows_as_a_part_is_a_part(desk: Desk) -> None:
    whole, _ = _find(desk, "organization", "kadera")
    part = Organization(
        id=derived_id("organization", "kadera-2"),
        slug="kadera-2",
        name="Kadera Training",
        role="help",
        description="Proef.",
        part_of=whole.id,
    )
    desk.store.commit([Change(kind="organization", id=part.id, after=part)], OCCASION)
    told = CliRunner().invoke(main, ["duplicates", "--json", "--data", str(desk.settings.data)]).output
    pair = next(each for each in json.loads(told)["pairs"] if part.id in (each["a"], each["b"]))
    assert (pair["class"], pair["from"], pair["to"]) == ("part-of", part.id, whole.id)
    assert "In de gids staat" in pair["vetoes"][0]["text"]
