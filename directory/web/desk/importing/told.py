"""What the desk says in Dutch about files that come in: why one is not taken, and what is wrong with a cell."""

from collections.abc import Mapping

from directory.errors import DirectoryError, Fault, Invalid
from directory.intake.fields import FIELDS
from directory.model.intake import BUCKETS, Bucket, CellFault, Form
from directory.web.desk import words

GROUPS: Mapping[Bucket, str] = {
    "new": "Nieuw",
    "changed": "Gewijzigd",
    "duplicate": "Misschien al in de gids",
    "error": "Hier klopt iets niet",
    "unchanged": "Ongewijzigd",
}
FORMS: Mapping[Form, str] = {
    "csv": "tabel (CSV)",
    "xlsx": "werkblad (XLSX)",
    "native": "eigen uitvoer van de gids",
    "hsds": "HSDS (JSON)",
    "hsds-tables": "HSDS (tabellen)",
    "bulk": "één veld in veel gegevens",
}
FILES: Mapping[str, str] = {
    "file.empty": "Er zit niets in dit bestand.",
    "file.too-large": "Dit bestand is te groot: hoogstens 20 MB. Deel het op.",
    "file.form": "Dit soort bestand kunnen wij niet lezen. Bewaar het als XLSX of als CSV UTF-8, zonder wachtwoord.",
    "file.binary": "Dit is geen tekst en geen werkblad.",
    "file.encoding": "De letters in dit bestand zijn niet te lezen. Bewaar het als CSV UTF-8 of als XLSX.",
    "file.csv": "Ergens staat een aanhalingsteken dat niet wordt gesloten. Bewaar het bestand als XLSX.",
    "file.zip": "Dit bestand is beschadigd. Bewaar het opnieuw.",
    "file.xml": "Dit werkblad is beschadigd. Bewaar het opnieuw, als XLSX.",
    "file.bomb": "Dit bestand wordt uitgepakt veel te groot. Wij hebben het niet geopend.",
    "file.members": "Er zitten te veel bestanden in dit bestand.",
    "file.path": "In dit bestand zit een naam die ergens anders heen wijst. Wij hebben het niet geopend.",
    "file.locked": "Er zit een wachtwoord op dit bestand. Bewaar het zonder.",
    "file.macros": "Er zitten macro's in dit bestand. Bewaar het als XLSX, zonder macro's.",
    "file.linked": "Dit bestand haalt gegevens uit een ander bestand. Plak die eerst als waarden.",
    "file.rows": "Er zijn te veel rijen: hoogstens 200.000. Deel het op.",
    "file.columns": "Er zijn te veel kolommen: hoogstens 200.",
    "file.cells": "Er zijn te veel cellen: hoogstens vier miljoen. Deel het op.",
    "file.waiting": "Er wachten al twintig bestanden van u. Maak er eerst een af, of gooi er een weg.",
    "format": "Dit is geen uitvoer van deze gids.",
    "json": "Dit is geen goede JSON.",
}
CELLS: Mapping[str, str] = {
    "phone": "Dit is geen Nederlands telefoonnummer.",
    "phone.number": "Een programma maakte hier een getal van. De nul vooraan kan weg zijn. Typ het nummer als tekst.",
    "phone.scientific": "Een programma rondde dit nummer af. Zoek het nummer opnieuw op.",
    "phone.date": "Een programma maakte hier een datum van. Typ het nummer als tekst.",
    "phone.several": "Hier staat meer dan één nummer. Laat er één staan.",
    "phone.zero": "De nul vooraan ontbreekt. Typ het nummer als tekst.",
    "kvk": "Een KvK-nummer heeft acht cijfers. Misschien is een nul vooraan weg.",
    "url": "Dit is geen webadres. Er past er één in een cel.",
    "email": "Dit is geen mailadres. Er past er één in een cel.",
    "date": "Dit is geen datum. Schrijf hem als 24-11-2026.",
    "date.future": "Deze dag moet nog komen.",
    "hours": "Deze tijden begrijpen wij niet. Schrijf ze als: ma-vr 9:00-17:00; za 10:00-12:00.",
    "postcode": "Dit is geen hele postcode, zoals 7551 AB.",
    "address": "Schrijf het adres als: straat en nummer, postcode plaats.",
    "truth": "Schrijf ja of nee.",
    "choice": "Dit woord hoort hier niet bij de keuzes.",
    "several": "Hier past er één.",
    "term.unknown": "Hier staat een woord dat niet in onze woordenlijst staat.",
    "area.unknown": "Dit gebied kennen wij niet, of er zijn er meer die zo heten. Schrijf de CBS-code.",
    "language.unknown": "Hier staat iets dat geen taal is. Schrijf nl, en, ar.",
    "formula": "Een formule in deze cel ging fout. Typ de waarde.",
    "too-long": "Hier staat te veel tekst.",
    "text.encoding": "De letters zijn hier kapotgegaan (Ã«). Bewaar het bestand als UTF-8.",
    "text.address": "Hier lijkt een adres te staan. Dat hoort niet in een tekst.",
    "odd.date": "Een programma maakte hier een datum van. Typ het als tekst.",
    "odd.time": "Een programma maakte hier een tijd van. Typ het als tekst.",
    "odd.truth": "Een programma maakte hier waar of onwaar van. Typ het als tekst.",
    "confidential": "Een geheime plek voert u met de hand in. Hiervan is niets overgenomen.",
    "record.unknown": "Dit hebben wij niet. Laat de cel leeg voor een nieuw gegeven.",
    "read-only": "Deze kolom is alleen om te lezen. Verander het bij het gegeven zelf.",
    "fact.idle": "Er is geen waarde waar deze bron bij hoort.",
    "field.missing": "Dit mag niet leeg zijn.",
    "differs": "Er staat al iets anders. Dat blijft staan.",
    "places": "Deze organisatie heeft meer plekken. Verander het daar.",
    "contradiction": "Een eerdere rij zegt iets anders over hetzelfde.",
    "tombstone": "Een bestand laat niets verdwijnen. Doe dat bij het gegeven zelf.",
    "json": "Deze regel is geen gegeven van ons.",
    "field.unknown": "Dit veld kennen wij niet.",
}
ASKED: Mapping[str, str] = {
    "import.keyless": "Zeg bij één kolom over welke organisatie of welke ingang het gaat.",
    "import.empty": "U koos niets dat iets verandert.",
    "import.too-many": "Een collega kan hoogstens 10.000 wijzigingen tegelijk bekijken. Kies minder.",
    "twice": "Twee kolommen hebben hetzelfde veld.",
    "bulk.empty": "Er is geen gegeven dat hierbij past.",
}


