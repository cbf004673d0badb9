"""Does this already exist: what a council, a funder or another tool gets to hear."""

from typing import Any

import pytest
from click.testing import CliRunner
from msgspec import structs

from directory.cli import main
from directory.model import Change, ContactPoint, Kept, Occasion, Organization, Schedule, Span
from directory.model.json import decode
from tests.conftest import NOW, Client, Desk

FEMICIDE = {
    "title": "Centraal aanspreekpunt femicide",
    "functions": ["informatie", "advies", "melden", "doorverwijzen"],
    "topics": ["femicide", "intieme-terreur"],
    "audiences": ["slachtoffers"],
    "area": ["twente"],
    "channels": ["telefoon", "web"],
    "hours": "24/7",
    "languages": ["nl"],
}
CHAT = {
    "functions": ["advies"],
    "topics": ["partnergeweld"],
    "audiences": ["slachtoffers"],
    "area": ["VR05"],
    "channels": ["chat"],
    "hours": "elke dag 17:00-23:00",
}


def check(client: Client, **proposal: Any) -> dict[str, Any]:
    answer = client.post("/api/v1/overlap-checks", json=proposal)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def faults(client: Client, body: Any) -> dict[str, str]:
    answer = client.post("/api/v1/overlap-checks", json=body)
    assert answer.status_code == 400, answer.text
    return {each["location"]: each["detail"] for each in answer.json()["errors"]}


def slugs(answer: dict[str, Any], part: str) -> list[str]:
    return [each["slug"] for each in answer.get(part, ())]


def test_the_letters_own_question_is_to_strengthen_what_there_is(client: Client) -> None:
    answer = check(client, **FEMICIDE)
    assert answer["verdict"] == "strengthen"
    assert answer["coverage"]["need"] == [1.0, 1.0]
    assert answer["coverage"]["full"][0] < 0.9
    assert answer["minimalGap"]["dimensions"] == ["channels"]
    assert "via website" in answer["minimalGap"]["boxes"][0]["text"]
    assert slugs(answer, "overlapping")[0] == "veilig-thuis-twente"
    assert "federatie-nabestaanden-geweldslachtoffers" in slugs(answer, "adjacent")
    assert "noodnummer-112" not in slugs(answer, "overlapping")
    assert any("112" in each["text"] for each in answer["divisionOfLabour"])
    first = answer["overlapping"][0]
    assert first["missing"] == ["via website"]
    assert any("femicide" in each or "informatie" in each for each in first["via"])
    assert answer["strengthen"][0] == {
        "slug": "veilig-thuis-twente",
        "name": "Veilig Thuis Twente",
        "add": "advies via website",
    }
    assert answer["dataVersion"] > 0


def test_a_chat_in_the_evening_is_an_extension_and_no_new_door(client: Client) -> None:
    answer = check(client, **CHAT)
    assert answer["verdict"] == "strengthen"
    assert answer["minimalGap"]["dimensions"] == ["channels"]
    assert answer["minimalGap"]["boxes"][0]["text"] == "via chat elke dag 17:00-23:00"
    low, high = answer["coverage"]["full"]
    assert low < high
    verify = answer["verifyFirst"][0]
    assert (verify["slug"], verify["dimension"]) == ("fier-chat-chat", "hours")
    assert verify["ask"]
    assert "Vraag eerst na" in answer["summary"]


def test_half_a_proposal_gets_no_figures_but_the_fields_that_are_missing(client: Client) -> None:
    answer = check(client, title="Nu is het genoeg", functions=["advies"])
    assert answer["verdict"] == "needs-input"
    assert answer["missingInput"] == ["topics", "audiences", "area"]
    assert "coverage" not in answer
    assert slugs(answer, "confusableWith") == ["nou-is-het-genoeg"]


@pytest.mark.parametrize("title", ["Hulplijn 116", "Bel 116"])
def test_a_number_one_digit_from_another_may_be_mixed_up_with_it(client: Client, title: str) -> None:
    assert {"noodnummer-112", "113-zelfmoordpreventie"} <= {*slugs(check(client, title=title), "confusableWith")}


def test_a_site_that_looks_like_another_is_told(client: Client) -> None:
    assert "nou-is-het-genoeg" in slugs(check(client, title="www.nuishetgenoeg.nl"), "confusableWith")


