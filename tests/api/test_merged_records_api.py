"""What was merged, withdrawn or undone, as others find it: every address that there ever was answers."""

from typing import Any

import pytest
from msgspec.structs import replace

from directory.curation.changing import Key
from directory.curation.merging import merge
from directory.curation.retiring import retire
from directory.curation.undoing import undo
from directory.model import Change, Kind, Occasion
from directory.model.json import decode
from tests.api.test_records_api import exported, replay
from tests.conftest import NOW, Desk, serving

OCCASION = Occasion(actor="redactie", at=NOW, reason="Een proef.")
LOSER, WINNER = "wijkracht-hengelo", "welbions"


def key(desk: Desk, slug: str, kind: Kind = "organization") -> Key:
    (found,) = [each.id for each in desk.store.records(kind) if f'"slug":"{slug}"'.encode() in each.document]
    return Key(kind, found)


def merged(desk: Desk, loser: str = LOSER, winner: str = WINNER) -> int:
    return merge(desk.store, key(desk, loser), key(desk, winner), {}, OCCASION).sequence or 0


def renamed(desk: Desk, slug: str, new: str) -> None:
    kept = desk.store.read("organization", key(desk, slug).id)
    record: Any = decode("organization", kept.document)  # type: ignore[union-attr]
    change = Change(
        kind="organization",
        id=record.id,
        after=replace(record, slug=new, former_slugs=(*record.former_slugs, slug)),
        expected=kept.revision,  # type: ignore[union-attr]
    )
    desk.store.commit([change], OCCASION)


def get(desk: Desk, path: str) -> Any:
    return desk.client.get(path, follow_redirects=False)


def test_the_id_and_every_slug_of_the_loser_lead_to_the_winner(desk: Desk) -> None:
    loser, winner = key(desk, LOSER).id, key(desk, WINNER).id
    renamed(desk, LOSER, "wijkracht")
    merged(desk, "wijkracht")
    for name in (loser, "wijkracht", LOSER):
        answer = get(desk, f"/api/v1/organizations/{name}")
        assert answer.status_code == 308
        assert answer.headers["location"] == f"/api/v1/organizations/{winner}"
        assert answer.json()["mergedInto"] == winner
        assert desk.client.get(f"/api/v1/organizations/{name}").json()["slug"] == WINNER
    hsds = get(desk, f"/hsds/v3/organizations/{loser}")
    assert (hsds.status_code, hsds.headers["location"]) == (308, f"/hsds/v3/organizations/{winner}")
    assert desk.client.get(f"/hsds/v3/organizations/{loser}").json()["id"] == winner


def test_a_merge_of_a_merge_is_followed_to_its_end(desk: Desk) -> None:
    merged(desk)
    merged(desk, WINNER, "kadera")
    assert desk.client.get(f"/api/v1/organizations/{LOSER}").json()["slug"] == "kadera"
    retire(desk.store, key(desk, "kadera"), key(desk, "fier"), "Opgegaan in Fier.", OCCASION)
    gone = desk.client.get(f"/api/v1/organizations/{LOSER}")
    assert gone.status_code == 410
    assert gone.json()["tombstone"]["successorId"] == key(desk, "fier").id


def test_what_the_loser_had_is_listed_under_the_winner_whoever_is_asked_for(desk: Desk) -> None:
    lost = key(desk, LOSER).id
    merged(desk)
    for name in (LOSER, WINNER):
        for collection in ("services", "locations", "contact-points"):
            listed = desk.client.get(f"/api/v1/{collection}?organization={name}&perPage=100").json()
            assert listed["totalItems"] > 0, collection
    services = desk.client.get(f"/api/v1/services?organization={LOSER}").json()["items"]
    assert {each["organizationId"] for each in services} == {key(desk, WINNER).id}
    hsds = desk.client.get(f"/hsds/v3/services?organization_id={lost}").json()
    assert hsds["total_items"] == desk.client.get(f"/api/v1/services?organization={WINNER}").json()["totalItems"]
    found = desk.client.get("/api/v1/search?q=wijkracht").json()["items"]
    assert found
    assert LOSER not in {each["organization"]["slug"] for each in found}


def test_a_withdrawn_record_answers_with_its_tombstone_and_successor(desk: Desk) -> None:
    successor = key(desk, WINNER)
    ends = retire(desk.store, key(desk, LOSER), successor, "Opgegaan in Welbions.", OCCASION).ended
    for name in (LOSER, ends[0].id):
        answer = get(desk, f"/api/v1/organizations/{name}")
        assert answer.status_code == 410
        tombstone = answer.json()["tombstone"]
        assert (tombstone["reason"], tombstone["successorId"]) == ("Opgegaan in Welbions.", successor.id)
        assert tombstone["withdrawnOn"] == "2026-11-25"
    paths = {"service": "services", "location": "locations", "contact-point": "contact-points"}
    for each in ends[1:]:
        if each.kind in paths:
            assert get(desk, f"/api/v1/{paths[each.kind]}/{each.slug}").status_code == 410
    assert get(desk, f"/hsds/v3/organizations/{ends[0].id}").status_code == 410


@pytest.mark.parametrize("deed", ["merge", "retire"])
def test_the_feed_is_the_export_and_an_undo_gives_the_same_bytes(desk: Desk, deed: str) -> None:
    before = exported(desk.client)
    if deed == "merge":
        number = merged(desk)
    else:
        number = retire(desk.store, key(desk, LOSER), None, "Opgeheven.", OCCASION).sequence or 0
    assert_the_same(desk)
    assert exported(desk.client) != before
    undo(desk.store, number, OCCASION)
    assert_the_same(desk)
    assert exported(desk.client) == before
    answer = get(desk, f"/api/v1/organizations/{LOSER}")
    assert (answer.status_code, answer.json()["slug"]) == (200, LOSER)


def assert_the_same(desk: Desk) -> None:
    held = {name: document.rstrip(b"}") for name, document in replay(desk.client).items()}
    assert held == exported(desk.client)


def test_every_address_of_before_answers_after_many_merges(desk: Desk) -> None:
    every = desk.client.get("/api/v1/organizations?perPage=100").json()["items"]
    slugs = sorted(each["slug"] for each in every)
    # One that runs and one that does not are not merged without a choice.
    running = sorted(each["slug"] for each in every if each.get("operation", {}).get("state") == "operating")
    for loser, winner in zip(running[0:20:2], running[1:20:2], strict=True):
        merged(desk, loser, winner)
    for slug in slugs:
        assert desk.client.get(f"/api/v1/organizations/{slug}").status_code == 200
    assert_the_same(desk)


def test_a_partner_that_the_lexicon_leads_to_may_go_and_the_server_starts_again(desk: Desk) -> None:
    retire(desk.store, key(desk, "kadera"), None, "Gestopt.", OCCASION)
    with serving(desk.settings.data) as again:
        assert again.get("/api/v1/organizations/kadera").status_code == 410
        assert again.post("/api/v1/search", json={"q": "kadera opvang"}).status_code == 200
