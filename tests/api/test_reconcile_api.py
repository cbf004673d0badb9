"""OpenRefine finds the rows of a sheet in the directory: the reconciliation protocol 0.2 over HTTP."""

import json
from typing import Any

import pytest

from tests.api.test_bad_input import faults, problem
from tests.conftest import Client

PATH = "/reconcile"


def ask(client: Client, **queries: Any) -> dict[str, list[dict[str, Any]]]:
    answer = client.post(PATH, data={"queries": json.dumps(queries)})
    assert answer.status_code == 200, answer.text
    return {key: each["result"] for key, each in answer.json().items()}


def test_the_manifest_says_what_this_is(client: Client) -> None:
    answer = client.get(PATH, headers={"origin": "http://localhost:3333"})
    manifest = answer.json()
    assert "0.2" in manifest["versions"]
    assert {"name", "identifierSpace", "schemaSpace", "view", "defaultTypes"} <= manifest.keys()
    assert "{{id}}" in manifest["view"]["url"]
    assert answer.headers["access-control-allow-origin"] == "*"


def test_what_it_shows_of_an_entity_exists(client: Client) -> None:
    address = client.get(PATH).json()["view"]["url"]
    (first, *_) = ask(client, q={"query": "Kadera"})["q"]
    path = address.replace("{{id}}", first["id"]).partition("//")[2].partition("/")[2]
    assert client.get(f"/{path}").json()["slug"] == "kadera"


def test_a_batch_of_rows_is_answered_by_key(client: Client) -> None:
    found = ask(
        client,
        q0={"query": "Stichting Kadera", "type": "organization", "limit": 3},
        q1={"query": "VTT", "properties": [{"pid": "phones", "v": "0800-2000"}, {"pid": "place", "v": "Enschede"}]},
        q2={"query": "Fietsenmaker"},
        q3={"query": "Kadera", "type": ["person"]},
        q4={
            "properties": [{"pid": "url", "v": ["https://www.kadera.nl"]}, {"pid": "kvk", "v": 5}],
            "query": "Kadera",
        },
    )
    assert found["q0"][0]["name"] == "Kadera"
    assert found["q0"][0]["match"] is True
    assert found["q1"][0]["name"] == "Veilig Thuis Twente"
    assert found["q2"] == found["q3"] == []
    assert found["q4"][0]["score"] > 2


def test_a_property_that_is_unknown_is_an_error_of_its_query_only(client: Client) -> None:
    queries = {
        "q0": {"query": "Kadera", "properties": [{"pid": "staff", "v": 5}, {"pid": "place", "v": "Almelo"}]},
        "q1": {"query": "Kadera"},
    }
    answer = client.post(PATH, data={"queries": json.dumps(queries)}).json()
    assert answer["q0"]["result"] == []
    assert answer["q0"]["error"]["code"] == "property.unknown"
    assert "staff" in answer["q0"]["error"]["detail"]
    assert "error" not in answer["q1"]
    assert answer["q1"]["result"][0]["name"] == "Kadera"


def test_every_candidate_has_what_the_protocol_asks(client: Client) -> None:
    for each in ask(client, q={"query": "Veilig Thuis IJsselland", "limit": 2.0})["q"]:
        assert {"id", "name", "score"} <= each.keys()
        assert isinstance(each["match"], bool)
        assert not each["match"]
        assert each["type"][0]["id"] == "organization"
        assert all(isinstance(feature["value"], bool | float) for feature in each["features"])


def test_queries_may_stand_in_the_address(client: Client) -> None:
    answer = client.get(PATH, params={"queries": json.dumps({"q0": {"query": "Kadera"}})})
    assert answer.json()["q0"]["result"][0]["name"] == "Kadera"


def test_only_so_many_are_given(client: Client) -> None:
    assert len(ask(client, q={"query": "Veilig Thuis IJsselland", "limit": 1})["q"]) == 1


@pytest.mark.parametrize(
    ("queries", "where"),
    [
        ("{", {"/queries"}),
        ("[]", {"/queries"}),
        ('{"q0": 5}', {"/queries/q0"}),
        ('{"q0": {}}', {"/queries/q0/query"}),
        (
            '{"q0": {"query": 5, "limit": 0}, "q1": {"quer": "x"}}',
            {"/queries/q0/query", "/queries/q0/limit", "/queries/q1/quer"},
        ),
        ('{"q0": {"query": "x", "properties": [{"pid": "url"}]}}', {"/queries/q0/properties/0/v"}),
        ('{"q0": {"query": "x", "type_strict": "maybe"}}', {"/queries/q0/type_strict"}),
        (json.dumps({str(at): {"query": "x"} for at in range(1_001)}), {"/queries"}),
    ],
)
def test_every_fault_of_a_batch_is_told(client: Client, queries: str, where: set[str]) -> None:
    assert set(faults(client.post(PATH, data={"queries": queries}))) == where


def test_another_body_is_refused(client: Client) -> None:
    problem(client.post(PATH, json={"queries": {}}), 415)
    problem(client.post(PATH, data={"query": "Kadera"}))
