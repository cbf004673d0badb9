"""Pairs that somebody decided about: not asked again until one of the two looks different."""

from collections.abc import Iterable, Mapping
from hashlib import blake2b

import msgspec

from directory.matching.checking import Pair
from directory.matching.party import Party
from directory.matching.roster import Roster

# By pair of ids, in order: what was decided and how both looked then.
Decisions = Mapping[tuple[str, str], tuple[str, str]]


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
