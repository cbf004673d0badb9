"""Counting what is asked: concepts by week, words only of questions that found nothing, once a minute."""

from collections.abc import Callable, Collection, Mapping
from datetime import date

from directory.search.demand import MOST_WORDS, Demand
from tests.lexicon.small import SMALL

# A Wednesday, and the Monday of its week.
DAY, WEEK = date(2026, 11, 25), date(2026, 11, 23)


class Sink:
    def __init__(self) -> None:
        self.concepts: dict[tuple[date, str], int] = {}
        self.words: set[tuple[date, str]] = set()
        self.works = True

    def add(self, concepts: Mapping[tuple[date, str], int], words: Collection[tuple[date, str]]) -> bool:
        if self.works:
            self.concepts |= concepts
            self.words |= {*words}
        return self.works


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def at_once(deed: Callable[[], None]) -> None:
    deed()


def test_concepts_are_counted_by_week_and_no_words_of_what_was_found() -> None:
    sink = Sink()
    demand = Demand(sink)
    for _ in range(2):
        demand.note(SMALL.understand("mijn man volgt me overal"), DAY, found=True)
    demand.hand_on()
    assert sink.concepts == {(WEEK, "stalking"): 2}
    assert sink.words == set()


def test_words_of_what_found_nothing_are_handed_on_and_other_subjects_are_not() -> None:
    sink = Sink()
    demand = Demand(sink)
    demand.note(SMALL.understand("budgetcoach 1234 ab gezocht"), DAY, found=False)
    demand.note(SMALL.understand("paspoort verlengen"), DAY, found=False)
    demand.hand_on()
    assert sink.words == {(DAY, "budgetcoach"), (DAY, "gezocht")}


def test_it_hands_on_once_a_minute_and_holds_no_more_than_it_may() -> None:
    sink, clock = Sink(), Clock()
    demand = Demand(sink, clock, at_once)
    demand.note(SMALL.understand("belaging"), DAY, found=True)
    assert sink.concepts == {}
    for number in range(2 * MOST_WORDS):
        word = "woord" + "abcdefghij"[number % 10] * (number // 10 % 20 + 1)
        demand.note(SMALL.understand(word), DAY, found=False)
    clock.now = 61.0
    demand.note(SMALL.understand("belaging"), DAY, found=True)
    assert sink.concepts[WEEK, "stalking"] == 2
    assert len(sink.words) <= MOST_WORDS + 1


def test_what_could_not_be_kept_is_handed_on_with_the_next() -> None:
    sink = Sink()
    demand = Demand(sink)
    sink.works = False
    demand.note(SMALL.understand("belaging"), DAY, found=True)
    demand.hand_on()
    sink.works = True
    demand.note(SMALL.understand("belaging"), DAY, found=True)
    demand.hand_on()
    assert sink.concepts == {(WEEK, "stalking"): 2}
