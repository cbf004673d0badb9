"""How long it takes: `.venv/bin/python -m tests.matching.measure 100000` (about five minutes, 1 GB at 1e5)."""

import random
import resource
import sys
import time

from msgspec import structs

from directory.matching import Described, Roster, candidates, sweep
from directory.model import Phone
from tests.matching.made_up import catalogue, reader, take, with_an_error

ASKED = 200


def main(size: int) -> None:
    """Make a roster of so many organizations, ask it 200 times, sweep it."""
    made = catalogue(size)
    started = time.perf_counter()
    roster = Roster(made, reader())
    print(f"{size} organizations: roster made in {time.perf_counter() - started:.1f} s, {_megabytes()} MB")
    chance = random.Random(1)
    took, compared = [], []
    for id in chance.sample(roster.ids, min(ASKED, size)):
        organization = made.organization(id)
        party = reader().party(_described(with_an_error(organization.name, chance), organization.phone))
        started = time.perf_counter()
        _, checked = candidates(party, roster)
        took.append((time.perf_counter() - started) * 1000)
        compared.append(checked)
    took.sort()
    middle, late = took[len(took) // 2], took[int(len(took) * 0.95)]
    print(f"a check: median {middle:.1f} ms, p95 {late:.1f} ms, worst {took[-1]:.1f} ms")
    print(f"compared with: median {sorted(compared)[len(compared) // 2]}, most {max(compared)}")
    edited = made.copy(2)
    take(edited, structs.replace(made.organization(roster.ids[0]), name="Stichting Zonnebrug"))
    started = time.perf_counter()
    roster.next(edited)
    print(f"after an edit: {(time.perf_counter() - started) * 1000:.0f} ms")
    started = time.perf_counter()
    found = sweep(Roster(made, reader(), kept=None))
    print(f"sweep, roster included: {time.perf_counter() - started:.1f} s, {len(found)} pairs, {_megabytes()} MB")


def _described(name: str, phone: object) -> Described:
    return Described(name=name, phones=(phone.number,) if isinstance(phone, Phone) else ())


def _megabytes() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
