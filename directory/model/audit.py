"""The chain that makes tampering with the past show: what an entry holds, and how it is sealed.

Each entry has a head, that is never forgotten, and three pieces that may have to be: who, the reason, and the content.
The seal of an entry covers the seal before it, its head, and of each piece only a salted digest. What must be forgotten
is replaced, its salt with it, and a later entry (`forget`) holds the digest of what stands there now: the chain still
holds, says what was forgotten, and nobody can guess the old words from a digest whose salt is gone.
"""

from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256
from typing import Literal

import msgspec
from msgspec import Struct

from directory.model.json import encode

PieceName = Literal["who", "reason", "content"]
PIECES: tuple[PieceName, ...] = ("who", "reason", "content")
# The deed of an entry: a row of history, what is decided about a proposal, or a forgetting.
CHANGE, FORGET = "change", "forget"
# What the first entry has before it.
BEGINNING = bytes(32)


class Piece(Struct, frozen=True, kw_only=True):
    """One piece as it stands now (JSON; empty when it is gone), its salt, and the digest that was sealed."""

    value: msgspec.Raw
    salt: bytes
    digest: bytes

    @property
    def found(self) -> bytes:
        """The digest of what stands there now."""
        return digest(self.salt, bytes(self.value))


class Link(Struct, frozen=True, kw_only=True):
    """One entry of the chain. `head` is a JSON list; of a row of history its number, record, action and revision."""

    number: int
    at: datetime
    deed: str
    head: msgspec.Raw
    who: Piece
    reason: Piece
    content: Piece
    seal: bytes

    def pieces(self) -> Iterable[tuple[PieceName, Piece]]:
        """The three pieces by name."""
        return ((name, getattr(self, name)) for name in PIECES)


class Renewed(Struct, frozen=True, kw_only=True):
    """A piece that was forgotten, and the digest of what stands in its place."""

    number: int
    piece: PieceName
    digest: bytes


class Forgotten(Struct, frozen=True, kw_only=True):
    """The content of a `forget` entry."""

    renewed: tuple[Renewed, ...]


def digest(salt: bytes, value: bytes) -> bytes:
    """The digest of a piece."""
    return sha256(salt + value).digest()


def seal(before: bytes, number: int, at: datetime, deed: str, head: bytes, digests: Iterable[bytes]) -> bytes:
    """The seal of an entry, on the seal before it."""
    told = encode([number, at.isoformat(), deed])
    return sha256(b"".join((before, told, head, *digests))).digest()
