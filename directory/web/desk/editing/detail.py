"""One record as it is published, with one's own draft beside it, who else is at it, and what waits."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import msgspec
from msgspec import Struct

from directory import validation
from directory.curation import drafting
from directory.curation.guarding import is_crisis_door
from directory.curation.links import current, is_secret, reached
from directory.errors import Invalid
from directory.gate import reply
from directory.gate.house import House
from directory.model import ContactPoint, Draft, Fact, Id, Kind, Location, Proposal, Record, due_on, kind_of
from directory.model.change import PUBLIC_KINDS
from directory.web import naming
from directory.web.desk import differences
from directory.web.desk.differences import USUAL
from directory.web.desk.editing.asked import at, fact_names
from directory.web.desk.editing.belonging import above
from directory.web.desk.editing.choices import title
from directory.web.desk.editing.fields import Piece
from directory.web.desk.editing.opening import id_of
from directory.web.desk.editing.opening import kind_of as kind_in
from directory.web.desk.editing.shapes import form_of
from directory.web.desk.frame import Visit, sees
from directory.web.desk.values import KINDS, Lines, lines
from directory.web.desk.values import label as called

PUBLIC_PATHS: Mapping[Kind, str] = {"organization": "/organisatie/", "contact-point": "/hulp/"}


class Shown(Struct, frozen=True, kw_only=True):
    """One piece of a record: what it says, where that comes from, whether somebody should look, what is asked."""

    piece: Piece
    lines: Lines
    source: str = ""
    href: str = ""
    checked: date | None = None
    reported: bool = False
    old: bool = False
    questions: tuple[str, ...] = ()


class Below(Struct, frozen=True, kw_only=True):
    """Something that hangs under this record."""

    path: str
    kind: str
    name: str


@sees("/beheer/gegevens/{kind:str}/{id:str}", "read-drafts")
def record(visit: Visit) -> reply.Ready:
    """The page of a record. What is only a draft of one's own is opened in its form."""
    kind, id = kind_in(visit), id_of(visit)
    found = current(visit.store, kind, id)
    draft = drafting.find(visit.store, kind, id, visit.actor)
    waits = [*_waiting(visit, kind, id)]
    if found is None:
        return _not_there(visit, kind, id, draft=draft is not None, waits=waits)
    others = drafting.others(visit.store, kind, id, visit.actor)
    names = visit.named(*others, *(each.author.actor for each in waits))
    return visit.page(
        "editing/record.html",
        record=found.record,
        kind=kind,
        id=id,
        title=title(found.record, visit.house),
        called=KINDS[kind],
        sections=sections(found.record, visit.house),
        crisis=isinstance(found.record, ContactPoint) and is_crisis_door(found.record),
        draft=draft,
        beside=_beside(found.record, draft.draft, visit.house) if draft else None,
        others=[(each, names.get(each, "")) for each in others],
        proposals=[(each, names.get(each.author.actor, each.author.actor)) for each in waits],
        above=above(visit, msgspec.to_builtins(found.record)),
        below=[*_below(visit, id)],
        new=_new(kind),
        public=_public(found.record),
    )


def _not_there(visit: Visit, kind: Kind, id: Id, *, draft: bool, waits: list[Proposal]) -> reply.Ready:
    if draft:
        return visit.go(f"/beheer/gegevens/{kind}/{id}/wijzig")
    names = visit.named(*(each.author.actor for each in waits))
    told = [(each, names.get(each.author.actor, each.author.actor)) for each in waits]
    ended = visit.store.read(kind, id) is not None
    return visit.page(
        "editing/absent.html",
        status=200 if waits else 404,
        kind=kind,
        id=id,
        called=KINDS[kind],
        proposals=told,
        ended=ended,
    )


def _waiting(visit: Visit, kind: Kind, id: Id) -> Iterator[Proposal]:
    for status in ("open", "sent-back"):
        yield from visit.store.proposals(status, about=(kind, id))


def sections(record: Record, here: House) -> list[tuple[str, list[Shown]]]:
    """What the record says, in the order of its form."""
    form = form_of(kind_of(record), secret=isinstance(record, Location) and record.confidential)
    document = {**USUAL, **msgspec.to_builtins(record)}
    return [(each.title, [_shown(piece, record, document, here) for piece in each.pieces]) for each in form]


def _shown(piece: Piece, record: Record, document: Mapping[str, Any], here: House) -> Shown:
    facts: Mapping[str, Fact] = getattr(record, "facts", {})
    names = fact_names(piece, here)
    fact = facts.get(names[0]) if len(names) == 1 else None
    source, href = naming.cited(fact.source) if fact else ("", "")
    return Shown(
        piece=piece,
        lines=tuple(_lines(piece, record, document, here)),
        source=source,
        href=href,
        checked=fact.checked_on if fact else None,
        reported=fact is not None and fact.status == "reported",
        old=fact is not None and due_on(names[0], fact) <= here.today(),
        questions=tuple(each.text for each in getattr(record, "questions", ()) if each.field in (piece.name, *names)),
    )


def _lines(piece: Piece, record: Record, document: Mapping[str, Any], here: House) -> Iterator[str]:
    value = at(document, piece.name.split("."))
    if piece.name == "conditions":
        for slug, answer in (value or {}).items():
            said = "ja" if answer == "yes" else "nee"
            yield f"{called(kind_of(record), ('conditions', slug), here)}: {said}"
    elif value is not None or len(piece.fields) == 1:
        yield from lines(tuple(piece.name.split(".")), value, here)
    else:
        for field in piece.fields:
            yield from (f"{field.label}: {each}" for each in lines(field.steps, at(document, field.steps), here))


def _beside(record: Record, draft: Draft, here: House) -> tuple[differences.Row, ...] | None:
    """What one's own draft says differently; None while it is half typed."""
    try:
        ours = validation.read(draft.kind, msgspec.json.decode(draft.document))
    except Invalid:
        return None
    return differences.rows(record, ours, here, secret=draft.kind == "location" and is_secret(here.store, draft.id))


def _below(visit: Visit, id: Id) -> Iterator[Below]:
    own, others = reached(visit.store, [id])
    for each in (*own, *others):
        if kind_of(each.record) in PUBLIC_KINDS and kind_of(each.record) != "vocabulary":
            yield _item(each.record, visit.house)


def _item(record: Record, here: House) -> Below:
    kind = kind_of(record)
    return Below(path=f"/beheer/gegevens/{kind}/{record.id}", kind=KINDS[kind], name=title(record, here))


def _new(kind: Kind) -> tuple[tuple[str, str], ...]:
    """What can be added under a record of this kind: the path and what it is called."""
    if kind == "organization":
        return ("service", "aanbod"), ("location", "plek")
    return (("contact-point", "ingang"),) if kind == "service" else ()


def _public(record: Record) -> str:
    """The page that visitors see; "" where there is none."""
    path = PUBLIC_PATHS.get(kind_of(record))
    return f"{path}{record.slug}" if path and record.lifecycle == "published" else ""
