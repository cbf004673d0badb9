"""What to do when somebody else was first: look again while that helps, else show both sides."""

from collections.abc import Callable, Collection, Sequence
from typing import TypeVar

from msgspec import Struct

from directory.errors import Conflict, Overtaken
from directory.model import Id, Kind

T = TypeVar("T")
# So often a deed is done anew because others wrote meanwhile.
ATTEMPTS = 8
# What says that others wrote between the reading and the writing of a deed that reads all it changes.
RACED = frozenset({"store.moved", "record.stale", "record.exists"})


class Blocker(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A record that stands in the way: what was expected of it, and what it is. `sequence` is its last change."""

    kind: Kind
    id: Id
    name: str
    expected: int | None
    current: int
    sequence: int | None = None


def again(deed: Callable[[], T], raced: Collection[str] = RACED) -> T:
    """Do this, and again when somebody wrote between its reading and its writing: conflicts with these codes.

    Raises `Conflict` in the end.
    """
    for _ in range(ATTEMPTS - 1):
        try:
            return deed()
        except Conflict as conflict:
            if conflict.code not in raced:
                raise
    return deed()


def overtaken(code: str, done: str, sides: Sequence[Blocker]) -> Overtaken:
    """The conflict that names every record in the way, with both revisions."""
    return Overtaken(code, f"{done}: {'; '.join(map(_told, sides))}.", sides=tuple(sides))


def _told(side: Blocker) -> str:
    then = f" by change {side.sequence}" if side.sequence else ""
    if side.expected is None:
        return f"{side.kind} {side.name} refers to it since (revision {side.current}{then})"
    return f"{side.kind} {side.name} is at revision {side.current}{then}, not at {side.expected}"
