"""How certain the directory was, day by day: a small measurement of each, so that people see whether it gets better."""

from collections.abc import Iterator
from datetime import date
from typing import Protocol

from directory.atlas.catalogue import Catalogue
from directory.curation.whole import Whole
from directory.model import Fact, due_on
from directory.model.measurement import Measurement


class Course(Protocol):
    """Where measurements are kept. None of these raises: what cannot be written or read is not there."""

    def keep(self, measured: Measurement) -> bool:
        """Keep this, unless there is one of that day. Whether it was kept."""
        ...

    def has(self, day: date) -> bool:
        """Whether there is one of this day."""
        ...

    def since(self, day: date) -> tuple[Measurement, ...]:
        """Those of this day and later, oldest first."""
        ...


def freshness(catalogue: Catalogue, today: date) -> tuple[int, int]:
    """How many sources of published records there are, and of how many the value has to be looked at again."""
    due = [due_on(name, fact) <= today for name, fact in _facts(Whole(catalogue))]
    return len(due), sum(due)


def _facts(whole: Whole) -> Iterator[tuple[str, Fact]]:
    return ((name, fact) for record in whole.subjects() for name, fact in record.facts.items())
