"""Numbers that are not chosen: none is lost unseen, and none is published that nobody chose.

A number that nobody else in the directory is called by becomes a note that only the desk sees (`do-not-use`), with the
number that came in its place. One that is still in use elsewhere stays what it is there.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec
from msgspec import Struct

from directory import text
from directory.model import Change, ContactPoint, Id, Kind, Note, Organization, Phone
from directory.model.ids import derived_id
from directory.store import Store

PHONED: tuple[Kind, ...] = ("organization", "contact-point")
Called = Organization | ContactPoint


class Retired(Struct, frozen=True, kw_only=True, omit_defaults=True, rename="camel"):
    """A number that goes out of use. `in_use_by` names records that are still called by it: then nothing is noted."""

    number: str
    successor: str | None = None
    in_use_by: tuple[str, ...] = ()


class _Phoned(msgspec.Struct):
    """Of a document only its number."""

    slug: str
    phone: Phone | None = None


_phoned = msgspec.json.Decoder(_Phoned)


def dialled(phone: Phone) -> str:
    """What people dial, to be compared: digits, with the extension behind them."""
    return text.digits(phone.number) + (f"/{phone.extension}" if phone.extension else "")


def written(phone: Phone) -> str:
    """The number as people read it."""
    return f"{phone.number} toestel {phone.extension}" if phone.extension else phone.number


def retired(store: Store, olds: Iterable[Called], chosen: Phone | None) -> dict[Id, Retired]:
    """Of those of these records that are called by another number than the chosen one: what becomes of it, by id.

    `olds` are the records that end or change; their own use of a number does not count as use.
    """
    ends = {each.id: each.phone for each in olds if each.phone is not None}
    kept = {dialled(chosen)} if chosen else set()
    losing = {id: phone for id, phone in ends.items() if dialled(phone) not in kept}
    users = _users(store, {dialled(each) for each in losing.values()}, {each.id for each in olds}) if losing else {}
    successor = written(chosen) if chosen else None
    return {
        id: Retired(number=written(phone), successor=successor, in_use_by=users.get(dialled(phone), ()))
        for id, phone in losing.items()
    }


def _users(store: Store, numbers: set[str], apart: set[Id]) -> dict[str, tuple[str, ...]]:
    """The slugs of other records that are called by these numbers."""
    found: dict[str, list[str]] = {}
    for kind in PHONED:
        for kept in store.records(kind):
            if kept.id in apart or b'"phone":' not in kept.document:
                continue
            phoned = _phoned.decode(kept.document)
            if phoned.phone is not None and (number := dialled(phoned.phone)) in numbers:
                found.setdefault(number, []).append(phoned.slug)
    return {number: tuple(slugs) for number, slugs in found.items()}


def notes(
    store: Store, olds: Mapping[Id, Called], gone: Mapping[Id, Retired], about: Id, standing: Iterable[Note]
) -> Iterator[Change]:
    """A note for each number that nobody uses any more and of which there is none yet."""
    known = {text.digits(each.value) for each in standing if each.purpose == "do-not-use" and each.value}
    for id, number in gone.items():
        digits = text.digits(number.number)
        if not number.in_use_by and digits not in known:
            known.add(digits)
            yield _change(store, _note(olds[id], number, about))


def _note(old: Called, number: Retired, about: Id) -> Note:
    id = derived_id("note", "do-not-use", about, text.digits(number.number))
    values: dict[str, Any] = {"successor": number.successor} if number.successor else {}
    if (fact := old.facts.get("phone")) is not None:
        values["source"] = fact.source
    return Note(
        id=id,
        slug=f"niet-gebruiken-{id[:13]}",
        about=about,
        purpose="do-not-use",
        text=f"Nummer van {old.name or old.slug}, dat niet meer wordt gebruikt.",
        value=number.number,
        **values,
    )


def _change(store: Store, note: Note) -> Change:
    """The note as it will be, also where an undo took an earlier one away."""
    history = store.history("note", note.id)
    return Change(kind="note", id=note.id, after=note, expected=history[-1].revision if history else None)


def warned(numbers: Phone | None, standing: Iterable[Note]) -> bool:
    """Whether the number that was chosen is one that curators were told not to use."""
    warnings = {text.digits(each.value) for each in standing if each.purpose == "do-not-use" and each.value}
    return numbers is not None and text.digits(numbers.number) in warnings
