"""Every cell of the permission matrix over HTTP: who is told yes is let through, who is told no is not.

`HOW` says how each action is done: one request that goes well for who may. Whoever gives an action a page or an
operation adds a line; `ELSEWHERE` are the actions that still have none, and shrinks.
"""

from collections.abc import Callable, Collection, Iterator
from typing import Any
from uuid import uuid4

import httpx
import pytest
from msgspec import Struct

from directory.access import keys, log
from directory.curation.auditing import verified
from directory.curation.reports import read_report
from directory.model.ids import derived_id
from directory.permissions import ACTIONS, CAST, CONSOLE, MATRIX, SCOPES, Action, Cast, matrix
from tests.api.caller import Caller, nobody, of, program, record
from tests.conftest import NOW, Desk, copied
from tests.web.desk.colleague import SAME_ORIGIN, Colleague, access, hire, unconfirmed

PEOPLE: tuple[Any, ...] = ("editor", "reviewer", "administrator")
DONE = (200, 201, 202, 204)
KADERA = derived_id("organization", "kadera")


class Who(Struct, kw_only=True):
    """Somebody who tries: over the API by `api`; who is at the desk also by `colleague`."""

    api: Caller
    colleague: Colleague | None = None


class Stage:
    """One directory with one of everybody. `author` and `other` are reviewers whose work it is where that matters."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.cast: dict[Cast, Who] = {role: self.person(role, role) for role in PEOPLE}
        self.cast["visitor"] = self.cast["partner"] = Who(api=nobody(desk))
        self.author, self.other = self.person("reviewer", "auteur"), self.person("reviewer", "ander")
        self.cast["key"] = self.key(SCOPES)

    def person(self, role: Any, name: str) -> Who:
        found = hire(self.desk, role, name)
        return Who(api=of(found), colleague=found)

    def key(self, scopes: Collection[str]) -> Who:
        return Who(api=program(self.desk, self.other.api, scopes))

    def stale(self, role: Cast) -> Who:
        """The same person, who gave the passphrase a while ago."""
        found = unconfirmed(hire(self.desk, role, f"{role}-lang-geleden"))
        return Who(api=of(found), colleague=found)

    # What there has to be before somebody can do something with it.

    def organization(self, **fields: Any) -> tuple[str, str]:
        """A new organization of nobody's in particular: its path and its tag."""
        slug = f"proef-{uuid4().hex[:12]}"
        new = {"slug": slug, "name": "Proef", "role": "help", "description": "Een proef.", **fields}
        made = self.other.api("POST", "/organizations", new)
        assert made.status_code == 201, made.text
        return f"/organizations/{made.json()['id']}", made.headers["etag"]

    def proposal(self, by: Who | None = None, **fields: Any) -> tuple[str, str]:
        """A change that waits: the path of its proposal and the tag of that."""
        by = by or self.author
        path, tag = self.organization()
        found = record(self.desk, path)[0]
        one = {
            "kind": "organization",
            "id": found["id"],
            "ifMatch": tag,
            "record": {**found, "name": "Anders", **fields},
        }
        return self.proposed(by.api("POST", "/proposals", {"changes": [one, self.new()], "reason": "Een proef."}))

    def new(self) -> dict[str, Any]:
        slug = f"nieuw-{uuid4().hex[:12]}"
        fields = {"slug": slug, "name": "Nieuw", "role": "help", "description": "Een proef."}
        return {"kind": "organization", "record": fields}

    def guarded(self, by: Who | None = None) -> tuple[str, str]:
        """The withdrawal of what the public saw, which needs two people."""
        path, tag = self.organization()
        return self.proposed((by or self.author).api("DELETE", path, seen=tag))

    def merging(self, by: Who | None = None) -> tuple[str, str]:
        """Two that are said to be one."""
        (path, tag), (other, _) = self.organization(), self.organization()
        into = {"into": other.rpartition("/")[2]}
        return self.proposed((by or self.author).api("POST", f"{path}/merges", into, seen=tag))

    def proposed(self, made: httpx.Response) -> tuple[str, str]:
        assert made.status_code in (201, 202), made.text
        path = made.headers["location"].partition("/api/v1")[2]
        return path, made.headers["etag"]


class Way(Struct, frozen=True, kw_only=True):
    """How an action is done. `do` tries it on the work of somebody else, `own` on that of who tries; `yes` are the
    answers of who was let through."""

    do: Callable[[Stage, Who], httpx.Response]
    own: Callable[[Stage, Who], httpx.Response] | None = None
    yes: Collection[int] = DONE


