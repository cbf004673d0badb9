"""The change feed as the public sees it: every version of every public record in order, with tombstones."""

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from directory.model import Entry, is_public
from directory.model.json import decode


def announcements(entries: Iterable[Entry]) -> Iterator[bytes]:
    """Each entry that the public may know of, as JSON. Drafts and notes are passed over; their numbers stay open.

    A record that goes back to the desk is told as `hide`, so that a copy elsewhere lets go of it too. Who made a change
    and why stays at the desk.
    """
    for entry in entries:
        if (told := _told(entry)) is not None:
            yield msgspec.json.encode(told)


def _told(entry: Entry) -> dict[str, Any] | None:
    before, after = _shown(entry, entry.before), _shown(entry, entry.after)
    if after is not None:
        return {**_head(entry, "update" if before is not None else "create"), "record": after}
    if before is None:
        return None
    if entry.tombstone is not None:
        return {**_head(entry, entry.action), "tombstone": entry.tombstone}
    return _head(entry, "hide")


def _head(entry: Entry, action: str) -> dict[str, Any]:
    return {
        "sequence": entry.sequence,
        "at": entry.at,
        "kind": entry.kind,
        "id": entry.id,
        "action": action,
        "revision": entry.revision,
    }


def _shown(entry: Entry, document: msgspec.Raw | None) -> msgspec.Raw | None:
    if document is None or not is_public(decode(entry.kind, bytes(document))):
        return None
    return document
