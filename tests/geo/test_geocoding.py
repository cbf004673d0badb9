"""Geocoders outside are asked on loopback only: a stub answers as PDOK and Nominatim do, or badly."""

import json
import logging
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import geopy.geocoders
import pytest
from geopy.extra.rate_limiter import RateLimiter

from directory.errors import Unavailable
from directory.geo.gazetteer import Gazetteer
from directory.geo.geocoding import Geocoder, GeocoderSettings, GeocoderUnavailable, geocoders
from directory.geo.pdok import Pdok

SECRET = "Geheimstraat 5, 7551 AB Hengelo"
DOOR = {
    "type": "adres",
    "weergavenaam": "Geheimstraat 5, 7551AB Hengelo",
    "postcode": "7551AB",
    "huisnummer": 5,
    "gemeentecode": "0164",
    "centroide_ll": "POINT(6.7922 52.2656)",
}
NODE = {
    "lat": "52.2656",
    "lon": "6.7922",
    "display_name": "Geheimstraat 5, Hengelo",
    "address": {"house_number": "5", "postcode": "7551 AB"},
}


def pdok(*docs: dict[str, Any]) -> bytes:
    return json.dumps({"response": {"numFound": len(docs), "docs": docs}}).encode()


class Stub(ThreadingHTTPServer):
    """Answers every request with `status`, `headers` and `body`, or not at all while `silent`."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answer)
        self.status, self.body, self.headers = 200, pdok(), dict[str, str]()
        self.silent = False
        self.over = threading.Event()
        self.asked: list[str] = []
        self.agents: list[str | None] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Answer(BaseHTTPRequestHandler):
    server: Stub

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        self.server.agents.append(self.headers["User-Agent"])
        if self.server.silent:
            self.server.over.wait(10)
            return
        self.send_response(self.server.status)
        for name, value in self.server.headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(self.server.body)

    def log_message(self, *args: object) -> None:
        """Nothing on the screen."""


@pytest.fixture
def stub() -> Iterator[Stub]:
    with Stub() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.over.set()
        server.shutdown()
        thread.join()


@pytest.fixture
def ask_pdok(stub: Stub, gazetteer: Gazetteer) -> Geocoder:
    settings = GeocoderSettings(pdok=True, pdok_url=f"{stub.url}/free", delay_s=0, timeout_s=2)
    return geocoders(settings, gazetteer)[1]


@pytest.fixture
def ask_nominatim(stub: Stub, gazetteer: Gazetteer) -> Geocoder:
    settings = GeocoderSettings(nominatim=True, nominatim_url=stub.url, user_agent="twente-test", timeout_s=2)
    stub.body = json.dumps([NODE]).encode()
    return geocoders(settings, gazetteer)[1]


@contextmanager
def unavailable(*, retry: bool, after: int | None = None) -> Iterator[None]:
    with pytest.raises(GeocoderUnavailable) as caught:
        yield
    assert isinstance(caught.value, Unavailable)
    assert (caught.value.retry, caught.value.after) == (retry, after)
    assert "Geheim" not in f"{caught.value!r} {caught.value.facts}"
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__


def test_our_own_gazetteer_always_answers_and_nothing_else_is_on(gazetteer: Gazetteer) -> None:
    (own,) = geocoders(GeocoderSettings(), gazetteer)
    (found,) = own.locate("Langestraat 1, 7551 AB Hengelo")
    assert (found.source, found.kind, found.postcode, found.municipality) == ("gazetteer", "area", "7551", "GM0164")
    assert [each.municipality for each in own.locate("Langestraat 1, Hengelo")] == ["GM0164", "GM1876"]
    assert own.locate("Atlantis 1") == own.locate("") == ()


def test_nothing_opens_a_socket_when_the_settings_are_off(
    monkeypatch: pytest.MonkeyPatch, gazetteer: Gazetteer
) -> None:
    def caught(*args: object, **kwargs: object) -> None:
        pytest.fail("a socket was opened")

    for name in ("socket", "create_connection", "getaddrinfo"):
        monkeypatch.setattr(socket, name, caught)
    for each in geocoders(GeocoderSettings(), gazetteer):
        each.locate(SECRET)
    for careless in (Pdok(), geopy.geocoders.Nominatim(user_agent="forgotten")):
        with pytest.raises(GeocoderUnavailable, match="switched off"):
            careless.geocode(SECRET)
    with pytest.raises(GeocoderUnavailable, match="switched off"):
        Pdok().adapter.get_text("http://127.0.0.1", timeout=1, headers={})


def test_nominatim_wants_a_user_agent(gazetteer: Gazetteer) -> None:
    with pytest.raises(ValueError, match="user agent"):
        geocoders(GeocoderSettings(nominatim=True), gazetteer)


def test_pdok_finds_an_address(stub: Stub, ask_pdok: Geocoder) -> None:
    stub.body = pdok(DOOR)
    (found,) = ask_pdok.locate(SECRET)
    assert (found.latitude, found.longitude) == (52.2656, 6.7922)
    assert (found.kind, found.postcode, found.municipality, found.source) == ("address", "7551AB", "GM0164", "pdok")
    asked = parse_qs(urlsplit(stub.asked[0]).query)
    assert asked.keys() == {"q", "fq", "fl", "rows"}
    assert asked["q"] == [SECRET]
    assert asked["fq"] == ["type:adres"]


@pytest.mark.parametrize(
    "other", [{"postcode": "7551AC"}, {"huisnummer": 7}, {"type": "weg"}, {"centroide_ll": "POINT(52.2656 6.7922)"}]
)
def test_what_pdok_finds_instead_of_the_address_is_left_out(
    stub: Stub, ask_pdok: Geocoder, other: dict[str, Any]
) -> None:
    stub.body = pdok(DOOR | other)
    assert ask_pdok.locate(SECRET) == ()


def test_a_street_alone_is_enough_for_pdok(stub: Stub, ask_pdok: Geocoder) -> None:
    stub.body = pdok({each: DOOR[each] for each in DOOR if each not in ("gemeentecode", "postcode")})
    (found,) = ask_pdok.locate("Geheimstraat Hengelo")
    assert found.municipality is None


def test_nominatim_finds_an_address_and_says_who_to_thank(stub: Stub, ask_nominatim: Geocoder) -> None:
    (found,) = ask_nominatim.locate(SECRET)
    assert (found.latitude, found.longitude, found.kind) == (52.2656, 6.7922, "address")
    assert found.attribution == "© OpenStreetMap contributors"
    assert stub.agents == ["twente-test"]
    assert parse_qs(urlsplit(stub.asked[0]).query)["countrycodes"] == ["nl"]


def test_not_found_is_an_empty_answer(stub: Stub, ask_pdok: Geocoder) -> None:
    assert ask_pdok.locate(SECRET) == ()


def test_nominatim_not_found_is_an_empty_answer(stub: Stub, ask_nominatim: Geocoder) -> None:
    stub.body = b"[]"
    assert ask_nominatim.locate(SECRET) == ()


def test_an_empty_address_is_not_sent(stub: Stub, ask_pdok: Geocoder) -> None:
    assert ask_pdok.locate(" \n ") == ()
    assert stub.asked == []


@pytest.mark.parametrize(
    ("status", "headers", "retry", "after"),
    [
        (400, {}, False, None),
        (401, {}, False, None),
        (403, {}, False, None),
        (429, {"Retry-After": "30"}, True, 30),
        (429, {}, True, None),
        (500, {}, True, None),
        (503, {}, True, None),
    ],
)
@pytest.mark.parametrize("service", ["ask_pdok", "ask_nominatim"])
def test_a_refusal_says_whether_to_try_again(
    request: pytest.FixtureRequest,
    stub: Stub,
    service: str,
    status: int,
    headers: dict[str, str],
    retry: bool,
    after: int | None,
) -> None:
    geocoder: Geocoder = request.getfixturevalue(service)
    stub.status, stub.headers, stub.body = status, headers, b"no: Geheimstraat"
    with unavailable(retry=retry, after=after):
        geocoder.locate(SECRET)
    assert len(stub.asked) == 1


@pytest.mark.parametrize("body", [b"", b"Geheimstraat <html>", b"[1]", b"{}", b"\xff", pdok({"type": "adres"})])
def test_a_malformed_answer_of_pdok_is_not_an_empty_one(stub: Stub, ask_pdok: Geocoder, body: bytes) -> None:
    stub.body = body
    with unavailable(retry=False):
        ask_pdok.locate("Geheimstraat")


@pytest.mark.parametrize("point", ["", "POINT(x y)", "POINT(6.79)"])
def test_an_address_of_pdok_without_a_point_is_malformed(stub: Stub, ask_pdok: Geocoder, point: str) -> None:
    stub.body = pdok(DOOR | {"centroide_ll": point})
    with unavailable(retry=False):
        ask_pdok.locate(SECRET)


@pytest.mark.parametrize("body", [b"<html>", b"[1]", b'[{"lat": "x", "lon": "y"}]', b'[{"lat": 52.2, "lon": 6.7}]'])
def test_a_malformed_answer_of_nominatim_is_not_an_empty_one(stub: Stub, ask_nominatim: Geocoder, body: bytes) -> None:
    stub.body = body
    with unavailable(retry=False):
        ask_nominatim.locate(SECRET)


def test_silence_ends_in_time(stub: Stub, gazetteer: Gazetteer) -> None:
    stub.silent = True
    settings = GeocoderSettings(pdok=True, pdok_url=stub.url, delay_s=0, timeout_s=0.05)
    with unavailable(retry=True):
        geocoders(settings, gazetteer)[1].locate(SECRET)


def test_nobody_at_home_may_be_tried_again(gazetteer: Gazetteer) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        settings = GeocoderSettings(pdok=True, pdok_url=f"http://127.0.0.1:{taken.getsockname()[1]}", delay_s=0)
        with unavailable(retry=True):
            geocoders(settings, gazetteer)[1].locate(SECRET)


def test_addresses_stay_out_of_the_log(
    stub: Stub, ask_nominatim: Geocoder, ask_pdok: Geocoder, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    ask_nominatim.locate(SECRET)
    stub.status, stub.body = 400, b"no: Geheimstraat"
    with pytest.raises(GeocoderUnavailable):
        ask_pdok.locate(SECRET)
    assert len(stub.asked) == 2
    assert "Geheim" not in caplog.text


def test_questions_to_nominatim_are_a_second_apart_whatever_the_settings(
    stub: Stub, gazetteer: Gazetteer, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock, slept = [100.0], list[float]()

    def sleep(limiter: RateLimiter, seconds: float) -> None:
        slept.append(seconds)
        clock[0] += seconds

    monkeypatch.setattr(RateLimiter, "_clock", lambda limiter: clock[0])
    monkeypatch.setattr(RateLimiter, "_sleep", sleep)
    stub.body = b"[]"
    settings = GeocoderSettings(nominatim=True, nominatim_url=stub.url, user_agent="twente-test", delay_s=0)
    geocoder = geocoders(settings, gazetteer)[1]
    for _ in range(3):
        geocoder.locate(SECRET)
    assert slept == [1.0, 1.0]


def test_a_proxy_is_used_only_when_the_settings_name_one(
    stub: Stub, gazetteer: Gazetteer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    off = GeocoderSettings(pdok=True, pdok_url=stub.url, delay_s=0)
    assert geocoders(off, gazetteer)[1].locate(SECRET) == ()
    through = GeocoderSettings(pdok=True, pdok_url="http://pdok.invalid/free", proxy=stub.url, delay_s=0)
    assert geocoders(through, gazetteer)[1].locate(SECRET) == ()
    assert stub.asked[1].startswith("http://pdok.invalid/free?")
