"""`directory remind`: ask partners by mail what is due, and say whom to call. Meant to be run once a day."""

from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import click
import msgspec
from rich.console import Console
from rich.table import Table
from rich.text import Text

from directory.app import build_house, open_access
from directory.cli.saying import AS_JSON, DATA, say_json, settings
from directory.curation.reminding import Due
from directory.gate.reminding import Ran
from directory.gate.reminding import remind as remind_partners
from directory.permissions import CONSOLE
from directory.storage.sqlite import SqliteReminders, open_store


@click.command()
@click.option("--dry-run", "dry", is_flag=True, help="Only say what would be done.")
@click.option("--limit", type=click.IntRange(1, 10_000), default=25, show_default=True, help="At most so many mails.")
@click.option("--on", "on", type=click.DateTime(["%Y-%m-%d"]), help="Look as of this day; only with --dry-run.")
@DATA
@AS_JSON
@click.pass_context
def remind(
    context: click.Context, dry: bool, limit: int, on: datetime | None, data: Path | None, as_json: bool
) -> None:
    """Mail the partners of whom something is due, again after two weeks and once more; then list them to be called."""
    context.meta["json"] = as_json
    if on is not None and not dry:
        raise click.UsageError("--on only goes with --dry-run: mails are of today.")
    chosen, moment = settings(data=data), on.replace(hour=12, tzinfo=UTC) if on else None
    with closing(open_store(chosen.database, create=False)) as store:
        here = build_house(chosen, store, lambda: moment or datetime.now(UTC))
        reminders = SqliteReminders(chosen.reminders)
        ran = remind_partners(here, open_access(chosen), reminders, CONSOLE, most=limit, dry=dry)
    if as_json:
        say_json(
            {**msgspec.to_builtins(ran), "calls": msgspec.to_builtins(ran.calls), "mail": here.outbox.on, "dry": dry}
        )
    else:
        _say(ran, dry=dry, on=here.outbox.on)
    if ran.failed:
        raise SystemExit(1)


def _say(ran: Ran, *, dry: bool, on: bool) -> None:
    if not on:
        click.echo("No mail server is set (DIRECTORY_SMTP_HOST): nobody is mailed.", err=True)
    for each in ran.mailed:
        click.echo(f"{'would mail' if dry else 'mailed'} {each.slug}: {_questions(each)}, mail {each.mails + 1}")
    if ran.failed:
        click.echo(f"{len(ran.failed)} could not be mailed now; run this again.", err=True)
    if ran.later:
        click.echo(f"{ran.later} more wait for another run (--limit).")
    _say_calls(ran.calls)


def _say_calls(calls: tuple[Due, ...]) -> None:
    """The call list, for somebody with a phone: nothing here dials."""
    if not calls:
        click.echo("Nobody has to be called.")
        return
    table = Table(box=None, pad_edge=False)
    for column in ("call", "number", "answers there", "ask for", "about"):
        table.add_column(column, overflow="fold")
    for each in calls:
        about = ", ".join(dict.fromkeys(task.field for task in each.tasks))
        row = (each.name, _number(each), each.answers or "-", ", ".join(each.ask) or "-", about)
        table.add_row(*map(Text, row))
    Console().print(table)


def _number(due: Due) -> str:
    return due.number or ("helplines only: look for an office number" if due.crisis else "none known")


def _questions(due: Due) -> str:
    return "1 question" if due.questions == 1 else f"{due.questions} questions"
