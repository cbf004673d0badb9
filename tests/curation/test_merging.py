"""Two records become one, with everything that refers to them, or nothing is written."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from msgspec.structs import replace

from directory.curation.merging import merge, plan_merge
from directory.curation.undoing import undo
from directory.errors import Conflict, Invalid
from directory.feed import Follower
from directory.model import Change, DivisionOfLabour, Identifier, Note, Phone, Tombstone
from directory.storage.sqlite import SqliteStore
from tests.curation.merged import (
    documents,
    exported,
    key,
    notes,
    now,
    occasion,
    put,
    replayed,
    tombstone,
)
from tests.exchange import builders as make

KADERA, DUBBEL = make.organization("kadera"), make.organization("dubbel", name="Kadera (dubbel)")


def division(name: str, one: str, other: str) -> DivisionOfLabour:
    return DivisionOfLabour(
        id=make.id_of("division-of-labour", name),
        slug=name,
        relation="refers-to",
        from_id=one,
        to_id=other,
        sentence="De een verwijst naar de ander.",
    )


def refused(store: SqliteStore, loser: Any, winner: Any, **choices: Any) -> set[tuple[str, str]]:
    before = documents(store), store.sequence()
    with pytest.raises(Invalid) as refusal:
        merge(store, key(loser), key(winner), choices, occasion())
    assert (documents(store), store.sequence()) == before
    return {(each.pointer, each.code) for each in refusal.value.faults}


def test_the_loser_leaves_a_tombstone_that_names_the_winner_and_everything_of_it_moves(store: SqliteStore) -> None:
    part = make.organization("team", part_of=DUBBEL.id)
    note = Note(id=make.id_of("note", "n"), slug="n", about=DUBBEL.id, purpose="remark", text="Let op.")
    put(store, part, note, make.office("kantoor", "dubbel"), division("rol", part.id, DUBBEL.id))
    done = merge(store, key(DUBBEL), key(KADERA), {}, occasion())
    left = tombstone(now(store, DUBBEL))
    assert (left.status, left.successor_id, left.slugs) == ("merged", KADERA.id, ("dubbel",))
    assert left.reason == "Samengevoegd met Kadera."
    assert now(store, make.service("chatdienst")).organization_id == KADERA.id
    assert now(store, make.office()).organization_id == KADERA.id
    assert (now(store, part).part_of, now(store, note).about) == (KADERA.id, KADERA.id)
    assert now(store, division("rol", "", "")).to_id == KADERA.id
    assert now(store, KADERA).former_names == ("Kadera (dubbel)",)
    assert {each.slug for each in done.moved} == {"team", "n", "kantoor", "rol", "chatdienst"}
    assert done.sequence == [*store.entries()][-1].batch
    assert replayed(store) == exported(store)


def test_what_would_point_at_itself_is_dropped(store: SqliteStore) -> None:
    put(store, replace(DUBBEL, part_of=KADERA.id), between := division("rol", KADERA.id, DUBBEL.id))
    done = merge(store, key(DUBBEL), key(KADERA), {}, occasion())
    assert [each.slug for each in done.dropped] == ["rol"]
    assert tombstone(now(store, between)).status == "withdrawn"
    assert now(store, KADERA).part_of is None


def test_a_plan_writes_nothing_and_shows_every_field(store: SqliteStore) -> None:
    before = store.sequence()
    told = plan_merge(store, key(DUBBEL), key(KADERA), {}, occasion()).merge
    assert store.sequence() == before
    assert told.sequence is None
    lines = {each.field: each for each in told.fields}
    assert (lines["name"].winner, lines["name"].loser, lines["name"].result) == ("Kadera", "Kadera (dubbel)", "Kadera")
    assert lines["formerNames"].result == ("Kadera (dubbel)",)
    assert not lines["role"].differs


# Numbers.


def with_phones(store: SqliteStore) -> None:
    put(
        store,
        make.sourced(replace(KADERA, phone=Phone(number="088-4222400"))),
        make.sourced(replace(DUBBEL, phone=Phone(number="053-1234567"))),
    )


def test_a_number_that_is_not_chosen_is_noted_for_the_desk_and_published_nowhere(store: SqliteStore) -> None:
    with_phones(store)
    done = merge(store, key(DUBBEL), key(KADERA), {}, occasion())
    (note,) = notes(store)
    assert (note.about, note.purpose, note.value, note.successor) == (
        KADERA.id,
        "do-not-use",
        "053-1234567",
        "088-4222400",
    )
    assert note.source == make.SOURCE
    assert [each.number for each in done.retired] == ["053-1234567"]
    assert b"053-1234567" not in b"".join(exported(store).values())
    again = undo(store, done.sequence or 0, occasion())
    assert notes(store) == []
    undo(store, again.sequence or 0, occasion())
    assert notes(store) == [note]


def test_a_merge_after_an_undone_one_notes_the_number_again(store: SqliteStore) -> None:
    with_phones(store)
    for _ in range(2):
        done = merge(store, key(DUBBEL), key(KADERA), {}, occasion())
        assert len(notes(store)) == 1
        undo(store, done.sequence or 0, occasion())
    assert notes(store) == []


def test_a_number_that_is_in_use_elsewhere_is_not_noted(store: SqliteStore) -> None:
    with_phones(store)
    put(store, make.phone_door("lijn", "chatdienst", phone=Phone(number="053 1234567")))
    done = merge(store, key(DUBBEL), key(KADERA), {}, occasion())
    assert [each.in_use_by for each in done.retired] == [("lijn",)]
    assert notes(store) == []


def test_a_number_of_which_there_is_a_note_cannot_be_chosen(store: SqliteStore) -> None:
    with_phones(store)
    note = Note(id=make.id_of("note", "n"), slug="n", about=KADERA.id, purpose="do-not-use", text="Oud nummer.")
    put(store, replace(note, value="053-123 45 67"))
    assert refused(store, DUBBEL, KADERA, phone="loser") == {("/phone", "number.retired")}
    merge(store, key(DUBBEL), key(KADERA), {}, occasion())
    assert len(notes(store)) == 1


def warning(about: str, value: str, name: str = "n") -> Note:
    id = make.id_of("note", name)
    return Note(id=id, slug=name, about=about, purpose="do-not-use", text="Oud nummer.", value=value)


def test_a_number_of_which_a_note_about_anybody_warns_never_becomes_that_of_the_winner(store: SqliteStore) -> None:
    with_phones(store)
    third = make.organization("derde")
    put(store, third, warning(third.id, "+31 53 123 45 67"))
    assert refused(store, DUBBEL, KADERA, phone="loser") == {("/phone", "number.retired")}
    put(store, KADERA)
    assert refused(store, DUBBEL, KADERA) == {("/phone", "number.retired")}


def test_a_note_about_somebody_else_does_not_take_the_winner_its_own_number(store: SqliteStore) -> None:
    with_phones(store)
    third = make.organization("derde")
    put(store, third, first := warning(third.id, "088-4222400"))
    done = merge(store, key(DUBBEL), key(KADERA), {}, occasion())
    (new,) = [each for each in notes(store) if each != first]
    assert (new.value, new.successor, done.retired[0].successor) == ("053-1234567", None, None)


# Other kinds.


def test_services_unite_with_their_doors_and_places(store: SqliteStore) -> None:
    office, extra = make.office(), make.office("bijkantoor")
    other = make.service("tweede", location_ids=(extra.id, office.id))
    put(
        store,
        office,
        extra,
        other,
        replace(make.service(), location_ids=(office.id,)),
        make.phone_door("lijn", "tweede"),
    )
    merge(store, key(other), key(make.service()), {}, occasion())
    assert now(store, make.service()).location_ids == (office.id, extra.id)
    assert now(store, make.phone_door()).service_id == make.service().id


def test_places_unite_and_what_is_there_goes_to_the_one_that_stays(store: SqliteStore) -> None:
    office, extra = make.office(), make.office("bijkantoor")
    put(
        store, office, extra, replace(make.service(), location_ids=(extra.id, office.id)), make.desk_door(at=extra.slug)
    )
    merge(store, key(extra), key(office), {}, occasion())
    assert now(store, make.service()).location_ids == (office.id,)
    assert now(store, make.desk_door(at="kantoor")).location_id == office.id


def test_doors_of_one_service_unite(store: SqliteStore) -> None:
    put(store, one := make.phone_door(), other := make.phone_door("tweede", languages=("nl", "tr")))
    merge(store, key(other), key(one), {}, occasion())
    assert now(store, one).languages == ("nl", "en", "tr")
    assert replayed(store) == exported(store)


# Refusals.


def test_what_cannot_be_merged_is_refused_with_every_reason(store: SqliteStore) -> None:
    gone = make.organization("weg")
    put(store, gone)
    merge(store, key(gone), key(KADERA), {}, occasion())
    assert refused(store, KADERA, KADERA) == {("/winner", "merge.itself")}
    assert refused(store, DUBBEL, gone) == {("/winner", "record.gone")}
    assert refused(store, gone, gone) == {
        ("/loser", "record.gone"),
        ("/winner", "record.gone"),
        ("/winner", "merge.itself"),
    }
    assert refused(store, gone, make.service("bestaat-niet")) == {
        ("/loser", "record.gone"),
        ("/winner", "record.unknown"),
        ("/winner", "kind"),
    }
    assert refused(store, DUBBEL, make.service()) == {("/winner", "kind")}
    topics = make.vocabulary("topics")
    assert ("/winner", "kind") in refused(store, topics, topics)


def test_records_of_two_owners_are_not_merged(store: SqliteStore) -> None:
    assert refused(store, make.service("chatdienst"), make.service()) == {("/loser", "owner")}
    put(store, one := make.phone_door(), other := make.phone_door("tweede", "chatdienst"))
    assert refused(store, other, one) == {("/loser", "owner")}
    put(store, here := make.office(), there := make.office("elders", "dubbel"))
    assert refused(store, there, here) == {("/loser", "owner")}


def test_faults_of_choices_and_of_the_pair_come_together(store: SqliteStore) -> None:
    put(store, here := make.office(), there := make.shelter("schuilplaats", "dubbel"))
    assert refused(store, there, here, name="both", nonsens="loser") == {
        ("/loser", "owner"),
        ("/loser", "confidential"),
        ("/choices/name", "choice.both"),
        ("/choices/1", "choice.unknown"),
    }


def test_a_confidential_place_is_not_merged_with_an_open_one_and_neither_are_their_doors(store: SqliteStore) -> None:
    put(store, office := make.office(), shelter := make.shelter())
    put(store, one := make.desk_door(), other := make.secret_door())
    for loser, winner in ((shelter, office), (office, shelter)):
        assert ("/loser", "confidential") in refused(store, loser, winner)
    for loser, winner in ((one, other), (other, one)):
        assert ("/locationId", "confidential") in refused(store, loser, winner)


def test_two_confidential_places_of_one_organization_can_be_merged(store: SqliteStore) -> None:
    put(store, one := make.shelter(), other := make.shelter("tweede", name="Ander huis"))
    done = merge(store, key(other), key(one), {}, occasion())
    assert now(store, one).confidential
    undo(store, done.sequence or 0, occasion())
    assert now(store, other) == other


def test_an_organization_with_a_shelter_gets_no_register_number_by_a_merge(store: SqliteStore) -> None:
    number = Identifier(scheme="nl-kvk", value="12345678")
    put(store, make.shelter(), replace(DUBBEL, identifiers=(number,)))
    assert refused(store, DUBBEL, KADERA) == {("/identifiers", "confidential")}
    assert refused(store, KADERA, DUBBEL) == {("/identifiers", "confidential")}


def test_an_organization_does_not_become_a_part_of_its_own_parts(store: SqliteStore) -> None:
    team = make.organization("team", part_of=DUBBEL.id)
    put(store, team, replace(KADERA, part_of=team.id))
    assert refused(store, DUBBEL, KADERA) == {("/partOf", "part-of.circular")}


def test_a_merge_of_versions_that_are_not_there_any_more_is_a_conflict_that_shows_both(store: SqliteStore) -> None:
    put(store, replace(KADERA, description="Anders."))
    before = store.sequence()
    with pytest.raises(Conflict) as conflict:
        merge(store, key(DUBBEL, 5), key(KADERA, 1), {}, occasion())
    assert conflict.value.code == "merge.overtaken"
    sides = conflict.value.facts["sides"]
    assert [(each.name, each.expected, each.current) for each in sides] == [  # type: ignore[attr-defined]
        ("Kadera (dubbel)", 5, 1),
        ("Kadera", 1, 2),
    ]
    assert store.sequence() == before
    merge(store, key(DUBBEL, 1), key(KADERA, 2), {}, occasion())


def test_of_two_merges_at_once_the_second_sees_the_first(store: SqliteStore) -> None:
    third = make.organization("derde")
    put(store, third)
    merge(store, key(KADERA), key(third), {}, occasion())
    assert refused(store, DUBBEL, KADERA) == {("/winner", "record.gone")}
    merge(store, key(DUBBEL), key(third), {}, occasion())
    assert now(store, make.service("chatdienst")).organization_id == third.id


class Hasty:
    """A store in which somebody else writes right before the first commit."""

    def __init__(self, store: SqliteStore, *meanwhile: Any) -> None:
        self._store = store
        self._meanwhile = [*meanwhile]

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def commit(self, changes: Any, occasion: Any, *, after: int | None = None) -> Any:
        while self._meanwhile:
            put(self._store, self._meanwhile.pop())
        return self._store.commit(changes, occasion, after=after)


def test_what_somebody_adds_to_the_loser_at_the_last_moment_moves_too(store: SqliteStore) -> None:
    new = make.service("nieuw", "dubbel")
    merge(Hasty(store, new), key(DUBBEL), key(KADERA), {}, occasion())  # type: ignore[arg-type]
    assert now(store, new).organization_id == KADERA.id


def test_a_follower_sees_the_merge_and_the_undo_as_if_it_were_built_anew(store: SqliteStore) -> None:
    put(store, make.office("kantoor", "dubbel"), make.phone_door("lijn", "chatdienst"))
    follower = Follower(store)
    done = merge(store, key(DUBBEL), key(KADERA), {}, occasion())
    follower.catch_up()
    catalogue = follower.atlas.catalogue
    assert make.service("chatdienst").id in catalogue.services_of(KADERA.id)
    assert catalogue.services_of(DUBBEL.id) == ()
    undo(store, done.sequence or 0, occasion())
    follower.catch_up()
    assert follower.atlas.catalogue.services_of(DUBBEL.id) == (make.service("chatdienst").id,)


def test_merges_by_many_at_once_end_as_if_one_came_after_the_other(store: SqliteStore) -> None:
    names = [f"org-{number}" for number in range(8)]
    put(store, *(make.organization(each) for each in names), *(make.service(f"van-{each}", each) for each in names))
    pairs = [(one, other) for one in names for other in names if one != other]

    def attempt(pair: tuple[str, str]) -> bool:
        try:
            merge(store, *(key(make.organization(each)) for each in pair), {}, occasion())  # type: ignore[misc]
        except (Conflict, Invalid):
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        done = [*pool.map(attempt, pairs)]
    left = [each for each in names if not isinstance(now(store, make.organization(each)), Tombstone)]
    assert (sum(done), len(left)) == (7, 1)
    owners = {now(store, make.service(f"van-{each}")).organization_id for each in names}
    assert owners == {make.id_of("organization", left[0])}
    assert replayed(store) == exported(store)


def test_a_store_never_takes_half_a_merge(store: SqliteStore) -> None:
    """A change that the write door refuses takes the whole merge with it."""
    made = plan_merge(store, key(DUBBEL), key(KADERA), {}, occasion())
    bad = Change(kind="service", id=make.id_of("service", "x"), after=make.service("x", "bestaat-niet"))
    before = documents(store)
    with pytest.raises(Invalid):
        store.commit([*made.changes, bad], occasion(), after=made.after)
    assert documents(store) == before
    assert not isinstance(store.read("organization", DUBBEL.id), Tombstone)
