"""A thousand random deeds: nothing that was ever public stops answering, and every undo restores the exact bytes."""

import random
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from directory.atlas import Atlas
from directory.curation.merging import merge
from directory.curation.refusing import MERGEABLE
from directory.curation.retiring import retire
from directory.curation.undoing import undo
from directory.errors import Conflict, Gone, Invalid, Unknown
from directory.feed import Follower, atlas_of
from directory.model import (
    PUBLIC,
    PUBLIC_KINDS,
    ContactPoint,
    DivisionOfLabour,
    Kept,
    Kind,
    Location,
    Organization,
    Phone,
    Record,
    Service,
    ServiceArea,
    Tombstone,
    kind_of,
)
from directory.model.json import decode
from directory.storage.sqlite import SqliteStore, open_store
from tests.curation.merged import documents, exported, key, now, occasion, put, replayed
from tests.curation.test_merging import division
from tests.exchange import builders as make

STEPS = 1_000
NUMBERS = ("0800-2000", "053-1234567", "053-7654321", "088-4222400")
DEEDS = ("merge", "merge", "merge", "undo", "undo", "undo", "edit", "edit", "edit", "retire", "add", "add", "rename")
Name = tuple[Kind, str]


class Life:
    """A store, what followed it, and what it looked like before every batch."""

    def __init__(self, store: SqliteStore, seed: int) -> None:
        self.store = store
        self.dice = random.Random(seed)
        self.before: dict[int, dict[Name, bytes]] = {}
        self.renames: set[int] = set()
        self.public: set[Name] = set()
        self.done: Counter[str] = Counter()
        self.forgotten: set[str] = set()
        self.number = 0
        for each in (self.organization, self.organization, self.organization):
            put(store, each())
        self.follower = Follower(store)

    # What there is.

    def living(self, *kinds: Kind) -> list[Record]:
        return [decode(each.kind, each.document) for kind in kinds for each in self.store.records(kind)]

    def some(self, *kinds: Kind) -> Any:
        found = self.living(*kinds)
        return self.dice.choice(found) if found else None

    # What can happen.

    def step(self) -> None:
        """One deed. What is refused leaves no trace."""
        deed = self.dice.choice(DEEDS)
        before, sequence = documents(self.store), self.store.sequence()
        try:
            done = getattr(self, deed)()
        except (Invalid, Conflict) as refusal:
            assert (documents(self.store), self.store.sequence()) == (before, sequence)
            self.done[f"{deed}: {type(refusal).__name__}"] += 1
            return
        if done and self.store.sequence() > sequence:
            self.before[sequence + 1] = before
            self.done[deed] += 1
            if deed == "rename":
                self.renames.add(sequence + 1)

    def merge(self) -> bool:
        kind = self.dice.choice(MERGEABLE)
        fellows = self._fellows(kind)
        if len(fellows) < 2:
            return False
        loser, winner = self.dice.sample(fellows, 2)
        side = self.dice.choice(("winner", "loser"))
        fields = self.dice.choice(([], ["name"], ["topics", "area"], ["lifecycle"], ["phone"], ["description"]))
        merge(self.store, key(loser), key(winner), dict.fromkeys(fields, side), occasion())
        return True

    def _fellows(self, kind: Kind) -> list[Record]:
        """Records of a kind that mostly have one owner."""
        found = self.living(kind)
        one = self.dice.choice(found) if found else None
        owner = "service_id" if kind == "contact-point" else "organization_id"
        if kind == "organization" or self.dice.random() < 0.1:
            return found
        return [each for each in found if getattr(each, owner) == getattr(one, owner)]

    def undo(self) -> bool:
        if not self.before:
            return False
        batch = self.dice.choice([*self.before][-6:])
        renamed = batch in self.renames
        touched = [each for each in self.store.entries(after=batch - 1) if each.batch == batch]
        done = undo(self.store, batch, occasion())
        if done.sequence is not None and renamed:
            self.renames.add(done.sequence)
        after = documents(self.store)
        for entry in touched:
            name = (entry.kind, entry.id)
            if entry.id not in self.forgotten:
                # Names that came later are kept, since they were public.
                named = max(self.renames, default=0) >= batch
                assert _same(entry.kind, after.get(name), self.before[batch].get(name), named=named)
        return True

    def edit(self) -> bool:
        record = self.some("organization", "service", "contact-point", "location", "division-of-labour")
        changed = self._edited(record)
        put(self.store, make.sourced(changed)) if changed != record else None
        return True

    def _edited(self, record: Any) -> Record:
        number = self.dice.randrange(1_000)
        match record:
            case Organization() if number % 3 == 0:
                return replace(record, phone=Phone(number=self.dice.choice(NUMBERS)))
            case ContactPoint() if number % 3 == 0:
                return replace(record, phone=Phone(number=self.dice.choice(NUMBERS)), area=self._area())
            case ContactPoint() if number % 3 == 1:
                places = self.living("location")
                return replace(record, location_id=self.dice.choice(places).id if places else None)
            case Location() if number % 20 == 0 and not record.confidential:
                # What this forgets, also of places that were merged with it, no undo brings back.
                self.forgotten |= {each.id for each in self.store.entries() if each.kind == "location"}
                return replace(make.shelter(record.slug), id=record.id, organization_id=record.organization_id)
            case Organization() if number % 3 == 1:
                other = self.some("organization")
                return replace(record, part_of=None if other.id == record.id else other.id)
            case Organization() | Service() | ContactPoint() | Location() if number % 7 == 2:
                return replace(record, lifecycle="published")
            case DivisionOfLabour():
                return replace(record, sentence=f"De een verwijst {number} keer.")
            case _:
                return replace(record, description=f"Versie {number}.")  # type: ignore[no-any-return]

    def _area(self) -> ServiceArea:
        return ServiceArea(codes=(self.dice.choice(("GM0164", "GM0153", "VR05")),))

    def rename(self) -> bool:
        record = self.some("organization", "service")
        self.number += 1
        put(self.store, replace(record, slug=f"naam-{self.number}", former_slugs=(*record.former_slugs, record.slug)))
        return True

    def retire(self) -> bool:
        kind = self.dice.choice(MERGEABLE)
        found = self.living(kind)
        if len(found) < 3 or (kind == "organization" and len(found) < 5):
            return False
        record, successor = self.dice.sample(found, 2)
        after = key(successor) if self.dice.random() < 0.6 else None
        retire(self.store, key(record), after, "Bestaat niet meer.", occasion())
        return True

    def add(self) -> bool:
        makers: tuple[Callable[[], Record], ...] = (self.organization, self.service, self.door, self.door, self.place)
        put(self.store, self.dice.choice((*makers, self.relation))())
        return True

    def _next(self, word: str) -> str:
        self.number += 1
        return f"{word}-{self.number}"

    def _lifecycle(self) -> Any:
        return self.dice.choice(("published", "published", "published", "archived", "draft"))

    def organization(self) -> Record:
        phone = self.dice.choice((None, *(Phone(number=each) for each in NUMBERS)))
        return make.organization(self._next("organisatie"), phone=phone, lifecycle=self._lifecycle())

    def service(self) -> Record:
        owner = self.some("organization").id
        places = [each.id for each in self.living("location")][:2]
        more = {"organization_id": owner, "location_ids": tuple(places), "lifecycle": self._lifecycle()}
        return replace(make.service(self._next("dienst")), **more)

    def door(self) -> Record:
        service = self.some("service")
        if service is None:
            return self.service()
        topics = self.dice.choice((None, ("stalking",), ("femicide", "stalking")))
        name = self._next("deur")
        return replace(make.phone_door(name, topics=topics), service_id=service.id, lifecycle=self._lifecycle())

    def place(self) -> Record:
        owner = self.some("organization").id
        maker = self.dice.choice((make.office, make.shelter))
        return replace(maker(self._next("plek")), organization_id=owner)

    def relation(self) -> Record:
        one, other = self.some("organization"), self.some("organization", "contact-point")
        return division(self._next("rol"), one.id, other.id)

    # What must hold.

    def check(self) -> None:
        """After every step: what was ever public answers."""
        self.follower.catch_up()
        for kept in self.store.records():
            record = decode(kept.kind, kept.document)
            if record.lifecycle in PUBLIC and kept.kind in PUBLIC_KINDS:
                self.public |= {(kept.kind, each) for each in (record.id, record.slug, *record.former_slugs)}
        for kind, name in self.public:
            assert self.answers(self.follower.atlas, kind, name), (kind, name)

    def answers(self, atlas: Atlas, kind: Kind, name: str) -> bool:
        """Whether this leads to a record, to a tombstone at which the way ends, or to one back at the desk."""
        for _ in range(1_000):
            try:
                name = atlas.catalogue.resolve(kind, name)
                atlas.catalogue.version(kind, name)
            except Gone as gone:
                left = gone.facts["tombstone"]
                assert isinstance(left, Tombstone)
                if left.status == "withdrawn" or left.successor_id is None:
                    return True
                name = left.successor_id
            except Unknown:
                return self.at_the_desk(kind, name)
            else:
                return True
        return False

    def at_the_desk(self, kind: Kind, name: str) -> bool:
        """Whether this is now a draft: an undo of its publication takes it back to the desk."""
        for kept in self.store.records(kind):
            record = decode(kind, kept.document)
            if name in (record.id, record.slug, *record.former_slugs):
                return record.lifecycle not in PUBLIC
        return isinstance(self.store.read(kind, name), Tombstone)

    def check_whole(self) -> None:
        """The feed from its beginning is the export, and nothing refers to what is gone."""
        assert replayed(self.store) == exported(self.store)
        for kept in self.store.records():
            record = decode(kept.kind, kept.document)
            for kind, id in owners(record):
                assert isinstance(self.store.read(kind, id), Kept), (kept.kind, record.slug)


