"""What colleagues do below the face, so that there is something to see: changes proposed and published in one line."""

from datetime import datetime
from typing import Any, Protocol
from uuid import uuid4

from directory.curation.auditing import Verdict, verified
from directory.curation.submitting import Submission, Submitted, propose, submit
from directory.model import Change, Fact, Kept, Kind, Phone, Proposal, kind_of
from directory.model.json import decode
from directory.permissions import Actor
from directory.storage.sqlite import SqliteStore
from tests.curation import office


class Desk(Protocol):
    """A directory at a moment: that of a test over HTTP, or one behind a browser."""

    @property
    def store(self) -> SqliteStore: ...

    @property
    def now(self) -> datetime: ...


CRISIS = "veilig-thuis-twente-advies-telefoon"
ADVICE = "mind-hulplijn-advies-telefoon"
SHELTER = "kadera-opvang-enschede"
HOSTILE = "\"><script>alert(1)</script>'{{7*7}}"


def record(desk: Desk, slug: str, kind: Kind = "contact-point") -> Any:
    """The record with this slug, as it is now."""
    found = (decode(each.kind, each.document) for each in desk.store.records(kind))
    return next(each for each in found if each.slug == slug)


def now(desk: Desk, of: Any) -> Any:
    kept = desk.store.read(kind_of(of), of.id)
    return decode(kept.kind, kept.document) if isinstance(kept, Kept) else kept


def edit(desk: Desk, slug: str, kind: Kind = "contact-point", **fields: Any) -> Change:
    return office.edit(desk.store, record(desk, slug, kind), **fields)


def call(desk: Desk, slug: str, number: str) -> Change:
    """Another number for a door, from a source."""
    old = record(desk, slug)
    facts = {**old.facts, "phone": Fact(source="https://bron.example/nieuw", checked_on=desk.now.date())}
    return edit(desk, slug, phone=Phone(number=number), facts=facts)


def ask(desk: Desk, actor: Actor, *changes: Change, reason: str = "Nieuw nummer op de site.", **more: Any) -> Proposal:
    return propose(desk.store, Submission(changes=changes, reason=reason, **more), actor, desk.now, str(uuid4()))


def send(desk: Desk, actor: Actor, *changes: Change, reason: str = "Het stond verkeerd.", **more: Any) -> Submitted:
    return submit(desk.store, Submission(changes=changes, reason=reason, **more), actor, desk.now, str(uuid4()))


def path(of: Any) -> str:
    return f"/beheer/gegevens/{kind_of(of)}/{of.id}"


def chain(desk: Desk) -> Verdict:
    """What a check of the whole chain finds."""
    return verified(desk.store)
