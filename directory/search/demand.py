"""What is asked for and what is not found, learned without keeping what anybody said.

Counted are concepts by week for the whole region, and never in which combination. Of a question that found nothing each
word is kept only as a keyed hash with the days on which it came; when five different days had it, a curator may see it.
"""

import time
from collections import Counter
from collections.abc import Callable, Collection, Mapping
from datetime import date, timedelta
from threading import Lock, Thread
from typing import Protocol

from directory.lexicon import Understood

EVERY_S = 60.0
LONGEST, SHORTEST = 30, 4
# Unmet words of one moment; more are not worth the memory.
MOST_WORDS = 500


class Sink(Protocol):
    """Where counts go. What was counted of single words is the sink's to guard."""

    def add(self, concepts: Mapping[tuple[date, str], int], words: Collection[tuple[date, str]]) -> bool:
        """Counts by (Monday of the week, concept), and (day, word) of questions that found nothing. Whether kept."""
        ...


class Counts(Sink, Protocol):
    """A sink of which the counts can be read. None of these raises: what cannot be read is not there."""

    def concepts(self) -> list[tuple[str, int]]:
        """Concepts by how often they were asked for, the most first."""
        ...

    def unmet(self) -> list[tuple[str, int]]:
        """Words that found nothing on so many different days that a curator may see them, and on how many."""
        ...


def elsewhere(deed: Callable[[], None]) -> None:
    """Do this in a thread: nobody's answer waits for a count."""
    Thread(target=deed, daemon=True).start()


class Demand:
    """Counts in memory and hands on once a minute."""

    def __init__(
        self,
        sink: Sink,
        clock: Callable[[], float] = time.monotonic,
        run: Callable[[Callable[[], None]], None] = elsewhere,
    ) -> None:
        self._sink = sink
        self._clock = clock
        self._run = run
        self._concepts: Counter[tuple[date, str]] = Counter()
        self._words: set[tuple[date, str]] = set()
        self._handed_on = clock()
        # Counted by who answers, handed on by another thread.
        self._lock = Lock()

    def note(self, understood: Understood, day: date, *, found: bool) -> None:
        """Count one question."""
        week = day - timedelta(days=day.weekday())
        with self._lock:
            self._concepts.update((week, each.concept.concept) for each in understood.concepts)
            if not found and understood.outside is None and len(self._words) < MOST_WORDS:
                self._words |= {(day, word) for word in understood.words if _tells(word)}
        if self._clock() - self._handed_on > EVERY_S:
            self._handed_on = self._clock()
            self._run(self.hand_on)

    def hand_on(self) -> None:
        """Give what was counted to the sink; what it could not keep is tried again with the next."""
        with self._lock:
            concepts, words = self._concepts, self._words
            self._concepts, self._words, self._handed_on = Counter(), set(), self._clock()
        if (concepts or words) and not self._sink.add(concepts, words):
            with self._lock:
                self._concepts.update(concepts)
                self._words |= words


def _tells(word: str) -> bool:
    return word.isalpha() and SHORTEST <= len(word) <= LONGEST
