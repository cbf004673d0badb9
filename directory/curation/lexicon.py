"""Does the lexicon hold together: no phrase for two concepts, none that its own name does not reach, no dead end."""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from directory.atlas import Atlas
from directory.curation.finding import Finding, Level
from directory.lexicon import Concept, Lexicon, Words

DIMENSIONS = ("topics", "functions", "audiences", "channels", "conditions")


def findings_of(words: Words, atlas: Atlas) -> Iterator[Finding]:
    """What a curator of the lexicon should look at."""
    lexicon = Lexicon(words)
    for concept in words.concepts:
        yield from _dead_ends(concept, atlas)
        if not any(each.concept is concept for each in lexicon.understand(concept.preferred).concepts):
            sentence = f"Its own name “{concept.preferred}” does not lead to it; add phrases, or join it with another."
            yield _finding(concept, "preferred", "unreachable", sentence, "incomplete")
    yield from _clashes(lexicon)
    unread = [each for each in words.concepts if each.reviewed_by == "none"]
    if unread:
        sentence = (
            f"{len(unread)} of {len(words.concepts)} concepts were not read by a native speaker of each language."
        )
        yield _finding(unread[0], "reviewed_by", "unreviewed", sentence, "incomplete")


def _dead_ends(concept: Concept, atlas: Atlas) -> Iterator[Finding]:
    pinned = {"pinned": concept.pinned, "never": concept.never}
    pinned |= {f"pinned_for.{role}": slugs for role, slugs in concept.pinned_for.items()}
    for field, slugs in pinned.items():
        for slug in slugs:
            if atlas.catalogue.partner_or_door(slug) is None:
                yield _finding(concept, field, "unknown", f"There is no partner or door “{slug}”; take it out.")
    for dimension in DIMENSIONS:
        tree = atlas.trees.get(dimension)
        for slug in getattr(concept, dimension):
            if tree is not None and tree.resolve(slug) is None:
                yield _finding(concept, dimension, "unknown", f"There is no term “{slug}” in {dimension}.")


def _clashes(lexicon: Lexicon) -> Iterator[Finding]:
    """Phrases of which the telling words are the same for two concepts."""
    said: defaultdict[object, dict[str, str]] = defaultdict(dict)
    for concept, key, phrase in lexicon.phrases():
        said[key].setdefault(concept.concept, phrase)
    by_name: Mapping[str, Concept] = {each.concept: each for each in lexicon.concepts}
    for of in said.values():
        first, *others = of
        for other in others:
            sentence = f"“{of[other]}” also stands for {first} (“{of[first]}”): choose one."
            yield _finding(by_name[other], "phrases", "clash", sentence)


def _finding(concept: Concept, field: str, code: str, sentence: str, level: Level = "contradiction") -> Finding:
    return Finding(
        level=level,
        kind="concept",
        id=concept.concept,
        slug=concept.concept,
        name=concept.preferred,
        field=field,
        code=code,
        sentence=sentence,
    )
