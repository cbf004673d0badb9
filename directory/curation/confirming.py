"""Somebody looked, and it is still so: only the day on which this one field was checked moves.

Confirming is not changing: no visitor sees another value by it, so it needs no second person (`guarding`). It is an
event of its own (`confirms` in the history), and what an editor, a partner or a key found is a proposal as always.
"""

from datetime import date, datetime

from msgspec import Struct, structs, to_builtins

from directory.curation.changing import Key, refuse_unseen, updated
from directory.curation.links import current
from directory.curation.submitting import Submission, Submitted, submit
from directory.errors import Fault, Invalid
from directory.model import Change, Fact, Id, due_on
from directory.permissions import Actor
from directory.store import Desk
from directory.validation import read_struct


class Confirmation(Struct, frozen=True, kw_only=True):
    """Which field was found unchanged, on which day, and by whom (a role, never a name).

    `source` says where, when that was not the source of before: somebody called, or read a newer page.
    """

    field: str
    on: date
    by: str = "redactie"
    source: str | None = None


def confirm(desk: Desk, of: Key, said: Confirmation, reason: str, actor: Actor, at: datetime, id: Id) -> Submitted:
    """Publish or propose (as `id`) that this field is as it was. Raises as `submit` and `confirmed` do."""
    submission = Submission(
        changes=(confirmed(desk, of, said),), reason=reason, source=said.source, confirms=said.field
    )
    return submit(desk, submission, actor, at, id)


def confirmed(desk: Desk, of: Key, said: Confirmation) -> Change:
    """The change that says so. Raises `Invalid` when there is no such fact, the day is before the last check, or the
    source itself is too old to say anything of today or cannot be kept; `Overtaken` for a record that is not as it was
    seen."""
    found = current(desk, of.kind, of.id)
    facts: dict[str, Fact] = getattr(found.record, "facts", {}) if found else {}
    if found is None or said.field not in facts:
        raise _invalid("field", "fact.unknown", "There is no such fact of this record.")
    refuse_unseen("confirm.overtaken", "Nothing was confirmed", [(of, found)])
    fact = _looked(facts[said.field], said)
    if said.on < facts[said.field].checked_on:
        raise _invalid("on", "order", "Somebody looked later than that already.")
    if due_on(said.field, fact) <= said.on:
        raise _invalid("source", "source.old", "The source is too old to say this of today: name a newer one.")
    return updated(structs.replace(found.record, facts=facts | {said.field: fact}), found.revision)


def _looked(fact: Fact, said: Confirmation) -> Fact:
    """A new source tells of the day itself; the old one goes on to tell of its own."""
    looked = structs.replace(fact, checked_on=said.on, checked_by=said.by)
    told = looked if said.source is None else structs.replace(looked, source=said.source, as_of=None)
    # The source was typed by somebody, and what is written past this is not looked at again.
    return read_struct(Fact, to_builtins(told))


def _invalid(field: str, code: str, detail: str) -> Invalid:
    return Invalid([Fault(pointer=f"/{field}", code=code, detail=detail)])
