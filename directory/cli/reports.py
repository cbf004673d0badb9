"""`directory reports`: what visitors say is wrong, and which of it was looked at."""

from datetime import UTC, datetime
from pathlib import Path

import click
import msgspec
from rich.console import Console
from rich.table import Table
from rich.text import Text

from directory.cli.saying import AS_JSON, DATA, say_json, settings
from directory.errors import Unknown
from directory.hours import AMSTERDAM
from directory.model.report import Report
from directory.storage.sqlite import SqliteReports


@click.command()
@click.option("--done", metavar="ID", help="Somebody looked at this one: take it from the list, forget what it said.")
@click.option("--limit", type=click.IntRange(min=1), default=100, show_default=True, help="The oldest so many.")
@DATA
@AS_JSON
@click.pass_context
def reports(context: click.Context, done: str | None, limit: int, data: Path | None, as_json: bool) -> None:
    """List what visitors say is wrong and nobody looked at yet, the oldest first. Who said it is not known."""
    context.meta["json"] = as_json
    kept = SqliteReports(settings(data=data).reports)
    if done is not None:
        _close(done, kept, as_json=as_json)
        return
    found = kept.open(limit)
    if as_json:
        say_json({"reports": msgspec.to_builtins(found)})
    else:
        _say(found)


def _close(id: str, kept: SqliteReports, *, as_json: bool) -> None:
    """Raises `Unknown` when there is no such report, or somebody closed it before."""
    if not kept.handle(id, datetime.now(UTC).astimezone(AMSTERDAM).date()):
        raise Unknown("report.unknown", "No open report has this id. See `directory reports`.")
    if as_json:
        say_json({"id": id, "done": True})
    else:
        click.echo("Done: it is off the list, and what it said is forgotten.")


def _say(found: tuple[Report, ...]) -> None:
    console = Console()
    if not found:
        console.print("Nobody says that anything is wrong.")
        return
    table = Table("id", "day", "record", "wrong", "should be", "times", box=None, pad_edge=False)
    for each in found:
        # What strangers typed is text, never markup.
        should_be = Text(each.text or "-")
        table.add_row(each.id, str(each.day), f"{each.kind} {each.slug}", each.about, should_be, str(each.times))
    console.print(table)
    console.print("Look at the source, change the record, then: directory reports --done ID")
