"""Coverage: who helps where, for whom, with what, as a table with patterns and words, a map, and gaps in words.

What is asked are terms and no words of a visitor, so it may stand in the address: a table can be sent to somebody.
"""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, get_args
from urllib.parse import urlencode

from litestar import Request, Response, get
from msgspec import Struct

from directory.coverage import Crossing, holes
from directory.errors import Fault, Invalid
from directory.gate.asking.coverage import COVERAGE, DIMENSIONS, GAPS, Asked, labels
from directory.gate.forms import Fields, first, read_fields
from directory.gate.house import House, house
from directory.hours import AMSTERDAM, HOURS
from directory.lexicon import Language
from directory.model import DAYS
from directory.web.frame import page, spoken
from directory.web.languages import POLICY, Speech, paths
from directory.web.matrix import Shown
from directory.web.proposal import Choice, offered

AnyRequest = Request[Any, Any, Any]
ADDRESS = "/dekking"
ROWS, COLS = "function", "audience"
# So many gaps are told; the API has the others.
MOST_GAPS = 10
MOST_GIVEN = 20


class Form(Struct, frozen=True, kw_only=True):
    """What is asked. `chosen` are terms by API name of the dimension; `hour` is as it was sent, of the 168."""

    rows: str = ROWS
    cols: str = COLS
    chosen: Mapping[str, tuple[str, ...]] = {}
    timed: bool = False
    hour: str = ""
    line: str = ""

    @property
    def at(self) -> int | None:
        """The hour that somebody must be there; None for the whole week, and for what is no such hour."""
        text = self.hour
        if not self.timed or not (text.isascii() and text.isdigit() and len(text) < 4 and int(text) < HOURS):
            return None
        return int(text)

    def picked(self, names: Sequence[str]) -> bool:
        """Whether any of these filters is set."""
        return any(name in self.chosen for name in names)

    def pairs(self) -> list[tuple[str, str]]:
        """The filters as the API takes them."""
        found = [(name, each) for name, terms in self.chosen.items() for each in terms]
        if self.at is not None:
            day, hour = divmod(self.at, 24)
            found.append(("hour", f"{DAYS[day]}-{hour:02}"))
        return found

    @property
    def matrix(self) -> str:
        """The question for the table, as the query of the API."""
        return urlencode([("rows", self.rows), ("cols", self.cols), *self.pairs()])

    @property
    def gaps(self) -> str:
        """The question for the gaps."""
        return urlencode([*self.pairs(), ("limit", str(MOST_GAPS))])

    def fields(self, **more: str) -> list[tuple[str, str]]:
        """The fields that ask this again, with something else in it."""
        given = {"rows": self.rows, "cols": self.cols, **more}
        hours = [("timed", "1"), ("hour", self.hour)] if self.timed else []
        return [*given.items(), *((name, each) for name, terms in self.chosen.items() for each in terms), *hours]

    def link(self, **more: str) -> str:
        """The address of this page with something else in it."""
        return f"{ADDRESS}?{urlencode(self.fields(**more))}"


def read_form(fields: Fields) -> Form:
    """The question that these fields ask. Two municipalities are compared: then they are the columns."""
    chosen = {name: tuple(dict.fromkeys(each for each in fields.get(name, ()) if each)) for name in DIMENSIONS}
    chosen = {name: terms[:MOST_GIVEN] for name, terms in chosen.items() if terms}
    rows, cols = first(fields, "rows") or ROWS, first(fields, "cols") or COLS
    if len(chosen.get("municipality", ())) == 2 and "municipality" not in (rows, cols):
        cols = "municipality"
    hour = first(fields, "hour")[:20]
    return Form(
        rows=rows, cols=cols, chosen=chosen, timed=bool(first(fields, "timed")), hour=hour, line=first(fields, "line")
    )


def routes() -> list[Any]:
    """The page."""
    return [coverage]


@get(paths(ADDRESS, POLICY), include_in_schema=False)
async def coverage(request: AnyRequest) -> Response[bytes]:
    """The table, the map and the gaps of what is asked; what cannot be asked is said, with the form as it was."""
    here, speech = house(request), spoken(request)
    form = read_form(read_fields(request.scope["query_string"]))
    faults = [*_own_faults(form)]
    try:
        cross = Asked(COVERAGE, form.matrix.encode(), here).cross()
        box = Asked(GAPS, form.gaps.encode(), here).box()
    except Invalid as invalid:
        faults += invalid.faults
    if faults:
        return _page(request, form, status=400, faults=_said(faults, speech))
    existing, today, weights = here.existing, here.today(), here.weights
    named = labels(cross, here)

    def answer() -> Response[bytes]:
        matrix = Crossing(existing, today).matrix(cross, weights, named)
        gaps = holes(box, existing, today, weights, MOST_GAPS)
        return _page(request, form, shown=Shown(form, cross, matrix, gaps, here, speech))

    # Hundreds of cells take a while to count and to write; others need not wait for it.
    return await asyncio.to_thread(answer)


def _own_faults(form: Form) -> Iterator[Fault]:
    if form.timed and form.at is None:
        yield Fault(pointer="hour", code="value", detail="An hour of the week is from 0 to 167.")


def _said(faults: Sequence[Fault], speech: Speech) -> dict[str, str]:
    """By field what is wrong, one sentence each."""
    _ = speech.say
    texts = {
        "hour": _("Dit uur bestaat niet. Kies een uur van maandag 0 uur tot en met zondag 23 uur."),
        "rows": _("Kies iets anders voor de rijen."),
        "cols": _("Kies voor de kolommen iets anders dan voor de rijen."),
        "municipality": _("Deze gemeente kennen wij niet. Kies er een uit de lijst."),
    }
    other = _("Deze keuze kennen wij niet. Kies iets uit de lijst.")
    found: dict[str, str] = {}
    for each in faults:
        text = _("Deze tabel is te groot. Kies minder rijen of kolommen.") if each.code == "too-many" else ""
        found.setdefault(each.pointer, text or texts.get(each.pointer, other))
    return found


def _page(
    request: AnyRequest,
    form: Form,
    *,
    status: int = 200,
    faults: Mapping[str, str] | None = None,
    shown: Shown | None = None,
) -> Response[bytes]:
    here, speech = house(request), spoken(request)
    at = form.at if form.at is not None else _now(here)
    return page(
        request,
        "coverage.html",
        status=status,
        languages=POLICY,
        form=form,
        faults=faults or {},
        axes=axes(speech),
        filters={name: _choices(name, here, speech) for name in DIMENSIONS},
        at=at,
        moment=f"{speech.weekday(at // 24)} {at % 24}:00",
        days=[speech.weekday(day) for day in range(7)],
        map=here.outlines,
        shown=shown,
    )


def _now(here: House) -> int:
    """The hour of this moment, where the slider stands before somebody moves it."""
    now = here.now().astimezone(AMSTERDAM)
    return now.weekday() * 24 + now.hour


def _choices(name: str, here: House, speech: Speech) -> list[Choice]:
    """What a filter offers; of languages those in which the gaps are counted too."""
    found = offered(DIMENSIONS[name], here, speech)
    return [each for each in found if name != "language" or each.term in get_args(Language)]


def axes(speech: Speech) -> Mapping[str, str]:
    """What can be crossed, by its API name."""
    _ = speech.say
    return {
        "topic": _("onderwerp"),
        "audience": _("doelgroep"),
        "function": _("soort hulp"),
        "municipality": _("gemeente"),
        "channel": _("manier van contact"),
        "language": _("taal"),
        "condition": _("voorwaarde"),
    }
