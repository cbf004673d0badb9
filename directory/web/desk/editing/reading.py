"""A form and a record, into each other: `shown` gives what stands in the fields, `filled` what somebody made of them.

What the form does not show stays as it was in the version that was opened; names that the form does not have are not
looked at. A value that changed needs a source: its own, or the one that is given once for all that changed.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec
from msgspec import Struct

from directory import text, validation
from directory.curation import numbers
from directory.errors import Invalid
from directory.gate.forms import Fields
from directory.gate.house import House
from directory.model import Kind, Phone, Record
from directory.validation import WHERE
from directory.web.desk.editing.asked import ANSWERED, Asked, Json, at, fact_names
from directory.web.desk.editing.codecs import CODECS, Sheet, Typed
from directory.web.desk.editing.fields import fields_of
from directory.web.desk.editing.sources import FACT, TOLD, source

# Values that say nothing without another one beside them.
EMPTY: Mapping[str, frozenset[str]] = {"phone": frozenset({"kind"}), "address": frozenset({"kind"})}


class Filled(Struct, frozen=True, kw_only=True):
    """What somebody made of it: the document (it need not be valid), the record if it is, and faults by field."""

    document: Json
    record: Record | None
    faults: Mapping[str, str]
    changed: tuple[str, ...] = ()


def shown(asked: Asked, document: Mapping[str, Any], here: House) -> Typed:
    """What stands in every field of the form for this document."""
    typed: Typed = {}
    for field in fields_of(asked.pieces):
        show, _ = CODECS[field.widget]
        typed |= {name: [*values] for name, values in show(field, at(document, field.steps), here)}
    for name, fact in document.get("facts", {}).items():
        typed |= {f"facts.{name}.{part}": [str(fact.get(part, ""))] for part in FACT}
    if asked.narrow:
        today = here.today().isoformat()
        typed |= {f"facts.{name}.checkedOn": [today] for piece in asked.pieces for name in fact_names(piece, here)}
    return typed


def filled(asked: Asked, typed: Fields, here: House) -> Filled:
    """What this form says. Never raises: faults are told by field, all of them."""
    sheet = Sheet(typed=typed, here=here, faults={})
    before = asked.document()
    document = _values(asked, sheet, before)
    if asked.kind == "location" and document.get("confidential"):
        # The municipality of a place that was secret already was published by the organization itself.
        told = WHERE if before.get("confidential") else TOLD
        document = {name: value for name, value in document.items() if name not in told}
    _name(asked, document, here)
    changed = (*_changed(before, document, asked),)
    source(asked, sheet, before, document)
    _answered(sheet, document)
    record = None
    try:
        record = validation.read(asked.kind, document, known_area=here.areas.known)
    except Invalid as invalid:
        for each in invalid.faults:
            sheet.faults.setdefault(field_of(each.pointer, typed), each.code)
    if record is not None and not_to_call(asked.before, record, here):
        sheet.faults["phone.number"] = "number.retired"
    # Only with a record that is right in every way can something be done.
    return Filled(document=document, record=None if sheet.faults else record, faults=sheet.faults, changed=changed)


def not_to_call(before: Record | None, record: Record, here: House) -> bool:
    """Whether this version has a new number of which a note of the desk says not to use it."""
    new: Phone | None = getattr(record, "phone", None)
    old: Phone | None = getattr(before, "phone", None)
    return new != old and numbers.warned(here.store, new, old, ())


def field_of(pointer: str, typed: Fields) -> str:
    """The field of the form that a fault is about: the deepest one that there is; "" for none."""
    steps = pointer.replace("~1", "/").replace("~0", "~").strip("/").split("/")
    if steps[0] == "facts":
        name = ".".join(steps)
        return name if name in typed or len(steps) > 2 else f"{name}.source"
    for depth in range(len(steps), 0, -1):
        name = ".".join(steps[:depth])
        if name in typed or f"{name}.unknown" in typed or f"{name}.known" in typed:
            return f"{name}.known" if f"{name}.known" in typed else name
    return steps[0]


def _values(asked: Asked, sheet: Sheet, before: Json) -> Json:
    document = msgspec.json.decode(msgspec.json.encode(before))
    for field in fields_of(asked.pieces):
        _, read = CODECS[field.widget]
        _put(document, field.steps, read(field, sheet, at(before, field.steps)))
    for name, alone in EMPTY.items():
        if document.get(name, {}).keys() == alone:
            del document[name]
    return dict(_full(document))


def _put(document: Json, steps: Sequence[str], value: Any) -> None:
    for step in steps[:-1]:
        inner = document.setdefault(step, {})
        document = inner if isinstance(inner, dict) else {}
    if value is None or value in ([], {}):
        document.pop(steps[-1], None)
    else:
        document[steps[-1]] = value


def _full(document: Json) -> Iterator[tuple[str, Any]]:
    """Without parts of which nothing is left."""
    for name, value in document.items():
        if name != "facts" and isinstance(value, dict):
            value = dict(_full(value))
        if value not in ({}, None):
            yield name, value


def _name(asked: Asked, document: Json, here: House) -> None:
    """A new record is named after what it is called; one that gets another name keeps the old one too."""
    if asked.before is None:
        document.setdefault("slug", _free(_called(asked.kind, document, here), asked, here))
    elif (slug := document.get("slug")) != asked.before.slug:
        if not slug:
            document["slug"] = asked.before.slug
            return
        former = [each for each in (*asked.before.former_slugs, asked.before.slug) if each != slug]
        document["formerSlugs"] = former


def _called(kind: Kind, document: Json, here: House) -> str:
    name = str(document.get("name") or document.get("channel") or kind)
    owner = {"service": ("organization", "organizationId"), "contact-point": ("service", "serviceId")}.get(kind)
    above = ""
    if owner is not None and here.atlas.catalogue.has(owner[0], str(document.get(owner[1]))):  # type: ignore[arg-type]
        above = here.atlas.catalogue.slug(owner[0], str(document[owner[1]]))  # type: ignore[arg-type]
    return text.slug(f"{above} {name}")[:100].strip("-") or kind


def _free(slug: str, asked: Asked, here: House) -> str:
    """A name that nobody has, as far as the public sees; the store has the last word."""
    shelf = here.atlas.catalogue.shelves[asked.kind]
    return slug if shelf.named(slug) is None else f"{slug}-{asked.id[:6]}"


def _changed(before: Json, document: Json, asked: Asked) -> Iterator[str]:
    for piece in asked.pieces:
        if any(at(before, field.steps) != at(document, field.steps) for field in piece.fields):
            yield piece.name


def _answered(sheet: Sheet, document: Json) -> None:
    """Open questions that somebody says are answered are not asked any more."""
    done = {*sheet.many(ANSWERED)}
    left = [each for each in document.pop("questions", []) if f"{each['field']} {each['text']}" not in done]
    if left:
        document["questions"] = left
