"""The rest of the desk over HTTP: history and back, still so, away with it, drafts, work, reports, keys, audit."""

import json
from typing import Any

import pytest

from directory.curation.auditing import read_export, verified, verify
from directory.curation.reports import read_report
from tests.api.caller import Caller, person, program, record
from tests.conftest import NOW, Desk

KADERA = "/organizations/kadera"


@pytest.fixture
def reviewer(desk: Desk) -> Caller:
    return person(desk, "reviewer")


@pytest.fixture
def administrator(desk: Desk) -> Caller:
    return person(desk, "administrator")


def rename(desk: Desk, who: Caller, name: str) -> str:
    answer = who("PATCH", KADERA, {"name": name, "reason": f"Nu {name}."}, seen=record(desk, KADERA)[1])
    assert answer.status_code == 200, answer.text
    return answer.headers["etag"]


def test_history_tells_who_what_and_why_and_leads_back(desk: Desk, reviewer: Caller) -> None:
    tag = rename(desk, reviewer, "Anders")
    told = reviewer("GET", f"{KADERA}/history")
    assert told.headers["etag"] == tag
    last, first = told.json()["items"]
    assert (last["actor"], last["reason"], last["revision"]) == (reviewer.id, "Nu Anders.", 2)
    assert last["differences"] == [{"pointer": "/name", "before": "Kadera", "after": "Anders"}]
    assert first["action"] == "create"
    assert reviewer("POST", f"{KADERA}/reverts", {"revision": 1}).status_code == 428
    assert reviewer("POST", f"{KADERA}/reverts", {"revision": 1}, seen='"1-1"').status_code == 412
    assert reviewer("POST", f"{KADERA}/reverts", {"revision": 9}, seen=tag).status_code == 404
    back = reviewer("POST", f"{KADERA}/reverts", {"revision": 1}, seen=tag)
    assert (back.status_code, back.json()["name"]) == (200, "Kadera")
    assert reviewer("GET", f"{KADERA}/history").json()["totalItems"] == 3
    assert not verified(desk.store).broken


def test_a_batch_is_undone_unless_something_stands_in_the_way(desk: Desk, reviewer: Caller) -> None:
    rename(desk, reviewer, "Eerst")
    first = desk.store.sequence()
    rename(desk, reviewer, "Toen")
    stopped = reviewer("POST", "/undos", {"sequence": first})
    assert (stopped.status_code, stopped.json()["sides"][0]["kind"]) == (409, "organization")
    undone = reviewer("POST", "/undos", {"sequence": desk.store.sequence()})
    assert (undone.status_code, undone.json()["name"]) == (200, "Eerst")
    assert reviewer("POST", "/undos", {"sequence": 10_000}).status_code == 404


def test_still_so_moves_only_the_day_and_of_a_key_it_waits(desk: Desk, reviewer: Caller) -> None:
    found, tag = record(desk, KADERA)
    field = next(iter(found["facts"]))
    said = {"field": field, "source": "https://www.kadera.nl/contact"}
    key = program(desk, reviewer, ["proposals:write"])
    waits = key("POST", f"{KADERA}/confirmations", said, seen=tag)
    assert (waits.status_code, waits.json()["confirms"]) == (202, field)
    done = reviewer("POST", f"{KADERA}/confirmations", said, seen=tag)
    assert done.status_code == 200, done.text
    fact = done.json()["facts"][field]
    assert (fact["checkedOn"], fact["source"]) == (NOW.date().isoformat(), "https://www.kadera.nl/contact")
    assert reviewer("GET", f"{KADERA}/history").json()["items"][0]["confirms"] == field
    for wrong, at in (({"field": "onzin"}, "/field"), ({**said, "on": "2001-01-01"}, "/on"), ({"by": "x"}, "/by")):
        answer = reviewer("POST", f"{KADERA}/confirmations", wrong, seen=done.headers["etag"])
        assert at in {each["location"] for each in answer.json()["errors"]}


