"""What `directory.store` promises, asked of a real store. Nothing here knows which database keeps the records."""

import random
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from directory import errors
from directory.model import Change, Kept, Tombstone, kind_of
from directory.model.json import decode, encode
from directory.store import Store

from .builders import create, filled, id_of, location, occasion, organization, tombstone, update, withdraw


def refused(store: Store, *changes: Change) -> errors.Invalid:
    with pytest.raises(errors.Invalid) as caught:
        store.commit(changes, occasion())
    return caught.value


def state(store: Store) -> list[Any]:
    return [store.sequence(), [*store.records()], [*store.tombstones()], [*store.entries()]]


def test_a_new_store_is_empty(store: Store) -> None:
    assert state(store) == [0, [], [], []]
    assert store.read("organization", id_of("kadera")) is None
    assert store.history("organization", id_of("kadera")) == ()


def test_a_record_is_read_as_its_exact_bytes_with_its_revision_and_last_change(store: Store) -> None:
    record = organization("kadera", description="Hulp & opvang, ook ’s nachts — één deur\n\U0001f3e0")
    store.commit([create(record)], occasion(day=3))
    assert store.read("organization", record.id) == Kept(
        kind="organization", id=record.id, revision=1, sequence=1, at=occasion(day=3).at, document=encode(record)
    )


def test_a_commit_returns_the_rows_that_history_will_show(store: Store) -> None:
    first = store.commit([create(organization()), create(location())], occasion("begin"))
    second = store.commit([update(organization(name="Anders"))], occasion("rename", day=1))
    assert [*store.entries()] == [*first, *second]
    assert [each.sequence for each in (*first, *second)] == [1, 2, 3]
    assert (second[0].before, second[0].after) == (first[0].after, msgspec.Raw(encode(organization(name="Anders"))))
    assert (second[0].action, second[0].revision, second[0].reason) == ("update", 2, "rename")
    assert (first[0].action, first[0].before, first[0].revision) == ("create", None, 1)


def test_a_stale_edit_is_refused_and_leaves_no_trace(store: Store) -> None:
    filled(store, "kadera").commit([update(organization(name="Nieuw"))], occasion())
    before = state(store)
    with pytest.raises(errors.Conflict) as caught:
        store.commit([create(organization("vtt")), update(organization(name="Te laat"))], occasion())
    assert caught.value.code == "record.stale"
    assert caught.value.facts == {"kind": "organization", "id": id_of("kadera"), "expected": 1, "current": 2}
    assert state(store) == before


@pytest.mark.parametrize(
    ("change", "code", "current"),
    [
        (create(organization()), "record.exists", 1),
        (update(organization("nobody")), "record.stale", None),
        (update(organization(), expected=2), "record.stale", 1),
        (withdraw(organization(), expected=7), "record.stale", 1),
    ],
)
def test_whoever_saw_something_else_is_told_what_is_there(
    store: Store, change: Change, code: str, current: int | None
) -> None:
    filled(store, "kadera")
    with pytest.raises(errors.Conflict) as caught:
        store.commit([change], occasion())
    assert (caught.value.code, caught.value.facts["current"]) == (code, current)


def test_an_unchanged_record_is_not_written_again(store: Store) -> None:
    filled(store, "kadera", "vtt")
    entries = store.commit([update(organization("kadera")), update(organization("vtt", name="Nieuw"))], occasion())
    assert [(each.sequence, each.id) for each in entries] == [(3, id_of("vtt"))]
    kept = store.read("organization", id_of("kadera"))
    assert isinstance(kept, Kept)
    assert kept.revision == 1


def test_an_empty_batch_does_nothing(store: Store) -> None:
    assert store.commit([], occasion()) == ()
    assert store.sequence() == 0


def test_a_withdrawn_record_leaves_a_tombstone_and_its_history(store: Store) -> None:
    filled(store, "kadera")
    (entry,) = store.commit([withdraw(organization())], occasion("gone", day=2))
    assert (entry.action, entry.after, entry.tombstone) == ("withdraw", None, tombstone(organization()))
    assert store.read("organization", id_of("kadera")) == tombstone(organization())
    assert [*store.records()] == []
    assert [*store.tombstones()] == [tombstone(organization())]
    assert [each.action for each in store.history("organization", id_of("kadera"))] == ["create", "withdraw"]


