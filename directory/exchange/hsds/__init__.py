"""HSDS 3.2, the words of Open Referral: the only place that knows its spelling.

`Hsds` gives every record of a catalogue as a dict and answers which records a list holds; `tabular` gives the same as
tables; `read_hsds` brings records in; `root`, `profile` and `patch` are what the API says of itself.
"""

from directory.exchange.hsds.documents import PROFILE, VERSION, patch, profile, root
from directory.exchange.hsds.mapping import Hsds
from directory.exchange.hsds.places import Areas
from directory.exchange.hsds.reading import read_hsds
from directory.exchange.hsds.selection import Asked, Near, TermsAsked
from directory.exchange.hsds.shape import Json, derived, ndjson
from directory.exchange.hsds.tables import descriptor, every_row, tabular

__all__ = [
    "PROFILE",
    "VERSION",
    "Areas",
    "Asked",
    "Hsds",
    "Json",
    "Near",
    "TermsAsked",
    "derived",
    "descriptor",
    "every_row",
    "ndjson",
    "patch",
    "profile",
    "read_hsds",
    "root",
    "tabular",
]
