"""`directory duplicates`: which entries of the directory may be one, the most alike first."""

from datetime import UTC, datetime
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from directory.api.duplicates import pair as told
from directory.app import read_places
from directory.atlas.catalogue import Catalogue
from directory.cli.saying import AS_JSON, DATA, bar, say_json, settings
from directory.feed import atlas_of
from directory.hours import AMSTERDAM
from directory.matching import ENGINE, Pair, Places, Reader, Roster, sweep
from directory.storage.sqlite import open_store


@click.command()
@DATA
@AS_JSON
@click.pass_context
def duplicates(context: click.Context, data: Path | None, as_json: bool) -> None:
    """List pairs of organizations that a person should look at: the same, a part, a sister, a successor, related."""
    context.meta["json"] = as_json
    chosen = settings(data=data)
    store = open_store(chosen.database, create=False)
    try:
        catalogue = atlas_of(store).catalogue
    finally:
        store.close()
    places = Places(*read_places(chosen, datetime.now(UTC).astimezone(AMSTERDAM).date()))
    with bar("reading") as progress:
        roster = Roster(catalogue, Reader(places), progress, kept=None)
    with bar("comparing") as progress:
        found = sweep(roster, progress)
    if as_json:
        say_json({"pairs": [*map(told, found)], "checked": len(roster), "engine": ENGINE})
    else:
        _say(found, catalogue)


def _say(found: list[Pair], catalogue: Catalogue) -> None:
    console = Console()
    if not found:
        console.print("No pair looks like one organization.")
        return
    table = Table("score", "class", "a", "b", "why", box=None, pad_edge=False)
    for each in found:
        one, other = (catalogue.slug("organization", id) for id in (each.a, each.b))
        judgement = each.judgement
        why = " ".join(line.text for line in (*judgement.reasons[1:], *judgement.vetoes))
        table.add_row(f"{judgement.score:.1f}", judgement.verdict, one, other, why)
    console.print(table)
    console.print(f"{len(found)} pairs among {len(catalogue.ids('organization'))} organizations.")