def test_a_merge_names_its_successor_and_may_be_corrected_later(store: Store) -> None:
    filled(store, "kadera", "vtt")
    merged: dict[str, Any] = {"status": "merged", "successor_id": id_of("vtt")}
    (entry,) = store.commit([withdraw(organization(), **merged)], occasion())
    assert entry.action == "merge"
    same = store.commit([withdraw(organization(), 2, **merged)], occasion())
    (other,) = store.commit([withdraw(organization(), 2, **merged, reason="Samengegaan.")], occasion())
    assert same == ()
    assert (other.revision, other.before, other.after) == (3, None, None)
    found = store.read("organization", id_of("kadera"))
    assert isinstance(found, Tombstone)
    assert found.reason == "Samengegaan."


def test_a_withdrawn_record_can_come_back_with_its_history(store: Store) -> None:
    filled(store, "kadera").commit([withdraw(organization())], occasion())
    with pytest.raises(errors.Conflict):
        store.commit([create(organization())], occasion())
    (entry,) = store.commit([update(organization(), expected=2)], occasion("undo"))
    assert (entry.action, entry.revision, entry.before) == ("create", 3, None)
    assert [*store.tombstones()] == []
    afters = [each.after for each in store.history("organization", id_of("kadera"))]
    assert [None if each is None else bytes(each) for each in afters] == [
        encode(organization()),
        None,
        encode(organization()),
    ]


def test_a_tombstone_may_come_without_the_record_that_it_is_of(store: Store) -> None:
    change = Change(kind="organization", id=id_of("kadera"), tombstone=tombstone(organization()))
    (entry,) = store.commit([change], occasion("an import"))
    assert (entry.action, entry.revision, entry.before) == ("withdraw", 1, None)


def test_records_come_owners_first_and_then_by_id(store: Store) -> None:
    names = [f"org-{number}" for number in range(20)]
    filled(store, "kadera", *names).commit([create(location())], occasion())
    kept = [*store.records()]
    assert [each.kind for each in kept] == ["organization"] * 21 + ["location"]
    assert [each.id for each in kept[:-1]] == sorted(id_of(each) for each in ["kadera", *names])
    assert [each.id for each in store.records("location")] == [id_of("huis")]


def test_tombstones_come_owners_first_and_then_by_id(store: Store) -> None:
    names = ["a", "b", "c", "kadera"]
    filled(store, *names).commit([create(location())], occasion())
    store.commit([withdraw(location()), *(withdraw(organization(each)) for each in names)], occasion())
    ids = sorted(id_of(each) for each in names)
    assert [(each.kind, each.id) for each in store.tombstones()] == [
        *(("organization", each) for each in ids),
        ("location", id_of("huis")),
    ]


@pytest.mark.parametrize("limit", [1, 2, 3, 100, None])
def test_a_page_of_history_shows_the_same_as_all_of_it(store: Store, limit: int | None) -> None:
    turbulent(store, steps=60)
    whole = [*store.entries()]
    for after in range(len(whole) + 1):
        end = None if limit is None else after + limit
        assert [*store.entries(after, limit)] == whole[after:end]


def test_history_replayed_from_the_beginning_gives_what_is_kept(store: Store) -> None:
    turbulent(store, steps=200)
    now: dict[str, bytes] = {}
    for number, entry in enumerate(store.entries(), start=1):
        assert entry.sequence == number
        assert entry.before == (msgspec.Raw(now[entry.id]) if entry.id in now else None)
        now.pop(entry.id, None)
        if entry.after is not None:
            now[entry.id] = bytes(entry.after)
    assert now == {each.id: each.document for each in store.records()}


def turbulent(store: Store, *, steps: int) -> None:
    """Five organizations that are made, edited, withdrawn and brought back, several at a time."""
    chance = random.Random(7)
    revisions: dict[str, int] = {}
    for step in range(steps):
        batch = []
        for name in chance.sample(["a", "b", "c", "d", "e"], chance.randint(1, 3)):
            record = organization(name, description=f"Versie {step}.")
            expected = revisions.get(name)
            end = expected is not None and chance.random() < 0.2
            change = withdraw(record, reason=f"Om {step}.") if end else create(record)
            batch.append(msgspec.structs.replace(change, expected=expected))
            revisions[name] = (expected or 0) + 1
        store.commit(batch, occasion(day=step))


