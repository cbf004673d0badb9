"""Links for colleagues: where one leads, and the mail by which it goes to the person that it is for."""

from datetime import datetime
from typing import Literal
from uuid import uuid4

from directory.access.links import Offered
from directory.mail import Enqueued, Invitation, Letter, Outbox, deliverable, enqueue
from directory.model.person import Person

# Where the desk takes a link; in the query, which is in no log.
LINK = "/beheer/link?token="


def address_of(site: str, offered: Offered) -> str:
    """The whole link, to be shown once. `site` is the address of this site."""
    return f"{site}{LINK}{offered.token}"


def mail_link(
    outbox: Outbox, site: str, person: Person, offered: Offered, now: datetime
) -> Enqueued | Literal["unreachable"]:
    """Let the link wait to be mailed to this person. "off" without a mail server, "unreachable" when no mail can be
    sent to their address; then who made the link hands it over. The link of the first administrator is never mailed.
    """
    if offered.purpose == "setup" or not deliverable(person.mail or ""):
        return "unreachable"
    facts = Invitation(link=address_of(site, offered), ends=offered.ends, purpose=offered.purpose)
    return enqueue(outbox, Letter(id=str(uuid4()), to=person.mail or "", facts=facts), now)
