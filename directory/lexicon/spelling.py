"""Words as people type them in seven languages, brought to forms in which they can be compared."""

import re

from directory.text import normal, plain

WORD = re.compile(r"[^\W_]+")
APOSTROPHES = str.maketrans(dict.fromkeys("'’‘ʼ`´ʹ′", ""))
# What NFKD leaves apart in Arabic: the last letters that are written in two ways, and the stretching stroke.
ARABIC = str.maketrans({"ى": "ي", "ة": "ه", "ـ": None, "گ": "ك", "ی": "ي", "ک": "ك"})
# Article, particles and pronouns that Arabic writes as one with the word; the longest first.
ARABIC_HEADS = ("وال", "بال", "فال", "كال", "لل", "ال", "و", "ف", "ب", "ل")
ARABIC_TAILS = ("تني", "وني", "ني", "ها", "هم", "نا", "كم", "ين", "ون", "ات", "ي", "ه", "ك", "ا")
STEM = 5


def tokens(text: str) -> list[str]:
    """The words of a text, plain: lower case, without diacritics and apostrophes, Arabic letter forms as one."""
    return WORD.findall(plain(normal(text).translate(APOSTROPHES)).translate(ARABIC))


def stem(word: str) -> str:
    """The beginning of a plain word: for languages with many endings as good as a dictionary, and much smaller."""
    return _arabic_stem(word) if script(word) == "arabic" else word[:STEM]


def _arabic_stem(word: str) -> str:
    """An Arabic word without article, leading particle and pronoun, as long as three letters remain."""
    for head in ARABIC_HEADS:
        if word.startswith(head) and len(word) - len(head) >= 3:
            word = word.removeprefix(head)
            break
    for tail in ARABIC_TAILS:
        if word.endswith(tail) and len(word) - len(tail) >= 3:
            word = word.removesuffix(tail)
            break
    return word


def script(word: str) -> str:
    """`arabic`, `cyrillic` or `latin`, by the first letter."""
    if "\u0600" <= word[0] <= "\u06ff":
        return "arabic"
    return "cyrillic" if "\u0400" <= word[0] <= "\u04ff" else "latin"
