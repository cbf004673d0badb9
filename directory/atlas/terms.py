"""Trees of terms, unfolded once: which terms a question for one term may also be answered by."""

from collections.abc import Iterable, Mapping

import msgspec

from directory.lexicon import forms
from directory.model import Term, Vocabulary
from directory.text import plain


class Tree(msgspec.Struct, frozen=True, kw_only=True):
    """One vocabulary as the atlas asks it.

    `above[t]` are the broader terms of `t`, the nearest first. `answers[t]` are the terms by which a door can be found
    under `t`: `t` itself, the broader ones (a door for all domestic violence covers stalking) and the narrower ones.
    `aliases` lead other spellings of a slug to it. `words` are those of all labels of a term. `spoken` gives for
    its label in another language, plain, the Dutch one.
    """

    dimension: str
    terms: Mapping[str, Term]
    aliases: Mapping[str, str]
    above: Mapping[str, tuple[str, ...]]
    answers: Mapping[str, frozenset[str]]
    found_under: Mapping[str, frozenset[str]]
    words: Mapping[str, frozenset[str]]
    spoken: Mapping[str, str]

    def resolve(self, slug: str) -> str | None:
        """The slug that this slug or alias stands for."""
        return slug if slug in self.terms else self.aliases.get(slug)


def grow(vocabulary: Vocabulary) -> Tree:
    """The tree of a vocabulary."""
    terms = {each.slug: each for each in vocabulary.terms}
    above = {slug: tuple(_above(slug, terms)) for slug in terms}
    answers = {slug: {slug, *above[slug]} for slug in terms}
    for slug, broader in above.items():
        for each in broader:
            answers[each].add(slug)
    return Tree(
        dimension=vocabulary.slug,
        terms=terms,
        aliases={alias: each.slug for each in vocabulary.terms for alias in each.aliases},
        above=above,
        answers={slug: frozenset(each) for slug, each in answers.items()},
        found_under={slug: frozenset(each for each in answers if slug in answers[each]) for slug in terms},
        words={each.slug: _words((each.label, *each.alternate_labels)) for each in vocabulary.terms},
        spoken={plain(label): each.label for each in vocabulary.terms for label in each.labels.values()},
    )


def _words(labels: Iterable[str]) -> frozenset[str]:
    return frozenset().union(*map(forms, labels))


def _above(slug: str, terms: Mapping[str, Term]) -> Iterable[str]:
    broader = terms[slug].broader
    while broader is not None:
        yield broader
        broader = terms[broader].broader
