"""When a door answers: now, next, in an ordinary week, and as calendar rules for other programs.

All times are wall-clock times in Amsterdam. A span belongs to the day on which it opens: that day's exceptions,
holidays and validity decide about the whole of it, also about its part after midnight. What nobody told us is
"unknown", never "no".

Holidays are those of the `holidays` package. *Certain* are New Year, Easter and Whitsun (Sunday and Monday), King's
Day, Ascension, both days of Christmas, and 5 May in the years ending in 0 or 5. *Doubtful* are Good Friday, which the
package calls public although it is a free day for few, and 5 May in other years, which depends on the labour
agreement. "Closed on holidays" tells nothing about a doubtful day, so the answer is then "unknown".

On a night when the clock changes: an hour that does not exist is nowhere; in the hour that comes twice a wall-clock
time counts both times.
"""

import re
from calendar import monthrange
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import Literal
from zoneinfo import ZoneInfo

from holidays import OPTIONAL, PUBLIC, country_holidays
from msgspec import Struct
from msgspec.structs import replace

from directory.errors import Fault, Invalid
from directory.model import DAYS, Answer, Exceptional, Schedule, Span

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
HOURS = 168
FULL_WEEK = (1 << HOURS) - 1
DAY = 24 * 60
WEEK = 7 * DAY
# Outside the years whose holidays the package knows, we know nothing either (and no date overflows).
FIRST_YEAR, LAST_YEAR = country_holidays("NL").start_year + 1, country_holidays("NL").end_year - 1

Piece = tuple[int, int]  # opens and closes in minutes from midnight of the opening day; closes up to 2880
WeekPiece = tuple[int, int, int | None]  # the same, and which weekday of the month


# ---- Open now? ------------------------------------------------------------------------------------------------------


def open_at(hours: Schedule | None, moment: datetime) -> Answer:
    """Whether a door with these hours answers at `moment` (aware, else ValueError).

    Unknown: no hours told, a day outside `valid_from` to `valid_to`, a schedule that says nothing about the week, and
    a holiday of which nobody told whether the week then holds. Exceptions beat holidays, and closures beat `always`.
    """
    if hours is None:
        return "unknown"
    return compiled(hours).at(moment)


def opens_at(hours: Schedule | None, moment: datetime, horizon_days: int = 14) -> datetime | None:
    """The next moment (Amsterdam) at which it certainly opens: `open_at` becomes "yes".

    None: already open, hours unknown, or not within the horizon. Also answers when it is unknown *now* (a holiday):
    the next certain opening.
    """
    if hours is None or open_at(hours, moment) == "yes":
        return None
    return _turn(compiled(hours), moment, horizon_days, lambda answer: answer == "yes")


def closes_at(hours: Schedule | None, moment: datetime, horizon_days: int = 14) -> datetime | None:
    """For a door that is open at `moment`: until when (Amsterdam) that is certain.

    None: not open, or open beyond the horizon (always).
    """
    if hours is None or open_at(hours, moment) != "yes":
        return None
    return _turn(compiled(hours), moment, horizon_days, lambda answer: answer != "yes")


def _turn(plan: "Plan", moment: datetime, horizon_days: int, wanted: Callable[[Answer], bool]) -> datetime | None:
    """The first edge after `moment` and within the horizon where the answer is a wanted one."""
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        return None
    after = moment.astimezone(UTC)
    last = after + timedelta(days=horizon_days)
    for instant in plan.edges_from(after.astimezone(AMSTERDAM).date()):
        if instant > last:
            return None
        if instant > after and wanted(plan.at(instant)):
            return instant.astimezone(AMSTERDAM)
    return None


