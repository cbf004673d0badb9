"""Who works at the desk and what lets them in, as it is kept. Secrets stand here as hashes or sealed, never as such.

A person is known everywhere else by `id` alone: that is a pseudonym from the first day. Erasing empties the one row
that says whose it is; history and audit stay as they were written, and stay whole.
"""

from datetime import date, datetime
from typing import Annotated, Literal

from msgspec import Meta, Struct

from directory.model.base import Email

Role = Literal["editor", "reviewer", "administrator"]
Scope = Literal[
    "drafts:read",
    "drafts:write",
    "proposals:write",
    "imports:write",
    "reports:read",
    "audit:read",
]
Purpose = Literal["setup", "invitation", "passphrase", "second-factor"]
Happening = Literal[
    "signed-in",
    "refused",
    "throttled",
    "signed-out",
    "sessions-ended",
    "confirmed",
    "confirm-refused",
    "denied",
    "setup-offered",
    "invited",
    "link-made",
    "link-refused",
    "accepted",
    "roles-changed",
    "disabled",
    "enabled",
    "passphrase-changed",
    "second-factor-enrolled",
    "second-factor-removed",
    "second-factor-reset",
    "recovery-used",
    "recovery-renewed",
    "erased",
    "bound",
    "unbound",
    "partner-contact-set",
    "partner-contact-forgotten",
    "partner-link-made",
    "partner-link-revoked",
    "partner-answered",
    "key-made",
    "key-revoked",
    "swept",
]

PersonName = Annotated[str, Meta(min_length=1, max_length=80, description="a name of 1 to 80 characters")]
Roles = Annotated[tuple[Role, ...], Meta(min_length=1, max_length=3)]
Scopes = Annotated[tuple[Scope, ...], Meta(min_length=1, max_length=7)]


class Held(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is kept about people. `ends` is the moment after which it is of no use; what has none stays."""

    ends: datetime | None = None


class Subject(Struct, frozen=True, kw_only=True):
    """By which name an identity provider knows somebody. It never gives the same name to two people."""

    issuer: str
    name: str


class Person(Held, frozen=True, kw_only=True, omit_defaults=True):
    """Somebody with an account. After erasure there is no name, no mail address and nothing to come in with.

    `passphrase` is an argon2id hash; `secret` the sealed secret of the second factor. `awaited` says that a second
    factor has to be set up by a link before anybody comes in here. `subject` is there from the first time that this
    person came in by way of an identity provider.
    """

    id: str
    made: datetime
    name: PersonName | None = None
    mail: Email | None = None
    roles: tuple[Role, ...] = ()
    passphrase: str | None = None
    secret: str | None = None
    awaited: bool = False
    disabled: datetime | None = None
    erased: date | None = None
    seen: date | None = None
    subject: Subject | None = None

    @property
    def active(self) -> bool:
        """Whether this account is in use: accepted, not closed, not erased."""
        return self.passphrase is not None and self.disabled is None and self.erased is None


class Session(Held, frozen=True, kw_only=True, omit_defaults=True):
    """Somebody at the desk. `hash` is that of what the browser holds; `id` names it in lists and opens nothing.

    `confirmed` is when the passphrase was last given; `ends` twelve hours after `made`.
    """

    hash: str
    id: str
    person: str
    made: datetime
    seen: datetime
    confirmed: datetime
    label: str = ""


class Device(Held, frozen=True, kw_only=True, omit_defaults=True):
    """A browser that this person once came in with: strangers' failures do not count against it. It opens nothing."""

    hash: str
    person: str
    seen: date


class Link(Held, frozen=True, kw_only=True, omit_defaults=True):
    """A link that works once. Without a person it makes the first administrator."""

    hash: str
    purpose: Purpose
    made: datetime
    person: str | None = None
    used: datetime | None = None


class RecoveryCode(Held, frozen=True, kw_only=True, omit_defaults=True):
    """One way in without the second factor, once."""

    hash: str
    person: str


class UsedStep(Held, frozen=True, kw_only=True, omit_defaults=True):
    """Thirty seconds of which this person's code has been used."""

    person: str
    step: int


class Tally(Held, frozen=True, kw_only=True, omit_defaults=True):
    """How often something went wrong since it last went right, and when last. The name is a hash with a key."""

    name: str
    level: float
    at: datetime


class ApiKey(Held, frozen=True, kw_only=True, omit_defaults=True):
    """What a program comes in with. `owner` answers for it, `by` made it and was shown it. `used` is the last day."""

    id: str
    hash: str
    name: PersonName
    owner: str
    scopes: Scopes
    made: datetime
    by: str | None = None
    used: date | None = None
    revoked: datetime | None = None


class Event(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Something that happened at the door. Ids only: no name, no mail address, nothing of where somebody was.

    `actor` did it, `about` had it done; `detail` is a code of ours.
    """

    at: datetime
    what: Happening
    actor: str | None = None
    about: str | None = None
    detail: str | None = None
    sequence: int = 0
