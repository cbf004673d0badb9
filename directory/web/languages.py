"""The languages of the pages: what is said in each, which way it runs, and which address it has."""

import io
from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import cache
from pathlib import Path

from babel import Locale
from babel.dates import format_date, format_datetime
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations

from directory.hours import AMSTERDAM
from directory.lexicon import Language

FOLDER = Path(__file__).parent / "locale"
# Each by its own name. Dutch is what the pages are written in, and has no part of its own in the address.
NAMES: dict[Language, str] = {
    "nl": "Nederlands",
    "en": "English",
    "tr": "Türkçe",
    "ar": "العربية",
    "pl": "Polski",
    "uk": "Українська",
    "de": "Deutsch",
}
DUTCH: Language = "nl"
EVERY: Sequence[Language] = tuple(NAMES)
# What is about policy and programs is read by people who read one of these.
POLICY: Sequence[Language] = ("nl", "en")
RIGHT_TO_LEFT = frozenset({"ar"})


class Speech:
    """One language: `say` translates what the pages say, `dir` is the way it runs."""

    def __init__(self, code: Language, translations: NullTranslations) -> None:
        self.code = code
        self.name = NAMES[code]
        self.dir = "rtl" if code in RIGHT_TO_LEFT else "ltr"
        self.translations = translations
        self.say: Callable[[str], str] = translations.gettext
        self.count: Callable[[str, str, int], str] = translations.ngettext
        # Days as in Europe.
        self._locale = Locale.parse("en_GB" if code == "en" else code)

    def day(self, day: date) -> str:
        """A date as people write it: 24 november 2026."""
        return format_date(day, "long", locale=self._locale)

    def short_day(self, day: date) -> str:
        """A date as short as it can be said: 24 nov 2026."""
        return format_date(day, "medium", locale=self._locale)

    def weekday(self, number: int, width: str = "wide") -> str:
        """A day of the week by number, 0 is Monday."""
        return str(self._locale.days["stand-alone"][width][number])

    def clock(self, moment: datetime) -> str:
        """A clock time in Amsterdam: 09:00."""
        return moment.astimezone(AMSTERDAM).strftime("%H:%M")

    def moment(self, moment: datetime) -> str:
        """A moment in Amsterdam: 24 nov 2026 09:00."""
        return f"{self.short_day(moment.astimezone(AMSTERDAM).date())} {self.clock(moment)}"

    def weekday_and_clock(self, moment: datetime) -> str:
        """A moment within a week: maandag 09:00."""
        return format_datetime(moment.astimezone(AMSTERDAM), "EEEE HH:mm", locale=self._locale)


@cache
def speech(code: Language) -> Speech:
    """This language. Without a catalogue, and where one has no word for it, it is said in Dutch."""
    path = FOLDER / f"{code}.po"
    if code == DUTCH or not path.exists():
        return Speech(code, NullTranslations())
    compiled = io.BytesIO()
    with path.open("rb") as file:
        write_mo(compiled, read_po(file, locale=code))
    compiled.seek(0)
    return Speech(code, Translations(compiled))


def prefix(code: Language) -> str:
    """What stands before the address of a page in this language."""
    return "" if code == DUTCH else f"/{code}"


def paths(path: str, languages: Sequence[Language] = EVERY) -> list[str]:
    """The addresses of a page in these languages: `/zoek`, `/en/zoek`, …"""
    return [(prefix(code) + path).rstrip("/") or "/" for code in languages]


def split(path: str) -> tuple[Language, str]:
    """The language of an address, and the address without it."""
    first, _, rest = path.removeprefix("/").partition("/")
    for code in EVERY:
        if first == code and code != DUTCH:
            return code, f"/{rest}"
    return DUTCH, path