class Plan:
    """A schedule taken apart into minutes, so that one question takes about a microsecond. Made by `compiled`."""

    __slots__ = ("_edges", "_exceptions", "_first", "_holidays", "_last", "_overnight", "_told", "_week")

    def __init__(self, hours: Schedule) -> None:
        self._week = _week(hours)
        self._exceptions = _exceptions(hours)
        # A note only ("by appointment") says nothing about the week; a list of open days says: otherwise closed.
        self._told = any(self._week) or any(pieces for _, _, pieces in self._exceptions)
        # "Always" holds on holidays too, unless somebody said "closed".
        self._holidays = "same" if hours.always and hours.on_holidays == "unknown" else hours.on_holidays
        self._first = (hours.valid_from or date.min).toordinal()
        self._last = (hours.valid_to or date.max).toordinal()
        pieces = [piece[:2] for day in self._week for piece in day]
        pieces += [piece for _, _, exceptional in self._exceptions for piece in exceptional]
        self._overnight = any(closes > DAY for _, closes in pieces)
        self._edges = sorted({0, *(minute % DAY for piece in pieces for minute in piece)})

    def at(self, moment: datetime) -> Answer:
        """As `open_at`."""
        if moment.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        if not FIRST_YEAR <= moment.year <= LAST_YEAR:
            return "unknown"
        if moment.tzinfo is AMSTERDAM:  # may be a time the clock skips: 02:30 in March is then 03:30
            moment = moment.astimezone(UTC)
        local = moment.astimezone(AMSTERDAM)
        return self._on(local.toordinal(), local.hour * 60 + local.minute)

    def _on(self, day: int, minute: int) -> Answer:
        answer = self._during(day, minute)
        if answer == "yes" or not self._overnight:
            return answer
        before = self._during(day - 1, minute + DAY)
        return answer if before == "no" else before

    def _during(self, day: int, minute: int) -> Answer:
        """What the hours that begin on `day` (ordinal) say of `minute`, 0 to 2879 from its midnight."""
        if not self._first <= day <= self._last:
            return "unknown" if minute < DAY or self._week_covers(day, minute) else "no"
        for first, last, pieces in self._exceptions:
            if first <= day <= last:
                return "yes" if any(opens <= minute < closes for opens, closes in pieces) else "no"
        if not self._told:
            return "unknown" if minute < DAY else "no"
        if not self._week_covers(day, minute):
            return "no"
        return "yes" if self._holidays == "same" else self._on_holiday(day)

    def _week_covers(self, day: int, minute: int) -> bool:
        for opens, closes, nth in self._week[(day - 1) % 7]:
            if opens <= minute < closes and (nth is None or is_nth(date.fromordinal(day), nth)):
                return True
        return False

    def _on_holiday(self, day: int) -> Answer:
        """The answer within the week's hours, when holidays differ from the week."""
        kind = holiday(date.fromordinal(day))
        if kind is None:
            return "yes"
        return "no" if self._holidays == "closed" and kind == "certain" else "unknown"

    def edges_from(self, day: date) -> Iterator[datetime]:
        """Moments (UTC, in order) at which the answer can change, from the midnight with which `day` begins."""
        while FIRST_YEAR <= day.year <= LAST_YEAR:
            yield from self._edges_on(day)
            day += timedelta(days=1)

    def _edges_on(self, day: date) -> Iterable[datetime]:
        midnight = datetime(day.year, day.month, day.day, tzinfo=AMSTERDAM)
        if not clock_changes(day):
            start = midnight.astimezone(UTC)
            return (start + timedelta(minutes=minute) for minute in self._edges)
        # 02:00 and 03:00 are where the clock jumps. Times that do not exist give moments that do no harm.
        clocks = [midnight + timedelta(minutes=minute) for minute in {*self._edges, 2 * 60, 3 * 60}]
        return sorted({clock.replace(fold=fold).astimezone(UTC) for clock in clocks for fold in (0, 1)})


@lru_cache(maxsize=16_384)
def compiled(hours: Schedule) -> Plan:
    """The plan of a schedule, made once for equal schedules. A caller with many may keep it beside its record."""
    return Plan(hours)


def _week(hours: Schedule) -> tuple[tuple[WeekPiece, ...], ...]:
    """Per weekday, Monday first, the pieces that open on it."""
    if hours.always:
        return (((0, DAY, None),),) * 7
    return tuple(
        tuple((*_piece(span), span.nth) for span in hours.spans if day in span.days)
        for day in DAYS
    )  # fmt: skip


def _exceptions(hours: Schedule) -> tuple[tuple[int, int, tuple[Piece, ...]], ...]:
    """First and last day (ordinals) and pieces, in the order in which they win.

    The shortest period wins: one open day within a month of closure is open. Of equally long ones a closure wins;
    for the very same days several lists of hours add up.
    """
    found: dict[tuple[int, int], list[tuple[Piece, ...]]] = {}
    for each in hours.exceptions:
        period = each.first.toordinal(), each.last.toordinal()
        found.setdefault(period, []).append(tuple(map(_piece, each.spans)))
    rows = [
        (first, last, tuple(piece for pieces in lists for piece in pieces) if all(lists) else ())
        for (first, last), lists in found.items()
    ]
    return tuple(sorted(rows, key=lambda row: (row[1] - row[0], bool(row[2]), row[0])))


def _piece(span: Span) -> Piece:
    opens, closes = minutes(span.opens), minutes(span.closes)
    return opens, closes if closes > opens else closes + DAY


def minutes(clock: str) -> int:
    """Minutes from midnight of a `Clock` ("HH:MM"; "24:00" gives 1440)."""
    return int(clock[:2]) * 60 + int(clock[3:5])


def is_nth(day: date, nth: int | None) -> bool:
    """Whether `day` is the nth such weekday of its month: 1 is the first, -1 the last, 0 none; None is every one."""
    if nth is None:
        return True
    if nth >= 0:
        return (day.day + 6) // 7 == nth
    return (monthrange(day.year, day.month)[1] - day.day) // 7 + 1 == -nth


def holiday(day: date) -> Literal["certain", "doubtful"] | None:
    """Whether a Dutch public holiday falls on `day`; "doubtful" when it is a free day for some only."""
    certain, doubtful = _holidays_of(day.year)
    if day in certain:
        return "certain"
    return "doubtful" if day in doubtful else None


