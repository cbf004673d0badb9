"""An undo restores the exact bytes by a new change, or shows what stands in its way."""

import pytest
from msgspec.structs import replace

from directory.curation.links import MANY
from directory.curation.merging import merge
from directory.curation.retiring import retire
from directory.curation.undoing import plan_undo, undo
from directory.errors import Conflict, Overtaken, Unknown
from directory.model import Occasion, Phone
from directory.storage.sqlite import SqliteStore
from tests.curation.merged import NOW, documents, exported, key, now, occasion, put, replayed, tombstone
from tests.exchange import builders as make

KADERA, DUBBEL = make.organization("kadera"), make.organization("dubbel", name="Kadera (dubbel)")


def merged(store: SqliteStore) -> int:
    return merge(store, key(DUBBEL), key(KADERA), {}, occasion()).sequence or 0


def test_an_undo_restores_equal_bytes_and_leaves_the_whole_history(store: SqliteStore) -> None:
    put(
        store,
        make.office("kantoor", "dubbel"),
        make.shelter("schuilplaats", "dubbel"),
        make.organization("team", part_of=DUBBEL.id),
    )
    before = documents(store)
    number = merged(store)
    assert documents(store) != before
    rows = [*store.entries()]
    done = undo(store, number, Occasion(actor="ik", at=NOW, reason="Toch niet."))
    assert documents(store) == before
    assert [*store.entries()][: len(rows)] == rows
    news = [*store.entries(after=len(rows))]
    assert {(each.actor, each.reason, each.undoes, each.batch) for each in news} == {
        ("ik", "Toch niet.", number, done.sequence)
    }
    assert replayed(store) == exported(store)


def test_an_undo_of_an_undo_is_the_merge_again_and_so_on(store: SqliteStore) -> None:
    apart = documents(store)
    number = merged(store)
    together, left = documents(store), now(store, DUBBEL)
    for expected in (apart, together, apart, together):
        number = undo(store, number, occasion()).sequence or 0
        assert documents(store) == expected
        assert replayed(store) == exported(store)
    assert now(store, DUBBEL) == left


def test_any_number_of_a_batch_takes_all_of_it_back(store: SqliteStore) -> None:
    before = documents(store)
    merged(store)
    assert undo(store, store.sequence(), occasion()).undoes < store.sequence()
    assert documents(store) == before


def test_a_later_edit_stands_in_the_way_and_both_sides_are_shown(store: SqliteStore) -> None:
    number = merged(store)
    put(
        store,
        replace(now(store, KADERA), description="Later."),
        replace(now(store, make.service("chatdienst")), fees="1"),
    )
    before = documents(store), store.sequence()
    with pytest.raises(Conflict) as conflict:
        undo(store, number, occasion())
    assert conflict.value.code == "undo.overtaken"
    sides = conflict.value.facts["sides"]
    assert [(each.name, each.expected, each.current) for each in sides] == [  # type: ignore[attr-defined]
        ("Kadera", 2, 3),
        ("Chatdienst", 2, 3),
    ]
    assert "organization Kadera is at revision 3 by change" in str(conflict.value)
    assert (documents(store), store.sequence()) == before


def test_an_undo_is_done_once(store: SqliteStore) -> None:
    number = merged(store)
    undo(store, number, occasion())
    with pytest.raises(Conflict):
        undo(store, number, occasion())


def test_a_later_edit_that_was_undone_does_not_stand_in_the_way(store: SqliteStore) -> None:
    before = documents(store)
    number = merged(store)
    edit = put(store, replace(now(store, KADERA), description="Later."))
    undo(store, edit, occasion())
    undo(store, number, occasion())
    assert documents(store) == before


def test_an_edit_of_something_else_does_not_stand_in_the_way(store: SqliteStore) -> None:
    number = merged(store)
    put(store, new := make.service("nieuw"))
    undo(store, number, occasion())
    assert now(store, new) == new


def test_what_refers_to_a_record_since_keeps_it_from_ending(store: SqliteStore) -> None:
    number = put(store, new := make.organization("nieuw"))
    put(store, make.service("van-nieuw", "nieuw"))
    with pytest.raises(Conflict) as conflict:
        undo(store, number, occasion())
    assert "refers to it since" in str(conflict.value)
    assert now(store, new) == new
    redo = undo(store, merged(store), occasion()).sequence or 0
    put(store, make.service("van-dubbel", "dubbel"))
    with pytest.raises(Conflict):
        undo(store, redo, occasion())


def test_an_undo_of_something_new_leaves_a_tombstone(store: SqliteStore) -> None:
    number = put(store, new := make.organization("nieuw"))
    again = undo(store, number, occasion())
    assert [each.slug for each in again.ended] == ["nieuw"]
    assert tombstone(now(store, new)).status == "withdrawn"
    undo(store, again.sequence or 0, occasion())
    assert now(store, new) == new


def test_an_undo_of_a_new_name_goes_on_answering_to_it(store: SqliteStore) -> None:
    number = put(store, replace(KADERA, slug="kadera-plus", former_slugs=("kadera",)))
    undo(store, number, occasion())
    assert (now(store, KADERA).slug, now(store, KADERA).former_slugs) == ("kadera", ("kadera-plus",))


def test_an_undo_does_not_bring_back_what_was_forgotten(store: SqliteStore) -> None:
    put(store, office := make.office(name="Huis"))
    number = put(store, make.shelter("kantoor", name="Huis"))
    undo(store, number, occasion())
    assert now(store, office).confidential
    assert now(store, office).address is None


def test_an_undo_of_a_purge_has_nothing_to_do(store: SqliteStore) -> None:
    number = store.purge("organization", KADERA.id, occasion()).sequence
    assert undo(store, number, occasion()).sequence is None
    assert store.sequence() == number


def test_there_is_nothing_to_undo_before_or_after_history(store: SqliteStore) -> None:
    for number in (0, -1, store.sequence() + 1):
        with pytest.raises(Unknown):
            plan_undo(store, number, occasion())


def test_a_withdrawal_is_undone_whole(store: SqliteStore) -> None:
    put(store, make.phone_door("lijn", "chatdienst", phone=Phone(number="053-1234567")))
    before = documents(store)
    done = retire(store, key(DUBBEL), key(KADERA), "Opgeheven.", occasion())
    assert len(documents(store)) == len(before) - 3 + 1
    undo(store, done.sequence or 0, occasion())
    assert documents(store) == before


def test_what_stands_in_the_way_of_a_whole_import_is_found_as_that_of_one_record_is(store: SqliteStore) -> None:
    names = [f"organisatie-{each}" for each in range(MANY + 1)]
    batch = put(store, *(make.organization(each) for each in names))
    put(store, make.organization("team", part_of=make.id_of("organization", names[-1])))
    with pytest.raises(Overtaken) as refusal:
        plan_undo(store, batch, occasion())
    assert [each.name for each in refusal.value.facts["sides"]] == [now(store, make.organization("team")).name]  # type: ignore[attr-defined]
