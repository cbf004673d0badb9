"""Dates of facts that cannot be."""

from collections.abc import Iterator
from datetime import date

from directory.curation.finding import Finding, finding
from directory.curation.whole import Whole


def find(whole: Whole, today: date) -> Iterator[Finding]:
    """Checks that lie in the future, and sources that are younger than the day on which they were read."""
    for record in whole.subjects():
        for name, fact in record.facts.items():
            if fact.checked_on > today:
                sentence = f"`{name}` was checked on {fact.checked_on}, which is yet to come. Correct the date."
                yield finding(whole, record, name, "fact.future", sentence, risk=20)
            if fact.as_of and fact.as_of > fact.checked_on.isoformat()[: len(fact.as_of)]:
                sentence = f"`{name}` is said to be as of {fact.as_of}, but was read before, on {fact.checked_on}."
                yield finding(whole, record, name, "fact.order", f"{sentence} Correct one of them.", risk=20)
