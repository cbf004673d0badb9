"""What is told while somebody types: whether it is there already, and what it would change. Pieces of a page."""

from directory.gate import reply
from directory.model import Kind
from directory.web.desk.editing import opening, wording
from directory.web.desk.editing.effects import told
from directory.web.desk.editing.likeness import alike
from directory.web.desk.editing.reading import filled
from directory.web.desk.editing.shapes import EDITABLE
from directory.web.desk.frame import Visit, does

MOST_BYTES = 500_000


@does("/beheer/gegevens/lijkt-op", "edit-drafts", most=MOST_BYTES)
def likeness(visit: Visit) -> reply.Ready:
    """Whom of the directory this may be, from its name, number, site or mail address alone."""
    kind = visit.text("soort")
    said = {name: visit.text(name) for name in ("name", "website", "url", "email", "organizationId", "serviceId")}
    document: dict[str, object] = {name: value for name, value in said.items() if value}
    if number := visit.text("phone.number"):
        document["phone"] = {"number": number}
    known: Kind = next((each for each in EDITABLE if each == kind), "organization")
    return visit.page("editing/alike.html", alike=alike(known, visit.text("nummer"), document, visit.house))


@does("/beheer/gegevens/{kind:str}/{id:str}/verandert", "edit-drafts", most=MOST_BYTES)
def changes(visit: Visit) -> reply.Ready:
    """What this form would change as it is typed now; while it is not right, what is missing."""
    opened = opening.sent(visit)
    found = filled(opened.asked, visit.fields, visit.house)
    same = found.record is not None and found.record == opened.asked.before
    effects = told(visit, opened, found.record, found.document) if found.record is not None and not same else None
    faults = wording.listed(wording.faults(found.faults), opened.kind, opened.asked.pieces, visit.house)
    return visit.page("editing/live.html", effects=effects, same=same, faults=faults, stale=opened.stale)
