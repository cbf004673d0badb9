"""The directory's entries as plain tables, so that every peer answers from the same data.

Places and areas are worked out here already: a peer is asked with coordinates and area codes, which is less work than
the directory does.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from math import atan2, degrees, hypot
from pathlib import Path

import msgspec

from directory.atlas import Atlas
from directory.feed.following import atlas_of
from directory.geo.distance import ECCENTRICITY
from directory.storage.sqlite import open_store

SCHEMA = """
create table entry (
    number integer primary key, id text unique not null, item text not null, said text not null,
    latitude real, longitude real, x real, y real, z real, as_if_km real not null
);
create table entry_topic (term text not null, number integer not null, primary key (term, number)) without rowid;
create table entry_area (code text not null, number integer not null, primary key (code, number)) without rowid;
create index entry_place on entry (latitude, longitude);
create virtual table entry_text using fts5(said, content='entry', content_rowid='number', tokenize='unicode61');
"""
FINISH = "insert into entry_text (entry_text) values ('rebuild'); analyze;"


def flatten(data: Path, target: Path) -> None:
    """Write the tables of the directory in this folder."""
    target.unlink(missing_ok=True)
    with closing(open_store(data / "directory.db")) as store:
        atlas = atlas_of(store)
    with closing(sqlite3.connect(target)) as db:
        db.executescript(SCHEMA)
        db.executemany("insert into entry values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", _entries(atlas))
        for table, group in (("entry_topic", "match.topics"), ("entry_area", "area")):
            live = atlas.index.bits("is", "live")
            rows = (
                (key, number)
                for key in atlas.index.groups.get(group, {})
                for number in atlas.index.bits(group, key) & live
            )
            db.executemany(f"insert into {table} values (?, ?)", rows)
        db.executescript(FINISH)
        db.commit()


def _entries(atlas: Atlas) -> Iterator[tuple[object, ...]]:
    index = atlas.index
    for number in index.bits("is", "live"):
        ready = index.ready(number) or b"{}"
        item = msgspec.json.decode(ready)
        x, y, z = (float(each) for each in index.columns["spot"][number])
        # Not a number: there is no place, or none that may be told.
        where = (*_degrees(x, y, z), x, y, z) if x == x else (None,) * 5
        names = (item.get("name"), item.get("service", {}).get("name"), item["organization"]["name"])
        said = " ".join(filter(None, (*names, item.get("description"))))
        as_if = float(index.columns["as_if_km"][number])
        yield number, item["id"], ready.decode(), said, *where, as_if


def _degrees(x: float, y: float, z: float) -> tuple[float, float]:
    """Latitude and longitude of a spot on the ellipsoid."""
    return degrees(atan2(z, hypot(x, y) * (1 - ECCENTRICITY))), degrees(atan2(y, x))
