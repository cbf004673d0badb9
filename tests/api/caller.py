"""Who calls the API in the tests of writing: programs with a key, and people by the session of the desk."""

from collections.abc import Collection, Mapping
from typing import Any

import httpx

from directory.access import keys
from directory.permissions import CONSOLE, SCOPES
from tests.conftest import Desk
from tests.web.desk.colleague import Colleague, access, hire


class Caller:
    """Somebody or something that calls, with what lets them in."""

    def __init__(self, desk: Desk, headers: Mapping[str, str], id: str = "") -> None:
        self.desk, self.headers, self.id = desk, headers, id

    def __call__(
        self, method: str, path: str, body: object = None, *, seen: str | None = None, **headers: str
    ) -> httpx.Response:
        """One request under `/api/v1`; `seen` goes along as `If-Match`."""
        given = {**self.headers, **({"if-match": seen} if seen is not None else {})}
        given |= {name.replace("_", "-"): value for name, value in headers.items()}
        more: dict[str, Any] = {} if body is None else {"json": body}
        if method == "PATCH":
            given["content-type"] = "application/merge-patch+json"
        client = self.desk.client
        return client.request(method, f"/api/v1{path}", headers=given, follow_redirects=False, **more)


def nobody(desk: Desk) -> Caller:
    return Caller(desk, {})


def person(desk: Desk, role: Any, name: str = "") -> Caller:
    """Somebody who is in at the desk."""
    return of(hire(desk, role, name))


def of(colleague: Colleague) -> Caller:
    return Caller(colleague.desk, colleague.headers, colleague.person.id)


def program(desk: Desk, owner: Caller, scopes: Collection[str] = SCOPES, days: int = 365) -> Caller:
    """A program with a key that this person answers for."""
    raw = {"name": "Een proef", "owner": owner.id, "scopes": [*scopes], "days": days}
    made = keys.create(access(desk), CONSOLE, raw, desk.now)
    return Caller(desk, {"authorization": f"Bearer {made.secret}"}, made.key.id)


def record(desk: Desk, path: str) -> tuple[dict[str, Any], str]:
    """A public record and its tag, as anybody reads them."""
    answer = desk.client.get(f"/api/v1{path}")
    assert answer.status_code == 200, answer.text
    return answer.json(), answer.headers["etag"]
