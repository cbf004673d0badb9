"""How soon an edit is visible: committed by this process, asked of the server in the next request."""

import http.client
import random
import time
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import msgspec
from msgspec import Struct, structs

from benchmarks.server import Server
from directory.model import Change, ContactPoint, Kept, Occasion
from directory.model.json import decode
from directory.storage.sqlite import SqliteStore, open_store

PATIENCE_S = 5.0
# Whom a search for their own word shows to anybody: not who serves other parts of the country or perpetrators only.
FINDABLE = "/api/v1/search?municipality=GM0164&audience=slachtoffers&facets=false&perPage=100"


class Edits(Struct, frozen=True, kw_only=True, rename="camel"):
    """Milliseconds, each as (p50, p99).

    `record` and `search`: from the end of the commit until an answer that shows the edit is there; `quiet`: the same
    question when nothing was edited. `late` counts first answers that did not show it.
    """

    count: int
    commit: tuple[float, float]
    record: tuple[float, float]
    search: tuple[float, float]
    quiet: tuple[float, float]
    late: int


def edits(server: Server, database: Path, count: int) -> Edits:
    """So many edits of contact points, each shown by a record and by a search for a word that only it has."""
    rng = random.Random(count)
    times: dict[str, list[float]] = {"commit": [], "record": [], "search": [], "quiet": []}
    late = 0
    ids = [each["id"] for each in msgspec.json.decode(server.get(FINDABLE)[1])["items"]]
    with closing(open_store(database)) as store, closing(_connect(server)) as connection:
        for number in range(2 * count):
            word = f"zoekwoord{''.join(chr(97 + int(digit)) for digit in str(number))}"
            id = rng.choice(ids)
            times["commit"].append(_edit(store, id, word))
            face = "record" if number % 2 else "search"
            path = f"/api/v1/contact-points/{id}" if number % 2 else f"/api/v1/search?q={word}"
            took, tries = _until(connection, path, word)
            times[face].append(took)
            late += tries > 1
            times["quiet"].append(_until(connection, path, word)[0])
    return Edits(count=count, late=late, **{name: _two(found) for name, found in times.items()})


def _edit(store: SqliteStore, id: str, word: str) -> float:
    kept = store.read("contact-point", id)
    assert isinstance(kept, Kept)
    door = decode("contact-point", kept.document)
    assert isinstance(door, ContactPoint)
    change = Change(kind="contact-point", id=id, after=structs.replace(door, name=word), expected=kept.revision)
    occasion = Occasion(actor="benchmark", at=datetime.now(UTC), reason="Meten hoe snel een wijziging zichtbaar is.")
    started = time.perf_counter()
    store.commit([change], occasion)
    return time.perf_counter() - started


def _until(connection: http.client.HTTPConnection, path: str, word: str) -> tuple[float, int]:
    """How long until an answer shows the word, and which answer it was."""
    started = time.perf_counter()
    for tries in range(1, 10_000):
        connection.request("GET", path)
        answer = connection.getresponse().read()
        took = time.perf_counter() - started
        items = msgspec.json.decode(answer)
        shown = items.get("name") == word or any(each.get("name") == word for each in items.get("items", ()))
        if shown or took > PATIENCE_S:
            if not shown:
                raise SystemExit(f"An edit was not visible after {PATIENCE_S} s: {path}")
            return took, tries
    raise SystemExit(f"An edit was not visible after 10 000 answers: {path}")


def _connect(server: Server) -> http.client.HTTPConnection:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    connection.connect()
    return connection


def _two(found: list[float]) -> tuple[float, float]:
    ordered = sorted(found)
    return ordered[len(ordered) // 2] * 1000, ordered[min(len(ordered) - 1, len(ordered) * 99 // 100)] * 1000
