"""So many rows further: each is new, changed, unchanged, perhaps a double, or wrong. Nothing is written but the job."""

from collections.abc import Iterator, Sequence
from time import monotonic
from typing import Any

import msgspec
from msgspec import structs

from directory import validation
from directory.errors import Invalid
from directory.intake import rows
from directory.intake.contract import Jobs
from directory.intake.drafting import Drafted, alike
from directory.intake.mapping import cells
from directory.intake.patching import differing, raw_of
from directory.intake.records import Given
from directory.intake.rows import Found
from directory.intake.table import Table, World
from directory.matching import Candidate, Described, Roster, candidates
from directory.model import Id, Kept, Kind, Tombstone
from directory.model.intake import Bucket, CellFault, Item, Job, Patch, Raw, Twin
from directory.model.json import decode, encode

# A sister has the same name elsewhere, and is an organization of its own: that is no double.
DOUBLES = frozenset({"same", "part-of", "successor"})
# What is merely related has something in common: a number that many share, a word. From here on it may be one.
RELATED = 1.0
MOST_TWINS = 3
STEP = 200
Merged = dict[tuple[Kind, Id], tuple[int, dict[str, Any]]]


class Judge:
    """Judges the rows of one job. `roster` knows the organizations; without one no doubles are seen."""

    def __init__(self, jobs: Jobs, job: Job, world: World, roster: Roster | None) -> None:
        self._jobs, self._job, self._world, self._roster = jobs, job, world, roster
        self._table = self._headed() if job.form in ("csv", "xlsx") else None

    def step(self, limit: int = STEP) -> bool:
        """Judge so many rows more, and keep what was found. Whether there are more; then the job is not `ready` yet."""
        waiting = self._jobs.waiting(self._job, limit)
        if waiting:
            same = self._jobs.same(self._job.id, [each.number for each in waiting])
            found = [self._found(each, same.get(each.number)) for each in waiting]
            said = self._said_of(found)
            items = [
                self._judged(raw, each, same.get(raw.number), said) for raw, each in zip(waiting, found, strict=True)
            ]
            self._jobs.judged(self._job.id, items, said)
        if len(waiting) == limit:
            return True
        now = self._jobs.read(self._job.id)
        if now.state == "judging":
            self._jobs.keep(structs.replace(now, state="ready"))
        return False

    def work(self, seconds: float, limit: int = STEP) -> Job:
        """Step after step for about so long, at least one; what the job is after it."""
        until = monotonic() + seconds
        while self.step(limit) and monotonic() < until:
            pass
        return self._jobs.read(self._job.id)

    def _headed(self) -> Table:
        columns = self._job.columns
        found = self._jobs.rows(self._job.id, 80, sheet=columns.sheet)
        width = max((len(cells(each)) for each in found), default=0)
        heading = next((cells(each) for each in found if each.row == columns.heading), ())
        return Table(columns, heading, max(width, len(heading)))

    def _found(self, raw: Raw, same: Id | None) -> Found:
        if self._table is None:
            return _of_record(self._world, raw)
        return rows.judge(self._world, self._table, cells(raw), raw.row, same)

    def _said_of(self, found: Sequence[Found]) -> Merged:
        """What earlier rows said of the records that these are about."""
        keys = {(draft.kind, draft.id) for each in found for draft in each.drafts if draft.told}
        return {key: (row, dict(told)) for key, (row, told) in self._jobs.said(self._job.id, keys).items()}

    def _judged(self, raw: Raw, found: Found, same: Id | None, said: Merged) -> Item:
        patches = tuple(each.patch for each in found.drafts if each.values)
        faults = found.faults or self._contradicted(raw, found, said)
        if not faults and self._said_before(raw, found, said):
            patches = ()
        twins = () if faults or same else self._twins(found)
        bucket = _bucket(found, faults, twins, patches)
        if not faults:
            _remember(raw.row, found, said)
        return Item(
            number=raw.number,
            sheet=raw.sheet,
            row=raw.row,
            name="" if validation.holds_address(found.name) else found.name[:200],
            bucket=bucket,
            chosen=bucket in ("new", "changed"),
            patches=() if faults else patches,
            faults=faults,
            left=found.left,
            hidden=any(each.code == "confidential" for each in faults),
            twins=twins,
            same=same,
        )

    def _contradicted(self, raw: Raw, found: Found, said: Merged) -> tuple[CellFault, ...]:
        """Two rows may speak of one record, but not against each other."""
        return tuple(fault for each in found.drafts if each.told for fault in self._against(raw, each, said))

    def _against(self, raw: Raw, draft: Drafted, said: Merged) -> Iterator[CellFault]:
        row, values = said.get((draft.kind, draft.id), (raw.row, {}))
        against = [each for each, value in draft.told.items() if not alike(each, values.get(each, value), value)]
        for pointer in against[:1] if row != raw.row else ():
            detail = f"Row {row} says otherwise of the same {draft.kind}."
            if self._table is None:
                yield CellFault(field=pointer, code="contradiction", detail=detail)
            else:
                yield self._table.fault(draft.field(pointer), raw.row, "contradiction", detail)

    def _said_before(self, raw: Raw, found: Found, said: Merged) -> bool:
        """Whether an earlier row says all of this: the same row twice."""
        speaking = [each for each in found.drafts if each.told]
        earlier = (said.get((each.kind, each.id), (raw.row, {})) for each in speaking)
        return bool(speaking) and all(
            row != raw.row and each.told.keys() <= told.keys()
            for each, (row, told) in zip(speaking, earlier, strict=True)
        )

    def _twins(self, found: Found) -> tuple[Twin, ...]:
        """Organizations of the directory that a new one may be."""
        made = next((each for each in found.drafts if each.kind == "organization" and each.new), None)
        if made is None or self._roster is None:
            return ()
        party = self._roster.reader.party(_described(found))
        near, _ = candidates(party, self._roster)
        alike = [each for each in near if _doubles(each)]
        return tuple(
            Twin(
                id=each.id,
                name=self._world.catalogue.organization(each.id).name,
                verdict=each.judgement.verdict,
                label=each.judgement.label,
                score=each.judgement.score,
                reasons=tuple(line.text for line in each.judgement.reasons if line.weight > 0)[:4],
            )
            for each in alike[:MOST_TWINS]
        )


