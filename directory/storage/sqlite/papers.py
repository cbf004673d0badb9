"""What the desk keeps beside the records: proposals, drafts and notices. The caller holds the transaction."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any

import msgspec
from msgspec import Raw, structs
from sqlite_utils import Database

from directory import validation
from directory.errors import Conflict, Fault
from directory.model import (
    FORGOTTEN,
    WAITING,
    WROTE,
    Change,
    Draft,
    DraftKey,
    Filing,
    Id,
    Notice,
    Occasion,
    Proposal,
    Record,
    Status,
    Untold,
)
from directory.model.json import encode
from directory.storage.batch import malformed
from directory.storage.sqlite import admission, auditing
from directory.storage.sqlite.reading import at_most
from directory.storage.sqlite.standing import Key

_proposal = msgspec.json.Decoder(Proposal)
_notice = msgspec.json.Decoder(Notice)

_PROPOSAL = "select cast(document as blob) from proposal where id = :id"
_PROPOSALS = """
    select cast(document as blob) from proposal
    where (:status is null or status = :status)
        and (:kind is null or id in (select proposal from proposal_record where (kind, id) = (:kind, :id)))
    order by at, id limit :limit
"""
_PUT = """
    insert into proposal (id, status, at, closed, revision, document)
    values (:id, :status, :at, :closed, :revision, cast(:document as text))
    on conflict (id) do update set status = excluded.status, closed = excluded.closed, revision = excluded.revision,
        document = excluded.document
"""
_ABOUT = "insert into proposal_record (kind, id, proposal) values (?, ?, ?) on conflict do nothing"
_EVENTS = """
    select number, cast(content as blob) from audit
    where proposal in (select proposal from proposal_record where kind = :kind and id = :id) and sequence is null
"""
_CONTENT = "update audit set content = cast(:content as text) where number = :number"
_KEEP = """
    insert into draft (kind, id, author, at, base, document)
    values (:kind, :id, :author, :at, :base, cast(:document as text))
    on conflict (kind, id, author) do update set at = excluded.at, base = excluded.base, document = excluded.document
"""
_DRAFTS = """
    select kind, id, author, at, base, cast(document as blob) from draft
    where (:author is null or author = :author) and (:kind is null or (kind, id) = (:kind, :id))
    order by at desc, kind, id, author
"""
_DROP = "delete from draft where (kind, id, author) = (:kind, :id, :author)"
_NOTICE = "insert into notice (document) values (cast(:document as text))"
_UNTOLD = "select number, cast(document as blob) from notice where told is null order by number limit :limit"


class Event(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What the chain keeps of a decision, beside who and why. `changes` only where they are new or fewer."""

    status: Status
    changes: tuple[Change, ...] | None = None
    source: str | None = None
    checked: str | None = None
    batch: int | None = None
    other: Id | None = None
    undoes: int | None = None
    confirms: str | None = None


event = msgspec.json.Decoder(Event).decode
names = msgspec.json.Decoder(list[str | None]).decode


def file(db: Database, filing: Filing) -> None:
    """Write these papers. Raises `Conflict` for a proposal that somebody decided about meanwhile, and `Invalid`."""
    for proposal in filing.proposals:
        _put(db, proposal)
    db.conn.executemany(_NOTICE, [{"document": encode(each)} for each in filing.notices])
    db.conn.executemany(_DROP, [_named(each) for each in filing.done])


def find(db: Database, id: Id) -> Proposal | None:
    """The proposal with this id."""
    found = db.conn.execute(_PROPOSAL, {"id": id}).fetchone()
    return found and _proposal.decode(found[0])


def proposals(db: Database, status: Status | None, about: Key | None, limit: int | None = None) -> Iterator[Proposal]:
    """Proposals in the order in which they came."""
    kind, id = about or (None, None)
    rows = db.conn.execute(_PROPOSALS, {"status": status, "kind": kind, "id": id, "limit": at_most(limit)})
    return (_proposal.decode(document) for (document,) in rows)


def keep(db: Database, draft: Draft) -> None:
    """Keep this draft in the place of the author's former one."""
    more = {"at": draft.at.isoformat(), "base": draft.base, "document": bytes(draft.document)}
    db.conn.execute(_KEEP, {**_named(draft), **more})


def drafts(db: Database, author: str | None, about: Key | None) -> Iterator[Draft]:
    """Drafts, the last saved first."""
    kind, id = about or (None, None)
    for row in db.conn.execute(_DRAFTS, {"author": author, "kind": kind, "id": id}):
        of, named, by, at, base, document = row
        moment = datetime.fromisoformat(at)
        yield Draft(kind=of, id=named, author=by, at=moment, base=base, document=Raw(document))


def drop(db: Database, key: DraftKey) -> None:
    """Throw a draft away."""
    db.conn.execute(_DROP, _named(key))


def untold(db: Database, limit: int | None = None) -> list[Untold]:
    """Notices that nobody was told of yet, oldest first."""
    rows = db.conn.execute(_UNTOLD, {"limit": at_most(limit)}).fetchall()
    return [Untold(number=number, notice=_notice.decode(document)) for number, document in rows]


def told(db: Database, numbers: Sequence[int], at: datetime) -> None:
    """Say that everybody concerned was told of these."""
    rows = [(at.isoformat(), number) for number in numbers]
    db.conn.executemany("update notice set told = ? where number = ? and told is null", rows)


def _named(key: Draft | DraftKey) -> dict[str, Any]:
    return {"kind": key.kind, "id": key.id, "author": key.author}


