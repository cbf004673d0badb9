"""The overlap check answers proposals as a domain editor does: floors under the figures of the open set."""

import pytest

from tests.conftest import Client
from tests.quality.proposals import Judged, by_half, judged, proposals


@pytest.fixture(scope="module")
def all_judged(client: Client) -> list[Judged]:
    return [judged(each, client) for each in proposals()]


def test_there_are_enough_proposals_and_each_has_a_name_of_its_own() -> None:
    names = [each.name for each in proposals()]
    assert len(names) >= 25
    assert len({*names}) == len(names)


def test_every_partner_that_a_proposal_names_exists(client: Client) -> None:
    named = {slug for each in proposals() for slug in (*each.top, *each.never)}
    assert named <= {each["slug"] for each in client.get("/api/v1/organizations?perPage=100").json()["items"]}


@pytest.mark.parametrize("half", ["tune", "report"])
def test_verdict_first_entries_and_gap_are_right_nearly_always(all_judged: list[Judged], half: str) -> None:
    found = by_half(all_judged)[half]
    assert found["verdict"] >= 0.92
    assert found["top"] >= 0.95
    assert found["gap"] >= 0.9


def test_hardly_anybody_overlaps_who_must_not(all_judged: list[Judged]) -> None:
    assert sum(len(each.forbidden) for each in all_judged) <= 1


def test_streets_and_emergencies_are_kept_apart_from_violence_at_home(all_judged: list[Judged]) -> None:
    for each in all_judged:
        if "noodhulp" not in each.proposed.body.get("functions", ()):
            assert "noodnummer-112" not in each.found
        if each.proposed.body.get("topics") == ["straatintimidatie"]:
            assert not {"veilig-thuis-twente", "veilig-thuis-landelijk"} & {*each.found}