def _doubles(found: Candidate) -> bool:
    judgement = found.judgement
    return judgement.verdict in DOUBLES or (judgement.verdict == "related" and judgement.score >= RELATED)


def _bucket(found: Found, faults: Sequence[CellFault], twins: Sequence[Twin], patches: Sequence[Patch]) -> Bucket:
    if faults:
        return "error"
    if twins:
        return "duplicate"
    if not patches:
        return "unchanged"
    return "new" if found.drafts[0].new else "changed"


def _remember(row: int, found: Found, said: Merged) -> None:
    for each in found.drafts:
        if each.told:
            first, values = said.get((each.kind, each.id), (row, {}))
            said[each.kind, each.id] = first, {**each.told, **values}


def _described(found: Found) -> Described:
    """The organization of a row with the numbers and sites of its door, as matching asks for it."""
    of = {each.kind: each.after for each in found.drafts}
    organization, door, place = (of.get(each, {}) for each in ("organization", "contact-point", "location"))
    phones = (each["phone"].get("number") for each in (organization, door) if "phone" in each)
    numbers = organization.get("identifiers", ())
    return Described(
        name=str(organization.get("name", "")),
        alternate_names=tuple(organization.get("alternateNames", ())),
        phones=tuple(filter(None, phones)),
        urls=tuple(filter(None, (organization.get("website"), door.get("url")))),
        emails=tuple(filter(None, (organization.get("email"), door.get("email")))),
        place=place.get("place"),
        areas=tuple((door.get("area") or organization.get("area") or {}).get("codes", ())),
        register=next((each["value"] for each in numbers if each["scheme"] == "nl-kvk"), None),
    )


# Whole records: our own export, and HSDS.


def _of_record(world: World, raw: Raw) -> Found:
    given = msgspec.msgpack.decode(raw.body, type=Given)
    if given.gone is not None:
        return _of_end(world, given.kind, given.gone)
    faults = given.faults
    try:
        record = None if faults else validation.read(given.kind, given.record, known_area=world.words.areas.known)
    except Invalid as refusal:
        faults = tuple(CellFault(field=each.pointer, code=each.code, detail=each.detail) for each in refusal.faults)
        record = None
    if record is None:
        return Found(name="", faults=faults)
    standing = world.store.read(given.kind, record.id)
    name = str(getattr(record, "name", None) or record.slug)
    if isinstance(standing, Tombstone) or (standing is not None and standing.document == encode(record)):
        return Found(name=name)
    draft = Drafted(given.kind, record.id, standing.revision if standing else None, _raw(standing))
    after = raw_of(record)
    draft.values = draft.told = differing(given.told if given.told is not None and standing else draft.raw, after)
    return Found(name=name, drafts=(draft,), faults=tuple(_unfit(draft, world)) if given.told is not None else ())


def _of_end(world: World, kind: Kind, id: Id) -> Found:
    """A record that a file says is gone: nothing when it is, and a fault when it is here."""
    if not isinstance(world.store.read(kind, id), Kept):
        return Found(name="")
    detail = "A file makes nothing disappear: do that at the record itself."
    return Found(name="", faults=(CellFault(code="tombstone", detail=detail),))


def _raw(standing: Kept | None) -> dict[str, Any]:
    return raw_of(decode(standing.kind, standing.document)) if standing else {}


def _unfit(draft: Drafted, world: World) -> Iterator[CellFault]:
    """What is wrong when only the differences come in."""
    for _, each in draft.faults(world.words.areas.known):
        yield CellFault(field=each.pointer, code=each.code, detail=each.detail)
