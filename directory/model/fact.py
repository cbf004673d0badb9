"""Where a published value comes from and when somebody last looked. A fact without this is not published."""

from datetime import date, timedelta
from functools import lru_cache
from typing import Annotated, Literal

from msgspec import Meta, Struct

from directory.model.base import Name, Part, Sentence

AsOf = Annotated[
    str,
    Meta(
        pattern=r"^[0-9]{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12][0-9]|3[01]))?)?$",
        description="a year, month or day such as 2019-05",
    ),
]
FactName = Annotated[
    str,
    Meta(
        pattern=r"^[a-zA-Z]+(?:\.[a-z0-9A-Z-]+)?$",
        max_length=80,
        description="the name of a field, such as phone or conditions.gratis",
    ),
]


class Checks(Struct, frozen=True, kw_only=True, rename="camel"):
    """Of a fact only the dates, for who reads many and shows none."""

    checked_on: date
    as_of: str | None = None


class Fact(Part, frozen=True, kw_only=True):
    """The provenance of one value.

    `source` is an address or the name of a document. `checked_on` is the day somebody read it, `as_of` the date of the
    source itself where that is older. `reported` means: a third party says so, the organization did not.
    """

    source: Sentence
    checked_on: date
    checked_by: Name = "redactie"
    as_of: AsOf | None = None
    status: Literal["confirmed", "reported"] = "confirmed"
    note: Sentence | None = None


Facts = Annotated[dict[FactName, Fact], Meta(max_length=80)]


class Question(Part, frozen=True, kw_only=True):
    """What is not known of a record, and whom to ask. Never holds the doubtful value itself."""

    field: FactName
    text: Sentence
    ask: Name | None = None


Questions = Annotated[tuple[Question, ...], Meta(max_length=40)]


def known_on(fact: Fact | Checks) -> date:
    """The last day on which this value was known to hold: the check, or the end of the source's own period."""
    return min(fact.checked_on, _end(fact.as_of)) if fact.as_of else fact.checked_on


@lru_cache(maxsize=4096)
def _end(as_of: str) -> date:
    year, month, day = ([int(each) for each in as_of.split("-")] + [0, 0])[:3]
    if day:
        return date(year, month, min(day, 28)) if month == 2 else date(year, month, min(day, 30))
    following = date(year + 1, 1, 1) if month in (0, 12) else date(year, month + 1, 1)
    return following - timedelta(days=1)


# Days after which a value must be looked at again, by the risk of its being wrong (DOMAIN 3.1: crisis lines, hours and
# the reporting route every quarter, other contact and referral facts twice a year, descriptions once a year).
CADENCE_DAYS = {"phone": 90, "hours": 90, "access": 90, "referral": 180, "description": 365}
OTHER_CADENCE_DAYS = 180


def due_on(name: str, fact: Fact) -> date:
    """The first day on which this value is stale."""
    return known_on(fact) + cadence(name)


@lru_cache(maxsize=4096)
def cadence(name: str) -> timedelta:
    """How long a value of this name may go without being looked at."""
    if name == "referral.waitingTime":
        return timedelta(days=30)
    return timedelta(days=CADENCE_DAYS.get(name.partition(".")[0], OTHER_CADENCE_DAYS))
