"""Every row is new, changed, unchanged, perhaps a double, or wrong with the cell: and looking writes nothing."""

import multiprocessing
import os
import signal

import pytest
from msgspec.structs import replace

from directory.errors import Invalid
from directory.exchange import native
from directory.exchange.spreadsheets import Limits
from directory.intake import opening
from directory.model import Change, ContactPoint, Id, Location, Occasion, Service
from directory.storage.sqlite import imports
from tests.conftest import NOW
from tests.intake import messy
from tests.intake.office import Office, rows_of, table, written

HEAD = ("Organisatie", "Telefoon", "Website", "Plaats")


def hide(office: Office) -> Id:
    """A door whose place becomes a secret one."""
    door = next(each for each in office.all().values() if isinstance(each, ContactPoint) and each.phone)
    service = office.all()[door.service_id]
    assert isinstance(service, Service)
    id = office.id()
    shelter = Location(
        id=id,
        slug="schuilplaats",
        organization_id=service.organization_id,
        name="Schuilplaats",
        confidential=True,
        region="VR05",
    )
    after = replace(door, location_id=id)
    expected = office.bytes()[door.id].revision
    by = Occasion(actor="proef", at=NOW, reason="Een geheime plek.")
    office.store.commit(
        [
            Change(kind="location", id=id, after=shelter),
            Change(kind="contact-point", id=door.id, after=after, expected=expected),
        ],
        by,
    )
    office.refresh()
    return door.id


def test_a_sheet_of_organizations_makes_organizations(office: Office) -> None:
    job = office.see(
        table(HEAD, ("Het Anker", "074-1234567", "www.anker.nl", "Enschede"), ("Het Anker", "", "", "Almelo"))
    )
    one, other = office.items(job, "new")
    kinds = {each.kind: each.values for each in one.patches}
    assert kinds["organization"]["/phone/number"] == "074-1234567"
    assert kinds["organization"]["/facts/phone"] == {
        "source": "Bestand partners.csv",
        "checkedOn": "2026-11-25",
        "status": "reported",
    }
    assert kinds["location"]["/precision"] == "place"
    assert {each.id for each in one.patches}.isdisjoint(each.id for each in other.patches)


def test_a_sheet_with_doors_makes_one_organization_of_its_rows(office: Office) -> None:
    rows = (*HEAD, "Kanaal", "Doelgroep"), ("Het Anker", "074-1234567", "", "", "telefoon", "Slachtoffers")
    job = office.see(table(*rows, ("Het Anker", "", "anker.nl/chat", "", "chat", "kinderen")))
    one, other = office.items(job, "new")
    organizations = {each.id for item in (one, other) for each in item.patches if each.kind == "organization"}
    doors = {each.id: each.values for item in (one, other) for each in item.patches if each.kind == "contact-point"}
    assert (len(organizations), len(doors)) == (1, 2)
    assert {tuple(each["/audiences"]) for each in doors.values()} == {("slachtoffers",), ("kinderen",)}


def test_rows_that_speak_against_each_other_are_wrong_and_the_same_row_twice_says_nothing(office: Office) -> None:
    row = ("Het Anker", "074-1234567", "www.anker.nl", "Hengelo")
    job = office.see(table(HEAD, row, row, ("Het Anker", "074-7654321", "www.anker.nl", "Hengelo")))
    assert office.counts(job) == {"new": 1, "unchanged": 1, "error": 1}
    assert office.faults(job) == {"B4": "contradiction"}


def test_whoever_may_be_a_partner_that_we_have_is_shown_with_the_class_and_why(office: Office) -> None:
    job = office.see(
        table(HEAD, ("Stichting Kadera", "", "www.kadera.nl", "Zwolle"), ("Iets Nieuws 77", "", "", "")), doubles=True
    )
    (double,) = office.items(job, "duplicate")
    assert (double.twins[0].name, double.twins[0].verdict, double.chosen) == ("Kadera", "same", False)
    assert "De website is gelijk: kadera.nl." in double.twins[0].reasons


