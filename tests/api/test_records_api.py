"""Records, the change feed and the exports: complete, sourced, and the same bytes everywhere."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from directory.model import Change, Occasion, Tombstone, kind_of
from directory.model.change import PUBLIC_KINDS
from directory.model.json import decode
from tests.conftest import NOW, ROOT, Client, Desk

COLLECTIONS = ["organizations", "services", "contact-points", "locations", "vocabularies", "divisions-of-labour"]
CONTACT = ("phone", "email", "url", "website", "hours", "languages", "address", "street", "place")


def everything(client: Client, collection: str) -> Iterator[dict[str, Any]]:
    link = f"/api/v1/{collection}?perPage=50"
    while link:
        answer = client.get(link)
        assert answer.status_code == 200
        yield from answer.json()["items"]
        link = answer.links.get("next", {}).get("url", "")


def test_every_partner_file_is_an_organization(client: Client) -> None:
    files = sorted((ROOT / "seeds" / "partners").glob("*.yaml"))
    assert len(files) == 67
    for file in files:
        answer = client.get(f"/api/v1/organizations/{file.stem}")
        assert answer.status_code == 200
        assert answer.json()["slug"] == file.stem


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_a_list_and_its_records_agree_by_id_and_by_slug(client: Client, collection: str) -> None:
    listed = list(everything(client, collection))
    assert listed
    for record in listed:
        by_id = client.get(f"/api/v1/{collection}/{record['id']}")
        by_slug = client.get(f"/api/v1/{collection}/{record['slug']}")
        assert by_id.content == by_slug.content
        assert by_id.json() == record
        assert "null" not in by_id.text.replace('"null"', "")


@pytest.mark.parametrize("collection", ["organizations", "contact-points", "locations"])
def test_every_contact_fact_has_a_source_and_a_check_date(client: Client, collection: str) -> None:
    for record in everything(client, collection):
        names = [name for name in CONTACT if name in record]
        names += [f"conditions.{each}" for each in record.get("conditions", {})]
        for name in names:
            fact = record["facts"][name]
            assert fact["source"]
            assert fact["checkedOn"]


def test_a_door_says_which_dimensions_are_not_known(client: Client) -> None:
    door = client.get("/api/v1/contact-points/kadera-vrouwenopvang-mail").json()
    assert "hours" in door["unknown"]
    assert "hours" not in door


def test_lists_can_be_narrowed_to_an_organization(client: Client) -> None:
    kadera = client.get("/api/v1/organizations/kadera").json()
    services = client.get("/api/v1/services?organization=kadera").json()["items"]
    assert services
    assert {each["organizationId"] for each in services} == {kadera["id"]}
    doors = client.get("/api/v1/contact-points?organization=kadera&perPage=100").json()["items"]
    assert {each["serviceId"] for each in doors} <= {each["id"] for each in services}


def test_an_unchanged_record_is_a_304_with_and_without_compression(client: Client) -> None:
    for encoding in ("identity", "gzip"):
        headers = {"accept-encoding": encoding}
        first = client.get("/api/v1/organizations/kadera", headers=headers)
        again = client.get("/api/v1/organizations/kadera", headers={**headers, "if-none-match": first.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == first.headers["etag"]


def replay(client: Client) -> dict[tuple[str, str], bytes]:
    """The directory as somebody has it who followed the feed from the beginning."""
    held: dict[tuple[str, str], bytes] = {}
    cursor = 0
    while True:
        answer = client.get(f"/api/v1/changes?after={cursor}&limit=37")
        raw = answer.content
        for item in answer.json()["items"]:
            key = (item["kind"], item["id"])
            if "record" in item:
                held[key] = _bytes(raw, item)
            else:
                held.pop(key, None)
        cursor = answer.json()["cursor"]
        if answer.json()["complete"]:
            return held


def _bytes(raw: bytes, item: dict[str, Any]) -> bytes:
    """The record's own bytes, as they stand in the answer."""
    start = raw.index(b'"record":', raw.index(f'"sequence":{item["sequence"]},'.encode())) + len(b'"record":')
    _, end = json.JSONDecoder().raw_decode(raw[start:].decode())
    return raw[start:].decode()[:end].encode()


def exported(client: Client) -> dict[tuple[str, str], bytes]:
    held = {}
    for line in client.get("/api/v1/exports/records").content.splitlines():
        if b'"record":' in line:
            told = json.loads(line)
            start = line.index(b'"record":') + len(b'"record":')
            held[told["kind"], told["record"]["id"]] = line[start:].rstrip(b"}") + b""
    return held


