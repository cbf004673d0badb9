"""Which column is which field: guessed from the headings, changed by a person, remembered for the next time."""

from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256

import msgspec
from msgspec import Struct, structs
from rapidfuzz import fuzz

from directory.errors import Fault, Invalid
from directory.exchange.spreadsheets import Cell, letters, shown
from directory.intake.contract import Jobs
from directory.intake.fields import FIELDS
from directory.model import Id
from directory.model.intake import Columns, Raw
from directory.text import fold
from directory.validation import holds_address

# Rows among which the headings are looked for: titles and empty lines may stand above them.
LOOKED_AT = 30
# Headings that differ by a letter or two mean the same; short ones must be equal.
ALIKE, LONG_ENOUGH = 88, 5
KNOWN = {fold(word): name for name, field in FIELDS.items() for word in (*field.words, field.label, name)}
ROW = msgspec.msgpack.Decoder(tuple[Cell, ...])


class Column(Struct, frozen=True, kw_only=True):
    """One column: its letter, its heading (made up where there is none, another where there are two), examples."""

    position: int
    letter: str
    heading: str
    examples: tuple[str, ...] = ()


def cells(raw: Raw) -> tuple[Cell, ...]:
    """The cells of a row of a table."""
    return ROW.decode(raw.body)


def headings(row: Sequence[Cell], width: int) -> tuple[str, ...]:
    """What the columns are called. Merged and empty ones by their letter, the second of one name with a number."""
    found: list[str] = []
    for position in range(width):
        text = shown(row[position]).replace("\n", " ").strip()[:120] if position < len(row) else ""
        name, number = text or f"kolom {letters(position)}", 2
        while name in found:
            name, number = f"{text} ({number})", number + 1
        found.append(name)
    return tuple(found)


def columns(rows: Sequence[Raw], heading: int) -> tuple[Column, ...]:
    """The columns of a sheet with what stands in the first rows below the headings."""
    read = [(each.row, cells(each)) for each in rows]
    top = next((row for number, row in read if number == heading), ())
    below = [row for number, row in read if number > heading][:50]
    width = max(map(len, (top, *below)), default=0)
    return tuple(
        Column(position=at, letter=letters(at), heading=name, examples=_examples(below, at))
        for at, name in enumerate(headings(top, width))
    )


def _examples(rows: Iterable[Sequence[Cell]], position: int) -> tuple[str, ...]:
    """What a person may see: of an address, which may be that of a shelter, only that it is one."""
    told = (shown(row[position])[:60] for row in rows if position < len(row))
    return tuple(dict.fromkeys("(adres)" if holds_address(each) else each for each in told if each))[:3]


def find_heading(rows: Sequence[Raw]) -> int:
    """The row of the headings: the one with the most names that we know, else the first with more than one text."""
    best, row = 1, next((each.row for each in rows if _texts(each) > 1), rows[0].row if rows else 1)
    for each in rows[:LOOKED_AT]:
        known = len({*guess(headings(cells(each), len(cells(each)))).values()} - {""})
        if known > best:
            best, row = known, each.row
    return row


def _texts(raw: Raw) -> int:
    return sum(1 for each in cells(raw) if isinstance(each, str) and each)


def guess(names: Sequence[str]) -> dict[str, str]:
    """For each heading the field that it means; no field twice, and "" for what nobody knows."""
    found = sorted(((*_likely(name), at, name) for at, name in enumerate(names)), key=lambda each: (-each[1], each[2]))
    taken: dict[str, str] = {}
    for field, score, _, name in found:
        taken[name] = field if score and field not in taken.values() else ""
    return {name: taken[name] for name in names}


def _likely(name: str) -> tuple[str, float]:
    if name in FIELDS:
        return name, 101.0
    told = fold(name)
    if told in KNOWN:
        return KNOWN[told], 100.0
    if len(told) < LONG_ENOUGH:
        return "", 0.0
    word, score = max(((each, fuzz.ratio(told, each)) for each in KNOWN), key=lambda each: each[1])
    return (KNOWN[word], score) if score >= ALIKE else ("", 0.0)


def fingerprint(names: Iterable[str]) -> str:
    """The same for the same headings, in whatever order."""
    return sha256("\n".join(sorted({*map(fold, names)})).encode()).hexdigest()


def propose(jobs: Jobs, id: Id, sheet: str | None = None, heading: int | None = None) -> Columns:
    """What is in the columns of a job: as somebody said of these headings before, else as guessed."""
    sheets = jobs.sheets(id)
    chosen = sheet if sheet is not None and sheet in sheets else _fullest(jobs, id, sheets)
    rows = jobs.rows(id, 80, sheet=chosen)
    row = find_heading(rows) if heading is None else heading
    names = [each.heading for each in columns(rows, row)]
    known = jobs.recall(fingerprint(names))
    if known is not None:
        return structs.replace(known, sheet=chosen, heading=row)
    return Columns(sheet=chosen, heading=row, fields=guess(names))


def _fullest(jobs: Jobs, id: Id, sheets: Mapping[str, int]) -> str:
    """The sheet with the most headings that we know, then the most rows."""

    def worth(name: str) -> tuple[int, int]:
        rows = jobs.rows(id, LOOKED_AT, sheet=name)
        read = (guess(headings(cells(each), len(cells(each)))) for each in rows)
        return max((len({*each.values()} - {""}) for each in read), default=0), sheets[name]

    return max(sheets, key=worth, default="")


def check(said: Columns, found: Sequence[Column]) -> None:
    """Raises `Invalid` unless these columns can be read: a field once, and something to know a row by."""
    known = {each.heading for each in found}
    faults = [_fault(name, "field.unknown", "There is no such field.") for name in _strange(said, known)]
    used = [field for name, field in said.fields.items() if field and name in known]
    faults += [_fault(each, "twice", "Two columns have this field.") for each in {*used} if used.count(each) > 1]
    if not {"id", "slug", "organization", "organizationSlug"} & {*used}:
        faults.append(_fault("", "import.keyless", "One column must say which organization or contact point it is."))
    if faults:
        raise Invalid(faults)


def _strange(said: Columns, known: Iterable[str]) -> Iterable[str]:
    return (name for name in known if said.fields.get(name) and said.fields[name] not in FIELDS)


def _fault(name: str, code: str, detail: str) -> Fault:
    return Fault(pointer=f"/fields/{name}" if name else "/fields", code=code, detail=detail)
