"""What the desk sees of the mail, and the one thing that it can do about it. Addresses and content it does not see."""

from datetime import datetime

from msgspec import Struct

from directory.errors import Unknown
from directory.mail.queue import Outbox
from directory.model.letter import Slip, State, Word
from directory.permissions import Actor, require

MOST = 200


class Stock(Struct, frozen=True, kw_only=True):
    """How the mail stands: how many letters in each state, those that are not sent yet, and what came in between last.

    `on` is whether there is a mail server.
    """

    on: bool
    counts: dict[State, int]
    letters: tuple[Slip, ...]
    word: Word | None


def look(outbox: Outbox, actor: Actor) -> Stock:
    """How the mail stands now; of the letters that are not sent, the oldest 200. Raises `Forbidden`."""
    require(actor, "read-mail-queue")
    letters = outbox.letters.open(MOST)
    held_up = [each for each in letters if each.word]
    last = max(held_up, key=lambda each: each.changed, default=None)
    return Stock(on=outbox.on, counts=outbox.letters.counts(), letters=letters, word=last.word if last else None)


def hurry(outbox: Outbox, actor: Actor, id: str, now: datetime) -> None:
    """Let this letter be the next one, also when it was refused. Raises `Forbidden`, and `Unknown` when it is gone."""
    require(actor, "read-mail-queue")
    if not outbox.letters.hurry(id, now):
        raise Unknown("letter.unknown", "This letter was sent or has ended.")
