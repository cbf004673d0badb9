"""The chain: it holds, every tampering shows, and what must be forgotten is forgotten without breaking it."""

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import msgspec
import pytest
from msgspec import Raw
from msgspec.structs import replace

from directory.curation.auditing import Verdict, export, read_export, verify
from directory.errors import Conflict, Invalid
from directory.model import Draft, Filing
from directory.storage.sqlite import SqliteStore, open_store
from directory.storage.sqlite.connection import connect

from ..builders import (
    BEGIN,
    STREET,
    create,
    decided,
    filled,
    id_of,
    location,
    occasion,
    open_location,
    organization,
    proposal,
    update,
)
from ..builders import withdraw as end
from .test_forgetting import found_in
from .test_migrations import older
from .test_papers import renamed


def checked(store: SqliteStore, since: str | None = None) -> Verdict:
    return verify(store.audit(), sequence=store.sequence(), proposals=store.proposals(), since=since)


def lived(store: SqliteStore) -> SqliteStore:
    """Some history: edits, an end, proposals that were decided, and one that waits."""
    filled(store, "kadera", "vtt", "weg").commit([renamed("Eén")], occasion("met reden"))
    store.commit([end(organization("weg"))], occasion())
    approved, waits = proposal(renamed("Twee", 2)), proposal(renamed("Drie", 2), name="q")
    store.file(Filing(proposals=(approved, waits)))
    store.commit(
        approved.changes,
        replace(occasion(), actor="eva", approver="rik", proposal=approved.id),
        filing=lambda batch: Filing(proposals=(decided(approved, "approve", batch=batch),)),
    )
    store.commit([create(open_location())], occasion("open"))
    return store


def test_every_change_and_every_decision_is_in_the_chain(store: SqliteStore) -> None:
    lived(store)
    deeds = [each.deed for each in store.audit()]
    assert deeds == ["change"] * 5 + ["propose"] * 2 + ["change", "approve", "change"]
    verdict = checked(store)
    assert (verdict.broken, verdict.forgotten, verdict.entries, verdict.changes) == ((), (), 10, 7)
    assert checked(store, since=verdict.head).broken == ()


def test_the_last_entries_are_read_backwards_and_by_record_and_person(store: SqliteStore) -> None:
    lived(store)
    links = [*store.audit()][::-1]
    assert store.trail(3) == tuple(links[:3])
    assert store.trail(100, before=3) == tuple(links[-2:])
    kind, id = msgspec.json.decode(next(each for each in links if each.deed == "change").head)[3:5]
    about = store.trail(100, about=(kind, id))
    assert about
    assert {each.number for each in about} < {each.number for each in links}
    for who in {name for each in links for name in msgspec.json.decode(each.who.value) if name}:
        assert store.trail(100, who=who) == tuple(each for each in links if who.encode() in bytes(each.who.value))
    assert store.trail(100, who="persoon-niemand") == ()


def test_an_empty_chain_holds(store: SqliteStore) -> None:
    assert checked(store).head == f"0:{bytes(32).hex()}"


TAMPERINGS = [
    "update change set reason = 'anders' where sequence = 4",
    "update change set actor = 'ander' where sequence = 4",
    "update change set approver = 'ander' where sequence = 6",
    "update change set approver = null where sequence = 6",
    "update change set at = '2026-01-06T09:00:00+00:00' where sequence = 4",
    "update change set before = replace(before, 'Helpt', 'Hielp') where sequence = 4",
    "update change set confirms = 'phone' where sequence = 4",
    "update change set tombstone = replace(tombstone, 'Bestaat', 'Bestond') where sequence = 5",
    "update organization set document = replace(document, 'Helpt', 'Hielp') where slug = 'vtt'",
    "update location set document = replace(document, 'Sperwerlaan', 'Valklaan')",
    "update audit set seal = x'00' where number = 3",
    "update audit set reason = '\"anders\"' where number = 6",
    "update audit set content = replace(content, 'Twee', 'Twaa') where number = 6",
    'update audit set who = \'["x",null,"editor"]\' where number = 7',
    "update audit set who_digest = zeroblob(32) where number = 1",
    "update audit set deed = 'withdraw' where number = 7",
    "delete from audit where number = 10",
    "delete from audit where number = 7",
    "update proposal set document = replace(document, 'Drie', 'Vier') where status = 'open'",
    "update proposal set document = json_set(document, '$.status', 'withdrawn') where status = 'open'",
    "update proposal set document = replace(document, '\"rik\"', '\"rob\"')",
]


@pytest.mark.parametrize("statement", TAMPERINGS)
def test_whatever_is_tampered_with_shows(store: SqliteStore, statement: str) -> None:
    lived(store)
    with connect(store.path) as db:
        db.execute("pragma foreign_keys = off")
        assert db.execute(statement).rowcount > 0
    assert checked(store).broken != (), statement


def test_a_row_that_was_added_behind_the_back_of_the_chain_shows(store: SqliteStore) -> None:
    lived(store)
    with connect(store.path) as db:
        db.execute("""
            insert into change (sequence, batch, at, actor, reason, kind, id, action, revision)
            select 8, 8, at, actor, reason, kind, 'x', action, revision from change where sequence = 4
        """)
    assert [each.what for each in checked(store).broken] == ["history"]


def test_a_chain_that_was_cut_off_or_made_anew_does_not_go_through_an_older_head(store: SqliteStore) -> None:
    head = checked(lived(store)).head
    number, seal = head.split(":")
    assert [each.what for each in checked(store, since=f"{int(number) + 1}:{seal}").broken] == ["since"]
    assert [each.what for each in checked(store, since=f"{number}:{'00' * 32}").broken] == ["since"]
    with pytest.raises(Invalid):
        checked(store, since="gisteren")


