"""Every address of the desk and of the API for who is let in: what it asks for, and that it asks before it does.

`WRITES` lists what each form of the desk may be sent by. Who gives the desk another form adds a line, and so thinks of
who may.
"""

import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from msgspec import Struct

from directory.permissions import MATRIX, Action, outright
from tests.api.caller import of
from tests.conftest import Desk, copied
from tests.web.desk.colleague import SAME_ORIGIN, Colleague, hire, unconfirmed

# Addresses of coming in and going out: nobody has to be there yet.
ENTRANCE = ("/beheer/in", "/beheer/uit", "/beheer/link", "/beheer/oidc/")
RECORD = "/beheer/gegevens/{kind:str}/{id:str}"
ONE, PARTNER, PERSON = "/beheer/voorstellen/{id:str}", "/beheer/partners/{id:str}", "/beheer/mensen/{id:str}"
WRITES: dict[Action, tuple[str, ...]] = {
    "manage-own-account": (
        "/beheer/opnieuw",
        *(f"/beheer/ik/{each}" for each in ("wachtzin", "app", "app/weg", "codes", "sessies", "sessies/{id:str}")),
    ),
    # The deeds ask for more: what is saved here is published only by who may publish.
    "edit-drafts": (RECORD, "/beheer/gegevens/lijkt-op", f"{RECORD}/verandert"),
    "propose": (
        "/beheer/werk",
        "/beheer/gegevens/samen",
        f"{RECORD}/beeindigen",
        f"{RECORD}/samenvoegen",
        f"{ONE}/kiezen",
    ),
    "approve": (f"{ONE}/goedkeuren",),
    "send-back": (f"{ONE}/terugsturen",),
    "take-back-proposal": (f"{ONE}/intrekken", f"{ONE}/aanpassen"),
    "split-proposal": (f"{ONE}/splitsen", f"{ONE}/splitsen/velden"),
    "revert": (f"{RECORD}/terugzetten/{{revision:int}}",),
    "undo-batch": ("/beheer/partij/{batch:int}/terug",),
    "emergency-hide": (f"{RECORD}/verbergen",),
    "handle-reports": ("/beheer/meldingen/{id:str}",),
    "send-partner-links": (f"{PARTNER}/link", f"{PARTNER}/adres"),
    "revoke-partner-links": (f"{PARTNER}/link/stop",),
    "manage-reminders": (f"{PARTNER}/pauze",),
    "edit-lexicon": (
        "/beheer/woorden/kies",
        "/beheer/woorden/begrippen/{slug:str}/nieuw",
        "/beheer/woorden/begrippen/{slug:str}/{term:str}",
    ),
    # Checks the chain, and changes nothing.
    "read-audit": ("/beheer/logboek/controle",),
    "export-audit": ("/beheer/logboek/uitvoer",),
    "manage-people": (
        "/beheer/mensen",
        *(f"{PERSON}/{each}" for each in ("rollen", "sluiten", "openen", "wachtzin", "app", "sessies", "losmaken")),
        f"{PERSON}/wissen",
    ),
    "manage-keys": ("/beheer/sleutels", "/beheer/sleutels/{id:str}/intrekken"),
    # Lets a letter be tried sooner; nothing of it is seen.
    "read-mail-queue": ("/beheer/post/{id:str}",),
}
# Beside these, what comes in from files, many records at once and pairs have pages of their own.
MANY: dict[str, tuple[Action, ...]] = {
    "/beheer/invoer": ("import", "undo-batch"),
    "/beheer/bulk": ("bulk-edit", "undo-batch"),
    "/beheer/dubbel": ("decide-duplicates",),
}


class Route(Struct, frozen=True):
    """One way in: by which method, where, and what it asks for."""

    method: str
    template: str
    action: Any

    @property
    def path(self) -> str:
        """The address with something in each of its places."""
        return re.sub(r"\{(\w+):(\w+)\}", lambda found: "1" if found[2] == "int" else "x", self.template)


def routes(desk: Desk, *, under: str) -> list[Route]:
    found = [
        Route(method, route.path, handler.opt.get("action"))
        for route in desk.application.litestar.routes
        for handler in getattr(route, "route_handlers", ())
        for method in handler.http_methods - {"OPTIONS"}
        if route.path == under or route.path.startswith(f"{under}/")
    ]
    assert found
    return found


