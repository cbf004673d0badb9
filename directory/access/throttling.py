"""How often somebody may try. Guessing becomes slow, and nobody can lock out somebody else.

Every failure lets the next try wait longer, counted in a row until it goes right:

- A browser that this person came in with before (`Device`) has a count of its own. No failure anywhere else counts
  against it; after ten of its own it is a stranger again.
- Strangers are counted per account and network together, per network, and per account. After a hundred failures in a
  row an account takes no passphrase alone from strangers any more.
- Whoever gives a code of the second factor along is never made to wait for failures of others: passphrase and code are
  then judged together, with one answer for both, so that guessing tells nothing (a guess of the passphrase is only
  confirmed by a code that is right by chance, three in a million). Where the passphrase is right and the code is not,
  that is counted apart: a hundred such failures in a row, and strangers need a recovery code.
- Computing hashes is bounded too: so many a second for one network, and for all strangers together. In a flood a
  stranger may be told to try again in a second; known devices are not, and a link from an administrator goes around
  all of this.

A count says nothing about whether an account exists: it is kept under a keyed hash of what was typed.
"""

import math
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from msgspec import Struct, structs

from directory.access.contract import Book
from directory.access.vault import Vault
from directory.model.person import Person, Tally


class Limit(Struct, frozen=True, kw_only=True):
    """So many failures are `free`; then the wait doubles from a second up to `longest_s`. After `closed` there is none
    that ends. After `quiet_s` without failures it begins anew."""

    free: int
    longest_s: int
    closed: float = math.inf
    quiet_s: float = math.inf


class Pace(Struct, frozen=True, kw_only=True):
    """So many at once, then so many a second."""

    burst: int
    per_s: float


PAIR = Limit(free=5, longest_s=900, quiet_s=7_200)
NETWORK = Limit(free=30, longest_s=60, quiet_s=3_600)
ACCOUNT = Limit(free=10, longest_s=3_600, closed=100)
CODE = Limit(free=5, longest_s=900, closed=100)
DEVICE = Limit(free=3, longest_s=60, closed=10)
# Of somebody who is inside already, or who holds a link: ten wrong answers, and it ends.
INSIDE = Limit(free=3, longest_s=60, closed=10)
LINK = INSIDE
HASHES_OF_NETWORK = Pace(burst=10, per_s=1.0)
HASHES = Pace(burst=30, per_s=6.0)
# Refusals of names that nobody has, as events.
STRANGERS_TOLD = Pace(burst=200, per_s=0.01)
# Counts of names that nobody has are let go of after this long.
KEPT = timedelta(days=30)


class Names(Struct, frozen=True, kw_only=True):
    """Under what the tries of one stranger are counted."""

    pair: str
    network: str
    account: str
    network_pace: str
    pace: str = "hashes"

    @property
    def limits(self) -> dict[str, Limit]:
        """The counts of failures and their limits."""
        return {self.pair: PAIR, self.network: NETWORK, self.account: ACCOUNT}

    @property
    def paces(self) -> dict[str, Pace]:
        """The counts of computations and their paces."""
        return {self.network_pace: HASHES_OF_NETWORK, self.pace: HASHES}


class Judged(Struct, frozen=True, kw_only=True):
    """What becomes of a try: it has to wait (`wait_s`; infinity when waiting does not help), or it is looked at.

    `together` says that only passphrase and second factor together will do.
    """

    wait_s: float = 0.0
    together: bool = False


def names(vault: Vault, mail: str, network: str, now: datetime) -> Names:
    """The names of a stranger's counts. That of a network means nothing tomorrow."""
    day = now.date().isoformat()
    return Names(
        pair=vault.name("pair", mail, network, day),
        network=vault.name("network", network, day),
        account=_account(vault, mail),
        network_pace=vault.name("network-pace", network, day),
    )


def of_person(vault: Vault, person: Person) -> tuple[str, str]:
    """The names of what strangers do wrong with an account: the tries in a row, and the codes (`codes_of`)."""
    return _account(vault, person.mail or ""), codes_of(person)


def codes_of(person: Person) -> str:
    """The name of the count of wrong codes beside the right passphrase."""
    return f"codes:{person.id}"


def glance(book: Book, counted: Names, now: datetime, *, with_code: bool) -> float:
    """How long this stranger has to wait in any case, in seconds, without writing: a flood holds nobody up.

    None of it is certain while a count is from the future; then `approach` decides.
    """
    if any(_is_ahead(book, name, now) for name in (*counted.limits, *counted.paces)):
        return 0.0
    return _has_to_s(book, counted, _slowed_s(book, counted, now), now, with_code=with_code)


