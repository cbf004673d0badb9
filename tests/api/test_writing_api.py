"""Writing records over HTTP: published where one person may, proposed where not, and nothing of others overwritten."""

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import pytest

from directory.curation.auditing import verified
from tests.api.caller import Caller, nobody, person, program, record
from tests.conftest import Desk

KADERA = "/organizations/kadera"
NEW = {
    "slug": "proef-organisatie",
    "name": "Proef",
    "role": "help",
    "description": "Een organisatie voor een proef.",
    "reason": "Nieuw.",
}


@pytest.fixture
def reviewer(desk: Desk) -> Caller:
    return person(desk, "reviewer")


@pytest.fixture
def key(desk: Desk, reviewer: Caller) -> Caller:
    return program(desk, reviewer, ["proposals:write"])


def faults(answer: Any) -> dict[str, str]:
    assert answer.status_code == 400, answer.text
    return {each["location"]: each["code"] for each in answer.json()["errors"]}


def test_what_a_reviewer_writes_is_there_in_the_next_request(desk: Desk, reviewer: Caller) -> None:
    made = reviewer("POST", "/organizations", {**NEW, "id": (id := str(uuid4()))})
    assert made.status_code == 201
    assert made.headers["location"].endswith(f"/api/v1/organizations/{id}")
    public = desk.client.get(f"/api/v1/organizations/{id}")
    assert (public.content, public.headers["etag"]) == (made.content, made.headers["etag"])
    changed = reviewer("PUT", f"/organizations/{id}", {**public.json(), "name": "Anders"}, seen=made.headers["etag"])
    assert changed.status_code == 200
    assert desk.client.get("/api/v1/organizations/proef-organisatie").content == changed.content
    assert desk.client.get("/organisatie/proef-organisatie").text.count("Anders")
    patched = reviewer("PATCH", f"/organizations/{id}", {"inclusion": "Proef."}, seen=changed.headers["etag"])
    assert patched.json()["inclusion"] == "Proef."
    gone = reviewer("PATCH", f"/organizations/{id}", {"inclusion": None}, seen=patched.headers["etag"])
    assert "inclusion" not in gone.json()
    assert not verified(desk.store).broken


def test_what_get_gives_can_be_sent_back_and_changes_nothing(desk: Desk, reviewer: Caller) -> None:
    """Also where a door says what is stale and what is not known: that is worked out anew."""
    place = desk.client.get("/api/v1/locations").json()["items"][0]["slug"]
    doors = "/contact-points/kadera-vrouwenopvang-mail"
    for path in (KADERA, doors, "/vocabularies/topics", f"/locations/{place}"):
        before = desk.store.sequence()
        found, tag = record(desk, path)
        answer = reviewer("PUT", path, found, seen=tag)
        assert (answer.status_code, answer.json(), answer.headers["etag"]) == (200, found, tag)
        assert desk.store.sequence() == before


def test_a_key_and_an_editor_only_propose(desk: Desk, key: Caller) -> None:
    for who in (key, person(desk, "editor")):
        found, tag = record(desk, KADERA)
        answer = who("PATCH", KADERA, {"name": "Kadera Twente", "reason": "De site zegt het."}, seen=tag)
        assert answer.status_code == 202, answer.text
        assert answer.json()["reason"] == "De site zegt het."
        assert answer.headers["location"].endswith(f"/proposals/{answer.json()['id']}")
        assert record(desk, KADERA) == (found, tag)


def test_what_a_crisis_door_says_waits_for_a_second_person_whoever_sends_it(desk: Desk, reviewer: Caller) -> None:
    door = next(
        each
        for each in desk.client.get("/api/v1/contact-points?organization=veilig-thuis-twente").json()["items"]
        if each.get("phone", {}).get("number") == "0800-2000"
    )
    path = f"/contact-points/{door['id']}"
    _, tag = record(desk, path)
    for who in (reviewer, person(desk, "administrator")):
        answer = who("PATCH", path, {"phone": {"number": "0800-2001"}}, seen=tag)
        assert (answer.status_code, answer.json()["needs"]) == (202, ["crisis-door"])
    assert record(desk, path)[0]["phone"]["number"] == "0800-2000"


def test_a_change_says_which_version_was_seen(desk: Desk, reviewer: Caller) -> None:
    found, tag = record(desk, KADERA)
    assert reviewer("PUT", KADERA, found).status_code == 428
    assert reviewer("PUT", KADERA, found, seen="*").status_code == 428
    assert reviewer("PATCH", KADERA, {"name": "X"}, seen='"0-0"').status_code == 412
    assert reviewer("PATCH", KADERA, {"name": "X"}, seen='"onzin"').status_code == 412
    assert reviewer("DELETE", KADERA).status_code == 428
    zipped = desk.client.get(f"/api/v1{KADERA}", headers={"accept-encoding": "gzip"}).headers["etag"]
    assert zipped.endswith('-gzip"')
    for given in (tag, f"W/{tag}", zipped, f'"0-0", {zipped}'):
        assert reviewer("PUT", KADERA, found, seen=given).status_code == 200


