"""A web address that is made to look like that of somebody else is none, and as a source it shows where it leads."""

import pytest

from tests.api.caller import person
from tests.conftest import Desk
from tests.web.desk.colleague import hire

ORGANIZATION = {"slug": "proef", "name": "Proef", "role": "help", "description": "Een proef."}


@pytest.mark.parametrize(
    "url",
    [
        "https://www.kadera.nl@evil.example/",
        "https://kadera.nl:pw@evil.example",
        "https://evil.example\\@kadera.nl/",
        "https://evil.example\\.kadera.nl/",
    ],
)
def test_a_site_that_looks_like_another_is_refused_and_as_a_source_shows_where_it_leads(desk: Desk, url: str) -> None:
    reviewer = person(desk, "reviewer")
    fact = {"source": url, "checkedOn": "2026-11-01"}
    refused = reviewer("POST", "/organizations", {**ORGANIZATION, "website": url, "facts": {"website": fact}})
    assert refused.status_code == 400
    assert [each["location"] for each in refused.json()["errors"]] == ["/website"]
    made = reviewer("POST", "/organizations", {**ORGANIZATION, "facts": {"description": fact}})
    assert made.status_code == 201, made.text
    page = hire(desk, "editor").get(f"/beheer/gegevens/organization/{made.json()['id']}").text
    assert ">evil.example</a>" in page
    assert ">evil.example</a>" in desk.client.get("/organisatie/proef").text
