"""Reading HSDS: JSON (a page, a list, one object) and NDJSON, to our records or to all faults at once.

What HSDS, with our profile, cannot bring back of our own data:

- facts: `confirmed` comes back as `reported`; `as_of` and notes are gone; facts of values that have none in HSDS too.
- questions, inclusion, former slugs, `location_ids` of a service, notes to areas, aliases and labels of terms.
- operation: an intake stop comes back as temporarily closed, an end date as words; what is under study is not there.
- hours: the same openings, with as few spans as possible; exceptions before the present season or over a year ahead.
- a secret place: its name and town, and the page and mail of its door, are never told.
- a web address with letters outside ASCII comes back encoded, an sms number as such; a waiting time that has expired.

The boxes are the same: functions, topics, audiences, area, hours, languages, channel and conditions, and what is not
known of them.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

import msgspec

from directory.errors import Fault, Invalid
from directory.exchange.hsds.boxes import Gazetteer
from directory.exchange.hsds.drafts import Origin
from directory.exchange.hsds.intake import Intake
from directory.exchange.hsds.nodes import Node
from directory.exchange.hsds.terms import Terms
from directory.model import Record, Vocabulary

Item = tuple[Any, str, str]  # value, pointer, where


def read_hsds(
    content: bytes | Iterable[bytes], vocabularies: Iterable[Vocabulary], areas: Gazetteer, *, source: str, on: date
) -> tuple[Record, ...]:
    """All records in the content, owners first. `source` names the import in the facts, `on` is its day.

    Raises `Invalid` with every fault: `where` is the line (NDJSON) or the item, `pointer` the field in it, under HSDS's
    names. Ids that are UUIDs stay.
    """
    faults: list[Fault] = []
    intake = Intake(Terms(vocabularies), areas, Origin(source=source, on=on))
    whole = content if isinstance(content, bytes) else b"".join(content)
    for value, pointer, where in _items(whole.removeprefix(b"\xef\xbb\xbf"), faults):
        if isinstance(value, dict):
            intake.take(Node(value, pointer, where, faults))
        else:
            faults.append(Fault(pointer=pointer, code="type", detail="An object is expected here.", where=where))
    records = intake.drafts.finish(areas.known)
    if faults:
        raise Invalid(dict.fromkeys(faults))
    return records


def top_ids(content: bytes) -> Iterator[str]:
    """The ids of the objects at the top, in lower case; of those that have one."""
    for value, _, _ in _items(content.removeprefix(b"\xef\xbb\xbf"), []):
        if isinstance(value, dict) and isinstance(value.get("id"), str):
            yield value["id"].lower()


def _items(content: bytes, faults: list[Fault]) -> Iterator[Item]:
    lines = content.splitlines()
    if _is_lines(lines):
        yield from _of_lines(lines, faults)
        return
    try:
        yield from _of_document(msgspec.json.decode(content))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        faults.append(_broken(error, _line_of(error, content)))


def _is_lines(lines: list[bytes]) -> bool:
    """Whether it is NDJSON: the first line is an object by itself, and there are more."""
    told = [each for each in lines if each.strip()]
    try:
        return len(told) > 1 and isinstance(msgspec.json.decode(told[0]), dict)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return False


def _of_lines(lines: list[bytes], faults: list[Fault]) -> Iterator[Item]:
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            yield msgspec.json.decode(line), "", f"line {number}"
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            faults.append(_broken(error, number))


def _of_document(document: Any) -> Iterator[Item]:
    if isinstance(document, dict) and isinstance(document.get("contents"), list):
        yield from _of_list(document["contents"], "/contents")
    elif isinstance(document, list):
        yield from _of_list(document, "")
    else:
        yield document, "", "item 1"


def _of_list(items: list[Any], pointer: str) -> Iterator[Item]:
    yield from ((each, f"{pointer}/{number}", f"item {number + 1}") for number, each in enumerate(items))


def _broken(error: Exception, line: int) -> Fault:
    return Fault(pointer="", code="json", detail=f"This is no JSON: {error}.", where=f"line {line}")


def _line_of(error: Exception, content: bytes) -> int:
    """The line of the byte that the error is about; the last one when the content ends too soon."""
    found = re.search(r"\(byte (\d+)\)", str(error))
    return content[: int(found[1]) if found else len(content)].count(b"\n") + 1
