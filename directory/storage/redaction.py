"""What may stay of an older version of a record once something in it has to be forgotten. No SQL here.

An address hides anywhere: in a field, a name, a description, the note of a fact. So nothing is searched for and cut
out. An older version keeps what no secret fits in (to whom it belonged, where it was in its life) and says for the
rest what is admitted today, or, when nothing is left today, nothing.
"""

from typing import Any

from msgspec import structs

from directory.model import FORGETTABLE, FORGOTTEN, Record

# Ids and enumerations. The atlas and the feed need them to follow history; no text can hide in them.
HARMLESS = ("organization_id", "service_id", "lifecycle")


def redacted(older: Record, today: Record) -> Record:
    """The older version as it may be kept beside `today`, a clean version of the same record."""
    return structs.replace(today, **_kept(older, HARMLESS))


def emptied(older: Record) -> Record:
    """The older version of a record of which nothing is left today: no optional field, no text.

    Slugs stay, because the tombstone answers to them; so do the terms of a vocabulary.
    """
    required = tuple(each.name for each in structs.fields(older) if each.required)
    values = _kept(older, (*required, "lifecycle", "confidential"))
    texts = {name: FORGOTTEN for name in FORGETTABLE if name in required}
    return type(older)(**(values | texts))


def _kept(record: Record, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: getattr(record, name) for name in names if hasattr(record, name)}
