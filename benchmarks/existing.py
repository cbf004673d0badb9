"""How long it takes to say what exists: overlap checks, a matrix, gaps, and one duplicate check, in the process.

`python -m benchmarks.existing --sizes 200,1e4,1e5`: medians and the slowest over the open set of proposals, per size.
Data are those of the other benchmarks; 200 services are made like the rest.
"""

import argparse
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from datetime import date
from functools import partial
from pathlib import Path
from statistics import median

import msgspec
import yaml

from benchmarks.running import OUT, alone, say
from benchmarks.stock import stock
from directory.atlas import Atlas
from directory.coverage import Cross, Crossing, Existing, Proposal, check, holes, read_hours, read_weights
from directory.feed import atlas_of
from directory.geo.areas import Areas
from directory.settings import Settings
from directory.storage.sqlite import open_store

PROPOSALS = Path(__file__).parents[1] / "tests" / "quality" / "proposals.yaml"
SIZES = "200,1e4,1e5"
MATRIX_ROWS, ROUNDS = 25, 5


def main() -> None:
    """Measure every size and print a table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.existing", description=__doc__)
    parser.add_argument("--sizes", default=SIZES)
    options = parser.parse_args()
    OUT.mkdir(exist_ok=True)
    print("| services | what | median ms | slowest ms |\n| --- | --- | --- | --- |")
    with alone():
        for size in (int(float(each)) for each in options.sizes.split(",")):
            for name, took in _size(size):
                print(f"| {size} | {name} | {median(took):.1f} | {max(took):.1f} |", flush=True)


def _size(size: int) -> Iterable[tuple[str, list[float]]]:
    say(f"{size} services")
    with closing(open_store(Path(stock(size).folder) / "directory.db")) as store:
        atlas = atlas_of(store)
    settings, today = Settings(), date.today()
    areas = Areas.read(settings.seeds / "geo", today)
    weights = read_weights(settings.seeds / "coverage" / "weights.yaml")
    existing = Existing(atlas, areas)
    yield "names of partners, once a version", _timed([lambda: existing.names])
    asked = [_proposal(each["body"], areas) for each in yaml.safe_load(PROPOSALS.read_text(encoding="utf-8"))]
    whole = [each for each in asked if not each.missing]
    yield "overlap check, everything", _timed([partial(check, each, existing, today) for each in whole])
    yield "owners of doors, once a version", _timed([lambda: existing.owners])
    cross = _cross(atlas, areas)
    labels = {(name, value): value for name in ("topics", "area") for value in (*cross.row_values, *cross.col_values)}
    yield (
        f"matrix {len(cross.row_values)} × {len(cross.col_values)}",
        _timed([lambda: Crossing(existing, today).matrix(cross, weights, labels)] * ROUNDS),
    )
    gaps = partial(holes, Proposal(area=("VR05",)), existing, today, weights, 20)
    yield "gaps of a region", _timed([gaps] * ROUNDS)


def _cross(atlas: Atlas, areas: Areas) -> Cross:
    topics = tuple(atlas.trees["topics"].terms)[:MATRIX_ROWS]
    return Cross(
        rows="topics",
        cols="area",
        row_values=topics,
        col_values=tuple(sorted(areas.twente)),
        fixed={"functions": ("advies",), "audiences": ("slachtoffers",)},
    )


def _proposal(body: dict[str, object], areas: Areas) -> Proposal:
    known = {name: value for name, value in body.items() if name not in ("area", "hours", "text", "without")}
    hours = read_hours(body["hours"]) if "hours" in body else None
    named = body.get("area")
    codes = [
        code for each in (named if isinstance(named, list) else [named]) if each for code in _codes(str(each), areas)
    ]
    return (
        msgspec.convert({**known, "area": codes}, Proposal)
        if hours is None
        else msgspec.structs.replace(msgspec.convert({**known, "area": codes}, Proposal), hours=hours)
    )


def _codes(text: str, areas: Areas) -> Sequence[str]:
    if areas.known(text.upper()):
        return [text.upper()]
    found = areas.named(text)
    return [each for each in found if each in areas.twente or each in areas.regions] or found


def _timed(calls: Sequence[Callable[[], object]]) -> list[float]:
    took = []
    for call in calls:
        started = time.perf_counter()
        call()
        took.append((time.perf_counter() - started) * 1000)
    return took


if __name__ == "__main__":
    main()
