"""Colleagues at the desk over HTTP: who they are, and what they open and send in one line."""

import re
from collections.abc import Mapping
from datetime import datetime
from html import unescape
from typing import Any

import httpx
import pyotp
from msgspec import structs

from directory.access import Access, sessions
from directory.access.sessions import Present, actor_of
from directory.gate.present import SESSION
from directory.model.person import Person, Role, Session
from directory.permissions import Actor, needs_second_factor
from tests.conftest import Desk

PASSPHRASE = "paard fiets lamp kachel"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
SAME_ORIGIN = {"sec-fetch-site": "same-origin"}


class Colleague:
    """Somebody who is in: `get` opens a page, `post` sends a form of ours."""

    def __init__(self, desk: Desk, person: Person, token: str, session: Session) -> None:
        self.desk, self.person, self.token, self.session = desk, person, token, session

    @property
    def actor(self) -> Actor:
        return actor_of(self.person, self.session, self.desk.now)

    @property
    def form_token(self) -> str:
        return access(self.desk).vault.name("form", self.session.id)

    @property
    def headers(self) -> dict[str, str]:
        return {"cookie": f"{SESSION}={self.token}", **SAME_ORIGIN}

    def get(self, path: str) -> httpx.Response:
        return self.desk.client.get(path, headers=self.headers, follow_redirects=False)

    def post(self, path: str, fields: Mapping[str, Any] | None = None, **more: Any) -> httpx.Response:
        """Send a form with the token of this session, and `more`, which goes to the client."""
        sent = {"_token": self.form_token, **(fields or {})}
        return self.desk.client.post(path, data=sent, headers=self.headers, follow_redirects=False, **more)


def access(desk: Desk) -> Access:
    found: Access = desk.application.litestar.state.access
    return found


def hire(desk: Desk, role: Role, name: str = "", *, roles: tuple[Role, ...] = ()) -> Colleague:
    """Somebody with an account and a session; the passphrase was given a moment ago."""
    return Colleague(desk, *take_on(access(desk), desk.now, role, name, roles=roles))


def take_on(
    door: Access, now: datetime, role: Role, name: str = "", *, roles: tuple[Role, ...] = ()
) -> tuple[Person, str, Session]:
    """The same, below the face."""
    held = roles or (role,)
    id = f"persoon-{name or role}"
    secret = door.vault.seal(id, SECRET, now) if needs_second_factor(held) else None
    person = Person(
        id=id,
        made=now,
        name=(name or role).title(),
        mail=f"{name or role}@example.nl",
        roles=held,
        passphrase=door.passphrases.hash(PASSPHRASE),
        secret=secret,
        seen=now.date(),
    )
    with door.people.writing() as book:
        book.keep(person)
        token, session = sessions.begin(book, door, person, "Firefox, Linux", now)
    return person, token, session


def code(desk: Desk) -> str:
    """What the app of everybody shows now."""
    return pyotp.TOTP(SECRET).at(desk.now)


def unconfirmed(colleague: Colleague) -> Colleague:
    """The same person, whose passphrase is from long ago."""
    with access(colleague.desk).people.writing() as book:
        old = structs.replace(colleague.session, confirmed=colleague.desk.now - 2 * sessions.CONFIRMED)
        book.keep(old)
    return Colleague(colleague.desk, colleague.person, colleague.token, old)


def present(colleague: Colleague) -> Present | None:
    return sessions.who(access(colleague.desk), colleague.token, colleague.desk.now)


def hidden(page: str) -> dict[str, str]:
    """The hidden fields of the forms on a page."""
    found = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', page)
    return {name: unescape(value) for name, value in found}
