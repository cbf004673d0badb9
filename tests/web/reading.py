"""How hard our Dutch is to read: sentences, syllables, a formula, common words; and where all our screen texts are.

A measure and no judge: a formula sees long words and long sentences, not whether a text makes sense or is kind.
"""

import html
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from babel.messages.extract import DEFAULT_KEYWORDS, extract

from directory.lexicon.lemmas import lemma
from directory.text import plain

WEB = Path(__file__).parents[2] / "directory" / "web"
COMMON_WORDS = Path(__file__).parent / "common_words.txt"

# What gettext calls are named here: `_()`, `N_()`, and those of a language, `speech.say()` and `speech.count()`.
KEYWORDS: dict[str, Any] = {**DEFAULT_KEYWORDS, "say": None, "count": (1, 2)}
OPTIONS = {"silent": "false", "newstyle_gettext": "true"}

# A word or a code; digits in it make it a number.
TOKEN = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
TAG = re.compile(r"</?[a-zA-Z][^>]*>")
ADDRESS = re.compile(r"https?://\S+|www\.\S+|\S+@\S+|\b[\w-]+(?:\.[\w-]+)*\.(?:nl|org|com|eu)\b\S*|(?<!\S)/[\w/-]+")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\{.*?\}\}|\{\w*\}")
# What stands for an address or a placeholder: it counts in the length of a sentence, and nowhere else.
STAND_IN = "0"
# A mark, then a space and a beginning: `bijv. een` goes on. A blank line ends a sentence too.
SENTENCE_END = re.compile(r"(?<=[.!?…])[\"'”’)»]*\s+(?=[\"'“‘(«]*[^\Wa-zà-ÿ_])|\n\s*\n")

# One sound each, longest first. A letter with a diaeresis begins a sound, so it is only in what begins with it.
NUCLEUS = re.compile(
    r"""eau | aai | ooi | oei | e(?=um\b) | i(?=eu[^w\W]) | ieu | eeu
      | aa | ee | oo | uu | ie | eu | oe | ui | ij | ei | ai | oi | ou | au
      | [äëïöü][eiouy]? | [aeo]y | [aeiouyáàâéèêíìîóòôúùû]""",
    re.VERBOSE,
)
# Loan words that are said with fewer sounds than they are written with, and `u` after `q`.
LOANS = (
    (re.compile(r"team"), "tim"),
    (re.compile(r"coach"), "coch"),
    (re.compile(r"(?<=down)load|(?<=up)load"), "lod"),
    (re.compile(r"(?<=on)line|(?<=off)line"), "lin"),
    (re.compile(r"site(?=s?\b)"), "sit"),
    (re.compile(r"qu"), "q"),
    (re.compile(r"\by(?=[aeiou])"), "j"),
)

# Between the parts of a compound: huis-arts-en-post, veiligheid-s-plan.
LINKS = ("", "s", "en", "e", "n")
# The shortest first parts: af-maken. Any other part has four letters, or three if it is very common.
PARTICLES = frozenset({"af", "in", "na", "om", "op"})
VERY_COMMON = 2000


class Message(NamedTuple):
    """A text that is on a screen, and where it is written: `pages/home.html`, 12."""

    text: str
    file: str
    line: int


def texts(folder: Path = WEB) -> list[Message]:
    """All our Dutch screen texts: the message ids in the pages and in the code beside them. Plurals are two texts."""
    pages = (message for path in sorted(folder.rglob("*.html")) for message in _extracted("jinja2", path, folder))
    code = (message for path in sorted(folder.rglob("*.py")) for message in _extracted("python", path, folder))
    return [*pages, *code]


def _extracted(method: str, path: Path, folder: Path) -> Iterator[Message]:
    options = OPTIONS if method == "jinja2" else {}
    with path.open("rb") as file:
        for line, found, _, _ in extract(method, file, KEYWORDS, options=options):
            for text in (found,) if isinstance(found, str) else found:
                yield Message(text, path.relative_to(folder).as_posix(), line)


def sentences(text: str) -> list[str]:
    """The sentences of a text, without markup. A label without a full stop is one too."""
    parts = (" ".join(part.split()) for part in SENTENCE_END.split(_bare(text)))
    return [part for part in parts if part]