def test_a_double_that_is_one_is_filled_in_and_not_made_again(office: Office) -> None:
    job = office.see(
        table((*HEAD, "KvK"), ("Stichting Kadera", "", "www.kadera.nl/anders", "", "12345678")), doubles=True
    )
    (double,) = office.items(job, "duplicate")
    office.jobs.decide(job.id, {double.number: double.twins[0].id})
    while office.judge(office.jobs.read(job.id), doubles=True).step():
        pass
    (item,) = office.items(job, "changed")
    values = item.patches[0].values
    assert item.same == double.twins[0].id
    assert item.patches[0].revision is not None
    # It gets what was not known, and keeps its own name and site: those are told.
    assert values == {"/identifiers": [{"scheme": "nl-kvk", "value": "12345678"}]}
    assert {each.field: each.code for each in item.left} == {"organization": "differs", "url": "differs"}


def test_every_fault_is_told_with_its_cell_and_nothing_is_repeated(office: Office) -> None:
    rows = (("lijst",), (), (*HEAD, "Openingstijden", "Doelgroep"))
    bad = ("Het Anker", "7,4E+08", "geen site hier", "Hengelo", "na telefonische afspraak", "elfjes")
    job = office.see(table(*rows, bad, ("", "074-1234567")))
    assert office.faults(job) == {
        "B4": "phone.scientific",
        "C4": "url",
        "E4": "hours",
        "F4": "term.unknown",
        "A5": "field.missing",
    }
    said = str(office.items(job, "error")[0].faults)
    assert not any(each in said for each in ("elfjes", "afspraak", "7,4E"))


def test_cells_that_are_not_understood_can_be_left_out(office: Office) -> None:
    rows = (*HEAD, "Openingstijden"), ("Het Anker", "7,4E+08", "anker.nl", "Hengelo", "op afspraak")
    job = office.see(table(*rows), without=("hours", "phone"))
    (item,) = office.items(job, "new")
    assert {each.cell for each in item.left} == {"B2", "E2"}
    assert "hours" not in str([each.values.keys() for each in item.patches])


def test_an_address_in_a_text_is_refused_and_a_secret_one_is_not_even_kept(office: Office) -> None:
    head = (*HEAD, "Straat", "Postcode", "Omschrijving", "Geheim adres")
    job = office.see(
        table(
            head,
            ("Het Anker", "", "", "Hengelo", "", "", "Wij zitten op Dorpsstraat 12", ""),
            ("De Schuilplaats", "", "", "Xyzzydorp", "Xyzzylaan 7", "7551 AB", "", "ja"),
            ("Het Huis", "", "", "Xyzzydorp", "geheim adres", "", "", ""),
        )
    )
    assert sorted(each.code for item in office.items(job, "error") for each in item.faults) == [
        "confidential",
        "confidential",
        "text.address",
    ]
    assert "xyzzy" not in str(office.items(job, "error")).lower()


def test_our_table_tells_nothing_of_a_secret_place_and_takes_nothing(office: Office) -> None:
    hidden = hide(office)
    rows = rows_of(office.sheet())
    at = next(at for at, row in enumerate(rows) if row["id"] == hidden)
    assert office.counts(office.see(written(rows))) == {"unchanged": len(rows)}
    rows[at]["address"], rows[at]["urlSource"] = "Xyzzylaan 7, 7551 AB Hengelo", "https://voorbeeld.nl/waar"
    job = office.see(written(rows))
    assert {*office.faults(job).values()} == {"confidential"}
    assert "xyzzy" not in str(office.items(job, "error")).lower()