def file(error: DirectoryError) -> str:
    """Why a whole file is not taken, with where when it says so."""
    if not isinstance(error, Invalid):
        return words.failure(error)
    first = error.faults[0]
    told = FILES.get(first.code) or CELLS.get(first.code) or words.fault(first)
    where = f" ({first.where} {first.pointer})" if first.where not in ("file", "body") else ""
    return f"{told}{where}" + (f" Zo zijn er nog {len(error.faults) - 1}." if len(error.faults) > 1 else "")


def cell(each: CellFault) -> str:
    """What is wrong with a cell."""
    return CELLS.get(each.code) or words.fault(Fault(pointer="", code=each.code, detail=""))


def asked(invalid: Invalid) -> dict[str, str]:
    """What is wrong with a form about files, by its field."""
    return {each.pointer.removeprefix("/"): _said(each) for each in invalid.faults}


def together(invalid: Invalid) -> str:
    """What is wrong with a batch, in one go: the first few, each with the name of its record."""
    first = [f"{each.where}: {_said(each)}" if each.where != "body" else _said(each) for each in invalid.faults[:5]]
    more = len(invalid.faults) - len(first)
    return " ".join(dict.fromkeys(first)) + (f" Zo zijn er nog {more}." if more else "")


def _said(each: Fault) -> str:
    return ASKED.get(each.code) or CELLS.get(each.code) or words.fault(each)


def field(name: str) -> str:
    """What a field of a sheet is called; a pointer into a record as it is."""
    return FIELDS[name].label if name in FIELDS else name.strip("/")


assert [*GROUPS] == [*BUCKETS]  # noqa: S101  a group for each, in one order
