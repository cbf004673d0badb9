"""What was chosen is one batch, published or proposed as somebody may, and comes back as one."""

import pytest
from msgspec.structs import replace

from directory.curation.submitting import Submitted
from directory.errors import Conflict, Fault, Forbidden, Invalid, Overtaken
from directory.intake import applying, opening
from directory.model import Change, Occasion
from directory.permissions import Actor
from tests.conftest import NOW
from tests.curation.office import EDITOR, REVIEWER
from tests.intake import messy
from tests.intake.office import Office, rows_of, table, written

HEAD = ("Organisatie", "Telefoon", "Website", "Plaats")
ROWS = (("Het Anker", "074-1234567", "www.anker.nl", "Hengelo"), ("De Brug", "", "debrug.nl", "Almelo"))


def test_what_an_editor_brings_in_waits_for_somebody_else(office: Office) -> None:
    before = office.bytes()
    job = office.apply(office.see(table(HEAD, *ROWS)), EDITOR)
    assert (job.state, job.batch) == ("applied", None)
    assert office.bytes() == before
    (proposal,) = office.store.proposals("open")
    assert (proposal.id, proposal.reason) == (job.proposal, "Invoer uit het bestand partners.csv.")
    assert len(proposal.changes) == 4
    office.accept(proposal.id)
    assert len(office.bytes()) == len(before) + 4


def test_what_a_reviewer_brings_in_as_drafts_is_written_at_once_as_one_batch(office: Office) -> None:
    before = office.store.sequence()
    job = office.apply(office.see(table(HEAD, *ROWS)))
    entries = [*office.store.entries(after=before)]
    assert {(each.batch, each.actor, each.reason) for each in entries} == {
        (job.batch, REVIEWER.id, "Invoer uit het bestand partners.csv.")
    }
    assert len(entries) == 4


def test_what_the_public_would_see_of_several_doors_needs_two_people(office: Office) -> None:
    rows = ((*HEAD, "Kanaal"), *((*each, "telefoon") for each in ROWS))
    job = office.apply(office.see(table(*rows), lifecycle="published"))
    assert job.proposal is not None


def test_a_batch_is_taken_back_whole(office: Office) -> None:
    before = office.all()
    rows = rows_of(office.sheet())
    rows[0]["name"], rows[1]["name"] = "Anders", "Ook anders"
    job = office.apply(office.see(written(rows)), EDITOR)
    batch = office.accept(job.proposal)
    assert office.all() != before
    office.undo(job, batch)
    assert office.all() == before


def test_drafts_that_came_in_are_gone_again_after_an_undo(office: Office) -> None:
    before = office.all()
    job = office.apply(office.see(messy.workbook(), "kaart.xlsx"))
    # Many doors in one go are for two people, also when nobody sees them yet.
    batch = office.accept(job.proposal)
    assert len(office.all()) > len(before) + 300
    office.undo(job, batch)
    assert office.all() == before


def test_the_same_file_again_changes_nothing(office: Office) -> None:
    office.accept(office.apply(office.see(messy.workbook(), "kaart.xlsx")).proposal)
    again = office.see(messy.workbook(), "kaart.xlsx")
    assert {"new", "changed"}.isdisjoint(office.counts(again))


def test_only_what_is_chosen_comes_in(office: Office) -> None:
    job = office.see(table(HEAD, *ROWS))
    one, _ = office.items(job, "new")
    office.jobs.choose(job.id, False, bucket="new")
    office.jobs.choose(job.id, True, numbers=[one.number])
    before = len(office.all())
    office.apply(job)
    assert len(office.all()) == before + 2


def test_what_is_wrong_cannot_be_chosen_and_nothing_chosen_is_refused(office: Office) -> None:
    job = office.see(table(HEAD, ("Het Anker", "7,4E+08", "", "")))
    office.jobs.choose(job.id, True, bucket="error")
    office.jobs.choose(job.id, True, numbers=[each.number for each in office.items(job, "error")])
    with pytest.raises(Invalid, match="Nothing was chosen"):
        office.apply(job)
    assert office.jobs.read(job.id).state == "ready"


