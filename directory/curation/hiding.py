"""Emergency: a number or address that is wrong is taken away at once, by one reviewer, and everybody is told.

Better no number than a wrong one (SAFETY 7). The door says that it is not known, a note keeps the number as one not to
use, and only two people can put one there again.
"""

from datetime import datetime
from typing import Literal

from msgspec import Struct, structs

from directory.curation import numbers
from directory.curation.changing import Key, refuse_unseen, updated
from directory.curation.links import Standing, current, notes_about
from directory.curation.numbers import FIXED, Retired, named_in
from directory.curation.submitting import EVERYBODY
from directory.curation.trying import again
from directory.errors import Fault, Invalid
from directory.model import Change, ContactPoint, Filing, Notice, Occasion, Organization, Question
from directory.permissions import Actor, require
from directory.store import Desk

Field = Literal["phone", "url", "email", "website"]
ASKS: dict[str, str] = {
    "phone": "Welk telefoonnummer is juist?",
    "url": "Welk webadres is juist?",
    "email": "Welk mailadres is juist?",
    "website": "Welk webadres is juist?",
}


class Hidden(Struct, frozen=True, kw_only=True):
    """What was taken away: the number in `retired`, also named by others when `in_use_by` says so."""

    sequence: int
    retired: tuple[Retired, ...] = ()


def hide(desk: Desk, of: Key, field: Field, reason: str, actor: Actor, at: datetime) -> Hidden:
    """Take this value away from a door or an organization, and tell all reviewers and the partner.

    Raises `Forbidden`, `Invalid` (nothing there; a number that everybody in danger is told to call), and `Overtaken`
    (`hide.overtaken`) when the record is not at the revision that was seen.
    """
    require(actor, "emergency-hide")

    def told(batch: int | None) -> Filing:
        return Filing(
            notices=tuple(
                Notice(to=to, code="number.hidden", at=at, kind=of.kind, id=of.id, batch=batch) for to in EVERYBODY
            )
        )

    def once() -> Hidden:
        after = desk.sequence()
        found = _found(desk, of, field)
        changes, retired = _changes(desk, found, field)
        occasion = Occasion(actor=actor.id, at=at, reason=reason)
        entries = desk.commit(changes, occasion, after=after, filing=told)
        return Hidden(sequence=entries[0].batch, retired=retired)

    return again(once)


def _found(desk: Desk, of: Key, field: Field) -> Standing:
    found = current(desk, of.kind, of.id) if of.kind in ("contact-point", "organization") else None
    if found is None or getattr(found.record, field, None) is None:
        raise Invalid([Fault(pointer=f"/{field}", code="field.missing", detail="There is nothing here to take away.")])
    refuse_unseen("hide.overtaken", "Nothing was taken away", [(of, found)])
    if field == "phone" and named_in(found.record.phone, FIXED):  # type: ignore[union-attr, arg-type]
        detail = "Everybody in danger is told to call this number: only two people together can take it away."
        raise Invalid([Fault(pointer="/phone", code="number.fixed", detail=detail)])
    return found


def _changes(desk: Desk, found: Standing, field: Field) -> tuple[list[Change], tuple[Retired, ...]]:
    record = found.record
    assert isinstance(record, Organization | ContactPoint)  # noqa: S101  as `_found` saw to
    facts = {name: fact for name, fact in record.facts.items() if name != field}
    asked = any(each.field == field for each in record.questions)
    questions = record.questions if asked else (*record.questions, Question(field=field, text=ASKS[field]))
    bare = structs.replace(record, **{field: None, "facts": facts, "questions": questions})
    retired, noted = (), []  # type: tuple[Retired, ...], list[Change]
    if field == "phone":
        retired, noted = numbers.put_away(desk, [record], None, record.id, notes_about(desk, record.id))
    return [updated(bare, found.revision), *noted], retired
