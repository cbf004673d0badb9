"""Who is let in to the API, and who is not: keys, sessions, other origins, and how often."""

import re
from datetime import timedelta
from typing import Any

import pytest

from directory.access import accounts, keys
from directory.gate import calling
from directory.permissions import CONSOLE
from tests.api.caller import Caller, person, program, record
from tests.conftest import Desk
from tests.web.desk.colleague import access, hire

KADERA = "/organizations/kadera"


@pytest.fixture
def reviewer(desk: Desk) -> Caller:
    return person(desk, "reviewer")


@pytest.fixture
def key(desk: Desk, reviewer: Caller) -> Caller:
    return program(desk, reviewer)


def refused(answer: Any, error: str = "") -> None:
    assert answer.status_code == 401, answer.text
    challenge = answer.headers["www-authenticate"]
    assert challenge.startswith("Bearer ")
    assert (f'error="{error}"' in challenge) is bool(error)


def test_a_key_lets_in_and_a_wrong_one_does_not(desk: Desk, key: Caller) -> None:
    assert key("GET", "/proposals").status_code == 200
    secret = key.headers["authorization"].removeprefix("Bearer ")
    for given in (
        f"Bearer {secret[:-1]}",
        f"Bearer {secret}x",
        "Bearer",
        "Bearer gids_",
        "Bearer gids_a_b",
        f"Bearer {secret} {secret}",
        f"Bearer {secret}, Bearer {secret}",
    ):
        refused(Caller(desk, {"authorization": given})("GET", "/proposals"), "invalid_token")
    for given in (secret, f"Basic {secret}", f"Token {secret}"):
        refused(Caller(desk, {"authorization": given})("GET", "/proposals"))
    # In the address, or in a body, it is no key.
    assert desk.client.get(f"/api/v1/proposals?key={secret}").status_code == 401
    assert Caller(desk, {"authorization": f"bearer  {secret} "})("GET", "/proposals").status_code == 200


def test_a_key_ends_with_its_day_its_revocation_and_its_owner(desk: Desk, reviewer: Caller) -> None:
    ended = program(desk, reviewer, ["drafts:read"], days=1)
    revoked, orphan = program(desk, reviewer), program(desk, person(desk, "editor"))
    assert {each("GET", "/drafts").status_code for each in (ended, revoked, orphan)} == {200}
    keys.revoke(access(desk), CONSOLE, revoked.id, desk.now)
    accounts.disable(access(desk), CONSOLE, "persoon-editor", desk.now)
    desk.now += timedelta(days=1, seconds=1)
    for each in (ended, revoked, orphan):
        refused(each("GET", "/drafts"), "invalid_token")


def test_what_is_public_asks_nobody_who_they_are(desk: Desk, key: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    """No lookup of people, and the same answer with a key, with a wrong one and without."""
    plain = desk.client.get(f"/api/v1{KADERA}")
    monkeypatch.setattr(type(access(desk).people), "reading", lambda _: pytest.fail("people were looked up"))
    for headers in (key.headers, {"authorization": "Bearer onzin"}, {"cookie": "__Host-session=x"}):
        answer = desk.client.get(f"/api/v1{KADERA}", headers=headers)
        assert (answer.status_code, answer.content) == (200, plain.content)
        assert "ratelimit" not in answer.headers


def test_a_session_writes_from_pages_of_ours_only(desk: Desk, reviewer: Caller) -> None:
    _, tag = record(desk, KADERA)
    cookie = {"cookie": reviewer.headers["cookie"]}
    foreign: list[dict[str, str]] = [
        {},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "none"},
        {"origin": "https://elders.example"},
        {"origin": "null"},
    ]
    for headers in foreign:
        answer = Caller(desk, {**cookie, **headers})("PATCH", KADERA, {"name": "X"}, seen=tag)
        assert (answer.status_code, answer.json()["code"]) == (403, "foreign-origin")
    for headers in ({"sec-fetch-site": "same-origin"}, {"origin": "http://testserver.local"}):
        answer = Caller(desk, {**cookie, **headers})("PATCH", KADERA, {"name": "Kadera"}, seen=tag)
        assert answer.status_code == 200
    form = {**reviewer.headers, "if-match": tag, "content-type": "text/plain"}
    answer = desk.client.request("PATCH", f"/api/v1{KADERA}", content=b'{"name": "X"}', headers=form)
    assert answer.status_code == 415


def test_a_session_that_ended_opens_nothing_and_a_wrong_key_is_not_saved_by_one(desk: Desk, reviewer: Caller) -> None:
    assert reviewer("GET", "/proposals").status_code == 200
    refused(reviewer("GET", "/proposals", authorization="Bearer gids_a_b"), "invalid_token")
    desk.now += timedelta(hours=1)
    refused(reviewer("GET", "/proposals"))


