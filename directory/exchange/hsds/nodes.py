"""Reading JSON of others: each step knows where it is, and what has the wrong type is a fault and then absent."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from directory.errors import Fault


class Node:
    """An object in somebody's JSON. `null` and empty texts are read as absent: many feeds send them."""

    def __init__(self, value: Mapping[str, Any], pointer: str, where: str, faults: list[Fault]) -> None:
        self.value = value
        self.pointer = pointer
        self.where = where
        self.faults = faults

    def __contains__(self, name: str) -> bool:
        return self.value.get(name) not in (None, "")

    def text(self, name: str) -> str | None:
        """A text, without white space around it."""
        found = self._get(name, str, "text")
        return found.strip() or None if found else None

    def number(self, name: str) -> float | int | None:
        """A number; one that is written as text counts."""
        found = self.value.get(name)
        if isinstance(found, str):
            found = _number(found.strip()) if found.strip() else None
        if name not in self or (isinstance(found, int | float) and not isinstance(found, bool)):
            return found
        self.wrong(name, "type", "This must be a number.")
        return None

    def day(self, name: str) -> date | None:
        """A date; of a moment, its day."""
        found = self.text(name)
        try:
            return date.fromisoformat(found[:10]) if found else None
        except ValueError:
            self.wrong(name, "value", "This must be a date such as 2026-11-24.")
            return None

    def yes(self, name: str) -> bool:
        """Whether a flag is set."""
        return self.value.get(name) is True

    def texts(self, name: str) -> list[str]:
        """A list of texts."""
        found = self._get(name, list, "a list") or []
        wrong = [number for number, each in enumerate(found) if not isinstance(each, str)]
        for number in wrong:
            self.wrong(f"{name}/{number}", "type", "This must be text.")
        return [each.strip() for each in found if isinstance(each, str) and each.strip()]

    def object(self, name: str) -> "Node | None":
        """An object inside this one."""
        found = self._get(name, dict, "an object")
        return self._inner(found, name) if found else None

    def objects(self, name: str) -> list["Node"]:
        """A list of objects."""
        return [*self._objects(name)]

    def _objects(self, name: str) -> Iterator["Node"]:
        for number, each in enumerate(self._get(name, list, "a list") or ()):
            if isinstance(each, dict):
                yield self._inner(each, f"{name}/{number}")
            elif each is not None:
                self.wrong(f"{name}/{number}", "type", "This must be an object.")

    def _inner(self, value: Mapping[str, Any], name: str) -> "Node":
        return Node(value, f"{self.pointer}/{name}", self.where, self.faults)

    def _get(self, name: str, kind: type, called: str) -> Any:
        found = self.value.get(name)
        if found in (None, "") or isinstance(found, kind):
            return found or None
        self.wrong(name, "type", f"This must be {called}.")
        return None

    def wrong(self, name: str, code: str, detail: str) -> None:
        """Note a fault; the value is then absent."""
        self.faults.append(Fault(pointer=f"{self.pointer}/{name}", code=code, detail=detail, where=self.where))


def _number(text: str) -> float | int | None:
    try:
        return float(text) if "." in text else int(text)
    except ValueError:
        return None