def _patch(stage: Stage, who: Who) -> httpx.Response:
    path, tag = stage.organization()
    return who.api("PATCH", path, {"name": "Anders"}, seen=tag)


def _read_history(stage: Stage, who: Who) -> httpx.Response:
    return who.api("GET", f"{stage.organization()[0]}/history")


def _draft(stage: Stage, who: Who) -> httpx.Response:
    return who.api("PUT", f"/drafts/organizations/{uuid4()}", {"fields": {"name": "Half"}})


def _decide(deed: str, body: dict[str, Any]) -> Callable[[Stage, Who], httpx.Response]:
    def do(stage: Stage, who: Who) -> httpx.Response:
        path, tag = stage.proposal()
        return who.api("POST", f"{path}/{deed}", body, seen=tag)

    return do


def _decide_own(deed: str, body: dict[str, Any]) -> Callable[[Stage, Who], httpx.Response]:
    def do(stage: Stage, who: Who) -> httpx.Response:
        try:
            path, tag = stage.proposal(who)
        except AssertionError:
            # Who cannot propose has no proposal of their own to decide about.
            path, tag = stage.proposal()
        return who.api("POST", f"{path}/{deed}", body, seen=tag)

    return do


def _approve_guarded(stage: Stage, who: Who) -> httpx.Response:
    path, tag = stage.guarded()
    return who.api("POST", f"{path}/approvals", {"checked": "called"}, seen=tag)


def _merge(stage: Stage, who: Who) -> httpx.Response:
    path, tag = stage.merging()
    return who.api("POST", f"{path}/approvals", {"checked": "read"}, seen=tag)


def _merge_own(stage: Stage, who: Who) -> httpx.Response:
    path, tag = stage.merging(who)
    return who.api("POST", f"{path}/approvals", {"checked": "read"}, seen=tag)


def _approve_own_guarded(stage: Stage, who: Who) -> httpx.Response:
    path, tag = stage.guarded(who)
    return who.api("POST", f"{path}/approvals", {"checked": "called"}, seen=tag)


def _confirm(stage: Stage, who: Who) -> httpx.Response:
    fact = {"source": "https://example.nl", "checkedOn": "2026-11-01"}
    path, tag = stage.organization(website="https://example.nl", facts={"website": fact})
    return who.api("POST", f"{path}/confirmations", {"field": "website"}, seen=tag)


def _hide(stage: Stage, who: Who) -> httpx.Response:
    fact = {"source": "https://example.nl", "checkedOn": "2026-11-01"}
    path, tag = stage.organization(website="https://example.nl", facts={"website": fact})
    return who.api("POST", f"{path}/hidings", {"field": "website", "reason": "Van een ander."}, seen=tag)


def _revert(stage: Stage, who: Who) -> httpx.Response:
    path, tag = stage.organization()
    return who.api("POST", f"{path}/reverts", {"revision": 1}, seen=tag)


def _undo(stage: Stage, who: Who) -> httpx.Response:
    stage.organization()
    return who.api("POST", "/undos", {"sequence": stage.desk.store.sequence()})


def _handle_report(stage: Stage, who: Who) -> httpx.Response:
    house = stage.desk.application.litestar.state.house
    fields = {"kind": "organization", "slug": "kadera", "about": "other", "text": "Het klopt niet."}
    house.reports.keep(read_report(fields, house.atlas.catalogue, NOW.date()))
    # The same, said twice and handled by nobody yet, is one.
    (report,) = (each for each in house.reports.open(1_000) if each.text == fields["text"])
    return who.api("DELETE", f"/reports/{report.id}")


def _divide(stage: Stage, who: Who) -> httpx.Response:
    ids = [stage.organization()[0].rpartition("/")[2] for _ in range(2)]
    made = {"slug": f"deling-{uuid4().hex[:12]}", "relation": "complements", "sentence": "De een vult de ander aan."}
    return who.api("POST", "/divisions-of-labour", {**made, "fromId": ids[0], "toId": ids[1]})


def _term(stage: Stage, who: Who) -> httpx.Response:
    found, tag = record(stage.desk, "/vocabularies/topics")
    term = {"id": str(uuid4()), "slug": f"term-{uuid4().hex[:8]}", "label": "Proef", "definition": "Een proef."}
    return who.api("PATCH", "/vocabularies/topics", {"terms": [*found["terms"], term]}, seen=tag)


