"""`directory import` of a table (CSV, XLSX, HSDS as tables): looked at row by row, and applied as one batch.

The job is kept beside the database, by what is in the file: the same command goes on where it was stopped.
"""

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import click
import msgspec
from msgspec import Struct, structs

from directory.app import build_house
from directory.cli.saying import bar, say_json
from directory.curation.comparing import differences
from directory.curation.links import current
from directory.curation.submitting import Submitted
from directory.errors import Conflict, Fault, Invalid, Unknown
from directory.gate.house import House
from directory.intake import applying, opening
from directory.intake.contract import KEPT
from directory.intake.judging import Judge
from directory.intake.making import reading_of, world_of
from directory.intake.patching import patched, raw_of
from directory.matching import Places, Reader, Roster
from directory.model import Change, Occasion
from directory.model.ids import derived_id
from directory.model.intake import BUCKETS, Bucket, Columns, Item, Job, Patch
from directory.permissions import CONSOLE
from directory.settings import Settings
from directory.store import Desk
from directory.validation import read, read_struct

MOST_SAID = 50
# So many files that were only looked at are kept, to go on with.
LOOKS_KEPT = 10


class Wish(Struct, frozen=True, kw_only=True):
    """What somebody wants done with a table: `only` these kinds of rows; without `write` it is just looked at."""

    name: str
    content: bytes
    write: bool
    only: tuple[Bucket, ...] = ()
    mapping: Path | None = None


def is_table(first: bytes) -> bool:
    """Whether a file that begins like this is neither our own export nor HSDS as JSON."""
    start = first.removeprefix(b"\xef\xbb\xbf").lstrip()
    return bool(start) and not start.startswith((b"{", b"["))


def take_table(wish: Wish, store: Desk, chosen: Settings, why: Occasion, *, as_json: bool) -> None:
    """Look at a table, say what was found, and apply it when that is wanted."""
    house = build_house(chosen, store, lambda: why.at)
    job = _looked_at(house, wish, why)
    _choose(house, job, wish)
    told = [*_told(house, job)]
    if wish.write:
        job = _applied(house, job, wish, why)
    counts = {bucket: count for bucket, (count, _) in house.imports.counts(job.id).items()} or _counted(told, job)
    if as_json:
        _say_json(job, counts, told)
    else:
        _say(job, counts, told)


def _looked_at(house: House, wish: Wish, why: Occasion) -> Job:
    id = derived_id("import", sha256(wish.content).hexdigest())
    job = _begun(house, wish, why, id)
    if job.state == "ready" and house.atlas.sequence != job.since:
        # What rows would do was found when the directory was another.
        house.imports.again(structs.replace(job, state="judging"))
        job = house.imports.read(job.id)
    if job.state == "columns" or (wish.mapping and job.columns != _columns(job, wish.mapping)):
        columns = _columns(job, wish.mapping) if wish.mapping else job.columns
        job = opening.map_columns(house.imports, job, columns)
    return _judged(house, job)


def _begun(house: House, wish: Wish, why: Occasion, id: str) -> Job:
    """The job of this file that was stopped, or a new one."""
    try:
        job = house.imports.read(id)
        if job.state != "applied":
            return job
    except Unknown:
        pass
    house.imports.drop(id)
    _tidy(house, why)
    catalogue = house.atlas.catalogue
    reading = reading_of(house.hsds, catalogue, house.areas, house.today())
    sent = opening.Sent(name=wish.name, content=wish.content)
    return opening.begin(house.imports, sent, reading, CONSOLE, why.at, id)


def _tidy(house: House, why: Occasion) -> None:
    """Let go of what was looked at before and never written: all that is a week old, and all but the last few."""
    house.imports.sweep(why.at - KEPT)
    own = [each for each in house.imports.all() if each.owner == CONSOLE.id]
    for each in own[LOOKS_KEPT:]:
        house.imports.drop(each.id)


def _columns(job: Job, mapping: Path) -> Columns:
    """What a file says of the columns. Raises `Invalid`."""
    try:
        raw = msgspec.json.decode(mapping.read_bytes())
    except msgspec.DecodeError:
        fault = Fault(pointer="/mapping", code="json", detail="This is not valid JSON.", where="command")
        raise Invalid([fault]) from None
    return read_struct(Columns, {**msgspec.to_builtins(job.columns), **raw} if isinstance(raw, dict) else raw)


