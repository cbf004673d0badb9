"""Which column is which field: known by its heading, changed by a person, remembered for the next time."""

import pytest
from msgspec.structs import replace

from directory.errors import Invalid
from directory.exchange import sheet
from directory.intake import mapping, opening
from tests.intake import messy
from tests.intake.office import Office, table


def test_our_own_table_is_its_own_mapping() -> None:
    assert mapping.guess(sheet.COLUMNS) == {each: each for each in sheet.COLUMNS}


def test_headings_are_known_in_dutch_and_english_and_with_a_letter_wrong() -> None:
    names = (
        "Naam instelling",
        "Telefoon nr.",
        "e-mail adres",
        "WEBSITE",
        "Woonplaats",
        "Doelgroep(en)",
        "Openingtijden",
    )
    assert [*mapping.guess(names).values()] == ["organization", "phone", "email", "url", "place", "audiences", "hours"]
    names = ("Organisation name", "Phone number", "City", "Opening hours", "Opmerkingen")
    assert [*mapping.guess(names).values()] == ["organization", "phone", "place", "hours", ""]


def test_no_field_stands_in_two_columns() -> None:
    assert mapping.guess(("Tel.", "Telefoon", "Telefoon (2)")) == {"Tel.": "phone", "Telefoon": "", "Telefoon (2)": ""}
    assert mapping.headings(("Naam", "", "Naam", "A\nB"), 5) == ("Naam", "kolom B", "Naam (2)", "A B", "kolom E")


def test_the_headings_are_found_below_a_title_and_merged_groups(office: Office) -> None:
    job = office.begin(messy.workbook(), "kaart.xlsx")
    assert (job.columns.sheet, job.columns.heading) == ("Partners", 4)
    assert job.columns.fields["Tel."] == "phone"
    assert job.columns.fields["Opmerkingen"] == ""


def test_a_choice_is_remembered_for_the_same_headings_in_any_order(office: Office) -> None:
    job = office.begin(table(("Naam", "Loket nummer", "Iets"), ("A", "074-1234567", "x")))
    said = replace(
        job.columns, fields={"Naam": "organization", "Loket nummer": "phone", "Iets": ""}, lifecycle="published"
    )
    opening.map_columns(office.jobs, job, said)
    again = office.begin(table(("titel",), ("Iets", "Naam", "Loket nummer"), ("x", "B", "074-7654321")))
    assert (again.columns.heading, again.columns.lifecycle) == (2, "published")
    assert again.columns.fields["Loket nummer"] == "phone"


def test_columns_that_cannot_be_read_are_refused_with_every_fault(office: Office) -> None:
    job = office.begin(table(("Naam", "Tel", "Tel 2"), ("A", "1", "2")))
    with pytest.raises(Invalid) as refused:
        opening.map_columns(
            office.jobs, job, replace(job.columns, fields={"Naam": "wat", "Tel": "phone", "Tel 2": "phone"})
        )
    assert {(each.pointer, each.code) for each in refused.value.faults} == {
        ("/fields/Naam", "field.unknown"),
        ("/fields/phone", "twice"),
        ("/fields", "import.keyless"),
    }
    assert office.jobs.read(job.id).state == "columns"
