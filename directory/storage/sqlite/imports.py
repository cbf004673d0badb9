"""Files on their way in: one SQLite file for each job, in a folder of their own, and one for what columns are."""

import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from uuid import UUID

import msgspec

from directory.errors import Unknown
from directory.model import Id, Kind
from directory.model.intake import Bucket, Columns, Item, Job, Raw
from directory.storage.sqlite.aside import aside
from directory.storage.sqlite.failure import explained

WAIT_S = 10.0
SCHEMA = """
pragma secure_delete = on;
create table if not exists job (body blob not null);
create table if not exists raw (
    number integer primary key, sheet text not null, row integer not null, body blob not null
);
create index if not exists raw_by_sheet on raw (sheet, number);
create table if not exists item (number integer primary key, bucket text not null, chosen integer not null, body blob);
create index if not exists item_by_bucket on item (bucket, chosen, number);
create table if not exists same (number integer primary key, id text not null);
create table if not exists said (
    kind text, id text, row integer not null, body blob not null, primary key (kind, id)
) without rowid;
"""
COLUMNS = "create table if not exists columns (fingerprint text primary key, body blob not null) without rowid"
WAITING = """
    select raw.number, sheet, row, raw.body from raw left join item on item.number = raw.number
    where item.number is null and sheet = ? and row > ? order by raw.number limit ?
"""
# A row without cells.
NOTHING = msgspec.msgpack.encode(())
Said = Mapping[tuple[Kind, Id], tuple[int, Mapping[str, object]]]
_job, _item = msgspec.json.Decoder(Job), msgspec.json.Decoder(Item)
_encode = msgspec.json.encode


