"""The seeds against the file of facts they were made from: nothing that is not there, nothing that is doubtful there.

The file lies beside the repository, not in it; without it these tests are skipped.
"""

import csv
import re
from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from seed_files import ROOT, SEEDS, Raw, described, divisions, doors, partners, services, texts

FACTS = ROOT.parent / "shared" / "facts" / "partners.yaml"
pytestmark = pytest.mark.skipif(not FACTS.exists(), reason="the file of facts lies outside the repository")
ENTRIES: dict[str, Raw] = (
    {each["id"]: each for each in yaml.safe_load(FACTS.read_text("utf-8"))} if FACTS.exists() else {}
)

LETTER = "Raadsbrief gemeente Hengelo, zaak 4040676, 24 maart 2026"
WEEK = ["mo", "tu", "we", "th", "fr"]
DAILY = [*WEEK, "sa", "su"]


def span(days: list[str], opens: str, closes: str) -> Raw:
    return {"days": days, "opens": opens, "closes": closes}


TELEPHONE_SWITCHBOARD = [
    span(["mo"], "10:00", "12:00"),
    span(["mo"], "19:00", "20:00"),
    span(["tu"], "12:00", "15:00"),
    span(["tu"], "19:00", "20:00"),
    span(["we"], "11:00", "14:00"),
    span(["th"], "13:00", "16:00"),
    span(["fr"], "11:00", "13:00"),
    span(["sa"], "14:00", "17:00"),
]
# Opening hours in words and what they are in a schedule; words that are not here may not be published.
HOURS: dict[str, Raw] = {
    "24 uur per dag, 7 dagen per week": {"always": True},
    "24 uur per dag, 7 dagen per week; ook weekend en feestdagen": {"always": True, "onHolidays": "same"},
    "24 uur per dag": {"always": True},
    "24 uur per dag (tekst en geluid)": {"always": True},
    "maandag t/m vrijdag 9.00-17.00 uur": {"spans": [span(WEEK, "09:00", "17:00")]},
    "maandag t/m vrijdag 9.00-21.00 uur": {"spans": [span(WEEK, "09:00", "21:00")]},
    "dagelijks 11.00-21.00 uur": {"spans": [span(DAILY, "11:00", "21:00")]},
    "beeldbemiddeling dagelijks 7.00-22.00 uur": {"spans": [span(DAILY, "07:00", "22:00")]},
    "ma 10-12 en 19-20, di 12-15 en 19-20, wo 11-14, do 13-16, vr 11-13, za 14-17 uur; zondag gesloten": {
        "spans": TELEPHONE_SWITCHBOARD
    },
    # "plus Tuesday 17-19" joins the telephone hours of 19-20.
    "als telefoon, plus di 17-19 uur": {
        "spans": [
            span(["tu"], "17:00", "20:00") if each == span(["tu"], "19:00", "20:00") else each
            for each in TELEPHONE_SWITCHBOARD
        ]
    },
}
LANGUAGES = {"Turks": "tr", "Suryoyo (Aramees)": "tru", "Arabisch": "ar"}


# ---- Reading the facts ----------------------------------------------------------------------------------------------


def nodes(value: object, key: str = "") -> Iterator[tuple[str, Raw]]:
    """Every sourced value of an entry, with the name of its field (of a channel: its type)."""
    if isinstance(value, dict):
        if "value" in value and "source" in value and "confidence" in value:
            yield value.get("type", key), value
        for name, each in value.items():
            if name not in ("unsourced", "do_not_use"):
                yield from nodes(each, name)
    elif isinstance(value, list):
        for each in value:
            yield from nodes(each, key)


def publishable(node: Raw) -> bool:
    """High or medium, not held back; a list of third parties only with a dated check of this year and high."""
    if node["confidence"] == "low" or node.get("publish") is False:
        return False
    if node["source"].startswith("openbare lijst op GitHub"):
        return node["confidence"] == "high" and re.search(r"2026-\d\d-\d\d", node["source"]) is not None
    return True


def source(node: Raw) -> str:
    if node["source"] == "raadsbrief zaaknummer 4040676":
        return LETTER
    plain = " ".join(node["source"].split())
    return plain[0].upper() + plain[1:] if plain.startswith("openbare") else plain


def status(node: Raw) -> str:
    return "reported" if node["confidence"] == "medium" or "GitHub" in node["source"] else "confirmed"


def digits(value: object) -> str:
    return re.sub(r"\D", "", str(value))


def known(entry: str, matches: Any) -> list[Raw]:
    return [node for field, node in nodes(ENTRIES[entry]) if publishable(node) and matches(field, node)]


def assert_backed(where: str, fact: Raw, found: list[Raw]) -> None:
    """The value stands in the entry, and its fact tells the same source, standing and date."""
    assert found, f"{where}: the facts do not have this value"
    told = (fact["source"], fact["status"], fact.get("asOf"))
    years = [
        {str(node["as_of"])[:4] if "-20" in str(node["as_of"]) else str(node["as_of"])} if "as_of" in node else set()
        for node in found
    ]
    options = {
        (source(node), status(node), when) for node, year in zip(found, years, strict=True) for when in (year or {None})
    }
    assert told in options, f"{where}: {told} is not one of {options}"


