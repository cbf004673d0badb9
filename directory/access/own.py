"""What people do to their own account. Each needs a passphrase of a moment ago (`signing.confirm`), and gives the
session a new number; where something was changed that others may have known, all other sessions end."""

from datetime import datetime

from msgspec import Struct, structs

from directory.access.contract import Book
from directory.access.entrance import Access, found, tell
from directory.access.passphrases import weak
from directory.access.second_factor import Enrolment, answered, renew_recovery
from directory.access.second_factor import again as offered_again
from directory.access.second_factor import offer as offer_factor
from directory.access.sessions import Present, prove, proved, rotate
from directory.errors import Conflict, Fault, Forbidden, Invalid
from directory.model.person import Device, Happening, Person, RecoveryCode, Session, UsedStep
from directory.permissions import SENTENCES, needs_second_factor, require


class Changed(Struct, frozen=True, kw_only=True):
    """The account as it is now, the new number of this session, and new codes for on paper if there are."""

    token: str
    session: Session
    person: Person
    recovery: tuple[str, ...] = ()


def change_passphrase(access: Access, present: Present, current: str, new: str, now: datetime) -> Changed:
    """Choose a new passphrase. All other sessions end, and other browsers are strangers again.

    Raises `Forbidden` without a passphrase of a moment ago, `Invalid` for a wrong or a weak one.
    """
    _require(present)
    person = present.person
    context = access.context(person.name, person.mail)
    if faults := weak(new, second_factor=person.secret is not None, context=context):
        raise Invalid(faults)
    _prove(access, present, "/current", current, now)
    changed = structs.replace(person, passphrase=access.passphrases.hash(new))
    with access.people.writing() as book:
        book.drop_all(Device, person.id)
        return _change(book, access, present, changed, "passphrase-changed", now)


def offer_second_factor(access: Access, present: Present, now: datetime, *, sealed: str = "") -> Enrolment:
    """A new second factor, to be set up with `enrol`; with `sealed`, of an earlier offer, the same one once more.

    Raises `Forbidden` without a passphrase of a moment ago.
    """
    _require(present)
    person = present.person
    account = person.mail or access.site
    kept = offered_again(access.vault, person.id, account, access.site, sealed, now) if sealed else None
    return kept or offer_factor(access.vault, person.id, account, access.site, now, access.chance)


def enrol(access: Access, present: Present, sealed: str, code: str, now: datetime) -> Changed:
    """Set up a second factor, also in the place of the one that there is; with new codes for on paper.

    Raises `Forbidden` without a passphrase of a moment ago, `Invalid` for a wrong code.
    """
    _require(present)
    person = present.person
    secret, step = answered(access.vault, person.id, sealed, code, now)
    changed = structs.replace(person, secret=access.vault.seal(person.id, secret, now))
    with access.people.writing() as book:
        if not book.add(UsedStep(person=person.id, step=step, ends=now)):
            raise Invalid([Fault(pointer="/code", code="code.used", detail="This code was used; take the next one.")])
        done = _change(book, access, present, changed, "second-factor-enrolled", now)
        return structs.replace(done, recovery=renew_recovery(book, person.id, access.chance))


def remove_second_factor(access: Access, present: Present, passphrase: str, now: datetime) -> Changed:
    """Do without a second factor, where the roles allow it and the passphrase is good enough alone.

    Raises `Forbidden` without a passphrase of a moment ago, `Conflict` where it is needed, `Invalid` otherwise.
    """
    _require(present)
    person = present.person
    if needs_second_factor(person.roles):
        raise Conflict("second-factor.needed", "Your role needs a second factor; set up another one instead.")
    if faults := weak(passphrase, second_factor=False, context=access.context(person.name, person.mail)):
        raise Invalid(faults)
    _prove(access, present, "/passphrase", passphrase, now)
    with access.people.writing() as book:
        book.drop_all(RecoveryCode, person.id)
        return _change(book, access, present, structs.replace(person, secret=None), "second-factor-removed", now)


def renew_codes(access: Access, present: Present, now: datetime) -> tuple[str, ...]:
    """Ten new codes for on paper instead of those that there were. Raises `Forbidden` and `Conflict`."""
    _require(present)
    if present.person.secret is None:
        raise Conflict("second-factor.missing", "There is no second factor that these would stand in for.")
    with access.people.writing() as book:
        tell(book, "recovery-renewed", now, actor=present.person.id)
        return renew_recovery(book, present.person.id, access.chance)


def codes_left(access: Access, present: Present) -> int:
    """How many codes on paper this person has left."""
    with access.people.reading() as book:
        return len(book.all(RecoveryCode, present.person.id))


def _require(present: Present) -> None:
    require(present.actor, "manage-own-account")
    if not present.actor.confirmed:
        facts = {"action": "manage-own-account", "reason": "confirm"}
        raise Forbidden("forbidden.confirm", SENTENCES["confirm"], **facts)


def _prove(access: Access, present: Present, pointer: str, passphrase: str, now: datetime) -> None:
    """Raises `Invalid` unless this is the passphrase. Who guesses waits longer each time; at ten the session ends."""
    with access.people.writing() as book:
        judged = prove(book, present.session, now)
    if judged.wait_s > 0 or not access.passphrases.fits(present.person.passphrase, passphrase):
        raise Invalid([Fault(pointer=pointer, code="passphrase.wrong", detail="This is not your passphrase.")])
    with access.people.writing() as book:
        proved(book, present.session)


def _change(book: Book, access: Access, present: Present, changed: Person, what: Happening, now: datetime) -> Changed:
    """Write the account anew, unless it changed meanwhile; this session goes on under a new number, others end."""
    session = book.find(Session, present.session.hash)
    if session is None or not _same(found(book, changed.id), present.person):
        raise Conflict("person.stale", "Your account was changed meanwhile; look at it again.")
    book.keep(changed)
    book.drop_all(Session, changed.id)
    token, session = rotate(book, access, session, now)
    tell(book, what, now, actor=changed.id)
    return Changed(token=token, session=session, person=changed)


def _same(current: Person | None, seen: Person) -> bool:
    return current is not None and structs.replace(current, seen=seen.seen) == seen