def _same(kind: Kind, one: bytes | None, other: bytes | None, *, named: bool) -> bool:
    """Whether these are the same bytes; with `named`, the first may have more former slugs."""
    if one is None or other is None or not named:
        return one == other
    news, olds = decode(kind, one), decode(kind, other)
    more = {news.slug, *news.former_slugs} >= {olds.slug, *olds.former_slugs}
    return more and _without_names(kind, one) == _without_names(kind, other)


def owners(record: Record) -> Iterator[tuple[Kind, str]]:
    match record:
        case Service():
            yield "organization", record.organization_id
            yield from (("location", each) for each in record.location_ids)
        case Location():
            yield "organization", record.organization_id
        case ContactPoint():
            yield "service", record.service_id
            if record.location_id:
                yield "location", record.location_id
        case Organization(part_of=str() as whole):
            yield "organization", whole
        case _:
            return


@pytest.fixture
def life(tmp_path: Path) -> Iterator[Life]:
    with closing(open_store(tmp_path / "directory.db")) as store:
        put(store, *make.vocabularies())
        yield Life(store, seed=5)


def test_after_a_thousand_deeds_everything_answers_and_a_copy_is_the_same(life: Life) -> None:
    for step in range(STEPS):
        life.step()
        life.check()
        if step % 50 == 0:
            life.check_whole()
    life.check_whole()
    names = {(kind, each) for kind, each in life.public if kind in MERGEABLE}
    fresh = atlas_of(life.store)
    assert all(life.answers(fresh, kind, name) for kind, name in names)
    # The dice must have tried everything often, with and without success.
    assert life.done["merge"] > 40, life.done
    assert life.done["undo"] > 60, life.done
    assert life.done["undo: Overtaken"] > 10, life.done
    assert life.done["merge: Invalid"] > 10, life.done
    assert life.done["retire"] > 10, life.done


