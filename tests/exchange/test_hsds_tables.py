"""HSDS as tables: every key leads somewhere, nothing runs in a spreadsheet, and nothing secret is in it."""

from collections.abc import Iterator
from functools import cache

import pytest

from directory.exchange.hsds import Hsds, descriptor, every_row, tabular
from directory.exchange.hsds.tables import cell, national
from directory.model import Phone

from . import builders as make
from .builders import AREAS, TODAY


@cache
def tables() -> dict[str, list[dict[str, str]]]:
    hsds = Hsds(make.catalogue(*make.everything()), AREAS, TODAY)
    return {file: [*_dicts(iter(rows))] for file, rows in tabular(hsds)}


def _dicts(rows: Iterator[list[str]]) -> Iterator[dict[str, str]]:
    heading = next(rows)
    return (dict(zip(heading, row, strict=True)) for row in rows)


def test_every_table_has_a_unique_key_and_what_it_demands() -> None:
    for resource in descriptor()["resources"]:
        rows = tables()[resource["path"]]
        assert rows
        assert len({row["id"] for row in rows}) == len(rows)
        for field in resource["schema"]["fields"]:
            if field.get("constraints", {}).get("required"):
                assert all(row[field["name"]] for row in rows), (resource["path"], field["name"])


def test_every_foreign_key_leads_to_a_row() -> None:
    ids = {each["name"]: {row["id"] for row in tables()[each["path"]]} for each in descriptor()["resources"]}
    for resource in descriptor()["resources"]:
        for key in resource["schema"].get("foreignKeys", ()):
            found = {row[key["fields"]] for row in tables()[resource["path"]]} - {""}
            assert found <= ids[key["reference"]["resource"]], (resource["path"], key)


def test_one_pass_gives_the_same_rows() -> None:
    hsds = Hsds(make.catalogue(*make.everything()), AREAS, TODAY)
    found: dict[str, list[list[str]]] = {}
    for file, row in every_row(hsds):
        found.setdefault(file, []).append(row)
    assert found == {file: [*rows] for file, rows in tabular(hsds)}


def test_a_secret_place_is_a_nameless_virtual_row() -> None:
    (place,) = (row for row in tables()["locations.csv"] if row["id"] == make.shelter().id)
    assert {value for name, value in place.items() if name not in ("id", "organization_id")} == {
        "virtual",
        "Geheim adres",
        "",
    }
    assert not [row for row in tables()["addresses.csv"] if row["location_id"] == make.shelter().id]
    assert "xyzzy" not in str(tables()).lower()


@pytest.mark.parametrize("text", ["=1+1", "+31", "-1", "@x", "\tx", "\0x", "\rx"])
def test_a_cell_that_a_spreadsheet_would_run_is_text(text: str) -> None:
    assert cell(text) == f"'{text}"


def test_other_cells_are_what_they_are() -> None:
    assert [cell(each) for each in ("'s avonds", "a=b", 0, 52.5, None)] == ["'s avonds", "a=b", "0", "52.5", ""]


@pytest.mark.parametrize(
    ("number", "told"), [("+31 74 123", "074 123"), ("+49 30 1", "0049 30 1"), ("0800-2000", "0800-2000")]
)
def test_phones_are_in_national_form(number: str, told: str) -> None:
    assert national(number) == told
    records = make.organization(phone=Phone(number="+31 74 1234567")), make.service(description="=cmd()")
    hsds = Hsds(make.catalogue(*records), AREAS, TODAY)
    found = {file: [*rows] for file, rows in tabular(hsds)}
    assert "074 1234567" in found["phones.csv"][1]
    assert "'=cmd()" in found["services.csv"][1]


def test_a_service_whose_organization_is_gone_and_a_term_of_nowhere_have_no_row() -> None:
    lost = make.service("los", "weg")
    hsds = Hsds(make.catalogue(make.organization(), make.service(), make.door(topics=("iets",)), lost), AREAS, TODAY)
    found = {file: [*rows] for file, rows in tabular(hsds)}
    assert len(found["services.csv"]) == 2
    assert len(found["attributes.csv"]) == 1
