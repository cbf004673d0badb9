"""How a value becomes what stands in a form, and what was typed becomes a value: one pair for each kind of field.

Reading never fails: what cannot be read stays text, which `validation` refuses with all other faults. What only the
form can see (both "not known" and a choice) is told here, by field and code.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct

from directory.curation.links import current
from directory.errors import DirectoryError
from directory.gate.forms import Fields, first
from directory.gate.house import House
from directory.model import Kind
from directory.web.desk.editing import weeks
from directory.web.desk.editing.fields import Field, Widget
from directory.web.desk.values import REFERENCES

Typed = dict[str, list[str]]
UNKNOWN = "1"
NUMBER = re.compile(r"-?[0-9]{1,9}(?:[.,][0-9]{1,12})?")
# What is not written down, because it is so unless something else is said.
USUAL: Mapping[str, str] = {"phone.kind": "voice", "address.kind": "physical", "lifecycle": "published"}


class Sheet(Struct, frozen=True, kw_only=True):
    """What was typed, what faults of the form itself there are (by field, codes), and where to look things up."""

    typed: Fields
    here: House
    faults: dict[str, str]

    def text(self, name: str) -> str:
        """A field as typed; line ends as a text has them."""
        return first(self.typed, name).replace("\r\n", "\n").strip()

    def many(self, name: str) -> list[str]:
        """What was ticked, each once."""
        return [*dict.fromkeys(each.strip() for each in self.typed.get(name, ()) if each.strip())]

    def fault(self, name: str, code: str) -> None:
        """Something is wrong here; the first fault of a field counts."""
        self.faults.setdefault(name, code)


Show = Callable[[Field, Any, House], Iterator[tuple[str, Sequence[str]]]]
Read = Callable[[Field, Sheet, Any], Any]


def _show_text(field: Field, value: Any, here: House) -> Iterator[tuple[str, Sequence[str]]]:
    yield field.name, [_written(value) or USUAL.get(field.name, "")]


def _written(value: Any) -> str:
    return "" if value is None else str(value)


def _read_text(field: Field, sheet: Sheet, before: Any) -> Any:
    """A text that differs by nothing but white space is the one that was there."""
    typed = sheet.text(field.name)
    if typed == USUAL.get(field.name):
        return None
    same = isinstance(before, str) and before.split() == typed.split()
    return before if same else typed or None


def _read_number(field: Field, sheet: Sheet, before: Any) -> Any:
    typed = sheet.text(field.name)
    if before is not None and typed == _written(before):
        return before
    if not NUMBER.fullmatch(typed):
        return typed or None
    return int(typed) if typed.isdigit() else float(typed.replace(",", "."))


def _show_lines(field: Field, value: Any, here: House) -> Iterator[tuple[str, Sequence[str]]]:
    yield field.name, ["\n".join(map(str, value or ()))]


def _read_lines(field: Field, sheet: Sheet, before: Any) -> Any:
    lines = [each.strip() for each in sheet.text(field.name).splitlines() if each.strip()]
    same = [str(each).split() for each in before or ()] == [each.split() for each in lines]
    return before if same else lines


def _show_pairs(field: Field, value: Any, here: House) -> Iterator[tuple[str, Sequence[str]]]:
    yield field.name, ["\n".join(f"{each.get('scheme', '')} {each.get('value', '')}".strip() for each in value or ())]


def _read_pairs(field: Field, sheet: Sheet, before: Any) -> Any:
    found = []
    for line in filter(None, map(str.strip, sheet.text(field.name).splitlines())):
        scheme, _, value = line.partition(" ")
        # Without its name a number says nothing; `validation` asks for the rest.
        found.append({"scheme": scheme.lower()} | ({"value": value.strip()} if value.strip() else {}))
    return found


def _show_ticks(field: Field, value: Any, here: House) -> Iterator[tuple[str, Sequence[str]]]:
    yield field.name, [*map(str, value or ())]


def _read_ticks(field: Field, sheet: Sheet, before: Any) -> Any:
    found = [int(each) if each.isdigit() and field.name.endswith("Steps") else each for each in sheet.many(field.name)]
    return in_order(found, before)


def in_order(found: Sequence[Any], before: Any) -> list[Any]:
    """What was there before in its own order, and then what is new: an order that means nothing does not change."""
    old = [each for each in before or () if each in found]
    return old + [each for each in found if each not in old]


def _show_terms(field: Field, value: Any, here: House) -> Iterator[tuple[str, Sequence[str]]]:
    yield from _show_ticks(field, value, here)
    yield f"{field.name}.unknown", [] if value else [UNKNOWN]


def _read_terms(field: Field, sheet: Sheet, before: Any) -> Any:
    """Ticked, or not known: one of both is said."""
    found = in_order(sheet.many(field.name), before)
    unknown = bool(sheet.many(f"{field.name}.unknown"))
    if bool(found) == unknown:
        sheet.fault(field.name, "unknown.and-known" if unknown else "choose")
    return found or None


def _show_area(field: Field, value: Any, here: House) -> Iterator[tuple[str, Sequence[str]]]:
    codes = (value or {}).get("codes", ())
    near = offered_areas(here)
    yield field.name, [each for each in codes if each in near]
    yield f"{field.name}.more", ["\n".join(each for each in codes if each not in near)]
    yield f"{field.name}.note", [_written((value or {}).get("note"))]
    yield f"{field.name}.unknown", [] if value else [UNKNOWN]


def offered_areas(here: House) -> Sequence[str]:
    """The areas to tick: the region, its municipalities by name, the country."""
    return ("VR05", *sorted(here.areas.twente, key=here.areas.name), "NL")


def _read_area(field: Field, sheet: Sheet, before: Any) -> Any:
    more = [code for line in sheet.text(f"{field.name}.more").splitlines() for code in _area_code(line, sheet.here)]
    codes = in_order([*sheet.many(field.name), *more], (before or {}).get("codes"))
    unknown = bool(sheet.many(f"{field.name}.unknown"))
    if bool(codes) == unknown:
        sheet.fault(field.name, "unknown.and-known" if unknown else "choose")
    note = sheet.text(f"{field.name}.note")
    found = ({"codes": codes} if codes else {}) | ({"note": note} if note else {})
    return found or None


def _area_code(line: str, here: House) -> Iterator[str]:
    """The code of an area by code or name; what is neither stays as it was typed."""
    for part in filter(None, map(str.strip, line.split(","))):
        named = [code for code, name in here.areas.regions.items() if name.casefold() == part.casefold()]
        found = () if here.areas.known(part) else here.areas.find(part)
        yield found[0].code if len(found) == 1 else named[0] if named else part


def _show_hours(field: Field, value: Any, here: House) -> Iterator[tuple[str, Sequence[str]]]:
    return ((name, [text]) for name, text in weeks.shown(value))


def _read_hours(field: Field, sheet: Sheet, before: Any) -> Any:
    return weeks.read(sheet.text, sheet.fault, before)


def _show_conditions(field: Field, value: Any, here: House) -> Iterator[tuple[str, Sequence[str]]]:
    for slug in conditions(here, value or {}):
        yield f"{field.name}.{slug}", [(value or {}).get(slug, "unknown")]


def conditions(here: House, value: Mapping[str, Any]) -> Sequence[str]:
    """Every condition that there is, and those of this door that are none any more."""
    tree = here.atlas.trees.get("conditions")
    return (*dict.fromkeys((*(tree.terms if tree else ()), *value)),)


def _read_conditions(field: Field, sheet: Sheet, before: Any) -> Any:
    known = conditions(sheet.here, before or {})
    said = {slug: sheet.text(f"{field.name}.{slug}") for slug in in_order(known, before)}
    return {slug: value for slug, value in said.items() if value not in ("", "unknown")}


def _show_reference(field: Field, value: Any, here: House) -> Iterator[tuple[str, Sequence[str]]]:
    found = next((each for kind in REFERENCES[field.name] if (each := current(here.store, kind, str(value)))), None)
    yield field.name, [found.record.slug if found else _written(value)]


def _read_reference(field: Field, sheet: Sheet, before: Any) -> Any:
    """The id of the record of this slug or id; what is neither stays as it was typed."""
    typed = sheet.text(field.name)
    if before is not None and dict(_show_reference(field, before, sheet.here))[field.name] == [typed]:
        return before
    return next((id for kind in REFERENCES[field.name] if (id := _resolved(kind, typed, sheet.here))), typed or None)


def _resolved(kind: Kind, typed: str, here: House) -> str | None:
    try:
        return here.atlas.catalogue.survivor(kind, typed)
    except DirectoryError:
        return typed if current(here.store, kind, typed) else None


def _read_flag(field: Field, sheet: Sheet, before: Any) -> Any:
    return sheet.text(field.name) == "yes" or None


def _show_flag(field: Field, value: Any, here: House) -> Iterator[tuple[str, Sequence[str]]]:
    yield field.name, ["yes" if value else "no"]


TEXT: tuple[Show, Read] = (_show_text, _read_text)
CODECS: Mapping[Widget, tuple[Show, Read]] = {
    "line": TEXT,
    "text": TEXT,
    "date": TEXT,
    "choice": TEXT,
    "place": TEXT,
    "number": (_show_text, _read_number),
    "lines": (_show_lines, _read_lines),
    "pairs": (_show_pairs, _read_pairs),
    "several": (_show_ticks, _read_ticks),
    "places": (_show_ticks, _read_ticks),
    "terms": (_show_terms, _read_terms),
    "area": (_show_area, _read_area),
    "hours": (_show_hours, _read_hours),
    "conditions": (_show_conditions, _read_conditions),
    "reference": (_show_reference, _read_reference),
    "flag": (_show_flag, _read_flag),
}
