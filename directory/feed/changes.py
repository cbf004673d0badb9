"""The change feed as the public sees it: every version of every public record in order, with tombstones."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import msgspec

from directory.model import Entry, is_public
from directory.model.json import decode

# Whether the public saw the record before this change.
Seen = Callable[[Entry], bool]


def _never(entry: Entry) -> bool:
    return False


def announcements(entries: Iterable[Entry], seen_before: Seen = _never) -> Iterator[bytes]:
    """Each entry that the public may know of, as JSON. Drafts and notes are passed over; their numbers stay open.

    A record that goes back to the desk is told as `hide`, so that a copy elsewhere lets go of it too. When it ends
    there, comes back to it from its end, or its tombstone is corrected, that is told only if `seen_before` says that
    the public saw the record earlier. Who made a change and why stays at the desk.
    """
    for entry in entries:
        if (told := _told(entry, seen_before)) is not None:
            yield msgspec.json.encode(told)


def _told(entry: Entry, seen_before: Seen) -> dict[str, Any] | None:
    before, after = _shown(entry, entry.before), _shown(entry, entry.after)
    if after is not None:
        return {**_head(entry, "update" if before is not None else "create"), "record": after}
    if before is None and not _at_the_end(entry, seen_before):
        return None
    if entry.tombstone is not None:
        return {**_head(entry, entry.action), "tombstone": entry.tombstone}
    return _head(entry, "hide")


def _at_the_end(entry: Entry, seen_before: Seen) -> bool:
    """Whether this begins or ends a tombstone of something that the public knows, though no public version did."""
    # Of what is new there is nothing to look up, and there may be a page full of it.
    return entry.revision > 1 and (entry.tombstone is not None or entry.before is None) and seen_before(entry)


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
