"""What a request can ask: the atlas of this moment and the rooms that work on it, made once per version."""

import asyncio
import copy
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from typing import Protocol

from litestar import Request

from directory.atlas import Atlas
from directory.coverage import Dossiers, Existing, Weights
from directory.curation.course import Course
from directory.curation.reports import Reports, hush
from directory.curation.visiting import Visits
from directory.exchange.hsds import Hsds
from directory.feed import Follower
from directory.gate.answers import Answers
from directory.gate.rosters import Rosters
from directory.gate.worklist import Worklist
from directory.geo.areas import Areas
from directory.geo.gazetteer import Gazetteer
from directory.geo.outlines import Outlines
from directory.hours import AMSTERDAM, minute_of
from directory.intake import hushing
from directory.intake.contract import Jobs
from directory.lexicon import Lexicon, Words
from directory.mail.queue import Outbox
from directory.matching import Ledger
from directory.model import Id, Record
from directory.search import Beginnings, Facets, Finder, Narrator, Suggester, said_of
from directory.search.demand import Counts, Demand
from directory.search.situation import Reader
from directory.store import Desk


class Log(Protocol):
    """Where events go. No words, places or addresses of visitors are ever given to it."""

    def event(self, name: str, **facts: object) -> None:
        """Something worth a line."""
        ...

    def exception(self, name: str, error: BaseException) -> None:
        """A fault of ours, with its story."""
        ...


