"""The contract of `directory.store.Desk`, kept with SQLite: what is written beside the records, and the chain."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from sqlite_utils import Database

from directory.model import Draft, DraftKey, Filing, Id, Kind, Occasion, Proposal, Status, Untold
from directory.model.audit import Link
from directory.storage.sqlite import auditing, erasing, papers, scrub
from directory.storage.sqlite.standing import Key

T = TypeVar("T")


class SqliteDesk:
    """The papers of one database; `SqliteStore` brings the connections."""

    path: Path

    def _write(self, deed: Callable[[Database], T]) -> T:
        raise NotImplementedError

    def _view(self) -> AbstractContextManager[Database]:
        raise NotImplementedError

    def file(self, filing: Filing) -> None:
        """Write papers without changing any record."""
        self._write(lambda db: papers.file(db, filing))

    def proposal(self, id: Id) -> Proposal | None:
        """The proposal with this id."""
        with self._view() as db:
            return papers.find(db, id)

    def proposals(
        self, status: Status | None = None, *, about: tuple[Kind, Id] | None = None, limit: int | None = None
    ) -> tuple[Proposal, ...]:
        """Proposals in the order in which they came: of a status, about a record, or all."""
        with self._view() as db:
            return tuple(papers.proposals(db, status, about and Key(*about), limit))

    def keep(self, draft: Draft) -> None:
        """Keep this draft in the place of the author's former one of this record."""
        self._write(lambda db: papers.keep(db, draft))

    def drafts(self, author: str | None = None, *, about: tuple[Kind, Id] | None = None) -> tuple[Draft, ...]:
        """Drafts, the last saved first: of an author, of a record, or all."""
        with self._view() as db:
            return tuple(papers.drafts(db, author, about and Key(*about)))

    def drop(self, key: DraftKey) -> None:
        """Throw a draft away; nothing happens when there is none."""
        self._write(lambda db: papers.drop(db, key))

    def untold(self, limit: int | None = None) -> tuple[Untold, ...]:
        """Notices that nobody was told of yet, oldest first."""
        with self._view() as db:
            return tuple(papers.untold(db, limit))

    def told(self, numbers: Sequence[int], at: datetime) -> None:
        """Say that everybody concerned was told of these."""
        self._write(lambda db: papers.told(db, numbers, at))

    def audit(self) -> Iterator[Link]:
        """The chain from its beginning, with what stands in the database now. One consistent view."""
        with self._view() as db:
            yield from auditing.links(db)

    def trail(
        self, limit: int, *, before: int | None = None, who: str | None = None, about: tuple[Kind, Id] | None = None
    ) -> tuple[Link, ...]:
        """The last so many entries of the chain before a number, the newest first."""
        with self._view() as db:
            return tuple(auditing.trail(db, limit, before, who, about and Key(*about)))

    def erase(self, actor: str, pseudonym: str, occasion: Occasion) -> int:
        """Let a person go by a pseudonym everywhere the desk and history name them. In how many entries of the chain.

        Raises `Conflict` when somebody goes by the pseudonym already: two people would become one.
        """

        def deed(db: Database) -> int:
            scrub.request(db)
            return erasing.erase(db, actor, pseudonym, occasion)

        return self._write(deed)

    def clear(self, before: datetime, occasion: Occasion) -> int:
        """Forget proposals that were closed before this moment, and what was said in them. How many."""
        return self._write(lambda db: erasing.clear(db, before, occasion))