def test_a_place_that_becomes_secret_is_forgotten_and_the_chain_says_so(store: SqliteStore) -> None:
    lived(store)
    waits = proposal(update(open_location(name="Huis"), 1), name="r")
    store.file(Filing(proposals=(waits,)))
    store.keep(Draft(kind="location", id=id_of("huis"), author="eva", at=BEGIN, document=Raw(STREET.encode())))
    assert found_in(store.path.parent)
    store.commit([update(location(confidential=True))], occasion("geheim"))
    assert store.scrub()
    assert found_in(store.path.parent) == set()
    assert store.drafts() == ()
    verdict = checked(store)
    assert verdict.broken == ()
    assert {(each.number, each.piece) for each in verdict.forgotten} == {(10, "content"), (11, "content")}
    (told,) = [each for each in store.audit() if each.deed == "forget"]
    assert bytes(told.reason.value) == b'"geheim"'


def test_a_purge_is_forgotten_and_does_not_cover_what_was_false_already(store: SqliteStore) -> None:
    lived(store)
    with connect(store.path) as db:
        db.execute("update change set before = replace(before, 'Helpt', 'Hielp') where sequence = 4")
    store.purge("organization", id_of("kadera"), occasion("Vergeten."))
    verdict = checked(store)
    assert [(each.number, each.what) for each in verdict.broken] == [(1, "content")]
    assert {(4, "content"), (4, "reason"), (7, "content")} <= {(each.number, each.piece) for each in verdict.forgotten}
    assert all(each.reason != "Een proef." for each in store.proposals())
    assert all(b"Een proef." not in bytes(each.reason.value) for each in store.audit())


def test_what_was_forgotten_and_then_changed_shows(store: SqliteStore) -> None:
    lived(store).commit([update(location(confidential=True))], occasion("geheim"))
    with connect(store.path) as db:
        db.execute("update change set before = replace(before, 'Opvang', 'Huis') where sequence = 8")
    assert [(each.number, each.what) for each in checked(store).broken] == [(10, "content")]


def test_a_person_becomes_a_pseudonym_everywhere_and_the_chain_holds(store: SqliteStore) -> None:
    lived(store)
    store.keep(Draft(kind="organization", id=id_of("x"), author="eva", at=BEGIN, document=Raw(b"{}")))
    assert store.erase("eva", "persoon-1", occasion("Op verzoek.")) == 3
    assert store.scrub()
    for file in store.path.parent.iterdir():
        assert b'"eva"' not in file.read_bytes()
    assert store.drafts() == ()
    assert {each.actor for each in store.entries()} == {"redactie", "persoon-1"}
    assert {each.author.actor for each in store.proposals()} == {"persoon-1"}
    verdict = checked(store)
    assert (verdict.broken, {each.piece for each in verdict.forgotten}) == ((), {"who"})
    for taken in ("rik", "redactie"):
        with pytest.raises(Conflict):
            store.erase("persoon-1", taken, occasion())


def test_handled_proposals_go_after_their_time_and_the_chain_holds(store: SqliteStore) -> None:
    lived(store)
    assert store.clear(BEGIN, occasion("Een jaar om.")) == 0
    assert store.clear(occasion(day=1).at, occasion("Een jaar om.")) == 1
    assert [each.status for each in store.proposals()] == ["open"]
    verdict = checked(store)
    assert verdict.broken == ()
    assert {(each.number, each.piece) for each in verdict.forgotten} == {
        (6, "content"),
        (6, "reason"),
        (9, "reason"),
    }


def test_an_export_is_checked_without_the_database(store: SqliteStore) -> None:
    lived(store).commit([update(location(confidential=True))], occasion("geheim"))
    lines = [*export(store.audit())]
    again = verify(read_export(lines))
    assert (again.head, again.broken) == (checked(store).head, ())
    assert verify(read_export([lines[0], *lines[2:]])).broken != ()
    false = [line.replace(b"met reden", b"zonder!!!") for line in lines]
    assert [each.what for each in verify(read_export(false)).broken] == ["reason"]
    for bad in ([b"{}"], [lines[0], b"[]"], [lines[0], b"\xff"]):
        with pytest.raises(Invalid):
            verify(read_export(bad))


def before_the_chain(path: Path) -> Callable[[], SqliteStore]:
    older(path, 6)
    with connect(path) as db:
        for number, before, after in ((1, None, "Een"), (2, "Een", "Twee")):
            documents = [each and msgspec.json.encode(organization(name=each)).decode() for each in (before, after)]
            values = [number, number, id_of("kadera"), "create" if number == 1 else "update", number, documents[0]]
            db.execute(
                "insert into change (sequence, batch, at, actor, reason, kind, id, action, revision, before)"
                " values (?, ?, '2026-01-05T09:00:00+00:00', 'ik', 'y', 'organization', ?, ?, ?, ?)",
                values,
            )
        db.execute(
            "insert into organization values (?, 'kadera', 2, 2, '2026-01-05T09:00:00+00:00', ?)",
            [id_of("kadera"), documents[1]],
        )
    return lambda: open_store(path)


def test_history_of_before_there_was_a_chain_is_sealed_as_it_is_found(path: Path) -> None:
    with closing(before_the_chain(path)()) as store:
        verdict = checked(store)
        assert (verdict.changes, verdict.broken) == (2, ())
        store.commit([update(organization(name="Drie"), 2)], occasion())
        assert (checked(store).changes, checked(store).broken) == (3, ())
