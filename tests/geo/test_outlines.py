"""The map of Twente: true to the boundaries, whole, and small enough to stand in a page."""

import re
from collections import Counter
from itertools import combinations, pairwise
from math import hypot, inf, nan
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from directory.errors import Damaged
from directory.geo.areas import Areas
from directory.geo.distance import distance_km
from directory.geo.outlines import TOLERANCE, Outlines
from directory.geo.polygons import Boundaries, Feature, Geometry, Pair, Properties
from tests.geo.conftest import SEEDS

MAP = Outlines.read(SEEDS)
TRUE = Boundaries.read(SEEDS)
# By simplification, and by half the diagonal of the grid.
MOVED = TOLERANCE + 0.5**0.5

Edge = tuple[Pair, Pair]

latitudes = st.floats(52.1, 52.5)
longitudes = st.floats(6.3, 7.1)


def rings(path: str) -> list[tuple[Pair, ...]]:
    """What a browser draws for our kind of path: each ring, closed."""
    assert re.fullmatch(r"(M\d+ \d+l-?\d+[ -]\d+(?:[ -]\d+)+z)+", path)
    return [ring(part) for part in path.split("z")[:-1]]


def ring(part: str) -> tuple[Pair, ...]:
    x, y, *steps = map(int, re.findall(r"-?\d+", part))
    points: list[Pair] = [(x, y)]
    for dx, dy in zip(steps[::2], steps[1::2], strict=True):
        points.append((points[-1][0] + dx, points[-1][1] + dy))
    return (*points, points[0])


def feature(code: str, *shape: tuple[Pair, ...]) -> Feature:
    return Feature(properties=Properties(code=code, name=code), geometry=Geometry(type="Polygon", coordinates=shape))


def edges(drawn: Feature) -> list[Edge]:
    return [edge for ring in drawn.rings for edge in pairwise(ring)]


DRAWN = {each.code: feature(each.code, *rings(each.path)) for each in MAP.outlines}
ON_MAP = Boundaries(DRAWN.values())


def away(drawn: Feature, x: float, y: float) -> float:
    """Units from a point to the nearest border of an outline."""
    return min(gap(edge, x, y) for edge in edges(drawn))


def gap(edge: Edge, x: float, y: float) -> float:
    (x1, y1), (x2, y2) = edge
    dx, dy = x2 - x1, y2 - y1
    part = max(0.0, min(1.0, ((x - x1) * dx + (y - y1) * dy) / (dx * dx + dy * dy)))
    return hypot(x - x1 - part * dx, y - y1 - part * dy)


def neighbours(features: list[Feature]) -> set[frozenset[str]]:
    """Pairs of municipalities that have an edge in common."""
    found: dict[frozenset[Pair], set[str]] = {}
    for each in features:
        for edge in edges(each):
            found.setdefault(frozenset(edge), set()).add(each.properties.code)
    return {frozenset(owners) for owners in found.values() if len(owners) == 2}


def cross(one: Edge, other: Edge) -> bool:
    """Whether two edges meet anywhere but at a common end."""
    if set(one) & set(other) or not overlap(one, other):
        return False
    (a, b), (c, d) = one, other
    return side(a, b, c) * side(a, b, d) <= 0 and side(c, d, a) * side(c, d, b) <= 0


def overlap(one: Edge, other: Edge) -> bool:
    """Whether the boxes around two edges have a point in common."""
    spans = [(sorted(values[:2]), sorted(values[2:])) for values in zip(*one, *other, strict=True)]
    return all(a <= d and c <= b for (a, b), (c, d) in spans)


def side(a: Pair, b: Pair, c: Pair) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def test_every_municipality_of_twente_is_drawn_once(areas: Areas) -> None:
    assert {each.code: each.name for each in MAP.outlines} == {code: areas.name(code) for code in areas.twente}
    assert len(MAP.outlines) == 14


def test_the_map_is_small_enough_for_a_page() -> None:
    assert sum(len(each.path) for each in MAP.outlines) <= 6_000


