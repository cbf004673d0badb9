"""From what a visitor types to a place, offline. All namesakes are returned, never one guessed."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Self

from directory.geo.areas import Areas
from directory.geo.place import Place
from directory.geo.postcode import begun, behind, split
from directory.geo.provinces import spellings
from directory.geo.reading import Reading
from directory.geo.suggestions import Suggestions
from directory.text import fold

LONGEST = 200  # characters: every name is shorter, and what is longer is cut before it is read


class Gazetteer:
    """Places of the Netherlands by postcode and name, Twente first. Immutable; `find` costs microseconds."""

    def __init__(self, postcodes: Mapping[str, Place], names: Mapping[str, tuple[Place, ...]], areas: Areas) -> None:
        self._postcodes = postcodes
        self._names = names
        self._suggestions = Suggestions(postcodes, names)
        self._qualifiers = {each.code: _qualifiers(fold(each.name), each.province) for each in areas.municipalities}

    @classmethod
    def read(cls, folder: Path, areas: Areas) -> Self:
        """The gazetteer in `folder`, with the municipalities of `areas` and so of its day. `Damaged` if broken."""
        reading = Reading(folder, areas)
        return cls(reading.postcodes, reading.names(), areas)

    def postcode(self, code: str) -> Place | None:
        """The place of four digits that were cut before, or nothing: for programs, not for what a visitor typed."""
        return self._postcodes.get(code)

    def find(self, text: str) -> tuple[Place, ...]:
        """Every place that a text names exactly, Twente first; `()` when there is none.

        Takes postcodes (`7551`, `7551 ab`, `7551AB 12 Hengelo`), names in any case and with or without accents, names
        with a province or municipality behind them (`Hengelo Gld`, `Haarle (Tubbergen)`), districts and labels.
        """
        postcode, words = split(text[:LONGEST])
        if postcode:
            return self._at(postcode, (words, behind(text[:LONGEST])) if words else ())
        return self._called(fold(words))

    def suggest(self, text: str, limit: int = 10) -> tuple[Place, ...]:
        """Places for type-ahead: whole name, then beginnings, then words inside, then typos; Twente first in each."""
        shown = text[:LONGEST]
        return self._suggestions.find(begun(shown) or fold(split(shown)[1]), limit)

    def nearest_names(self, text: str, limit: int = 5) -> tuple[str, ...]:
        """Labels for "not found; did you mean": by the whole text, or by its first words; a postcode's neighbours."""
        postcode, words = split(text[:LONGEST])
        known = self._postcodes.get(postcode) if postcode else None
        if postcode and not words:
            found = self._suggestions.neighbours(postcode, limit)
        else:
            found = (*((known,) if known else ()), *self._shortening(fold(words), limit))
        return tuple(each.label for each in found[:limit])

    def _at(self, postcode: str, towns: Sequence[str]) -> tuple[Place, ...]:
        """The postcode, unless no reading of the town behind it lies there: `7551 Borne` is not for us to guess."""
        found = self._postcodes.get(postcode)
        if found is None:
            return ()
        reach = {found.municipality, *found.other_municipalities}
        fits = not towns or any(each.municipality in reach for town in towns for each in self._called(fold(town)))
        return (found,) if fits else ()

    def _called(self, asked: str) -> tuple[Place, ...]:
        return self._names.get(asked) or self._qualified(asked)

    def _qualified(self, asked: str) -> tuple[Place, ...]:
        words = asked.split()
        for end in range(len(words) - 1, 0, -1):
            behind = " ".join(words[end:])
            found = self._names.get(" ".join(words[:end]), ())
            if fitting := tuple(each for each in found if behind in self._qualifiers[each.municipality]):
                return fitting
        return ()

    def _shortening(self, asked: str, limit: int) -> tuple[Place, ...]:
        words = asked.split()
        tries = (self._suggestions.find(" ".join(words[:end]), limit) for end in range(len(words), 0, -1))
        return next(filter(None, tries), ())


def _qualifiers(municipality: str, province: str) -> frozenset[str]:
    """What may stand behind a name to tell it from its namesakes."""
    return spellings(province) | {municipality, f"gemeente {municipality}", f"gem {municipality}"}
