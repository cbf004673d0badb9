"""Places in names: which municipalities `Twente`, `Hengelo` or `Oost-Nederland` mean, as a mask of bits.

A mask has one bit for each municipality, so that "another region" and "lies within" are one operation on two numbers.
"""

from collections.abc import Iterable, Sequence

from directory.errors import Unknown
from directory.geo.areas import COUNTRY, Areas
from directory.geo.gazetteer import Gazetteer
from directory.geo.provinces import SPELLINGS
from directory.matching.words import LANDSCAPES, NATIONAL, same_letters
from directory.text import fold

# The longest name of a place in words: `noord en oost gelderland`.
LONGEST = 5
# The longest name of a province or municipality behind it, and how provinces are written there.
LONGEST_BEHIND = 3
PROVINCES = frozenset().union(*SPELLINGS.values())
# Names of municipalities that are also words; in the name of an organization they are words.
WORDS = frozenset({"best", "buren", "bergen", "huizen", "houten", "laren", "ede", "epe", "goes"})


class Places:
    """Names of municipalities, regions, provinces and landscapes, each with the municipalities that it holds."""

    def __init__(self, areas: Areas, gazetteer: Gazetteer | None = None) -> None:
        self._bits = {each.code: 1 << at for at, each in enumerate(areas.municipalities)}
        self._areas = areas
        self._gazetteer = gazetteer
        self._masks: dict[tuple[str, ...], int] = {}
        self._learn(areas)

    def _learn(self, areas: Areas) -> None:
        named: dict[str, int] = {}
        for each in areas.municipalities:
            for name in (each.name, each.province):
                named[name] = named.get(name, 0) | self._bits[each.code]
        for code, name in areas.regions.items():
            if code != COUNTRY:
                named[name] = named.get(name, 0) | self.of_codes([code])
        for name, code in areas.former.items():
            named.setdefault(name, self._bits[code])
        found = {fold(name): mask for name, mask in named.items()}
        for name, held in LANDSCAPES.items():
            found[fold(name)] = self._held(held, found)
        self._masks = {_key(name): mask for name, mask in found.items() if name not in WORDS}

    @staticmethod
    def _held(names: Iterable[str], known: dict[str, int]) -> int:
        mask = 0
        for name in names:
            mask |= known.get(fold(name), 0)
        return mask

    def of_codes(self, codes: Iterable[str]) -> int:
        """The municipalities of these areas (GMnnnn, VRnn). The whole country, and what is no area, is 0: no limit."""
        mask = 0
        for code in codes:
            if code == COUNTRY:
                return 0
            try:
                expanded = self._areas.expand([code])
            except Unknown:
                continue
            for each in expanded:
                mask |= self._bits.get(each, 0)
        return mask

    def of_text(self, text: str) -> int:
        """The municipality or region that somebody wrote down as the place (`Hengelo (O)`); 0 when it is not known."""
        codes = [each.code for each in self._areas.find(text)] or self._town(text) or self._areas.named(text)
        return self.of_codes(codes) or self._masks.get(_key(fold(text)), 0)

    def _town(self, text: str) -> list[str]:
        """The municipality of a town that is none itself, such as Delden; all of its namesakes'."""
        return [each.municipality for each in self._gazetteer.find(text)] if self._gazetteer is not None else []

    def strange(self, text: str) -> bool:
        """Whether what `of_text` does not know is a place such as Rome; not when some word of it is one of ours."""
        tokens = _key(fold(text))
        named = any(each.isalpha() and len(each) > 1 for each in tokens) and NATIONAL.isdisjoint(tokens)
        return named and not self.split(tokens)[2]

    def split(self, tokens: Sequence[str]) -> tuple[list[str], list[str], int]:
        """Tokens of a name (folded) without those that name a place, those that do, and the mask of all of them."""
        rest: list[str] = []
        placed: list[str] = []
        mask, at = 0, 0
        while at < len(tokens):
            size, found = self._longest(tokens, at)
            if size:
                behind, narrower = self._behind(tokens, at, size)
                size, found = size + behind, narrower or found
                placed += tokens[at : at + size]
                mask |= found
            else:
                rest.append(tokens[at])
            at += size or 1
        return rest, placed, mask

    def _longest(self, tokens: Sequence[str], at: int) -> tuple[int, int]:
        for size in range(min(LONGEST, len(tokens) - at), 0, -1):
            if found := self._masks.get(tuple(tokens[at : at + size])):
                return size, found
        return 0, 0

    def _behind(self, tokens: Sequence[str], at: int, size: int) -> tuple[int, int]:
        """How many words behind a place tell it from its namesakes, and which: Hengelo (Gld), Haarle Tubbergen."""
        for end in range(min(LONGEST_BEHIND, len(tokens) - at - size), 0, -1):
            behind = tuple(tokens[at + size : at + size + end])
            known = " ".join(behind) in PROVINCES or behind in self._masks
            if known and (found := self.of_text(" ".join(tokens[at : at + size + end]))):
                return end, found
        return 0, 0


def _key(folded: str) -> tuple[str, ...]:
    return tuple(map(same_letters, folded.split()))
