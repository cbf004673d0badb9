"""Drafts that a program made, or that somebody sent by hand: half finished may be, but never what no form can show."""

from typing import Any

import pytest

from directory.model import KINDS
from tests.api.caller import of
from tests.conftest import Desk
from tests.web.desk.colleague import hire

ODD: list[Any] = [None, 5, -1.5, True, 10**30, [], [None], [[1]], [{}], {}, {"a": 1}, {"yes": [1]}, {"periods": [5]}]
FIELDS = {
    "organizations": ("name", "alternateNames", "area", "phone", "operation", "facts", "questions", "identifiers"),
    "services": ("name", "locationIds", "minimumAge", "referral", "facts", "organizationId"),
    "contact-points": ("functions", "area", "hours", "languages", "conditions", "access", "phone", "serviceId"),
    "locations": ("municipality", "address", "latitude", "transport", "confidential", "precision", "facts"),
    "divisions-of-labour": ("relation", "fromId", "sentence", "facts"),
}


@pytest.mark.parametrize("collection", FIELDS)
def test_whatever_is_kept_as_a_draft_can_be_opened_at_the_desk(desk: Desk, collection: str) -> None:
    reviewer = hire(desk, "reviewer")
    kind = next(each for each in KINDS if f"{each}s" == collection or each == "division-of-labour")
    id = desk.client.get(f"/api/v1/{collection}?perPage=1").json()["items"][0]["id"]
    for name in FIELDS[collection]:
        for value in [*ODD, "", "half", "<script>"]:
            kept = of(reviewer)("PUT", f"/drafts/{collection}/{id}", {"fields": {name: value}, "base": 1})
            assert kept.status_code in (200, 400), (name, value)
            if kept.status_code == 200:
                for page in (f"/beheer/gegevens/{kind}/{id}/wijzig", "/beheer/gegevens/samen"):
                    assert reviewer.get(page).status_code == 200, (name, value)


def test_what_has_another_shape_is_told_all_at_once_and_at_its_place(desk: Desk) -> None:
    id = desk.client.get("/api/v1/organizations/kadera").json()["id"]
    odd = {"name": {}, "area": "Twente", "facts": {"name": 5}, "alternateNames": ["Kadera", 7]}
    refused = of(hire(desk, "editor"))("PUT", f"/drafts/organizations/{id}", {"fields": odd})
    assert refused.status_code == 400
    told = {each["location"] for each in refused.json()["errors"]}
    assert told == {"/fields/name", "/fields/area", "/fields/facts/name", "/fields/alternateNames/1"}
