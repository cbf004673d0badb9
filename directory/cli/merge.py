"""`directory merge`: two records become one, shown field by field before it is written."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import click
import msgspec
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from directory.cli.named import keys
from directory.cli.saying import AS_JSON, DATA, YES, for_history, occasion, say_json, settings, unsure
from directory.curation.links import Named
from directory.curation.merging import Merge, merge, plan_merge
from directory.curation.numbers import Retired
from directory.curation.refusing import MERGEABLE
from directory.curation.sourcing import Choices, Side
from directory.errors import Fault, Invalid
from directory.model import Kind
from directory.storage.sqlite import open_store

SIDES: tuple[Side, ...] = ("winner", "loser", "both")


@click.command("merge")
@click.argument("loser")
@click.argument("winner")
@click.option("--take", "taken", multiple=True, metavar="FIELD=SIDE", help="Whose value: winner, loser, or both lists.")
@click.option("--kind", type=click.Choice(MERGEABLE), help="Of what kind they are, when their names leave it open.")
@click.option("--dry-run", is_flag=True, help="Only show what they would become; write nothing.")
@YES
@for_history("Dubbele vermelding samengevoegd.")
@DATA
@AS_JSON
@click.pass_context
def merge_(
    context: click.Context,
    loser: str,
    winner: str,
    taken: tuple[str, ...],
    kind: Kind | None,
    dry_run: bool,
    yes: bool,
    actor: str,
    reason: str,
    data: Path | None,
    as_json: bool,
) -> None:
    """Merge LOSER into WINNER (ids or slugs). The addresses of LOSER lead to WINNER from then on.

    Lists are united; of every other field the value of WINNER is kept, or that of LOSER where WINNER has none.
    Whether LOSER runs (`operation`) is never taken over unless it is chosen.
    """
    context.meta["json"] = as_json
    choices, unread = read_choices(taken)
    why = occasion(actor, reason)
    with closing(open_store(settings(data=data).database, create=False)) as store:
        with beside(unread):
            one, other = keys(store, [("loser", loser), ("winner", winner)], kind)
            planned = plan_merge(store, one, other, choices, why).merge
        if not as_json:
            _say(planned, dry_run=dry_run)
        if not (yes or dry_run):
            refuse_urgent(planned.urgent)
        done = planned if dry_run else merge(store, one, other, choices, why)
    if as_json:
        say_json({**msgspec.to_builtins(done), "dryRun": dry_run})
    elif not dry_run:
        click.echo(f"Written as change {done.sequence}. Take it back with `directory undo {done.sequence}`.")


def read_choices(taken: Iterable[str]) -> tuple[Choices, list[Fault]]:
    """`phone=loser` and so on, and a fault for every one that cannot be read; it is not repeated."""
    choices: dict[str, Side] = {}
    faults: list[Fault] = []
    for place, each in enumerate(taken, 1):
        field, _, said = each.partition("=")
        side = next((side for side in SIDES if side == said.strip()), None)
        if side is None or not field.strip() or field.strip() in choices:
            detail = "Write --take FIELD=winner, FIELD=loser or FIELD=both, each field once."
            faults.append(Fault(pointer=f"/{place}", code="choice", detail=detail, where="--take"))
        else:
            choices[field.strip()] = side
    return choices, faults


@contextmanager
def beside(faults: Sequence[Fault]) -> Iterator[None]:
    """Raises `Invalid` with these faults and those of what is done here, together."""
    try:
        yield
    except Invalid as refusal:
        raise Invalid([*faults, *refusal.faults]) from None
    if faults:
        raise Invalid(faults)


def _say(done: Merge, *, dry_run: bool) -> None:
    console = Console()
    table = Table("field", "winner", "loser", "result", "taken", box=None, pad_edge=False)
    differing = [each for each in done.fields if each.differs]
    for line in differing:
        table.add_row(line.field, *(_short(each) for each in (line.winner, line.loser, line.result)), line.taken)
    if differing:
        console.print(table)
    click.echo(f"{len(done.fields) - len(differing)} fields are the same.")
    say_named("leads to the winner", done.moved)
    say_named("ends, both parties are one", done.dropped)
    say_numbers(done.retired)
    if dry_run:
        say_urgent(done.urgent)
    if done.questions:
        click.echo(f"{done.questions} open questions are kept.")
    verb = "would be" if dry_run else "is"
    click.echo(f"{done.loser.kind} {done.loser.slug} {verb} merged into {done.winner.slug}.")


def say_named(what: str, records: Iterable[Named]) -> None:
    """A line for each record to which this happens."""
    for each in records:
        click.echo(f"{what}: {each.kind} {each.slug}")


def say_numbers(retired: Iterable[Retired]) -> None:
    """What becomes of each number that is not chosen."""
    for each in retired:
        if each.in_use_by:
            click.echo(f"number {each.number}: still in use by {', '.join(each.in_use_by[:3])}")
        elif each.fixed:
            click.echo(f"number {each.number}: a fixed number, never noted as do-not-use")
        else:
            instead = f", now {each.successor}" if each.successor else ""
            click.echo(f"number {each.number}: noted as do-not-use{instead}")


def say_urgent(numbers: Iterable[str]) -> None:
    """Of a dry run: that it needs `--yes`."""
    if told := " and ".join(numbers):
        click.echo(f"{told} is published here: this needs --yes.")


def refuse_urgent(numbers: Iterable[str]) -> None:
    """Raises `Invalid` when there are such numbers."""
    if told := " and ".join(numbers):
        raise unsure("number.urgent", f"{told} is published here, a number that people dial when life is at stake.")


def _short(value: Any) -> str:
    if value is None:
        return ""
    told = value if isinstance(value, str) else msgspec.json.encode(value).decode()
    return escape(told if len(told) <= 60 else f"{told[:59]}…")
