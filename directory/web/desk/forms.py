"""Reading the forms of deeds: numbers that were seen, words that may be left out, and faults at their fields."""

from collections.abc import Iterable, Mapping

from directory.errors import Fault, Invalid
from directory.web.desk import words
from directory.web.desk.frame import Visit

# What a reader of history sees is the reason; a note of a decision is kept as one.
MOST = 600


def number(text: str) -> int | None:
    """A whole number from 0 as typed; None for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else None


def saw(visit: Visit, field: str = "seen") -> int:
    """The revision that somebody saw; 0, which none has, where that is not said: what was not seen is not changed."""
    return number(visit.text(field)) or 0


def numbers(text: str) -> tuple[int | None, ...]:
    """Numbers with commas between them; what is none is None."""
    return tuple(number(each) for each in text.split(","))


def ticked(visit: Visit, name: str) -> tuple[str, ...]:
    """Everything that was ticked under this name."""
    return tuple(visit.fields.get(name, ()))


def positions(values: Iterable[str]) -> frozenset[int]:
    """The numbers among these."""
    return frozenset(found for each in values if (found := number(each)) is not None)


def reason_of(visit: Visit, field: str = "reason") -> str:
    """Why somebody does this. Raises `Invalid` at the field when it is not there, or too long."""
    text = visit.text(field)
    if not text:
        raise Invalid([Fault(pointer=f"/{field}", code="field.missing", detail="Say why.")])
    if len(text) > MOST:
        raise Invalid([Fault(pointer=f"/{field}", code="too-many", detail=f"At most {MOST} characters.")])
    return text


def at_fields(invalid: Invalid, fields: Mapping[str, str], otherwise: str) -> dict[str, str]:
    """Faults by the field of this form that they are about: by the last name in their pointer, else at `otherwise`."""
    found: dict[str, str] = {}
    for each in invalid.faults:
        name = each.pointer.rpartition("/")[2]
        found.setdefault(fields.get(name, otherwise), words.fault(each))
    return found
