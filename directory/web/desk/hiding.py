"""Emergency: a wrong number or address is taken out of the guide at once, by one reviewer, with a reason."""

from collections.abc import Mapping
from typing import Any, cast

from msgspec import Struct

from directory.curation.hiding import ASKS, Field, hide
from directory.curation.numbers import FIXED, named_in
from directory.errors import Conflict, Fault, Invalid
from directory.gate import reply
from directory.gate.house import House
from directory.model import ContactPoint, Organization, Record
from directory.web.desk import values
from directory.web.desk.forms import at_fields, reason_of, saw
from directory.web.desk.frame import Visit, does, sees
from directory.web.desk.reasons import overtaken
from directory.web.desk.subject import RECORD, Subject, subject

PLACE = RECORD + "/verbergen"


class Choice(Struct, frozen=True, kw_only=True):
    """A value that can be taken away at once."""

    field: str
    label: str
    value: str


def routes() -> list[Any]:
    """Choosing what to take away, and taking it away."""
    return [choose, take_away]


@sees(PLACE, "emergency-hide")
def choose(visit: Visit) -> reply.Ready:
    """What stands there, to choose one of."""
    return _page(visit)


@does(PLACE, "emergency-hide")
def take_away(visit: Visit) -> reply.Ready:
    """Away with it, at once. Everybody is told."""
    found = subject(visit)
    try:
        reason = _reason(visit)
        hide(
            visit.store,
            found.key(saw(visit)),
            cast(Field, visit.text("field")),
            reason,
            visit.actor,
            visit.now,
        )
    except Invalid as invalid:
        return _page(visit, status=400, faults=at_fields(invalid, dict.fromkeys((*ASKS, "field"), "field"), "reason"))
    except Conflict as conflict:
        return _page(visit, status=409, stopped=overtaken(conflict))
    return visit.go(f"{found.path}/geschiedenis", said="hidden")


def _reason(visit: Visit) -> str:
    """The reason. Raises `Invalid` with all faults at once: of what to take away as well."""
    unchosen = [] if visit.text("field") in ASKS else [Fault(pointer="/field", code="field.missing", detail="Which?")]
    try:
        reason = reason_of(visit)
    except Invalid as invalid:
        raise Invalid([*unchosen, *invalid.faults]) from None
    if unchosen:
        raise Invalid(unchosen)
    return reason


def hideable(record: Record | None) -> tuple[str, ...]:
    """The fields of this record that one reviewer can take away; a number such as 112 is none."""
    if not isinstance(record, ContactPoint | Organization):
        return ()
    there = (name for name in ASKS if getattr(record, name, None) is not None)
    return tuple(name for name in there if not (name == "phone" and named_in(record.phone, FIXED)))  # type: ignore[arg-type]


def _choices(of: Subject, here: House) -> tuple[Choice, ...]:
    return tuple(_choice(of, name, here) for name in hideable(of.now))


def _choice(of: Subject, name: str, here: House) -> Choice:
    value = getattr(of.now, name)
    said = values.lines((name,), {"number": value.number} if name == "phone" else value, here)
    return Choice(field=name, label=values.label(of.kind, (name,), here), value=" ".join(said))


def _page(
    visit: Visit, *, status: int = 200, faults: Mapping[str, str] | None = None, stopped: str = ""
) -> reply.Ready:
    found = subject(visit)
    return visit.page(
        "hiding.html",
        status=status,
        subject=found,
        kind=values.KINDS[found.kind],
        choices=_choices(found, visit.house),
        faults=faults or {},
        stopped=stopped,
        typed={"field": visit.text("field"), "reason": visit.text("reason")},
    )