def approach(book: Book, counted: Names, now: datetime, *, with_code: bool, kept: bool) -> Judged:
    """Judge a try of a stranger, and count it as a failure until it turns out well: ten at once are ten.

    `kept` says that the count of this account is not to be let go of.
    """
    slowed_s = _slowed_s(book, counted, now)
    if has_to := _has_to_s(book, counted, slowed_s, now, with_code=with_code):
        _settle(book, (*counted.limits, *counted.paces), now)
        return Judged(wait_s=has_to)
    for name, pace in counted.paces.items():
        _add(book, name, _level(book, name, pace, now), now, timedelta(hours=1))
    for name, limit in counted.limits.items():
        ends = None if kept and name == counted.account else KEPT
        _add(book, name, _failures(_find(book, name, now), limit, now), now, ends)
    return Judged(together=slowed_s > 0)


def try_alone(book: Book, name: str, limit: Limit, now: datetime) -> Judged:
    """Judge a try that is counted under one name only, and count it as a failure until it turns out well."""
    if waits := _wait_s(book, name, limit, now):
        _settle(book, [name], now)
        return Judged(wait_s=waits)
    _add(book, name, _failures(_find(book, name, now), limit, now), now, KEPT)
    return Judged()


def failures(book: Book, name: str) -> int:
    """How often it went wrong in a row."""
    found = book.find(Tally, name)
    return int(found.level) if found else 0


def clear(book: Book, *of: str) -> None:
    """It went right: begin anew."""
    for name in of:
        book.drop(Tally, name)


def within(book: Book, name: str, pace: Pace, now: datetime) -> bool:
    """Whether one more keeps the pace; then it is counted."""
    if _busy_s(book, {name: pace}, now):
        return False
    _add(book, name, _level(book, name, pace, now), now, KEPT)
    return True


def wait_s(limit: Limit, failed: float, since_s: float) -> float:
    """How long to wait after so many failures, the last so many seconds ago (less than zero: the clock went back)."""
    if failed >= limit.closed:
        return math.inf
    if failed < limit.free:
        return 0.0
    # The exponent is bounded before it is used: a count has no end.
    delay: float = min(2.0 ** min(failed - limit.free, 30), limit.longest_s)
    return max(delay - max(since_s, 0.0), 0.0)


def _account(vault: Vault, mail: str) -> str:
    return vault.name("account", mail)


def _slowed_s(book: Book, counted: Names, now: datetime) -> float:
    """How long failures let this stranger wait who gives no code."""
    return max(_wait_s(book, name, limit, now) for name, limit in counted.limits.items())


def _has_to_s(book: Book, counted: Names, slowed_s: float, now: datetime, *, with_code: bool) -> float:
    return slowed_s if slowed_s > 0 and not with_code else _busy_s(book, counted.paces, now)


def _wait_s(book: Book, name: str, limit: Limit, now: datetime) -> float:
    found = _find(book, name, now)
    if found is None:
        return 0.0
    return wait_s(limit, _failures(found, limit, now), (now - found.at).total_seconds())


def _failures(found: Tally | None, limit: Limit, now: datetime) -> float:
    if found is None or (now - found.at).total_seconds() > limit.quiet_s:
        return 0.0
    return found.level


def _find(book: Book, name: str, now: datetime) -> Tally | None:
    """The count of this name. One from the future was made before the clock was put back: it is of now then."""
    found = book.find(Tally, name)
    return found if found is None or found.at <= now else structs.replace(found, at=now)


def _is_ahead(book: Book, name: str, now: datetime) -> bool:
    found = book.find(Tally, name)
    return found is not None and found.at > now


def _settle(book: Book, names: Iterable[str], now: datetime) -> None:
    """Keep counts from the future as of now: from here on they pass with the time."""
    for name in names:
        if _is_ahead(book, name, now) and (found := _find(book, name, now)):
            book.keep(found)


def _busy_s(book: Book, paces: Mapping[str, Pace], now: datetime) -> float:
    """How long until there is room for one more."""
    over = (_level(book, name, pace, now) + 1 - pace.burst for name, pace in paces.items())
    return max((level / pace.per_s for level, pace in zip(over, paces.values(), strict=True) if level > 0), default=0.0)


def _level(book: Book, name: str, pace: Pace, now: datetime) -> float:
    found = _find(book, name, now)
    if found is None:
        return 0.0
    return max(found.level - (now - found.at).total_seconds() * pace.per_s, 0.0)


def _add(book: Book, name: str, level: float, now: datetime, kept: timedelta | None) -> None:
    book.keep(Tally(name=name, level=level + 1, at=now, ends=None if kept is None else now + kept))