def _judged(house: House, job: Job) -> Job:
    if job.state == "ready":
        return job
    catalogue = house.atlas.catalogue
    places = Places(house.areas, house.gazetteer)
    with bar("reading the directory") as progress:
        roster = Roster(catalogue, Reader(places), progress, kept=None)
    world = world_of(house.store, catalogue, house.areas, house.gazetteer, house.today(), job)
    judge = Judge(house.imports, structs.replace(job, state="judging"), world, roster)
    with bar("looking at rows") as progress:
        while judge.step():
            progress(house.imports.read(job.id).done, job.total)
    return house.imports.read(job.id)


def _choose(house: House, job: Job, wish: Wish) -> None:
    for bucket in BUCKETS:
        house.imports.choose(job.id, bucket in (wish.only or ("new", "changed")), bucket=bucket)


def _applied(house: House, job: Job, wish: Wish, why: Occasion) -> Job:
    """Write what was chosen. When the directory moved since it was looked at, it is looked at again, once."""

    def commit(batch: tuple[Change, ...]) -> Submitted:
        return Submitted(entries=house.store.commit(batch, why))

    try:
        return applying.applied(house.store, house.imports, job, commit)
    except Conflict as conflict:
        if conflict.code != "import.stale":
            raise
    house.imports.again(structs.replace(job, state="judging"))
    job = _judged(house, house.imports.read(job.id))
    _choose(house, job, wish)
    return applying.applied(house.store, house.imports, job, commit)


# Saying.


def _told(house: House, job: Job) -> Iterator[dict[str, Any]]:
    for bucket in BUCKETS[:-1]:
        yield from (_row(house, each) for each in house.imports.items(job.id, bucket))


def _row(house: House, item: Item) -> dict[str, Any]:
    told: dict[str, Any] = {"sheet": item.sheet, "row": item.row, "class": item.bucket, "name": item.name}
    if item.faults:
        told["faults"] = msgspec.to_builtins(item.faults)
    if item.twins:
        told["twins"] = msgspec.to_builtins(item.twins)
    if item.bucket == "changed":
        told["differences"] = [each for patch in item.patches for each in _differences(house, patch)]
    return told


def _differences(house: House, patch: Patch) -> Iterator[dict[str, Any]]:
    now = current(house.store, patch.kind, patch.id)
    raw = raw_of(now.record) if now else {}
    for each in differences(now.record if now else None, read(patch.kind, patched(raw, patch.values))):
        yield {"kind": patch.kind, "id": patch.id, **msgspec.to_builtins(each)}


def _counted(told: list[dict[str, Any]], job: Job) -> dict[Bucket, int]:
    """How many of each kind there were, once the rows themselves were let go of."""
    found: dict[Bucket, int] = {each: sum(row["class"] == each for row in told) for each in BUCKETS[:-1]}
    return found | {"unchanged": job.done - len(told)}


def _say_json(job: Job, counts: dict[Bucket, int], told: list[dict[str, Any]]) -> None:
    columns = msgspec.to_builtins(job.columns)
    done = {"dryRun": job.state != "applied", "batch": job.batch, "read": job.total}
    say_json({**done, "counts": {each: counts.get(each, 0) for each in BUCKETS}, "mapping": columns, "rows": told})


def _say(job: Job, counts: dict[Bucket, int], told: list[dict[str, Any]]) -> None:
    for heading, field in job.columns.fields.items():
        click.echo(f"  {heading} -> {field or '(nothing)'}")
    for row in [each for each in told if each["class"] != "new"][:MOST_SAID]:
        click.echo(_line(row))
    click.echo(", ".join(f"{counts.get(each, 0)} {each}" for each in BUCKETS))
    if job.state == "applied":
        click.echo(f"Written as one batch: `directory undo {job.batch}` takes it back.")
    else:
        click.echo("Nothing was written. Say --apply to do it, --mapping FILE for other columns.")


def _line(row: dict[str, Any]) -> str:
    where = f"{row['sheet']} row {row['row']}".strip()
    if row["class"] == "error":
        return f"{where}: " + "; ".join(f"{each.get('cell', '')} {each['detail']}".strip() for each in row["faults"])
    if row["class"] == "duplicate":
        return f"{where}: {row['name']} may be {row['twins'][0]['name']} ({row['twins'][0]['verdict']})"
    return f"{where}: {row['name']}: {', '.join(each['pointer'] for each in row['differences'])}"
