"""CSV as programs in the Netherlands write it: the encoding and the delimiter are found out, and told."""

import codecs
import csv
import io
from collections.abc import Iterator

from directory.exchange.spreadsheets.limits import refuse

# By what stands in front. The longer one first: UTF-32 begins as UTF-16 does.
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, ""),
    (codecs.BOM_UTF32_BE, ""),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# What it is called for who reads it.
CALLED = {"utf-8-sig": "UTF-8", "utf-8": "UTF-8", "cp1252": "Windows-1252"}
DELIMITERS = ";,\t|"
LOOKED_AT = 64 * 1024


def decoded(content: bytes) -> tuple[str, str]:
    """The text, and what its encoding is called. Raises `Invalid` for what is no text."""
    for name in _encodings(content):
        try:
            found = content.decode(name)
        except UnicodeDecodeError:
            continue
        if "\0" in found:
            raise refuse("binary", "This is no text file: there are zero bytes in it.")
        return found, CALLED.get(name, "UTF-16")
    raise refuse("encoding", "The letters of this file cannot be read. Save it as CSV UTF-8, or as XLSX.")


def _encodings(content: bytes) -> Iterator[str]:
    for mark, name in MARKS:
        if content.startswith(mark):
            yield from [name] if name else []
            return
    wide = _without_mark(content[:LOOKED_AT])
    yield from [wide] if wide else ["utf-8", "cp1252"]


def _without_mark(start: bytes) -> str | None:
    """UTF-16 of mostly western letters has a zero in every second place."""
    half = max(1, len(start) // 2)
    if start[1::2].count(0) > 0.4 * half:
        return "utf-16-le"
    return "utf-16-be" if start[::2].count(0) > 0.4 * half else None


def delimiter_of(text: str) -> str:
    """What stands between cells: what splits the first lines into the most columns, and the most alike."""
    first = text[:LOOKED_AT]
    if first.lower().startswith("sep=") and len(first) > 4 and first[4] in DELIMITERS:
        return first[4]
    return max(DELIMITERS, key=lambda each: _split(first, each))


def _split(text: str, delimiter: str) -> tuple[int, int]:
    """How many lines have as many cells as most of them do, and how many cells that is."""
    widths = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            widths.append(len(row))
            if len(widths) == 50:
                break
    except csv.Error:
        return 0, 0
    wide = [each for each in widths if each > 1]
    usual = max(wide, key=wide.count, default=0)
    return wide.count(usual), usual


def records(text: str, delimiter: str) -> Iterator[list[str]]:
    """The rows; a line that says `sep=` is an empty one. Raises `Invalid` for what is no CSV."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        for row in reader:
            yield [] if reader.line_num == 1 and _says_delimiter(text) else row
    except csv.Error:
        detail = f"Line {reader.line_num} cannot be read: a quote that is never closed, or a cell without end."
        raise refuse("csv", detail) from None


def _says_delimiter(text: str) -> bool:
    return text[:4].lower() == "sep=" and text[5:6] in ("\r", "\n")
