"""Places in answers: a radius loses and gains nothing, and a secret place is the same from wherever somebody asks."""

import random

import numpy as np
import pytest
from geopy.distance import geodesic
from hypothesis import given, settings
from hypothesis import strategies as st

from directory.model import Location, Record
from directory.search import Finder, Narrator, Near, Question
from tests.atlas.world import MOMENTS, atlas_of, containing
from tests.exchange import builders as make

HENGELO = 52.2656, 6.7922
NOON = MOMENTS[0]


def near(latitude: float, longitude: float, *municipalities: str) -> Near:
    return Near(label="hier", latitude=latitude, longitude=longitude, municipalities=municipalities or ("GM0164",))


def desks(points: list[tuple[float, float]]) -> list[Record]:
    """A desk at each of these points, for all of Twente."""
    found: list[Record] = [*make.vocabularies(), make.organization(), make.service()]
    for number, (latitude, longitude) in enumerate(points):
        found.append(make.office(f"kantoor-{number}", latitude=latitude, longitude=longitude))
        found.append(make.desk_door(f"balie-{number}", at=f"kantoor-{number}", area=("VR05",)))
    return found


def hits(finder: Finder, **asked: object) -> dict[str, float | None]:
    """Slugs of a page in order, with their distances."""
    found = finder.find(Question(**{"at": NOON, "per_page": 100, **asked}))  # type: ignore[arg-type]
    slugs = {each: finder.atlas.catalogue.door(finder.index.ids[each]).slug for each in found.page}
    return {slugs[each]: found.distances.get(each) for each in found.page}


@settings(derandomize=True, max_examples=40, deadline=None)
@given(
    st.tuples(st.floats(51.9, 52.6), st.floats(6.2, 7.1)),
    st.floats(0.1, 60),
    st.lists(st.tuples(st.floats(0, 360), st.floats(0.5, 1.5)), min_size=1, max_size=12),
)
def test_a_radius_neither_loses_nor_gains_a_place(
    here: tuple[float, float], radius: float, around: list[tuple[float, float]]
) -> None:
    there = [geodesic(kilometers=radius * share).destination(here, bearing) for bearing, share in around]
    there = [each for each in there if 50.8 < each.latitude < 53.5 and 3.4 < each.longitude < 7.2]
    finder = Finder(atlas_of(desks([(each.latitude, each.longitude) for each in there])), containing)
    found = hits(finder, near=near(*here), radius_km=radius)
    for number, point in enumerate(there):
        exact = geodesic(here, point).km
        if abs(exact / radius - 1) > 0.001:
            assert (f"balie-{number}" in found) == (exact <= radius)
    assert all(away is not None and away <= radius for away in found.values())


def test_a_place_on_the_edge_is_judged_to_within_a_thousandth_in_every_direction() -> None:
    radius = 25.0
    shares = [(bearing, share) for bearing in range(0, 360, 5) for share in (0.999, 1.001)]
    there = [geodesic(kilometers=radius * share).destination(HENGELO, bearing) for bearing, share in shares]
    points = [(each.latitude, each.longitude) for each in there]
    finder = Finder(atlas_of(desks([each for each in points if each[1] < 7.2])), containing)
    inside = [each for each, (_, share) in zip(points, shares, strict=True) if share < 1 and each[1] < 7.2]
    assert len(hits(finder, near=near(*HENGELO), radius_km=radius)) == len(inside)


def test_a_distance_that_is_shown_is_within_a_radius_of_that_size() -> None:
    random_points = [(52.0 + number / 97, 6.3 + number / 71) for number in range(50)]
    finder = Finder(atlas_of(desks(random_points)), containing)
    for slug, away in hits(finder, near=near(*HENGELO)).items():
        assert away is not None
        assert slug in hits(finder, near=near(*HENGELO), radius_km=away)


def test_a_radius_does_not_bound_doors_without_a_place() -> None:
    finder = Finder(atlas_of(make.everything()), containing)
    assert {"lijn", "opvang", "chat"} <= hits(finder, near=near(50.9, 5.7), radius_km=0.1).keys()
    assert "balie" not in hits(finder, near=near(50.9, 5.7), radius_km=0.1)


