"""Files that hold whole records: our own export line by line, and HSDS in its three forms.

HSDS tells less than we know. So of a record that we have, what HSDS would tell of it today is read back the same way,
and only what differs from that is news: an export of ours that nobody touched changes nothing.
"""

import io
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, cast

import msgspec
from msgspec import Struct

from directory.exchange import native
from directory.exchange.hsds import Hsds, every_row, ndjson, read_hsds
from directory.exchange.hsds.nesting import nested, table_of
from directory.exchange.hsds.reading import top_ids
from directory.exchange.spreadsheets import LIMITS, Package, refuse, text_file
from directory.intake.patching import raw_of
from directory.intake.values import Areas
from directory.model import KINDS, Id, Kind, Record, Vocabulary, kind_of
from directory.model.intake import CellFault, Raw

Told = Mapping[tuple[Kind, Id], Record]


class Given(Struct, frozen=True, kw_only=True):
    """A record as a file gives it. `told` is what the same form would tell of ours; None when all of it counts. `gone`
    is the id of one that the file says is not there any more."""

    kind: Kind
    record: dict[str, Any] = {}
    told: dict[str, Any] | None = None
    gone: Id | None = None
    faults: tuple[CellFault, ...] = ()


class Reading(Struct, frozen=True, kw_only=True):
    """What files are read with. `sequence` is the last change that the directory has."""

    hsds: Hsds
    vocabularies: tuple[Vocabulary, ...]
    areas: Areas
    on: date
    sequence: int = 0


# Our own export.


def of_native(content: bytes) -> Iterator[Raw]:
    """A row for each line. Raises `Invalid` when the first one is not our heading."""
    lines = native.bounded_lines(io.BytesIO(content))
    native.read_native([next(lines, b"")], "")
    for number, line in enumerate(lines, 2):
        if line.strip():
            yield Raw(number=number, row=number, body=msgspec.msgpack.encode(_line(line)))


def _line(line: bytes) -> Given:
    try:
        body = msgspec.json.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        body = None
    kind = body.get("kind") if isinstance(body, dict) else None
    if not isinstance(body, dict) or kind not in KINDS or len(line) > native.MAXIMUM_LINE:
        return _wrong("json", "This line is no record of ours.")
    tombstone = body.get("tombstone")
    if isinstance(tombstone, dict) and isinstance(tombstone.get("id"), str):
        return Given(kind=cast(Kind, kind), gone=tombstone["id"])
    if not isinstance(body.get("record"), dict):
        return _wrong("json", "This line is no record of ours.")
    return Given(kind=cast(Kind, kind), record=body["record"])


def _wrong(code: str, detail: str) -> Given:
    return Given(kind="organization", faults=(CellFault(code=code, detail=detail),))


# HSDS.


def of_hsds(content: bytes, name: str, reading: Reading) -> Iterator[Raw]:
    """A row for each record in HSDS as JSON. Raises `Invalid` with every fault."""
    records = _read(content, name, reading)
    told = _read(b"".join(_ours(content, reading.hsds)), name, reading)
    return _rows(records, told)


def of_tables(content: bytes, name: str, reading: Reading) -> Iterator[Raw]:
    """The same for HSDS as tables in a zip."""
    package = Package(content, LIMITS)
    package.verify()
    files = ((each, package.read(each)) for each in package.members if each.endswith(".csv"))
    tables = {table: [*_dicts(body)] for each, body in files if (table := table_of(each))}
    if sum(len(row) for rows in tables.values() for row in rows) > LIMITS.cells:
        raise refuse("cells", f"There are more than {LIMITS.cells} cells in this file; split it.")
    ours: dict[str, list[dict[str, str]]] = {}
    headings: dict[str, list[str]] = {}
    for file, row in every_row(reading.hsds):
        table = cast(str, table_of(file))
        if table not in headings:
            headings[table] = row
        else:
            ours.setdefault(table, []).append(dict(zip(headings[table], row, strict=True)))
    records, told = (_read(b"".join(ndjson(nested(each))), name, reading) for each in (tables, ours))
    return _rows(records, told)


def _dicts(body: bytes) -> Iterator[dict[str, str]]:
    text, _ = text_file.decoded(body)
    rows = text_file.records(text, ",")
    heading = next(rows, [])
    for row in rows:
        yield {name: value for name, value in zip(heading, row, strict=False) if value}


def _read(content: bytes, name: str, reading: Reading) -> tuple[Record, ...]:
    return (
        read_hsds(content, reading.vocabularies, reading.areas, source=name, on=reading.on) if content.strip() else ()
    )


def _rows(records: Iterable[Record], ours: Iterable[Record]) -> Iterator[Raw]:
    told = {(kind_of(each), each.id): each for each in ours}
    for number, record in enumerate(records, 1):
        kind = kind_of(record)
        same = told.get((kind, record.id))
        given = Given(kind=kind, record=raw_of(record), told=raw_of(same) if same else {})
        yield Raw(number=number, row=number, body=msgspec.msgpack.encode(given))


def _ours(content: bytes, hsds: Hsds) -> Iterator[bytes]:
    """What we would tell under the ids at the top of this content, in the same form."""
    tell = {
        "services": hsds.service,
        "organizations": hsds.organization,
        "service_at_locations": hsds.service_at_location,
    }
    known = {id: kind for kind in tell for id in getattr(hsds, kind)()}
    found = (id for id in top_ids(content) if id in known)
    yield from ndjson(tell[known[id]](id) for id in found)
