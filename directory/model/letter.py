"""A letter that waits to be sent by mail, as it is kept: what it says is sealed, and gone when it was delivered."""

from datetime import datetime
from typing import Literal

from msgspec import Struct

LetterKind = Literal["partner-question", "partner-notice", "partner-call", "digest", "alarm", "invitation"]
State = Literal["waiting", "sent", "refused", "ended"]
# Why a letter was not delivered (yet): codes of ours, never the words of another server, which may repeat an address.
Word = Literal[
    "unreachable",
    "dropped",
    "no-tls",
    "untrusted",
    "login-refused",
    "sender-refused",
    "later",
    "recipient-refused",
    "content-refused",
    "unreadable",
]


class Slip(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A letter as it is kept. `sealed` is its address and content, there as long as it may still be sent.

    `due` is when it is tried next, `claimed` until when somebody is sending it, `tries` how often it was begun with.
    `word` is what came in between last; `changed` when that was, or when it was sent.
    """

    id: str
    kind: LetterKind
    made: datetime
    due: datetime
    ends: datetime
    changed: datetime
    state: State = "waiting"
    once: str | None = None
    claimed: datetime | None = None
    tries: int = 0
    word: Word | None = None
    sealed: str | None = None