def test_a_wrong_number_is_gone_at_once_and_comes_back_by_two(desk: Desk, reviewer: Caller) -> None:
    doors = desk.client.get("/api/v1/contact-points?organization=kadera&perPage=100").json()["items"]
    door = next(each for each in doors if "phone" in each)
    path, tag = f"/contact-points/{door['id']}", record(desk, f"/contact-points/{door['id']}")[1]
    wrong = {"field": "phone", "reason": "Het nummer is van een ander."}
    assert reviewer("POST", f"{path}/hidings", wrong).status_code == 428
    assert reviewer("POST", f"{path}/hidings", {"field": "phone"}, seen=tag).status_code == 400
    assert person(desk, "editor")("POST", f"{path}/hidings", wrong, seen=tag).status_code == 403
    hidden = reviewer("POST", f"{path}/hidings", wrong, seen=tag)
    assert hidden.status_code == 200, hidden.text
    assert "phone" not in record(desk, path)[0]
    assert hidden.headers["etag"] == record(desk, path)[1]
    assert {each.notice.code for each in desk.store.untold()} == {"number.hidden"}
    assert reviewer("POST", f"{path}/hidings", wrong, seen=record(desk, path)[1]).status_code == 400


def test_two_that_are_one_are_shown_first_and_merged_by_two(desk: Desk, reviewer: Caller) -> None:
    tag = record(desk, "/organizations/welbions")[1]
    body = {"into": "kadera", "choices": {"name": "loser"}, "dryRun": True}
    shown = reviewer("POST", "/organizations/welbions/merges", body, seen=tag)
    assert shown.status_code == 200, shown.text
    name = next(each for each in shown.json()["fields"] if each["field"] == "name")
    assert (name["taken"], name["result"]) == ("loser", "Welbions")
    assert reviewer("POST", "/organizations/welbions/merges", {"into": "kadera"}).status_code == 428
    waits = reviewer("POST", "/organizations/welbions/merges", {**body, "dryRun": False}, seen=tag)
    assert (waits.status_code, "merge" in waits.json()["needs"]) == (202, True)
    other = person(desk, "reviewer", "olga")
    path = f"/proposals/{waits.json()['id']}"
    seen = other("GET", path).headers["etag"]
    assert other("POST", f"{path}/approvals", {"checked": "read"}, seen=seen).status_code == 200
    moved = desk.client.get("/api/v1/organizations/welbions", follow_redirects=False)
    assert (moved.status_code, record(desk, KADERA)[0]["name"]) == (308, "Welbions")
    for wrong, status in (({"into": "onzin"}, 404), ({"into": "kadera", "choices": {"x": "baas"}}, 400), ({}, 400)):
        answer = reviewer("POST", f"{KADERA}/merges", wrong, seen=record(desk, KADERA)[1])
        assert answer.status_code == status
    itself = reviewer("POST", f"{KADERA}/merges", {"into": "kadera"}, seen=record(desk, KADERA)[1])
    assert itself.json()["errors"][0]["code"] == "merge.itself"


def test_a_draft_is_ones_own_and_ends_when_it_is_sent(desk: Desk, reviewer: Caller) -> None:
    found, tag = record(desk, KADERA)
    path = f"/drafts/organizations/{found['id']}"
    assert reviewer("PUT", path, {"fields": {"name": "Kad"}, "base": 1}).status_code == 200
    assert reviewer("GET", path).json()["fields"] == {"name": "Kad"}
    other = person(desk, "editor")
    assert other("GET", path).status_code == 404
    assert other("GET", "/drafts").json()["items"] == []
    other("PUT", path, {"fields": {"name": ""}})
    assert reviewer("GET", path).json()["others"] == 1
    assert reviewer("PATCH", KADERA, {"name": "Kadera!"}, seen=tag).status_code == 200
    assert reviewer("GET", path).status_code == 404
    assert other("GET", path).status_code == 200
    assert [other("DELETE", path).status_code for _ in range(2)] == [204, 204]
    wrong = reviewer("PUT", path, {"fields": {"baas": 1, "description": "Op Wilgenpad 87"}})
    assert {each["location"] for each in wrong.json()["errors"]} == {"/fields/baas", "/fields/description"}
    for nowhere in ("/drafts/onzin/x", "/drafts/organizations/kadera", "/drafts/notes/x"):
        assert reviewer("PUT", nowhere, {"fields": {}}).status_code == 404


