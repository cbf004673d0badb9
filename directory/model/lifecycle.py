"""Where a record is in its life, and whether what it describes runs."""

from datetime import date
from typing import Literal

from directory.model.base import Id, Name, Part, Sentence, Slugs

Lifecycle = Literal["draft", "in-review", "published", "archived"]
# The stages that the public may see; everything else stays at the desk.
PUBLIC: frozenset[Lifecycle] = frozenset({"published", "archived"})

# What stands in a text that may not be absent, once its content had to be forgotten.
FORGOTTEN = "[gewist]"
# The fields that may hold such a text.
FORGETTABLE = ("name", "description", "sentence", "text")


class Operation(Part, frozen=True, kw_only=True):
    """Whether it runs. `studied` is an idea under study: nobody can go there. Absent means not known."""

    state: Literal["operating", "temporarily-closed", "intake-stop", "studied", "example", "ended", "unknown"]
    until: date | None = None
    note: Sentence | None = None


class Tombstone(Part, frozen=True, kw_only=True):
    """What is left of a record that was withdrawn or merged: an id that was once public never answers "unknown"."""

    kind: Name
    id: Id
    slugs: Slugs
    status: Literal["withdrawn", "merged"]
    reason: Sentence
    on: date
    successor_id: Id | None = None
