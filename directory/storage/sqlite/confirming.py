"""A confirmation says that nothing changed; then nothing may."""

from collections.abc import Sequence
from typing import Any

from msgspec import structs
from sqlite_utils import Database

from directory.errors import Fault
from directory.model import Change, Occasion, Record
from directory.model.json import decode
from directory.storage.sqlite.standing import documents, key


def faults(db: Database, changes: Sequence[Change], occasion: Occasion) -> list[Fault]:
    """A fault for each change of a confirmation that touches more than the provenance of the confirmed field."""
    if occasion.confirms is None:
        return []
    before = documents(db, changes)
    return [
        Fault(pointer=f"/{position}", code="confirm.changes", detail="A confirmation changes nothing but its own date.")
        for position, change in enumerate(changes)
        if not _confirms(before.get(key(change)), change, occasion.confirms)
    ]


def _confirms(before: bytes | None, change: Change, name: str) -> bool:
    if before is None or change.after is None:
        return False
    return bool(_without(decode(change.kind, before), name) == _without(change.after, name))


def _without(record: Record, name: str) -> Any:
    facts = {each: fact for each, fact in getattr(record, "facts", {}).items() if each != name}
    return structs.replace(record, facts=facts) if hasattr(record, "facts") else record
