"""What CI makes of a report of pip-audit: a hole stops it, and silence is not taken for health."""

import json

import pytest

from tests.audit.verdict import Outcome, judge
from tests.conftest import ROOT

SOUND = {"name": "litestar", "version": "2.25.0", "vulns": []}
HOLED = {
    "name": "jinja2",
    "version": "2.0",
    "vulns": [
        {"id": "PYSEC-2019-217", "fix_versions": ["2.10.1"], "aliases": ["CVE-2019-10906"], "description": "Escape."},
        {"id": "GHSA-0000", "fix_versions": [], "aliases": [], "description": ""},
    ],
}
UNSEEN = {"name": "numpy", "skip_reason": "Dependency not found on PyPI and could not be audited: numpy (2.4.6)"}


def report(*dependencies: object) -> bytes:
    return json.dumps({"dependencies": dependencies, "fixes": []}).encode()


@pytest.mark.parametrize(
    ("given", "outcome", "fails", "fails_where_required"),
    [
        (report(SOUND), "clean", False, False),
        (report(SOUND, HOLED), "holes", True, True),
        (report(UNSEEN, HOLED), "holes", True, True),
        (report(SOUND, UNSEEN), "partly", False, True),
        (report(UNSEEN, UNSEEN), "nothing", False, True),
        (report(), "nothing", False, True),
        (b"", "nothing", False, True),
        (b"\xff", "nothing", False, True),
        (b"No known vulnerabilities found", "nothing", False, True),
    ],
)
def test_a_hole_always_stops_and_silence_only_where_an_audit_is_required(
    given: bytes, outcome: Outcome, fails: bool, fails_where_required: bool
) -> None:
    verdict = judge(given)
    assert verdict.outcome == outcome
    assert (verdict.fails(required=False), verdict.fails(required=True)) == (fails, fails_where_required)


def test_it_says_what_has_a_hole_what_mends_it_and_what_nobody_looked_at() -> None:
    assert judge(report(SOUND, HOLED, UNSEEN)).lines == (
        "jinja2 2.0: PYSEC-2019-217 (mended in 2.10.1), GHSA-0000 (not mended yet)",
        "NOT AUDITED: numpy",
    )
    assert judge(report(SOUND, UNSEEN)).lines == ("1 of 2 dependencies audited: no known holes.", "NOT AUDITED: numpy")


def test_it_says_plainly_that_nothing_was_audited_and_why() -> None:
    first, why = judge(report(UNSEEN)).lines
    assert first.startswith("NOTHING WAS AUDITED")
    assert "not found on PyPI" in why
    assert judge(b"", "ConnectionError: no such host").lines[1].endswith("ConnectionError: no such host")


def test_ci_asks_for_it() -> None:
    assert "\nmake audit\n" in (ROOT / ".ci" / "run").read_text()
    assert "-m tests.audit" in (ROOT / "Makefile").read_text()
