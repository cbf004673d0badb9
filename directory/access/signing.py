"""Coming in: mail address, passphrase and, for who has one, a code; one answer for everything that is not right.

Each try costs one computation of a hash, whoever is meant and whatever is wrong, or none when it has to wait; whether
it has to wait depends on what was typed and from where, never on whether there is such an account.
"""

import math
from datetime import datetime

from msgspec import Struct, structs

from directory.access import throttling
from directory.access.contract import Book
from directory.access.devices import recognize, remember
from directory.access.entrance import Access, found, spelled_mail, tell
from directory.access.second_factor import spend, spend_recovery
from directory.access.sessions import begin, lives, prove, proved, rotate
from directory.access.throttling import Judged, Names
from directory.access.vault import digest
from directory.model.person import Device, Person, RecoveryCode, Session
from directory.permissions import needs_second_factor

# Refusals of an account are written down one by one, then only at every doubling: a flood is no log.
TOLD_ONE_BY_ONE = 10


class Attempt(Struct, frozen=True, kw_only=True):
    """What somebody gives to come in. `code` is one of the app or one from paper; empty is none.

    `network` is the address that they come from, already cut to what one visitor has (`gate.limits.home`); it is kept
    as a keyed hash, for a day. `device` is what this browser was given when its person came in before; `label` what
    the browser calls itself, for the list of sessions.
    """

    mail: str
    passphrase: str
    code: str = ""
    network: str = ""
    device: str = ""
    label: str = ""


class Welcome(Struct, frozen=True, kw_only=True):
    """Come in. `token` is for the session cookie, `device` for one that stays; `recovery_left` codes are on paper."""

    token: str
    session: Session
    person: Person
    device: str
    recovery_left: int


class Refused(Struct, frozen=True):
    """Something is not right; nobody is told what."""


class Wait(Struct, frozen=True, kw_only=True):
    """Too many failures. Try again after so many seconds; None when waiting will not help and only a code of the
    second factor, a browser that was used before or a link from an administrator will."""

    seconds: int | None


Outcome = Welcome | Refused | Wait


class _Door(Struct, frozen=True, kw_only=True):
    """How somebody stands at the door: by a browser that is known, or as a stranger."""

    judged: Judged
    names: Names
    device: Device | None

    @property
    def count(self) -> str:
        return _count_of(self.device) if self.device else self.names.account


def sign_in(access: Access, attempt: Attempt, now: datetime) -> Outcome:
    """Let somebody in, or not. Raises `Unavailable` when the file of people does not answer."""
    mail = spelled_mail(attempt.mail)
    if (waits := _glance(access, attempt, mail, now)) > 0:
        return _wait(Judged(wait_s=waits))
    with access.people.writing() as book:
        person = book.named(mail)
        door = _approach(book, access, attempt, mail, person, now)
    if door.judged.wait_s > 0:
        return _wait(door.judged)
    kept = person.passphrase if person is not None and person.active and not person.awaited else None
    right = access.passphrases.fits(kept, attempt.passphrase)
    renewed = access.passphrases.hash(attempt.passphrase) if right and access.passphrases.outdated(kept or "") else None
    with access.people.writing() as book:
        # Nobody held the door meanwhile: an account may have been closed while the hash was computed.
        current = found(book, person.id) if person is not None else None
        if current is None or not (right and current.active and not current.awaited and current.passphrase == kept):
            return _refuse(book, door, now, person, "passphrase")
        if not _second(book, access, current, attempt.code, door, now):
            return _refuse(book, door, now, current, "code")
        throttling.clear(book, door.count, door.names.pair)
        current = structs.replace(current, passphrase=renewed or current.passphrase)
        known = attempt.device if door.device else None
        return welcome(book, access, current, now, device=known, label=attempt.label)


def welcome(book: Book, access: Access, person: Person, now: datetime, *, device: str | None, label: str) -> Welcome:
    """Begin a session for somebody who proved who they are, however they did; strangers' failures count anew.

    `device` is what a browser that is known already holds, `label` what it calls itself.
    """
    throttling.clear(book, *throttling.of_person(access.vault, person))
    person = structs.replace(person, seen=now.date())
    book.keep(person)
    device = remember(book, access, person, device, now)
    token, session = begin(book, access, person, label, now)
    tell(book, "signed-in", now, actor=person.id)
    return _come_in(book, token, session, person, device)


