"""`directory duplicates`: which entries of the directory may be one, the most alike first."""

from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from directory.api.duplicates import pair as told
from directory.app import read_places
from directory.atlas.catalogue import Catalogue
from directory.cli.saying import AS_JSON, DATA, bar, say_json, settings
from directory.errors import Fault, Invalid, Unknown
from directory.feed import atlas_of
from directory.hours import AMSTERDAM
from directory.matching import ENGINE, Pair, Places, Reader, Roster, appearance, sweep, undecided
from directory.storage.sqlite import SqliteDecisions, open_store
from directory.validation import holds_address

DECIDED = ("different", "related", "sister", "part-of", "successor")


@click.command()
@click.option(
    "--decide",
    nargs=3,
    metavar="A B CLASS",
    help=f"Say what two (slugs or ids) are to each other ({', '.join(DECIDED)}): not asked again until one changes.",
)
@click.option("--all", "every", is_flag=True, help="Also list the pairs about which somebody decided.")
@click.option("--actor", default="curator", show_default=True, help="Who decides.")
@click.option("--reason", default="Bekeken.", show_default=True, help="Why.")
@DATA
@AS_JSON
@click.pass_context
def duplicates(
    context: click.Context,
    decide: tuple[str, str, str] | None,
    every: bool,
    actor: str,
    reason: str,
    data: Path | None,
    as_json: bool,
) -> None:
    """List pairs of organizations that a person should look at: the same, a part, a sister, a successor, related.

    Two that are one are merged: see `directory merge`.
    """
    context.meta["json"] = as_json
    chosen = settings(data=data)
    with closing(open_store(chosen.database, create=False)) as store:
        catalogue = atlas_of(store).catalogue
    places = Places(*read_places(chosen, datetime.now(UTC).astimezone(AMSTERDAM).date()))
    decisions = SqliteDecisions(chosen.decisions)
    if decide is not None:
        pair = _decide(decide, Roster(catalogue, Reader(places), kept=None), decisions, actor, reason)
        _done(pair, decide[2], as_json=as_json)
        return
    with bar("reading") as progress:
        roster = Roster(catalogue, Reader(places), progress, kept=None)
    with bar("comparing") as progress:
        found = sweep(roster, progress)
    if not every:
        found = undecided(found, roster, decisions.all())
    if as_json:
        say_json({"pairs": [*map(told, found)], "checked": len(roster), "engine": ENGINE})
    else:
        _say(found, catalogue)


def _decide(
    asked: tuple[str, str, str], roster: Roster, decisions: SqliteDecisions, actor: str, reason: str
) -> tuple[str, str]:
    """Keep a decision. Raises `Invalid` with every fault of it."""
    *names, decided = asked
    catalogue = roster.catalogue
    faults = [] if decided in DECIDED else [_fault("CLASS", f"One of: {', '.join(DECIDED)}.")]
    ids = []
    for word, name in zip("AB", names, strict=True):
        try:
            ids.append(catalogue.resolve("organization", name))
        except Unknown:
            faults.append(_fault(word, "No organization has this id or slug."))
    if len(ids) == len(names) and ids[0] == ids[1]:
        faults.append(_fault("B", "These are one record already."))
    faults += [_fault("A", "This one is gone.") for id in ids if not catalogue.has("organization", id)]
    faults += [_fault("reason", "A reason may not hold an address.")] if holds_address(reason) else []
    if faults:
        raise Invalid(faults)
    seen = appearance(*(roster.at(roster.position(id)) for id in ids))
    decisions.decide((ids[0], ids[1]), decided, seen, actor, reason, datetime.now(UTC))
    return ids[0], ids[1]


def _fault(word: str, detail: str) -> Fault:
    return Fault(pointer=f"/{word}", code="decision", detail=detail)


def _done(pair: tuple[str, str], decided: str, *, as_json: bool) -> None:
    if as_json:
        say_json({"a": pair[0], "b": pair[1], "decided": decided})
    else:
        click.echo(f"Kept: these two are {decided}. They are not asked about again until one of them changes.")


def _say(found: list[Pair], catalogue: Catalogue) -> None:
    console = Console()
    if not found:
        console.print("No pair looks like one organization.")
        return
    table = Table("score", "class", "a", "b", "why", box=None, pad_edge=False)
    for each in found:
        one, other = (catalogue.slug("organization", id) for id in (each.a, each.b))
        judgement = each.judgement
        why = " ".join(line.text for line in (*judgement.reasons[1:], *judgement.vetoes))
        table.add_row(f"{judgement.score:.1f}", judgement.verdict, one, other, why)
    console.print(table)
    console.print(f"{len(found)} pairs among {len(catalogue.ids('organization'))} organizations.")
