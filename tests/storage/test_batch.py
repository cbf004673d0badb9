"""Batches that contradict themselves, refused before the database is asked."""

import pytest

from directory.model import Change
from directory.storage.batch import malformed

from .builders import create, id_of, location, organization, tombstone, update


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ([create(organization()), create(location())], []),
        ([Change(kind="organization", id=id_of("kadera"))], [("/0", "change.shape")]),
        (
            [
                Change(
                    kind="organization", id=id_of("kadera"), after=organization(), tombstone=tombstone(organization())
                )
            ],
            [("/0", "change.shape")],
        ),
        ([Change(kind="location", id=id_of("kadera"), after=organization())], [("/0/after", "change.other")]),
        ([Change(kind="organization", id=id_of("vtt"), after=organization())], [("/0/after", "change.other")]),
        (
            [Change(kind="location", id=id_of("kadera"), tombstone=tombstone(organization()))],
            [("/0/tombstone", "change.other")],
        ),
        ([create(organization()), update(organization(slug="x"))], [("/1", "change.twice")]),
    ],
)
def test_a_batch_says_one_thing_about_each_record(changes: list[Change], found: list[tuple[str, str]]) -> None:
    assert [(each.pointer, each.code) for each in malformed(changes)] == found
