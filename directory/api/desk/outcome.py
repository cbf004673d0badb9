"""What became of a submission: published and shown (200, 201), or waiting for a second person (202)."""

import re
from collections.abc import Iterable, Iterator
from uuid import uuid4

from msgspec import structs

from directory.api.desk.operation import Call
from directory.api.desk.papers import summary, tag_of
from directory.api.desk.standing import kept_of, moved, shown
from directory.curation.submitting import Submission, Submitted, submit
from directory.errors import Conflict, Fault, Invalid
from directory.gate import reply
from directory.model import Kept, Proposal

# `/0/after/slug`, `/0/slug`, `/occasion/reason`
BATCH = re.compile(r"/(?:(?P<at>\d+)(?:/after(?=/|$))?|occasion)(?P<rest>(?:/.*)?)")
WAITS = "It needs a second person: it waits as a proposal, and nobody sees it yet."


def send(call: Call, submission: Submission, *, status: int = 200) -> reply.Ready:
    """Publish or propose what is about one record (the first of the changes), and say which. A new record has 201."""
    first = submission.changes[0]
    try:
        done = submit(call.store, submission, call.actor, call.now, str(uuid4()))
    except Conflict as conflict:
        raise moved(call, first.kind, first.id, first.after, conflict) from None
    except Invalid as refusal:
        raise Invalid(beneath(refusal.faults)) from None
    return told(call, done, submission, status)


def told(call: Call, done: Submitted, submission: Submission, status: int = 200) -> reply.Ready:
    """The answer: the record as it is now, the proposal, or nothing (204) where the record ended."""
    if done.proposal is not None:
        return waits(call, done.proposal, [each.why for each in done.needs])
    first = submission.changes[0]
    if first.after is None:
        return call.answer(b"", 204)
    entry = next((each for each in done.entries if each.id == first.id), None)
    # Nothing differed: then nothing was written.
    kept = kept_of(entry) if entry else call.store.read(first.kind, first.id)
    assert isinstance(kept, Kept)  # noqa: S101  it was just written, or is as it was
    return shown(call, kept, status)


def waits(call: Call, proposal: Proposal, why: Iterable[str] = ()) -> reply.Ready:
    """202 with the proposal, and why it needs a second person beside who asked."""
    content = {**summary(proposal), "needs": [*dict.fromkeys(why)], "detail": WAITS}
    tag = tag_of(proposal, [each.expected for each in proposal.changes])
    return call.answer(content, 202, tag=tag, location=f"/proposals/{proposal.id}")


def beneath(faults: Iterable[Fault], of_batch: bool = False) -> Iterator[Fault]:
    """Faults of a batch, told by the fields of the one record that was sent, or by those of its list of `changes`."""
    for fault in faults:
        found = BATCH.fullmatch(fault.pointer) if fault.where == "body" else None
        if found is None:
            yield fault
        else:
            within = f"/changes/{found['at']}/record" if of_batch and found["at"] else ""
            yield structs.replace(fault, pointer=within + found["rest"])
