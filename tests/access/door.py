"""A door to try: people with passphrases and apps, hashes that are counted, and a clock that only tests move."""

import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyotp
from argon2 import PasswordHasher

from directory.access import Access, Passphrases, Vault, accounts, links, log, sessions
from directory.access.accepting import Accepted, accept
from directory.access.links import Offered
from directory.access.sessions import Present
from directory.access.signing import Attempt, Outcome, Welcome, sign_in
from directory.model.person import Person, Role
from directory.permissions import CONSOLE
from directory.storage.sqlite import SqlitePeople

NOW = datetime(2026, 11, 25, 13, 0, tzinfo=UTC)
PASSPHRASE = "paard fiets lamp kachel"
NEXT = timedelta(seconds=30)


class Counting(PasswordHasher):
    """Argon2id, cheap and counted: what takes as many computations takes as long."""

    def __init__(self, passes: int = 1) -> None:
        super().__init__(time_cost=passes, memory_cost=8, parallelism=1)
        self.verified = self.hashed = 0

    def hash(self, password: str | bytes, *, salt: bytes | None = None) -> str:
        self.hashed += 1
        return super().hash(password, salt=salt)

    def verify(self, hash: str | bytes, password: str | bytes) -> bool:
        self.verified += 1
        return super().verify(hash, password)


class Door:
    """The door of one folder. `now` moves when a test says so."""

    def __init__(self, folder: Path, hasher: PasswordHasher | None = None) -> None:
        self.path = folder / "people.db"
        self.now = NOW
        self.hasher = hasher or Counting()
        people = SqlitePeople(self.path)
        self.access = Access(
            people=people,
            vault=Vault(people.key),
            passphrases=Passphrases(self.hasher),
            site="gids.example",
            chance=random.Random(7).randbytes,
        )
        self.secrets: dict[str, str] = {}

    def first(self, mail: str = "anna@example.nl") -> Accepted:
        """The first administrator."""
        offered = links.offer_setup(self.access, self.now)
        return self.take(offered, mail=mail, name="Anna")

    def person(self, mail: str, *roles: Role) -> Accepted:
        """Somebody who was invited and came in; with a second factor where that is needed."""
        raw = {"name": mail.partition("@")[0].title(), "mail": mail, "roles": [*roles]}
        _, offered = accounts.invite(self.access, CONSOLE, raw, self.now)
        return self.take(offered)

    def take(self, offered: Offered, passphrase: str = PASSPHRASE, **more: str) -> Accepted:
        """Use a link, with a new app where one is asked for."""
        opened = links.look(self.access, offered.token, self.now)
        if opened.enrolment and opened.must_enrol:
            more = {"sealed": opened.enrolment.sealed, "code": self.code_of(opened.enrolment.secret), **more}
        accepted = accept(self.access, offered.token, {"passphrase": passphrase, **more}, self.now)
        if opened.enrolment and opened.must_enrol:
            self.secrets[accepted.person.id] = opened.enrolment.secret
        return accepted

    def code_of(self, secret: str) -> str:
        """What an app with this secret shows now."""
        return pyotp.TOTP(secret).at(self.now)

    def code(self, person: Person) -> str:
        """What the app of this person shows now."""
        return self.code_of(self.secrets[person.id])

    def enter(
        self,
        mail: str,
        passphrase: str = PASSPHRASE,
        code: str = "",
        *,
        network: str = "198.51.100.7",
        device: str = "",
    ) -> Outcome:
        """A try to come in."""
        attempt = Attempt(mail=mail, passphrase=passphrase, code=code, network=network, device=device)
        return sign_in(self.access, attempt, self.now)

    def welcome(self, person: Person, *, device: str = "", network: str = "198.51.100.7") -> Welcome:
        """Somebody comes in with all that it needs, in the next half minute."""
        self.now += NEXT
        code = self.code(person) if person.secret else ""
        found = self.enter(person.mail or "", code=code, device=device, network=network)
        assert isinstance(found, Welcome)
        return found

    def who(self, token: str) -> Present | None:
        return sessions.who(self.access, token, self.now)

    def here(self, token: str) -> Present:
        present = self.who(token)
        assert present is not None
        return present

    def kept(self) -> bytes:
        """Everything that is on the disk."""
        return b"".join(file.read_bytes() for file in sorted(self.path.parent.iterdir()) if file.suffix != ".db-shm")

    def events(self) -> list[str]:
        """What was written about, oldest first."""
        return [each.what for each in reversed(log.events(self.access, CONSOLE, 1_000))]
