"""Browsers in which somebody came in before. It spares them the wait for what strangers do wrong, and nothing else."""

from datetime import datetime, timedelta

from directory.access.contract import Book
from directory.access.entrance import Access
from directory.access.vault import digest
from directory.model.person import Device, Person

KEPT = timedelta(days=180)
MOST = 20


def recognize(book: Book, person: Person | None, token: str, now: datetime) -> Device | None:
    """The browser of this person that holds this, if it is one."""
    device = book.find(Device, digest(token)) if token and person is not None else None
    if device is None or person is None or device.person != person.id:
        return None
    return device if device.ends is not None and now <= device.ends else None


def remember(book: Book, access: Access, person: Person, token: str | None, now: datetime) -> str:
    """Know this browser from now on; what it holds for that. `token` is what a known one holds already."""
    token = token or access.token()
    book.keep(Device(hash=digest(token), person=person.id, seen=now.date(), ends=now + KEPT))
    for each in _beyond(book.all(Device, person.id)):
        book.drop(Device, each.hash)
    return token


def _beyond(devices: tuple[Device, ...]) -> list[Device]:
    return sorted(devices, key=lambda each: each.seen, reverse=True)[MOST:]
