"""Whom to ask what is due: a mail, again after two weeks, once more, and then somebody calls. Nothing dials by itself.

    nothing due → nothing        answered, or waiting for us → rest        paused → nothing
    no mail can be sent → call   three mails and two weeks → call

The most valuable comes first, in the order of `work`. When nothing is due any more, all is forgotten.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Literal, Protocol

from msgspec import Struct, structs

from directory import text
from directory.atlas.catalogue import Catalogue
from directory.curation.guarding import is_crisis_door
from directory.curation.numbers import FIXED, written
from directory.curation.whole import Whole
from directory.curation.work import Task
from directory.errors import Fault, Invalid
from directory.model import ContactPoint, Id, Organization, Phone, Proposal
from directory.model.partner import Reminder
from directory.permissions import Actor, require

Step = Literal["mail", "call", "wait", "answered", "paused"]
EVERY = timedelta(days=14)
MAILS = 3
# Who answered is left alone for so long, also when something else is due meanwhile.
REST = timedelta(days=28)
LONGEST_PAUSE = timedelta(days=366)
SHOWN = 5


class Reminders(Protocol):
    """Where is kept how far we are. Several processes may write at the same time.

    Failures: `Unavailable` (locked, full, gone), `Damaged`.
    """

    def all(self) -> dict[Id, Reminder]:
        """What is kept, by organization."""
        ...

    def move(self, organization: Id, before: Reminder | None, after: Reminder | None) -> bool:
        """Put `after` in the place of `before`. Not when something else stands there; whether it was done."""
        ...


class Due(Struct, frozen=True, kw_only=True, omit_defaults=True, rename="camel"):
    """An organization of which something is due, and what comes next. `worth` is that of all answers together.

    `number` is what to call, `answers` who answers there; `crisis` says that only lines for people in danger are known,
    which nobody calls for this. `ask` names whom to ask for, where somebody wrote that down.
    """

    organization: Id
    slug: str
    name: str
    step: Step
    questions: int
    worth: float
    mails: int = 0
    last: date | None = None
    paused: date | None = None
    number: str | None = None
    answers: str | None = None
    crisis: bool = False
    ask: tuple[str, ...] = ()
    tasks: tuple[Task, ...] = ()


class Office(Struct, frozen=True, kw_only=True):
    """What else decides: how far we are, which organizations mail reaches, and of which records an answer waits."""

    kept: Mapping[Id, Reminder]
    reached: Collection[Id]
    waiting: Collection[Id]


def plan(catalogue: Catalogue, tasks: Iterable[Task], office: Office, today: date) -> list[Due]:
    """Every organization of which something is due on this day, the most valuable first. Pure."""
    whole = Whole(catalogue)
    found = [
        _due(whole, whole.organizations[id], of, office, today) for id, of in _by_organization(whole, tasks).items()
    ]
    return sorted(found, key=lambda each: (-each.worth, each.slug))


def waiting_for_us(proposals: Iterable[Proposal]) -> set[Id]:
    """The ids of the records of which answers of partners wait."""
    return {change.id for each in proposals if each.author.capacity == "partner" for change in each.changes}


def claim(reminders: Reminders, due: Due, today: date) -> Reminder | None:
    """Count one mail before it is sent, so that of two who remind at once one sends it; None for the other."""
    before = reminders.all().get(due.organization)
    seen = before or Reminder(organization=due.organization)
    if (seen.mails, seen.last) != (due.mails, due.last):
        return None
    after = structs.replace(seen, mails=due.mails + 1, last=today)
    return after if reminders.move(due.organization, before, after) else None


def unclaim(reminders: Reminders, claimed: Reminder, due: Due) -> None:
    """The mail was not sent after all."""
    reminders.move(due.organization, claimed, structs.replace(claimed, mails=due.mails, last=due.last))


def answered(reminders: Reminders, organization: Id, today: date) -> None:
    """They answered: begin anew, after a rest."""
    before = reminders.all().get(organization)
    paused = before.paused if before else None
    reminders.move(organization, before, Reminder(organization=organization, answered=today, paused=paused))


def pause(reminders: Reminders, actor: Actor, organization: Id, until: date | None, today: date) -> None:
    """Ask nothing until and on this day (at most a year); None goes on asking. Raises `Forbidden`, `Invalid`."""
    require(actor, "manage-reminders")
    if until is not None and not today <= until <= today + LONGEST_PAUSE:
        detail = "A day from today, at most a year ahead."
        raise Invalid([Fault(pointer="/until", code="order", detail=detail)])
    before = reminders.all().get(organization)
    reminders.move(organization, before, structs.replace(before or Reminder(organization=organization), paused=until))


def forget(reminders: Reminders, due: Iterable[Due], today: date) -> None:
    """Let go of those of which nothing is due any more; who is paused or at rest stays that."""
    standing = {each.organization for each in due}
    for id, each in reminders.all().items():
        if id not in standing and not _paused(each, today) and not _rests(each, today):
            reminders.move(id, each, None)


def _by_organization(whole: Whole, tasks: Iterable[Task]) -> dict[Id, list[Task]]:
    owners = {each.id: owner.id for each in whole.subjects() if (owner := whole.organization_of(each)) is not None}
    found: dict[Id, list[Task]] = {}
    for each in tasks:
        if each.level in ("alarm", "due") and each.id in owners:
            found.setdefault(owners[each.id], []).append(each)
    return found


def _due(whole: Whole, of: Organization, tasks: list[Task], office: Office, today: date) -> Due:
    kept = office.kept.get(of.id, Reminder(organization=of.id))
    phone, crisis = _number(whole, of)
    return Due(
        organization=of.id,
        slug=of.slug,
        name=of.name,
        step=_step(kept, _answers_wait(whole, of, office), of.id in office.reached, today),
        questions=len(tasks),
        worth=round(sum(each.value for each in tasks), 4),
        mails=kept.mails,
        last=kept.last,
        paused=kept.paused,
        number=written(phone) if phone else None,
        answers=phone.label if phone else None,
        crisis=crisis,
        ask=tuple(dict.fromkeys(each.ask for each in tasks if each.ask)),
        tasks=tuple(tasks[:SHOWN]),
    )


def _step(kept: Reminder, waits: bool, reached: bool, today: date) -> Step:
    if _paused(kept, today):
        return "paused"
    if waits or _rests(kept, today):
        return "answered"
    if not reached:
        return "call"
    # A day ahead of now was written before the clock was put back: it says nothing.
    if kept.last is not None and today - EVERY < kept.last <= today:
        return "wait"
    return "mail" if kept.mails < MAILS else "call"


def _paused(kept: Reminder, today: date) -> bool:
    return kept.paused is not None and today <= kept.paused <= today + LONGEST_PAUSE


def _rests(kept: Reminder, today: date) -> bool:
    return kept.answered is not None and kept.answered <= today < kept.answered + REST


def _answers_wait(whole: Whole, of: Organization, office: Office) -> bool:
    return any(id in office.waiting for id in _ids(whole, of))


def _ids(whole: Whole, of: Organization) -> Iterator[Id]:
    yield of.id
    yield from (each.id for each in whole.services_of(of))
    yield from (each.id for each in whole.doors_of_organization(of))
    yield from (each.id for each in whole.locations.values() if each.organization_id == of.id)


def _number(whole: Whole, of: Organization) -> tuple[Phone | None, bool]:
    """What to call: the organization itself before a door. Never a line for people in danger, whoever pays for it: that
    there are only such lines is said instead."""
    doors = [each for each in whole.doors_of_organization(of) if each.phone is not None]
    phones = [*((of.phone,) if of.phone else ()), *(each.phone for each in doors if each.phone)]
    found = to_ask(phones, doors)
    return found, found is None and bool(phones)


def to_ask(phones: Iterable[Phone], doors: Iterable[ContactPoint]) -> Phone | None:
    """The first of these numbers that may be called with a question of ours: no line for people in danger, as some of
    these doors may be."""
    danger = FIXED | {text.digits(each.phone.number) for each in doors if each.phone and is_crisis_door(each)}
    return next((each for each in phones if text.digits(each.number) not in danger), None)
