"""What fields and values of records are called at the desk, in Dutch: terms and records by name, hours as lines.

`label(kind, piece, here)` names a piece of a record, `lines(piece, value, here)` says its value; a piece is a path
such as `("phone",)` or `("facts", "phone")`, a value is as in JSON. What is not known has no lines.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Any

import msgspec
from msgspec import structs

from directory.curation.links import Named, current, named
from directory.gate.house import House
from directory.model import ContactPoint, DivisionOfLabour, Kind, Location, Note, Record, Schedule, Service
from directory.web import hours, naming
from directory.web.languages import speech

Piece = tuple[str, ...]
Lines = tuple[str, ...]

DUTCH = speech("nl")
KINDS: Mapping[Kind, str] = {
    "organization": "organisatie",
    "service": "aanbod",
    "contact-point": "ingang",
    "location": "plek",
    "vocabulary": "woordenlijst",
    "division-of-labour": "taakverdeling",
    "note": "notitie",
}
# What the pages for visitors have no name for.
OWN: Mapping[str, str] = {
    "slug": "Naam in het webadres",
    "formerSlugs": "Vroegere namen in het webadres",
    "lifecycle": "Stand",
    "inclusion": "Waarom dit in de gids staat",
    "conditions": "Voorwaarden",
    "organizationId": "Organisatie",
    "serviceId": "Aanbod",
    "locationId": "Plek",
    "locationIds": "Plekken",
    "confidential": "Geheime plek",
    "latitude": "Breedtegraad",
    "longitude": "Lengtegraad",
    "precision": "Wat het punt op de kaart is",
    "relation": "Wat de één met de ander doet",
    "fromId": "Van",
    "toId": "Naar",
    "sentence": "In één zin",
    "about": "Gaat over",
    "purpose": "Soort notitie",
    "text": "Tekst",
    "value": "Het oude of foute gegeven",
    "successor": "Wat er nu geldt",
    "source": "Bron",
    "version": "Versie",
    "terms": "Begrippen",
}
OF_A_TERM: Mapping[str, str] = {
    "label": "naam",
    "labels": "naam in andere talen",
    "definition": "betekenis",
    "broader": "valt onder",
    "aliases": "andere korte namen",
    "alternateLabels": "andere woorden",
    "countsAs": "telt ook als",
    "source": "bron",
    "id": "nummer",
    "slug": "korte naam",
}
CODES: Mapping[str, Mapping[str, str]] = {
    "role": {
        "help": "hulp",
        "community": "ontmoeting",
        "knowledge": "kennis",
        "authority": "overheid",
        "platform": "site die de weg wijst",
        "consultation": "overleg van beroepskrachten",
    },
    "access": {
        "self": "iedereen zelf",
        "by-referral": "alleen met een verwijzing",
        "professionals-only": "alleen beroepskrachten",
    },
    "lifecycle": {
        "draft": "concept",
        "in-review": "wordt nagekeken",
        "published": "staat in de gids",
        "archived": "archief",
    },
    "registerBy": {
        "self": "de persoon zelf",
        "professional": "een beroepskracht",
        "professional-with-consent": "een beroepskracht, als de persoon het goed vindt",
    },
    "precision": {"address": "het adres", "postcode": "de postcode", "place": "de plaats"},
    "relation": {
        "escalates-to": "schakelt op naar",
        "then": "daarna",
        "routes-to": "leidt naar",
        "refers-to": "verwijst naar",
        "complements": "vult aan",
        "successor-of": "volgt op",
    },
    "purpose": {"do-not-use": "niet gebruiken", "remark": "opmerking"},
    "conditions": {"yes": "ja", "no": "nee"},
}
STATES: Mapping[str, str] = {
    "operating": "is open",
    "temporarily-closed": "tijdelijk dicht",
    "intake-stop": "neemt nu niemand aan",
    "studied": "is een plan",
    "example": "voorbeeld van elders",
    "ended": "gestopt",
    "unknown": "niet bekend",
}
PHONES: Mapping[str, str] = {"voice": "", "text": "berichten", "sms": "sms"}
HOLIDAYS: Mapping[str, str] = {"same": "Op feestdagen ook.", "closed": "Dicht op feestdagen.", "unknown": ""}
DIMENSIONS = {"functions": "functions", "topics": "topics", "audiences": "audiences", "channel": "channels"}
REFERENCES: Mapping[str, tuple[Kind, ...]] = {
    "partOf": ("organization",),
    "organizationId": ("organization",),
    "serviceId": ("service",),
    "locationId": ("location",),
    "locationIds": ("location",),
    "fromId": ("organization", "contact-point"),
    "toId": ("organization", "contact-point"),
    "about": ("organization", "service", "contact-point", "location"),
    "successorId": ("organization", "service", "contact-point", "location"),
}


def label(kind: Kind, piece: Piece, here: House) -> str:
    """What this piece of such a record is called."""
    first, *rest = piece
    match first:
        case "conditions" if rest:
            name = here.label("conditions", rest[0])
            return name[:1].upper() + name[1:]
        case "referral" if rest:
            return naming.referral(DUTCH).get(rest[0], rest[0])
        case "facts" if rest:
            return f"Bron: {_of_fact(kind, rest[0], here)}"
        case "questions" if rest:
            return f"Open vraag: {_of_fact(kind, rest[0].partition(' ')[0], here)}"
        case "terms" if rest:
            return ": ".join((f"Begrip {rest[0]}", *(OF_A_TERM.get(each, each) for each in rest[1:2])))
    if kind == "organization" and first == "area":
        return "Werkgebied"
    return OWN.get(first) or naming.fields(DUTCH).get(first, first)


def lines(piece: Piece, value: Any, here: House) -> Lines:
    """What this value says, a line for each thing; `()` when it is not known."""
    if value is None or value in ("", (), [], {}):
        return ()
    first, name = piece[0], piece[-1]
    told = WHOLE.get(first if first in ("facts", "questions") else name)
    if told is not None and isinstance(value, Mapping):
        return tuple(each for each in told(value, here) if each)
    if isinstance(value, Mapping):
        return tuple(_pairs(value))
    if isinstance(value, list | tuple):
        return tuple(_said(first, name, each, here) for each in value)
    return (_said(first, name, value, here),)


def title(record: Record, here: House) -> str:
    """What a record is called and where it belongs; without a name it is called by what it is."""
    match record:
        case ContactPoint():
            way = record.name or (here.label("channels", record.channel) if record.channel else KINDS["contact-point"])
            service = record_name(record.service_id, REFERENCES["serviceId"], here)
            return f"{way[:1].upper()}{way[1:]} van {service}"
        case Service() | Location():
            return f"{record.name} ({record_name(record.organization_id, REFERENCES['organizationId'], here)})"
        case DivisionOfLabour():
            one, other = (record_name(each, REFERENCES["fromId"], here) for each in (record.from_id, record.to_id))
            return f"{one} {CODES['relation'][record.relation]} {other}"
        case Note():
            return f"Notitie over {record_name(record.about, REFERENCES['about'], here)}"
        case _:
            return named(record).name


def called(records: Iterable[Named], here: House) -> tuple[Named, ...]:
    """These, each by what the desk calls it as long as it is there."""
    return tuple(_called(each, here) for each in records)


def _called(each: Named, here: House) -> Named:
    found = current(here.store, each.kind, each.id)
    return structs.replace(each, name=title(found.record, here)) if found else each


def record_name(id: str, kinds: Iterable[Kind], here: House) -> str:
    """What a record of one of these kinds is called; its id when there is none (any more)."""
    for kind in kinds:
        if found := current(here.store, kind, id):
            return title(found.record, here)
    return title(here.coming[id], here) if id in here.coming else id


def day(value: object) -> str:
    """A date of JSON as people write it; what is no date stays as it is."""
    try:
        return DUTCH.day(date.fromisoformat(str(value)))
    except ValueError:
        return str(value)


def _of_fact(kind: Kind, name: str, here: House) -> str:
    return label(kind, tuple(name.split(".", 1)), here)


def _said(first: str, name: str, value: Any, here: House) -> str:
    if isinstance(value, bool):
        return "ja" if value else "nee"
    if isinstance(value, Mapping):
        return ": ".join(_pairs(value)) if name != "identifiers" else f"{value.get('scheme')} {value.get('value')}"
    if name in REFERENCES:
        return record_name(str(value), REFERENCES[name], here)
    if name in DIMENSIONS:
        return here.label(DIMENSIONS[name], str(value))
    return _of_code(first, name, str(value), here)


def _of_code(first: str, name: str, value: str, here: House) -> str:
    if name == "languages":
        return naming.language(value, DUTCH)
    if name in ("municipality", "region"):
        return here.areas.name(value) if here.areas.known(value) else value
    return CODES.get("conditions" if first == "conditions" else name, {}).get(value, value)


def _pairs(value: Mapping[str, Any]) -> Iterator[str]:
    for name, each in value.items():
        if each not in (None, "", (), [], {}):
            yield f"{OF_A_TERM.get(name, name)}: {_plain(each)}"


def _plain(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(_pairs(value))
    if isinstance(value, list | tuple):
        return ", ".join(map(_plain, value))
    return {True: "ja", False: "nee"}.get(value, str(value)) if isinstance(value, bool) else str(value)


# What is said as a whole.


def _hours(value: Mapping[str, Any], here: House) -> Iterator[str]:
    schedule = msgspec.convert(value, Schedule)
    yield from hours.short(schedule, DUTCH) or (("Geen gewone week ingevuld",) if not schedule.exceptions else ())
    yield HOLIDAYS[schedule.on_holidays]
    for each in schedule.exceptions:
        when = day(each.first) if each.first == each.last else f"{day(each.first)} tot en met {day(each.last)}"
        times = ", ".join(f"{span.opens}–{span.closes}" for span in each.spans) or "dicht"
        yield f"{when}: {times}" + (f" ({each.reason})" if each.reason else "")
    yield f"Vanaf {day(schedule.valid_from)}" if schedule.valid_from else ""
    yield f"Tot en met {day(schedule.valid_to)}" if schedule.valid_to else ""
    yield schedule.note or ""


def _phone(value: Mapping[str, Any], here: House) -> Iterator[str]:
    extension = f", toestel {value['extension']}" if value.get("extension") else ""
    more = [each for each in (value.get("label"), PHONES.get(str(value.get("kind", "voice")))) if each]
    yield f"{value.get('number', '')}{extension}" + (f" ({', '.join(map(str, more))})" if more else "")


def _area(value: Mapping[str, Any], here: House) -> Iterator[str]:
    for code in value.get("codes", ()):
        yield here.areas.name(code) if here.areas.known(code) else str(code)
    yield str(value.get("note") or "")


def _operation(value: Mapping[str, Any], here: House) -> Iterator[str]:
    until = f" tot {day(value['until'])}" if value.get("until") else ""
    yield STATES.get(str(value.get("state")), str(value.get("state"))) + until
    yield str(value.get("note") or "")


def _address(value: Mapping[str, Any], here: House) -> Iterator[str]:
    yield f"{value.get('street')}, {value.get('postcode')} {value.get('place')}"
    yield "Postadres" if value.get("kind") == "postal" else ""


def _waiting(value: Mapping[str, Any], here: House) -> Iterator[str]:
    yield str(value.get("text", ""))
    yield f"Gezegd op {day(value.get('statedOn'))}, geldig tot {day(value.get('expiresOn'))}"


def _fact(value: Mapping[str, Any], here: House) -> Iterator[str]:
    yield str(value.get("source", ""))
    yield f"Nagekeken op {day(value.get('checkedOn'))} door {value.get('checkedBy', 'redactie')}"
    yield f"De bron is van {value['asOf']}" if value.get("asOf") else ""
    yield "Gemeld door een ander, niet bevestigd" if value.get("status") == "reported" else ""
    yield str(value.get("note") or "")


def _question(value: Mapping[str, Any], here: House) -> Iterator[str]:
    yield str(value.get("text", ""))
    yield f"Vraag het aan: {value['ask']}" if value.get("ask") else ""


WHOLE: Mapping[str, Callable[[Mapping[str, Any], House], Iterator[str]]] = {
    "hours": _hours,
    "phone": _phone,
    "area": _area,
    "operation": _operation,
    "address": _address,
    "waitingTime": _waiting,
    "facts": _fact,
    "questions": _question,
}
