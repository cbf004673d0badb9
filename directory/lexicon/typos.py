"""Words that nobody knows: repaired when they look like one that somebody does, taken apart, or put together."""

from collections.abc import Collection
from functools import lru_cache
from itertools import pairwise

import simplemma
from rapidfuzz import fuzz, process

from directory.lexicon.phrases import BEGINNING, LEMMA, Word, keys_of
from directory.lexicon.spelling import script

SHORTEST = 5
ALIKE = 82
LONG, LIKELY, NEARLY = 7, 88, 92
REPAIRED, PART, RELATED = 0.85, 0.75, 0.6
LINKS = ("", "s", "en", "e", "n", "er")
SMALLEST_PART = 4
# Single words whose guess is remembered, in memory and without the question that they stood in.
REMEMBERED = 5_000


class Repairer:
    """Knows the words of the lexicon and of the partners' names. `kept` are never repaired: negations, for one."""

    def __init__(self, vocabulary: Collection[str], kept: Collection[str], dutch: Collection[str] = ()) -> None:
        """Of two words that are as near, one of `dutch` is meant."""
        self._known = frozenset(vocabulary)
        self._kept = frozenset(kept)
        self._made_of: dict[str, tuple[Word, str | None]] = {}
        # By first letter: that is seldom the wrong one, and looking through all words costs milliseconds.
        self._long: dict[str, list[str]] = {}
        self._beginnings: dict[str, list[str]] = {}
        for each in sorted(self._known, key=lambda each: (each not in dutch, each)):
            if len(each) >= SHORTEST:
                self._long.setdefault(each[0], []).append(each)
        self._lemmas = frozenset(key for each in self._known for key, sure in keys_of(each) if sure >= LEMMA)
        for each in sorted(self._known):
            if len(each) >= 3:
                self._beginnings.setdefault(each[:3], []).append(each)

    def repaired(self, words: list[Word]) -> tuple[list[Word], dict[str, str]]:
        """The words with the unknown ones given the forms of what they may mean, and what was made of which."""
        repairs: dict[str, str] = {}
        joined = self._joined(words)
        return [self._known_forms(each, repairs) for each in joined], repairs

    def _joined(self, words: list[Word]) -> list[Word]:
        """`slachtoffer hulp` as one word beside the two, where the lexicon knows it as one."""
        more = []
        for first, second in pairwise(words):
            for link in LINKS:
                whole = f"{first.text}{link}{second.text}"
                if whole in self._known:
                    more.append(Word(whole, keys_of(whole)))
        return [*words, *more]

    def _known_forms(self, word: Word, repairs: dict[str, str]) -> Word:
        text = word.text
        if text in self._kept or any(key in self._lemmas for key, _ in word.keys) or text.isdigit():
            return word
        if text not in self._made_of:
            if len(self._made_of) > REMEMBERED:
                self._made_of.clear()
            made: dict[str, str] = {}
            self._made_of[text] = (self._guessed(word, made), made.get(text))
        guessed, repair = self._made_of[text]
        if repair is not None:
            repairs[text] = repair
        return guessed

    def _guessed(self, word: Word, repairs: dict[str, str]) -> Word:
        text = word.text
        found = self._near(text)
        if (found is None or found[1] < LIKELY) and (parts := self._parts(text)):
            return Word(text, (*word.keys, *((key, sure * PART) for part in parts for key, sure in keys_of(part))))
        dictionary = script(text) == "latin" and known_dutch(text)
        # A word of the dictionary is no typing error, unless all but a letter of a long word is ours.
        least = NEARLY if dictionary else ALIKE
        if found is not None and found[1] >= least and (not dictionary or len(text) >= LONG):
            repairs[text] = found[0]
            meant = [(key, sure * REPAIRED) for key, sure in keys_of(found[0]) if sure > BEGINNING]
            return Word(text, (*word.keys, *meant))
        return word if dictionary or len(text) < SHORTEST else self._related(word)

    def _near(self, text: str) -> tuple[str, float] | None:
        """The word of ours that is most like this one."""
        if len(text) < SHORTEST:
            return None
        found = process.extractOne(text, self._long.get(text[0], ()), scorer=fuzz.ratio, score_cutoff=ALIKE)
        return (str(found[0]), float(found[1])) if found is not None else None

    def _related(self, word: Word) -> Word:
        """Endings of languages without a dictionary here: the same three letters to begin with, and much alike."""
        near = process.extractOne(
            word.text, self._beginnings.get(word.text[:3], ()), scorer=fuzz.ratio, score_cutoff=67
        )
        if near is None:
            return word
        return Word(word.text, (*word.keys, (f"={near[0]}", RELATED)))

    def _parts(self, text: str) -> tuple[str, ...]:
        if script(text) != "latin" or len(text) < 2 * SMALLEST_PART:
            return ()
        for end in range(len(text) - SMALLEST_PART, SMALLEST_PART - 1, -1):
            head = text[:end]
            if not self._is_word(head):
                continue
            for link in LINKS:
                tail = text[end:].removeprefix(link) if text[end:].startswith(link) else ""
                if len(tail) >= SMALLEST_PART and self._is_word(tail):
                    return head, tail
        return ()

    def _is_word(self, text: str) -> bool:
        return text in self._known or f"~{text}" in self._lemmas


@lru_cache(maxsize=50_000)
def known_dutch(word: str) -> bool:
    """Whether this is a word of the Dutch dictionary: then it is no typing error."""
    return bool(simplemma.is_known(word, lang="nl"))
