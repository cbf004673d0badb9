"""Graded proposals for something new, and what the overlap check makes of them.

A proposal names the verdicts that are right, who belongs among the first three, who may not overlap at all, and which
dimensions may be in the way.
"""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal
from zlib import crc32

import msgspec
import yaml

from tests.conftest import Client

FILE = Path(__file__).parent / "proposals.yaml"
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
HALVES = ("tune", "report")
FIRST = 3


class Proposed(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One proposal with what is right."""

    name: str
    body: dict[str, Any]
    verdict: tuple[str, ...]
    top: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    gap: Any = ()
    why: str = ""

    @property
    def half(self) -> Literal["tune", "report"]:
        """Tune on one half; both are reported."""
        return HALVES[crc32(self.name.encode()) % 2]  # type: ignore[return-value]

    @property
    def gaps(self) -> list[set[str]]:
        """The sets of dimensions that are right."""
        given = [*self.gap]
        return [{*each} for each in given] if given and isinstance(given[0], list | tuple) else [{*given}]


class Judged(msgspec.Struct, frozen=True, kw_only=True):
    """What the check said, and whether that is right; None where nothing was expected."""

    proposed: Proposed
    verdict: str
    found: tuple[str, ...]
    dimensions: tuple[str, ...]
    verdict_right: bool
    top_right: bool | None
    gap_right: bool
    forbidden: tuple[str, ...]


def proposals() -> list[Proposed]:
    """The whole set."""
    return msgspec.convert(yaml.load(FILE.read_text(encoding="utf-8"), LOADER), list[Proposed])  # noqa: S506


def judged(proposed: Proposed, client: Client) -> Judged:
    """One proposal, asked and judged."""
    response = client.post("/api/v1/overlap-checks", json=proposed.body)
    assert response.status_code == 200, (proposed.name, response.text)
    answer = response.json()
    found = tuple(each["slug"] for each in answer.get("overlapping", ()))
    dimensions = tuple(answer.get("minimalGap", {}).get("dimensions", ()))
    return Judged(
        proposed=proposed,
        verdict=answer["verdict"],
        found=found,
        dimensions=dimensions,
        verdict_right=answer["verdict"] in proposed.verdict,
        top_right=bool({*found[:FIRST]} & {*proposed.top}) if proposed.top else None,
        gap_right={*dimensions} in proposed.gaps or answer["verdict"] in ("new", "needs-input"),
        forbidden=tuple(each for each in found if each in proposed.never),
    )


def figures(all_judged: Sequence[Judged]) -> dict[str, float]:
    """Shares that are right, and how many forbidden partners there were."""
    tops = [each.top_right for each in all_judged if each.top_right is not None]
    gaps = [each.gap_right for each in all_judged if each.verdict_right]
    return {
        "proposals": len(all_judged),
        "verdict": _share(each.verdict_right for each in all_judged),
        "top": _share(tops),
        "gap": _share(each.gap_right for each in all_judged),
        "gap where the verdict is right": _share(gaps),
        "must-not": sum(len(each.forbidden) for each in all_judged),
    }


def _share(right: Iterable[bool]) -> float:
    found = [*right]
    return sum(found) / len(found) if found else 1.0


def by_half(all_judged: Sequence[Judged]) -> Mapping[str, dict[str, float]]:
    """The figures of each half and of all."""
    halves = {half: [each for each in all_judged if each.proposed.half == half] for half in HALVES}
    return {name: figures(each) for name, each in {"all": [*all_judged], **halves}.items()}
