"""Mail that leaves this house: few kinds of letters, neutral for who reads along, kept until they are delivered.

    letters     what can be told: `Letter(id, to, facts)`; facts are counts, moments and links, never words or names
    queue       `enqueue(outbox, letter, now)`: on the disk when it returns, sealed, emptied after delivery
    composing   the Dutch mail of a letter: plain text, neutral subject and sender
    telling     notices of the desk (`Desk.untold`) as letters: an alarm at once, the rest once a day
    delivering  sends what waits, a bit later what could not be sent now
    sending     one conversation with a mail server

Faces and commands are given the `Outbox` of the process (`app.open_outbox(settings)`). Without a mail server it is
not `on`: `enqueue` then says "off" and keeps nothing, and whoever made a link hands it over themselves.
"""

from directory.mail.contract import Letters, Seal
from directory.mail.letters import (
    Alarm,
    Digest,
    Invitation,
    Letter,
    PartnerCall,
    PartnerNotice,
    PartnerQuestion,
)
from directory.mail.queue import Enqueued, Outbox, deliverable, enqueue, enqueue_all

__all__ = [
    "Alarm",
    "Digest",
    "Enqueued",
    "Invitation",
    "Letter",
    "Letters",
    "Outbox",
    "PartnerCall",
    "PartnerNotice",
    "PartnerQuestion",
    "Seal",
    "deliverable",
    "enqueue",
    "enqueue_all",
]