def _make_key(stage: Stage, who: Who) -> httpx.Response:
    raw = {"name": "Proef", "owner": stage.other.api.id, "scopes": ["drafts:read"]}
    return who.api("POST", "/keys", raw)


def _send_file(stage: Stage, who: Who) -> httpx.Response:
    headers = {**who.api.headers, "content-type": "text/csv"}
    return stage.desk.client.post("/api/v1/imports", content=b"Organisatie\nHet Anker\n", headers=headers)


def _page(path: str) -> Callable[[Stage, Who], httpx.Response]:
    """Opens a page of the desk, with whatever lets somebody in."""

    def do(stage: Stage, who: Who) -> httpx.Response:
        return stage.desk.client.get(path, headers=who.api.headers, follow_redirects=False)

    return do


def _form(path: str, **fields: str) -> Callable[[Stage, Who], httpx.Response]:
    """Sends a form of the desk; without a session as a page of ours would."""

    def do(stage: Stage, who: Who) -> httpx.Response:
        if who.colleague is not None:
            return who.colleague.post(path, fields)
        headers = {**who.api.headers, **SAME_ORIGIN}
        return stage.desk.client.post(path, data=fields, headers=headers, follow_redirects=False)

    return do


def _end_sessions(stage: Stage, who: Who) -> httpx.Response:
    other = stage.person("editor", f"los-{uuid4().hex[:6]}")
    return _form(f"/beheer/mensen/{other.api.id}/sessies")(stage, who)


def _report(stage: Stage, who: Who) -> httpx.Response:
    headers = {**who.api.headers, **SAME_ORIGIN}
    return stage.desk.client.post("/organisatie/kadera/klopt-niet", data={"about": "closed"}, headers=headers)


HOW: dict[Action, Way] = {
    "read": Way(do=lambda stage, who: who.api("GET", "/organizations/kadera")),
    "report": Way(do=_report),
    # Asking itself has a limit an hour for one address; the form stands open to everybody.
    "request-link": Way(do=_page("/organisatie/kadera/link")),
    "manage-own-account": Way(do=_page("/beheer/ik")),
    "bulk-edit": Way(do=_page("/beheer/bulk")),
    "decide-duplicates": Way(do=_page("/beheer/dubbel")),
    "send-partner-links": Way(do=_form(f"/beheer/partners/{KADERA}/link"), yes=(200, 303)),
    "revoke-partner-links": Way(do=_form(f"/beheer/partners/{KADERA}/link/stop"), yes=(303,)),
    "manage-reminders": Way(do=_form(f"/beheer/partners/{KADERA}/pauze", until=""), yes=(303,)),
    "edit-lexicon": Way(do=_page("/beheer/woorden")),
    "read-access-log": Way(do=_page("/beheer/logboek/deur")),
    "read-mail-queue": Way(do=_page("/beheer/post")),
    "manage-people": Way(do=_page("/beheer/mensen")),
    "end-sessions-of-others": Way(do=_end_sessions, yes=(303,)),
    "read-drafts": Way(do=lambda stage, who: who.api("GET", "/proposals")),
    "read-history": Way(do=_read_history),
    "read-worklist": Way(do=lambda stage, who: who.api("GET", "/work")),
    "edit-drafts": Way(do=_draft),
    "propose": Way(do=_patch),
    "import": Way(do=_send_file),
    "take-back-proposal": Way(do=_decide("take-backs", {}), own=_decide_own("take-backs", {})),
    "read-reports": Way(do=lambda stage, who: who.api("GET", "/reports")),
    "handle-reports": Way(do=_handle_report),
    # Of who may only propose it waits (202).
    "publish": Way(do=_patch, yes=(200,)),
    "confirm-fact": Way(do=_confirm, yes=(200,)),
    "edit-divisions": Way(do=_divide, yes=(201,)),
    "edit-vocabularies": Way(do=_term, yes=(200,)),
    "approve": Way(do=_decide("approvals", {}), own=_decide_own("approvals", {})),
    "approve-guarded": Way(do=_approve_guarded, own=_approve_own_guarded),
    "withdraw": Way(do=_approve_guarded, own=_approve_own_guarded),
    "merge": Way(do=_merge, own=_merge_own),
    "send-back": Way(do=_decide("send-backs", {"note": "Welke bron?"})),
    "split-proposal": Way(do=_decide("splits", {"part": [0]})),
    "emergency-hide": Way(do=_hide),
    "revert": Way(do=_revert),
    "undo-batch": Way(do=_undo),
    "read-audit": Way(do=lambda stage, who: who.api("GET", "/audit/verification")),
    "export-audit": Way(do=lambda stage, who: who.api("GET", "/audit/entries")),
    "manage-keys": Way(do=_make_key),
}
# By a link that is not a role (`tests/web/desk/test_partners.py`), on the command line, or not yet.
ELSEWHERE: frozenset[Action] = frozenset({"answer-questions"})
# Another rule lets them take back what others proposed: who may send it back.
ALSO: dict[Action, Collection[Cast]] = {"take-back-proposal": ("reviewer", "administrator")}


