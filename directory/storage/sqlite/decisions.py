"""What curators decided about pairs that look alike, in a file of its own beside the records."""

from datetime import datetime
from pathlib import Path

from directory.storage.sqlite.aside import aside

WAIT_S = 5.0
SCHEMA = """
create table if not exists decision (
    a text, b text, decided text not null, seen text not null, actor text not null, reason text not null,
    at text not null, primary key (a, b)
) without rowid;
"""


class SqliteDecisions:
    """The decisions of one folder, the last of each pair."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def decide(self, pair: tuple[str, str], decided: str, seen: str, actor: str, reason: str, at: datetime) -> None:
        """Keep what was decided about a pair of ids, in order, and how both looked then (`seen`)."""
        row = [*sorted(pair), decided, seen, actor, reason, at.isoformat()]
        with aside(self._path, SCHEMA, WAIT_S) as db, db:
            db.execute("insert or replace into decision values (?, ?, ?, ?, ?, ?, ?)", row)

    def all(self) -> dict[tuple[str, str], tuple[str, str]]:
        """By pair of ids, in order: what was decided and how both looked then."""
        if not self._path.exists():
            return {}
        with aside(self._path, SCHEMA, WAIT_S) as db:
            return {
                (a, b): (decided, seen)
                for a, b, decided, seen in db.execute("select a, b, decided, seen from decision")
            }