# ---- Nothing that is not there --------------------------------------------------------------------------------------


def test_the_same_entries():
    assert set(partners()) == set(ENTRIES)


def numbered(entry: str, number: str) -> list[Raw]:
    kinds = ("phone", "text", "whatsapp")
    return known(entry, lambda field, node: field in kinds and digits(node["value"]) == digits(number))


@pytest.mark.parametrize("name", partners())
def test_every_number_and_address_stands_in_the_facts(name):
    for each in described(partners()[name]):
        facts = each.get("facts", {})
        if "phone" in each:
            assert_backed(each["slug"], facts["phone"], numbered(name, each["phone"]["number"]))
        for field in ("url", "website", "email"):
            if field in each:
                value = each[field]
                found = known(name, lambda _, node, v=value: node["value"] == v)
                assert_backed(f"{each['slug']} {field}", facts[field], found)


@pytest.mark.parametrize("name", partners())
def test_every_place_stands_in_the_facts(name):
    for each in partners()[name].get("locations", []):
        facts = each.get("facts", {})
        for field in ("place", "street"):
            if field in each:
                value = each[field]
                # A town may stand within the name of the place ("Wijkentree van Wijkracht Hengelo").
                found = known(
                    name,
                    lambda f, n, v=value, w=field: (
                        (n["value"] == v) or (w == "place" and f == "in-person" and v in n["value"])
                    ),
                )
                assert_backed(f"{each['slug']} {field}", facts[field], found)
        if "municipality" in each and not each.get("address"):
            towns = known(name, lambda f, _: f in ("city", "in-person"))
            assert_backed(f"{each['slug']} municipality", facts["municipality"], towns)
        if "address" in each:
            values = [node["value"] for _, node in nodes(ENTRIES[name]) if publishable(node)]
            assert {each["address"][part] for part in ("street", "postcode", "place")} <= set(values)


@pytest.mark.parametrize("name", partners())
def test_opening_hours_are_those_of_the_facts(name):
    for _, door in doors(partners()[name]):
        if "hours" in door:
            found = known(name, lambda f, n, d=door: f == "hours" and HOURS.get(n["value"]) == d["hours"])
            assert_backed(f"{door['slug']} hours", door["facts"]["hours"], found)


@pytest.mark.parametrize("name", partners())
def test_languages_and_costs_are_those_of_the_facts(name):
    for _, door in doors(partners()[name]):
        if "languages" in door:
            found = known(
                name,
                lambda f, n, d=door: f == "languages" and [LANGUAGES[word] for word in n["value"]] == d["languages"],
            )
            assert_backed(f"{door['slug']} languages", door["facts"]["languages"], found)
        if answer := door.get("conditions", {}).get("gratis"):
            found = known(
                name, lambda f, n, a=answer: f == "cost" and (n["value"].startswith("gratis") == (a == "yes"))
            )
            assert_backed(f"{door['slug']} gratis", door["facts"]["conditions.gratis"], found)


@pytest.mark.parametrize("name", partners())
def test_the_area_is_that_of_the_facts(name):
    area = ENTRIES[name]["service_area"]
    table = (SEEDS / "geo" / "municipalities.csv").read_text(encoding="utf-8").splitlines()
    codes = {row["name"]: row["code"] for row in csv.DictReader(table)}
    parts = [each for each in described(partners()[name]) if "area" in each]
    told = {tuple(each["area"]["codes"]) for each in parts}
    match area:
        case {"level": "wereld"}:
            assert told == set()
        case _ if name == "veilige-steden":
            assert told == {(codes["Hengelo"],)}
        case {"level": "land"}:
            assert told == {("NL",)}
        case {"level": "gemeente", "names": places}:
            assert told == {tuple(codes[each] for each in places)}
        case {"gemeenten": places}:
            assert len(places) == 14
            assert told == {("VR05",)}
        case _:
            regions = {
                "kadera": ("VR05", "VR04"),
                "centrum-seksueel-geweld-twente-achterhoek": ("VR05",),
                "filomena-rotterdam": ("VR17",),
            }
            regions["blijf-groep-oranje-huis"] = ("VR10", "VR11", "VR12", "VR13", "VR14", "VR25")
            assert told == {regions[name]}
    for each in parts:
        if "source" in area:
            fact = each["facts"]["area"]
            assert (fact["source"], fact["status"]) == (source(area), status(area)), each["slug"]


