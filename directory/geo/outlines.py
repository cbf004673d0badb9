"""The shapes of Twente's municipalities for a map inside a page: 14 short SVG paths on one frame, made once.

A border between two municipalities is simplified once and drawn in both, so there are no gaps and no overlaps.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import pairwise
from math import cos, radians
from pathlib import Path
from typing import Self

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from directory.geo.polygons import Boundaries, Feature, Pair

# Units of the frame; one is about 86 metres on the ground.
WIDTH = 600
# Room for the line around the region, which is drawn half outside it.
MARGIN = 4
# How far a border may move, in units, before it is put on the grid of whole units. At a half, borders touch themselves.
TOLERANCE = 0.7
# How far apart the points lie where a name may stand, in units.
STEP = 4

Line = NDArray[np.float64]
Dot = tuple[int, int]
Owners = Mapping[frozenset[Pair], frozenset[str]]


class Outline(Struct, frozen=True, kw_only=True):
    """A municipality on the frame. Its name fits best around the label point: inside and far from a border."""

    code: str
    name: str
    path: str
    label_x: int
    label_y: int


class Frame(Struct, frozen=True, kw_only=True):
    """How degrees become units of the map. A degree of longitude is shorter than one of latitude."""

    west: float
    north: float
    across: float
    down: float

    def place(self, latitude: float, longitude: float) -> Pair:
        return MARGIN + (longitude - self.west) * self.across, MARGIN + (self.north - latitude) * self.down


class Outlines:
    """The map of Twente: `width` and `height` for its viewBox, and an outline for each municipality, by code."""

    def __init__(self, features: Sequence[Feature]) -> None:
        self._features = features
        self._frame, self.height = _frame(features)
        self.width = WIDTH

    @classmethod
    def read(cls, folder: Path) -> Self:
        """The map of the boundaries in a folder. `Damaged` if they are missing or broken."""
        return cls(Boundaries.read(folder).features)

    @cached_property
    def outlines(self) -> tuple[Outline, ...]:
        """Every municipality on the frame: a tenth of a second of work, so only where somebody asks for the map."""
        owners = _owners(self._features)
        shapes = {each.properties: _shape(each, owners, self._frame) for each in self._features}
        return tuple(_outline(each.code, each.name, shape) for each, shape in shapes.items())

    def place(self, latitude: float, longitude: float) -> Pair | None:
        """Where a point lies on the map (x, y), to a tenth of a unit; None outside its frame."""
        x, y = self._frame.place(latitude, longitude)
        if not (0 <= x <= self.width and 0 <= y <= self.height):
            return None
        return round(x, 1), round(y, 1)


def _frame(features: Iterable[Feature]) -> tuple[Frame, int]:
    """The frame around all municipalities, and its height."""
    longitudes, latitudes = zip(*(point for each in features for ring in each.rings for point in ring), strict=True)
    west, east, south, north = min(longitudes), max(longitudes), min(latitudes), max(latitudes)
    across = (WIDTH - 2 * MARGIN) / (east - west)
    down = across / cos(radians((south + north) / 2))
    return Frame(west=west, north=north, across=across, down=down), round((north - south) * down) + 2 * MARGIN


def _owners(features: Iterable[Feature]) -> Owners:
    """For each edge the municipalities it belongs to: two, or one where Twente ends."""
    owners = defaultdict[frozenset[Pair], set[str]](set)
    for each in features:
        for ring in each.rings:
            for edge in pairwise(ring):
                owners[frozenset(edge)].add(each.properties.code)
    return {edge: frozenset(codes) for edge, codes in owners.items()}


def _shape(feature: Feature, owners: Owners, frame: Frame) -> tuple[tuple[Dot, ...], ...]:
    """The simplified rings of a municipality, not closed."""
    return tuple(tuple(_ring(ring, owners, frame)) for ring in feature.rings)


def _ring(ring: Sequence[Pair], owners: Owners, frame: Frame) -> Iterator[Dot]:
    last = None
    for border in _borders(ring[:-1], owners):
        for dot in _drawn(border, frame)[:-1]:
            if dot != last:
                yield dot
            last = dot


def _borders(points: Sequence[Pair], owners: Owners) -> Iterator[Sequence[Pair]]:
    """The parts of a ring along one neighbour each, from corner to corner; the last ends where the first began.

    A ring with the same neighbour all around is parted at its first and last point by coordinates.
    """
    sides = [owners[frozenset((points[at - 1], points[at]))] for at in range(len(points))]
    corners = [at for at in range(len(points)) if sides[at] != sides[(at + 1) % len(points)]]
    corners = corners or sorted((points.index(min(points)), points.index(max(points))))
    around = (*points, *points)
    for here, there in pairwise((*corners, corners[0] + len(points))):
        yield around[here : there + 1]


def _drawn(border: Sequence[Pair], frame: Frame) -> list[Dot]:
    """A border on the grid of whole units, the same from both sides: it is always simplified from its lesser end."""
    turned = border[0] > border[-1]
    placed = [frame.place(latitude, longitude) for longitude, latitude in (border[::-1] if turned else border)]
    dots = [(round(x), round(y)) for x, y in _simplified(np.array(placed))]
    return dots[::-1] if turned else dots


def _simplified(line: Line) -> Line:
    """The points of a line that matter (Douglas and Peucker, 1973)."""
    if len(line) < 3:
        return line
    gaps = _distances(line[1:-1], line[0], line[-1])
    far = int(gaps.argmax()) + 1
    if gaps[far - 1] <= TOLERANCE:
        return line[[0, -1]]
    return np.concatenate((_simplified(line[: far + 1])[:-1], _simplified(line[far:])))


def _distances(points: Line, start: Line, end: Line) -> NDArray[np.float64]:
    """How far each point lies from the straight line between two others."""
    along, away = end - start, points - start
    part = np.clip(away @ along / max(float(along @ along), 1e-9), 0.0, 1.0)
    gaps: NDArray[np.float64] = np.hypot(*(away - np.outer(part, along)).T)
    return gaps


def _outline(code: str, name: str, shape: Sequence[Sequence[Dot]]) -> Outline:
    x, y = _label(shape)
    return Outline(code=code, name=name, path="".join(map(_path, shape)), label_x=x, label_y=y)


def _path(ring: Sequence[Dot]) -> str:
    """A ring as SVG: the first point, then the steps from each to the next, without a sign that can be missed."""
    (x, y), *_ = ring
    steps = " ".join(f"{x2 - x1} {y2 - y1}" for (x1, y1), (x2, y2) in pairwise(ring))
    return f"M{x} {y}l{steps}z".replace(" -", "-")


def _label(shape: Sequence[Sequence[Dot]]) -> Dot:
    """The point of a coarse grid that lies inside and furthest from every border."""
    (left, top), (right, bottom) = np.min(shape[0], axis=0), np.max(shape[0], axis=0)
    columns, rows = np.meshgrid(np.arange(left, right, STEP), np.arange(top, bottom, STEP))
    grid = np.column_stack((columns.ravel(), rows.ravel())).astype(np.float64)
    room = np.full(len(grid), np.inf)
    inside = np.zeros(len(grid), dtype=bool)
    for start, end in _edges(shape):
        room = np.minimum(room, _distances(grid, start, end))
        inside ^= _crosses(grid, start, end)
    x, y = grid[np.where(inside, room, -1.0).argmax()]
    return int(x), int(y)


def _edges(shape: Iterable[Sequence[Dot]]) -> Iterator[Line]:
    for ring in shape:
        yield from (np.array(edge, dtype=np.float64) for edge in pairwise((*ring, ring[0])))


def _crosses(points: Line, start: Line, end: Line) -> NDArray[np.bool_]:
    """Which points see the edge when they look to the right."""
    x, y = points.T
    (x1, y1), (x2, y2) = start, end
    if y1 == y2:
        return np.zeros(len(points), dtype=bool)
    seen: NDArray[np.bool_] = ((y1 > y) != (y2 > y)) & (x < (x2 - x1) * (y - y1) / (y2 - y1) + x1)
    return seen
