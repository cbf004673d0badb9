"""What the desk says in Dutch about codes of the rooms: faults, refusals, what was done."""

from collections.abc import Iterable, Mapping

from directory.access.signing import Outcome, Wait
from directory.errors import Conflict, DirectoryError, Fault, Forbidden, Gone, Invalid, Overtaken, Unavailable, Unknown
from directory.model.person import Role, Scope

ROLES: Mapping[Role, str] = {"editor": "redacteur", "reviewer": "beoordelaar", "administrator": "beheerder"}
SCOPES: Mapping[Scope, str] = {
    "drafts:read": "concepten lezen",
    "drafts:write": "concepten bewaren",
    "proposals:write": "voorstellen doen",
    "imports:write": "bestanden invoeren",
    "reports:read": "lezen wat lezers melden",
    "audit:read": "het logboek lezen",
}
REFUSALS: Mapping[str, str] = {
    "role": "Dit hoort niet bij uw rol. Vraag het aan een collega met een andere rol.",
    "scope": "Deze sleutel mag dit niet.",
    "organization": "Dit gaat niet over uw organisatie.",
    "own": "Dit is uw eigen werk. Een ander moet ernaar kijken.",
    "not-own": "Alleen wie dit heeft gemaakt, kan dit doen.",
    "confirm": "Geef eerst uw wachtzin opnieuw.",
}
# What stands above a page after something was done; a code in the address, never words of somebody.
SAID: Mapping[str, str] = {
    "in": "U bent ingelogd.",
    "out": "U bent uitgelogd.",
    "saved": "Bewaard.",
    "kept": "Bewaard als concept. Alleen u ziet het.",
    "discarded": "Uw concept is weg.",
    "published": "Dit staat nu in de gids.",
    "proposed": "Het voorstel wacht op een collega.",
    "confirmed": "Bevestigd. De datum van controle is vandaag.",
    "hidden": "Het gegeven staat niet meer in de gids. Alle beoordelaars krijgen bericht.",
    "undone": "Teruggedraaid. Wat er eerst stond, staat er weer.",
    "waits": "Hierover wacht al een voorstel op een collega.",
    "unchanged": "Er was niets te bewaren: alles is zoals het was.",
    "ended": "Beëindigd.",
    "closed": "Dit account is gesloten. Deze collega is overal uitgelogd.",
    "opened": "Dit account is weer open.",
    "erased": "Gewist. Wat deze collega deed, staat onder de schuilnaam.",
    "revoked": "De sleutel is ingetrokken en werkt niet meer.",
    "passphrase": "Uw wachtzin is veranderd. Overal elders bent u uitgelogd.",
    "merged": "Samengevoegd.",
    "reworked": "Wat u voorstelde, is weer uw concept. Pas het aan en stel het opnieuw voor.",
    "sent-back": "Teruggestuurd naar wie het schreef.",
    "withdrawn": "Het voorstel is ingetrokken.",
    "split": "Gesplitst. Dit is het deel dat u eruit haalde; de rest wacht apart.",
    "overtaken": "Dit stond al zo in de gids. Er hoefde niets te veranderen.",
    "decided": "Bewaard. Dit paar komt terug als een van de twee verandert.",
    "handled": "Afgehandeld.",
    "dropped": "Het bestand is weg. In de gids is niets veranderd.",
    "sent": "Verstuurd.",
    "mail-due": "Deze mail is nu als eerste aan de beurt.",
}
FAULTS: Mapping[str, str] = {
    "passphrase.short": "De wachtzin is te kort. Een paar woorden achter elkaar onthoudt u makkelijk.",
    "passphrase.long": "De wachtzin is te lang: hoogstens 256 tekens.",
    "passphrase.known": "Deze wachtzin staat op lijsten die inbrekers proberen. Kies een andere.",
    "passphrase.context": "Deze wachtzin lijkt te veel op uw naam, uw mailadres of de naam van deze site.",
    "passphrase.wrong": "Dit is niet uw wachtzin.",
    "code.wrong": "Dit is niet de code van dit moment. Neem de volgende.",
    "code.used": "Deze code is al gebruikt. Neem de volgende.",
    "enrolment.old": "Dit duurde te lang. Stel de app opnieuw in.",
    "slow-down": "Even wachten: u heeft het vaak achter elkaar geprobeerd.",
    "mail.taken": "Iemand anders heeft dit mailadres al.",
    "text.address": "Haal het adres weg. Dit is op meer plekken te lezen.",
    "field.missing": "Vul dit in.",
    "second-factor.needed": "Uw rol heeft een app voor codes nodig. Stel een andere app in, dan kan deze weg.",
    "second-factor.missing": "Hiervoor is eerst een app voor codes nodig.",
    "person.own": "Dit moet een andere beheerder voor u doen.",
    "person.accepted": "Deze collega is al een keer binnen geweest. Maak een link voor een nieuwe wachtzin.",
    "person.invited": "Deze collega is nog niet binnen geweest. Nodig opnieuw uit.",
    "person.stale": "Uw account is net veranderd. Kijk eerst hoe het nu is.",
    "person.unknown": "Kies iemand met een account dat open is.",
    "administrator.last": "Dan is er niemand meer die kan beheren. Maak eerst een ander beheerder.",
    "key.revoked": "Deze sleutel was al ingetrokken.",
    "number.fixed": "Dit nummer kennen mensen in gevaar. Alleen twee mensen samen kunnen het weghalen.",
    "owner": "Ze horen niet bij dezelfde organisatie. Voeg eerst die samen, of verplaats een van de twee.",
    "confidential": "Dit kan niet bij een geheime plek: het zou verraden waar die is.",
    "lifecycle": "De één staat in de gids en de ander niet. Zet eerst de ander in de gids, of kies er een.",
    "box.wider": "Samen zouden ze meer zeggen dan elk apart. Kies hier zelf.",
    "box.channel": "Het zijn twee manieren van contact, dus twee ingangen. Is er één fout? Kies de goede.",
    "operation": "De één is open en de ander niet. Kies welke klopt.",
    "number.retired": "Een notitie zegt dat dit nummer niet gebruikt moet worden. Kies het andere.",
    "circular": "Dit zou onder zichzelf vallen.",
    "record.unknown": "Dit vinden wij niet. Kies er een uit de lijst.",
    "record.gone": "Dit is er niet meer.",
    "unsure": "Zet hier een vinkje als u het zeker weet.",
    "too-many": "Dit is te lang.",
    "choice": "Kies een deel: niet niets en niet alles.",
    "fact.unknown": "Dit gegeven is er niet (meer).",
    "source.old": "De bron is te oud om nog te gelden. Schrijf waar u het nu gezien of gehoord heeft.",
    "twice": "Dit is er al met deze naam.",
    "broader": "Dit kan er niet onder vallen: kies een ander.",
    "too-long": "Dit is te lang. Maak het korter.",
    "order": "Iemand heeft dit al later nagekeken.",
}
FAILURES: Mapping[type[DirectoryError], str] = {
    Overtaken: "Iemand heeft hier later nog iets aan veranderd. Kijk eerst wat er nu staat.",
    Conflict: "Iemand anders was u voor. Kijk eerst wat er nu staat.",
    Gone: "Dit staat niet meer in de gids.",
    Unknown: "Dit is er niet (meer).",
    Forbidden: "Dit mag u niet doen.",
    Unavailable: "De gids werkt nu even niet. Probeer het over een minuut nog een keer.",
    Invalid: "Er klopt iets niet in wat u stuurde.",
}


