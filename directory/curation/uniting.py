"""How two records of one kind become one, piece by piece. Nothing is read or written here.

Without a choice, lists are united and every other piece is the winner's, or the loser's where the winner has none;
but whether it runs (`operation`) is never the loser's unless that is chosen.
The provenance of a value goes with it.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec
from msgspec import Struct, structs

from directory import text, validation
from directory.atlas.entries import CLOSED_STATES
from directory.curation.changing import fault
from directory.curation.pieces import Mergeable, Pieces, members, names, put_together, taken_apart
from directory.curation.sourcing import Choices, Side, Two, facts
from directory.errors import Fault, Invalid
from directory.model import PUBLIC, ContactPoint, Organization, Service, ServiceArea, kind_of

LISTS = frozenset(
    {"alternateNames", "formerNames", "identifiers", "locationIds", "area", "functions", "topics", "audiences"}
    | {"languages"}
)
# Of a box. Two boxes together are no box when they differ in more than one of these.
UNITED_DIMENSIONS = ("functions", "topics", "audiences", "area", "languages")
# Where the name goes that is not kept: people go on looking for it.
OTHER_NAME: Mapping[type, str] = {Organization: "formerNames", Service: "alternateNames"}
STAGES = ("draft", "in-review", "archived", "published")


class Line(Struct, frozen=True, kw_only=True, rename="camel", omit_defaults=True):
    """One piece in both records and in the one that they become, as in JSON. Absent: nothing is said there."""

    field: str
    winner: Any = None
    loser: Any = None
    result: Any = None
    taken: Side

    @property
    def differs(self) -> bool:
        """Whether the two say something else, or the result does."""
        return bool(self.winner != self.loser or self.result != self.winner)


class United(Struct, frozen=True, kw_only=True):
    """The record that two become, and how. Only to be used when there is no fault."""

    record: Mergeable
    lines: tuple[Line, ...]
    faults: tuple[Fault, ...]


def unite(loser: Mergeable, winner: Mergeable, choices: Choices) -> United:
    """Make one record of two of the same kind. It has the id, the slugs and the owner of the winner.

    A choice names a piece, or the field that it is a part of. All faults are given at once.
    """
    two = _two(loser, winner, choices)
    pieces = {name: _value(side, two.ours.get(name), two.theirs.get(name)) for name, side in two.taken.items()}
    pieces |= _other_names(two, pieces)
    record = structs.replace(
        put_together(winner, pieces),
        facts=facts(two),
        questions=(*winner.questions, *(each for each in loser.questions if each not in winner.questions)),
    )
    faults = (
        *_unfit(two, choices),
        *_stage(two, record, choices),
        *_wider(two, choices),
        *_channels(two, choices),
        *_running(two, choices),
        *_invalid(record),
    )
    return United(record=record, lines=tuple(_lines(two, taken_apart(record))), faults=faults)


def _two(loser: Mergeable, winner: Mergeable, choices: Choices) -> Two:
    ours, theirs = _apart(winner, loser), _apart(loser, winner)
    taken = {name: _side(name, choices, ours, theirs) for name in dict.fromkeys([*ours, *theirs])}
    return Two(winner, loser, ours, theirs, taken)


def _apart(record: Mergeable, other: Mergeable) -> dict[str, Any]:
    """The pieces of this record. That it is a part of the other one means nothing any more."""
    pieces = taken_apart(record)
    if pieces.get("partOf") == other.id:
        del pieces["partOf"]
    return pieces


def _side(name: str, choices: Choices, ours: Pieces, theirs: Pieces) -> Side:
    if name == "operation":
        # Not known is an answer too: what is said of the loser would close a line that answers.
        return _chosen(name, choices) or "winner"
    if name not in theirs:
        return "winner"
    if name not in ours:
        return "loser"
    return _chosen(name, choices) or ("both" if name in LISTS else "winner")


def _chosen(name: str, choices: Choices) -> Side | None:
    return choices.get(name) or choices.get(name.partition(".")[0])


def _value(side: Side, ours: Any, theirs: Any) -> Any:
    if side == "both":
        return _union(ours, theirs)
    return ours if side == "winner" else theirs


def _union(ours: Any, theirs: Any) -> Any:
    if isinstance(ours, ServiceArea):
        return ServiceArea(codes=_union(ours.codes, theirs.codes), note=ours.note or theirs.note)
    return (*ours, *(each for each in theirs if each not in ours)) if isinstance(ours, tuple) else ours


def _other_names(two: Two, pieces: Pieces) -> dict[str, Any]:
    """The lists of names, with the one that is not kept and without the one that is."""
    spelled = OTHER_NAME.get(type(two.winner))
    if spelled is None:
        return {}
    name = pieces["name"]
    lists = {each: pieces.get(each, ()) for each in ("alternateNames", spelled)}
    lists = {each: tuple(one for one in known if one != name) for each, known in lists.items()}
    known = {text.fold(each) for each in (name, *(one for names in lists.values() for one in names))}
    lists[spelled] += tuple(each for each in (two.winner.name, two.loser.name) if each and text.fold(each) not in known)
    return lists


# Faults.


def _unfit(two: Two, choices: Choices) -> Iterator[Fault]:
    """A fault for each choice that cannot be made. A name that nobody knows is not repeated: it may be anything."""
    known = names(type(two.winner))
    for place, (name, side) in enumerate(sorted(choices.items())):
        said = [each for each in (*two.ours, *two.theirs) if each == name or each.partition(".")[0] == name]
        if name not in known and not said:
            detail = f"There is nothing to choose by this name. Choose of: {', '.join(sorted(known))}."
            yield fault(f"/choices/{place}", "choice.unknown", detail)
        elif side == "both" and name not in LISTS:
            yield fault(f"/choices/{name}", "choice.both", f"`{name}` has one value; choose winner or loser.")
        elif side != "both" and name != "operation" and not any(each in _pieces_of(two, side) for each in said):
            detail = f"The {side} says nothing about `{name}`, so there is nothing to take."
            yield fault(f"/choices/{name}", "choice.empty", detail)
        elif name == "operation" and not said:
            yield fault(
                f"/choices/{name}", "choice.empty", "Neither says whether it runs, so there is nothing to take."
            )


def _pieces_of(two: Two, side: Side) -> Pieces:
    return two.ours if side == "winner" else two.theirs


def _stage(two: Two, record: Mergeable, choices: Choices) -> Iterator[Fault]:
    """What is public does not end at the desk: its address would lead to nothing."""
    said = f"The loser is {two.loser.lifecycle} and the winner is {two.winner.lifecycle}"
    if record.lifecycle not in PUBLIC and not PUBLIC.isdisjoint((two.loser.lifecycle, two.winner.lifecycle)):
        yield fault("/lifecycle", "lifecycle", f"{said}: what is public must stay so; publish the winner first.")
    elif STAGES.index(record.lifecycle) < STAGES.index(two.loser.lifecycle) and "lifecycle" not in choices:
        yield fault("/lifecycle", "lifecycle", f"{said}: choose the lifecycle.")


def _wider(two: Two, choices: Choices) -> Iterator[Fault]:
    """Two boxes that differ in two ways: together they would claim what neither of them says."""
    if not isinstance(two.winner, ContactPoint):
        return
    united = [each for each in UNITED_DIMENSIONS if two.taken.get(each) == "both"]
    sets = {each: tuple(members(pieces[each]) for pieces in (two.ours, two.theirs)) for each in united}
    more = [each for each, (ours, theirs) in sets.items() if ours != theirs]
    contained = all(ours >= theirs for ours, theirs in sets.values()) or all(a <= b for a, b in sets.values())
    if len(more) > 1 and not contained:
        for each in more:
            if each not in choices:
                detail = f"The doors differ in {' and '.join(more)}; all of both together is more than either offers."
                yield fault(f"/{each}", "box.wider", f"{detail} Choose winner, loser or both for each of these.")


def _channels(two: Two, choices: Choices) -> Iterator[Fault]:
    """A line and a chat are two doors, whatever else they share."""
    known = {pieces["channel"] for pieces in (two.ours, two.theirs) if "channel" in pieces}
    if len(known) > 1 and "channel" not in choices:
        detail = "They have two channels, so they are two doors. If one of the channels is wrong, choose the other."
        yield fault("/channel", "box.channel", detail)


def _running(two: Two, choices: Choices) -> Iterator[Fault]:
    """One that people can go to and one that they cannot: only a person knows which of the two is still so."""
    states = [pieces["operation"].state if "operation" in pieces else None for pieces in (two.theirs, two.ours)]
    if len({each in CLOSED_STATES for each in states}) > 1 and "operation" not in choices:
        loser, winner = (each or "not said to be closed" for each in states)
        detail = f"The loser is {loser} and the winner is {winner}: choose the operation of one of them."
        yield fault("/operation", "operation", detail)


def _invalid(record: Mergeable) -> tuple[Fault, ...]:
    """What the record would be refused for, such as a list that became too long."""
    try:
        validation.read(kind_of(record), msgspec.to_builtins(record))
    except Invalid as refusal:
        return refusal.faults
    return ()


# Telling.


def _lines(two: Two, result: Pieces) -> Iterator[Line]:
    for name in dict.fromkeys([*two.ours, *two.theirs, *result]):
        values = {"winner": two.ours.get(name), "loser": two.theirs.get(name), "result": result.get(name)}
        yield Line(field=name, taken=two.taken.get(name, "loser"), **msgspec.to_builtins(values))
