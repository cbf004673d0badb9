"""Pairs that somebody decided about: not asked again until one of the two looks different."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from hashlib import blake2b
from typing import Protocol

import msgspec

from directory.errors import Fault, Invalid, Unknown
from directory.matching.checking import Pair
from directory.matching.party import Party
from directory.matching.roster import Roster
from directory.model import Id
from directory.validation import holds_address

# By pair of ids, in order: what was decided and how both looked then.
Decisions = Mapping[tuple[str, str], tuple[str, str]]
# What two can be to each other; two that are one are merged.
DECIDED: Sequence[str] = ("different", "related", "sister", "part-of", "successor")
MOST_REASON = 600


class Ledger(Protocol):
    """Where decisions are kept."""

    def decide(self, pair: tuple[str, str], decided: str, seen: str, actor: str, reason: str, at: datetime) -> None:
        """Keep what was decided about a pair of ids, and how both looked then."""
        ...

    def all(self) -> Decisions:
        """The last decision about each pair."""
        ...


def decide(
    names: tuple[str, str], decided: str, reason: str, *, roster: Roster, ledger: Ledger, actor: str, at: datetime
) -> tuple[Id, Id]:
    """Keep what somebody says that two organizations (ids or slugs) are to each other. Raises `Invalid`, all faults."""
    faults = [] if decided in DECIDED else [_fault("CLASS", f"One of: {', '.join(DECIDED)}.")]
    ids = []
    for word, name in zip("AB", names, strict=True):
        try:
            ids.append(roster.catalogue.resolve("organization", name))
        except Unknown:
            faults.append(_fault(word, "No organization has this id or slug."))
    if len(ids) == len(names) and ids[0] == ids[1]:
        faults.append(_fault("B", "These are one record already."))
    faults += [_fault("A", "This one is gone.") for id in ids if not roster.catalogue.has("organization", id)]
    faults += [_fault("reason", "A reason may not hold an address.")] if holds_address(reason) else []
    faults += [_fault("reason", f"At most {MOST_REASON} characters.")] if len(reason) > MOST_REASON else []
    if faults:
        raise Invalid(faults)
    seen = appearance(*(roster.at(roster.position(id)) for id in ids))
    ledger.decide((ids[0], ids[1]), decided, seen, actor, reason, at)
    return ids[0], ids[1]


def _fault(word: str, detail: str) -> Fault:
    return Fault(pointer=f"/{word}", code="decision", detail=detail)


def appearance(one: Party, other: Party) -> str:
    """A short name for how two look now; another one as soon as a field changes by which they are compared."""
    both = sorted((one, other), key=lambda each: each.key)
    return blake2b(msgspec.json.encode([_looks(each) for each in both]), digest_size=12).hexdigest()


def _looks(party: Party) -> list[object]:
    names = [[each.text for each in group] for group in (party.names, party.former, party.later)]
    sets = [sorted(each) for each in (party.phones, party.former_phones, party.hosts, party.emails)]
    where = [str(party.place), party.place_text, str(party.area), party.national]
    return [party.key, names, sets, party.register, party.part_of, where]


def undecided(pairs: Iterable[Pair], roster: Roster, decisions: Decisions) -> list[Pair]:
    """The pairs that nobody decided about as they are now."""
    return [each for each in pairs if not _stands(each, roster, decisions)]


def _stands(pair: Pair, roster: Roster, decisions: Decisions) -> bool:
    known = decisions.get((pair.a, pair.b))
    if known is None:
        return False
    parties = [roster.at(roster.position(each)) for each in (pair.a, pair.b)]
    return known[1] == appearance(*parties)
