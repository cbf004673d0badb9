"""The shape of the database, as steps that were taken one after the other. A step is added, never edited.

`sqlite-utils` keeps the names of the steps taken in its own table, which is our version table.
"""

from typing import Any

import msgspec
from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from directory.model import Tombstone
from directory.model.json import encode
from directory.storage.sqlite import auditing
from directory.storage.sqlite.connection import transaction
from directory.storage.sqlite.tables import TABLES


def create_history(db: Database) -> None:
    """One row for each change. `sequence` has no gaps; the new document is the `before` of the record's next row."""
    db.execute("""
        create table change (
            sequence integer primary key,
            at text not null,
            actor text not null,
            reason text not null,
            kind text not null,
            id text not null,
            action text not null check (action in ('create', 'update', 'withdraw', 'merge')),
            revision integer not null check (revision >= 1),
            before text,
            tombstone text
        ) strict
    """)
    db.execute("create unique index change_of_record on change (kind, id, sequence)")


def create_records(db: Database) -> None:
    """A table per kind. `document` is the record's exact JSON; the other columns are what the store itself needs."""
    for table in TABLES.values():
        db.execute(f"""
            create table {table} (
                id text primary key not null,
                slug text not null,
                revision integer not null,
                sequence integer not null references change (sequence),
                at text not null,
                document text not null
            ) strict
        """)


def create_tombstones(db: Database) -> None:
    """What is left of records that were withdrawn or merged."""
    db.execute("""
        create table tombstone (
            kind text not null,
            id text not null,
            revision integer not null,
            sequence integer not null references change (sequence),
            document text not null,
            primary key (kind, id)
        ) strict, without rowid
    """)


def create_slugs(db: Database) -> None:
    """Every slug a record ever had. None is given to a second record."""
    db.execute("""
        create table slug (
            kind text not null,
            slug text not null,
            id text not null,
            primary key (kind, slug)
        ) strict, without rowid
    """)


def create_scrub(db: Database) -> None:
    """The next step of a scrub that is not done yet (`scrub.py`); no row when the file holds nothing forgotten."""
    db.execute("create table scrub (step text primary key not null check (step in ('rewrite', 'checkpoint'))) strict")


def add_batches(db: Database) -> None:
    """Which rows were written in one commit, and what that took back. Older rows share moment, actor and reason."""
    db.execute("alter table change add column batch integer")
    db.execute("alter table change add column undoes integer")
    db.execute("""
        update change set batch = together.first
        from (select at, actor, reason, min(sequence) as first from change group by at, actor, reason) as together
        where (change.at, change.actor, change.reason) = (together.at, together.actor, together.reason)
    """)


def add_approvals(db: Database) -> None:
    """Of a row of history: the second person, the proposal that was approved, the field that was found unchanged."""
    for column in ("approver", "proposal", "confirms"):
        db.execute(f"alter table change add column {column} text")


def create_proposals(db: Database) -> None:
    """What waits for a second person, and which records it was ever about. `document` is the whole proposal."""
    db.execute("""
        create table proposal (
            id text primary key not null,
            status text not null,
            at text not null,
            closed text,
            revision integer not null,
            document text not null
        ) strict
    """)
    db.execute("create index proposal_by_status on proposal (status, at, id)")
    db.execute("""
        create table proposal_record (
            kind text not null,
            id text not null,
            proposal text not null,
            primary key (kind, id, proposal)
        ) strict, without rowid
    """)


def create_drafts(db: Database) -> None:
    """The working version of a record of one author: the last one that was saved. `base` is the revision opened."""
    db.execute("""
        create table draft (
            kind text not null,
            id text not null,
            author text not null,
            at text not null,
            base integer,
            document text not null,
            primary key (kind, id, author)
        ) strict, without rowid
    """)


def create_notices(db: Database) -> None:
    """Who must be told of what, in codes and ids. `told` is when that was done."""
    db.execute("create table notice (number integer primary key, document text not null, told text) strict")
    db.execute("create index notice_untold on notice (number) where told is null")


def create_audit(db: Database) -> None:
    """The chain over rows of history and decisions (`model/audit.py`).

    Of a row of history (`sequence`) head and pieces stand in `change`; of other deeds they stand here. What happened
    before there was a chain is sealed as it is found.
    """
    db.execute("""
        create table audit (
            number integer primary key,
            at text not null,
            deed text not null,
            sequence integer unique references change (sequence),
            proposal text,
            head text,
            who text,
            reason text,
            content text,
            who_salt blob not null,
            who_digest blob not null,
            reason_salt blob not null,
            reason_digest blob not null,
            content_salt blob not null,
            content_digest blob not null,
            seal blob not null
        ) strict
    """)
    db.execute("create index audit_of_proposal on audit (proposal) where proposal is not null")
    db.execute("create index audit_of_forgetting on audit (number) where deed = 'forget'")
    auditing.append(db, (_told(*row) for row in db.conn.execute(_HISTORY_OF_BEFORE)))


def _told(*row: Any) -> auditing.Told:
    *given, document, tombstone = row
    # Spelled as it will be when it is read again: SQLite spelled it, where something in it was forgotten.
    ended = tombstone and encode(msgspec.json.decode(tombstone, type=Tombstone))
    return auditing.of_row((*given, ended or document))


_TODAY = " ".join(
    f"when '{kind}' then (select document from {table} where id = change.id)"  # noqa: S608  names of ours
    for kind, table in TABLES.items()
)
# As the tables are at the step that uses it; later steps do not touch it.
_HISTORY_OF_BEFORE = f"""
    select sequence, batch, undoes, at, actor, reason, kind, id, action, revision, approver, proposal, confirms,
        coalesce(
            (
                select following.before from change as following
                where following.kind = change.kind and following.id = change.id
                    and following.sequence > change.sequence
                order by following.sequence
                limit 1
            ),
            case kind {_TODAY} end
        ),
        tombstone
    from change
    order by sequence
"""  # noqa: S608  names of ours

STEPS = (
    create_history,
    create_records,
    create_tombstones,
    create_slugs,
    create_scrub,
    add_batches,
    add_approvals,
    create_proposals,
    create_drafts,
    create_notices,
    create_audit,
)
VERSIONS = Migrations("directory")
for _step in STEPS:
    VERSIONS()(_step)


def migrate(db: Database) -> None:
    """Bring an older database of ours up to date. Two programs may try at once: the second finds it done."""
    if not VERSIONS.pending(db):
        return
    with transaction(db):
        VERSIONS.apply(db)


def taken(db: Database) -> list[str]:
    """The names of the steps that this database has behind it; empty when it has no version table."""
    return [each.name for each in VERSIONS.applied(db)]
