"""What everything at the door needs, made once per process; and how a mail address is spelled here."""

import base64
import secrets
from datetime import datetime

from msgspec import Struct

from directory.access.contract import Book, People
from directory.access.passphrases import Passphrases
from directory.access.second_factor import Chance
from directory.access.vault import Vault
from directory.errors import Fault, Invalid
from directory.model.person import Event, Happening, Person
from directory.text import normal
from directory.validation import holds_address

# Words of which no passphrase may mostly be made, besides the name of the site and of the person.
OURS = ("gids", "directory", "beheer", "beheerder", "admin", "redactie")


class Access(Struct, frozen=True, kw_only=True):
    """The people, the key, the hashes and the chance. `site` is the name that stands in the app with codes."""

    people: People
    vault: Vault
    passphrases: Passphrases
    site: str
    chance: Chance = secrets.token_bytes

    def token(self) -> str:
        """256 bits of chance, as it stands in a cookie or a link."""
        return self.chance(32).hex()

    def person_id(self) -> str:
        """A new pseudonym, short enough to be read out."""
        return f"persoon-{base64.b32encode(self.chance(5)).decode().lower()}"

    def context(self, *of: str | None) -> tuple[str, ...]:
        """Words that stand for this site, and for whoever is named."""
        return (*OURS, self.site, *(each for each in of if each))


def spelled_mail(mail: str) -> str:
    """One spelling per address: small letters, without spaces around it."""
    return normal(mail).casefold().encode("utf-8", "replace").decode()


def refuse_address(name: str) -> None:
    """Raises `Invalid` for a name that gives away where something is: it is shown in lists and logs."""
    if holds_address(name):
        detail = "Leave the address out: this is shown in lists. A name or a role is enough."
        raise Invalid([Fault(pointer="/name", code="text.address", detail=detail)])


def tell(
    book: Book,
    what: Happening,
    now: datetime,
    *,
    actor: str | None = None,
    about: str | None = None,
    detail: str | None = None,
) -> None:
    """Write down that this happened."""
    book.tell(Event(at=now, what=what, actor=actor, about=about, detail=detail))


def found(book: Book, id: str) -> Person | None:
    """The person with this id, unless erased."""
    person = book.find(Person, id)
    return person if person is not None and person.erased is None else None


def administrators(book: Book) -> list[Person]:
    """Who can administer now."""
    return [each for each in book.all(Person) if "administrator" in each.roles and each.active]
