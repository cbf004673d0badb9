"""A record as somebody sends it, beside why and from which source: every fault at once, and nothing that is not theirs.

The id, the kind and the former slugs are kept by the directory. They may come back as they are, and so may what a
`GET` puts behind a record; another value is a fault. Only a confidential place may let go of former slugs: one of them
may spell where it is.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec
from msgspec import Struct, structs

from directory import validation
from directory.api.desk.telling import body_of
from directory.api.records import STRUCTS
from directory.errors import Fault, Invalid
from directory.geo.areas import Areas
from directory.model import Id, Kind, Record
from directory.model.base import Sentence

# What `GET` puts behind a record.
READ_ONLY = frozenset({"lastModified", "verifiedOn", "nextCheckOn", "stale", "staleFields", "unknown"})
REASON = "Via de API."


class Why(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Why something is changed: history keeps it. `source` is where it was read."""

    reason: Sentence = REASON
    source: Sentence | None = None


WHY = tuple(each.name for each in structs.fields(Why))


class Written(Struct, frozen=True, kw_only=True):
    """A record as it is to be, and why."""

    record: Record
    why: Why


def read_written(kind: Kind, id: Id, body: object, before: Record | None, areas: Areas) -> Written:
    """The record and the reason from one JSON object. Raises `Invalid` with all faults."""
    if not isinstance(body, Mapping):
        raise Invalid([Fault(pointer="", code="type", detail="A JSON object is expected.")])
    reasons = {name: body[name] for name in WHY if name in body}
    fields = {name: value for name, value in body.items() if name not in WHY}
    faults: list[Fault] = []
    why = _tried(lambda: validation.read_struct(Why, reasons), faults)
    record = _tried(lambda: read_record(kind, id, fields, before, areas), faults)
    if faults or record is None or why is None:
        raise Invalid(faults[: validation.MAXIMUM_FAULTS])
    return Written(record=record, why=why)


def _tried(read: Any, faults: list[Fault]) -> Any:
    try:
        return read()
    except Invalid as refusal:
        faults += refusal.faults
        return None


def read_record(kind: Kind, id: Id, fields: Mapping[str, Any], before: Record | None, areas: Areas) -> Record:
    """The record alone. It goes on to answer to every slug that it had."""
    faults = [*_fixed(kind, id, fields, before)]
    given = {name: value for name, value in fields.items() if name not in READ_ONLY}
    whole = {**given, "id": id, "formerSlugs": [*_former(kind, fields, before)]}
    record = _tried(lambda: validation.read(kind, whole, known_area=areas.known), faults)
    if faults:
        raise Invalid(faults[: validation.MAXIMUM_FAULTS])
    return record  # type: ignore[no-any-return]


def _fixed(kind: Kind, id: Id, fields: Mapping[str, Any], before: Record | None) -> Iterator[Fault]:
    former = [*before.former_slugs] if before else []
    lets_go = before is not None and _lets_go(kind, fields, before)
    for name, kept in (("id", id), ("kind", kind), ("formerSlugs", former)):
        if fields.get(name, kept) != kept and not (name == "formerSlugs" and lets_go):
            detail = f"`{name}` is kept by the directory; leave it out, or send it back as it was."
            yield Fault(pointer=f"/{name}", code="field.fixed", detail=detail)


def _former(kind: Kind, fields: Mapping[str, Any], before: Record | None) -> Iterator[str]:
    if before is None:
        return
    kept = fields["formerSlugs"] if _lets_go(kind, fields, before) else (*before.former_slugs, before.slug)
    yield from (each for each in kept if each != fields.get("slug"))


def _lets_go(kind: Kind, fields: Mapping[str, Any], before: Record) -> bool:
    """Whether this place is secret, and the writer says which of its names it goes on to answer to."""
    names = fields.get("formerSlugs")
    if kind != "location" or fields.get("confidential") is not True or not isinstance(names, list):
        return False
    return all(isinstance(each, str) and each in (*before.former_slugs, before.slug) for each in names)


def patched(before: Record, patch: object) -> Mapping[str, Any]:
    """The record with this merge patch (RFC 7396): null takes a field away. Raises `Invalid` for anything but an
    object, and for what only the directory writes."""
    if not isinstance(patch, Mapping):
        raise Invalid([Fault(pointer="", code="type", detail="A JSON object is expected.")])
    detail = "The directory works this out; it cannot be changed."
    faults = [Fault(pointer=f"/{name}", code="field.fixed", detail=detail) for name in patch if name in READ_ONLY]
    if faults:
        raise Invalid(faults)
    merged = _merge(msgspec.to_builtins(before), patch)
    assert isinstance(merged, dict)  # noqa: S101  two objects give an object
    return merged


def _merge(target: object, patch: object) -> object:
    if not isinstance(patch, Mapping):
        return patch
    merged = {**target} if isinstance(target, Mapping) else {}
    for name, value in patch.items():
        if value is None:
            merged.pop(name, None)
        else:
            merged[name] = _merge(merged.get(name), value)
    return merged


def schema_of(kind: Kind, *, partly: bool = False) -> dict[str, Any]:
    """The schema of such a body: the record without what the directory keeps, with the reason and the source."""
    whole = body_of(STRUCTS[kind])
    given = {name: each for name, each in whole["properties"].items() if name not in ("kind", "formerSlugs")}
    needed = [] if partly else [each for each in whole["required"] if each not in ("kind", "id")]
    properties = given | body_of(Why)["properties"]
    return {"type": "object", "properties": properties, **({"required": needed} if needed else {})}
