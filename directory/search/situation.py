"""Where and when, as far as a question says so itself: "in Borne", "7551 AB", "vannacht", "zondag"."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta

import msgspec

from directory.geo.gazetteer import Gazetteer
from directory.geo.place import Place
from directory.hours import AMSTERDAM
from directory.lexicon import Phrases, known_dutch, tokens
from directory.text import fold

POSTCODE = re.compile(r"(?<![\d-])([1-9][0-9]{3})(?:\s?([A-Za-z]{2}))?(?![\w-])")
# Behind four digits: an amount and no postcode.
UNIT = re.compile(r"\s*(?:euro|eur|€|meter|km|uur|keer|jaar|dagen|mensen|zł|lira|tl)", re.IGNORECASE)
# These alone make a place of an ordinary word.
CERTAIN = frozenset({"in", "te", "uit", "gemeente", "regio"})
# What stands before a place.
# ruff: noqa: SIM905  lists of quoted words read worse
BEFORE = frozenset(
    """in te uit bij nabij rond rondom omgeving regio gemeente vlakbij richting near from around w we z koło kolo u v з
    в у біля aus nahe um von""".split()
)
# Places that are ordinary words as well.
NO_PLACE = frozenset(
    """buren bergen huizen beek hoek winkel best dieren elst goes heel laren putten made enter epe losser
    goor""".split()
)
LONGEST = 4
SHORTEST = 4
# How a moment is called, and at what hour of it somebody is thought of: by day, in the evening, in the night.
NOON, EVENING, NIGHT = time(12), time(21), time(3)
PAST = "past"
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
LABELS: Mapping[str, str] = {
    "now": "nu",
    "tonight": "vanavond of vannacht",
    "night": "'s nachts",
    "tomorrow": "morgen",
    "weekend": "in het weekend",
    **dict(zip(DAYS, ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag"), strict=True)),
}


class Situation(msgspec.Struct, frozen=True, kw_only=True):
    """What was taken out of a text: a place (or several of one name), a moment; `rest` is what is left of it."""

    rest: str
    place: Place | None = None
    namesakes: tuple[Place, ...] = ()
    when: str | None = None
    at: datetime | None = None


class Reader:
    """Reads situations out of texts."""

    def __init__(self, gazetteer: Gazetteer, times: Mapping[str, Phrases]) -> None:
        """`times` are words for moments, by name of the moment and language."""
        self._gazetteer = gazetteer
        self._times = {
            tuple(tokens(word)): name for name, by in times.items() for words in by.values() for word in words
        }
        self._past = {words for words, name in self._times.items() if name == PAST}
        self._times = {words: name for words, name in self._times.items() if name != PAST}

    def read(self, text: str, now: datetime) -> Situation:
        """The place and the moment that a text names."""
        rest, places = self._place(text)
        near = [each for each in places if each.in_twente] if len(places) > 1 else places
        when = self._when(text)
        return Situation(
            rest=rest if len(near) == 1 else text,
            place=near[0] if len(near) == 1 else None,
            namesakes=tuple(places) if len(near) != 1 else (),
            when=when,
            at=moment(when, now) if when else None,
        )

    def _place(self, text: str) -> tuple[str, Sequence[Place]]:
        for match in POSTCODE.finditer(text):
            is_year = match[2] is None and 1900 <= int(match[1]) <= 2039
            beside_digits = text[: match.start()].rstrip()[-1:].isdigit() or text[match.end() :].lstrip()[:1].isdigit()
            amount = UNIT.match(text, match.end()) is not None or UNIT.match(text, match.end(1)) is not None
            if not is_year and not beside_digits and not amount and (found := self._gazetteer.find(match[0])):
                return f"{text[: match.start()]} {text[match.end() :]}", found
        return self._named(text)

    def _named(self, text: str) -> tuple[str, Sequence[Place]]:
        words = text.split()
        plain = [_bare(each) for each in words]
        for length in range(min(LONGEST, len(words)), 0, -1):
            for start in range(len(words) - length + 1):
                said = " ".join(plain[start : start + length])
                announced = start > 0 and plain[start - 1] in BEFORE
                certain = start > 0 and plain[start - 1] in CERTAIN
                # "Steeds losser met geld" is no place; "Losser" with a capital, or alone, is.
                ordinary = said in NO_PLACE and not certain and not (words[start][0].isupper() or len(words) == 1)
                if len(said) < SHORTEST or said[0].isdigit() or ordinary:
                    continue
                found = self._gazetteer.find(said)
                written = words[start][:1].isupper() or not known_dutch(said)
                if found and (announced or length > 1 or written or any(each.in_twente for each in found)):
                    kept = words[: start - 1 if announced else start] + words[start + length :]
                    return " ".join(kept), found
        return text, ()

    def _when(self, text: str) -> str | None:
        said = tokens(text)
        for length in (3, 2, 1):
            for start in range(len(said) - length + 1):
                name = self._times.get(tuple(said[start : start + length]))
                if name and not (name in DAYS and self._was(said, start, start + length)):
                    return name
        return None

    def _was(self, said: Sequence[str], start: int, end: int) -> bool:
        """Whether this day was already: "vorige week zondag", and behind it as in Arabic."""
        before = (tuple(said[max(0, start - length) : start]) for length in (1, 2))
        return any(each in self._past for each in before) or tuple(said[end : end + 1]) in self._past


def _bare(word: str) -> str:
    """A word as a name is looked up: without what a language hangs on it behind an apostrophe."""
    return fold(re.split(r"['’]", word)[0])


def moment(name: str, now: datetime) -> datetime:
    """The next moment of this name, from now on, in Amsterdam."""
    here = now.astimezone(AMSTERDAM)
    if name == "now":
        return now
    if name == "tonight":
        return here if here.hour >= EVENING.hour or here.hour < 6 else _at(here, 0, EVENING)
    if name == "night":
        return here if here.hour < 6 else _at(here, 1, NIGHT)
    if name == "tomorrow":
        return _at(here, 1, NOON)
    day = DAYS.index("saturday" if name == "weekend" else name)
    if name == "weekend" and here.weekday() >= day:
        return here
    return here if here.weekday() == day else _at(here, (day - here.weekday()) % 7, NOON)


def _at(here: datetime, days: int, hour: time) -> datetime:
    return datetime.combine((here + timedelta(days=days)).date(), hour, AMSTERDAM)
