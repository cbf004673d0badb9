"""One row of a table, judged: which records it is about and what it makes of them.

A row that names a contact point of ours (by `id` or `slug`) is compared, cell by cell, with what our own table says of
it now: a cell that says the same says nothing, whatever was lost in the table. Any other row says what is in it.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, cast
from uuid import UUID

from msgspec import Struct

from directory.atlas.catalogue import Catalogue
from directory.curation.links import current
from directory.errors import Gone, Unknown
from directory.exchange import sheet
from directory.exchange.seeds import Gazetteer, placed
from directory.exchange.spreadsheets import Cell, a1, shown
from directory.intake import values
from directory.intake.drafting import Drafted
from directory.intake.fields import of_doors
from directory.intake.mapping import headings
from directory.intake.patching import raw_of, value_at
from directory.intake.values import Unread, Words
from directory.model import ContactPoint, Id, Kind, Location, Organization, Record, Service, known_on
from directory.model.ids import derived_id
from directory.model.intake import CellFault, Columns
from directory.store import Store
from directory.text import fold, slug

Told = Mapping[str, str]


class World(Struct, frozen=True, kw_only=True):
    """What rows are judged with. `source` is where their values come from, `today` the day of the import."""

    store: Store
    catalogue: Catalogue
    words: Words
    gazetteer: Gazetteer
    source: str
    today: date


class Table:
    """How to read the rows of one sheet: where each field stands."""

    def __init__(self, columns: Columns, heading: Sequence[Cell], width: int) -> None:
        names = headings(heading, width)
        self.columns = columns
        self.at = {field: at for at, name in enumerate(names) if (field := columns.fields.get(name))}
        self.doors = of_doors([*self.at])

    def fault(self, field: str, row: int, code: str, detail: str) -> CellFault:
        """What is wrong with the cell of a field; without one, with the row."""
        cell = a1(self.at[field], row) if field in self.at else ""
        return CellFault(cell=cell, field=field, code=code, detail=detail)


class Found(Struct, frozen=True, kw_only=True):
    """What a row came to. The first record is the one that it is about."""

    name: str
    drafts: tuple[Drafted, ...] = ()
    faults: tuple[CellFault, ...] = ()
    left: tuple[CellFault, ...] = ()


# Field -> record, pointer, whether it has a source, how it is read. Of `contact` it depends on the sheet.
Reading = tuple[Kind, str, bool, Callable[[Cell], Any]]
CONTACT: Mapping[str, tuple[str, str, Callable[[Cell], Any]]] = {
    "phone": ("/phone/number", "/phone/number", values.phone),
    "url": ("/url", "/website", values.url),
    "email": ("/email", "/email", values.email),
}
PLAIN: Mapping[str, Reading] = {
    "organization": ("organization", "/name", False, values.text),
    "alternateNames": ("organization", "/alternateNames", False, values.names),
    "role": ("organization", "/role", False, values.role),
    "service": ("service", "/name", False, values.text),
    "serviceDescription": ("service", "/description", False, values.text),
    "name": ("contact-point", "/name", False, values.text),
    "hours": ("contact-point", "/hours", True, values.hours),
    "hoursFrom": ("contact-point", "/hours/validFrom", True, values.day),
    "hoursUntil": ("contact-point", "/hours/validTo", True, values.day),
    "languages": ("contact-point", "/languages", True, values.languages),
    "access": ("contact-point", "/access", False, values.access),
    "phoneExtension": ("contact-point", "/phone/extension", True, values.text),
    "operation": ("contact-point", "/operation/state", False, values.operation),
    "lifecycle": ("contact-point", "/lifecycle", False, values.lifecycle),
}
DIMENSIONS = {"functions": "functions", "topics": "topics", "audiences": "audiences"}
PLACE = ("location", "address", "street", "postcode", "place", "municipality")
REQUIRED = frozenset({"organization", "service"})
SOURCES = {"phoneSource": "phone", "urlSource": "url", "emailSource": "email"}
READ_ONLY = ("organizationSlug", "serviceSlug", "unknown", "slug")


def judge(world: World, table: Table, cells: Sequence[Cell], row: int, same: Id | None = None) -> Found:
    """What this row would do. `same` is the organization that somebody said it is. Raises nothing for a bad cell."""
    return _Row(world, table, cells, row).judge(same)


class _Row:
    """One row on its way."""

    def __init__(self, world: World, table: Table, cells: Sequence[Cell], row: int) -> None:
        self.world, self.table, self.row = world, table, row
        self.cells = {name: cells[at] if at < len(cells) else "" for name, at in table.at.items()}
        self.faults: list[CellFault] = []
        self.left: list[CellFault] = []
        self.drafts: dict[Kind, Drafted] = {}
        self.told: Told = {}
        self.ours = self.secret = False
        self.checked = world.today

    def judge(self, same: Id | None) -> Found:
        """All of it."""
        if self._said_secret():
            self._fault(
                "confidential", "confidential", "A secret place is entered by hand. Nothing of this row was kept."
            )
        elif self._find(same):
            self._checked_on()
            self._fill()
        order = ("contact-point", "organization") if self.table.doors else ("organization", "contact-point")
        sorted_drafts = sorted(
            self.drafts.values(), key=lambda each: order.index(each.kind) if each.kind in order else 2
        )
        return Found(name=self._name(), drafts=tuple(sorted_drafts), faults=tuple(self.faults), left=tuple(self.left))

    def _said_secret(self) -> bool:
        told = fold(shown(self.cells.get("confidential", "")))
        written = (fold(shown(self.cells.get(each, ""))) for each in PLACE)
        return told not in ("", "nee", "no", "n", "0") or any("geheim" in each for each in written)

    def _name(self) -> str:
        if self.drafts:
            main = self.drafts.get("organization")
            found = main and value_at(main.after, "/name")
            if found:
                return str(found)
        return shown(self.cells.get("organization", ""))[:200] if not self._said_secret() else ""

    # Which records.

    def _find(self, same: Id | None) -> bool:
        """Find the records of this row, or begin them. False when it is not known which."""
        if self.table.doors and (shown(self.cells.get("id", "")) or shown(self.cells.get("slug", ""))):
            return self._find_door()
        organization = self._organization(same)
        if organization is None:
            return False
        if self.table.doors:
            self._begin_door(organization)
        return True

    def _find_door(self) -> bool:
        field = "id" if shown(self.cells.get("id", "")) else "slug"
        try:
            id = self._door_id(field, shown(self.cells[field]).strip())
        except (Unknown, Gone, ValueError):
            self._fault(field, "record.unknown", "No contact point of ours has this; leave it empty for a new one.")
            return False
        door = self._standing("contact-point", id)
        service = self._standing("service", door.raw["serviceId"]) if door else None
        owner = self._standing("organization", service.raw["organizationId"]) if service else None
        if door is None or service is None or owner is None:
            self._fault(field, "record.unknown", "No contact point of ours has this; leave it empty for a new one.")
            return False
        self.ours = True
        self.told = self._told(id)
        return True

    def _door_id(self, field: str, text: str) -> Id:
        return str(UUID(text)) if field == "id" else self.world.catalogue.resolve("contact-point", text)

    def _told(self, id: Id) -> Told:
        """What our own table says of this door now."""
        door = cast(ContactPoint, self._record("contact-point", id))
        service = cast(Service, self._record("service", door.service_id))
        organization = cast(Organization, self._record("organization", service.organization_id))
        place = cast(Location | None, self._record("location", door.location_id) if door.location_id else None)
        self.secret = place is not None and place.confidential
        open_place = None if self.secret else place
        if open_place is not None:
            self._standing("location", open_place.id)
        row = sheet.Row(door=door, service=service, organization=organization, location=open_place, secret=self.secret)
        return dict(zip(sheet.COLUMNS, sheet.cells(row), strict=True))

    def _record(self, kind: Kind, id: Id) -> Record | None:
        found = current(self.world.store, kind, id)
        return found.record if found else None

    def _standing(self, kind: Kind, id: Id) -> Drafted | None:
        found = current(self.world.store, kind, id)
        if found is None:
            return None
        self.drafts[kind] = Drafted(kind, id, found.revision, raw_of(found.record))
        return self.drafts[kind]

    def _organization(self, same: Id | None) -> Drafted | None:
        named = shown(self.cells.get("organizationSlug", "")).strip()
        try:
            id = same or (self.world.catalogue.resolve("organization", named) if named else None)
        except (Unknown, Gone):
            self._fault("organizationSlug", "record.unknown", "No organization of ours has this short name.")
            return None
        if id is not None:
            return self._standing("organization", id)
        name = self._read("organization", values.text)
        if not name:
            if name == "":
                self._fault("organization", "field.missing", "Say which organization this row is about.")
            return None
        # One organization has many rows in a sheet of doors; in one of organizations a namesake elsewhere is another.
        where = "" if self.table.doors else fold(shown(self.cells.get("place", "")))
        id = derived_id("import", "organization", fold(name), where)
        return self._standing("organization", id) or self._begin("organization", id, name, name=name)

    def _begin(self, kind: Kind, id: Id, called: str, **more: str) -> Drafted:
        """A new record. What it may not be without it has, until the row says better."""
        draft = self.drafts[kind] = Drafted(kind, id, None, {})
        # An x before the digits: `adres 12` would look like an address that slipped in.
        draft.put("/slug", f"{slug(called)[:100] or kind}-x{id[:8]}", "")
        draft.put("/lifecycle", self.table.columns.lifecycle, "")
        for key, value in more.items():
            draft.put(f"/{key}", value, "")
        return draft

    def _begin_door(self, organization: Drafted) -> None:
        name = self._read("service", values.text) or str(
            value_at(organization.after, "/name") or self.cells.get("organization", "")
        )
        service = self._service(organization, name)
        key = (fold(shown(self.cells.get(each, ""))) for each in ("name", "channel", "place"))
        id = derived_id("import", "contact-point", service.id, *key)
        if self._standing("contact-point", id) is None:
            self._begin("contact-point", id, name, serviceId=service.id)

    def _service(self, organization: Drafted, name: str) -> Drafted:
        ids = [] if organization.new else self.world.catalogue.services_of(organization.id)
        alike = [each for each in ids if fold(self.world.catalogue.service(each).name) == fold(name)]
        id = alike[0] if len(alike) == 1 else derived_id("import", "service", organization.id, fold(name))
        return self._standing("service", id) or self._begin(
            "service", id, name, name=name, organizationId=organization.id
        )

    # What they become.

    def _checked_on(self) -> None:
        """On which day somebody looked: what this row changes was looked up then."""
        cell = self.cells.get("verifiedOn", "")
        if not shown(cell) or (self.ours and shown(cell) == self.told.get("verifiedOn")):
            return
        told = self._read("verifiedOn", values.day)
        if told and date.fromisoformat(told) > self.world.today:
            self._fault("verifiedOn", "date.future", "This day is still to come.")
        elif told:
            self.checked = date.fromisoformat(told)

    def _fill(self) -> None:
        for name in self.cells:
            if self._says(name):
                self._take(name)
        self._place()
        self._complete()
        if self.ours:
            self._confirm()
        for each in self.drafts.values():
            self._check(each)

    def _check(self, draft: Drafted) -> None:
        """What is wrong with a record as a whole; without the cells that may be left out, when that mends it."""
        found = [*draft.faults(self.world.words.areas.known)] if draft.values else []
        spare = {field for field, _ in found if field in self.table.columns.without}
        for field in spare:
            draft.leave(field)
        if spare:
            self._complete()
            found += draft.faults(self.world.words.areas.known)
        for field, fault in found:
            self._fault(field, fault.code, fault.detail)

    def _says(self, name: str) -> bool:
        """Whether this cell says anything: it differs from what we would write, or (in another row) is not empty."""
        told = shown(self.cells[name]).strip()
        if self.ours and name in sheet.COLUMNS:
            return told != self.told.get(name, "").strip()
        return not values.says_nothing(self.cells[name])

    def _take(self, name: str) -> None:
        if name in PLACE or name in ("id", "verifiedOn", "confidential", "source"):
            return
        if name in READ_ONLY:
            if self.ours:
                self._fault(name, "read-only", "This column is there to read. Change it at the record itself.")
        elif name in SOURCES:
            self._source(SOURCES[name], name)
        elif name in ("conditionsYes", "conditionsNo"):
            self._conditions(name)
        else:
            self._value(name)

    def _value(self, name: str) -> None:
        kind, pointer, sourced, read = self._reading(name)
        draft = self.drafts.get(kind)
        if draft is None:
            return
        if not shown(self.cells[name]).strip():
            if name in REQUIRED:
                self._fault(name, "field.missing", "This may not be empty.")
            else:
                draft.put(pointer, None, name, self._fact(name) if sourced else None)
            return
        found = self._read(name, read)
        if found is not None:
            draft.put(pointer, self._kept(name, draft, found), name, self._fact(name) if sourced else None)

    def _kept(self, name: str, draft: Drafted, found: Any) -> Any:
        """Of hours also what has columns of its own, or none: a new week leaves its season and its note."""
        standing = value_at(draft.raw, "/hours") if name == "hours" else None
        held = (
            {each: standing[each] for each in ("validFrom", "validTo", "note") if each in standing} if standing else {}
        )
        return found | held if held else found

    def _reading(self, name: str) -> Reading:
        words = self.world.words
        if name in CONTACT:
            of_door, of_organization, read = CONTACT[name]
            if self.table.doors:
                return "contact-point", of_door, True, read
            return "organization", of_organization, True, read
        if name in DIMENSIONS:
            return "contact-point", f"/{name}", False, lambda cell: words.terms(name, cell)
        if name == "channel":
            return "contact-point", "/channel", False, lambda cell: _one(words.terms("channels", cell))
        if name == "area":
            kind: Kind = "contact-point" if self.table.doors else "organization"
            return kind, "/area/codes", True, words.area
        if name == "description":
            kind = "service" if self.ours else "organization"
            return kind, "/description", False, values.text
        if name == "kvk":
            return "organization", "/identifiers", False, self._identifiers
        return PLAIN[name]

    def _identifiers(self, cell: Cell) -> list[dict[str, str]]:
        held = value_at(self.drafts["organization"].raw, "/identifiers") or ()
        others = [dict(each) for each in held if each["scheme"] != "nl-kvk"]
        return [*others, {"scheme": "nl-kvk", "value": values.kvk(cell)}]

    def _conditions(self, name: str) -> None:
        door, answer = self.drafts.get("contact-point"), "yes" if name == "conditionsYes" else "no"
        found = self._read(name, lambda cell: self.world.words.terms("conditions", cell))
        if door is None or found is None:
            return
        for each in found:
            door.put(f"/conditions/{each}", answer, name, self._fact(name))
        gone = [each for each, held in door.raw.get("conditions", {}).items() if held == answer and each not in found]
        for each in gone if self.ours else ():
            if door.values.get(f"/conditions/{each}") is None:
                door.put(f"/conditions/{each}", None, name, self._fact(name))

    def _source(self, of: str, name: str) -> None:
        """Where a value was read, where the row says so apart from the value."""
        draft = self.drafts["contact-point" if self.table.doors else "organization"]
        if self.secret and name != "phoneSource":
            self._fault(name, "confidential", "The page that was read may say where a secret place is.")
        elif value_at(draft.after, f"/facts/{of}") is None:
            if self.ours:
                self._fault(name, "fact.idle", "There is no value that this source is for.")
        elif (found := self._read(name, values.text)) is not None and f"/facts/{of}" not in draft.values:
            draft.put(f"/facts/{of}/source", found, name)

    def _fact(self, name: str) -> dict[str, Any]:
        """Where a value of this row comes from."""
        own = next((each for each, of in SOURCES.items() if of == name.removesuffix("Extension")), "source")
        told = shown(self.cells.get(own, "")).strip()[:600]
        said = told if told and not (self.ours and told == self.told.get(own)) else self.world.source
        return {"source": said, "checkedOn": self.checked.isoformat(), "status": "reported"}

    def _confirm(self) -> None:
        """A later day of checking is that of every value of the door: the table has one for all."""
        door = self.drafts["contact-point"]
        if "verifiedOn" not in self.cells or not self._says("verifiedOn"):
            return
        found = current(self.world.store, "contact-point", door.id)
        for name, fact in getattr(found.record, "facts", {}).items() if found else ():
            if known_on(fact) < self.checked and f"/facts/{name}" not in door.values:
                door.put(f"/facts/{name}/checkedOn", self.checked.isoformat(), "verifiedOn")
                door.put(f"/facts/{name}/asOf", None, "verifiedOn")

    # Places.

    def _place(self) -> None:
        said = [each for each in PLACE if each in self.cells and self._says(each)]
        if not said:
            return
        if self.secret:
            for each in said:
                self._fault(each, "confidential", "This is a secret place: nothing tells where it is.")
            return
        before = len(self.faults)
        found = {name: value for each in said for name, value in self._where(each)}
        whole = self._whole_address(found)
        if len(self.faults) == before:
            self._put_place(whole, {"address": "address", **{each: each for each in said}})

    def _where(self, name: str) -> list[tuple[str, Any]]:
        """What one cell says of a place: fields of the location, None for what was taken away."""
        if not shown(self.cells[name]).strip():
            gone = {"location": ("name",), "address": ("address", "street")}.get(name, (name,))
            return [(each, None) for each in gone]
        if name == "municipality":
            return [("municipality", self._read(name, lambda cell: _one(self._municipality(cell))))]
        if name == "address" and (self.ours or "postcode" in self.cells):
            street = self.told.get("address") and "," not in self.told["address"]
            if street or (not self.ours and "," not in shown(self.cells[name])):
                return [("street", self._read(name, values.text))]
        reads: Mapping[str, Callable[[Cell], Any]] = {"address": values.address, "postcode": values.postcode}
        return [("name" if name == "location" else name, self._read(name, reads.get(name, values.text)))]

    def _municipality(self, cell: Cell) -> list[str]:
        found = self.world.words.area(cell)
        if not all(each.startswith("GM") for each in found):
            raise Unread("area.unknown", "This is no municipality.")
        return found

    def _whole_address(self, found: dict[str, Any]) -> dict[str, Any]:
        """Street, postcode and place together are an address; a postcode alone is none."""
        postcode = found.pop("postcode", None)
        if isinstance(found.get("address"), dict):
            found.setdefault("place", found["address"]["place"])
        elif postcode and found.get("street") and found.get("place"):
            found["address"] = {"street": found.pop("street"), "postcode": postcode, "place": found["place"]}
        return found

    def _put_place(self, found: dict[str, Any], fields: Mapping[str, str]) -> None:
        place = self.drafts.get("location") or self._begin_place()
        for name, value in found.items():
            sourced = name in ("address", "street", "place", "municipality")
            place.put(f"/{name}", value, fields.get(name, "street"), self._fact(name) if sourced else None)
        place.put_once("/name", found.get("place") or value_at(self.drafts["organization"].after, "/name"))
        if {"/address", "/place", "/municipality"} & place.values.keys():
            self._point(place)

    def _begin_place(self) -> Drafted:
        owner = self.drafts["organization"]
        key = [fold(shown(self.cells.get(each, ""))) for each in ("location", "address", "street", "postcode", "place")]
        id = derived_id("import", "location", owner.id, *key)
        standing = self._standing("location", id)
        place = standing or self._begin("location", id, str(value_at(owner.after, "/name")), organizationId=owner.id)
        if door := self.drafts.get("contact-point"):
            door.put("/locationId", id, "location")
        return place

    def _point(self, place: Drafted) -> None:
        """Where it is on the map follows from its address; an older point does not hold any more."""
        point = ("latitude", "longitude", "precision")
        bare = {key: value for key, value in place.after.items() if key not in point}
        found = placed(bare, self.world.gazetteer)
        for name in point:
            place.put(f"/{name}", found.get(name), "place")

    def _complete(self) -> None:
        """What a new record may not be without, from what the row says elsewhere."""
        organization, service = self.drafts.get("organization"), self.drafts.get("service")
        if organization is not None and organization.new:
            organization.put_once("/role", "help")
            organization.put_once("/description", value_at(organization.after, "/name"), "organization")
        if service is not None and service.new and organization is not None:
            about = value_at(organization.after, "/description") if "description" in self.cells else None
            service.put_once("/description", about or value_at(service.after, "/name"), "description")

    # Cells.

    def _read(self, name: str, read: Callable[[Cell], Any]) -> Any:
        """What a cell says, None when that is a fault."""
        try:
            return read(self.cells.get(name, ""))
        except Unread as unread:
            self._fault(name, unread.code, unread.detail)
            return None

    def _fault(self, name: str, code: str, detail: str) -> None:
        fault = self.table.fault(name, self.row, code, detail)
        found = self.left if name in self.table.columns.without else self.faults
        if fault not in found:
            found.append(fault)


def _one(found: Sequence[str]) -> str | None:
    if len(found) > 1:
        raise Unread("several", "There is more than one in this cell. Keep one.")
    return found[0] if found else None
