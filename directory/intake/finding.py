"""Which records a row is about: those that it names, those that an earlier import made of the same words, or new ones.

A new one gets an id that follows from what it is called, so the same sheet again finds what it made.
"""

from typing import cast
from uuid import UUID

from directory.errors import Gone, Unknown
from directory.exchange import sheet
from directory.intake import values
from directory.intake.cells import Cells
from directory.intake.drafting import Drafted
from directory.intake.drafts import Drafts
from directory.intake.patching import value_at
from directory.intake.table import World
from directory.model import ContactPoint, Id, Location, Organization, Service, kind_of
from directory.model.ids import derived_id
from directory.text import fold

NO_DOOR = "No contact point of ours has this; leave it empty for a new one."


def find(world: World, cells: Cells, drafts: Drafts, same: Id | None) -> bool:
    """Find the records of this row, or begin them. False when it is not known which; then there is a fault."""
    if cells.table.doors and (named := next((each for each in ("id", "slug") if cells.text(each)), "")):
        return _named_door(world, cells, drafts, named)
    organization = _organization(world, cells, drafts, same)
    if organization is not None and cells.table.doors:
        _door(world, cells, drafts, organization)
    return organization is not None


# A row of our own table.


def _named_door(world: World, cells: Cells, drafts: Drafts, field: str) -> bool:
    told = cells.text(field)
    try:
        id = str(UUID(told)) if field == "id" else world.catalogue.resolve("contact-point", told)
    except (Unknown, Gone, ValueError):
        id = ""
    row = _row(drafts, id)
    if row is None:
        cells.fault(field, "record.unknown", NO_DOOR)
        return False
    for record in (row.door, row.service, row.organization, row.location):
        if record is not None:
            drafts.standing(kind_of(record), record.id)
    cells.told = dict(zip(sheet.COLUMNS, sheet.cells(row), strict=True))
    return True


def _row(drafts: Drafts, id: Id) -> sheet.Row | None:
    """A door with all that our own table makes a row of; nothing of a secret place."""
    door = cast(ContactPoint | None, drafts.record("contact-point", id))
    service = cast(Service | None, drafts.record("service", door.service_id) if door else None)
    owner = cast(Organization | None, drafts.record("organization", service.organization_id) if service else None)
    if door is None or service is None or owner is None:
        return None
    place = cast(Location | None, drafts.record("location", door.location_id))
    secret = place is not None and place.confidential
    return sheet.Row(door=door, service=service, organization=owner, location=None if secret else place, secret=secret)


# A row of a table of others.


def _organization(world: World, cells: Cells, drafts: Drafts, same: Id | None) -> Drafted | None:
    named = cells.text("organizationSlug")
    try:
        id = same or (world.catalogue.resolve("organization", named) if named else None)
    except (Unknown, Gone):
        cells.fault("organizationSlug", "record.unknown", "No organization of ours has this short name.")
        return None
    return drafts.standing("organization", id) if id is not None else _called(cells, drafts)


def _called(cells: Cells, drafts: Drafts) -> Drafted | None:
    """The organization of this name: one that an earlier import made, or a new one."""
    name = cells.read("organization", values.text)
    if not name:
        if name == "":
            cells.fault("organization", "field.missing", "Say which organization this row is about.")
        return None
    # One organization has many rows in a sheet of doors; in one of organizations a namesake elsewhere is another.
    where = "" if cells.table.doors else fold(cells.text("place"))
    id = derived_id("import", "organization", fold(name), where)
    return drafts.standing("organization", id) or drafts.begin("organization", id, name, name=name)


def _door(world: World, cells: Cells, drafts: Drafts, organization: Drafted) -> None:
    name = cells.read("service", values.text) or str(value_at(organization.after, "/name"))
    service = _service(world, drafts, organization, name)
    id = derived_id("import", "contact-point", service.id, *cells.folded("name", "channel", "place"))
    if drafts.standing("contact-point", id) is None:
        drafts.begin("contact-point", id, name, serviceId=service.id)


def _service(world: World, drafts: Drafts, organization: Drafted, name: str) -> Drafted:
    """The service of this name, when the organization has one; else a new one."""
    catalogue = world.catalogue
    ids = [] if organization.new else catalogue.services_of(organization.id)
    alike = [each for each in ids if fold(catalogue.service(each).name) == fold(name)]
    id = alike[0] if len(alike) == 1 else derived_id("import", "service", organization.id, fold(name))
    return drafts.standing("service", id) or drafts.begin(
        "service", id, name, name=name, organizationId=organization.id
    )
