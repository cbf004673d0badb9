import math

import numpy as np
import pytest
from geopy.distance import geodesic
from hypothesis import given
from hypothesis import strategies as st

from directory.geo.distance import EAST, NORTH, SOUTH, WEST, box, distance_km, distances_km, inside_netherlands

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


@pytest.mark.parametrize(("reach_km", "bound_m"), [(30, 0.1), (60, 0.6), (150, 9), (330, 80)])
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
    there = np.array(others)
    one_by_one = [distance_km(*here, *other) for other in others]
    assert distances_km(*here, there[:, 0], there[:, 1]) == pytest.approx(one_by_one, rel=1e-12, abs=1e-9)


def test_a_point_is_nowhere_from_itself_and_a_missing_coordinate_has_no_distance() -> None:
    found = distances_km(*HENGELO, np.array([HENGELO[0], np.nan]), np.array([HENGELO[1], 6.8]))
    assert found[0] == 0
    assert math.isnan(found[1])
    assert len(distances_km(*HENGELO, np.array([]), np.array([]))) == 0


@given(points, st.floats(0.1, 100), st.floats(0, 360))
def test_a_box_loses_no_point_on_the_edge_in_any_direction(
    here: tuple[float, float], radius: float, bearing: float
) -> None:
    there = geodesic(kilometers=radius).destination(here, bearing)
    south, north, west, east = box(*here, radius)
    assert south <= there.latitude <= north
    assert west <= there.longitude <= east


@given(points, points, st.floats(0.1, 100))
def test_a_box_holds_whatever_the_distance_calls_near(
    here: tuple[float, float], there: tuple[float, float], radius: float
) -> None:
    south, north, west, east = box(*here, radius)
    if distance_km(*here, *there) <= radius:
        assert south <= there[0] <= north
        assert west <= there[1] <= east


def test_a_box_around_the_whole_earth_has_every_longitude() -> None:
    assert box(52, 6, 20_000)[2:] == (-174, 186)


def test_a_swapped_pair_is_not_in_the_netherlands() -> None:
    assert inside_netherlands(*HENGELO)
    assert not inside_netherlands(*reversed(HENGELO))
    assert not inside_netherlands(math.nan, 6.8)
    assert not inside_netherlands(52.2, math.inf)
