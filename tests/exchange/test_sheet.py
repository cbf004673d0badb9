"""Contact points as a table: nothing that a spreadsheet would run, nothing of a secret place."""

import csv
import io
from datetime import date
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.exchange import sheet
from directory.model import Exceptional, Operation, Phone, Record, Schedule, Span
from tests.exchange import builders as b


def table(*records: Record) -> dict[str, dict[str, str]]:
    text = b"".join(sheet.table(b.catalogue(*records))).decode()
    return {each["slug"]: each for each in csv.DictReader(io.StringIO(text, newline=""))}


def test_a_row_holds_the_whole_box_of_a_door() -> None:
    row = table(*b.everything())["lijn"]
    assert row == {
        **dict.fromkeys(sheet.COLUMNS, ""),
        "id": b.id_of("contact-point", "lijn"),
        "slug": "lijn",
        "organization": "Kadera",
        "organizationSlug": "kadera",
        "service": "Hulplijn",
        "serviceSlug": "hulplijn",
        "functions": "advies|melden",
        "topics": "huiselijk-geweld|stalking",
        "audiences": "slachtoffers|omstanders",
        "area": "VR05",
        "hours": "24/7",
        "languages": "nl|en",
        "channel": "telefoon",
        "conditionsYes": "anoniem|gratis",
        "access": "self",
        "phone": "0800-2000",
        "lifecycle": "published",
        "verifiedOn": "2026-11-01",
        "phoneSource": b.SOURCE,
    }


def test_what_is_not_known_is_named_and_never_a_no() -> None:
    rows = table(*b.everything())
    assert rows["chat"]["conditionsNo"] == "anoniem"
    assert rows["chat"]["unknown"] == "audiences"
    assert rows["onbekend"]["unknown"] == "functions|topics|audiences|area|hours|languages|channel|conditions"
    assert rows["onbekend"]["verifiedOn"] == ""


def test_every_door_has_a_row_and_rows_of_one_organization_stand_together() -> None:
    rows = [*table(*b.everything()).values()]
    keys = [(each["organizationSlug"], each["serviceSlug"], each["slug"]) for each in rows]
    assert keys == sorted(keys)
    assert len(rows) == sum(each.__struct_config__.tag == "contact-point" for each in b.everything())


def test_a_visiting_address_is_told_and_a_post_office_box_is_not() -> None:
    rows = table(*b.everything(), b.desk_door("bus", "cursus", at="postbus"))
    assert rows["balie"]["address"] == "Marktstraat 1, 7551 AB Hengelo"
    assert (rows["balie"]["place"], rows["balie"]["municipality"]) == ("Hengelo", "GM0164")
    assert rows["bus"]["address"] == ""


def test_of_a_secret_place_there_is_nothing() -> None:
    secret = b.secret_door(url="https://www.voorbeeld.nl/opvang")
    row = table(*[each for each in b.everything() if each.id != secret.id], secret)["opvang"]
    assert [row[name] for name in ("location", "address", "place", "municipality", "urlSource")] == [""] * 5
    assert row["phone"] == "088-422 24 95"
    assert "Xyzzy" not in b"".join(sheet.table(b.catalogue(*b.everything()))).decode()


def test_what_stands_in_the_way_at_an_owner_is_told_at_the_door() -> None:
    own = b.chat_door("eigen", "cursus", operation=Operation(state="operating"))
    rows = table(*b.everything(), own, b.chat_door("gewoon", operation=Operation(state="operating")))
    assert rows["cursuslijn"]["operation"] == "intake-stop"
    assert rows["eigen"]["operation"] == "intake-stop"
    assert rows["gewoon"]["operation"] == "operating"
    assert rows["plan"]["operation"] == "studied"


