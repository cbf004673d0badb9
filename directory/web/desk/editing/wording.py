"""What is wrong in a form, in Dutch and about this very field."""

from collections.abc import Mapping, Sequence

from directory.errors import Fault
from directory.gate.house import House
from directory.model import Kind
from directory.web.desk import words
from directory.web.desk.editing.fields import Piece, fields_of
from directory.web.desk.values import label

CODES: Mapping[str, str] = {
    "field.missing": "Vul dit in.",
    "too-long": "Dit is te lang. Maak het korter.",
    "too-many": "Dit is te veel. Laat iets weg.",
    "too-few": "Kies er minstens één.",
    "choice": "Kies een van de mogelijkheden.",
    "text": "Hier staat een teken dat niemand kan zien. Typ het opnieuw.",
    "text.address": "Haal het adres weg. Dit is op meer plekken te lezen.",
    "reference": "Dit kennen wij niet. Kies iets dat in de gids staat.",
    "term.unknown": "Een van deze begrippen kennen wij niet (meer).",
    "area.unknown": "Een van deze gebieden kennen wij niet. Schrijf een gemeente of een code zoals GM0164.",
    "phone": "Zo'n nummer bestaat niet. Kijk de cijfers na.",
    "point": "Vul van het punt op de kaart alles in, of niets.",
    "order": "Dit kan niet: het eind ligt voor het begin.",
    "contradiction": "Altijd open en losse tijden gaan niet samen.",
    "twice": "Hier staat iets twee keer.",
    "slug.taken": "Een ander heeft deze naam al, of had die vroeger. Kies een andere.",
    "slug.twice": "Deze naam staat hier twee keer.",
    "part-of-itself": "Een organisatie is geen deel van zichzelf.",
    "confidential": "Van een geheime plek komt nergens te staan waar die is.",
    "fact.missing": "Waar staat dit? Geef de bron en de dag.",
    "fact.idle": "Hier is een bron, maar geen gegeven. Vul het gegeven in of haal de bron weg.",
    "source.needed": "Dit is veranderd. Geef hier een nieuwe bron, of onderaan één bron voor alles.",
    "choose": "Kies er minstens één, of kies “niet bekend”.",
    "unknown.and-known": "U koos “niet bekend”, en u vulde ook iets in. Het is één van de twee.",
    "always.and-hours": "U koos “altijd open”, en er staan ook losse tijden. Het is één van de twee.",
    "hours": "Deze tijden kunnen wij niet lezen. Schrijf ze zo: 09:00-17:00, 19:00-21:00.",
    "hours.none": "Vul de tijden van minstens één dag in, of kies iets anders.",
    "exceptions": "Dit kunnen wij niet lezen. Schrijf het zo: 2026-12-24 t/m 2026-12-26: dicht (kerst).",
    "number.retired": "Er is een waarschuwing dat niemand dit nummer moet gebruiken.",
}
# By the last part of the name, where the code says only that it is no such value.
VALUES: Mapping[str, str] = {
    "number": "Schrijf alleen cijfers, met spaties of streepjes: 0800-2000.",
    "extension": "Een toestel bestaat uit hoogstens tien cijfers.",
    "url": "Begin een webadres met https:// en schrijf het helemaal uit.",
    "website": "Begin een webadres met https:// en schrijf het helemaal uit.",
    "email": "Een mailadres ziet eruit als naam@voorbeeld.nl.",
    "postcode": "Schrijf een postcode zo: 7551 AB.",
    "slug": "Gebruik alleen kleine letters, cijfers en streepjes.",
    "checkedOn": "Schrijf een dag zo: 2026-11-24.",
    "asOf": "Schrijf een jaar, maand of dag: 2026, 2026-05 of 2026-05-31.",
    "until": "Schrijf een dag zo: 2026-11-24.",
    "statedOn": "Schrijf een dag zo: 2026-11-24.",
    "expiresOn": "Schrijf een dag zo: 2026-11-24.",
    "validFrom": "Schrijf een dag zo: 2026-11-24.",
    "validTo": "Schrijf een dag zo: 2026-11-24.",
    "minimumAge": "Schrijf een leeftijd in jaren: 18.",
    "maximumAge": "Schrijf een leeftijd in jaren: 18.",
    "latitude": "Een breedtegraad in Nederland ligt tussen 50,5 en 53,7.",
    "longitude": "Een lengtegraad in Nederland ligt tussen 3,2 en 7,3.",
    "known": "Deze tijden kunnen wij niet lezen.",
    "identifiers": "Schrijf eerst het register en dan het nummer: nl-kvk 12345678.",
    "bekeken": "Schrijf een dag zo: 2026-11-24.",
}
NO_VALUE = frozenset({"value", "type"})


def faults(found: Mapping[str, str]) -> dict[str, str]:
    """What is wrong, by field, from codes by field."""
    return {name: sentence(name, code) for name, code in found.items()}


def sentence(name: str, code: str) -> str:
    """One fault of a field."""
    if code in NO_VALUE and (said := VALUES.get(name.rpartition(".")[2])):
        return said
    return CODES.get(code) or words.fault(Fault(pointer=f"/{name}", code=code, detail=""))


def listed(found: Mapping[str, str], kind: Kind, pieces: Sequence[Piece], here: House) -> list[tuple[str, str, str]]:
    """All faults for the top of the page: where it is in the form, what it is called there, what is wrong."""
    labels = {each.name: each.label for each in fields_of(pieces)}
    return [(name, labels.get(name) or _called(name, kind, here), said) for name, said in found.items()]


def _called(name: str, kind: Kind, here: House) -> str:
    own = {
        "reden": "Waarom",
        "bron": "Bron voor alles wat verandert",
        "bekeken": "Nagekeken op",
        "": "Alles bij elkaar",
    }
    if name in own:
        return own[name]
    first, _, rest = name.partition(".")
    if first == "facts":
        return f"Bron van {label(kind, (*rest.rpartition('.')[0].split('.', 1),), here).lower()}"
    return label(kind, (first, rest) if first in ("conditions", "referral") and rest else (first,), here)
