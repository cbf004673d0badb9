"""The whole directory in one file, in the form that a reader's program takes.

Streamed from one version of the atlas, so that a file is of one moment however long it takes. The HSDS package is the
exception: a zip is made in a thread, kept on disk without a name, and given out until the data change.
"""

import asyncio
import csv
import io
import os
import shutil
import tempfile
import weakref
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import date
from typing import IO, Any, cast

from litestar import Request, Response, get
from msgspec import Struct

from directory import __version__
from directory.api.describe import described
from directory.errors import Unavailable
from directory.exchange import geojson, licence, linked, native, sheet
from directory.exchange.hsds import Hsds, descriptor, every_row
from directory.gate import reply
from directory.gate.house import House, house
from directory.gate.parameters import NONE, read_query
from directory.model.json import encode

AnyRequest = Request[Any, Any, Any]
Lines = Callable[[House], Iterable[bytes]]
ZIP = "application/zip"
PIECE = 64 * 1024
# A table in the making stays in memory up to this size.
SMALL = 256 * 1024
LINK = {"Link": f'<{licence.LICENCE_URL}>; rel="license"'}


class Export(Struct, frozen=True, kw_only=True):
    """One export: its form, the end of its file name, what it is, and where its lines come from."""

    media_type: str
    extension: str
    summary: str
    example: Any
    lines: Lines
    more: Mapping[str, str] = {}


def _services(here: House) -> Iterator[bytes]:
    catalogue = here.atlas.catalogue
    return (catalogue.version("service", id).document + b"\n" for id in catalogue.ids("service"))


EXPORTS: Mapping[str, Export] = {
    "services": Export(
        media_type="application/x-ndjson",
        extension="ndjson",
        summary="All services, one record on a line",
        example={"kind": "service", "id": "0b5e6c1e-52f6-5f2b-8f7a-6d7f6a1c0d11", "slug": "voorbeeld"},
        lines=_services,
    ),
    "contact-points": Export(
        media_type="text/csv",  # Litestar puts the charset behind text
        extension="csv",
        summary="All contact points as a table",
        example=f"{','.join(sheet.COLUMNS)}\r\n",
        lines=lambda here: sheet.table(here.atlas.catalogue),
    ),
    "locations": Export(
        media_type="application/geo+json",
        extension="geojson",
        summary="All places that people can visit",
        example={"type": "FeatureCollection", "license": licence.LICENCE_URL, "features": []},
        lines=lambda here: geojson.collection(here.atlas.catalogue),
        more={"Content-Crs": f"<{geojson.CRS84}>"},
    ),
    "directory": Export(
        media_type="application/ld+json",
        extension="jsonld",
        summary="Organizations, services and contact points in the words of schema.org",
        example={"@context": "https://schema.org", "@graph": []},
        lines=lambda here: linked.graph(here.atlas.catalogue, here.areas, here.address),
    ),
    "records": Export(
        media_type="application/x-ndjson",
        extension="ndjson",
        summary="Every public record and tombstone with its exact bytes, as the change feed gives them",
        example={"format": native.FORMAT, "version": native.VERSION, "scope": "public", "sequence": 120},
        lines=lambda here: native.public(here.atlas.catalogue),
    ),
}


def routes() -> list[Any]:
    """A route for every export."""
    return [_hsds_route(), *(_route(name, export) for name, export in EXPORTS.items())]


def _route(name: str, export: Export) -> Any:
    @get(f"/api/v1/exports/{name}", **_described(name, export.summary, export.example, export.media_type))
    async def exported(request: AnyRequest) -> Response[Any]:
        read_query(NONE, request.scope["query_string"])
        here = house(request)
        version = _version(name, here)
        file = filename(name, here.today(), export.extension)
        lines = export.lines(here)
        answer = reply.stream(request, lines, version, media_type=export.media_type, filename=file)
        answer.headers.update({**LINK, **export.more})
        return answer

    return exported


def _described(name: str, summary: str, example: Any, media_type: str) -> dict[str, Any]:
    answer = {ZIP: bytes, "text/csv": str}.get(media_type)
    name = f"export-{name}"
    return described(name, summary, NONE, example, "exports", media_type=media_type, answer=answer, errors=(400,))


def _version(name: str, here: House, *more: object) -> str:
    """The same data in the same form: a new release of the program may write them otherwise."""
    return reply.tag("export", name, __version__, here.atlas.sequence, *more)


def filename(name: str, today: date, extension: str) -> str:
    """The name under which a browser keeps it."""
    return f"directory-{name}-{today.isoformat()}.{extension}"


# HSDS: a table per object, in one zip.


