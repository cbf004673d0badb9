"""Merging: two records of one kind become one, in one commit, with everything that refers to them.

The loser leaves a tombstone that names the winner, so that its id and slugs lead there for ever. `undo` takes it back.
"""

from collections.abc import Iterator, Mapping

from msgspec import Struct, structs

from directory.curation import numbers
from directory.curation.changing import Key, ended, moves, refuse_unseen, updated
from directory.curation.links import Named, Standing, named, reached, references
from directory.curation.numbers import Retired
from directory.curation.pieces import Mergeable
from directory.curation.refusing import Pair, found, missing, unfit, unlike
from directory.curation.sourcing import Choices
from directory.curation.trying import again
from directory.curation.uniting import Line, unite
from directory.errors import Invalid
from directory.model import KINDS, Change, Kind, Occasion, Phone, kind_of
from directory.model.json import encode
from directory.store import Store

PLACES: Mapping[Kind, int] = {kind: place for place, kind in enumerate(KINDS)}


class Merge(Struct, frozen=True, kw_only=True, omit_defaults=True, rename="camel"):
    """What a merge does. `moved` refer to the winner from now on; `dropped` would have pointed at themselves.

    `questions` counts the open ones of the result. `urgent` are numbers such as 112 that either publishes.
    `sequence` is what `undo` takes; None while nothing is written.
    """

    loser: Named
    winner: Named
    fields: tuple[Line, ...]
    moved: tuple[Named, ...] = ()
    dropped: tuple[Named, ...] = ()
    retired: tuple[Retired, ...] = ()
    urgent: tuple[str, ...] = ()
    questions: int = 0
    sequence: int | None = None


class Plan(Struct, frozen=True, kw_only=True):
    """A merge and the changes that make it, for a store of which `after` is the last sequence number."""

    merge: Merge
    changes: tuple[Change, ...]
    after: int


def merge(store: Store, loser: Key, winner: Key, choices: Choices, occasion: Occasion) -> Merge:
    """Merge the loser into the winner, in one transaction. Raises as `plan_merge` does, and then nothing is written."""

    def once() -> Merge:
        made = plan_merge(store, loser, winner, choices, occasion)
        entries = store.commit(made.changes, occasion, after=made.after)
        return structs.replace(made.merge, sequence=entries[0].batch)

    return again(once)


def plan_merge(store: Store, loser: Key, winner: Key, choices: Choices, occasion: Occasion) -> Plan:
    """What `merge` would do. Writes nothing.

    Raises `Invalid` with every fault (`where` is `merge`; pointers are `/loser`, `/winner`, `/choices/…` or a field of
    the result) and `Overtaken` (`merge.overtaken`) when a record is not at the revision that was seen.
    """
    after = store.sequence()
    pair = _pair(store, loser, winner)
    one, other = pair.both
    united = unite(other, one, choices)
    result = united.record
    if faults := [*united.faults, *unfit(store, pair, result)]:
        raise Invalid(faults)
    chosen: Phone | None = getattr(result, "phone", None)
    gone, noted = numbers.put_away(store, pair.both, chosen, result.id, pair.notes)
    moved, dropped = moves(pair.links, {other.id: one.id})
    ends = [ended(each, occasion, "Beide partijen zijn samengevoegd.") for each in dropped]
    told = Merge(
        loser=named(other),
        winner=named(one),
        fields=united.lines,
        moved=tuple(named(each.after) for each in moved if each.after is not None),
        dropped=tuple(named(each.record) for each in dropped),
        retired=gone,
        urgent=numbers.urgent((*pair.both, *(each.record for each in pair.below))),
        questions=len(result.questions),
    )
    changes = (*_result(pair.winner, result), _end(pair.loser, named(result), occasion), *moved, *ends, *noted)
    return Plan(merge=told, changes=changes, after=after)


def _pair(store: Store, loser: Key, winner: Key) -> Pair:
    """Both records as they are. Raises `Invalid` when there are no two that can be merged, `Overtaken` when stale."""
    one, other = found(store, winner), found(store, loser)
    faults = [*unlike(loser, winner), *missing("loser", other), *missing("winner", one)]
    if faults or not isinstance(one, Standing) or not isinstance(other, Standing):
        raise Invalid(faults)
    refuse_unseen("merge.overtaken", "Nothing was merged", [(loser, other), (winner, one)])
    ids = {loser.id, winner.id}
    below, others = reached(store, ids)
    links = [each for each in (*below, *others) if not ids.isdisjoint(references(each.record))]
    # As the store has them: owners first.
    links.sort(key=lambda each: PLACES[kind_of(each.record)])
    return Pair(loser=other, winner=one, links=links, below=below)


def _result(winner: Standing, result: Mergeable) -> Iterator[Change]:
    if encode(result) != encode(winner.record):
        yield updated(result, winner.revision)


def _end(loser: Standing, winner: Named, occasion: Occasion) -> Change:
    reason = f"Samengevoegd met {winner.name}."
    return ended(loser, occasion, reason, successor=winner.id, status="merged")
