"""Somebody at the desk with a file, below the pages: one line for what they do."""

import csv
import io
import zipfile
from collections.abc import Sequence
from itertools import count
from pathlib import Path
from typing import Any
from uuid import UUID

from msgspec.structs import replace

from directory.app import build_house
from directory.curation.approving import Approval, approve, look
from directory.curation.reverting import undoing
from directory.curation.submitting import submit
from directory.exchange import sheet
from directory.exchange.hsds import every_row
from directory.intake import applying, bulk, opening
from directory.intake.judging import Judge
from directory.intake.making import reading_of, world_of
from directory.matching import Places, Reader, Roster
from directory.model import Id, Kept, Occasion, Record
from directory.model.intake import Bucket, Item, Job
from directory.model.json import decode
from directory.permissions import Actor
from directory.settings import Settings
from directory.storage.sqlite import open_store
from tests.conftest import NOW
from tests.curation.office import EDITOR, OTHER, REVIEWER

Row = dict[str, str]


class Office:
    """A directory with a folder for files that come in."""

    def __init__(self, folder: Path) -> None:
        settings = Settings(data=folder)
        self.store = open_store(settings.database)
        self._settings = settings
        self._ids = count(1)
        self.refresh()
        self.jobs = self.house.imports

    def refresh(self) -> None:
        """See what was written since."""
        self.house = build_house(self._settings, self.store, lambda: NOW)
        self.catalogue = self.house.atlas.catalogue

    def id(self) -> Id:
        return str(UUID(int=next(self._ids)))

    def begin(self, content: bytes, name: str = "partners.csv", actor: Actor = EDITOR, **more: Any) -> Job:
        here = self.house
        reading = reading_of(here.hsds, self.catalogue, here.areas, here.today())
        sent = opening.Sent(name=name, content=content)
        return opening.begin(self.jobs, sent, reading, actor, NOW, self.id(), **more)

    def judge(self, job: Job, *, doubles: bool = False) -> Judge:
        here = self.house
        roster = Roster(self.catalogue, Reader(Places(here.areas, here.gazetteer))) if doubles else None
        world = world_of(self.store, self.catalogue, here.areas, here.gazetteer, here.today(), job)
        return Judge(self.jobs, job, world, roster)

    def see(self, content: bytes, name: str = "partners.csv", *, doubles: bool = False, **columns: Any) -> Job:
        """A file, looked at to the end with the columns as guessed, or as said here."""
        job = self.begin(content, name)
        if job.state == "columns":
            job = opening.map_columns(self.jobs, job, replace(job.columns, **columns))
        judge = self.judge(job, doubles=doubles)
        while judge.step():
            pass
        return self.jobs.read(job.id)

    def counts(self, job: Job) -> dict[Bucket, int]:
        return {bucket: number for bucket, (number, _) in self.jobs.counts(job.id).items()}

    def items(self, job: Job, bucket: Bucket) -> list[Item]:
        return [*self.jobs.items(job.id, bucket)]

    def faults(self, job: Job) -> dict[str, str]:
        """Cell -> code, of every row that is wrong."""
        return {each.cell: each.code for item in self.items(job, "error") for each in item.faults}

    def apply(self, job: Job, actor: Actor = REVIEWER) -> Job:
        done = applying.apply(self.store, self.jobs, job, actor, NOW, self.id())
        self.refresh()
        return done

    def undo(self, job: Job, batch: int | None = None) -> None:
        """Take the batch of a file back; a second person says yes where that is needed."""
        occasion = Occasion(actor=REVIEWER.id, at=NOW, reason="Toch niet.")
        submission = undoing(self.store, batch or job.batch or 0, occasion)
        done = submit(self.store, submission, REVIEWER, NOW, self.id())
        if done.proposal is not None:
            self.accept(done.proposal.id)
        self.refresh()

    def accept(self, id: Id | None, actor: Actor = OTHER) -> int:
        """A second person says yes; the batch that it became."""
        assert id is not None
        review = look(self.store, id)
        approval = Approval(revision=review.revision, seen=review.seen, checked="called")
        done = approve(self.store, id, approval, actor, NOW).proposal
        self.refresh()
        return done.decisions[-1].batch or 0

    def bulk(self, selection: bulk.Selection, edit: bulk.Edit, actor: Actor = EDITOR) -> Job:
        here = self.house
        world = world_of(self.store, self.catalogue, here.areas, here.gazetteer, here.today())
        return bulk.begin(self.jobs, world, selection, edit, actor, NOW, self.id(), "Een veld in één keer")

    def all(self) -> dict[Id, Record]:
        return {each.id: decode(each.kind, each.document) for each in self.store.records()}

    def bytes(self) -> dict[Id, Kept]:
        return {each.id: each for each in self.store.records()}

    def sheet(self) -> bytes:
        return b"".join(sheet.table(self.catalogue))


def rows_of(content: bytes) -> list[Row]:
    return [*csv.DictReader(io.StringIO(content.decode(), newline=""))]


def written(rows: Sequence[Row], delimiter: str = ",") -> bytes:
    """Rows as a program would write them."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, [*dict.fromkeys(name for row in rows for name in row)], delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def table(*rows: Sequence[str], delimiter: str = ";") -> bytes:
    """Lines with cells."""
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue().encode()


def packed(office: Office) -> bytes:
    """HSDS as tables, in a zip."""
    files: dict[str, io.StringIO] = {}
    for file, row in every_row(office.house.hsds):
        csv.writer(files.setdefault(file, io.StringIO(newline=""))).writerow(row)
    found = io.BytesIO()
    with zipfile.ZipFile(found, "w", zipfile.ZIP_DEFLATED) as made:
        for file, text in files.items():
            made.writestr(file, text.getvalue())
    return found.getvalue()
