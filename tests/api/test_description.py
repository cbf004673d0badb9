"""The description of the API tells all of it, and the README does too."""

import re
from typing import Any

import pytest
from openapi_spec_validator import validate

from directory.api.records import COLLECTIONS
from directory.cli import main
from directory.permissions import MATRIX
from directory.settings import MEANING
from tests.conftest import ROOT, Client

# A POST that only asks: words and places stay out of the address.
QUESTIONS = {"/search", "/overlap-checks", "/duplicate-checks"}


@pytest.fixture(params=["/api/v1", "/hsds/v3"])
def description(request: pytest.FixtureRequest, client: Client) -> dict[str, Any]:
    found: dict[str, Any] = client.get(f"{request.param}/openapi.json").json()
    return found


def test_it_is_valid_openapi(description: dict[str, Any]) -> None:
    validate(description)
    assert description["openapi"].startswith("3.1")
    assert {"name", "url", "email"} <= description["info"]["contact"].keys()


def test_every_operation_has_an_example_and_its_failures(description: dict[str, Any]) -> None:
    for path, item in description["paths"].items():
        for method, operation in item.items():
            done = min(status for status in operation["responses"] if status.startswith("2"))
            for content in operation["responses"][done].get("content", {}).values():
                assert content.get("examples") or path.startswith("/exports"), (path, method)
            assert "content" in operation["responses"][done] or method == "delete", (path, method)
            assert "400" in operation["responses"]
            for response in operation["responses"].values():
                assert "API-Version" in response["headers"]


def test_every_path_that_is_described_answers(client: Client) -> None:
    for path, operations in client.get("/api/v1/openapi.json").json()["paths"].items():
        if "{" not in path and "get" in operations:
            expected = 401 if "security" in operations["get"] else 200
            assert client.get(f"/api/v1{path}").status_code == expected


def test_every_write_says_who_may_and_which_scope_a_key_needs(client: Client) -> None:
    """As the permissions have it: what an operation needs is read off them, and nothing writes without."""
    description = client.get("/api/v1/openapi.json").json()
    schemes = description["components"]["securitySchemes"]
    assert (schemes["key"]["scheme"], schemes["session"]["in"]) == ("bearer", "cookie")
    scopes = {grant.scope for grant in MATRIX.values()}
    for path, item in description["paths"].items():
        for method, operation in item.items():
            if (secured := operation.get("security")) is None:
                assert method == "get" or path in QUESTIONS, (path, method)
                continue
            assert {"session": []} in secured
            assert {"401", "403", "429"} <= operation["responses"].keys()
            for needed in secured:
                assert {*needed.get("key", ())} <= scopes
            assert ("a key needs the scope" in operation["description"]) is any("key" in each for each in secured)
            changes = method in ("put", "patch", "delete") and path.split("/")[1] in COLLECTIONS
            assert not changes or {"412", "428"} <= operation["responses"].keys(), (path, method)


def test_the_readme_names_every_verb_setting_and_address(client: Client) -> None:
    readme = (ROOT / "README.md").read_text()
    for verb in main.commands:
        assert f"`{verb}`" in readme, verb
    for name in MEANING:
        assert f"DIRECTORY_{name.upper()}" in readme
    for path in client.get("/api/v1/openapi.json").json()["paths"]:
        first = re.sub(r"/\{.*", "", path).removeprefix("/exports")
        assert f"{first}`" in readme, path


def test_the_documentation_page_shows_every_operation(client: Client) -> None:
    page = client.get("/api/v1/docs").text
    for path in client.get("/api/v1/openapi.json").json()["paths"]:
        assert f"/api/v1{path}" in page.replace("&#123;", "{")
