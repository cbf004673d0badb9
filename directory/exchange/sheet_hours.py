"""Hours in one line, read back: what `sheet.compact` writes, and what people write in its place.

`Mo-Fr 09:00-17:00; Sa[1] 10:00-12:00; PH off; 2026-12-24/2026-12-26 off` · `24/7` · `ma t/m vr 9.00-17.00 uur`.
Whatever is not understood to the last letter is not understood at all: hours are never guessed.
"""

import re
from datetime import date
from typing import Any

from directory.errors import Fault, Invalid
from directory.model import DAYS, Day, Schedule
from directory.text import plain
from directory.validation import read_struct

WORDS: dict[str, Day] = {
    **{each: each for each in DAYS},
    **dict(zip(("ma", "di", "wo", "do", "vr", "za", "zo"), DAYS, strict=True)),
    **dict(zip(("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag"), DAYS, strict=True)),
    **dict(zip(("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"), DAYS, strict=True)),
}
EVERY = re.compile(r"dagelijks|elke dag|iedere dag|7 dagen per week|daily")
ALWAYS = re.compile(
    r"24\s*/\s*7|(?:dag en nacht|24 uur per dag|24 uur)(?:,? (?:7 dagen per week|elke dag))?|altijd open"
)
DAY = "|".join(sorted(WORDS, key=len, reverse=True))
TO = r"\s*(?:-|–|t/m|tot en met|tm)\s*"
RUN = re.compile(rf"({DAY})\b(?:{TO}({DAY})\b)?")
CLOCK = r"(\d{1,2})(?:[:.](\d{2}))?(?:\s*(?:uur|u\b))?"
TIMES = re.compile(rf"(?:van\s+)?{CLOCK}\s*(?:-|–|tot)\s*{CLOCK}")
NTH = re.compile(r"\[(-?[1-5])\]")
PERIOD = re.compile(r"(\d{4}-\d{2}-\d{2})(?:/(\d{4}-\d{2}-\d{2}))?")
HOLIDAYS = {"ph off": "closed", "ph unknown": "unknown"}


def read_hours(text: str) -> Schedule:
    """The schedule that a line says. Raises `Invalid` when any of it is not understood."""
    found: dict[str, Any] = {"spans": [], "exceptions": []}
    told = plain(text)
    pieces = [each.strip() for each in re.split(r"[;\n]", told) if each.strip()]
    week = [each for each in pieces if each not in HOLIDAYS]
    for each in week:
        _take(each, found)
    always = bool(found.get("always"))
    said = next((HOLIDAYS[each] for each in pieces if each in HOLIDAYS), None)
    if said or _plainly_ours(text) or always:
        found["onHolidays"] = said or "same" if not (always and said is None) else "unknown"
    if not week:
        raise _unread()
    return read_struct(Schedule, {name: value for name, value in found.items() if value})


def _plainly_ours(text: str) -> bool:
    """Whether it is written as we write it: then what is not said of holidays means something."""
    return bool(re.match(r"(?:Mo|Tu|We|Th|Fr|Sa|Su|24/7|\d{4}-)", text))


def _take(piece: str, found: dict[str, Any]) -> None:
    if ALWAYS.fullmatch(piece):
        found["always"] = True
    elif period := PERIOD.match(piece):
        found["exceptions"].append(_exception(period, piece[period.end() :].strip()))
    else:
        found["spans"] += _spans(piece)


def _exception(period: re.Match[str], rest: str) -> dict[str, Any]:
    first, last = period[1], period[2] or period[1]
    if rest == "off":
        return {"first": first, "last": last}
    day = DAYS[_day(first).weekday()]
    return {"first": first, "last": last, "spans": [{"days": [day], **each} for each in _times(rest)]}


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise _unread() from None


def _spans(piece: str) -> list[dict[str, Any]]:
    days, rest = _days(piece)
    nth = NTH.match(rest)
    more = {"nth": int(nth[1])} if nth else {}
    rest = rest[nth.end() :] if nth else rest
    return [{"days": days, **more, **each} for each in _times(rest.strip(" :"))]


def _days(piece: str) -> tuple[list[Day], str]:
    if every := EVERY.match(piece):
        return [*DAYS], piece[every.end() :]
    days: list[Day] = []
    while run := RUN.match(piece):
        first, last = DAYS.index(WORDS[run[1]]), DAYS.index(WORDS[run[2] or run[1]])
        days += DAYS[first : last + 1] if first <= last else (*DAYS[first:], *DAYS[: last + 1])
        piece = re.sub(r"^\s*(?:,|en\b|&)\s*(?=[a-z])", "", piece[run.end() :])
    if not days:
        raise _unread()
    return sorted({*days}, key=DAYS.index), piece


def _times(text: str) -> list[dict[str, str]]:
    found = []
    while text:
        times = TIMES.match(text)
        if times is None:
            raise _unread()
        found.append({"opens": _clock(times[1], times[2]), "closes": _clock(times[3], times[4])})
        text = re.sub(r"^\s*(?:,|en\b|&|uur\b)*\s*", "", text[times.end() :])
    if not found:
        raise _unread()
    return found


def _clock(hours: str, minutes: str | None) -> str:
    return f"{int(hours):02}:{minutes or '00'}"


def _unread() -> Invalid:
    detail = "These hours are not understood. Write them as Mo-Fr 09:00-17:00; Sa 10:00-12:00."
    return Invalid([Fault(pointer="", code="hours", detail=detail)])
