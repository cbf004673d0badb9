"""The file that an address is about: one's own, and nobody else's."""

from directory.errors import Unknown
from directory.intake.judging import Judge
from directory.intake.making import world_of
from directory.intake.table import World
from directory.model.intake import Job
from directory.permissions import Action
from directory.web.desk.frame import Visit

HOME = "/beheer/invoer"
ONE = HOME + "/{id:str}"


def job(visit: Visit) -> Job:
    """The job of this address. Raises `Unknown` for one of somebody else, as for one that is not there."""
    found = visit.house.imports.read(visit.id())
    if found.owner != visit.actor.id:
        raise Unknown("import.unknown", "There is no such import (any more).", id=found.id)
    return found


def action(found: Job) -> Action:
    """What somebody must be allowed to do with it."""
    return "bulk-edit" if found.form == "bulk" else "import"


def path(found: Job, deed: str = "") -> str:
    """Where the desk shows it, or where something is done with it."""
    return f"{HOME}/{found.id}" + (f"/{deed}" if deed else "")


def world(visit: Visit, found: Job | None = None) -> World:
    """The directory as rows see it now."""
    here = visit.house
    return world_of(here.store, here.atlas.catalogue, here.areas, here.gazetteer, here.today(), found)


def judge(visit: Visit, found: Job) -> Judge:
    """Who looks at the rows."""
    here = visit.house
    return Judge(here.imports, found, world(visit, found), here.rosters.at(here.atlas))
