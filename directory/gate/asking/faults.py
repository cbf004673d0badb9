"""Faults of a request that know where they are and what would have been right."""

from collections.abc import Sequence

from rapidfuzz import process

from directory.errors import Fault


def near_names(text: str, names: Sequence[str]) -> str:
    """The names that look like this one, as a sentence; the first of all when none does."""
    near = [each for each, score, _ in process.extract(text, names, limit=5) if score > 50]
    return did_you_mean(near or names[:10])


def did_you_mean(names: Sequence[str]) -> str:
    """These names as a sentence."""
    return f"Near it: {', '.join(names)}." if names else "Nothing is near it."


def fault_at(where: str, name: str, code: str, detail: str) -> Fault:
    """A fault at a parameter: of the query by its name, of a body by a JSON pointer."""
    return Fault(pointer=f"/{name}" if where == "body" else name, code=code, detail=detail, where=where)
