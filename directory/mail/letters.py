"""What can be told by mail: counts, moments and links of ours. No letter has room for a name, a place or free text.

So nothing that somebody typed can get into a mail, and what lies on a screen or on a lock screen says nothing.
"""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from msgspec import Meta, Struct

from directory.model.base import Id
from directory.model.letter import LetterKind

Count = Annotated[int, Meta(ge=0, le=1_000_000)]
# One word without anything that could end a line or a link; `\Z`, because `$` lets a last line feed through.
Address = Annotated[str, Meta(pattern=r"\Ahttps?://[A-Za-z0-9\[\]._~:/?#@!&'()*+,;=%-]+\Z", max_length=600)]
Key = Annotated[str, Meta(min_length=1, max_length=200)]


class PartnerQuestion(Struct, frozen=True, kw_only=True, tag_field="kind", tag="partner-question"):
    """To a partner: a link that opens so many questions about their own data, until it ends.

    `reminders` is how often they were asked before; `asked` that they asked for this link themselves.
    """

    link: Address
    ends: datetime
    questions: Count = 0
    reminders: Count = 0
    asked: bool = False


class PartnerNotice(Struct, frozen=True, kw_only=True, tag_field="kind", tag="partner-notice"):
    """To a partner: something of theirs was changed, or taken away because it was wrong. The link shows it as it is."""

    link: Address
    hidden: bool = False


class PartnerCall(Struct, frozen=True, kw_only=True, tag_field="kind", tag="partner-call"):
    """To somebody at the desk: so many partners did not answer mail and are to be called. The link is the call list."""

    link: Address
    partners: Count


class Digest(Struct, frozen=True, kw_only=True, tag_field="kind", tag="digest"):
    """To somebody at the desk, once a day: proposals that wait, and guarded values that two people published."""

    link: Address
    waiting: Count = 0
    published: Count = 0


class Alarm(Struct, frozen=True, kw_only=True, tag_field="kind", tag="alarm"):
    """To somebody at the desk, at once: so many values were taken away because they were wrong; and all of a digest."""

    link: Address
    hidden: Count = 0
    waiting: Count = 0
    published: Count = 0


class Invitation(Struct, frozen=True, kw_only=True, tag_field="kind", tag="invitation"):
    """To somebody who works here or will: a link that works once, to come in or to come in again."""

    link: Address
    ends: datetime
    purpose: Literal["invitation", "passphrase", "second-factor"] = "invitation"


Facts = PartnerQuestion | PartnerNotice | PartnerCall | Digest | Alarm | Invitation


class Letter(Struct, frozen=True, kw_only=True):
    """A mail to one person. `id` also names it towards other mail servers: the same each time that it is tried.

    `once` makes a second letter with the same key no letter at all, also after the first was sent. It is tried for five
    days, or until the link in it ends.
    """

    id: Id
    to: str
    facts: Facts
    once: Key | None = None

    @property
    def kind(self) -> LetterKind:
        """What kind of letter it is: the tag of its facts."""
        kind: LetterKind = self.facts.__struct_config__.tag  # type: ignore[assignment]
        return kind


def ends_of(facts: Facts) -> datetime | None:
    """When the link in a letter ends, after which it is not sent; None for a link that stays."""
    return getattr(facts, "ends", None)


class Content(Struct, frozen=True, kw_only=True):
    """What of a letter is sealed while it waits, and forgotten when it was delivered."""

    to: str
    facts: Facts


def checked_text(letter: Letter) -> str:
    """The content of a letter as one text, once it is known to be what it should be. Raises `ValueError`."""
    UUID(letter.id)
    text = msgspec.json.encode(Content(to=letter.to, facts=letter.facts)).decode()
    content(text)
    return text


def content(text: str) -> Content:
    """The content that was written by `checked_text`."""
    return msgspec.json.decode(text, type=Content)
