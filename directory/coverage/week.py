"""Hours as people write them in a proposal: `24/7`, `ma-vr 17:00-23:00`, or a schedule as records have it."""

import re

import msgspec

from directory.model import Schedule, Span
from directory.model.hours import DAYS, Day
from directory.text import plain

ALWAYS = frozenset({"24/7", "24x7", "altijd", "always", "dag en nacht", "24 uur per dag", "24 uur", "24 uurs"})
SAID = {"kantooruren": "ma-vr 9:00-17:00", "tijdens kantooruren": "ma-vr 9:00-17:00", "weekend": "weekend 0:00-24:00"}
DUTCH = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag")
NAMES: dict[str, Day] = {name: day for dutch, day in zip(DUTCH, DAYS, strict=True) for name in (dutch, dutch[:2], day)}
EVERY_DAY = frozenset({"", "dagelijks", "elke dag", "alle dagen", "iedere dag", "elke avond", "iedere avond"})
GROUPS: dict[str, tuple[Day, ...]] = {
    "weekend": ("sa", "su"),
    "in het weekend": ("sa", "su"),
    "werkdagen": DAYS[:5],
    "op werkdagen": DAYS[:5],
    "doordeweeks": DAYS[:5],
}
TIMES = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?\s*(?:uur)?\s*(?:-|–|tot|t/m)\s*(\d{1,2})(?:[:.](\d{2}))?\s*(?:uur)?$")
RANGE = re.compile(r"\s*(?:-|–|t/m|tot en met)\s*")
# "Woensdagochtend" and "elke woensdag" are Wednesday; the times say when.
PART_OF_DAY = re.compile(r"^(?:elke|iedere)\s+|(?:ochtend|middag|avond)?s?$")
EXPECTED = 'Hours are "24/7", days and times such as "ma-vr 17:00-23:00", or an object with `always` or `spans`.'


def read_hours(value: object) -> Schedule:
    """The schedule that is meant. Raises `ValueError` with what was expected."""
    if isinstance(value, str):
        return _said(plain(value))
    if isinstance(value, list):
        value = {"spans": value}
    if not isinstance(value, dict):
        raise ValueError(EXPECTED)
    try:
        return msgspec.convert(value, Schedule)
    except msgspec.ValidationError as error:
        raise ValueError(f"{EXPECTED} {error}.") from None


HOUR = re.compile(r"([a-z]{2,9})[ -]+(\d{1,2})(?:[:.]00)?(?:\s*uur)?")


def read_hour(text: str) -> int:
    """An hour of the week as people say it (`di 03:00`, `tu-3`), 0 is Monday 00:00. Raises `ValueError`."""
    found = HOUR.fullmatch(plain(text))
    day = NAMES.get(found[1]) if found else None
    if found is None or day is None or int(found[2]) > 23:
        raise ValueError('An hour of the week is a day and a whole hour, such as "tu-03" or "di 03:00".')
    return DAYS.index(day) * 24 + int(found[2])


def _said(text: str) -> Schedule:
    if text in ALWAYS:
        return Schedule(always=True)
    text = SAID.get(text, text).replace("tot en met", "t/m")
    spans: list[Span] = []
    days: tuple[Day, ...] = ()
    for part in re.split(r"[;,]|\ben\b", text):
        times = TIMES.search(part)
        named = re.sub(r"\b(van|op|om)\b|:$", " ", part[: times.start()] if times else part).strip()
        if times is None:
            # Only days: those of the next part come with them ("ma, wo en vr 10:00-12:00").
            days = (*(days if not spans else ()), *_days(named)) if named else days
            if not named:
                raise ValueError(EXPECTED)
            continue
        # Without days of its own a part is about those before it ("ma-vr 9:00-12:00, 13:00-17:00").
        spread = _days(named) if named or not (days or spans) else ()
        whole = tuple(dict.fromkeys((*days, *spread))) if spread or days else spans[-1].days
        spans.append(_span(times, whole))
        days = ()
    if not spans or days:
        raise ValueError(EXPECTED)
    return Schedule(spans=tuple(spans))


def _span(times: re.Match[str], days: tuple[Day, ...]) -> Span:
    opens, closes = _clock(times[1], times[2]), _clock(times[3], times[4])
    if opens == closes:
        raise ValueError(EXPECTED)
    return Span(days=days, opens=opens, closes=closes)


def _days(text: str) -> tuple[Day, ...]:
    if text in EVERY_DAY:
        return DAYS
    if text in GROUPS:
        return GROUPS[text]
    ends = [NAMES.get(PART_OF_DAY.sub("", each.rstrip("."))) for each in RANGE.split(text)]
    first, last = ends[0], ends[-1]
    if first is None or last is None or len(ends) > 2:
        raise ValueError(EXPECTED)
    start, stop = DAYS.index(first), DAYS.index(last)
    count = (stop - start) % 7 + 1
    return tuple(DAYS[(start + each) % 7] for each in range(count))


def _clock(hour: str, minute: str | None) -> str:
    clock = f"{int(hour):02}:{minute or '00'}"
    if int(hour) > 24 or int(minute or 0) > 59 or (int(hour) == 24 and int(minute or 0)):
        raise ValueError(EXPECTED)
    return clock
