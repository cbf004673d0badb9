"""What happened to a record: the row that history, undo and the change feed are made of."""

from datetime import datetime
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from directory.model.base import Id, Name, Part, Sentence
from directory.model.contact_point import ContactPoint
from directory.model.division import DivisionOfLabour
from directory.model.fact import FactName
from directory.model.lifecycle import PUBLIC, Tombstone
from directory.model.note import Note
from directory.model.organization import Organization
from directory.model.place import Location
from directory.model.service import Service
from directory.model.vocabulary import Vocabulary

Record = Organization | Service | ContactPoint | Location | Vocabulary | DivisionOfLabour | Note
Kind = Literal["organization", "service", "contact-point", "location", "vocabulary", "division-of-labour", "note"]

# Owners come before what they own: a load or an export in this order never points forward.
KINDS: dict[Kind, type[Record]] = {
    "vocabulary": Vocabulary,
    "organization": Organization,
    "location": Location,
    "service": Service,
    "contact-point": ContactPoint,
    "division-of-labour": DivisionOfLabour,
    "note": Note,
}
# The kinds that have a public face. A kind that is not here never leaves the desk, whatever its lifecycle.
PUBLIC_KINDS: tuple[Kind, ...] = tuple(kind for kind in KINDS if kind != "note")

Action = Literal["create", "update", "withdraw", "merge"]
Revision = Annotated[int, Meta(ge=1)]


class Change(Part, frozen=True, kw_only=True):
    """One thing to be done to one record.

    `after` is the record as it will be, or absent when a `tombstone` takes its place. `expected` is the revision that
    the writer saw; `None` means that the record must not exist yet. Nothing is written when another one is found.
    """

    kind: Kind
    id: Id
    after: Record | None = None
    tombstone: Tombstone | None = None
    expected: Revision | None = None


class Kept(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A record as it is kept: its exact JSON bytes, its revision, and the number and moment of its last change."""

    kind: Kind
    id: Id
    revision: int
    sequence: int
    at: datetime
    document: bytes


class Occasion(Part, frozen=True, kw_only=True):
    """Who changed it, when and why; shared by all changes of one commit. `undoes` is the batch that they take back.

    `approver` is the second person, when there was one, and `proposal` what that person approved. With `confirms`
    somebody looked and found this field unchanged: nothing may differ but when and where it was looked up.
    """

    actor: Name
    at: datetime
    reason: Sentence
    undoes: Revision | None = None
    approver: Name | None = None
    proposal: Id | None = None
    confirms: FactName | None = None


class Entry(Part, frozen=True, kw_only=True):
    """One row of history. `sequence` has no gaps. `before` and `after` are the record's exact JSON bytes.

    What was written in one commit has one `batch`: the sequence number of its first row.
    """

    sequence: int
    batch: int
    at: datetime
    actor: Name
    reason: Sentence
    kind: Kind
    id: Id
    action: Action
    revision: Revision
    before: msgspec.Raw | None = None
    after: msgspec.Raw | None = None
    tombstone: Tombstone | None = None
    undoes: int | None = None
    approver: Name | None = None
    proposal: Id | None = None
    confirms: FactName | None = None


def kind_of(record: Record) -> Kind:
    """The kind under which a record is kept: the tag of its struct."""
    return record.__struct_config__.tag  # type: ignore[return-value]


def is_public(record: Record) -> bool:
    """Whether the public may see this version of the record."""
    return kind_of(record) in PUBLIC_KINDS and record.lifecycle in PUBLIC