class SqliteImports:
    """The jobs of one folder, which is made when there is a first one."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @contextmanager
    def _open(self, id: Id, *, new: bool = False) -> Iterator[sqlite3.Connection]:
        path = self._path(id)
        if not new and not path.exists():
            raise _unknown(id)
        with explained(path):
            self._folder.mkdir(mode=0o700, exist_ok=True)
            with aside(path, SCHEMA, WAIT_S) as db:
                yield db

    def _path(self, id: Id) -> Path:
        try:
            return self._folder / f"{UUID(id)}.db"
        except ValueError:
            raise _unknown(id) from None

    def create(self, job: Job, rows: Iterable[Raw]) -> Job:
        """Keep a job with its rows; returns it with their number. A file that cannot be read whole leaves nothing."""
        try:
            with self._open(job.id, new=True) as db, db:
                db.executemany("insert into raw values (?, ?, ?, ?)", map(_row, rows))
                (total,) = db.execute("select count(*) from raw").fetchone()
                made = msgspec.structs.replace(job, total=total)
                db.execute("insert into job values (?)", [_encode(made)])
        except BaseException:
            self.drop(job.id)
            raise
        return made

    def read(self, id: Id) -> Job:
        """The job."""
        with self._open(id) as db:
            found = db.execute("select body from job").fetchone()
        if found is None:
            raise _unknown(id)
        return _job.decode(found[0])

    def all(self) -> tuple[Job, ...]:
        """Every job, the last made first."""
        found = []
        for path in sorted(self._folder.glob("*-*.db")):
            try:
                found.append(self.read(path.stem))
            except Unknown:
                continue
        return tuple(sorted(found, key=lambda each: each.made, reverse=True))

    def keep(self, job: Job) -> None:
        """The job as it is from now on."""
        with self._open(job.id) as db, db:
            _keep(db, job)

    def judged(self, id: Id, items: Sequence[Item], said: Said) -> None:
        """Keep what was found of rows."""
        with self._open(id) as db, db:
            db.execute("begin immediate")
            hidden = ([NOTHING, each.number] for each in items if each.hidden)
            db.executemany("update raw set body = ? where number = ?", hidden)
            rows = ((each.number, each.bucket, each.chosen, _encode(each)) for each in items)
            db.executemany("insert or ignore into item values (?, ?, ?, ?)", rows)
            told = ((kind, id, row, _encode(values)) for (kind, id), (row, values) in said.items())
            db.executemany("insert or replace into said values (?, ?, ?, ?)", told)
            (done,) = db.execute("select count(*) from item").fetchone()
            job = _job.decode(db.execute("select body from job").fetchone()[0])
            _keep(db, msgspec.structs.replace(job, done=done))

    def waiting(self, job: Job, limit: int) -> tuple[Raw, ...]:
        """The first rows below the headings that nobody judged yet."""
        with self._open(job.id) as db:
            return tuple(map(_raw, db.execute(WAITING, [job.columns.sheet, job.columns.heading, limit]).fetchall()))

    def rows(self, id: Id, limit: int, *, sheet: str | None = None) -> tuple[Raw, ...]:
        """The first rows, of one sheet or of all."""
        asked = "select number, sheet, row, body from raw where ? is null or sheet = ? order by number limit ?"
        with self._open(id) as db:
            return tuple(map(_raw, db.execute(asked, [sheet, sheet, limit]).fetchall()))

    def sheets(self, id: Id) -> Mapping[str, int]:
        """How many rows there are of each sheet, in their order."""
        with self._open(id) as db:
            return dict(db.execute("select sheet, count(*) from raw group by sheet order by min(number)").fetchall())

    def said(self, id: Id, keys: Collection[tuple[Kind, Id]]) -> Said:
        """What rows that were judged said of these records."""
        asked = "select row, body from said where kind = ? and id = ?"
        with self._open(id) as db:
            found = ((key, db.execute(asked, key).fetchone()) for key in keys)
            return {key: (row[0], msgspec.json.decode(row[1])) for key, row in found if row}

    def same(self, id: Id, numbers: Collection[int]) -> Mapping[int, Id]:
        """Whom somebody said that these rows are."""
        with self._open(id) as db:
            found: dict[int, Id] = dict(db.execute("select number, id from same").fetchall())
        return {number: found[number] for number in numbers if number in found}

    def decide(self, id: Id, same: Mapping[int, Id]) -> None:
        """Say whom these rows are: they are judged anew."""
        with self._open(id) as db, db:
            db.executemany("insert or replace into same values (?, ?)", same.items())
            db.executemany("delete from item where number = ?", [[each] for each in same])

    def again(self, job: Job, *, only: Bucket | None = None) -> None:
        """Keep the job, and judge the rows below its headings anew: all, or those of a kind."""
        with self._open(job.id) as db, db:
            db.execute("delete from item where ? is null or bucket = ?", [only, only])
            if only is None:
                db.execute("delete from said")
            below = [job.columns.sheet, job.columns.heading]
            (total,) = db.execute("select count(*) from raw where sheet = ? and row > ?", below).fetchone()
            (done,) = db.execute("select count(*) from item").fetchone()
            _keep(db, msgspec.structs.replace(job, total=total, done=done))

    def item(self, id: Id, number: int) -> Item | None:
        """What was found of one row."""
        with self._open(id) as db:
            found = db.execute("select chosen, body from item where number = ?", [number]).fetchone()
        return _read(found) if found else None

    def items(self, id: Id, bucket: Bucket, *, after: int = 0, limit: int | None = None) -> Iterator[Item]:
        """What was found, in order, after a number."""
        asked = "select chosen, body from item where bucket = ? and number > ? order by number limit ?"
        with self._open(id) as db:
            yield from map(_read, db.execute(asked, [bucket, after, -1 if limit is None else limit]))

    def chosen(self, id: Id) -> Iterator[Item]:
        """What is to be applied, in order."""
        with self._open(id) as db:
            yield from map(_read, db.execute("select chosen, body from item where chosen order by number"))

    def counts(self, id: Id) -> Mapping[Bucket, tuple[int, int]]:
        """Of each kind: how many rows there are, and how many of them are chosen."""
        with self._open(id) as db:
            found = db.execute("select bucket, count(*), sum(chosen) from item group by bucket").fetchall()
        return {bucket: (count, chosen) for bucket, count, chosen in found}

    def choose(self, id: Id, chosen: bool, *, bucket: Bucket | None = None, numbers: Collection[int] = ()) -> None:
        """Take rows along or leave them. What is wrong is never taken along."""
        with self._open(id) as db, db:
            if bucket is not None:
                db.execute("update item set chosen = ? where bucket = ? and bucket <> 'error'", [chosen, bucket])
            rows = ((chosen, number) for number in numbers)
            db.executemany("update item set chosen = ? where number = ? and bucket <> 'error'", rows)

    def settle(self, job: Job) -> None:
        """Keep what became of a job, and let go of every row of it."""
        with self._open(job.id) as db:
            with db:
                for table in ("raw", "item", "said", "same"):
                    db.execute(f"delete from {table}")  # noqa: S608  our own words
                _keep(db, job)
            db.execute("vacuum")

    def drop(self, id: Id) -> None:
        """Let go of a job; nothing happens when there is none."""
        path = self._path(id)
        with explained(path):
            for each in (path, path.with_name(f"{path.name}-journal")):
                each.unlink(missing_ok=True)

    def sweep(self, before: datetime) -> int:
        """Let go of every job that was made before this. How many."""
        old = [each.id for each in self.all() if each.made < before]
        for each in old:
            self.drop(each)
        return len(old)

    def recall(self, fingerprint: str) -> Columns | None:
        """What somebody last said is in these columns."""
        path = self._folder / "columns.db"
        if not path.exists():
            return None
        with explained(path), aside(path, COLUMNS, WAIT_S) as db:
            found = db.execute("select body from columns where fingerprint = ?", [fingerprint]).fetchone()
        return msgspec.json.decode(found[0], type=Columns) if found else None

    def remember(self, fingerprint: str, columns: Columns) -> None:
        """Keep what is in these columns."""
        path = self._folder / "columns.db"
        with explained(path):
            self._folder.mkdir(mode=0o700, exist_ok=True)
            with aside(path, COLUMNS, WAIT_S) as db, db:
                db.execute("insert or replace into columns values (?, ?)", [fingerprint, _encode(columns)])


def _keep(db: sqlite3.Connection, job: Job) -> None:
    db.execute("update job set body = ?", [_encode(job)])


def _row(raw: Raw) -> tuple[int, str, int, bytes]:
    return raw.number, raw.sheet, raw.row, raw.body


def _raw(row: tuple[int, str, int, bytes]) -> Raw:
    return Raw(number=row[0], sheet=row[1], row=row[2], body=row[3])


def _read(row: tuple[int, bytes]) -> Item:
    return msgspec.structs.replace(_item.decode(row[1]), chosen=bool(row[0]))


def _unknown(id: Id) -> Unknown:
    return Unknown("import.unknown", "There is no such import (any more).", id=id)
