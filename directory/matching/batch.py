"""Organizations that are judged among themselves, such as the rows of a sheet."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache

from directory.matching.keys import Key, keys, meeting, telling
from directory.matching.party import Party
from directory.matching.roster import Roster
from directory.matching.uses import Field

# Of a number that so many have, no pair is looked for: it is a mistake of the sheet, not a likeness.
MOST_IN_BLOCK = 200


class Batch:
    """Organizations that are judged among themselves, with the directory behind them for how common things are."""

    def __init__(self, parties: Sequence[Party], roster: Roster | None = None) -> None:
        self.parties = parties
        self._roster = roster
        self._known = lru_cache(65_536)(self._users)
        having: defaultdict[Key, list[int]] = defaultdict(list)
        for position, party in enumerate(parties):
            for key in keys(party):
                having[key].append(position)
        self._having = having

    def users(self, field: Field, value: str) -> int:
        """How many organizations use it, the pair counted as one: in the batch, or in the directory if that is more."""
        return self._known(field, value)

    def _users(self, field: Field, value: str) -> int:
        return max(1, self._among(field, value), self._roster.users(field, value) if self._roster else 1)

    def _among(self, field: Field, value: str) -> int:
        """In the batch: records with another name and place, since a batch holds one organization many times.

        A number that hundreds of records have counts as shared whatever they are called: no pair is worth a look.
        """
        block = self._having.get((field, value), ())
        if len(block) > MOST_IN_BLOCK:
            return len(block)
        if field == "core":
            return len({self.parties[each].signature[1] for each in block} - {0}) - 1
        return len({self.parties[each].signature for each in block}) - 1

    def pairs(self) -> Iterator[tuple[int, int]]:
        """All pairs that may have to do with each other, each once, in order."""
        for position, party in enumerate(self.parties):
            near: set[int] = set()
            for key in keys(party):
                if telling(key, self):
                    near.update(each for each in self._having.get(meeting(key), ()) if each > position)
            for other in sorted(near):
                yield position, other