def test_a_record_that_moved_since_it_was_looked_at_stops_the_batch(office: Office) -> None:
    rows = rows_of(office.sheet())
    rows[0]["name"] = "Anders"
    job = office.see(written(rows))
    (item,) = office.items(job, "changed")
    (change,) = applying.changes(office.store, [item])
    newer = replace(change.after, name="Van een ander")  # type: ignore[type-var]
    by = Occasion(actor="ander", at=NOW, reason="Een ander was eerder.")
    office.store.commit([Change(kind=change.kind, id=change.id, after=newer, expected=change.expected)], by)
    before = office.bytes()
    with pytest.raises(Conflict) as conflict:
        office.apply(job)
    assert conflict.value.code == "import.stale"
    assert (office.bytes(), office.jobs.read(job.id).state) == (before, "ready")


def test_an_undo_does_not_take_away_what_others_wrote_since(office: Office) -> None:
    job = office.apply(office.see(table(HEAD, *ROWS)))
    made = next(each for each in office.all().values() if getattr(each, "name", "") == "Het Anker")
    kept = office.bytes()[made.id]
    newer = replace(made, name="Het Grote Anker")  # type: ignore[type-var]
    by = Occasion(actor="ander", at=NOW, reason="Een andere naam.")
    office.store.commit([Change(kind=kept.kind, id=kept.id, after=newer, expected=kept.revision)], by)
    with pytest.raises(Overtaken):
        office.undo(job)


def test_nothing_is_applied_twice(office: Office) -> None:
    job = office.apply(office.see(table(HEAD, *ROWS)))
    with pytest.raises(Conflict):
        office.apply(job)


def test_the_rows_of_a_file_are_gone_once_they_came_in(office: Office) -> None:
    job = office.apply(office.see(table(HEAD, ("Het Anker", "", "", "Xyzzydorp"))))
    file = office._settings.imports / f"{job.id}.db"
    assert b"Xyzzydorp" not in file.read_bytes()
    assert office.counts(job) == {}


def test_who_may_not_bring_files_in_is_refused(office: Office) -> None:
    for actor in (Actor(id="x", roles=frozenset({"partner"})), Actor(id="y", roles=frozenset({"key"}))):
        with pytest.raises(Forbidden):
            office.begin(office.sheet(), actor=actor)
    key = Actor(
        id="sleutel", roles=frozenset({"key"}), scopes=frozenset({"imports:write", "proposals:write"}), owner="rik"
    )
    job = opening.map_columns(office.jobs, begun := office.begin(table(HEAD, *ROWS), actor=key), begun.columns)
    while office.judge(job).step():
        pass
    done = applying.apply(office.store, office.jobs, office.jobs.read(job.id), key, NOW, office.id())
    assert done.batch is None
    assert done.proposal is not None


def test_when_it_stops_between_writing_and_noting_it_nothing_is_written_twice(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = office.see(table(HEAD, *ROWS))
    monkeypatch.setattr(office.jobs, "settle", lambda _: (_ for _ in ()).throw(OSError("gone")))
    with pytest.raises(OSError, match="gone"):
        office.apply(job)
    monkeypatch.undo()
    written = office.store.sequence()
    with pytest.raises(Conflict):
        office.apply(office.jobs.read(job.id))
    office.jobs.again(replace(job, state="judging"))
    office.refresh()
    while office.judge(office.jobs.read(job.id)).step():
        pass
    assert office.counts(job) == {"unchanged": 2}
    assert office.store.sequence() == written


def test_what_only_the_whole_batch_shows_is_told_by_name(office: Office) -> None:
    rows = rows_of(office.sheet())
    rows[0]["name"] = "Anders"
    job = office.see(written(rows))

    def commit(batch: tuple[Change, ...]) -> Submitted:
        raise Invalid([Fault(pointer="/0/after/serviceId", code="reference", detail="No service has this id.")])

    with pytest.raises(Invalid) as refused:
        applying.applied(office.store, office.jobs, job, commit)
    (fault,) = refused.value.faults
    assert (fault.where, fault.pointer) == ("Anders", "/after/serviceId")
    assert office.jobs.read(job.id).state == "ready"


def test_nobody_has_more_files_on_their_way_than_they_can_finish(office: Office) -> None:
    for _ in range(20):
        office.begin(table(HEAD, *ROWS))
    with pytest.raises(Invalid) as refused:
        office.begin(table(HEAD, *ROWS))
    assert refused.value.faults[0].code == "file.waiting"
    office.jobs.drop(office.jobs.all()[0].id)
    office.begin(table(HEAD, *ROWS))
