"""How a check is said in Dutch: parts of a box, hours of the week, shares and lists."""

from collections.abc import Mapping, Sequence

from directory.coverage.proposal import EVERY_HOUR
from directory.text import listed

DAYS = ("ma", "di", "wo", "do", "vr", "za", "zo")
NAMES: Mapping[str, str] = {
    "functions": "wat het doet",
    "topics": "het onderwerp",
    "audiences": "voor wie het is",
    "area": "het gebied",
    "channels": "hoe iemand contact legt",
    "hours": "de uren",
    "languages": "de taal",
    "conditions": "de voorwaarden",
}
READINGS: Mapping[str, str] = {"core": "de kern", "need": "de behoefte", "full": "het hele voorstel"}
# How a dimension is joined to the words before it.
BEFORE: Mapping[str, str] = {
    "functions": "",
    "topics": "over ",
    "audiences": "voor ",
    "area": "in ",
    "channels": "via ",
    "hours": "",
    "languages": "in het ",
    "conditions": "",
}
FEW = 4
HOURS_A_DAY = 24


def shortened(names: Sequence[str]) -> str:
    """`a, b en c`, or some of them and how many more."""
    if len(names) <= FEW + 1:
        return listed(names)
    return f"{', '.join(names[:FEW])} en nog {len(names) - FEW}"


def said(dimension: str, names: Sequence[str]) -> str:
    """Values of one dimension as they stand in a sentence: `via chat en telefoon`."""
    text = shortened(names)
    # "Op een plek" and "via een verwijzer" say already how.
    return text if text.startswith(("op ", "via ")) else f"{BEFORE[dimension]}{text}"


def percent(share: float) -> str:
    """A share as whole percents; what is neither nothing nor all is never said to be."""
    whole = round(share * 100)
    if whole == 0 and share > 0:
        return "minder dan 1%"
    return "meer dan 99%" if whole == 100 and share < 1 - 1e-9 else f"{whole}%"


def percents(shares: tuple[float, float], between: str = " tot ") -> str:
    """An interval of shares: `25% tot 40%`, or one figure where both ends are the same."""
    low, high = shares
    return percent(low) if low == high else f"{percent(low)}{between}{percent(high)}"


def week_in_words(week: int) -> str:
    """Hours of the week as people say them: `ma t/m vr 17:00-23:00`, `altijd`."""
    week &= EVERY_HOUR
    if week == EVERY_HOUR:
        return "altijd"
    if not week:
        return "nooit"
    by_hours: dict[tuple[tuple[int, int], ...], list[int]] = {}
    for day, runs in enumerate(_by_day(week)):
        if runs:
            by_hours.setdefault(tuple(runs), []).append(day)
    return " en ".join(f"{_days(days)} {listed([_span(*run) for run in runs])}" for runs, days in by_hours.items())


def runs(week: int) -> tuple[tuple[int, int], ...]:
    """The hours of a week that lie together, each run from and up to an hour of the 168."""
    return tuple(_runs([bool(week >> hour & 1) for hour in range(7 * HOURS_A_DAY)]))


def _by_day(week: int) -> list[list[tuple[int, int]]]:
    """Per day the runs of hours that begin on it; a run past midnight ends on the next day before noon."""
    days: list[list[tuple[int, int]]] = []
    for day in range(7):
        hours = [bool(week >> (day * HOURS_A_DAY + hour) & 1) for hour in range(HOURS_A_DAY)]
        days.append(_runs(hours))
    return _over_midnight(days)


def _runs(hours: Sequence[bool]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    for hour, is_open in enumerate(hours):
        if is_open and runs and runs[-1][1] == hour:
            runs[-1] = (runs[-1][0], hour + 1)
        elif is_open:
            runs.append((hour, hour + 1))
    return runs


def _over_midnight(days: list[list[tuple[int, int]]]) -> list[list[tuple[int, int]]]:
    """A night that begins in the evening is one stretch, said of the evening."""
    found = [list(runs) for runs in days]
    for day, runs in enumerate(days):
        after = days[(day + 1) % 7]
        evening = runs and runs[-1][1] == HOURS_A_DAY and runs[-1][0] > 0
        if evening and after and after[0][0] == 0 and after[0][1] < HOURS_A_DAY // 2:
            found[day][-1] = (runs[-1][0], after[0][1])
            found[(day + 1) % 7].remove(after[0])
    return found


def _span(opens: int, closes: int) -> str:
    if (opens, closes) == (0, HOURS_A_DAY):
        return "de hele dag"
    return f"{opens:02}:00-{closes:02}:00"


def _days(days: Sequence[int]) -> str:
    if days == [*range(7)]:
        return "elke dag"
    if days == [5, 6]:
        return "in het weekend"
    runs: list[list[int]] = []
    for day in days:
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    return listed([_run_of_days(each) for each in runs])


def _run_of_days(run: Sequence[int]) -> str:
    if len(run) == 1:
        return DAYS[run[0]]
    return f"{DAYS[run[0]]} en {DAYS[run[1]]}" if len(run) == 2 else f"{DAYS[run[0]]} t/m {DAYS[run[-1]]}"
