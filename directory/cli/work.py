"""`directory work`: the questions whose answers are worth most, each with whom to ask."""

from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import click
import msgspec
from rich.console import Console
from rich.table import Table
from rich.text import Text

from directory.app import build_house
from directory.cli.saying import AS_JSON, DATA, say_json, settings
from directory.curation.work import Task
from directory.gate.worklist import questions
from directory.storage.sqlite import open_store


@click.command("work")
@click.option("--limit", type=click.IntRange(1, 10_000), default=20, show_default=True, help="The first so many.")
@click.option("--on", "on", type=click.DateTime(["%Y-%m-%d"]), help="Judge as of this day (default: today).")
@DATA
@AS_JSON
@click.pass_context
def work_(context: click.Context, limit: int, on: datetime | None, data: Path | None, as_json: bool) -> None:
    """List what to look at next: one question each, in order of what its answer is worth."""
    context.meta["json"] = as_json
    chosen = settings(data=data)
    moment = (on or datetime.now(UTC)).replace(tzinfo=UTC)
    with closing(open_store(chosen.database, create=False)) as store:
        found = questions(build_house(chosen, store, lambda: moment))
    if as_json:
        say_json({"total": len(found), "tasks": msgspec.to_builtins(found[:limit])})
    else:
        _say(found, limit)


def _say(found: list[Task], limit: int) -> None:
    console = Console()
    if not found:
        console.print("Nothing to look at.")
        return
    table = Table("value", "record", "field", "question", "ask", box=None, pad_edge=False)
    for each in found[:limit]:
        question = Text(each.question)
        table.add_row(f"{each.value:.2f}", f"{each.kind} {each.slug}", each.field, question, Text(each.ask or ""))
    console.print(table)
    console.print(f"{min(limit, len(found))} of {len(found)} questions.")
