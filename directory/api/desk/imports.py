"""Files that come in: sent as they are, looked at row by row, chosen, and applied as one batch, or proposed as one.

POST /imports → PUT …/columns (of a table) → POST …/looks until `ready` → GET …/rows, POST …/choices → …/applications
"""

from collections.abc import Mapping
from typing import Annotated, Any, get_args
from uuid import uuid4

from msgspec import Meta, Struct, structs, to_builtins

from directory.api.desk.operation import Call, operation
from directory.api.desk.outcome import WAITS
from directory.api.desk.telling import Told, body_of
from directory.errors import Conflict, Fault, Invalid, Unknown
from directory.exchange.spreadsheets import LIMITS
from directory.gate import reply
from directory.gate.parameters import Parameter, table
from directory.intake import applying, opening
from directory.intake.judging import Judge
from directory.intake.making import reading_of, world_of
from directory.model.base import Id
from directory.model.intake import Bucket, Columns, Job
from directory.model.lifecycle import Lifecycle
from directory.validation import read_struct

# So long one look judges rows; then the answer says how far it is.
AT_ONCE_S = 1.0
NAME = table(
    Parameter(
        name="name",
        kind="text",
        description="What the file is called; history names it as the source.",
        maximum_length=200,
        default="invoer",
        example="partners.csv",
    )
)
ROWS = table(
    Parameter(
        name="class",
        kind="text",
        description="Rows of this kind.",
        choices=get_args(Bucket),
        default="new",
        example="changed",
    ),
    Parameter(
        name="after",
        kind="integer",
        description="Rows after this number.",
        minimum=0,
        maximum=10**9,
        default=0,
        example=0,
    ),
    Parameter(
        name="limit", kind="integer", description="At most so many.", minimum=1, maximum=500, default=100, example=100
    ),
)
JOB = {
    "id": "0b5e6c1e-52f6-5f2b-8f7a-6d7f6a1c0d11",
    "name": "partners.csv",
    "form": "csv",
    "state": "ready",
    "total": 300,
    "done": 300,
    "counts": {"new": {"rows": 12, "chosen": 12}, "error": {"rows": 3, "chosen": 0}},
}
ROW = {"number": 2, "row": 2, "name": "Het Anker", "bucket": "error", "faults": [{"cell": "B2", "code": "phone"}]}


