"""Bad input gets a clear 4xx with every fault at once: never a 500, never a silent empty answer."""

import json
from typing import Any

import pytest

from tests.conftest import Client

LISTS = ["organizations", "services", "contact-points", "locations", "vocabularies", "divisions-of-labour"]


def problem(answer: Any, status: int = 400) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"].startswith("application/problem+json")
    body: dict[str, Any] = answer.json()
    assert body["status"] == status
    assert body["title"]
    assert body["detail"]
    assert answer.headers["api-version"]
    return body


def faults(answer: Any) -> dict[str, str]:
    return {each["location"]: each["detail"] for each in problem(answer)["errors"]}


def test_every_fault_of_a_search_comes_at_once(client: Client) -> None:
    answer = client.get(
        "/api/v1/search?near=Hengelo&radiusKm=-1&foo=1&topic=stalkin&municipality=Hengelow&page=0&openNow=misschien&at=gisteren"
    )
    assert set(faults(answer)) == {"near", "radiusKm", "foo", "topic", "municipality", "page", "openNow", "at"}


def test_a_radius_without_a_place_is_told_beside_other_faults(client: Client) -> None:
    assert set(faults(client.get("/api/v1/search?radiusKm=5&topic=onzin"))) == {"radiusKm", "topic"}


def test_a_homonym_without_municipality_lists_all_and_guesses_none(client: Client) -> None:
    body = problem(client.get("/api/v1/search?near=Hengelo"))
    assert {each["municipality"] for each in body["places"]} == {"GM0164", "GM1876"}
    assert client.get("/api/v1/search?near=Hengelo&municipality=GM0164").status_code == 200
    for place in body["places"]:
        assert client.get("/api/v1/search", params={"near": place["label"]}).status_code == 200


def test_an_unknown_place_says_so_and_offers_near_names(client: Client) -> None:
    assert "Enschede" in faults(client.get("/api/v1/search?near=Enschedde"))["near"]


def test_an_unknown_term_offers_near_ones(client: Client) -> None:
    assert "stalking" in faults(client.get("/api/v1/search?topic=stalkin"))["topic"]


def test_a_place_outside_the_municipality_is_a_contradiction_that_is_said(client: Client) -> None:
    assert "Enschede" in faults(client.get("/api/v1/search?near=7511&municipality=GM0164"))["near"]


@pytest.mark.parametrize(
    "query",
    [
        "page=0",
        "page=1000000000",
        "page=1.5",
        "page=een",
        "page=",
        "page=1&page=2",
        "perPage=101",
        "perPage=-1",
        "radiusKm=5",
        "near=7551&radiusKm=NaN",
        "near=7551&radiusKm=1e9",
        "near=7551&radiusKm=Infinity",
        "near=0000",
        "near=%00",
        "near=",
        "q=%FF%FE",
        "q=%ED%A0%80",
        "q=%00",
        "q=" + "x" * 301,
        "at=2026-13-01T00:00:00Z",
        "at=2026-11-25T14:00:00",
        "at=2026-11-25T14:00:00-00:00",
        "topic=" + "&topic=".join(["stalking"] * 300),
        "&".join(f"a{n}=1" for n in range(150)),
        "openNow=ja",
        "language=Nederlands",
        "Q=hoofdletter",
        "municipality=GM9999",
        "condition=",
    ],
)
def test_a_wrong_value_is_a_problem(client: Client, query: str) -> None:
    problem(client.get(f"/api/v1/search?{query}"))


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b'"q"',
        b"null",
        b"NaN",
        b'{"radiusKm": NaN, "near": "7551"}',
        b'{"radiusKm": 1e999, "near": "7551"}',
        b'{"q": "\xff"}',
        b'{"q": "\\ud800"}',
        b'{"q": "a\\u0000b"}',
        b'{"q": 1}',
        b'{"q": null}',
        b'{"q": {"a": 1}}',
        b'{"topic": [["stalking"]]}',
        b'{"topic": [1, true, null]}',
        b'{"page": "een"}',
        b'{"page": true}',
        b'{"page": 1.5}',
        b'{"page": 99999999999999999999999999}',
        b'{"openNow": "ja"}',
        b'{"at": 5}',
        b'{"onbekend": 1}',
        b"[" * 100_000,
        b'{"q": ' + b"[" * 5_000 + b"]" * 5_000 + b"}",
    ],
)
def test_a_wrong_body_is_a_problem(client: Client, body: bytes) -> None:
    problem(client.post("/api/v1/search", content=body, headers={"content-type": "application/json"}))


