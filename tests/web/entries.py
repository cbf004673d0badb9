"""What the tests of pages about doors and organizations share: records by slug, and writing them."""

import json
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from typing import Any

from msgspec import structs

from directory.atlas.catalogue import Catalogue
from directory.model import Change, Id, Kept, Kind, Occasion, Record, Tombstone, kind_of
from directory.model.json import decode
from directory.web.languages import EVERY, prefix
from tests.conftest import NOW, Client, Desk
from tests.exchange import builders as make

COLLECTIONS: Mapping[str, Kind] = {
    "organizations": "organization",
    "locations": "location",
    "services": "service",
    "contact-points": "contact-point",
}
# What the API adds to a record as it is kept.
STATE = frozenset({"lastModified", "verifiedOn", "nextCheckOn", "stale", "staleFields", "unknown"})
OCCASION = Occasion(actor="test", at=NOW, reason="Een proef.")
# Every language with the beginning of its addresses.
BASES = {code: prefix(code) for code in EVERY}


def catalogue(client: Client) -> Catalogue:
    """Everything that is public, as the API tells it."""
    return make.catalogue(*(each for name, kind in COLLECTIONS.items() for each in _every(client, name, kind)))


def _every(client: Client, collection: str, kind: Kind) -> Iterator[Record]:
    for page in range(1, 9):
        for each in client.get(f"/api/v1/{collection}?perPage=100&page={page}").json()["items"]:
            yield decode(kind, json.dumps({name: value for name, value in each.items() if name not in STATE}))


def id_of(client: Client, slug: str, kind: Kind = "contact-point") -> Id:
    collection = next(name for name, each in COLLECTIONS.items() if each == kind)
    found: Id = client.get(f"/api/v1/{collection}/{slug}").json()["id"]
    return found


def record(desk: Desk, kind: Kind, name: str) -> Any:
    """The record with this slug, as it is kept now."""
    every = (decode(kind, kept.document) for kept in desk.store.records(kind))
    return next(each for each in every if each.slug == name)


def write(desk: Desk, *records: Record) -> None:
    """Write these as they are now, new or changed."""
    changes = []
    for each in records:
        standing = desk.store.read(kind_of(each), each.id)
        expected = standing.revision if isinstance(standing, Kept) else None
        changes.append(Change(kind=kind_of(each), id=each.id, after=each, expected=expected))
    desk.store.commit(changes, OCCASION)


def change(desk: Desk, kind: Kind, name: str, /, **fields: Any) -> Any:
    """Give a record other values."""
    changed = structs.replace(record(desk, kind, name), **fields)
    write(desk, changed)
    return changed


def bury(desk: Desk, kind: Kind, name: str, /, **fields: Any) -> Tombstone:
    """Withdraw a record, or merge it."""
    gone = record(desk, kind, name)
    kept = desk.store.read(kind, gone.id)
    assert isinstance(kept, Kept)
    told: dict[str, Any] = {"status": "withdrawn", "reason": "Het loket is gestopt.", "on": NOW.date(), **fields}
    tombstone = Tombstone(kind=kind, id=gone.id, slugs=(gone.slug, *gone.former_slugs), **told)
    desk.store.commit([Change(kind=kind, id=gone.id, tombstone=tombstone, expected=kept.revision)], OCCASION)
    return tombstone


class Text(HTMLParser):
    """What somebody reads on a page, without marks; and the elements that are on it."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self._silent = 0
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._silent += tag in ("script", "style")

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in ("script", "style")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


def read(page: str) -> str:
    """What somebody reads on a page."""
    return Text(page).text
