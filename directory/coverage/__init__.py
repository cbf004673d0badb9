"""Does this already exist? How far the doors that there are cover a box, what remains, and for whom to ask.

The unit is a cell: one value of each dimension. A door covers a cell when it is known to cover each of its values, and
may cover it when none is known to be missing; so every figure is an interval, from what is known to what is possible.
`docs/overlap.md` has the sums, worked out by hand.
"""

from directory.coverage.answer import Overlap
from directory.coverage.check import check
from directory.coverage.dossier import Dossier, Dossiers, Since, id_of, shown, since
from directory.coverage.existing import Existing
from directory.coverage.gaps import Holes, holes
from directory.coverage.matrix import Cross, Crossing, Matrix
from directory.coverage.paragraph import read_paragraph
from directory.coverage.proposal import Proposal
from directory.coverage.week import read_hour, read_hours
from directory.coverage.weights import Weights, read_weights

__all__ = [
    "Cross",
    "Crossing",
    "Dossier",
    "Dossiers",
    "Existing",
    "Holes",
    "Matrix",
    "Overlap",
    "Proposal",
    "Since",
    "Weights",
    "check",
    "holes",
    "id_of",
    "read_hour",
    "read_hours",
    "read_paragraph",
    "read_weights",
    "shown",
    "since",
]
