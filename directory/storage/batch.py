"""What is wrong with a batch whatever the database holds."""

from collections.abc import Iterator, Sequence

from directory.errors import Fault
from directory.model import Change, kind_of


def malformed(changes: Sequence[Change]) -> list[Fault]:
    """A fault for each change that contradicts itself, and for each that comes to a record a second time."""
    seen: set[tuple[str, str]] = set()
    faults: list[Fault] = []
    for position, change in enumerate(changes):
        faults += [Fault(pointer=f"/{position}{at}", code=code, detail=said) for at, code, said in _wrong(change)]
        if (change.kind, change.id) in seen:
            said = "This record is changed twice in one batch; change it once."
            faults.append(Fault(pointer=f"/{position}", code="change.twice", detail=said))
        seen.add((change.kind, change.id))
    return faults


def _wrong(change: Change) -> Iterator[tuple[str, str, str]]:
    if (change.after is None) == (change.tombstone is None):
        yield "", "change.shape", "A change has either a new record or a tombstone."
    if change.after is not None and (kind_of(change.after), change.after.id) != (change.kind, change.id):
        yield "/after", "change.other", "The new record is not the one that is changed."
    if change.tombstone is not None and (change.tombstone.kind, change.tombstone.id) != (change.kind, change.id):
        yield "/tombstone", "change.other", "The tombstone is not of the record that is changed."
