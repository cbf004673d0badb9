"""What is in which column: guessed, or remembered from the last time, and changed here."""

from collections.abc import Mapping
from typing import Any

from msgspec import structs

from directory.errors import Conflict, Invalid
from directory.gate import reply
from directory.intake import mapping, opening
from directory.intake.fields import FIELDS
from directory.intake.mapping import Column
from directory.model.intake import Columns, Job
from directory.web.desk.forms import number
from directory.web.desk.frame import Visit, does
from directory.web.desk.importing import told
from directory.web.desk.importing.jobs import ONE, job, path

KINDS = {
    "key": "Waaraan wij het herkennen",
    "organization": "Organisatie",
    "contact": "Bereiken",
    "location": "Plek",
    "service": "Aanbod",
    "door": "Ingang",
    "source": "Bron",
}


def routes() -> list[Any]:
    """Saying what is in the columns."""
    return [say]


@does(ONE + "/kolommen", "import")
def say(visit: Visit) -> reply.Ready:
    """Keep what somebody says of the columns; or look again, at another sheet or another row of headings."""
    found = job(visit)
    if found.state == "applied" or found.form not in ("csv", "xlsx"):
        raise Conflict("import.state", "There are no columns to choose any more.", id=found.id)
    if visit.text("doe") == "opnieuw":
        return _look_again(visit, found)
    said = _said(visit, found)
    try:
        opening.map_columns(visit.house.imports, found, said)
    except Invalid as invalid:
        return page(visit, structs.replace(found, columns=said), status=422, faults=told.asked(invalid))
    return visit.go(path(found))


def _look_again(visit: Visit, found: Job) -> reply.Ready:
    proposed = mapping.propose(visit.house.imports, found.id, visit.text("blad"), number(visit.text("kop")))
    again = structs.replace(found, columns=proposed, state="columns")
    visit.house.imports.keep(again)
    return visit.go(path(again))


def _said(visit: Visit, found: Job) -> Columns:
    """The form as it was sent. Columns are told by their place, so that no heading can name a field of the form."""
    fields = {each.heading: visit.text(f"veld-{each.position}") for each in _columns(visit, found)}
    stand = visit.text("stand")
    return structs.replace(
        found.columns, fields=fields, lifecycle="published" if stand == "published" else "draft", without=()
    )


def _columns(visit: Visit, found: Job) -> tuple[Column, ...]:
    rows = visit.house.imports.rows(found.id, 80, sheet=found.columns.sheet)
    return mapping.columns(rows, found.columns.heading)


def page(visit: Visit, found: Job, *, status: int = 200, faults: Mapping[str, str] | None = None) -> reply.Ready:
    """The table of columns."""
    groups = {label: [each for each in FIELDS.values() if each.of == of] for of, label in KINDS.items()}
    return visit.page(
        "importing/columns.html",
        status=status,
        job=found,
        columns=_columns(visit, found),
        groups=groups,
        sheets=visit.house.imports.sheets(found.id),
        faults=faults or {},
        forms=told.FORMS,
    )