def test_looking_can_be_stopped_and_goes_on_where_it_was(office: Office) -> None:
    job = opening.map_columns(office.jobs, begun := office.begin(messy.workbook(), "kaart.xlsx"), begun.columns)
    assert office.judge(job).step(100)
    assert (office.jobs.read(job.id).done, office.jobs.read(job.id).state) == (100, "judging")
    first = office.items(job, "new")
    # Another process, which knows nothing of the first.
    judge = office.judge(office.jobs.read(job.id))
    while judge.step(100):
        pass
    whole = office.see(messy.workbook(), "kaart.xlsx")
    assert office.jobs.read(job.id).state == "ready"
    assert office.counts(job) == office.counts(whole)
    assert office.items(job, "new")[: len(first)] == first
    assert [each.patches for each in office.items(job, "new")] == [each.patches for each in office.items(whole, "new")]


def test_two_who_look_at_one_file_at_once_count_no_row_twice(office: Office) -> None:
    job = opening.map_columns(office.jobs, begun := office.begin(office.sheet()), begun.columns)
    one, other = office.judge(job), office.judge(job)
    while one.step(20) | other.step(20):
        pass
    assert office.jobs.read(job.id).done == job.total
    assert office.counts(job) == {"unchanged": job.total}


def test_a_file_that_breaks_off_leaves_no_job(office: Office) -> None:
    with pytest.raises(Invalid):
        office.begin(b"naam;tel\n" * 60, limits=Limits(rows=50))
    assert office.jobs.all() == ()


def test_looking_writes_nothing_to_the_directory(office: Office) -> None:
    before = office.store.sequence()
    office.see(messy.workbook(), "kaart.xlsx", doubles=True)
    assert office.store.sequence() == before
    assert office.store.proposals() == ()


def test_a_record_that_stands_in_an_export_twice_is_said_once(office: Office) -> None:
    head, *lines = b"".join(native.everything(office.store)).splitlines(keepends=True)
    line = next(each for each in lines if b'"name":"Kadera"' in each)
    one, other = (line.replace(b'"name":"Kadera"', b'"name":"Kadera %d"' % each) for each in (1, 2))
    job = office.see(head + one + one + other, "alles.ndjson")
    assert office.counts(job) == {"changed": 1, "unchanged": 1, "error": 1}
    assert {each.code for item in office.items(job, "error") for each in item.faults} == {"contradiction"}


def test_no_address_comes_in_beside_a_secret_place(office: Office) -> None:
    hide(office)
    owner = next(each for each in office.all().values() if isinstance(each, Location) and each.confidential)
    slug = office.catalogue.slug("organization", owner.organization_id)
    head = ("Organization slug", "Straat", "Postcode", "Plaats")
    job = office.see(table(head, (slug, "Xyzzylaan 7", "7551 AB", "Hengelo")))
    assert {*office.faults(job).values()} == {"confidential"}
    assert "xyzzy" not in str(office.items(job, "error")).lower()


def test_where_an_organization_is_in_more_places_none_of_them_is_changed(office: Office) -> None:
    several = next(
        id for id in office.catalogue.ids("organization") if len(office.catalogue.locations_of(id)) > 1
        and not any(office.catalogue.location(each).confidential for each in office.catalogue.locations_of(id))
    )  # fmt: skip
    slug = office.catalogue.slug("organization", several)
    job = office.see(table(("Organization slug", "Plaats", "Website"), (slug, "Zwolle", "www.anders.nl")))
    (item,) = office.items(job, "changed")
    assert [each.kind for each in item.patches] == ["organization"]
    assert [each.code for each in item.left] == ["places"]


def test_a_process_that_is_killed_in_a_step_leaves_what_was_found_before(office: Office) -> None:
    job = opening.map_columns(office.jobs, begun := office.begin(messy.workbook(), "kaart.xlsx"), begun.columns)
    office.judge(job).step(100)

    def die() -> None:
        imports._keep = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
        office.judge(office.jobs.read(job.id)).step(100)

    process = multiprocessing.get_context("fork").Process(target=die)
    process.start()
    process.join()
    assert process.exitcode == -signal.SIGKILL
    assert (office.jobs.read(job.id).done, sum(office.counts(job).values())) == (100, 100)
    while office.judge(office.jobs.read(job.id)).step(100):
        pass
    assert office.counts(job) == office.counts(office.see(messy.workbook(), "kaart.xlsx"))
