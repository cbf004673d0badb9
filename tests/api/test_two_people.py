"""Ways around the second person, tried over HTTP: nothing that two people must agree on is published by one."""

from uuid import uuid4

import pytest

from tests.api.caller import Caller, person, record
from tests.conftest import Desk


def proposed(desk: Desk, by: Caller) -> tuple[str, str]:
    """Two organizations that somebody proposes together: the path and tag of the proposal."""
    fields = {"role": "help", "description": "Een proef."}
    changes = [
        {"kind": "organization", "record": {"slug": f"nieuw-{n}", "name": f"Nieuw {n}", **fields}} for n in (1, 2)
    ]
    made = by("POST", "/proposals", {"changes": changes, "reason": "Een proef."})
    assert made.status_code == 201, made.text
    return made.headers["location"].partition("/api/v1")[2], made.headers["etag"]


@pytest.mark.parametrize("part", [[99], [0, 99], [98, 99]])
def test_only_a_part_that_is_there_is_approved(desk: Desk, part: list[int]) -> None:
    """What is not in the part stays open, and is not closed unseen."""
    path, tag = proposed(desk, person(desk, "editor"))
    reviewer = person(desk, "reviewer")
    answer = reviewer("POST", f"{path}/approvals", {"part": part}, seen=tag)
    assert answer.status_code == 400, answer.text
    assert reviewer("GET", path).json()["status"] == "open"


def test_who_made_a_key_for_somebody_else_does_not_approve_what_it_proposed(desk: Desk) -> None:
    """They were shown it, and could have sent it themselves."""
    administrator, owner = person(desk, "administrator"), person(desk, "editor")
    raw = {"name": "Een proef", "owner": owner.id, "scopes": ["proposals:write"]}
    secret = administrator("POST", "/keys", raw).json()["secret"]
    path, tag = proposed(desk, Caller(desk, {"authorization": f"Bearer {secret}"}))
    refused = administrator("POST", f"{path}/approvals", {}, seen=tag)
    assert (refused.status_code, refused.json()["reason"]) == (403, "own")
    assert person(desk, "reviewer")("POST", f"{path}/approvals", {}, seen=tag).status_code == 200


def test_a_new_word_for_help_in_danger_is_help_in_danger(desk: Desk) -> None:
    """A term below one of help in danger leads people to its doors: neither it nor they are published by one person."""
    administrator, reviewer = person(desk, "administrator"), person(desk, "reviewer")
    found, tag = record(desk, "/vocabularies/functions")
    term = {"id": str(uuid4()), "slug": "nieuw", "label": "Nieuw", "definition": "Een proef.", "broader": "noodhulp"}
    waits = administrator("PATCH", "/vocabularies/functions", {"terms": [*found["terms"], term]}, seen=tag)
    assert (waits.status_code, waits.json()["needs"]) == (202, ["vocabulary"])
    path = waits.headers["location"].partition("/api/v1")[2]
    assert reviewer("POST", f"{path}/approvals", {"checked": "read"}, seen=waits.headers["etag"]).status_code == 200
    service = desk.client.get("/api/v1/services?perPage=1").json()["items"][0]["id"]
    door = {"slug": "proef", "serviceId": service, "functions": ["nieuw"], "channel": "telefoon", "name": "Proef"}
    made = administrator("POST", "/contact-points", door)
    assert (made.status_code, made.json()["needs"]) == (202, ["crisis-door"])


def test_a_proposal_that_is_written_anew_is_no_confirmation_and_no_undo_any_more(desk: Desk) -> None:
    """History says what was done, not what was first proposed; and what was confirmed can be changed after all."""
    editor, reviewer = person(desk, "editor"), person(desk, "reviewer")
    found, tag = record(desk, "/organizations/kadera")
    path = f"/organizations/{found['id']}"
    waits = editor("POST", f"{path}/confirmations", {"field": "phone", "source": "https://kadera.nl/bel"}, seen=tag)
    assert waits.status_code == 202
    change = {"kind": "organization", "id": found["id"], "ifMatch": tag, "record": {**found, "name": "Anders"}}
    place = waits.headers["location"].partition("/api/v1")[2]
    anew = editor("PUT", place, {"changes": [change], "reason": "Anders."}, seen=waits.headers["etag"])
    assert anew.status_code == 200, anew.text
    done = reviewer("POST", f"{place}/approvals", {"checked": "called"}, seen=anew.headers["etag"])
    assert done.status_code == 200, done.text
    last = reviewer("GET", f"{path}/history").json()["items"][0]
    assert "confirms" not in last
    assert [each["pointer"] for each in last["differences"]] == ["/name"]
