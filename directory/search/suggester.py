"""Suggestions while typing: concepts and terms first, then organizations and services, by the beginning of any word."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import takewhile
from typing import Any

from rapidfuzz import fuzz, process

from directory.atlas import Atlas
from directory.lexicon import Concept, tokens
from directory.text import fold

# How far to look along the sorted keys for one beginning; a single letter has very many.
REACH = 400
# Typing errors are looked for from this length on, and must be this much alike.
SHORTEST, ALIKE = 4, 78
RANKS = {"concept": 0, "topic": 1, "function": 1, "audience": 1, "organization": 2}
LAST = 3


class Suggester:
    """Sorted beginnings of one version of the atlas, made when first asked."""

    def __init__(self, atlas: Atlas, concepts: Sequence[Concept] = ()) -> None:
        self._atlas = atlas
        self._concepts = concepts
        self._keys: list[tuple[str, int, str, int]] = []
        self._answers: list[dict[str, Any]] = []
        for answer, names in self._named():
            self._add(answer, names)
        self._keys.sort()
        # Only what is the same however many partners there are: looking for likeness costs by the number of names.
        self._spelled = {key: number for key, rank, _, number in self._keys if rank < RANKS["organization"]}

    def _named(self) -> Iterator[tuple[dict[str, Any], list[str]]]:
        for concept in self._concepts:
            said = [re.sub(r"\{\w+\}", "", each) for phrases in concept.phrases.values() for each in phrases]
            answer = {"kind": "concept", "label": concept.preferred, "concept": concept.concept}
            yield answer, [concept.preferred, *concept.synonyms, *said]
        for parameter, dimension in (("topic", "topics"), ("function", "functions"), ("audience", "audiences")):
            tree = self._atlas.trees.get(dimension)
            for term in tree.terms.values() if tree else ():
                answer = {"kind": parameter, "label": term.label, "term": term.slug}
                yield answer, [term.label, *term.alternate_labels, *term.labels.values()]
        catalogue = self._atlas.catalogue
        for id in catalogue.ids("organization"):
            organization = catalogue.organization(id)
            answer = {"kind": "organization", "label": organization.name, "slug": organization.slug, "id": id}
            yield answer, [organization.name, *organization.alternate_names, *organization.former_names]
        for id in catalogue.ids("service"):
            service = catalogue.service(id)
            answer = {"kind": "service", "label": service.name, "slug": service.slug, "id": id}
            yield answer, [service.name, *service.alternate_names]

    def _add(self, answer: dict[str, Any], names: list[str]) -> None:
        rank = RANKS.get(answer["kind"], LAST)
        number = len(self._answers)
        self._answers.append(answer)
        for number_of_name, name in enumerate(names):
            words = _key(name).split()
            # What it is called goes before what somebody may say of it.
            if answer["kind"] == "concept" and number_of_name:
                rank = RANKS["topic"]
            self._keys += [
                (" ".join(words[at:]), rank + (LAST + 1 if at else 0), answer["label"], number)
                for at in range(len(words))
            ]

    def _beginning(self, asked: str) -> list[tuple[int, str, int]]:
        start = bisect_left(self._keys, (asked,))
        near = takewhile(lambda key: key[0].startswith(asked), self._keys[start : start + REACH])
        # Who types the whole name of a partner means that partner.
        organization = RANKS["organization"]
        return [
            (-1 if key == asked and rank == organization else rank, label, number) for key, rank, label, number in near
        ]

    def suggest(self, text: str, limit: int) -> list[dict[str, Any]]:
        """At most `limit` answers whose name has a word that begins like this; whole beginnings before later words."""
        asked = _key(text)
        if not asked:
            return []
        found = self._beginning(asked)
        if asked.endswith("i"):
            # Half of a Dutch ij, which is folded to y.
            found += self._beginning(f"{asked[:-1]}y")
        ordered = dict.fromkeys(number for _, _, number in sorted(found)) or self._alike(asked, limit)
        return [self._answers[number] for number in ordered][:limit]

    def _alike(self, asked: str, limit: int) -> dict[int, None]:
        """What is written nearly so, when nothing begins so."""
        if len(asked) < SHORTEST:
            return {}
        near = process.extract(asked, self._spelled.keys(), scorer=fuzz.ratio, score_cutoff=ALIKE, limit=limit)
        return dict.fromkeys(self._spelled[key] for key, _, _ in near)


def _key(text: str) -> str:
    """A text as its beginnings are compared; other scripts keep their letters."""
    return fold(text) or " ".join(tokens(text))