def test_a_door_whose_service_is_not_public_has_no_row() -> None:
    hidden = b.service("hulplijn", lifecycle="draft")
    rest = [each for each in b.everything() if each.id != hidden.id]
    assert "lijn" not in table(*rest, hidden)


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("0800-2000", "0800-2000"),
        ("+31 88 422 24 95", "088 422 24 95"),
        ("+31884222495", "0884222495"),
        ("+31-74-2459000", "074-2459000"),
        ("+49 30 12345678", "0049 30 12345678"),
        ("112", "112"),
    ],
)
def test_phones_are_written_as_people_here_dial_them(number: str, shown: str) -> None:
    assert sheet.national(number) == shown


def span(days: Any, opens: str = "09:00", closes: str = "17:00", **more: Any) -> Span:
    return Span(days=tuple(days.split()), opens=opens, closes=closes, **more)


@pytest.mark.parametrize(
    ("hours", "shown"),
    [
        (Schedule(always=True), "24/7"),
        (Schedule(always=True, on_holidays="closed"), "24/7; PH off"),
        (Schedule(spans=(span("mo tu we th fr"),), on_holidays="closed"), "Mo-Fr 09:00-17:00; PH off"),
        (Schedule(spans=(span("mo we th su"),), on_holidays="same"), "Mo,We-Th,Su 09:00-17:00"),
        (Schedule(spans=(span("tu", nth=-1),)), "Tu[-1] 09:00-17:00; PH unknown"),
        (
            Schedule(
                spans=(span("fr", "22:00", "02:00"), span("sa")),
                on_holidays="same",
                exceptions=(
                    Exceptional(first=date(2026, 12, 24), last=date(2026, 12, 26), reason="Kerst"),
                    Exceptional(first=date(2026, 12, 31), last=date(2026, 12, 31), spans=(span("mo"),)),
                ),
            ),
            "Fr 22:00-02:00; Sa 09:00-17:00; 2026-12-24/2026-12-26 off; 2026-12-31 09:00-17:00",
        ),
        (
            Schedule(exceptions=(Exceptional(first=b.TODAY, last=b.TODAY, spans=(span("mo"),)),)),
            "2026-11-24 09:00-17:00",
        ),
    ],
)
def test_hours_are_written_without_words(hours: Schedule, shown: str) -> None:
    assert sheet.compact(hours) == shown


def test_the_season_of_hours_has_its_own_columns() -> None:
    hours = msgspec.structs.replace(b.WEEK, valid_from=date(2026, 9, 1), valid_to=date(2027, 6, 30))
    row = table(b.organization(), b.service(), *b.vocabularies(), b.chat_door(hours=hours))["chat"]
    assert (row["hoursFrom"], row["hoursUntil"]) == ("2026-09-01", "2027-06-30")


@pytest.mark.parametrize("first", ["=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "'="])
def test_a_cell_that_would_be_run_gets_an_apostrophe(first: str) -> None:
    assert sheet.guarded(f"{first}1+1").startswith(f"'{first}")


@given(st.text(st.sampled_from("=+-@'\t\r\n\0＝a1é|,\";"), max_size=8))
def test_the_guard_comes_off_again_and_leaves_nothing_that_runs(cell: str) -> None:
    assert sheet.unguarded(sheet.guarded(cell)) == cell
    assert sheet.guarded(cell)[:1] not in {*"=+-@\t\r\n\0＝"}


def test_the_guard_holds_for_names_phones_and_extensions() -> None:
    bad = b.organization("kadera", name='=HYPERLINK("https://kwaad.nl","klik")')
    door = b.phone_door(phone=Phone(number="+31 88 422 24 95", extension="007"), name="@SOM(A1)")
    row = table(bad, b.service(), *b.vocabularies(), door)["lijn"]
    assert row["organization"] == '\'=HYPERLINK("https://kwaad.nl","klik")'
    assert row["name"] == "'@SOM(A1)"
    assert (row["phone"], row["phoneExtension"]) == ("088 422 24 95", "007")


def test_the_file_is_plain_utf_8_with_crlf() -> None:
    content = b"".join(sheet.table(b.catalogue(b.organization(name="Één, twee"), b.service(), b.unknown_door())))
    assert content.startswith(b"id,slug,organization,")
    assert content.count(b"\r\n") == 2
    assert '"Één, twee"'.encode() in content
