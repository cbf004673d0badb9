"""The second factor: a code from an app (TOTP), each code once, and ten codes on paper for when the phone is gone."""

import base64
from collections.abc import Callable
from datetime import datetime

import pyotp
from msgspec import Struct

from directory.access.contract import Book
from directory.access.vault import Vault, digest
from directory.errors import Fault, Invalid
from directory.model.person import Person, RecoveryCode, UsedStep

Chance = Callable[[int], bytes]

SECRET_BYTES = 20
# One step of thirty seconds too early or too late.
DRIFT_STEPS = 1
CODES = 10
# 120 bits: enough to be kept under a fast hash (ASVS 6.5.2). Written as six groups of four.
CODE_BYTES, GROUP = 15, 4
# Who sets up the app has so long for it.
SETTING_UP_S = 3_600


class Enrolment(Struct, frozen=True, kw_only=True):
    """What an app needs to make codes. `sealed` goes with the form and comes back with the first code.

    `uri` is what the QR code says; `secret` the same for who types.
    """

    secret: str
    uri: str
    sealed: str


def offer(vault: Vault, owner: str, account: str, site: str, now: datetime, chance: Chance) -> Enrolment:
    """A new secret for this owner: the id of a person, or the hash of a link. Nothing is kept of it here."""
    secret = base64.b32encode(chance(SECRET_BYTES)).decode()
    return _enrolment(secret, account, site, vault.seal(_offered(owner), secret, now))


def again(vault: Vault, owner: str, account: str, site: str, sealed: str, now: datetime) -> Enrolment | None:
    """The same secret once more, for who made a mistake elsewhere in the form; None when it was not given to them."""
    secret = vault.take(_offered(owner), sealed, now, SETTING_UP_S)
    return _enrolment(secret, account, site, sealed) if secret else None


def _enrolment(secret: str, account: str, site: str, sealed: str) -> Enrolment:
    uri = pyotp.TOTP(secret).provisioning_uri(name=account, issuer_name=site)
    return Enrolment(secret=secret, uri=uri, sealed=sealed)


def answered(vault: Vault, owner: str, sealed: str, code: str, now: datetime) -> tuple[str, int]:
    """The secret that was offered, and the step of the first code. Raises `Invalid` when the code is not of it."""
    secret = vault.take(_offered(owner), sealed, now, SETTING_UP_S)
    if secret is None:
        raise Invalid([Fault(pointer="/sealed", code="enrolment.old", detail="Start setting up the app again.")])
    step = step_of(secret, code, now)
    if step is None:
        raise Invalid([wrong_code()])
    return secret, step


def wrong_code() -> Fault:
    """The fault of a code that is not of this moment."""
    return Fault(pointer="/code", code="code.wrong", detail="This is not the code of this moment; take the next one.")


def step_of(secret: str, code: str, now: datetime) -> int | None:
    """The thirty seconds whose code this is, at most one step from now."""
    typed = "".join(code.split())
    if not (typed.isascii() and typed.isdigit()):
        return None
    try:
        return pyotp.TOTP(secret).verify_and_get_timecode(typed, for_time=now, valid_window=DRIFT_STEPS)
    except pyotp.OTPVerificationError:
        return None


def spend(book: Book, vault: Vault, person: Person, code: str, now: datetime) -> bool:
    """Whether this code of the app is right and was never used before; afterwards it is used.

    Used steps are remembered one by one, and not as a last one, so that a clock that jumped ahead for a while and came
    back locks nobody out.
    """
    if person.secret is None:
        return False
    step = step_of(vault.open(person.id, person.secret), code, now)
    return step is not None and book.add(UsedStep(person=person.id, step=step, ends=now))


def spend_recovery(book: Book, person: Person, code: str) -> bool:
    """Whether this is one of the codes on paper; afterwards it is gone."""
    return book.drop(RecoveryCode, f"{person.id}:{digest(_typed(code))}")


def renew_recovery(book: Book, person: str, chance: Chance) -> tuple[str, ...]:
    """Ten new codes on paper instead of those that there were. Shown once; kept as hashes."""
    book.drop_all(RecoveryCode, person)
    codes = tuple(_code(chance) for _ in range(CODES))
    for each in codes:
        book.add(RecoveryCode(person=person, hash=digest(_typed(each))))
    return codes


def _code(chance: Chance) -> str:
    whole = base64.b32encode(chance(CODE_BYTES)).decode().lower()
    return "-".join(whole[at : at + GROUP] for at in range(0, len(whole), GROUP))


def _typed(code: str) -> str:
    return "".join(each for each in code.lower() if each.isalnum())


def _offered(owner: str) -> str:
    return f"offered:{owner}"
