"""What a visitor says is wrong. It holds the fact and the day, and nothing of who says so."""

from datetime import date
from typing import Literal

from msgspec import Struct

Subject = Literal["contact-point", "organization"]
# What somebody at the desk did about it: changed the record, saw that it was right, asked the organization, or could do
# nothing with what was said.
Done = Literal["changed", "right", "asked", "unclear"]
About = Literal["phone", "hours", "url", "address", "area", "conditions", "name", "closed", "other"]


class Report(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One fact of one public record that is said to be wrong, on the day it was first said.

    `text` is what it should be; `closed` says that what the record is about does not exist any more; `times` is how
    often the same was said since.
    """

    id: str
    day: date
    kind: Subject
    slug: str
    about: About
    text: str | None = None
    times: int = 1


class Handled(Struct, frozen=True, kw_only=True):
    """A report that somebody looked at: which fact it was about, when that was, and what was done. Its text is gone."""

    on: date
    kind: Subject
    slug: str
    about: About
    done: Done | None = None
