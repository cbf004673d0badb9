"""Which rows come along: seen in groups with what differs, chosen by row or by group, and applied as one batch."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from msgspec import Struct, structs

from directory import validation
from directory.curation.links import current
from directory.errors import Conflict, Invalid
from directory.gate import reply
from directory.intake import applying
from directory.intake.fields import FIELDS
from directory.intake.patching import patched, raw_of
from directory.intake.rows import REQUIRED
from directory.model import Id
from directory.model.ids import derived_id
from directory.model.intake import BUCKETS, Bucket, Item, Job, Patch, Twin
from directory.permissions import require
from directory.web.desk.differences import Row, rows
from directory.web.desk.forms import number, ticked
from directory.web.desk.frame import Visit, does
from directory.web.desk.importing import told
from directory.web.desk.importing.jobs import ONE, action, job, path
from directory.web.desk.values import KINDS

PAGE = 25
# What can be said of a row; `is:ID` says that it is somebody whom we have.
TAKE, LEAVE, SAME = "mee", "weg", "is:"


class Part(Struct, frozen=True, kw_only=True):
    """One record of a row, and what becomes of it. `moved`: somebody changed it since the row was looked at."""

    kind: str
    new: bool
    rows: tuple[Row, ...] = ()
    moved: bool = False


class Shown(Struct, frozen=True, kw_only=True):
    """A row as the desk shows it. `wrong` and `left` are cells with what is the matter."""

    item: Item
    parts: tuple[Part, ...]
    wrong: tuple[tuple[str, str, str], ...]
    left: tuple[tuple[str, str, str], ...]


def routes() -> list[Any]:
    """Choosing, and applying."""
    return [choose, take_group, leave_out, apply, again]


def page(visit: Visit, found: Job, *, status: int = 200, fault: str = "", stale: bool = False) -> reply.Ready:
    """What a file would do."""
    jobs = visit.house.imports
    counts = jobs.counts(found.id)
    group = _group(visit, counts)
    after = number(visit.asked("na")) or 0
    items = [*jobs.items(found.id, group, after=after, limit=PAGE)]
    return visit.page(
        "importing/rows.html",
        status=status,
        job=found,
        forms=told.FORMS,
        groups={each: (told.GROUPS[each], *counts.get(each, (0, 0))) for each in BUCKETS},
        group=group,
        shown=[_shown(visit, each) for each in items],
        next=items[-1].number if len(items) == PAGE else None,
        chosen=sum(chosen for _, chosen in counts.values()),
        causes=_causes(visit, found) if group == "error" else (),
        left=[(each, told.field(each)) for each in found.columns.without],
        alone=visit.may("publish"),
        fault=fault,
        stale=stale,
    )


def _group(visit: Visit, counts: Mapping[Bucket, tuple[int, int]]) -> Bucket:
    asked = visit.asked("soort") or visit.text("soort")
    return asked if asked in BUCKETS else next((each for each in BUCKETS if each in counts), "new")


def _shown(visit: Visit, item: Item) -> Shown:
    return Shown(
        item=item,
        parts=tuple(_part(visit, each) for each in item.patches),
        wrong=tuple((each.cell, told.field(each.field), told.cell(each)) for each in item.faults),
        left=tuple((each.cell, told.field(each.field), told.cell(each)) for each in item.left),
    )


def _part(visit: Visit, patch: Patch) -> Part:
    now = current(visit.store, patch.kind, patch.id)
    before = now.record if now else None
    if (now.revision if now else None) != patch.revision:
        return Part(kind=KINDS[patch.kind], new=False, moved=True)
    after = validation.read(patch.kind, patched(raw_of(before) if before else {}, patch.values))
    return Part(kind=KINDS[patch.kind], new=before is None, rows=rows(before, after, visit.house))


def _causes(visit: Visit, found: Job) -> list[tuple[str, str, int]]:
    """Fields of which a cell is not understood and can be left out, what they are called, and in how many rows."""
    spare = {each for each in found.columns.fields.values() if each in FIELDS and FIELDS[each].of != "key"} - REQUIRED
    wrong: Counter[str] = Counter()
    for item in visit.house.imports.items(found.id, "error"):
        wrong.update({each.field for each in item.faults} & spare)
    return [(name, told.field(name), count) for name, count in wrong.most_common()]


# Choosing.


@does(ONE + "/kies", "import")
def choose(visit: Visit) -> reply.Ready:
    """Keep what was said of each row of a page."""
    found = _ready(visit)
    said = {number(name.removeprefix("rij-")): visit.text(name) for name in visit.fields if name.startswith("rij-")}
    jobs = visit.house.imports
    for wish in (TAKE, LEAVE):
        jobs.choose(found.id, wish == TAKE, numbers=[row for row, what in said.items() if row and what == wish])
    same = {row: what.removeprefix(SAME) for row, what in said.items() if row and what.startswith(SAME)}
    return _decided(visit, found, same)


@does(ONE + "/groep", "import")
def take_group(visit: Visit) -> reply.Ready:
    """Say the same of all rows of a group."""
    found, group, wish = _ready(visit), _group(visit, {}), visit.text("doe")
    jobs = visit.house.imports
    if wish == "dezelfde":
        alike = (each for each in jobs.items(found.id, "duplicate") if each.twins)
        return _decided(visit, found, {each.number: each.twins[0].id for each in alike if _surely(each.twins[0])})
    jobs.choose(found.id, wish == TAKE, bucket=group)
    return visit.go(path(found), soort=group)


def _surely(twin: Twin) -> bool:
    """Whether all at once may be said to be one; a part of another, or its successor, is for a person to see."""
    return twin.verdict == "same"


def _decided(visit: Visit, found: Job, same: Mapping[int, str]) -> reply.Ready:
    """Whoever is one that we have is looked at anew, as that one."""
    jobs = visit.house.imports
    known = {row: id for row, id in same.items() if _offered(visit, found, row, id)}
    if known:
        jobs.decide(found.id, known)
        jobs.keep(structs.replace(jobs.read(found.id), state="judging"))
        return visit.go(path(found), soort="changed")
    return visit.go(path(found), soort=_group(visit, {}))


def _offered(visit: Visit, found: Job, row: int, id: str) -> bool:
    item = visit.house.imports.item(found.id, row)
    return item is not None and any(each.id == id for each in item.twins)


@does(ONE + "/zonder", "import")
def leave_out(visit: Visit) -> reply.Ready:
    """Take rows along without the cells of these fields, or of all, that are not understood."""
    found = _ready(visit)
    known = [name for name, _, _ in _causes(visit, found)]
    without = known if visit.text("doe") == "alles" else [each for each in ticked(visit, "zonder") if each in known]
    columns = structs.replace(found.columns, without=tuple(dict.fromkeys((*found.columns.without, *without))))
    visit.house.imports.again(structs.replace(found, columns=columns, state="judging"), only="error")
    return visit.go(path(found))


# Applying.


@does(ONE + "/toepassen", "import")
def apply(visit: Visit) -> reply.Ready:
    """Publish or propose what was chosen."""
    found = _ready(visit)
    require(visit.actor, action(found))
    try:
        done = applying.apply(visit.store, visit.house.imports, found, visit.actor, visit.now, _proposed(found))
    except Invalid as invalid:
        return page(visit, found, status=422, fault=told.together(invalid))
    except Conflict as conflict:
        return page(visit, found, status=409, stale=conflict.code in ("import.stale", "record.stale", "record.exists"))
    return visit.go(path(done), said="proposed" if done.proposal else "published")


@does(ONE + "/opnieuw", "import")
def again(visit: Visit) -> reply.Ready:
    """Look at all rows anew, at the directory as it is now."""
    found = _ready(visit)
    visit.house.imports.again(structs.replace(found, state="judging"))
    return visit.go(path(found))


def _proposed(found: Job) -> Id:
    """The proposal that this file becomes, if it becomes one: always the same."""
    return derived_id("proposal", "import", found.id)


def _ready(visit: Visit) -> Job:
    found = job(visit)
    if found.state != "ready":
        raise Conflict("import.state", "This file is not looked at to the end, or was applied already.", id=found.id)
    return found
