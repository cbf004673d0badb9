"""Organizations that are judged among themselves, such as the rows of a sheet."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache

from msgspec import Struct

from directory.matching.keys import Key, keys, meeting, telling
from directory.matching.party import Party
from directory.matching.roster import Roster
from directory.matching.uses import RARE, Field

# Of a number that so many have, no pair is looked for: it is a mistake of the sheet, not a likeness.
MOST_IN_BLOCK = 200
# Fields of which it is said that no pair was looked for, as they are called where they were sent.
SAID = {"form": "name", "phone": "phones", "host": "url", "email": "email", "register": "kvk"}
# Of more than this nobody reads a list.
MOST_SAID = 20


class Common(Struct, frozen=True, kw_only=True):
    """A value that so many records of a batch have that it alone makes no pair of them."""

    field: str
    value: str
    records: int


def copies(parties: Sequence[Party]) -> list[list[Party]]:
    """Records that say the same in everything but their key, when they are more than can be compared by twos."""
    alike: defaultdict[object, list[Party]] = defaultdict(list)
    for each in parties:
        alike[each.content].append(each)
    return [each for each in alike.values() if len(each) > RARE]


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

    def common(self) -> list[Common]:
        """What too many records have, the most common first."""
        found = {
            (SAID[key[0]], key[1]): len(block)
            for key, block in self._having.items()
            if len(block) > RARE and key[0] in SAID and not telling(key, self)
        }
        told = sorted(found.items(), key=lambda each: (-each[1], each[0]))
        return [Common(field=field, value=value, records=records) for (field, value), records in told[:MOST_SAID]]

    def pairs(self) -> Iterator[tuple[int, int]]:
        """All pairs that may have to do with each other, each once, in order."""
        for position, party in enumerate(self.parties):
            near: set[int] = set()
            for key in keys(party):
                others = self._having.get(meeting(key), ())
                # Most keys meet nobody further on: then it need not be counted how common they are.
                if others and others[-1] > position and telling(key, self):
                    near.update(each for each in others if each > position)
            for other in sorted(near):
                yield position, other
