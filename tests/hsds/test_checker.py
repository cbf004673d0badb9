"""The conformance check itself: it passes the smallest right face, and barks at each planted breach."""

import json
from collections.abc import Callable
from functools import cache
from typing import Any

import pytest

from directory.exchange.hsds import Hsds

from ..exchange.builders import AREAS, TODAY, catalogue, everything
from .conformance import SCHEMAS, check
from .face import Answer, Face, answer

pytestmark = pytest.mark.skipif(not SCHEMAS.is_dir(), reason=f"the HSDS schemas are not at {SCHEMAS}")

HENGELO = {"7551": frozenset({"GM0164"}), "3511": frozenset({"GM0344"})}
CENTRES = {"7551": (52.2661, 6.7920), "3511": (52.0907, 5.1214)}


@cache
def face() -> Face:
    places = {postcode: (HENGELO[postcode], CENTRES[postcode]) for postcode in HENGELO}
    return Face(Hsds(catalogue(*everything()), AREAS, TODAY), places)


def check_with(change: Callable[[str, Any], Any]) -> list[str]:
    """The problems found when every JSON answer passes through `change`."""

    def get(path: str) -> Answer:
        found = face().get(path)
        if found.headers["content-type"] != "application/json":
            return found
        return answer(change(path, json.loads(found.content)), found.status_code)

    return check(get, postcodes=HENGELO, centres=CENTRES)


def test_the_smallest_right_face_passes() -> None:
    assert check(face().get, post=face().get, postcodes=HENGELO, centres=CENTRES) == []


def null(path: str, body: Any) -> Any:
    return body | {"alternate_name": None} if "/organizations/" in path else body


def lost(path: str, body: Any) -> Any:
    return body | {"contents": body["contents"][1:]} if "taxonomy_term_id" in path and "contents" in body else body


def counted(path: str, body: Any) -> Any:
    return body | {"total_items": body["total_items"] + 1} if "contents" in body else body


def renamed(path: str, body: Any) -> Any:
    return body | {"organization": body["organization"] | {"name": "Iets anders"}} if "/services/" in path else body


def shapeless(path: str, body: Any) -> Any:
    return body | {"url": "geen adres"} if "/services/" in path else body


def version(path: str, body: Any) -> Any:
    return body | {"version": "3.3"} if "version" in body else body


@pytest.mark.parametrize("breach", [null, lost, counted, renamed, shapeless, version])
def test_a_planted_breach_is_found(breach: Callable[[str, Any], Any]) -> None:
    assert check_with(breach)
