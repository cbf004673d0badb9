"""The Dutch sentences of a judgement: short, calm, and about public facts of the entries only."""

from collections.abc import Iterable
from typing import Literal

from directory.matching.likeness import Likeness
from directory.text import normal

LONGEST_SHOWN = 80

LABELS = {
    "same": "waarschijnlijk dezelfde",
    "part-of": "de een is een onderdeel van de ander",
    "sister": "zelfde netwerk, andere regio of ander team",
    "successor": "de een is de opvolger van de ander",
    "related": "heeft iets gemeen met de ander",
    "different": "een andere organisatie",
}
NOT_THE_SAME = {
    "part-of": "De een is een onderdeel van de ander.",
    "sister": "Het zijn twee organisaties in één netwerk.",
    "successor": "De een is de opvolger van de ander.",
    "related": "De namen verschillen te veel om zeker te zijn.",
    "different": "Het zijn verschillende organisaties.",
}
PRIOR = "Uitgangspunt: twee vermeldingen zijn meestal niet dezelfde."
KNOWN_PART = "In de gids staat dat de een bij de ander hoort."
BESIDE = "De naam is alleen een andere naam van de ander. Het kan het grotere geheel zijn, of een deel."
OTHER_REGION = "Ze werken in een andere regio of plaats."
NO_REGION = "De ene naam noemt een regio en de andere niet. In dit netwerk zijn er meer."
OTHER_PART = "Het zijn verschillende teams of delen."
SAME_REGISTER = "Het nummer bij de Kamer van Koophandel is gelijk."
OTHER_REGISTER = "Het nummer bij de Kamer van Koophandel is anders."
NUMBER_IN_NAME = "Het nummer in de naam is het telefoonnummer van de ander."
OTHER_PHONE = "Het telefoonnummer is anders."
NAMESAKES = "De website is anders en er is geen nummer of plaats gelijk. Onder deze korte naam kan het een ander zijn."
OTHER_HOST = "De website is anders."
SAME_EMAIL = "Het e-mailadres is gelijk."
SAME_PLACE = "De plaats is gelijk."
WITHIN_AREA = "De plaats ligt in het gebied van de ander."
OTHER_PLACE = "De plaats is anders."


def label(verdict: str, *, maybe: bool) -> str:
    """The class in Dutch. With `maybe`, nothing but a low score keeps it from being the same."""
    return "mogelijk dezelfde" if verdict == "related" and maybe else LABELS[verdict]


def part(name: str) -> str:
    """Which of the two names is that of a part."""
    return f"{_quoted(name)} is een deel van een groter geheel, of de naam van één regio."


def other_number(here: Iterable[str], there: Iterable[str]) -> str:
    """Different numbers in the names."""
    return f"In de namen staan andere nummers: {' en '.join(sorted((_listed(here), _listed(there))))}."


def other_line(here: Iterable[str], there: Iterable[str]) -> str:
    """Short numbers that lead to different lines."""
    return f"Het zijn verschillende korte nummers: {' en '.join(sorted((_listed(here), _listed(there))))}."


def shared(field: str, value: str, users: int) -> str:
    """A number or site that both have, and how many others have it."""
    what = {
        "phones": "Het telefoonnummer is gelijk",
        "formerPhones": "Het nummer van de een is een oud nummer van de ander",
        "url": "De website is gelijk",
    }[field]
    sentence = f"{what}: {value}"
    return f"{sentence}. Maar {users} organisaties gebruiken dat." if users > 1 else f"{sentence}."


def name(likeness: Likeness, past: Literal["name", "work"] | None) -> str:
    """How alike the names are; with `past` the former name, or the name of who took over the work."""
    both = sorted((likeness.one.text, likeness.other.text))
    here, there = map(_quoted, both)
    if past == "work":
        return f"Het werk van de een is overgegaan op de ander: {here}."
    if past == "name":
        return f"De een heet zoals de ander vroeger heette: {here}."
    return {
        "equal": f"De naam is gelijk: {here}.",
        "typo": f"De namen verschillen door een typfout: {here} en {there}.",
        "core": f"De namen zijn gelijk, op een plaats of een algemeen woord na: {here} en {there}.",
        "kindred": f"De namen gaan over hetzelfde, maar noemen een ander soort organisatie: {here} en {there}.",
        "acronym": f"De ene naam is een afkorting van de andere: {here} en {there}.",
        "inside": f"De ene naam zit in de andere: {here} en {there}.",
        "partial": f"De namen hebben iets gemeen: {here} en {there}.",
        "none": "De namen zijn anders.",
    }[likeness.kind]


def _quoted(text: str) -> str:
    shown = normal(text)
    return f"“{shown}”" if len(shown) <= LONGEST_SHOWN else f"“{shown[: LONGEST_SHOWN - 1]}…”"


def _listed(values: Iterable[str]) -> str:
    return ", ".join(sorted(values))
