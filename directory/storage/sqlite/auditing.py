"""The chain over history and decisions (`model/audit.py`), kept in the transaction of what it is about."""

import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any, NamedTuple

import msgspec
from msgspec import Raw
from sqlite_utils import Database

from directory.model import Entry, Id, Occasion
from directory.model.audit import (
    BEGINNING,
    CHANGE,
    FORGET,
    PIECES,
    Forgotten,
    Link,
    Piece,
    PieceName,
    Renewed,
    digest,
    seal,
)
from directory.model.json import encode
from directory.storage.sqlite import reading
from directory.storage.sqlite.standing import Key, as_list

SALT_BYTES = 16
_LAST = "select number, seal from audit order by number desc limit 1"
_APPEND = """
    insert into audit (
        number, at, deed, sequence, proposal, head, who, reason, content,
        who_salt, who_digest, reason_salt, reason_digest, content_salt, content_digest, seal
    ) values (
        :number, :at, :deed, :sequence, :proposal, cast(:head as text), cast(:who as text), cast(:reason as text),
        cast(:content as text), :who_salt, :who_digest, :reason_salt, :reason_digest, :content_salt, :content_digest,
        :seal
    )
"""
_LINKS = """
    select number, at, deed, sequence, cast(head as blob), cast(who as blob), cast(reason as blob),
        cast(content as blob), who_salt, who_digest, reason_salt, reason_digest, content_salt, content_digest, seal
    from audit
"""
_FORGETTINGS = "select cast(content as blob) from audit where deed = 'forget'"
_OF_RECORDS = """
    select number from audit
    where sequence in (
            select sequence from change where kind = :kind and id in (select value from json_each(:ids))
        ) or proposal in (
            select proposal from proposal_record where kind = :kind and id in (select value from json_each(:ids))
        )
    order by number
"""
_TRAIL = """
    select number from audit
    where (:before is null or number < :before)
        and (:kind is null
            or sequence in (select sequence from change where kind = :kind and id = :id)
            or proposal in (select proposal from proposal_record where kind = :kind and id = :id))
        and (:who is null
            or sequence in (select sequence from change where actor = :who or approver = :who)
            or exists (select 1 from json_each(audit.who) where value = :who))
    order by number desc limit :limit
"""
_forgotten = msgspec.json.Decoder(Forgotten)


class Told(NamedTuple):
    """An entry before it is sealed. `stored` says that its pieces stand nowhere else."""

    at: datetime
    deed: str
    head: bytes
    who: bytes
    reason: bytes
    content: bytes
    sequence: int | None = None
    proposal: Id | None = None
    stored: bool = True

    @property
    def pieces(self) -> tuple[bytes, bytes, bytes]:
        """The three pieces, in the order of `PIECES`."""
        return self.who, self.reason, self.content


def of_entry(entry: Entry) -> Told:
    """The entry of a row of history; its pieces stand in that row."""
    content = entry.tombstone and encode(entry.tombstone)
    given = (entry.sequence, entry.batch, entry.undoes, entry.at.isoformat(), entry.actor, entry.reason)
    named = (entry.kind, entry.id, entry.action, entry.revision, entry.approver, entry.proposal, entry.confirms)
    return of_row((*given, *named, content or bytes(entry.after or b"")))


def of_row(row: Sequence[Any]) -> Told:
    """The same of a row as it was selected: what of it is head and what is a piece never changes."""
    sequence, batch, undoes, at, actor, reason, kind, id, action, revision, approver, proposal, confirms, content = row
    return Told(
        at=reading.moment(at),
        deed=CHANGE,
        head=encode([sequence, batch, undoes, kind, id, action, revision, proposal, confirms]),
        who=encode([actor, approver]),
        reason=encode(reason),
        content=content.encode() if isinstance(content, str) else bytes(content or b""),
        sequence=sequence,
        stored=False,
    )


def append(db: Database, told: Iterable[Told]) -> None:
    """Seal these onto the chain, in this order."""
    number, before = db.conn.execute(_LAST).fetchone() or (0, BEGINNING)
    db.conn.executemany(_APPEND, _sealed(told, number, before))


def _sealed(told: Iterable[Told], last: int, before: bytes) -> Iterator[dict[str, Any]]:
    for number, each in enumerate(told, last + 1):
        salts = [secrets.token_bytes(SALT_BYTES) for _ in PIECES]
        digests = [digest(salt, value) for salt, value in zip(salts, each.pieces, strict=True)]
        before = seal(before, number, each.at, each.deed, each.head, digests)
        kept = zip(("head", *PIECES), (each.head, *each.pieces), strict=True)
        yield {
            "number": number,
            "at": each.at.isoformat(),
            "deed": each.deed,
            "sequence": each.sequence,
            "proposal": each.proposal,
            **{name: value if each.stored else None for name, value in kept},
            **{f"{name}_salt": salt for name, salt in zip(PIECES, salts, strict=True)},
            **{f"{name}_digest": found for name, found in zip(PIECES, digests, strict=True)},
            "seal": before,
        }


