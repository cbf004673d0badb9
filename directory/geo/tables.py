"""The project's own compact tables under `seeds/geo/`: UTF-8, comma, one heading row (`seeds/geo/README.md`)."""

import csv
from collections.abc import Iterator
from pathlib import Path

from directory.errors import Damaged


def rows(path: Path, *headings: str) -> Iterator[list[str]]:
    """The rows below the headings, as they stand. `Damaged` if the file is missing or its shape is not ours."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.reader(file)
            _expect(next(reader, []) == list(headings), path, 1)
            for row in reader:
                _expect(len(row) == len(headings), path, reader.line_num)
                yield row
    except (OSError, UnicodeDecodeError) as error:
        raise Damaged("seeds.unreadable", f"{path} cannot be read: {type(error).__name__}", file=str(path)) from error


def listed(cell: str) -> tuple[str, ...]:
    """The values of a cell that holds several, parted by `|`."""
    return tuple(cell.split("|")) if cell else ()


def _expect(true: bool, path: Path, line: int) -> None:
    if not true:
        raise Damaged("seeds.unreadable", f"{path}, line {line}: not the expected columns", file=str(path), line=line)
