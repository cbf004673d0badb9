"""What stands beside the hits: the urgent line, ways on where nothing is found, how many are open."""

from datetime import datetime

from msgspec import Struct, structs

from directory.gate.asking.search import DIMENSIONS, Asked
from directory.gate.house import House
from directory.lexicon import Line
from directory.search import Found, Question

# Among so many that are closed now the first to open is looked for.
LOOKED_AT = 100


class Urgency(Struct, frozen=True):
    """The line that stands above everything, with the positions of the doors that it names, as they are today."""

    line: Line
    doors: tuple[int, ...]


class WayOn(Struct, frozen=True):
    """What there would be `without` a parameter; `opens_at` is when the first of those that are closed opens."""

    without: str
    total: int
    opens_at: datetime | None = None


def urgency(asked: Asked, here: House) -> Urgency | None:
    """What must be said first of this question, if anything."""
    line = asked.question.understood.line if asked.question.understood else None
    if line is None:
        return None
    index = here.finder.index
    doors = (each for slug in line.doors for each in here.finder.positions(slug))
    return Urgency(line, tuple(each for each in doors if index.ready(each) is not None))


def ways_on(question: Question, here: House) -> list[WayOn]:
    """What there would be without one of the filters, each named: nothing found is no dead end."""
    return [each for each in (_way_on(*wider, here) for wider in _wider(question).items()) if each.total]


def _wider(question: Question) -> dict[str, Question]:
    wider: dict[str, Question] = {}
    if question.open_now:
        wider["openNow"] = structs.replace(question, open_now=False)
    if question.radius_km is not None:
        wider["radiusKm"] = structs.replace(question, radius_km=None)
    if question.near or question.municipalities:
        wider["near"] = structs.replace(question, near=None, municipalities=(), radius_km=None)
    for parameter, dimension in DIMENSIONS.items():
        if dimension in question.terms:
            rest = {name: each for name, each in question.terms.items() if name != dimension}
            wider[parameter] = structs.replace(question, terms=rest)
    return wider


def _way_on(without: str, wider: Question, here: House) -> WayOn:
    opening = without == "openNow"
    found = here.finder.find(structs.replace(wider, page=1, per_page=LOOKED_AT if opening else 1))
    if not opening or not found.total:
        return WayOn(without, found.total)
    # A later hour: when the first of them opens, as far as hours are known.
    hits = here.narrator.hits(found, wider, {})
    return WayOn(without, found.total, min((hit.opens_at for hit in hits if hit.opens_at is not None), default=None))


def open_counts(found: Found) -> dict[str, int]:
    """How many of those that certainly fit are open, closed, or not known to be either."""
    among = found.certain
    yes = among.intersection_cardinality(found.opening.yes)
    unknown = among.intersection_cardinality(found.opening.unknown)
    return {"yes": yes, "no": len(among) - yes - unknown, "unknown": unknown}