def test_who_may_not_is_told_why(desk: Desk, reviewer: Caller) -> None:
    reads = program(desk, reviewer, ["drafts:read"])
    lacks = reads("POST", "/organizations", {})
    assert (lacks.status_code, lacks.json()["reason"], lacks.json()["action"]) == (403, "scope", "propose")
    assert 'error="insufficient_scope", scope="proposals:write"' in lacks.headers["www-authenticate"]
    for who, reason in ((program(desk, reviewer), "role"), (person(desk, "editor"), "role")):
        assert who("GET", "/keys").json()["reason"] == reason
    stale = hire(desk, "administrator")
    desk.now += timedelta(minutes=11)
    assert desk.client.get("/api/v1/keys", headers=stale.headers).json()["reason"] == "confirm"


def test_a_page_of_another_origin_writes_with_a_key_and_never_with_a_cookie(desk: Desk, key: Caller) -> None:
    def asked(path: str) -> dict[str, str]:
        asking = {"origin": "https://elders.example", "access-control-request-method": "PUT"}
        return dict(desk.client.options(path, headers=asking).headers)

    written = asked(f"/api/v1{KADERA}")
    assert {"PUT", "PATCH", "DELETE"} <= {*written["access-control-allow-methods"].split(", ")}
    assert {"Authorization", "If-Match"} <= {*written["access-control-allow-headers"].split(", ")}
    for path in ("/api/v1/search", "/api/v1/keys", "/hsds/v3/services", "/api/v1/organizationsx"):
        read = asked(path)
        assert "PUT" not in read["access-control-allow-methods"]
        assert "Authorization" not in read["access-control-allow-headers"]
        assert "access-control-allow-credentials" not in {**read, **written}
    answer = key("GET", "/proposals", origin="https://elders.example")
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "RateLimit" in answer.headers["access-control-expose-headers"]


def test_each_key_and_each_address_has_a_limit(desk: Desk, key: Caller, reviewer: Caller) -> None:
    for answer in (key("GET", "/proposals"), key("POST", "/organizations", {})):
        assert "no-store" in answer.headers["cache-control"]
        assert '"address";q=2400;w=3600' in answer.headers["ratelimit-policy"]
        assert "r=" in answer.headers["ratelimit"]
    left = calling.WRITES_AN_HOUR - 1
    for _ in range(left):
        key("POST", "/organizations", {})
    stopped = key("POST", "/organizations", {})
    assert stopped.status_code == 429
    assert int(stopped.headers["retry-after"]) > 0
    # Others, and the reading of this one, go on.
    assert reviewer("POST", "/organizations", {}).status_code == 400
    assert key("GET", "/proposals").status_code == 200


def test_many_wrong_keys_are_told_to_wait_and_hold_up_nobody_else(desk: Desk, key: Caller) -> None:
    wrong = Caller(desk, {"authorization": "Bearer gids_0011223344_onzin"})
    answers = [wrong("GET", "/proposals").status_code for _ in range(calling.MISSES_AN_HOUR + 1)]
    assert answers == [401] * calling.MISSES_AN_HOUR + [429]
    assert int(wrong("GET", "/proposals").headers["retry-after"]) > 0
    assert key("GET", "/proposals").status_code == 200
    desk.now += timedelta(hours=1)
    assert wrong("GET", "/proposals").status_code == 401


IDS = (
    "00000000-0000-4000-8000-000000000000",
    "x",
    "%00",
    "'; drop table",
    "%F0%9F%98%80",
    "a" * 3_000,
)


def test_an_id_of_nothing_is_told_to_nobody_and_breaks_nothing(desk: Desk) -> None:
    """Every operation that names something, with ids that name nothing, before and after somebody is let in."""
    administrator, visitor = person(desk, "administrator"), Caller(desk, {})
    bare = program(desk, administrator, ["reports:read"])
    before = desk.store.sequence(), desk.store.proposals()
    for path, item in desk.client.get("/api/v1/openapi.json").json()["paths"].items():
        for method, operation in item.items():
            if "security" not in operation or "{" not in path:
                continue
            (content,) = operation.get("requestBody", {}).get("content", {"": {}}).values()
            for id in IDS:
                at, sent = re.sub(r"\{.*?\}", id, path), content.get("example")
                answers = {who: who(method.upper(), at, sent, seen='"1-1"') for who in (visitor, bare, administrator)}
                assert answers[visitor].status_code == 401, (method, at)
                assert answers[bare].status_code == 403, (method, at)
                assert answers[administrator].status_code in (400, 404), (method, at, answers[administrator].text)
    assert (desk.store.sequence(), desk.store.proposals()) == before


def test_no_line_of_the_log_and_no_answer_holds_a_key(desk: Desk, key: Caller) -> None:
    secret = key.headers["authorization"].removeprefix("Bearer ")
    answers = [
        key("GET", "/proposals"),
        key("GET", "/keys"),
        key("POST", "/organizations", {"reason": "x"}),
        Caller(desk, {"authorization": f"Bearer {secret}x"})("GET", "/drafts"),
        key("GET", f"/proposals/{secret}"),
    ]
    said = "\n".join([*desk.log.lines, *(f"{each.headers}{each.text}" for each in answers)])
    assert secret not in said
    assert secret.rpartition("_")[2][:16] not in said
