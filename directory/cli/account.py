"""`directory account`: who works here. Links are printed here once and kept nowhere; whoever has one can use it."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import click
import msgspec
from rich.console import Console
from rich.table import Table
from rich.text import Text

from directory.access import Access, accounts, links, log, oidc, retention
from directory.access.links import Offered
from directory.app import open_access, open_outbox
from directory.cli.saying import AS_JSON, DATA, YES, say_json, settings, unsure
from directory.gate.welcoming import address_of, mail_link
from directory.hours import AMSTERDAM
from directory.model.person import Event, Person
from directory.permissions import CAST, CONSOLE, ROLES, matrix
from directory.settings import Settings

F = TypeVar("F", bound=Callable[..., Any])
WHO = click.argument("person", metavar="MAIL")
ROLE = click.option(
    "--role", "roles", type=click.Choice(ROLES), multiple=True, required=True, help="A role; may be said again."
)
SEND = click.option("--send", is_flag=True, help="Mail the link to this person, and print it only if that cannot be.")


@click.group(invoke_without_command=True)
@click.option("--matrix", "wanted", is_flag=True, help="Who may do what: every action, role by role.")
@AS_JSON
@click.pass_context
def account(context: click.Context, wanted: bool, as_json: bool) -> None:
    """People who work here: list, invite, give roles, disable, reset, erase; and the link of the first one."""
    context.meta["json"] = as_json
    if wanted:
        say_json(matrix()) if as_json else _say_matrix()
    elif context.invoked_subcommand is None:
        click.echo(context.get_help())


@account.command("list")
@DATA
@AS_JSON
@click.pass_context
def list_(context: click.Context, data: Path | None, as_json: bool) -> None:
    """Everybody with an account, and how they come in."""
    context.meta["json"] = as_json
    people = accounts.people(_access(settings(data=data)), CONSOLE)
    if as_json:
        say_json({"people": [_told(each) for each in people]})
    elif people:
        _say_people(people)
    else:
        click.echo("Nobody has an account yet. Start with: directory account setup")


@account.command()
@DATA
@AS_JSON
@click.pass_context
def setup(context: click.Context, data: Path | None, as_json: bool) -> None:
    """Print the link by which the first administrator makes an account. An earlier one stops working."""
    context.meta["json"] = as_json
    chosen = settings(data=data)
    _say_link(chosen, links.offer_setup(_access(chosen), _now()), as_json=as_json)


@account.command()
@click.option("--name", required=True, help="What colleagues call this person.")
@click.option("--mail", required=True, help="The mail address that this person gives to come in.")
@ROLE
@SEND
@DATA
@AS_JSON
@click.pass_context
def invite(
    context: click.Context, name: str, mail: str, roles: tuple[str, ...], send: bool, data: Path | None, as_json: bool
) -> None:
    """Make an account, and print the link by which this person chooses a passphrase."""
    context.meta["json"] = as_json
    chosen = settings(data=data)
    raw = {"name": name, "mail": mail, "roles": list(roles)}
    person, offered = accounts.invite(_access(chosen), CONSOLE, raw, _now())
    _hand_over(chosen, offered, person, send=send, as_json=as_json)


@account.command()
@WHO
@ROLE
@DATA
@AS_JSON
@click.pass_context
def roles(context: click.Context, person: str, roles: tuple[str, ...], data: Path | None, as_json: bool) -> None:
    """Give this person these roles and no others. Their sessions end."""
    context.meta["json"] = as_json
    access = _access(settings(data=data))
    who = accounts.find(access, person)
    changed = accounts.change_roles(access, CONSOLE, who.id, {"roles": list(roles)}, _now())
    _say_done(changed, f"{changed.name} is {', '.join(changed.roles)} from now on.", as_json=as_json)


@account.command()
@WHO
@DATA
@AS_JSON
@click.pass_context
def disable(context: click.Context, person: str, data: Path | None, as_json: bool) -> None:
    """Close an account: this person is out at once, and so are the keys that they answer for."""
    context.meta["json"] = as_json
    access = _access(settings(data=data))
    closed = accounts.disable(access, CONSOLE, accounts.find(access, person).id, _now())
    _say_done(
        closed, f"{closed.name} cannot come in any more. Open again with: directory account enable", as_json=as_json
    )


@account.command()
@WHO
@DATA
@AS_JSON
@click.pass_context
def enable(context: click.Context, person: str, data: Path | None, as_json: bool) -> None:
    """Open a closed account again."""
    context.meta["json"] = as_json
    access = _access(settings(data=data))
    opened = accounts.enable(access, CONSOLE, accounts.find(access, person).id, _now())
    _say_done(opened, f"{opened.name} can come in again.", as_json=as_json)


@account.command()
@WHO
@click.option(
    "--second-factor", is_flag=True, help="The phone is gone: set up a new one. The passphrase is still asked."
)
@SEND
@DATA
@AS_JSON
@click.pass_context
def reset(
    context: click.Context, person: str, second_factor: bool, send: bool, data: Path | None, as_json: bool
) -> None:
    """Print a link to choose a new passphrase (the second factor is still asked), or to set up a new second factor.

    Who was invited and did not come yet gets a new invitation. Be sure that it is them before you hand it over.
    """
    context.meta["json"] = as_json
    chosen = settings(data=data)
    access = _access(chosen)
    who = accounts.find(access, person)
    if who.passphrase is None:
        offered = accounts.invite_again(access, CONSOLE, who.id, _now())
    elif second_factor:
        offered = accounts.reset_second_factor(access, CONSOLE, who.id, _now())
    else:
        offered = accounts.reset_passphrase(access, CONSOLE, who.id, _now())
    _hand_over(chosen, offered, who, send=send, as_json=as_json)


@account.command()
@WHO
@DATA
@AS_JSON
@click.pass_context
def unbind(context: click.Context, person: str, data: Path | None, as_json: bool) -> None:
    """Forget by which name the identity provider knows this person: the next one with their mail address is bound."""
    context.meta["json"] = as_json
    access = _access(settings(data=data))
    free = oidc.unbind(access, CONSOLE, accounts.find(access, person).id, _now())
    _say_done(free, f"{free.name} is bound anew the next time they come in that way.", as_json=as_json)


@account.command()
@WHO
@YES
@DATA
@AS_JSON
@click.pass_context
def erase(context: click.Context, person: str, yes: bool, data: Path | None, as_json: bool) -> None:
    """Forget who this was: a pseudonym stays in history and audit. This cannot be undone."""
    context.meta["json"] = as_json
    access = _access(settings(data=data))
    who = accounts.find(access, person)
    if not yes:
        raise unsure("erase", f"{who.name} would be forgotten; only {who.id} stays, in history and audit.")
    erased = accounts.erase(access, CONSOLE, who.id, _now())
    _say_done(erased, f"Forgotten. What they did stands under {erased.id}.", as_json=as_json)


@account.command("events")
@click.option("--limit", type=click.IntRange(min=1), default=50, show_default=True, help="The last so many.")
@DATA
@AS_JSON
@click.pass_context
def events_(context: click.Context, limit: int, data: Path | None, as_json: bool) -> None:
    """What happened at the door in the last 180 days: who came in, who was refused, what administrators did."""
    context.meta["json"] = as_json
    access = _access(settings(data=data))
    found = log.events(access, CONSOLE, limit)
    if as_json:
        say_json({"events": msgspec.to_builtins(found)})
    else:
        _say_events(found, accounts.named(access, {id for each in found for id in (each.actor, each.about) if id}))


def _access(chosen: Settings) -> Access:
    """What is kept of people, without what has been kept for long enough."""
    access = open_access(chosen)
    if chosen.people.exists():
        retention.sweep(access, _now())
    return access


def _now() -> datetime:
    return datetime.now(UTC)


def link_of(chosen: Settings, offered: Offered) -> str:
    """The address that somebody opens."""
    return address_of(chosen.address, offered)


def said_moment(moment: datetime) -> str:
    """A moment on the clock here."""
    return f"{moment.astimezone(AMSTERDAM):%d-%m-%Y %H:%M}"


def _hand_over(chosen: Settings, offered: Offered, person: Person, *, send: bool, as_json: bool) -> None:
    """Mail the link, if that is asked and can be; else whoever typed this hands it over."""
    done = mail_link(open_outbox(chosen), chosen.address, person, offered, _now()) if send else "off"
    if done == "queued":
        told = {"mailed": True, "purpose": offered.purpose, "ends": offered.ends, "person": _told(person)}
        say_json(told) if as_json else click.echo(f"The link goes to {person.name} by mail, and is shown nowhere.")
        return
    if send:
        click.echo("No mail can be sent to this person, so here is the link.", err=True)
    _say_link(chosen, offered, as_json=as_json, person=person)


def _say_link(chosen: Settings, offered: Offered, *, as_json: bool, person: Person | None = None) -> None:
    if as_json:
        told = {"link": link_of(chosen, offered), "purpose": offered.purpose, "ends": offered.ends}
        say_json(told | ({"person": _told(person)} if person else {}))
        return
    click.echo(f"{link_of(chosen, offered)}")
    click.echo(f"It works once, until {said_moment(offered.ends)}, and is not shown again.", err=True)
    click.echo("Give it to this person only, not in a place where others read along.", err=True)


def _say_done(person: Person, sentence: str, *, as_json: bool) -> None:
    say_json({"person": _told(person)}) if as_json else click.echo(sentence)


def _told(person: Person) -> dict[str, object]:
    """A person without anything to come in with."""
    shown = {
        "id": person.id,
        "name": person.name,
        "mail": person.mail,
        "roles": person.roles,
        "status": _status(person),
    }
    more = {"secondFactor": person.secret is not None, "seen": person.seen}
    return {key: value for key, value in (shown | more).items() if value is not None}


def _status(person: Person) -> str:
    if person.erased:
        return "erased"
    if person.disabled:
        return "disabled"
    if person.passphrase is None:
        return "invited"
    return "awaits second factor" if person.awaited else "active"


def _say_people(people: tuple[Person, ...]) -> None:
    table = Table(box=None, pad_edge=False)
    for column in ("name", "mail", "roles", "status", "second factor", "last seen", "id"):
        table.add_column(column, overflow="fold")
    for each in people:
        row = (each.name or "-", each.mail or "-", " ".join(each.roles) or "-", _status(each))
        more = ("yes" if each.secret else "no", str(each.seen or "-"), each.id)
        table.add_row(*(Text(cell) for cell in (*row, *more)))
    Console().print(table)


def _say_events(found: tuple[Event, ...], names: dict[str, str]) -> None:
    table = Table("when", "what", "by", "about", "", box=None, pad_edge=False)
    for each in found:
        who = (names.get(id or "", id or "-") for id in (each.actor, each.about))
        table.add_row(*(Text(cell) for cell in (said_moment(each.at), each.what, *who, each.detail or "")))
    Console().print(table if found else "Nothing happened at the door yet.")


def _say_matrix() -> None:
    """In columns of their own width: a cell is never cut, and every line is one action."""
    rows = [("action", *CAST), *((action, *cells.values()) for action, cells in matrix().items())]
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    for row in rows:
        said = ("-" if cell == "no" else cell for cell in row)
        click.echo("  ".join(cell.ljust(width) for cell, width in zip(said, widths, strict=True)).rstrip())
