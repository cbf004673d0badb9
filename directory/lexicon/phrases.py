"""Phrases that match loosely: nearly all of their content words occur in the question, in any order, in any form.

Words are weighed by how few subjects they belong to. A word matches as it is written, by its lemma (Dutch), by its
beginning, or repaired or taken apart (`typos.py`), each a little less sure.
"""

from array import array
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from math import log

import msgspec

from directory.lexicon.concepts import Language
from directory.lexicon.lemmas import lemma
from directory.lexicon.spelling import script, stem, tokens

WRITTEN, LEMMA, BEGINNING = 1.0, 0.97, 0.8
# An open place weighs little where anybody may stand in it, and more where it says who: a client, an ex, a parent.
ANYBODY = "persoon"
ANYBODY_WEIGHT, SOMEBODY_WEIGHT = 0.7, 2.0
# How much a filled place tells by itself.
FILLED = 0.6
# What a longer phrase is worth beyond a short one.
MORE, MOST_MORE = 0.15, 1.5
SHORT = 4
MANY_ENDINGS = frozenset({"tr", "pl", "uk", "ar"})
# A phrase of which less is there does not match.
LEAST = 0.5


class Word(msgspec.Struct, frozen=True):
    """One word of a question with the forms under which it may match, and how sure each is."""

    text: str
    keys: tuple[tuple[str, float], ...]


class Match(msgspec.Struct, frozen=True):
    """How well the best phrase of a subject fits: which part of it is `covered`, and the `mass` of those words."""

    subject: int
    covered: float
    mass: float
    words: frozenset[int]
    language: Language
    phrase: str

    @property
    def strength(self) -> float:
        """From 0 to 1 for a whole phrase of one telling word, and a little more for each word beyond that."""
        return self.covered * self.covered * min(1.0, self.mass) + MORE * min(MOST_MORE, max(0.0, self.mass - 1.0))


@lru_cache(maxsize=100_000)
def keys_of(word: str, *, dutch: bool = True) -> tuple[tuple[str, float], ...]:
    """The forms of a plain word: as written (`=`), as a Dutch lemma (`~`), by its beginning (`^`)."""
    keys = [(f"={word}", WRITTEN)]
    if script(word) == "latin" and dutch:
        keys.append((f"~{lemma(word)}", LEMMA))
    if len(word) > SHORT or script(word) == "arabic":
        keys.append((f"^{stem(word)}", BEGINNING))
    return tuple(keys)


def words_of(said: Iterable[str], dropped: Collection[str] = ()) -> list[Word]:
    """The words of a question by its tokens, without those that carry no subject."""
    return [Word(each, keys_of(each)) for each in said if each not in dropped]


class Pattern(msgspec.Struct, frozen=True, gc=False):
    """One phrase, taken apart: `items` are content words, `slots` the open places."""

    subject: int
    language: Language
    phrase: str
    items: tuple[str, ...]
    slots: tuple[str, ...]


def _better(one: Match, other: Match) -> bool:
    return (one.strength, one.mass, len(one.words)) > (other.strength, other.mass, len(other.words))


def _slot_weight(slot: str) -> float:
    return ANYBODY_WEIGHT if slot == ANYBODY else SOMEBODY_WEIGHT


class Slot:
    """An open place: the single words that fill it, and groups of words that do so together ("oude man")."""

    def __init__(self, fillers: Iterable[Collection[str]]) -> None:
        every = [frozenset(each) for each in fillers if each]
        self.words = frozenset(word for each in every if len(each) == 1 for word in each)
        self._groups = tuple({each for each in every if len(each) > 1 and self.words.isdisjoint(each)})

    def filled(self, around: Collection[str]) -> bool:
        """Whether somebody stands here in this text."""
        return not self.words.isdisjoint(around) or any(each.issubset(around) for each in self._groups)


