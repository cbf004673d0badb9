"""Hours as a form has them: a line of times for each day, days that differ as lines of text, and back.

What was typed and cannot be read stays what it is: it becomes a span without an end, which no reader of records takes,
and which is shown again as it was typed. A week that says the same as the one that was there stays that one, so that
opening a form and saving it changes nothing.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from directory.model import DAYS
from directory.text import plain

Json = Mapping[str, Any]
Fault = Callable[[str, str], None]
CLOCK = r"(\d{1,2})(?:[:.](\d{2}))?(?: ?u(?:ur)?)?"
TIMES = re.compile(rf"{CLOCK} ?(?:-|–|tot|t/m) ?{CLOCK}")
WEEKS: Mapping[int, str] = {1: "1e", 2: "2e", 3: "3e", 4: "4e", 5: "5e", -1: "laatste"}
NTH = re.compile(r"\((1e|2e|3e|4e|5e|laatste|-?\d)\)$")
DAY = r"(\d{4}-\d{2}-\d{2})"
DIFFERS = re.compile(rf"{DAY}(?: ?(?:t/m|tot en met|-) ?{DAY})?(?: ?:)? (.*?)(?: ?\((.*)\))?$", re.DOTALL)
SHUT = frozenset({"dicht", "gesloten"})
NEITHER = ("", "unknown")


def shown(hours: Json | None) -> Iterator[tuple[str, str]]:
    """Name and text of each field of hours."""
    hours = hours or {}
    yield "hours.known", "always" if hours.get("always") else "week" if hours else "unknown"
    for day in DAYS:
        spans = [each for each in hours.get("spans", ()) if day in each.get("days", ())]
        yield f"hours.{day}", ", ".join(map(_times, sorted(spans, key=lambda each: str(each.get("opens")))))
    yield "hours.onHolidays", hours.get("onHolidays", "unknown")
    yield "hours.exceptions", "\n".join(map(_differing, hours.get("exceptions", ())))
    for name in ("validFrom", "validTo", "note"):
        yield f"hours.{name}", str(hours.get(name, ""))


def _times(span: Json) -> str:
    # Half typed, it is shown as it was typed.
    times = f"{span.get('opens', '')}-{span['closes']}" if span.get("closes") else str(span.get("opens", ""))
    nth = span.get("nth")
    return f"{times} ({WEEKS.get(nth, nth)})" if nth is not None else times


def _differing(each: Json) -> str:
    first, last = each.get("first", ""), each.get("last", "")
    if not last:
        return str(first)
    when = first if first == last else f"{first} t/m {last}"
    times = ", ".join(map(_times, each.get("spans", ()))) or "dicht"
    return f"{when}: {times}" + (f" ({each['reason']})" if each.get("reason") else "")


def read(text: Callable[[str], str], fault: Fault, before: Json | None) -> dict[str, Any] | None:
    """The hours that these fields say; None when they are not known. Faults are told by field and code."""
    known = text("hours.known")
    typed: dict[str, str] = {day: text(f"hours.{day}") for day in DAYS}
    exceptions = [*_exceptions(text("hours.exceptions"), fault, before or {})]
    if known in NEITHER:
        if any(typed.values()) or exceptions or _rest(text):
            fault("hours.known", "unknown.and-known")
        elif known == "unknown":
            return None
    found = _rest(text) | ({"exceptions": exceptions} if exceptions else {})
    if known == "always":
        found |= {"always": True}
        if any(typed.values()):
            fault("hours.known", "always.and-hours")
    spans = _spans(typed, fault)
    if known == "week" and not spans and not any(each.get("spans") for each in exceptions):
        fault("hours.known", "hours.none")
    if spans:
        found["spans"] = _as_before(spans, (before or {}).get("spans", []))
    return found or None


def _rest(text: Callable[[str], str]) -> dict[str, Any]:
    said = {name: text(f"hours.{name}") for name in ("onHolidays", "validFrom", "validTo", "note")}
    return {name: value for name, value in said.items() if value and (name, value) != ("onHolidays", "unknown")}


def _spans(typed: Mapping[str, str], fault: Fault) -> list[dict[str, Any]]:
    """Days with the same times together, in the order of the week."""
    together: dict[tuple[object, ...], dict[str, Any]] = {}
    for day, line in typed.items():
        for each in _of_line(line, f"hours.{day}", fault):
            span = together.setdefault((*each.items(),), {"days": [], **each})
            span["days"].append(day)
    return [*together.values()]


def _of_line(line: str, name: str, fault: Fault) -> Iterator[dict[str, Any]]:
    for part in filter(None, (each.strip() for each in re.split(r"[,;]|\ben\b", line))):
        if plain(part) in SHUT:
            continue
        read = _span(part)
        if read is None:
            fault(name, "hours")
        yield read or {"opens": part}


def _span(part: str) -> dict[str, Any] | None:
    nth = NTH.search(part)
    found = TIMES.fullmatch(part[: nth.start()].strip() if nth else part)
    if found is None:
        return None
    opens, closes = (f"{int(found[at]):02}:{found[at + 1] or '00'}" for at in (1, 3))
    if max(opens, closes) > "24:00" or opens == "24:00" or any(each[3:] > "59" for each in (opens, closes)):
        return None
    weeks = {said: number for number, said in WEEKS.items()}
    return {"opens": opens, "closes": closes} | ({"nth": weeks.get(nth[1]) or int(nth[1])} if nth else {})


def _exceptions(lines: str, fault: Fault, before: Json) -> Iterator[dict[str, Any]]:
    """Days that differ, a line each. A line that nobody touched is the one that was there, with what no line shows."""
    known = {" ".join(_differing(each).split()): each for each in before.get("exceptions", ())}
    for line in filter(None, map(str.strip, lines.splitlines())):
        if " ".join(line.split()) in known:
            yield known[" ".join(line.split())]
            continue
        found = DIFFERS.fullmatch(line)
        if found is None:
            fault("hours.exceptions", "exceptions")
            yield {"first": line}
            continue
        first, last, times, reason = found.groups()
        spans = [{"days": [*DAYS], **each} for each in _of_line(times, "hours.exceptions", fault)]
        said = {"first": first, "last": last or first} | ({"spans": spans} if spans else {})
        yield said | ({"reason": reason} if reason else {})


def _as_before(spans: list[dict[str, Any]], before: Sequence[Json]) -> Sequence[Json]:
    """The spans of before where these say the same: how days are gathered in them means nothing."""
    return before if _unfolded(spans) == _unfolded(before) else spans


def _unfolded(spans: Iterable[Json]) -> list[tuple[object, ...]]:
    told = ((day, each.get("opens"), each.get("closes"), each.get("nth")) for each in spans for day in each["days"])
    return sorted(told, key=str)
