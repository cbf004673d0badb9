"""At most so many an hour for one visitor, who is known by a name that means nothing tomorrow."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from litestar import Request, get, post
from litestar.exceptions import HTTPException
from litestar.middleware import rate_limit
from litestar.middleware.rate_limit import CacheObject, RateLimitConfig
from litestar.stores.memory import MemoryStore
from litestar.testing import RequestFactory, TestClient, create_test_client
from litestar.types import ASGIApp, Receive, Scope, Send

from directory.gate import limits, problems
from directory.gate.limits import Limiter, Visitors, home, hourly


class Clock:
    now = 1_795_611_600.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(rate_limit, "time", clock)
    monkeypatch.setattr(limits, "time", SimpleNamespace(time=clock))
    return clock


@pytest.fixture
def client(clock: Clock) -> Iterator[TestClient[Any]]:
    limit = hourly("reports", 3)

    @post("/reports", middleware=[limit])
    async def report() -> str:
        return "kept"

    @post("/others", middleware=[limit])
    async def other() -> str:
        return "kept"

    @post("/wrong", middleware=[hourly("wrong", 1)])
    async def wrong() -> None:
        raise HTTPException(status_code=400)

    @get("/")
    async def read() -> str:
        return "read"

    with create_test_client([report, other, wrong, read], plugins=[problems.plugin()]) as client:
        yield client


def test_who_asks_too_often_gets_a_problem_that_says_when_to_come_back(client: TestClient[Any], clock: Clock) -> None:
    for left in (2, 1, 0):
        told = client.post("/reports")
        assert told.status_code == 201
        assert told.headers["ratelimit-policy"] == '"reports";q=3;w=3600'
        assert told.headers["ratelimit"] == f'"reports";r={left};t={3600 - (2 - left) * 60}'
        assert "retry-after" not in told.headers
        clock.now += 60
    told = client.post("/reports")
    assert told.status_code == 429
    assert told.headers["content-type"].startswith("application/problem+json")
    assert told.json()["code"] == "http.429"
    assert told.headers["retry-after"] == str(3600 - 3 * 60)
    assert told.headers["ratelimit"] == '"reports";r=0;t=3420'


def test_an_hour_later_it_begins_again(client: TestClient[Any], clock: Clock) -> None:
    for _ in range(4):
        last = client.post("/reports")
    assert last.status_code == 429
    clock.now += 3601
    assert client.post("/reports").status_code == 201


def test_each_route_counts_for_itself_and_others_are_not_counted(client: TestClient[Any]) -> None:
    for _ in range(4):
        client.post("/reports")
    assert client.post("/others").status_code == 201
    assert "ratelimit" not in client.get("/").headers


def test_routes_share_a_count_where_that_is_asked(clock: Clock) -> None:
    limit = hourly("reports", 3, together=True)

    @post(["/melden", "/en/melden"], middleware=[limit])
    async def report() -> str:
        return "kept"

    @post("/others", middleware=[limit])
    async def other() -> str:
        return "kept"

    with create_test_client([report, other], plugins=[problems.plugin()]) as client:
        asked = ("/melden", "/en/melden", "/others", "/melden", "/others")
        assert [client.post(each).status_code for each in asked] == [201, 201, 201, 429, 429]


def test_what_is_refused_for_another_reason_counts_too(client: TestClient[Any]) -> None:
    assert client.post("/wrong").status_code == 400
    assert client.post("/wrong").status_code == 429


def behind_many(app: ASGIApp) -> ASGIApp:
    """Every request comes from the address that it names."""

    async def moved(scope: Scope, receive: Receive, send: Send) -> None:
        scope["client"] = (dict(scope["headers"])[b"from"].decode(), 1)
        await app(scope, receive, send)

    return moved


def test_one_visitor_does_not_stand_in_the_way_of_another(clock: Clock) -> None:
    @get("/", middleware=[hourly("reading", 1)])
    async def read() -> str:
        return "read"

    with create_test_client([read], plugins=[problems.plugin()], middleware=[behind_many]) as client:
        hosts = ("192.0.2.1", "192.0.2.2", "192.0.2.1", "2001:db8::1", "2001:db8::2")
        codes = [client.get("/", headers={"from": host}).status_code for host in hosts]
    assert codes == [200, 200, 429, 200, 429]


def asked_from(host: str) -> Request[Any, Any, Any]:
    request = RequestFactory().get("/")
    request.scope["client"] = (host, 1)
    return request


def test_a_visitor_has_one_name_today_another_tomorrow_and_none_tells_the_address() -> None:
    clock = Clock()
    visitors = Visitors(clock)
    first = visitors(asked_from("192.0.2.1"))
    assert visitors(asked_from("192.0.2.1")) == first
    assert visitors(asked_from("192.0.2.2")) != first
    assert Visitors(clock)(asked_from("192.0.2.1")) != first
    clock.now += limits.DAY_S
    assert visitors(asked_from("192.0.2.1")) != first
    assert "192" not in str(vars(visitors).keys())
    request = asked_from("192.0.2.1")
    request.scope["client"] = None
    assert len(visitors(request)) == len(first) == 64


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("2001:db8:1:2::9", "2001:db8:1:2::"),
        ("testclient", "testclient"),
        ("", ""),
    ],
)
def test_a_home_on_ipv6_is_one_visitor(address: str, kept: str) -> None:
    assert home(address) == kept


def test_who_does_not_come_back_is_forgotten(clock: Clock) -> None:
    async def nothing(scope: Scope, receive: Receive, send: Send) -> None:
        raise AssertionError

    async def count() -> tuple[bool, bool]:
        store = MemoryStore()
        limiter = Limiter(nothing, RateLimitConfig(rate_limit=("hour", 3), store="reports"))
        await store.set("gone", b"", expires_in=timedelta(microseconds=1))
        clock.now += limits.HOUR_S
        await limiter.set_cached_history("new", CacheObject(history=[], reset=0), store)
        return await store.exists("gone"), await store.exists("new")

    assert asyncio.run(count()) == (False, True)