class Phrasebook:
    """Many phrases of many subjects, found by the words that they share with a question."""

    def __init__(
        self,
        subjects: Iterable[tuple[int, Language, str]],
        slots: Mapping[str, Slot],
        stopwords: Mapping[Language, Collection[str]],
    ) -> None:
        """`subjects` are (number of a subject, language, phrase); `slots` by name."""
        self._slots = slots
        self.patterns = [pattern for each in subjects if (pattern := self._taken_apart(*each, stopwords)) is not None]
        self.vocabulary = frozenset(item for each in self.patterns for item in each.items)
        self._weights = self._weighed()
        # Words of phrases are numbered through; arrays, since there are hundreds of thousands.
        self._firsts, self._pattern_of, self._weight_of = array("I"), array("I"), array("f")
        postings: dict[str, array[int]] = {}
        telling: dict[str, dict[int, float]] = {}
        for number, pattern in enumerate(self.patterns):
            self._firsts.append(len(self._pattern_of))
            for item in pattern.items:
                weight = self._weights[item]
                for key in self._keys(item, pattern):
                    postings.setdefault(key, array("I")).append(len(self._pattern_of))
                    shares = telling.setdefault(key, {})
                    shares[pattern.subject] = max(weight, shares.get(pattern.subject, 0.0))
                self._pattern_of.append(number)
                self._weight_of.append(weight)
        self._firsts.append(len(self._pattern_of))
        self._postings = postings
        self._subjects_of = {key: tuple(shares.items()) for key, shares in telling.items()}
        self._open = array("f", [sum(map(_slot_weight, each.slots)) for each in self.patterns])
        self._totals = array(
            "f",
            [
                sum(self._weights[item] for item in each.items) + open_places
                for each, open_places in zip(self.patterns, self._open, strict=True)
            ],
        )
        self._usual = log(1 + max(1, len({each.subject for each in self.patterns})))

    def _taken_apart(
        self, subject: int, language: Language, phrase: str, stopwords: Mapping[Language, Collection[str]]
    ) -> Pattern | None:
        dropped = stopwords.get(language, ())
        slots: list[str] = []
        plain: list[str] = []
        for part in phrase.replace("}", "{").split("{"):
            (slots if part in self._slots else plain).append(part)
        said = tokens(" ".join(plain))
        # A phrase of small words only is itself the thing to look for.
        items = [each for each in said if each not in dropped] or said
        if not items:
            return None
        return Pattern(subject, language, phrase, tuple(dict.fromkeys(items)), tuple(slots))

    def _keys(self, item: str, pattern: Pattern) -> Iterator[str]:
        """Under which forms a word of a phrase is found."""
        if len(pattern.items) == 1 and any(item in each.words for each in self._slots.values()):
            # "Hulp voor mannen" comes down to one word that half of all questions hold in another form.
            yield f"={item}"
            return
        for key, sure in keys_of(item, dutch=pattern.language == "nl"):
            # Alone, a mere beginning would take `aanmelden` for `aanmeldlijn`.
            if sure > BEGINNING or pattern.language in MANY_ENDINGS or len(pattern.items) > 1:
                yield key

    def _weighed(self) -> dict[str, float]:
        """The weight of each word: the fewer subjects have its beginning, the more it tells."""
        subjects: dict[str, set[int]] = {}
        for pattern in self.patterns:
            for item in pattern.items:
                subjects.setdefault(stem(item), set()).add(pattern.subject)
        every = len({each.subject for each in self.patterns})
        return {item: log(1 + every / len(subjects[stem(item)])) for item in self.vocabulary}

    def weight(self, word: str) -> float:
        """How much a word tells; a word that is in no phrase as much as a rare one."""
        return self._weights.get(word, 0.8 * self._usual)

    def matches(self, words: Sequence[Word], around: Collection[str], least: float = LEAST) -> dict[int, Match]:
        """By subject its best match. `around` are all plain words of the question, for the slots."""
        pattern_of, weight_of = self._pattern_of, self._weight_of
        places: dict[int, int] = {}
        masses: dict[int, float] = {}
        for place, word in enumerate(words):
            # Forms stand from the surest to the least sure, so the first that reaches a word counts.
            for key, sure in word.keys:
                for item in self._postings.get(key, ()):
                    if item not in places:
                        places[item] = place
                        number = pattern_of[item]
                        masses[number] = masses.get(number, 0.0) + weight_of[item] * sure
        seen: dict[str, bool] = {}
        best: dict[int, Match] = {}
        for number, mass in masses.items():
            if mass + self._open[number] >= least * self._totals[number]:
                match = self._match(number, mass, places, around, seen)
                if match is None or match.covered < least:
                    continue
                known = best.get(match.subject)
                if known is None or _better(match, known):
                    best[match.subject] = match
        return best

    def _match(
        self, number: int, mass: float, places: Mapping[int, int], around: Collection[str], seen: dict[str, bool]
    ) -> Match | None:
        pattern = self.patterns[number]
        filled = sum(_slot_weight(each) for each in pattern.slots if self._filled(each, around, seen))
        items = range(self._firsts[number], self._firsts[number + 1])
        found = frozenset(places[item] for item in items if item in places)
        if len(found) == 1 and len(pattern.items) > 1 and not filled:
            # One word of several is somebody else's word.
            return None
        return Match(
            pattern.subject,
            (mass + filled) / self._totals[number],
            (mass + FILLED * filled) / self._usual,
            found,
            pattern.language,
            pattern.phrase,
        )

    def _filled(self, slot: str, around: Collection[str], seen: dict[str, bool]) -> bool:
        if slot not in seen:
            seen[slot] = self._slots[slot].filled(around)
        return seen[slot]

    def bag(self, words: Sequence[Word]) -> dict[int, float]:
        """By subject which part of the question's weight consists of words that it uses in any phrase."""
        total = sum(self.weight(each.text) for each in words)
        shares: dict[int, float] = {}
        for word in words:
            seen: dict[int, float] = {}
            for key, sure in word.keys:
                for subject, weight in self._subjects_of.get(key, ()):
                    worth = sure * weight
                    if seen.get(subject, 0.0) < worth:
                        seen[subject] = worth
            for subject, worth in seen.items():
                shares[subject] = shares.get(subject, 0.0) + worth
        return {subject: min(1.0, share / total) for subject, share in shares.items()} if total else {}
