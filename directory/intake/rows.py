"""One row of a table, judged: which records it is about and what it makes of them.

A row that names a contact point of ours (by `id` or `slug`) is compared, cell by cell, with what our own table says of
it now: a cell that says the same says nothing, whatever was lost in the table. Any other row says what is in it.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from msgspec import Struct

from directory.curation.links import current
from directory.exchange.spreadsheets import Cell
from directory.intake import values
from directory.intake.cells import PLACE, SOURCES, Cells
from directory.intake.drafting import Drafted
from directory.intake.drafts import Drafts
from directory.intake.finding import find
from directory.intake.patching import value_at
from directory.intake.placing import place
from directory.intake.table import Table, World
from directory.intake.values import Unread
from directory.model import ContactPoint, Id, Kind, known_on
from directory.model.intake import CellFault


class Found(Struct, frozen=True, kw_only=True):
    """What a row came to. The first record is the one that it is about."""

    name: str
    drafts: tuple[Drafted, ...] = ()
    faults: tuple[CellFault, ...] = ()
    left: tuple[CellFault, ...] = ()


# Field -> record, pointer, whether it has a source, how it is read.
Reading = tuple[Kind, str, bool, Callable[[Cell], Any]]
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
# Of a door, or of the organization in a sheet without doors.
CONTACT: Mapping[str, tuple[str, str, Callable[[Cell], Any]]] = {
    "phone": ("/phone/number", "/phone/number", values.phone),
    "url": ("/url", "/website", values.url),
    "email": ("/email", "/email", values.email),
}
REQUIRED = frozenset({"organization", "service"})
READ_ONLY = frozenset({"organizationSlug", "serviceSlug", "unknown", "slug"})
APART = frozenset({*PLACE, "id", "verifiedOn", "confidential", "source"})
# Of hours what has columns of its own, or none: a new week leaves them.
BESIDE_HOURS = ("validFrom", "validTo", "note")


def judge(world: World, table: Table, row: Sequence[Cell], number: int, same: Id | None = None) -> Found:
    """What this row would do. `same` is the organization that somebody said it is. Raises nothing for a bad cell."""
    cells = Cells(table, number, row, world.source, world.today)
    cells.fills = same is not None
    drafts = Drafts(world, table.columns.lifecycle)
    if cells.says_secret():
        cells.faults.append(table.fault("confidential", number, "confidential", "A secret place is entered by hand."))
        return Found(name="", faults=tuple(cells.faults))
    if find(world, cells, drafts, same):
        cells.look_up_day()
        _Filling(world, cells, drafts).fill()
    owner = drafts.of("organization")
    name = str(value_at(owner.after, "/name") or "") if owner else cells.text("organization")
    return Found(name=name, drafts=drafts.ordered(table.doors), faults=tuple(cells.faults), left=tuple(cells.left))


class _Filling:
    """Puts what the cells say into the records of the row."""

    def __init__(self, world: World, cells: Cells, drafts: Drafts) -> None:
        self._world, self._cells, self._drafts = world, cells, drafts

    def fill(self) -> None:
        """All of it, and what is wrong with the records as they become."""
        for name in self._cells.names:
            if name not in APART and self._cells.says(name):
                self._take(name)
        place(self._world, self._cells, self._drafts)
        self._drafts.complete()
        self._confirm()
        for each in self._drafts.found.values():
            self._check(each)

    def _take(self, name: str) -> None:
        if name in READ_ONLY:
            if self._cells.ours:
                self._cells.fault(name, "read-only", "This column is there to read. Change it at the record itself.")
        elif name in SOURCES:
            self._source(SOURCES[name], name)
        elif name in ("conditionsYes", "conditionsNo"):
            self._conditions(name)
        else:
            self._value(name)

    def _value(self, name: str) -> None:
        kind, pointer, sourced, read = self._reading(name)
        draft, fact = self._drafts.of(kind), self._cells.fact(name) if sourced else None
        if draft is None:
            return
        if self._cells.text(name):
            found = self._cells.read(name, read)
            if found is not None and not self._cells.keeps(name, draft, pointer, found):
                draft.put(pointer, _with_season(draft, found) if name == "hours" else found, name, fact)
        elif name in REQUIRED:
            self._cells.fault(name, "field.missing", "This may not be empty.")
        else:
            draft.put(pointer, None, name, fact)

    def _reading(self, name: str) -> Reading:
        words, doors = self._world.words, self._cells.table.doors
        main: Kind = "contact-point" if doors else "organization"
        if name in CONTACT:
            of_door, of_organization, read = CONTACT[name]
            return main, of_door if doors else of_organization, True, read
        if name in ("functions", "topics", "audiences"):
            return "contact-point", f"/{name}", False, lambda cell: words.terms(name, cell)
        if name == "channel":
            return "contact-point", "/channel", False, lambda cell: _one(words.terms("channels", cell))
        if name == "area":
            return main, "/area/codes", True, words.area
        if name == "description":
            return "service" if self._cells.ours else "organization", "/description", False, values.text
        return ("organization", "/identifiers", False, self._identifiers) if name == "kvk" else PLAIN[name]

    def _identifiers(self, cell: Cell) -> list[dict[str, str]]:
        organization = self._drafts.of("organization")
        held = value_at(organization.raw, "/identifiers") if organization else None
        others = [dict(each) for each in held or () if each["scheme"] != "nl-kvk"]
        return [*others, {"scheme": "nl-kvk", "value": values.kvk(cell)}]

    def _conditions(self, name: str) -> None:
        door, answer = self._drafts.of("contact-point"), "yes" if name == "conditionsYes" else "no"
        found = self._cells.read(name, lambda cell: self._world.words.terms("conditions", cell))
        if door is None or found is None:
            return
        for each in found:
            if not self._cells.keeps(name, door, f"/conditions/{each}", answer):
                door.put(f"/conditions/{each}", answer, name, self._cells.fact(name))
        gone = [each for each, held in door.raw.get("conditions", {}).items() if held == answer and each not in found]
        for each in gone if self._cells.ours else ():
            if door.values.get(f"/conditions/{each}") is None:
                door.put(f"/conditions/{each}", None, name, self._cells.fact(name))

    def _source(self, of: str, name: str) -> None:
        """Where a value was read, where the row says so apart from the value."""
        draft = self._drafts.of("contact-point" if self._cells.table.doors else "organization")
        if draft is None or f"/facts/{of}" in draft.values:
            return
        if name != "phoneSource" and self._of_secret_door(draft):
            self._cells.fault(name, "confidential", "The page that was read may say where a secret place is.")
        elif value_at(draft.raw, f"/facts/{of}") is not None:
            if found := self._cells.read(name, values.text):
                draft.put(f"/facts/{of}/source", found, name)
        elif self._cells.ours:
            self._cells.fault(name, "fact.idle", "There is no value that this source is for.")

    def _of_secret_door(self, draft: Drafted) -> bool:
        place = self._drafts.record("location", draft.raw.get("locationId"))
        return bool(getattr(place, "confidential", False))

    def _confirm(self) -> None:
        """A later day of checking is that of every value of the door: our table has one for all."""
        door = self._drafts.of("contact-point")
        if door is None or not (self._cells.ours and self._cells.says("verifiedOn")):
            return
        found = current(self._world.store, "contact-point", door.id)
        facts = found.record.facts if found and isinstance(found.record, ContactPoint) else {}
        for name, fact in facts.items():
            if known_on(fact) < self._cells.checked and f"/facts/{name}" not in door.values:
                door.put(f"/facts/{name}/checkedOn", self._cells.checked.isoformat(), "verifiedOn")
                door.put(f"/facts/{name}/asOf", None, "verifiedOn")

    def _check(self, draft: Drafted) -> None:
        """What is wrong with a record as a whole; without the cells that may be left out, when that mends it."""
        known, without = self._world.words.areas.known, self._cells.table.columns.without
        found = [*draft.faults(known)] if draft.values else []
        spare = {field for field, _ in found if field in without}
        for field in spare:
            draft.leave(field)
        if spare:
            self._drafts.complete()
            found += draft.faults(known)
        for field, fault in found:
            self._cells.fault(field, fault.code, fault.detail)


def _with_season(draft: Drafted, hours: dict[str, Any]) -> dict[str, Any]:
    standing = value_at(draft.raw, "/hours") or {}
    return hours | {each: standing[each] for each in BESIDE_HOURS if each in standing}


def _one(found: Sequence[str]) -> str | None:
    if len(found) > 1:
        raise Unread("several", "There is more than one in this cell. Keep one.")
    return found[0] if found else None