def test_what_if_a_partner_stops(client: Client) -> None:
    asked = {**FEMICIDE, "channels": ["telefoon"]}
    assert check(client, **asked)["verdict"] == "refer"
    without = check(client, **asked, without=["veilig-thuis-twente", "veilig-thuis-landelijk"])
    assert without["verdict"] != "refer"
    assert "veilig-thuis-twente" not in slugs(without, "overlapping")
    assert "id" not in without


def test_what_if_somebody_adds_a_door(client: Client) -> None:
    before = check(client, **CHAT)
    door = {key: CHAT[key] for key in ("functions", "topics", "audiences", "area", "channels", "hours")}
    after = check(client, **CHAT, **{"with": [door]})
    assert (before["verdict"], after["verdict"]) == ("strengthen", "refer")
    assert after["coverage"]["full"] == [1.0, 1.0]
    assert "id" not in after
    half = check(client, **CHAT, **{"with": [{**door, "area": ["Hengelo"]}]})
    assert half["coverage"]["full"][0] == pytest.approx(1 / 14, abs=1e-4)
    open_hours = check(client, **CHAT, **{"with": [{key: door[key] for key in door if key != "hours"}]})
    assert open_hours["coverage"]["full"] == [0.0, 1.0]
    found = faults(client, {**CHAT, "with": [{"functions": ["advise"]}, {"text": "x"}]})
    assert {*found} == {"/with/0/functions", "/with/1"}
    deep = faults(client, {**CHAT, "with": [{"with": [{"with": [door]}], "functions": ["advise"]}]})
    assert {*deep} == {"/with/0", "/with/0/functions"}
    assert {*faults(client, {**CHAT, "with": "x"})} == {"/with"}


def test_a_paragraph_becomes_a_proposal_that_can_be_corrected_and_is_not_kept(client: Client) -> None:
    text = (
        "Wij stellen een nieuw meldpunt voor: slachtoffers van stalking in Hengelo kunnen dag en nacht telefonisch "
        "advies krijgen en een melding doen. Het is anoniem en gratis."
    )
    answer = check(client, text=text)
    proposal = answer["proposal"]
    assert {"advies", "melden"} <= {*proposal["functions"]}
    assert proposal["topics"] == ["stalking"]
    assert proposal["area"] == ["GM0164"]
    assert proposal["hours"]["always"] is True
    assert {"anoniem", "gratis"} <= {*proposal["conditions"]}
    assert "veilig-thuis-twente" in slugs(answer, "overlapping")
    assert "id" not in answer
    assert check(client, text=text, audiences=["professionals"])["proposal"]["audiences"] == ["professionals"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (
            "Een chat voor slachtoffers van partnergeweld, elke avond van 19.00 tot 22.00 uur. Niet voor plegers.",
            {"audiences": ["slachtoffers"], "topics": ["partnergeweld"], "channels": ["chat"]},
        ),
        ("Een spreekuur in het Arabisch en Turks, op woensdagochtend van 9 tot 12 uur.", {"languages": ["tr", "ar"]}),
        (
            "Meldpunt voor kapotte straatverlichting in Enschede, via app en telefoon.",
            {"topics": [], "area": ["GM0153"]},
        ),
        ("Lotgenoten ontmoeten, in Rijssen", {"area": ["GM1742"], "functions": ["lotgenotencontact"]}),
    ],
)
def test_a_paragraph_says_what_it_says_and_nothing_else(client: Client, text: str, says: dict[str, list[str]]) -> None:
    proposal = check(client, text=text)["proposal"]
    assert {name: proposal[name] for name in says} == says


@pytest.mark.parametrize(
    ("said", "spans"),
    [
        ("ma-vr 9:00-12:00, 13:00-17:00", [("mo tu we th fr", "09:00", "12:00"), ("mo tu we th fr", "13:00", "17:00")]),
        ("ma,wo,vr 10-12", [("mo we fr", "10:00", "12:00")]),
        ("ma en di 9-12 en vr 13-17", [("mo tu", "09:00", "12:00"), ("fr", "13:00", "17:00")]),
        ("maandag tot en met vrijdag van 9 tot 17 uur", [("mo tu we th fr", "09:00", "17:00")]),
        ("za-ma 22:00-02:00", [("sa su mo", "22:00", "02:00")]),
        ("weekend", [("sa su", "00:00", "24:00")]),
    ],
)
def test_hours_as_people_write_them(client: Client, said: str, spans: list[tuple[str, str, str]]) -> None:
    read = check(client, hours=said)["proposal"]["hours"]["spans"]
    assert [(" ".join(each["days"]), each["opens"], each["closes"]) for each in read] == spans


