"""`make bench-peers`: the directory and its peers, each block between two of hello-world. Options: `--help`."""

import argparse
import os
import sqlite3
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from functools import partial
from pathlib import Path
from statistics import median

import msgspec
from msgspec import Struct

from benchmarks.client import WARM_UP_S, Block, measure
from benchmarks.peers import asking, cluster, plot
from benchmarks.peers.flat import flatten
from benchmarks.questions import hello_questions, path_of
from benchmarks.running import OUT, alone, copied, environment, ids_in, say
from benchmarks.server import CLIENT_CORE, SERVER_CORE, Server, free_port, hello, product, pss_kb
from benchmarks.stock import stock, world_of
from benchmarks.synthetic import World

HERE = Path(__file__).parent
FASTEST = 6_000
SAMPLE = 60
HELLO_SHARE = 0.5


class Peer(Struct, frozen=True):
    """A server and how it is asked."""

    name: str
    server: Server
    path: asking.Path


class Row(Struct, frozen=True, kw_only=True):
    """One kind of question to one server, over all rounds: ratio to hello-world (median, least, most), and the rest."""

    peer: str
    kind: str
    ratio: float
    least: float
    most: float
    p50_ms: float
    p99_ms: float
    cpu_us: float
    pss_mb: float


def main() -> None:
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.peers", description=__doc__)
    parser.add_argument("--size", type=lambda text: int(float(text)), default=100_000, help="number of services")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=4.0, help="of each block of load")
    parser.add_argument("--plot", type=Path, help="where to write the plot (SVG)")
    options = parser.parse_args()
    OUT.mkdir(exist_ok=True)
    with alone():
        rows = _run(options)
    (OUT / "peers.json").write_bytes(msgspec.json.format(msgspec.json.encode(rows), indent=1))
    print(_report(rows, options))
    if options.plot:
        options.plot.write_text(plot.bars({(each.peer, each.kind): each.ratio for each in rows}), encoding="utf-8")


def _run(options: argparse.Namespace) -> list[Row]:
    python = environment("venv", HERE / "requirements.txt")
    pin = len(os.sched_getaffinity(0)) > 1
    made = stock(options.size)
    tables = OUT / "peers" / f"{made.size}-{made.made_on}" / "flat.db"
    if not tables.exists():
        say("The same entries as plain tables")
        tables.parent.mkdir(parents=True, exist_ok=True)
        flatten(Path(made.folder), tables)
    world = world_of(options.size)
    if pin:
        os.sched_setaffinity(0, {CLIENT_CORE})
    with ExitStack() as stack:
        folder = stack.enter_context(copied(made.folder))
        drawing = asking.Drawing(world, ids_in(folder / "directory.db"))
        other = stack.enter_context(hello(pin=pin))
        directory = stack.enter_context(product(folder, pin=pin))
        peers = [
            Peer("directory", directory, partial(asking.directory_path, facets=False)),
            Peer("directory, facets", directory, partial(asking.directory_path, facets=True)),
            *stack.enter_context(_peers(python, tables, world, pin=pin)),
        ]
        _prove(peers, drawing)
        return _measured(peers, other, drawing, options)


@contextmanager
def _peers(python: str, tables: Path, world: World, *, pin: bool) -> Iterator[list[Peer]]:
    """Everybody else, started. Without PostgreSQL and PostGIS that one is left out, and it is said."""
    with ExitStack() as stack:
        path = asking.peer_path(world, flat=False)

        def start(name: str, database: str, ready: str, beside: int | None = None) -> Server:
            arguments = [f"benchmarks.peers.{name}_peer", database, str(free_port())]
            server = Server(name, arguments, {"PEER_DATABASE": database}, ready, pin=pin, python=python, beside=beside)
            return stack.enter_context(server)

        say("Peers: Datasette, FastAPI + SQLAlchemy")
        known = path(asking.Asked(id=_first_id(tables)))
        flat = asking.peer_path(world, flat=True)
        found = [
            Peer("FastAPI + SQLAlchemy + SQLite", start("fastapi", str(tables), known), path),
            Peer("Datasette", start("datasette", str(tables), flat(asking.Asked(id=_first_id(tables)))), flat),
        ]
        binaries = cluster.programs()
        if binaries is None:
            say("No PostgreSQL with PostGIS here (Debian: postgresql-15-postgis-3): left out")
        else:
            say("Peers: Litestar + asyncpg + PostGIS")
            dsn = stack.enter_context(cluster.cluster(binaries, SERVER_CORE if pin else None))
            subprocess.run([python, "-m", "benchmarks.peers.postgis_peer", "fill", str(tables), dsn], check=True)
            server = start("postgis", dsn, known, cluster.main_process(dsn))
            found.append(Peer("Litestar + asyncpg + PostGIS", server, path))
        yield found


