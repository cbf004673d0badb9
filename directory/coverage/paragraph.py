"""From a pasted paragraph to a proposal that somebody can correct: terms by their labels, and what the lexicon hears.

Nothing is guessed beyond that: what is not said stays open, and `needs-input` asks for it.
"""

from collections.abc import Iterator, Mapping, Sequence

from directory.atlas.terms import Tree
from directory.coverage.proposal import Proposal
from directory.coverage.words import LANGUAGES
from directory.lexicon import Understood, lemmas
from directory.model import Schedule
from directory.text import plain

ALWAYS = ("24/7", "24 uur per dag", "dag en nacht", "24 uurs", "24-uurs")
LONGEST = 6
READ = ("functions", "topics", "audiences", "channels", "conditions")
# Below this a concept was hardly heard in so long a text.
HEARD = 0.55
# Words that stand for a function and for other things as well; the longer labels still count.
TOO_COMMON = frozenset({("voorkomen",), ("gezondheid",), ("wonen",), ("recht", "regel")})


def read_paragraph(
    text: str, title: str, trees: Mapping[str, Tree], understood: Sequence[Understood], area: Sequence[str]
) -> Proposal:
    """What this text proposes. `understood` are its sentences as the lexicon reads them, `area` the places it names."""
    found = {dimension: list(dict.fromkeys(_labels(text, trees.get(dimension)))) for dimension in READ}
    heard = [meant.concept for each in understood for meant in each.concepts[:1] if meant.strength >= HEARD]
    for dimension in ("functions", "topics", "audiences"):
        # Whoever names a term means that one; what the lexicon hears is for what was said in other words.
        if not found[dimension]:
            found[dimension] = [term for concept in heard for term in getattr(concept, dimension)]
    said = plain(text)
    named = [code for code, name in LANGUAGES.items() if plain(name) in said.split() and code != "nl"]
    return Proposal(
        title=title,
        functions=tuple(dict.fromkeys(found["functions"])),
        topics=_without_broader(dict.fromkeys(found["topics"]), trees.get("topics")),
        audiences=tuple(dict.fromkeys(found["audiences"])),
        area=tuple(area),
        channels=tuple(found["channels"]),
        hours=Schedule(always=True) if any(each in said for each in ALWAYS) else None,
        languages=tuple(named),
        conditions=tuple(found["conditions"]),
    )


def _labels(text: str, tree: Tree | None) -> Iterator[str]:
    """Terms whose label, or another one, stands in the text, in any form; the longest that fits at each place."""
    if tree is None:
        return
    names: dict[tuple[str, ...], str] = {}
    for term in tree.terms.values():
        slugs = (each.replace("-", " ") for each in (term.slug, *term.aliases))
        for label in (term.label, *term.alternate_labels, *slugs):
            names.setdefault(tuple(lemma for _, lemma in lemmas(label)), term.slug)
    said = [lemma for _, lemma in lemmas(text)]
    start = 0
    while start < len(said):
        for length in range(min(LONGEST, len(said) - start), 0, -1):
            key = tuple(said[start : start + length])
            if key in names and key not in TOO_COMMON:
                yield names[key]
                start += length - 1
                break
        start += 1


def _without_broader(topics: Mapping[str, None], tree: Tree | None) -> tuple[str, ...]:
    """Who writes of femicide and of domestic violence proposes something about femicide."""
    above = {
        broader
        for each in topics
        if tree and each in tree.terms
        for broader in tree.answers[each]
        if tree.terms[each].broader and broader != each and _is_above(tree, broader, each)
    }
    return tuple(each for each in topics if each not in above)


def _is_above(tree: Tree, broader: str, term: str) -> bool:
    at = tree.terms[term].broader
    while at is not None:
        if at == broader:
            return True
        at = tree.terms[at].broader
    return False
