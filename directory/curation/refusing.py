"""Why two records may not be merged, and why one may not come in the place of the other."""

from collections.abc import Iterator, Sequence
from typing import cast

from msgspec import Struct

from directory.curation import numbers
from directory.curation.changing import Key, fault
from directory.curation.links import Standing, is_secret, owner_of, standing
from directory.curation.pieces import Mergeable
from directory.errors import Fault
from directory.model import ContactPoint, Id, Kept, Kind, Location, Note, Organization, Record, Tombstone
from directory.store import Store

MERGEABLE: tuple[Kind, ...] = ("organization", "service", "contact-point", "location")


class Pair(Struct, frozen=True, kw_only=True):
    """Both records, every other one that refers to either, and all that is owned by either or by what it owns."""

    loser: Standing
    winner: Standing
    links: Sequence[Standing]
    below: Sequence[Standing]

    @property
    def both(self) -> tuple[Mergeable, Mergeable]:
        """The records themselves, the winner first."""
        return cast(Mergeable, self.winner.record), cast(Mergeable, self.loser.record)

    @property
    def notes(self) -> list[Note]:
        """What curators noted about either."""
        return [each.record for each in self.links if isinstance(each.record, Note)]


def unlike(loser: Key, winner: Key) -> Iterator[Fault]:
    """Why two of these kinds, or these very two, are no pair."""
    for name, key in (("loser", loser), ("winner", winner)):
        if key.kind not in MERGEABLE:
            yield fault(f"/{name}", "kind", f"A {key.kind} cannot be merged; only {', '.join(MERGEABLE)} can.")
    if loser.kind != winner.kind:
        detail = f"The loser is of kind {loser.kind} and the winner of kind {winner.kind}; merge two of one kind."
        yield fault("/winner", "kind", detail)
    if loser.id == winner.id:
        yield fault("/winner", "merge.itself", "These are one record already.")


def found(store: Store, key: Key) -> Standing | Tombstone | None:
    """The record as it is now, or what is left of it; of other kinds than these there is none."""
    kept = store.read(key.kind, key.id) if key.kind in MERGEABLE else None
    return standing(kept) if isinstance(kept, Kept) else kept


def missing(name: str, found: Standing | Tombstone | None) -> Iterator[Fault]:
    """A fault when there is no such record (any more)."""
    if isinstance(found, Standing):
        return
    if found is None:
        yield fault(f"/{name}", "record.unknown", f"There is no record like this {name}.")
        return
    done = "merged" if found.status == "merged" else "withdrawn"
    instead = f" Its successor is {found.successor_id}." if found.successor_id else ""
    yield fault(f"/{name}", "record.gone", f"This {name} was {done} on {found.on}.{instead}")


def unfit(store: Store, pair: Pair, result: Mergeable) -> Iterator[Fault]:
    """What stands in the way of this pair becoming this record, beside what `unite` says."""
    yield from apart(store, *pair.both, "/loser")
    if isinstance(result, Organization):
        yield from _registered(pair, result)
    yield from circle(store, result, pair.loser.record.id, "/partOf")
    yield from _warned(store, pair, result)


def apart(store: Store, one: Record, other: Record, pointer: str) -> Iterator[Fault]:
    """Why neither of these may come in the place of the other: two owners, or the one would give the other away."""
    if type(one) is not type(other):
        return
    if owner_of(one) != owner_of(other):
        of = "service" if isinstance(one, ContactPoint) else "organization"
        detail = f"They belong to two different {of}s. Merge those first, or move one of these."
        yield fault(pointer, "owner", detail)
    if isinstance(one, Location) and isinstance(other, Location) and one.confidential != other.confidential:
        detail = "One of these places is confidential and the other is not: the one would give the other away."
        yield fault(pointer, "confidential", detail)
    if isinstance(one, ContactPoint) and isinstance(other, ContactPoint):
        there = {is_secret(store, each.location_id) for each in (one, other) if each.location_id}
        if len(there) > 1:
            detail = "One of these doors is at a confidential place and the other at one that people visit."
            yield fault("/locationId", "confidential", detail)


def _registered(pair: Pair, result: Organization) -> Iterator[Fault]:
    """A shelter has no number in a register, because registers hold addresses: it may not get one by a merge."""
    hidden = {owner for each in pair.links if (owner := _hides(each.record))}
    for each in pair.both:
        if each.id in hidden and isinstance(each, Organization) and {*result.identifiers} - {*each.identifiers}:
            side = "winner" if each.id == result.id else "loser"
            detail = (
                f"The {side} has a confidential place, and a register holds addresses: it may not get more numbers."
            )
            yield fault(
                "/identifiers", "confidential", f"{detail} Choose the identifiers of the {side}, or remove them."
            )


def _hides(record: Record) -> Id | None:
    """The organization whose confidential place this is."""
    return record.organization_id if isinstance(record, Location) and record.confidential else None


def circle(store: Store, heir: Record, gone: Id, pointer: str) -> Iterator[Fault]:
    """Refuses an organization that would be a part of one of its own parts, once it has those of the one that goes.

    `heir` is that organization as it will be.
    """
    above = heir.part_of if isinstance(heir, Organization) else None
    seen: set[Id] = set()
    while above is not None and above not in seen:
        if above in (heir.id, gone):
            detail = "The organization that it is a part of is itself a part of one of these two; mend that first."
            yield fault(pointer, "part-of.circular", detail)
            return
        seen.add(above)
        kept = found(store, Key("organization", above))
        whole = kept.record if isinstance(kept, Standing) else None
        above = whole.part_of if isinstance(whole, Organization) else None


def _warned(store: Store, pair: Pair, result: Mergeable) -> Iterator[Fault]:
    before = getattr(pair.winner.record, "phone", None)
    if isinstance(result, numbers.Called) and numbers.warned(store, result.phone, before, pair.notes):
        detail = (
            "A note says that this number must not be used. Choose the other one, or correct the record or the note."
        )
        yield fault("/phone", "number.retired", detail)
