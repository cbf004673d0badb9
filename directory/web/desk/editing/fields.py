"""What a form is made of: fields, gathered in pieces that have one source together, gathered in sections.

A field is named by its place in the record as JSON, with dots (`phone.number`): that is the name in the form, and a
fault of `validation` at `/phone/number` is shown there.
"""

from collections.abc import Iterator, Sequence
from typing import Literal

from msgspec import Struct

Widget = Literal[
    "line",
    "text",
    "lines",
    "pairs",
    "number",
    "date",
    "choice",
    "several",
    "terms",
    "area",
    "hours",
    "conditions",
    "reference",
    "place",
    "places",
    "flag",
]
Options = tuple[tuple[str, str], ...]


class Field(Struct, frozen=True, kw_only=True):
    """One thing to fill in. `options` are values with their Dutch; `terms` is a dimension. `kind` is of the input."""

    name: str
    label: str
    widget: Widget = "line"
    hint: str = ""
    kind: str = "text"
    options: Options = ()
    terms: str = ""
    needed: bool = False

    @property
    def steps(self) -> tuple[str, ...]:
        """The way to the value in the record as JSON."""
        return tuple(self.name.split("."))


class Piece(Struct, frozen=True, kw_only=True):
    """What is changed together. With `facts` each value of these names has a source and a day of its own."""

    name: str
    label: str
    fields: tuple[Field, ...]
    facts: tuple[str, ...] = ()
    hint: str = ""


class Section(Struct, frozen=True, kw_only=True):
    """A part of a form. What is seldom needed is folded away."""

    title: str
    pieces: tuple[Piece, ...]
    folded: bool = False


Form = tuple[Section, ...]


def one(name: str, label: str, widget: Widget = "line", *, fact: bool = False, **more: object) -> Piece:
    """A piece of one field; `fact`: its value has a source."""
    field = Field(name=name, label=label, widget=widget, **more)  # type: ignore[arg-type]
    return Piece(name=name, label=label, fields=(field,), facts=(name,) if fact else ())


def pieces_of(form: Form, only: str = "") -> Iterator[Piece]:
    """The pieces of a form, or the one that is asked for."""
    return (each for section in form for each in section.pieces if only in ("", each.name))


def narrowed(form: Form, only: str) -> Form:
    """The form with one piece alone; none when it has no such piece."""
    found = [*pieces_of(form, only)] if only else []
    return (Section(title=found[0].label, pieces=tuple(found)),) if found else ()


def fields_of(pieces: Sequence[Piece]) -> Iterator[Field]:
    """The fields of these pieces."""
    return (field for piece in pieces for field in piece.fields)
