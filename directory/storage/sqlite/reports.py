"""What visitors say is wrong, in a file of its own beside the records: the fact and the day, nothing of who said it."""

import sqlite3
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path

import msgspec

from directory.model.report import Done, Handled, Report
from directory.storage.sqlite.aside import aside

# More than this on one day is somebody filling the disk.
A_DAY = 500
# What was handled is let go after this long.
KEPT = timedelta(days=365)
WAIT_S = 2.0
# No text is an empty one here: two that are null would not be equal to an index.
SCHEMA = """
pragma secure_delete = on;
create table if not exists report (
    id text primary key, day text not null, kind text not null, slug text not null, about text not null,
    text text not null, times integer not null, handled text
) without rowid;
create unique index if not exists report_open on report (kind, slug, about, text) where handled is null;
create index if not exists report_by_day on report (day);
create index if not exists report_by_end on report (handled);
create table if not exists outcome (report text primary key, done text not null) without rowid;
"""
STANDING = """
    select 1 from report
    where kind = :kind and slug = :slug and about = :about and text = :text and handled is null
"""
ADD = """
    insert into report (id, day, kind, slug, about, text, times)
    values (:id, :day, :kind, :slug, :about, :text, :times)
    on conflict (kind, slug, about, text) where handled is null do update set times = times + excluded.times
"""
OPEN = """
    select id, day, kind, slug, about, nullif(text, '') as text, times from report
    where handled is null order by day, id limit ?
"""
HANDLED = """
    select handled as "on", kind, slug, about, outcome.done from report left join outcome on outcome.report = report.id
    where handled is not null order by handled desc, id limit ?
"""
LET_GO = (
    "delete from report where handled < :oldest",
    "delete from outcome where report not in (select id from report)",
)


class SqliteReports:
    """The reports of one folder. Several processes may add at the same time."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def keep(self, report: Report) -> bool:
        """Keep this, or count it with an equal one that is open. Not when too many were kept that day, or it fails."""
        row = {**msgspec.to_builtins(report), "text": report.text or "", "times": report.times}
        oldest = (report.day - KEPT).isoformat()
        try:
            with aside(self._path, SCHEMA, WAIT_S) as db, db:
                for each in LET_GO:
                    db.execute(each, {"oldest": oldest})
                if not db.execute(STANDING, row).fetchone():
                    (count,) = db.execute("select count(*) from report where day = :day", row).fetchone()
                    if count >= A_DAY:
                        return False
                db.execute(ADD, row)
        except (sqlite3.Error, OSError):
            return False
        return True

    def open(self, limit: int) -> tuple[Report, ...]:
        """The ones that nobody handled, oldest first."""
        return tuple(msgspec.convert(each, Report) for each in self._rows(OPEN, limit))

    def handled(self, limit: int) -> tuple[Handled, ...]:
        """The ones that were handled last, the latest first."""
        return tuple(msgspec.convert(each, Handled) for each in self._rows(HANDLED, limit))

    def handle(self, id: str, on: date, done: Done | None = None) -> bool:
        """Close one that is open, and say what was done; what it said is forgotten. Whether there was one."""
        deeds = ["update report set handled = :on, text = '' where id = :id"]
        deeds += ["insert into outcome values (:id, :done)"] if done else []
        return self._forget(id, deeds, {"on": on.isoformat(), "done": done})

    def silence(self, id: str) -> bool:
        """Forget what an open one said, and keep that it was said. Whether there was one."""
        return self._forget(id, ["delete from report where id = :id"], {}, again=True)

    def _rows(self, question: str, limit: int) -> list[dict[str, object]]:
        if not self._path.exists():
            return []
        try:
            with aside(self._path, SCHEMA, WAIT_S) as db:
                db.row_factory = sqlite3.Row
                return [dict(each) for each in db.execute(question, [limit]).fetchall()]
        except (sqlite3.Error, OSError):
            return []

    def _forget(self, id: str, deeds: Sequence[str], more: Mapping[str, str | None], *, again: bool = False) -> bool:
        """Do these to an open report, and write the file anew: pages that were split keep copies of what they held."""
        if not self._path.exists():
            return False
        try:
            with aside(self._path, SCHEMA, WAIT_S) as db:
                db.row_factory = sqlite3.Row
                with db:
                    db.execute("begin immediate")
                    found = db.execute("select * from report where id = ? and handled is null", [id]).fetchone()
                    if found is None:
                        return False
                    for deed in deeds:
                        db.execute(deed, {"id": id, **more})
                    if again:
                        db.execute(ADD, {**dict(found), "text": ""})
                db.execute("vacuum")
        except (sqlite3.Error, OSError):
            return False
        return True
