"""The mail that waits: how many, since when, how often it was tried and what came in between. Never to whom."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from msgspec import Struct

from directory.gate import reply
from directory.mail.looking import hurry, look
from directory.mail.sending import OF_SERVER
from directory.model.letter import LetterKind, Slip, State, Word
from directory.web.desk.frame import Visit, does, sees

HOME = "/beheer/post"
KINDS: Mapping[LetterKind, str] = {
    "partner-question": "vraag aan een organisatie",
    "partner-notice": "bericht aan een organisatie",
    "partner-call": "bellijst",
    "digest": "nieuws voor collega's",
    "alarm": "dringend bericht aan collega's",
    "invitation": "link voor een collega",
}
STATES: Mapping[State, str] = {
    "waiting": "wacht",
    "sent": "verstuurd",
    "refused": "geweigerd",
    "ended": "verlopen",
}
WORDS: Mapping[Word, str] = {
    "unreachable": "De mailserver antwoordt niet.",
    "dropped": "De mailserver verbrak de verbinding.",
    "no-tls": "De mailserver biedt geen veilige verbinding.",
    "untrusted": "Het certificaat van de mailserver klopt niet.",
    "login-refused": "De mailserver weigert onze naam of ons wachtwoord.",
    "sender-refused": "De mailserver weigert ons als afzender.",
    "later": "De mailserver vroeg om het later te proberen.",
    "recipient-refused": "De mailserver kent dit mailadres niet.",
    "content-refused": "De mailserver weigert deze mail.",
    "unreadable": "De sleutel van deze mail is weg.",
}


class Line(Struct, frozen=True, kw_only=True):
    """A letter as the page shows it."""

    id: str
    kind: str
    state: str
    age: str
    tries: int
    word: str
    next: str


def routes() -> list[Any]:
    """The list, and trying one now."""
    return [post, again]


@sees(HOME, "read-mail-queue")
def post(visit: Visit) -> reply.Ready:
    """How the mail stands."""
    stock = look(visit.house.outbox, visit.actor)
    return visit.page(
        "post.html",
        on=stock.on,
        counts=[(STATES[state], count) for state, count in stock.counts.items()],
        word=WORDS[stock.word] if stock.word else "",
        stuck=stock.word in OF_SERVER,
        untold=len(visit.store.untold()),
        letters=_lines(stock.letters, visit.now),
    )


@does(f"{HOME}/{{id:str}}", "read-mail-queue")
def again(visit: Visit) -> reply.Ready:
    """Try this one now."""
    hurry(visit.house.outbox, visit.actor, visit.id(), visit.now)
    return visit.go(HOME, said="mail-due")


def _lines(letters: Sequence[Slip], now: datetime) -> list[Line]:
    return [
        Line(
            id=each.id,
            kind=KINDS[each.kind],
            state=STATES[each.state],
            age=_ago(now - each.made),
            tries=each.tries,
            word=WORDS[each.word] if each.word else "",
            next=_next(each, now),
        )
        for each in letters
    ]


def _next(slip: Slip, now: datetime) -> str:
    if slip.state == "refused":
        return "niet vanzelf"
    return "nu" if slip.due <= now else f"over {_lasting(slip.due - now)}"


def _ago(time: timedelta) -> str:
    return f"{_lasting(time)} geleden" if time >= timedelta(minutes=1) else "zojuist"


def _lasting(time: timedelta) -> str:
    """How long, as people say it, and at least a minute."""
    minutes = max(1, round(time.total_seconds() / 60))
    if minutes < 60:
        return "1 minuut" if minutes == 1 else f"{minutes} minuten"
    hours = round(minutes / 60)
    return f"{hours} uur" if hours < 48 else f"{round(hours / 24)} dagen"
