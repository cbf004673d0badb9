"""How the command line speaks: a line per failure, all faults of a file, JSON for programs, progress bars."""

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import click
import msgspec
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from directory.errors import DirectoryError, Fault, Invalid
from directory.model import Occasion
from directory.settings import Settings, from_environment
from directory.validation import read_struct

T = TypeVar("T")
DATA = click.option(
    "--data",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder of the database (default: ./data, or DIRECTORY_DATA).",
)
AS_JSON = click.option("--json", "as_json", is_flag=True, help="Answer in JSON, for programs.")
YES = click.option("--yes", is_flag=True, help="Do it, also when it needs a second thought.")


def for_history(reason: str, actor: str = "redactie") -> Callable[[Callable[..., None]], Callable[..., None]]:
    """The options that say who does this and why, with what is noted where nothing is given."""
    by = click.option("--actor", default=actor, show_default=True, help="Who does this, for the history.")
    because = click.option("--reason", default=reason, show_default=True, help="Why, for the history.")
    return lambda verb: by(because(verb))


class Explained(click.Group):
    """A group whose verbs fail with a sentence instead of a stack trace."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the verb."""
        try:
            return super().invoke(ctx)
        except DirectoryError as error:
            refuse(error, as_json=bool(ctx.meta.get("json")))
        except BrokenPipeError:
            sys.stderr.close()
            raise SystemExit(1) from None
        except OSError as error:
            what = f"{error.filename}: " if error.filename else ""
            click.echo(f"Error: {what}{error.strerror or error}.", err=True)
            raise SystemExit(1) from None


def refuse(error: DirectoryError, *, as_json: bool) -> NoReturn:
    """Say why nothing was done, and stop with exit code 1."""
    faults = error.faults if isinstance(error, Invalid) else ()
    if as_json:
        said = {"error": error.code, "detail": error.detail, "faults": [_told(each) for each in faults]}
        say_json(said | {key: msgspec.to_builtins(value) for key, value in error.facts.items() if key == "sides"})
    elif faults:
        for fault in faults:
            click.echo(f"{place(fault)}: {fault.detail}", err=True)
        click.echo(f"Nothing was written: {error.detail}. Mend them and try again.", err=True)
    else:
        click.echo(f"Error: {error.detail}", err=True)
    raise SystemExit(1)


def place(fault: Fault) -> str:
    """Where a fault is, as a person reads it: line 12, record/phone/number."""
    pointer = fault.pointer.strip("/")
    where = "" if fault.where in ("body", "file") else f"{fault.where} "
    return f"{where}{pointer}".strip() or "the whole"


def _told(fault: Fault) -> dict[str, str]:
    return {"where": fault.where, "pointer": fault.pointer, "code": fault.code, "detail": fault.detail}


def unsure(code: str, detail: str) -> Invalid:
    """The refusal of a deed that needs `--yes`."""
    return Invalid([Fault(pointer="/yes", code=code, detail=f"{detail} Say --yes to do it.", where="command")])


def say_json(value: object) -> None:
    """One JSON document on standard output."""
    click.echo(msgspec.json.format(msgspec.json.encode(value), indent=2).decode())


def occasion(actor: str, reason: str) -> Occasion:
    """Now, by whom and why. Raises `Invalid` when these are no name and no sentence."""
    return read_struct(Occasion, {"actor": actor, "at": datetime.now(UTC), "reason": reason})


def settings(**given: object) -> Settings:
    """The settings of this command: the environment, and before it what was given."""
    return from_environment(None, **given)


def with_progress(items: Iterable[T], label: str, total: int | None = None) -> Iterator[T]:
    """The same items, with a bar on a terminal and nothing elsewhere."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield from items
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        yield from progress.track(items, total=total, description=label)


@contextmanager
def bar(label: str) -> Iterator[Callable[[int, int], None]]:
    """A bar that is told how far it is: `tell(done, total)`."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda done, total: None
        return
    with Progress(TextColumn("{task.description}"), BarColumn(), console=console, transient=True) as progress:
        task = progress.add_task(label, total=None)
        yield lambda done, total: progress.update(task, completed=done, total=total)
