"""The measurement of a day: how certain coverage is, and how much of what stands here is stale."""

from directory.coverage import Proposal, holes
from directory.curation.course import freshness
from directory.gate.house import House
from directory.gate.worklist import AREA
from directory.model.measurement import Measurement


def keep_course(here: House) -> bool:
    """Measure this day, unless somebody did. Whether a measurement was kept now."""
    return not here.course.has(here.today()) and here.course.keep(measured(here))


def measured(here: House) -> Measurement:
    """How certain the directory is now."""
    today = here.today()
    low, high = holes(Proposal(area=AREA), here.existing, today, here.weights, 1).coverage
    facts, stale = freshness(here.atlas.catalogue, today)
    return Measurement(day=today, known=low, unknown=round(high - low, 4), facts=facts, stale=stale)
