"""Where jobs are kept: one file for each, which is gone when the job is."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from directory.model import Id, Kind
from directory.model.intake import Bucket, Columns, Item, Job, Raw

# A file holds what somebody typed about others: it is let go of after this long, finished or not; what it wrote stays.
KEPT = timedelta(days=7)
# What earlier rows said of a record: its values by pointer, and the first row.
Said = Mapping[tuple[Kind, Id], tuple[int, Mapping[str, object]]]


class Jobs(Protocol):
    """All methods are safe to call from any thread and process. Raises `Unknown` (`import.unknown`) without a job."""

    def create(self, job: Job, rows: Iterable[Raw]) -> Job:
        """Keep a job with its rows; returns it with their number in `total`. All or nothing."""
        ...

    def read(self, id: Id) -> Job:
        """The job."""
        ...

    def all(self) -> tuple[Job, ...]:
        """Every job, the last made first."""
        ...

    def keep(self, job: Job) -> None:
        """The job as it is from now on."""
        ...

    def judged(self, id: Id, items: Sequence[Item], said: Said) -> None:
        """Keep what was found of rows. Rows that somebody else judged meanwhile stay as they are."""
        ...

    def waiting(self, job: Job, limit: int) -> tuple[Raw, ...]:
        """The first rows below the headings that nobody judged yet."""
        ...

    def rows(self, id: Id, limit: int, *, sheet: str | None = None) -> tuple[Raw, ...]:
        """The first rows, of one sheet or of all."""
        ...

    def sheets(self, id: Id) -> Mapping[str, int]:
        """How many rows there are of each sheet, in their order."""
        ...

    def said(self, id: Id, keys: Collection[tuple[Kind, Id]]) -> Said:
        """What rows that were judged said of these records."""
        ...

    def same(self, id: Id, numbers: Collection[int]) -> Mapping[int, Id]:
        """Whom somebody said that these rows are."""
        ...

    def decide(self, id: Id, same: Mapping[int, Id]) -> None:
        """Say whom these rows are: they are judged anew."""
        ...

    def again(self, job: Job, *, only: Bucket | None = None) -> None:
        """Keep the job, and judge the rows below its headings anew: all, or those of a kind. `total` is how many there
        are; whom somebody said that rows are stays."""
        ...

    def item(self, id: Id, number: int) -> Item | None:
        """What was found of one row."""
        ...

    def items(self, id: Id, bucket: Bucket, *, after: int = 0, limit: int | None = None) -> Iterator[Item]:
        """What was found, in order, after a number."""
        ...

    def chosen(self, id: Id) -> Iterator[Item]:
        """What is to be applied, in order."""
        ...

    def counts(self, id: Id) -> Mapping[Bucket, tuple[int, int]]:
        """Of each kind: how many rows there are, and how many of them are chosen."""
        ...

    def choose(self, id: Id, chosen: bool, *, bucket: Bucket | None = None, numbers: Collection[int] = ()) -> None:
        """Take rows along or leave them: all of a kind, or these. What is wrong is never taken along."""
        ...

    def settle(self, job: Job) -> None:
        """Keep what became of a job, and let go of every row of it: a sheet may hold what nobody should keep."""
        ...

    def drop(self, id: Id) -> None:
        """Let go of a job; nothing happens when there is none."""
        ...

    def sweep(self, before: datetime) -> int:
        """Let go of every job that was made before this. How many."""
        ...

    def recall(self, fingerprint: str) -> Columns | None:
        """What somebody last said is in these columns."""
        ...

    def remember(self, fingerprint: str, columns: Columns) -> None:
        """Keep what is in these columns."""
        ...
