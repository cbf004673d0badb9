"""Using a link: a passphrase, and a second factor where it has to be or is wanted. It works once, whole or not."""

import math
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated

from msgspec import Meta, Struct, structs

from directory.access import throttling
from directory.access.contract import Book
from directory.access.devices import remember
from directory.access.entrance import Access, administrators, found, refuse_address, spelled_mail, tell
from directory.access.links import Opened, living, look, no_link
from directory.access.passphrases import READ, weak
from directory.access.second_factor import answered, renew_recovery, spend, spend_recovery, wrong_code
from directory.access.sessions import begin
from directory.errors import Conflict, Fault, Invalid
from directory.model.base import Email
from directory.model.person import Device, Link, Person, PersonName, Session, UsedStep
from directory.validation import read_struct


class Answer(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What somebody gives with a link. `sealed` comes back as `Enrolment` gave it, with the first code of the app.

    `name` and `mail` are for the first administrator only.
    """

    passphrase: Annotated[str, Meta(max_length=READ)]
    code: Annotated[str, Meta(max_length=100)] = ""
    sealed: Annotated[str, Meta(max_length=1_000)] = ""
    name: PersonName | None = None
    mail: Email | None = None


class Accepted(Struct, frozen=True, kw_only=True):
    """Somebody came in by a link: a session, and the codes for on paper if a second factor was set up; shown once."""

    token: str
    session: Session
    person: Person
    device: str
    recovery: tuple[str, ...]


class _New(Struct, frozen=True, kw_only=True):
    """The second factor that is set up, if one is, and the step of its first code."""

    secret: str | None = None
    step: int | None = None


def accept(access: Access, token: str, raw: Mapping[str, object], now: datetime, *, label: str = "") -> Accepted:
    """Use a link, with everything that it asks for (`Answer`); `label` is what the browser calls itself.

    Raises `Unknown` for a link that does not work (any more) and `Invalid` with the faults of the answer; after ten
    answers with a wrong code or passphrase the link is gone. `Conflict` (`mail.taken`) for the first administrator.
    """
    answer = read_struct(Answer, raw)
    opened = look(access, token, now)
    person = opened.person or _first(access, answer, now)
    _check(access, opened, person, answer)
    _count(access, token, now)
    right = not opened.current or access.passphrases.fits(person.passphrase, answer.passphrase)
    kept = person.passphrase if opened.current else access.passphrases.hash(answer.passphrase)
    with access.people.writing() as book:
        link = living(book, token, now)
        _check_standing(book, opened, person)
        new = _read(book, access, opened, person, answer, now) if right else _wrong("passphrase")
        if isinstance(new, _New):
            return _accept(book, access, link, structs.replace(person, passphrase=kept), new, label, now)
        tell(book, "link-refused", now, about=link.person, detail=link.purpose)
    # Raised outside, so that what was written about it stays.
    raise new


def _accept(book: Book, access: Access, link: Link, person: Person, new: _New, label: str, now: datetime) -> Accepted:
    """The person as they are from now on. Older sessions, browsers and links may be in the hands of somebody else."""
    sealed = access.vault.seal(person.id, new.secret, now) if new.secret else person.secret
    awaited = person.awaited and new.secret is None
    person = structs.replace(person, secret=sealed, awaited=awaited, seen=now.date())
    book.keep(person)
    for kind in (Session, Device, Link):
        book.drop_all(kind, person.id)
    book.keep(structs.replace(link, used=now))
    if new.step is not None:
        book.add(UsedStep(person=person.id, step=new.step, ends=now))
    recovery = renew_recovery(book, person.id, access.chance) if new.secret else ()
    throttling.clear(book, _count_of(link), *throttling.of_person(access.vault, person))
    tell(book, "accepted", now, actor=person.id, about=person.id, detail=link.purpose)
    token, session = begin(book, access, person, label, now)
    device = remember(book, access, person, None, now)
    return Accepted(token=token, session=session, person=person, device=device, recovery=recovery)


def _count_of(link: Link) -> str:
    return f"link:{link.hash}"


def _read(book: Book, access: Access, opened: Opened, person: Person, answer: Answer, now: datetime) -> _New | Invalid:
    """The second factor that is set up now, if one is; or why not."""
    if opened.enrolment is not None and (answer.sealed or opened.must_enrol):
        try:
            secret, step = answered(access.vault, opened.link.hash, answer.sealed, answer.code, now)
        except Invalid as wrong:
            return wrong
        return _New(secret=secret, step=step)
    if opened.code and not spend(book, access.vault, person, answer.code, now):
        return _New() if spend_recovery(book, person, answer.code) else Invalid([wrong_code()])
    return _New()


def _check_standing(book: Book, opened: Opened, person: Person) -> None:
    """Raises `Unknown` when the person changed since the link was looked at, or somebody else was first."""
    if opened.person is None:
        stands = not administrators(book)
        if book.named(person.mail or "") is not None:
            raise Conflict("mail.taken", "Somebody who was invited has this mail address; give another one.")
    else:
        stands = found(book, person.id) == opened.person
    if not stands:
        raise no_link()


def _check(access: Access, opened: Opened, person: Person, answer: Answer) -> None:
    """Raises `Invalid` with what is wrong with a new passphrase, before anything is computed or counted."""
    if opened.current:
        return
    second = bool(answer.sealed) or opened.must_enrol or person.secret is not None
    context = access.context(person.name, person.mail)
    if faults := weak(answer.passphrase, second_factor=second, context=context):
        raise Invalid(faults)


def _first(access: Access, answer: Answer, now: datetime) -> Person:
    """Who becomes the first administrator. Raises `Invalid` when it is not said who that is."""
    missing = [field for field in ("name", "mail") if not getattr(answer, field)]
    if missing:
        raise Invalid([Fault(pointer=f"/{each}", code="field.missing", detail="This is needed.") for each in missing])
    refuse_address(answer.name or "")
    mail = spelled_mail(answer.mail or "")
    return Person(id=access.person_id(), made=now, name=answer.name, mail=mail, roles=("administrator",))


def _count(access: Access, token: str, now: datetime) -> None:
    """Count an answer as a wrong one until it turns out well. Raises `Unknown` when there were too many."""
    with access.people.writing() as book:
        link = living(book, token, now)
        judged = throttling.try_alone(book, _count_of(link), throttling.LINK, now)
        if math.isinf(judged.wait_s):
            book.drop(Link, link.hash)
    if math.isinf(judged.wait_s):
        raise no_link()
    if judged.wait_s > 0:
        detail = f"Try again in {math.ceil(judged.wait_s)} seconds."
        raise Invalid([Fault(pointer="/code", code="slow-down", detail=detail)])


def _wrong(field: str) -> Invalid:
    return Invalid([Fault(pointer=f"/{field}", code=f"{field}.wrong", detail="This is not right.")])
