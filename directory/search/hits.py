"""Hits with reasons: why an entry is in the answer, what is not known of it, and whether it is open."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime

import msgspec
from pyroaring import BitMap

from directory.hours import AMSTERDAM, minute_of, opens_at
from directory.lexicon import Concept
from directory.model import Answer
from directory.search.find import Finder, Found, Opening
from directory.search.question import Question

# What is said when a filter passes, and when it is not known whether it does. {} is the label of what was asked.
KNOWN: Mapping[str, str] = {
    "functions": "doet: {}",
    "topics": "onderwerp: {}",
    "audiences": "voor: {}",
    "channels": "via: {}",
    "languages": "taal: {}",
    "conditions": "voorwaarde: {}",
    "near": "geldt voor {}",
    "municipality": "geldt voor {}",
    "open": "nu open",
}
NOT_KNOWN: Mapping[str, str] = {
    "functions": "niet bekend wat dit contactpunt doet",
    "topics": "niet bekend voor welke onderwerpen",
    "audiences": "niet bekend voor wie",
    "channels": "niet bekend hoe te bereiken",
    "languages": "niet bekend in welke talen",
    "conditions": "niet bekend: {}",
    "near": "niet bekend of dit in {} geldt",
    "municipality": "niet bekend of dit in {} geldt",
    "open": "niet bekend of dit nu open is",
}
WORDED = {"all": "de woorden staan in de beschrijving", "any": "lijkt op uw woorden", "name": "lijkt op uw woorden"}
POSSIBLY = "geldt mogelijk voor {}: het postcodegebied ligt in meer gemeenten"

FITS = "past bij: {}"

Told = tuple[BitMap, str, str]


class Voice(msgspec.Struct, frozen=True):
    """A language in which reasons are said: its words for a Dutch sentence, and for a concept ("" to leave it out)."""

    say: Callable[[str], str]
    concept: Callable[[Concept], str]


DUTCH = Voice(str, lambda concept: concept.preferred)


class Hit(msgspec.Struct, frozen=True):
    """One entry of a page. `opens_at` is the next opening when it is closed now and that is known."""

    position: int
    distance_km: float | None
    open: Answer
    opens_at: datetime | None
    stale: bool
    reasons: tuple[str, ...]


class Narrator:
    """Writes hits for one version of the atlas; remembers the next openings of a minute."""

    def __init__(self, finder: Finder) -> None:
        self._finder = finder
        self._minute = -1
        self._next: dict[int, datetime | None] = {}

    def hits(self, found: Found, question: Question, labels: Mapping[str, str], voice: Voice = DUTCH) -> list[Hit]:
        """The page as hits. `labels` say what was asked, by filter: `{"topics": "stalking", "near": "Hengelo"}`.

        `voice` says the reasons in another language than Dutch.
        """
        told = self._told(found, labels, voice)
        # Who certainly passes every filter passes each of them: said once for all.
        sure = tuple(known for _, known, _ in told)
        hits = []
        for position, stale in self._looked_at(found.page, question.at):
            reasons = sure if position in found.certain else _reasons(position, told)
            reasons += self._closing(position, found, question, labels, voice)
            away = found.distances.get(position)
            hits.append(self._hit(position, found.opening, question.at, stale, away, reasons))
        return hits

    def standing(self, positions: Sequence[int], at: datetime) -> list[Hit]:
        """These entries as hits, in this order and whatever was asked: without distances and reasons."""
        opening = self._finder.opening(at)
        return [self._hit(position, opening, at, stale) for position, stale in self._looked_at(positions, at)]

    def _looked_at(self, positions: Sequence[int], at: datetime) -> Iterable[tuple[int, bool]]:
        """Each with whether it is due to be looked at."""
        due = self._finder.index.columns["due"][list(positions)] <= at.astimezone(AMSTERDAM).toordinal()
        return zip(positions, due.tolist(), strict=True)

    def _hit(
        self,
        position: int,
        opening: Opening,
        at: datetime,
        stale: bool,
        away: float | None = None,
        reasons: tuple[str, ...] = (),
    ) -> Hit:
        answer: Answer = "yes" if position in opening.yes else "unknown" if position in opening.unknown else "no"
        again = self._opens_at(position, at) if answer == "no" else None
        return Hit(position, away, answer, again, stale, reasons)

    def _opens_at(self, position: int, at: datetime) -> datetime | None:
        index = self._finder.index
        number = int(index.columns["schedule"][position])
        if number < 0 or position in index.bits("is", "closed"):
            return None
        minute = minute_of(at)
        if minute != self._minute:
            self._minute, self._next = minute, {}
        if number not in self._next:
            self._next[number] = opens_at(index.schedules[number], at.astimezone(AMSTERDAM))
        return self._next[number]

    def _told(self, found: Found, labels: Mapping[str, str], voice: Voice) -> list[Told]:
        """For each filter who passes, and what is said of who does and of whom it is not known."""
        return [
            (
                sieve.passes,
                voice.say(KNOWN[name]).format(labels.get(name, "")),
                voice.say(NOT_KNOWN[name]).format(labels.get(name, "")),
            )
            for name, sieve in found.sieves.items()
            if name in KNOWN
        ]

    def _closing(
        self, position: int, found: Found, question: Question, labels: Mapping[str, str], voice: Voice
    ) -> tuple[str, ...]:
        near = question.near
        closing: tuple[str, ...] = ()
        if near and len(near.municipalities) > 1 and not self._finder.serves(position, near.municipalities[0]):
            closing = (voice.say(POSSIBLY).format(labels.get("near", "")),)
        closing += tuple(
            voice.say(FITS).format(label)
            for concept, who in found.fits
            if position in who and (label := voice.concept(concept))
        )
        if found.matched in WORDED:
            closing += (voice.say(WORDED[found.matched]),)
        return closing


def _reasons(position: int, told: Iterable[Told]) -> tuple[str, ...]:
    return tuple(known if position in passes else not_known for passes, known, not_known in told)
