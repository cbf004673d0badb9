"""Pairs that look alike at the desk: why, what somebody says of them, and that nobody is asked twice."""

import re

import pytest

from tests.conftest import Desk
from tests.web.desk.colleague import Colleague, hire

HOME = "/beheer/dubbel"


def pairs(who: Colleague) -> list[str]:
    return re.findall(r'name="paar" value="([^"]*)"', who.get(HOME).text)


def test_who_decides_about_a_pair_is_not_asked_again_until_one_changes(desk: Desk) -> None:
    editor, reviewer = hire(desk, "editor"), hire(desk, "reviewer")
    before = pairs(editor)
    assert before
    page = editor.get(HOME).text
    one, _, other = before[0].partition(".")
    assert f"/beheer/gegevens/organization/{one}/samenvoegen?met={other}" in page
    sent = editor.post(HOME, {"paar": before[0], "wat": "different", "reden": "Twee kantoren."})
    assert sent.headers["location"] == f"{HOME}?gedaan=decided"
    assert pairs(reviewer) == before[1:]
    kept = desk.client.get(f"/api/v1/organizations/{one}").json()
    form = {"name": f"{kept['name']} nu", "reason": "Nieuwe naam."}
    tag = desk.client.get(f"/api/v1/organizations/{one}").headers["etag"]
    headers = {**reviewer.headers, "if-match": tag, "content-type": "application/json"}
    assert desk.client.patch(f"/api/v1/organizations/{one}", json=form, headers=headers).status_code in (200, 202)
    # Another name is another question.
    assert before[0] in pairs(reviewer) or desk.store.proposals("open")


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"wat": "same"}, "Kies wat deze twee van elkaar zijn."),
        ({"wat": ""}, "Kies wat deze twee van elkaar zijn."),
        ({"wat": "different", "paar": "x.y"}, "Een van deze twee staat niet meer in de gids."),
        ({"wat": "different", "paar": ""}, "Een van deze twee staat niet meer in de gids."),
        ({"wat": "different", "reden": "Dorpsstraat 12, 7551 AB Hengelo"}, "noem er geen adres in"),
        ({"wat": "different", "reden": "a" * 601}, "Maak de reden korter"),
    ],
)
def test_what_cannot_be_kept_is_said_and_nothing_is_kept(desk: Desk, fields: dict[str, str], said: str) -> None:
    editor = hire(desk, "editor")
    before = pairs(editor)
    sent = editor.post(HOME, {"paar": before[0], **fields})
    assert sent.status_code == 400
    assert said in sent.text
    assert pairs(editor) == before


def test_somebody_else_has_no_business_there(desk: Desk) -> None:
    assert desk.client.get(HOME, follow_redirects=False).status_code == 303