class Said(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is in the columns: heading -> name of a field, "" for nothing; what is left out stays as it is.

    `lifecycle` is what new entries begin as. Of the fields in `without`, cells that are not understood are left out.
    """

    fields: Annotated[dict[str, str], Meta(max_length=200)] | None = None
    sheet: str | None = None
    heading: Annotated[int, Meta(ge=0)] | None = None
    lifecycle: Lifecycle | None = None
    without: Annotated[tuple[str, ...], Meta(max_length=200)] | None = None


class Choosing(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which rows come along (`take`) or not: all of a kind (`of`), or these `numbers`. `same` says whom of the
    directory rows are (number -> id, one of its `twins`); they are looked at anew."""

    take: bool = True
    of: Bucket | None = None
    numbers: Annotated[tuple[int, ...], Meta(max_length=10_000)] = ()
    same: Annotated[dict[str, Id], Meta(max_length=10_000)] = {}


def routes() -> list[Any]:
    """All of them."""
    return [listed, sent, one, columns, looks, rows, choices, applications, dropped]


def _told(id: str, summary: str, answers: Mapping[int, str], example: Any = JOB, **more: Any) -> Told:
    errors = more.pop("errors", (404, 412))
    return Told(id=id, summary=summary, answers=answers, example=example, tag="imports", errors=errors, **more)


@operation(
    "GET",
    "/imports",
    _told("listImports", "Your files, the last sent first", {200: "Of whoever asks."}, {"items": [JOB]}, errors=()),
    action="import",
)
def listed(call: Call) -> reply.Ready:
    """Those of a key are the key's. A file that nobody finished is let go of."""
    own = [each for each in call.house.imports.all() if each.owner == call.actor.id]
    return call.answer({"items": [_shown(call, each) for each in own]})


@operation(
    "POST",
    "/imports",
    _told(
        "sendImport",
        "Send a file",
        {201: "It is kept; nothing is written to the directory."},
        parameters=NAME,
        file=LIMITS.size,
        errors=(),
    ),
    action="import",
)
def sent(call: Call) -> reply.Ready:
    """CSV, XLSX, HSDS (tables or JSON) or our own export, told by its bytes."""
    here = call.house
    reading = reading_of(here.hsds, here.atlas.catalogue, here.areas, here.today())
    file = opening.Sent(name=call.values["name"], content=call.body)
    made = opening.begin(here.imports, file, reading, call.actor, call.now, str(uuid4()))
    return call.answer(_shown(call, made), 201, location=f"/imports/{made.id}")


@operation(
    "GET",
    "/imports/{id:str}",
    _told("readImport", "How far a file is", {200: "With how many rows of each kind there are."}),
    action="import",
)
def one(call: Call) -> reply.Ready:
    """`state` is `columns` (say what is in them), `judging` (look on), `stopped`, `ready` or `applied`."""
    return call.answer(_shown(call, _job(call)))


@operation(
    "PUT",
    "/imports/{id:str}/columns",
    _told(
        "mapImport",
        "Say what is in the columns of a table",
        {200: "It is remembered for these headings; all rows are looked at anew."},
        body=body_of(Said),
        sent={"fields": {"Organisatie": "organization", "Telefoon": "phone"}, "lifecycle": "draft"},
    ),
    action="import",
)
def columns(call: Call) -> reply.Ready:
    """What was guessed or remembered stands in `columns` of the file."""
    found, asked = _job(call, "columns", "judging", "stopped", "ready"), read_struct(Said, call.body)
    given = {name: each for name, each in structs.asdict(asked).items() if each is not None}
    said = read_struct(Columns, to_builtins({**structs.asdict(found.columns), **given}))
    return call.answer(_shown(call, opening.map_columns(call.house.imports, found, said)))


@operation(
    "POST",
    "/imports/{id:str}/looks",
    _told("lookAtImport", "Look at rows for about a second", {200: "Ask again until `state` is `ready`."}),
    action="import",
)
def looks(call: Call) -> reply.Ready:
    """After a restart the next look goes on. What is ready stays so."""
    found = _job(call)
    if found.state in ("judging", "stopped"):
        found = _looked(call, structs.replace(found, state="judging"))
    return call.answer(_shown(call, found))


@operation(
    "GET",
    "/imports/{id:str}/rows",
    _told(
        "readImportRows",
        "What rows would do",
        {200: "Rows of one kind, in order; go on `after` the last number."},
        {"items": [ROW]},
        parameters=ROWS,
    ),
    action="import",
)
def rows(call: Call) -> reply.Ready:
    """`patches` hold the values that change, `faults` the cell and what is wrong, `twins` whom a new entry may be."""
    found, asked = _job(call), call.values
    items = call.house.imports.items(found.id, asked["class"], after=asked["after"], limit=asked["limit"])
    return call.answer({"items": to_builtins([*items])})


@operation(
    "POST",
    "/imports/{id:str}/choices",
    _told(
        "chooseImportRows",
        "Choose which rows come along",
        {200: "What is new or changed comes along at first; what is wrong never does."},
        body=body_of(Choosing),
        sent={"take": False, "of": "duplicate"},
    ),
    action="import",
)
def choices(call: Call) -> reply.Ready:
    """By kind, by number, or by saying whom a row is."""
    found, asked = _job(call, "ready"), read_struct(Choosing, call.body)
    jobs = call.house.imports
    same = _same(call, found, asked)
    if asked.of is not None or asked.numbers:
        jobs.choose(found.id, asked.take, bucket=asked.of, numbers=asked.numbers)
    if same:
        jobs.decide(found.id, same)
        jobs.keep(structs.replace(jobs.read(found.id), state="judging"))
    return call.answer(_shown(call, jobs.read(found.id)))


@operation(
    "POST",
    "/imports/{id:str}/applications",
    _told(
        "applyImport",
        "Apply what was chosen, as one batch",
        {200: "It is published as `batch`; `undos` takes it back.", 202: WAITS},
        errors=(404, 409, 412),
    ),
    action="import",
)
def applications(call: Call) -> reply.Ready:
    """All of it or nothing. A key only proposes; when a record changed since, look at the file again."""
    found = _job(call)
    done = applying.apply(call.store, call.house.imports, found, call.actor, call.now, str(uuid4()))
    if done.proposal is not None:
        return call.answer(_shown(call, done), 202, location=f"/proposals/{done.proposal}")
    return call.answer(_shown(call, done))


@operation(
    "DELETE",
    "/imports/{id:str}",
    _told("dropImport", "Let go of a file", {204: "What it changed stays."}, None, errors=(404,)),
    action="import",
)
def dropped(call: Call) -> reply.Ready:
    """With every row of it."""
    call.house.imports.drop(_job(call).id)
    return call.answer(b"", 204)


def _job(call: Call, *states: str) -> Job:
    """One's own file, in one of these states. Raises `Unknown` for one of somebody else, as for one that never was."""
    found = call.house.imports.read(call.part())
    if found.owner != call.actor.id or found.form == "bulk":
        raise Unknown("import.unknown")
    if states and found.state not in states:
        raise Conflict("import.state", f"This can be done while it is {' or '.join(states)}.", current=found.state)
    return found


def _looked(call: Call, found: Job) -> Job:
    here = call.house
    world = world_of(here.store, here.atlas.catalogue, here.areas, here.gazetteer, here.today(), found)
    here.imports.keep(found)
    return Judge(here.imports, found, world, here.rosters.at(here.atlas)).work(AT_ONCE_S)


def _same(call: Call, found: Job, asked: Choosing) -> dict[int, Id]:
    """Whom rows are. Raises `Invalid` for what no row is said to be perhaps."""
    faults: list[Fault] = []
    same: dict[int, Id] = {}
    for row, id in asked.same.items():
        item = call.house.imports.item(found.id, int(row)) if row.isascii() and row.isdecimal() else None
        if item is None or all(each.id != id for each in item.twins):
            faults.append(Fault(pointer=f"/same/{row}", code="choice", detail="Choose one of the twins of this row."))
        else:
            same[item.number] = id
    if faults:
        raise Invalid(faults)
    return same


def _shown(call: Call, job: Job) -> dict[str, Any]:
    counts = call.house.imports.counts(job.id) if job.state != "applied" else {}
    told = {name: {"rows": count, "chosen": chosen} for name, (count, chosen) in counts.items()}
    bare = {name: each for name, each in to_builtins(job).items() if name != "owner"}
    return {"state": job.state, "total": job.total, "done": job.done, **bare, "counts": told}
