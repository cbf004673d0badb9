"""What a page costs: the server beside the JSON search, and a slow phone beside a Datasette page of the same results.

`python -m benchmarks.pages`: processor time per answer of `/zoek` and of `POST /api/v1/search`, the same questions in
one run, block after block; then the largest contentful paint and the bytes of both pages in a throttled browser.
"""

import argparse
import http.client
import json
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from statistics import median
from urllib.parse import urlencode

import yaml
from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.running import OUT, alone, environment, say
from benchmarks.server import Server, free_port, product
from directory.cli.seed import plant
from directory.settings import Settings
from directory.storage.sqlite import open_store

QUESTIONS = Path(__file__).parents[1] / "tests" / "quality" / "questions.yaml"
PEERS = Path(__file__).parent / "peers"
FORM = "application/x-www-form-urlencoded"
# A slow phone as the browsers' own tools have it ("Slow 4G", processor four times slower).
SLOW = {"offline": False, "latency": 150, "downloadThroughput": 1.6e6 / 8, "uploadThroughput": 0.75e6 / 8}
SLOWER_PROCESSOR = 4
COLUMNS = ("organization", "service", "channel", "phone", "url", "description", "open", "verifiedOn", "reasons")
PAINTED = """() => new Promise((done) => new PerformanceObserver((list) => {
  const last = list.getEntries().at(-1);
  setTimeout(() => done(last.renderTime || last.loadTime || last.startTime), 500);
}).observe({ type: "largest-contentful-paint", buffered: true }))"""

Ask = Callable[[http.client.HTTPConnection, str], None]


