"""Databases full of made-up services, written through the one write door and kept in `benchmarks/out/`."""

import shutil
import sqlite3
import time
from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path

import msgspec
from msgspec import Struct

from benchmarks.synthetic import VERSION, World, services, world
from directory import validation
from directory.app import read_places
from directory.exchange.seeds import read_seeds
from directory.model import Change, Occasion, Record, Vocabulary, kind_of
from directory.settings import Settings
from directory.storage.sqlite import open_store

OUT = Path(__file__).parent / "out"
BATCH = 5_000
# Check dates are those of the day on which it was made; later all hours would be stale.
KEPT_FOR = timedelta(days=14)
PROVED = 500


class Stock(Struct, frozen=True, kw_only=True, rename="camel"):
    """A database and how it came about. `document_bytes` is all JSON of its records."""

    folder: str
    size: int
    version: int
    made_on: date
    records: int
    seconds: float
    document_bytes: int
    file_bytes: int

    @property
    def records_per_second(self) -> float:
        """How fast it was written, history and checks included."""
        return self.records / self.seconds


def stock(size: int) -> Stock:
    """A database with so many services: the kept one when it is fresh, else a new one."""
    folder = OUT / f"data-{size}"
    label = folder / "stock.json"
    if label.exists():
        found = msgspec.json.decode(label.read_bytes(), type=Stock)
        if found.version == VERSION and date.today() - found.made_on < KEPT_FOR:
            return found
    shutil.rmtree(folder, ignore_errors=True)
    making = OUT / f"making-{size}"
    shutil.rmtree(making, ignore_errors=True)
    made = _make(size, making, folder)
    (making / "stock.json").write_bytes(msgspec.json.encode(made))
    making.rename(folder)
    return made


def world_of(size: int) -> World:
    """What the services of this size are made of; the questions are about the same places and terms."""
    settings = Settings()
    today = date.today()
    areas, gazetteer = read_places(settings, today)
    return world(size, areas, gazetteer, vocabularies(), today)


def vocabularies() -> list[Vocabulary]:
    """The vocabularies of the product."""
    settings = Settings()
    areas, gazetteer = read_places(settings, date.today())
    return [each for each in read_seeds(settings.seeds, gazetteer, areas) if isinstance(each, Vocabulary)]


def _make(size: int, folder: Path, final: Path) -> Stock:
    folder.mkdir(parents=True)
    path = folder / "directory.db"
    store = open_store(path)
    occasion = Occasion(actor="benchmark", at=datetime.now(UTC), reason="Verzonnen gegevens om mee te meten.")
    written, seconds = 0, 0.0
    try:
        for batch in _batches([*vocabularies()], services(size, world_of(size))):
            changes = [Change(kind=kind_of(each), id=each.id, after=each) for each in batch]
            started = time.perf_counter()
            written += len(store.commit(changes, occasion))
            seconds += time.perf_counter() - started
    finally:
        store.close()
    return Stock(
        folder=str(final),
        size=size,
        version=VERSION,
        made_on=date.today(),
        records=written,
        seconds=seconds,
        document_bytes=_document_bytes(path),
        file_bytes=path.stat().st_size,
    )


def _batches(first: list[Record], more: Iterable[Record]) -> Iterator[list[Record]]:
    yield first
    records = iter(more)
    proved = 0
    while batch := [*islice(records, BATCH)]:
        for each in batch[: max(0, PROVED - proved)]:
            # What is made up must be what the product would let in.
            validation.read(kind_of(each), msgspec.to_builtins(each))
            proved += 1
        yield batch


def _document_bytes(path: Path) -> int:
    tables = ("vocabulary", "organization", "location", "service", "contact_point")
    with closing(sqlite3.connect(path)) as db:
        sums = (f"select coalesce(sum(length(cast(document as blob))), 0) from {each}" for each in tables)
        return sum(int(db.execute(each).fetchone()[0]) for each in sums)
