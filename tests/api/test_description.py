"""The description of the API tells all of it, and the README does too."""

import re
from typing import Any

import pytest
from openapi_spec_validator import validate

from directory.cli import main
from directory.settings import MEANING
from tests.conftest import ROOT, Client


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
            (content,) = operation["responses"]["200"]["content"].values()
            assert content.get("examples") or path.startswith("/exports"), (path, method)
            assert "400" in operation["responses"]
            for response in operation["responses"].values():
                assert "API-Version" in response["headers"]


def test_every_path_that_is_described_answers(client: Client) -> None:
    for path, operations in client.get("/api/v1/openapi.json").json()["paths"].items():
        if "{" not in path and "get" in operations:
            assert client.get(f"/api/v1{path}").status_code == 200


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
