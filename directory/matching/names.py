"""One name of an organization, taken apart: what tells it from others, where it works, and what everybody is called.

`Stichting Veilig Thuis regio Twente` has the core `veilig thuis`, the place Twente, and no kind of its own.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from msgspec import Struct, structs
from rapidfuzz.distance import OSA

from directory.matching.places import Places
from directory.matching.words import COMPASS, GENERIC, LEGAL, LEGAL_LONG, NATIONAL, PARTS, STOP, same_letters
from directory.text import plain, words

DOTTED = re.compile(r"\b(?:\w\.){2,}(?:\w\b)?")
SITE = re.compile(r"\b(?:https?://)?(?:www\.)?([\w-]{3,})\.(?:nl|org|com|net|info|eu|nu)\b")
NUMBER = re.compile(r"\d+")
BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
# Of a text of any length so much is compared: an answer in time for a name that is a page long.
LONGEST_NAME = 300
MOST_TOKENS = 40
LONGEST_ACRONYM = 6


class Name(Struct, frozen=True, kw_only=True, eq=False):
    """A name taken apart. Words are plain and without legal forms.

    `whole` is everything in one string, `content` the same without stop words, `ordered` with its words sorted; two
    names are equal when one of these `forms` is. `core` is what is left without places, general words and numbers
    of parts, with its words sorted, and `line` the same in one string: two names with one core are of one network
    at least. `places` is a mask of municipalities (`Places`), 0 when no place is named. `bare_initials` are those
    without the places. `first`: what it is called, not what it is called too.
    """

    text: str
    whole: str
    content: str
    ordered: str
    forms: frozenset[str]
    core: str
    line: str
    tokens: tuple[str, ...]
    cores: frozenset[str]
    kinds: frozenset[str]
    marks: frozenset[str]
    numbers: frozenset[str]
    places: int
    placed: frozenset[str]
    national: bool
    distinctive: bool
    acronym: str | None
    initials: frozenset[str]
    bare_initials: str
    first: bool = False


def names_of(text: str, places: Places, *, first: bool = False) -> tuple[Name, ...]:
    """A written name and what it holds: itself, without its brackets, and both sides of a stroke. Empty: nothing."""
    text = text[:LONGEST_NAME]
    whole = parse(text, places)
    if whole is None:
        return ()
    found = [whole]
    for piece in _variants(text):
        alone = parse(piece, places)
        # "Politie (district Twente)" is not what everybody means who says "politie".
        if alone is not None and (alone.distinctive or alone.places):
            found.append(_piece(alone, whole))
    return tuple(structs.replace(each, first=True) for each in found) if first else tuple(found)


def _variants(text: str) -> Iterator[str]:
    bare = BRACKETS.sub(" ", text)
    if bare != text:
        yield bare
    sides = bare.split(" / ")
    if len(sides) > 1:
        yield from sides


def _piece(alone: Name, whole: Name) -> Name:
    """A piece of a name: what the whole says of places and numbers holds for the piece."""
    return structs.replace(
        alone,
        numbers=alone.numbers | whole.numbers,
        # Hengelo (Gld) without its brackets is no other Hengelo.
        places=whole.places or alone.places,
        placed=alone.placed | whole.placed,
        national=alone.national or whole.national,
    )


def parse(text: str, places: Places) -> Name | None:
    """One name taken apart; None when there is no letter or digit in it."""
    tokens = _tokens(text)
    if not tokens:
        return None
    rest, placed, mask = places.split(tokens)
    content = [each for each in tokens if each not in STOP] or list(tokens)
    # "Wijkteam gemeente Borne" is the wijkteam of Borne; "gemeente Borne" is the municipality.
    more = any(each not in STOP and each != "gemeente" for each in rest)
    rest = [each for each in rest if each not in STOP and not (more and each == "gemeente")] or (
        [] if mask else list(tokens)
    )
    core, kinds, marks = _sorted_out(rest)
    own = [each for each in core if each not in NATIONAL]
    cores = own or kinds or [each for each in rest if each not in NATIONAL] or content
    whole, plainly, ordered = "".join(tokens), "".join(content), "".join(sorted(set(content)))
    return Name(
        text=text.strip(),
        whole=whole,
        content=plainly,
        ordered=ordered,
        forms=frozenset((whole, plainly, ordered)),
        core=" ".join(sorted(set(cores))),
        line="".join(cores),
        tokens=tuple(content),
        cores=frozenset(cores),
        kinds=frozenset(kinds),
        marks=frozenset(marks),
        numbers=frozenset(NUMBER.findall(" ".join(content))),
        places=mask,
        placed=frozenset(placed),
        national=not NATIONAL.isdisjoint(rest),
        distinctive=any(len(each) > 1 for each in own),
        acronym=_acronym(own or rest, content),
        initials=_initials(tokens, content, rest),
        bare_initials="".join(each[0] for each in rest),
    )


def _sorted_out(rest: Iterable[str]) -> tuple[list[str], list[str], list[str]]:
    """Words that tell it apart, words for what kind of thing it is, words that make it a part of something."""
    core: list[str] = []
    kinds: list[str] = []
    marks: list[str] = []
    for each in rest:
        if each in PARTS or each in COMPASS or len(each) == 1:
            marks.append(each)
        elif each in GENERIC:
            kinds.append(each)
        else:
            core.append(each)
    return core, kinds, marks


def _tokens(text: str) -> tuple[str, ...]:
    """The words of a name without legal forms; all of them when nothing else is left."""
    lowered = SITE.sub(r" \1 ", plain(text))
    lowered = DOTTED.sub(lambda found: found.group().replace(".", ""), lowered)
    found = [each for each in (_same_letters(word) for word in words(lowered)) if each][:MOST_TOKENS]
    found = [each.removeprefix(LEGAL_LONG[0]) or each for each in found]
    kept = [each for at, each in enumerate(found) if not _legal(each, first=at == 0)]
    return tuple(kept or found)


_same_letters = lru_cache(maxsize=65_536)(same_letters)


@lru_cache(maxsize=65_536)
def _legal(word: str, *, first: bool) -> bool:
    if word in LEGAL or (first and word == "st"):
        return True
    return len(word) > 7 and any(OSA.distance(word, each, score_cutoff=1) <= 1 for each in LEGAL_LONG)


def _acronym(own: list[str], content: list[str]) -> str | None:
    """The letters of a name that may be an acronym: one short word, whatever place stands beside it."""
    short = own if len(own) == 1 else content
    letters = "".join(short) if len(short) <= 2 else ""
    return letters if 2 <= len(letters) <= LONGEST_ACRONYM and letters.isalpha() else None


def _initials(tokens: Iterable[str], content: list[str], rest: list[str]) -> frozenset[str]:
    """First letters of all words, without stop words, and without places."""
    every = ("".join(word[0] for word in some) for some in (tokens, content, rest))
    return frozenset(each for each in every if 2 <= len(each) <= LONGEST_ACRONYM)
