"""`directory coverage`: where nobody is known to help, in words, from a terminal or a script."""

from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import click
import msgspec
from rich.console import Console

from directory.app import build_house
from directory.cli.saying import AS_JSON, DATA, say_json, settings
from directory.coverage import Holes, Proposal, holes
from directory.coverage.words import percent, percents
from directory.errors import Unknown
from directory.storage.sqlite import open_store

TOLD = {"none-known": "niet bekend dat iemand dit doet", "unknown": "niet bekend, vraag na"}


@click.command()
@click.option(
    "--area", multiple=True, default=("VR05",), show_default=True, help="CBS code of a municipality or region."
)
@click.option("--limit", type=click.IntRange(1, 1000), default=20, show_default=True, help="How many gaps at most.")
@DATA
@AS_JSON
@click.pass_context
def coverage(context: click.Context, area: tuple[str, ...], limit: int, data: Path | None, as_json: bool) -> None:
    """List the gaps, heaviest first: needs of `seeds/coverage/weights.yaml` that nobody is known to meet."""
    context.meta["json"] = as_json
    chosen = settings(data=data)
    with closing(open_store(chosen.database)) as store:
        here = build_house(chosen, store, lambda: datetime.now(UTC))
        unknown = [each for each in area if not here.areas.known(each)]
        if unknown:
            raise Unknown("area.unknown", f"no area has the code {unknown[0]}", area=unknown[0])
        found = holes(Proposal(area=area), here.existing, here.today(), here.weights, limit)
    if as_json:
        say_json(msgspec.to_builtins(found))
    else:
        _tell(found)


def _tell(found: Holes) -> None:
    console = Console()
    console.print(f"Bekend is {percents(found.coverage)} van wat nodig is; {found.total} gaten.", highlight=False)
    for gap in found.gaps:
        console.print(f"{percent(gap.weight):>14}  {gap.box.text} ({TOLD[gap.status]})", highlight=False)
        for question in gap.verify_first[:1]:
            console.print(f"{'':16}vraag na: {question.question} ({question.ask})", highlight=False)
