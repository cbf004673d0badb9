"""How a partner without an account is reached: the link that opens questions about their organization, and where it is
sent. Kept with people, since a mail address may be somebody's.
"""

from datetime import date, datetime

from msgspec import Struct

from directory.model.base import Email, Id
from directory.model.person import Held


class PartnerLink(Held, frozen=True, kw_only=True, omit_defaults=True):
    """A link that opens questions about one organization, and takes one answer. Only the hash of its token is kept.

    `id` is what lists, proposals and history know it by; it opens nothing. `by` had it made. `behind` is who may have
    read it besides the partner: that person and the link count as one hand, so they approve nothing that comes of it.
    """

    hash: str
    id: str
    organization: Id
    made: datetime
    by: str
    behind: str | None = None
    used: datetime | None = None
    revoked: datetime | None = None


class PartnerContact(Held, frozen=True, kw_only=True, omit_defaults=True):
    """The mail address on file of an organization, for this and nothing else; no page or export shows it.

    `by` wrote it down.
    """

    organization: Id
    mail: Email
    made: datetime
    by: str


class Reminder(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How far we are with asking one organization: so many mails, the `last` on that day; nobody is named in it.

    `answered` is the day of their last answer; until and on `paused` nobody is asked anything.
    """

    organization: Id
    mails: int = 0
    last: date | None = None
    answered: date | None = None
    paused: date | None = None
