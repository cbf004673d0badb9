"""Files over the API: sent as they are, looked at, chosen and applied as one batch; of a key as one proposal."""

from typing import Any

import httpx
import pytest

from directory.curation.auditing import verified
from tests.api.caller import Caller, person, program, record
from tests.conftest import Desk

SHEET = "Organisatie;Telefoon;Website;Plaats\nHet Anker;074-1234567;www.anker.nl;Almelo\nDe Brug;;debrug.nl;Borne\n"


@pytest.fixture
def reviewer(desk: Desk) -> Caller:
    return person(desk, "reviewer")


def send(who: Caller, content: bytes, kind: str = "text/csv", name: str = "partners.csv") -> httpx.Response:
    headers = {**who.headers, "content-type": kind}
    return who.desk.client.post(f"/api/v1/imports?name={name}", content=content, headers=headers)


def looked_at(who: Caller, content: bytes) -> dict[str, Any]:
    """A table whose columns are as guessed, and all of whose rows are judged."""
    made = send(who, content)
    assert made.status_code == 201, made.text
    path = f"/imports/{made.json()['id']}"
    assert who("PUT", f"{path}/columns", {"lifecycle": "published"}).status_code == 200
    found: dict[str, Any] = {}
    while found.get("state") != "ready":
        answer = who("POST", f"{path}/looks")
        assert answer.status_code == 200, answer.text
        found = answer.json()
    return found


def test_a_sheet_comes_in_as_one_batch_and_is_taken_back(desk: Desk, reviewer: Caller) -> None:
    before = desk.store.sequence()
    found = looked_at(reviewer, SHEET.encode())
    path = f"/imports/{found['id']}"
    assert (found["total"], found["counts"]["new"]) == (2, {"rows": 2, "chosen": 2})
    assert [each["name"] for each in reviewer("GET", f"{path}/rows?class=new").json()["items"]] == [
        "Het Anker",
        "De Brug",
    ]
    left = reviewer("POST", f"{path}/choices", {"take": False, "numbers": [3]}).json()
    assert left["counts"]["new"]["chosen"] == 1
    assert desk.store.sequence() == before
    done = reviewer("POST", f"{path}/applications")
    assert (done.status_code, done.json()["state"]) == (200, "applied"), done.text
    names = [each["name"] for each in desk.client.get("/api/v1/organizations?perPage=100").json()["items"]]
    assert ("Het Anker" in names, "De Brug" in names) == (True, False)
    assert reviewer("POST", f"{path}/applications").status_code == 412
    assert reviewer("POST", "/undos", {"sequence": done.json()["batch"]}).status_code in (200, 202, 204)
    assert not verified(desk.store).broken


def test_of_a_key_it_waits_and_only_with_both_scopes(desk: Desk, reviewer: Caller) -> None:
    key = program(desk, reviewer, ["imports:write", "proposals:write"])
    found = looked_at(key, SHEET.encode())
    waits = key("POST", f"/imports/{found['id']}/applications")
    assert (waits.status_code, waits.headers["location"].rpartition("/")[2]) == (202, waits.json()["proposal"])
    only = program(desk, reviewer, ["imports:write"])
    refused = only("POST", f"/imports/{looked_at(only, SHEET.encode())['id']}/applications")
    assert (refused.status_code, refused.json()["reason"]) == (403, "scope")


def test_whom_a_row_is_is_said_by_who_sent_it(desk: Desk, reviewer: Caller) -> None:
    found = looked_at(reviewer, b"Organisatie;Plaats\nStichting Kadera;Almelo\n")
    path = f"/imports/{found['id']}"
    (row,) = reviewer("GET", f"{path}/rows?class=duplicate").json()["items"]
    kadera = record(desk, "/organizations/kadera")[0]["id"]
    assert kadera in {each["id"] for each in row["twins"]}
    for same in ({str(row["number"]): found["id"]}, {"x": kadera}, {"99": kadera}):
        assert reviewer("POST", f"{path}/choices", {"same": same}).status_code == 400
    said = reviewer("POST", f"{path}/choices", {"same": {str(row["number"]): kadera}})
    assert (said.status_code, said.json()["state"]) == (200, "judging")


def test_what_is_wrong_is_told_by_its_cell(reviewer: Caller) -> None:
    found = looked_at(reviewer, b"Organisatie;Telefoon\nHet Anker;12\n")
    (row,) = reviewer("GET", f"/imports/{found['id']}/rows?class=error").json()["items"]
    assert row["faults"][0]["cell"] == "B2"
    assert reviewer("POST", f"/imports/{found['id']}/applications").status_code == 400


def test_a_file_is_its_senders_and_nobody_elses(desk: Desk, reviewer: Caller) -> None:
    path = f"/imports/{send(reviewer, SHEET.encode()).json()['id']}"
    other, never = person(desk, "administrator"), "/imports/00000000-0000-4000-8000-000000000000"
    deeds: tuple[tuple[str, str, Any], ...] = (
        ("GET", "", None),
        ("GET", "/rows", None),
        ("PUT", "/columns", {}),
        ("POST", "/looks", None),
        ("POST", "/choices", {}),
        ("POST", "/applications", None),
        ("DELETE", "", None),
    )
    for method, deed, body in deeds:
        answers = [other(method, f"{each}{deed}", body) for each in (path, never)]
        assert [each.status_code for each in answers] == [404, 404]
        assert answers[0].content == answers[1].content
    assert other("GET", "/imports").json()["items"] == []
    assert reviewer("DELETE", path).status_code == 204
    assert reviewer("GET", path).status_code == 404


def test_what_is_not_taken_is_refused_and_nothing_is_kept(desk: Desk, reviewer: Caller) -> None:
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""):
        assert send(reviewer, SHEET.encode(), kind).status_code == 415
    for content in (b"", b"\x00\x01\x02", b"PK\x03\x04onzin"):
        assert send(reviewer, content, "application/octet-stream").status_code == 400
    assert send(reviewer, b"x" * (20 * 1024 * 1024 + 1)).status_code == 413
    assert reviewer("GET", "/imports").json()["items"] == []


def test_a_table_says_what_is_in_its_columns_first(reviewer: Caller) -> None:
    path = f"/imports/{send(reviewer, SHEET.encode()).json()['id']}"
    assert reviewer("GET", path).json()["state"] == "columns"
    assert reviewer("POST", f"{path}/choices", {"of": "new"}).status_code == 412
    wrong = reviewer("PUT", f"{path}/columns", {"fields": {"Organisatie": "onzin"}, "baas": 1, "heading": -1})
    assert {each["location"] for each in wrong.json()["errors"]} >= {"/baas", "/heading"}
    assert reviewer("PUT", f"{path}/columns", {"fields": {"Organisatie": "onzin"}}).status_code == 400