def test_the_work_list_and_what_visitors_say(desk: Desk, reviewer: Caller) -> None:
    work = reviewer("GET", "/work?limit=5").json()
    assert len(work["items"]) == 5 <= work["totalItems"]
    values = [each["value"] for each in work["items"]]
    assert values == sorted(values, reverse=True)
    house = desk.application.litestar.state.house
    fields = {"kind": "organization", "slug": "kadera", "about": "phone", "text": "074 123 45 67"}
    house.reports.keep(read_report(fields, house.atlas.catalogue, NOW.date()))
    (report,) = reviewer("GET", "/reports").json()["items"]
    assert report["text"] == "074 123 45 67"
    path = f"/reports/{report['id']}"
    assert [reviewer("DELETE", path).status_code for _ in range(2)] == [204, 404]
    assert reviewer("GET", "/reports").json()["items"] == []


def test_a_key_is_shown_once_and_opens_until_it_is_revoked(desk: Desk, administrator: Caller) -> None:
    body = {"name": "Sociale kaart", "owner": administrator.id, "scopes": ["drafts:read"], "days": 30}
    made = administrator("POST", "/keys", body)
    assert made.status_code == 201
    secret, id = made.json()["secret"], made.json()["key"]["id"]
    key = Caller(desk, {"authorization": f"Bearer {secret}"})
    assert key("GET", "/drafts").status_code == 200
    listed = administrator("GET", "/keys")
    assert [each["id"] for each in listed.json()["items"]] == [id]
    assert secret not in listed.text
    assert "hash" not in listed.text
    assert administrator("DELETE", f"/keys/{id}").status_code == 204
    assert key("GET", "/drafts").status_code == 401
    assert administrator("DELETE", f"/keys/{id}").status_code == 412
    assert administrator("DELETE", "/keys/onzin").status_code == 404
    wrong = {"name": "", "owner": "niemand", "scopes": ["alles"], "days": 9_999, "hash": "x", "id": "sleutel-1"}
    told = {each["location"] for each in administrator("POST", "/keys", wrong).json()["errors"]}
    assert {"/name", "/scopes/0", "/days", "/hash", "/id"} <= told
    # The key of a key does not make keys.
    assert program(desk, administrator)("POST", "/keys", body).json()["reason"] == "role"


def test_the_chain_is_checked_and_taken_along(desk: Desk, reviewer: Caller, administrator: Caller) -> None:
    rename(desk, reviewer, "Anders")
    first: dict[str, Any] = reviewer("GET", "/audit/verification").json()
    assert (first["changes"], "broken" in first) == (desk.store.sequence(), False)
    rename(desk, reviewer, "Weer anders")
    key = program(desk, reviewer, ["audit:read"])
    assert "broken" not in key("GET", f"/audit/verification?since={first['head']}").json()
    assert reviewer("GET", "/audit/verification?since=onzin").status_code == 400
    assert reviewer("GET", "/audit/entries").json()["reason"] == "role"
    export = administrator("GET", "/audit/entries")
    assert export.headers["cache-control"] == "private, no-store"
    lines = export.content.splitlines()
    assert json.loads(lines[0])["format"] == "regional-partner-directory-audit"
    assert verify(read_export(lines), since=first["head"]).broken == ()


def test_what_is_not_public_is_kept_nowhere_on_its_way(desk: Desk, reviewer: Caller) -> None:
    for path in ("/proposals", "/drafts", "/work", "/reports", f"{KADERA}/history", f"{KADERA}/working-version"):
        answer = reviewer("GET", path)
        assert (answer.status_code, answer.headers["cache-control"]) == (200, "private, no-store")
        assert reviewer("GET", f"{path}?onzin=1").status_code == 400
        assert reviewer("GET", path, accept="text/csv").status_code == 406
    tag = reviewer("GET", f"{KADERA}/history").headers["etag"]
    assert reviewer("GET", f"{KADERA}/history", **{"if-none-match": tag}).status_code == 304
