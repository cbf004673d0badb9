"""What waits for a second person, over HTTP: looked at, decided, and never by who wrote it."""

from typing import Any
from uuid import uuid4

import pytest

from directory.curation.auditing import verified
from tests.api.caller import Caller, person, program, record
from tests.conftest import Desk

KADERA = "/organizations/kadera"


@pytest.fixture
def rik(desk: Desk) -> Caller:
    return person(desk, "reviewer", "rik")


@pytest.fixture
def olga(desk: Desk) -> Caller:
    return person(desk, "reviewer", "olga")


def waiting(desk: Desk, who: Caller, name: str = "Kadera Twente") -> str:
    """A proposal of one change; its path."""
    answer = who("PATCH", KADERA, {"name": name}, seen=record(desk, KADERA)[1])
    assert answer.status_code == 202, answer.text
    return f"/proposals/{answer.json()['id']}"


def several(desk: Desk, *slugs: str) -> dict[str, Any]:
    """A body that renames these."""
    changes = []
    for slug in slugs:
        found, tag = record(desk, f"/organizations/{slug}")
        changed = {**found, "name": f"{found['name']} (proef)"}
        changes.append({"kind": "organization", "id": found["id"], "ifMatch": tag, "record": changed})
    return {"changes": changes, "reason": "Samen.", "source": "https://example.nl"}


def tag(who: Caller, path: str) -> str:
    answer = who("GET", path)
    assert answer.status_code == 200, answer.text
    return answer.headers["etag"]


def test_what_a_key_proposes_is_seen_before_and_after_and_published_by_another(
    desk: Desk, rik: Caller, olga: Caller
) -> None:
    path = waiting(desk, program(desk, rik))
    assert [each["id"] for each in olga("GET", "/proposals?status=open").json()["items"]] == [path.split("/")[-1]]
    shown = olga("GET", path).json()
    assert shown["author"]["behind"] == rik.id
    (change,) = shown["changes"]
    assert (change["before"]["name"], change["after"]["name"]) == ("Kadera", "Kadera Twente")
    assert change["differences"] == [{"pointer": "/name", "before": "Kadera", "after": "Kadera Twente"}]
    own = rik("POST", f"{path}/approvals", {}, seen=tag(rik, path))
    assert (own.status_code, own.json()["reason"]) == (403, "own")
    done = olga("POST", f"{path}/approvals", {"note": "Klopt."}, seen=tag(olga, path))
    assert (done.status_code, done.json()["status"]) == (200, "approved")
    assert record(desk, KADERA)[0]["name"] == "Kadera Twente"
    history = olga("GET", f"{KADERA}/history").json()["items"][0]
    assert (history["approver"], history["proposal"]) == (olga.id, done.json()["id"])
    assert not verified(desk.store).broken


def test_a_decision_says_what_was_seen(desk: Desk, rik: Caller, olga: Caller) -> None:
    """Neither a decision nor a change of the record since then goes unseen."""
    path = waiting(desk, program(desk, rik))
    seen = tag(olga, path)
    for deed, body in (
        ("approvals", {}),
        ("send-backs", {"note": "Nee"}),
        ("take-backs", {}),
        ("splits", {"part": [0]}),
    ):
        assert olga("POST", f"{path}/{deed}", body).status_code == 428
        assert olga("POST", f"{path}/{deed}", body, seen='"9-0"').status_code == 412
    assert olga("PATCH", KADERA, {"inclusion": "Anders."}, seen=record(desk, KADERA)[1]).status_code == 200
    moved = olga("POST", f"{path}/approvals", {}, seen=seen)
    assert (moved.status_code, moved.json()["current"]["changes"][0]["after"]["inclusion"]) == (412, "Anders.")
    assert olga("POST", f"{path}/approvals", {}, seen=moved.headers["etag"]).status_code == 200
    assert olga("POST", f"{path}/approvals", {}, seen=moved.headers["etag"]).status_code == 412


