"""How much somebody may send. Checked before anything is taken apart."""

from msgspec import Struct

from directory.errors import Fault, Invalid


class Limits(Struct, frozen=True, kw_only=True):
    """The bounds of one file. `unpacked` bytes in all `members` of a zip; `cells` of all sheets together."""

    size: int = 20 * 1024 * 1024
    rows: int = 200_000
    columns: int = 200
    cell: int = 10_000
    cells: int = 4_000_000
    members: int = 500
    unpacked: int = 250 * 1024 * 1024
    # Sheets of our own with 1e5 rows come to 12; a bomb has a hundred and more.
    ratio: int = 60


LIMITS = Limits()


def refuse(code: str, detail: str) -> Invalid:
    """Why a whole file is not taken."""
    return Invalid([Fault(pointer="", code=f"file.{code}", detail=detail, where="file")])


def check_size(content: bytes, limits: Limits) -> None:
    """Raises `Invalid` for a file that is empty or too large."""
    if not content:
        raise refuse("empty", "There is nothing in this file.")
    if len(content) > limits.size:
        raise refuse("too-large", f"A file has at most {limits.size // 1024 // 1024} MB; split it.")
