"""Our own export: one line of JSON per record, with the exact bytes that are kept and that the change feed tells.

The first line is the heading; then come the records, owners before what they own, and last the tombstones:

    {"format": "regional-partner-directory", "version": 1, "scope": "public", "sequence": 120, …}
    {"kind": "organization", "revision": 3, "record": {…}}
    {"kind": "service", "tombstone": {…}}

`public` is what visitors may see; `everything` also holds drafts and notes, and is for administrators. Reading tells
every fault with its line and field, and repeats no text: what a lint refuses may be the address of a shelter.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Annotated, Any, BinaryIO, Literal, cast

import msgspec
from msgspec import Meta, Struct, structs

from directory import validation
from directory.atlas.catalogue import Catalogue
from directory.errors import Fault, Invalid
from directory.exchange.licence import ATTRIBUTION, LICENCE
from directory.model import KINDS, PUBLIC_KINDS, Change, Entry, Id, Kept, Kind, Occasion, Record, Tombstone, kind_of
from directory.model.json import encode
from directory.store import Store

FORMAT = "regional-partner-directory"
VERSION = 1
# The largest record by far is a vocabulary: 500 terms of at most a few kilobytes.
MAXIMUM_LINE = 4_000_000
MAXIMUM_FAULTS = 1_000
BOM = b"\xef\xbb\xbf"
Scope = Literal["public", "everything"]
Key = tuple[Kind, Id]


class Heading(Struct, frozen=True, kw_only=True):
    """The first line. `sequence` is the number of the last change that is surely in the file."""

    format: str
    version: int
    scope: Scope = "public"
    sequence: Annotated[int, Meta(ge=0)]
    licence: str = ""
    attribution: str = ""


class Native(Struct, frozen=True, kw_only=True):
    """An export that was read. `lines` tells on which line each record or tombstone stands."""

    source: str
    heading: Heading
    records: tuple[Record, ...] = ()
    tombstones: tuple[Tombstone, ...] = ()
    lines: Mapping[Key, int] = {}


# Writing.


def public(catalogue: Catalogue) -> Iterator[bytes]:
    """Every public record and every tombstone, line by line."""
    yield _heading("public", catalogue.sequence)
    for kind in PUBLIC_KINDS:
        yield from (_record(catalogue.version(kind, id)) for id in catalogue.ids(kind))
    yield from map(_tombstone, catalogue.tombstones())


def everything(store: Store) -> Iterator[bytes]:
    """Every record whatever its lifecycle, notes included. What is committed meanwhile may be in it or not."""
    yield _heading("everything", store.sequence())
    written: set[Key] = set()
    for kept in store.records():
        written.add((kept.kind, kept.id))
        yield _record(kept)
    # One that was withdrawn while we wrote stands here as a record already.
    yield from (_tombstone(each) for each in store.tombstones() if (each.kind, each.id) not in written)


def _heading(scope: Scope, sequence: int) -> bytes:
    # Not by the encoder of records, which sorts: a person who opens the file reads the format first.
    return msgspec.json.encode(_head_of(scope, sequence)) + b"\n"


def _head_of(scope: Scope, sequence: int) -> Heading:
    return Heading(
        format=FORMAT, version=VERSION, scope=scope, sequence=sequence, licence=LICENCE, attribution=ATTRIBUTION
    )


def _record(kept: Kept) -> bytes:
    return b'{"kind":"%b","revision":%d,"record":%b}\n' % (kept.kind.encode(), kept.revision, kept.document)


def _tombstone(tombstone: Tombstone) -> bytes:
    return b'{"kind":"%b","tombstone":%b}\n' % (tombstone.kind.encode(), encode(tombstone))


# Reading.


def bounded_lines(file: BinaryIO) -> Iterator[bytes]:
    """The lines of a file. One that is too long comes cut, so that it is refused and never held in memory whole."""
    while line := file.readline(MAXIMUM_LINE + 1):
        yield line
        while len(line) > MAXIMUM_LINE and not line.endswith(b"\n"):
            line = file.readline(MAXIMUM_LINE + 1)


def read_native(stream: Iterable[bytes], source: str, *, known_area: Callable[[str], bool] | None = None) -> Native:
    """An export, whole. `source` names the file. Raises `Invalid` with all faults; each points to `/line/field`."""
    reader = _Reader(known_area)
    for number, line in enumerate(stream, 1):
        reader.take(number, line)
        if len(reader.faults) >= MAXIMUM_FAULTS:
            detail = f"There are {MAXIMUM_FAULTS} faults up to this line; the rest was not read."
            reader.fault(number, "", "too-many", detail)
            break
    if reader.heading is None and not reader.faults:
        reader.fault(1, "", "format", NO_HEADING)
    if reader.faults:
        raise Invalid(reader.faults, source=source)
    return reader.finish(source)


NO_HEADING = "This is not an export of this program: the first line must be its heading."
NEWER = "This export was made by a newer version of this program; bring this one up to date first."


class _Reader:
    """Takes line after line and keeps what is right and what is wrong apart."""

    def __init__(self, known_area: Callable[[str], bool] | None) -> None:
        self.faults: list[Fault] = []
        self.heading: Heading | None = None
        self._known_area = known_area
        self._records: list[Record] = []
        self._tombstones: list[Tombstone] = []
        self._lines: dict[Key, int] = {}

    def finish(self, source: str) -> Native:
        """All of it."""
        assert self.heading is not None  # noqa: S101  a file without one has a fault
        return Native(
            source=source,
            heading=self.heading,
            records=tuple(self._records),
            tombstones=tuple(self._tombstones),
            lines=self._lines,
        )

    def fault(self, number: int, pointer: str, code: str, detail: str) -> None:
        """Note what is wrong, and where."""
        self.faults.append(Fault(pointer=f"/{number}{quiet(pointer)}", code=code, detail=detail, where="file"))

    def take(self, number: int, line: bytes) -> None:
        """Read one line."""
        if len(line) > MAXIMUM_LINE:
            self.fault(number, "", "too-long", f"A line has at most {MAXIMUM_LINE} bytes.")
        elif line.strip():
            body = self._object(number, line.removeprefix(BOM) if number == 1 else line)
            if number == 1:
                self._head(body)
            elif body is not None:
                self._entry(number, body)

    def _object(self, number: int, line: bytes) -> Mapping[str, Any] | None:
        try:
            body = msgspec.json.decode(line)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            self.fault(number, "", "json", "This line is not valid JSON.")
            return None
        if not isinstance(body, dict):
            self.fault(number, "", "type", "A JSON object is expected on each line.")
            return None
        return body

    def _head(self, body: Mapping[str, Any] | None) -> None:
        if body is None:
            return
        if body.get("format") != FORMAT:
            self.fault(1, "/format", "format", NO_HEADING)
            return
        try:
            self.heading = validation.read_struct(Heading, body)
        except Invalid as refusal:
            self._refused(1, "", refusal.faults)
            return
        if self.heading.version != VERSION:
            self.fault(1, "/version", "version", NEWER if self.heading.version > VERSION else f"It must be {VERSION}.")

    def _entry(self, number: int, body: Mapping[str, Any]) -> None:
        kind = body.get("kind")
        if not isinstance(kind, str) or kind not in KINDS:
            self.fault(number, "/kind", "choice", f"One of: {', '.join(KINDS)}.")
            return
        for name in body.keys() - {"kind", "revision", "record", "tombstone"}:
            detail = "A line has kind, revision and record, or kind and tombstone."
            self.fault(number, f"/{name}", "field.unknown", detail)
        if ("record" in body) == ("tombstone" in body):
            self.fault(number, "", "shape", "A line has either a record or a tombstone.")
        elif "record" in body:
            self._take_record(number, kind, body["record"])
        else:
            self._take_tombstone(number, kind, body["tombstone"])

    def _take_record(self, number: int, kind: Kind, raw: object) -> None:
        try:
            record = validation.read(kind, raw, known_area=self._known_area)
        except Invalid as refusal:
            self._refused(number, "/record", refusal.faults)
            return
        if isinstance(raw, dict) and raw.get("kind", kind) != kind:
            self.fault(number, "/record/kind", "choice", "The record is of another kind than its line says.")
        elif self._first(number, "/record", kind, record.id):
            self._records.append(record)

    def _take_tombstone(self, number: int, kind: Kind, raw: object) -> None:
        try:
            tombstone = validation.read_struct(Tombstone, raw)
        except Invalid as refusal:
            self._refused(number, "/tombstone", refusal.faults)
            return
        if tombstone.kind != kind:
            self.fault(number, "/tombstone/kind", "choice", "The tombstone is of another kind than its line says.")
        elif name := _addressed(tombstone):
            self.fault(number, f"/tombstone/{name}", "text.address", "Free text and slugs may not hold an address.")
        elif self._first(number, "/tombstone", kind, tombstone.id):
            self._tombstones.append(tombstone)

    def _refused(self, number: int, under: str, faults: Iterable[Fault]) -> None:
        for each in faults:
            self.fault(number, under + each.pointer, each.code, each.detail)

    def _first(self, number: int, under: str, kind: Kind, id: Id) -> bool:
        other = self._lines.setdefault((kind, id), number)
        if other != number:
            self.fault(number, f"{under}/id", "twice", f"This record stands on line {other} already.")
        return other == number


def _addressed(tombstone: Tombstone) -> str | None:
    """The field that seems to hold an address, if any. The write door looks at records only."""
    if validation.holds_address(tombstone.reason):
        return "reason"
    return "slugs" if any(validation.holds_address(each.replace("-", " ")) for each in tombstone.slugs) else None


def quiet(pointer: str) -> str:
    """A pointer without the names that seem to hold an address: a name of a field can be anything in a bad file."""
    parts = pointer.split("/")
    return "/".join("…" if validation.holds_address(re.sub(r"[-_]", " ", part)) else part for part in parts)


# Taking over.


def changes_for(records: Iterable[Record], store: Store, tombstones: Iterable[Tombstone] = ()) -> list[Change]:
    """What must be done so that the store holds these records and tombstones. What it holds already is passed over.

    A record that was withdrawn or merged here stays so: an older export does not bring back a number that went out of
    use. Records that only the store has are left alone.
    """
    changes = [*(_of_record(each, store) for each in records), *(_of_tombstone(each, store) for each in tombstones)]
    return [each for each in changes if each is not None]


def _of_record(record: Record, store: Store) -> Change | None:
    kind = kind_of(record)
    standing = store.read(kind, record.id)
    if isinstance(standing, Tombstone) or (standing is not None and standing.document == encode(record)):
        return None
    expected = None if standing is None else standing.revision
    return Change(kind=kind, id=record.id, after=record, expected=expected)


def _of_tombstone(tombstone: Tombstone, store: Store) -> Change | None:
    kind = cast(Kind, tombstone.kind)
    standing = store.read(kind, tombstone.id)
    if isinstance(standing, Tombstone):
        return None
    expected = None if standing is None else standing.revision
    return Change(kind=kind, id=tombstone.id, tombstone=tombstone, expected=expected)


def load(native: Native, store: Store, occasion: Occasion) -> tuple[Entry, ...]:
    """Take over an export in one commit. What only the whole batch shows is told by line and field as well."""
    changes = changes_for(native.records, store, native.tombstones)
    try:
        return store.commit(changes, occasion) if changes else ()
    except Invalid as refusal:
        raise Invalid(_by_line(refusal.faults, changes, native), source=native.source) from None


def _by_line(faults: Iterable[Fault], changes: Sequence[Change], native: Native) -> Iterator[Fault]:
    for fault in faults:
        _, position, *rest = fault.pointer.split("/")
        change = changes[int(position)]
        under = "record" if change.after is not None else "tombstone"
        pointer = "/".join(["", str(native.lines[change.kind, change.id]), under, *rest])
        yield structs.replace(fault, pointer=quiet(pointer), where="file")
