"""What an edit would change for others, before anybody makes it: the same questions, asked of what is and of what if.

Coverage, searches and dossiers are asked of a version of the atlas that nobody else sees. It takes tens of
milliseconds for a region, so it can be told while somebody types.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime

import msgspec
from msgspec import Raw, Struct
from pyroaring import BitMap

from directory.atlas import Atlas, suppose
from directory.coverage import Cross, Crossing, Dossier, Existing, check, since
from directory.coverage.matrix import Cell
from directory.gate.asking.coverage import labels
from directory.gate.asking.proposals import called_now
from directory.gate.house import House
from directory.lexicon.concepts import Concept
from directory.model import Change, Entry, Id, Kind, Record, is_public
from directory.model.json import encode
from directory.search import Finder, Question

# Two tables that people know from the page about coverage; of dossiers the last ones.
TABLES: Sequence[tuple[str, str]] = (("functions", "audiences"), ("topics", "area"))
MOST_DOSSIERS = 20


class Moved(Struct, frozen=True, kw_only=True):
    """A cell of a table that opens or closes. `after` as in `Cell.status`."""

    row: str
    col: str
    opens: bool
    after: str


class Affected(Struct, frozen=True, kw_only=True):
    """A dossier that would say something else, and what."""

    id: str
    title: str
    differences: tuple[str, ...]


class Effects(Struct, frozen=True, kw_only=True):
    """What would be different for who asks. `found` and `lost` are what people look for, as the lexicon calls it;
    `asked` is how many of such questions were tried."""

    opens: tuple[Moved, ...] = ()
    closes: tuple[Moved, ...] = ()
    found: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    asked: int = 0
    dossiers: tuple[Affected, ...] = ()

    @property
    def none(self) -> bool:
        """Whether nobody would notice."""
        return not (self.opens or self.closes or self.found or self.lost or self.dossiers)


def effects(change: Change, before: Record | None, here: House) -> Effects:
    """What this change would do. A record that the public sees neither before nor after changes nothing."""
    if not any(each is not None and is_public(each) for each in (before, change.after)):
        return Effects()
    now, then = here.existing, Existing(supposed(here.atlas, change, before, here.now()), here.areas, here.existing)
    moved = [*_moved(now, then, here)]
    asked = _concepts(here)
    found, lost = _searched(asked, change, now.atlas, then.atlas, here)
    return Effects(
        opens=tuple(each for each in moved if each.opens),
        closes=tuple(each for each in moved if not each.opens),
        found=tuple(found),
        lost=tuple(lost),
        asked=len(asked),
        dossiers=tuple(_dossiers(now, then, here.today(), here)),
    )


def supposed(atlas: Atlas, change: Change, before: Record | None, at: datetime) -> Atlas:
    """The version that there would be."""
    entry = Entry(
        sequence=atlas.sequence + 1,
        batch=atlas.sequence + 1,
        at=at,
        actor="-",
        reason="-",
        kind=change.kind,
        id=change.id,
        action="update" if before else "create",
        revision=(change.expected or 0) + 1,
        before=_raw(before),
        after=_raw(change.after),
        tombstone=change.tombstone,
    )
    return suppose(atlas, [entry])


def _raw(record: Record | None) -> Raw | None:
    return Raw(encode(record)) if record is not None else None


# Coverage.


def _moved(now: Existing, then: Existing, here: House) -> Iterator[Moved]:
    today = here.today()
    one, other = Crossing(now, today), Crossing(then, today)
    for rows, cols in TABLES:
        cross = Cross(rows=rows, cols=cols, row_values=_values(rows, here), col_values=_values(cols, here))
        named = labels(cross, here)
        both = [each.matrix(cross, here.weights, named).cells for each in (one, other)]
        for at, row in enumerate(cross.row_values):
            for across, col in enumerate(cross.col_values):
                before, after = both[0][at][across], both[1][at][across]
                if bool(before.depth) != bool(after.depth):
                    yield _told(named[rows, row], named[cols, col], after)


def _told(row: str, col: str, after: Cell) -> Moved:
    return Moved(row=row, col=col, opens=bool(after.depth), after=after.status)


def _values(dimension: str, here: House) -> tuple[str, ...]:
    if dimension == "area":
        return tuple(sorted(here.areas.twente, key=here.areas.name))
    weighed: Mapping[str, float] = getattr(here.weights, dimension)
    tree = here.atlas.trees.get(dimension)
    return tuple(weighed) or (tuple(tree.terms) if tree else ())


# Searches.


def _concepts(here: House) -> Sequence[Concept]:
    """Everything that people look for, what they ask most first."""
    counts = dict(here.counts.concepts())
    return sorted(here.words.concepts, key=lambda each: -counts.get(each.concept, 0))


def _searched(
    asked: Iterable[Concept], change: Change, now: Atlas, then: Atlas, here: House
) -> tuple[list[str], list[str]]:
    """What people look for that would lead to these doors, and what would not any more."""
    doors = doors_of(change.kind, change.id, now) | doors_of(change.kind, change.id, then)
    finder = Finder(then, here.areas.containing, here.finder, here.areas.twente)
    found, lost = [], []
    for concept in asked if doors else ():
        question = Question(
            at=here.now(),
            words=concept.preferred,
            understood=here.lexicon.understand(concept.preferred),
            facets=False,
            per_page=1,
        )
        before, after = (_finds(each, question, doors) for each in (here.finder, finder))
        if after and not before:
            found.append(concept.told or concept.preferred)
        elif before and not after:
            lost.append(concept.told or concept.preferred)
    return found, lost


def _finds(finder: Finder, question: Question, doors: frozenset[Id]) -> bool:
    index = finder.index
    at = BitMap([index.position[each] for each in doors if each in index.position])
    found = finder.find(question)
    return bool(found.certain & at & index.bits("is", "live"))


def doors_of(kind: Kind, id: Id, atlas: Atlas) -> frozenset[Id]:
    """The doors that a change of this record is about."""
    catalogue = atlas.catalogue
    if not catalogue.has(kind, id):
        return frozenset()
    match kind:
        case "contact-point":
            return frozenset({id})
        case "service":
            return frozenset(catalogue.doors_of(id))
        case "location":
            return frozenset(catalogue.doors_at(id))
        case "organization":
            return frozenset(door for each in catalogue.services_of(id) for door in catalogue.doors_of(each))
        case _:
            return frozenset()


# Dossiers.


def _dossiers(now: Existing, then: Existing, today: date, here: House) -> Iterator[Affected]:
    for document in here.dossiers.last(MOST_DOSSIERS):
        kept = msgspec.json.decode(document, type=Dossier)
        asked = kept.check.proposal
        both = [check(asked, each, today) for each in (now, then)]
        differences = since(both[0], both[1], lambda slug: called_now(slug, here)).differences
        if differences:
            yield Affected(id=kept.id, title=asked.title, differences=differences)
