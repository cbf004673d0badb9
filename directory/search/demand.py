"""What is asked for and what is not found, learned without keeping what anybody said.

Counted are concepts by day and municipality, no finer, and never in which combination. Of a question that found nothing
each word is kept only as a keyed hash with the days on which it came, until five different days had it: then it is no
single visitor's word any more, and a curator may see it.
"""

import time
from collections import Counter
from collections.abc import Callable, Collection, Mapping
from datetime import date
from typing import Protocol

from directory.lexicon import Understood

EVERY_S = 60.0
LONGEST, SHORTEST = 30, 4
# Unmet words of one moment; more are not worth the memory.
MOST_WORDS = 500


class Sink(Protocol):
    """Where counts go. What was counted of single words is the sink's to guard."""

    def add(self, concepts: Mapping[tuple[date, str, str], int], words: Collection[tuple[date, str]]) -> None:
        """Counts by (day, municipality code or "", concept), and (day, word) of questions that found nothing."""
        ...


class Demand:
    """Counts in memory and hands on once a minute."""

    def __init__(self, sink: Sink, clock: Callable[[], float] = time.monotonic) -> None:
        self._sink = sink
        self._clock = clock
        self._concepts: Counter[tuple[date, str, str]] = Counter()
        self._words: set[tuple[date, str]] = set()
        self._handed_on = clock()

    def note(self, understood: Understood, municipality: str, day: date, *, found: bool) -> None:
        """Count one question."""
        for each in understood.concepts:
            self._concepts[day, municipality, each.concept.concept] += 1
        if not found and understood.outside is None and len(self._words) < MOST_WORDS:
            self._words |= {(day, word) for word in understood.words if _tells(word)}
        if self._clock() - self._handed_on > EVERY_S:
            self.hand_on()

    def hand_on(self) -> None:
        """Give what was counted to the sink."""
        concepts, words = self._concepts, self._words
        self._concepts, self._words, self._handed_on = Counter(), set(), self._clock()
        if concepts or words:
            self._sink.add(concepts, words)


def _tells(word: str) -> bool:
    return word.isalpha() and SHORTEST <= len(word) <= LONGEST
