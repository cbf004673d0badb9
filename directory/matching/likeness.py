"""How alike two names are: one verdict for the best of all pairs of names, with what it is worth as log-odds."""

from collections.abc import Iterable, Sequence
from typing import Literal, Protocol

from msgspec import Struct
from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from directory.matching.names import Name
from directory.matching.words import NETWORKS

# A name or word that more organizations than this have says nothing about which of them it is. It is also the most
# that is looked through for one key, which keeps a sweep of the whole directory in minutes.
RARE = 40
# From here on a typing error is looked for; shorter names differ from each other by a letter.
SHORTEST_TYPO = 4
LONGEST_TYPO = 120
SHORTEST_SECOND_TYPO = 14
# In percent of the letters; under it, names of this field are alike by accident (huiselijk, geweld, Twente).
MUCH_ALIKE = 65

# equal: written the same · typo: one typing error apart · core: the same but for places, parts and general words ·
# kindred: one core, but each says it is another kind of thing · acronym · inside: the words of one are all in the other
# partial: they have much in common, or the words of one are parts of a word of the other; too little to tell
Kind = Literal["equal", "typo", "core", "kindred", "acronym", "inside", "partial", "none"]

WEIGHTS = {
    "equal": 8.0,
    # Both list it beside their name: a word for what they do together, perhaps.
    "equal-beside": 5.0,
    "equal-short": 6.5,
    "equal-general": 6.0,
    "typo-long": 7.0,
    "typo": 6.5,
    "typo-two": 6.0,
    "typo-middle": 5.5,
    "typo-short-in-long": 5.0,
    "typo-short": 4.0,
    "core": 6.0,
    "core-placed": 7.0,
    "core-placed-general": 6.0,
    "core-general": 2.0,
    "kindred": 3.5,
    "acronym-placed": 6.0,
    "acronym": 5.0,
    "acronym-short": 3.0,
    "inside": 4.0,
    # These have no key of their own, so they must not reach 0 with hints and a place alone (keys.py).
    "partial-compound": 2.5,
    "partial": 1.5,
    "none": -2.0,
}


Field = Literal["form", "core", "word", "acronym", "near", "phone", "host", "email", "register"]


class Uses(Protocol):
    """How many organizations use something."""

    def users(self, field: Field, value: str) -> int:
        """Organizations with this number, host, form of a name, core, word or acronym. The pair counts as one."""
        ...


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
    found = [compare(one, other, uses) for one in ones for other in theirs]
    return min(found, key=lambda each: each.order, default=None)


def compare(one: Name, other: Name, uses: Uses) -> Likeness:
    """How alike these two names are; symmetric."""
    kind, weight = _judged(one, other, uses)
    network = known_network(one) or known_network(other) or (one.distinctive and uses.users("core", one.core) > 1)
    return Likeness(kind=kind, weight=weight, one=one, other=other, network=network)


def known_network(name: Name) -> bool:
    """Whether regional organizations of this name are known to exist."""
    return name.line in NETWORKS or (name.acronym or "") in NETWORKS


def _judged(one: Name, other: Name, uses: Uses) -> tuple[Kind, float]:
    if equal := _equal(one, other, uses):
        return "equal", equal
    found: list[tuple[float, Kind]] = []
    if typo := _typo(one, other, uses):
        found.append((typo, "typo"))
    if letters := _acronym(one, other, uses):
        found.append((letters, "acronym"))
    if one.core == other.core:
        found.append(_one_core(one, other, uses))
    elif _inside(one, other, uses):
        found.append((WEIGHTS["inside"], "inside"))
    elif partial := _partial(one, other):
        found.append((partial, "partial"))
    weight, kind = max(found, default=(WEIGHTS["none"], "none"))
    return kind, weight


def _equal(one: Name, other: Name, uses: Uses) -> float:
    common = one.forms & other.forms
    if not common:
        return 0.0
    users = min(uses.users("form", each) for each in common)
    if users > RARE:
        return 0.0
    length = min(map(len, common))
    # Initials of three letters mean something else in the next town; "huisartsen" is what everybody calls them.
    general = not one.distinctive and not one.places and len(one.tokens) < 3
    if not (one.first or other.first):
        return WEIGHTS["equal-beside"]
    name = "equal-short" if length <= LONGEST_SHORT else "equal-general" if general else "equal"
    return max(0.5, WEIGHTS[name] - 1.5 * (users - 1).bit_length())


