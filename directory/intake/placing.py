"""Where a row says that something is. A secret place is never entered from a file, nor is one beside it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from directory.exchange.seeds import placed
from directory.exchange.spreadsheets import Cell
from directory.intake import values
from directory.intake.cells import PLACE, Cells
from directory.intake.drafting import Drafted
from directory.intake.drafts import Drafts
from directory.intake.patching import value_at
from directory.intake.table import World
from directory.intake.values import Unread
from directory.model import Location
from directory.model.ids import derived_id

POINT = ("latitude", "longitude", "precision")
SOURCED = ("address", "street", "place", "municipality")
READS: Mapping[str, Callable[[Cell], Any]] = {"address": values.address, "postcode": values.postcode}


def place(world: World, cells: Cells, drafts: Drafts) -> None:
    """Put what the row says of a place into its location, or begin one."""
    said = [each for each in PLACE if cells.says(each)]
    if not said:
        return
    if _secret(world, cells, drafts):
        for each in said:
            cells.fault(each, "confidential", "There is a secret place here: enter places by hand.")
        return
    before = len(cells.faults)
    found = _whole({name: value for each in said for name, value in _of_cell(world, cells, each)})
    if len(cells.faults) == before and found:
        _put(world, cells, drafts, found)


def _secret(world: World, cells: Cells, drafts: Drafts) -> bool:
    """Whether the door is at a secret place; or its organization has one, when the file is not a table of ours: the
    address in it may be that one's."""
    door, owner = drafts.of("contact-point"), drafts.of("organization")
    ids = [door.raw.get("locationId")] if door else []
    ids += world.catalogue.locations_of(owner.id) if owner and not cells.ours else []
    places = (drafts.record("location", each) for each in ids)
    return any(isinstance(each, Location) and each.confidential for each in places)


def _of_cell(world: World, cells: Cells, name: str) -> list[tuple[str, Any]]:
    """What one cell says of a place: fields of the location, None for what was taken away."""
    if not cells.text(name):
        gone = {"location": ("name",), "address": ("address", "street")}.get(name, (name,))
        return [(each, None) for each in gone]
    if name == "municipality":
        return [(name, cells.read(name, lambda cell: _municipality(world, cell)))]
    if name == "address" and _only_street(cells):
        return [("street", cells.read(name, values.text))]
    return [("name" if name == "location" else name, cells.read(name, READS.get(name, values.text)))]


def _only_street(cells: Cells) -> bool:
    """Whether a street stands where a whole address may: as our table has it, or beside a column for the rest."""
    if cells.ours:
        return bool(cells.told["address"]) and "," not in cells.told["address"]
    return "postcode" in cells.names and "," not in cells.text("address")


def _municipality(world: World, cell: Cell) -> str:
    found = world.words.area(cell)
    if len(found) != 1 or not found[0].startswith("GM"):
        raise Unread("area.unknown", "This is no municipality.")
    return found[0]


def _whole(found: dict[str, Any]) -> dict[str, Any]:
    """Street, postcode and place together are an address; a postcode alone is none."""
    postcode = found.pop("postcode", None)
    if isinstance(found.get("address"), dict):
        found.setdefault("place", found["address"]["place"])
    elif postcode and found.get("street") and found.get("place"):
        found["address"] = {"street": found.pop("street"), "postcode": postcode, "place": found["place"]}
    return {name: value for name, value in found.items() if name != "postcode"}


def _put(world: World, cells: Cells, drafts: Drafts, found: Mapping[str, Any]) -> None:
    location = drafts.of("location") or _location(world, cells, drafts)
    if location is None:
        return
    for name, value in found.items():
        field = name if name in cells.names else {"name": "location"}.get(name, "street")
        if cells.keeps(field, location, f"/{name}", value):
            continue
        location.put(f"/{name}", value, field, cells.fact(name) if name in SOURCED else None)
    location.put_once("/name", found.get("place") or _name(drafts))
    if {"/address", "/place", "/municipality"} & location.values.keys():
        _point(world, location)


def _name(drafts: Drafts) -> str:
    owner = drafts.of("organization")
    return str(value_at(owner.after, "/name")) if owner else ""


def _location(world: World, cells: Cells, drafts: Drafts) -> Drafted | None:
    """The only place of the organization, the one that an earlier import made, or a new one."""
    owner = drafts.of("organization")
    if owner is None:
        return None
    id = derived_id("import", "location", owner.id, *cells.folded("location", "address", "street", "postcode", "place"))
    standing = drafts.standing("location", id) or _only(world, cells, drafts, owner)
    if standing is None and cells.left and cells.left[-1].code == "places":
        return None
    found = standing or drafts.begin("location", id, _name(drafts), organizationId=owner.id)
    if door := drafts.of("contact-point"):
        door.put("/locationId", found.id, "location")
    return found


def _only(world: World, cells: Cells, drafts: Drafts, owner: Drafted) -> Drafted | None:
    """In a sheet of organizations, the one place of one that we have; with more than one it is not known which."""
    ids: Sequence[str] = () if owner.new or cells.table.doors else world.catalogue.locations_of(owner.id)
    if len(ids) > 1:
        cells.leave("place", "places", "This organization has more than one place. Change it there.")
    return drafts.standing("location", ids[0]) if len(ids) == 1 else None


def _point(world: World, location: Drafted) -> None:
    """Where it is on the map follows from its address; an older point does not hold any more."""
    bare = {key: value for key, value in location.after.items() if key not in POINT}
    found = placed(bare, world.gazetteer)
    for name in POINT:
        location.put(f"/{name}", found.get(name), "")
