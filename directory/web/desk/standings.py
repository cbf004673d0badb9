"""How far entries came: vindbaar · bereikbaar · verwijsbaar · vergelijkbaar · veilig, and what opens the next gate."""

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct

from directory.curation.gates import GATES as ORDER
from directory.curation.gates import Standing, standings
from directory.curation.whole import Whole, question_about
from directory.gate import reply
from directory.gate.house import House
from directory.model import ContactPoint, Location, kind_of
from directory.text import fold
from directory.web.desk.forms import number
from directory.web.desk.frame import Visit, sees
from directory.web.desk.questions import GATES, edited_at
from directory.web.desk.values import KINDS, label

HOME = "/beheer/vermeldingen"
PAGE = 100
ALL = "alles"
MEANS: Mapping[str, str] = {
    "findable": "er is een ingang, met onderwerpen en een gebied",
    "reachable": "iemand weet hoe en wanneer die er terecht kan",
    "referable": "een beroepskracht weet hoe verwijzen gaat",
    "comparable": "van elke ingang is bekend wat die doet, voor wie, waar en wanneer",
    "safe": "bekend is wat iemand wil weten vóór die durft te bellen",
}
# What is no field of a record that has a name on the pages.
WORDS: Mapping[str, str] = {
    "services": "wat deze organisatie doet: aanbod met een ingang",
    "contactPoints": "een ingang: hoe iemand er terecht kan",
    "locationIds": "de plek van de opvang, als geheime plek of als plek waar iemand mag komen",
}


class Row(Struct, frozen=True, kw_only=True):
    """One entry: which gates are open, which is next, and the one fact that opens it."""

    name: str
    kind: str
    edit: str
    open: frozenset[str]
    next: str
    missing: str
    of: str
    ask: str
    mend: str


class Step(Struct, frozen=True, kw_only=True):
    """One gate, and how many entries came through it, wait for it, or are not that far."""

    code: str
    name: str
    means: str
    open: int
    next: int
    later: int


def routes() -> list[Any]:
    """The table of all entries."""
    return [entries]


@sees(HOME, "read-worklist")
def entries(visit: Visit) -> reply.Ready:
    """Every entry, with what opens its next gate."""
    whole = Whole(visit.house.atlas.catalogue)
    found = sorted(standings(whole), key=lambda each: (len(each.opened), fold(whole.title(each.subject))))
    wanted = visit.asked("poort")
    chosen = [each for each in found if wanted in (each.next or ALL, "") or wanted not in (*GATES, ALL)]
    last = max(1, -(-len(chosen) // PAGE))
    page = min(last, max(1, number(visit.asked("pagina")) or 1))
    return visit.page(
        "standings.html",
        rows=[_row(whole, each, visit.house) for each in chosen[(page - 1) * PAGE : page * PAGE]],
        steps=steps(found),
        gates=GATES,
        total=len(found),
        wanted=wanted if wanted in (*GATES, ALL) else "",
        ready=sum(each.missing is None for each in found),
        page=page,
        last=last,
    )


def steps(found: Sequence[Standing]) -> list[Step]:
    """Each gate with the number of entries at its three sides."""
    return [
        Step(
            code=code,
            name=GATES[code],
            means=MEANS[code],
            open=sum(code in each.opened for each in found),
            next=sum(code == each.next for each in found),
            later=sum(code not in each.opened and code != each.next for each in found),
        )
        for code in ORDER
    ]


def _row(whole: Whole, standing: Standing, here: House) -> Row:
    subject, missing = standing.subject, standing.missing
    of = missing.of if missing else subject
    kind = kind_of(subject)
    owner = whole.organization_of(subject)
    question = question_about(of, missing.field) if missing else None
    return Row(
        name=whole.title(subject),
        kind=KINDS[kind],
        edit=f"/beheer/gegevens/{kind}/{subject.id}",
        open=frozenset(standing.opened),
        next=standing.next or "",
        missing=_missing(standing, here),
        of=whole.title(of) if isinstance(of, ContactPoint | Location) else "",
        ask=((question.ask if question else None) or (owner.name if owner else "")) if missing else "",
        mend=edited_at(kind_of(of), of.id, missing.field) if missing else "",
    )


def _missing(standing: Standing, here: House) -> str:
    """What is missing, as a curator calls it. That a value is there but not sure is said too."""
    missing = standing.missing
    if missing is None:
        return ""
    name = WORDS.get(missing.field) or label(kind_of(missing.of), (*missing.field.split(".", 1),), here)
    facts: Mapping[str, object] = getattr(missing.of, "facts", {})
    sure = standing.next == "reachable" and missing.field in facts
    return f"{name}: bevestiging van de organisatie zelf" if sure else name