LONGEST_SHORT = 3


def _typo(one: Name, other: Name, uses: Uses) -> float:
    if one.numbers != other.numbers:
        return 0.0
    texts = ((one.content, other.content), (one.whole, other.whole))
    return max(*(_error(*both, one, other, uses) for both in texts), _core_error(one, other, uses))


def _core_error(one: Name, other: Name, uses: Uses) -> float:
    """A typing error in the core, when the rest of both names is the same or general."""
    if one.line == one.content and other.line == other.content:
        return 0.0
    if one.marks != other.marks or (one.kinds - other.kinds and other.kinds - one.kinds):
        return 0.0
    return min(_error(one.line, other.line, one, other, uses), WEIGHTS["core"])


def _error(here: str, there: str, one: Name, other: Name, uses: Uses) -> float:
    shorter = min(len(here), len(there))
    if shorter < SHORTEST_TYPO or max(len(here), len(there)) > LONGEST_TYPO or abs(len(here) - len(there)) > 2:
        return 0.0
    allowed = 2 if shorter >= SHORTEST_SECOND_TYPO and _shares_rare(one, other, uses) else 1
    distance = OSA.distance(here, there, score_cutoff=allowed)
    if not 0 < distance <= allowed or (distance == 1 and not _near(here, there, uses)):
        return 0.0
    return WEIGHTS[_size(one, other, shorter, distance)]


def _near(here: str, there: str, uses: Uses) -> bool:
    """Whether few have what is left of both when one letter goes: otherwise it is a name that many have."""
    return any(uses.users("near", each) <= RARE for each in rests(here) & rests(there))


def rests(text: str) -> set[str]:
    """A string and what is left of it when one letter goes: two strings one error apart have one of these in common."""
    if not SHORTEST_TYPO <= len(text) <= LONGEST_TYPO:
        return set()
    return {text, *(text[:at] + text[at + 1 :] for at in range(len(text)))}


def _size(one: Name, other: Name, shorter: int, distance: int) -> str:
    """How convincing an error is: a letter in a long word is an error, in `nu` and `nou` it is another word."""
    changed = set(one.tokens) ^ set(other.tokens)
    word = min(map(len, changed)) if len(one.tokens) == len(other.tokens) and changed else shorter
    if word < 5:
        return "typo-short-in-long" if shorter >= LONG_FOR_SHORT else "typo-short"
    if distance > 1:
        return "typo-two" if shorter >= LONG else "typo-middle"
    if word < 7:
        return "typo-middle"
    return "typo-long" if shorter >= LONG_FOR_ONE else "typo"


LONG = 20
LONG_FOR_ONE = 12
LONG_FOR_SHORT = 10


def _shares_rare(one: Name, other: Name, uses: Uses) -> bool:
    return any(uses.users("word", each) <= RARE for each in one.cores & other.cores)


def _acronym(one: Name, other: Name, uses: Uses) -> float:
    letters = next((a.acronym for a, b in ((one, other), (other, one)) if a.acronym and a.acronym in b.initials), None)
    if letters is None or uses.users("acronym", letters) > RARE:
        return 0.0
    users = uses.users("acronym", letters)
    placed = one.places != 0 and one.places == other.places
    name = "acronym-short" if len(letters) < 3 else "acronym-placed" if placed else "acronym"
    return max(0.5, WEIGHTS[name] - 1.5 * (users - 1).bit_length())


def _one_core(one: Name, other: Name, uses: Uses) -> tuple[float, Kind]:
    if uses.users("core", one.core) > RARE:
        return 0.0, "none"
    if one.kinds - other.kinds and other.kinds - one.kinds:
        return WEIGHTS["kindred"], "kindred"
    if one.kinds != other.kinds and not (one.distinctive and other.distinctive):
        return WEIGHTS["core-general"], "kindred"
    distinctive = one.distinctive or known_network(one)
    return WEIGHTS["core" if distinctive else "core-general"], "core"


def _inside(one: Name, other: Name, uses: Uses) -> bool:
    """Whether all words of one are in the other, a rare one of them long enough to be more than initials.

    Initials count when the place stands beside them: `GGD Twente` is in `GGD Twente, afdeling jeugd`.
    """
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
