"""`directory asked`: what people look for, and what they do not find; counts, never what somebody said."""

from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from directory.cli.saying import AS_JSON, DATA, say_json, settings
from directory.storage.sqlite import SqliteDemand


@click.command()
@DATA
@AS_JSON
@click.pass_context
def asked(context: click.Context, data: Path | None, as_json: bool) -> None:
    """List the concepts that were asked for, and the words that found nothing on five different days."""
    context.meta["json"] = as_json
    demand = SqliteDemand(settings(data=data).demand)
    concepts, unmet = demand.concepts(), demand.unmet()
    if as_json:
        say_json({"concepts": dict(concepts), "unmet": dict(unmet)})
        return
    console = Console()
    for title, rows in (("asked for", concepts), ("found nothing, on so many days", unmet)):
        table = Table(title, "", box=None, pad_edge=False)
        for name, count in rows:
            table.add_row(name, str(count))
        console.print(table if rows else f"Nothing yet that was {title}.")