def test_a_history_can_be_taken_back_to_its_beginning(life: Life) -> None:
    """Undone one by one from the last, every record is what it was at the start."""
    start = documents(life.store)
    first = life.store.sequence()
    for _ in range(120):
        life.step()
    batches = sorted({each.batch for each in life.store.entries(after=first)}, reverse=True)
    for batch in batches:
        undo(life.store, batch, occasion())
    left = {name: document for name, document in documents(life.store).items() if name in start}
    slugless = {name: _without_names(name[0], document) for name, document in left.items()}
    assert slugless == {name: _without_names(name[0], document) for name, document in start.items()}
    assert documents(life.store).keys() == start.keys()
    assert replayed(life.store) == exported(life.store)


def _without_names(kind: Kind, document: bytes) -> Record:
    return replace(decode(kind, document), former_slugs=())


def test_the_deeds_are_the_same_each_time(tmp_path: Path) -> None:
    told = []
    for folder in ("a", "b"):
        with closing(open_store(tmp_path / folder / "directory.db")) as store:
            put(store, *make.vocabularies())
            life = Life(store, seed=7)
            for _ in range(60):
                life.step()
            told.append([*store.entries()])
    assert told[0] == told[1]


def kinds(life: Life) -> set[Kind]:
    return {kind_of(each) for each in life.living(*MERGEABLE)}


def test_the_deeds_touch_every_kind_that_can_be_merged(life: Life) -> None:
    for _ in range(60):
        life.step()
    assert kinds(life) == {*MERGEABLE}
    assert now(life.store, life.some("organization")) is not None
