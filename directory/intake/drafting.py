"""One record in the making out of one row: what is there now, what the row makes of it, and from which field."""

from collections.abc import Callable, Iterator
from typing import Any

from directory import validation
from directory.errors import Fault, Invalid
from directory.intake.patching import patched, value_at
from directory.model import Id, Kind
from directory.model.intake import Patch
from directory.text import digits

FactOf = Callable[[str], dict[str, Any]]
# What is taken away whole when its only part is.
HOLDS = {"/phone/number": "/phone", "/area/codes": "/area", "/operation/state": "/operation"}


class Drafted:
    """A record: `raw` is what stands now ({} for a new one), `values` what the row puts in it."""

    def __init__(self, kind: Kind, id: Id, revision: int | None, raw: dict[str, Any]) -> None:
        self.kind, self.id, self.revision, self.raw = kind, id, revision, raw
        self.values: dict[str, Any] = {} if raw else {"/id": id}
        # What the row says, also where that stands there already: rows may not speak against each other.
        self.told: dict[str, Any] = {}
        self._fields: dict[str, str] = {}

    @property
    def new(self) -> bool:
        """Whether there is no such record yet."""
        return not self.raw

    def put(self, pointer: str, value: Any, field: str, fact: dict[str, Any] | None = None) -> None:
        """Let this stand there (None: nothing), with where it comes from. Nothing happens when it says so already."""
        self._fields[pointer] = field
        if field:
            self.told[pointer] = value
        standing = value_at(self.raw, pointer)
        if alike(pointer, standing, value):
            return
        if value is None:
            pointer = HOLDS.get(pointer, pointer)
        self.values[pointer] = value
        if fact is not None:
            name = pointer.split("/")[1] if not pointer.startswith("/conditions/") else pointer[1:].replace("/", ".")
            gone = value is None and (pointer.count("/") == 1 or pointer.startswith("/conditions/"))
            self.values[f"/facts/{name}"] = None if gone else fact
            self._fields[f"/facts/{name}"] = field

    def put_once(self, pointer: str, value: Any, field: str = "") -> None:
        """The same, where there is nothing yet."""
        if value is not None and self.values.get(pointer) is None and value_at(self.raw, pointer) is None:
            self.put(pointer, value, field)

    @property
    def after(self) -> dict[str, Any]:
        """The record as it will be."""
        return patched(self.raw, self.values)

    @property
    def patch(self) -> Patch:
        """What this row does to it."""
        return Patch(kind=self.kind, id=self.id, revision=self.revision, values=self.values)

    def faults(self, known_area: Callable[[str], bool]) -> Iterator[tuple[str, Fault]]:
        """What is wrong with it as it will be, with the field of the row that says so ("" is none of them)."""
        try:
            validation.read(self.kind, self.after, known_area=known_area)
        except Invalid as refusal:
            yield from ((self.field(each.pointer), each) for each in refusal.faults)

    def leave(self, field: str) -> None:
        """Take back what this field of the row put here; what a new record may not be without stays."""
        gone = [each for each in self.values if self._fields.get(each) == field]
        self.values = {each: value for each, value in self.values.items() if each not in gone}
        self.told = {each: value for each, value in self.told.items() if self._fields[each] != field}

    def field(self, pointer: str) -> str:
        """From which field of the row this comes; "" is none of them."""
        while pointer and pointer not in self._fields:
            pointer = pointer.rpartition("/")[0]
        return self._fields.get(pointer, "")


def alike(pointer: str, one: Any, other: Any) -> bool:
    """Whether two values say the same: a number by its digits, a list of terms in whatever order."""
    if pointer == "/phone/number" and one and other:
        return digits(one) == digits(other)
    if isinstance(one, list | tuple) and isinstance(other, list | tuple):
        return len(one) == len(other) and all(each in other for each in one)
    return bool(one == other)
