"""One field of many records at once: which records, what becomes of it, and a job to look at before it is done."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Literal

from msgspec import Struct, structs

from directory.curation.links import Standing, current, named, standing
from directory.errors import Fault, Invalid
from directory.exchange.spreadsheets import Cell
from directory.intake import values
from directory.intake.contract import Jobs
from directory.intake.drafting import Drafted
from directory.intake.patching import raw_of, value_at
from directory.intake.table import World
from directory.intake.values import Unread, Words
from directory.model import ContactPoint, Id, Kind, Record, Service, kind_of
from directory.model.intake import CellFault, Item, Job
from directory.permissions import Actor, require
from directory.text import fold

Deed = Literal["set", "add", "remove"]
DEEDS: tuple[Deed, ...] = ("set", "add", "remove")
STEP = 500


class Field(Struct, frozen=True, kw_only=True):
    """A field that can be changed in many records. `many`: it is a list, so one can be added or removed."""

    kind: Kind
    name: str
    pointer: str
    read: Callable[[Words, Cell], Any]
    many: bool = False
    sourced: bool = False


def _plain(read: Callable[[Cell], Any]) -> Callable[[Words, Cell], Any]:
    return lambda words, cell: read(cell)


def _terms(dimension: str) -> Callable[[Words, Cell], Any]:
    return lambda words, cell: words.terms(dimension, cell)


def _single(words: Words, cell: Cell) -> str:
    found = words.terms("channels", cell)
    if len(found) != 1:
        raise Unread("several", "Give one channel.")
    return found[0]


def _fields(kind: Kind, *made: tuple[str, str, Callable[[Words, Cell], Any], bool, bool]) -> Iterator[Field]:
    for name, pointer, read, many, sourced in made:
        yield Field(kind=kind, name=name, pointer=pointer, read=read, many=many, sourced=sourced)


_STATE = (
    ("operation", "/operation/state", _plain(values.operation), False, False),
    ("lifecycle", "/lifecycle", _plain(values.lifecycle), False, False),
)
_AREA = ("area", "/area/codes", lambda words, cell: words.area(cell), True, True)
FIELDS: Sequence[Field] = (
    *_fields(
        "contact-point",
        *((each, f"/{each}", _terms(each), True, False) for each in ("functions", "topics", "audiences")),
        _AREA,
        ("languages", "/languages", _plain(values.languages), True, True),
        ("hours", "/hours", _plain(values.hours), False, True),
        ("channel", "/channel", _single, False, False),
        ("conditionsYes", "/conditions", _terms("conditions"), True, True),
        ("conditionsNo", "/conditions", _terms("conditions"), True, True),
        ("access", "/access", _plain(values.access), False, False),
        ("phone", "/phone/number", _plain(values.phone), False, True),
        ("url", "/url", _plain(values.url), False, True),
        ("email", "/email", _plain(values.email), False, True),
        *_STATE,
    ),
    *_fields(
        "organization",
        ("role", "/role", _plain(values.role), False, False),
        _AREA,
        ("phone", "/phone/number", _plain(values.phone), False, True),
        ("url", "/website", _plain(values.url), False, True),
        ("email", "/email", _plain(values.email), False, True),
        *_STATE,
    ),
    *_fields(
        "service",
        ("fees", "/fees", _plain(values.text), False, False),
        ("eligibility", "/eligibility", _plain(values.text), False, False),
        *_STATE,
    ),
)
REQUIRED = frozenset({"role", "lifecycle"})


class Selection(Struct, frozen=True, kw_only=True):
    """Which records: those named (ids or slugs), else those for which all that is given holds.

    `words` are in the name of the record or of who owns it, `term` is one of its functions, topics or audiences, `area`
    a code that it names itself.
    """

    kind: Kind
    named: tuple[str, ...] = ()
    words: str = ""
    term: str = ""
    area: str = ""
    lifecycle: str = ""


class Edit(Struct, frozen=True, kw_only=True):
    """What becomes of one field. An empty `value` with `set` takes it away. `source` is where it was read."""

    field: str
    deed: Deed = "set"
    value: str = ""
    source: str = ""


def select(world: World, selection: Selection) -> Iterator[Standing]:
    """The records that are meant, in the order of the store. Raises `Invalid` with every name that nobody has."""
    if selection.named:
        yield from _named(world, selection)
        return
    for kept in world.store.records(selection.kind):
        found = standing(kept)
        if _meant(world, found.record, selection):
            yield found


def _named(world: World, selection: Selection) -> list[Standing]:
    wanted = {*selection.named}
    found = {
        name: each
        for each in map(standing, world.store.records(selection.kind))
        for name in wanted.intersection((each.record.id, each.record.slug))
    }
    if lost := wanted - found.keys():
        raise Invalid(_fault("/named", "record.unknown", f"Of {len(lost)} of these names there is no record."))
    return [*{each.record.id: each for each in found.values()}.values()]


def _meant(world: World, record: Record, selection: Selection) -> bool:
    terms = (getattr(record, each, None) or () for each in ("functions", "topics", "audiences"))
    area = getattr(record, "area", None)
    return (
        (not selection.lifecycle or record.lifecycle == selection.lifecycle)
        and (not selection.term or any(selection.term in each for each in terms))
        and (not selection.area or (area is not None and selection.area in area.codes))
        and (not selection.words or fold(selection.words) in fold(" ".join(_titles(world, record))))
    )


def _titles(world: World, record: Record) -> Iterator[str]:
    """What the record and its owners are called."""
    above: Record | None = record
    while above is not None:
        yield named(above).name
        match above:
            case ContactPoint():
                owner: tuple[Kind, Id] | None = ("service", above.service_id)
            case Service():
                owner = ("organization", above.organization_id)
            case _:
                owner = None
        found = current(world.store, *owner) if owner else None
        above = found.record if found else None


def begin(
    jobs: Jobs, world: World, selection: Selection, edit: Edit, actor: Actor, at: datetime, id: Id, name: str
) -> Job:
    """A job with what would change, to be looked at, chosen from and applied as that of a file. `name` says what it is.

    Raises `Forbidden`, and `Invalid` with every fault of what was asked, also when no record is meant.
    """
    require(actor, "bulk-edit")
    field, value = _asked(world.words, selection, edit)
    found = [*select(world, selection)]
    if not found:
        raise Invalid(_fault("/kind", "bulk.empty", "There is no record like this."))
    job = Job(id=id, owner=actor.id, made=at, name=name, form="bulk", state="ready", since=world.catalogue.sequence)
    jobs.keep(structs.replace(jobs.create(job, ()), total=len(found)))
    for begin_at in range(0, len(found), STEP):
        items = [
            _item(world, number, each, field, value, edit)
            for number, each in enumerate(found[begin_at : begin_at + STEP], begin_at + 1)
        ]
        jobs.judged(id, items, {})
    return jobs.read(id)


def _asked(words: Words, selection: Selection, edit: Edit) -> tuple[Field, Any]:
    field = next((each for each in FIELDS if (each.kind, each.name) == (selection.kind, edit.field)), None)
    if field is None:
        raise Invalid(_fault("/field", "choice", "This field cannot be changed in many records at once."))
    return field, _value(words, field, edit)


def _value(words: Words, field: Field, edit: Edit) -> Any:
    faults = [*_unfit(field, edit)]
    try:
        value = field.read(words, edit.value) if edit.value.strip() else None
    except Unread as unread:
        faults += _fault("/value", unread.code, unread.detail)
    if faults:
        raise Invalid(faults)
    return value


def _unfit(field: Field, edit: Edit) -> Iterator[Fault]:
    if edit.deed not in DEEDS or (edit.deed != "set" and not field.many):
        yield from _fault("/deed", "choice", "Of this field there is one: it can only be set.")
    if not edit.value.strip() and (edit.deed != "set" or field.name in REQUIRED):
        yield from _fault("/value", "field.missing", "Say what it becomes.")
    if field.sourced and edit.value.strip() and edit.deed != "remove" and not edit.source.strip():
        yield from _fault("/source", "field.missing", "Say where this was read.")


def _item(world: World, number: int, found: Standing, field: Field, value: Any, edit: Edit) -> Item:
    draft = Drafted(kind_of(found.record), found.record.id, found.revision, raw_of(found.record))
    fact = {"source": edit.source.strip(), "checkedOn": world.today.isoformat()} if field.sourced else None
    for pointer, new in _becomes(draft.raw, field, value, edit):
        draft.put(pointer, new, field.name, fact)
    _keep_sources(draft, edit)
    wrong = draft.faults(world.words.areas.known) if draft.values else ()
    faults = tuple(CellFault(field=field.name, code=each.code, detail=each.detail) for _, each in wrong)
    changes = bool(draft.values) and not faults
    return Item(
        number=number,
        row=number,
        name=" · ".join(reversed([*_titles(world, found.record)]))[:200],
        bucket="error" if faults else "changed" if changes else "unchanged",
        chosen=changes,
        patches=(draft.patch,) if changes else (),
        faults=faults,
    )


def _becomes(raw: Mapping[str, Any], field: Field, value: Any, edit: Edit) -> Iterator[tuple[str, Any]]:
    """The values by pointer that this edit puts in one record."""
    if field.pointer == "/conditions":
        yield from _conditions(raw, "yes" if field.name == "conditionsYes" else "no", value, edit)
    elif edit.deed == "set" or not field.many:
        yield field.pointer, value
    else:
        standing = [*(value_at(raw, field.pointer) or ())]
        left = [each for each in standing if each not in value]
        yield (
            field.pointer,
            (left if edit.deed == "remove" else [*standing, *(x for x in value if x not in standing)]) or None,
        )


def _conditions(raw: Mapping[str, Any], answer: str, value: Any, edit: Edit) -> Iterator[tuple[str, Any]]:
    held = [each for each, told in raw.get("conditions", {}).items() if told == answer]
    if edit.deed != "remove":
        yield from ((f"/conditions/{each}", answer) for each in value or ())
    gone = (
        value
        if edit.deed == "remove"
        else [each for each in held if each not in (value or ())]
        if edit.deed == "set"
        else ()
    )
    yield from ((f"/conditions/{each}", None) for each in gone if each in held)


def _keep_sources(draft: Drafted, edit: Edit) -> None:
    """What is left after taking one away was read where it was read: its source stays."""
    if edit.deed == "remove":
        for pointer in [each for each, fact in draft.values.items() if each.startswith("/facts/") and fact is not None]:
            del draft.values[pointer]


def _fault(pointer: str, code: str, detail: str) -> Iterable[Fault]:
    return [Fault(pointer=pointer, code=code, detail=detail)]