def test_a_replay_from_the_beginning_equals_the_export_byte_for_byte(desk: Desk) -> None:
    _edit(desk)
    replayed, export = replay(desk.client), exported(desk.client)
    assert replayed.keys() == export.keys()
    for key, document in replayed.items():
        assert document.rstrip(b"}") == export[key]


def _edit(desk: Desk) -> None:
    """An update, a withdrawal and a merge, so that the feed is more than a list."""
    occasion = Occasion(actor="test", at=NOW, reason="Een proef.")
    kept = {decode(each.kind, each.document).slug: each for each in desk.store.records("organization")}
    welbions = decode("organization", kept["welbions"].document)
    desk.store.commit(
        [
            Change(
                kind="organization",
                id=welbions.id,
                after=type(welbions)(**{**_fields(welbions), "name": "Welbions wonen"}),
                expected=1,
            ),
            _gone(kept["lambertusbasiliek-hengelo"].id, "lambertusbasiliek-hengelo", "withdrawn"),
            _gone(kept["regionale-werkconferentie"].id, "regionale-werkconferentie", "merged", welbions.id),
        ],
        occasion,
    )


def _fields(record: Any) -> dict[str, Any]:
    return {name: getattr(record, name) for name in record.__struct_fields__}


def _gone(id: str, slug: str, status: Any, successor: str | None = None) -> Change:
    tombstone = Tombstone(
        kind="organization",
        id=id,
        slugs=(slug,),
        status=status,
        reason="Bestaat niet meer.",
        on=NOW.date(),
        successor_id=successor,
    )
    return Change(kind="organization", id=id, tombstone=tombstone, expected=1)


def test_an_edit_is_in_the_next_answer_and_a_withdrawn_record_leaves_a_tombstone(desk: Desk) -> None:
    assert desk.client.get("/api/v1/organizations/welbions").json()["name"] == "Welbions"
    _edit(desk)
    assert desk.client.get("/api/v1/organizations/welbions").json()["name"] == "Welbions wonen"
    gone = desk.client.get("/api/v1/organizations/lambertusbasiliek-hengelo")
    assert gone.status_code == 410
    assert gone.json()["tombstone"]["reason"] == "Bestaat niet meer."
    merged = desk.client.get("/api/v1/organizations/regionale-werkconferentie", follow_redirects=False)
    assert merged.status_code == 308
    assert desk.client.get(merged.headers["location"]).json()["name"] == "Welbions wonen"


def test_a_former_slug_leads_to_the_one_of_today(desk: Desk) -> None:
    (kept,) = [each for each in desk.store.records("organization") if b'"slug":"welbions"' in each.document]
    welbions = decode("organization", kept.document)
    renamed = type(welbions)(**{**_fields(welbions), "slug": "welbions-wonen", "former_slugs": ("welbions",)})
    change = Change(kind="organization", id=kept.id, after=renamed, expected=kept.revision)
    desk.store.commit([change], Occasion(actor="test", at=NOW, reason="Een nieuwe naam."))
    answer = desk.client.get("/api/v1/organizations/welbions", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (308, "/api/v1/organizations/welbions-wonen")


def test_a_draft_is_nowhere_and_a_record_that_goes_back_to_draft_is_told(desk: Desk) -> None:
    (kept,) = [each for each in desk.store.records("organization") if b'"slug":"welbions"' in each.document]
    welbions = decode("organization", kept.document)
    hidden = type(welbions)(**{**_fields(welbions), "lifecycle": "draft", "description": "Nog in bewerking."})
    change = Change(kind="organization", id=kept.id, after=hidden, expected=kept.revision)
    (entry,) = desk.store.commit([change], Occasion(actor="test", at=NOW, reason="Terug naar de redactie."))
    assert desk.client.get("/api/v1/organizations/welbions").status_code == 404
    assert "Nog in bewerking" not in desk.client.get("/api/v1/exports/records").text
    (told,) = desk.client.get(f"/api/v1/changes?after={entry.sequence - 1}").json()["items"]
    assert (told["action"], "record" in told) == ("hide", False)


def test_the_feed_says_neither_who_nor_why(client: Client) -> None:
    for item in client.get("/api/v1/changes?limit=1000").json()["items"]:
        assert not {"actor", "reason"} & item.keys()
        assert item["kind"] in PUBLIC_KINDS


def test_a_cursor_ahead_of_the_feed_is_a_problem(client: Client) -> None:
    assert client.get("/api/v1/changes?after=999999").status_code == 400


def test_kinds_are_told_by_their_own_tag(client: Client) -> None:
    for item in client.get("/api/v1/changes?limit=1000").json()["items"]:
        record = decode(item["kind"], json.dumps(item["record"]))
        assert kind_of(record) == item["kind"]
