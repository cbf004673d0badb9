"""Does the chain hold? Asked of a database, or of an export that an archive keeps; and the export itself.

Whoever can write the database can also write a whole new chain. So a seal that was written down elsewhere (an export,
a printed page) is worth more than any check: with `since`, the chain must still go through it.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import msgspec
from msgspec import Struct

from directory.errors import Fault, Invalid
from directory.model import Proposal
from directory.model.audit import BEGINNING, CHANGE, FORGET, Forgotten, Link, PieceName, Renewed, seal
from directory.model.json import encode
from directory.store import Desk

FORMAT = "regional-partner-directory-audit"


class Break(Struct, frozen=True, kw_only=True):
    """Where the chain does not hold: the number of the entry, and what of it is not what was sealed."""

    number: int
    what: str


class Verdict(Struct, frozen=True, kw_only=True, omit_defaults=True, rename="camel"):
    """What a check found. `head` is the number and seal of the last entry, to be written down elsewhere.

    `forgotten` are the pieces that were forgotten on purpose: the chain says by whom, when and why.
    """

    entries: int
    changes: int
    head: str
    forgotten: tuple[Renewed, ...] = ()
    broken: tuple[Break, ...] = ()


class _Event(Struct):
    """What is compared with a proposal."""

    status: str
    changes: msgspec.Raw = msgspec.Raw()


class Checker:
    """Reads the chain once, in order."""

    def __init__(self) -> None:
        self.before, self.number, self.sequence = BEGINNING, 0, 0
        self.breaks: list[Break] = []
        self.unequal: dict[tuple[int, PieceName], bytes] = {}
        self.renewed: dict[tuple[int, PieceName], Renewed] = {}
        self.papers: dict[str, dict[int, tuple[Link, _Event]]] = {}

    def take(self, link: Link) -> None:
        """Check one more entry."""
        if link.number != self.number + 1:
            self._break(link.number, "number")
        digests = [piece.digest for _, piece in link.pieces()]
        if link.seal != seal(self.before, link.number, link.at, link.deed, bytes(link.head), digests):
            self._break(link.number, "seal")
        for name, piece in link.pieces():
            if piece.found != piece.digest:
                self.unequal[link.number, name] = piece.found
        self.before, self.number = link.seal, link.number
        self._read(link)

    def _read(self, link: Link) -> None:
        """What this entry says of others. What cannot be read is broken, and told as such."""
        try:
            head = msgspec.json.decode(link.head)
            if link.deed == CHANGE:
                self._follow(link.number, head)
            elif link.deed == FORGET:
                forgotten = msgspec.json.decode(link.content.value, type=Forgotten)
                self.renewed |= {(each.number, each.piece): each for each in forgotten.renewed}
            else:
                event = msgspec.json.decode(link.content.value, type=_Event)
                self.papers.setdefault(head[0], {})[head[1]] = (link, event)
        except (msgspec.DecodeError, IndexError):
            self._break(link.number, "content")

    def _follow(self, number: int, head: Sequence[Any]) -> None:
        sequence = head[0] if head else None
        if sequence != self.sequence + 1:
            self._break(number, "history")
        self.sequence = sequence or self.sequence + 1

    def compare(self, proposals: Iterable[Proposal]) -> None:
        """Each proposal is what the chain says was decided about it."""
        for proposal in proposals:
            events = self.papers.get(proposal.id, {})
            last = events.get(proposal.revision)
            if last is None or last[1].status != proposal.status or not _as_told(proposal, events):
                self._break(last[0].number if last else 0, f"proposal {proposal.id}")

    def verdict(self) -> Verdict:
        """What was found, after the last entry."""
        for key, found in self.unequal.items():
            if key not in self.renewed or self.renewed[key].digest != found:
                self._break(*key)
        for key in self.renewed.keys() - self.unequal.keys():
            self._break(*key)
        return Verdict(
            entries=self.number,
            changes=self.sequence,
            head=f"{self.number}:{self.before.hex()}",
            forgotten=tuple(self.renewed.values()),
            broken=tuple(sorted(self.breaks, key=lambda each: (each.number, each.what))),
        )

    def _break(self, number: int, what: str) -> None:
        self.breaks.append(Break(number=number, what=what))


def verify(
    links: Iterable[Link], *, sequence: int | None = None, proposals: Iterable[Proposal] = (), since: str | None = None
) -> Verdict:
    """Whether the chain holds. `sequence` is the last number of history, `since` the `head` of an earlier check.

    Raises `Invalid` when `since` is no such thing.
    """
    number, wanted = _seen(since) if since else (0, b"")
    checker = Checker()
    for link in links:
        checker.take(link)
        if link.number == number and link.seal != wanted:
            checker._break(number, "since")
    if checker.number < number:
        checker._break(number, "since")
    if sequence is not None and checker.sequence != sequence:
        checker._break(checker.number, "history")
    checker.compare(proposals)
    return checker.verdict()


def verified(desk: Desk, since: str | None = None) -> Verdict:
    """The same of the chain as the desk keeps it, beside history and proposals as they are."""
    before = desk.sequence(), desk.proposals()
    links = [*desk.audit()]
    # Who writes meanwhile makes these three differ; the chain by itself always holds.
    quiet = before == (desk.sequence(), desk.proposals())
    sequence, proposals = before if quiet else (None, ())
    return verify(links, sequence=sequence, proposals=proposals, since=since)


def export(links: Iterable[Link]) -> Iterator[bytes]:
    """The chain as lines of JSON for an archive, each with all that is needed to check it."""
    yield encode({"format": FORMAT, "version": 1})
    yield from (encode(each) for each in links)


def read_export(lines: Iterable[bytes]) -> Iterator[Link]:
    """The chain of such an export. Raises `Invalid` for anything else, with the number of the line."""
    for place, line in enumerate(lines, 1):
        try:
            if place > 1:
                yield msgspec.json.decode(line, type=Link)
            elif msgspec.json.decode(line) != {"format": FORMAT, "version": 1}:
                raise msgspec.ValidationError
        except msgspec.DecodeError:
            detail = "This is not a line of an audit export."
            raise Invalid([Fault(pointer=f"/{place}", code="line", detail=detail, where="file")]) from None


def _as_told(proposal: Proposal, events: dict[int, tuple[Link, _Event]]) -> bool:
    """Whether deeds, people and the changes are those of the chain. What was before a split stands with the other."""
    for revision, (link, _) in events.items():
        decision = proposal.decisions[revision - 1] if revision <= proposal.revision else None
        who = msgspec.json.decode(link.who.value)
        if decision is None or (decision.deed, decision.by.actor) != (link.deed, who[0]):
            return False
    changes = [found for at in sorted(events) if (found := bytes(events[at][1].changes))]
    return changes[-1:] == [encode(proposal.changes)]


def _seen(since: str) -> tuple[int, bytes]:
    number, _, sealed = since.partition(":")
    try:
        return int(number), bytes.fromhex(sealed)
    except ValueError:
        fault = Fault(pointer="/since", code="value", detail="Give the head of an earlier check: NUMBER:SEAL.")
        raise Invalid([fault]) from None
