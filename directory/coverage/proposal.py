"""What somebody proposes: a box, as far as they said what it would be."""

from typing import Annotated

import msgspec
from msgspec import Meta

from directory.hours import HOURS, week_mask
from directory.model import Schedule

NEEDED = ("functions", "topics", "audiences", "area")
# How somebody gets in: what is missing here can be added to a door that there is.
ACCESS = ("channels", "hours", "languages", "conditions")
DIMENSIONS = (*NEEDED, *ACCESS)
EVERY_HOUR = (1 << HOURS) - 1

Slugs = tuple[str, ...]


class Proposal(msgspec.Struct, frozen=True, kw_only=True):
    """A new door, or the end of one, as somebody describes it. What is absent was not said and is not asked for.

    Terms are slugs of the vocabularies; `area` are codes of municipalities, regions or the country; `conditions` are
    those that must hold, all of them.
    """

    title: Annotated[str, Meta(max_length=200)] = ""
    functions: Slugs = ()
    topics: Slugs = ()
    audiences: Slugs = ()
    area: Slugs = ()
    channels: Slugs = ()
    hours: Schedule | None = None
    languages: Slugs = ()
    conditions: Slugs = ()

    @property
    def missing(self) -> Slugs:
        """Without these nothing can be said: 0 % and 100 % of nothing are the same."""
        return tuple(each for each in NEEDED if not getattr(self, each))

    @property
    def week(self) -> int:
        """The hours of an ordinary week that are asked for, bit 0 is Monday 00:00; 0 when none were."""
        return week_mask(self.hours) or 0
