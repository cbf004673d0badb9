"""Letters go into the queue here, and only here; `delivering` takes them out.

enqueue(outbox, Letter(id=str(uuid4()), to=mail, facts=PartnerQuestion(link=link, ends=ends, questions=3)), now)
"""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Literal

from msgspec import Struct

from directory.errors import Fault, Invalid
from directory.mail.contract import Letters, Seal
from directory.mail.letters import Letter, checked_text, ends_of
from directory.model.letter import Slip

# As long as mail servers try (RFC 5321, 4.5.4.1).
LASTS = timedelta(days=5)
# Plain ASCII, no quotes, one at sign: what every server takes, and nothing that is a header or a list to anybody.
ADDRESS = re.compile(
    r"[A-Za-z0-9_%+=~!$&'*/?^`{|}#-]+(?:\.[A-Za-z0-9_%+=~!$&'*/?^`{|}#-]+)*@"
    r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z][A-Za-z0-9-]{0,61}[A-Za-z0-9]"
)
Enqueued = Literal["queued", "known", "off"]


class Outbox(Struct, frozen=True, kw_only=True):
    """Where letters are put. `on` is whether there is a mail server: without one nothing is kept, nothing is sent."""

    letters: Letters
    seal: Seal
    on: bool


def enqueue(outbox: Outbox, letter: Letter, now: datetime) -> Enqueued:
    """Let this letter wait to be sent: on the disk when this returns. `known` when there was one with its `once`.

    `off` when no mail server is set: say to who asked that they have to pass the link on themselves. Raises `Invalid`
    (`mail.address`) for an address that no mail can be sent to; it is not repeated. `ValueError` for an id or a link
    that is none. Failures of the file as `Letters`.
    """
    return "off" if not outbox.on else "queued" if enqueue_all(outbox, [letter], now) else "known"


def enqueue_all(outbox: Outbox, letters: Sequence[Letter], now: datetime) -> int:
    """All of these or, after a failure, none. How many were new; 0 without a mail server. Raises as `enqueue`."""
    if not outbox.on:
        return 0
    return outbox.letters.add([_slip(outbox, each, now) for each in letters])


def deliverable(address: str) -> bool:
    """Whether mail can be sent to this address."""
    return len(address) <= 200 and ADDRESS.fullmatch(address) is not None


def _slip(outbox: Outbox, letter: Letter, now: datetime) -> Slip:
    if not deliverable(letter.to):
        detail = "No mail can be sent to this address."
        raise Invalid([Fault(pointer="/to", code="mail.address", detail=detail)])
    return Slip(
        id=letter.id,
        kind=letter.kind,
        made=now,
        due=now,
        ends=min(now + LASTS, ends_of(letter.facts) or now + LASTS),
        changed=now,
        once=letter.once,
        sealed=outbox.seal.seal(letter.id, checked_text(letter), now),
    )
