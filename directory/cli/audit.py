"""`directory audit`: does the chain over everything that was done hold, and a copy of it for an archive."""

import os
import sys
from contextlib import AbstractContextManager, closing, nullcontext
from pathlib import Path
from typing import BinaryIO

import click
import msgspec

from directory.cli.saying import AS_JSON, DATA, say_json, settings
from directory.curation.auditing import Verdict, export, read_export, verified, verify
from directory.storage.sqlite import open_store

SHOWN = 20


@click.group("audit")
def audit() -> None:
    """Everything that was ever done, sealed in a chain: tampering shows, and what was forgotten is told."""


@audit.command("verify")
@click.option(
    "--file",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="Check this export instead of the database.",
)
@click.option("--since", metavar="HEAD", help="The head of an earlier check: the chain must still go through it.")
@DATA
@AS_JSON
@click.pass_context
def verify_(context: click.Context, file: Path | None, since: str | None, data: Path | None, as_json: bool) -> None:
    """Check the whole chain. Exit code 1 when it is broken. Write the head down where nobody can change it."""
    context.meta["json"] = as_json
    found = _of_file(file, since) if file else _of_database(data, since)
    say_json(msgspec.to_builtins(found)) if as_json else _say(found)
    if found.broken:
        raise SystemExit(1)


@audit.command("export")
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), help="A new file; without it, the screen.")
@DATA
def export_(output: Path | None, data: Path | None) -> None:
    """Write the chain with all that it seals as lines of JSON (NDJSON), for an archive. Check it with verify --file."""
    with closing(open_store(settings(data=data).database, create=False)) as store, _target(output) as target:
        for line in export(store.audit()):
            target.write(line + b"\n")


def _target(output: Path | None) -> AbstractContextManager[BinaryIO]:
    """Never over a file that is there: an archive is not written twice. Nobody else reads who did what."""
    if output is None:
        return nullcontext(sys.stdout.buffer)
    return os.fdopen(os.open(output, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600), "wb")


def _of_file(file: Path, since: str | None) -> Verdict:
    with file.open("rb") as lines:
        return verify(read_export(lines), since=since)


def _of_database(data: Path | None, since: str | None) -> Verdict:
    with closing(open_store(settings(data=data).database, create=False)) as store:
        return verified(store, since)


def _say(found: Verdict) -> None:
    for each in found.broken[:SHOWN]:
        click.echo(f"entry {each.number}: {each.what} is not what was sealed", err=True)
    if len(found.broken) > SHOWN:
        click.echo(f"and {len(found.broken) - SHOWN} more", err=True)
    for one in found.forgotten[:SHOWN]:
        click.echo(f"entry {one.number}: {one.piece} was forgotten on purpose")
    if len(found.forgotten) > SHOWN:
        click.echo(f"and {len(found.forgotten) - SHOWN} more were forgotten on purpose")
    click.echo(f"{found.entries} entries, {found.changes} changes; head {found.head}")
    click.echo("The chain is broken." if found.broken else "The chain holds.")
