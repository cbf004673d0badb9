"""How long a large file takes to come in, and how much memory: `python -m benchmarks.imports [ROWS] [--doors]`.

A sheet of made-up organizations over the directory of Twente: read, looked at in steps (each commits, as the desk
does), stopped half way and taken up by another hand, and applied as one batch by the command line. The peak is that of
the whole process (`ru_maxrss`), after each part; what came in beside the directory itself is what it grew by.
"""

import csv
import io
import resource
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from time import perf_counter, process_time
from uuid import uuid4

from directory.app import build_house
from directory.cli.seed import plant
from directory.curation.submitting import Submitted
from directory.gate.house import House
from directory.intake import applying, opening
from directory.intake.judging import Judge
from directory.intake.making import reading_of, world_of
from directory.model import Change, Occasion
from directory.model.intake import Job
from directory.permissions import CONSOLE
from directory.settings import Settings
from directory.storage.sqlite import open_store

NOW = datetime(2026, 11, 25, 13, tzinfo=UTC)
TOWNS = ("Hengelo", "Enschede", "Almelo", "Oldenzaal", "Borne", "Losser", "Rijssen", "Vriezenveen")
WORDS = ("Anker", "Brug", "Linde", "Zonnehoek", "Waterlelie", "Schakel", "Heide", "Molen", "Vlinder", "Kompas")
HEAD = ("Organisatie", "Telefoon", "E-mail", "Website", "Plaats", "Omschrijving")
DOORS = ("Kanaal", "Doelgroep", "Openingstijden")


def sheet(rows: int, doors: bool) -> bytes:
    """So many organizations, no two alike."""
    random, out = Random(1), io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";")
    writer.writerow(HEAD + (DOORS if doors else ()))
    for number in range(rows):
        name = f"{random.choice(WORDS)}{random.choice(WORDS).lower()} {number}"
        phone, host = f"0{740_000_000 + number}", f"v{number}.nl"
        row = (name, phone, f"info@{host}", f"www.{host}", random.choice(TOWNS), f"{name} helpt bij huiselijk geweld.")
        writer.writerow(row + (("telefoon", "slachtoffers", "ma-vr 9:00-17:00") if doors else ()))
    return out.getvalue().encode()


def peak_mb() -> float:
    """The most memory that this process ever had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


@contextmanager
def timed(what: str) -> Iterator[None]:
    """Says how long it took, of which so long this process worked, and the peak after it."""
    begun, worked, before = perf_counter(), process_time(), peak_mb()
    yield
    took, work, peak = perf_counter() - begun, process_time() - worked, peak_mb()
    print(f"{what:<28}{took:8.1f} s   work {work:7.1f} s   peak {peak:7.0f} MB (+{peak - before:.0f})", flush=True)


def judge(here: House, job: Job) -> Judge:
    """Who looks at the rows."""
    world = world_of(here.store, here.atlas.catalogue, here.areas, here.gazetteer, here.today(), job)
    return Judge(here.imports, job, world, here.rosters.at(here.atlas))


def measure(folder: Path, rows: int, doors: bool) -> None:
    """All of it, once."""
    settings = Settings(data=folder)
    store = open_store(settings.database)
    plant(settings, store)
    here = build_house(settings, store, lambda: NOW)
    content = sheet(rows, doors)
    print(f"{rows} rows, {len(content) / 1e6:.1f} MB, {'doors' if doors else 'organizations'}")
    print(f"{'before':<28}{'':10}   peak {peak_mb():7.0f} MB")
    catalogue = here.atlas.catalogue
    reading = reading_of(here.hsds, catalogue, here.areas, here.today())
    with timed("read"):
        job = opening.begin(
            here.imports, opening.Sent(name="groot.csv", content=content), reading, CONSOLE, NOW, str(uuid4())
        )
        job = opening.map_columns(here.imports, job, job.columns)
    slowest = 0.0
    with timed("look at all rows"):
        for share in (0.5, 1.0):
            hand, more = judge(here, here.imports.read(job.id)), True
            while more and here.imports.read(job.id).done < share * rows:
                begun = perf_counter()
                more = hand.step(200)
                slowest = max(slowest, perf_counter() - begun)
        while hand.step(200):
            pass
    print(f"{'slowest step of 200 rows':<28}{slowest:8.2f} s")
    counts = here.imports.counts(job.id)
    assert {each: count for each, (count, _) in counts.items()} == {"new": rows}, counts
    occasion = Occasion(actor="import", at=NOW, reason="Een meting.")

    def commit(batch: tuple[Change, ...]) -> Submitted:
        print(f"{'changes in one batch':<28}{len(batch):8}")
        return Submitted(entries=store.commit(batch, occasion))

    with timed("apply as one batch"):
        applying.applied(store, here.imports, here.imports.read(job.id), commit)
    store.close()


def main() -> None:
    """Measure in a folder that is gone afterwards."""
    numbers = [int(each) for each in sys.argv[1:] if each.isdigit()]
    with tempfile.TemporaryDirectory() as folder:
        measure(Path(folder), numbers[0] if numbers else 100_000, "--doors" in sys.argv)


if __name__ == "__main__":
    main()
