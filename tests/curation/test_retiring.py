"""A record ends with what it owns, says what came instead, and loses no number unseen."""

from typing import Any

import pytest
from msgspec.structs import replace

from directory.curation.merging import plan_merge
from directory.curation.retiring import retire
from directory.errors import Conflict, Invalid
from directory.model import Note, Phone
from directory.storage.sqlite import SqliteStore
from tests.curation.merged import documents, exported, key, notes, now, occasion, put, replayed, tombstone
from tests.curation.test_merging import DUBBEL, KADERA, division
from tests.exchange import builders as make


def refused(store: SqliteStore, record: Any, successor: Any = None) -> set[tuple[str, str]]:
    before = documents(store), store.sequence()
    with pytest.raises(Invalid) as refusal:
        retire(store, key(record), key(successor) if successor else None, "Opgeheven.", occasion())
    assert (documents(store), store.sequence()) == before
    return {(each.pointer, each.code) for each in refusal.value.faults}


def test_what_it_owns_ends_with_it_and_links_go_to_the_successor(store: SqliteStore) -> None:
    team, third = make.organization("team", part_of=DUBBEL.id), make.organization("derde")
    office, door = make.office("kantoor", "dubbel"), make.desk_door("balie", "chatdienst")
    put(store, team, third, office, door, division("rol", third.id, DUBBEL.id), division("zelf", KADERA.id, DUBBEL.id))
    done = retire(store, key(DUBBEL), key(KADERA), "Opgegaan in Kadera.", occasion())
    left = tombstone(now(store, DUBBEL))
    assert (left.status, left.successor_id, left.reason) == ("withdrawn", KADERA.id, "Opgegaan in Kadera.")
    assert {each.slug for each in done.ended} == {"dubbel", "chatdienst", "kantoor", "balie", "zelf"}
    assert now(store, team).part_of == KADERA.id
    assert now(store, division("rol", "", "")).to_id == KADERA.id
    assert replayed(store) == exported(store)


def test_without_a_successor_relations_end_and_parts_stand_alone(store: SqliteStore) -> None:
    team = make.organization("team", part_of=DUBBEL.id)
    note = Note(id=make.id_of("note", "n"), slug="n", about=DUBBEL.id, purpose="remark", text="Let op.")
    put(store, team, note, rule := division("rol", team.id, DUBBEL.id))
    retire(store, key(DUBBEL), None, "Opgeheven.", occasion())
    assert now(store, team).part_of is None
    assert tombstone(now(store, rule)).successor_id is None
    assert now(store, note) == note


def test_a_place_that_ends_leaves_its_doors_without_a_place(store: SqliteStore) -> None:
    office, door = make.office(), make.desk_door()
    put(store, office, door, replace(make.service(), location_ids=(office.id,)))
    retire(store, key(office), None, "Gesloten.", occasion())
    assert now(store, door).location_id is None
    assert now(store, make.service()).location_ids == ()


def test_numbers_retire_to_those_of_the_successor(store: SqliteStore) -> None:
    put(
        store,
        make.sourced(replace(KADERA, phone=Phone(number="088-4222400"))),
        make.sourced(replace(DUBBEL, phone=Phone(number="053-1234567"))),
        make.phone_door("lijn", "chatdienst", phone=Phone(number="053-7654321")),
        make.phone_door("gedeeld", "chatdienst", phone=Phone(number="0800-2000")),
        make.phone_door("ander", "hulplijn", phone=Phone(number="0800-2000")),
    )
    done = retire(store, key(DUBBEL), key(KADERA), "Opgeheven.", occasion())
    assert {(each.value, each.successor, each.about) for each in notes(store)} == {
        ("053-1234567", "088-4222400", KADERA.id),
        ("053-7654321", "088-4222400", KADERA.id),
    }
    assert {each.number: each.in_use_by for each in done.retired}["0800-2000"] == ("ander",)


def test_no_note_sends_people_to_a_number_that_must_not_be_used(store: SqliteStore) -> None:
    put(
        store,
        make.sourced(replace(KADERA, phone=Phone(number="088-4222400"))),
        make.sourced(replace(DUBBEL, phone=Phone(number="053-1234567"))),
        third := make.organization("derde"),
    )
    first = Note(id=make.id_of("note", "n"), slug="n", about=third.id, purpose="do-not-use", text="Oud nummer.")
    put(store, replace(first, value="088 422 24 00", successor="053-1234567"))
    done = retire(store, key(DUBBEL), key(KADERA), "Opgeheven.", occasion())
    (new,) = [each for each in notes(store) if each.id != first.id]
    assert (new.value, new.successor, done.retired[0].successor) == ("053-1234567", None, None)


