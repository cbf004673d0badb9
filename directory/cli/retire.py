"""`directory retire`: withdraw a record with what it owns, and say what came instead."""

from contextlib import closing
from pathlib import Path

import click
import msgspec

from directory.cli.merge import refuse_urgent, say_named, say_numbers, say_urgent
from directory.cli.named import keys
from directory.cli.saying import AS_JSON, DATA, YES, for_history, occasion, say_json, settings
from directory.curation.changing import Key
from directory.curation.refusing import MERGEABLE
from directory.curation.retiring import Retirement, plan_retirement, retire
from directory.model import Kind
from directory.storage.sqlite import open_store


@click.command("retire")
@click.argument("record")
@click.option("--successor", help="What came instead: id or slug of a record of the same kind.")
@click.option("--tell", default="Bestaat niet meer.", show_default=True, help="What the public reads at its address.")
@click.option("--kind", type=click.Choice(MERGEABLE), help="Of what kind it is, when its name leaves that open.")
@click.option("--dry-run", is_flag=True, help="Only show what would end; write nothing.")
@YES
@for_history("Teruggetrokken.")
@DATA
@AS_JSON
@click.pass_context
def retire_(
    context: click.Context,
    record: str,
    successor: str | None,
    tell: str,
    kind: Kind | None,
    dry_run: bool,
    yes: bool,
    actor: str,
    reason: str,
    data: Path | None,
    as_json: bool,
) -> None:
    """Withdraw RECORD (id or slug) and everything that it owns. Its address goes on to tell that it is gone."""
    context.meta["json"] = as_json
    why = occasion(actor, reason)
    with closing(open_store(settings(data=data).database, create=False)) as store:
        names = [("record", record), *([("successor", successor)] if successor else [])]
        old, *new = keys(store, names, kind)
        after: Key | None = new[0] if new else None
        planned = plan_retirement(store, old, after, tell, why).retirement
        if not (yes or dry_run):
            refuse_urgent(planned.urgent)
        done = planned if dry_run else retire(store, old, after, tell, why)
    say_json({**msgspec.to_builtins(done), "dryRun": dry_run}) if as_json else _say(done, dry_run=dry_run)


def _say(done: Retirement, *, dry_run: bool) -> None:
    say_named("withdrawn", done.ended)
    say_named("leads elsewhere", done.moved)
    say_numbers(done.retired)
    if dry_run:
        say_urgent(done.urgent)
        click.echo(f"{len(done.ended)} records would be withdrawn.")
    else:
        click.echo(f"Written as change {done.sequence}. Take it back with `directory undo {done.sequence}`.")
