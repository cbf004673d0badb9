"""What `duplicate-checks` takes: one organization or a batch of them, cleaned and read, every fault at once."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Annotated, Literal, TypeVar

from msgspec import Meta

from directory import text
from directory.errors import Fault, Invalid
from directory.matching import Described, register_number
from directory.model.base import AreaCode, Id, Part
from directory.validation import MAXIMUM_FAULTS, read_struct

MAXIMUM_RECORDS = 10_000
# Beside the directory each record is a question of its own.
MAXIMUM_AGAINST = 1_000
# Fewer digits are no number that can be called.
LEAST_DIGITS = 3
MAIL = re.compile(r"[^\s@]@[^\s@]")

Line = Annotated[str, Meta(max_length=300)]
Lines = Annotated[tuple[Line, ...], Meta(max_length=40)]
Number = Annotated[str, Meta(max_length=40)]
Numbers = Annotated[tuple[Number, ...], Meta(max_length=80)]
Address = Annotated[str, Meta(max_length=600)]


class Told(Part, frozen=True, kw_only=True):
    """An organization as it is sent. Nothing but the name is needed; what is empty is as if it were not there."""

    name: Annotated[str, Meta(min_length=1, max_length=300)]
    alternate_names: Lines = ()
    former_names: Lines = ()
    phones: Numbers = ()
    former_phones: Numbers = ()
    url: Address | None = None
    urls: Annotated[tuple[Address, ...], Meta(max_length=40)] = ()
    email: Line | None = None
    place: Annotated[str, Meta(max_length=100)] | None = None
    area: Annotated[tuple[AreaCode, ...], Meta(max_length=400)] = ()
    kvk: Annotated[str, Meta(max_length=20)] | None = None


class Asked(Told, frozen=True, kw_only=True):
    """One record beside the directory. `exclude` is the id of the record that is being edited."""

    exclude: Id | None = None


class Keyed(Told, frozen=True, kw_only=True):
    """A record of a batch."""

    key: Annotated[str, Meta(min_length=1, max_length=200)]


class Many(Part, frozen=True, kw_only=True):
    """A batch: judged among themselves, and with `against` beside the directory too."""

    records: Annotated[tuple[Keyed, ...], Meta(max_length=MAXIMUM_RECORDS)]
    against: Literal["directory"] | None = None


Read = TypeVar("Read", bound=Part)


def read(body: object) -> Asked | Many:
    """What is asked. Raises `Invalid` with every fault."""
    if not isinstance(body, Mapping):
        raise Invalid([Fault(pointer="", code="type", detail="A JSON object is expected.")])
    if "records" not in body:
        return _read(Asked, _bare(body), list(_wrong(body)))
    records = body["records"]
    bare = [_bare(each) for each in records] if isinstance(records, list) else records
    faults = [*_crowded(bare, body.get("against")), *_twice(bare), *_all_wrong(records)] if bare is not records else []
    return _read(Many, {**body, "records": bare}, faults)


def _read(kind: type[Read], body: object, faults: Sequence[Fault]) -> Read:
    """The body as this struct, when there is no fault in it beside these."""
    try:
        found = read_struct(kind, body)
    except Invalid as invalid:
        raise Invalid([*invalid.faults, *faults][:MAXIMUM_FAULTS]) from None
    if faults:
        raise Invalid(list(faults)[:MAXIMUM_FAULTS])
    return found


def _all_wrong(records: Iterable[object]) -> Iterator[Fault]:
    for position, each in enumerate(records):
        yield from _wrong(each, f"/records/{position}")


def _wrong(record: object, above: str = "") -> Iterator[Fault]:
    """What cannot be the number, site or name as which it is sent: it would find nothing, and nobody would know."""
    if not isinstance(record, Mapping):
        return
    for field, (right, expected) in RIGHT.items():
        value = record.get(field)
        listed = isinstance(value, list)
        for at, each in enumerate(value if isinstance(value, list) else [value]):
            if isinstance(each, str) and text.normal(each) and not right(each):
                pointer = f"{above}/{field}/{at}" if listed else f"{above}/{field}"
                yield Fault(pointer=pointer, code="value.wrong", detail=expected)


def _is_name(value: str) -> bool:
    return all(each in "\t\n\r" or unicodedata.category(each) != "Cc" for each in value)


def _is_number(value: str) -> bool:
    return len(text.digits(value)) >= LEAST_DIGITS


def _is_site(value: str) -> bool:
    scheme, colon, _ = text.normal(value).partition(":")
    return "." in value and (not colon or "." in scheme or scheme.lower() in ("http", "https"))


def _is_mail(value: str) -> bool:
    return MAIL.search(text.normal(value)) is not None


def _is_register(value: str) -> bool:
    found = register_number(value)
    return found is not None and found.isascii()


NAME = (_is_name, "A name without control characters is expected.")
NUMBER = (_is_number, "A telephone number is expected: at least three digits.")
SITE = (_is_site, "The address of a website is expected, with http, https or without.")
RIGHT: Mapping[str, tuple[Callable[[str], bool], str]] = {
    "name": NAME,
    "alternateNames": NAME,
    "formerNames": NAME,
    "phones": NUMBER,
    "formerPhones": NUMBER,
    "url": SITE,
    "urls": SITE,
    "email": (_is_mail, "A mail address is expected."),
    "kvk": (_is_register, "A number of the trade register is expected: eight digits, zeros in front may be missing."),
}


def _crowded(records: Sequence[object], against: object) -> Iterator[Fault]:
    if against is not None and MAXIMUM_AGAINST < len(records) <= MAXIMUM_RECORDS:
        detail = f"At most {MAXIMUM_AGAINST} records beside the directory at a time."
        yield Fault(pointer="/records", code="too-many", detail=detail)


def _twice(records: Iterable[object]) -> Iterator[Fault]:
    seen: dict[str, int] = {}
    for position, each in enumerate(records):
        key = each.get("key") if isinstance(each, Mapping) else None
        first = seen.setdefault(key, position) if isinstance(key, str) else position
        if first != position:
            detail = f"The record at /records/{first} has this key too."
            yield Fault(pointer=f"/records/{position}/key", code="key.twice", detail=detail)


def _bare(record: object) -> object:
    """A record without what copied text and sheets bring along: invisible characters, empty cells."""
    if not isinstance(record, Mapping):
        return record
    found = {name: _clean(value) for name, value in record.items()}
    return {name: value for name, value in found.items() if name == "name" or value not in (None, "")}


def _clean(value: object) -> object:
    if isinstance(value, str):
        return text.normal(value.encode("utf-8", "ignore").decode())
    return [_clean(each) for each in value] if isinstance(value, list) else value


def described(told: Told) -> Described:
    """The same, as the engine takes it."""
    return Described(
        key=told.key if isinstance(told, Keyed) else "",
        name=told.name,
        alternate_names=told.alternate_names,
        former_names=told.former_names,
        phones=told.phones,
        former_phones=told.former_phones,
        urls=tuple(each for each in (told.url, *told.urls) if each),
        emails=(told.email,) if told.email else (),
        place=told.place,
        areas=told.area,
        register=told.kvk,
    )
