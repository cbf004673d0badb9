"""The finder and its twin: whatever the directory and the question, both give the same answer."""

import random
from itertools import count

import pytest
from geopy.distance import geodesic
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from directory.atlas import build
from directory.model import Record
from directory.search import Facets, Finder, Found, Question
from directory.search.facets import PATIENCE
from tests.atlas.world import POINTS, atlas_of, containing, kept, worlds
from tests.search.oracle import Oracle, misplaced
from tests.search.questions import RADII, questions

thorough = settings(
    derandomize=True,
    max_examples=100,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
asked_of = given(worlds(), st.lists(questions(), min_size=1, max_size=6))


def finder_of(records: list[Record]) -> Finder:
    return Finder(atlas_of(records), containing)


def ids(finder: Finder, positions: object) -> list[str]:
    return [finder.index.ids[each] for each in positions]  # type: ignore[attr-defined]


def pages(finder: Finder, question: Question, per_page: int) -> list[str]:
    """All pages, one after another, until one is empty."""
    whole: list[str] = []
    for page in count(1):
        found = finder.find(replace(question, page=page, per_page=per_page))
        if not found.page:
            return whole
        whole += ids(finder, found.page)
    raise AssertionError


def told(finder: Finder, found: Found) -> list[tuple[str, bytes | None, float | None]]:
    """What a page says, without positions, which differ from build to build."""
    index = finder.index
    return [(index.ids[each], index.items[each], found.distances.get(each)) for each in found.page]


def answer(finder: Finder, position: int, found: Found) -> str:
    if position in found.opening.yes:
        return "yes"
    return "unknown" if position in found.opening.unknown else "no"


@thorough
@asked_of
def test_exactly_the_entries_that_match_are_found(world: list[Record], asked: list[Question]) -> None:
    finder, oracle = finder_of(world), Oracle(world)
    for question in asked:
        found, right = finder.find(question), oracle.answer(question)
        assert sorted(ids(finder, found.page)) == sorted(right.ids)
        assert found.total == len(right.ids)
        assert {*ids(finder, found.certain)} == right.certain
        assert {*ids(finder, found.possible)} == right.possible
        assert found.matched == right.matched


@thorough
@asked_of
def test_facets_count_what_each_further_filter_leaves(world: list[Record], asked: list[Question]) -> None:
    finder, oracle = finder_of(world), Oracle(world)
    facets = Facets(finder.index)
    for question in asked:
        found = finder.find(question)
        counted = facets.count(found)
        assert {name: dict(each) for name, each in counted.items()} == oracle.answer(question).facets
        # However often it is asked, by bitmap or by table.
        assert [facets.count(found) for _ in range(PATIENCE + 1)] == [counted] * (PATIENCE + 1)
        for each in counted.values():
            assert each == sorted(each, key=lambda pair: (-pair[1], pair[0]))


@thorough
@asked_of
def test_open_and_distance_are_those_of_the_records(world: list[Record], asked: list[Question]) -> None:
    finder, oracle = finder_of(world), Oracle(world)
    for question in asked:
        found, right = finder.find(question), oracle.answer(question)
        for position in found.page:
            id = finder.index.ids[position]
            assert answer(finder, position, found) == right.open[id]
            if id in right.distances:
                assert found.distances[position] == pytest.approx(right.distances[id], rel=0.001, abs=1e-6)
            else:
                assert position not in found.distances


@thorough
@asked_of
def test_certain_stands_before_unknown_and_near_before_far(world: list[Record], asked: list[Question]) -> None:
    finder, oracle = finder_of(world), Oracle(world)
    for question in asked:
        found, right = finder.find(question), oracle.answer(question)
        assert misplaced(ids(finder, found.page), right, oracle, question.near) == []
        if not question.words.strip():
            placed = [found.distances[each] for each in found.page if each in found.certain and each in found.distances]
            metres = [int(each * 1000) for each in placed]
            assert metres == sorted(metres)
            assert [f"{each:.2f}" for each in placed] == [f"{each:.2f}" for each in sorted(placed)]


@thorough
@given(worlds(), questions(), st.integers(1, 4))
def test_pages_put_together_are_the_whole_list(world: list[Record], question: Question, per_page: int) -> None:
    finder = finder_of(world)
    whole = ids(finder, finder.find(question).page)
    assert pages(finder, question, per_page) == whole
    assert len(whole) == len(set(whole)) == finder.find(replace(question, page=1_000_000)).total


@thorough
@given(worlds(), st.lists(questions(), min_size=1, max_size=4), st.randoms(use_true_random=False))
def test_the_order_in_which_records_were_loaded_does_not_show(
    world: list[Record], asked: list[Question], mixer: random.Random
) -> None:
    mixed = list(world)
    mixer.shuffle(mixed)
    one, other = finder_of(world), Finder(build([kept(each) for each in mixed], (), 1), containing)
    for question in asked:
        here, there = one.find(question), other.find(question)
        assert told(one, here) == told(other, there)
        assert Facets(one.index).count(here) == Facets(other.index).count(there)
        assert told(one, one.find(question)) == told(one, here)


def test_the_radii_that_are_asked_here_are_not_at_an_edge() -> None:
    shares = {geodesic(one, other).km / radius for one in POINTS for other in POINTS for radius in RADII}
    assert all(abs(share - 1) > 0.001 for share in shares)
