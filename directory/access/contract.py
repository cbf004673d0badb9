"""What this room asks of who keeps people, sessions, links and keys."""

from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol, TypeVar

from directory.model.person import Event, Held, Person

K = TypeVar("K", bound=Held)


class Book(Protocol):
    """Everything that is kept about people, within one transaction. A kind is the struct; a key is what names a row:
    `id` of a person and an API key, `hash` of a session, link and device, `name` of a tally, `person:hash` of a
    recovery code, `person:step` of a used step.
    """

    def find(self, kind: type[K], key: str) -> K | None:
        """The one with this key."""
        ...

    def named(self, mail: str) -> Person | None:
        """The person with this mail address, spelled as it is kept."""
        ...

    def all(self, kind: type[K], person: str | None = None) -> tuple[K, ...]:
        """All of this kind, or those of one person, by key."""
        ...

    def add(self, held: Held) -> bool:
        """Keep this if nothing has its key. Whether it was kept: of two who try, one is told yes."""
        ...

    def keep(self, held: Held) -> None:
        """Keep this in the place of what has its key. Raises `Conflict` (`mail.taken`) for a second owner of a mail."""
        ...

    def drop(self, kind: type[Held], key: str) -> bool:
        """Let go of the one with this key. Whether there was one."""
        ...

    def drop_all(self, kind: type[Held], person: str) -> int:
        """Let go of all that a person has of this kind; how many there were."""
        ...

    def drop_ended(self, kind: type[Held], before: datetime) -> int:
        """Let go of what was of no use any more before this moment; how many there were."""
        ...

    def trim(self, kind: type[Held], most: int) -> None:
        """Of what will end, keep at most so many: those that end last."""
        ...

    def tell(self, event: Event) -> None:
        """Write an event under the next number. Events are never changed."""
        ...

    def events(self, limit: int, before: int | None = None) -> tuple[Event, ...]:
        """The last so many events, or those before a number, the newest first."""
        ...

    def forget_events(self, before: datetime) -> int:
        """Let go of events before this moment; how many. The file itself refuses this for the last 180 days."""
        ...


class People(Protocol):
    """Where people are kept. Several processes may read and write at the same time.

    Failures: `Unavailable` (locked, full, gone), `Damaged` (not ours, broken, newer).
    """

    def reading(self) -> AbstractContextManager[Book]:
        """One view that cannot change anything. A file that does not exist yet is an empty one."""
        ...

    def writing(self) -> AbstractContextManager[Book]:
        """One transaction, alone: all of it or, after an exception, nothing."""
        ...

    def scrub(self) -> None:
        """Write the file anew, so that nothing that was let go of can be read from it."""
        ...
