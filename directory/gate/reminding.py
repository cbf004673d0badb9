"""Reminding partners, as the command does it and the desk shows it: whom to mail, whom to call."""

from uuid import uuid4

from msgspec import Struct

from directory.access import Access, accounts, partner_links
from directory.curation import reminding
from directory.curation.asking import MOST, questions
from directory.curation.reminding import Due, Office, Reminders, plan
from directory.errors import DirectoryError
from directory.gate.house import House
from directory.gate.inviting import address_of, mailed
from directory.mail import Letter, PartnerCall, deliverable, enqueue_all
from directory.model import Id
from directory.model.proposal import WAITING
from directory.permissions import CONSOLE, Actor, may

CALLS = "/beheer/bellen"


class Ran(Struct, frozen=True, kw_only=True):
    """What was done, or would be: who was `mailed`, and all of which something is due as it was before.

    `failed` could not be mailed now and come first the next time; `later` are those that are left for another run.
    """

    due: tuple[Due, ...]
    mailed: tuple[Due, ...] = ()
    failed: tuple[Due, ...] = ()
    later: int = 0

    @property
    def calls(self) -> tuple[Due, ...]:
        """Whom somebody has to call."""
        return tuple(each for each in self.due if each.step == "call")


def overview(here: House, access: Access, reminders: Reminders) -> list[Due]:
    """Every organization of which something is due, and what comes next, the most valuable first."""
    waiting = [each for status in WAITING for each in here.store.proposals(status)]
    office = Office(kept=reminders.all(), reached=_reached(here, access), waiting=reminding.waiting_for_us(waiting))
    return plan(here.atlas.catalogue, here.worklist.of(here), office, here.today())


def remind(here: House, access: Access, reminders: Reminders, actor: Actor, *, most: int, dry: bool = False) -> Ran:
    """Mail those whose turn it is, at most so many, and tell the desk whom to call. With `dry` only look.

    Of two who do this at once each organization hears from one. Without a mail server nobody is mailed.
    """
    due = overview(here, access, reminders)
    turn = [each for each in due if each.step == "mail"] if here.outbox.on else []
    now, later = turn[:most], len(turn[most:])
    if dry:
        return Ran(due=tuple(due), mailed=tuple(now), later=later)
    reminding.forget(reminders, due, here.today())
    sent = [each for each in now if _mailed(here, access, reminders, actor, each)]
    ran = Ran(due=tuple(due), mailed=tuple(sent), failed=tuple(each for each in now if each not in sent), later=later)
    _tell(here, access, len(ran.calls))
    return ran


def _mailed(here: House, access: Access, reminders: Reminders, actor: Actor, due: Due) -> bool:
    to, today = address_of(here, access, due.organization), here.today()
    claimed = reminding.claim(reminders, due, today) if to is not None else None
    if to is None or claimed is None:
        return False
    try:
        mailed(here, access, due.organization, actor, to, questions=_asked(here, due.organization), reminders=due.mails)
    except DirectoryError:
        reminding.unclaim(reminders, claimed, due)
        return False
    return True


def _asked(here: House, organization: Id) -> int:
    """How many questions the link opens."""
    return min(MOST, len(questions(here.atlas.catalogue, organization, here.worklist.of(here), here.today())))


def _reached(here: House, access: Access) -> set[Id]:
    written = {id: each.mail for id, each in partner_links.contacts(access).items()}
    catalogue = here.atlas.catalogue
    found = {id: written.get(id) or catalogue.organization(id).email for id in catalogue.ids("organization")}
    return {id for id, mail in found.items() if mail and deliverable(mail)}


def _tell(here: House, access: Access, calls: int) -> None:
    """Once a week, to everybody who could call."""
    if not calls:
        return
    year, week, _ = here.today().isocalendar()
    facts = PartnerCall(link=f"{here.address}{CALLS}", partners=calls)
    callers = (each for each in accounts.people(access, CONSOLE) if each.active and each.mail)
    letters = [
        Letter(id=str(uuid4()), to=each.mail or "", facts=facts, once=f"calls:{year}-{week}:{each.id}")
        for each in callers
        if deliverable(each.mail or "") and may(Actor(id=each.id, roles=frozenset(each.roles)), "send-partner-links")
    ]
    enqueue_all(here.outbox, letters, here.now())