def test_without_a_place_there_is_no_distance_and_no_order_by_it() -> None:
    finder = Finder(atlas_of(desks([(52.2, 6.9), (52.3, 6.8), (52.4, 6.7)])), containing)
    assert {*hits(finder, municipalities=("GM0164",)).values()} == {None}
    assert [*hits(finder)] == [*hits(finder, municipalities=("GM0164",))]


def test_local_doors_without_a_place_stand_at_nought_and_national_ones_at_twenty_five_kilometres() -> None:
    points = [(52.2656, 6.7931), (HENGELO[0] + 20 / 111.3, HENGELO[1]), (HENGELO[0] + 40 / 111.3, HENGELO[1])]
    finder = Finder(atlas_of([*desks(points), make.phone_door(area=("VR05",)), make.chat_door()]), containing)
    assert [*hits(finder, near=near(*HENGELO))] == ["lijn", "balie-0", "balie-1", "chat", "balie-2"]


# Secret places.


def places_in_twente(number: int) -> list[tuple[float, float]]:
    dice = random.Random(20261125)
    return [(dice.uniform(52.1, 52.5), dice.uniform(6.4, 7.05)) for _ in range(number)]


def shelters() -> list[Record]:
    return [*make.everything(), make.secret_door("tweede-opvang", topics=("stalking",), hours=make.WEEK)]


@pytest.mark.parametrize("radius", [None, 0.1, 25.0])
@pytest.mark.parametrize("filters", [{}, {"topics": ("stalking",)}])
def test_a_secret_place_is_the_same_from_a_hundred_places_in_its_area(
    radius: float | None, filters: dict[str, tuple[str, ...]]
) -> None:
    finder = Finder(atlas_of(shelters()), containing)
    secret = {make.id_of("contact-point", each) for each in ("opvang", "tweede-opvang")}
    seen = set()
    for number, (latitude, longitude) in enumerate(places_in_twente(100)):
        here = near(latitude, longitude, ("GM0153", "GM0164")[number % 2])
        question = Question(at=NOON, near=here, radius_km=radius, terms=filters, include_unknown=True, per_page=100)
        found = finder.find(question)
        told = [
            (finder.index.items[hit.position], hit.open, hit.opens_at, hit.stale, hit.distance_km, hit.reasons)
            for hit in Narrator(finder).hits(found, question, {"near": "Twente", "topics": "stalking"})
            if finder.index.ids[hit.position] in secret
        ]
        assert len(told) == 2
        assert all(each[4] is None for each in told)
        seen.add(tuple(told))
    assert len(seen) == 1


def test_a_secret_place_has_no_point_name_or_town_in_the_index() -> None:
    finder = Finder(atlas_of(shelters()), containing)
    index = finder.index
    position = index.ids.index(make.id_of("contact-point", "opvang"))
    assert np.isnan(index.columns["spot"][position]).all()
    item = index.items[position]
    assert item is not None
    for told in (b"Xyzzy", b"schuilplaats", b"GM0164", make.id_of("location", "schuilplaats").encode()):
        assert told not in item
    assert b'"location":{"confidential":true,"region":"VR05"}' in item
    assert not hits(finder, words="xyzzy")


def test_a_point_that_a_secret_place_should_never_have_is_not_used() -> None:
    """The write door refuses it; the index does not lean on that alone."""
    shelter = Location(
        id=make.id_of("location", "schuilplaats"),
        slug="schuilplaats",
        organization_id=make.id_of("organization", "kadera"),
        name="Opvang",
        confidential=True,
        region="VR05",
        latitude=52.26,
        longitude=6.79,
        precision="address",
        street="Sperwerlaan 4711",
    )
    records = [each for each in make.everything() if each.id != shelter.id]
    finder = Finder(atlas_of([*records, shelter]), containing)
    assert hits(finder, near=near(52.26, 6.79), radius_km=0.1)["opvang"] is None
    assert all(b"Sperwerlaan" not in (each or b"") for each in finder.index.items)
