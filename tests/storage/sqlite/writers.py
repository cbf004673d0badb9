"""Programs that the tests start, and kill: each writes to a database in a process of its own.

writers.py count PATH TIMES        add one to a counter, TIMES times, whoever else does the same
writers.py pairs PATH TIMES        write batches in which all records carry the same number
writers.py batches PATH SEED       write numbered batches and acknowledge each on standard output, until killed
writers.py proposals PATH SEED     propose and publish in turn, and acknowledge each on standard output, until killed
writers.py desk PATH SECONDS       four at once propose the next number of a counter and publish it, so long, and
                                   acknowledge each
"""

import os
import random
import signal
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import TypeVar

from msgspec.structs import replace

from directory.errors import Conflict, Unavailable
from directory.model import Change, Filing, Kept, Organization, Proposal
from directory.model.json import decode
from directory.storage.sqlite import SqliteStore, open_store

from ..builders import create, decided, id_of, occasion, organization, proposal, update

T = TypeVar("T")
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
        except (Conflict, Unavailable):
            # "Try again in a moment": on a busy machine eight writers wait longer than one is made to wait.
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


def proposals(store: SqliteStore, seed: int) -> None:
    """Propose the next number, publish it with the proposal closed in the same commit, and so on."""
    if seed:
        _die_at_statement(store, random.Random(seed).randint(5, 300))
    number = store.read("organization", id_of("teller")).revision  # type: ignore[union-attr]
    while True:
        waits = proposed(store, number, number)
        os.write(1, f"propose {number}\n".encode())
        publish(store, waits)
        os.write(1, f"approve {number}\n".encode())
        number += 1


def desk(store: SqliteStore, seconds: int) -> None:
    """Four people at the desk of one program, beside those of others."""
    until = time.monotonic() + seconds
    with ThreadPoolExecutor(4) as people:
        for each in [people.submit(work, store, until) for _ in range(4)]:
            each.result()


def work(store: SqliteStore, until: float) -> None:
    """Propose and publish the next number, again and again; take it back when somebody else was first."""
    while time.monotonic() < until:
        kept = store.read("organization", id_of("teller"))
        assert isinstance(kept, Kept)
        waits = patiently(partial(proposed, store, number_of(kept) + 1, kept.revision))
        try:
            patiently(partial(publish, store, waits))
            os.write(1, f"{waits.id}\n".encode())
        except Conflict:
            patiently(partial(store.file, Filing(proposals=(decided(waits, "withdraw"),))))


def patiently(deed: Callable[[], T]) -> T:
    """Do this, and again while others write for longer than one is made to wait: then nothing was written."""
    while True:
        try:
            return deed()
        except Unavailable as failure:
            if not failure.retry:
                raise


def proposed(store: SqliteStore, number: int, expected: int) -> Proposal:
    """The next number of the counter, waiting."""
    change = update(numbered("teller", number), expected)
    # What a program that was killed left behind waits for ever; the next one makes its own.
    waits = proposal(change, name=f"{number} {os.getpid()} {random.getrandbits(64)}")
    store.file(Filing(proposals=(waits,)))
    return waits


def publish(store: SqliteStore, waits: Proposal) -> None:
    """Both in one commit: the records, and the proposal that is closed by them."""
    why = replace(occasion(), actor="eva", approver="rik", proposal=waits.id)
    store.commit(waits.changes, why, filing=lambda batch: Filing(proposals=(decided(waits, "approve", batch=batch),)))


def _die_at_statement(store: SqliteStore, last: int) -> None:
    left = iter(range(last))

    def tick(_: str) -> None:
        if next(left, None) is None:
            os.kill(os.getpid(), signal.SIGKILL)

    store._writer.conn.set_trace_callback(tick)


def main() -> None:
    deed, path, number = sys.argv[1:]
    deeds = {"count": count, "pairs": pairs, "batches": batches, "proposals": proposals, "desk": desk}
    deeds[deed](open_store(Path(path)), int(number))


if __name__ == "__main__":
    main()
