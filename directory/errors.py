"""The kinds of failure this program knows. Each has a stable code and its facts; HTTP and Dutch come later.

DirectoryError
  + Invalid        what was sent is wrong: every fault at once
  + Unknown        there is no such thing
  + Gone           there was such a thing; here is its tombstone
  + Conflict       somebody else was first
    + Overtaken    a later change stands in the way of a merge, a withdrawal or an undo
  + Forbidden      whoever asks may not; `facts` say what and why
  + Unavailable    something outside failed; says whether to try again
  + Damaged        a database or file that must not be used
"""

from collections.abc import Iterable

from msgspec import Struct


class Fault(Struct, frozen=True, kw_only=True):
    """One thing wrong. `pointer` is a JSON pointer into what was sent (or the name of a parameter)."""

    pointer: str
    code: str
    detail: str
    where: str = "body"


class DirectoryError(Exception):
    """Any failure that is ours to explain. `code` never changes; `facts` hold what the sentence needs."""

    def __init__(self, code: str, detail: str = "", **facts: object) -> None:
        super().__init__(detail or code)
        self.code = code
        self.detail = detail or code
        self.facts = facts


class Invalid(DirectoryError):
    """What was sent cannot be taken. Nothing of it was."""

    def __init__(self, faults: Iterable[Fault], **facts: object) -> None:
        self.faults = tuple(faults)
        count = len(self.faults)
        super().__init__("invalid", "1 fault" if count == 1 else f"{count} faults", **facts)

    def __str__(self) -> str:
        return "; ".join(f"{fault.pointer or '/'}: {fault.detail}" for fault in self.faults)


class Unknown(DirectoryError):
    """No record, term or place by this name has ever been public."""


class Gone(DirectoryError):
    """The record was withdrawn or merged. `facts["tombstone"]` says why and what came instead."""


class Conflict(DirectoryError):
    """The record is not what the writer saw. `facts` name it and its current revision."""


class Overtaken(Conflict):
    """Records are not what a merge, a withdrawal or an undo needs. `facts["sides"]` names each with both revisions."""


class Forbidden(DirectoryError):
    """Whoever asks may not do this. `facts["reason"]` says why: a role, a scope, their own work, no passphrase yet."""


class Unavailable(DirectoryError):
    """The store or something outside does not answer. `retry` says whether trying again makes sense."""

    def __init__(self, code: str, detail: str = "", *, retry: bool, **facts: object) -> None:
        super().__init__(code, detail, **facts)
        self.retry = retry


class Damaged(DirectoryError):
    """A database or file that is broken, foreign or newer than this program. It was not touched."""
