"""Drafts: what somebody types is kept beside the published record, half finished if need be, and shown to nobody else.

It is read by the desk alone: atlas, feed and exports are made of records, and a draft is none.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec
from msgspec import Raw, Struct

from directory import validation
from directory.curation.comparing import since
from directory.curation.links import is_secret
from directory.curation.weaving import Woven, weave
from directory.errors import Fault, Invalid
from directory.model import Draft, DraftKey, Id, Kind, Record
from directory.permissions import Actor, require
from directory.store import Desk

MOST_BYTES = 128 * 1024
MOST_DRAFTS = 500


class Opened(Struct, frozen=True, kw_only=True):
    """A draft beside what is published. `moved` says that somebody published since it was opened; `woven` is both
    together then, where the draft can be read as a record."""

    draft: Draft
    published: Record | None
    revision: int | None
    moved: bool
    woven: Woven | None = None


def save(
    desk: Desk, kind: Kind, id: Id, fields: Mapping[str, Any], base: int | None, actor: Actor, at: datetime
) -> Draft:
    """Keep what was typed so far, in the place of what this person saved before. `base` is the revision they opened.

    Raises `Invalid` when it holds what may be kept nowhere (an address in a text, where a secret place is), is too
    large, or when there are too many; no fault repeats what was typed.
    """
    require(actor, "edit-drafts")
    document = _document(fields)
    if len(document) > MOST_BYTES:
        # Before anything is looked for in it.
        raise Invalid([Fault(pointer="", code="too-long", detail=f"At most {MOST_BYTES} bytes.")])
    faults = validation.of_draft(kind, fields, secret=kind == "location" and is_secret(desk, id))
    # Only a new one counts: whoever types saves again and again, and would have all of their drafts read each time.
    if not desk.drafts(actor.id, about=(kind, id)) and len(desk.drafts(actor.id)) >= MOST_DRAFTS:
        detail = f"At most {MOST_DRAFTS} drafts; finish some, or throw them away."
        faults.append(Fault(pointer="", code="too-many", detail=detail))
    if faults:
        raise Invalid(faults)
    draft = Draft(kind=kind, id=id, author=actor.id, at=at, base=base, document=Raw(document))
    desk.keep(draft)
    return draft


def _document(fields: Mapping[str, Any]) -> bytes:
    """As it is kept; nothing for what cannot be written down, of which the reader says where it is."""
    try:
        return msgspec.json.encode(fields)
    except UnicodeEncodeError:
        return b""


def find(desk: Desk, kind: Kind, id: Id, actor: Actor) -> Opened | None:
    """This person's draft of a record, beside what is published now."""
    require(actor, "read-drafts")
    draft = next((each for each in desk.drafts(actor.id, about=(kind, id))), None)
    return _opened(desk, draft) if draft else None


def others(desk: Desk, kind: Kind, id: Id, actor: Actor) -> tuple[str, ...]:
    """Who else is working on this record at this moment."""
    require(actor, "read-drafts")
    return tuple(each.author for each in desk.drafts(about=(kind, id)) if each.author != actor.id)


def discard(desk: Desk, kind: Kind, id: Id, actor: Actor) -> None:
    """Throw one's own draft away."""
    require(actor, "edit-drafts")
    desk.drop(key_of(kind, id, actor))


def key_of(kind: Kind, id: Id, actor: Actor) -> DraftKey:
    """What names this person's draft of a record, for whoever submits it."""
    return DraftKey(kind=kind, id=id, author=actor.id)


def _opened(desk: Desk, draft: Draft) -> Opened:
    now = since(desk, draft.kind, draft.id, draft.base)
    moved = now.revision != draft.base
    woven = _woven(draft, now.base, now.theirs) if moved and now.base and now.theirs else None
    return Opened(draft=draft, published=now.theirs, revision=now.revision, moved=moved, woven=woven)


def _woven(draft: Draft, base: Record, theirs: Record) -> Woven | None:
    try:
        ours = validation.read(draft.kind, msgspec.json.decode(draft.document))
    except Invalid:
        return None
    return weave(base, theirs, ours)
