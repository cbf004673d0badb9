"""How failure looks: one shape, the right status, every fault, and nothing that was not meant for the reader."""

import json
from datetime import date
from typing import Any

import pytest
from litestar import get
from litestar.exceptions import HTTPException, NotFoundException
from litestar.testing import create_test_client

from directory import errors
from directory.errors import Conflict, Damaged, DirectoryError, Fault, Gone, Invalid, Overtaken, Unavailable, Unknown
from directory.gate import problems
from directory.model import Tombstone

TOMBSTONE = Tombstone(
    kind="organization",
    id="00000000-0000-4000-8000-000000000001",
    slugs=("oud",),
    status="merged",
    reason="Samengegaan.",
    on=date(2026, 11, 2),
    successor_id="00000000-0000-4000-8000-000000000002",
)
RAISED: list[tuple[Exception, int, str]] = [
    (Invalid([Fault(pointer="/q", code="value", detail="Zo niet.")]), 400, "invalid"),
    (Unknown("record.unknown", kind="service", id="x"), 404, "record.unknown"),
    (Gone("record.gone", tombstone=TOMBSTONE), 410, "record.gone"),
    (Conflict("record.stale", id="x"), 412, "record.stale"),
    (Overtaken("undo.overtaken", "Later.", sides=()), 409, "undo.overtaken"),
    (Unavailable("store.busy", "geheim pad", retry=True), 503, "store.busy"),
    (Unavailable("store.full", retry=False), 503, "store.full"),
    (Damaged("store.damaged", "stuk"), 503, "store.damaged"),
    (problems.problem(406, "not-acceptable", "Niet zo."), 406, "not-acceptable"),
    (NotFoundException(), 404, "http.404"),
    (HTTPException(status_code=405, headers={"Allow": "GET"}), 405, "http.405"),
    (HTTPException(status_code=413), 413, "http.413"),
    (HTTPException(status_code=400, detail="geheim"), 400, "http.400"),
    (RecursionError(), 400, "json"),
]


class Log:
    def __init__(self) -> None:
        self.errors: list[BaseException] = []

    def exception(self, name: str, error: BaseException) -> None:
        self.errors.append(error)


def answer(error: Exception) -> Any:
    @get("/")
    async def fail() -> None:
        raise error

    with create_test_client(
        [fail],
        plugins=[problems.plugin()],
        exception_handlers={Exception: problems.unexpected},
        raise_server_exceptions=False,
    ) as client:
        client.app.state.log = Log()
        return client.get("/")


@pytest.mark.parametrize(("error", "status", "code"), RAISED, ids=[f"{code}-{status}" for _, status, code in RAISED])
def test_every_failure_has_the_one_shape_and_its_own_status(error: Exception, status: int, code: str) -> None:
    told = answer(error)
    assert told.status_code == status
    assert told.headers["content-type"].startswith("application/problem+json")
    body = told.json()
    assert (body["status"], body["code"]) == (status, code)
    assert body["title"] == problems.TITLES[status]
    assert body["type"] == f"/api/v1/docs#{code.replace('.', '-')}"
    assert body["detail"]
    assert "geheim" not in told.text


def test_every_fault_is_told_with_its_place() -> None:
    found = [Fault(pointer=f"/{each}", code="value", detail=f"Fout {each}.", where="body") for each in range(40)]
    body = answer(Invalid(found, places=[{"name": "Hengelo"}], secret="geheim")).json()
    assert [each["location"] for each in body["errors"]] == [f"/{each}" for each in range(40)]
    assert body["errors"][0] == {"in": "body", "location": "/0", "code": "value", "detail": "Fout 0."}
    assert body["detail"] == "Fout 0. Fout 1. Fout 2."
    assert body["places"] == [{"name": "Hengelo"}]
    assert "secret" not in body


def test_what_is_gone_shows_its_tombstone() -> None:
    assert answer(Gone("record.gone", tombstone=TOMBSTONE)).json()["tombstone"] == {
        "id": TOMBSTONE.id,
        "kind": "organization",
        "status": "merged",
        "reason": "Samengegaan.",
        "withdrawnOn": "2026-11-02",
        "successorId": TOMBSTONE.successor_id,
    }
    assert "tombstone" not in answer(Gone("record.gone")).json()


def test_only_what_may_be_tried_again_says_when() -> None:
    assert answer(Unavailable("store.busy", retry=True)).headers["retry-after"] == "5"
    assert "retry-after" not in answer(Unavailable("store.full", retry=False)).headers


def test_headers_of_a_refusal_stay_on_it() -> None:
    assert answer(HTTPException(status_code=405, headers={"Allow": "GET"})).headers["allow"] == "GET"
    assert answer(problems.problem(429, "busy", "Wacht.", headers={"Retry-After": "7"})).headers["retry-after"] == "7"


def test_a_fault_of_ours_says_nothing_of_itself() -> None:
    told = answer(ValueError("geheim pad /data/directory.db"))
    assert (told.status_code, told.json()["code"]) == (500, "unexpected")
    assert "geheim" not in told.text
    assert told.headers["content-type"].startswith("application/problem+json")


def test_the_bytes_for_where_no_handler_runs_have_the_same_shape() -> None:
    body = json.loads(problems.body(414, "too-long", "Te lang.", limit=8000, nothing=None))
    assert body == {
        "status": 414,
        "type": "/api/v1/docs#too-long",
        "title": "The address is too long",
        "detail": "Te lang.",
        "code": "too-long",
        "limit": 8000,
    }


def test_every_kind_of_failure_has_a_status_and_every_status_a_title() -> None:
    kinds = [each for each in vars(errors).values() if isinstance(each, type) and issubclass(each, DirectoryError)]
    for kind in kinds:
        assert kind is DirectoryError or kind in problems.STATUS
    assert {*problems.STATUS.values()} <= problems.TITLES.keys()


def test_a_failure_without_a_kind_of_its_own_is_still_a_problem() -> None:
    made = problems.TABLE[DirectoryError](DirectoryError("strange"))
    assert made.status_code == 500


def test_what_stands_in_the_way_is_shown_from_both_sides() -> None:
    sides = ({"kind": "service", "id": "x", "expected": 2, "current": 3},)
    assert answer(Overtaken("undo.overtaken", "Nothing was undone.", sides=sides)).json()["sides"] == [*sides]
