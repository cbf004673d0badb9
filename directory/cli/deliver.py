"""`directory deliver`: tell by mail what must be told, and send what waits. `directory serve` does so by itself."""

from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import click
import msgspec

from directory.app import open_access, open_mailroom, open_outbox
from directory.cli.saying import AS_JSON, DATA, say_json, settings
from directory.errors import Unavailable
from directory.mail.sending import SENTENCES
from directory.model.letter import State
from directory.storage.sqlite import open_store
from directory.upkeep import Mailed, mail


@click.command()
@DATA
@AS_JSON
@click.pass_context
def deliver(context: click.Context, data: Path | None, as_json: bool) -> None:
    """Turn what nobody was told of into mail, and send what waits. What cannot be sent now stays for the next time."""
    context.meta["json"] = as_json
    chosen = settings(data=data)
    outbox = open_outbox(chosen)
    with closing(open_store(chosen.database, create=False)) as store:
        room = open_mailroom(chosen, store, open_access(chosen), outbox)
        if room.server is None:
            sentence = "No mail server is set; nothing is sent or kept. Set DIRECTORY_SMTP_HOST and what is beside it."
            raise Unavailable("mail.off", sentence, retry=False)
        found = mail(room, lambda: datetime.now(UTC))
    counts = outbox.letters.counts()
    if as_json:
        say_json({**msgspec.to_builtins(found), "letters": counts})
    else:
        _say(found, counts)
    if found.delivered.word:
        raise SystemExit(1)


def _say(found: Mailed, counts: dict[State, int]) -> None:
    if found.busy:
        click.echo("Another program is sending mail now; nothing was done here.")
        return
    told, done = found.told, found.delivered
    click.echo(f"{told.notices} notices were told in {told.letters} letters.")
    if told.unreachable:
        click.echo(f"{told.unreachable} people have an address that no mail can be sent to.", err=True)
    click.echo(f"{done.sent} sent, {done.later} later, {done.refused} refused; {counts['waiting']} wait.")
    if done.word:
        click.echo(f"Error: {SENTENCES[done.word]} What waits stays where it is.", err=True)
