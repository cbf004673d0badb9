"""From a pasted paragraph to a proposal that somebody can correct: terms by their labels, and what the lexicon hears.

Nothing is guessed beyond that: what is not said stays open, and `needs-input` asks for it.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from directory.atlas.terms import Tree
from directory.coverage.alike import KINDS
from directory.coverage.proposal import Proposal
from directory.coverage.week import read_hours
from directory.lexicon import Understood, lemmas, tokens
from directory.lexicon.languages import LANGUAGES
from directory.model import Schedule
from directory.text import plain

ALWAYS = ("24/7", "24 uur per dag", "dag en nacht", "24 uurs", "24-uurs")
LONGEST = 6
# So many words before a term a "not" is about it.
DENIED = 4
NOT = frozenset({"niet", "geen", "zonder", "behalve"})
NEAR = 40
STRETCH = re.compile(r"\b(\d{1,2}(?:[:.]\d{2})?)\s*(?:uur)?\s*(?:-|–|tot)\s*(\d{1,2}(?:[:.]\d{2})?)\s*uur")
DAY = r"(?:(?:maan|dins|woens|donder|vrij|zater|zon)dag(?:ochtend|middag|avond)?s?\b|\b(?:ma|di|wo|do|vr|za|zo)\b)"
DAYS_NAMED = re.compile(
    r"elke (?:dag|avond)|dagelijks|(?:op )?werkdagen|doordeweeks|(?:in het )?weekend|"
    rf"\b{DAY}(?:\s*(?:-|t/m|tot en met)\s*{DAY})?"
)
ENGLISH = {"en": "english", "tr": "turkish", "ar": "arabic", "pl": "polish", "uk": "ukrainian", "de": "german"}
SPOKEN = {
    code: {*tokens(name), *tokens(f"{name}e"), *tokens(f"{name}talig"), *tokens(ENGLISH.get(code, name))}
    for code, name in LANGUAGES.items()
    if code not in ("nl", "dse")
}
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
    # Of a sentence about a subject that is not here nothing was heard, nor of "a contact point to report" by itself.
    heard = [
        meant.concept
        for each in understood
        for meant in each.concepts[:1]
        if meant.strength >= HEARD and each.outside is None and not KINDS.issuperset(tokens(meant.phrase))
    ]
    for dimension in ("functions", "topics", "audiences"):
        # Whoever names a term means that one; what the lexicon hears is for what was said in other words.
        if not found[dimension]:
            # A concept about a way to get in touch ("via WhatsApp") says nothing of the subject.
            about = [each for each in heard if not (dimension == "topics" and each.channels)]
            found[dimension] = [term for concept in about for term in getattr(concept, dimension)]
    said = plain(text)
    spoken = {*tokens(text)}
    named = [code for code, names in SPOKEN.items() if not spoken.isdisjoint(names)]
    return Proposal(
        title=title,
        functions=tuple(dict.fromkeys(found["functions"])),
        topics=_without_broader(dict.fromkeys(found["topics"]), trees.get("topics")),
        audiences=tuple(dict.fromkeys(found["audiences"])),
        area=tuple(area),
        channels=tuple(found["channels"]),
        hours=Schedule(always=True) if any(each in said for each in ALWAYS) else _hours(said),
        languages=tuple(named),
        conditions=tuple(found["conditions"]),
    )


def _hours(said: str) -> Schedule | None:
    """The hours of the first stretch of time that is named with its days, or of every day."""
    times = STRETCH.search(said)
    if times is None:
        return None
    before = said[max(0, times.start() - NEAR) : times.start()]
    days = [*DAYS_NAMED.finditer(before)]
    if not days:
        # On which days was not said, and every day is not what it means.
        return None
    try:
        return read_hours(f"{days[-1][0]} {times[1]}-{times[2]}".replace(".", ":"))
    except ValueError:
        return None


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
                if NOT.isdisjoint(said[max(0, start - DENIED) : start]):
                    yield names[key]
                start += length - 1
                break
        start += 1


def _without_broader(topics: Mapping[str, None], tree: Tree | None) -> tuple[str, ...]:
    """Who writes of femicide and of domestic violence proposes something about femicide."""
    above = {broader for each in topics for broader in (tree.above.get(each, ()) if tree else ())}
    return tuple(each for each in topics if each not in above)
