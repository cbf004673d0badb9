"""`directory check`: what is stale, incomplete or contradicts itself, the most urgent first."""

import time
from collections import Counter
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import click
import msgspec
from rich.console import Console
from rich.table import Table

from directory import lexicon
from directory.app import read_places
from directory.atlas.catalogue import Catalogue
from directory.cli.saying import AS_JSON, DATA, say_json, settings, with_progress
from directory.curation import Finding, findings, findings_of
from directory.errors import Unavailable
from directory.feed import atlas_of
from directory.hours import AMSTERDAM
from directory.settings import Settings
from directory.storage.sqlite import SqliteVisits, alone, open_store
from directory.upkeep import look_at_links

LEVELS = ("alarm", "contradiction", "due", "incomplete")


@click.command()
@DATA
@click.option("--level", "levels", type=click.Choice(LEVELS), multiple=True, help="Only these kinds of finding.")
@click.option("--links", is_flag=True, help="First ask the addresses that are due whether they still lead somewhere.")
@click.option("--on", "on", type=click.DateTime(["%Y-%m-%d"]), help="Judge as of this day (default: today).")
@AS_JSON
@click.pass_context
def check(
    context: click.Context, data: Path | None, levels: tuple[str, ...], links: bool, on: datetime | None, as_json: bool
) -> None:
    """List stale, incomplete and contradictory facts. Exit code 1 when something is alarming or contradicts itself.

    Goes out to the internet with --links only: slowly, as far as a site allows, and nothing is changed by it.
    """
    context.meta["json"] = as_json
    chosen = settings(data=data)
    today = on.date() if on else datetime.now(UTC).astimezone(AMSTERDAM).date()
    with closing(open_store(chosen.database, create=False)) as store:
        atlas = atlas_of(store)
    visits = SqliteVisits(chosen.visits)
    if links:
        _ask_links(visits, atlas.catalogue, chosen)
    areas, gazetteer = read_places(chosen, today)
    everything = [
        *findings(atlas.catalogue, areas, today, gazetteer, visits=visits.all()),
        *findings_of(lexicon.read(chosen.seeds / "lexicon"), atlas),
    ]
    found = sorted((each for each in everything if not levels or each.level in levels), key=lambda each: each.order)
    say_json(msgspec.to_builtins(found)) if as_json else _say(found)
    if any(each.level in ("alarm", "contradiction") for each in found):
        raise SystemExit(1)


def _ask_links(visits: SqliteVisits, catalogue: Catalogue, chosen: Settings) -> None:
    """Ask, unless a server is at it; how it went goes to standard error, since the list comes after it."""
    with alone(chosen.visits) as ours:
        if not ours:
            raise Unavailable("links.busy", "Another program is asking the links; try again later.", retry=True)
        every = look_at_links(visits, catalogue, chosen.address, lambda: datetime.now(UTC), time.sleep)
        found = Counter(each.outcome for each in with_progress(every, "Links"))
    said = ", ".join(f"{count} {outcome}" for outcome, count in sorted(found.items()))
    click.echo(f"{found.total()} links asked{f': {said}' if said else ''}.", err=True)


def _say(found: list[Finding]) -> None:
    console = Console()
    if not found:
        console.print("Nothing to look at.")
        return
    table = Table("", "record", "field", "what", box=None, pad_edge=False)
    for each in found:
        table.add_row(each.level, f"{each.kind} {each.slug}", each.field, each.sentence)
    console.print(table)
    counts = ", ".join(f"{sum(each.level == level for each in found)} {level}" for level in LEVELS)
    console.print(f"{len(found)} findings: {counts}.")
