"""Passphrases: which ones are good enough (NIST SP 800-63B-4, ASVS 6.2), and their hashes (argon2id).

Length decides, not composition: spaces and every script are welcome, nothing is cut off, nothing expires.
"""

import re
import secrets
import unicodedata
from collections.abc import Collection
from functools import cache
from typing import Protocol

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from directory.errors import Fault
from directory.text import plain

SHORTEST_ALONE, SHORTEST_WITH_SECOND, LONGEST = 15, 8, 256
# More signs than this are not even read: composed letters can become several.
READ = 4 * LONGEST
# ASVS appendix C.
MEMORY_KIB, PASSES, LANES = 19_456, 2, 1
# What is left of it beside words that everybody knows of us must be this long.
LEFT = 8
SHORTEST_CONTEXT = 4
# What lists from elsewhere do not have.
DUTCH = (
    "welkom wachtwoord geheim geheimpje gemeente hengelo enschede almelo borne twente overijssel nederland holland "
    "amsterdam feyenoord ajax oranje zomer winter lente herfst voorjaar najaar januari februari maart april juni juli "
    "augustus september oktober november december maandag dinsdag woensdag donderdag vrijdag zaterdag zondag "
    "toegang inloggen beheer beheerder gebruiker correctpaardbatterijnietje correcthorsebatterystaple"
)
ROWS = ("qwertyuiopasdfghjklzxcvbnm", "abcdefghijklmnopqrstuvwxyz", "1234567890", "azertyuiopqsdfghjklmwxcvbn")
SIGNS = re.compile(r"[\s!-/:-@\[-`{-~]+")
AROUND = "".join(map(chr, range(33, 65))) + "[\\]^_`{|}~ "
LEET = str.maketrans("@4301$5!7", "aaeoissit")


class Hasher(Protocol):
    """What makes hashes: argon2id, or a cheap one in a test."""

    def hash(self, password: str, /) -> str:
        """A hash with its own salt and parameters."""
        ...

    def verify(self, hash: str, password: str, /) -> bool:
        """Whether they belong together; may raise instead of saying no."""
        ...

    def check_needs_rehash(self, hash: str, /) -> bool:
        """Whether it was made with other parameters than today's."""
        ...


class Passphrases:
    """Makes and compares hashes. Comparing costs one computation, also when there is nothing to compare with."""

    def __init__(self, hasher: Hasher | None = None) -> None:
        self._hasher: Hasher = hasher or PasswordHasher(time_cost=PASSES, memory_cost=MEMORY_KIB, parallelism=LANES)
        self._nobody = ""

    def hash(self, passphrase: str) -> str:
        """A new hash."""
        return self._hasher.hash(spelled(passphrase))

    def fits(self, kept: str | None, passphrase: str) -> bool:
        """Whether this is it. Without a hash, or for what is too long to be one, no: after the same work."""
        # At the first try of all, whoever that is.
        self._nobody = self._nobody or self._hasher.hash(secrets.token_hex(16))
        too_long = len(passphrase) > READ
        try:
            right = self._hasher.verify(kept or self._nobody, spelled(passphrase[:READ]))
        except (VerificationError, InvalidHashError):
            return False
        return right and kept is not None and not too_long

    def outdated(self, kept: str) -> bool:
        """Whether this hash was made with other parameters than today's."""
        return self._hasher.check_needs_rehash(kept)


def spelled(passphrase: str) -> str:
    """One spelling for what looks alike (NFKC): an é is an é on every keyboard."""
    return unicodedata.normalize("NFKC", passphrase).encode("utf-8", "replace").decode()


def weak(passphrase: str, *, second_factor: bool, context: Collection[str]) -> list[Fault]:
    """What is wrong with this as a new passphrase; never repeats it. `context` are words that stand for us or them."""
    if len(passphrase) > READ or len(spelled(passphrase)) > LONGEST:
        return [_fault("long", f"At most {LONGEST} characters.")]
    least = SHORTEST_WITH_SECOND if second_factor else SHORTEST_ALONE
    if len(spelled(passphrase)) < least:
        return [_fault("short", f"At least {least} characters; a few words in a row are easy to remember.")]
    if _is_known(passphrase):
        return [_fault("known", "This stands on lists that attackers try first. Choose something of your own.")]
    if _left(passphrase, context) < LEFT:
        return [_fault("context", "This is mostly the name of this site, your own name or your mail address.")]
    return []


def _fault(code: str, detail: str) -> Fault:
    return Fault(pointer="/passphrase", code=f"passphrase.{code}", detail=detail)


@cache
def _known_bad() -> frozenset[str]:
    # Imported when first needed: thirty thousand words.
    from zxcvbn.frequency_lists import FREQUENCY_LISTS

    return frozenset([*FREQUENCY_LISTS["passwords"], *DUTCH.split()])


def _is_known(passphrase: str) -> bool:
    whole = plain(passphrase)
    return any(_is_easy(each) for each in (whole, SIGNS.sub("", whole)) if each)


def _is_easy(text: str) -> bool:
    """Whether it stands on a list: as it is, said again and again, or with some digits and signs around it."""
    unit = _unit(text)
    if unit != text:
        return len(unit) < LEFT or _is_easy(unit)
    core = text.strip(AROUND)
    rest = text.replace(core, "", 1) if core else text
    around = len(rest) < LEFT or _is_walk(rest)
    return _is_walk(text) or _is_listed(text) or (around and _is_listed(core))


def _is_listed(text: str) -> bool:
    return not _known_bad().isdisjoint((text, text.translate(LEET)))


def _unit(text: str) -> str:
    """What is repeated: `welkomwelkom` is `welkom`, also when the last time is cut off."""
    for size in range(1, len(text) // 2 + 1):
        if (text[:size] * (len(text) // size + 1))[: len(text)] == text:
            return text[:size]
    return text


def _is_walk(text: str) -> bool:
    """Whether it is one sign, or a walk along the keyboard or the alphabet."""
    return len(text) == 1 or any(text in row * 3 or text in row[::-1] * 3 for row in ROWS)


def _left(passphrase: str, context: Collection[str]) -> int:
    """How many signs of it belong to no word of the context; spaces and stops are nobody's."""
    rest = SIGNS.sub("", plain(passphrase))
    known = {SIGNS.sub("", plain(each)) for word in context for each in (word, *SIGNS.split(word))}
    for word in sorted((each for each in known if len(each) >= SHORTEST_CONTEXT), key=len, reverse=True):
        rest = rest.replace(word, "")
    return len(rest)
