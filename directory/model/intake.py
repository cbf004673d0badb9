"""A file on its way in: the job, its rows as they were read, and what each of them would do.

A job is kept apart from the records, row by row, so that it can be stopped and goes on after a restart.
"""

from datetime import datetime
from typing import Annotated, Any, Literal

from msgspec import Meta

from directory.model.base import Id, Name, Part
from directory.model.change import Kind, Revision
from directory.model.lifecycle import Lifecycle

# `columns`: somebody has to say what is in which column. `applied` is also what waits as a proposal.
State = Literal["columns", "judging", "stopped", "ready", "applied"]
Bucket = Literal["new", "changed", "unchanged", "duplicate", "error"]
BUCKETS: tuple[Bucket, ...] = ("new", "changed", "duplicate", "error", "unchanged")
Form = Literal["csv", "xlsx", "native", "hsds", "hsds-tables", "bulk"]


class Columns(Part, frozen=True, kw_only=True):
    """What is in which column: heading -> name of a field, "" for nothing.

    `heading` is the row of the headings; what stands above it, or on another sheet, is not looked at. `lifecycle` is
    what new entries begin as. Of the fields in `without`, a cell that is not understood is left out and the rest of its
    row is taken.
    """

    sheet: str = ""
    heading: int = 0
    fields: Annotated[dict[str, str], Meta(max_length=200)] = {}
    lifecycle: Lifecycle = "draft"
    without: Annotated[tuple[str, ...], Meta(max_length=200)] = ()


class Job(Part, frozen=True, kw_only=True):
    """One file. `name` is what its sender calls it, made harmless; `total` rows, of which `done` are judged.

    `since` is the last change that the directory had when it was sent.
    `batch` is what it was published as, `proposal` where it waits.
    """

    id: Id
    owner: Name
    made: datetime
    name: Name
    form: Form
    since: int = 0
    encoding: str = ""
    state: State = "columns"
    columns: Columns = Columns()
    total: int = 0
    done: int = 0
    batch: Revision | None = None
    proposal: Id | None = None


class Raw(Part, frozen=True, kw_only=True):
    """One row as it was read. `number` orders them over all sheets. `body` is for who judges this form."""

    number: int
    sheet: str = ""
    row: int
    body: bytes


class CellFault(Part, frozen=True, kw_only=True):
    """What is wrong with one cell (`B17`; "" is the whole row). Never holds what stands in it."""

    cell: str = ""
    field: str = ""
    code: str
    detail: str


class Twin(Part, frozen=True, kw_only=True):
    """Whom of the directory a new entry may be, and why: a class and sentences of `matching`."""

    id: Id
    name: Name
    verdict: str
    label: str
    score: float
    reasons: tuple[str, ...] = ()


class Patch(Part, frozen=True, kw_only=True):
    """What becomes of one record: values by JSON pointer, None takes one away.

    `revision` is what it is applied to; None makes the record, of which this is then all.
    """

    kind: Kind
    id: Id
    revision: Revision | None = None
    values: dict[str, Any]


class Item(Part, frozen=True, kw_only=True):
    """One row, judged.

    `left` are cells that were left out. With `hidden` it is about a secret place, and what stood in it is not kept.
    `twins` are likely doubles (the most alike first), `same` is whom somebody said that it is.
    """

    number: int
    sheet: str = ""
    row: int
    name: str = ""
    bucket: Bucket
    chosen: bool = False
    patches: tuple[Patch, ...] = ()
    faults: tuple[CellFault, ...] = ()
    left: tuple[CellFault, ...] = ()
    hidden: bool = False
    twins: tuple[Twin, ...] = ()
    same: Id | None = None
