"""Another record of the same kind and owner: what comes in the place of one, or what one is merged with."""

from collections.abc import Sequence

import msgspec
from msgspec import Struct

from directory.curation.links import owner_of
from directory.model import Id
from directory.store import Store
from directory.text import plain
from directory.web.desk.subject import Subject

# Of more records nobody chooses from a list; their names can still be typed.
LISTED = 1_000


class _Row(Struct, rename="camel"):
    """Of a document only what names it, and whose it is."""

    id: Id
    slug: str
    name: str = ""
    organization_id: Id | None = None
    service_id: Id | None = None


_row = msgspec.json.Decoder(_Row).decode


class Candidate(Struct, frozen=True, kw_only=True):
    """A record that may come in the place of another."""

    id: Id
    slug: str
    name: str


def candidates(store: Store, of: Subject) -> Sequence[Candidate]:
    """The others of this kind that belong to the same owner, by name."""
    owner = owner_of(of.now) if of.now else None
    rows = (_row(each.document) for each in store.records(of.kind) if each.id != of.id)
    alike = (each for each in rows if owner is None or owner in (each.service_id, each.organization_id))
    found = (Candidate(id=each.id, slug=each.slug, name=each.name or each.slug) for each in alike)
    return sorted(found, key=lambda each: (plain(each.name), each.slug))


def meant(among: Sequence[Candidate], typed: str) -> Candidate | None:
    """The one that somebody means: by its id, its name in the web address, an address of ours, or a name that no other
    has."""
    name = typed.split("?")[0].split("#")[0].rstrip("/").removesuffix("/geschiedenis").rpartition("/")[2]
    named = [each for each in among if name in (each.id, each.slug)]
    called = [each for each in among if plain(each.name) == plain(typed)]
    found = named or called
    return found[0] if len(found) == 1 else None
