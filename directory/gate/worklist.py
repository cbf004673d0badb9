"""What to look at next, as every face shows it: the questions of curation, with what coverage and visitors wait for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING

from directory.coverage import Holes, Proposal, holes
from directory.curation.work import Doubt, Task, use_of, work
from directory.geo.areas import TWENTE

if TYPE_CHECKING:
    from datetime import datetime

    from directory.atlas import Atlas
    from directory.gate.house import House

AREA = (TWENTE,)
# Gaps that weigh less than the last of so many decide nothing.
MOST_GAPS = 200
KEPT = timedelta(minutes=5)
FIELDS: Mapping[str, str] = {"channels": "channel"}


class Worklist:
    """Keeps the questions of one version for a while: they are the same for everybody who asks.

    What people ask for and what became of links changes without the version; that may wait so long, and the day too.
    """

    def __init__(self) -> None:
        self._last: tuple[Atlas, datetime, tuple[Task, ...]] | None = None

    def of(self, here: House) -> tuple[Task, ...]:
        """The questions of this moment, the most valuable first."""
        atlas, now, last = here.atlas, here.now(), self._last
        if last is None or last[0] is not atlas or not timedelta() <= now - last[1] < KEPT:
            last = self._last = (atlas, now, tuple(questions(here)))
        return last[2]


def questions(here: House) -> list[Task]:
    """Every question, the most valuable first."""
    catalogue, today = here.atlas.catalogue, here.today()
    gaps = holes(Proposal(area=AREA), here.existing, today, here.weights, MOST_GAPS)
    use = use_of(dict(here.counts.concepts()), here.words, catalogue)
    visits = here.visits.all()
    return work(catalogue, here.areas, today, here.gazetteer, doubts=doubts_of(gaps), use=use, visits=visits)


def doubts_of(found: Holes) -> Iterator[Doubt]:
    """Of each answer that coverage waits for, the share of the need about which it decides."""
    shares: dict[tuple[str, str], Doubt] = {}
    for gap in found.gaps:
        for each in gap.verify_first:
            key = (each.slug, FIELDS.get(each.dimension, each.dimension))
            share = gap.weight + (shares[key].share if key in shares else 0.0)
            shares[key] = Doubt(slug=key[0], field=key[1], share=min(1.0, share), question=each.question, ask=each.ask)
    yield from shares.values()
