"""`directory key`: what other programs come in with. A key is shown once."""

from datetime import UTC, datetime
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from directory.access import accounts, keys
from directory.app import open_access
from directory.cli.saying import AS_JSON, DATA, say_json, settings
from directory.model.person import ApiKey
from directory.permissions import CONSOLE, SCOPES


@click.group()
def key() -> None:
    """Keys of programs that write: create, list, revoke. Reading needs none."""


@key.command()
@click.option("--name", required=True, help="What the key is for.")
@click.option("--owner", metavar="MAIL", required=True, help="Who answers for it: somebody with an account.")
@click.option(
    "--scope", "scopes", type=click.Choice(SCOPES), multiple=True, required=True, help="A scope; may be said again."
)
@click.option("--days", type=click.IntRange(1, keys.LONGEST_DAYS), default=365, show_default=True, help="How long.")
@DATA
@AS_JSON
@click.pass_context
def create(
    context: click.Context,
    name: str,
    owner: str,
    scopes: tuple[str, ...],
    days: int,
    data: Path | None,
    as_json: bool,
) -> None:
    """Make a key and print it, once."""
    context.meta["json"] = as_json
    access = open_access(settings(data=data))
    raw = {"name": name, "owner": accounts.find(access, owner).id, "scopes": list(scopes), "days": days}
    made = keys.create(access, CONSOLE, raw, _now())
    if as_json:
        say_json({"secret": made.secret, "key": _told(made.key)})
        return
    click.echo(made.secret)
    click.echo(f"This is {made.key.id}; it is not shown again. Send it as: Authorization: Bearer …", err=True)


@key.command("list")
@DATA
@AS_JSON
@click.pass_context
def list_(context: click.Context, data: Path | None, as_json: bool) -> None:
    """Every key, who answers for it, until when it works and on which day it was last used."""
    context.meta["json"] = as_json
    access = open_access(settings(data=data))
    found = keys.listed(access, CONSOLE)
    if as_json:
        say_json({"keys": [_told(each) for each in found]})
    elif found:
        _say(found, accounts.named(access, {each.owner for each in found}))
    else:
        click.echo("There are no keys. Reading needs none; for writing: directory key create")


@key.command()
@click.argument("id")
@DATA
@AS_JSON
@click.pass_context
def revoke(context: click.Context, id: str, data: Path | None, as_json: bool) -> None:
    """End a key now."""
    context.meta["json"] = as_json
    revoked = keys.revoke(open_access(settings(data=data)), CONSOLE, id, _now())
    say_json({"key": _told(revoked)}) if as_json else click.echo(f"{revoked.id} opens nothing any more.")


def _now() -> datetime:
    return datetime.now(UTC)


def _told(key: ApiKey) -> dict[str, object]:
    """A key without anything that opens."""
    shown = {"id": key.id, "name": key.name, "owner": key.owner, "scopes": key.scopes, "status": _status(key)}
    moments = {"made": key.made, "ends": key.ends, "used": key.used, "revoked": key.revoked}
    return shown | {name: moment for name, moment in moments.items() if moment is not None}


def _status(key: ApiKey) -> str:
    if key.revoked:
        return "revoked"
    return "active" if keys.works(key, _now()) else "ended"


def _say(found: tuple[ApiKey, ...], names: dict[str, str]) -> None:
    table = Table(box=None, pad_edge=False)
    for column in ("id", "name", "owner", "scopes", "status", "until", "last used"):
        table.add_column(column, overflow="fold")
    for each in found:
        until = str(each.ends.date()) if each.ends else "-"
        row = (each.id, each.name, names.get(each.owner, each.owner), " ".join(each.scopes), _status(each))
        table.add_row(*(Text(cell) for cell in (*row, until, str(each.used or "-"))))
    Console().print(table)
