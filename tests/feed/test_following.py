"""An atlas that keeps up with a store, however far it is behind and whatever happens meanwhile."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path

import pytest

from directory.errors import Unavailable
from directory.feed import Follower, following
from directory.model import Change, Entry, Id, Kept, Kind, Occasion, Organization, Tombstone
from directory.model.ids import derived_id
from directory.storage.sqlite import SqliteStore, open_store
from directory.store import Store
from tests.atlas.history import History
from tests.storage.builders import create, filled, occasion, organization, update, withdraw


class Listed:
    """The contract of the store, kept in lists. `meanwhile` happens once, while somebody reads the records."""

    def __init__(self) -> None:
        self.log = History()
        self.meanwhile: Callable[[], None] = lambda: None
        self.down = False
        self.read_whole = 0

    def read(self, kind: Kind, id: Id) -> Kept | Tombstone | None:
        return self.log.kept.get((kind, id)) or self.log.buried.get((kind, id))

    def records(self, kind: Kind | None = None) -> Iterator[Kept]:
        self._answer()
        self.read_whole += 1
        deed, self.meanwhile = self.meanwhile, lambda: None
        deed()
        return iter([each for key, each in sorted(self.log.kept.items()) if kind in (None, key[0])])

    def tombstones(self) -> Iterator[Tombstone]:
        self._answer()
        return iter([each for _, each in sorted(self.log.buried.items())])

    def commit(self, changes: Sequence[Change], occasion: Occasion) -> tuple[Entry, ...]:
        before = len(self.log.entries)
        for each in changes:
            if each.after is not None:
                self.log.put(each.after)
            else:
                self.log.bury((each.kind, each.id), each.tombstone.successor_id if each.tombstone else None)
        return tuple(self.log.entries[before:])

    def sequence(self) -> int:
        self._answer()
        return len(self.log.entries)

    def entries(self, after: int = 0, limit: int | None = None) -> Iterator[Entry]:
        self._answer()
        return iter(self.log.entries[after:][:limit])

    def version(self) -> int:
        self._answer()
        return len(self.log.entries)

    def close(self) -> None:
        self.down = True

    def _answer(self) -> None:
        if self.down:
            raise Unavailable("store.unavailable", retry=True)

    def history(self, kind: Kind, id: Id) -> tuple[Entry, ...]:
        return tuple(each for each in self.log.entries if (each.kind, each.id) == (kind, id))


@pytest.fixture(params=["listed", "sqlite"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    opened: Store = Listed() if request.param == "listed" else open_store(tmp_path / "directory.db")  # type: ignore[assignment]
    with closing(opened):
        yield opened


@pytest.fixture
def listed() -> Listed:
    return Listed()


def names(follower: Follower) -> list[str]:
    catalogue = follower.atlas.catalogue
    return sorted(catalogue.organization(id).slug for id in catalogue.ids("organization"))


def many(number: int) -> list[Organization]:
    return [organization(f"partner-{each}", name=f"Partner {each}") for each in range(number)]


def test_an_empty_store_gives_an_empty_atlas(store: Store) -> None:
    follower = Follower(store)
    assert (follower.atlas.sequence, names(follower)) == (0, [])
    assert not follower.behind()
    assert not follower.far_behind()


def test_what_is_committed_is_there_after_catching_up_and_not_before(store: Store) -> None:
    follower = Follower(filled(store, "kadera"))
    assert not follower.behind()
    store.commit([create(organization("wijkracht"))], occasion())
    assert follower.behind()
    assert names(follower) == ["kadera"]
    follower.catch_up()
    assert not follower.behind()
    assert names(follower) == ["kadera", "wijkracht"]
    assert follower.atlas.sequence == store.sequence()


def test_a_reader_keeps_its_version_while_the_atlas_moves_on(store: Store) -> None:
    follower = Follower(filled(store, "kadera"))
    held = follower.atlas
    store.commit([update(organization("kadera", name="Anders")), create(organization("wijkracht"))], occasion())
    follower.catch_up()
    assert follower.atlas is not held
    assert [held.catalogue.organization(id).name for id in held.catalogue.ids("organization")] == ["Kadera"]


def test_catching_up_without_changes_changes_nothing(store: Store) -> None:
    follower = Follower(filled(store, "kadera"))
    before = follower.atlas
    follower.catch_up()
    assert follower.atlas is before


def test_a_follower_of_another_worker_sees_it_too(tmp_path: Path) -> None:
    with closing(open_store(tmp_path / "directory.db")) as one, closing(open_store(tmp_path / "directory.db")) as other:
        follower = Follower(one)
        filled(other, "kadera")
        assert follower.behind()
        follower.catch_up()
        assert names(follower) == ["kadera"]


def test_a_follower_that_is_just_behind_follows_and_one_far_behind_builds_anew(listed: Listed) -> None:
    follower = Follower(listed)  # type: ignore[arg-type]
    listed.commit([create(each) for each in many(following.FAR_BEHIND)], occasion())
    assert not follower.far_behind()
    listed.read_whole = 0
    follower.catch_up()
    assert (listed.read_whole, follower.atlas.sequence) == (0, following.FAR_BEHIND)
    listed.commit(
        [update(each) for each in (organization(x.slug, name="Anders") for x in many(following.FAR_BEHIND))], occasion()
    )
    listed.commit([create(organization("laatste"))], occasion())
    assert follower.far_behind()
    follower.catch_up()
    assert (listed.read_whole, follower.atlas.sequence) == (1, 2 * following.FAR_BEHIND + 1)
    assert not follower.behind()
    assert not follower.far_behind()
    assert len(names(follower)) == following.FAR_BEHIND + 1


def test_a_real_store_far_ahead_is_caught_up_with(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(following, "FAR_BEHIND", 20)
    with closing(open_store(tmp_path / "directory.db")) as store:
        follower = Follower(filled(store, "kadera"))
        store.commit([create(each) for each in many(30)], occasion())
        store.commit([withdraw(organization("kadera"))], occasion())
        assert follower.far_behind()
        follower.catch_up()
        assert len(names(follower)) == 30
        assert follower.atlas.catalogue.resolve("organization", "kadera") == derived_id("test", "kadera")


@pytest.mark.parametrize("end", [False, True])
def test_a_commit_that_lands_while_the_atlas_is_built_is_neither_lost_nor_doubled(listed: Listed, end: bool) -> None:
    filled(listed, "kadera")  # type: ignore[arg-type]

    def commit() -> None:
        changes = [create(organization("wijkracht")), update(organization("kadera", name="Anders"))]
        listed.commit([*changes, *([withdraw(organization("wijkracht"))] if end else [])], occasion())

    listed.meanwhile = commit
    follower = Follower(listed)  # type: ignore[arg-type]
    assert follower.behind()
    follower.catch_up()
    assert names(follower) == (["kadera"] if end else ["kadera", "wijkracht"])
    assert len(follower.atlas.catalogue.ids("organization")) == len(names(follower))
    assert follower.atlas.sequence == listed.sequence()


def test_a_store_that_does_not_answer_leaves_the_atlas_and_is_asked_again(listed: Listed) -> None:
    follower = Follower(filled(listed, "kadera"))  # type: ignore[arg-type]
    filled(listed, "wijkracht")  # type: ignore[arg-type]
    listed.down = True
    with pytest.raises(Unavailable):
        follower.catch_up()
    assert names(follower) == ["kadera"]
    listed.down = False
    assert follower.behind()
    follower.catch_up()
    assert names(follower) == ["kadera", "wijkracht"]


def test_a_closed_database_is_unavailable(tmp_path: Path) -> None:
    store: SqliteStore = open_store(tmp_path / "directory.db")
    follower = Follower(filled(store, "kadera"))
    store.close()
    with pytest.raises(Unavailable):
        follower.behind()
    assert names(follower) == ["kadera"]
