"""Side by side: every block of the product between two of hello-world, in rounds that begin elsewhere each time."""

from collections.abc import Sequence
from statistics import median

import msgspec
from msgspec import Struct

from benchmarks.client import WARM_UP_S, Block, measure
from benchmarks.questions import Workload, hello_questions, path_of, plain_questions, questions
from benchmarks.server import Server

# More than any server here answers in a second, so that no new question comes twice.
FASTEST = 12_000
SAMPLE = 40
HELLO_SHARE = 0.5


class Measured(Struct, frozen=True, kw_only=True, rename="camel"):
    """A workload over all rounds. Ratios are to the mean of the two blocks of hello-world around each block."""

    name: str
    ratio: float
    least: float
    most: float
    per_second: float
    p50_ms: float
    p99_ms: float
    cpu_us: float
    mean_bytes: float
    items: float | None
    client_busy: float
    blocks: tuple[Block, ...]


def side_by_side(
    directory: Server, hello: Server, workloads: Sequence[Workload], *, rounds: int, seconds: float
) -> list[Measured]:
    """Hello-world with parameters, the smallest hello-world, then every workload."""
    items = {each.name: _prove(directory, each) for each in workloads}
    found: dict[str, list[Block]] = {"hello": [], "plain": [], **{each.name: [] for each in workloads}}
    ratios: dict[str, list[float]] = {"plain": [], **{each.name: [] for each in workloads}}
    for turn in range(rounds):
        start = turn * 2 % max(1, len(workloads))
        order: list[Workload | None] = [None, *workloads[start:], *workloads[:start]]
        before = _hello(hello, seconds)
        found["hello"].append(before)
        for each in order:
            block = _block(directory, hello, each, turn, seconds)
            after = _hello(hello, seconds)
            name = each.name if each else "plain"
            found[name].append(block)
            found["hello"].append(after)
            ratios[name].append(2 * block.per_second / (before.per_second + after.per_second))
            before = after
    ratios["hello"] = [1.0]
    return [_measured(name, found[name], ratios[name], items.get(name)) for name in found]


def _hello(hello: Server, seconds: float) -> Block:
    return measure(hello, hello_questions(), seconds * HELLO_SHARE)


def _block(directory: Server, hello: Server, workload: Workload | None, turn: int, seconds: float) -> Block:
    if workload is None:
        return measure(hello, plain_questions(), seconds)
    # Another seed each round: whoever begins anew with the same questions fills the caches by himself.
    count = int(FASTEST * (seconds + WARM_UP_S))
    return measure(directory, questions(workload, turn + 1, count), seconds)


def _prove(server: Server, workload: Workload) -> float | None:
    """The answers are right in form before anything is timed; how many entries a question finds, as median."""
    asked = questions(workload, 0, SAMPLE)
    totals = []
    for _ in range(SAMPLE):
        path = path_of(next(asked))
        status, body = server.get(path)
        if status != 200:
            raise SystemExit(f"{path} is answered with {status}, so nothing is measured: {body[:300]!r}")
        answer = msgspec.json.decode(body)
        if "items" in answer:
            first = (int(answer["page"]) - 1) * int(answer["perPage"])
            assert len(answer["items"]) == max(0, min(answer["totalItems"] - first, answer["perPage"])), path
            totals.append(float(answer["totalItems"]))
    return median(totals) if totals else None


def _measured(name: str, blocks: list[Block], ratios: list[float], items: float | None) -> Measured:
    return Measured(
        name=name,
        ratio=median(ratios),
        least=min(ratios),
        most=max(ratios),
        per_second=median(each.per_second for each in blocks),
        p50_ms=median(each.p50_ms for each in blocks),
        p99_ms=median(each.p99_ms for each in blocks),
        cpu_us=median(each.cpu_us for each in blocks),
        mean_bytes=median(each.mean_bytes for each in blocks),
        items=items,
        client_busy=median(each.client_busy for each in blocks),
        blocks=tuple(blocks),
    )