def second(book: Book, access: Access, person: Person, code: str, now: datetime, *, known: bool) -> bool:
    """Whether the code is right, or nobody asks for one. Whoever is not `known` by their browser does not guess codes
    for long; codes on paper always work."""
    if person.secret is not None and not known:
        judged = throttling.try_alone(book, throttling.codes_of(person), throttling.CODE, now)
        if judged.wait_s > 0:
            return _paper(book, person, code, now)
    return _inside_second(book, access, person, code, now)


def confirm(access: Access, token: str, passphrase: str, code: str, now: datetime) -> Outcome:
    """Give the passphrase again, inside, before a dangerous act: the session gets a new number. Ten wrong ones end it.

    Who has a second factor gives a code that was not used before.
    """
    with access.people.writing() as book:
        session = book.find(Session, digest(token))
        person = found(book, session.person) if session else None
        if session is None or person is None or not (person.active and lives(session, now)):
            return Refused()
        judged = prove(book, session, now)
        if judged.wait_s > 0:
            return _wait(judged)
    right = access.passphrases.fits(person.passphrase, passphrase)
    with access.people.writing() as book:
        current, standing = found(book, person.id), book.find(Session, session.hash)
        if current is None or standing is None or not current.active or current.passphrase != person.passphrase:
            return Refused()
        if not (right and _inside_second(book, access, current, code, now)):
            tell(book, "confirm-refused", now, actor=current.id)
            return Refused()
        proved(book, standing)
        tell(book, "confirmed", now, actor=current.id)
        new, session = rotate(book, access, standing, now)
        return _come_in(book, new, session, current, "")


def _glance(access: Access, attempt: Attempt, mail: str, now: datetime) -> float:
    counted = throttling.names(access.vault, mail, attempt.network, now)
    with access.people.reading() as book:
        if recognize(book, book.named(mail), attempt.device, now) is not None:
            return 0.0
        return throttling.glance(book, counted, now, with_code=bool(attempt.code.strip()))


def _approach(book: Book, access: Access, attempt: Attempt, mail: str, person: Person | None, now: datetime) -> _Door:
    counted = throttling.names(access.vault, mail, attempt.network, now)
    device = recognize(book, person, attempt.device, now)
    if device is not None:
        judged = throttling.try_alone(book, _count_of(device), throttling.DEVICE, now)
        if not math.isinf(judged.wait_s):
            return _Door(judged=judged, names=counted, device=device)
        book.drop(Device, device.hash)
        throttling.clear(book, _count_of(device))
    judged = throttling.approach(book, counted, now, with_code=bool(attempt.code.strip()), kept=person is not None)
    return _Door(judged=judged, names=counted, device=None)


def _count_of(device: Device) -> str:
    return f"device:{device.hash}"


def _second(book: Book, access: Access, person: Person, code: str, door: _Door, now: datetime) -> bool:
    """Whether the code is right, or none is needed beside the passphrase."""
    if person.secret is None:
        return not door.judged.together and not needs_second_factor(person.roles)
    return second(book, access, person, code, now, known=door.device is not None)


def _inside_second(book: Book, access: Access, person: Person, code: str, now: datetime) -> bool:
    return person.secret is None or spend(book, access.vault, person, code, now) or _paper(book, person, code, now)


def _paper(book: Book, person: Person, code: str, now: datetime) -> bool:
    used = spend_recovery(book, person, code)
    if used:
        tell(book, "recovery-used", now, actor=person.id)
    return used


def _come_in(book: Book, token: str, session: Session, person: Person, device: str) -> Welcome:
    left = len(book.all(RecoveryCode, person.id))
    return Welcome(token=token, session=session, person=person, device=device, recovery_left=left)


def _refuse(book: Book, door: _Door, now: datetime, person: Person | None, detail: str) -> Refused:
    failed = throttling.failures(book, door.count)
    if person is None:
        if throttling.within(book, "strangers-told", throttling.STRANGERS_TOLD, now):
            tell(book, "refused", now, detail="unknown")
    elif failed <= TOLD_ONE_BY_ONE or failed & (failed - 1) == 0:
        tell(book, "refused", now, about=person.id, detail=detail)
        if failed == throttling.ACCOUNT.free and door.device is None:
            tell(book, "throttled", now, about=person.id)
    return Refused()


def _wait(judged: Judged) -> Wait:
    return Wait(seconds=None if math.isinf(judged.wait_s) else math.ceil(judged.wait_s))
