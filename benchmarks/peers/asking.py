"""The same questions to everybody: drawn once, written down in the way of each server."""

import random
from collections.abc import Callable, Iterator, Mapping
from urllib.parse import urlencode

import msgspec
from msgspec import Struct

from benchmarks.questions import request
from benchmarks.synthetic import World, common
from directory.geo.distance import BEND_KM, spot
from directory.geo.place import Place


class Asked(Struct, frozen=True):
    """One question: a record, or words with a topic, or near a place with a topic; what is not asked is absent."""

    topic: str = ""
    id: str | None = None
    words: str | None = None
    place: Place | None = None
    radius_km: float = 0.0


Draw = Callable[[random.Random], Asked]
Path = Callable[[Asked], str]


class Drawing:
    """Draws questions about one set of made-up services."""

    def __init__(self, world: World, ids: list[str]) -> None:
        self._world = world
        self._ids = ids

    def kinds(self) -> Mapping[str, Draw]:
        """Every kind of question by its name."""
        return {"record": self.record, "near": self.near, "words": self.words, "mix": self.mix}

    def record(self, rng: random.Random) -> Asked:
        """A contact point by id."""
        return Asked(id=rng.choice(self._ids))

    def near(self, rng: random.Random) -> Asked:
        """A postcode, a topic and 10 to 25 km."""
        radius_km = round(rng.uniform(10, 25), 2)
        return Asked(topic=self._topic(rng), place=rng.choice(self._world.places), radius_km=radius_km)

    def words(self, rng: random.Random) -> Asked:
        """One or two words and a topic."""
        words = " ".join(self._world.words.compound(rng) for _ in range(rng.choice((1, 1, 2))))
        return Asked(topic=self._topic(rng), words=words)

    def mix(self, rng: random.Random) -> Asked:
        """60 % near, 25 % words, 15 % a record."""
        chance = rng.random()
        return self.record(rng) if chance < 0.15 else self.words(rng) if chance < 0.40 else self.near(rng)

    def _topic(self, rng: random.Random) -> str:
        return common(rng, self._world.terms["topics"])


def asked(draw: Draw, path: Path, seed: str, count: int) -> Iterator[bytes]:
    """So many requests, made beforehand; then the same again."""
    rng = random.Random(seed)
    made = [request(path(draw(rng))) for _ in range(count)]
    while True:
        yield from made


def directory_path(each: Asked, *, facets: bool) -> str:
    """To the directory, which finds out by itself where a postcode is and who serves it."""
    if each.id is not None:
        return f"/api/v1/contact-points/{each.id}"
    query: dict[str, object] = {"topic": each.topic}
    if each.place is not None:
        query |= {"near": each.place.name, "radiusKm": each.radius_km}
    if each.words is not None:
        query["q"] = each.words
    return f"/api/v1/search?{urlencode(query if facets else query | {'facets': 'false'})}"


def peer_path(world: World, *, flat: bool) -> Path:
    """To a peer, with everything worked out; `flat` for Datasette, where a query has a name."""
    prefix, suffix = ("/flat", ".json?_shape=objects&") if flat else ("", "?")

    def path(each: Asked) -> str:
        query: dict[str, object]
        if each.id is not None:
            kind, query = "record", {"id": each.id}
        elif each.words is not None:
            kind, query = "words", {"q": each.words, "topic": each.topic}
        else:
            kind, query = "near", _where(each, world)
        return f"{prefix}/{kind}{suffix}{urlencode(query)}"

    return path


def _where(each: Asked, world: World) -> dict[str, object]:
    place = each.place
    assert place is not None
    municipalities = (place.municipality, *place.other_municipalities)
    codes = sorted({code for one in municipalities for code in world.areas.containing(one)})
    x, y, z = spot(place.latitude, place.longitude)
    radius = each.radius_km
    # The straight line through the earth to everything on the circle.
    line = radius - radius**3 / (24 * BEND_KM * BEND_KM)
    return {
        "topic": each.topic,
        "codes": msgspec.json.encode(codes).decode(),
        "latitude": place.latitude,
        "longitude": place.longitude,
        "radius": radius,
        "x": x,
        "y": y,
        "z": z,
        "line": line,
    }
