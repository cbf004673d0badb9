"""Words: what there is. Nothing here asks, decides or stores."""

from directory.model.base import Answer, Id, Part, Slug
from directory.model.change import (
    KINDS,
    PUBLIC_KINDS,
    Action,
    Change,
    Entry,
    Kept,
    Kind,
    Occasion,
    Record,
    is_public,
    kind_of,
)
from directory.model.contact_point import DIMENSIONS, ContactPoint, unknown_dimensions
from directory.model.division import DivisionOfLabour
from directory.model.fact import Checks, Fact, Question, cadence, due_on, known_on
from directory.model.hours import DAYS, Day, Exceptional, Schedule, Span
from directory.model.lifecycle import FORGETTABLE, FORGOTTEN, PUBLIC, Lifecycle, Operation, Tombstone
from directory.model.note import Note
from directory.model.organization import Identifier, Organization, Phone, Role
from directory.model.place import Address, Location, ServiceArea
from directory.model.service import Referral, Service, WaitingTime
from directory.model.vocabulary import CountsAs, Term, Vocabulary

__all__ = [
    "DAYS",
    "DIMENSIONS",
    "FORGETTABLE",
    "FORGOTTEN",
    "KINDS",
    "PUBLIC",
    "PUBLIC_KINDS",
    "Action",
    "Address",
    "Answer",
    "Change",
    "Checks",
    "ContactPoint",
    "CountsAs",
    "Day",
    "DivisionOfLabour",
    "Entry",
    "Exceptional",
    "Fact",
    "Id",
    "Identifier",
    "Kept",
    "Kind",
    "Lifecycle",
    "Location",
    "Note",
    "Occasion",
    "Operation",
    "Organization",
    "Part",
    "Phone",
    "Question",
    "Record",
    "Referral",
    "Role",
    "Schedule",
    "Service",
    "ServiceArea",
    "Slug",
    "Span",
    "Term",
    "Tombstone",
    "Vocabulary",
    "WaitingTime",
    "cadence",
    "due_on",
    "is_public",
    "kind_of",
    "known_on",
    "unknown_dimensions",
]
