"""What differs between two versions of a record, as Dutch rows that a person can read.

    rows(before: Record | None, after: Record | None, here: House, *, secret: bool = False) -> tuple[Row, ...]
    clashed(kind: Kind, clashes: Iterable[Clash], here: House, *, secret: bool = False) -> tuple[Both, ...]

A template shows them with the macros `rows` and `clashes` of `pages/desk/differences.html`:

    {% from "desk/differences.html" import rows %}
    {{ rows(view.rows) }}                       {# headings: rows(view.rows, "Staat er nu", "Voorstel") #}

The rows of values come first, then those about sources and open questions. Of a place that is confidential in one of
both versions, or is so now (`secret`), no row says where it is.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from difflib import SequenceMatcher
from typing import Any

import msgspec
from msgspec import Struct

from directory.curation.comparing import differences, escaped, named_parts
from directory.curation.weaving import Clash
from directory.gate.house import House
from directory.model import Kind, Location, Record, kind_of
from directory.validation import WHERE
from directory.web.desk.values import Lines, Piece, label, lines

# One side of a row is lines of these: words, and whether they differ from the other side.
Segment = tuple[str, bool]
# Fields of which each part is a row of its own.
IN_PARTS = frozenset({"conditions", "referral", "facts", "questions", "terms"})
NOT_SHOWN = frozenset({"id", "kind"})
# What is not written down because it is the usual.
USUAL: Mapping[str, Any] = {"lifecycle": "published", "confidential": False}
# What says where a place is.
WHEREABOUTS = frozenset({*WHERE, "municipality"})
NOTHING: frozenset[str] = frozenset()
ABOUT_SOURCES = ("facts", "questions")
SECRET = "Niet te zien: dit is een geheime plek."  # noqa: S105
WORDS = re.compile(r"\s+|[^\s]+")
# Of texts that have this little in common, marking words makes a patchwork.
ALIKE = 0.4


class Row(Struct, frozen=True, kw_only=True):
    """One piece that differs. `before` and `after` are lines; none is "niet bekend". `piece` is a JSON pointer."""

    piece: str
    label: str
    before: tuple[tuple[Segment, ...], ...]
    after: tuple[tuple[Segment, ...], ...]
    source: bool = False


class Version(Struct, frozen=True, kw_only=True):
    """One version as JSON, and the fields of it that nobody may see."""

    document: Mapping[str, Any]
    hidden: frozenset[str]


class Both(Struct, frozen=True, kw_only=True):
    """What two people made of one piece: as it was, as it is now, as it is proposed."""

    piece: str
    label: str
    base: Lines
    theirs: Lines
    ours: Lines


def rows(before: Record | None, after: Record | None, here: House, *, secret: bool = False) -> tuple[Row, ...]:
    """Everything that differs; with None for a record that is not there (yet, or any more)."""
    record = before or after
    if record is None:
        return ()
    secret = secret or any(map(_confidential, (before, after)))
    old, new = (_version(each, secret) for each in (before, after))
    found = (_row(kind_of(record), each, old, new, here) for each in _pieces(before, after))
    return tuple(sorted(found, key=lambda each: each.source))


def clashed(kind: Kind, clashes: Iterable[Clash], here: House, *, secret: bool = False) -> tuple[Both, ...]:
    """What both changed differently, for who has to choose. Without values where the record itself came or went."""
    found, hidden = [], WHEREABOUTS if secret else NOTHING
    for each in clashes:
        piece = split(each.pointer)
        said = (_sourced(kind, piece, value, here, hidden) for value in (each.base, each.theirs, each.ours))
        base, theirs, ours = said if piece[0] else ((), (), ())
        name = label(kind, piece, here) if piece[0] else "Dit gegeven is beëindigd of nieuw"
        found.append(Both(piece=each.pointer, label=name, base=base, theirs=theirs, ours=ours))
    return tuple(found)


def _sourced(kind: Kind, piece: Piece, value: Any, here: House, hidden: frozenset[str]) -> Lines:
    """A side of a clash: the value, or a whole address, and where it comes from where that was decided too."""
    told, facts = (value["value"], value["facts"]) if _with_facts(value) else (value, {})
    if kind == "location" and piece == ("address",) and isinstance(told, Mapping):
        said = [each for name in told for each in _side((name,), told[name], here, hidden)]
    else:
        said = [*_side(piece, told, here, hidden)]
    return (
        *dict.fromkeys(said),
        *(line for name in facts for line in _side(("facts", name), facts[name], here, hidden)),
    )


def _with_facts(value: Any) -> bool:
    return isinstance(value, Mapping) and value.keys() == {"value", "facts"}


def split(pointer: str) -> Piece:
    """The steps of a JSON pointer."""
    return tuple(each.replace("~1", "/").replace("~0", "~") for each in pointer.removeprefix("/").split("/"))


def _confidential(record: Record | None) -> bool:
    return isinstance(record, Location) and record.confidential


def _version(record: Record | None, secret: bool) -> Version:
    """A version with what may not be shown of it. What a confidential place itself says, it may say."""
    if record is None:
        return Version(document={}, hidden=NOTHING)
    usual = {name: value for name, value in USUAL.items() if hasattr(record, name)}
    document = named_parts({**usual, **msgspec.to_builtins(record)})
    return Version(document=document, hidden=WHEREABOUTS if secret and not _confidential(record) else NOTHING)


def _pieces(before: Record | None, after: Record | None) -> Iterable[Piece]:
    found = [each for difference in differences(before, after) for each in _of(difference.pointer, difference)]
    if before is None or after is None:
        # The usual stage is not written down, and of what comes or goes it matters.
        found.append(("lifecycle",))
    return dict.fromkeys(each for each in found if each[0] not in NOT_SHOWN)


def _of(pointer: str, difference: Any) -> Iterator[Piece]:
    """The pieces that a difference is about: the whole field, or each of its parts."""
    steps = split(pointer)
    if steps[0] not in IN_PARTS:
        yield steps[:1]
    elif len(steps) > 1:
        yield steps[: 3 if steps[0] == "terms" else 2]
    else:
        for side in (difference.before, difference.after):
            yield from ((*steps, str(each)) for each in (side if isinstance(side, Mapping) else ()))


def _row(kind: Kind, piece: Piece, old: Version, new: Version, here: House) -> Row:
    before, after = marked(*(_side(piece, _at(each.document, piece), here, each.hidden) for each in (old, new)))
    pointer = "".join(f"/{escaped(each)}" for each in piece)
    source = piece[0] in ABOUT_SOURCES
    return Row(piece=pointer, label=label(kind, piece, here), before=before, after=after, source=source)


def _side(piece: Piece, value: Any, here: House, hidden: frozenset[str]) -> Lines:
    """The lines of one side. What is hidden is said to be there: that it changed may be seen."""
    if value is not None and piece[-1 if piece[0] == "facts" else 0] in hidden:
        return (SECRET,)
    return lines(piece, value, here)


def _at(document: Mapping[str, Any], piece: Piece) -> Any:
    value: Any = document
    for step in piece:
        value = value.get(step) if isinstance(value, Mapping) else None
    return value


# What is marked.


def marked(before: Lines, after: Lines) -> tuple[tuple[tuple[Segment, ...], ...], tuple[tuple[Segment, ...], ...]]:
    """Both sides with what differs: words of one sentence, else whole lines."""
    if len(before) == len(after) == 1:
        one, other = _words(before[0], after[0])
        return (one,), (other,)
    return tuple(_line(each, after) for each in before), tuple(_line(each, before) for each in after)


def _line(line: str, others: Lines) -> tuple[Segment, ...]:
    return ((line, line not in others),)


def _words(before: str, after: str) -> tuple[tuple[Segment, ...], tuple[Segment, ...]]:
    one, other = WORDS.findall(before), WORDS.findall(after)
    found = SequenceMatcher(None, one, other, autojunk=False)
    if before == after or min(len(one), len(other)) < 5 or found.ratio() < ALIKE:
        return ((before, before != after),), ((after, before != after),)
    codes = found.get_opcodes()
    ours = tuple(("".join(one[a:b]), tag != "equal") for tag, a, b, _, _ in codes if a < b)
    return ours, tuple(("".join(other[c:d]), tag != "equal") for tag, _, _, c, d in codes if c < d)
