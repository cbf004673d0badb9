"""Letters that wait to be sent, in a file of its own. What they say is sealed by who puts them here, and wiped from the
file when they were delivered; the row stays, so that nothing is sent twice and the desk can count.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, get_args

import msgspec

from directory.errors import Damaged
from directory.model.letter import LetterKind, Slip, State, Word
from directory.storage.sqlite.aside import aside
from directory.storage.sqlite.failure import explained
from directory.storage.sqlite.keyfile import read_key

WAIT_S = 5.0
# Nothing is put off for this long: what is due further ahead was written before the clock was put back.
FAR = timedelta(days=1)
# Rows without content, for the counts and against sending twice.
KEPT = timedelta(days=180)
# Moments are in UTC, so that they are in the order of their text.
SCHEMA = """
pragma secure_delete = on;
create table if not exists letter (
    id text primary key not null, kind text not null, made text not null, due text not null, ends text not null,
    changed text not null, state text not null, once text unique, claimed text, tries integer not null, word text,
    sealed text
) strict, without rowid;
create index if not exists letter_by_due on letter (due) where state = 'waiting';
"""
NAMES = Slip.__struct_fields__
ADD = (
    f"insert into letter ({', '.join(NAMES)}) values ({', '.join(f':{each}' for each in NAMES)}) on conflict do nothing"  # noqa: S608  names of ours
)
# Who claimed it and is gone holds it until then; a claim beyond that is from before the clock was put back.
CLAIM = """
    update letter set claimed = :until, tries = tries + 1 where id = (
        select id from letter where state = 'waiting' and (due <= :now or due > :far)
        and (claimed is null or claimed <= :now or claimed > :until) order by due, id limit 1
    ) returning *
"""
SETTLE = f"update letter set {', '.join(f'{each} = :{each}' for each in NAMES if each != 'id')} where id = :id and claimed = :mine"  # noqa: S608, E501  names of ours
PUT_OFF = "update letter set word = :word, changed = :now where state = 'waiting' and (due <= :now or due > :far)"
HURRY = "update letter set state = 'waiting', due = :now, tries = 0 where id = :id and sealed is not null"
# Never one that was not tried yet: then it was the clock that jumped.
END = """
    update letter set sealed = null, state = iif(state = 'waiting', 'ended', state), changed = :now
    where sealed is not null and ends <= :now and (tries > 0 or word is not null)
    and (claimed is null or claimed <= :now)
"""
FORGET = "delete from letter where sealed is null and changed < :before"
OPEN = "select * from letter where state = 'waiting' or sealed is not null order by made, id limit :limit"


class SqliteLetters:
    """The letters of one folder. Several processes may add and send at the same time."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def key(self) -> bytes:
        """The key of what is sealed here, in a file beside this one; made before the first letter."""
        with explained(self._path):
            return read_key(self._path.with_suffix(".key"), self._path)

    def add(self, slips: Sequence[Slip]) -> int:
        """Keep all of these in one transaction, except those whose `once` or `id` is known. How many were kept."""
        if not slips:
            return 0
        with self._opened() as db, db:
            return sum(db.execute(ADD, _row(each)).rowcount for each in slips)

    def claim(self, now: datetime, until: datetime) -> Slip | None:
        """The waiting one that is due longest and that nobody is sending, as claimed until then, tried once more."""
        if not self._path.exists():
            return None
        with self._opened() as db, db:
            found = db.execute(CLAIM, {"now": _text(now), "until": _text(until), "far": _text(now + FAR)}).fetchone()
        return _slip(found) if found else None

    def settle(self, slip: Slip, claimed: datetime) -> bool:
        """Write what became of a claimed one. Not when somebody else claimed it since; whether it was written."""
        return self._did(SETTLE, {**_row(slip), "mine": _text(claimed)}) > 0

    def put_off(self, now: datetime, word: Word) -> int:
        """Say of all that are due why they wait. How many there are."""
        return self._did(PUT_OFF, {"now": _text(now), "far": _text(now + FAR), "word": word})

    def hurry(self, id: str, now: datetime) -> bool:
        """Make one due now, also one that was refused. Whether there is one that can still be sent."""
        return self._did(HURRY, {"id": id, "now": _text(now)}) > 0

    def end(self, now: datetime) -> int:
        """Empty those that ended, and let go of rows that are too old. How many ended."""
        ended = self._did(END, {"now": _text(now)})
        self._did(FORGET, {"before": _text(now - KEPT)})
        return ended

    def find(self, id: str) -> Slip | None:
        """The one with this id."""
        return next(map(_slip, self._rows("select * from letter where id = :id", {"id": id})), None)

    def open(self, limit: int) -> tuple[Slip, ...]:
        """Those that wait or were refused and can still be sent, oldest first."""
        return tuple(map(_slip, self._rows(OPEN, {"limit": limit})))

    def counts(self) -> dict[State, int]:
        """How many there are in each state."""
        found = {each["state"]: each["many"] for each in self._rows(COUNTS, {})}
        return {state: found.get(state, 0) for state in get_args(State)}

    def last(self, kind: LetterKind) -> datetime | None:
        """When the last one of this kind was written."""
        (found,) = self._rows("select max(made) as made from letter where kind = :kind", {"kind": kind}) or [{}]
        return datetime.fromisoformat(found["made"]) if found.get("made") else None

    def _rows(self, asked: str, values: dict[str, Any]) -> list[dict[str, Any]]:
        if not self._path.exists():
            return []
        with self._opened() as db:
            return [dict(each) for each in db.execute(asked, values)]

    def _did(self, deed: str, values: dict[str, Any]) -> int:
        if not self._path.exists():
            return 0
        with self._opened() as db, db:
            return db.execute(deed, values).rowcount

    @contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        try:
            with explained(self._path), aside(self._path, SCHEMA, WAIT_S) as db:
                db.row_factory = sqlite3.Row
                yield db
        except Damaged as error:
            if error.code != "database.broken":
                raise
            sentence = f"The file {self._path} is damaged; move it away, and what waited in it is not sent."
            raise Damaged("letters.broken", sentence) from error


COUNTS = "select state, count(*) as many from letter group by state"


def _row(slip: Slip) -> dict[str, Any]:
    row = {name: getattr(slip, name) for name in NAMES}
    return {name: _text(value) if isinstance(value, datetime) else value for name, value in row.items()}


def _slip(row: sqlite3.Row | dict[str, Any]) -> Slip:
    return msgspec.convert(dict(row), Slip)


def _text(moment: datetime) -> str:
    """In UTC: in the order of the texts."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
