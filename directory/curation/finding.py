"""One thing that a curator should look at, and in which order to look."""

from typing import Literal

from msgspec import Struct

from directory.curation.whole import Subject, Whole
from directory.model import Id, Kind, Question, kind_of

Level = Literal["alarm", "contradiction", "due", "incomplete"]
LEVELS: tuple[Level, ...] = ("alarm", "contradiction", "due", "incomplete")


class Finding(Struct, frozen=True, kw_only=True):
    """One thing to look at: of which record, which field, and a sentence that says what is wrong and what to do.

    `field` is spelled as in the JSON of the record. `risk` orders within a level, the highest first: what harms most
    when it is wrong, or helps most when it is known. A sentence names no more of a confidential place than its name.
    """

    level: Level
    kind: Kind | Literal["concept"]
    id: Id
    slug: str
    name: str
    field: str
    code: str
    sentence: str
    risk: int = 0

    @property
    def order(self) -> tuple[int, int, str, str, str]:
        """The place in a work list; the same for the same findings."""
        return LEVELS.index(self.level), -self.risk, self.slug, self.field, self.code


def asking(question: Question) -> str:
    """The recorded question as a sentence to act upon."""
    return f"Ask {question.ask}: {question.text}" if question.ask else f"Ask: {question.text}"


def finding(
    whole: Whole,
    record: Subject,
    field: str,
    code: str,
    sentence: str,
    *,
    level: Level = "contradiction",
    risk: int,
) -> Finding:
    """A finding about this record."""
    return Finding(
        level=level,
        kind=kind_of(record),
        id=record.id,
        slug=record.slug,
        name=whole.title(record),
        field=field,
        code=code,
        sentence=sentence,
        risk=risk,
    )