@pytest.fixture(scope="module")
def desk(seeded: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with copied(seeded, tmp_path_factory.mktemp("doors") / "data") as desk:
        yield desk


@pytest.fixture(scope="module")
def inside(desk: Desk) -> list[Route]:
    return [each for each in routes(desk, under="/beheer") if not each.template.startswith(ENTRANCE)]


def send(desk: Desk, route: Route, headers: dict[str, str], fields: dict[str, str] | None = None) -> httpx.Response:
    data = fields if route.method == "POST" else None
    return desk.client.request(route.method, route.path, headers=headers, data=data, follow_redirects=False)


def test_every_form_of_the_desk_asks_for_what_is_said_here(inside: list[Route]) -> None:
    expected = {path: action for action, paths in WRITES.items() for path in paths}
    assert all(each.action in MATRIX for each in inside)
    for each in (each for each in inside if each.method == "POST"):
        many = next((actions for path, actions in MANY.items() if each.template.startswith(path)), ())
        assert each.action == expected.get(each.template) or each.action in many, each


def test_only_forms_write(inside: list[Route]) -> None:
    assert {each.method for each in inside} == {"GET", "POST"}


def test_nobody_comes_in_without_a_session_and_nothing_is_kept_on_the_way(desk: Desk, inside: list[Route]) -> None:
    for each in inside:
        answer = send(desk, each, {**SAME_ORIGIN}, {})
        assert answer.status_code == (303 if each.method == "GET" else 401), each
        assert "no-store" in answer.headers["cache-control"], each
        assert "set-cookie" not in answer.headers, each


@pytest.mark.parametrize("role", ["editor", "reviewer", "administrator"])
def test_who_may_not_is_refused_at_the_door_whatever_is_asked_about(desk: Desk, inside: list[Route], role: Any) -> None:
    colleague = hire(desk, role)
    for each in inside:
        reason = outright(colleague.actor, each.action)
        if reason is not None:
            answer = send(desk, each, colleague.headers, {"_token": colleague.form_token})
            assert (answer.status_code, "Dit mag u niet doen" in answer.text) == (403, True), each
            assert "no-store" in answer.headers["cache-control"], each


def test_dangerous_acts_ask_for_the_passphrase_wherever_they_are(desk: Desk, inside: list[Route]) -> None:
    colleague = unconfirmed(hire(desk, "administrator", "ongezien"))
    dangerous = [each for each in inside if MATRIX[each.action].confirm]
    assert len(dangerous) > 10
    for each in dangerous:
        answer = send(desk, each, colleague.headers, {"_token": colleague.form_token})
        assert answer.status_code == 403, each
        assert "Geef uw wachtzin opnieuw" in answer.text, each


def test_no_form_is_acted_on_that_is_not_of_this_session_and_this_site(desk: Desk, inside: list[Route]) -> None:
    colleague, other = hire(desk, "administrator", "een"), hire(desk, "administrator", "ander")
    before = desk.store.sequence()
    for each in (each for each in inside if each.method == "POST"):
        for token in ("", other.form_token):
            answer = send(desk, each, colleague.headers, {"_token": token})
            assert (answer.status_code, "Nog één keer opslaan" in answer.text) == (403, True), each
        for kind in ("application/x-www-form-urlencoded", "text/plain", "application/json", "multipart/form-data"):
            foreign = {"cookie": colleague.headers["cookie"], "sec-fetch-site": "cross-site", "content-type": kind}
            content = f"_token={colleague.form_token}"
            answer = desk.client.post(each.path, content=content, headers=foreign, follow_redirects=False)
            assert answer.status_code == 403, (each, kind)
    assert desk.store.sequence() == before
    assert alive(colleague)


def alive(colleague: Colleague) -> bool:
    return colleague.get("/beheer").status_code == 200


def test_every_operation_asks_who_calls_and_whether_they_may(desk: Desk) -> None:
    closed = [each for each in routes(desk, under="/api/v1") if each.action is not None]
    editor, stale = hire(desk, "editor", "klein"), unconfirmed(hire(desk, "administrator", "oud"))
    assert len(closed) > 50
    for each in closed:
        path = each.path.removeprefix("/api/v1")
        anybody = desk.client.request(each.method, each.path)
        assert (anybody.status_code, anybody.headers["cache-control"]) == (401, "no-store"), each
        if outright(editor.actor, each.action):
            assert of(editor)(each.method, path, {}).status_code == 403, each
        if MATRIX[each.action].confirm:
            assert of(stale)(each.method, path, {}).json()["reason"] == "confirm", each
        if each.method != "GET":
            foreign = {"cookie": stale.headers["cookie"], "sec-fetch-site": "same-site", "content-type": "text/plain"}
            refused = desk.client.request(each.method, each.path, headers=foreign, content="{}")
            assert (refused.status_code, refused.json()["code"]) == (403, "foreign-origin"), each


def test_what_writes_over_the_api_asks_for_an_action_that_writes(desk: Desk) -> None:
    for each in routes(desk, under="/api/v1"):
        if each.action is not None and each.method != "GET":
            assert not str(each.action).startswith("read"), each
