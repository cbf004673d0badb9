"""Records on their way in: our own fields, each with the place in the source that it came from."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

import msgspec

from directory.errors import Fault, Invalid
from directory.exchange.hsds.facts import fact_of
from directory.exchange.hsds.nodes import Node
from directory.model import KINDS, Id, Kind, Record
from directory.validation import SOURCED, read


class Origin(msgspec.Struct, frozen=True, kw_only=True):
    """What an import is called, and the day on which it is made."""

    source: str
    on: date


class Draft:
    """One record in the making."""

    def __init__(self, kind: Kind, id: Id, node: Node) -> None:
        self.kind = kind
        self.node = node
        self.raw: dict[str, Any] = {"id": id}
        self._from: dict[str, str] = {"": node.pointer, "/id": f"{node.pointer}/id"}

    def put(self, name: str, value: object, pointer: str) -> None:
        """Set one of our fields, unless there is nothing to say. `pointer` is below the node, or whole with a slash."""
        if value or value == 0:
            self.raw[name] = value
            self._from[f"/{name}"] = pointer if pointer.startswith("/") else f"{self.node.pointer}/{pointer}"

    def source(self, origin: Origin, assured: date | None) -> None:
        """Give every value its fact: from the source's metadata, else the import itself on the day it was assured."""
        known = {fact_of(each.text("field_name") or ""): each for each in self.node.objects("metadata")}
        names = {name for name in SOURCED if name in self.raw}
        names |= {f"conditions.{each}" for each in self.raw.get("conditions", ())}
        names |= {name for name, each in known.items() if name in self.raw and "source" in each}
        self.raw["facts"] = {name: _fact(known.get(name), origin, assured) for name in sorted(names)}

    def finish(self, known_area: Callable[[str], bool]) -> Record | None:
        """The record, or None and its faults at their places in the source."""
        try:
            return read(self.kind, self.raw, known_area=known_area)
        except Invalid as error:
            self.node.faults += [self._placed(fault) for fault in error.faults]
            return None

    def _placed(self, fault: Fault) -> Fault:
        ours = fault.pointer
        while ours not in self._from:
            ours = ours.rpartition("/")[0]
        return msgspec.structs.replace(fault, pointer=self._from[ours], where=self.node.where)


def _fact(said: Node | None, origin: Origin, assured: date | None) -> dict[str, object]:
    source = (said.text("source") if said else None) or origin.source
    day = (said.day("last_action_date") if said else None) or assured or origin.on
    by = {"checkedBy": said.text("updated_by")} if said and "updated_by" in said else {}
    return {"source": source, "checkedOn": day.isoformat(), "status": "reported", **by}


class Drafts:
    """All records of an import. The same record may come many times, nested in others: the richest copy counts."""

    def __init__(self) -> None:
        self._found: dict[tuple[Kind, Id], Draft] = {}

    def add(self, draft: Draft) -> None:
        """Take a record in."""
        key = draft.kind, draft.raw["id"]
        before = self._found.get(key)
        if before is None or len(draft.raw) > len(before.raw):
            self._found[key] = draft

    def finish(self, known_area: Callable[[str], bool]) -> tuple[Record, ...]:
        """All records, owners before what they own, without those that have faults."""
        order = list(KINDS)
        drafts = sorted(self._found.values(), key=lambda each: order.index(each.kind))
        return tuple(record for each in drafts if (record := each.finish(known_area)))


def first(values: Iterable[object]) -> Any:
    """The first that says something."""
    return next((each for each in values if each), None)
