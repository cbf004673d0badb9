"""Are two entries one organization? Names, numbers, hosts and places weighed, each reason said, nothing merged.

Two organizations that do the same job are no duplicates: that question is asked in `coverage/`. Here a pair is `same`,
`part-of`, `sister` (of one network), `successor`, `related` or `different` (DOMAIN.md 1.4).
"""

from directory.matching.checking import Candidate, Pair, candidates, pairs_among, sweep
from directory.matching.decided import DECIDED, Decisions, Ledger, decide, undecided
from directory.matching.judging import ENGINE, Judgement, judge
from directory.matching.party import Described, Party, Reader, register_number
from directory.matching.places import Places
from directory.matching.roster import Roster
from directory.matching.standing import Class

__all__ = [
    "DECIDED",
    "ENGINE",
    "Candidate",
    "Class",
    "Decisions",
    "Described",
    "Judgement",
    "Ledger",
    "Pair",
    "Party",
    "Places",
    "Reader",
    "Roster",
    "candidates",
    "decide",
    "judge",
    "pairs_among",
    "register_number",
    "sweep",
    "undecided",
]
