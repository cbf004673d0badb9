"""From the atlas to a cube: who may have to do with a proposal, and what each covers of it."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import reduce
from itertools import combinations
from operator import and_

import msgspec
import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

from directory.atlas import Atlas
from directory.atlas.index import NOBODY, Index, Positions, bitmap, positions_in
from directory.coverage.cube import Axis, Cube, Flags
from directory.coverage.proposal import EVERY_HOUR, NEEDED, Proposal
from directory.coverage.terms import Terms
from directory.coverage.weights import Weights
from directory.hours import HOURS, week_mask

Containing = Callable[[str], tuple[str, ...]]
# Help in danger of this moment is another thing than all other help, whatever it is about.
EMERGENCY = "noodhulp"
# The language of this directory. Doors in it are answered in it unless somebody said otherwise.
HERE = "nl"
SITE = "web"
# The dimensions of which a proposal names terms.
TERMS = ("functions", "topics", "audiences", "channels", "languages")
PROFESSIONALS = "professionals"
# In which role somebody comes; then who they are. Nobody who is not named among the second is left out by the first.
ROLES = ("slachtoffers", "omstanders", "plegers", "inwoners")
GROWN_UP = frozenset(
    {"vrouwen", "vrouwen-met-migratieachtergrond", "mannen", "ouderen", "lhbtiq", "gezinnen", "inwoners"}
)
OTHERS = frozenset({"kinderen", "jongeren", "doven-slechthorenden", "huurders"})
# What a page or a form does by itself, at any hour.
UNATTENDED = frozenset({"informatie", "doorverwijzen", "melden", "aangifte", "campagne", "preventie"})


class Planned(msgspec.Struct, frozen=True):
    """A door that is thought up: its box, and the municipalities of its area."""

    box: Proposal
    municipalities: frozenset[str]


class Field(msgspec.Struct, frozen=True):
    """A proposal beside everybody who has to do with it: doors by column, at these positions of the atlas."""

    positions: Positions
    cube: Cube


class Boxes:
    """The doors of one version of the atlas as boxes."""

    def __init__(self, atlas: Atlas, terms: Terms, containing: Containing) -> None:
        self.atlas = atlas
        self.terms = terms
        self._containing = containing
        self._doors: BitMap | None = None
        self._unrestricted: BitMap | None = None

    @property
    def index(self) -> Index:
        """The bitmaps of this version."""
        return self.atlas.index

    def field(
        self,
        proposal: Proposal,
        municipalities: Mapping[str, float],
        today: date,
        without: BitMap = NOBODY,
        weights: Weights | None = None,
        more: Sequence[Planned] = (),
    ) -> Field:
        """Everybody who does what is proposed or works on its topics, for whomever and wherever.

        `municipalities` are those that the proposal is for, with weights that add up to 1. Who is closed, studied or
        only an example covers nothing; who is thought away (`without`, positions) neither. Doors that are thought up
        (`more`) stand behind all others.
        """
        positions = positions_in(self._universe(proposal) - without)
        cells = {name: self.terms.cells(name, getattr(proposal, name), weights) for name in TERMS}
        cells["area"] = dict(municipalities)
        axes = [self._axis(name, cells[name], positions) for name in NEEDED]
        axes += [self._axis("channels", cells["channels"], positions)] if proposal.channels else []
        axes += [self._hours(proposal.week, positions, today)] if proposal.week else []
        axes += [self._axis("languages", cells["languages"], positions)] if proposal.languages else []
        axes += [self._conditions(proposal, positions)] if proposal.conditions else []
        axes = [self._with(each, more) for each in axes]
        return Field(positions, Cube(axes))

    def _with(self, axis: Axis, more: Sequence[Planned]) -> Axis:
        """The same dimension with a column for each door that is thought up."""
        if not more:
            return axis
        answers = [[self._planned(axis.name, value, each) for each in more] for value in axis.values]
        known = np.array([[each == "yes" for each in row] for row in answers])
        possible = np.array([[each != "no" for each in row] for row in answers])
        return Axis(
            axis.name,
            axis.values,
            axis.weights,
            np.concatenate([axis.known, known], axis=1),
            np.concatenate([axis.possible, possible], axis=1),
        )

    def _planned(self, name: str, value: object, planned: Planned) -> str:
        """What a door that is thought up says of a value: what was not said of it stays open."""
        box = planned.box
        if name == "hours" and isinstance(value, int):
            return _said(bool(box.week), value & box.week == value)
        if name == "conditions" and isinstance(value, tuple):
            return _said(bool(box.conditions), {*value} <= {*box.conditions})
        if name == "area":
            return _said(bool(box.area), value in planned.municipalities)
        terms: tuple[str, ...] = getattr(box, name)
        return _said(bool(terms), not self.terms.covering(name, str(value)).keys().isdisjoint(terms))

    def _universe(self, proposal: Proposal) -> BitMap:
        doing = self._any("functions", proposal.functions)
        about = self._any("topics", self.terms.cells("topics", proposal.topics))
        return ((doing | about) & self._there()) - (self.emergency() - doing)

    def _any(self, dimension: str, terms: Mapping[str, float] | tuple[str, ...]) -> BitMap:
        return BitMap.union(NOBODY, *(self.having(dimension, each) for each in terms))

    def having(self, dimension: str, term: str) -> BitMap:
        """Who is known to cover this term, by itself, by a broader one or by what counts as it."""
        return self.index.any_of(f"exact.{dimension}", self.terms.covering(dimension, term))

    def sieve(self, dimension: str, value: str) -> tuple[BitMap, BitMap]:
        """Who is known to cover a value, and who may (those that are known included)."""
        if dimension == "area":
            known, unknown = self.index.any_of("area", self._containing(value)), self.index.bits("unknown", "area")
        elif dimension == "conditions":
            known = self.index.bits("exact.conditions", value)
            unknown = self.index.bits("is", "live") - self.index.bits("exact.denied", value)
        else:
            known, unknown = self.having(dimension, value), self.index.bits("unknown", dimension)
        if dimension == "languages" and value == HERE:
            known = known | unknown
        if dimension == "audiences":
            known, unknown = self._for_whom(value, known, unknown)
        return known, known | unknown

    def _for_whom(self, audience: str, known: BitMap, unknown: BitMap) -> tuple[BitMap, BitMap]:
        """Lists of audiences name roles (victim, bystander) and traits (women, older people): what one leaves out.

        A door that names no trait, or more than one role, is there for every grown-up in its role; of the young nobody
        said so. Emergency help is for everybody. Whom a door helps is not who may use it: at one for professionals
        nobody else gets in.
        """
        if audience in GROWN_UP:
            known = known | self._general()
        elif audience in OTHERS:
            unknown = unknown | self._general()
        known = known | self.emergency()
        if audience == PROFESSIONALS:
            return known, unknown
        shut = self.index.bits("is", "professionals")
        return known - shut, unknown - shut

    def _general(self) -> BitMap:
        """Doors whose list of audiences restricts nobody by age, sex or the like."""
        if self._unrestricted is None:
            having = [self.index.bits("exact.audiences", each) for each in ROLES]
            several = BitMap.union(NOBODY, *(one & other for one, other in combinations(having, 2)))
            traits = self.index.any_of("exact.audiences", (*GROWN_UP, *OTHERS))
            self._unrestricted = several | (BitMap.union(NOBODY, *having) - traits)
        return self._unrestricted

    def doors(self) -> BitMap:
        """The contact points that can be gone to: not the organizations of which none is known."""
        if self._doors is None:
            has, ids = self.atlas.catalogue.has, self.index.ids
            self._doors = BitMap([each for each in self._there() if has("contact-point", ids[each])])
        return self._doors

    def _there(self) -> BitMap:
        """Who can be gone to: not closed for good, studied or only an example."""
        return self.index.bits("is", "live") - self.index.bits("is", "closed")

    def emergency(self) -> BitMap:
        """Who is there for danger of this moment."""
        return self.index.bits("exact.functions", EMERGENCY)

    def sites(self) -> BitMap:
        """Sites that do what they do at any hour."""
        return self.index.bits("exact.channels", SITE) - self._attended()

    def silent(self, today: date) -> BitMap:
        """Of whom the hours are not known, or not any more."""
        unclear = [number for number, each in enumerate(self.index.schedules) if week_mask(each) is None]
        unknown = self.index.bits("unknown", "hours") | self.index.any_of("schedules", unclear)
        return unknown | bitmap(np.flatnonzero(self.index.columns["hours_due"] <= today.toordinal()))

    def open_in(self, hour: int, today: date) -> tuple[BitMap, BitMap]:
        """Who is known to answer during this hour of the week (0 is Monday 00:00), and who may."""
        silent, sites = self.silent(today), self.sites()
        numbers = [n for n, each in enumerate(self.index.schedules) if (week_mask(each) or 0) >> hour & 1]
        known = (self.index.any_of("schedules", numbers) - silent) | sites
        return known, known | silent

    def _axis(self, dimension: str, cells: Mapping[str, float], positions: Positions) -> Axis:
        """One dimension of values that doors are asked for one by one."""
        sieves = [self.sieve(dimension, each) for each in cells]
        known = _rows([known for known, _ in sieves], positions)
        possible = _rows([possible for _, possible in sieves], positions)
        return Axis(dimension, tuple(cells), tuple(cells.values()), known, possible)

    def _conditions(self, proposal: Proposal, positions: Positions) -> Axis:
        """One cell: all of them hold at one door."""
        sieves = [self.sieve("conditions", each) for each in proposal.conditions]
        known = reduce(and_, (known for known, _ in sieves))
        possible = reduce(and_, (possible for _, possible in sieves))
        return Axis(
            "conditions", (proposal.conditions,), (1.0,), _rows([known], positions), _rows([possible], positions)
        )

    def _attended(self) -> BitMap:
        """Who does something that needs somebody at the other end at that moment."""
        every = self.index.groups.get("exact.functions", {})
        return self.index.any_of("exact.functions", (each for each in every if each not in UNATTENDED))

    def _hours(self, week: int, positions: Positions, today: date) -> Axis:
        """A value per set of hours at which the same doors answer."""
        index = self.index
        schedules = index.columns["schedule"][positions]
        masks = [week_mask(each) for each in index.schedules]
        # The last row is for who has no hours that are known.
        table = np.zeros((len(masks) + 1, HOURS), dtype=np.bool_)
        for number, mask in enumerate(masks):
            table[number] = _bits_of(mask or 0)
        asked = np.flatnonzero(_bits_of(week))
        used = np.unique(schedules)
        _, first, alike = np.unique(table[used][:, asked], axis=1, return_index=True, return_inverse=True)
        sizes = np.bincount(alike.reshape(-1), minlength=len(first))
        values = tuple(
            sum(1 << int(hour) for hour in asked[alike.reshape(-1) == number]) for number in range(len(first))
        )
        unknown, sites = _rows([self.silent(today), self.sites()], positions)
        known = table[:, asked[first]].T[:, schedules] & ~unknown
        # A site that informs or takes a form has no opening hours: said in the answer, as with the language.
        known = known | (sites & unknown)
        weights = tuple(float(each) for each in sizes / len(asked))
        return Axis("hours", values, weights, known, known | (unknown & ~sites))


def _said(known: bool, fits: bool) -> str:
    return "unknown" if not known else "yes" if fits else "no"


def _rows(sets: list[BitMap], positions: Positions) -> Flags:
    """A row per set: for each of these positions whether it is in it."""
    found: Flags = np.zeros((len(sets), len(positions)), dtype=np.bool_)
    among = bitmap(positions)
    for row, each in enumerate(sets):
        found[row, np.searchsorted(positions, positions_in(each & among))] = True
    return found


def _bits_of(week: int) -> NDArray[np.bool_]:
    packed = np.frombuffer((week & EVERY_HOUR).to_bytes(HOURS // 8, "little"), dtype=np.uint8)
    bits: NDArray[np.bool_] = np.unpackbits(packed, bitorder="little").astype(np.bool_)
    return bits
