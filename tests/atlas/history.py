"""A store in a list: the contract's history without a database, and records that change in every way they can."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from msgspec import Raw
from msgspec.structs import replace

from directory.atlas import Atlas, build
from directory.model import (
    KINDS,
    ContactPoint,
    Entry,
    Kept,
    Kind,
    Location,
    Organization,
    Record,
    Service,
    Tombstone,
    Vocabulary,
    kind_of,
)
from directory.model.json import decode, encode
from tests.atlas import world
from tests.atlas.world import START

Key = tuple[Kind, str]
LIFECYCLES: tuple[Any, ...] = ("published", "archived", "draft", "in-review")


class History:
    """What a store keeps of a directory: the records, what is left of others, and every change."""

    def __init__(self, records: Iterable[Record] = ()) -> None:
        self.kept: dict[Key, Kept] = {}
        self.buried: dict[Key, Tombstone] = {}
        self.revisions: dict[Key, int] = {}
        self.entries: list[Entry] = []
        for each in records:
            self.put(each)

    def put(self, record: Record) -> None:
        """Create, update or revive."""
        key: Key = (kind_of(record), record.id)
        before, document = self.kept.get(key), encode(record)
        if before and before.document == document:
            return
        self._log(key, "update" if before else "create", before, Raw(document), None)
        self.buried.pop(key, None)
        number = len(self.entries)
        self.kept[key] = Kept(
            kind=key[0], id=key[1], revision=self.revisions[key], sequence=number, at=START, document=document
        )

    def bury(self, key: Key, successor: str | None = None) -> None:
        """Withdraw, or merge into another."""
        before = self.kept.pop(key)
        record = decode(key[0], before.document)
        tombstone = Tombstone(
            kind=key[0],
            id=key[1],
            slugs=(record.slug, *record.former_slugs),
            status="merged" if successor else "withdrawn",
            reason="Bestaat niet meer.",
            on=date(2026, 11, 2),
            successor_id=successor,
        )
        self._log(key, "merge" if successor else "withdraw", before, None, tombstone)
        self.buried[key] = tombstone

    def _log(self, key: Key, action: Any, before: Kept | None, after: Raw | None, tombstone: Tombstone | None) -> None:
        self.revisions[key] = self.revisions.get(key, 0) + 1
        self.entries.append(
            Entry(
                sequence=len(self.entries) + 1,
                batch=len(self.entries) + 1,
                at=START,
                actor="redactie",
                reason="een reden",
                kind=key[0],
                id=key[1],
                action=action,
                revision=self.revisions[key],
                before=Raw(before.document) if before else None,
                after=after,
                tombstone=tombstone,
            )
        )

    def atlas(self) -> Atlas:
        """Built anew from what is kept now."""
        order = list(KINDS)
        records = sorted(self.kept.values(), key=lambda each: (order.index(each.kind), each.id))
        tombstones = sorted(self.buried.values(), key=lambda each: (order.index(each.kind), each.id))  # type: ignore[arg-type]
        return build(records, tombstones, len(self.entries))

    def record(self, kind: Kind, id: str) -> Record:
        return decode(kind, self.kept[kind, id].document)

    def of(self, *kinds: Kind) -> list[Record]:
        """The records of these kinds, drafts included, by id."""
        return [decode(kind, self.kept[kind, id].document) for kind, id in sorted(self.kept) if kind in kinds]

    def slugs(self) -> set[tuple[Kind, str]]:
        """Every slug and id there ever was of a kind with a public face."""
        found: set[tuple[Kind, str]] = set()
        for entry in self.entries:
            for raw in (entry.before, entry.after):
                if raw is not None and entry.kind != "note":
                    record = decode(entry.kind, bytes(raw))
                    found |= {(entry.kind, each) for each in (record.id, record.slug, *record.former_slugs)}
        return found


# Every way in which a record changes.

DEEDS = (
    "lifecycle",
    "rename",
    "move",
    "words",
    "dimensions",
    "bury",
    "bury",
    "revive",
    "confidential",
    "terms",
    "merge",
)
PUBLIC_KINDS: tuple[Kind, ...] = ("vocabulary", "organization", "location", "service", "contact-point")


def _steps(seed: int) -> list[tuple[str, int, int]]:
    dice = world.Dice(seed)
    return [(dice.choice(DEEDS), dice.randrange(1_000), dice.randrange(1_000)) for _ in range(dice.randint(1, 16))]


steps = world.seeds.map(_steps)


def change(history: History, deed: str, one: int, other: int) -> None:
    """One change, chosen by two numbers; nothing when there is nobody to do it to."""
    kinds: tuple[Kind, ...] = ("contact-point", "service") if deed == "move" and one % 3 else PUBLIC_KINDS
    found = history.of("vocabulary") if deed == "terms" else history.of(*kinds)
    if deed == "revive":
        _revive(history, one)
    elif found:
        record = found[one % len(found)]
        key: Key = (kind_of(record), record.id)
        if deed == "bury":
            history.bury(key)
        elif deed == "merge":
            fellows = [each for each in history.of(key[0]) if each.id != record.id]
            if fellows:
                history.bury(key, fellows[other % len(fellows)].id)
        else:
            history.put(_changed(history, record, deed, other))


def _revive(history: History, one: int) -> None:
    gone = sorted(history.buried)
    if gone:
        key = gone[one % len(gone)]
        last = [each for each in history.entries if (each.kind, each.id) == key and each.before is not None][-1]
        # As a draft it is a case of its own: see test_lifecycles.
        history.put(replace(decode(key[0], bytes(last.before or b"")), lifecycle="published"))


def _changed(history: History, record: Record, deed: str, number: int) -> Record:
    match deed, record:
        case "lifecycle", _:
            return replace(record, lifecycle=LIFECYCLES[number % 4])
        case "rename", Organization() | Service() | ContactPoint() | Location():
            slug = f"{record.slug.partition('-v')[0]}-v{len(history.entries)}"
            return replace(record, slug=slug, former_slugs=(*record.former_slugs, record.slug))
        case "words", Organization() | Service() | ContactPoint():
            return replace(record, name=world.WORDS[number % len(world.WORDS)])
        case "confidential", Location():
            kept = {"confidential": not record.confidential, "region": "VR05"}
            return replace(record, **kept, latitude=None, longitude=None, precision=None)
        case "words" | "dimensions", Location():
            latitude, longitude = world.POINTS[number % len(world.POINTS)]
            there = {"latitude": latitude, "longitude": longitude, "precision": "address"}
            return record if record.confidential else replace(record, **there)
        case "dimensions", ContactPoint():
            return _filled_in(record, number)
        case "move", _:
            return _moved(history, record, number)
        case "terms", Vocabulary():
            return _regrown(record, number)
        case _:
            return record


def _filled_in(door: ContactPoint, number: int) -> ContactPoint:
    topics = world.TERMS["topics"]
    conditions: list[dict[str, Any]] = [{}, {"anoniem": "yes"}, {"anoniem": "no", "gratis": "yes"}]
    values = [
        {"topics": None},
        {"topics": (topics[number % 4],)},
        {"conditions": conditions[number % 3]},
        {"hours": (None, world.ALWAYS, world.WEEK)[number % 3]},
        {"channel": (None, "chat")[number % 2], "languages": (None, ("nl",))[number % 2]},
    ]
    return replace(door, **values[number % len(values)])


def _moved(history: History, record: Record, number: int) -> Record:
    def other(kind: Kind) -> str | None:
        found = history.of(kind)
        return found[number % len(found)].id if found else None

    match record:
        case Service() | Location():
            return replace(record, organization_id=other("organization") or record.organization_id)
        case ContactPoint() if number % 2:
            return replace(record, service_id=other("service") or record.service_id)
        case ContactPoint():
            return replace(record, location_id=other("location") if number % 4 else None)
        case _:
            return record


def _regrown(vocabulary: Vocabulary, number: int) -> Vocabulary:
    """Another tree over the same terms."""
    terms: Sequence[Any] = vocabulary.terms
    place = number % len(terms)
    above = terms[number % place].slug if place and number % 3 else None
    regrown = replace(terms[place], broader=above, label=f"{terms[place].slug} {number % 2}")
    return replace(vocabulary, terms=(*terms[:place], regrown, *terms[place + 1 :]))
