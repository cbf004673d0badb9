"""Forgetting people and handled papers, so that the chain still holds. The caller holds the transaction."""

from datetime import datetime

from msgspec import structs
from sqlite_utils import Database

from directory.errors import Conflict
from directory.model import FORGOTTEN, Id, Occasion
from directory.model.json import encode
from directory.storage.sqlite import auditing, papers
from directory.storage.sqlite.standing import as_list

_NAMED = """
    select number from audit
    where sequence in (select sequence from change where actor = :actor or approver = :actor)
        or exists (select 1 from json_each(audit.who) where value = :actor)
"""
_RENAME = """
    update change set actor = iif(actor = :actor, :pseudonym, actor),
        approver = iif(approver = :actor, :pseudonym, approver)
    where actor = :actor or approver = :actor
"""
_TELLS = """
    select number, who from audit where exists (select 1 from json_each(audit.who) where value = :actor)
"""
_CLOSED = "select id from proposal where closed < :before"
_EVENTS = """
    select number, cast(content as blob) from audit
    where sequence is null and proposal in (select value from json_each(:ids))
"""


def erase(db: Database, actor: str, pseudonym: str, occasion: Occasion) -> int:
    """Let a person go by a pseudonym. In how many entries they were named. Raises `Conflict` when that is taken."""
    if db.conn.execute(f"{_NAMED} limit 1", {"actor": pseudonym}).fetchone():
        raise Conflict("pseudonym.taken", "Somebody goes by this pseudonym already; choose another one.")
    numbers = [number for (number,) in db.conn.execute(_NAMED, {"actor": actor})]
    with auditing.forgetting(db, numbers, occasion):
        names = {"actor": actor, "pseudonym": pseudonym}
        db.conn.execute(_RENAME, names)
        for number, who in db.conn.execute(_TELLS, {"actor": actor}).fetchall():
            _rewrite(db, number, who, actor, pseudonym)
        papers.rename(db, actor, pseudonym)
    return len(numbers)


def _rewrite(db: Database, number: int, who: str, actor: str, pseudonym: str) -> None:
    told = papers.names(who)
    called = encode([pseudonym if each == actor else each for each in told]).decode()
    db.conn.execute("update audit set who = ? where number = ?", [called, number])


def clear(db: Database, before: datetime, occasion: Occasion) -> int:
    """Forget proposals that were closed before this moment. How many."""
    gone: list[Id] = [id for (id,) in db.conn.execute(_CLOSED, {"before": before.isoformat()})]
    events = db.conn.execute(_EVENTS, {"ids": as_list(gone)}).fetchall()
    with auditing.forgetting(db, [number for number, _ in events], occasion):
        for number, content in events:
            bare = structs.replace(papers.event(content), changes=None, source=None)
            row = [encode(bare).decode(), encode(FORGOTTEN).decode(), number]
            db.conn.execute("update audit set content = ?, reason = ? where number = ?", row)
        for table, column in (("proposal", "id"), ("proposal_record", "proposal")):
            statement = f"delete from {table} where {column} in (select value from json_each(:ids))"  # noqa: S608
            db.conn.execute(statement, {"ids": as_list(gone)})
    return len(gone)
