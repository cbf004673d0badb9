"""Partners: whom to call because mail did not help, and the links by which an organization answers questions itself.

A link is shown here only when no mail can be sent. Who is shown one stands behind it, and approves nothing of it.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from msgspec import Struct

from directory.access import partner_links
from directory.curation import reminding
from directory.curation.asking import questions
from directory.curation.reminding import EVERY, MAILS, Due, Reminders, Step
from directory.errors import Fault, Invalid, Unknown
from directory.gate import inviting, reply
from directory.gate.reminding import CALLS, overview
from directory.hours import AMSTERDAM
from directory.model import Id
from directory.model.partner import PartnerLink, Reminder
from directory.permissions import CONSOLE, VISITOR
from directory.text import fold
from directory.web.desk.frame import Visit, does, sees
from directory.web.desk.questions import Item, item
from directory.web.desk.values import DUTCH

PARTNER = "/beheer/partners"
ONE = f"{PARTNER}/{{id:str}}"
LISTED = 100
STEPS: Mapping[Step, str] = {
    "mail": "krijgt mail",
    "call": "bellen",
    "wait": "wacht op antwoord",
    "answered": "heeft geantwoord",
    "paused": "krijgt nu geen vragen",
}
FAULTS: Mapping[str, str] = {
    "mail.address": "Naar dit adres kan geen mail. Eén gewoon mailadres, zoals post@voorbeeld.nl.",
    "order": "Kies een dag van vandaag of later, hoogstens een jaar vooruit.",
    "date": "Dit is geen datum.",
}
OTHERS: Mapping[str, str] = {CONSOLE.id: "de opdrachtregel", VISITOR.id: "iemand op de site"}


class Call(Struct, frozen=True, kw_only=True):
    """An organization to call, with what to ask."""

    due: Due
    items: tuple[Item, ...]


class Shown(Struct, frozen=True, kw_only=True):
    """A link as a list shows it."""

    made: date
    by: str
    state: str
    works: bool


def routes() -> list[Any]:
    """The call list, and the page of one partner with what can be done there."""
    return [calls, every, partner, send, stop, keep_address, pause]


@sees(CALLS, "send-partner-links")
def calls(visit: Visit) -> reply.Ready:
    """Whom to call, the most valuable first; below it how far we are with all others."""
    due = overview(visit.house, visit.access, _reminders(visit))
    called = [Call(due=each, items=tuple(_items(visit, each))) for each in due if each.step == "call"]
    others = [each for each in due if each.step != "call"]
    return visit.page("calls.html", calls=called, others=others, steps=STEPS, on=visit.house.outbox.on, most=MAILS)


@sees(PARTNER, "send-partner-links")
def every(visit: Visit) -> reply.Ready:
    """Organizations by name, also those of which nothing is due."""
    typed, catalogue = visit.asked("naam"), visit.house.atlas.catalogue
    names = ((catalogue.organization(id).name, id) for id in catalogue.ids("organization"))
    found = sorted((name, id) for name, id in names if fold(typed) in fold(name))
    return visit.page("partners.html", found=found[:LISTED], total=len(found), typed=typed, calls=CALLS)


@sees(ONE, "send-partner-links")
def partner(visit: Visit) -> reply.Ready:
    """One organization: its address on file, its links, its reminders."""
    return _page(visit, _id(visit))


@does(f"{ONE}/link", "send-partner-links")
def send(visit: Visit) -> reply.Ready:
    """Send a link; where no mail can be sent, show it once."""
    id = _id(visit)
    asking = len(questions(visit.house.atlas.catalogue, id, visit.house.worklist.of(visit.house), visit.house.today()))
    sent = inviting.invite(visit.house, visit.access, id, visit.actor, asking=asking)
    return visit.go(f"{PARTNER}/{id}", said="sent") if sent.mailed else _page(visit, id, link=sent.address)


@does(f"{ONE}/link/stop", "revoke-partner-links")
def stop(visit: Visit) -> reply.Ready:
    """Stop the link that works."""
    partner_links.revoke(visit.access, visit.actor, id := _id(visit), visit.now)
    return visit.go(f"{PARTNER}/{id}", said="ended")


@does(f"{ONE}/adres", "send-partner-links")
def keep_address(visit: Visit) -> reply.Ready:
    """Keep the mail address on file, or let go of it when the field is empty."""
    id, mail = _id(visit), visit.text("mail")
    if not mail:
        partner_links.forget_contact(visit.access, visit.actor, id, visit.now)
        return visit.go(f"{PARTNER}/{id}", said="saved")
    try:
        inviting.write_contact(visit.access, visit.actor, id, mail, visit.now)
    except Invalid as invalid:
        return _page(visit, id, faults={"mail": _said(invalid)}, typed=mail)
    return visit.go(f"{PARTNER}/{id}", said="saved")


@does(f"{ONE}/pauze", "manage-reminders")
def pause(visit: Visit) -> reply.Ready:
    """Ask nothing until and on a day; with an empty field, ask again."""
    id = _id(visit)
    try:
        reminding.pause(_reminders(visit), visit.actor, id, _day(visit.text("until")), visit.house.today())
    except Invalid as invalid:
        return _page(visit, id, faults={"until": _said(invalid)}, typed=visit.text("until"))
    return visit.go(f"{PARTNER}/{id}", said="saved")


def _reminders(visit: Visit) -> Reminders:
    found: Reminders = visit.request.app.state.reminders
    return found


def _id(visit: Visit) -> Id:
    """The organization that the address means now. Raises `Unknown` for what is not public (any more)."""
    catalogue = visit.house.atlas.catalogue
    id = catalogue.survivor("organization", visit.id())
    if not catalogue.has("organization", id):
        raise Unknown("record.unknown")
    return id


def _day(typed: str) -> date | None:
    if not typed:
        return None
    try:
        return date.fromisoformat(typed)
    except ValueError:
        raise Invalid([Fault(pointer="/until", code="date", detail="This is no date.")]) from None


def _said(invalid: Invalid) -> str:
    return next((FAULTS[each.code] for each in invalid.faults if each.code in FAULTS), FAULTS["mail.address"])


def _page(
    visit: Visit, id: Id, *, faults: Mapping[str, str] | None = None, typed: str = "", link: str = ""
) -> reply.Ready:
    here, reminder = visit.house, _reminders(visit).all().get(id, Reminder(organization=id))
    contact, address = partner_links.contact_of(visit.access, id), inviting.address_of(here, visit.access, id)
    links = [*_shown(visit, id)]
    faults = faults or {}
    return visit.page(
        "partner.html",
        status=400 if faults else 200,
        name=here.atlas.catalogue.organization(id).name,
        id=id,
        address=address.mail if address else "",
        mail=typed if "mail" in faults else contact.mail if contact else "",
        written=contact is not None,
        by=visit.named(contact.by).get(contact.by, contact.by) if contact else "",
        until=typed if "until" in faults else reminder.paused or "",
        links=links,
        works=any(each.works for each in links),
        link=link,
        due=next((each for each in overview(here, visit.access, _reminders(visit)) if each.organization == id), None),
        steps=STEPS,
        every=EVERY.days,
        on=here.outbox.on,
        faults=faults,
        pauses=visit.plays("manage-reminders"),
        calls=CALLS,
    )


def _shown(visit: Visit, id: Id) -> Iterator[Shown]:
    found = partner_links.links_of(visit.access, visit.actor, id)
    names = {**OTHERS, **visit.named(*(each.by for each in found))}
    for each in found:
        works = partner_links.works(each, visit.now)
        yield Shown(
            made=each.made.astimezone(AMSTERDAM).date(),
            by=names.get(each.by, each.by),
            state=_state(each, works),
            works=works,
        )


def _state(link: PartnerLink, works: bool) -> str:
    ends = DUTCH.day(link.ends.astimezone(AMSTERDAM).date()) if link.ends else ""
    if link.used is not None:
        return f"gebruikt op {ends}"
    if link.revoked is not None:
        return f"gestopt op {ends}"
    return f"werkt tot en met {ends}" if works else f"verlopen op {ends}"


def _items(visit: Visit, due: Due) -> Iterator[Item]:
    return (item(each, visit.house, {}) for each in due.tasks)