@lru_cache(maxsize=256)
def _holidays_of(year: int) -> tuple[frozenset[date], frozenset[date]]:
    public = country_holidays("NL", years=year, language="nl", categories=(PUBLIC,))
    some = frozenset(country_holidays("NL", years=year, categories=(OPTIONAL,)))
    friday = frozenset(day for day, name in public.items() if name == "Goede vrijdag")
    return frozenset(public) - friday, friday | (some - frozenset(public))


@lru_cache(maxsize=1024)
def clock_changes(day: date) -> bool:
    """Whether summer time begins or ends on `day`."""
    return _offset(day, time()) != _offset(day + timedelta(days=1), time())


def _offset(day: date, at: time = time(12)) -> timedelta:
    """Distance to UTC at this wall-clock time; at noon it is that of (nearly) the whole day."""
    return datetime.combine(day, at, AMSTERDAM).utcoffset() or timedelta()


# ---- An ordinary week -----------------------------------------------------------------------------------------------


@lru_cache(maxsize=4096)
def week_mask(hours: Schedule | None) -> int | None:
    """168 bits, bit 0 is Monday 00:00-01:00: set when the *whole* hour is open in an ordinary week.

    Ordinary: spans of the nth weekday, exceptions, holidays and validity are left out. None when the week is unknown.
    """
    week = _open_minutes(hours)
    if week is None:
        return None
    full = (1 << 60) - 1
    return sum(1 << hour for hour in range(HOURS) if week >> (60 * hour) & full == full)


def week_minutes(hours: Schedule | None) -> int | None:
    """Open minutes (0 to 10080) of the ordinary week of `week_mask`; overlaps count once. None when unknown."""
    week = _open_minutes(hours)
    return None if week is None else week.bit_count()


@lru_cache(maxsize=4096)
def _open_minutes(hours: Schedule | None) -> int | None:
    """One bit per minute of the week, bit 0 is Monday 00:00."""
    if hours is None or not (hours.always or hours.spans or any(each.spans for each in hours.exceptions)):
        return None
    week = 0
    for day, pieces in enumerate(_week(hours)):
        for opens, closes, nth in pieces:
            if nth is None:
                week |= ((1 << (closes - opens)) - 1) << (day * DAY + opens)
    return (week | week >> WEEK) & ((1 << WEEK) - 1)  # Sunday night continues on Monday


# ---- To calendar rules ----------------------------------------------------------------------------------------------


