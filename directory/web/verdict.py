"""The answer to "does this already exist" as it is shown: the figures of the check as words, bars, a week and a map."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from msgspec import Struct, structs

from directory.atlas.catalogue import Catalogue
from directory.coverage import Overlap, words
from directory.coverage.cube import Interval
from directory.gate.house import House
from directory.geo.outlines import Outline
from directory.web.addressing import address
from directory.web.languages import Speech
from directory.web.proposal import TICKED, said

HOURS_A_DAY = 24


class Bar(Struct, frozen=True, kw_only=True):
    """A share: what is known and what may be as percents, and both as they are said."""

    name: str
    meaning: str
    low: float
    high: float
    text: str


class Piece(Struct, frozen=True):
    """Hours of one day, from `start` on, and the share of the proposal that exists in them."""

    start: int
    length: int
    low: float
    high: float


class Day(Struct, frozen=True):
    """One line of the week."""

    name: str
    pieces: tuple[Piece, ...]


class Town(Struct, frozen=True, kw_only=True):
    """A municipality that was asked for: `state` is all, some, unknown or none."""

    code: str
    name: str
    state: str = ""
    word: str = ""
    text: str = ""
    path: str = ""
    x: int = 0
    y: int = 0


class View(Struct, frozen=True, kw_only=True):
    """An answer with what its page shows beside its sentences. `links` are addresses by slug."""

    answer: Overlap
    title: str
    meaning: str
    proposed: tuple[tuple[str, str], ...]
    bars: tuple[Bar, ...]
    gap: str
    shares: Mapping[str, tuple[Bar, ...]]
    channels: tuple[tuple[str, str], ...]
    days: tuple[Day, ...]
    hours: tuple[tuple[str, str], ...]
    towns: tuple[Town, ...]
    alike: bool
    others: tuple[Town, ...]
    links: Mapping[str, str]
    names: Mapping[str, str]

    def facts(self, speech: Speech) -> dict[str, Any]:
        """What a template needs to show it."""
        return {
            "view": self,
            "called": dimensions(speech),
            "percent": lambda share: percent(share, speech),
            "on": lambda day: speech.short_day(date.fromisoformat(day)),
        }


def view(answer: Overlap, here: House, speech: Speech) -> View:
    """This answer, ready to be shown."""
    title, meaning = _verdict(answer, speech)
    readings = _readings(speech)
    full = _bars(answer.coverage, readings, speech) if answer.coverage else ()
    return View(
        answer=answer,
        title=title,
        meaning=meaning,
        proposed=tuple(_proposed(answer, here, speech)),
        bars=full,
        gap=_gap(answer, speech),
        shares={each.slug: _bars(each, readings, speech) for each in answer.overlapping},
        channels=tuple(_by_channel(answer, here, speech)),
        days=_days(answer, speech),
        hours=tuple((each.text, said_share(each.share, speech)) for each in answer.week),
        towns=(towns := _towns(answer, here, speech)),
        alike=len({each.text for each in towns}) == 1,
        others=tuple(_others(towns, here)),
        links=_links(answer, here.atlas.catalogue),
        names={name: here.label("channels", name, speech.code) for name in _channels(answer)},
    )


def _verdict(answer: Overlap, speech: Speech) -> tuple[str, str]:
    _ = speech.say
    texts = {
        "refer": (_("Dit bestaat al"), _("Verwijs naar wie dit al doet.")),
        "strengthen": (
            _("Dit bestaat al, maar niet helemaal zo"),
            _("Vraag wie dit al doet om aan te vullen wat ontbreekt."),
        ),
        "coordinate": (
            _("Dit bestaat voor een deel"),
            _("Stem eerst af met wie hier al mee bezig is. Daarna is duidelijk wat echt nieuw is."),
        ),
        "new": (
            _("Niet bekend dat iemand dit doet"),
            _("Dat zegt alleen iets over wat in deze gids staat. Vraag het ook na bij de gemeente."),
        ),
        "needs-input": (
            _("Er is nog iets nodig"),
            _("Vul aan wat ontbreekt. Zonder dat valt er niets te vergelijken."),
        ),
    }
    return texts[answer.verdict]


def _readings(speech: Speech) -> Mapping[str, tuple[str, str]]:
    _ = speech.say
    return {
        "core": (_("De kern"), _("Doet iemand dit, voor deze mensen, in dit gebied?")),
        "need": (_("De behoefte"), _("Kan iemand het krijgen, op deze uren en in deze taal, hoe dan ook?")),
        "full": (_("Het hele voorstel"), _("Bestaat het precies zo, met dit contact en deze voorwaarden?")),
    }


def _bars(shares: object, readings: Mapping[str, tuple[str, str]], speech: Speech) -> tuple[Bar, ...]:
    """The three readings of something that has a share of each."""
    found = []
    for reading, (name, meaning) in readings.items():
        low, high = share = getattr(shares, reading)
        text = said_share(share, speech)
        found.append(Bar(name=name, meaning=meaning, low=round(low * 100, 2), high=round(high * 100, 2), text=text))
    return tuple(found)


def said_share(share: Interval, speech: Speech) -> str:
    """An interval of shares, as the engine rounds it: `25% tot 40%`, or one figure where both ends are the same."""
    low, high = (percent(each, speech) for each in share)
    return low if low == high else speech.say("{low} tot {high}").format(low=low, high=high)


def percent(share: float, speech: Speech) -> str:
    """A share as whole percents, as the engine says it."""
    said_in_dutch = words.percent(share)
    texts = {"minder dan 1%": speech.say("minder dan 1%"), "meer dan 99%": speech.say("meer dan 99%")}
    return texts.get(said_in_dutch, said_in_dutch)


def dimensions(speech: Speech) -> Mapping[str, str]:
    """What the dimensions of a proposal are called."""
    _ = speech.say
    return {
        "functions": _("wat het doet"),
        "topics": _("het onderwerp"),
        "audiences": _("voor wie het is"),
        "area": _("het gebied"),
        "channels": _("hoe iemand contact legt"),
        "hours": _("de uren"),
        "languages": _("de taal"),
        "conditions": _("de voorwaarden"),
    }


def _gap(answer: Overlap, speech: Speech) -> str:
    called = dimensions(speech)
    within = [called[each] for each in answer.minimal_gap.dimensions] if answer.minimal_gap else []
    return speech.say("Wat ontbreekt, zit in: {}.").format(", ".join(within)) if within else ""


def _proposed(answer: Overlap, here: House, speech: Speech) -> Iterator[tuple[str, str]]:
    """What was proposed, by dimension, in words."""
    called = dimensions(speech)
    for name in TICKED:
        if terms := getattr(answer.proposal, name):
            yield called[name], ", ".join(said(name, each, here, speech) for each in terms)
        if name == "channels" and answer.proposal.week:
            yield called["hours"], words.week_in_words(answer.proposal.week)


def _by_channel(answer: Overlap, here: House, speech: Speech) -> Iterator[tuple[str, str]]:
    for term, share in answer.by_value.get("channels", {}).items():
        yield here.label("channels", term, speech.code), said_share(share, speech)


def _channels(answer: Overlap) -> Iterable[str]:
    return {door.channel for each in answer.overlapping for door in each.contact_points if door.channel}


# The week.


def _days(answer: Overlap, speech: Speech) -> tuple[Day, ...]:
    runs = [(first, last, *each.share) for each in answer.week for first, last in each.runs]
    week = range(7) if runs else ()
    return tuple(Day(speech.weekday(day, "abbreviated"), tuple(_pieces(runs, day))) for day in week)


def _pieces(runs: Sequence[tuple[int, int, float, float]], day: int) -> Iterator[Piece]:
    start, stop = day * HOURS_A_DAY, (day + 1) * HOURS_A_DAY
    for first, last, low, high in sorted(runs):
        if first < stop and last > start:
            begins = max(first, start)
            yield Piece(begins - start, min(last, stop) - begins, low, high)


# The municipalities.


def _towns(answer: Overlap, here: House, speech: Speech) -> tuple[Town, ...]:
    if answer.coverage is None:
        return ()
    shares = answer.by_value.get("area") or dict.fromkeys(here.areas.expand(answer.proposal.area), answer.coverage.full)
    words_of, drawn = states(speech), {each.code: each for each in here.outlines.outlines}
    found = [
        Town(code=code, name=here.areas.name(code), state=state, word=words_of[state], text=said_share(share, speech))
        for code, share in shares.items()
        for state in [state_of(share)]
    ]
    found = [placed(each, drawn.get(each.code)) for each in found]
    return tuple(sorted(found, key=lambda each: each.name))


def placed(town: Town, outline: Outline | None) -> Town:
    """The same on the map, where it is on it."""
    if outline is None:
        return town
    return structs.replace(town, path=outline.path, x=outline.label_x, y=outline.label_y)


def _others(towns: Sequence[Town], here: House) -> Iterator[Town]:
    """The rest of the map, when there is anything on it."""
    asked = {each.code for each in towns}
    if any(each.path for each in towns):
        for each in here.outlines.outlines:
            if each.code not in asked:
                yield placed(Town(code=each.code, name=each.name), each)


def state_of(share: Interval) -> str:
    """How a share is drawn."""
    low, high = share
    if low >= 1:
        return "all"
    if low > 0:
        return "some"
    return "unknown" if high > 0 else "none"


def states(speech: Speech) -> Mapping[str, str]:
    """The same in words."""
    _ = speech.say
    return {
        "all": _("bestaat"),
        "some": _("bestaat voor een deel"),
        "unknown": _("niet bekend"),
        "none": _("niemand bekend"),
    }


# Who is named.


def _links(answer: Overlap, catalogue: Catalogue) -> dict[str, str]:
    parts = (answer.overlapping, answer.adjacent, answer.strengthen, answer.confusable_with, answer.verify_first)
    return links((each.slug for part in parts for each in part), catalogue)


def links(slugs: Iterable[str], catalogue: Catalogue) -> dict[str, str]:
    """By slug the address of who is named: with an id, so that it names nobody."""
    found = {slug: catalogue.partner_or_door(slug) for slug in {*slugs}}
    return {slug: address(*each) for slug, each in found.items() if each is not None}
