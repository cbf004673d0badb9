"""`directory import` and `directory export`: our own form, which loses nothing, and HSDS for everybody else."""

import io
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import BinaryIO, cast

import click
from msgspec import structs

from directory.app import build_house, read_places
from directory.cli.saying import AS_JSON, DATA, for_history, occasion, say_json, settings, with_progress
from directory.cli.tables import Wish, is_table, take_table
from directory.errors import Fault, Invalid, Unavailable
from directory.exchange import native
from directory.exchange.hsds import ndjson, read_hsds
from directory.exchange.spreadsheets import LIMITS
from directory.feed import atlas_of
from directory.model import Change, Occasion, Vocabulary
from directory.model.intake import Bucket
from directory.model.json import decode
from directory.settings import Settings
from directory.storage.sqlite import open_store
from directory.store import Desk, Store

MAXIMUM_FILE = 512 * 1024 * 1024


@click.command("import")
@click.argument("file", type=click.File("rb"))
@click.option("--format", "form", type=click.Choice(["auto", "native", "hsds", "table"]), default="auto")
@for_history("Import uit een bestand.", actor="import")
@click.option("--dry-run", is_flag=True, help="Read and check everything; write nothing.")
@click.option("--apply", "write", is_flag=True, help="Of a table: write it. Without this it is only looked at.")
@click.option("--only", multiple=True, type=click.Choice(["new", "changed", "duplicate"]), help="Of a table: these.")
@click.option(
    "--mapping",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="Of a table: JSON with `fields` (heading to field), `sheet`, `heading` (its row), `lifecycle`.",
)
@DATA
@AS_JSON
@click.pass_context
def import_(
    context: click.Context,
    file: BinaryIO,
    form: str,
    actor: str,
    reason: str,
    dry_run: bool,
    write: bool,
    only: tuple[Bucket, ...],
    mapping: Path | None,
    data: Path | None,
    as_json: bool,
) -> None:
    """Take over FILE (our own export, or HSDS as JSON or NDJSON; `-` is standard input). All of it or nothing.

    A table (CSV, XLSX, HSDS in a zip) is looked at row by row first: new, changed, duplicate, wrong. `--apply` writes
    what is new and changed, in one batch that `directory undo` takes back.
    """
    context.meta["json"] = as_json
    chosen = settings(data=data)
    why = occasion(actor, reason)
    file, first = _peeked(file)
    with closing(open_store(chosen.database)) as store:
        if form == "table" or (form == "auto" and is_table(first)):
            name = Path(getattr(file, "name", "-")).name
            content = file.read(LIMITS.size + 1)
            wish = Wish(name=name, content=content, write=write and not dry_run, only=only, mapping=mapping)
            take_table(wish, store, chosen, why, as_json=as_json)
            return
        read, written = _take_over(file, form, store, chosen, why, dry_run=dry_run)
    said = f"{read} records read, {written} written; the rest was there already."
    if as_json:
        say_json({"read": read, "written": written, "dryRun": dry_run})
    else:
        click.echo(f"All {read} records are well; nothing was written." if dry_run else said)


def _peeked(file: BinaryIO) -> tuple[BinaryIO, bytes]:
    """The file, and how it begins; standard input cannot be read twice."""
    reader = file if isinstance(file, io.BufferedReader) else io.BufferedReader(cast(io.RawIOBase, file))
    return reader, reader.peek(64)[:64]


def _take_over(
    file: BinaryIO, form: str, store: Store, chosen: Settings, why: Occasion, *, dry_run: bool
) -> tuple[int, int]:
    """How many records were read, and how many written. Raises `Invalid` with every fault, and then nothing is."""
    name = Path(getattr(file, "name", "-")).name
    areas, _ = read_places(chosen, why.at.date())
    lines = native.bounded_lines(file)
    first = next(lines, b"")
    whole = _bounded(chain([first], with_progress(lines, "Reading")))
    if form == "native" or (form == "auto" and b'"regional-partner-directory"' in first[:200]):
        ours = native.read_native(whole, name, known_area=areas.known)
        return len(ours.records), 0 if dry_run else len(native.load(ours, store, why))
    records = read_hsds(b"".join(whole), _vocabularies(store), areas, source=name, on=why.at.date())
    return len(records), 0 if dry_run else _commit(native.changes_for(records, store), store, why)


def _vocabularies(store: Store) -> list[Vocabulary]:
    read = (decode("vocabulary", each.document) for each in store.records("vocabulary"))
    return [each for each in read if isinstance(each, Vocabulary)]


def _commit(changes: list[Change], store: Store, occasion: Occasion) -> int:
    try:
        return len(store.commit(changes, occasion)) if changes else 0
    except Invalid as refusal:
        raise Invalid(_by_record(each, changes) for each in refusal.faults) from None


def _by_record(fault: Fault, changes: list[Change]) -> Fault:
    """A fault of the batch, with the record's kind and id for its position."""
    _, position, *rest = fault.pointer.split("/")
    change = changes[int(position)]
    return structs.replace(fault, pointer="/".join([f"{change.kind} {change.id}", *rest]), where="file")


def _bounded(lines: Iterable[bytes]) -> Iterator[bytes]:
    size = 0
    for line in lines:
        size += len(line)
        if size > MAXIMUM_FILE:
            raise Unavailable("file.too-large", "The file is larger than 512 MB; split it.", retry=False)
        yield line


@click.command()
@click.option(
    "--format",
    "form",
    type=click.Choice(["native", "public", "hsds"]),
    default="native",
    show_default=True,
    help="native: everything, with notes; public: what anybody may see; hsds: services as HSDS NDJSON.",
)
@click.option(
    "--output", "-o", type=click.Path(path_type=Path, dir_okay=False), help="A new file (default: standard output)."
)
@DATA
def export(form: str, output: Path | None, data: Path | None) -> None:
    """Write the directory out, a record a line."""
    chosen = settings(data=data)
    with closing(open_store(chosen.database, create=False)) as store:
        lines = FORMS[form](store, chosen)
        if output is None:
            _write(lines, sys.stdout.buffer)
        else:
            with output.open("xb") as file:
                _write(lines, file)


def _write(lines: Iterable[bytes], file: BinaryIO) -> None:
    for line in with_progress(lines, "Writing"):
        file.write(line)
    file.flush()


def _public(store: Store, chosen: Settings) -> Iterator[bytes]:
    return native.public(atlas_of(store).catalogue)


def _hsds(store: Desk, chosen: Settings) -> Iterator[bytes]:
    hsds = build_house(chosen, store, lambda: datetime.now(UTC)).hsds
    return ndjson(hsds.service(id) for id in hsds.services())


FORMS: dict[str, Callable[[Desk, Settings], Iterator[bytes]]] = {
    "native": lambda store, chosen: native.everything(store),
    "public": _public,
    "hsds": _hsds,
}
