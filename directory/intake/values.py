"""What a cell says, in the words of a record. What is not surely understood is refused with a word, never guessed.

Programs for sheets change what is typed: a number loses its zero in front, or becomes 6,1E+08, or a date. Nobody can
know what it was, so it is a fault of that cell.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any, Protocol

from babel import Locale
from msgspec import json

from directory.errors import Invalid
from directory.exchange.sheet_hours import read_hours
from directory.exchange.spreadsheets import Cell, Odd, shown
from directory.matching import register_number
from directory.model import Vocabulary
from directory.model.json import encode
from directory.text import INVISIBLE, fold
from directory.validation import plausible_phone


class Unread(Exception):
    """Why a cell is not understood. `detail` never repeats the cell."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code, self.detail = code, detail


class Areas(Protocol):
    """What this asks of the areas; `directory.geo.areas.Areas` is the real one."""

    def known(self, code: str) -> bool:
        """Whether an area has this code."""
        ...

    def named(self, text: str) -> Sequence[str]:
        """The codes of the areas that a text may mean."""
        ...


class Words:
    """The terms of a directory by all their names, and its areas."""

    def __init__(self, vocabularies: Iterable[Vocabulary], areas: Areas) -> None:
        self.areas = areas
        self._terms: dict[str, dict[str, str]] = {each.slug: _names(each) for each in vocabularies}

    def terms(self, dimension: str, cell: Cell) -> list[str]:
        """The terms in a cell, by slug, label or another name of theirs."""
        known = self._terms.get(dimension, {})
        found = [known.get(fold(each)) for each in several(cell)]
        if None in found:
            wrong = ", ".join(str(at) for at, each in enumerate(found, 1) if each is None)
            raise Unread("term.unknown", f"Word {wrong} in this cell is no term of {dimension}.")
        return [*dict.fromkeys(each for each in found if each)]

    def area(self, cell: Cell) -> list[str]:
        """The codes of the areas in a cell, by code or name."""
        found = []
        for at, each in enumerate(several(cell), 1):
            codes = [each] if self.areas.known(each) else [*self.areas.named(each.removeprefix("gemeente "))]
            if len(codes) != 1:
                what = "may be more than one area" if codes else "is no area"
                raise Unread("area.unknown", f"Word {at} in this cell {what}; write its CBS code.")
            found += codes
        return [*dict.fromkeys(found)]


def _names(vocabulary: Vocabulary) -> dict[str, str]:
    found: dict[str, str] = {}
    for term in vocabulary.terms:
        for name in (term.slug, term.label, *term.aliases, *term.alternate_labels):
            found.setdefault(fold(name), term.slug)
    return found


def text(cell: Cell) -> str:
    """A text; a number that a program made of it is one as well, since no zero counts in a text."""
    if isinstance(cell, Odd):
        if cell.kind == "number":
            return cell.text
        raise _odd(cell)
    if MOJIBAKE.search(cell):
        raise Unread(
            "text.encoding", "The letters of this cell were spoilt by a wrong encoding (Ã«). Save it as UTF-8."
        )
    return INVISIBLE.sub("", cell).strip()


# UTF-8 that somebody read as Windows-1252: É, ë, €, ’ and their like.
MOJIBAKE = re.compile("[\u00c3\u00c2][\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u2018-\u2022]|\u00e2\u20ac|\ufffd")


# What people type where they know nothing.
NOTHING = frozenset(
    {"", "-", "--", "---", "?", "??", "nvt", "n.v.t.", "n.v.t", "n/a", "na", "onbekend", "geen", "x", "."}
)


def says_nothing(cell: Cell) -> bool:
    """Whether a cell is empty, or says in so many words that nothing is known."""
    return shown(cell).strip().casefold() in NOTHING


def several(cell: Cell) -> list[str]:
    """The words of a list in a cell."""
    return [each for each in map(str.strip, re.split(r"[|;,\n]", text(cell))) if each]


def names(cell: Cell) -> list[str]:
    """Names in a cell; a comma may be part of one."""
    return [each for each in map(str.strip, re.split(r"[|;\n]", text(cell))) if each]


