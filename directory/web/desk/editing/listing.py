"""Everything that there is: organizations with their services and doors beneath, found by name or number."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from weakref import WeakKeyDictionary

import msgspec
from msgspec import Struct

from directory import text
from directory.gate import reply
from directory.gate.house import House
from directory.model import Id, Kind
from directory.web.desk.editing.shapes import EDITABLE
from directory.web.desk.frame import Visit, sees
from directory.web.desk.values import KINDS

PER_PAGE = 25
LISTED: Sequence[Kind] = EDITABLE


class Phone(Struct):
    """Of a phone only what is dialled."""

    number: str = ""


class Row(Struct, rename="camel"):
    """Of a document only what a list shows and looks through."""

    id: Id
    slug: str
    name: str = ""
    sentence: str = ""
    alternate_names: tuple[str, ...] = ()
    former_names: tuple[str, ...] = ()
    lifecycle: str = "published"
    organization_id: Id = ""
    service_id: Id = ""
    channel: str = ""
    phone: Phone | None = None
    url: str = ""
    website: str = ""
    confidential: bool = False

    @property
    def owner(self) -> Id:
        """What it hangs under; "" for what stands by itself."""
        return self.service_id or self.organization_id

    @property
    def said(self) -> str:
        """By what it can be found: names and sites in plain letters, and the digits of its number."""
        names = (self.name, self.sentence, *self.alternate_names, *self.former_names, self.slug, self.url, self.website)
        return f"{text.plain(' '.join(names))} {text.digits(self.phone.number) if self.phone else ''}"


class Wanted(Struct, frozen=True, kw_only=True):
    """What is looked for: words in plain letters, or the digits of a number."""

    words: tuple[str, ...]
    digits: str


class Item(Struct, frozen=True, kw_only=True):
    """A record in the list with what hangs under it."""

    kind: Kind
    row: Row
    label: str
    below: "tuple[Item, ...]" = ()

    @property
    def path(self) -> str:
        """Its page."""
        return f"/beheer/gegevens/{self.kind}/{self.row.id}"


_kept: WeakKeyDictionary[House, tuple[int, "Rows"]] = WeakKeyDictionary()
_read = msgspec.json.Decoder(Row).decode


def rows_of(here: House) -> "Rows":
    """All that there is now. Kept until somebody writes: reading and folding 1e5 records takes two seconds."""
    sequence = here.store.sequence()
    kept = _kept.get(here)
    if kept is None or kept[0] != sequence:
        kept = _kept[here] = (sequence, Rows(here))
    return kept[1]


class Rows:
    """All records of the kinds that have a form, by kind and by owner. One reading of the store."""

    def __init__(self, here: House) -> None:
        # Not the house itself: this is kept as long as that is there.
        self._ways = {slug: here.label("channels", slug) for slug in _terms(here)}
        self.of: dict[Kind, dict[Id, Row]] = {}
        self._said: dict[Id, str] = {}
        self._below = defaultdict[Id, list[tuple[Kind, Row]]](list)
        for kind in LISTED:
            rows = [_read(each.document) for each in here.store.records(kind)]
            self.of[kind] = {each.id: each for each in rows}
            for row in rows:
                self._below[row.owner].append((kind, row))
                self._said[row.id] = row.said

    def tree(self, words: str) -> list[Item]:
        """Organizations that have it in their names, or something under them has; with what hangs under them."""
        wanted = _wanted(words)
        whole = (self._whole(row, wanted) for row in self.of["organization"].values())
        alone = (self.item(kind, row) for kind, row in self._loose() if self._fits(row, wanted))
        return _sorted([*(each for each in whole if each), *alone])

    def flat(self, kind: Kind, words: str) -> list[Item]:
        """The records of one kind that have it in their names."""
        wanted = _wanted(words)
        return _sorted(self.item(kind, each) for each in self.of[kind].values() if self._fits(each, wanted))

    def item(self, kind: Kind, row: Row, below: Iterable[Item] = ()) -> Item:
        """One record as it is listed: with its owner, where it does not hang under it."""
        return Item(kind=kind, row=row, label=self.label(kind, row), below=tuple(below))

    def label(self, kind: Kind, row: Row) -> str:
        """What it is called."""
        if kind == "contact-point" and not row.name:
            return self._ways.get(row.channel, row.channel) or "ingang"
        return row.name or row.sentence or row.slug

    def owner_of(self, row: Row) -> str:
        """The name of the organization above it."""
        above = self.of["service"].get(row.service_id)
        organization = self.of["organization"].get(above.organization_id if above else row.organization_id)
        return organization.name if organization else ""

    def _whole(self, organization: Row, wanted: "Wanted") -> Item | None:
        """An organization with all that is its own, or with those that fit."""
        everything = self._fits(organization, wanted)
        below = [*self._under(organization.id, wanted, everything=everything)]
        return self.item("organization", organization, below) if everything or below else None

    def _under(self, owner: Id, wanted: "Wanted", *, everything: bool) -> Iterator[Item]:
        for kind, row in self._below[owner]:
            if kind == "organization":
                continue
            fits = everything or self._fits(row, wanted)
            below = [*self._under(row.id, wanted, everything=fits)] if kind == "service" else []
            if fits or below:
                yield self.item(kind, row, below)

    def _fits(self, row: Row, wanted: "Wanted") -> bool:
        """Whether each of these words is in a name or site of it, or all of them are its number."""
        said = self._said[row.id]
        return all(each in said for each in wanted.words) or (len(wanted.digits) > 2 and wanted.digits in said)

    def _loose(self) -> Iterator[tuple[Kind, Row]]:
        return ((kind, row) for kind, row in self._below[""] if kind != "organization")


def _wanted(words: str) -> Wanted:
    return Wanted(words=tuple(text.plain(words).split()), digits=text.digits(words))


def _terms(here: House) -> Iterable[str]:
    tree = here.atlas.trees.get("channels")
    return tree.terms if tree else ()


def _sorted(items: Iterable[Item]) -> list[Item]:
    return sorted(items, key=lambda each: (each.label.casefold(), each.row.id))


@sees("/beheer/gegevens", "read-drafts")
def records(visit: Visit) -> reply.Ready:
    """The list: with `q` and `soort`."""
    words, kind = visit.asked("q")[:200], visit.asked("soort")
    rows = rows_of(visit.house)
    found = rows.flat(kind, words) if kind in LISTED else rows.tree(words)  # type: ignore[arg-type]
    page = _page(visit.asked("blad"), len(found))
    return visit.page(
        "editing/records.html",
        q=words,
        kind=kind,
        kinds={each: KINDS[each] for each in LISTED},
        rows=rows,
        items=found[(page - 1) * PER_PAGE : page * PER_PAGE],
        total=len(found),
        page=page,
        pages=-(-len(found) // PER_PAGE),
        drafts=len(visit.store.drafts(visit.actor.id)),
    )


def _page(asked: str, total: int) -> int:
    pages = max(1, -(-total // PER_PAGE))
    return min(int(asked), pages) if asked.isascii() and asked.isdigit() and 0 < len(asked) < 7 and int(asked) else 1
