"""What the desk writes beside the records: drafts, proposals with what was decided about them, and who must be told."""

from datetime import datetime
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from directory.model.base import Id, Name, Part, Sentence
from directory.model.change import Change, Kind, Revision
from directory.model.fact import FactName

# As what somebody acts: who may do what is decided by these, at the moment of the deed.
Capacity = Literal["editor", "reviewer", "administrator", "partner", "key"]
Status = Literal["open", "sent-back", "withdrawn", "approved", "overtaken"]
Deed = Literal["propose", "revise", "split", "send-back", "withdraw", "approve", "overtake"]
# Status after each deed; a part that is split off is as open as the whole was.
AFTER: dict[Deed, Status] = {
    "propose": "open",
    "revise": "open",
    "split": "open",
    "send-back": "sent-back",
    "withdraw": "withdrawn",
    "approve": "approved",
    "overtake": "overtaken",
}
# What puts words of one's own into it.
WROTE: frozenset[Deed] = frozenset({"propose", "revise"})
# What still waits for somebody.
WAITING: frozenset[Status] = frozenset({"open", "sent-back"})
MAXIMUM_CHANGES = 10_000


class Hand(Part, frozen=True, kw_only=True):
    """Who acts, and as what. `behind` is the person whose key or import it is: the two count as one person.

    `maker` made that key, and was shown it.
    """

    actor: Name
    capacity: Capacity
    behind: Name | None = None
    maker: Name | None = None

    @property
    def people(self) -> frozenset[str]:
        """Under which names this person acts."""
        return frozenset(each for each in (self.actor, self.behind) if each)


class Decision(Part, frozen=True, kw_only=True):
    """What somebody did with a proposal.

    `checked` says that the approver called, or read the source. `batch` is the change that published it. `other` is
    the proposal that a part went to, or came from.
    """

    by: Hand
    at: datetime
    deed: Deed
    note: Sentence | None = None
    checked: Literal["called", "read"] | None = None
    batch: Revision | None = None
    other: Id | None = None


class Proposal(Part, frozen=True, kw_only=True):
    """Changes that wait for a second person, each with the revision that its author saw.

    `source` is where it was read. `undoes` and `confirms` are as in `Occasion`. `revision` counts what was decided.
    """

    id: Id
    author: Hand
    at: datetime
    reason: Sentence
    source: Sentence | None = None
    changes: Annotated[tuple[Change, ...], Meta(min_length=1, max_length=MAXIMUM_CHANGES)]
    status: Status = "open"
    decisions: Annotated[tuple[Decision, ...], Meta(min_length=1)]
    undoes: Revision | None = None
    confirms: FactName | None = None

    @property
    def revision(self) -> int:
        """How often something was decided about it; nobody decides about what they did not see."""
        return len(self.decisions)

    @property
    def writers(self) -> frozenset[str]:
        """Everybody whose words are in it."""
        return self.author.people.union(*(each.by.people for each in self._wrote))

    @property
    def hands(self) -> frozenset[str]:
        """Everybody whose words are in it or may be, since they were shown the key. None of them may approve it."""
        shown = (each.maker for each in (self.author, *(one.by for one in self._wrote)))
        return self.writers.union(each for each in shown if each)

    @property
    def writer(self) -> Name:
        """Whose words they are now: who wrote it last. History names them beside the approver."""
        return self.last_written_by.actor

    @property
    def last_written_by(self) -> Hand:
        """The same, with the person behind a key."""
        return self._wrote[-1].by

    @property
    def _wrote(self) -> tuple[Decision, ...]:
        return tuple(each for each in self.decisions if each.deed in WROTE)


class Draft(Part, frozen=True, kw_only=True):
    """The working version of a record of one author, as far as it was typed: it need not be valid yet.

    `base` is the revision that was opened; None is a record that does not exist yet.
    """

    kind: Kind
    id: Id
    author: Name
    at: datetime
    base: Revision | None = None
    document: msgspec.Raw


class Notice(Part, frozen=True, kw_only=True):
    """Somebody must be told: codes and ids only, so that it cannot hold a location, a number or a secret."""

    to: Literal["reviewers", "partner"]
    code: Literal["number.hidden", "guarded.published", "proposal.waits"]
    at: datetime
    kind: Kind
    id: Id
    proposal: Id | None = None
    batch: Revision | None = None


class Untold(msgspec.Struct, frozen=True, kw_only=True):
    """A notice that nobody was told of yet, and its number."""

    number: int
    notice: Notice


class DraftKey(Part, frozen=True, kw_only=True):
    """What names a draft."""

    kind: Kind
    id: Id
    author: Name


class Filing(Part, frozen=True, kw_only=True):
    """What is written beside the records in one transaction: proposals in their next state, notices, drafts done."""

    proposals: tuple[Proposal, ...] = ()
    notices: tuple[Notice, ...] = ()
    done: tuple[DraftKey, ...] = ()
