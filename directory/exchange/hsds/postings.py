"""Who carries a key: bitmaps of positions that a next version shares until it changes one."""

from collections.abc import Iterable, Iterator

from pyroaring import BitMap

Key = tuple[str, str]


class Postings:
    """Key -> positions. A new version copies a bitmap when it first changes it; a version in use is never changed."""

    def __init__(self, before: "Postings | None" = None) -> None:
        self._bits: dict[Key, BitMap] = dict(before._bits) if before else {}
        self._fresh: set[Key] = set()

    def add(self, keys: Iterable[Key], position: int) -> None:
        """Note that the one at `position` has these keys."""
        for key in keys:
            self._own(key).add(position)

    def discard(self, keys: Iterable[Key], position: int) -> None:
        """The opposite of `add`."""
        for key in keys:
            self._own(key).discard(position)

    def find(self, group: str, name: str) -> BitMap:
        """Who has this key. Do not change it."""
        found: BitMap = self._bits.get((group, name), BitMap())
        return found

    def names(self, group: str) -> Iterator[str]:
        """All names of a group."""
        return (name for kind, name in self._bits if kind == group)

    def containing(self, part: str) -> BitMap:
        """Who has a word that `part` occurs in."""
        return BitMap.union(
            BitMap(), *(bits for (group, name), bits in self._bits.items() if group == "word" and part in name)
        )

    def _own(self, key: Key) -> BitMap:
        if key not in self._fresh:
            self._fresh.add(key)
            self._bits[key] = self._bits[key].copy() if key in self._bits else BitMap()
        bits: BitMap = self._bits[key]
        return bits
