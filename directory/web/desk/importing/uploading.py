"""A file is sent: looked at from outside, and kept as rows until its sender chose. With it the list of one's files."""

from typing import Any
from uuid import uuid4

from directory.errors import Invalid
from directory.exchange.spreadsheets import LIMITS
from directory.gate import reply
from directory.intake import opening
from directory.intake.contract import KEPT
from directory.intake.making import reading_of
from directory.web.desk.frame import Visit, does, sees
from directory.web.desk.importing import told
from directory.web.desk.importing.jobs import HOME, ONE, job, path

# With room for the form around the file.
MOST = LIMITS.size + 64 * 1024


def routes() -> list[Any]:
    """The list, sending a file, and letting go of one."""
    return [files, send, drop]


@sees(HOME, "import")
def files(visit: Visit) -> reply.Ready:
    """One's own files, and the form for a new one."""
    return _list(visit)


@does(HOME, "import", most=MOST)
def send(visit: Visit) -> reply.Ready:
    """Take a file in."""
    here, upload = visit.house, visit.files.get("bestand")
    if upload is None or not upload.name:
        return _list(visit, status=400, fault="Kies eerst een bestand.")
    here.imports.sweep(visit.now - KEPT)
    reading = reading_of(here.hsds, here.atlas.catalogue, here.areas, here.today())
    sent = opening.Sent(name=upload.name, content=upload.content)
    try:
        made = opening.begin(here.imports, sent, reading, visit.actor, visit.now, str(uuid4()))
    except Invalid as invalid:
        return _list(visit, status=422, fault=told.file(invalid))
    return visit.go(path(made))


@does(ONE + "/weg", "import")
def drop(visit: Visit) -> reply.Ready:
    """Let go of a file; what it changed stays."""
    visit.house.imports.drop(job(visit).id)
    return visit.go(HOME, said="dropped")


def _list(visit: Visit, *, status: int = 200, fault: str = "") -> reply.Ready:
    own = [each for each in visit.house.imports.all() if each.owner == visit.actor.id]
    return visit.page("importing/files.html", status=status, jobs=own, fault=fault, forms=told.FORMS)
