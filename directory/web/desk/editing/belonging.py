"""What a record hangs under, for who has it before them: which organization, which of its services."""

import msgspec
from msgspec import Struct

from directory.curation import drafting
from directory.curation.links import current
from directory.model import Id, Kind
from directory.web.desk.editing.asked import Json
from directory.web.desk.frame import Visit

OWNED_BY: tuple[tuple[Kind, str], ...] = (("service", "serviceId"), ("organization", "organizationId"))


class Owner(Struct, frozen=True, kw_only=True):
    """Something that this record hangs under."""

    path: str
    name: str


def above(visit: Visit, document: Json) -> list[Owner]:
    """What this record hangs under, the organization first; what is still one's own draft too."""
    found: list[Owner] = []
    for kind, field in OWNED_BY:
        id = document.get(field)
        owner = _read(visit, kind, id) if isinstance(id, str) else None
        if owner is not None:
            name = str(owner.get("name") or "nog zonder naam")
            found.insert(0, Owner(path=f"/beheer/gegevens/{kind}/{id}", name=name))
            document = owner
    return found


def _read(visit: Visit, kind: Kind, id: Id) -> Json | None:
    if found := current(visit.store, kind, id):
        document: Json = msgspec.to_builtins(found.record)
        return document
    draft = drafting.find(visit.store, kind, id, visit.actor)
    return msgspec.json.decode(draft.draft.document) if draft else None
