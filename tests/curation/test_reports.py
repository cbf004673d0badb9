"""Reading what a visitor says is wrong: every fault at once, and nothing of a person or a secret place."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import pytest
from msgspec import structs

from directory.curation.reports import ABOUT, LONGEST, Done, Handled, Report, hush, is_secret, read_report
from directory.errors import Invalid
from directory.model import Tombstone
from tests.exchange import builders as make

DAY = date(2026, 11, 25)
CATALOGUE = make.catalogue(*make.everything())
# Kadera has a shelter; wijkracht has none.
OPEN = {"kind": "organization", "slug": "wijkracht", "about": "address"}
SECRET = {"kind": "organization", "slug": "kadera", "about": "address"}


def read(**fields: str) -> Report:
    return read_report(fields, CATALOGUE, DAY, "1")


def faults(**fields: str) -> dict[str, str]:
    """The code of each fault by the name of its field."""
    with pytest.raises(Invalid) as refusal:
        read(**fields)
    return {each.pointer: each.code for each in refusal.value.faults}


def test_a_report_is_the_record_the_fact_the_day_and_what_it_should_be() -> None:
    told = read(kind="contact-point", slug="lijn", about="phone", text=" 0800 \r\n 2000 ", name="Jan", csrf="x")
    assert told == Report(id="1", day=DAY, kind="contact-point", slug="lijn", about="phone", text="0800 2000")
    assert {*Report.__struct_fields__} == {"id", "day", "kind", "slug", "about", "text", "times"}


@pytest.mark.parametrize("about", ABOUT)
def test_what_it_should_be_may_be_left_out(about: str) -> None:
    assert read(**OPEN | {"about": about, "text": " \r\n "}).text is None
    assert read(**OPEN | {"about": about}).text is None


def test_every_report_has_an_id_of_its_own() -> None:
    assert len({read_report(OPEN, CATALOGUE, DAY).id for _ in range(20)}) == 20


def test_every_fault_is_told_at_once() -> None:
    assert faults() == {"kind": "field.missing", "about": "field.missing"}
    assert faults(kind="service", slug="lijn", about="colour", text="\x07") == {
        "kind": "choice",
        "about": "choice",
        "text": "text",
    }
    assert faults(kind="organization", slug="", about="") == {"slug": "field.missing", "about": "field.missing"}
    assert faults(kind="organization", slug="lijn", about="name") == {"slug": "record.unknown"}
    with pytest.raises(Invalid) as refusal:
        read(**OPEN | {"text": "Bel jan@example.org of 06-12345678"})
    assert [each.code for each in refusal.value.faults] == ["text.mail", "text.mobile"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a\u202eb", "text"),
        ("a\u200bb", "text"),
        ("a\x00b", "text"),
        ("a\x1b[31mb", "text"),
        ("\ud800", "text"),
        ("é" * (LONGEST + 1), "too-long"),
        ("ﷺ" * 20, "too-long"),
        ("mail jan@example.org", "text.mail"),
        ("mail jan＠example.org", "text.mail"),
        ("mail jan(at)example.org", "text.mail"),
        ("06 12 34 56 78", "text.mobile"),
        ("0612345678", "text.mobile"),
        ("+31 (0)6-12345678", "text.mobile"),
        ("0031612345678", "text.mobile"),
        ("٠٦١٢٣٤٥٦٧٨", "text.mobile"),
    ],
)
def test_a_text_that_cannot_be_kept_is_refused_and_not_repeated(text: str, code: str) -> None:
    with pytest.raises(Invalid) as refusal:
        read(**OPEN | {"text": text})
    (fault,) = refusal.value.faults
    assert (fault.pointer, fault.code) == ("text", code)
    assert text not in fault.detail


@pytest.mark.parametrize(
    "text", ["é" * LONGEST, "074-2456789", "ma-vr 9.00-17.00", "sinds 2026 om 10.06 uur", "Ąéß 漢字 ي"]
)
def test_other_texts_are_kept(text: str) -> None:
    assert read(**OPEN | {"text": text}).text == text
    assert read(**SECRET | {"text": text}).text == text


def test_a_mobile_number_may_be_what_the_phone_should_be() -> None:
    assert read(**OPEN | {"about": "phone", "text": "06-12345678"}).text == "06-12345678"


@pytest.mark.parametrize(
    "text",
    [
        "Wilgenpad 87",
        "wilgenpad 87",
        "het wilgenpad",
        "lindehof 12",
        "7522 KX",
        "7522kx",
        "7522 kx enschede",
        "52.24317, 6.85291",
    ],
)
@pytest.mark.parametrize(
    ("kind", "slug"), [("organization", "kadera"), ("contact-point", "opvang"), ("contact-point", "lijn")]
)
def test_where_a_place_is_secret_no_text_tells_where(kind: str, slug: str, text: str) -> None:
    for about in ("address", "other", "phone"):
        with pytest.raises(Invalid) as refusal:
            read(kind=kind, slug=slug, about=about, text=f"Het is {text}.")
        (fault,) = refusal.value.faults
        assert (fault.pointer, fault.code) == ("text", "text.address")
        assert text.lower() not in str(refusal.value).lower()


@pytest.mark.parametrize(
    "text", ["0800-2000 is beter", "bel 0900-1234 ma t/m vr", "9 tot 17 uur", "vanaf 2027 in Hengelo"]
)
def test_where_a_place_is_secret_numbers_and_years_are_no_address(text: str) -> None:
    assert read(**SECRET | {"about": "other", "text": text}).text == text


def test_of_others_an_address_may_be_said() -> None:
    assert read(**OPEN | {"text": "Marktstraat 3, 7551 AB"}).text == "Marktstraat 3, 7551 AB"
    assert read(kind="contact-point", slug="cursuslijn", about="address", text="Marktstraat 3").text == "Marktstraat 3"


def test_a_door_of_which_the_service_is_not_public_counts_as_secret() -> None:
    records = [each for each in make.everything() if getattr(each, "slug", "") != "cursus"]
    catalogue = make.catalogue(*records)
    assert is_secret("contact-point", make.id_of("contact-point", "cursuslijn"), catalogue)


def test_a_report_is_about_the_record_of_today() -> None:
    renamed = make.organization("wijkracht", slug="wijkracht-twente", former_slugs=("wijkracht",))
    assert read_report(OPEN, make.catalogue(renamed), DAY).slug == "wijkracht-twente"
    catalogue = make.catalogue(make.organization("kadera"), make.organization("wijkracht"))
    catalogue.bury(buried("wijkracht", status="merged", successor_id=make.id_of("organization", "kadera")))
    assert read_report(OPEN, catalogue, DAY).slug == "kadera"
    catalogue.bury(buried("wijkracht", status="archived"))
    with pytest.raises(Invalid):
        read_report(OPEN, catalogue, DAY)


def buried(name: str, **fields: Any) -> Tombstone:
    id = make.id_of("organization", name)
    return Tombstone(kind="organization", id=id, slugs=(name,), reason="Een proef.", on=DAY, **fields)


class Kept:
    """Reports in a list."""

    def __init__(self, reports: Iterable[Report]) -> None:
        self.reports = {each.id: each for each in reports}

    def keep(self, report: Report) -> bool:
        raise AssertionError

    def open(self, limit: int) -> tuple[Report, ...]:
        return tuple(self.reports.values())[:limit]

    def handle(self, id: str, on: date, done: Done | None = None) -> bool:
        raise AssertionError

    def handled(self, limit: int) -> tuple[Handled, ...]:
        raise AssertionError

    def silence(self, id: str) -> bool:
        self.reports[id] = structs.replace(self.reports[id], text=None)
        return True


def test_what_was_said_of_a_place_is_forgotten_when_it_becomes_secret() -> None:
    texts = {"1": "Marktstraat 3", "2": "7551ab", "3": "0800-2000", "4": None}
    reports = Kept(structs.replace(read(**OPEN), id=id, text=text) for id, text in texts.items())
    hush(reports, CATALOGUE)
    assert {each.id: each.text for each in reports.open(9)} == texts
    hush(reports, make.catalogue(make.organization("wijkracht"), make.shelter("huis", "wijkracht")))
    assert {each.id: each.text for each in reports.open(9)} == texts | {"1": None, "2": None}


def test_what_was_said_of_a_place_is_forgotten_when_its_record_is_gone() -> None:
    reports = Kept([structs.replace(read(**OPEN), text="Marktstraat 3")])
    hush(reports, make.catalogue())
    assert reports.open(1)[0].text is None