def links(db: Database) -> Iterator[Link]:
    """The whole chain, in order, with what stands in the database now."""
    entries = reading.entries(db, 0, None)
    entry = next(entries, None)
    for row in db.conn.execute(f"{_LINKS} order by number"):
        sequence = row[3]
        while sequence is not None and entry is not None and entry.sequence < sequence:
            entry = next(entries, None)
        found = entry if entry is not None and entry.sequence == sequence else None
        yield _link(row, found)


def _link(row: Sequence[Any], entry: Entry | None) -> Link:
    number, at, deed, sequence, head, *values, who_salt, who, reason_salt, reason, content_salt, content, sealed = row
    if sequence is not None:
        told = of_entry(entry) if entry is not None else None
        # A row of history that is gone has no head and no pieces: nothing of it can be right.
        at, head, values = (told.at.isoformat(), told.head, [*told.pieces]) if told else (at, b"[]", [b"", b"", b""])
    salted = zip(values, (who_salt, reason_salt, content_salt), (who, reason, content), strict=True)
    pieces = (Piece(value=Raw(value or b""), salt=salt, digest=found) for value, salt, found in salted)
    by_name = dict(zip(PIECES, pieces, strict=True))
    return Link(number=number, at=reading.moment(at), deed=deed, head=Raw(head), seal=sealed, **by_name)


def trail(db: Database, limit: int, before: int | None, who: str | None, about: Key | None) -> list[Link]:
    """The last so many entries before a number, the newest first."""
    kind, id = about or (None, None)
    asked = {"limit": reading.at_most(limit), "before": before, "who": who, "kind": kind, "id": id}
    numbers = [number for (number,) in db.conn.execute(_TRAIL, asked)]
    return _numbered(db, numbers)[::-1]


@contextmanager
def forgetting(db: Database, numbers: Iterable[int], occasion: Occasion) -> Iterator[None]:
    """What is forgotten inside is sealed anew: only pieces that were right before, so that nothing false is covered."""
    wanted = [*numbers]
    accepted = _accepted(db)
    right = {(link.number, name) for link, name, piece in _pieces(db, wanted) if _is_right(link, name, piece, accepted)}
    yield
    renewed = [
        _renew(db, link.number, name, piece)
        for link, name, piece in _pieces(db, wanted)
        if (link.number, name) in right and not _is_right(link, name, piece, accepted)
    ]
    if renewed:
        append(db, [_forgetting(renewed, occasion)])


def of_records(db: Database, kind: str, ids: Iterable[Id]) -> list[int]:
    """The numbers of the entries that are about these records: their history, and proposals that named them."""
    return [number for (number,) in db.conn.execute(_OF_RECORDS, {"kind": kind, "ids": as_list(ids)})]


def _accepted(db: Database) -> Mapping[tuple[int, PieceName], bytes]:
    """The digests of what stands in the place of forgotten pieces."""
    found = (_forgotten.decode(content) for (content,) in db.conn.execute(_FORGETTINGS))
    return {(each.number, each.piece): each.digest for one in found for each in one.renewed}


def _is_right(link: Link, name: PieceName, piece: Piece, accepted: Mapping[tuple[int, PieceName], bytes]) -> bool:
    return piece.found == accepted.get((link.number, name), piece.digest)


def _pieces(db: Database, numbers: Sequence[int]) -> list[tuple[Link, PieceName, Piece]]:
    return [(link, name, piece) for link in _numbered(db, numbers) for name, piece in link.pieces()]


def _numbered(db: Database, numbers: Sequence[int]) -> list[Link]:
    """The entries with these numbers, in order."""
    where = "where number in (select value from json_each(:numbers)) order by number"
    rows = db.conn.execute(f"{_LINKS} {where}", {"numbers": as_list(numbers)}).fetchall()
    entries = {each.sequence: each for each in reading.entries_of(db, [row[3] for row in rows if row[3] is not None])}
    return [_link(row, entries.get(row[3])) for row in rows]


def _renew(db: Database, number: int, name: PieceName, piece: Piece) -> Renewed:
    """The digest of what stands there now under a new salt; the old salt is gone, and with it what it could tell."""
    salt = secrets.token_bytes(SALT_BYTES)
    statement = f"update audit set {name}_salt = :salt where number = :number"  # noqa: S608  a name of ours
    db.conn.execute(statement, {"salt": salt, "number": number})
    return Renewed(number=number, piece=name, digest=digest(salt, bytes(piece.value)))


def _forgetting(renewed: Sequence[Renewed], occasion: Occasion) -> Told:
    return Told(
        at=occasion.at,
        deed=FORGET,
        head=b"[]",
        who=encode([occasion.actor, occasion.approver]),
        reason=encode(occasion.reason),
        content=encode(Forgotten(renewed=tuple(renewed))),
    )
