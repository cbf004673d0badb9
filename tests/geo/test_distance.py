import math

import numpy as np
import pytest
from geopy.distance import geodesic
from hypothesis import given
from hypothesis import strategies as st

from directory.geo.distance import EAST, NORTH, NOWHERE, SOUTH, WEST, between_km, distance_km, inside_netherlands, spot

HENGELO = 52.2656, 6.7922
latitudes = st.floats(SOUTH, NORTH)
longitudes = st.floats(WEST, EAST)
points = st.tuples(latitudes, longitudes)


@given(points, points)
def test_distances_are_those_of_geopys_geodesic_within_half_a_percent(
    here: tuple[float, float], there: tuple[float, float]
) -> None:
    exact = geodesic(here, there).km
    assert distance_km(*here, *there) == pytest.approx(exact, rel=0.005, abs=1e-6)


@pytest.mark.parametrize(("reach_km", "bound_m"), [(30, 0.001), (60, 0.002), (150, 0.05), (330, 0.2)])
def test_distances_are_far_better_than_that_at_regional_reach(reach_km: float, bound_m: float) -> None:
    random = np.random.default_rng(20261125)
    off = []
    for latitude, longitude, bearing in random.uniform((SOUTH, WEST, 0), (NORTH, EAST, 360), (300, 3)):
        there = geodesic(kilometers=reach_km * random.uniform(0.5, 1)).destination((latitude, longitude), bearing)
        if inside_netherlands(there.latitude, there.longitude):
            exact = geodesic((latitude, longitude), (there.latitude, there.longitude)).m
            off.append(abs(1000 * distance_km(latitude, longitude, there.latitude, there.longitude) - exact))
    assert len(off) >= 10
    assert max(off) < bound_m


@given(points, st.lists(points, min_size=1, max_size=20))
def test_many_distances_at_once_equal_one_at_a_time(
    here: tuple[float, float], others: list[tuple[float, float]]
) -> None:
    one_by_one = [distance_km(*here, *other) for other in others]
    assert between_km(spot(*here), np.array([spot(*each) for each in others])) == pytest.approx(one_by_one, rel=1e-12)


def test_a_point_is_nowhere_from_itself_and_a_missing_coordinate_has_no_distance() -> None:
    found = between_km(spot(*HENGELO), np.array([spot(*HENGELO), NOWHERE]))
    assert found[0] == 0
    assert math.isnan(found[1])
    assert len(between_km(spot(*HENGELO), np.empty((0, 3)))) == 0


def test_a_swapped_pair_is_not_in_the_netherlands() -> None:
    assert inside_netherlands(*HENGELO)
    assert not inside_netherlands(*reversed(HENGELO))
    assert not inside_netherlands(math.nan, 6.8)
    assert not inside_netherlands(52.2, math.inf)
