"""`directory seed`: bring the database up to date with `seeds/`, without touching what curators changed."""

from datetime import UTC, datetime
from pathlib import Path

import click
import msgspec

from directory.app import read_places
from directory.cli.saying import AS_JSON, DATA, say_json, settings
from directory.exchange.seeds import ACTOR, Altered, Plan, load, read_seeds
from directory.model import Occasion
from directory.settings import Settings
from directory.storage.sqlite import open_store
from directory.store import Store


@click.command()
@DATA
@click.option("--seeds", type=click.Path(path_type=Path, file_okay=False, exists=True), help="Another folder of seeds.")
@click.option("--dry-run", is_flag=True, help="Only show what would change.")
@AS_JSON
@click.pass_context
def seed(context: click.Context, data: Path | None, seeds: Path | None, dry_run: bool, as_json: bool) -> None:
    """Load the seeds: new and changed ones; what a curator edited stays."""
    context.meta["json"] = as_json
    chosen = settings(data=data, seeds=seeds)
    store = open_store(chosen.database)
    try:
        plan = plant(chosen, store, dry_run=dry_run)
    finally:
        store.close()
    say_json(msgspec.to_builtins(plan)) if as_json else say(plan, dry_run=dry_run)


def plant(chosen: Settings, store: Store, *, dry_run: bool = False) -> Plan:
    """Read the seeds and load them into this store."""
    now = datetime.now(UTC)
    areas, gazetteer = read_places(chosen, now.date())
    records = read_seeds(chosen.seeds, gazetteer, areas)
    occasion = Occasion(actor=ACTOR, at=now, reason="De startgegevens zijn geladen.")
    return load(store, records, occasion, dry_run=dry_run)


def say(plan: Plan, *, dry_run: bool) -> None:
    """What loading did, or would do, in words."""
    for each in plan.changed:
        _differences("changed", each)
    for each in plan.edited:
        _differences("kept as a curator left it", each)
    for named in (*plan.withdrawn, *plan.orphaned):
        click.echo(f"left alone, it was withdrawn or stands on what was: {named.kind} {named.slug}")
    if dry_run:
        for named in plan.new:
            click.echo(f"new: {named.kind} {named.slug}")
    done = "would be " if dry_run else ""
    click.echo(f"{len(plan.new)} {done}new, {len(plan.changed)} {done}changed, {plan.unchanged} unchanged.")


def _differences(what: str, altered: Altered) -> None:
    click.echo(f"{what}: {altered.kind} {altered.slug}")
    for each in altered.differences:
        click.echo(f"  {each.field}: {_short(each.before)} → {_short(each.after)}")


def _short(value: object) -> str:
    text = "nothing" if value is None else str(value)
    return text if len(text) <= 80 else f"{text[:77]}…"
