"""The Dutch mail of a letter. Whoever reads along sees a subject and a sender that say nothing, and plain text without
names or places; nothing in it is fetched when it is opened, and no link tells who followed it but by what it is for.
"""

from collections.abc import Iterable
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

from directory.hours import AMSTERDAM
from directory.mail.letters import (
    Alarm,
    Digest,
    Facts,
    Invitation,
    PartnerCall,
    PartnerNotice,
    PartnerQuestion,
)

SENDER = "Beheer gegevens"
# Every server takes seven bits; a line that is too long for mail is folded in a way that programs undo.
PLAIN = SMTP.clone(cte_type="7bit")
GREETING = "Goedendag,"
CLOSING = f"Met vriendelijke groet,\n{SENDER}"


def compose(id: str, to: str, facts: Facts, sender: str, at: datetime) -> EmailMessage:
    """The mail of a letter that was written at this moment: each time that it is tried, the same to the byte.

    Raises `ValueError` when an address cannot stand in a header; `queue.deliverable` ones can.
    """
    subject, paragraphs = said(facts)
    mail = EmailMessage(policy=PLAIN)
    mail["From"] = Address(SENDER, addr_spec=sender)
    mail["To"] = Address(addr_spec=to)
    mail["Subject"] = subject
    mail["Date"] = at
    mail["Message-ID"] = f"<{id}@{sender.rpartition('@')[2]}>"
    mail["Content-Language"] = "nl"
    # No holiday replies, of programs that read the one or the other (RFC 3834; Exchange).
    mail["Auto-Submitted"] = "auto-generated"
    mail["X-Auto-Response-Suppress"] = "All"
    mail.set_content("\n\n".join((GREETING, *paragraphs, CLOSING)) + "\n")
    return mail


def said(facts: Facts) -> tuple[str, list[str]]:
    """Subject and paragraphs."""
    match facts:
        case PartnerQuestion():
            return _question(facts)
        case PartnerNotice():
            return _notice(facts)
        case PartnerCall():
            return _call(facts)
        case Digest():
            return _digest(facts)
        case Alarm():
            return _alarm(facts)
        case Invitation():
            return _invitation(facts)


def _question(facts: PartnerQuestion) -> tuple[str, list[str]]:
    asked = "U heeft gevraagd om een link naar uw gegevens." if facts.asked else f"Wij {_questions(facts.questions)}."
    again = ["Wij vroegen dit al eerder. Misschien is die mail niet goed aangekomen."] if facts.reminders else []
    subject = "Een vraag over uw gegevens"
    return f"Herinnering: {_lower(subject)}" if facts.reminders else subject, [
        f"Uw gegevens staan in onze gids. {asked}",
        *again,
        f"Antwoorden kan met deze link:\n{facts.link}",
        f"De link werkt tot {_moment(facts.ends)}. U heeft geen account nodig. Stuur de link niet door.",
        "Weet u iets niet? Dan mag u dat ook antwoorden. Is deze mail niet voor u? Dan hoeft u niets te doen.",
    ]


def _notice(facts: PartnerNotice) -> tuple[str, list[str]]:
    what = "Wij hebben iets weggehaald dat niet meer klopte." if facts.hidden else "Wij hebben iets aangepast."
    return "Uw gegevens zijn aangepast", [
        f"Uw gegevens staan in onze gids. {what}",
        f"Zo staan ze er nu in:\n{facts.link}",
        "Klopt het niet? Dat kunt u op die pagina laten weten, of door deze mail te beantwoorden.",
    ]


def _call(facts: PartnerCall) -> tuple[str, list[str]]:
    return "Er staan vragen op de bellijst", [
        f"{_many(facts.partners, 'organisatie heeft', 'organisaties hebben')} nog niet geantwoord op onze mail."
        " Wilt u bellen?",
        f"De bellijst staat hier:\n{facts.link}",
    ]


def _digest(facts: Digest) -> tuple[str, list[str]]:
    return "Nieuws over de gegevens", [*_news(facts), f"U vindt alles hier:\n{facts.link}"]


def _alarm(facts: Alarm) -> tuple[str, list[str]]:
    hidden = _many(facts.hidden, "gegeven", "gegevens")
    return "Graag vandaag nog kijken", [
        f"Een collega heeft {hidden} weggehaald, omdat het fout was.",
        "Weet u het juiste? Stel het dan voor. Twijfelt u of het fout was? Kijk dan naar de reden die erbij staat.",
        *_news(facts),
        f"U vindt alles hier:\n{facts.link}",
    ]


def _news(facts: Digest | Alarm) -> Iterable[str]:
    if facts.waiting:
        yield f"{_many(facts.waiting, 'voorstel wacht', 'voorstellen wachten')} op een tweede persoon."
    if facts.published:
        changes = _many(facts.published, "aanpassing staat", "aanpassingen staan")
        yield f"{changes} nu in de gids, na een tweede blik. Ziet u een fout? U kunt het terugdraaien."


def _invitation(facts: Invitation) -> tuple[str, list[str]]:
    subject, what = {
        "invitation": ("Uw toegang", "U bent uitgenodigd om mee te werken aan onze gids. Kies hier een wachtzin"),
        "passphrase": ("Een nieuwe wachtzin", "U kunt hier een nieuwe wachtzin kiezen"),
        "second-factor": ("Een nieuwe code-app", "U kunt hier een nieuwe code-app instellen"),
    }[facts.purpose]
    return subject, [
        f"{what}:\n{facts.link}",
        f"De link werkt één keer, tot {_moment(facts.ends)}. Stuur hem niet door.",
        "Verwacht u deze mail niet? Doe dan niets, en laat het een collega weten.",
    ]


def _questions(count: int) -> str:
    return f"hebben {_many(count, 'vraag', 'vragen')} daarover" if count else "willen graag weten of ze nog kloppen"


def _many(count: int, one: str, more: str) -> str:
    return f"1 {one}" if count == 1 else f"{count} {more}"


def _lower(subject: str) -> str:
    return subject[0].lower() + subject[1:]


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(AMSTERDAM):%d-%m-%Y om %H:%M} uur"
