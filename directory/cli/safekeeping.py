"""`directory backup` and `directory restore`: a copy that was checked, and a way back that keeps what was there."""

from pathlib import Path

import click

from directory.cli.saying import DATA, bar, settings
from directory.storage.sqlite import backup as back_up
from directory.storage.sqlite import open_store
from directory.storage.sqlite import restore as bring_back


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@DATA
def backup(file: Path, data: Path | None) -> None:
    """Copy the database to FILE, also while the server runs, and check the copy."""
    chosen = settings(data=data)
    store = open_store(chosen.database, create=False)
    try:
        with bar("Copying") as tell:
            back_up(store, file, progress=tell)
    finally:
        store.close()
    click.echo(f"Copied and checked: {file}. Bring it back with `directory restore {file}`.")


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@DATA
def restore(file: Path, data: Path | None) -> None:
    """Put the backup FILE in the place of the database. Stop the server first; the old database is kept beside it."""
    chosen = settings(data=data)
    with bar("Restoring") as tell:
        kept = bring_back(file, chosen.database, progress=tell)
    click.echo(f"Restored from {file}." + (f" The old database is kept as {kept}." if kept else ""))