def test_a_slug_of_another_record_is_refused_with_its_place(store: Store) -> None:
    filled(store, "kadera")
    fault = refused(store, create(organization("vtt", slug="kadera"))).faults[0]
    assert (fault.pointer, fault.code) == ("/0/slug", "slug.taken")
    again = refused(store, create(organization("a")), create(organization("b", former_slugs=("c", "kadera"))))
    assert [each.pointer for each in again.faults] == ["/1/formerSlugs/1"]


def test_a_slug_stays_taken_after_a_rename_and_after_a_withdrawal(store: Store) -> None:
    renamed = organization(slug="nieuw", former_slugs=("kadera",))
    filled(store, "kadera").commit([update(renamed)], occasion())
    assert refused(store, create(organization("vtt", slug="kadera"))).faults[0].code == "slug.taken"
    store.commit([withdraw(renamed, expected=2)], occasion())
    assert refused(store, create(organization("vtt", slug="nieuw"))).faults[0].code == "slug.taken"


def test_a_record_keeps_answering_to_the_slugs_it_had(store: Store) -> None:
    filled(store, "kadera")
    (fault,) = refused(store, update(organization(slug="nieuw"))).faults
    assert (fault.code, fault.pointer) == ("slug.lost", "/0/formerSlugs")


def test_a_reason_that_holds_an_address_is_refused_without_repeating_it(store: Store) -> None:
    with pytest.raises(errors.Invalid) as refusal:
        store.commit([create(organization())], occasion("Zit nu op Kerkstraat 12"))
    assert refusal.value.faults[0].pointer == "/occasion/reason"
    assert "Kerkstraat" not in str(refusal.value)
    assert store.sequence() == 0


def test_two_records_of_one_batch_cannot_share_a_slug(store: Store) -> None:
    faults = refused(store, create(organization("a", slug="zelfde")), create(organization("b", slug="zelfde"))).faults
    assert [each.pointer for each in faults] == ["/1/slug"]


def test_kinds_have_slugs_of_their_own_and_a_record_may_take_its_old_one_back(store: Store) -> None:
    filled(store, "kadera").commit([create(location("huis", slug="kadera"))], occasion())
    store.commit([update(organization(slug="nieuw", former_slugs=("kadera",)))], occasion())
    store.commit([update(organization(slug="kadera", former_slugs=("nieuw",)), expected=2)], occasion())
    assert store.sequence() == 4


def test_all_faults_of_a_batch_are_told_at_once(store: Store) -> None:
    filled(store, "kadera")
    orphan = location("wees", organization_id=id_of("niemand"))
    codes = {each.code for each in refused(store, create(organization("vtt", slug="kadera")), create(orphan)).faults}
    assert codes == {"slug.taken", "reference"}
    assert store.sequence() == 1


def test_an_owner_in_the_same_batch_is_seen_and_a_withdrawn_one_is_not(store: Store) -> None:
    store.commit([create(location()), create(organization())], occasion())
    fault = refused(store, withdraw(organization()), create(location("tweede"))).faults[0]
    assert (fault.pointer, fault.code) == ("/1/organizationId", "reference")


def test_threads_lose_no_update(store: Store) -> None:
    filled(store, "teller")

    def count(_: int) -> None:
        while True:
            kept = store.read("organization", id_of("teller"))
            assert isinstance(kept, Kept)
            record = decode("organization", kept.document)
            number = int(record.description.split()[1]) if " " in record.description else 0  # type: ignore[union-attr]
            try:
                store.commit(
                    [update(organization("teller", description=f"Stand {number + 1}"), kept.revision)], occasion()
                )
                return
            except errors.Conflict:
                continue

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(count, range(80)))
    kept = store.read("organization", id_of("teller"))
    assert isinstance(kept, Kept)
    assert kept.revision == 81
    assert b"Stand 80" in kept.document
    assert [each.sequence for each in store.entries()] == [*range(1, 82)]


def test_a_reading_that_has_begun_sees_nothing_of_what_others_write(store: Store) -> None:
    filled(store, "a", "b", "c")
    records, entries = store.records(), store.entries()
    seen = [next(records).revision, next(entries).sequence]
    store.commit([update(organization(each, name="Nieuw")) for each in ("a", "b", "c")], occasion())
    store.commit([create(organization("d"))], occasion())
    rest = [*entries]
    assert [each.revision for each in records] == [1, 1]
    assert seen == [1, 1]
    assert [each.sequence for each in rest] == [2, 3]
    assert all(b"Nieuw" not in bytes(each.after or b"") for each in rest)
    assert store.sequence() == 7


