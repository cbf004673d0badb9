"""What somebody opens: which record, at which revision, with which form, and their own draft of it."""

from collections.abc import Mapping
from typing import cast
from uuid import UUID, uuid4

import msgspec
from msgspec import Struct

from directory.curation import drafting
from directory.curation.comparing import Since, since
from directory.curation.links import is_secret
from directory.errors import Unknown
from directory.model import Draft, Id, Kind, Location
from directory.web.desk.editing.asked import Asked, narrows
from directory.web.desk.editing.fields import Form, narrowed, pieces_of
from directory.web.desk.editing.shapes import EDITABLE, form_of
from directory.web.desk.frame import Visit

# Fields of the form about the form.
BASE, ONLY, SECRET, DEED = "basis", "veld", "geheim", "deed"
# Of which the owner is known from where somebody pressed "new".
OWNERS: dict[Kind, str] = {"service": "organizationId", "location": "organizationId", "contact-point": "serviceId"}


class Opened(Struct, frozen=True, kw_only=True):
    """A record in a form. `base` is the revision that was opened, None for a new one; `now` what there is today."""

    kind: Kind
    id: Id
    base: int | None
    now: Since
    form: Form
    asked: Asked
    only: str = ""
    secret: bool = False
    draft: Draft | None = None

    @property
    def stale(self) -> bool:
        """Whether somebody else wrote since."""
        return self.now.revision != self.base

    @property
    def path(self) -> str:
        """The page of this record."""
        return f"/beheer/gegevens/{self.kind}/{self.id}"


def kind_of(visit: Visit) -> Kind:
    """The kind in the address. Raises `Unknown` for one that has no form."""
    kind = str(visit.request.path_params["kind"])
    if kind not in EDITABLE:
        raise Unknown("kind.unknown", "There is no form for this kind.")
    return cast(Kind, kind)


def id_of(visit: Visit) -> Id:
    """The id in the address. Raises `Unknown` for what is none."""
    try:
        return str(UUID(visit.id()))
    except ValueError:
        raise Unknown("record.unknown", "There is no such record.") from None


def new(visit: Visit) -> Opened:
    """A form for a record that is not there yet, of the owner in the address."""
    kind, id = kind_of(visit), str(uuid4())
    fresh = {OWNERS[kind]: visit.asked("van")} if kind in OWNERS and visit.asked("van") else {}
    return _opened(visit, kind, id, None, secret=visit.asked(SECRET) == "1", fresh=fresh)


def begun(visit: Visit) -> Opened:
    """The form of a record, with what this person typed of it before. Raises `Unknown` when there is neither."""
    kind, id = kind_of(visit), id_of(visit)
    found = drafting.find(visit.store, kind, id, visit.actor)
    only = visit.asked(ONLY)
    draft = found.draft if found and not only else None
    base = draft.base if draft else since(visit.store, kind, id, None).revision
    if base is None and draft is None:
        raise Unknown("record.unknown", "There is no such record.")
    typed = msgspec.json.decode(draft.document) if draft else {}
    return _opened(visit, kind, id, base, only=only, draft=draft, secret=bool(typed.get("confidential")))


def sent(visit: Visit) -> Opened:
    """The form that was sent: as it was opened then, whatever happened since."""
    base = visit.text(BASE)
    revision = int(base) if base.isascii() and base.isdigit() and len(base) < 10 else None
    secret = visit.text(SECRET) == "1"
    return _opened(visit, kind_of(visit), id_of(visit), revision, only=visit.text(ONLY), secret=secret)


def _opened(
    visit: Visit,
    kind: Kind,
    id: Id,
    base: int | None,
    *,
    only: str = "",
    secret: bool = False,
    draft: Draft | None = None,
    fresh: Mapping[str, object] | None = None,
) -> Opened:
    now = since(visit.store, kind, id, base)
    if base is not None and now.base is None:
        raise Unknown("record.unknown", "There is no such version of this record.")
    # A place that is secret in any version has no field for where it is.
    secret = secret or any(isinstance(each, Location) and each.confidential for each in (now.base, now.theirs))
    secret = kind == "location" and (secret or is_secret(visit.store, id))
    form = form_of(kind, secret=secret)
    alone = narrowed(form, only)
    form, only = (alone, only) if alone else (form, "")
    pieces = tuple(pieces_of(form))
    known = {**(fresh or {}), **({"confidential": True} if secret else {})}
    asked = Asked(
        kind=kind,
        id=id,
        pieces=pieces,
        before=now.base,
        fresh=known,
        narrow=bool(only) and narrows(pieces, visit.house),
    )
    return Opened(kind=kind, id=id, base=base, now=now, form=form, asked=asked, only=only, secret=secret, draft=draft)