def test_everything_lies_within_the_frame() -> None:
    points = [point for each in DRAWN.values() for ring in each.rings for point in ring]
    assert (min(x for x, _ in points), max(x for x, _ in points)) == (4, MAP.width - 4)
    assert (min(y for _, y in points), max(y for _, y in points)) == (4, MAP.height - 4)


def test_a_kilometre_is_as_long_to_the_east_as_to_the_north() -> None:
    here, east, north = (52.3, 6.7), (52.3, 6.9), (52.4, 6.7)
    (x, y), (x_east, _), (_, y_north) = (MAP.place(*each) or (nan, nan) for each in (here, east, north))
    across = (x_east - x) / distance_km(*here, *east)
    down = (y - y_north) / distance_km(*here, *north)
    assert across == pytest.approx(down, rel=0.01)


@given(latitudes, longitudes)
@example(52.2215, 6.8937)
def test_a_place_in_a_municipality_is_drawn_in_it_or_a_hair_beside_its_border(
    latitude: float, longitude: float
) -> None:
    for code in TRUE.municipality_at(latitude, longitude):
        place = MAP.place(latitude, longitude)
        assert place is not None
        x, y = place
        assert code in ON_MAP.municipality_at(y, x) or away(DRAWN[code], x, y) <= MOVED + 0.1


def test_no_border_has_moved_further_than_a_hair() -> None:
    for each in TRUE.features:
        for longitude, latitude in each.rings[0]:
            x, y = MAP.place(latitude, longitude) or (inf, inf)
            assert away(DRAWN[each.properties.code], x, y) <= MOVED + 0.1


def test_neighbours_share_their_border() -> None:
    drawn = Counter(frozenset(edge) for each in DRAWN.values() for edge in edges(each))
    assert set(drawn.values()) == {1, 2}
    assert neighbours([*DRAWN.values()]) == neighbours([*TRUE.features])
    # What is drawn once goes around Twente in one line: there is no gap inside.
    outside = [edge for each in DRAWN.values() for edge in edges(each) if drawn[frozenset(edge)] == 1]
    following = dict(outside)
    assert len(following) == len(outside)
    start, at, length = outside[0][0], outside[0][1], 1
    while at != start:
        at, length = following[at], length + 1
    assert length == len(outside)


def test_no_two_borders_cross() -> None:
    once = {frozenset(edge): edge for each in DRAWN.values() for edge in edges(each)}
    assert [pair for pair in combinations(once.values(), 2) if cross(*pair)] == []


def test_a_name_has_room_in_its_own_municipality() -> None:
    for each in MAP.outlines:
        assert ON_MAP.municipality_at(each.label_y, each.label_x) == (each.code,)
        assert away(DRAWN[each.code], each.label_x, each.label_y) > 20


@pytest.mark.parametrize("place", [(52.37, 4.89), (6.79, 52.27), (53.0, 6.8), (52.0, 6.8), (nan, 6.8), (52.3, nan)])
def test_what_lies_outside_the_frame_has_no_place_on_it(place: Pair) -> None:
    assert MAP.place(*place) is None


def test_a_municipality_inside_another_is_its_hole() -> None:
    square: tuple[Pair, ...] = (6.0, 52.0), (6.4, 52.0), (6.4, 52.4), (6.0, 52.4), (6.0, 52.0)
    hole: tuple[Pair, ...] = (6.1, 52.1), (6.1, 52.2), (6.2, 52.2), (6.2, 52.1), (6.1, 52.1)
    around, within = Outlines([feature("GM0001", square, hole), feature("GM0002", hole[::-1])]).outlines
    outer, inner = rings(around.path)
    (filling,) = rings(within.path)
    assert len(outer) == 5
    assert {frozenset(edge) for edge in pairwise(inner)} == {frozenset(edge) for edge in pairwise(filling)}
    both = Boundaries([feature("GM0001", outer, inner), feature("GM0002", filling)])
    assert both.municipality_at(around.label_y, around.label_x) == ("GM0001",)
    assert both.municipality_at(within.label_y, within.label_x) == ("GM0002",)


def test_missing_boundaries_are_named(tmp_path: Path) -> None:
    with pytest.raises(Damaged, match=r"municipalities_twente\.geojson"):
        Outlines.read(tmp_path)
