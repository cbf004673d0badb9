"""Words that a careless pattern reads again from every letter: they are looked at as fast as others.

Nothing is timed here. With such a pattern each of these takes minutes, in which the server answers nobody.
"""

import pytest

from tests.api.caller import person
from tests.conftest import Desk
from tests.web.desk.colleague import SAME_ORIGIN

ENDLESS = ("A-", "a.", "0-", "@", "a@", "www.", "Aa")


@pytest.mark.parametrize("word", ENDLESS)
def test_no_word_keeps_the_server_from_others(desk: Desk, word: str) -> None:
    reviewer = person(desk, "reviewer")
    found = desk.client.get("/api/v1/organizations/kadera")
    text, long = (word * (length // len(word)) + " 1" for length in (4_900, 120_000))
    path = f"/organizations/{found.json()['id']}"
    done = reviewer("PATCH", path, {"description": text}, seen=found.headers["etag"])
    assert done.status_code in (200, 202)
    kept = reviewer("PUT", f"/drafts{path}", {"fields": {"description": long}})
    assert kept.status_code == 200
    report = {"about": "other", "text": text}
    answer = desk.client.post("/organisatie/kadera/klopt-niet", data=report, headers=SAME_ORIGIN)
    assert answer.status_code < 500


def test_a_draft_that_is_too_long_is_not_looked_at_any_further(desk: Desk) -> None:
    path = f"/organizations/{desk.client.get('/api/v1/organizations/kadera').json()['id']}"
    refused = person(desk, "editor")("PUT", f"/drafts{path}", {"fields": {"description": "A-" * 900_000}})
    assert refused.status_code == 400
    assert [each["code"] for each in refused.json()["errors"]] == ["too-long"]
