"""Suggestions while typing: concepts, terms, organizations, services; by what they are called, then by the rest."""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator
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
# What an answer is called goes before its other names, and those before what somebody may say of it.
RANKS = {"concept": 0, "topic": 1, "function": 1, "audience": 1, "organization": 2, "service": 3}
OTHER, PHRASE, LATER = 4, 8, 9
SLOT = re.compile(r"\{\w+\}")


# An answer, and its names with the rank of each.
Named = tuple[dict[str, Any], Iterable[tuple[str, int]]]
# Beginning, rank, label, and the number of the answer.
Key = tuple[str, int, str, int]


class Beginnings:
    """Answers by how every word of every name of theirs begins, sorted once."""

    def __init__(self, named: Iterable[Named]) -> None:
        self.answers: list[dict[str, Any]] = []
        self._keys: list[Key] = []
        for answer, names in named:
            self._add(answer, names)
        self._keys.sort()
        # Only what is the same however many partners there are, and by first letter, which is seldom the wrong one:
        # looking for likeness costs by the number of names.
        self._spelled: defaultdict[str, dict[str, int]] = defaultdict(dict)
        for key, rank, _, number in self._keys:
            if rank < LATER and self.answers[number]["kind"] not in ("organization", "service"):
                self._spelled[key[0]][key] = number

    def _add(self, answer: dict[str, Any], names: Iterable[tuple[str, int]]) -> None:
        number = len(self.answers)
        self.answers.append(answer)
        for name, rank in names:
            words = _key(name).split()
            self._keys += [
                (" ".join(words[at:]), rank + (LATER if at else 0), answer["label"], number) for at in range(len(words))
            ]

    def beginning(self, asked: str) -> Iterator[tuple[int, str, int]]:
        """Rank, label and number of what begins so."""
        start = bisect_left(self._keys, (asked,))
        for key, rank, label, number in takewhile(
            lambda key: key[0].startswith(asked), self._keys[start : start + REACH]
        ):
            # Who types the whole name of a partner means that partner.
            whole = key == asked and rank < LATER and self.answers[number]["kind"] == "organization"
            yield (-1 if whole else rank), label, number

    def alike(self, asked: str, limit: int) -> Iterator[tuple[float, str, int]]:
        """Likeness, beginning and number of what is written nearly so, the most alike first."""
        near = self._spelled.get(asked[0], {})
        for key, score, _ in process.extract(asked, near.keys(), scorer=fuzz.ratio, score_cutoff=ALIKE, limit=limit):
            yield score, key, near[key]


class Suggester:
    """Suggestions for one version of the atlas, with those of the lexicon, which are the same for every version."""

    def __init__(self, atlas: Atlas, said: Beginnings | None = None) -> None:
        """`said` are concepts by what they are called and what people say (`said_of`)."""
        self._sources = (*((said,) if said else ()), Beginnings(_entries(atlas)))

    def suggest(self, text: str, limit: int) -> list[dict[str, Any]]:
        """At most `limit` answers whose name has a word that begins like this; whole beginnings before later words."""
        asked = _key(text)
        if not asked:
            return []
        # Half of a Dutch ij is folded to y.
        beginnings = (asked, f"{asked[:-1]}y") if asked.endswith("i") else (asked,)
        found = sorted(
            (rank, label, source, number)
            for source, each in enumerate(self._sources)
            for begun in beginnings
            for rank, label, number in each.beginning(begun)
        )
        places = [(source, number) for _, _, source, number in found]
        if not places and len(asked) >= SHORTEST:
            # Of one spelling first what is called so, then what has it for another name.
            near = sorted(
                (-likeness, key, _key(each.answers[number]["label"]) != key, source, number)
                for source, each in enumerate(self._sources)
                for likeness, key, number in each.alike(asked, limit)
            )
            places = [(source, number) for *_, source, number in near]
        return [self._sources[source].answers[number] for source, number in dict.fromkeys(places)][:limit]


def said_of(concepts: Iterable[Concept]) -> Beginnings:
    """The concepts by their names, then by the phrases of people."""
    return Beginnings(_said(each) for each in concepts)


def _said(each: Concept) -> Named:
    answer, names = _called(
        {"kind": "concept", "label": each.preferred, "concept": each.concept}, each.preferred, *each.synonyms
    )
    phrases = (SLOT.sub("", phrase) for phrases in each.phrases.values() for phrase in phrases)
    return answer, [*names, *((phrase, PHRASE) for phrase in phrases)]


def _entries(atlas: Atlas) -> Iterator[Named]:
    for parameter, dimension in (("topic", "topics"), ("function", "functions"), ("audience", "audiences")):
        tree = atlas.trees.get(dimension)
        for term in tree.terms.values() if tree else ():
            answer = {"kind": parameter, "label": term.label, "term": term.slug}
            yield _called(answer, term.label, *term.alternate_labels, *term.labels.values())
    catalogue = atlas.catalogue
    for id in catalogue.ids("organization"):
        organization = catalogue.organization(id)
        answer = {"kind": "organization", "label": organization.name, "slug": organization.slug, "id": id}
        yield _called(answer, organization.name, *organization.alternate_names, *organization.former_names)
    for id in catalogue.ids("service"):
        service = catalogue.service(id)
        answer = {"kind": "service", "label": service.name, "slug": service.slug, "id": id}
        yield _called(answer, service.name, *service.alternate_names)


def _called(answer: dict[str, Any], name: str, *others: str) -> Named:
    rank = RANKS[answer["kind"]]
    return answer, [(name, rank), *((other, OTHER + rank) for other in others)]


def _key(text: str) -> str:
    """A text as its beginnings are compared; other scripts keep their letters."""
    return fold(text) or " ".join(tokens(text))
