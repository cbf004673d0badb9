"""schema.org: what exists, with its doors and hours, and no place of a shelter."""

import json
from datetime import date
from typing import Any

import pytest

from directory.exchange import linked
from directory.exchange.licence import ATTRIBUTION, LICENCE_URL
from directory.model import Exceptional, Identifier, Operation, Phone, Record, Schedule, Span
from tests.exchange import builders as b

BASE = "https://gids.example.nl"


def document(*records: Record) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(b"".join(linked.graph(b.catalogue(*records), b.AREAS, BASE)))
    return found


def nodes(*records: Record) -> dict[str, dict[str, Any]]:
    return {each["name"]: each for each in document(*records)["@graph"]}


def doors(service: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {each["@id"].rpartition("/")[2]: each for each in service["availableChannel"]}


def test_the_document_says_what_it_is_and_under_which_licence() -> None:
    found = document(*b.everything())
    assert found["@context"] == "https://schema.org"
    assert found["@graph"][0]["@type"] == "Dataset"
    assert (found["@graph"][0]["license"], found["@graph"][0]["creditText"]) == (LICENCE_URL, ATTRIBUTION)


def test_an_organization_is_of_the_type_that_its_role_allows() -> None:
    roles = ("authority", "community", "help", "knowledge")
    found = nodes(*(b.organization(each, role=each) for each in roles))
    types = [found[each.title()]["@type"] for each in roles]
    assert types == ["GovernmentOrganization", "NGO", "Organization", "Organization"]


def test_an_organization_tells_names_parent_numbers_and_where_people_can_come() -> None:
    found = nodes(*b.everything())
    kadera, wijkracht = found["Kadera"], found["Wijkracht"]
    assert kadera["@id"] == f"{BASE}/api/v1/organizations/{b.id_of('organization', 'kadera')}"
    assert kadera["alternateName"] == ["Stichting Kadera"]
    assert kadera["telephone"] == "088-422 24 00,012"
    assert [each["name"] for each in kadera["areaServed"]] == ["Twente", "IJsselland"]
    assert [each["geo"]["longitude"] for each in kadera["location"]] == [6.7931]
    assert kadera["location"][0]["address"]["postalCode"] == "7551 AB"
    assert wijkracht["parentOrganization"] == {"@id": kadera["@id"]}
    assert wijkracht["identifier"] == [{"@type": "PropertyValue", "propertyID": "nl-kvk", "value": "12345678"}]
    assert "location" not in wijkracht


def test_a_service_is_the_union_of_its_doors() -> None:
    service = nodes(*b.everything())["Hulplijn"]
    assert service["@type"] == "Service"
    assert service["serviceType"] == ["huiselijk geweld", "stalking"]
    assert [each["audienceType"] for each in service["audience"]] == ["slachtoffers", "omstanders"]
    assert {each["identifier"]: each["@type"] for each in service["areaServed"]} == {
        "VR05": "AdministrativeArea",
        "NL": "Country",
        "GM0164": "AdministrativeArea",
        "GM0168": "AdministrativeArea",
    }
    assert nodes(b.organization(role="authority"), b.service())["Hulplijn"]["@type"] == "GovernmentService"


def test_a_door_is_a_channel_and_a_contact_point_with_hours_and_languages() -> None:
    found = doors(nodes(*b.everything())["Hulplijn"])
    line, chat, desk = (found[b.id_of("contact-point", each)] for each in ("lijn", "chat", "balie"))
    assert line["@type"] == ["ServiceChannel", "ContactPoint"]
    assert line["telephone"] == "0800-2000"
    assert line["availableLanguage"] == ["nl", "en"]
    assert line["contactType"] == "advies, melden"
    assert line["hoursAvailable"][0]["closes"] == "23:59"
    assert chat["serviceUrl"] == "https://www.voorbeeld.nl/chat"
    assert desk["serviceLocation"]["geo"]["latitude"] == 52.2656


def test_of_a_secret_place_there_is_no_address_and_no_point() -> None:
    found = doors(nodes(*b.everything())["Hulplijn"])[b.secret_door().id]
    assert found["telephone"] == "088-422 24 95"
    assert not {"serviceLocation", "geo", "address", "location"} & found.keys()
    text = json.dumps(document(*b.everything()))
    assert "Xyzzy" not in text
    assert b.shelter().id not in text


def test_plans_examples_and_what_was_archived_are_not_told() -> None:
    studied = b.organization("idee", operation=Operation(state="studied"))
    found = nodes(*b.everything(), studied)
    assert not {"Idee", "Onderzoek", "Vroeger"} & found.keys()
    assert b.id_of("contact-point", "plan") not in doors(found["Hulplijn"])


def test_nothing_is_empty_or_null() -> None:
    def walk(value: Any) -> Any:
        yield value
        for each in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
            yield from walk(each)

    found = document(*b.everything(), b.organization("kaal", identifiers=(Identifier(scheme="x", value="1"),)))
    assert not [each for each in walk(found) if each in (None, "", [], {})]


WEEK = [f"https://schema.org/{each}" for each in linked.WEEKDAYS]
MONDAY = Span(days=("mo",), opens="09:00", closes="24:00")


def spec(opens: str, closes: str, days: list[str] | None = None, **more: str) -> dict[str, Any]:
    node = {"@type": "OpeningHoursSpecification", "opens": opens, "closes": closes, **more}
    return {**node, "dayOfWeek": days} if days else node


@pytest.mark.parametrize(
    ("hours", "told"),
    [
        (Schedule(always=True), [spec("00:00", "23:59", WEEK)]),
        (Schedule(spans=(MONDAY,)), [spec("09:00", "00:00", WEEK[:1])]),
        (Schedule(spans=(Span(days=("sa",), opens="09:00", closes="09:00"),)), [spec("09:00", "08:59", WEEK[5:6])]),
        (Schedule(spans=(Span(days=("sa",), opens="00:00", closes="24:00"),)), [spec("00:00", "23:59", WEEK[5:6])]),
        (Schedule(spans=(Span(days=("sa",), opens="22:00", closes="02:00"),)), [spec("22:00", "02:00", WEEK[5:6])]),
        (Schedule(spans=(Span(days=("mo",), opens="09:00", closes="10:00", nth=1),)), []),
        (
            Schedule(
                spans=(MONDAY,),
                on_holidays="closed",
                valid_from=date(2026, 9, 1),
                valid_to=date(2027, 6, 30),
                exceptions=(
                    Exceptional(first=date(2026, 12, 24), last=date(2026, 12, 26)),
                    Exceptional(first=date(2026, 12, 31), last=date(2026, 12, 31), spans=(MONDAY,)),
                ),
            ),
            [
                spec("09:00", "00:00", WEEK[:1], validFrom="2026-09-01", validThrough="2027-06-30"),
                spec("00:00", "00:00", ["https://schema.org/PublicHolidays"]),
                spec("00:00", "00:00", validFrom="2026-12-24", validThrough="2026-12-26"),
                spec("09:00", "00:00", validFrom="2026-12-31", validThrough="2026-12-31"),
            ],
        ),
    ],
)
def test_hours_are_opening_hours_specifications(hours: Schedule, told: list[dict[str, Any]]) -> None:
    assert list(linked.opening_hours(hours)) == told


def test_a_number_without_extension_is_as_people_dial_it() -> None:
    found = nodes(b.organization(phone=Phone(number="0800-2000")))["Kadera"]
    assert found["telephone"] == "0800-2000"
