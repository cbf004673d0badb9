"""How alike two names are: one verdict for the best of all pairs of names, with what it is worth as log-odds."""

from collections.abc import Iterable, Sequence
from typing import Literal

from msgspec import Struct
from rapidfuzz import fuzz

from directory.matching.names import Name
from directory.matching.typos import typo
from directory.matching.uses import RARE, Uses
from directory.matching.weights import WEIGHTS
from directory.matching.words import NETWORKS

# In percent of the letters; under it, names of this field are alike by accident (huiselijk, geweld, Twente).
MUCH_ALIKE = 65
LONGEST_SHORT = 3

# equal: written the same · typo: one typing error apart · core: the same but for places, parts and general words ·
# kindred: one core, but each says it is another kind of thing · acronym · inside: the words of one are all in the other
# partial: they have much in common, or the words of one are parts of a word of the other; too little to tell
Kind = Literal["equal", "typo", "core", "kindred", "acronym", "inside", "partial", "none"]


class Likeness(Struct, frozen=True, kw_only=True, eq=False):
    """How alike two names are. `network` says that more organizations than these go by this core."""

    kind: Kind
    weight: float
    one: Name
    other: Name
    network: bool = False

    @property
    def order(self) -> tuple[float, bool, int, list[str]]:
        """The same for both orders of the pair: the best first, with a place before without, then what is written."""
        placed = self.one.places and self.other.places
        texts = sorted((self.one.text, self.other.text))
        return -self.weight, not placed, len(self.one.whole) + len(self.other.whole), texts


def best(ones: Iterable[Name], others: Iterable[Name], uses: Uses) -> Likeness | None:
    """The likeness of the most alike names of both; None when one of them has no name."""
    theirs = tuple(others)
    judged = [(_judged(one, other, uses), one, other) for one in ones for other in theirs]
    if not judged:
        return None
    most = max((weight for (_, weight), _, _ in judged))
    if most == WEIGHTS["none"]:
        return _likeness(*judged[0], uses)
    # What decides between equals is written only for those: most pairs of names have nothing in common.
    found = (_likeness(*each, uses) for each in judged if each[0][1] == most)
    return min(found, key=lambda each: each.order)


def _likeness(judged: tuple[Kind, float], one: Name, other: Name, uses: Uses) -> Likeness:
    kind, weight = judged
    network = any(
        known_network(each) or (each.distinctive and uses.users("core", each.core) > 1) for each in (one, other)
    )
    return Likeness(kind=kind, weight=weight, one=one, other=other, network=network)


def known_network(name: Name) -> bool:
    """Whether regional organizations of this name are known to exist."""
    return name.line in NETWORKS or (name.acronym or "") in NETWORKS


def _judged(one: Name, other: Name, uses: Uses) -> tuple[Kind, float]:
    """How alike these two names are, and what that is worth; symmetric."""
    if equal := _equal(one, other, uses):
        return "equal", equal
    found: list[tuple[float, Kind]] = []
    if error := typo(one, other, uses):
        found.append((error, "typo"))
    if letters := _acronym(one, other, uses):
        found.append((letters, "acronym"))
    if one.core == other.core:
        found.append(_one_core(one, other, uses))
    elif _inside(one, other, uses):
        found.append((WEIGHTS["inside"], "inside"))
    # Only of what they are called: among forty other names of each, something is always alike.
    elif one.first and other.first and (partial := _partial(one, other)):
        found.append((partial, "partial"))
    weight, kind = max(found, default=(WEIGHTS["none"], "none"))
    return kind, weight


def _equal(one: Name, other: Name, uses: Uses) -> float:
    if one.forms.isdisjoint(other.forms):
        return 0.0
    common = one.forms & other.forms
    users = min(uses.users("form", each) for each in common)
    if users > RARE:
        return 0.0
    length = min(map(len, common))
    # Initials of three letters mean something else in the next town; "huisartsen" is what everybody calls them.
    general = all(not each.distinctive and not each.places and len(each.tokens) < 3 for each in (one, other))
    if not (one.first or other.first):
        return WEIGHTS["equal-beside"]
    name = "equal-short" if length <= LONGEST_SHORT else "equal-general" if general else "equal"
    return _among(users, WEIGHTS[name])


