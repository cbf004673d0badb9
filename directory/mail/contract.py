"""What this room asks of who keeps letters, and of who seals what is in them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from directory.model.letter import LetterKind, Slip, State, Word


class Letters(Protocol):
    """Where letters wait. Several processes may add and send at the same time.

    Failures: `Unavailable` (locked, full, gone), `Damaged` (not ours, broken, newer).
    """

    def add(self, slips: Sequence[Slip]) -> int:
        """Keep all of these in one transaction, except those whose `once` or `id` is known. How many were kept."""
        ...

    def claim(self, now: datetime, until: datetime) -> Slip | None:
        """The waiting one that is due longest and that nobody is sending, as claimed until then, tried once more."""
        ...

    def settle(self, slip: Slip, claimed: datetime) -> bool:
        """Write what became of a claimed one. Not when somebody else claimed it since; whether it was written."""
        ...

    def put_off(self, now: datetime, word: Word) -> int:
        """Say of all that are due why they wait. How many there are."""
        ...

    def hurry(self, id: str, now: datetime) -> bool:
        """Make one due now, also one that was refused. Whether there is one that can still be sent."""
        ...

    def end(self, now: datetime) -> int:
        """Empty those that ended, and let go of rows that are too old. How many ended."""
        ...

    def find(self, id: str) -> Slip | None:
        """The one with this id."""
        ...

    def open(self, limit: int) -> tuple[Slip, ...]:
        """Those that wait or were refused, oldest first."""
        ...

    def counts(self) -> dict[State, int]:
        """How many there are in each state."""
        ...

    def last(self, kind: LetterKind) -> datetime | None:
        """When the last one of this kind was written."""
        ...


class Seal(Protocol):
    """Makes text unreadable to who only has the file. `owner` binds it to one row."""

    def seal(self, owner: str, secret: str, now: datetime) -> str:
        """The text as only we can read it."""
        ...

    def open(self, owner: str, sealed: str) -> str:
        """The text again. Raises `Damaged` when it was sealed with another key, or for another row."""
        ...
