"""A file becomes a job: what it is, whether it may be opened at all, and its rows as they were read."""

from collections.abc import Iterator
from datetime import datetime

import msgspec
from msgspec import Struct, structs

from directory.errors import Invalid
from directory.exchange.spreadsheets import LIMITS, Limits, Line, form_of, lines, refuse
from directory.intake import mapping
from directory.intake.contract import Jobs
from directory.intake.names import harmless
from directory.intake.records import Reading, of_hsds, of_native, of_tables
from directory.model import Id
from directory.model.intake import Columns, Job, Raw
from directory.permissions import Actor, require

# So many files somebody may have on their way: each may be as large as all of the directory.
MOST_WAITING = 20


class Sent(Struct, frozen=True, kw_only=True):
    """A file as somebody sent it."""

    name: str
    content: bytes


def begin(
    jobs: Jobs, sent: Sent, reading: Reading, actor: Actor, at: datetime, id: Id, *, limits: Limits = LIMITS
) -> Job:
    """Keep a file as job `id`. A table waits for what is in its columns; whole records can be judged at once.

    Raises `Forbidden`, and `Invalid` (`file.…`) for what is not taken; then nothing is kept.
    """
    require(actor, "import")
    if sum(each.owner == actor.id and each.state != "applied" for each in jobs.all()) >= MOST_WAITING:
        raise refuse("waiting", f"{MOST_WAITING} files of yours wait to be finished. Finish or drop one first.")
    form = form_of(sent.content, limits)
    job = Job(id=id, owner=actor.id, made=at, name=harmless(sent.name), form=form, since=reading.sequence)
    if form in ("csv", "xlsx"):
        found, encoding = lines(sent.content, form, limits)
        made = jobs.create(structs.replace(job, encoding=encoding), _rows(found))
        return _headed(jobs, made)
    rows = _records(sent.content, form, job.name, reading)
    return jobs.create(structs.replace(job, encoding="UTF-8", state="judging"), rows)


def _rows(found: Iterator[Line]) -> Iterator[Raw]:
    for number, each in enumerate(found, 1):
        yield Raw(number=number, sheet=each.sheet, row=each.number, body=msgspec.msgpack.encode(each.cells))


def _records(content: bytes, form: str, name: str, reading: Reading) -> Iterator[Raw]:
    if form == "native":
        return of_native(content)
    return of_hsds(content, name, reading) if form == "hsds" else of_tables(content, name, reading)


def _headed(jobs: Jobs, job: Job) -> Job:
    """With its columns as they are known or guessed."""
    made = structs.replace(job, columns=mapping.propose(jobs, job.id))
    jobs.keep(made)
    return made


def map_columns(jobs: Jobs, job: Job, said: Columns) -> Job:
    """Say what is in the columns; it is remembered for these headings, and all rows are judged anew.

    Raises `Invalid` with every fault (`/fields/HEADING`).
    """
    found = mapping.columns(jobs.rows(job.id, 80, sheet=said.sheet), said.heading)
    mapping.check(said, found)
    names = [each.heading for each in found]
    kept = structs.replace(said, fields={name: said.fields.get(name, "") for name in names})
    jobs.remember(mapping.fingerprint(names), kept)
    jobs.again(structs.replace(job, columns=kept, state="judging"))
    return jobs.read(job.id)


def refused(refusal: Invalid) -> str:
    """The code for which a whole file was refused; "" when it is about what is in it."""
    codes = [each.code for each in refusal.faults if each.code.startswith("file.")]
    return codes[0] if codes else ""