def test_of_two_writers_on_one_version_the_second_gets_both_sides(desk: Desk, reviewer: Caller) -> None:
    _, tag = record(desk, KADERA)
    mine, other = person(desk, "reviewer", "olga"), reviewer
    assert other("PATCH", KADERA, {"name": "Van Rik"}, seen=tag).status_code == 200
    late = mine("PATCH", KADERA, {"name": "Van Olga"}, seen=tag)
    assert late.status_code == 412
    told = late.json()
    assert (told["base"]["name"], told["current"]["name"], told["yours"]["name"]) == ("Kadera", "Van Rik", "Van Olga")
    assert [each["pointer"] for each in told["changedSince"]] == ["/name"]
    assert [each["pointer"] for each in told["clashes"]] == ["/name"]
    # The tag of now stands on the refusal: who looked can go on from there.
    assert mine("PATCH", KADERA, {"name": "Van Olga"}, seen=late.headers["etag"]).status_code == 200
    assert not verified(desk.store).broken


def test_of_eight_writers_at_the_same_moment_one_wins_and_seven_get_both_sides(desk: Desk) -> None:
    people = [person(desk, "reviewer", f"r{number}") for number in range(8)]
    _, tag = record(desk, KADERA)

    def change(who: Caller) -> Any:
        return who("PATCH", KADERA, {"name": f"Van {who.id}"}, seen=tag)

    with ThreadPoolExecutor(8) as pool:
        answers = [*pool.map(change, people)]
    assert sorted(each.status_code for each in answers) == [200] + [412] * 7
    (won,) = (each.json()["name"] for each in answers if each.status_code == 200)
    for late in (each.json() for each in answers if each.status_code == 412):
        assert (late["base"]["name"], late["current"]["name"]) == ("Kadera", won)
        assert late["yours"]["name"] != won
    assert record(desk, KADERA)[0]["name"] == won
    assert not verified(desk.store).broken


def test_what_two_changed_in_other_fields_is_offered_together(desk: Desk, reviewer: Caller, key: Caller) -> None:
    _, tag = record(desk, KADERA)
    assert reviewer("PATCH", KADERA, {"name": "Van Rik"}, seen=tag).status_code == 200
    for who in (reviewer, key):
        late = who("PATCH", KADERA, {"inclusion": "Van een ander."}, seen=tag)
        assert late.status_code == 412
        woven = late.json()["woven"]
        assert (woven["name"], woven["inclusion"]) == ("Van Rik", "Van een ander.")


def test_sending_a_new_record_twice_makes_one(desk: Desk, reviewer: Caller, key: Caller) -> None:
    new = {**NEW, "id": str(uuid4())}
    first, again = key("POST", "/organizations", new), key("POST", "/organizations", new)
    assert (first.status_code, again.status_code) == (202, 202)
    assert first.headers["location"] == again.headers["location"]
    assert reviewer("POST", "/organizations", new).status_code == 201
    refused = reviewer("POST", "/organizations", new)
    assert (refused.status_code, refused.json()["code"]) == (409, "record.exists")
    assert refused.headers["location"].endswith(new["id"])


def test_every_fault_comes_at_once_at_its_field(desk: Desk, reviewer: Caller) -> None:
    wrong = {"slug": "Hoofdletter", "name": "", "role": "baas", "phone": {"number": "x"}, "baas": 1, "reason": ""}
    expected = {"/slug", "/name", "/role", "/phone/number", "/baas", "/description", "/reason"}
    assert faults(reviewer("POST", "/organizations", wrong)).keys() >= expected
    taken = faults(reviewer("POST", "/organizations", {**NEW, "slug": "kadera"}))
    assert taken == {"/slug": "slug.taken"}
    nowhere = {**NEW, "partOf": str(uuid4()), "area": {"codes": ["GM9999"]}, "facts": {}}
    assert "/area/codes/0" in faults(reviewer("POST", "/organizations", nowhere))


def test_nobody_writes_what_the_directory_keeps(desk: Desk, reviewer: Caller) -> None:
    """Mass assignment: ids, kinds, revisions, former slugs, moments, and what no record has."""
    found, tag = record(desk, KADERA)
    fixed = {"id": str(uuid4()), "kind": "service", "formerSlugs": ["vreemd"]}
    for name, value in fixed.items():
        assert faults(reviewer("PUT", KADERA, {**found, name: value}, seen=tag)) == {f"/{name}": "field.fixed"}
        assert faults(reviewer("PATCH", KADERA, {name: value}, seen=tag)) == {f"/{name}": "field.fixed"}
    for name in ("revision", "sequence", "actor", "approver", "at", "__proto__"):
        assert faults(reviewer("PATCH", KADERA, {name: 7}, seen=tag)) == {f"/{name}": "field.unknown"}
    for name in ("lastModified", "verifiedOn", "stale"):
        assert faults(reviewer("PATCH", KADERA, {name: "2020-01-01"}, seen=tag)) == {f"/{name}": "field.fixed"}
    assert record(desk, KADERA) == (found, tag)