class Rule(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One row of a calendar (RFC 5545 in separate fields), without any standard's key spelling.

    `byday` is "MO,TU", or "2MO,-1FR" when `freq` is MONTHLY. Times are "HH:MM", with or without seconds and offset.
    `timezone` is a distance to UTC in hours, for times without offset. The last eight fields are only ever read.
    """

    freq: str | None = None
    byday: str | None = None
    opens: str | None = None
    closes: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    description: str | None = None
    notes: str | None = None
    dtstart: date | None = None
    until: date | None = None
    count: int | None = None
    interval: int | None = None
    timezone: float | None = None
    byweekno: str | None = None
    bymonthday: str | None = None
    byyearday: str | None = None


# What a rule has no field for stands in its description, one sentence a line; `schedule_from_rules` reads them back.
FROM = "Geldig vanaf {}."
TO = "Geldig tot en met {}."
HOLIDAYS = {"same": "Ook op feestdagen.", "closed": "Niet op feestdagen.", "unknown": "Op feestdagen onbekend."}
OVERNIGHT = "Tot {} de volgende dag."
CONTINUED = "Vervolg van de vorige dag."
CLOSED = "Gesloten van {} tot en met {}"
OTHER = "Afwijkende tijden op deze dag"


@lru_cache(maxsize=4096)
def rules(hours: Schedule | None, since: date, years: int) -> tuple[Rule, ...]:
    """The rows that say these hours from the season with `since` to the season with the same day `years` later.

    A row per season of the clock, as an offset is all a row can say about Amsterdam; on the Sunday of the change it
    is the new one, so hours before 03:00 that night are an hour off. Spans are split at midnight, where 24:00 is
    written 23:59:59. Hours that differ on a day are rows of one day; closures, holidays and the true validity are
    sentences in the description. No rows: nothing known.
    """
    if hours is None:
        return ()
    seasons = _seasons(since, years)
    if not any(True for _ in _valid(hours, seasons)):
        return ()
    days = _exceptional_days(hours, seasons)
    found = (*_week_rules(hours, seasons, days), *_day_rules(days))
    return tuple(replace(rule, notes=hours.note) for rule in found) if hours.note else found


class Season(Struct, frozen=True):
    """First and last day of a period in which the clock does not change, and the offset: "+01:00"."""

    first: date
    last: date
    offset: str


def normal(hours: Schedule) -> Schedule:
    """The same week, with as few spans as possible, in order: what `schedule_from_rules` gives back."""
    if hours.always or (_whole_week(hours) and hours.on_holidays != "unknown"):
        return replace(
            hours, always=True, spans=(), on_holidays="closed" if hours.on_holidays == "closed" else "unknown"
        )
    return replace(hours, spans=_spans(_atoms(hours)))


Atom = tuple[int, int, int, int | None]  # weekday (Monday is 0), opens, closes, nth


def _atoms(hours: Schedule) -> frozenset[Atom]:
    """The week as single openings. One at 24:00 is one at 00:00 of the next day, except on the nth weekday."""
    found = [(day, *piece) for day, pieces in enumerate(_week(hours)) for piece in pieces]
    return frozenset(
        ((day + 1) % 7, opens - DAY, closes - DAY, nth) if opens == DAY and nth is None else (day, opens, closes, nth)
        for day, opens, closes, nth in found
        if nth != 0
    )


def _whole_week(hours: Schedule) -> bool:
    return _atoms(hours) == {(day, 0, DAY, None) for day in range(7)}


def _spans(atoms: Iterable[Atom]) -> tuple[Span, ...]:
    """Spans with as many days each as possible, by first day and time."""
    days: dict[tuple[int, int, int], list[int]] = {}
    for day, opens, closes, nth in sorted(atoms, key=lambda atom: atom[0]):
        days.setdefault((opens, closes, nth or 0), []).append(day)
    ordered = sorted(days, key=lambda key: (days[key][0], key))
    return tuple(_span(days[key], key[0], key[1], key[2] or None) for key in ordered)


def _span(days: Iterable[int], opens: int, closes: int, nth: int | None = None) -> Span:
    return Span(days=tuple(DAYS[day] for day in days), opens=clock(opens), closes=clock(closes), nth=nth)


def minute_of(moment: datetime) -> int:
    """The minute of an aware moment, counted from 1970: who is open differs from one to the next."""
    return int(moment.timestamp()) // 60


def clock(minute: int) -> str:
    """A `Clock`: 540 gives "09:00", 1440 "24:00", 1500 (the next day) "01:00"."""
    minute = minute if minute <= DAY else minute - DAY
    return f"{minute // 60:02}:{minute % 60:02}"


@lru_cache(maxsize=256)
def _seasons(since: date, years: int) -> tuple[Season, ...]:
    end = date(since.year + years, since.month, min(since.day, 28))
    found = [season(since)]
    while found[-1].last < end:
        found.append(season(found[-1].last + timedelta(days=1)))
    return tuple(found)


@lru_cache(maxsize=1024)
def season(day: date) -> Season:
    """The season of the clock that holds `day`; a year at most to either side if there were no summer time."""
    one = timedelta(days=1)
    first = last = day
    while _offset(first - one) == _offset(day) and (day - first).days < 366:
        first -= one
    while _offset(last + one) == _offset(day) and (last - day).days < 366:
        last += one
    hours, minute = divmod(int(_offset(day).total_seconds()) // 60, 60)
    return Season(first, last, f"{hours:+03}:{minute:02}")


Told = tuple[tuple[Piece, ...], str | None]  # pieces (none: closed) and reason


def _exceptional_days(hours: Schedule, seasons: tuple[Season, ...]) -> dict[date, Told]:
    """Every day of these seasons on which the week does not hold."""
    winners = _exceptions(hours)
    reasons = {(each.first.toordinal(), each.last.toordinal()): each.reason for each in hours.exceptions}
    found: dict[date, Told] = {}
    for period in _valid(hours, seasons) if winners else ():
        for day in _days(period.first, period.last):
            number = day.toordinal()
            row = next((row for row in winners if row[0] <= number <= row[1]), None)
            if row:
                found[day] = row[2], reasons[row[:2]]
    return found


def _valid(hours: Schedule, seasons: tuple[Season, ...], later: timedelta = timedelta()) -> Iterator[Season]:
    """The seasons, cut to the validity, which may be moved by a day for what continues after midnight."""
    for each in seasons:
        first, last = each.first, each.last
        if hours.valid_from and hours.valid_from >= first:
            first = min(hours.valid_from, last) + later
        if hours.valid_to and hours.valid_to < last:
            last = hours.valid_to + later
        if first <= last and not (hours.valid_from and hours.valid_from > last):
            yield Season(first, last, each.offset)


def _days(first: date, last: date) -> Iterator[date]:
    return (date.fromordinal(number) for number in range(first.toordinal(), last.toordinal() + 1))


def _runs(days: dict[date, Told]) -> Iterator[tuple[date, date, Told]]:
    """Neighbouring days of which the same is told, as first and last day."""
    first: date | None = None
    for day, told in sorted(days.items()):
        first = first or day
        tomorrow = day + timedelta(days=1)
        if days.get(tomorrow) != told:
            yield first, day, told
            first = None


def _week_rules(hours: Schedule, seasons: tuple[Season, ...], days: dict[date, Told]) -> Iterator[Rule]:
    closures = [(first, last, reason) for first, last, (pieces, reason) in _runs(days) if not pieces]
    groups: dict[tuple[int, int, bool], list[Atom]] = {}
    for atom in sorted(_atoms(hours), key=lambda atom: (atom[1], atom[2], atom[0], atom[3] or 0)):
        groups.setdefault((atom[1], atom[2], atom[3] is not None), []).append(atom)
    for (opens, closes, monthly), atoms in groups.items():
        for period in _valid(hours, seasons) if opens < DAY else ():
            lines = (*_sentences(hours), *_closures(closures, period))
            yield _head(period, _byday(atoms), opens, closes, lines, monthly=monthly)
        for period in _valid(hours, seasons, timedelta(days=1)) if closes > DAY else ():
            yield from _tails(period, opens, closes, atoms, monthly=monthly)


def _day_rules(days: dict[date, Told]) -> Iterator[Rule]:
    for day, (pieces, reason) in days.items():
        for opens, closes in pieces:
            if opens < DAY:
                yield _head(_single(day), _weekday(day), opens, closes, (OTHER + _because(reason),))
            if closes > DAY:
                after = day + timedelta(days=1)
                yield _tail(_single(after), _weekday(after), opens, closes)


def _tails(period: Season, opens: int, closes: int, atoms: list[Atom], *, monthly: bool) -> Iterator[Rule]:
    """The part after midnight. What follows a second Monday is not always a second Tuesday, so that goes by date."""
    if not monthly:
        yield _tail(period, _byday(((atom[0] + 1) % 7, *atom[1:]) for atom in atoms), opens, closes)
        return
    for after in _days(period.first, period.last):
        day = after - timedelta(days=1)
        if any(day.weekday() == atom[0] and is_nth(day, atom[3]) for atom in atoms):
            yield _tail(_single(after), _weekday(after), opens, closes)


def _head(
    period: Season, byday: str, opens: int, closes: int, lines: tuple[str, ...], *, monthly: bool = False
) -> Rule:
    more = (OVERNIGHT.format(clock(closes)),) if closes > DAY else ()
    return _rule(period, byday, opens, min(closes, DAY), (*more, *lines), freq="MONTHLY" if monthly else "WEEKLY")


def _tail(period: Season, byday: str, opens: int, closes: int) -> Rule:
    return _rule(period, byday, max(opens - DAY, 0), closes - DAY, (CONTINUED if opens < DAY else OTHER + ".",))


def _rule(period: Season, byday: str, opens: int, closes: int, lines: tuple[str, ...], freq: str = "WEEKLY") -> Rule:
    end = "23:59:59" if closes == DAY else f"{clock(closes)}:00"
    return Rule(
        freq=freq,
        byday=byday,
        opens=f"{clock(opens)}:00{period.offset}",
        closes=f"{end}{period.offset}",
        valid_from=period.first,
        valid_to=period.last,
        description="\n".join(lines) or None,
    )


def _byday(atoms: Iterable[Atom]) -> str:
    return ",".join(f"{nth or ''}{DAYS[day].upper()}" for day, _, _, nth in sorted(atoms, key=lambda atom: atom[0]))


def _weekday(day: date) -> str:
    return DAYS[day.weekday()].upper()


def _single(day: date) -> Season:
    return Season(day, day, season(day).offset)


def _sentences(hours: Schedule) -> Iterator[str]:
    if hours.valid_from:
        yield FROM.format(hours.valid_from)
    if hours.valid_to:
        yield TO.format(hours.valid_to)
    if not hours.always or hours.on_holidays == "closed":
        yield HOLIDAYS[hours.on_holidays]


def _closures(closures: Iterable[tuple[date, date, str | None]], period: Season) -> Iterator[str]:
    for first, last, reason in closures:
        if first <= period.last and last >= period.first:
            yield CLOSED.format(first, last) + _because(reason)


def _because(reason: str | None) -> str:
    return f": {' '.join(reason.split())}" if reason else "."


# ---- From calendar rules --------------------------------------------------------------------------------------------

TIME = re.compile(r"([01]?\d|2[0-4]):([0-5]\d)(?::([0-5]\d)(?:\.0+)?)?\s?(?:([Zz])|([+-])(\d\d):?([0-5]\d))?")
BYDAY = re.compile(r"([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)")
ISO = r"(\d{4}-\d\d-\d\d)"
SENTENCES = {
    "from": re.compile(re.escape(FROM).replace(r"\{\}", ISO)),
    "to": re.compile(re.escape(TO).replace(r"\{\}", ISO)),
    "overnight": re.compile(re.escape(OVERNIGHT).replace(r"\{\}", r"((?:[01]\d|2[0-4]):[0-5]\d)")),
    "continued": re.compile(re.escape(CONTINUED)),
    "closed": re.compile(re.escape(CLOSED).replace(r"\{\}", ISO) + r"(?:\.|: (.+))"),
    "other": re.compile(re.escape(OTHER) + r"(?:\.|: (.+))"),
    "holidays": re.compile("(" + "|".join(map(re.escape, HOLIDAYS.values())) + ")"),
}
ON_HOLIDAYS = {sentence: answer for answer, sentence in HOLIDAYS.items()}
SPANS_MAX, EXCEPTIONS_MAX, NOTE_MAX = 60, 100, 600  # as the model allows


Said = dict[str, list[tuple[str | None, ...]]]  # our sentences by kind, with what their blanks held


class Row(Struct, frozen=True, kw_only=True):
    """A rule, understood: openings in Amsterdam time from `first` to `last` (`date.min`, `date.max`: no end)."""

    atoms: frozenset[Atom]
    first: date
    last: date
    offset: bool
    said: Said
    text: tuple[str, ...]

    @property
    def one_day(self) -> bool:
        """Hours of one day, instead of the week's."""
        return _one_day(self.first, self.last, self.said)


def _one_day(first: date, last: date, said: Said) -> bool:
    return first == last and said.keys().isdisjoint({"from", "to", "continued"})


def schedule_from_rules(rules: Iterable[Rule]) -> Schedule:
    """The schedule these rows say. Rows of one day become exceptions, rows per season are merged to one week.

    A time without offset is Amsterdam's. One with an offset must lie in one season of the clock; seasons that adjoin
    and start or end where the clock changes have no end. A week of full days is `always`. Text we cannot read is kept
    in the note. Raises Invalid with every fault when the rows say something that a schedule cannot hold; the pointer
    is "/row/field". No rows give a schedule that says nothing: `open_at` is "unknown".
    """
    faults: list[Fault] = []
    rows = [row for index, rule in enumerate(rules) if (row := _Reader(index, rule, faults).row())]
    _raise(faults)
    rows = _without_tails(rows)
    weeks = [row for row in rows if row.atoms and not row.one_day]
    atoms, first, last = _merged(weeks, faults)
    _raise(faults)
    schedule = Schedule(
        spans=_spans(atoms),
        on_holidays=_told_of_holidays(weeks),
        exceptions=_exceptions_of(rows),
        valid_from=_start(weeks, first, last),
        valid_to=_end(weeks, first, last),
        note="\n".join(dict.fromkeys(text for row in rows for text in row.text)) or None,
    )
    _limits(schedule, faults)
    _raise(faults)
    whole = _whole_week(schedule) and not any(row.said.get("holidays") == [(HOLIDAYS["unknown"],)] for row in weeks)
    return normal(replace(schedule, always=True) if whole else schedule)


def _raise(faults: list[Fault]) -> None:
    if faults:
        raise Invalid(faults)


class _Reader:
    """Reads one rule and adds what is wrong with it to `faults`."""

    def __init__(self, index: int, rule: Rule, faults: list[Fault]) -> None:
        self._index, self._rule, self._faults = index, rule, faults

    def _fault(self, field: str, code: str, detail: str) -> None:
        self._faults.append(Fault(pointer=f"/{self._index}/{field}", code=f"rule.{code}", detail=detail))

    def row(self) -> Row | None:
        """The rule understood; None when it says nothing or something is wrong."""
        before = len(self._faults)
        said, text = _heard(self._rule)
        if self._rule.opens is None and self._rule.closes is None and self._rule.byday is None:
            first, last = self._period(frozenset())
            return Row(atoms=frozenset(), first=first, last=last, offset=False, said=said, text=text)
        self._supported()
        days = self._days()
        opens, closes = self._time("opens"), self._time("closes")
        if len(self._faults) > before or opens is None or closes is None:
            return None
        first, last = self._period(days)
        atoms = self._atoms(days, opens, closes, first, last)
        if _one_day(first, last, said):
            atoms = self._only(first, atoms)
        if len(self._faults) > before:
            return None
        if "overnight" in said:
            until = minutes(str(said["overnight"][0][0]))
            atoms = frozenset((day, start, end + until if end == DAY else end, nth) for day, start, end, nth in atoms)
        offset = opens[1] is not None or closes[1] is not None
        return Row(atoms=atoms, first=first, last=last, offset=offset, said=said, text=text)

    def _supported(self) -> None:
        rule = self._rule
        if rule.freq not in (None, "WEEKLY", "MONTHLY"):
            self._fault("freq", "unsupported", f"Only WEEKLY and MONTHLY can be read, not {rule.freq}.")
        if rule.interval not in (None, 1):
            self._fault(
                "interval", "unsupported", f"Every {rule.interval} weeks or months cannot be held; only every one."
            )
        for field in ("byweekno", "bymonthday", "byyearday"):
            if getattr(rule, field):
                self._fault(field, "unsupported", "Only days of the week can be held, not numbers of weeks or days.")
        if rule.count is not None and not (rule.count >= 1 and rule.dtstart and rule.dtstart.year >= FIRST_YEAR):
            self._fault("count", "unsupported", "A number of times must be 1 or more and needs the day of the first.")

    def _days(self) -> frozenset[tuple[int, int | None]]:
        """Weekday and which of the month."""
        rule = self._rule
        if not rule.byday:
            if rule.dtstart and rule.freq != "MONTHLY":
                return frozenset({(rule.dtstart.weekday(), None)})
            self._fault("byday", "days", "The days of the week are missing.")
            return frozenset()
        found = set()
        for part in rule.byday.upper().replace(" ", "").split(","):
            match = BYDAY.fullmatch(part)
            nth = int(match[1]) if match and match[1] else None
            if not match or (nth is not None and (not 1 <= abs(nth) <= 5 or rule.freq == "WEEKLY")):
                self._fault("byday", "days", f"{part!r} is not a day like MO, or (monthly) 2MO or -1FR.")
            else:
                found.add((DAYS.index(match[2].lower()), nth))
        return frozenset(found)

    def _time(self, field: Literal["opens", "closes"]) -> tuple[int, int | None] | None:
        """Minutes from midnight, and the offset in minutes if one was given."""
        text = getattr(self._rule, field)
        match = TIME.fullmatch(text.strip()) if text else None
        if not match:
            self._fault(field, "time", f"{text!r} is not a time like 09:00." if text else "The time is missing.")
            return None
        minute = int(match[1]) * 60 + int(match[2])
        if match[3] == "59" and minute == DAY - 1 and field == "closes":
            minute = DAY
        elif match[3] not in (None, "00") or minute > DAY or (minute == DAY and field == "opens"):
            self._fault(field, "time", f"{text!r} is not a whole minute of the day.")
        return minute, self._distance(match, field)

    def _distance(self, match: re.Match[str], field: str) -> int | None:
        """Distance to UTC in minutes: with the time, or else of the whole row."""
        hours: float | None = self._rule.timezone
        if match[4]:
            hours = 0
        elif match[5]:
            hours = (int(match[6]) + int(match[7]) / 60) * (1 if match[5] == "+" else -1)
        if hours is None:
            return None
        if not -14 <= hours <= 14:
            self._fault(field, "offset", "No place on earth lies more than 14 hours from UTC.")
            return None
        return round(hours * 60)

    def _period(self, days: frozenset[tuple[int, int | None]]) -> tuple[date, date]:
        rule = self._rule
        first = max(day for day in (date.min, rule.valid_from, rule.dtstart) if day)
        last = min(day for day in (date.max, rule.valid_to, rule.until) if day)
        if rule.count and rule.dtstart:
            last = min(last, _nth_time(days, rule.dtstart, rule.count))
        if first > last:
            self._fault("valid_to", "period", f"The last day {last} lies before the first, {first}.")
        # 2999-12-31 and the like mean: no end.
        return (date.min if first.year < FIRST_YEAR else first), (date.max if last.year > LAST_YEAR else last)

    def _atoms(
        self,
        days: frozenset[tuple[int, int | None]],
        opens: tuple[int, int | None],
        closes: tuple[int, int | None],
        first: date,
        last: date,
    ) -> frozenset[Atom]:
        start, end = self._local(opens, closes, first, last)
        if not 0 < end - start <= DAY:
            self._fault(
                "closes", "time", "With these distances to UTC it closes before it opens, or after a whole day."
            )
        moved, start = divmod(start, DAY)
        end -= moved * DAY
        if moved and any(nth is not None for _, nth in days):
            self._fault(
                "opens", "time", "In Amsterdam this is another day, which a weekday of the month cannot follow."
            )
        return frozenset(((day + moved) % 7, start, end, nth) for day, nth in days)

    def _only(self, day: date, atoms: frozenset[Atom]) -> frozenset[Atom]:
        """What of this opens on `day`."""
        here = {(*atom[:3], None) for atom in atoms if day.weekday() == atom[0] and is_nth(day, atom[3])}
        if not here:
            self._fault("byday", "days", f"None of these days is {day}, the only day on which the row holds.")
        return frozenset(here)

    def _local(self, opens: tuple[int, int | None], closes: tuple[int, int | None], first: date, last: date) -> Piece:
        """Both times in Amsterdam, in minutes from the midnight of the opening day as written; may lie outside it."""
        start, end = opens[0], closes[0] + DAY if closes[0] <= opens[0] else closes[0]
        given = opens[1] if opens[1] is not None else closes[1]
        if given is None:
            return start, end
        if first == date.min or last == date.max or season(first).last < last:
            self._fault(
                "opens",
                "offset",
                "A fixed distance to UTC does not fit a period in which the clock changes. "
                "Give a row per season of the clock, or leave the distance out.",
            )
            return start, end
        here = int(_offset(first).total_seconds()) // 60
        until = closes[1] if closes[1] is not None else given
        return start + here - given, end + here - until


def _nth_time(days: frozenset[tuple[int, int | None]], first: date, count: int) -> date:
    """The day of the `count`th time, counted from `first`; `date.max` if that is after the years we know."""
    for day in _days(first, date(LAST_YEAR, 12, 31)):
        count -= any(day.weekday() == weekday and is_nth(day, nth) for weekday, nth in days)
        if count == 0:
            return day
    return date.max


def _heard(rule: Rule) -> tuple[Said, tuple[str, ...]]:
    """Our own sentences in the description, by kind, and all other text."""
    said: Said = {}
    text: list[str] = []
    for line in (rule.description or "").splitlines():
        for kind, pattern in SENTENCES.items():
            if match := pattern.fullmatch(line.strip()):
                said.setdefault(kind, []).append(match.groups())
                break
        else:
            text.append(line.strip())
    return said, tuple(filter(None, (*text, rule.notes)))


def _without_tails(rows: list[Row]) -> list[Row]:
    """Without the rows that continue a span after midnight, where the row of the evening says so too."""
    heads = {
        ((day + 1) % 7, closes - DAY) for row in rows if "overnight" in row.said for day, _, closes, _ in row.atoms
    }
    return [
        row
        for row in rows
        if "continued" not in row.said or not all((day, closes) in heads for day, _, closes, _ in row.atoms)
    ]


def _merged(weeks: list[Row], faults: list[Fault]) -> tuple[frozenset[Atom], date, date]:
    """The one week that holds from the first to the last day of these rows."""
    if not weeks:
        return frozenset(), date.min, date.max
    cuts = sorted({row.first.toordinal() for row in weeks} | {row.last.toordinal() + 1 for row in weeks})
    periods = [
        (
            date.fromordinal(start),
            frozenset(
                atom for row in weeks if row.first.toordinal() <= start <= row.last.toordinal() for atom in row.atoms
            ),
        )
        for start, _ in pairwise(cuts)
    ]
    week = periods[0][1]
    for start, atoms in periods:
        if atoms != week:
            what = "no hours at all hold" if not atoms else "other hours hold"
            faults.append(
                Fault(pointer="", code="rule.period", detail=f"From {start} {what}; only one week can be held.")
            )
            break
    return week, min(row.first for row in weeks), max(row.last for row in weeks)


def _start(weeks: list[Row], first: date, last: date) -> date | None:
    if first == date.min:
        return None
    if not _per_season(weeks, first, last) or season(first).first != first:
        return first
    return min(_dates(weeks, "from"), default=None)


def _end(weeks: list[Row], first: date, last: date) -> date | None:
    if last == date.max:
        return None
    if not _per_season(weeks, first, last) or season(last).last != last:
        return last
    return max(_dates(weeks, "to"), default=None)


def _per_season(weeks: list[Row], first: date, last: date) -> bool:
    """Whether the rows were cut by the clock, so that an end at a change of the clock need not be the true one."""
    return any(row.offset and ("from" in row.said or "to" in row.said or season(first).last < last) for row in weeks)


def _dates(weeks: list[Row], kind: str) -> Iterator[date]:
    return (date.fromisoformat(str(groups[0])) for row in weeks for groups in row.said.get(kind, ()))


def _told_of_holidays(weeks: list[Row]) -> Literal["same", "closed", "unknown"]:
    told = {groups[0] for row in weeks for groups in row.said.get("holidays", ((HOLIDAYS["unknown"],),))}
    for answer in ("same", "closed"):
        if told == {HOLIDAYS[answer]}:
            return answer
    return "unknown"


def _exceptions_of(rows: list[Row]) -> tuple[Exceptional, ...]:
    closed = {
        (date.fromisoformat(str(first)), date.fromisoformat(str(last)), reason)
        for row in rows
        for first, last, reason in row.said.get("closed", ())
    }
    days: dict[date, Told] = {}
    for row in rows:
        if row.one_day and row.atoms:
            pieces, reason = days.get(row.first, ((), None))
            more = tuple((opens, closes) for _, opens, closes, _ in row.atoms)
            days[row.first] = tuple(sorted({*pieces, *more})), reason or _reason(row)
    found = [Exceptional(first=first, last=last, reason=reason) for first, last, reason in closed]
    for first, last, (pieces, reason) in _runs(days):
        spans = tuple(_span((first.weekday(),), *piece) for piece in pieces)
        found.append(Exceptional(first=first, last=last, spans=spans, reason=reason))
    return tuple(sorted(found, key=lambda each: (each.first, each.last)))


def _reason(row: Row) -> str | None:
    return next((groups[0] for groups in row.said.get("other", ())), None)


def _limits(schedule: Schedule, faults: list[Fault]) -> None:
    for what, size, most in (
        ("spans", len(schedule.spans), SPANS_MAX),
        ("exceptional days", len(schedule.exceptions), EXCEPTIONS_MAX),
        ("characters of text", len(schedule.note or ""), NOTE_MAX),
    ):
        if size > most:
            faults.append(
                Fault(pointer="", code="rule.too-many", detail=f"These rows give {size} {what}; at most {most} fit.")
            )
