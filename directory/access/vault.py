"""Secrets at rest: what must be read again is sealed, what must be recognized is hashed, names are keyed hashes."""

import hmac
from base64 import urlsafe_b64encode
from collections.abc import Callable
from datetime import datetime
from functools import cached_property
from hashlib import sha256

from cryptography.fernet import Fernet, InvalidToken

from directory.errors import Damaged


class Vault:
    """Seals and names with one key of 32 bytes, which is kept apart from what it seals, and read when it is needed."""

    def __init__(self, read_key: Callable[[], bytes]) -> None:
        self._read_key = read_key

    @cached_property
    def _keys(self) -> tuple[bytes, Fernet]:
        key = self._read_key()
        return hmac.digest(key, b"names", sha256), Fernet(urlsafe_b64encode(hmac.digest(key, b"seals", sha256)))

    @property
    def _fernet(self) -> Fernet:
        return self._keys[1]

    def seal(self, owner: str, secret: str, now: datetime) -> str:
        """The secret as only we can read it, bound to its owner: moved to somebody else's row it does not open."""
        return self._fernet.encrypt_at_time(f"{owner}\n{secret}".encode(), int(now.timestamp())).decode()

    def open(self, owner: str, sealed: str) -> str:
        """What was sealed for this owner. Raises `Damaged` when it was sealed with another key, or for another."""
        try:
            found = self._fernet.decrypt(sealed)
        except InvalidToken:
            found = b""
        whose, _, secret = found.decode().partition("\n")
        if whose != owner or not secret:
            raise Damaged("people.sealed", "A secret does not open with this key; put the key of this file back.")
        return secret

    def take(self, owner: str, sealed: str, now: datetime, within_s: int) -> str | None:
        """What was sealed for this owner at most so long ago and then given away; None for anything else."""
        try:
            found = self._fernet.decrypt_at_time(sealed.encode(), within_s, int(now.timestamp()))
        except (InvalidToken, UnicodeEncodeError):
            return None
        whose, _, secret = found.decode().partition("\n")
        return secret if whose == owner else None

    def name(self, *parts: str) -> str:
        """The same name for the same parts; without the key it leads nowhere."""
        return hmac.digest(self._keys[0], "\0".join(parts).encode("utf-8", "surrogatepass"), sha256).hex()[:32]


def digest(token: str) -> str:
    """What is kept of a token of ours. They have 256 bits of chance in them, so a fast hash is enough (ASVS 6.5.2)."""
    return sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
