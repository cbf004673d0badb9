"""Litestar with asyncpg on PostgreSQL with PostGIS: `python -m benchmarks.peers.postgis_peer DSN PORT`.

With `fill DATABASE DSN` it takes the tables over from SQLite.
"""

import asyncio
import json
import os
import sqlite3
import sys
from contextlib import asynccontextmanager, closing
from typing import Any

import asyncpg
from litestar import Litestar, MediaType, Request, Response, get

from benchmarks.serving import serve

SCHEMA = """
create extension postgis;
create table entry (
    number integer primary key, id text unique not null, item text not null, said tsvector not null,
    place geography(point), as_if_km double precision not null, topics text[] not null, codes text[] not null
);
"""
INDEXES = """
create index on entry using gist (place);
create index on entry using gin (said);
create index on entry using gin (topics);
create index on entry using gin (codes);
analyze entry;
"""
INSERT = """
insert into entry values ($1, $2, $3, to_tsvector('dutch', $4),
    case when $5::float8 is null then null else st_makepoint($6, $5)::geography end, $7, $8, $9)
"""
NEAR = """
select item, count(*) over () as total from entry
where topics @> array[$1] and codes && $2
  and (place is null or st_dwithin(place, st_makepoint($3, $4)::geography, $5))
order by coalesce(st_distance(place, st_makepoint($3, $4)::geography) / 1000, as_if_km), id
limit 20
"""
WORDS = """
select item, count(*) over () as total from entry
where said @@ plainto_tsquery('dutch', $1) and topics @> array[$2]
order by ts_rank(said, plainto_tsquery('dutch', $1)) desc, id
limit 20
"""
Asked = Request[Any, Any, Any]


@get("/near", media_type=MediaType.JSON)
async def near(
    request: Asked, latitude: float, longitude: float, radius: float, topic: str, codes: str
) -> Response[bytes]:
    """Who is near."""
    return _answer(
        await request.app.state.pool.fetch(NEAR, topic, json.loads(codes), longitude, latitude, radius * 1000)
    )


@get("/words", media_type=MediaType.JSON)
async def words(request: Asked, q: str, topic: str) -> Response[bytes]:
    """Who has these words."""
    return _answer(await request.app.state.pool.fetch(WORDS, q, topic))


@get("/record", media_type=MediaType.JSON)
async def record(request: Asked, id: str) -> Response[bytes]:
    """One entry."""
    return Response((await request.app.state.pool.fetchval("select item from entry where id = $1", id)).encode())


def _answer(rows: list[Any]) -> Response[bytes]:
    items = ",".join(each["item"] for each in rows)
    total = rows[0]["total"] if rows else 0
    return Response(f'{{"total":{total},"items":[{items}]}}'.encode(), media_type=MediaType.JSON)


@asynccontextmanager
async def _pool(app: Litestar) -> Any:
    async with asyncpg.create_pool(os.environ["PEER_DATABASE"], min_size=4, max_size=4) as pool:
        app.state.pool = pool
        yield


def application() -> Any:
    """The application of the worker."""
    return Litestar([near, words, record], lifespan=[_pool], openapi_config=None)


async def fill(database: str, dsn: str) -> None:
    """Take everything over from the tables in SQLite."""
    connection = await asyncpg.connect(dsn)
    await connection.execute(SCHEMA)
    with closing(sqlite3.connect(database)) as db:
        lists: dict[str, dict[int, list[str]]] = {"entry_topic": {}, "entry_area": {}}
        for table, column in (("entry_topic", "term"), ("entry_area", "code")):
            for key, number in db.execute(f"select {column}, number from {table}"):
                lists[table].setdefault(number, []).append(key)
        rows = db.execute("select number, id, item, said, latitude, longitude, as_if_km from entry")
        topics, codes = lists["entry_topic"], lists["entry_area"]
        await connection.executemany(
            INSERT, [(*each, topics.get(each[0], []), codes.get(each[0], [])) for each in rows]
        )
    await connection.execute(INDEXES)
    await connection.close()


if __name__ == "__main__":
    if sys.argv[1] == "fill":
        asyncio.run(fill(*sys.argv[2:]))
    else:
        os.environ["PEER_DATABASE"] = sys.argv[1]
        serve("benchmarks.peers.postgis_peer:application", int(sys.argv[2]))
