"""The shape of the database, as steps that were taken one after the other. A step is added, never edited.

`sqlite-utils` keeps the names of the steps taken in its own table, which is our version table.
"""

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

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


STEPS = (create_history, create_records, create_tombstones, create_slugs, create_scrub, add_batches)
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
