"""What readers say is wrong, by record: open it, look at the source, say what was done. Nothing of who said it is here.

It goes off the list with what it said: only the day, the fact and what was done are kept, for a year.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, cast

from msgspec import Struct

from directory.atlas.catalogue import Catalogue
from directory.curation.guarding import is_crisis_door
from directory.curation.reports import DONE, Done, Report
from directory.errors import Gone, Unknown
from directory.gate import reply
from directory.gate.house import House
from directory.web import addressing
from directory.web.desk.frame import Visit, does, sees
from directory.web.desk.questions import edited_at, value
from directory.web.desk.values import DUTCH, KINDS, Lines
from directory.web.reporting import choices

HOME = "/beheer/meldingen"
MOST, LAST = 500, 20
DEEDS: Mapping[Done, str] = {
    "changed": "Ik heb het aangepast",
    "right": "Het klopte al",
    "asked": "Ik heb het nagevraagd, het antwoord komt nog",
    "unclear": "Hier kon ik niets mee",
}
# Which field of the record a report is about, where it is one.
FIELDS: Mapping[str, str] = {"phone": "phone", "hours": "hours", "url": "url", "area": "area", "name": "name"}
OF_ORGANIZATION: Mapping[str, str] = {"url": "website"}


class Said(Struct, frozen=True, kw_only=True):
    """One report: what is wrong, what it should be, how often, what stands there now, and where that is changed."""

    id: str
    about: str
    text: str
    day: date
    times: int
    now: Lines
    edit: str


class Group(Struct, frozen=True, kw_only=True):
    """What is said of one record. Without `edit` it is not in the directory (any more)."""

    name: str
    kind: str
    edit: str
    page: str
    crisis: bool
    said: tuple[Said, ...]


class Past(Struct, frozen=True, kw_only=True):
    """One that was handled."""

    on: date
    name: str
    path: str
    about: str
    done: str


def routes() -> list[Any]:
    """The list, and handling one."""
    return [reports, handle]


@sees(HOME, "read-reports")
def reports(visit: Visit) -> reply.Ready:
    """What nobody handled yet, doors for people in danger first, then the oldest."""
    return _list(visit)


@does(HOME + "/{id:str}", "handle-reports")
def handle(visit: Visit) -> reply.Ready:
    """Somebody looked at it. Raises `Unknown` when a colleague was first."""
    done = visit.text("done")
    if done not in DONE:
        return _list(visit, wrong=visit.id())
    if not visit.house.reports.handle(visit.id(), visit.house.today(), done):
        raise Unknown("report.unknown", "No open report has this id.")
    return visit.go(HOME, said="handled")


def _list(visit: Visit, *, wrong: str = "") -> reply.Ready:
    groups = [*_groups(visit.house.reports.open(MOST), visit.house)]
    return visit.page(
        "reported.html",
        status=400 if wrong else 200,
        groups=sorted(groups, key=lambda each: not each.crisis),
        total=sum(len(each.said) for each in groups),
        handled=[*_past(visit.house)],
        deeds=DEEDS,
        wrong=wrong,
        plays=visit.plays("handle-reports"),
    )


def _groups(found: Sequence[Report], here: House) -> Iterator[Group]:
    by_record: dict[tuple[str, str], list[Report]] = {}
    for each in found:
        by_record.setdefault((each.kind, each.slug), []).append(each)
    for (kind, slug), of in by_record.items():
        yield _group(kind, slug, of, here)


def _group(kind: str, slug: str, of: Sequence[Report], here: House) -> Group:
    catalogue = here.atlas.catalogue
    id = _id(kind, slug, catalogue)
    crisis = kind == "contact-point" and id is not None and is_crisis_door(catalogue.door(id))
    return Group(
        name=_name(kind, id, slug, catalogue),
        kind=KINDS[of[0].kind],
        edit=f"/beheer/gegevens/{kind}/{id}" if id else "",
        page=addressing.address(of[0].kind, id) if id else "",
        crisis=crisis,
        said=tuple(_said(each, id, here) for each in of),
    )


def _said(report: Report, id: str | None, here: House) -> Said:
    field = OF_ORGANIZATION.get(report.about) if report.kind == "organization" else None
    field = field or FIELDS.get(report.about)
    record = here.atlas.catalogue.read(report.kind, id) if id and field else None
    return Said(
        id=report.id,
        about=choices(DUTCH)[report.about],
        text=report.text or "",
        day=report.day,
        times=report.times,
        now=value(record, field, here) if record and field else (),
        edit=edited_at(report.kind, id, field) if id and field else "",
    )


def _past(here: House) -> Iterator[Past]:
    for each in here.reports.handled(LAST):
        id = _id(each.kind, each.slug, here.atlas.catalogue)
        yield Past(
            on=each.on,
            name=_name(each.kind, id, each.slug, here.atlas.catalogue),
            path=f"/beheer/gegevens/{each.kind}/{id}" if id else "",
            about=choices(DUTCH)[each.about],
            done=DEEDS[each.done] if each.done else "",
        )


def _id(kind: str, slug: str, catalogue: Catalogue) -> str | None:
    """The public record that this is about today, also after it was merged."""
    try:
        id = catalogue.survivor(cast(Any, kind), slug)
    except (Unknown, Gone):
        return None
    return id if catalogue.has(cast(Any, kind), id) else None


def _name(kind: str, id: str | None, slug: str, catalogue: Catalogue) -> str:
    if id is None:
        return slug
    if kind == "organization":
        return catalogue.organization(id).name
    door = catalogue.door(id)
    service = catalogue.service(door.service_id)
    owner = catalogue.organization(service.organization_id)
    return f"{owner.name}: {service.name}" + (f" ({door.name})" if door.name else "")
