"""Words as people write them, brought to one form. No meaning here: lemmas and concepts live in `lexicon/`."""

import re
import unicodedata
from collections.abc import Sequence

INVISIBLE = re.compile(r"[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
OTHER = re.compile(r"[^0-9a-z]+")
WORD = re.compile(r"\w+", re.UNICODE)
# How a number begins, as `digits` gives it, that is made for the whole country.
NATIONAL_PHONES = ("0800", "0900", "0906", "0909", "11")
# Letters that NFKD leaves whole, in the languages that Dutch readers type.
LETTERS = str.maketrans({"ı": "i", "ł": "l", "ß": "ss", "ø": "o", "æ": "ae", "œ": "oe", "đ": "d"})


def normal(text: str) -> str:
    """One Unicode form (NFKC), without invisible or control characters, white space single."""
    whole = text if text.isascii() else INVISIBLE.sub("", unicodedata.normalize("NFKC", text))
    return " ".join(CONTROL.sub(" ", whole).split())


def plain(text: str) -> str:
    """Lower case without diacritics; other scripts keep their letters."""
    if text.isascii():
        return normal(text).lower()
    lowered = normal(text).casefold().translate(LETTERS)
    return "".join(each for each in unicodedata.normalize("NFKD", lowered) if not unicodedata.combining(each))


def fold(text: str) -> str:
    """The form in which names of places are compared: ASCII, lower case, `ij` as `y`, the rest to single spaces."""
    return OTHER.sub(" ", plain(text).encode("ascii", "ignore").decode().replace("ij", "y")).strip()


def words(text: str) -> list[str]:
    """The words of a text, plain, in order: `Één adviesgesprek` gives `een`, `adviesgesprek`."""
    return WORD.findall(plain(text))


def slug(text: str) -> str:
    """A name as it stands in an address: `Veilig Thuis Twente` is `veilig-thuis-twente`."""
    return OTHER.sub("-", plain(text).encode("ascii", "ignore").decode()).strip("-")


def digits(text: str) -> str:
    """A phone number as it is compared: digits only, `+31` and `0031` as `0`."""
    number = re.sub(r"[^0-9+]", "", text)
    return re.sub(r"^(?:\+|00)31", "0", number).lstrip("+")


def listed(names: Sequence[str], last: str = "en") -> str:
    """`a, b en c`; with `last="of"` as a choice."""
    return f"{', '.join(names[:-1])} {last} {names[-1]}" if len(names) > 1 else "".join(names)
