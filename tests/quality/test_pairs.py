"""Entries that are one are found, and nothing else is proposed: floors under the figures of the open set of pairs."""

import pytest

from tests.conftest import Client
from tests.quality.pairing import CLASSES, Scored, ask, figures, pairs


@pytest.fixture(scope="module")
def scored(client: Client) -> list[Scored]:
    return [ask(each, client) for each in pairs()]


@pytest.fixture(params=["tune", "held"])
def half(request: pytest.FixtureRequest, scored: list[Scored]) -> list[Scored]:
    return [each for each in scored if each.pair.half == request.param]


def test_there_are_enough_pairs_of_every_class() -> None:
    labels = [each.label for each in pairs()]
    assert len(labels) >= 150
    assert set(labels) == set(CLASSES)
    assert min(map(labels.count, CLASSES)) >= 20


def test_what_is_proposed_as_the_same_is_the_same(half: list[Scored]) -> None:
    assert figures(half).precision >= 0.97


def test_most_of_the_same_is_proposed_and_nearly_all_of_it_shown(half: list[Scored]) -> None:
    assert figures(half).recall >= 0.80
    assert figures(half).review >= 0.97


def test_no_sister_part_or_other_is_ever_proposed_as_the_same(scored: list[Scored]) -> None:
    never = ("sister", "part-of", "successor", "different")
    assert [each.pair for each in scored if each.found == "same" and each.pair.label in never] == []


def test_parts_and_successors_point_the_right_way(scored: list[Scored]) -> None:
    assert figures(scored).direction >= 0.97