def _among(users: int, most: float) -> float:
    """What a name or its letters say when so many go by them: all of `most` when nobody else does."""
    return max(0.5, most - 1.5 * (users - 1).bit_length())


def _acronym(one: Name, other: Name, uses: Uses) -> float:
    both = ((one.acronym, other.initials), (other.acronym, one.initials))
    found = (_letters(short, one, other, uses) for short, long in both if short is not None and short in long)
    return max(found, default=0.0)


def _letters(letters: str, one: Name, other: Name, uses: Uses) -> float:
    users = max(uses.users("acronym", letters), uses.users("initials", letters))
    if users > RARE:
        return 0.0
    placed = one.places != 0 and one.places == other.places
    name = "acronym-short" if len(letters) < 3 else "acronym-placed" if placed else "acronym"
    return _among(users, WEIGHTS[name])


def _one_core(one: Name, other: Name, uses: Uses) -> tuple[float, Kind]:
    if uses.users("core", one.core) > RARE:
        return 0.0, "none"
    if one.kinds - other.kinds and other.kinds - one.kinds:
        return WEIGHTS["kindred"], "kindred"
    if one.kinds != other.kinds and not (one.distinctive and other.distinctive):
        return WEIGHTS["core-general"], "kindred"
    distinctive = any(each.distinctive or known_network(each) for each in (one, other))
    return WEIGHTS["core" if distinctive else "core-general"], "core"


def _inside(one: Name, other: Name, uses: Uses) -> bool:
    """Whether all words of one are in the other, a rare one of them long enough to be more than initials.

    Initials count when the place stands beside them: `GGD Twente` is in `GGD Twente, afdeling jeugd`.
    """
    if one.cores.isdisjoint(other.cores):
        return False
    fewer, more = sorted((one, other), key=lambda each: len(each.cores))
    if not (fewer.distinctive and fewer.cores < more.cores):
        return False
    placed = bool(fewer.places) and set(fewer.tokens) <= set(more.tokens)
    return any((placed or len(each) > LONGEST_SHORT) and uses.users("word", each) <= RARE for each in fewer.cores)


def _partial(one: Name, other: Name) -> float:
    if _compound(one, other) or _compound(other, one):
        return WEIGHTS["partial-compound"]
    if fuzz.ratio(one.content, other.content) >= MUCH_ALIKE or one.cores & other.cores:
        return WEIGHTS["partial"]
    shorter, longer = sorted((one, other), key=lambda each: len(each.content))
    return WEIGHTS["partial"] if shorter.acronym and _letters_of(shorter.acronym, longer.tokens) else 0.0


def _compound(one: Name, other: Name) -> bool:
    """`Basiliek Sint Lambertus` is `Lambertusbasiliek`."""
    words = [each for each in one.tokens if each not in one.placed]
    return len(words) > 1 and min(map(len, words)) > LONGEST_SHORT and all(each in other.content for each in words)


def _letters_of(acronym: str, words: Sequence[str]) -> bool:
    """Whether the letters come from these words in order, some from the middle of one: SHN, Slachtofferhulp Nederland.

    Each word gives its first letter at least.
    """
    if not words:
        return not acronym
    if len(words) > len(acronym) or not acronym.startswith(words[0][:1]):
        return False
    first = words[0]
    return any(
        _letters_of(acronym[size:], words[1:])
        for size in range(1, len(acronym) - len(words) + 2)
        if _subsequence(acronym[:size], first)
    )


def _subsequence(letters: str, word: str) -> bool:
    rest = iter(word)
    return all(each in rest for each in letters)
