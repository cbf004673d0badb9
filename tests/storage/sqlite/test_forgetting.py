"""A planted address is in no row and in no byte of any file once its place is confidential, or purged."""

import random
import shutil
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from directory import errors
from directory.model import Kept, Tombstone
from directory.model.json import decode
from directory.storage.sqlite import SqliteStore, backup, open_store, scrub

from ..builders import (
    LATITUDE,
    PLACE,
    POSTCODE,
    STREET,
    create,
    filled,
    id_of,
    location,
    occasion,
    open_location,
    organization,
    tombstone,
    update,
    withdraw,
)

SECRETS = (STREET, POSTCODE, PLACE, str(LATITUDE), "6.7654321", "bij-de-molen", "GEHEIM")
HIDDEN = {"confidential": True, "description": "Alleen na verwijzing."}


def found_in(folder: Path) -> set[tuple[str, str]]:
    """Which secret is in which file, whatever the file."""
    files = [each for each in folder.rglob("*") if each.is_file()]
    return {(each.name, secret) for each in files for secret in SECRETS if secret.encode() in each.read_bytes()}


def planted(store: SqliteStore, **fields: Any) -> None:
    """Kadera with a place, edited twice, its address in every version."""
    said = {"description": "GEHEIM achterom", "slug": "huis-bij-de-molen", "transport": "GEHEIM bus 51"}
    filled(store, "kadera").commit([create(open_location(**(said | fields)))], occasion(day=1))
    for day in (2, 3):
        store.commit([update(open_location(name=f"Opvang {day}", **(said | fields)), day - 1)], occasion(day=day))


def hidden(store: SqliteStore, expected: int = 3) -> None:
    store.commit([update(location(**HIDDEN), expected)], occasion("secret now", day=4))


def test_a_place_that_becomes_confidential_leaves_its_address_nowhere(store: SqliteStore) -> None:
    planted(store)
    assert {secret for _, secret in found_in(store.path.parent)} == set(SECRETS)
    hidden(store)
    assert found_in(store.path.parent) == set()
    assert store.scrub()


def test_history_stays_complete_and_says_of_the_past_what_is_admitted_today(store: SqliteStore) -> None:
    planted(store, lifecycle="draft")
    hidden(store)
    history = store.history("location", id_of("huis"))
    assert [(each.sequence, each.action, each.revision) for each in history] == [
        (2, "create", 1),
        (3, "update", 2),
        (4, "update", 3),
        (5, "update", 4),
    ]
    versions = [decode("location", bytes(each.after)) for each in history if each.after is not None]
    assert versions == [location(**HIDDEN, lifecycle="draft")] * 3 + [location(**HIDDEN)]
    assert [each.before for each in history[1:]] == [each.after for each in history[:-1]]


def test_the_rows_that_a_hiding_commit_returns_hold_no_address_either(store: SqliteStore) -> None:
    planted(store)
    (entry,) = store.commit([update(location(**HIDDEN), 3)], occasion("secret now", day=4))
    assert entry == store.history("location", id_of("huis"))[-1]
    assert STREET.encode() not in bytes(entry.before or b"")


def test_versions_from_after_the_hiding_keep_their_own_words(store: SqliteStore) -> None:
    planted(store)
    hidden(store)
    store.commit([update(location(confidential=True, name="Vrouwenopvang"), 4)], occasion(day=5))
    names = [decode("location", bytes(each.after or b"")).name for each in store.history("location", id_of("huis"))]  # type: ignore[union-attr]
    assert names == ["Opvang"] * 4 + ["Vrouwenopvang"]


@pytest.fixture
def moved(store: SqliteStore, monkeypatch: pytest.MonkeyPatch) -> SqliteStore:
    """A store whose places are all hidden, but whose rows moved between pages before: SQLite left copies of them."""
    chance = random.Random(7)
    filled(store, "kadera")
    places = [f"plaats-{number}" for number in range(600)]
    store.commit([create(open_location(each)) for each in places], occasion())
    for name in chance.sample(places, 400):
        store.commit([update(open_location(name, description="GEHEIM " * chance.randint(1, 80)))], occasion())
    changes = []
    for name in places:
        kept = store.read("location", id_of(name))
        assert isinstance(kept, Kept)
        words = "Alleen na verwijzing. " * chance.randint(1, 25)
        changes.append(update(location(name, confidential=True, description=words), kept.revision))
    with monkeypatch.context() as patched:
        patched.setattr("directory.storage.sqlite.scrub.scrub", lambda db: not scrub.empty_log(db))
        store.commit(changes, occasion("all of them"))
    return store


def test_copies_that_split_pages_left_behind_are_scrubbed(moved: SqliteStore) -> None:
    assert found_in(moved.path.parent), "without copies left behind this test shows nothing"
    assert moved.scrub()
    assert found_in(moved.path.parent) == set()


def test_a_backup_has_no_copies_that_split_pages_left_behind(moved: SqliteStore, tmp_path: Path) -> None:
    (tmp_path / "copies").mkdir()
    assert found_in(moved.path.parent)
    backup(moved, tmp_path / "copies" / "copy.db")
    assert found_in(tmp_path / "copies") == set()


def test_other_places_keep_their_address(store: SqliteStore) -> None:
    planted(store)
    store.commit([create(open_location("kantoor"))], occasion())
    hidden(store)
    kept = store.read("location", id_of("kantoor"))
    assert isinstance(kept, Kept)
    assert STREET.encode() in kept.document