def test_another_slug_keeps_the_old_one_leading_there(desk: Desk, reviewer: Caller) -> None:
    _, tag = record(desk, KADERA)
    assert reviewer("PATCH", KADERA, {"slug": "kadera-nieuw"}, seen=tag).json()["formerSlugs"] == ["kadera"]
    moved = desk.client.get(f"/api/v1{KADERA}", follow_redirects=False)
    assert (moved.status_code, moved.headers["location"]) == (308, "/api/v1/organizations/kadera-nieuw")


def test_withdrawing_what_the_public_saw_waits_for_a_second_person(desk: Desk, reviewer: Caller) -> None:
    found, tag = record(desk, KADERA)
    heir = record(desk, "/organizations/fier")[0]
    ending = {"tell": "Kadera is nu Fier.", "successorId": heir["id"], "reason": "Fusie."}
    answer = reviewer("DELETE", KADERA, ending, seen=tag)
    assert (answer.status_code, "withdrawal" in answer.json()["needs"]) == (202, True)
    other = person(desk, "reviewer", "olga")
    proposal = other("GET", f"/proposals/{answer.json()['id']}")
    done = other(
        "POST", f"/proposals/{answer.json()['id']}/approvals", {"checked": "read"}, seen=proposal.headers["etag"]
    )
    assert done.status_code == 200, done.text
    gone = desk.client.get(f"/api/v1/organizations/{found['id']}", follow_redirects=False)
    assert (gone.status_code, gone.json()["tombstone"]["successorId"]) == (410, heir["id"])
    assert reviewer("PATCH", KADERA, {"name": "X"}, seen=tag).status_code == 410


def test_a_record_that_was_never_public_goes_at_once_and_is_known_to_nobody(
    desk: Desk, reviewer: Caller, key: Caller
) -> None:
    made = reviewer("POST", "/organizations", {**NEW, "lifecycle": "draft"})
    path = f"/organizations/{made.json()['id']}"
    assert desk.client.get(f"/api/v1{path}").status_code == 404
    assert reviewer("GET", f"{path}/working-version").content == made.content
    # A key that may not read what waits is told the same of this one as of one that never was.
    never = f"/organizations/{uuid4()}"
    for method, body in (("PUT", NEW), ("PATCH", {"name": "X"}), ("DELETE", None), ("POST", {"field": "phone"})):
        at = "/confirmations" if method == "POST" else ""
        answers = [key(method, f"{each}{at}", body, seen=made.headers["etag"]) for each in (path, never)]
        assert [each.status_code for each in answers] == [404, 404]
        assert answers[0].content == answers[1].content
    reader = program(desk, reviewer, ["drafts:read", "proposals:write"])
    assert reader("PATCH", path, {"name": "X"}, seen=made.headers["etag"]).status_code == 202
    assert reviewer("DELETE", path, seen=made.headers["etag"]).status_code == 204
    assert key("PATCH", path, {"name": "X"}, seen=made.headers["etag"]).status_code == 404


def test_a_version_that_was_never_public_is_not_told_to_who_guesses_its_tag(
    desk: Desk, reviewer: Caller, key: Caller
) -> None:
    made = reviewer("POST", "/organizations", {**NEW, "lifecycle": "draft", "description": "Nog geheim."})
    path = f"/organizations/{made.json()['id']}"
    opened = {"lifecycle": "published", "description": "Nu bekend."}
    assert reviewer("PATCH", path, opened, seen=made.headers["etag"]).status_code == 200
    late = key("PATCH", path, {"name": "X"}, seen=made.headers["etag"])
    assert (late.status_code, "geheim" in late.text) == (412, False)


