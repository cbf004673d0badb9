"""What a check answers, as other tools read it."""

from collections.abc import Mapping
from datetime import date
from typing import Literal

from msgspec import Struct

from directory.coverage.alike import Alike
from directory.coverage.cube import Interval
from directory.coverage.proposal import Proposal

ENGINE = "overlap-1.0"
Verdict = Literal["refer", "strengthen", "coordinate", "new", "needs-input"]


class Reply(Struct, frozen=True, kw_only=True, rename="camel", omit_defaults=True):
    """What is part of an answer."""


class Coverage(Reply, frozen=True, kw_only=True):
    """Shares of the proposal that exist: as far as is known, and with everything that is not known."""

    core: Interval
    need: Interval
    full: Interval


class GapBox(Reply, frozen=True, kw_only=True, omit_defaults=True):
    """A part of the proposal that nobody is known to do; a dimension that is absent is that of the whole proposal."""

    text: str
    share: float
    functions: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    audiences: tuple[str, ...] = ()
    area: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    hours: str = ""
    languages: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()


class MinimalGap(Reply, frozen=True, kw_only=True, omit_defaults=False):
    """The fewest dimensions that are in the way, and what nobody does; not `certain`: if the unknowns turn out well."""

    dimensions: tuple[str, ...]
    certain: bool
    boxes: tuple[GapBox, ...]


class Stretch(Reply, frozen=True, kw_only=True):
    """Hours of the week of which the same share of the proposal exists. `runs` are from and up to an hour of the 168,
    0 is Monday 00:00."""

    text: str
    runs: tuple[tuple[int, int], ...]
    share: Interval


class DoorShare(Reply, frozen=True, kw_only=True):
    """One door of a partner, and how much of the proposal it is."""

    id: str
    slug: str
    full: Interval
    core: Interval
    channel: str | None = None
    access: str | None = None
    verified_on: str | None = None


class Overlapping(Reply, frozen=True, kw_only=True):
    """A partner that does (part of) this. `missing` is what it is known not to do, `unknown` what nobody told us."""

    id: str
    slug: str
    name: str
    core: Interval
    need: Interval
    full: Interval
    by_dimension: Mapping[str, Interval]
    unique_contribution: float
    action: Verdict
    contact_points: tuple[DoorShare, ...]
    missing: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    via: tuple[str, ...] = ()
    verified_on: str | None = None


class Adjacent(Reply, frozen=True, kw_only=True):
    """A partner on the same subject that does something else, or for others."""

    slug: str
    name: str
    why: str


class Labour(Reply, frozen=True, kw_only=True):
    """A declared division of labour with one of those who overlap: on purpose, so no overlap to solve."""

    slug: str
    relation: str
    text: str
    source: str | None = None


class ToVerify(Reply, frozen=True, kw_only=True):
    """A question to a partner. `resolves` is how much narrower the answer would make the figures."""

    slug: str
    dimension: str
    question: str
    ask: str
    resolves: float


class Strengthen(Reply, frozen=True, kw_only=True):
    """What a partner that exists would have to add."""

    slug: str
    name: str
    add: str


class Overlap(Reply, frozen=True, kw_only=True):
    """The whole answer. Shares are from 0 to 1, intervals [what is known, that and everything unknown]."""

    engine: str = ENGINE
    verdict: Verdict
    summary: str
    proposal: Proposal
    data_version: int
    checked_on: date
    missing_input: tuple[str, ...] = ()
    coverage: Coverage | None = None
    depth: float | None = None
    minimal_gap: MinimalGap | None = None
    by_value: Mapping[str, Mapping[str, Interval]] = {}
    week: tuple[Stretch, ...] = ()
    overlapping: tuple[Overlapping, ...] = ()
    adjacent: tuple[Adjacent, ...] = ()
    division_of_labour: tuple[Labour, ...] = ()
    verify_first: tuple[ToVerify, ...] = ()
    strengthen: tuple[Strengthen, ...] = ()
    confusable_with: tuple[Alike, ...] = ()
    assumed: tuple[str, ...] = ()
    scope: str | None = None
