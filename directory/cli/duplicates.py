"""`directory duplicates`: which entries of the directory may be one, the most alike first."""

from contextlib import closing
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
from directory.matching import DECIDED, ENGINE, Pair, Places, Reader, Roster, sweep, undecided
from directory.matching import decide as kept
from directory.storage.sqlite import SqliteDecisions, open_store


@click.command()
@click.option(
    "--decide",
    nargs=3,
    metavar="A B CLASS",
    help=f"Say what two (slugs or ids) are to each other ({', '.join(DECIDED)}): not asked again until one changes.",
)
@click.option("--all", "every", is_flag=True, help="Also list the pairs about which somebody decided.")
@click.option("--actor", default="curator", show_default=True, help="Who decides.")
@click.option("--reason", default="Bekeken.", show_default=True, help="Why.")
@DATA
@AS_JSON
@click.pass_context
def duplicates(
    context: click.Context,
    decide: tuple[str, str, str] | None,
    every: bool,
    actor: str,
    reason: str,
    data: Path | None,
    as_json: bool,
) -> None:
    """List pairs of organizations that a person should look at: the same, a part, a sister, a successor, related.

    Two that are one are merged: see `directory merge`.
    """
    context.meta["json"] = as_json
    chosen = settings(data=data)
    with closing(open_store(chosen.database, create=False)) as store:
        catalogue = atlas_of(store).catalogue
    places = Places(*read_places(chosen, datetime.now(UTC).astimezone(AMSTERDAM).date()))
    decisions = SqliteDecisions(chosen.decisions)
    if decide is not None:
        *names, decided = decide
        roster = Roster(catalogue, Reader(places), kept=None)
        now = datetime.now(UTC)
        pair = kept((names[0], names[1]), decided, reason, roster=roster, ledger=decisions, actor=actor, at=now)
        _done(pair, decided, as_json=as_json)
        return
    with bar("reading") as progress:
        roster = Roster(catalogue, Reader(places), progress, kept=None)
    with bar("comparing") as progress:
        found = sweep(roster, progress)
    if not every:
        found = undecided(found, roster, decisions.all())
    if as_json:
        say_json({"pairs": [*map(told, found)], "checked": len(roster), "engine": ENGINE})
    else:
        _say(found, catalogue)


def _done(pair: tuple[str, str], decided: str, *, as_json: bool) -> None:
    if as_json:
        say_json({"a": pair[0], "b": pair[1], "decided": decided})
    else:
        click.echo(f"Kept: these two are {decided}. They are not asked about again until one of them changes.")


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