SCIENTIFIC = re.compile(r"\d(?:[.,]\d+)?\s*[eE]\s*\+?\d+")
CALLED = re.compile(r"^(?:tel(?:efoon)?|t|phone|mobiel|mob|gsm)\s*[.:]+\s*", re.IGNORECASE)
NUMBER = re.compile(r"\+?[0-9](?:[0-9 -]*[0-9])?")


def phone(cell: Cell) -> str:
    """A number as people dial it. Not when a program spoilt it, and not when it is two."""
    if isinstance(cell, Odd) and cell.kind in ("date", "time"):
        raise Unread("phone.date", "A program made a date of this number. Type it anew, as text.")
    if isinstance(cell, Odd) and cell.kind == "number" and not plausible_phone(cell.text):
        raise Unread("phone.number", "A program made a number of this: a zero in front may be gone. Type it as text.")
    told = CALLED.sub("", text(cell))
    if SCIENTIFIC.search(told):
        raise Unread("phone.scientific", "A program rounded this number (6,1E+08). Look the number up again.")
    bare = re.sub(r"[().\s/\u2010-\u2015-]+", " ", told.replace("(0)", " ")).strip()
    if NUMBER.fullmatch(bare) and plausible_phone(bare):
        return _tidy(told) if NUMBER.fullmatch(_tidy(told)) else bare
    if len(re.findall(r"\d{6,}", re.sub(r"[ ().-]", "", told))) > 1:
        raise Unread("phone.several", "There is more than one number here. Keep one.")
    if re.fullmatch(r"[1-9]\d{8}", re.sub(r"\D", "", bare)):
        raise Unread("phone.zero", "The zero in front is missing. Type the number as text.")
    raise Unread("phone", "No Dutch number has these digits.")


def _tidy(told: str) -> str:
    """The number as it was written, with what says nothing taken out."""
    return re.sub(r"\s+", " ", re.sub(r"\s*[-\u2010-\u2015]\s*", "-", told.replace("\u00a0", " "))).strip()


def url(cell: Cell) -> str:
    """A web address; `www.` in front is enough."""
    told = text(cell)
    found = told if re.match(r"https?://", told, re.IGNORECASE) else f"https://{told}"
    if re.search(r"\s", told) or not re.fullmatch(
        r"https?://[^\s/?#@]+\.[^\s/?#@]{2,}(?:[/?#]\S*)?", found, re.IGNORECASE
    ):
        raise Unread("url", "This is no web address. One cell holds one address.")
    return found


def email(cell: Cell) -> str:
    """A mail address."""
    told = re.sub(r"^mailto:", "", text(cell), flags=re.IGNORECASE)
    if not re.fullmatch(r"[^@\s,;]+@[^@\s,;]+\.[^@\s,;.]{2,}", told):
        raise Unread("email", "This is no mail address. One cell holds one address.")
    return told


DUTCH = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})")


def day(cell: Cell) -> str:
    """A date, in ISO. A year of two digits, or a number, is not surely one."""
    told = cell.text if isinstance(cell, Odd) and cell.kind == "date" else text(cell)
    try:
        if dutch := DUTCH.fullmatch(told):
            return date(int(dutch[3]), int(dutch[2]), int(dutch[1])).isoformat()
        return datetime.strptime(told, "%Y-%m-%d").date().isoformat()
    except ValueError:
        raise Unread("date", "This is no date. Write it as 2026-11-24.") from None


def hours(cell: Cell) -> dict[str, Any]:
    """A schedule, as JSON."""
    if isinstance(cell, Odd):
        raise _odd(cell)
    try:
        found: dict[str, Any] = json.decode(encode(read_hours(text(cell))))
    except Invalid as refusal:
        raise Unread("hours", refusal.faults[0].detail) from None
    return found


def languages(cell: Cell) -> list[str]:
    """Codes of languages, by code or Dutch name."""
    known = _languages()
    found = [known.get(fold(each)) for each in several(cell)]
    if None in found:
        raise Unread("language.unknown", "A word in this cell is no language. Write nl, en, ar.")
    return [*dict.fromkeys(each for each in found if each)]


