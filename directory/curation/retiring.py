"""Withdrawing: a record ends, with what it owns, and says what came instead."""

from collections.abc import Iterator, Sequence

from msgspec import Struct, structs

from directory import validation
from directory.curation import numbers
from directory.curation.changing import Key, ended, fault, moves, refuse_unseen
from directory.curation.links import Named, Paths, Standing, named, notes_about, reached, redirected
from directory.curation.numbers import Retired
from directory.curation.refusing import apart, circle, found, missing
from directory.curation.trying import again
from directory.errors import Fault, Invalid
from directory.model import PUBLIC, Change, Id, Occasion, Phone, Tombstone
from directory.model.base import Sentence
from directory.store import Store


class Retirement(Struct, frozen=True, kw_only=True, omit_defaults=True, rename="camel"):
    """What a withdrawal does. `ended` are the record, what it owned and relations that are left without a party;
    `moved` refer to the successor from now on, or to nothing. `urgent` are numbers such as 112 that these publish.
    `sequence` is what `undo` takes."""

    record: Named
    successor: Named | None = None
    ended: tuple[Named, ...] = ()
    moved: tuple[Named, ...] = ()
    retired: tuple[Retired, ...] = ()
    urgent: tuple[str, ...] = ()
    sequence: int | None = None


class _Told(Struct):
    """What the public reads."""

    reason: Sentence


class Plan(Struct, frozen=True, kw_only=True):
    """A withdrawal and the changes that make it, for a store of which `after` is the last sequence number."""

    retirement: Retirement
    changes: tuple[Change, ...]
    after: int


def retire(store: Store, record: Key, successor: Key | None, reason: str, occasion: Occasion) -> Retirement:
    """Withdraw a record, in one transaction. The public reads the reason. Raises as `plan_retirement` does."""

    def once() -> Retirement:
        made = plan_retirement(store, record, successor, reason, occasion)
        entries = store.commit(made.changes, occasion, after=made.after)
        return structs.replace(made.retirement, sequence=entries[0].batch)

    return again(once)


def plan_retirement(store: Store, record: Key, successor: Key | None, reason: str, occasion: Occasion) -> Plan:
    """What `retire` would do. Writes nothing.

    What the record owns ends with it: services and places of an organization, doors of a service. Relations, parts and
    notes go to the successor; without one, relations end. Raises `Invalid` with every fault, and `Overtaken`
    (`retire.overtaken`) when the record is not at the revision that was seen.
    """
    after = store.sequence()
    old, new = _found(store, record, successor, reason)
    below, links = reached(store, [old.record.id])
    paths: Paths = {each.record.id: None for each in below} | {old.record.id: new.record.id if new else None}
    moved, dropped = moves(links, paths)
    gone, noted = _numbers(store, [old, *below], new)
    ends = [ended(old, occasion, reason, successor=new.record.id if new else None)]
    ends += [ended(each, occasion, reason) for each in below]
    told = Retirement(
        record=named(old.record),
        successor=named(new.record) if new else None,
        ended=tuple(named(each.record) for each in (old, *below, *dropped)),
        moved=tuple(named(each.after) for each in moved if each.after is not None),
        retired=gone,
        urgent=numbers.urgent(each.record for each in (old, *below)),
    )
    lost = [ended(each, occasion, "Een van de partijen is er niet meer.") for each in dropped]
    return Plan(retirement=told, changes=(*ends, *moved, *lost, *noted), after=after)


def _found(store: Store, record: Key, successor: Key | None, reason: str) -> tuple[Standing, Standing | None]:
    old = found(store, record)
    new = found(store, successor) if successor else None
    faults = [*missing("record", old), *(missing("successor", new) if successor else ())]
    faults += _unsuited(store, record, successor, old, new) if successor else ()
    faults += _unsaid(reason)
    if faults or not isinstance(old, Standing):
        raise Invalid(faults)
    refuse_unseen("retire.overtaken", "Nothing was withdrawn", [(record, old)])
    return old, new if isinstance(new, Standing) else None


def _unsaid(reason: str) -> Iterator[Fault]:
    """Why the public cannot read this; once, and not for everything that ends with it. It is not repeated."""
    try:
        validation.read_struct(_Told, {"reason": reason})
    except Invalid as refusal:
        yield from refusal.faults
    else:
        if validation.holds_address(reason):
            yield Fault(pointer="/reason", code="text.address", detail="What the public reads may not hold an address.")


def _unsuited(
    store: Store, record: Key, successor: Key, old: Standing | Tombstone | None, new: Standing | Tombstone | None
) -> Iterator[Fault]:
    if record.id == successor.id:
        yield fault("/successor", "successor.circular", "A record does not come in its own place.")
    elif record.kind != successor.kind:
        detail = (
            f"The record is of kind {record.kind} and the successor of kind {successor.kind}; name one of the same."
        )
        yield fault("/successor", "kind", detail)
    if isinstance(old, Standing) and isinstance(new, Standing):
        one, other = old.record, new.record
        yield from apart(store, one, other, "/successor")
        if (heir := redirected(other, {one.id: other.id})) is not None:
            yield from circle(store, heir, one.id, "/successor")
        if one.lifecycle in PUBLIC and other.lifecycle not in PUBLIC:
            yield fault("/successor", "lifecycle", "The public may not see the successor: publish it first.")


def _numbers(store: Store, olds: Sequence[Standing], new: Standing | None) -> tuple[tuple[Retired, ...], list[Change]]:
    """Numbers that end are noted about the successor, or else about what ended."""
    chosen: Phone | None = getattr(new.record, "phone", None) if new else None
    about: Id = new.record.id if new else olds[0].record.id
    return numbers.put_away(store, [each.record for each in olds], chosen, about, notes_about(store, about))
