"""What is asked: workloads as people ask them, all new or repeated, in an order that a seed decides."""

import random
from collections.abc import Callable, Iterator
from datetime import datetime, time, timedelta
from itertools import chain
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from msgspec import Struct

from benchmarks.synthetic import World, common

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
# Repeated questions are drawn from so many, the first ones far more often.
REPERTOIRE = 200
TRIES = 6
SEARCH, DOOR, DOORS = "/api/v1/search", "/api/v1/contact-points/{}", "/api/v1/contact-points"
# The same parameters as a search near a place, so that the hello-world reads as many.
HELLO = "/typed"


class Workload(Struct, frozen=True, kw_only=True):
    """One kind of question. `path` makes one."""

    name: str
    path: Callable[[random.Random], str]
    repeated: bool = False


class Asker:
    """Makes questions about one set of made-up services."""

    def __init__(self, world: World, ids: list[str]) -> None:
        self._world = world
        self._ids = ids
        # Hours are judged on a working afternoon: a run at night would ask for what is open and find nothing.
        afternoon = datetime.combine(world.today + timedelta(days=(1 - world.today.weekday()) % 7), time(14), AMSTERDAM)
        self._at = afternoon.isoformat()

    def workloads(self) -> list[Workload]:
        """Everything that is measured, new questions before repeated ones."""
        new = {
            "record": self._record,
            "list": self._list,
            "near": lambda rng: self._near(rng, facets=True),
            "near-bare": lambda rng: self._near(rng, facets=False),
            "words": lambda rng: self._words(rng, facets=True),
            "words-bare": lambda rng: self._words(rng, facets=False),
            "mix": lambda rng: self._mix(rng, facets=True),
            "mix-bare": lambda rng: self._mix(rng, facets=False),
        }
        repeated = ("record", "near", "mix")
        return [
            *(Workload(name=name, path=path) for name, path in new.items()),
            *(Workload(name=f"{name} (repeated)", path=new[name], repeated=True) for name in repeated),
        ]

    def _record(self, rng: random.Random) -> str:
        return DOOR.format(rng.choice(self._ids))

    def _list(self, rng: random.Random) -> str:
        return f"{DOORS}?{urlencode({'page': rng.randint(1, max(1, len(self._ids) // 20)), 'perPage': 20})}"

    def _near(self, rng: random.Random, *, facets: bool) -> str:
        query: dict[str, object] = {
            "near": rng.choice(self._world.places).name,
            "radiusKm": round(rng.uniform(5, 40), 2),
            "topic": common(rng, self._world.terms["topics"]),
            "openNow": "true",
            "at": self._at,
        }
        return _search(query, facets)

    def _mix(self, rng: random.Random, *, facets: bool) -> str:
        """60 % near with a filter, 25 % words with a filter, 15 % a record."""
        chance = rng.random()
        if chance < 0.15:
            return self._record(rng)
        if chance < 0.40:
            return _search(self._worded(rng) | {"topic": common(rng, self._world.terms["topics"])}, facets)
        place = rng.choice(self._world.places).name
        topic = common(rng, self._world.terms["topics"])
        return _search({"near": place, "radiusKm": round(rng.uniform(10, 25), 2), "topic": topic}, facets)

    def _words(self, rng: random.Random, *, facets: bool) -> str:
        return _search(self._worded(rng), facets)

    def _worded(self, rng: random.Random) -> dict[str, object]:
        return {"q": " ".join(self._world.words.compound(rng) for _ in range(rng.choice((1, 2, 2, 3))))}


def _search(query: dict[str, object], facets: bool) -> str:
    return f"{SEARCH}?{urlencode(query if facets else query | {'facets': 'false'})}"


def hello_questions() -> Iterator[bytes]:
    """The question to the hello-world: always the same, since it makes no difference to it."""
    query = urlencode(
        {"near": "7551", "radiusKm": "25", "topic": "stalking", "openNow": "true", "page": 1, "perPage": 20}
    )
    return _forever(request(f"{HELLO}?{query}"))


def plain_questions() -> Iterator[bytes]:
    """The question to the smallest hello-world."""
    return _forever(request("/plain"))


def questions(workload: Workload, seed: int, count: int) -> Iterator[bytes]:
    """Questions of a workload: `count` that differ, another set for each seed; then, if it must be, the same again."""
    if workload.repeated:
        rng = random.Random(f"{workload.name}/repertoire")
        repertoire = [request(workload.path(rng)) for _ in range(REPERTOIRE)]
        rng = random.Random(seed)
        made = [repertoire[int(REPERTOIRE * rng.random() ** 2)] for _ in range(count)]
    else:
        made = [*_new(workload, random.Random(f"{workload.name}/{seed}"), count)]
    return chain(made, chain.from_iterable(_repeat(made)))


def _new(workload: Workload, rng: random.Random, count: int) -> Iterator[bytes]:
    """Each only once, as far as there are so many: a small directory has fewer records than a second has questions."""
    asked: set[str] = set()
    for _ in range(count):
        tries = (workload.path(rng) for _ in range(TRIES))
        path = next((each for each in tries if each not in asked), None) or workload.path(rng)
        asked.add(path)
        yield request(path)


def request(path: str) -> bytes:
    """A request as it goes over the line."""
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: application/json\r\n\r\n".encode("ascii")


def path_of(question: bytes) -> str:
    """The path of a request."""
    return question.split(b" ", 2)[1].decode("ascii")


def _forever(question: bytes) -> Iterator[bytes]:
    while True:
        yield question


def _repeat(made: list[bytes]) -> Iterator[list[bytes]]:
    while True:
        yield made
