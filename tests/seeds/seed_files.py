"""The seed files as the tests read them: whole files, and each part apart with a name to say in a failure."""

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
SEEDS = ROOT / "seeds"
Raw = dict[str, Any]


@cache
def read(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def vocabularies() -> dict[str, Raw]:
    return {path.stem: read(path) for path in sorted((SEEDS / "vocabularies").glob("*.yaml"))}


def partners() -> dict[str, Raw]:
    return {path.stem: read(path) for path in sorted((SEEDS / "partners").glob("*.yaml"))}


def divisions() -> list[Raw]:
    return read(SEEDS / "divisions" / "twente.yaml")  # type: ignore[no-any-return]


def services(body: Raw) -> list[Raw]:
    return body.get("services", [])  # type: ignore[no-any-return]


def doors(body: Raw) -> Iterator[tuple[Raw, Raw]]:
    for service in services(body):
        for door in service["contactPoints"]:
            yield service, door


def described(body: Raw) -> Iterator[Raw]:
    """Every part of a partner file that has facts of its own: organization, locations, services, contact points."""
    yield body["organization"]
    yield from body.get("locations", [])
    for service in services(body):
        yield {key: value for key, value in service.items() if key != "contactPoints"}
        yield from service["contactPoints"]


def texts(value: object) -> Iterator[str]:
    """Every text at any depth."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from texts(each)
