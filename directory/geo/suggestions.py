"""What a visitor may mean: places whose names begin like the text, hold it as a word, or differ by a typing error."""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from directory.geo.place import Place

SHORTEST = 3  # letters: below that everything is one typing error away from everything
BEYOND = "\U0010ffff"


def rank(place: Place) -> tuple[bool, bool, int, str, str]:
    """Twente first, towns before municipalities, the larger first, then by label: the same order every time."""
    whole = place.kind == "municipality"
    return not place.in_twente, whole, -len(place.postcodes), place.label, place.municipality


class Suggestions:
    """Names and postcodes in an order in which beginnings stand together."""

    def __init__(self, postcodes: Mapping[str, Place], names: Mapping[str, tuple[Place, ...]]) -> None:
        self._postcodes = postcodes
        self._names = names
        self._codes = sorted(postcodes)
        self._keys = sorted(names)
        self._inside = sorted(part for key in names for part in _parts(key))

    def find(self, asked: str, limit: int) -> tuple[Place, ...]:
        """At most `limit` places, best first, each once. `asked` is folded, or the beginning of a postcode."""
        if limit < 1 or not asked:
            return ()
        if asked.isdigit():
            return tuple(sorted(self._coded(asked), key=_coded_rank)[:limit])
        named = dict.fromkeys((*self._exact(asked), *self._beginning(asked), *self._holding(asked)))
        return tuple(islice(named or dict.fromkeys(self._mistyped(asked)), limit))

    def neighbours(self, code: str, limit: int) -> tuple[Place, ...]:
        """The postcodes whose numbers are closest to one that does not exist, within its first two digits."""
        nearest = sorted(self._coded(code[:2]), key=lambda each: (abs(int(each.name) - int(code)), each.name))
        return tuple(nearest[:limit])

    def _coded(self, beginning: str) -> list[Place]:
        low, high = bisect_left(self._codes, beginning), bisect_left(self._codes, beginning + BEYOND)
        return [self._postcodes[code] for code in self._codes[low:high]]

    def _exact(self, asked: str) -> Sequence[Place]:
        return self._names.get(asked, ())

    def _beginning(self, asked: str) -> Iterable[Place]:
        low, high = bisect_left(self._keys, asked), bisect_left(self._keys, asked + BEYOND)
        return self._ranked(self._keys[low:high])

    def _holding(self, asked: str) -> Iterable[Place]:
        low, high = bisect_left(self._inside, (asked,)), bisect_left(self._inside, (asked + BEYOND,))
        return self._ranked(key for _, key in self._inside[low:high])

    def _ranked(self, keys: Iterable[str]) -> Iterable[Place]:
        return sorted((place for key in keys for place in self._names[key]), key=rank)

    def _mistyped(self, asked: str) -> Iterable[Place]:
        """Names within one edit per three letters. Twente counts as an edit closer; an equal first letter decides."""
        if len(asked) < SHORTEST:
            return ()
        close = extract(asked, self._keys, scorer=OSA.distance, score_cutoff=max(1, len(asked) // 3), limit=None)
        doubts = ((edits, key[0] != asked[0], each) for key, edits, _ in close for each in self._names[key])
        ranked = sorted(doubts, key=lambda doubt: (doubt[0] + (not doubt[2].in_twente), doubt[1], rank(doubt[2])))
        return [place for _, _, place in ranked]


def _parts(key: str) -> list[tuple[str, str]]:
    """The beginnings of later words, each with its key; the municipality in a label is not part of the name."""
    name = key.partition(" gemeente ")[0]
    return [(key[at + 1 :], key) for at, each in enumerate(name) if each == " "]


def _coded_rank(place: Place) -> tuple[bool, bool, str]:
    return not place.in_twente, place.kind == "po-box", place.name
