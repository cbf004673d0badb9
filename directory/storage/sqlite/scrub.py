"""Getting forgotten bytes out of the files, not only out of the tables.

`secure_delete` wipes what is deleted, but when a page is split SQLite leaves copies of the rows that moved (measured:
about 15 in 3000). So the file is rewritten and the write-ahead log emptied. What is still to be done stands in a
table, written together with the change that made it necessary: a crash in between does not end it.
"""

from sqlite_utils import Database

# How long to wait for readers of the old log. One that takes longer has us come back after the next commit.
PATIENCE_MS = 500


def request(db: Database) -> None:
    """Say, inside the transaction that forgets something, that the file must be scrubbed after it."""
    db.conn.execute("insert into scrub (step) values ('rewrite'), ('checkpoint') on conflict (step) do nothing")


def due(db: Database) -> bool:
    """Whether the file may still hold something forgotten."""
    return db.conn.execute("select 1 from scrub").fetchone() is not None


def scrub(db: Database) -> bool:
    """Do what is due, outside a transaction. False when a reader holds on to the old log: then try again later."""
    if _is_due(db, "rewrite"):
        db.conn.execute("vacuum")
        _done(db, "rewrite")
    if _is_due(db, "checkpoint") and empty_log(db):
        _done(db, "checkpoint")
    return not due(db)


def empty_log(db: Database) -> bool:
    """Move the write-ahead log into the database and cut it to nothing; False when a reader still needs it."""
    db.conn.execute(f"pragma busy_timeout = {PATIENCE_MS}")
    try:
        held, *_ = db.conn.execute("pragma wal_checkpoint(truncate)").fetchone()
        return not held
    finally:
        db.conn.execute("pragma busy_timeout = 0")


def _is_due(db: Database, step: str) -> bool:
    return db.conn.execute("select 1 from scrub where step = :step", {"step": step}).fetchone() is not None


def _done(db: Database, step: str) -> None:
    db.conn.execute("delete from scrub where step = :step", {"step": step})
