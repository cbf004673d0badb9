"""A check that was kept for a council file: as it was answered then, and what is different now."""

from collections.abc import Callable, Iterator
from datetime import datetime
from hashlib import blake2b
from typing import Protocol

import msgspec
from msgspec import Struct, structs

from directory.coverage.answer import Overlap
from directory.coverage.words import READINGS, percents


class Dossiers(Protocol):
    """Where checks are kept: proposals and answers, nothing about who asked."""

    def keep(self, id: str, at: datetime, document: bytes) -> bool:
        """Keep this under its id, once. Whether it is kept now: not when too much was kept today, or it cannot be."""
        ...

    def read(self, id: str) -> bytes | None:
        """What was kept under this id."""
        ...

    def last(self, limit: int) -> list[bytes]:
        """What was kept last, the latest first."""
        ...


class Dossier(Struct, frozen=True, kw_only=True, rename="camel"):
    """A check with its day."""

    id: str
    made_at: datetime
    check: Overlap


class Since(Struct, frozen=True, kw_only=True, rename="camel"):
    """What changed between the version of a dossier and this one. `differences` are sentences; none is no change."""

    data_version: int
    verdict: str
    differences: tuple[str, ...]


# The parts of an answer that are about partners by name.
NAMING = ("overlapping", "adjacent", "strengthen", "confusable_with")
VERDICTS = {
    "refer": "bestaat al, verwijs",
    "strengthen": "bestaat al, versterk",
    "coordinate": "bestaat voor een deel, stem af",
    "new": "niet bekend dat iemand dit doet",
    "needs-input": "er is meer nodig om te vergelijken",
}


def id_of(check: Overlap) -> str:
    """The same proposal on the same data and the same day is the same dossier."""
    parts = msgspec.json.encode((check.engine, check.data_version, check.checked_on, check.proposal))
    return f"{check.checked_on.isoformat()}-{blake2b(parts, digest_size=8).hexdigest()}"


def since(old: Overlap, new: Overlap, called_now: Callable[[str], str | None]) -> Since:
    """What a reader of the old one must know now. `called_now` gives the slug of today of an organization."""
    differences = tuple(_differences(old, new, called_now))
    return Since(data_version=new.data_version, verdict=new.verdict, differences=differences)


def _differences(old: Overlap, new: Overlap, called_now: Callable[[str], str | None]) -> Iterator[str]:
    if old.verdict != new.verdict:
        yield f"De uitkomst was: {VERDICTS[old.verdict]}. Nu is die: {VERDICTS[new.verdict]}."
    if old.coverage and new.coverage:
        for name, told in READINGS.items():
            before, after = getattr(old.coverage, name), getattr(new.coverage, name)
            if before != after:
                yield f"{told.capitalize()} bestond voor {percents(before)}, en nu voor {percents(after)}."
    was, now = ({each.slug: each.name for each in check.overlapping} for check in (old, new))
    became = {slug: called_now(slug) for slug in was}
    for slug in sorted(now.keys() - {*became.values()}):
        yield f"{now[slug]} doet hier nu ook iets van."
    for slug, today in sorted(became.items()):
        if today not in now:
            yield f"{was[slug]} doet hier nu niets meer van, voor zover bekend."
        elif today in was and today != slug:
            yield f"{was[slug]} is samengevoegd met {now[today]}."
        elif now[today] != was[slug]:
            yield f"{was[slug]} heet nu {now[today]}."


def shown(old: Overlap, *, is_public: Callable[[str], bool], new: Overlap) -> Overlap:
    """The old answer without partners that may not be shown any more; their names go from its sentences too."""
    # Relations and questions name partners in their sentences; as they are now, they name nobody who is hidden.
    old = structs.replace(old, division_of_labour=new.division_of_labour, verify_first=new.verify_first)
    kept = {part: tuple(each for each in getattr(old, part) if is_public(each.slug)) for part in NAMING}
    if all(kept[part] == getattr(old, part) for part in NAMING):
        return old
    return structs.replace(old, summary=new.summary, **kept)