@pytest.fixture(scope="module")
def stage(seeded: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with copied(seeded, tmp_path_factory.mktemp("matrix") / "data") as desk:
        yield Stage(desk)


def test_every_action_has_a_way_or_is_known_to_have_none() -> None:
    assert {*HOW} | ELSEWHERE == {*ACTIONS}
    assert not {*HOW} & ELSEWHERE


@pytest.mark.parametrize("action", HOW)
def test_every_cell(stage: Stage, action: Action) -> None:
    way, cells = HOW[action], matrix()[action]
    # What only somebody's own work can be tried on is tried on that.
    do = way.own if MATRIX[action].own == "only" and way.own else way.do
    for role in CAST:
        answer = do(stage, stage.cast[role])
        let = answer.status_code in way.yes
        assert let is (cells[role] != "no"), (role, cells[role], answer.status_code, answer.text)
        if not let and answer.status_code != 202:
            # A page of the desk sends who is not in, and a key is not, to where one comes in.
            nobody_in = (
                (401, 303) if role != "key" or answer.headers["content-type"].startswith("text/html") else (403,)
            )
            assert answer.status_code in (nobody_in if role in ("visitor", "partner", "key") else (403,)), role


@pytest.mark.parametrize("action", [each for each in HOW if MATRIX[each].scope])
def test_a_key_needs_the_one_scope_and_no_other(stage: Stage, action: Action) -> None:
    way, scope = HOW[action], MATRIX[action].scope
    do = way.own or way.do
    with_it = stage.key([str(scope)] if way.own is None else [str(scope), "proposals:write"])
    assert do(stage, with_it).status_code in way.yes
    lacking = way.do(stage, stage.key([each for each in SCOPES if each != scope]))
    assert (lacking.status_code, lacking.json()["reason"]) == (403, "scope")
    assert f'scope="{scope}"' in lacking.headers["www-authenticate"]


@pytest.mark.parametrize("action", [each for each, way in HOW.items() if way.own])
def test_whose_work_it_is_decides(stage: Stage, action: Action) -> None:
    """Nobody decides about their own, also not administrators; and nobody takes back what is not theirs."""
    way = HOW[action]
    assert way.own is not None
    wrong = way.own if MATRIX[action].own == "never" else way.do
    for role in (each for each in CAST if matrix()[action][each] != "no" and each not in ALSO.get(action, ())):
        answer = wrong(stage, stage.cast[role])
        assert answer.status_code == 403, (role, answer.text)
        # Who may not send it back either is told that, where it is not theirs.
        assert answer.json()["reason"] in (("own",) if MATRIX[action].own == "never" else ("role", "not-own"))


@pytest.mark.parametrize("action", [each for each in HOW if MATRIX[each].confirm])
def test_dangerous_acts_ask_for_the_passphrase_again(stage: Stage, action: Action) -> None:
    answer = HOW[action].do(stage, stage.stale("administrator"))
    assert answer.status_code == 403
    told = answer.text if answer.headers["content-type"].startswith("text/html") else answer.json()["reason"]
    assert "Geef uw wachtzin opnieuw" in told or told == "confirm"


def test_a_person_with_a_key_is_one_hand(stage: Stage) -> None:
    """What a key proposed its owner does not approve, nor the key what its owner proposed."""
    mine = stage.key(["proposals:write"])
    path, tag = stage.proposal(mine)
    answer = stage.other.api("POST", f"{path}/approvals", {}, seen=tag)
    assert (answer.status_code, answer.json()["reason"]) == (403, "own")


def test_what_was_refused_is_written_down_and_the_chain_holds(stage: Stage) -> None:
    denied = {each.detail for each in log.events(access(stage.desk), CONSOLE, 2_000) if each.what == "denied"}
    assert {"approve", "manage-keys", "export-audit", "emergency-hide"} <= denied
    assert not verified(stage.desk.store).broken
    assert all(keys.works(each, stage.desk.now) for each in keys.listed(access(stage.desk), CONSOLE))