def faults(found: Iterable[Fault]) -> dict[str, str]:
    """What is wrong, by field; the field is the pointer without its first slash."""
    return {each.pointer.removeprefix("/"): fault(each) for each in found}


def fault(each: Fault) -> str:
    """One fault, for who has to mend it."""
    return FAULTS.get(each.code) or FAULTS.get(each.code.rpartition(".")[2]) or "Dit kunnen wij niet lezen."


def failure(error: DirectoryError) -> str:
    """What a failure means for who is at the desk."""
    if error.code in FAULTS:
        return FAULTS[error.code]
    if isinstance(error, Invalid):
        return " ".join([FAILURES[Invalid], *dict.fromkeys(fault(each) for each in error.faults)])
    return next((FAILURES[kind] for kind in type(error).__mro__ if kind in FAILURES), "Dat kon niet.")


def not_in(outcome: Outcome) -> str:
    """Why somebody does not come in: one sentence for everything that is not right."""
    if isinstance(outcome, Wait):
        if outcome.seconds is None:
            return "Dit gaat nu niet. Vraag een beheerder om een link, of geef een code uit uw app."
        return f"Even wachten. Probeer het over {_while(outcome.seconds)} nog een keer."
    return "Het mailadres, de wachtzin of de code klopt niet."


def _while(seconds: int) -> str:
    if seconds < 120:
        return "één seconde" if seconds == 1 else f"{seconds} seconden"
    return f"{-(-seconds // 60)} minuten"