def test_a_reading_that_is_given_up_halfway_is_in_nobodys_way(store: Any) -> None:
    filled(store, "a", "b", "c")
    for _ in range(20):
        records, entries = store.records(), store.entries()
        assert (next(records).revision, next(entries).sequence) == (1, 1)
        del records, entries
    assert len(store._readers._idle) == 2
    store.commit([update(organization("a", name="Nieuw"))], occasion())
    assert {each.revision for each in store.records()} == {1, 2}


def test_the_version_differs_after_every_commit_and_only_then(store: Store) -> None:
    first = store.version()
    filled(store, "kadera")
    second = store.version()
    assert first != second
    assert store.version() == second
    store.commit([update(organization())], occasion())
    with pytest.raises(errors.Conflict):
        store.commit([create(organization())], occasion())
    assert store.version() == second


def test_a_large_batch_is_written_whole(store: Store) -> None:
    names = [f"org-{number}" for number in range(2_500)]
    entries = store.commit([create(organization(each)) for each in names], occasion())
    assert [each.sequence for each in entries] == [*range(1, 2_501)]
    changes = [update(organization(each, name="Nieuw")) for each in names]
    assert len(store.commit(changes, occasion())) == 2_500
    assert {each.revision for each in store.records()} == {2}
    refusal = refused(
        store, *(update(organization(each), 2) for each in names), create(organization("x", slug="org-7"))
    )
    assert [each.pointer for each in refusal.faults] == ["/2500/slug"]


def test_what_was_written_together_has_the_number_of_its_first_row(store: Store) -> None:
    filled(store, "kadera", "vtt")
    store.commit([create(organization("fng"))], replace(occasion(), undoes=1))
    assert [(each.sequence, each.batch, each.undoes) for each in store.entries()] == [
        (1, 1, None),
        (2, 1, None),
        (3, 3, 1),
    ]


def test_a_batch_that_depends_on_everything_is_refused_when_anything_was_written_since(store: Store) -> None:
    filled(store, "kadera")
    with pytest.raises(errors.Conflict) as caught:
        store.commit([create(organization("vtt"))], occasion(), after=0)
    assert (caught.value.code, caught.value.facts) == ("store.moved", {"expected": 0, "current": 1})
    store.commit([create(organization("vtt"))], occasion(), after=1)
    assert store.sequence() == 2


@pytest.mark.parametrize("successors", [("a", "b", "c"), ("b", "a", "c"), ("b", "c", "a")])
def test_successors_that_lead_in_a_circle_are_refused(store: Store, successors: tuple[str, ...]) -> None:
    filled(store, "a", "b", "c")
    ends = zip("abc", successors, strict=True)
    *first, last = [withdraw(organization(each), status="merged", successor_id=id_of(to)) for each, to in ends]
    refusal = refused(store, *first, last)
    assert {each.code for each in refusal.faults} == {"successor.circular"}
    assert store.sequence() == 3


def test_a_circle_that_closes_later_is_refused_too(store: Store) -> None:
    filled(store, "a", "b")
    store.commit([withdraw(organization("a"), successor_id=id_of("b"))], occasion())
    refusal = refused(store, withdraw(organization("b"), successor_id=id_of("a")))
    assert [each.pointer for each in refusal.faults] == ["/0/tombstone/successorId"]


def test_a_closed_store_says_so(store: Store) -> None:
    filled(store, "a", "b")
    reading = store.records()
    next(reading)
    store.close()
    store.close()
    assert len([*reading]) == 1
    for question in (
        store.sequence,
        store.version,
        lambda: store.commit([], occasion()),
        lambda: next(store.entries()),
    ):
        with pytest.raises(errors.Unavailable) as caught:
            question()
        assert caught.value.code == "database.closed"


def test_every_kind_is_told_apart(store: Store) -> None:
    store.commit([create(organization()), create(location("kadera"))], occasion())
    assert {kind_of(decode(each.kind, each.document)) for each in store.records()} == {"organization", "location"}
    assert store.read("note", id_of("kadera")) is None
