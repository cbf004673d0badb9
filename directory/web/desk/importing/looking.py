"""A file on its way: the page that looks is the hand that works.

Each time somebody looks, rows are judged for about a second and kept; the page asks to be loaded again, with a script
without leaving, without one by itself. So there is no worker that could die: after a restart the next look goes on.
"""

from typing import Any

from msgspec import structs

from directory.gate import reply
from directory.intake import judging
from directory.model.intake import State
from directory.web.desk.frame import Visit, does, sees
from directory.web.desk.importing import choosing, columns, told
from directory.web.desk.importing.jobs import ONE, job, judge, path

AT_ONCE_S = 1.0
STEP = judging.STEP


def routes() -> list[Any]:
    """A file, stopping and going on."""
    return [look, stop, go_on]


@sees(ONE, "import")
def look(visit: Visit) -> reply.Ready:
    """Where a file is, whatever that is."""
    found = job(visit)
    if found.state == "judging":
        found = judge(visit, found).work(AT_ONCE_S, STEP)
    if found.state == "columns":
        return columns.page(visit, found)
    if found.state == "ready":
        return choosing.page(visit, found)
    if found.state == "applied":
        return visit.page("importing/applied.html", job=found, forms=told.FORMS)
    return visit.page("importing/progress.html", job=found, forms=told.FORMS)


@does(ONE + "/stop", "import")
def stop(visit: Visit) -> reply.Ready:
    """Look no further for now; what was found stays."""
    return _turned(visit, "judging", "stopped")


@does(ONE + "/verder", "import")
def go_on(visit: Visit) -> reply.Ready:
    """Go on where it was stopped."""
    return _turned(visit, "stopped", "judging")


def _turned(visit: Visit, state: State, into: State) -> reply.Ready:
    found = job(visit)
    if found.state == state:
        visit.house.imports.keep(structs.replace(found, state=into))
    return visit.go(path(found))