def test_who_is_not_named_in_a_list_of_roles_is_not_left_out(client: Client) -> None:
    asked = {"functions": ["advies"], "topics": ["partnergeweld"], "area": ["Borne"], "channels": ["telefoon"]}
    women = check(client, **asked, audiences=["vrouwen"])
    assert women["verdict"] == "refer"
    assert slugs(women, "overlapping")[0] == "veilig-thuis-twente"
    assert any("volwassenen" in each for each in women["assumed"])
    young = check(client, **asked, audiences=["huurders"])["coverage"]["core"]
    assert young[1] == 1.0
    shelter = {"functions": ["opvang"], "topics": ["partnergeweld"], "area": ["twente"], "audiences": ["mannen"]}
    doors = [door["slug"] for each in check(client, **shelter)["overlapping"] for door in each["contactPoints"]]
    assert not any("vrouwenopvang" in each for each in doors)


def test_emergency_help_is_for_everybody(client: Client) -> None:
    answer = check(
        client, functions=["noodhulp"], topics=["acuut-gevaar"], audiences=["plegers", "jongeren"], area=["twente"]
    )
    assert answer["verdict"] == "refer"
    assert slugs(answer, "overlapping")[0] == "noodnummer-112"


def test_where_nobody_does_it_the_summary_says_so_and_names_who_works_on_the_subject(client: Client) -> None:
    app = {"functions": ["melden"], "topics": ["straatintimidatie"], "audiences": ["vrouwen"], "area": ["Hengelo"]}
    answer = check(client, **app, channels=["app"])
    assert answer["overlapping" if "overlapping" in answer else "adjacent"]
    assert "Niemand doet dit" in answer["summary"]
    assert "Veilige Steden" in answer["summary"]


def test_what_is_only_unknown_is_asked_and_not_called_missing(client: Client) -> None:
    asked = {"functions": ["advies"], "topics": ["partnergeweld"], "audiences": ["slachtoffers"], "area": ["twente"]}
    answer = check(client, **asked, channels=["telefoon"], languages=["ar"])
    assert not any("Arabisch" in each["add"] for each in answer.get("strengthen", ()))
    assert any(each["dimension"] == "languages" for each in answer["verifyFirst"])
    assert "Vraag eerst na" in answer["summary"]


def test_every_fault_comes_at_once_with_what_would_be_right(client: Client) -> None:
    found = faults(
        client, {"functions": ["advise"], "topics": ["stalkng"], "area": ["Atlantis"], "hours": "soms", "colour": "red"}
    )
    assert {*found} == {"/functions", "/topics", "/area", "/hours", "/colour"}
    assert "advies" in found["/functions"]
    assert "stalking" in found["/topics"]


@pytest.mark.parametrize(
    "body",
    [
        [],
        "x",
        {"title": 3},
        {"title": "x" * 201},
        {"title": "Opvang Molenstraat 12"},
        {"title": "Opvang Kerkstr. 12"},
        {"title": "Mail jan@example.nl"},
        {"title": "Bel 06-12345678"},
        {"hours": {"spans": []}},
        {"hours": {"spans": [{"days": ["xx"], "opens": "09:00", "closes": "10:00"}]}},
        {"hours": "ma-vr 25:00-26:00"},
        {"hours": 7},
        {"area": ["Hengelo (Gld)", ""]},
        {"without": ["niemand"]},
        {"functions": [["advies"]]},
    ],
)
def test_a_bad_body_is_a_problem_and_nothing_else(client: Client, body: Any) -> None:
    assert faults(client, body)


def test_an_address_in_a_title_is_refused_without_being_repeated(client: Client) -> None:
    assert "Molenstraat" not in str(faults(client, {"title": "Opvang Molenstraat 12"}))


def test_the_order_of_what_is_asked_changes_nothing(client: Client) -> None:
    turned = {name: value[::-1] if isinstance(value, list) else value for name, value in FEMICIDE.items()}
    one, other = check(client, **FEMICIDE), check(client, **turned)
    for part in ("verdict", "coverage", "depth"):
        assert one[part] == other[part]
    assert slugs(one, "overlapping") == slugs(other, "overlapping")
    assert one["id"] == other["id"]


