"""Where nobody helps, as far as is known: the largest parts first, in words, with whom to ask and who is nearest."""

from datetime import date
from functools import reduce
from operator import mul

from msgspec import Struct, structs

from directory.coverage.answer import GapBox, Strengthen, ToVerify
from directory.coverage.beside import Beside, rounded
from directory.coverage.cube import Interval, Part
from directory.coverage.existing import Existing
from directory.coverage.proposal import Proposal
from directory.coverage.weights import Weights

LOOKED_AT = ("functions", "topics", "audiences")
SIDES = ("functions", "audiences")


class Hole(Struct, frozen=True, kw_only=True, rename="camel"):
    """A part in which nobody is known to help. `none-known`: nobody may either; `unknown`: ask first.

    `weight` is its share of all that was looked at, weighed.
    """

    status: str
    weight: float
    box: GapBox
    nearest: tuple[Strengthen, ...] = ()
    verify_first: tuple[ToVerify, ...] = ()


class Holes(Struct, frozen=True, kw_only=True, rename="camel"):
    """Gaps, ranked. `coverage` is the weighed share of all that was looked at in which somebody helps."""

    coverage: Interval
    total: int
    gaps: tuple[Hole, ...]
    data_version: int


class Looked(Struct, frozen=True):
    """One box in which gaps are looked for, and its share of all boxes."""

    box: Proposal
    share: float


def needs(asked: Proposal, weights: Weights) -> list[Looked]:
    """The boxes in which gaps are looked for: what was asked, or else who needs what according to the editors."""
    topics = asked.topics or tuple(term for term, weight in weights.topics.items() if weight > 0)
    if asked.functions or asked.audiences:
        every = {name: tuple(dict.fromkeys(t for need in weights.needs for t in getattr(need, name))) for name in SIDES}
        whole = {name: getattr(asked, name) or terms for name, terms in every.items()}
        boxes = [structs.replace(asked, topics=topics, **whole)]
    else:
        boxes = [
            structs.replace(
                asked, functions=each.functions, audiences=each.audiences, topics=asked.topics or each.topics or topics
            )
            for each in weights.needs
        ]
    sizes = [_size(each, weights) for each in boxes]
    return [Looked(box, size / sum(sizes)) for box, size in zip(boxes, sizes, strict=True) if size]


def _size(box: Proposal, weights: Weights) -> float:
    return reduce(mul, (weights.sum_of(name, getattr(box, name)) for name in LOOKED_AT), 1.0)


def holes(asked: Proposal, existing: Existing, today: date, weights: Weights, limit: int, least: float = 0.0) -> Holes:
    """The gaps in what is asked: the `limit` largest of those that weigh at least so much."""
    looked = [(Beside(each.box, existing, today, weights=weights), each.share) for each in needs(asked, weights)]
    found = [(part.share * share, part, beside) for beside, share in looked for part in beside.cube.uncovered()]
    found = sorted((each for each in found if each[0] >= least), key=lambda each: -each[0])
    covers = [(beside.cube.cover(), share) for beside, share in looked]
    low, high = (sum(cover[side] * share for cover, share in covers) for side in (0, 1))
    return Holes(
        coverage=rounded((low, high)),
        total=len(found),
        gaps=tuple(_told(*each) for each in found[:limit]),
        data_version=existing.atlas.sequence,
    )


def _told(weight: float, part: Part, beside: Beside) -> Hole:
    verify = tuple(beside.verify_part(part))
    return Hole(
        status="unknown" if verify else "none-known",
        weight=round(weight, 4),
        box=beside.told_part(part, LOOKED_AT, SIDES),
        nearest=tuple(beside.nearest(part)),
        verify_first=verify,
    )