def test_where_two_changed_the_same_nothing_is_published(desk: Desk, rik: Caller, olga: Caller) -> None:
    path = waiting(desk, program(desk, rik))
    assert olga("PATCH", KADERA, {"name": "Van Olga"}, seen=record(desk, KADERA)[1]).status_code == 200
    shown = olga("GET", path)
    (clash,) = shown.json()["changes"][0]["clashes"]
    assert clash["pointer"] == "/name"
    stopped = olga("POST", f"{path}/approvals", {}, seen=shown.headers["etag"])
    assert (stopped.status_code, stopped.json()["code"]) == (409, "proposal.overtaken")
    assert record(desk, KADERA)[0]["name"] == "Van Olga"


def test_several_changes_wait_together_and_can_be_parted(desk: Desk, rik: Caller, olga: Caller) -> None:
    made = rik("POST", "/proposals", several(desk, "kadera", "fier"))
    assert made.status_code == 201, made.text
    path = made.headers["location"].partition("/api/v1")[2]
    assert len(olga("GET", path).json()["changes"]) == 2
    for part in ([0, 1], [7], []):
        assert olga("POST", f"{path}/splits", {"part": part}, seen=tag(olga, path)).status_code == 400
    gone = olga("POST", f"{path}/splits", {"part": [1]}, seen=tag(olga, path))
    assert gone.status_code == 201
    other = gone.headers["location"].partition("/api/v1")[2]
    assert olga("POST", f"{other}/approvals", {}, seen=tag(olga, other)).status_code == 200
    assert record(desk, "/organizations/fier")[0]["name"].endswith("(proef)")
    assert record(desk, KADERA)[0]["name"] == "Kadera"


def test_what_is_sure_of_one_record_need_not_wait_for_the_rest(desk: Desk, rik: Caller, olga: Caller) -> None:
    key = program(desk, rik)
    both = {"name": "Kadera Twente", "inclusion": "Van de site."}
    answer = key("PATCH", KADERA, both, seen=record(desk, KADERA)[1])
    path = f"/proposals/{answer.json()['id']}"
    assert {*olga("GET", path).json()["changes"][0]["separable"]} == {"/name", "/inclusion"}
    for wrong in ({}, {"position": 0}, {"part": [0], "position": 0, "fields": ["/name"]}, {"fields": ["/name"]}):
        assert olga("POST", f"{path}/splits", wrong, seen=tag(olga, path)).status_code == 400
    for fields in (["/onzin"], ["/name", "/inclusion"]):
        wrong = {"position": 0, "fields": fields}
        assert olga("POST", f"{path}/splits", wrong, seen=tag(olga, path)).status_code == 400
    gone = olga("POST", f"{path}/splits", {"position": 0, "fields": ["/name"]}, seen=tag(olga, path))
    assert gone.status_code == 201, gone.text
    assert olga("POST", f"{path}/approvals", {}, seen=tag(olga, path)).status_code == 200
    kept = record(desk, KADERA)[0]
    assert (kept["name"], kept["inclusion"]) == ("Kadera", "Van de site.")


def test_a_part_is_published_and_the_rest_waits(desk: Desk, rik: Caller, olga: Caller) -> None:
    path = rik("POST", "/proposals", several(desk, "kadera", "fier")).headers["location"].partition("/api/v1")[2]
    done = olga("POST", f"{path}/approvals", {"part": [0]}, seen=tag(olga, path)).json()
    assert (done["status"], done["rest"]["status"], len(done["published"])) == ("approved", "open", 1)