def test_a_large_body_is_refused(client: Client) -> None:
    body = json.dumps({"q": "x" * 10_000_000})
    problem(client.post("/api/v1/search", content=body, headers={"content-type": "application/json"}), 413)


def test_another_type_of_body_is_refused(client: Client) -> None:
    problem(client.post("/api/v1/search", content=b"q=a", headers={"content-type": "text/plain"}), 415)
    problem(client.post("/api/v1/search", data={"q": "a"}), 415)


def test_another_form_of_answer_is_refused(client: Client) -> None:
    problem(client.get("/api/v1/organizations", headers={"accept": "text/csv"}), 406)


@pytest.mark.parametrize("collection", LISTS)
def test_an_unknown_record_is_not_found(client: Client, collection: str) -> None:
    for name in ("bestaat-niet", "00000000-0000-4000-8000-000000000000", "%00", "..%2f..%2fetc", "a" * 3000):
        problem(client.get(f"/api/v1/{collection}/{name}"), 404)


@pytest.mark.parametrize("collection", LISTS)
def test_a_list_knows_its_parameters(client: Client, collection: str) -> None:
    problem(client.get(f"/api/v1/{collection}?page=0&foo=1"))
    problem(client.get(f"/api/v1/{collection}?perPage=1000"))


def test_a_list_of_an_unknown_organization_is_not_found(client: Client) -> None:
    problem(client.get("/api/v1/services?organization=bestaat-niet"), 404)


def test_a_slash_at_the_end_is_not_found_and_not_redirected(client: Client) -> None:
    problem(client.get("/api/v1/services/", follow_redirects=False), 404)


def test_an_address_that_is_not_there_is_a_problem(client: Client) -> None:
    assert client.get("/api/v1/niets").json()["code"] == "http.404"
    assert client.get("/niets").status_code == 404


def test_an_address_that_is_too_long_is_refused(client: Client) -> None:
    problem(client.get("/api/v1/search?q=" + "x" * 9000), 414)


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "POST"])
def test_a_method_that_is_not_there_names_those_that_are(client: Client, method: str) -> None:
    answer = client.request(method, "/api/v1/changes")
    problem(answer, 405)
    assert "HEAD" in answer.headers["allow"]


def test_head_is_get_without_a_body(client: Client) -> None:
    get, head = client.get("/api/v1/organizations/kadera"), client.head("/api/v1/organizations/kadera")
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["etag"] == get.headers["etag"]
    assert head.headers["content-length"] == get.headers["content-length"]


def test_a_browser_of_another_site_may_read(client: Client) -> None:
    answer = client.get("/api/v1/organizations", headers={"origin": "https://elders.example"})
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "credentials" not in str(answer.headers)
    assert "ETag" in answer.headers["access-control-expose-headers"]


def test_a_browser_that_asks_first_is_told_what_it_may_do(client: Client) -> None:
    asking = {"origin": "https://elders.example", "access-control-request-method": "POST"}
    preflight = client.options("/api/v1/search", headers=asking)
    assert (preflight.status_code, preflight.content) == (204, b"")
    assert preflight.headers["access-control-allow-origin"] == "*"
    assert "POST" in preflight.headers["access-control-allow-methods"]
    assert "Content-Type" in preflight.headers["access-control-allow-headers"]


@pytest.mark.parametrize(
    ("accepted", "zipped"), [("gzip", True), ("br, gzip;q=0.5", True), ("gzip;q=0", False), ("br", False), ("", False)]
)
def test_an_answer_is_compressed_for_who_takes_it(client: Client, accepted: str, zipped: bool) -> None:
    answer = client.get("/api/v1/organizations", headers={"accept-encoding": accepted})
    assert (answer.headers.get("content-encoding") == "gzip") is zipped
    assert answer.headers["etag"].endswith('-gzip"') is zipped


@pytest.mark.parametrize(
    "text", ["'", '"', "*", "AND OR NOT", "(", "q:x", "--", ";drop table", "😀", "\u202e", "de het een", "...", "ب"]
)
def test_odd_words_are_answered(client: Client, text: str) -> None:
    assert client.get("/api/v1/search", params={"q": text}).status_code in (200, 400)