def main() -> None:
    """Measure and print two tables."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.pages", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--questions", type=int, default=300)
    parser.add_argument("--chromium", default="/usr/bin/chromium")
    options = parser.parse_args()
    OUT.mkdir(exist_ok=True)
    with alone(), product(_planted(OUT / "pages"), pin=True) as server:
        asked = [each["ask"] for each in yaml.safe_load(QUESTIONS.read_text())][: options.questions]
        _server_time(server, asked, options.rounds)
        _browser(server, options.rounds, options.chromium)


def _planted(folder: Path) -> Path:
    """The directory of Twente in a folder."""
    settings = Settings(data=folder)
    with closing(open_store(settings.database)) as store:
        plant(settings, store)
    return folder


# The server.


def _server_time(server: Server, asked: Sequence[str], rounds: int) -> None:
    ways: dict[str, Ask] = {"JSON": _ask_json, "page": _ask_page}
    spent: dict[str, list[float]] = {name: [] for name in ways}
    for ask in ways.values():
        _block(server, ask, asked)  # warm
    for _ in range(rounds):
        for name, ask in ways.items():
            spent[name].append(_block(server, ask, asked))
    ratios = sorted(page / other for page, other in zip(spent["page"], spent["JSON"], strict=True))
    print(f"| {len(asked)} questions, {rounds} rounds | processor ms per answer |\n| --- | --- |")
    for name, each in spent.items():
        print(f"| {name} | {median(each):.2f} ({min(each):.2f}-{max(each):.2f}) |")
    print(f"| page : JSON | {median(ratios):.2f} ({ratios[0]:.2f}-{ratios[-1]:.2f}) |\n")


def _block(server: Server, ask: Ask, asked: Sequence[str]) -> float:
    """Processor time of the server per answer, in milliseconds."""
    server.settle()
    with closing(http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)) as connection:
        before = server.cpu_s()
        # A tick of the processor's clock is 10 ms: every question a few times.
        for words in [*asked] * 4:
            ask(connection, words)
        return (server.cpu_s() - before) / (4 * len(asked)) * 1000


def _ask_json(connection: http.client.HTTPConnection, words: str) -> None:
    body = json.dumps({"q": words[:300], "near": "7551"})
    _answered(connection, "/api/v1/search", body, "application/json")


def _ask_page(connection: http.client.HTTPConnection, words: str) -> None:
    _answered(connection, "/zoek", urlencode({"q": words[:300], "place": "7551"}), FORM)


def _answered(connection: http.client.HTTPConnection, path: str, body: str, kind: str) -> bytes:
    connection.request("POST", path, body.encode(), {"Content-Type": kind})
    answer = connection.getresponse()
    content = answer.read()
    assert answer.status == 200, (path, body, content[:300])
    return content


# The browser.


def _browser(server: Server, rounds: int, chromium: str) -> None:
    peer = _peer(server)
    with peer, sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        pages: dict[str, Callable[[Page], None]] = {
            "start page": lambda page: _open(page, f"http://127.0.0.1:{server.port}/"),
            "20 results": lambda page: _search(page, server.port),
            "Datasette, the same 20": lambda page: _open(page, f"http://127.0.0.1:{peer.port}/results/cards?_size=20"),
        }
        seen = {name: [_seen(browser, go) for _ in range(rounds)] for name, go in pages.items()}
        browser.close()
    print("| slow 4G, processor ÷ 4 | LCP ms | bytes on the line | requests |\n| --- | --- | --- | --- |")
    for name, each in seen.items():
        paints, sizes, requests = zip(*each, strict=True)
        spread = f"{median(paints):.0f} ({min(paints):.0f}-{max(paints):.0f})"
        print(f"| {name} | {spread} | {median(sizes):.0f} | {median(requests):.0f} |")


def _peer(server: Server) -> Server:
    """A Datasette with a table of the results of this question."""
    with closing(http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)) as connection:
        found = json.loads(_answered(connection, "/api/v1/search", json.dumps({"perPage": 20}), "application/json"))
    database = OUT / "pages" / "results.db"
    database.unlink(missing_ok=True)
    with closing(sqlite3.connect(database)) as db, db:
        db.execute(f"create table cards ({', '.join(COLUMNS)})")
        db.executemany(f"insert into cards values ({', '.join('?' * len(COLUMNS))})", map(_row, found["items"]))
    python = environment("venv", PEERS / "requirements.txt")
    arguments = ["datasette", "serve", "--immutable", str(database), "--port", str(free_port())]
    return Server("datasette", arguments, {}, "/results/cards.json", pin=True, python=python)


def _row(item: dict[str, object]) -> list[str]:
    return [
        str(value["name"]) if isinstance(value := item.get(name, ""), dict) else str(value or "") for name in COLUMNS
    ]


def _open(page: Page, address: str) -> None:
    page.goto(address, wait_until="load")


def _search(page: Page, port: int) -> None:
    """The results come by POST: the form is sent from a page without style, so that only the answer is measured."""
    page.route("**/start-of-measurement", lambda route: route.fulfill(body=_sender(port), content_type="text/html"))
    page.goto(f"http://127.0.0.1:{port}/start-of-measurement")
    page.click("button")
    page.wait_for_load_state("load")


def _sender(port: int) -> str:
    field = '<input type="hidden" name="all" value="1">'
    return f'<form method="post" action="http://127.0.0.1:{port}/zoek">{field}<button>x</button></form>'


def _seen(browser: Browser, go: Callable[[Page], None]) -> tuple[float, int, int]:
    """Largest contentful paint in ms, bytes that came over the line, and requests; a browser that was never here."""
    context = browser.new_context(viewport={"width": 390, "height": 800})
    page = context.new_page()
    line = context.new_cdp_session(page)
    sizes: list[int] = []
    line.on("Network.loadingFinished", lambda event: sizes.append(int(event["encodedDataLength"])))
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", SLOW)
    line.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER_PROCESSOR})
    go(page)
    painted = float(page.evaluate(PAINTED))
    context.close()
    return painted, sum(sizes), len(sizes)


if __name__ == "__main__":
    say("Pages: the server, then the browser")
    main()
