"""Typing errors: one or two letters wrong, missing, doubled or swapped, and how surely it is an error."""

from rapidfuzz.distance import OSA

from directory.matching.names import Name
from directory.matching.uses import RARE, Uses
from directory.matching.weights import WEIGHTS

# From here on a typing error is looked for; shorter names differ from each other by a letter.
SHORTEST = 4
LONGEST = 120
SHORTEST_FOR_TWO = 14
# Letters of a name in which an error is convincing: in one long word, in one short word, two of them.
LONG_FOR_ONE = 12
LONG_FOR_SHORT = 10
LONG_FOR_TWO = 20


def typo(one: Name, other: Name, uses: Uses) -> float:
    """What it says that these names are a typing error apart; 0 when they are not."""
    if one.numbers != other.numbers:
        return 0.0
    found = _error(one.content, other.content, one, other, uses)
    if one.whole != one.content or other.whole != other.content:
        found = max(found, _error(one.whole, other.whole, one, other, uses))
    return max(found, _core_error(one, other, uses))


def _core_error(one: Name, other: Name, uses: Uses) -> float:
    """A typing error in the core, when the rest of both names is the same or general."""
    if one.line == one.content and other.line == other.content:
        return 0.0
    if one.marks != other.marks or (one.kinds - other.kinds and other.kinds - one.kinds):
        return 0.0
    return min(_error(one.line, other.line, one, other, uses), WEIGHTS["core"])


def _error(here: str, there: str, one: Name, other: Name, uses: Uses) -> float:
    if abs(len(here) - len(there)) > 2:
        return 0.0
    shorter = min(len(here), len(there))
    if shorter < SHORTEST or max(len(here), len(there)) > LONGEST:
        return 0.0
    distance = OSA.distance(here, there, score_cutoff=2)
    if distance not in (1, 2):
        return 0.0
    # Two errors of which one is a letter too many and one a letter too few leave the same when one letter goes.
    anchored = distance == 2 and shorter >= SHORTEST_FOR_TWO and _anchored(one, other, uses)
    if not anchored and not _near(here, there, uses):
        return 0.0
    return WEIGHTS[_size(one, other, shorter, distance)]


def _near(here: str, there: str, uses: Uses) -> bool:
    """Whether few have what is left of both when one letter goes: otherwise it is a name that many have."""
    return any(uses.users("near", each) <= RARE for each in rests(here) & rests(there))


def rests(text: str) -> set[str]:
    """A string and what is left of it when one letter goes: two strings one error apart have one of these in common."""
    if not SHORTEST <= len(text) <= LONGEST:
        return set()
    return {text, *(text[:at] + text[at + 1 :] for at in range(len(text)))}


def _size(one: Name, other: Name, shorter: int, distance: int) -> str:
    """How convincing an error is: a letter in a long word is an error, in `nu` and `nou` it is another word."""
    changed = set(one.tokens) ^ set(other.tokens)
    word = min(map(len, changed)) if len(one.tokens) == len(other.tokens) and changed else shorter
    if word < 5:
        return "typo-short-in-long" if shorter >= LONG_FOR_SHORT else "typo-short"
    if distance > 1:
        return "typo-two" if shorter >= LONG_FOR_TWO else "typo-moved"
    if word < 7:
        return "typo-middle"
    return "typo-long" if shorter >= LONG_FOR_ONE else "typo"


def _anchored(one: Name, other: Name, uses: Uses) -> bool:
    """Whether a rare word of both is right, or nearly: something by which they can find each other."""
    return _near(one.line, other.line, uses) or any(
        uses.users("word", each) <= RARE for each in one.cores & other.cores
    )
