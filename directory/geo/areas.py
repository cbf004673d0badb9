"""Municipalities by CBS code, and areas as sets of them: a region or the country is expanded when it is read."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Self

from msgspec import Struct

from directory.errors import Unknown
from directory.geo.provinces import base, spellings
from directory.geo.tables import rows
from directory.text import fold

TWENTE = "VR05"
COUNTRY = "NL"


class Municipality(Struct, frozen=True, kw_only=True):
    """A municipality of today. The point lies inside it; `radius_m` is that of a circle of equal area."""

    code: str
    name: str
    province: str
    region: str
    latitude: float
    longitude: float
    radius_m: int

    @property
    def in_twente(self) -> bool:
        return self.region == TWENTE


class Successor(Struct, frozen=True, kw_only=True):
    """A municipality that disappears into another on a day."""

    code: str
    name: str
    into: str
    day: date


class Areas:
    """All municipalities, regions and the country as they are on one day. Former codes still lead to their heirs."""

    def __init__(
        self, municipalities: Iterable[Municipality], regions: dict[str, str], successors: Iterable[Successor], on: date
    ) -> None:
        gone = tuple(each for each in successors if each.day <= on)
        self._gone = gone
        self._heirs = {each.code: each.into for each in gone}
        self._regions = regions
        self._municipalities = {each.code: each for each in municipalities if each.code not in self._heirs}
        self._members = self._grouped()
        self._named = self._names()

    @classmethod
    def read(cls, folder: Path, on: date) -> Self:
        """The areas in `folder` on a day: mergers up to and including it have happened. `Damaged` if broken."""
        return cls(_municipalities(folder), _regions(folder), _successors(folder), on)

    @property
    def municipalities(self) -> tuple[Municipality, ...]:
        """Every municipality of the day, by code."""
        return tuple(self._municipalities.values())

    @property
    def regions(self) -> dict[str, str]:
        """Safety regions and the country: code and name."""
        return dict(self._regions)

    @property
    def former(self) -> dict[str, str]:
        """Names of municipalities that are no more, with the code of their successor."""
        return {each.name: self.current(each.code) for each in self._gone}

    @property
    def twente(self) -> frozenset[str]:
        """The 14 municipalities of Twente."""
        return self._members[TWENTE]

    def known(self, code: str) -> bool:
        """Whether the code is a municipality (now or before), a region or the country."""
        return self.current(code) in self._municipalities or code in self._regions

    def current(self, code: str) -> str:
        """The code that a municipality has on this day; a code without successor is itself, known or not."""
        while code in self._heirs:
            code = self._heirs[code]
        return code

    def municipality(self, code: str) -> Municipality:
        """The municipality with a code, or its successor. `Unknown` if there is none."""
        found = self._municipalities.get(self.current(code))
        if found is None:
            raise Unknown("area.unknown", f"no municipality has the code {code}", area=code)
        return found

    def name(self, code: str) -> str:
        """How an area is called: Hengelo, Twente, Nederland. `Unknown` for a code that is none."""
        return self._regions[code] if code in self._regions else self.municipality(code).name

    def expand(self, codes: Iterable[str]) -> frozenset[str]:
        """The municipalities in a list of areas (GMnnnn, VRnn, NL). `Unknown` for a code that is none.

        No codes give no municipalities: whoever does not know an area must not ask.
        """
        return frozenset().union(*map(self._expanded, codes))

    def containing(self, code: str) -> tuple[str, str, str]:
        """The areas that hold a municipality: its own code, its region, the country. `Unknown` if it is none."""
        found = self.municipality(code)
        return found.code, found.region, COUNTRY

    def find(self, text: str) -> tuple[Municipality, ...]:
        """Municipalities by code, name, slug, or name with province: `GM0164`, `Hengelo`, `hengelo`, `Hengelo (O)`.

        All that fit, by code (`Bergen` gives two); none is `()`. A municipality that merged gives its successor.
        """
        if (code := self.current(text.strip().upper())) in self._municipalities:
            return (self._municipalities[code],)
        asked = fold(text).removeprefix("gemeente ")
        return self._named.get(asked) or self._qualified(asked)

    def named(self, text: str) -> tuple[str, ...]:
        """Area codes that a text may mean, municipalities first: `Utrecht` gives GM0344 and VR09, `Twente` VR05."""
        asked = fold(text).removeprefix("regio ").removeprefix("veiligheidsregio ")
        regions = (code for code, name in self._regions.items() if asked in (fold(name), fold(code)))
        return (*(each.code for each in self.find(text)), *regions)

    def _expanded(self, code: str) -> frozenset[str]:
        return self._members[code] if code in self._members else frozenset({self.municipality(code).code})

    def _qualified(self, asked: str) -> tuple[Municipality, ...]:
        words = asked.split()
        for end in range(len(words) - 1, 0, -1):
            behind = " ".join(words[end:])
            found = self._named.get(" ".join(words[:end]), ())
            if fitting := tuple(each for each in found if behind in spellings(each.province)):
                return fitting
        return ()

    def _grouped(self) -> dict[str, frozenset[str]]:
        members = {code: set[str]() for code in self._regions}
        for each in self._municipalities.values():
            members[each.region].add(each.code)
            members[COUNTRY].add(each.code)
        return {code: frozenset(found) for code, found in members.items()}

    def _names(self) -> dict[str, tuple[Municipality, ...]]:
        named = defaultdict[str, dict[str, Municipality]](dict)
        for each in self._municipalities.values():
            folded = fold(each.name)
            for key in (folded, base(folded, each.province)):
                named[key][each.code] = each
        for name, code in self.former.items():
            named[fold(name)].setdefault(code, self._municipalities[code])
        return {key: tuple(found.values()) for key, found in named.items()}


def _municipalities(folder: Path) -> tuple[Municipality, ...]:
    columns = "code", "name", "province", "region", "latitude", "longitude", "radius_m"
    return tuple(
        Municipality(
            code=code,
            name=name,
            province=province,
            region=region,
            latitude=float(latitude),
            longitude=float(longitude),
            radius_m=int(radius),
        )
        for code, name, province, region, latitude, longitude, radius in rows(folder / "municipalities.csv", *columns)
    )


def _regions(folder: Path) -> dict[str, str]:
    return dict(rows(folder / "regions.csv", "code", "name"))


def _successors(folder: Path) -> tuple[Successor, ...]:
    table = rows(folder / "successors.csv", "code", "name", "successor", "from")
    return tuple(Successor(code=a, name=b, into=c, day=date.fromisoformat(d)) for a, b, c, d in table)
