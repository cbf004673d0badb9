"""What a form is about: a record as it was opened, its pieces, and what is said with a change of it."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from msgspec import Struct

from directory.gate.house import House
from directory.model import Kind, Record
from directory.model.base import Part, Sentence
from directory.model.json import encode
from directory.web.desk.editing.fields import Piece

Json = dict[str, Any]
# What is said once for everything that changed.
SOURCE, LOOKED, REASON, ANSWERED = "bron", "bekeken", "reden", "beantwoord"


class Asked(Struct, frozen=True, kw_only=True):
    """What a form is about: the record as it was opened (None: a new one), and its pieces.

    `narrow` is a form of one piece, in which the source that stands there is meant for what is typed.
    """

    kind: Kind
    id: str
    pieces: tuple[Piece, ...]
    before: Record | None = None
    fresh: Mapping[str, Any] = {}
    narrow: bool = False

    def document(self) -> Json:
        """The record that was opened as JSON; of a new one what is known beforehand."""
        found: Json = msgspec.json.decode(encode(self.before)) if self.before else {**self.fresh, "id": self.id}
        return {name: value for name, value in found.items() if name != "kind"}


class Said(Part, frozen=True, kw_only=True):
    """What goes with a change into the history."""

    reason: Sentence
    source: Sentence | None = None


def narrows(pieces: Sequence[Piece], here: House) -> bool:
    """Whether a form of these is about one value with one source."""
    return len(pieces) == 1 and len(fact_names(pieces[0], here)) == 1


def fact_names(piece: Piece, here: House) -> tuple[str, ...]:
    """Under which names the values of this piece have their sources."""
    if piece.name != "conditions":
        return piece.facts or (piece.name,)
    tree = here.atlas.trees.get("conditions")
    return tuple(f"conditions.{slug}" for slug in (tree.terms if tree else ()))


def at(document: Any, steps: Sequence[str]) -> Any:
    """The value at this place of a document; None when there is none."""
    for step in steps:
        document = document.get(step) if isinstance(document, Mapping) else None
    return document
