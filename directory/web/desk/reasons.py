"""What the desk says about deeds: why a change needs two people, what was decided, and by whom."""

from collections.abc import Callable, Iterable, Mapping
from typing import cast

from directory.curation.approving import Review
from directory.curation.guarding import Why
from directory.curation.trying import Blocker
from directory.errors import Conflict
from directory.model import Capacity, Deed, Status
from directory.permissions import Action, Refusal, refusal
from directory.web.desk import words
from directory.web.desk.frame import Visit

# In the order of what a mistake would do.
NEEDS: Mapping[Why, str] = {
    "crisis-door": "Mensen in gevaar gebruiken deze ingang.",
    "crisis-contact": "Zo bereiken mensen een organisatie die helpt als er gevaar is.",
    "confidential": "Dit gaat over een geheime plek.",
    "warning-lifted": "Een waarschuwing voor een fout nummer gaat weg.",
    "reporting-route": "Zo komt een melding op de goede plek.",
    "way-in-text": "In een tekst komt een nummer of een adres te staan.",
    "day-and-night": "Dit zijn de tijden van een ingang die dag en nacht open is.",
    "withdrawal": "Iets verdwijnt uit de gids.",
    "merge": "Twee gegevens worden er één.",
    "vocabulary": "Een woord gaat iets anders betekenen.",
    "several-doors": "Dit verandert meer dan één ingang tegelijk.",
}
# From here on a mistake harms somebody in danger less directly.
ACUTE = frozenset({"crisis-door", "crisis-contact", "confidential", "warning-lifted", "reporting-route"})
STATUS: Mapping[Status, str] = {
    "open": "wacht op een collega",
    "sent-back": "teruggestuurd",
    "withdrawn": "ingetrokken",
    "approved": "goedgekeurd",
    "overtaken": "niet meer nodig",
}
DEEDS: Mapping[Deed, str] = {
    "propose": "voorgesteld",
    "revise": "opnieuw geschreven",
    "split": "gesplitst",
    "send-back": "teruggestuurd",
    "withdraw": "ingetrokken",
    "approve": "goedgekeurd",
    "overtake": "niet meer nodig: het stond er al",
}
CHECKED = {"called": "Gebeld.", "read": "Bron gelezen."}
CAPACITIES: Mapping[Capacity, str] = {
    "editor": "redacteur",
    "reviewer": "beoordelaar",
    "administrator": "beheerder",
    "partner": "partner",
    "key": "sleutel van een programma",
}
NOT_APPROVED: Mapping[Refusal, str] = {
    "role": "Een beoordelaar kan dit goedkeuren. Dat hoort niet bij uw rol.",
    "own": "U schreef hieraan mee. Een ander moet ernaar kijken: vier ogen zien meer dan twee.",
}
# Who acts without an account.
OURSELVES: Mapping[str, str] = {"console": "de beheerder van de machine", "redactie": "de redactie"}
OVERTAKEN: Mapping[str, str] = {
    "undo.overtaken": "Dit kan niet meer in één keer terug. Later is er nog iets veranderd aan:",
    "undo.forgotten": "Dit kan niet terug: wat er stond, is voor de veiligheid gewist.",
    "hide.overtaken": "Iemand veranderde dit intussen. Kijk eerst wat er nu staat:",
    "retire.overtaken": "Iemand veranderde dit intussen. Kijk het nog een keer na:",
    "merge.overtaken": "Iemand veranderde een van de twee intussen. Kijk het nog een keer na:",
}
Named = Callable[[str], str]


def names(visit: Visit, ids: Iterable[str | None]) -> Named:
    """Says who is behind an id: the name with the pseudonym, or what kind of id it is."""
    known = visit.named(*{each for each in ids if each})

    def said(id: str) -> str:
        if id in known:
            return f"{known[id]} ({id})"
        return OURSELVES.get(id, id)

    return said


def why_two(whys: Iterable[Why]) -> tuple[str, ...]:
    """Why something needs two people, the worst first, each reason once."""
    found = {*whys}
    return tuple(said for why, said in NEEDS.items() if why in found)


def overtaken(error: Conflict) -> str:
    """What a deed has in its way, with the names of the records."""
    sides = cast("Iterable[Blocker]", error.facts.get("sides", ()))
    said = [OVERTAKEN.get(error.code) or words.failure(error), ", ".join(each.name for each in sides)]
    return " ".join(each for each in said if each)


def danger(whys: Iterable[Why]) -> int:
    """How bad a mistake in this would be: 0 is the worst."""
    order = [*NEEDS]
    return min((order.index(each) for each in whys), default=len(order))


def not_approved(visit: Visit, review: Review) -> str:
    """Why this person cannot approve it; "" when they can."""
    action: Action = "approve-guarded" if review.needs else "approve"
    reason = refusal(visit.actor, action, authors=review.proposal.hands)
    return NOT_APPROVED.get(reason, "") if reason else ""
