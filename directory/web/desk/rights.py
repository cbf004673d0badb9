"""Who may do what, in Dutch: the table of `permissions`, read off the code that decides."""

from collections.abc import Mapping
from typing import Any

from directory.gate import reply
from directory.permissions import ACTIONS, CAST, Action, Cast, matrix
from directory.web.desk import words
from directory.web.desk.frame import Visit, sees

PEOPLE: Mapping[Cast, str] = {
    "visitor": "bezoeker",
    "partner": "partner",
    "editor": words.ROLES["editor"],
    "reviewer": words.ROLES["reviewer"],
    "administrator": words.ROLES["administrator"],
    "key": "sleutel",
}
DEEDS: Mapping[Action, str] = {
    "read": "de gids lezen",
    "report": "melden dat iets niet klopt",
    "request-link": "een link vragen voor de eigen organisatie",
    "answer-questions": "vragen over de eigen organisatie beantwoorden",
    "manage-own-account": "het eigen account beheren",
    "read-drafts": "concepten en voorstellen lezen",
    "read-history": "de geschiedenis lezen",
    "read-worklist": "zien wat er na te kijken is",
    "edit-drafts": "concepten maken",
    "propose": "een voorstel doen",
    "take-back-proposal": "een voorstel intrekken",
    "import": "bestanden invoeren, als voorstel",
    "bulk-edit": "veel tegelijk wijzigen, als voorstel",
    "decide-duplicates": "zeggen of twee vermeldingen dezelfde zijn",
    "read-reports": "lezen wat lezers melden",
    "handle-reports": "afhandelen wat lezers melden",
    "send-partner-links": "een link naar een partner sturen",
    "revoke-partner-links": "een link van een partner intrekken",
    "publish": "in de gids zetten wat één persoon mag",
    "confirm-fact": "bevestigen dat iets nog klopt",
    "approve": "een voorstel goedkeuren",
    "approve-guarded": "goedkeuren wat twee mensen nodig heeft",
    "send-back": "een voorstel terugsturen",
    "split-proposal": "een voorstel splitsen",
    "merge": "twee gegevens samenvoegen",
    "withdraw": "een gegeven uit de gids halen",
    "emergency-hide": "een fout gegeven meteen weghalen",
    "revert": "een versie terugzetten",
    "undo-batch": "een hele wijziging terugdraaien",
    "edit-lexicon": "zoekwoorden voorstellen",
    "edit-divisions": "taakverdelingen wijzigen",
    "manage-reminders": "herinneringen aan partners instellen",
    "read-audit": "het logboek lezen",
    "edit-vocabularies": "begrippen wijzigen",
    "manage-people": "mensen uitnodigen en beheren",
    "manage-keys": "sleutels maken en intrekken",
    "end-sessions-of-others": "een ander uitloggen",
    "read-access-log": "zien wat er aan de deur gebeurde",
    "read-mail-queue": "zien welke post wacht",
    "export-audit": "het logboek uitvoeren",
}
CONDITIONS: Mapping[str, str] = {
    "yes": "ja",
    "no": "nee",
    "own organization": "ja, van de eigen organisatie",
    "not their own": "ja, niet het eigen werk",
    "only their own": "ja, alleen het eigen werk",
    "passphrase again": "ja, met de wachtzin opnieuw",
}


def routes() -> list[Any]:
    """The table."""
    return [rights]


@sees("/beheer/mensen/rechten", "manage-own-account")
def rights(visit: Visit) -> reply.Ready:
    """Every action, role by role."""
    table = matrix()
    rows = [(DEEDS[action], [_said(table[action][each]) for each in CAST]) for action in ACTIONS]
    return visit.page("rights.html", people=[PEOPLE[each] for each in CAST], rows=rows)


def _said(cell: str) -> str:
    if cell.startswith("scope "):
        return f"als die mag: {words.SCOPES[cell.removeprefix('scope ')]}"  # type: ignore[index]
    return "; ".join(CONDITIONS[each] for each in cell.split(", "))
