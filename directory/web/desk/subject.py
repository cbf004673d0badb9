"""The record that an address of the desk is about, with its past; and handing in what somebody makes of it."""

from collections.abc import Sequence

import msgspec
from msgspec import Struct

from directory.curation.changing import Key
from directory.curation.comparing import Version, versions
from directory.curation.submitting import Submission, submit
from directory.errors import Unknown
from directory.gate import reply
from directory.model import KINDS, Entry, Id, Kind, Location, Record, Tombstone
from directory.model.json import decode
from directory.web.desk.frame import Visit
from directory.web.desk.values import title

RECORD = "/beheer/gegevens/{kind:str}/{id:str}"


class Subject(Struct, frozen=True, kw_only=True):
    """A record that there is or was: `now` is None after its end, of which `end` tells. `versions`: the last first."""

    kind: Kind
    id: Id
    name: str
    now: Record | None
    end: Tombstone | None
    versions: Sequence[Version]

    @property
    def path(self) -> str:
        """Where the desk shows it."""
        return f"/beheer/gegevens/{self.kind}/{self.id}"

    @property
    def revision(self) -> int:
        """Of its last version."""
        return self.versions[0].entry.revision

    @property
    def secret(self) -> bool:
        """Whether it is a place that nobody may find."""
        return isinstance(self.now, Location) and self.now.confidential

    def key(self, seen: int | None) -> Key:
        """What names it, at the revision that somebody saw."""
        return Key(self.kind, self.id, seen)


def subject(visit: Visit) -> Subject:
    """The record of this address. Raises `Unknown` for what never was one."""
    kind, id = visit.id("kind"), visit.id()
    found = versions(visit.store, kind, id) if kind in KINDS else ()
    if not found:
        raise Unknown("record.unknown", "There is no such record.", kind=kind, id=id)
    last = found[0].entry
    said = (each for row in found for each in (after(row.entry), before(row.entry)) if each is not None)
    return Subject(
        kind=last.kind,
        id=last.id,
        name=title(next(said), visit.house),
        now=after(last),
        end=last.tombstone,
        versions=found,
    )


def after(entry: Entry) -> Record | None:
    """The record as this row of history left it."""
    return _read(entry, entry.after)


def before(entry: Entry) -> Record | None:
    """The record as this row of history found it."""
    return _read(entry, entry.before)


def _read(entry: Entry, document: msgspec.Raw | None) -> Record | None:
    return None if document is None else decode(entry.kind, bytes(document))


def hand_in(visit: Visit, submission: Submission, id: Id, *, to: str, said: str) -> reply.Ready:
    """Hand this in, and go on to where it can be seen, or to the proposal (`id`) that it became. Raises as `submit`."""
    done = submit(visit.store, submission, visit.actor, visit.now, id)
    if done.proposal is not None:
        return visit.go(f"/beheer/voorstellen/{id}", said="proposed")
    return visit.go(to, said=said)
