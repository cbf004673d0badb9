"""Provenance goes with the value: whose source and check date stands beside each value of two records that unite."""

from collections.abc import Mapping
from typing import Literal

from msgspec import Struct, structs

from directory import validation
from directory.curation.pieces import Mergeable, Pieces, members, piece_of
from directory.model import Fact, known_on

Side = Literal["winner", "loser", "both"]
Choices = Mapping[str, Side]


class Two(Struct, frozen=True):
    """Two records, taken apart, and from which side each piece is taken."""

    winner: Mergeable
    loser: Mergeable
    ours: Pieces
    theirs: Pieces
    taken: Mapping[str, Side]


def facts(two: Two) -> dict[str, Fact]:
    """The facts of the values that were taken, and those of no value that either record has."""
    found = {name: _fact(two, name) for name in {**two.winner.facts, **two.loser.facts}}
    return {name: fact for name, fact in found.items() if fact is not None}


def _fact(two: Two, name: str) -> Fact | None:
    ours, theirs = two.winner.facts.get(name), two.loser.facts.get(name)
    sides = _sides(two, name)
    if sides == {"winner"}:
        return ours
    if sides == {"loser"}:
        return theirs
    if ours is None or theirs is None:
        return ours or theirs
    return max(ours, theirs, key=_worth) if sides == {"same"} else _weaker(ours, theirs)


def _sides(two: Two, name: str) -> set[str]:
    """From where the values come that stand under this name; of a field in parts, those of all parts."""
    piece = piece_of(type(two.winner), name)
    pieces = [each for each in two.taken if each == piece or each.startswith(f"{piece}.")]
    return {_from(two, each) for each in pieces} or {"same"}


def _from(two: Two, piece: str) -> str:
    ours, theirs = two.ours.get(piece), two.theirs.get(piece)
    if ours == theirs:
        return "same"
    if two.taken[piece] != "both":
        return two.taken[piece]
    one, other = members(ours), members(theirs)
    return "winner" if one >= other else "loser" if other > one else "both"


def _worth(fact: Fact) -> tuple[bool, int]:
    """Of two who say the same: the organization's own word, then the one that was looked at last."""
    return fact.status == "confirmed", known_on(fact).toordinal()


def _weaker(ours: Fact, theirs: Fact) -> Fact:
    """What two sources say together is as old as the older, and names both."""
    weak, other = (ours, theirs) if _worth(ours) <= _worth(theirs) else (theirs, ours)
    note = f"{weak.note} " if weak.note else ""
    note += f"Ook volgens {other.source}."
    if other.source == weak.source or len(note) > 600 or validation.holds_address(note):
        return weak
    return structs.replace(weak, note=note)