def test_several_changes_tell_all_faults_by_change_and_field(desk: Desk, rik: Caller) -> None:
    body = several(desk, "kadera", "fier")
    body["changes"][0]["record"]["name"] = ""
    body["changes"][1]["record"]["role"] = "baas"
    new = {"slug": "kadera", "name": "X", "role": "help", "description": "X", "lifecycle": "draft"}
    body["changes"].append({"kind": "organization", "record": {**new, "slug": "Fout"}})
    told = {each["location"] for each in rik("POST", "/proposals", body).json()["errors"]}
    assert told == {"/changes/0/record/name", "/changes/1/record/role", "/changes/2/record/slug"}
    taken = {"changes": [{"kind": "organization", "record": new}], "reason": "X"}
    told = {each["location"] for each in rik("POST", "/proposals", taken).json()["errors"]}
    assert told == {"/changes/0/record/slug"}
    unseen = several(desk, "kadera")
    del unseen["changes"][0]["ifMatch"]
    assert rik("POST", "/proposals", unseen).json()["errors"][0]["location"] == "/changes/0/ifMatch"
    stale = several(desk, "kadera")
    stale["changes"][0]["ifMatch"] = '"0-0"'
    assert rik("POST", "/proposals", stale).status_code == 412


def test_sent_back_written_anew_and_taken_back(desk: Desk, rik: Caller, olga: Caller) -> None:
    key = program(desk, rik)
    path = waiting(desk, key)
    assert olga("POST", f"{path}/send-backs", {"note": " "}, seen=tag(olga, path)).status_code == 400
    back = olga("POST", f"{path}/send-backs", {"note": "Welke bron?"}, seen=tag(olga, path))
    assert back.json()["status"] == "sent-back"
    anew = key("PUT", path, several(desk, "kadera"), seen=back.headers["etag"])
    assert (anew.status_code, anew.json()["status"], anew.json()["source"]) == (200, "open", "https://example.nl")
    gone = key("POST", f"{path}/take-backs", seen=anew.headers["etag"])
    assert (gone.status_code, gone.json()["status"]) == (200, "withdrawn")
    assert [each["deed"] for each in olga("GET", path).json()["decisions"]] == [
        "propose",
        "send-back",
        "revise",
        "withdraw",
    ]


def test_a_key_knows_of_no_proposal_but_its_own(desk: Desk, rik: Caller, olga: Caller) -> None:
    """Those of others are to it as those that never were."""
    others, never = waiting(desk, program(desk, olga)), f"/proposals/{uuid4()}"
    key = program(desk, rik, ["proposals:write"])
    seen = tag(rik, others)
    for deed, method, body in (("/take-backs", "POST", {}), ("", "PUT", several(desk, "kadera"))):
        answers = [key(method, f"{path}{deed}", body, seen=seen) for path in (others, never)]
        assert [each.status_code for each in answers] == [404, 404]
        assert answers[0].content == answers[1].content
    assert key("GET", others).json()["reason"] == "scope"
    # One that may read what waits is told that it is not its own.
    reads = program(desk, rik, ["proposals:write", "drafts:read"])
    assert reads("POST", f"{others}/take-backs", {}, seen=seen).json()["reason"] in ("role", "not-own")


def test_a_reviewer_who_left_while_it_waits_has_decided_nothing(desk: Desk, rik: Caller, olga: Caller) -> None:
    from directory.access import accounts
    from directory.permissions import CONSOLE
    from tests.web.desk.colleague import access

    path = waiting(desk, program(desk, rik))
    seen = tag(olga, path)
    accounts.disable(access(desk), CONSOLE, olga.id, desk.now)
    assert olga("POST", f"{path}/approvals", {}, seen=seen).status_code == 401
    assert person(desk, "administrator")("GET", path).json()["status"] == "open"


@pytest.mark.parametrize("id", ["x", "..%2f..", "0", "%00", "00000000-0000-4000-8000-000000000000", "a" * 3000])
def test_a_proposal_that_is_not_there_is_not_found(olga: Caller, id: str) -> None:
    assert olga("GET", f"/proposals/{id}").status_code == 404
    for deed, body in (("approvals", {}), ("send-backs", {"note": "x"}), ("take-backs", {}), ("splits", {"part": [0]})):
        assert olga("POST", f"/proposals/{id}/{deed}", body, seen='"1-0"').status_code == 404
