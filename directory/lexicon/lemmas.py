"""Words brought to their dictionary form, so that `moskeeën` finds `moskee` and `geslagen` finds `slaan`."""

import re
from functools import lru_cache

import simplemma

from directory.text import normal, plain

WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")

# What ends a word of plain ASCII.
GAPS = {each: " " for each in range(128) if not chr(each).isalnum()}

# Dutch words that say nothing about what somebody looks for. Negations are not among them.
# ruff: noqa: SIM905  a list of fifty quoted words reads worse
STOP_WORDS = frozenset(
    """aan al als bij daar dan dat de deze die dit door een en er het hun iets ik in is je mijn maar me met mij naar nu
    of om onder ons ook op over te tot uit van voor waar wat we wel werd wie wij wordt zich zij zijn zo zou""".split()
)


# One apostrophe for both shapes, and a Turkish capital that lower case would take apart.
SPELLINGS = str.maketrans({"’": "'", "ʼ": "'", "İ": "i"})


def lemma(word: str) -> str:
    """The dictionary form of one lower-case Dutch word, plain; the word itself, plain, when it is not known.

    simplemma rather than a stemmer: Snowball's Dutch turns `geweld` into `wel` (DOMAIN 4.2).
    """
    return plain(simplemma.lemmatize(word, lang="nl"))


def lemmas(text: str) -> list[tuple[str, str]]:
    """The words of a text as (plain word, lemma), in order, stop words left out."""
    found = (_pair(word) for word in _written(text))
    return [pair for pair in found if pair[0] not in STOP_WORDS]


def forms(text: str) -> set[str]:
    """The words and lemmas of a text, each once: what it can be found by."""
    return set().union(*map(_forms, _written(text))) if text else set()


def _written(text: str) -> list[str]:
    """The words of a text in lower case, as they are written."""
    if text.isascii() and "'" not in text:
        # The same, several times as fast; most texts are so.
        return text.lower().translate(GAPS).split()
    return WORD.findall(normal(text).translate(SPELLINGS).casefold())


@lru_cache(maxsize=200_000)
def _pair(word: str) -> tuple[str, str]:
    return plain(word), lemma(word)


@lru_cache(maxsize=200_000)
def _forms(word: str) -> tuple[str, ...]:
    pair = _pair(word)
    return () if pair[0] in STOP_WORDS else pair
