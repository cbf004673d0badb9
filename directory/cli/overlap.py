"""`directory overlap`: does this already exist, asked from a terminal or a script."""

from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

import click
import msgspec
from rich.console import Console
from rich.table import Table

from directory.app import build_house
from directory.cli.saying import AS_JSON, DATA, say_json, settings
from directory.coverage import Overlap
from directory.coverage.words import READINGS, percents
from directory.errors import Fault, Invalid
from directory.gate.asking.proposals import Asked
from directory.storage.sqlite import open_store

SHOWN = 10


@click.command()
@click.argument("file", type=click.File("r", encoding="utf-8"))
@DATA
@AS_JSON
@click.pass_context
def overlap(context: click.Context, file: TextIO, data: Path | None, as_json: bool) -> None:
    """Check the proposal in FILE (JSON as for /api/v1/overlap-checks; `-` is standard input) against the directory."""
    context.meta["json"] = as_json
    try:
        body = msgspec.json.decode(file.read().encode())
    except (msgspec.DecodeError, UnicodeError):
        raise Invalid([Fault(pointer="", code="json", detail="The file is not valid JSON in UTF-8.")]) from None
    chosen = settings(data=data)
    with closing(open_store(chosen.database)) as store:
        here = build_house(chosen, store, lambda: datetime.now(UTC))
        found = Asked(body, here, here.existing).answer()
    if as_json:
        say_json(msgspec.to_builtins(found))
    else:
        _tell(found)


def _tell(found: Overlap) -> None:
    console = Console()
    console.print(f"[bold]{found.verdict}[/bold]  {found.summary}", highlight=False)
    if found.coverage is not None:
        for name, told in READINGS.items():
            console.print(f"  {told}: {percents(getattr(found.coverage, name))} bestaat", highlight=False)
    table = Table("wie", "hele voorstel", "doet niet, voor zover bekend", box=None, pad_edge=False)
    for each in found.overlapping[:SHOWN]:
        table.add_row(each.slug, percents(each.full, "-"), "; ".join(each.missing))
    if found.overlapping:
        console.print(table)
    for question in found.verify_first:
        console.print(f"  vraag na: {question.question} ({question.ask})", highlight=False)
    for alike in found.confusable_with:
        console.print(f"  naam: {alike.name}, {alike.why}", highlight=False)
