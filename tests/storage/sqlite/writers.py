"""Programs that the tests start, and kill: each writes to a database in a process of its own.

writers.py count PATH TIMES        add one to a counter, TIMES times, whoever else does the same
writers.py pairs PATH TIMES        write batches in which all records carry the same number
writers.py batches PATH SEED       write numbered batches and acknowledge each on standard output, until killed
"""

import os
import random
import signal
import sys
from pathlib import Path

from directory.errors import Conflict
from directory.model import Change, Kept, Organization
from directory.model.json import decode
from directory.storage.sqlite import SqliteStore, open_store

from ..builders import create, id_of, occasion, organization, update

PAIR = ("links", "rechts")


def number_of(kept: Kept) -> int:
    """The number that a test record carries."""
    record = decode(kept.kind, kept.document)
    assert isinstance(record, Organization)
    return int(record.description.split()[1])


def numbered(name: str, number: int) -> Organization:
    """A record that carries a number, and is large enough to touch many pages."""
    return organization(name, description=f"Stand {number} " + "Helpt. " * (number % 50))


def count(store: SqliteStore, times: int) -> None:
    """Add one, `times` times; begin again when somebody else was first."""
    while times:
        kept = store.read("organization", id_of("teller"))
        assert isinstance(kept, Kept)
        try:
            store.commit([update(numbered("teller", number_of(kept) + 1), kept.revision)], occasion())
            times -= 1
        except Conflict:
            continue


def pairs(store: SqliteStore, times: int) -> None:
    """Give both records of the pair the next number, in one commit."""
    for _ in range(times):
        kept = store.read("organization", id_of(PAIR[0]))
        assert isinstance(kept, Kept)
        number = number_of(kept) + 1
        store.commit([update(numbered(each, number), kept.revision) for each in PAIR], occasion())


def batch(number: int) -> list[Change]:
    """Three new records and the next version of one that every batch changes."""
    news = [create(numbered(f"batch-{number}-{place}", number)) for place in range(3)]
    return [*news, update(numbered("teller", number), number)]


def batches(store: SqliteStore, seed: int) -> None:
    """Write batch after batch. With a seed, die of SIGKILL at a statement that it determines."""
    if seed:
        _die_at_statement(store, random.Random(seed).randint(5, 400))
    number = store.read("organization", id_of("teller")).revision  # type: ignore[union-attr]
    while True:
        store.commit(batch(number), occasion(f"batch {number}"))
        os.write(1, f"{number}\n".encode())
        number += 1


def _die_at_statement(store: SqliteStore, last: int) -> None:
    left = iter(range(last))

    def tick(_: str) -> None:
        if next(left, None) is None:
            os.kill(os.getpid(), signal.SIGKILL)

    store._writer.conn.set_trace_callback(tick)


def main() -> None:
    deed, path, number = sys.argv[1:]
    {"count": count, "pairs": pairs, "batches": batches}[deed](open_store(Path(path)), int(number))


if __name__ == "__main__":
    main()