def words(text: str) -> list[str]:
    """The words as they are written, without numbers, addresses and placeholders."""
    return [token for token in TOKEN.findall(_bare(text)) if not any(each.isdigit() for each in token)]


def length(sentence: str) -> int:
    """Words in a sentence; a number, an address and a placeholder are each one."""
    return len(TOKEN.findall(_bare(sentence)))


def longest_sentence(text: str) -> str:
    """The sentence with most words, the first of those; empty for a text without one."""
    return max(sentences(text), key=length, default="")


def _bare(text: str) -> str:
    """A text as it is read: without tags, entities and soft hyphens, with stand-ins for what is filled in."""
    read = html.unescape(TAG.sub("", text)).replace("\u00ad", "").replace("%%", "%")
    return ADDRESS.sub(STAND_IN, PLACEHOLDER.sub(STAND_IN, read))


def syllables(word: str) -> int:
    """How many syllables a Dutch word has, by its groups of vowels. What has no vowel is spelled: sms is three."""
    said = word.lower()
    for written, spoken in LOANS:
        said = written.sub(spoken, said)
    return len(NUCLEUS.findall(said)) or sum(each.isalpha() for each in word)


def flesch_douma(text: str) -> float:
    """How easy a text is to read, about 0 to 100, higher is easier.

    206.835 - 0.93 · words per sentence - 77 · syllables per word: W. H. Douma, De leesbaarheid van landbouwbladen
    (Landbouwhogeschool Wageningen, 1960), Flesch for Dutch. His table calls 60 to 70 normal, 70 to 80 fairly easy.
    """
    counted = [len(found) for each in sentences(text) if (found := words(each))]
    if not counted:
        return 100.0
    sounds = sum(map(syllables, words(text)))
    return 206.835 - 0.93 * sum(counted) / len(counted) - 77 * sounds / sum(counted)


def rare_words(text: str) -> list[str]:
    """The words that count and are not common, in lower case, in order."""
    return [word for word in counted_words(text) if not common(word)]


def share_of_common(texts: Iterable[str]) -> float:
    """Which part of all words that count is common; 1 when there are none."""
    answers = [common(word) for text in texts for word in counted_words(text)]
    return sum(answers) / len(answers) if answers else 1.0


def counted_words(text: str) -> list[str]:
    """The words in lower case without proper names: those with a capital that does not begin a sentence."""
    return [word.lower() for each in sentences(text) for word in _no_names(each)]


def _no_names(sentence: str) -> list[str]:
    """A first word is read as an ordinary one, unless it has more capitals: GGD, DigiD."""
    first = next(iter(TOKEN.findall(sentence)), "")
    found = words(sentence)
    return [
        word for at, word in enumerate(found) if word.islower() or (at == 0 and word == first and word[1:].islower())
    ]


@cache
def common(word: str) -> bool:
    """Whether a word, its dictionary form or all its parts are in the list of common words."""
    listed = _listed()
    if plain(word) in listed or lemma(word) in listed:
        return True
    return all(map(common, word.split("-"))) if "-" in word else _compound(plain(word))


def _compound(word: str) -> bool:
    """Whether a word is made of common parts, each with or without a link behind it."""
    return any(
        _part(word[:end]) and any(_rest(word[end:].removeprefix(link)) for link in LINKS if word[end:].startswith(link))
        for end in range(2, len(word) - 2)
    )


def _rest(word: str) -> bool:
    return (_part(word) and word not in PARTICLES) or _compound(word)


@cache
def _part(word: str) -> bool:
    if len(word) < 4:
        return word in PARTICLES or (len(word) == 3 and _listed().get(word, VERY_COMMON) < VERY_COMMON)
    return word in _listed() or lemma(word) in _listed()


@cache
def _listed() -> dict[str, int]:
    """The common words and their dictionary forms, plain, with their rank."""
    lines = COMMON_WORDS.read_text(encoding="utf-8").splitlines()
    found = [line for line in lines if not line.startswith("#")]
    ranks: dict[str, int] = {}
    for rank, word in enumerate(found):
        ranks.setdefault(plain(word), rank)
        ranks.setdefault(lemma(word), rank)
    return ranks
