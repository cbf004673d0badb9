"""What was measured, for people: ratios first, absolute figures after."""

import platform
from collections.abc import Iterable, Sequence
from datetime import datetime
from math import log
from statistics import median

from msgspec import Struct

from benchmarks.edits import Edits
from benchmarks.rounds import Measured
from benchmarks.stock import Stock


class Size(Struct, frozen=True, kw_only=True, rename="camel"):
    """Everything about one number of services. Memory is that of the worker; `idle_kb` with an empty directory."""

    stock: Stock
    start_s: float | None = None
    idle_kb: int | None = None
    ready_kb: int | None = None
    loaded_kb: int | None = None
    speed: tuple[Measured, ...] = ()
    edits: Edits | None = None

    def kb_per_door(self, used_kb: int | None) -> float | None:
        """Memory per contact point beyond the JSON of all records."""
        if used_kb is None or self.idle_kb is None or not self.stock.size:
            return None
        return (used_kb - self.idle_kb - self.stock.document_bytes / 1024) / self.stock.size


class Run(Struct, frozen=True, kw_only=True, rename="camel"):
    """One run."""

    at: datetime
    python: str
    machine: str
    pinned: bool
    rounds: int
    seconds: float
    took_s: float
    sizes: tuple[Size, ...]


def machine() -> str:
    """Where it ran, as far as that matters."""
    return f"{platform.machine()}, {platform.system()} {platform.release()}"


# Target by workload: the least ratio to hello-world with typed parameters.
TARGETS = {"record": 0.8, "near": 0.3, "mix-bare": 0.5, "record (repeated)": 0.8, "near (repeated)": 0.3}


def write(run: Run) -> str:
    """The whole report, in Markdown that is readable as it is."""
    pinned = "server on core 0, client on core 1" if run.pinned else "not pinned to cores"
    parts = [
        f"# Measured {run.at:%Y-%m-%d %H:%M}, CPython {run.python}",
        f"{run.machine}; {pinned}; {run.rounds} rounds of {run.seconds:g} s; {run.took_s:.0f} s in all. "
        "Compare ratios, not machines.",
    ]
    for each in run.sizes:
        parts += [f"## {each.stock.size:,} services".replace(",", " "), *_size(each)]
    parts += _growth(run.sizes)
    return "\n\n".join(parts) + "\n"


def _size(size: Size) -> Iterable[str]:
    if size.speed:
        yield _ratios(size.speed)
        yield _absolute(size.speed)
        yield _limit(size.speed)
    yield _table(("", "measured", "target"), [*_facts(size)])


def _ratios(speed: Sequence[Measured]) -> str:
    plain = next(each for each in speed if each.name == "plain")
    rows = []
    for each in speed:
        target = TARGETS.get(each.name)
        verdict = "" if target is None else f"≥ {target} {'met' if each.ratio >= target else 'MISSED'}"
        rows.append(
            (each.name, f"{each.ratio:.2f}", f"{each.least:.2f}-{each.most:.2f}", f"{_to(each, plain):.2f}", verdict)
        )
    return _table(("", "ratio to hello", "least-most", "to plain", "target"), rows)


def _to(each: Measured, plain: Measured) -> float:
    """To the smallest hello-world of the same round."""
    pairs = zip(each.blocks, plain.blocks, strict=False)
    return median(block.per_second / other.per_second for block, other in pairs)


def _absolute(speed: Sequence[Measured]) -> str:
    rows = [
        (
            each.name,
            f"{each.per_second:.0f}",
            f"{each.p50_ms:.2f}",
            f"{each.p99_ms:.2f}",
            f"{each.cpu_us:.0f}",
            f"{each.mean_bytes / 1000:.1f}",
            "" if each.items is None else f"{each.items:.0f}",
        )
        for each in speed
    ]
    return _table(("", "per second", "p50 ms", "p99 ms", "CPU µs", "kB", "found"), rows)


def _limit(speed: Sequence[Measured]) -> str:
    plain = next(each for each in speed if each.name == "plain")
    could = plain.per_second / max(plain.client_busy, 0.01)
    return (
        f"The load generator used {plain.client_busy:.0%} of its core against the smallest hello-world; alone it would "
        f"reach about {could:.0f} a second."
    )


def _facts(size: Size) -> Iterable[tuple[str, str, str]]:
    stock = size.stock
    yield "written through the write door", f"{stock.records_per_second:.0f} records/s ({stock.records} records)", ""
    yield "database", f"{stock.file_bytes / 1e6:.0f} MB, JSON of today {stock.document_bytes / 1e6:.0f} MB", ""
    if size.start_s is not None:
        yield "start until ready", f"{size.start_s:.2f} s", "≤ 10 s at 1e5"
    for name, used in (("ready", size.ready_kb), ("after the load", size.loaded_kb)):
        if used is not None:
            each = size.kb_per_door(used)
            beyond = "" if each is None else f", {each:.2f} kB per contact point beyond the JSON"
            yield f"memory when {name}", f"{used / 1024:.0f} MB{beyond}", "≤ 2 kB at 1e5"
    if size.edits is not None:
        for name in ("record", "search", "quiet", "commit"):
            low, high = getattr(size.edits, name)
            yield f"edit: {EDIT[name]}", f"p50 {low:.2f} ms, p99 {high:.2f} ms", "≤ 5 ms" if name != "commit" else ""
        yield "edit: first answers without it", f"{size.edits.late} of {2 * size.edits.count}", "0"


EDIT = {
    "record": "commit → record shows it",
    "search": "commit → search finds it",
    "quiet": "the same questions without an edit",
    "commit": "the commit itself",
}


def _growth(sizes: Sequence[Size]) -> Iterable[str]:
    measured = [each for each in sizes if each.speed and each.stock.size]
    if len(measured) < 2:
        return
    small, large = measured[0], measured[-1]
    times = log(large.stock.size / small.stock.size)
    rows = []
    for before in small.speed:
        after = next((each for each in large.speed if each.name == before.name), None)
        if after is not None and before.name not in ("hello", "plain"):
            more = after.cpu_us / before.cpu_us
            later = f"{after.p99_ms / before.p99_ms:.1f} ×"
            rows.append((before.name, f"{more:.1f} ×", f"{log(more) / times:.2f}", later))
    yield f"## From {small.stock.size} to {large.stock.size} services"
    yield _table(("", "CPU", "exponent", "p99"), rows)


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    widths = [max(len(row[place]) for row in (head, *rows)) for place in range(len(head))]
    lines = [_line(head, widths), "|" + "|".join("-" * (width + 2) for width in widths) + "|"]
    return "\n".join([*lines, *(_line(row, widths) for row in rows)])


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    return "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |"
