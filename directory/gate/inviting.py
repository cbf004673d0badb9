"""Asking a partner: a link to questions goes to the mail address on file, or to whoever hands it over themselves.

The address on file is the one that somebody at the desk wrote down for this, else the one that the organization
publishes. Nobody ever says of an address whether it is there. Who wrote it down, here or there, stands behind the
answer: it may be their own mailbox.
"""

from datetime import datetime
from uuid import uuid4

from msgspec import Struct

from directory.access import Access, partner_links
from directory.access.partner_links import Given
from directory.curation.comparing import versions
from directory.errors import Fault, Invalid
from directory.gate.house import House
from directory.mail import Letter, PartnerQuestion, deliverable, enqueue
from directory.model import Id
from directory.permissions import Actor

ASKING = "/vragen/"


class Address(Struct, frozen=True, kw_only=True):
    """Where a link goes, and who wrote that down; nobody, when the organization publishes it itself."""

    mail: str
    by: str | None = None


class Invited(Struct, frozen=True, kw_only=True):
    """A link that was made. `mailed` says where it went; else somebody hands over `address`, which is shown once."""

    given: Given
    address: str
    mailed: str | None = None


def address_of(here: House, access: Access, organization: Id) -> Address | None:
    """Where mail reaches a public organization; None when no mail can."""
    written = partner_links.contact_of(access, organization)
    if written is not None:
        return Address(mail=written.mail, by=written.by) if deliverable(written.mail) else None
    published = here.atlas.catalogue.organization(organization).email
    return Address(mail=published) if published and deliverable(published) else None


def write_contact(access: Access, actor: Actor, organization: Id, mail: str, now: datetime) -> None:
    """Keep a mail address on file. Raises as `partner_links.write_contact`, also when no mail can be sent to it."""
    if not deliverable(mail):
        raise Invalid([Fault(pointer="/mail", code="mail.address", detail="No mail can be sent to this address.")])
    partner_links.write_contact(access, actor, organization, {"mail": mail}, now)


def invite(here: House, access: Access, organization: Id, actor: Actor, *, asking: int = 0) -> Invited:
    """A link by mail or, where none can be sent, for this person to hand over; who was shown it stands behind it.

    `asking` is how many questions there are. Raises `Forbidden`, and failures of the queue: then there is no link.
    """
    now, to = here.now(), address_of(here, access, organization) if here.outbox.on else None
    if to is None:
        given = partner_links.give(access, actor, organization, now, behind=actor.id)
        return Invited(given=given, address=_address(here, given))
    given = mailed(here, access, organization, actor, to, questions=asking)
    return Invited(given=given, address=_address(here, given), mailed=to.mail)


def mailed(
    here: House,
    access: Access,
    organization: Id,
    actor: Actor,
    to: Address,
    *,
    questions: int = 0,
    reminders: int = 0,
) -> Given:
    """A link by mail, that opens so many questions and was sent so often before. Raises as `invite`."""

    def send(given: Given) -> None:
        link = _address(here, given)
        facts = PartnerQuestion(link=link, ends=given.ends, questions=questions, reminders=reminders)
        _post(here, to, given, facts)

    behind = to.by or _writer(here, organization)
    return partner_links.give(access, actor, organization, here.now(), behind=behind, send=send)


def requested(here: House, access: Access, organization: Id) -> None:
    """Somebody on a public page asks for a link: it goes to the address on file, if there is one and not too often."""
    to = address_of(here, access, organization)
    if to is None or not here.outbox.on:
        return

    def send(given: Given) -> None:
        facts = PartnerQuestion(link=_address(here, given), ends=given.ends, asked=True)
        _post(here, to, given, facts)

    partner_links.ask(access, organization, here.now(), behind=to.by or _writer(here, organization), send=send)


def _writer(here: House, organization: Id) -> str | None:
    """Who last changed the address that this organization publishes: it may be their own mailbox."""
    history = versions(here.store, "organization", organization)
    wrote = (each.entry for each in history if any(one.pointer == "/email" for one in each.differences))
    entry = next(wrote, None)
    if entry is None:
        return None
    # A key stands for the person who answers for it; the history names the key, the proposal both.
    proposal = here.store.proposal(entry.proposal) if entry.proposal else None
    last = proposal.last_written_by if proposal else None
    return (last.behind if last else None) or entry.actor


def _post(here: House, to: Address, given: Given, facts: PartnerQuestion) -> None:
    enqueue(here.outbox, Letter(id=str(uuid4()), to=to.mail, facts=facts, once=given.link.id), here.now())


def _address(here: House, given: Given) -> str:
    return f"{here.address}{ASKING}{given.token}"
