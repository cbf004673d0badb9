"""A file that may say where a place is does not outlive the moment at which that became secret."""

from datetime import timedelta

from msgspec.structs import replace

from directory.intake.contract import KEPT
from directory.intake.hushing import hush
from directory.model import Change, Location, Occasion
from directory.validation import WHERE
from tests.conftest import NOW
from tests.intake.office import Office, table

ROWS = table(("Organisatie", "Plaats"), ("Het Anker", "Almelo"))


def test_files_that_were_sent_before_a_place_became_secret_are_let_go_of(office: Office) -> None:
    done = office.apply(office.see(ROWS))
    office.begin(ROWS)
    assert hush(office.jobs, office.catalogue) == 0
    place = next(each for each in office.all().values() if isinstance(each, Location) and not each.facts)
    kept = office.bytes()[place.id]
    secret = replace(place, confidential=True, region="VR05", name="Opvang", municipality=None, **dict.fromkeys(WHERE))
    by = Occasion(actor="proef", at=NOW, reason="Nu geheim.")
    office.store.commit([Change(kind="location", id=place.id, after=secret, expected=kept.revision)], by)
    office.refresh()
    later = office.jobs.create(replace(done, id=office.id(), state="columns", since=office.store.sequence()), ())
    assert hush(office.jobs, office.catalogue) == 1
    assert {each.id for each in office.jobs.all()} == {done.id, later.id}


def test_what_nobody_finishes_goes_after_a_week(office: Office) -> None:
    office.begin(ROWS)
    assert office.jobs.sweep(NOW + KEPT - timedelta(days=8)) == 0
    assert office.jobs.sweep(NOW + timedelta(seconds=1)) == 1
    assert office.jobs.all() == ()
