"""What programs come in with. A key is shown once; afterwards only a hash of it is kept, and the part that names it.

`gids_NAME_SECRET`: a prefix by which scanners find lost keys, a name for lists, and 256 bits of chance.
"""

import hmac
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Annotated

from msgspec import Meta, Struct, structs

from directory.access.contract import Book
from directory.access.entrance import Access, found, refuse_address, tell
from directory.access.sessions import SKEW
from directory.access.vault import digest
from directory.errors import Conflict, Fault, Invalid, Unknown
from directory.model.person import ApiKey, PersonName, Scopes
from directory.permissions import SCOPES, Actor, require
from directory.validation import read_struct

PREFIX = "gids"
LONGEST_DAYS = 366


class NewKey(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a key is for, who answers for it, what it may, and for how many days."""

    name: PersonName
    owner: str
    scopes: Scopes
    days: Annotated[int, Meta(ge=1, le=LONGEST_DAYS)] = 365


class Made(Struct, frozen=True, kw_only=True):
    """A new key, and what the program has to send; shown once."""

    key: ApiKey
    secret: str


def create(access: Access, actor: Actor, raw: Mapping[str, object], now: datetime) -> Made:
    """A key with `name`, `owner` (the id of a person), `scopes` and `days`. Raises `Forbidden` and `Invalid`."""
    require(actor, "manage-keys")
    asked = read_struct(NewKey, raw)
    refuse_address(asked.name)
    id, chance = f"sleutel-{access.chance(5).hex()}", access.token()
    secret = f"{PREFIX}_{id.removeprefix('sleutel-')}_{chance}"
    key = ApiKey(
        id=id,
        hash=digest(secret),
        name=asked.name,
        owner=asked.owner,
        scopes=tuple(each for each in SCOPES if each in asked.scopes),
        made=now,
        by=actor.id,
        ends=now + timedelta(days=asked.days),
    )
    with access.people.writing() as book:
        owner = found(book, asked.owner)
        if owner is None or not owner.active:
            detail = "A key needs somebody who answers for it: a person with an account that is in use."
            raise Invalid([Fault(pointer="/owner", code="person.unknown", detail=detail)])
        book.keep(key)
        tell(book, "key-made", now, actor=actor.id, about=id, detail=" ".join(key.scopes))
    return Made(key=key, secret=secret)


def listed(access: Access, actor: Actor) -> tuple[ApiKey, ...]:
    """Every key, also those that ended, the newest first. Raises `Forbidden`."""
    require(actor, "manage-keys")
    with access.people.reading() as book:
        return tuple(sorted(book.all(ApiKey), key=lambda each: (each.made, each.id), reverse=True))


def revoke(access: Access, actor: Actor, id: str, now: datetime) -> ApiKey:
    """End a key now. Raises `Forbidden`, `Unknown`, `Conflict` when it was ended before."""
    require(actor, "manage-keys")
    with access.people.writing() as book:
        key = book.find(ApiKey, id)
        if key is None:
            raise Unknown("key.unknown", "There is no key by this name. See `directory key list`.")
        if key.revoked:
            raise Conflict("key.revoked", "This key was revoked already.")
        book.keep(revoked := structs.replace(key, revoked=now))
        tell(book, "key-revoked", now, actor=actor.id, about=id)
    return revoked


def of(access: Access, secret: str, now: datetime) -> Actor | None:
    """Who sends this key, or None when it opens nothing (any more). The day of its last use is noted."""
    prefix, _, rest = secret.partition("_")
    id = f"sleutel-{rest.partition('_')[0]}"
    with access.people.reading() as book:
        key = book.find(ApiKey, id) if prefix == PREFIX and id.isascii() else None
        works = key is not None and hmac.compare_digest(key.hash, digest(secret)) and _works(book, key, now)
    if key is None or not works:
        return None
    if key.used != now.date():
        _note(access, key, now)
    roles: frozenset[str] = frozenset({"key"})
    return Actor(id=key.id, roles=roles, scopes=frozenset(key.scopes), owner=key.owner, maker=key.by)  # type: ignore[arg-type]


def works(key: ApiKey, now: datetime) -> bool:
    """Whether this key has not ended by itself or been revoked."""
    return key.revoked is None and key.ends is not None and key.made - SKEW <= now <= key.ends


def _works(book: Book, key: ApiKey, now: datetime) -> bool:
    owner = found(book, key.owner)
    return works(key, now) and owner is not None and owner.active


def _note(access: Access, key: ApiKey, now: datetime) -> None:
    with access.people.writing() as book:
        current = book.find(ApiKey, key.id)
        if current is not None:
            book.keep(structs.replace(current, used=now.date()))
