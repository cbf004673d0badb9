"""Numbers that are not chosen: none is lost unseen, and none is published that nobody chose.

A number that nobody else in the directory is called by becomes a note that only the desk sees (`do-not-use`), with the
number that came in its place, unless there is such a note about that number too. One that is still in use elsewhere
stays what it is there.
"""

from collections.abc import Collection, Container, Iterable, Iterator, Mapping
from typing import Any

import msgspec
from msgspec import Struct

from directory import text
from directory.curation.links import every_note
from directory.model import Change, ContactPoint, Id, Kind, Note, Organization, Phone, Record
from directory.model.ids import derived_id
from directory.store import Store

PHONED: tuple[Kind, ...] = ("organization", "contact-point")
Called = Organization | ContactPoint
# Who answers these may change, the numbers do not: emergencies, suicide prevention (two), Veilig Thuis, the centres for
# sexual violence, and the police. No note ever says not to use them, whoever goes. By their digits.
FIXED = frozenset({"112", "113", "08002000", "08000188", "08000113", "09008844"})
# Of these, the ones of which the end of whoever publishes them is never a matter of course.
URGENT = frozenset({"112", "113"})


class Retired(Struct, frozen=True, kw_only=True, omit_defaults=True, rename="camel"):
    """A number that goes out of use. `in_use_by` names records that are still called by it: then nothing is noted, and
    neither is it of a `fixed` one, that goes on to exist."""

    number: str
    successor: str | None = None
    in_use_by: tuple[str, ...] = ()
    fixed: bool = False

    @property
    def is_noted(self) -> bool:
        """Whether a note keeps it."""
        return not self.in_use_by and not self.fixed


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


def put_away(
    store: Store, olds: Iterable[Record], chosen: Phone | None, about: Id, standing: Iterable[Note]
) -> tuple[tuple[Retired, ...], list[Change]]:
    """What becomes of the numbers of these records that are not the chosen one, and the notes that keep them.

    `olds` are the records that end or change; their own use of a number does not count as use. The notes are about
    `about`; there is none of a number of which `standing` warns already.
    """
    called = {each.id: each for each in olds if isinstance(each, Called)}
    gone = _retired(store, called.values(), chosen)
    return tuple(gone.values()), [*_noted(store, called, gone, about, standing)]


def _retired(store: Store, olds: Collection[Called], chosen: Phone | None) -> dict[Id, Retired]:
    """Of those that are called by another number than the chosen one: what becomes of it, by id."""
    ends = {each.id: each.phone for each in olds if each.phone is not None}
    kept = {dialled(chosen)} if chosen else set()
    losing = {id: phone for id, phone in ends.items() if dialled(phone) not in kept}
    users = _users(store, {dialled(each) for each in losing.values()}, {each.id for each in olds}) if losing else {}
    # A note that sends people to a number of which another note sends them away is a circle.
    successor = written(chosen) if losing and chosen and not named_in(chosen, not_to_use(every_note(store))) else None
    return {
        id: Retired(
            number=written(phone),
            successor=successor,
            in_use_by=users.get(dialled(phone), ()),
            fixed=named_in(phone, FIXED),
        )
        for id, phone in losing.items()
    }


def urgent(records: Iterable[Record]) -> tuple[str, ...]:
    """The urgent numbers that these are called by."""
    phones = (each.phone for each in records if isinstance(each, Called) and each.phone is not None)
    return tuple(sorted({digits for each in phones if (digits := text.digits(each.number)) in URGENT}))


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


def _noted(
    store: Store, olds: Mapping[Id, Called], gone: Mapping[Id, Retired], about: Id, standing: Iterable[Note]
) -> Iterator[Change]:
    """A note for each number that nobody uses any more and of which there is none yet."""
    known = {*not_to_use(standing)}
    for id, number in gone.items():
        digits = text.digits(number.number)
        if number.is_noted and digits not in known:
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


def warned(store: Store, chosen: Phone | None, before: Phone | None, about: Iterable[Note]) -> bool:
    """Whether curators noted that this number must not be used.

    `about` are the notes about whoever is called by it. A note about somebody else counts as well, unless the record
    was called by this number before: it is a wrong number of the other then.
    """
    if chosen is None:
        return False
    new = before is None or dialled(before) != dialled(chosen)
    return named_in(chosen, not_to_use(every_note(store) if new else about))


def not_to_use(notes: Iterable[Note]) -> frozenset[str]:
    """The digits of what these notes say not to use."""
    return frozenset(text.digits(each.value) for each in notes if each.purpose == "do-not-use" and each.value)


def named_in(phone: Phone, numbers: Container[str]) -> bool:
    """Whether this number, or the one that it is an extension of, is one of these."""
    return text.digits(phone.number) in numbers or text.digits(written(phone)) in numbers
