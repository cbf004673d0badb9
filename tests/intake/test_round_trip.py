"""Export, edit, import: nothing when nothing was edited, and exactly the edited cell otherwise."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from directory.curation.changing import Key
from directory.curation.retiring import retire
from directory.exchange import native
from directory.exchange.hsds import ndjson
from directory.intake.applying import changes
from directory.model import Kept, Occasion
from directory.model.json import decode
from tests.conftest import NOW
from tests.intake.office import Office, packed, rows_of, written


def exported(office: Office) -> dict[str, Callable[[], bytes]]:
    hsds, catalogue = office.house.hsds, office.catalogue
    return {
        "everything": lambda: b"".join(native.everything(office.store)),
        "public": lambda: b"".join(native.public(catalogue)),
        "sheet": office.sheet,
        "services": lambda: b"".join(ndjson(hsds.service(each) for each in hsds.services())),
        "organizations": lambda: b"".join(ndjson(hsds.organization(each) for each in hsds.organizations())),
        "doors": lambda: b"".join(ndjson(hsds.service_at_location(each) for each in hsds.service_at_locations())),
        "tables": lambda: packed(office),
    }


@pytest.mark.parametrize("form", ["everything", "public", "sheet", "services", "organizations", "doors", "tables"])
def test_an_export_that_nobody_touched_changes_nothing(office: Office, form: str) -> None:
    job = office.see(exported(office)[form](), "gids.zip")
    assert job.total > 60
    assert office.counts(job) == {"unchanged": job.total}


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_nor_does_our_table_when_another_program_saved_it(office: Office, encoding: str) -> None:
    text = office.sheet().decode()
    job = office.see(written(rows_of(text.encode()), delimiter=";").decode().encode(encoding))
    assert office.counts(job) == {"unchanged": job.total}


# A column, and another value for it as a person would type it: what becomes of the record.
EDITS: dict[str, tuple[str, ...]] = {
    "organization": ("Een andere naam", "Ander & Co"),
    "service": ("Andere dienst",),
    "name": ("Ander loket",),
    "functions": ("advies", "luisteren|informatie"),
    "topics": ("stalking", "huiselijk-geweld|stalking"),
    "audiences": ("kinderen", "Slachtoffers"),
    "area": ("GM0164", "VR05|GM0193"),
    "hours": ("Mo-Fr 09:00-12:30; PH off", "24/7"),
    "languages": ("nl|ar", "en"),
    "channel": ("telefoon", "mail"),
    "conditionsYes": ("gratis", "anoniem|gratis"),
    "access": ("self", "professionals-only"),
    "phone": ("074-7654321", "'+31 74 7654321"),
    "url": ("https://www.voorbeeld.nl/anders",),
    "email": ("anders@voorbeeld.nl",),
    "lifecycle": ("archived",),
}


@given(data=st.data())
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_exactly_the_edited_cell_changes(office: Office, data: Any) -> None:
    for each in office.jobs.all():
        office.jobs.drop(each.id)
    rows = rows_of(office.sheet())
    at = data.draw(st.integers(0, len(rows) - 1))
    column = data.draw(st.sampled_from(sorted(EDITS)))
    value = data.draw(st.sampled_from(EDITS[column]))
    before = dict(rows[at])
    rows[at][column] = value
    job = office.see(written(rows))
    if before[column] == value:
        assert office.counts(job) == {"unchanged": job.total}
        return
    assert office.items(job, "error") == []
    found = changes(office.store, office.items(job, "changed"))
    assert len(found) <= 1
    for change in found:
        kept = office.store.read(change.kind, change.id)
        assert isinstance(kept, Kept)
        standing = decode(kept.kind, kept.document)
        field = {"url": "url", "conditionsYes": "conditions", "organization": "name", "service": "name"}.get(
            column, column
        )
        # The value, where it comes from, and nothing else.
        assert replace(change.after, **{each: getattr(standing, each) for each in (field, "facts")}) == standing


def test_an_emptied_cell_takes_the_value_and_its_source_away(office: Office) -> None:
    rows = rows_of(office.sheet())
    row = next(each for each in rows if each["phone"] and each["hours"])
    row["phone"] = row["hours"] = ""
    (item,) = office.items(office.see(written(rows)), "changed")
    (change,) = changes(office.store, [item])
    assert (change.after.phone, change.after.hours) == (None, None)  # type: ignore[union-attr]
    assert not {"phone", "hours"} & change.after.facts.keys()  # type: ignore[union-attr]


def test_what_is_only_there_to_read_is_told_when_it_was_changed(office: Office) -> None:
    rows = rows_of(office.sheet())
    rows[0]["slug"], rows[1]["unknown"], rows[2]["id"] = "iets-anders", "alles", "00000000-0000-0000-0000-000000000000"
    assert office.faults(office.see(written(rows))) == {"B2": "read-only", "S3": "read-only", "A4": "record.unknown"}


def test_one_edit_in_hsds_is_one_change(office: Office) -> None:
    hsds = office.house.hsds
    id = next(each for each in hsds.services() if hsds.service(each)["service_at_locations"])
    service = hsds.service(id) | {"fees_description": "Een tientje."}
    job = office.see(b"".join(ndjson([service])), "dienst.json")
    (item,) = office.items(job, "changed")
    assert [(each.kind, each.values) for each in item.patches] == [("service", {"/fees": "Een tientje."})]


def test_one_edit_in_our_own_export_is_one_change(office: Office) -> None:
    content = b"".join(native.everything(office.store)).replace(b'"name":"Kadera"', b'"name":"Kadera Twente"')
    job = office.see(content, "alles.ndjson")
    (item,) = office.items(job, "changed")
    assert [(each.kind, each.values) for each in item.patches] == [("organization", {"/name": "Kadera Twente"})]


def test_what_is_gone_in_an_export_and_here_is_no_news_and_nothing_disappears_by_a_file(office: Office) -> None:
    before = b"".join(native.public(office.catalogue))
    door = office.catalogue.ids("contact-point")[0]
    retire(office.store, Key("contact-point", door), None, "Einde.", Occasion(actor="x", at=NOW, reason="Einde."))
    office.refresh()
    job = office.see(b"".join(native.public(office.catalogue)), "gids.ndjson")
    assert office.counts(job) == {"unchanged": job.total}
    end = b'{"kind":"organization","tombstone":{"id":"%s"}}\n' % office.catalogue.ids("organization")[0].encode()
    job = office.see(before.splitlines(keepends=True)[0] + end, "gids.ndjson")
    assert [each.code for item in office.items(job, "error") for each in item.faults] == ["tombstone"]
