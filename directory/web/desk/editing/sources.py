"""Where what stands in a form comes from: a value that changed needs a source, its own or the one given for all."""

from collections.abc import Mapping
from typing import Any

from directory.validation import SOURCED, WHERE
from directory.web.desk.editing.asked import LOOKED, SOURCE, Asked, Json, at, fact_names
from directory.web.desk.editing.codecs import Sheet
from directory.web.desk.editing.shapes import FACTS_OF_PLACE

FACT = ("source", "checkedOn", "asOf", "status", "note")
TOLD = frozenset({*WHERE, "municipality", *FACTS_OF_PLACE})
# What the desk itself decides, or what is plain from the record: of that nobody asks where it was read.
NOT_LOOKED_UP = frozenset(
    {"slug", "lifecycle", "name", "role", "inclusion", "confidential", "partOf", "identifiers", "relation"}
    | {"alternateNames", "formerNames", "organizationId", "serviceId", "locationId", "locationIds", "fromId", "toId"}
)


def source(asked: Asked, sheet: Sheet, before: Json, document: Json) -> None:
    """The sources of everything in the form: of what is not there any more there is none."""
    old: Mapping[str, Any] = before.get("facts", {})
    # A confidential place lost its address above, and with it where that came from.
    facts = {name: fact for name, fact in old.items() if at(document, _steps(name)) is not None or name not in TOLD}
    for name in (each for piece in asked.pieces for each in fact_names(piece, sheet.here)):
        fact = _fact(name, asked, sheet, before, document)
        facts.pop(name, None)
        if fact is not None:
            facts[name] = fact
    document.pop("facts", None)
    if facts:
        document["facts"] = facts


def _steps(fact: str) -> tuple[str, ...]:
    return tuple(fact.split(".", 1))


def _fact(name: str, asked: Asked, sheet: Sheet, before: Json, document: Json) -> Json | None:
    steps = _steps(name)
    value, old = at(document, steps), before.get("facts", {}).get(name)
    if value is None:
        return None if at(before, steps) is not None or name in SOURCED else old
    typed = _typed_fact(name, sheet)
    said = typed | {"checkedBy": old["checkedBy"]} if old and "checkedBy" in old else typed
    changed = value != at(before, steps)
    if not changed:
        return old if not typed or _as_shown(said, old, asked) else typed
    if asked.narrow or (typed and said != old):
        return _of_its_own_day(typed, old) or None
    if sheet.text(SOURCE) and steps[0] not in NOT_LOOKED_UP:
        return {"source": sheet.text(SOURCE), "checkedOn": sheet.text(LOOKED) or sheet.here.today().isoformat()}
    if name in SOURCED or steps[0] == "conditions" or old:
        sheet.fault(f"facts.{name}.source", "source.needed")
    return typed or None


def _of_its_own_day(typed: Json, old: Json | None) -> Json:
    """Without the date of a source that was another one."""
    other = old is not None and typed.get("source") != old.get("source") and typed.get("asOf") == old.get("asOf")
    return {part: value for part, value in typed.items() if not (other and part == "asOf")}


def _as_shown(said: Json, old: Json | None, asked: Asked) -> bool:
    """Whether nobody touched this source. A form of one piece proposes today as the day on which somebody looked."""
    if not old:
        return not said.get("source")
    return said == old or (asked.narrow and {**said, "checkedOn": ""} == {**old, "checkedOn": ""})


def _typed_fact(name: str, sheet: Sheet) -> Json:
    said = {part: sheet.text(f"facts.{name}.{part}") for part in FACT}
    if said["status"] == "confirmed":
        del said["status"]
    told = any(said.get(part) for part in ("source", "asOf", "status", "note"))
    return {part: value for part, value in said.items() if value} if told else {}
