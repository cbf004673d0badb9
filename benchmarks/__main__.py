"""`python -m benchmarks`, or `make bench ARGS="..."`: everything in one run, side by side."""

import argparse
import os
import platform
import signal
import sys
import time
from datetime import datetime
from pathlib import Path

import msgspec

from benchmarks import report
from benchmarks.edits import edits
from benchmarks.questions import Asker
from benchmarks.report import Run, Size
from benchmarks.rounds import side_by_side
from benchmarks.running import OUT, alone, copied, ids_in, say
from benchmarks.server import CLIENT_CORE, Server, hello, product, pss_kb
from benchmarks.stock import Stock, stock, world_of

SIZES = (1_000, 100_000)
MAXIMUM_SIZE, MAXIMUM_SECONDS, MAXIMUM_ROUNDS = 1_000_000, 30.0, 15
PROBES = ("start", "memory", "edits")


def main() -> None:
    """Measure what was asked for and say it."""
    options = _options()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    OUT.mkdir(exist_ok=True)
    try:
        with alone():
            run = _run(options)
    except KeyboardInterrupt:
        sys.exit(130)
    (OUT / "results.json").write_bytes(msgspec.json.format(msgspec.json.encode(run), indent=2))
    text = report.write(run)
    print(text)
    if options.markdown:
        (OUT / "results.md").write_text(text)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="The directory beside a hello-world.")
    parser.add_argument("--sizes", type=_sizes, help="numbers of services, such as 1e3,1e5,1e6 (default: 1e3,1e5)")
    parser.add_argument("--seconds", type=float, help="of each block of load (default: 2)")
    parser.add_argument("--rounds", type=int, help="how often each block is measured (default: 3)")
    parser.add_argument("--only", default="", help=f"workloads and {', '.join(PROBES)}, by beginnings: near,mix,edits")
    parser.add_argument("--edits", type=int, default=50, help="how many edits (default: 50)")
    parser.add_argument("--no-pin", action="store_true", help="let server and client share the cores")
    parser.add_argument("--quick", action="store_true", help="small and short: whether it works, not how fast it is")
    parser.add_argument("--markdown", action="store_true", help="also write benchmarks/out/results.md")
    options = parser.parse_args()
    options.sizes = options.sizes or ((1_000, 5_000) if options.quick else SIZES)
    options.rounds = min(MAXIMUM_ROUNDS, max(1, options.rounds or (1 if options.quick else 3)))
    options.seconds = min(MAXIMUM_SECONDS, max(0.2, options.seconds or (0.5 if options.quick else 2.0)))
    options.edits = min(1_000, max(2, options.edits))
    options.only = tuple(each for each in options.only.split(",") if each)
    options.pin = not options.no_pin and len(os.sched_getaffinity(0)) > 1
    return options


def _sizes(text: str) -> tuple[int, ...]:
    sizes = tuple(sorted({int(float(each)) for each in text.split(",")}))
    if not all(1 <= each <= MAXIMUM_SIZE for each in sizes):
        raise argparse.ArgumentTypeError(f"from 1 to {MAXIMUM_SIZE}")
    return sizes


def _run(options: argparse.Namespace) -> Run:
    started = time.monotonic()
    stocks = [_told(each) for each in options.sizes]
    if options.pin:
        os.sched_setaffinity(0, {CLIENT_CORE})
    idle = _idle(options) if _wanted(options, "memory") else None
    sizes = [_size(each, options, idle) for each in stocks]
    return Run(
        at=datetime.now().astimezone(),
        python=platform.python_version(),
        machine=report.machine(),
        pinned=options.pin,
        rounds=options.rounds,
        seconds=options.seconds,
        took_s=time.monotonic() - started,
        sizes=tuple(sizes),
    )


def _told(size: int) -> Stock:
    say(f"{size} services: making them, or taking those that were made before")
    return stock(size)


def _wanted(options: argparse.Namespace, name: str) -> bool:
    return not options.only or name.startswith(options.only)


def _idle(options: argparse.Namespace) -> int:
    """Memory of the worker with an empty directory."""
    with copied(stock(0).folder) as folder, product(folder, pin=options.pin) as server:
        # The dictionary of word forms is read at the first word and is as large whatever the number of services.
        server.get("/api/v1/search?q=hulp")
        return pss_kb(server.worker())


def _size(stock: Stock, options: argparse.Namespace, idle: int | None) -> Size:
    with copied(stock.folder) as folder:
        ids = ids_in(folder / "directory.db")
        say(f"{stock.size} services: starting")
        with product(folder, pin=options.pin) as server:
            ready = pss_kb(server.worker())
            found = Size(stock=stock, idle_kb=idle, ready_kb=ready, start_s=server.ready_s)
            return _loaded(found, server, folder, ids, options)


def _loaded(size: Size, server: Server, folder: Path, ids: list[str], options: argparse.Namespace) -> Size:
    asker = Asker(world_of(size.stock.size), ids)
    workloads = [each for each in asker.workloads() if _wanted(options, each.name)]
    if workloads:
        say(f"{size.stock.size} services: {len(workloads)} workloads, {options.rounds} rounds")
        with hello(pin=options.pin) as other:
            speed = side_by_side(server, other, workloads, rounds=options.rounds, seconds=options.seconds)
        size = msgspec.structs.replace(size, speed=tuple(speed), loaded_kb=pss_kb(server.worker()))
    if _wanted(options, "edits"):
        say(f"{size.stock.size} services: edits")
        shown = edits(server, folder / "directory.db", options.edits)
        size = msgspec.structs.replace(size, edits=shown)
    return size


if __name__ == "__main__":
    main()