def test_an_editor_of_terms_is_an_administrator(desk: Desk, reviewer: Caller) -> None:
    found, tag = record(desk, "/vocabularies/topics")
    term = {"id": str(uuid4()), "slug": "proefterm", "label": "Proef", "definition": "Een term voor een proef."}
    more = {**found, "terms": [*found["terms"], term]}
    assert reviewer("PUT", "/vocabularies/topics", more, seen=tag).status_code == 202
    assert person(desk, "administrator")("PUT", "/vocabularies/topics", more, seen=tag).status_code == 200


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'"x"',
        b'{"name": "\xff"}',
        b'{"name": "\\ud800"}',
        b'{"name": "a\\u0000b"}',
        b'{"name": NaN}',
        b"[" * 100_000,
        b'{"facts": ' + b'{"a":' * 5_000 + b"1" + b"}" * 5_000 + b"}",
        json.dumps({f"veld{n}": 1 for n in range(2_000)}).encode(),
        json.dumps({"name": "Anders", "reason": "Het is Wilgenpad 87."}).encode(),
        b'{"name": "Anders", "reason": 5, "source": {}}',
        b'{"id": {"a": 1}}',
        b'{"slug": ["a"]}',
        b'{"terms": [[]], "kind": [], "formerSlugs": {}}',
    ],
)
def test_a_hostile_body_is_a_problem_and_writes_nothing(desk: Desk, reviewer: Caller, body: bytes) -> None:
    before = desk.store.sequence(), desk.store.proposals()
    tag = record(desk, KADERA)[1]
    sent = {**reviewer.headers, "if-match": tag, "content-type": "application/json"}
    for method, path in (("POST", "/organizations"), ("PUT", KADERA), ("PATCH", KADERA), ("POST", "/proposals")):
        answer = desk.client.request(method, f"/api/v1{path}", content=body, headers=sent)
        assert answer.status_code == 400, (method, path, answer.text)
        assert "wilgenpad" not in answer.text.lower()
    assert (desk.store.sequence(), desk.store.proposals()) == before


def test_a_body_that_is_too_large_or_of_another_type_is_refused(desk: Desk, reviewer: Caller) -> None:
    large = json.dumps({"name": "x" * 3_000_000}).encode()
    sent = {**reviewer.headers, "content-type": "application/json"}
    assert desk.client.post("/api/v1/organizations", content=large, headers=sent).status_code == 413
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"):
        answer = desk.client.post("/api/v1/organizations", content=b"{}", headers={**sent, "content-type": kind})
        assert answer.status_code == 415


def test_a_secret_place_gets_no_address_by_any_way_in(desk: Desk, reviewer: Caller, key: Caller) -> None:
    places = desk.client.get("/api/v1/locations?perPage=100").json()["items"]
    place = next(each for each in places if each.get("confidential"))
    path = f"/locations/{place['id']}"
    _, tag = record(desk, path)
    where = {"street": "Wilgenpad 87", "place": "Enschede"}
    for who in (reviewer, key):
        for body in (where, {**where, "confidential": False, "region": None}, {"description": "Op Wilgenpad 87"}):
            answer = who("PATCH", path, body, seen=tag)
            assert answer.status_code == 400, answer.text
            assert "wilgenpad" not in answer.text.lower()
        draft = who("PUT", f"/drafts{path}", {"fields": where})
        assert draft.status_code in (400, 403)
    assert "wilgenpad" not in b"".join(f.read_bytes() for f in desk.settings.data.iterdir()).decode("latin-1").lower()


def test_a_place_that_becomes_secret_lets_go_of_names_that_tell_where_it_is(desk: Desk, reviewer: Caller) -> None:
    owner = record(desk, KADERA)[0]["id"]
    open_house = {"slug": "huis-aan-de-wilgenlaan", "name": "Open huis", "organizationId": owner, "region": "VR05"}
    made = reviewer("POST", "/locations", {**open_house, "lifecycle": "draft"})
    assert made.status_code == 201, made.text
    path = f"/locations/{made.json()['id']}"
    secret = {"slug": "opvang-noord", "confidential": True, "formerSlugs": []}
    for wrong in ({**secret, "formerSlugs": ["vreemd"]}, {"formerSlugs": ["huis-aan-de-wilgenlaan"]}):
        assert "/formerSlugs" in faults(reviewer("PATCH", path, wrong, seen=made.headers["etag"]))
    answer = reviewer("PATCH", path, secret, seen=made.headers["etag"])
    assert answer.status_code in (200, 202), answer.text
    if answer.status_code == 202:
        proposal = f"/proposals/{answer.json()['id']}"
        other = person(desk, "reviewer", "olga")
        seen = other("GET", proposal).headers["etag"]
        assert other("POST", f"{proposal}/approvals", {"checked": "read"}, seen=seen).status_code == 200
    assert "wilgenlaan" not in reviewer("GET", f"{path}/working-version").text


def test_without_a_key_nobody_writes_and_nothing_is_told(desk: Desk) -> None:
    _, tag = record(desk, KADERA)
    for path in (KADERA, f"/organizations/{uuid4()}"):
        answers = [
            nobody(desk)(method, path, body, seen=tag)
            for method, body in (("PUT", NEW), ("PATCH", {}), ("DELETE", None))
        ]
        assert [each.status_code for each in answers] == [401, 401, 401]
        assert {each.headers["www-authenticate"] for each in answers} == {'Bearer realm="gids"'}
    assert len({each.content for each in answers}) == 1
