"""Which municipality of Twente a point lies in, by its boundary. A box test and a ray cast: tens of microseconds."""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Literal, Self

import msgspec
from msgspec import Struct

from directory.errors import Damaged

# Boundaries have five decimals (about a metre). A point this close to one is on it, and in both municipalities.
ON_BORDER = 1e-6

Pair = tuple[float, float]


class Properties(Struct, frozen=True, kw_only=True):
    code: str
    name: str


class Geometry(Struct, frozen=True, kw_only=True):
    """Rings of (longitude, latitude), the order of GeoJSON; each is closed."""

    type: Literal["Polygon"]
    coordinates: tuple[tuple[Pair, ...], ...]


class Feature(Struct, frozen=True, kw_only=True):
    properties: Properties
    geometry: Geometry

    @property
    def rings(self) -> tuple[tuple[Pair, ...], ...]:
        return self.geometry.coordinates


class FeatureCollection(Struct, frozen=True, kw_only=True):
    features: tuple[Feature, ...]


class Boundary(Struct, frozen=True, kw_only=True):
    """A municipality's rings with the box around them (west, south, east, north)."""

    code: str
    rings: tuple[tuple[Pair, ...], ...]
    box: tuple[float, float, float, float]

    def holds(self, longitude: float, latitude: float) -> bool:
        """Whether the point is inside or on the border."""
        west, south, east, north = self.box
        if not (west <= longitude <= east and south <= latitude <= north):
            return False
        return _inside(self.rings, longitude, latitude)


class Boundaries:
    """The detailed boundaries of Twente. A code from the gazetteer goes before them, a generalised map never counts."""

    def __init__(self, features: Iterable[Feature]) -> None:
        self.features = tuple(features)
        self._boundaries = tuple(_bounded(each) for each in self.features)

    @classmethod
    def read(cls, folder: Path) -> Self:
        """The boundaries in `municipalities_twente.geojson`. `Damaged` if it is missing or not what it should be."""
        path = folder / "municipalities_twente.geojson"
        try:
            return cls(msgspec.json.decode(path.read_bytes(), type=FeatureCollection).features)
        except (OSError, msgspec.DecodeError) as error:
            fault = f"{path} cannot be read: {type(error).__name__}"
            raise Damaged("seeds.unreadable", fault, file=str(path)) from error

    def municipality_at(self, latitude: float, longitude: float) -> tuple[str, ...]:
        """Codes of the municipalities at a point: one, several on a border, none outside Twente."""
        return tuple(each.code for each in self._boundaries if each.holds(longitude, latitude))


def _bounded(feature: Feature) -> Boundary:
    longitudes, latitudes = zip(*(point for ring in feature.rings for point in ring), strict=True)
    box = min(longitudes), min(latitudes), max(longitudes), max(latitudes)
    return Boundary(code=feature.properties.code, rings=feature.rings, box=box)


def _inside(rings: Iterable[Sequence[Pair]], x: float, y: float) -> bool:
    """Counts the edges that a ray to the east crosses, over all rings so that a hole is outside."""
    odd = False
    for ring in rings:
        x1, y1 = ring[-1]
        for x2, y2 in ring:
            if (y1 > y) != (y2 > y):
                odd ^= x < (x2 - x1) * (y - y1) / (y2 - y1) + x1
            x1, y1 = x2, y2
    return odd or any(_touches(ring, x, y) for ring in rings)


def _touches(ring: Sequence[Pair], x: float, y: float) -> bool:
    return any(_near(a, b, x, y) for a, b in pairwise(ring))


def _near(a: Pair, b: Pair, x: float, y: float) -> bool:
    """Whether (x, y) is within ON_BORDER degrees of the edge from a to b."""
    (x1, y1), (x2, y2) = a, b
    if not (min(x1, x2) - ON_BORDER <= x <= max(x1, x2) + ON_BORDER):
        return False
    if not (min(y1, y2) - ON_BORDER <= y <= max(y1, y2) + ON_BORDER):
        return False
    length = ((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5
    return bool(abs((x2 - x1) * (y - y1) - (x - x1) * (y2 - y1)) <= ON_BORDER * max(length, ON_BORDER))