def _first_id(tables: Path) -> str:
    with closing(sqlite3.connect(tables)) as db:
        return str(db.execute("select min(id) from entry").fetchone()[0])


def _prove(peers: Sequence[Peer], drawing: asking.Drawing) -> None:
    """Everybody finds as many near a place, and the same record, before anything is timed.

    Words are not compared: the directory reads them as what somebody means, the peers as text, each in its own way.
    """
    for kind in ("near", "record"):
        answers = {each.name: [*_answers(each, drawing, kind)] for each in peers}
        for name, found in answers.items():
            if found != answers["directory"]:
                pairs = zip(found, answers["directory"], strict=True)
                raise SystemExit(f"{name}: {kind} differs from the directory, so nothing is measured: {[*pairs]}")


def _answers(peer: Peer, drawing: asking.Drawing, kind: str) -> Iterator[object]:
    made = asking.asked(drawing.kinds()[kind], peer.path, f"proof/{kind}", SAMPLE)
    for _ in range(SAMPLE):
        status, body = peer.server.get(path_of(next(made)))
        if status != 200:
            raise SystemExit(f"{peer.name} answers {status}: {body[:300]!r}")
        yield _told(msgspec.json.decode(body))


def _told(answer: dict[str, object]) -> object:
    """What an answer says: how many there are, or which record it is."""
    rows = answer.get("rows")
    if isinstance(rows, list):
        first = rows[0] if rows else {"total": 0}
        return first["total"] if "total" in first else msgspec.json.decode(str(first["item"]))["id"]
    return answer.get("totalItems", answer.get("total", answer.get("id")))


def _measured(peers: Sequence[Peer], other: Server, drawing: asking.Drawing, options: argparse.Namespace) -> list[Row]:
    kinds = drawing.kinds()
    blocks: dict[tuple[str, str], list[tuple[Block, float]]] = {}
    turns = [(peer, kind) for kind in kinds for peer in peers]
    for turn in range(options.rounds):
        start = turn * 5 % len(turns)
        before = measure(other, hello_questions(), options.seconds * HELLO_SHARE)
        for peer, kind in (*turns[start:], *turns[:start]):
            say(f"round {turn + 1}: {peer.name}, {kind}")
            # Another seed each round, so that nobody is asked again what was asked before.
            made = asking.asked(kinds[kind], peer.path, f"{turn}/{kind}", int(FASTEST * (options.seconds + WARM_UP_S)))
            block = measure(peer.server, made, options.seconds)
            after = measure(other, hello_questions(), options.seconds * HELLO_SHARE)
            ratio = 2 * block.per_second / (before.per_second + after.per_second)
            blocks.setdefault((peer.name, kind), []).append((block, ratio))
            before = after
    servers = {each.name: each.server for each in peers}
    return [_row(name, kind, found, servers) for (name, kind), found in blocks.items()]


def _row(name: str, kind: str, found: Sequence[tuple[Block, float]], servers: Mapping[str, Server]) -> Row:
    ratios = [ratio for _, ratio in found]
    return Row(
        peer=name,
        kind=kind,
        ratio=median(ratios),
        least=min(ratios),
        most=max(ratios),
        p50_ms=median(each.p50_ms for each, _ in found),
        p99_ms=median(each.p99_ms for each, _ in found),
        cpu_us=median(each.cpu_us for each, _ in found),
        pss_mb=sum(map(pss_kb, servers[name].everybody())) / 1024,
    )


def _report(rows: Sequence[Row], options: argparse.Namespace) -> str:
    lines = [
        f"{options.size} services, {options.rounds} rounds of {options.seconds:g} s. Ratio to hello-world;",
        "× is how many times as many questions the directory answers without facets.",
        "",
        "| | question | ratio | least-most | × | p50 ms | p99 ms | CPU µs | PSS MB |",
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    ours = {each.kind: each.ratio for each in rows if each.peer == "directory"}
    for each in sorted(rows, key=lambda row: [*ours].index(row.kind)):
        lines.append(
            f"| {each.peer} | {each.kind} | {each.ratio:.3f} | {each.least:.3f}-{each.most:.3f} | "
            f"{ours[each.kind] / each.ratio:.1f} | {each.p50_ms:.1f} | {each.p99_ms:.1f} | {each.cpu_us:.0f} | "
            f"{each.pss_mb:.0f} |"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    main()
