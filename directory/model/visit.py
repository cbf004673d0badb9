"""What became of asking an address that stands in a record: when, how it went, and for how long already."""

from datetime import date, datetime
from typing import Literal

from msgspec import Struct

# `unasked`: nothing can be said of it (a robots.txt forbids, a site that lets no program in, an old-fashioned address).
Outcome = Literal["fine", "gone", "failing", "elsewhere", "inside", "unasked"]


class Visited(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The last visit. `failed` is how often in a row it was not fine, `since` the day of the first of those.

    `why` is a code: of the answer (`404`), or of there being none (`name`, `tls`, `time`, `connection`).
    """

    address: str
    at: datetime
    outcome: Outcome
    why: str = ""
    failed: int = 0
    since: date | None = None
