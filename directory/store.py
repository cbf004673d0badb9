"""The contract of the store. Small, because the atlas does the finding.

Every write ends in `commit`: one transaction with revision check, history and a change row without gaps. The records
given to it have been read by `validation`; what only the whole batch can show (`admit`) is checked here, by every
implementation, inside the transaction.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Protocol

from directory import validation
from directory.errors import Invalid
from directory.model import (
    Change,
    Draft,
    DraftKey,
    Entry,
    Filing,
    Id,
    Kept,
    Kind,
    Occasion,
    Proposal,
    Record,
    Status,
    Tombstone,
    Untold,
)
from directory.model.audit import Link

# A record as it will be once the batch is written; None when there is none.
Reader = Callable[[Kind, Id], Record | None]


class Store(Protocol):
    """Where records live. All methods are synchronous and safe to call from any thread.

    Failures: `Unavailable` (locked, full, gone), `Damaged` (not ours, broken, newer).
    """

    def read(self, kind: Kind, id: Id) -> Kept | Tombstone | None:
        """The record, what is left of it, or None when this id was never used."""
        ...

    def records(self, kind: Kind | None = None) -> Iterator[Kept]:
        """Every record (of a kind), owners before what they own, then by id. One consistent view."""
        ...

    def tombstones(self) -> Iterator[Tombstone]:
        """What is left of every record that was withdrawn or merged, by kind and id."""
        ...

    def commit(
        self,
        changes: Sequence[Change],
        occasion: Occasion,
        *,
        after: int | None = None,
        filing: Callable[[int | None], Filing] | None = None,
    ) -> tuple[Entry, ...]:
        """Write all of it or nothing. Returns the rows of history, in order.

        Raises `Conflict` when a record is not at its `expected` revision (`facts`: kind, id, expected, current) and
        `Invalid` when the batch as a whole may not be. An unchanged record (equal bytes) is not written again.
        With `after`, nobody may have written anything since that sequence number (`Conflict`, `store.moved`): for a
        batch that depends on more records than it changes, such as everything that refers to one.
        `filing` is given the number of the batch (None when nothing changed) and says what is written beside it, in
        the same transaction: the proposal that this closes, who must be told.
        """
        ...

    def sequence(self) -> int:
        """The number of the last change; 0 for an empty store."""
        ...

    def entries(self, after: int = 0, limit: int | None = None) -> Iterator[Entry]:
        """History after a sequence number, in order and without gaps."""
        ...

    def history(self, kind: Kind, id: Id) -> tuple[Entry, ...]:
        """Everything that ever happened to one record, oldest first."""
        ...

    def version(self) -> int:
        """A number that differs when anybody has committed since it was last asked. Microseconds; asked per request."""
        ...

    def close(self) -> None:
        """Let go of files and connections."""
        ...


class Desk(Store, Protocol):
    """What the desk keeps beside the records, and the chain over all that was done. No atlas, feed or export reads it.

    Every word in it passes the same door as a record: no draft or proposal holds what a record may not.
    """

    def file(self, filing: Filing) -> None:
        """Write papers, all or nothing. Raises `Conflict` (`proposal.stale`) when somebody decided meanwhile, `Invalid`
        when what is proposed could not be written as things stand, whatever revisions it expects."""
        ...

    def proposal(self, id: Id) -> Proposal | None:
        """The proposal with this id."""
        ...

    def proposals(
        self, status: Status | None = None, *, about: tuple[Kind, Id] | None = None, limit: int | None = None
    ) -> tuple[Proposal, ...]:
        """Proposals in the order in which they came: of a status, about a record, or all."""
        ...

    def keep(self, draft: Draft) -> None:
        """Keep this draft in the place of the author's former one of this record."""
        ...

    def drafts(self, author: str | None = None, *, about: tuple[Kind, Id] | None = None) -> tuple[Draft, ...]:
        """Drafts, the last saved first: of an author, of a record, or all."""
        ...

    def drop(self, key: DraftKey) -> None:
        """Throw a draft away; nothing happens when there is none."""
        ...

    def untold(self, limit: int | None = None) -> tuple[Untold, ...]:
        """Notices that nobody was told of yet, oldest first."""
        ...

    def told(self, numbers: Sequence[int], at: datetime) -> None:
        """Say that everybody concerned was told of these."""
        ...

    def audit(self) -> Iterator[Link]:
        """The chain from its beginning, with what stands in the database now. One consistent view."""
        ...

    def trail(
        self, limit: int, *, before: int | None = None, who: str | None = None, about: tuple[Kind, Id] | None = None
    ) -> tuple[Link, ...]:
        """The last so many entries of the chain before a number, the newest first: of a person (who did, proposed or
        approved it), about a record, or all."""
        ...

    def erase(self, actor: str, pseudonym: str, occasion: Occasion) -> int:
        """Let a person go by a pseudonym everywhere. In how many entries of the chain; `Conflict` when it is taken."""
        ...

    def clear(self, before: datetime, occasion: Occasion) -> int:
        """Forget proposals that were closed before this moment, and what was said in them. How many."""
        ...


def admit(changes: Sequence[Change], occasion: Occasion, read: Reader) -> None:
    """Refuse a batch that would break the whole: called by every store inside the transaction, before it writes.

    `read` gives a record as it will be after this batch. Raises `Invalid` with all faults; a fault never repeats the
    text it refuses, since that may be the address of a shelter.
    """
    faults = [*validation.of_occasion(occasion)]
    faults += [
        fault for position, change in enumerate(changes) for fault in validation.together(position, change, read)
    ]
    if faults:
        raise Invalid(faults)
