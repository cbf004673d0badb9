"""The whole check of HSDS 3.2 against the seeded program, over its own face."""

from collections.abc import Callable
from typing import Any

import pytest

from .conformance import SCHEMAS, check

pytestmark = pytest.mark.skipif(not SCHEMAS.is_dir(), reason=f"the HSDS schemas are not at {SCHEMAS}")
# Hengelo, and a postcode of Utrecht where only national doors serve.
POSTCODES = {"7551": frozenset({"GM0164"}), "3511": frozenset({"GM0344"})}


@pytest.fixture
def asked(request: pytest.FixtureRequest) -> tuple[Callable[[str], Any], Callable[[str], Any]]:
    try:
        client = request.getfixturevalue("client")
    except pytest.FixtureLookupError:
        pytest.skip("no fixture `client`: there is no face to ask")
    return client.get, client.post


def test_every_endpoint_holds_to_the_standard(asked: tuple[Callable[[str], Any], Callable[[str], Any]]) -> None:
    get, post = asked
    problems = check(get, post=post, postcodes=POSTCODES)
    assert not problems, "\n".join([f"{len(problems)} problems", *problems[:40]])
