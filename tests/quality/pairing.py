"""Score the open set of labelled pairs, each asked over HTTP as a batch of two.

`.venv/bin/python -m tests.quality.pairing` prints the figures; `--wrong` also what went wrong in the half for tuning.
The set is split by position: even ones may be looked at while weights are chosen, odd ones may not.
"""

import logging
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from msgspec import Struct

from tests.conftest import Client, serving, sow

FILE = Path(__file__).parent / "pairs.yaml"
CLASSES = ("same", "part-of", "sister", "successor", "related", "different")


class Pair(Struct, frozen=True, kw_only=True):
    """Two records and what an editor says they are. `half` is `tune` or `held`."""

    a: dict[str, Any]
    b: dict[str, Any]
    label: str
    half: str


class Scored(Struct, frozen=True, kw_only=True):
    """A pair with what was answered; not shown counts as different. `ahead`: `a` is the part or the predecessor."""

    pair: Pair
    found: str
    score: float
    ahead: bool | None

    @property
    def shown(self) -> bool:
        return self.found != "different"


class Figures(Struct, frozen=True, kw_only=True):
    """Shares of the pairs. `precision` and `recall` of merge proposals, `review` of the same that are shown at all.

    `direction`: of the parts and successors that were found, how many point the right way.
    """

    pairs: int
    precision: float
    recall: float
    review: float
    direction: float
    accuracy: float


@cache
def pairs() -> tuple[Pair, ...]:
    """The open set."""
    found = yaml.safe_load(FILE.read_text())
    return tuple(
        Pair(a=each["a"], b=each["b"], label=each["class"], half="held" if at % 2 else "tune")
        for at, each in enumerate(found)
    )


def ask(pair: Pair, client: Client) -> Scored:
    """One pair, asked."""
    body = {"records": [{"key": "a", **pair.a}, {"key": "b", **pair.b}]}
    answer = client.post("/api/v1/duplicate-checks", json=body)
    assert answer.status_code == 200, answer.text
    found = answer.json()["pairs"]
    if not found:
        return Scored(pair=pair, found="different", score=-9.0, ahead=None)
    ahead = found[0]["from"] == "a" if "from" in found[0] else None
    return Scored(pair=pair, found=found[0]["class"], score=found[0]["score"], ahead=ahead)


def figures(scored: Sequence[Scored]) -> Figures:
    """The figures of these pairs."""
    same = [each for each in scored if each.pair.label == "same"]
    proposed = [each for each in scored if each.found == "same"]
    directed = [each for each in scored if each.found == each.pair.label and each.ahead is not None]
    # In the set `a` is the whole of a part and the predecessor of a successor.
    right = [each for each in directed if each.ahead is (each.found == "successor")]
    return Figures(
        pairs=len(scored),
        precision=_share(sum(each.pair.label == "same" for each in proposed), len(proposed)),
        recall=_share(sum(each.found == "same" for each in same), len(same)),
        review=_share(sum(each.shown for each in same), len(same)),
        direction=_share(len(right), len(directed)),
        accuracy=_share(sum(each.found == each.pair.label for each in scored), len(scored)),
    )


def _share(some: int, every: int) -> float:
    return some / every if every else 1.0


def main() -> None:
    """Ask every pair and print what came of it."""
    logging.getLogger("httpx").setLevel(logging.WARNING)
    with tempfile.TemporaryDirectory() as folder:
        sow(Path(folder))
        with serving(Path(folder)) as client:
            scored = [ask(each, client) for each in pairs()]
    for half in ("tune", "held"):
        part = [each for each in scored if each.pair.half == half]
        print(half, figures(part))
        _tell(part)
    if "--wrong" in sys.argv:
        for each in scored:
            if each.pair.half == "tune" and each.found != each.pair.label:
                print(f"{each.pair.label} → {each.found} {each.score}\n  {each.pair.a}\n  {each.pair.b}")


def _tell(scored: Iterable[Scored]) -> None:
    counted = Counter((each.pair.label, each.found) for each in scored)
    for label in CLASSES:
        print(f"  {label:10}", *(f"{counted[label, found]:4} {found}" for found in CLASSES))


if __name__ == "__main__":
    main()
