"""What the store forgets, a worker that runs on must forget too."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from directory.errors import Unknown
from directory.feed import Follower
from directory.model import KINDS, Change, Record, kind_of
from directory.storage.sqlite import SqliteStore, open_store
from tests.exchange import builders as make
from tests.storage.builders import occasion


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    with closing(open_store(tmp_path / "directory.db")) as opened:
        everything = sorted(make.everything(), key=lambda each: [*KINDS].index(kind_of(each)))
        commit(opened, *everything)
        yield opened


def commit(store: SqliteStore, *records: Record) -> None:
    changes = []
    for each in records:
        before = store.read(kind_of(each), each.id)
        changes.append(Change(kind=kind_of(each), id=each.id, after=each, expected=getattr(before, "revision", None)))
    store.commit(changes, occasion())


def test_a_place_that_becomes_secret_is_shown_as_such_by_a_worker_that_follows(store: SqliteStore) -> None:
    follower = Follower(store)
    commit(store, make.location("kantoor", name="Opvang", confidential=True, region="VR05"))
    follower.catch_up()
    assert all(b"Marktstraat" not in (each or b"") for each in follower.atlas.index.items)
    place = follower.atlas.catalogue.version("location", make.id_of("location", "kantoor"))
    assert b"Marktstraat" not in place.document


def test_a_slug_that_the_store_gave_up_does_not_lead_to_a_secret_place(store: SqliteStore) -> None:
    follower = Follower(store)
    commit(store, make.location("kantoor", name="Opvang", slug="opvang-x", confidential=True, region="VR05"))
    follower.catch_up()
    for atlas in (Follower(store).atlas, follower.atlas):
        with pytest.raises(Unknown):
            atlas.catalogue.resolve("location", "kantoor")


def test_a_worker_that_was_behind_a_purge_still_knows_where_a_door_left(store: SqliteStore) -> None:
    follower = Follower(store)
    commit(store, make.desk_door(at="postbus"))
    store.purge("contact-point", make.id_of("contact-point", "balie"), occasion())
    follower.catch_up()
    for atlas in (Follower(store).atlas, follower.atlas):
        assert atlas.catalogue.doors_at(make.id_of("location", "kantoor")) == ()