@pytest.mark.parametrize("number", ["112", "113", "0800-2000", "+31 800 0188", "08000113", "0900-8844"])
def test_a_fixed_number_is_never_noted_as_one_not_to_use(store: SqliteStore, number: str) -> None:
    put(store, make.sourced(replace(KADERA, phone=Phone(number="088-4222400"))))
    put(store, make.sourced(replace(DUBBEL, phone=Phone(number=number))))
    put(store, make.phone_door("lijn", "chatdienst", phone=Phone(number=number)))
    merged = plan_merge(store, key(DUBBEL), key(KADERA), {}, occasion())
    done = retire(store, key(DUBBEL), key(KADERA), "Opgeheven.", occasion())
    assert notes(store) == []
    assert not [each for each in merged.changes if each.kind == "note"]
    assert all(each.fixed for each in (*done.retired, *merged.merge.retired))
    assert done.urgent == merged.merge.urgent == ((number,) if len(number) == 3 else ())


def test_successors_that_cannot_be_are_refused_with_every_reason(store: SqliteStore) -> None:
    third = make.organization("derde")
    put(store, third)
    retire(store, key(third), key(DUBBEL), "Opgeheven.", occasion())
    assert refused(store, DUBBEL, DUBBEL) == {("/successor", "successor.circular")}
    assert refused(store, DUBBEL, third) == {("/successor", "record.gone")}
    assert refused(store, DUBBEL, make.service()) == {("/successor", "kind")}
    assert refused(store, third, make.organization("bestaat-niet")) == {
        ("/record", "record.gone"),
        ("/successor", "record.unknown"),
    }
    put(store, replace(KADERA, lifecycle="draft"))
    assert refused(store, DUBBEL, KADERA) == {("/successor", "lifecycle")}


def test_a_successor_is_of_the_same_owner(store: SqliteStore) -> None:
    put(store, here := make.office(), there := make.office("elders", "dubbel"))
    put(store, one := make.phone_door(), other := make.phone_door("tweede", "chatdienst"))
    assert refused(store, here, there) == {("/successor", "owner")}
    assert refused(store, make.service(), make.service("chatdienst")) == {("/successor", "owner")}
    assert refused(store, one, other) == {("/successor", "owner")}


def test_a_successor_is_no_part_of_a_part_of_what_ends(store: SqliteStore) -> None:
    team = make.organization("team", part_of=DUBBEL.id)
    put(store, team, replace(KADERA, part_of=team.id))
    assert refused(store, DUBBEL, KADERA) == {("/successor", "part-of.circular")}
    retire(store, key(DUBBEL), key(team), "Opgegaan in het team.", occasion())
    assert now(store, team).part_of is None
    assert now(store, KADERA).part_of == team.id


def test_a_successor_does_not_give_a_confidential_place_away(store: SqliteStore) -> None:
    put(store, office := make.office(), shelter := make.shelter(), second := make.shelter("tweede"))
    put(store, elsewhere := make.shelter("ver-weg", "dubbel"), one := make.desk_door(), other := make.secret_door())
    for old, new in ((office, shelter), (shelter, office)):
        assert refused(store, old, new) == {("/successor", "confidential")}
    assert refused(store, office, elsewhere) == {("/successor", "confidential"), ("/successor", "owner")}
    for old, new in ((one, other), (other, one)):
        assert refused(store, old, new) == {("/locationId", "confidential")}
    retire(store, key(shelter), key(second), "Gesloten.", occasion())
    assert now(store, other).location_id == second.id


def test_a_reason_with_an_address_is_refused_and_not_repeated(store: SqliteStore) -> None:
    with pytest.raises(Invalid) as refusal:
        retire(store, key(DUBBEL), None, "Verhuisd naar Wilgenpad 87.", occasion())
    assert "Wilgenpad" not in str(refusal.value)


def test_a_withdrawal_of_a_version_that_is_not_there_any_more_is_a_conflict(store: SqliteStore) -> None:
    put(store, replace(DUBBEL, description="Anders."))
    with pytest.raises(Conflict) as conflict:
        retire(store, key(DUBBEL, 1), None, "Opgeheven.", occasion())
    assert conflict.value.code == "retire.overtaken"
