"""A desk with people at it, for the tests of proposals: who they are, and what they do in one line."""

from collections.abc import Sequence
from typing import Any, get_args
from uuid import UUID

from msgspec.structs import replace

from directory.curation.approving import Approval, Approved, approve, look
from directory.curation.changing import Key
from directory.curation.submitting import Submission, Submitted, propose, submit
from directory.model import Change, Entry, Id, Kept, Phone, Proposal, Record, kind_of
from directory.model.json import decode
from directory.permissions import Actor, Cast
from directory.storage.sqlite import SqliteStore
from tests.curation.merged import NOW
from tests.exchange import builders as make

EDITOR = Actor(id="persoon-eva", roles=frozenset({"editor"}))
REVIEWER = Actor(id="persoon-rik", roles=frozenset({"reviewer"}))
OTHER = Actor(id="persoon-olga", roles=frozenset({"reviewer"}))
ADMINISTRATOR = Actor(id="persoon-ada", roles=frozenset({"administrator"}), confirmed=True)
KEY = Actor(id="sleutel-1", roles=frozenset({"key"}), scopes=frozenset({"proposals:write"}), owner=REVIEWER.id)
PARTNER = Actor(id="link-1", roles=frozenset({"partner"}), organization=make.id_of("organization", "kadera"))
VISITOR = Actor(id="bezoeker", roles=frozenset({"visitor"}))
CASTS: tuple[Cast, ...] = get_args(Cast)


def id_of(number: int) -> Id:
    return str(UUID(int=number))


def now(desk: SqliteStore, record: Record) -> Any:
    kept = desk.read(kind_of(record), record.id)
    return decode(kept.kind, kept.document) if isinstance(kept, Kept) else kept


def key(record: Record) -> Key:
    return Key(kind_of(record), record.id)


def edit(desk: SqliteStore, record: Record, **fields: Any) -> Change:
    """The record as it is now, with these fields changed, on the revision of now."""
    kept = desk.read(kind_of(record), record.id)
    assert isinstance(kept, Kept)
    after = replace(decode(kept.kind, kept.document), **fields)
    return Change(kind=kept.kind, id=kept.id, after=after, expected=kept.revision)


def create(record: Record) -> Change:
    return Change(kind=kind_of(record), id=record.id, after=record)


def called(number: str) -> Phone:
    return Phone(number=number)


def ask(desk: SqliteStore, *changes: Change, actor: Actor = EDITOR, id: int = 1, **more: Any) -> Proposal:
    submission = Submission(changes=changes, reason="Een proef.", **more)
    return propose(desk, submission, actor, NOW, id_of(id))


def send(desk: SqliteStore, *changes: Change, actor: Actor = REVIEWER, id: int = 1, **more: Any) -> Submitted:
    return submit(desk, Submission(changes=changes, reason="Een proef.", **more), actor, NOW, id_of(id))


def accept(
    desk: SqliteStore, proposal: Proposal, actor: Actor = REVIEWER, *, checked: Any = "called", **more: Any
) -> Approved:
    review = look(desk, proposal.id)
    approval = Approval(revision=review.revision, seen=review.seen, checked=checked, **more)
    return approve(desk, proposal.id, approval, actor, NOW)


def rows(desk: SqliteStore, after: int = 0) -> Sequence[Entry]:
    return [*desk.entries(after=after)]
