"""The gazetteer's tables on their way to places: postcodes, towns with their namesakes, aliases, municipalities."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from math import hypot
from pathlib import Path
from statistics import fmean

from directory.geo.areas import Areas, Municipality
from directory.geo.place import Place
from directory.geo.provinces import base
from directory.geo.suggestions import rank
from directory.geo.tables import listed, rows
from directory.text import fold

POSTCODES = "postcode", "kind", "place", "municipality", "latitude", "longitude", "radius_m", "other_municipalities"
PLACES = "name", "municipality", "latitude", "longitude", "postcodes"
ALIASES = "alias", "kind", "place", "municipality", "postcodes"


class Reading:
    """The tables of one folder, read once. Every name a place has leads to it; a name may lead to several."""

    def __init__(self, folder: Path, areas: Areas) -> None:
        self._areas = areas
        self._names = defaultdict[str, list[Place]](list)
        self._towns: dict[tuple[str, str], Place] = {}
        codes = list(rows(folder / "postcodes.csv", *POSTCODES))
        self._radii = {row[0]: int(row[6]) for row in codes if row[6]}
        self._read_towns(list(rows(folder / "places.csv", *PLACES)), codes)
        self.postcodes = {row[0]: self._postcode(row) for row in codes}
        self._read_aliases(rows(folder / "aliases.csv", *ALIASES))
        self._add_municipalities(codes)

    def names(self) -> dict[str, tuple[Place, ...]]:
        """Places by folded name, Twente first."""
        return {key: tuple(sorted(found, key=rank)) for key, found in self._names.items()}

    def _read_towns(self, table: Iterable[Sequence[str]], codes: Iterable[Sequence[str]]) -> None:
        within = defaultdict[tuple[str, str], list[str]](list)
        for row in codes:
            within[row[2], row[3]].append(row[0])
        keys = [self._keys(row[0], row[1]) for row in table]
        namesakes = Counter(short for _, short in keys)
        for row, (whole, short) in zip(table, keys, strict=True):
            town = self._town(row, self._label(row, whole != short, namesakes[short] > 1), within[row[0], row[1]])
            self._towns[row[0], row[1]] = town
            self._call(town, whole, short)

    def _keys(self, name: str, municipality: str) -> tuple[str, str]:
        whole = fold(name)
        return whole, base(whole, self._areas.municipality(municipality).province)

    def _label(self, row: Sequence[str], marked: bool, ambiguous: bool) -> str:
        """`Hengelo (Gld)` with a namesake is shown by its municipality: Hengelo (gemeente Bronckhorst)."""
        name = row[0].rpartition(" ")[0] if marked else row[0]
        return f"{name} (gemeente {self._areas.name(row[1])})" if ambiguous else row[0]

    def _town(self, row: Sequence[str], label: str, within: Sequence[str]) -> Place:
        name, code, latitude, longitude, cell = row
        there, postcodes = self._areas.municipality(code), listed(cell)
        return Place(
            name=name,
            kind="place",
            label=label,
            municipality=there.code,
            latitude=float(latitude),
            longitude=float(longitude),
            postcodes=postcodes,
            radius_m=self._radius(within or postcodes[:1]),
            in_twente=there.in_twente,
        )

    def _radius(self, postcodes: Iterable[str]) -> int | None:
        """Of a circle as large as these postcodes together; absent when none of them has been measured."""
        return round(hypot(*(self._radii.get(each, 0) for each in postcodes))) or None

    def _postcode(self, row: Sequence[str]) -> Place:
        code, kind, name, municipality, latitude, longitude, _, others = row
        there, town = self._areas.municipality(municipality), self._towns[name, municipality]
        return Place(
            name=code,
            kind="po-box" if kind == "po-box" else "postcode",
            label=f"{code} {town.label}",
            municipality=there.code,
            other_municipalities=self._others(there, listed(others)),
            latitude=float(latitude),
            longitude=float(longitude),
            postcodes=(code,),
            radius_m=self._radii.get(code, town.radius_m),
            in_twente=there.in_twente,
        )

    def _others(self, there: Municipality, codes: Iterable[str]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(code for each in codes if (code := self._areas.current(each)) != there.code))

    def _read_aliases(self, table: Iterable[Sequence[str]]) -> None:
        for alias, kind, name, municipality, cell in table:
            town = self._towns[name, municipality]
            self._call(self._district(alias, town, listed(cell)) if kind == "district" else town, fold(alias))

    def _district(self, name: str, town: Place, postcodes: tuple[str, ...]) -> Place:
        points = [self.postcodes[each] for each in postcodes]
        return Place(
            name=name,
            kind="district",
            label=f"{name} ({town.name})",
            municipality=town.municipality,
            latitude=round(fmean(point.latitude for point in points), 4),
            longitude=round(fmean(point.longitude for point in points), 4),
            postcodes=postcodes,
            radius_m=self._radius(postcodes),
            in_twente=town.in_twente,
        )

    def _add_municipalities(self, codes: Iterable[Sequence[str]]) -> None:
        addressed = defaultdict[str, list[str]](list)
        for row in codes:
            if row[1] == "address":
                addressed[self._areas.current(row[3])].append(row[0])
        wholes = {each.code: _whole(each, tuple(addressed[each.code])) for each in self._areas.municipalities}
        for whole in wholes.values():
            self._call_unless_town(whole, whole.name)
        for name, code in self._areas.former.items():
            self._call_unless_town(wholes[code], name)

    def _call_unless_town(self, whole: Place, name: str) -> None:
        """A municipality goes by its bare name only if no town of it does: `Tubbergen` is the village."""
        keys = self._keys(name, whole.municipality)
        towns = (each.municipality for key in keys for each in self._names.get(key, ()))
        free = whole.municipality not in towns
        self._call(whole, f"gemeente {keys[0]}", *(keys if free else ()))

    def _call(self, place: Place, *keys: str) -> None:
        label = () if place.label == place.name else (fold(place.label),)
        for key in {*keys, *label}:
            if place not in self._names[key]:
                self._names[key].append(place)


def _whole(there: Municipality, postcodes: tuple[str, ...]) -> Place:
    return Place(
        name=there.name,
        kind="municipality",
        label=f"gemeente {there.name}",
        municipality=there.code,
        latitude=there.latitude,
        longitude=there.longitude,
        postcodes=postcodes,
        radius_m=there.radius_m,
        in_twente=there.in_twente,
    )