@cache
def _languages() -> Mapping[str, str]:
    told = {code: name for code, name in Locale("nl").languages.items() if re.fullmatch("[a-z]{2,3}", code)}
    return {fold(name): code for code, name in told.items()} | {code: code for code in told}


def postcode(cell: Cell) -> str:
    """Four digits and two letters, with a space between."""
    found = re.fullmatch(r"([1-9]\d{3})\s*([A-Za-z]{2})", text(cell))
    if found is None:
        raise Unread("postcode", "This is no whole postcode such as 7551 AB.")
    return f"{found[1]} {found[2].upper()}"


def address(cell: Cell) -> dict[str, str]:
    """Street, postcode and place, in one cell."""
    found = re.fullmatch(r"(.+?)[,\n]\s*([1-9]\d{3}\s*[A-Za-z]{2})[,\s]\s*(\S.*)", text(cell), re.DOTALL)
    if found is None:
        raise Unread("address", "Write an address as: street and number, postcode place.")
    return {"street": found[1].strip(), "postcode": postcode(found[2]), "place": found[3].strip()}


def kvk(cell: Cell) -> str:
    """Eight digits of the trade register."""
    told = re.sub(r"[\s.]", "", text(cell))
    if not re.fullmatch(r"\d{8}", told):
        what = "A zero in front may be gone: " if register_number(told) and len(told) < 8 else ""
        raise Unread("kvk", f"{what}A number of the trade register has eight digits.")
    return told


def truth(cell: Cell) -> bool:
    """Yes or no."""
    told = fold(cell.text if isinstance(cell, Odd) and cell.kind == "truth" else text(cell))
    if told in ("ja", "yes", "waar", "true", "x", "j", "y", "1"):
        return True
    if told in ("nee", "no", "onwaar", "false", "n", "0"):
        return False
    raise Unread("truth", "Write ja or nee.")


def choice(*pairs: tuple[str, str]) -> Callable[[Cell], str]:
    """Reads one of these: what is kept, and other words for it with `|` between."""
    known = {fold(word): value for value, words in pairs for word in (value, *words.split("|"))}

    def read(cell: Cell) -> str:
        if (found := known.get(fold(text(cell)))) is None:
            raise Unread("choice", f"One of: {', '.join(dict.fromkeys(known.values()))}.")
        return found

    return read


role = choice(
    ("help", "hulp|hulpverlening|hulporganisatie"),
    ("knowledge", "kennis|kennisinstituut"),
    ("community", "gemeenschap|zelforganisatie|lotgenoten"),
    ("authority", "overheid|gemeente|gezag"),
    ("platform", "samenwerking|netwerk"),
    ("consultation", "overleg|consultatie"),
)
access = choice(
    ("self", "zelf|iedereen|zonder verwijzing|open"),
    ("by-referral", "op verwijzing|via verwijzing|verwijzing nodig"),
    ("professionals-only", "alleen professionals|professionals|alleen voor professionals"),
)
operation = choice(
    ("operating", "loopt|open|actief|in bedrijf"),
    ("temporarily-closed", "tijdelijk dicht|tijdelijk gesloten"),
    ("intake-stop", "wachtlijst gesloten|intakestop|opnamestop"),
    ("studied", "in onderzoek"),
    ("example", "voorbeeld"),
    ("ended", "gestopt|opgeheven|gesloten"),
    ("unknown", "onbekend"),
)
lifecycle = choice(
    ("draft", "concept"),
    ("in-review", "in beoordeling"),
    ("published", "gepubliceerd|in de gids"),
    ("archived", "gearchiveerd|archief"),
)


def _odd(cell: Odd) -> Unread:
    if cell.kind == "long":
        return Unread("too-long", "There is too much text in this cell.")
    if cell.kind == "error":
        return Unread("formula", "A formula in this cell went wrong. Type the value.")
    return Unread(f"odd.{cell.kind}", "A program made a date, a time or yes/no of this. Type it as text.")