@pytest.mark.parametrize("name", partners())
def test_services_their_access_and_who_takes_reports_are_those_of_the_facts(name):
    access = {
        "zelf": "self",
        "via-verwijzer": "by-referral",
        "alleen-professionals": "professionals-only",
        "n.v.t.": None,
    }
    known_services = {each["name"]: each for each in ENTRIES[name]["services"]}
    for service in services(partners()[name]):
        told = known_services[service["name"]]
        points = service["contactPoints"]
        assert {door.get("access") for door in points} == {access[told["access"]]}, service["slug"]
        takes = [door for door in points if door.get("conditions", {}).get("neemt-melding-aan") == "yes"]
        assert bool(takes) == told["is_meldpunt"], service["slug"]
        reports = [door for door in points if "melden" in door.get("functions", [])]
        # 112 is for danger now: it takes reports, but is no overlap for the function of reporting.
        assert bool(reports) == (told["is_meldpunt"] and name != "noodnummer-112"), service["slug"]


# Whom a door helps beyond the list of its service, and why.
MORE = {
    "noodnummer-112-spoed-tekst": {"doven-slechthorenden"},  # the label of this very channel
    "veilig-thuis-twente-advies-chat": {"jongeren"},  # the national chat, as veilig-thuis-landelijk lists it
}


@pytest.mark.parametrize("name", partners())
def test_no_audience_is_invented(name):
    known_services = {each["name"]: each for each in ENTRIES[name]["services"]}
    for service, door in doors(partners()[name]):
        told = {*known_services[service["name"]]["audiences"], *MORE.get(door["slug"], set())}
        assert set(door["audiences"]) <= told, door["slug"]


def test_every_publishable_channel_is_published():
    missing = []
    for name, entry in ENTRIES.items():
        told = {
            each[field]
            for each in described(partners()[name])
            for field in ("url", "website", "email")
            if field in each
        }
        numbers = {digits(each["phone"]["number"]) for each in described(partners()[name]) if "phone" in each}
        for service in entry["services"]:
            for channel in service["channels"]:
                if channel["type"] == "in-person" or not publishable(channel):
                    continue
                value = channel["value"]
                if value not in told and digits(value) not in numbers:
                    missing.append((name, value))
    assert missing == []


# ---- Nothing that is doubtful there ---------------------------------------------------------------------------------


def doubtful() -> Iterator[tuple[str, str]]:
    """Values that may stand nowhere in the seeds: without a source, low, held back, or from an undated list."""
    for name, entry in ENTRIES.items():
        for each in entry.get("unsourced", []):
            yield name, str(each["value"])
        for _, node in nodes(entry):
            # The word "gratis" betrays nothing; costs have a test of their own.
            if not publishable(node) and node["value"] != "gratis":
                yield name, str(node["value"])


def traces(value: str) -> Iterator[re.Pattern[str]]:
    """What would betray a value in a text: its digits as a number, its host, its street, or the words themselves."""
    if re.fullmatch(r"\+?[\d\s-]{5,}", value):
        yield re.compile(r"(?<!\d)" + r"[\s.-]*".join(digits(value)) + r"(?!\d)")
    elif value.startswith("http"):
        yield re.compile(
            r"(?<![\w.@-])(?:www\.)?" + re.escape(value.split("//")[1].removeprefix("www.")) + r"(?![\w#/-])"
        )
    else:
        yield re.compile(re.escape(value), re.IGNORECASE)
        for part in value.split(","):
            if re.search(r"\d", part) and re.search(r"[a-z]{4}", part):
                yield re.compile(re.escape(part.strip()), re.IGNORECASE)


def seed_texts() -> list[str]:
    return [*texts(list(partners().values())), *texts(divisions())]


def test_no_doubtful_value_stands_anywhere():
    written = seed_texts()
    values = {value for _, value in doubtful()}
    assert len(values) > 20
    # One address is doubtful as a website and sound within the address of the chat and the mail box.
    assert "https://switchboard.nl" in values
    found = [(value, text) for value in values for trace in traces(value) for text in written if trace.search(text)]
    assert found == []


def test_values_out_of_use_stand_under_notes_only():
    public = [*texts([{key: part for key, part in body.items() if key != "notes"} for body in partners().values()])]
    noted = {
        note["value"]
        for body in partners().values()
        for note in body.get("notes", [])
        if note["purpose"] == "do-not-use"
    }
    old = {each["value"] for entry in ENTRIES.values() for each in entry.get("do_not_use", [])}
    assert noted == old
    assert [(value, text) for value in old for trace in traces(value) for text in public if trace.search(text)] == []


def test_the_traces_would_be_seen():
    """A guard that never barked is not one."""
    for value, text in [
        ("0800-3200032", "Bel 0800 320 00 32 nu"),
        ("https://www.wijkracht.nl", "zie www.wijkracht.nl voor meer"),
        ("Twentehuis, Nijverheidstraat 30, 7511 JM Enschede", "aan de Nijverheidstraat 30"),
        ("https://switchboard.nl", "https://switchboard.nl"),
        ("14 053", "14053"),
    ]:
        assert any(trace.search(text) for trace in traces(value)), value
    assert not any(trace.search("https://switchboard.nl/#chat") for trace in traces("https://switchboard.nl"))
