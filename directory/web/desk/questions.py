"""The questions of the work list as a page shows them: what stands there now, why it matters, whom to call."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any
from urllib.parse import urlencode

import msgspec
from msgspec import Struct

from directory.atlas.catalogue import Catalogue
from directory.curation.guarding import is_crisis_door
from directory.curation.reminding import to_ask
from directory.curation.whole import question_about
from directory.curation.work import Task
from directory.gate.house import House
from directory.model import ContactPoint, Fact, Kind, Location, Organization, Phone, Record, Service, due_on
from directory.web import naming
from directory.web.desk.values import DUTCH, KINDS, Lines, label, lines

GATES: Mapping[str, str] = {
    "findable": "vindbaar",
    "reachable": "bereikbaar",
    "referable": "verwijsbaar",
    "comparable": "vergelijkbaar",
    "safe": "veilig",
}
ASKED: Mapping[str, str] = {
    "stale": "Klopt dit nog?",
    "hours.expired": "Deze tijden zijn verlopen. Wat zijn de nieuwe?",
    "waiting-time.expired": "Deze wachttijd is verlopen. Hoe lang is het wachten nu?",
    "operation.expired": "Dit zou nu voorbij zijn. Hoe is het nu?",
    "channel.no-way-in": "Hoe komt iemand hier binnen? Het nummer of het adres ontbreekt.",
    "confidential.walk-in": "Hier zou iemand zo kunnen binnenlopen, maar de plek is geheim. Wat is de echte weg?",
    "access.audiences": "Wie er terecht kan, past niet bij voor wie het is. Welke van de twee klopt?",
    "cost.paid-number": "Dit zou gratis zijn, maar bellen naar dit nummer kost geld. Wat klopt?",
    "phone.shared": "Een andere organisatie geeft hetzelfde nummer. Van wie is het?",
    "phone.shared-national": "Meer organisaties geven dit landelijke nummer. Is het van één van hen?",
    "phone.beginning": "Zo begint geen Nederlands nummer. Is het een tikfout?",
    "link.gone": "De pagina achter dit adres is er niet meer. Wat is het goede adres?",
    "link.failing": "Dit adres geeft geen antwoord. Werkt het bij u, of is er een ander?",
    "link.elsewhere": "Dit adres komt uit bij een andere site. Is het nog van hen?",
    "link.inside": "Dit adres komt uit in een gesloten netwerk, niet bij een site. Wat is het goede adres?",
    "host.lookalike": "Dit webadres lijkt op een ander, op één letter na. Is het een tikfout?",
    "name.twice": "Een andere organisatie heet ook zo. Is het dezelfde?",
    "slug.twice": "Een ander gegeven heeft dezelfde naam in het webadres. Geef elk een eigen naam.",
    "text.hours": "De tekst en de tijden spreken elkaar tegen. Wat klopt?",
    "text.cost": "De tekst en de voorwaarde over geld spreken elkaar tegen. Wat betaalt iemand?",
    "text.number": "In de tekst staat een nummer dat wij niet kennen. Hoort het daar?",
    "place.region": "De gemeente ligt niet in deze regio. Welke van de twee klopt?",
    "place.postcode": "De postcode ligt niet in deze gemeente. Wat klopt?",
    "place.town": "Deze plaats ligt niet in deze gemeente. Wat klopt?",
    "area.not-its-own": "De plek ligt buiten het gebied waarvoor dit is. Wat klopt?",
    "fact.future": "De datum van controle is nog niet geweest. Welke dag was het?",
    "fact.order": "De bron is jonger dan de dag waarop die gelezen is. Wat klopt?",
}
UNKNOWN = "Dit weten wij niet. Wat is het?"
REPORTED = "Dit zegt alleen een ander. Klopt het volgens de organisatie zelf?"
# No fields of a record, but records of their own.
OWNED = frozenset({"services", "contactPoints", "locationIds", "id", "slug"})
# More than this of what people need, or of what they ask for, is worth saying.
MUCH = 0.25


class Item(Struct, frozen=True, kw_only=True):
    """One question as it stands in the list. `key` names it in the page and in what comes back.

    `old` says that the source itself is too old to say anything of today: who confirms has to name a newer one.
    `waits` is the proposal of a colleague who said already that it is still so.
    """

    key: str
    kind: Kind
    id: str
    field: str
    revision: int
    name: str
    what: str
    where: str
    organization: str
    value: Lines
    question: str
    why: tuple[str, ...]
    ask: str
    number: str
    source: str
    href: str
    checked: date | None
    as_of: str
    edit: str
    confirmable: bool
    old: bool
    waits: str


def key(kind: str, id: str, field: str) -> str:
    """What names a question: the same tomorrow as today."""
    return f"{kind}.{id}.{field}"


def edited_at(kind: str, id: str, field: str) -> str:
    """Where this field is changed: a form of it alone; what a record owns is made from its page."""
    record = f"/beheer/gegevens/{kind}/{id}"
    return record if field in OWNED else f"{record}/wijzig?{urlencode({'veld': field})}"


def item(task: Task, here: House, waiting: Mapping[str, str]) -> Item:
    """A question with everything that somebody needs to answer it. `waiting`: proposals that confirm, by key."""
    catalogue = here.atlas.catalogue
    record = catalogue.read(task.kind, task.id)
    owner = _owner(record, catalogue)
    fact: Fact | None = getattr(record, "facts", {}).get(task.field)
    question = question_about(record, task.field)  # type: ignore[arg-type]
    source, href = naming.cited(fact.source) if fact else ("", "")
    name = key(task.kind, task.id, task.field)
    return Item(
        key=name,
        kind=task.kind,
        id=task.id,
        field=task.field,
        revision=catalogue.version(task.kind, task.id).revision,
        name=task.name,
        what=label(task.kind, (*task.field.split(".", 1),), here),
        where=KINDS[task.kind],
        organization=owner.name if owner else "",
        value=value(record, task.field, here),
        question=question.text if question else asked(task, fact),
        why=tuple(_why(task, record)),
        ask=(question.ask if question else None) or task.ask or (owner.name if owner else ""),
        number=_number(record, owner, catalogue),
        source=source,
        href=href,
        checked=fact.checked_on if fact else None,
        as_of=(fact.as_of or "") if fact else "",
        edit=edited_at(task.kind, task.id, task.field),
        confirmable=task.confirmable,
        old=task.confirmable and fact is not None and _says_nothing_of_today(task.field, fact, here),
        waits=waiting.get(name, ""),
    )


def asked(task: Task, fact: Fact | None) -> str:
    """What this question asks, in Dutch, where nobody wrote one down."""
    if fact is not None and task.code.startswith("gate."):
        return REPORTED
    return ASKED.get(task.code, UNKNOWN)


def value(record: Record, field: str, here: House) -> Lines:
    """What stands there now, a line for each thing; `()` when it is not known."""
    path = (*field.split(".", 1),)
    found: Any = msgspec.to_builtins(record)
    for step in path:
        found = found.get(step) if isinstance(found, Mapping) else None
    return lines(path, found, here)


def _says_nothing_of_today(field: str, fact: Fact, here: House) -> bool:
    """Whether reading this source again does not make the value any younger."""
    today = here.today()
    return due_on(field, msgspec.structs.replace(fact, checked_on=today)) <= today


def _owner(record: Record, catalogue: Catalogue) -> Organization | None:
    match record:
        case Organization():
            return record
        case Service() | Location():
            return catalogue.organization(record.organization_id)
        case ContactPoint():
            return catalogue.organization(catalogue.service(record.service_id).organization_id)
        case _:
            return None


def _number(record: Record, owner: Organization | None, catalogue: Catalogue) -> str:
    """The number to call: of the door itself, of the organization, or of the first of its doors that has one. Never a
    line for people in danger."""
    doors = [catalogue.door(door) for service in _services(owner, catalogue) for door in catalogue.doors_of(service)]
    phones = (each.phone for each in (record, owner, *doors) if isinstance(each, Organization | ContactPoint))
    found = to_ask((each for each in phones if isinstance(each, Phone)), doors)
    return found.number if found else ""


def _services(owner: Organization | None, catalogue: Catalogue) -> tuple[str, ...]:
    return catalogue.services_of(owner.id) if owner else ()


def _why(task: Task, record: Record) -> Iterator[str]:
    if isinstance(record, ContactPoint) and is_crisis_door(record):
        yield "Mensen in gevaar gebruiken deze ingang."
    gate = GATES.get(task.code.removeprefix("gate."))
    if gate:
        yield f"Als wij dit weten, is dit aanbod {gate}."
    if task.level == "contradiction":
        yield "Twee gegevens spreken elkaar tegen."
    if task.coverage >= MUCH:
        yield "Hiervan hangt af of er voor een deel van de mensen hulp is."
    if task.use >= MUCH:
        yield "Hier wordt veel naar gezocht."
    if task.due is not None:
        yield f"Dit had nagekeken moeten zijn op {DUTCH.day(task.due)}."
