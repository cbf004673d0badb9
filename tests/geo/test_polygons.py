from itertools import pairwise
from pathlib import Path

import pytest

from directory.errors import Damaged
from directory.geo.areas import Areas
from directory.geo.distance import inside_netherlands
from directory.geo.gazetteer import Gazetteer
from directory.geo.polygons import Boundaries, Feature, Geometry, Properties

SQUARE = (0.0, 0.0), (4.0, 0.0), (4.0, 4.0), (0.0, 4.0), (0.0, 0.0)
HOLE = (1.0, 1.0), (1.0, 2.0), (2.0, 2.0), (2.0, 1.0), (1.0, 1.0)


def shape(*rings: tuple[tuple[float, float], ...]) -> Boundaries:
    return Boundaries(
        [Feature(properties=Properties(code="GM0000", name="x"), geometry=Geometry(type="Polygon", coordinates=rings))]
    )


def test_the_boundaries_are_the_fourteen_of_twente(boundaries: Boundaries, areas: Areas) -> None:
    assert {each.properties.code for each in boundaries.features} == areas.twente
    assert all(each.properties.name == areas.name(each.properties.code) for each in boundaries.features)


def test_rings_are_closed_counter_clockwise_and_longitude_comes_first(boundaries: Boundaries) -> None:
    for ring in (ring for each in boundaries.features for ring in each.rings):
        assert ring[0] == ring[-1]
        assert len(ring) >= 4
        assert all(a != b for a, b in pairwise(ring))
        assert all(inside_netherlands(latitude, longitude) for longitude, latitude in ring)
        assert sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairwise(ring)) > 0
        assert all(round(number, 5) == number for point in ring for number in point)


def test_every_postcode_with_addresses_in_twente_lies_in_its_own_municipality(
    gazetteer: Gazetteer, boundaries: Boundaries
) -> None:
    found = [place for code in range(7000, 8000) for place in gazetteer.find(str(code)) if place.in_twente]
    addressed = [each for each in found if each.kind == "postcode"]
    assert len(addressed) == 122
    for each in addressed:
        assert boundaries.municipality_at(each.latitude, each.longitude) == (each.municipality,)


def test_a_municipalitys_own_point_lies_in_it(areas: Areas, boundaries: Boundaries) -> None:
    for each in areas.municipalities:
        expected = (each.code,) if each.in_twente else ()
        assert boundaries.municipality_at(each.latitude, each.longitude) == expected


def test_a_border_point_is_in_both_municipalities(boundaries: Boundaries) -> None:
    edges: dict[frozenset[tuple[float, float]], list[str]] = {}
    for each in boundaries.features:
        for ring in each.rings:
            for edge in pairwise(ring):
                edges.setdefault(frozenset(edge), []).append(each.properties.code)
    shared = {edge: owners for edge, owners in edges.items() if len(owners) == 2}
    assert len(shared) > 1000
    for pair, owners in shared.items():
        (x1, y1), (x2, y2) = pair
        assert set(owners) <= set(boundaries.municipality_at(y1, x1))
        assert set(owners) <= set(boundaries.municipality_at((y1 + y2) / 2, (x1 + x2) / 2))


@pytest.mark.parametrize(
    ("point", "inside"),
    [
        ((3, 3), True),
        ((1.5, 1.5), False),
        ((2, 1.5), True),
        ((4, 2), True),
        ((0, 0), True),
        ((5, 5), False),
        ((2, 4.5), False),
    ],
)
def test_a_hole_is_outside_and_every_edge_inside(point: tuple[float, float], inside: bool) -> None:
    longitude, latitude = point
    assert (shape(SQUARE, HOLE).municipality_at(latitude, longitude) == ("GM0000",)) is inside


def test_the_rest_of_the_world_is_in_no_municipality(boundaries: Boundaries) -> None:
    assert boundaries.municipality_at(52.37, 4.89) == ()
    assert boundaries.municipality_at(6.7922, 52.2656) == ()
    assert boundaries.municipality_at(float("nan"), 6.8) == ()


@pytest.mark.parametrize("content", [None, b"{", b'{"features": [{"properties": {}}]}'])
def test_a_missing_or_broken_file_is_named(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "municipalities_twente.geojson").write_bytes(content)
    with pytest.raises(Damaged, match=r"municipalities_twente\.geojson"):
        Boundaries.read(tmp_path)