def _put(db: Database, proposal: Proposal) -> None:
    before = find(db, proposal.id)
    _refuse_stale(proposal, before)
    new = proposal.decisions[-1].deed in WROTE
    if new:
        admission.refuse(malformed(proposal.changes))
    # Also what is only split off or closed holds words that are kept: a note, a reason.
    admission.refuse([*_of_words(proposal), *(_of_changes(db, proposal) if new else ())])
    _write(db, proposal)
    db.conn.executemany(_ABOUT, [(each.kind, each.id, proposal.id) for each in proposal.changes])
    auditing.append(db, [_told(proposal, before)])


def _refuse_stale(proposal: Proposal, before: Proposal | None) -> None:
    current = before.revision if before else 0
    expected = proposal.revision - 1
    # A part that is split off begins with what was decided about the whole.
    split_off = before is None and proposal.decisions[-1].other is not None
    closed = before is not None and before.status not in WAITING
    if closed or (current != expected and not split_off):
        detail = "Somebody else decided about this proposal meanwhile; look at it again."
        raise Conflict("proposal.stale", detail, id=proposal.id, expected=expected, current=current)


def _of_words(proposal: Proposal) -> Iterator[Fault]:
    decision = proposal.decisions[-1]
    for words in dict.fromkeys((proposal.reason, decision.note, proposal.source)):
        if words is not None:
            yield from validation.of_occasion(Occasion(actor=decision.by.actor, at=decision.at, reason=words))


def _of_changes(db: Database, proposal: Proposal) -> list[Fault]:
    occasion = Occasion(actor=proposal.author.actor, at=proposal.at, reason="-", confirms=proposal.confirms)
    return admission.faults(db, proposal.changes, occasion)


def _write(db: Database, proposal: Proposal) -> None:
    decision = proposal.decisions[-1]
    row = {
        "id": proposal.id,
        "status": proposal.status,
        "at": proposal.at.isoformat(),
        "closed": None if proposal.status in WAITING else decision.at.isoformat(),
        "revision": proposal.revision,
        "document": encode(proposal),
    }
    db.conn.execute(_PUT, row)


def _told(proposal: Proposal, before: Proposal | None) -> auditing.Told:
    decision = proposal.decisions[-1]
    content = Event(
        status=proposal.status,
        changes=proposal.changes if before is None or before.changes != proposal.changes else None,
        source=proposal.source,
        checked=decision.checked,
        batch=decision.batch,
        other=decision.other,
        undoes=proposal.undoes,
        confirms=proposal.confirms,
    )
    return auditing.Told(
        at=decision.at,
        deed=decision.deed,
        head=encode([proposal.id, proposal.revision]),
        who=encode([decision.by.actor, decision.by.behind, decision.by.capacity]),
        reason=encode(decision.note or proposal.reason),
        content=encode(content),
        proposal=proposal.id,
    )


def forget(db: Database, key: Key, rule: Callable[[Record], Record]) -> bool:
    """Put what the rule makes of each version that was ever proposed in its place; drafts of it go. Whether any did."""
    dropped = db.conn.execute("delete from draft where kind = :kind and id = :id", key._asdict()).rowcount > 0
    done = _rewrite(db, key, lambda old: structs.replace(old, changes=_ruled(old.changes, key, rule)))
    for number, old in _events(db, key):
        if old.changes is not None:
            _retell(db, number, structs.replace(old, changes=_ruled(old.changes, key, rule)))
    return dropped or done


def _ruled(changes: Sequence[Change], key: Key, rule: Callable[[Record], Record]) -> tuple[Change, ...]:
    return tuple(
        structs.replace(each, after=rule(each.after))
        if each.after is not None and Key(each.kind, each.id) == key
        else each
        for each in changes
    )


def forget_words(db: Database, key: Key) -> None:
    """Forget the reasons, sources and notes of every proposal that was ever about this record."""

    def bare(old: Proposal) -> Proposal:
        decisions = tuple(structs.replace(each, note=each.note and FORGOTTEN) for each in old.decisions)
        return structs.replace(old, reason=FORGOTTEN, source=old.source and FORGOTTEN, decisions=decisions)

    _rewrite(db, key, bare)
    for number, old in _events(db, key):
        _retell(db, number, structs.replace(old, source=old.source and FORGOTTEN))
        db.conn.execute("update audit set reason = ? where number = ?", [encode(FORGOTTEN).decode(), number])


def rename(db: Database, actor: str, pseudonym: str) -> None:
    """Let a person go by another name wherever the desk names them; their drafts go."""
    db.conn.execute("delete from draft where author = ?", [actor])
    _rewrite(db, None, lambda old: _renamed(old, actor, pseudonym))


def _rewrite(db: Database, about: Key | None, rule: Callable[[Proposal], Proposal]) -> bool:
    """Put what the rule makes of each proposal, about this record or at all, in its place. Whether any differs."""
    olds = [*proposals(db, None, about)]
    news = [new for old in olds if (new := rule(old)) != old]
    for new in news:
        _write(db, new)
    return bool(news)


def _events(db: Database, key: Key) -> list[tuple[int, Event]]:
    """By number in the chain, what was ever decided about this record."""
    rows = db.conn.execute(_EVENTS, key._asdict()).fetchall()
    return [(number, event(content)) for number, content in rows]


def _retell(db: Database, number: int, content: Event) -> None:
    db.conn.execute(_CONTENT, {"number": number, "content": encode(content)})


def _renamed(proposal: Proposal, actor: str, pseudonym: str) -> Proposal:
    def called(name: str | None) -> Any:
        return pseudonym if name == actor else name

    def hand(one: Any) -> Any:
        return structs.replace(one, actor=called(one.actor), behind=called(one.behind))

    decisions = tuple(structs.replace(each, by=hand(each.by)) for each in proposal.decisions)
    return structs.replace(proposal, author=hand(proposal.author), decisions=decisions)