class House:
    """Everything a face needs. `now` is the clock; tests bring their own."""

    def __init__(
        self,
        store: Desk,
        follower: Follower,
        areas: Areas,
        gazetteer: Gazetteer,
        outlines: Outlines,
        *,
        lexicon: Words,
        demand: Counts,
        dossiers: Dossiers,
        course: Course,
        visits: Visits,
        reports: Reports,
        decisions: Ledger,
        imports: Jobs,
        weights: Weights,
        address: str,
        outbox: Outbox,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.store = store
        self.areas = areas
        self.gazetteer = gazetteer
        self.outlines = outlines
        self.counts = demand
        self.demand = Demand(demand)
        self.worklist = Worklist()
        self.dossiers = dossiers
        self.course = course
        self.visits = visits
        self.reports = reports
        self.decisions = decisions
        self.imports = imports
        self.weights = weights
        self.words = lexicon
        self.situations = Reader(gazetteer, lexicon.times)
        self.address = address
        self.outbox = outbox
        self.now = now
        self.coming: Mapping[Id, Record] = {}
        self.rosters = Rosters(areas, gazetteer)
        self._follower = follower
        self._catching_up = asyncio.Lock()
        self._furnished_for: Atlas | None = None
        self._finder: Finder
        self._narrator: Narrator
        self._existing: Existing
        self._suggester: Suggester | None = None
        self._said: Beginnings | None = None
        self._facets: Facets | None = None
        self._last_facets: Facets | None = None
        self._answers = Answers()
        self._day, self._day_begins, self._day_ends = date.min, 0.0, 0.0
        self._last_hsds: Hsds | None = None
        self._hsds: tuple[date, Hsds] | None = None

    @property
    def atlas(self) -> Atlas:
        """The version of this moment."""
        return self._follower.atlas

    def beside(self, records: Iterable[Record]) -> "House":
        """The same, in which these records, proposed and not there yet, are called by name by what refers to them."""
        here = copy.copy(self)
        here.coming = {each.id: each for each in records}
        return here

    @cached_property
    def lexicon(self) -> Lexicon:
        """What words mean. It takes a second or two to make, and not every command asks what words mean."""
        return Lexicon(self.words, [*_names(self.words, self.atlas)])

    def prepare(self) -> None:
        """Before the first visitor asks: make what takes seconds, and forget what may not be kept."""
        _ = self.lexicon
        # A place may have become secret while nobody served.
        self._hush()

    @property
    def finder(self) -> Finder:
        """Finds in the version of this moment."""
        self._furnish()
        return self._finder

    @property
    def narrator(self) -> Narrator:
        """Writes hits of the version of this moment."""
        self._furnish()
        return self._narrator

    def answers(self) -> Answers:
        """Answers that were given in this minute, in the version of this moment."""
        return self._answers.of(self.atlas, minute_of(self.now()))

    @property
    def suggester(self) -> Suggester:
        """Completes what somebody types, in the version of this moment."""
        self._furnish()
        if self._suggester is None:
            self._said = self._said or said_of(self.lexicon.concepts)
            self._suggester = Suggester(self.atlas, self._said)
        return self._suggester

    @property
    def existing(self) -> Existing:
        """What proposals are compared with, in the version of this moment."""
        self._furnish()
        return self._existing

    @property
    def hsds(self) -> Hsds:
        """The version of this moment in HSDS words, as of today."""
        self._furnish()
        today = self.today()
        if self._hsds is None or self._hsds[0] != today:
            self._hsds = (today, self._next_hsds(today))
        return self._hsds[1]

    def _next_hsds(self, today: date) -> Hsds:
        before = self._hsds[1] if self._hsds else self._last_hsds
        catalogue = self.atlas.catalogue
        return before.next(catalogue, today) if before else Hsds(catalogue, self.areas, today)

    def today(self) -> date:
        """The date in Twente."""
        now = self.now().timestamp()
        if not self._day_begins <= now < self._day_ends:
            self._day = datetime.fromtimestamp(now, AMSTERDAM).date()
            midnight = datetime.combine(self._day, time(), AMSTERDAM)
            # To the next midnight on the clock: that is 23 or 25 hours twice a year.
            self._day_begins = midnight.timestamp()
            self._day_ends = datetime.combine(self._day + timedelta(days=1), time(), AMSTERDAM).timestamp()
        return self._day

    def _furnish(self) -> None:
        atlas = self.atlas
        if self._furnished_for is not atlas:
            before, existed = (self._finder, self._existing) if self._furnished_for else (None, None)
            self._finder = Finder(atlas, self.areas.containing, before, self.areas.twente, self.words.elsewhere)
            self._narrator = Narrator(self._finder)
            self._last_hsds = self._hsds[1] if self._hsds else self._last_hsds
            self._last_facets = self._facets or self._last_facets
            self._existing = Existing(atlas, self.areas, existed)
            self._hsds, self._suggester, self._facets = None, None, None
            self._furnished_for = atlas

    def behind(self) -> bool:
        """Whether somebody committed since the last answer. Raises `Unavailable` when the store does not answer."""
        return self._follower.behind()

    async def refresh(self) -> None:
        """Take in what anybody committed, before this request is answered."""
        if not self._follower.behind():
            return
        async with self._catching_up:
            if not self._follower.behind():
                return
            if self._follower.far_behind():
                await asyncio.to_thread(self._follower.catch_up)
            else:
                self._follower.catch_up()
            # A place may have become secret; what visitors said of it before, and files, are forgotten with the rest.
            await asyncio.to_thread(self._hush)

    def _hush(self) -> None:
        hush(self.reports, self.atlas.catalogue)
        hushing.hush(self.imports, self.atlas.catalogue)

    def label(self, dimension: str, slug: str, language: str = "nl") -> str:
        """The label of a term, in Dutch where this language has none; the slug for what has no vocabulary."""
        tree = self.atlas.trees.get(dimension)
        term = tree.terms.get(slug) if tree else None
        return term.labels.get(language, term.label) if term else slug

    @property
    def facets(self) -> Facets:
        """Counts what further filters leave, in the version of this moment."""
        self._furnish()
        if self._facets is None:
            self._facets = Facets(self.atlas.index, self._last_facets)
        return self._facets


def _names(words: Words, atlas: Atlas) -> Iterator[str]:
    """What the partners that the lexicon leads to are called."""
    for slug in {slug for each in words.concepts for slug in each.pinned}:
        match atlas.catalogue.partner_or_door(slug):
            # A partner may be gone by now while the lexicon still leads to it.
            case ("organization", id) if atlas.catalogue.has("organization", id):
                organization = atlas.catalogue.organization(id)
                yield from (organization.name, *organization.alternate_names, *organization.former_names)


def house(request: Request) -> House:  # type: ignore[type-arg]
    """The house that this request came to."""
    found: House = request.app.state.house
    return found