class Parcel:
    """A finished file without a name. It is gone from the disk when the last reader lets go of it."""

    def __init__(self, write: Callable[[IO[bytes]], None]) -> None:
        with tempfile.TemporaryFile() as file:
            write(file)
            file.flush()
            self._descriptor = os.dup(file.fileno())
        weakref.finalize(self, os.close, self._descriptor)

    def pieces(self) -> Iterator[bytes]:
        """The bytes; any number of readers at a time."""
        place = 0
        while piece := os.pread(self._descriptor, PIECE, place):
            yield piece
            place += len(piece)


class Parcels:
    """The parcel of the latest version. One is made at a time: a hundred readers who ask together wait for the same."""

    def __init__(self) -> None:
        self._making = asyncio.Lock()
        self._version = ""
        self._parcel: Parcel | None = None

    async def get(self, version: str, write: Callable[[IO[bytes]], None]) -> Parcel:
        """The parcel of this version, made when it is not there. Raises `Unavailable` when the disk is full."""
        async with self._making:
            if self._parcel is None or self._version != version:
                self._parcel = await asyncio.to_thread(_made, write)
                self._version = version
            return self._parcel


def _made(write: Callable[[IO[bytes]], None]) -> Parcel:
    try:
        return Parcel(write)
    except OSError:
        raise Unavailable("export.disk", "There is no room to make this file now.", retry=True) from None


def _hsds_route() -> Any:
    parcels = Parcels()

    @get(
        "/api/v1/exports/hsds", **_described("hsds", "Everything as HSDS tables (CSV) in a zip", "PK\u0003\u0004…", ZIP)
    )
    async def exported(request: AnyRequest) -> Response[Any]:
        read_query(NONE, request.scope["query_string"])
        here = house(request)
        hsds, today, sequence = here.hsds, here.today(), here.atlas.sequence
        version = _version("hsds", here, today)
        reply.accept(request, ZIP)
        answer = reply.unchanged(request, version)
        if answer is None:
            parcel = await parcels.get(version, lambda file: pack(hsds, today, sequence, file))
            file = filename("hsds", today, "zip")
            answer = reply.stream(request, parcel.pieces(), version, media_type=ZIP, filename=file)
        answer.headers.update(LINK)
        return answer

    return exported


def pack(hsds: Hsds, today: date, sequence: int, file: IO[bytes]) -> None:
    """Write the zip: a README, the descriptor and a file per table. Tables in the making are on disk, not in memory."""
    with ExitStack() as open_files, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as parcel:
        parcel.writestr(_entry("README.txt", today), readme(today, sequence))
        parcel.writestr(_entry("datapackage.json", today), encode(_described_package()))
        tables: dict[str, Table] = {}
        for name, row in every_row(hsds):
            if name not in tables:
                tables[name] = open_files.enter_context(_table())
            tables[name].write(row)
        for name, table in tables.items():
            with parcel.open(_entry(name, today), "w") as target:
                table.copy_to(target)


@contextmanager
def _table() -> Iterator["Table"]:
    with tempfile.SpooledTemporaryFile(SMALL) as file:
        yield Table(cast(IO[bytes], file))


class Table:
    """A CSV file in the making."""

    def __init__(self, file: IO[bytes]) -> None:
        self._bytes = file
        self._text = io.TextIOWrapper(file, "utf-8", newline="", write_through=True)
        self._rows = csv.writer(self._text, lineterminator="\r\n")

    def write(self, row: list[str]) -> None:
        """Add a row."""
        self._rows.writerow(row)

    def copy_to(self, target: IO[bytes]) -> None:
        """All rows."""
        self._text.flush()
        self._bytes.seek(0)
        shutil.copyfileobj(self._bytes, target, PIECE)


def _entry(name: str, today: date) -> zipfile.ZipInfo:
    """A member dated today, so that equal data give equal bytes."""
    entry = zipfile.ZipInfo(name, (today.year, today.month, today.day, 0, 0, 0))
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    return entry


def _described_package() -> dict[str, Any]:
    """The descriptor with the licence, which the tables themselves have no place for."""
    return descriptor() | {
        "licenses": [{"name": licence.LICENCE, "path": licence.LICENCE_URL}],
        "attribution": licence.ATTRIBUTION,
    }


def readme(today: date, sequence: int) -> str:
    """What is in the package, and what may be done with it."""
    return f"""Regional partner directory, HSDS tables
Made on {today.isoformat()} from version {sequence} of the data.

One CSV file (UTF-8, comma, CRLF) per object of the Human Services Data Specification; datapackage.json describes them.
A cell that a spreadsheet would run as a formula has an apostrophe in front.
An empty cell is not known or does not apply: never read it as "no".
Confidential places have no address and no coordinates.

Licence: {licence.LICENCE} ({licence.LICENCE_URL})
{licence.ATTRIBUTION}
"""
