"""`directory undo`: take back one change with everything that was written together with it."""

from collections import Counter
from contextlib import closing
from pathlib import Path

import click
import msgspec

from directory.cli.merge import say_named
from directory.cli.saying import AS_JSON, DATA, YES, for_history, occasion, say_json, settings, unsure
from directory.curation.undoing import Undone, plan_undo, undo
from directory.storage.sqlite import open_store

# More records than this are a load of data, hardly a slip: taking that back needs `--yes`.
FEW = 20


@click.command("undo")
@click.argument("sequence", type=click.IntRange(min=1))
@click.option("--dry-run", is_flag=True, help="Only show what would be restored; write nothing.")
@YES
@for_history("Ongedaan gemaakt.")
@DATA
@AS_JSON
@click.pass_context
def undo_(
    context: click.Context,
    sequence: int,
    dry_run: bool,
    yes: bool,
    actor: str,
    reason: str,
    data: Path | None,
    as_json: bool,
) -> None:
    """Take back change SEQUENCE: every record that it touched is what it was before. An undo can be undone too."""
    context.meta["json"] = as_json
    why = occasion(actor, reason)
    with closing(open_store(settings(data=data).database, create=False)) as store:
        done = plan_undo(store, sequence, why).undone
        if _many(done) and not (yes or dry_run):
            raise unsure("undo.many", f"Change {done.undoes} wrote {_counted(done)}: all of that would change.")
        done = done if dry_run else undo(store, sequence, why)
    say_json({**msgspec.to_builtins(done), "dryRun": dry_run}) if as_json else _say(done, dry_run=dry_run)


def _many(done: Undone) -> bool:
    return len(done.restored) + len(done.ended) > FEW


def _counted(done: Undone) -> str:
    """`3 records (1 organization, 2 service)`."""
    kinds = Counter(each.kind for each in (*done.restored, *done.ended))
    told = ", ".join(f"{count} {kind}" for kind, count in kinds.items())
    return f"{kinds.total()} record{'' if kinds.total() == 1 else 's'} ({told})"


def _say(done: Undone, *, dry_run: bool) -> None:
    say_named("restored", done.restored)
    say_named("withdrawn again", done.ended)
    if dry_run:
        click.echo(f"Change {done.undoes} would be taken back ({done.reason}): {_counted(done)}.")
        if _many(done):
            click.echo("This needs --yes.")
    elif done.sequence is None:
        click.echo(f"Change {done.undoes} left everything as it was; there is nothing to take back.")
    else:
        click.echo(f"{_counted(done)} changed.")
        click.echo(f"Change {done.undoes} is taken back by change {done.sequence}; `directory undo {done.sequence}`")
        click.echo("brings it back.")