def _withdraw_hours(desk: Desk) -> None:
    """The telephone of Veilig Thuis Twente gets office hours: advice and reports alike."""
    office = Schedule(spans=(Span(days=("mo", "tu", "we", "th", "fr"), opens="09:00", closes="17:00"),))
    changes = []
    for kept in desk.store.records("contact-point"):
        door = decode("contact-point", kept.document)
        assert isinstance(door, ContactPoint)
        if door.slug.startswith("veilig-thuis") and door.hours and door.hours.always:
            after = structs.replace(door, hours=office)
            changes.append(Change(kind="contact-point", id=door.id, after=after, expected=kept.revision))
    desk.store.commit(changes, Occasion(actor="test", at=NOW, reason="Een proef."))


def test_a_dossier_stays_as_it_was_and_says_what_changed_since(desk: Desk) -> None:
    asked = {**FEMICIDE, "channels": ["telefoon"]}
    kept = check(desk.client, **asked)
    assert kept["links"]["self"].endswith(kept["id"])
    before = desk.client.get(f"/api/v1/overlap-checks/{kept['id']}").json()
    assert before["verdict"] == "refer"
    assert before["since"]["differences"] == []
    _withdraw_hours(desk)
    after = desk.client.get(f"/api/v1/overlap-checks/{kept['id']}").json()
    assert (after["verdict"], after["coverage"], after["dataVersion"]) == (
        "refer",
        kept["coverage"],
        kept["dataVersion"],
    )
    assert after["since"]["verdict"] == "strengthen"
    assert after["since"]["dataVersion"] > kept["dataVersion"]
    assert any("bestaat al, versterk" in each for each in after["since"]["differences"])


def test_a_dossier_forgets_a_partner_that_may_not_be_shown_any_more(desk: Desk) -> None:
    kept = check(desk.client, **FEMICIDE)
    assert "fier" in slugs(kept, "overlapping")
    id = desk.client.get("/api/v1/organizations/fier").json()["id"]
    standing = desk.store.read("organization", id)
    assert isinstance(standing, Kept)
    record = decode("organization", standing.document)
    assert isinstance(record, Organization)
    hidden = structs.replace(record, lifecycle="draft")
    change = Change(kind="organization", id=id, after=hidden, expected=standing.revision)
    desk.store.commit([change], Occasion(actor="test", at=NOW, reason="Even weg."))
    shown = desk.client.get(f"/api/v1/overlap-checks/{kept['id']}")
    assert shown.status_code == 200
    assert "fier" not in slugs(shown.json(), "overlapping")
    assert "Fier" not in shown.text
    assert "fier" not in shown.text


def test_a_dossier_says_who_was_merged(desk: Desk) -> None:
    kept = check(desk.client, **FEMICIDE)
    command = ["merge", "veilig-thuis-landelijk", "veilig-thuis-twente", "--data", str(desk.settings.data)]
    told = CliRunner().invoke(main, command)
    assert told.exit_code == 0, told.output
    differences = desk.client.get(f"/api/v1/overlap-checks/{kept['id']}").json()["since"]["differences"]
    assert any("samengevoegd met Veilig Thuis Twente" in each for each in differences)
    assert not any("landelijk" in each and "niets meer" in each for each in differences)


def test_a_partner_that_was_withdrawn_is_not_named_in_old_dossiers(desk: Desk) -> None:
    kept = check(desk.client, **FEMICIDE)
    id = desk.client.get("/api/v1/organizations/fier").json()["id"]
    told = CliRunner().invoke(main, ["retire", "fier", "--data", str(desk.settings.data)])
    assert told.exit_code == 0, told.output
    assert desk.client.get(f"/api/v1/organizations/{id}").status_code == 410
    assert "fier" not in slugs(desk.client.get(f"/api/v1/overlap-checks/{kept['id']}").json(), "overlapping")
    assert faults(desk.client, {**FEMICIDE, "without": ["fier"]})


@pytest.mark.parametrize("id", ["2026-11-25-0000000000000000", "x", "..%2Fx", "2026"])
def test_a_check_that_was_never_kept_is_not_found(client: Client, id: str) -> None:
    assert client.get(f"/api/v1/overlap-checks/{id}").status_code == 404


def test_the_hours_that_are_asked_for_come_with_the_share_that_exists_in_them(client: Client) -> None:
    answer = check(client, **CHAT)
    asked = sorted(hour for each in answer["week"] for first, last in each["runs"] for hour in range(first, last))
    assert asked == [day * 24 + hour for day in range(7) for hour in range(17, 23)]
    low = sum(each["share"][0] * (last - first) for each in answer["week"] for first, last in each["runs"]) / len(asked)
    assert low == pytest.approx(answer["coverage"]["full"][0], abs=1e-3)
    assert "week" not in check(client, **{name: value for name, value in CHAT.items() if name != "hours"})
