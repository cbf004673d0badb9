"""Suggestions while typing: terms first, then organizations and services, by the beginning of any of their words."""

from bisect import bisect_left
from collections.abc import Iterator
from itertools import takewhile
from typing import Any

from directory.atlas import Atlas
from directory.text import fold

# How far to look along the sorted keys for one beginning; a single letter has very many.
REACH = 400


class Suggester:
    """Sorted beginnings of one version of the atlas, made when first asked."""

    def __init__(self, atlas: Atlas) -> None:
        self._atlas = atlas
        self._keys: list[tuple[str, int, str, int]] = []
        self._answers: list[dict[str, Any]] = []
        for answer, names in self._named():
            self._add(answer, names)
        self._keys.sort()

    def _named(self) -> Iterator[tuple[dict[str, Any], list[str]]]:
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
        rank = {"topic": 0, "function": 0, "audience": 0, "organization": 1}.get(answer["kind"], 2)
        number = len(self._answers)
        self._answers.append(answer)
        for name in names:
            words = fold(name).split()
            self._keys += [
                (" ".join(words[at:]), rank + (3 if at else 0), answer["label"], number) for at in range(len(words))
            ]

    def _beginning(self, asked: str) -> list[tuple[int, str, int]]:
        start = bisect_left(self._keys, (asked,))
        near = self._keys[start : start + REACH]
        return [key[1:] for key in takewhile(lambda key: key[0].startswith(asked), near)]

    def suggest(self, text: str, limit: int) -> list[dict[str, Any]]:
        """At most `limit` answers whose name has a word that begins like this; whole beginnings before later words."""
        asked = fold(text)
        if not asked:
            return []
        found = self._beginning(asked)
        if asked.endswith("i"):
            # Half of a Dutch ij, which is folded to y.
            found += self._beginning(f"{asked[:-1]}y")
        ordered = dict.fromkeys(number for _, _, number in sorted(found))
        return [self._answers[number] for number in ordered][:limit]
