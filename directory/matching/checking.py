"""The three questions: what is this in the directory, which of these are one, which of the directory itself are one."""

from collections.abc import Iterable, Sequence

from msgspec import Struct

from directory.errors import Fault, Invalid
from directory.matching.batch import Batch, Common, copies
from directory.matching.judging import Judgement, judge
from directory.matching.party import Party
from directory.matching.roster import Progress, Roster, silent
from directory.matching.uses import Field
from directory.model import Id

# Of what is found for one record so many are told: nobody looks further.
MOST_CANDIDATES = 25
# Pairs of names in a batch, about a minute of work: nobody holds up a worker with one request.
MOST_COMPARED = 5_000_000
# An answer that can be sent and read: of more pairs than this the most alike are told, and how many there are.
MOST_PAIRS = 10_000


class Candidate(Struct, frozen=True, kw_only=True):
    """An organization of the directory that a record may have to do with. `forwards` is about the record."""

    id: Id
    judgement: Judgement


class Pair(Struct, frozen=True, kw_only=True):
    """Two that a person should look at. `a` sorts before `b`; `forwards` is about `a`."""

    a: str
    b: str
    judgement: Judgement


class Among(Struct, frozen=True, kw_only=True):
    """The pairs of a batch: the most alike of `total`, and the values that were too common to look for more by."""

    pairs: list[Pair]
    total: int
    common: list[Common]


def candidates(party: Party, roster: Roster, without: Id | None = None) -> tuple[list[Candidate], int]:
    """Whom of the directory this record may be, the most alike first, and how many were compared with it."""
    found = []
    near = [each for each in roster.near(party, roster) if roster.ids[each] != without]
    for position in near:
        judgement = judge(party, roster.at(position), roster)
        if judgement.shown:
            found.append(Candidate(id=roster.ids[position], judgement=judgement))
    found.sort(key=lambda each: (-each.judgement.score, each.id))
    return found[:MOST_CANDIDATES], len(near)


def pairs_among(parties: Sequence[Party], roster: Roster | None = None) -> Among:
    """The pairs among these, of different keys, that a person should look at: the most alike first.

    Of many records that are copies of one another, each is a pair with the first of them only.
    Raises `Invalid` when it would take minutes: ten thousand rows of a real sheet take a tenth of what is allowed.
    """
    ordered = sorted(parties, key=lambda each: each.key)
    many = copies(ordered)
    beside = {each.key for group in many for each in group[1:]}
    batch = Batch([each for each in ordered if each.key not in beside], roster)
    found = _Most()
    for first, *others in many:
        for each in others:
            found.take(_pair(first, each, batch))
    compared = 0
    for one, other in batch.pairs():
        here, there = batch.parties[one], batch.parties[other]
        compared += max(1, len(here.names) * len(there.names))
        if compared > MOST_COMPARED:
            detail = "These records have too much in common to be compared at once. Send fewer, or fewer names of each."
            raise Invalid([Fault(pointer="/records", code="too-alike", detail=detail)])
        found.take(_pair(here, there, batch))
    return Among(pairs=found.best(), total=found.total, common=batch.common())


class _Most:
    """The pairs that are the most alike, of any number of them."""

    def __init__(self) -> None:
        self.total = 0
        self._kept: list[Pair] = []

    def take(self, pair: Pair | None) -> None:
        """Take a pair, and let go of those that cannot be told."""
        if pair is not None:
            self.total += 1
            self._kept.append(pair)
            if len(self._kept) > 2 * MOST_PAIRS:
                self._kept = self.best()

    def best(self) -> list[Pair]:
        """At most `MOST_PAIRS`, in order."""
        return _in_order(self._kept)[:MOST_PAIRS]


class Within:
    """How many use something when both of a pair are in the directory: the two are counted as one."""

    def __init__(self, roster: Roster) -> None:
        self._roster = roster

    def users(self, field: Field, value: str) -> int:
        """Organizations of the directory that use it, one less."""
        return max(1, self._roster.count(field, value) - 1)


def sweep(roster: Roster, progress: Progress = silent) -> list[Pair]:
    """The pairs of the directory that a person should look at. `progress` is told how many were swept, of how many."""
    uses = Within(roster)
    found: list[Pair] = []
    for done, position in enumerate(roster.everybody()):
        party = roster.at(position)
        for other in roster.near(party, uses):
            if other > position and (pair := _pair(party, roster.at(other), uses)) is not None:
                found.append(pair)
        if done % 64 == 0:
            progress(done, len(roster))
    progress(len(roster), len(roster))
    return _in_order(found)


def _pair(one: Party, other: Party, uses: "Batch | Within") -> Pair | None:
    first, second = sorted((one, other), key=lambda each: each.key)
    judgement = judge(first, second, uses)
    return Pair(a=first.key, b=second.key, judgement=judgement) if judgement.shown else None


def _in_order(pairs: Iterable[Pair]) -> list[Pair]:
    return sorted(pairs, key=lambda each: (-each.judgement.score, each.a, each.b))
