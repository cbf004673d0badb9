"""Values by pointer: what a row says of a record, put into it, and what two versions of one differ in."""

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from directory.curation.comparing import escaped
from directory.model import Record
from directory.model.json import encode

# Of these each part is a value of its own; all others are replaced as a whole.
IN_PARTS = frozenset({"facts", "conditions", "referral"})


def raw_of(record: Record) -> dict[str, Any]:
    """A record as JSON, without its kind. Lists are lists, as they are in what is kept of a row."""
    found: dict[str, Any] = msgspec.json.decode(encode(record))
    found.pop("kind", None)
    return found


def value_at(raw: Mapping[str, Any], pointer: str) -> Any:
    """What stands there; None when nothing does."""
    found: Any = raw
    for part in _parts(pointer):
        found = found.get(part) if isinstance(found, Mapping) else None
    return found


def patched(raw: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """The same with these values; the one given stays as it is."""
    whole = {key: dict(value) if isinstance(value, dict) else value for key, value in raw.items()}
    for pointer, value in values.items():
        *above, last = _parts(pointer)
        holder: dict[str, Any] = whole
        for part in above:
            inner = holder.get(part)
            holder[part] = dict(inner) if isinstance(inner, Mapping) else {}
            holder = holder[part]
        if value is None:
            holder.pop(last, None)
        else:
            holder[last] = value
    return {key: value for key, value in whole.items() if value != {}}


def differing(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """The values by which the one becomes the other."""
    return dict(_differing(before, after, ""))


def _differing(before: Mapping[str, Any], after: Mapping[str, Any], under: str) -> Iterator[tuple[str, Any]]:
    for name in dict.fromkeys((*before, *after)):
        one, other = before.get(name), after.get(name)
        if one == other:
            continue
        if not under and name in IN_PARTS:
            yield from _differing(one or {}, other or {}, f"/{name}")
        else:
            yield f"{under}/{escaped(name)}", other


def _parts(pointer: str) -> list[str]:
    return [each.replace("~1", "/").replace("~0", "~") for each in pointer.split("/")[1:]]