def test_a_slug_that_spelled_the_place_is_free_again_and_the_others_are_not(store: SqliteStore) -> None:
    planted(store)
    hidden(store)
    store.commit([create(location("tweede", slug="huis-bij-de-molen"))], occasion())
    with pytest.raises(errors.Invalid):
        store.commit([create(location("derde", slug="huis"))], occasion())


def test_a_place_that_was_withdrawn_and_comes_back_hidden_keeps_nothing(store: SqliteStore) -> None:
    planted(store)
    store.commit([withdraw(open_location(), 3)], occasion(day=4))
    store.commit([update(location(**HIDDEN), 4)], occasion(day=5))
    assert found_in(store.path.parent) == set()


def test_a_reader_that_holds_on_to_the_past_delays_the_scrub_until_it_lets_go(
    store: SqliteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("directory.storage.sqlite.scrub.PATIENCE_MS", 1)
    planted(store)
    reading = store.records()
    next(reading)
    hidden(store)
    assert not store.scrub()
    assert STREET.encode() in b"".join([each.document for each in reading])
    assert store.scrub()
    assert found_in(store.path.parent) == set()


def test_a_scrub_that_a_crash_prevented_is_done_at_the_next_start(
    store: SqliteStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr("directory.storage.sqlite.scrub.scrub", lambda db: False)
        planted(store)
        hidden(store)
    crashed = tmp_path / "crashed"
    shutil.copytree(store.path.parent, crashed)
    assert found_in(crashed)
    with closing(open_store(crashed / store.path.name)) as again:
        assert found_in(crashed) == set()
        assert again.sequence() == 5


def test_a_scrub_that_fails_does_not_undo_or_hide_what_was_written(
    store: SqliteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    planted(store)
    store._writer.execute("pragma max_page_count = 1")

    def fails(_: object) -> bool:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("directory.storage.sqlite.scrub.scrub", fails)
        hidden(store)
        with pytest.raises(errors.Unavailable):
            store.scrub()
    assert store.sequence() == 5
    assert store.scrub()
    assert found_in(store.path.parent) == set()


def test_a_purge_leaves_only_what_is_said_today(store: SqliteStore) -> None:
    filled(store, "vtt").commit(
        [create(organization("kadera", description="GEHEIM")), create(organization("fng"))],
        occasion("zit in het pand GEHEIM", day=1),
    )
    store.commit([update(organization("kadera", name="Kadera plus"))], occasion("GEHEIM eruit", day=2))
    entry = store.purge("organization", id_of("kadera"), occasion("purged on request", day=3))
    assert found_in(store.path.parent) == set()
    assert (entry.sequence, entry.action, entry.revision, entry.before) == (5, "update", 3, entry.after)
    assert [*store.entries()][-1] == entry
    kept = store.read("organization", id_of("kadera"))
    assert isinstance(kept, Kept)
    assert kept.revision == 3
    assert decode("organization", kept.document) == organization("kadera", name="Kadera plus")
    assert [each.reason for each in store.entries()] == [
        "the first ones",
        "[gewist]",
        "[gewist]",
        "[gewist]",
        "purged on request",
    ]


def test_a_purge_of_a_withdrawn_record_leaves_its_tombstone(store: SqliteStore) -> None:
    planted(store)
    store.commit([withdraw(open_location(), 3, reason="GEHEIM aan de molen.")], occasion(day=4))
    clean = withdraw(location(slug="huis-bij-de-molen"), 4)
    store.commit([clean], occasion(day=5))
    entry = store.purge("location", id_of("huis"), occasion("purged", day=6))
    assert (entry.action, entry.after, entry.tombstone) == ("withdraw", None, clean.tombstone)
    assert {secret for _, secret in found_in(store.path.parent)} == {"bij-de-molen"}
    assert isinstance(store.read("location", id_of("huis")), Tombstone)
    reasons = {each.tombstone.reason for each in store.history("location", id_of("huis")) if each.tombstone}
    assert reasons == {tombstone(location()).reason}


def test_a_purge_of_nothing_says_that_there_is_nothing(store: SqliteStore) -> None:
    with pytest.raises(errors.Unknown):
        store.purge("organization", id_of("kadera"), occasion())
    assert store.sequence() == 0


def test_what_was_merged_with_a_place_that_becomes_confidential_is_forgotten_with_it(store: SqliteStore) -> None:
    planted(store)
    merged = withdraw(open_location(slug="huis-bij-de-molen"), 3, status="merged", successor_id=id_of("ander"))
    store.commit([create(location("ander", region="VR05")), merged], occasion(day=4))
    store.commit([update(open_location("ander"), 1)], occasion(day=5))
    store.commit([update(location("ander", **HIDDEN), 2)], occasion("secret now", day=6))
    assert {secret for _, secret in found_in(store.path.parent)} == {"bij-de-molen"}  # to which its tombstone answers
    assert store.scrub()


def test_a_place_that_was_apart_again_keeps_its_address_but_not_that_of_its_fellow(store: SqliteStore) -> None:
    planted(store)
    store.commit([create(location("ander"))], occasion(day=4))
    secret = open_location(description="GEHEIM achterom", slug="huis-bij-de-molen", transport="GEHEIM bus 51")
    merged = withdraw(secret, 3, status="merged", successor_id=id_of("ander"))
    store.commit([merged, update(open_location("ander"), 1)], occasion("merged", day=5))
    store.commit([update(secret, 4), update(location("ander"), 2)], occasion("and apart", day=6))
    store.commit([update(location(**HIDDEN), 5)], occasion("secret now", day=7))
    assert found_in(store.path.parent) == set()
    assert store.read("location", id_of("ander")) is not None
