"""What a file is called, made harmless: it stands on pages, in history and in the facts of what came out of it."""

import re
import unicodedata

from directory.text import CONTROL, INVISIBLE
from directory.validation import holds_address

MOST = 80
NAMELESS = "bestand"


def harmless(name: str) -> str:
    """The last part of a name, without what cannot be seen or leads elsewhere; `bestand` when nothing is left.

    A name with an address in it is none: the address may be that of a shelter.
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    plain = INVISIBLE.sub("", CONTROL.sub(" ", last))
    seen = "".join(each for each in plain if unicodedata.category(each)[0] != "C")
    told = " ".join(re.sub(r'[<>:"|?*]', " ", seen).split()).strip(". ")
    stem, dot, end = told.rpartition(".")
    short = f"{stem[:MOST]}{dot}{end[:10]}" if dot and stem else told[:MOST]
    return NAMELESS if not short or holds_address(re.sub(r"[-_.]", " ", short)) else short
