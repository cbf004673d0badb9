"""Back to an earlier version: a new one that says what the old one said. It goes the way of every edit."""

from directory.curation.submitting import Submission
from directory.curation.undoing import answering, plan_undo, refuse_forgotten, slugs_after
from directory.errors import Unknown
from directory.model import Change, Id, Kind, Occasion
from directory.model.json import decode
from directory.store import Store


def reverted(store: Store, kind: Kind, id: Id, revision: int) -> Change:
    """The change that makes the record what it was at this revision, also after its end. To be submitted.

    It goes on to answer to the names that it got since. Raises `Unknown` when it was not there at that revision, and
    `Overtaken` (`undo.forgotten`) when what it was had to be forgotten.
    """
    history = store.history(kind, id)
    entry = next((each for each in history if each.revision == revision), None)
    if entry is None or entry.after is None:
        raise Unknown("revision.unknown", "There was no such record at that revision.", kind=kind, id=id)
    last = history[-1]
    record = answering(decode(kind, bytes(entry.after)), slugs_after(last))
    change = Change(kind=kind, id=id, after=record, expected=last.revision)
    refuse_forgotten([change])
    return change


def undoing(store: Store, sequence: int, occasion: Occasion) -> Submission:
    """What takes back a whole batch, to be submitted. Raises as `plan_undo` does."""
    plan = plan_undo(store, sequence, occasion)
    return Submission(changes=plan.changes, reason=occasion.reason, undoes=plan.occasion.undoes)
