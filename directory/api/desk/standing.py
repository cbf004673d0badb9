"""The record that a call is about, as it is now, for who may know of it; both sides when it is not what they saw."""

import re
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import msgspec
from msgspec import Struct

from directory.api.desk.operation import Call
from directory.api.records import COLLECTIONS, no_such, sequence_in, shown_bytes, version_of
from directory.curation.comparing import differences, since
from directory.curation.weaving import weave
from directory.errors import Conflict, Gone, Unknown
from directory.gate import reply
from directory.gate.preconditions import seen
from directory.gate.problems import Problem, problem
from directory.model import Entry, Id, Kept, Kind, Record, Tombstone, is_public
from directory.model.json import decode
from directory.permissions import may

UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
COLLECTION = {kind: name for name, kind in COLLECTIONS.items()}


class Standing(Struct, frozen=True, kw_only=True):
    """A record as it is kept, and read."""

    kept: Kept
    record: Record

    @property
    def revision(self) -> int:
        """What a change of it must expect."""
        return self.kept.revision


def id_of(call: Call, kind: Kind, name: str) -> Id:
    """The id behind an id or a public slug. Raises `Unknown`, and `Gone` for a slug that leads to no record now."""
    if UUID.fullmatch(name):
        return name
    return call.house.atlas.catalogue.resolve(kind, name)


def at_hand(call: Call, kind: Kind, name: str) -> Standing:
    """The record. Raises `Gone`, and `Unknown` alike for what never was and for what they may not read."""
    found = find(call, kind, id_of(call, kind, name))
    if found is None:
        raise Unknown("record.unknown", detail=no_such(COLLECTION[kind]))
    return found


def find(call: Call, kind: Kind, id: Id) -> Standing | None:
    """The same by id; None where there is none for who asks. Raises `Gone` for what the public knew."""
    found = call.store.read(kind, id)
    if isinstance(found, Tombstone):
        _refuse_buried(call, kind, id, found)
        return None
    record = decode(kind, found.document) if found else None
    if found is None or record is None or not _may_see(call, record):
        return None
    return Standing(kept=found, record=record)


def _may_see(call: Call, version: Record) -> bool:
    return is_public(version) or may(call.actor, "read-drafts")


def _refuse_buried(call: Call, kind: Kind, id: Id, tombstone: Tombstone) -> None:
    if may(call.actor, "read-drafts"):
        raise Gone("record.gone", tombstone=tombstone)
    with suppress(Unknown):
        # The public knows of what was public; of a draft that was thrown away nobody else knows.
        call.house.atlas.catalogue.resolve(kind, id)


def kept_of(entry: Entry) -> Kept | None:
    """The record as this row of history left it; None where it ended."""
    if entry.after is None:
        return None
    return Kept(
        kind=entry.kind,
        id=entry.id,
        revision=entry.revision,
        sequence=entry.sequence,
        at=entry.at,
        document=bytes(entry.after),
    )


def shown(call: Call, kept: Kept, status: int = 200) -> reply.Ready:
    """The record as the API shows it to everybody, with the tag that a change of it takes."""
    tag = version_of(kept.sequence, call.house.today())
    location = f"/{COLLECTION[kept.kind]}/{kept.id}" if status == 201 else None
    return call.answer(shown_bytes(kept, call.house.today()), status, tag=tag, location=location)


def refuse_stale(call: Call, now: Standing, ours: Record | None = None, tags: Sequence[str] | None = None) -> None:
    """Raises a problem when the writer did not see this version (412, both sides), or does not say which (428)."""
    tags = seen(call.request) if tags is None else tags
    if now.kept.sequence not in map(sequence_in, tags):
        raise stale(call, now.kept.kind, now.kept.id, tags, ours)


def stale(call: Call, kind: Kind, id: Id, tags: Sequence[str], ours: Record | None) -> Problem:
    """Both sides: what it was when the writer saw it, what others made of it, what was sent; and the last two together
    where that is possible (`woven`), else what both changed differently (`clashes`)."""
    sequences = {*map(sequence_in, tags)}
    history = call.store.history(kind, id)
    opened = next((each.revision for each in history if each.sequence in sequences), None)
    now = since(call.store, kind, id, opened)
    # A tag can be guessed; a version that was never public is not told by it.
    base, theirs = (each if each and _may_see(call, each) else None for each in (now.base, now.theirs))
    sides: dict[str, Any] = {"base": base, "current": theirs, "yours": ours}
    if base and theirs:
        sides["changedSince"] = differences(base, theirs)
        woven = weave(base, theirs, ours) if ours else None
        sides |= {"woven": woven.record, "clashes": woven.clashes or None} if woven else {}
    tag = version_of(history[-1].sequence, call.house.today()) if history else ""
    told = {name: msgspec.to_builtins(each) for name, each in sides.items() if each is not None}
    detail = "Somebody else changed this record since you saw it. Look at both versions and send yours again."
    headers = reply.headers(call.request, tag, reply.PRIVATE)
    return problem(412, "record.stale", detail, headers=headers, **told)


def moved(call: Call, kind: Kind, id: Id, ours: Record | None, conflict: Conflict) -> Exception:
    """What to answer when somebody wrote between our reading and our writing."""
    if conflict.code == "record.exists":
        return exists(call, kind, id)
    return stale(call, kind, id, seen(call.request), ours) if conflict.code == "record.stale" else conflict


def exists(call: Call, kind: Kind, id: Id) -> Problem:
    """The answer to who makes what there is, or was, already."""
    detail = "There is, or was, a record with this id. Change that one, or choose another id."
    location = f"{call.house.address}/api/v1/{COLLECTION[kind]}/{id}"
    return problem(409, "record.exists", detail, headers={"Location": location})
