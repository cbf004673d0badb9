"""Words: what people looked for and did not find, the terms of the directory, and the phrases of the lexicon.

Terms are records and are edited here. The lexicon is read from files when a server starts, and is shown here.
"""

from collections.abc import Sequence
from typing import Any

from msgspec import Struct, structs

from directory.gate import reply
from directory.lexicon import Concept
from directory.model import Vocabulary
from directory.text import fold
from directory.web.desk.forms import number
from directory.web.desk.frame import Visit, does, sees
from directory.web.desk.vocabularies import form, open_term, typed_of

HOME = "/beheer/woorden"
PAGE = 50
LONGEST = 60
# What somebody looks for is about one of these; a channel or a condition is no answer to a word.
ANSWERING = ("topics", "functions", "audiences")


class Phrase(Struct, frozen=True, kw_only=True):
    """A concept of the lexicon: its name, how many phrases in how many languages, and how often it is asked for."""

    concept: str
    name: str
    phrases: int
    languages: int
    leads_to: tuple[str, ...]
    asked: int
    reviewed: bool


def routes() -> list[Any]:
    """The page, choosing a term for a word, and the lexicon."""
    return [words, choose, lexicon]


@sees(HOME, "edit-lexicon")
def words(visit: Visit) -> reply.Ready:
    """What was not found, and the vocabularies."""
    return _page(visit)


@does(f"{HOME}/kies", "edit-lexicon")
def choose(visit: Visit) -> reply.Ready:
    """The form of a term with this word among its other words: nothing is written yet.

    By POST, since a word that somebody looked for does not belong in an address.
    """
    slug, _, term = visit.text("term").partition("/")
    word = visit.text("word")[:LONGEST]
    if not (slug and term and word):
        return _page(visit, fault="Kies een begrip en een woord.")
    opened = open_term(visit, slug, term)
    typed = typed_of(opened.term)
    return form(visit, opened, structs.replace(typed, other=f"{typed.other}\n{word}".strip()))


@sees(f"{HOME}/zoekwoorden", "edit-lexicon")
def lexicon(visit: Visit) -> reply.Ready:
    """The concepts of the lexicon, the ones that are asked for most first."""
    asked = dict(visit.house.counts.concepts())
    found = sorted(visit.house.words.concepts, key=lambda each: (-asked.get(each.concept, 0), fold(each.preferred)))
    last = max(1, -(-len(found) // PAGE))
    page = min(last, max(1, number(visit.asked("pagina")) or 1))
    shown = found[(page - 1) * PAGE : page * PAGE]
    concepts = [_phrase(each, asked.get(each.concept, 0), visit) for each in shown]
    return visit.page("lexicon.html", concepts=concepts, total=len(found), page=page, last=last)


def unmet(visit: Visit) -> list[tuple[str, int]]:
    """Words that found nothing on many days, and that no term is called by since; on how many days each."""
    called = {
        fold(each)
        for vocabulary in visit.house.atlas.catalogue.vocabularies()
        for term in vocabulary.terms
        for each in (term.label, *term.alternate_labels)
    }
    return [(word, days) for word, days in visit.house.counts.unmet() if fold(word) not in called]


def _page(visit: Visit, *, fault: str = "") -> reply.Ready:
    catalogue = visit.house.atlas.catalogue
    every = catalogue.vocabularies()
    return visit.page(
        "words.html",
        status=400 if fault else 200,
        fault=fault,
        unmet=unmet(visit),
        vocabularies=every,
        answering=[each for each in every if each.slug in ANSWERING],
        divisions=len(catalogue.divisions()),
        concepts=len(visit.house.words.concepts),
        typed=visit.text("word")[:LONGEST],
        sorted_terms=_sorted_terms,
    )


def _sorted_terms(vocabulary: Vocabulary) -> Sequence[tuple[str, str]]:
    return sorted(((each.slug, each.label) for each in vocabulary.terms), key=lambda each: fold(each[1]))


def _phrase(concept: Concept, asked: int, visit: Visit) -> Phrase:
    catalogue = visit.house.atlas.catalogue
    return Phrase(
        concept=concept.concept,
        name=concept.preferred,
        phrases=sum(map(len, concept.phrases.values())) + len(concept.synonyms),
        languages=len(concept.phrases),
        leads_to=tuple(each for each in concept.pinned if catalogue.partner_or_door(each) is not None),
        asked=asked,
        reviewed=concept.reviewed_by != "none",
    )
