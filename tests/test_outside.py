"""Going out never leads into our own network, and never takes long; against real sites on this machine."""

import ipaddress
import threading
from collections.abc import Iterator, Sequence
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from directory.outside import LONGEST, Forbidden, Heard, Outside, Silent, is_public
from tests.site import Site

HOST = "www.voorbeeld.nl"


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with Site(tmp_path, HOST, "ander.example").open() as site:
        yield site


def nowhere(host: str, port: int) -> Sequence[str]:
    raise AssertionError(f"{host} was looked up")


def test_an_address_is_asked_and_what_it_says_is_read_to_its_limit(site: Site) -> None:
    site.says(f"{HOST}/a?b=c", body=b"x" * (2 * LONGEST))
    site.says(f"{HOST}/over", 302, location="/elders")
    heard = site.outside().ask(f"https://{HOST}:{site.port}/a?b=c#d")
    assert heard == Heard(status=200)
    assert len(site.outside().ask(f"https://{HOST}/a?b=c", body=True).body) == LONGEST
    # Never followed by itself.
    assert site.outside().ask(f"https://{HOST}/over").location == "/elders"
    assert site.asked == [f"{HOST}/a?b=c", f"{HOST}/a?b=c", f"{HOST}/over"]
    assert site.agents == {"gids-linkcheck/test"}


@pytest.mark.parametrize(
    "address",
    [
        "http://www.voorbeeld.nl/",
        "https://www.voorbeeld.nl:8443/",
        "https://naam@www.voorbeeld.nl/",
        "https://naam:geheim@www.voorbeeld.nl/",
        "https://localhost/",
        "https://127.0.0.1/",
        "https://[::1]/",
        "https://[::ffff:10.0.0.1]/",
        "https://169.254.169.254/latest/meta-data/",
        "https://2130706433/",
        "https://0x7f.1/",
        "https://0.0.0.0/",
        "https://intranet/",
        "https://voorbeeld.nl.:443/",
        "https://voor beeld.nl/",
        "https://voorbeeld.nl\\@evil.example/",
        "https://[/",
        "https://" + "a" * 64 + ".nl/",
        "ftp://www.voorbeeld.nl/",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "",
    ],
)
def test_what_is_no_address_of_a_site_is_not_even_looked_up(address: str) -> None:
    with pytest.raises(Forbidden) as refused:
        Outside("x", resolve=nowhere).ask(address)
    assert refused.value.why == "address"


@pytest.mark.parametrize(
    "inside",
    [
        "127.0.0.1",
        "10.0.0.8",
        "172.16.3.4",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",  # noqa: S104
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "192.0.2.1",
        "::1",
        "::",
        "fe80::1",
        "fc00::1",
        "ff02::1",
        "::ffff:10.0.0.1",
        "64:ff9b::10.0.0.1",
        "2002:a00:1::1",
        "2001:db8::1",
        "64:ff9b:1::8.8.8.8",
    ],
)
def test_a_name_that_leads_inside_is_not_connected_to(inside: str) -> None:
    assert not is_public(ipaddress.ip_address(inside))
    for found in ([inside], ["93.184.215.14", inside]):
        with pytest.raises(Forbidden) as refused:
            Outside("x", resolve=lambda host, port, found=found: found).ask(f"https://{HOST}/")
        assert refused.value.why == "inside"


@pytest.mark.parametrize("outside", ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c", "64:ff9b::5db8:d70e"])
def test_other_addresses_are_somebody_elses(outside: str) -> None:
    assert is_public(ipaddress.ip_address(outside))


def test_a_name_that_changes_between_looking_and_connecting_gains_nothing(site: Site) -> None:
    """DNS rebinding: the first answer is public, every later one leads inside."""
    given = iter([["127.0.0.1"], ["10.0.0.1"]])
    site.says(f"{HOST}/", 200)
    looked: list[str] = []

    def rebinding(host: str, port: int) -> Sequence[str]:
        looked.append(host)
        return next(given)

    way = site.outside(resolve=rebinding)
    # Asked once; the connection went to the very address that was looked at.
    assert way.ask(f"https://{HOST}/").status == 200
    assert looked == [HOST]
    with pytest.raises(Forbidden):
        way.ask(f"https://{HOST}/")
    assert site.asked == [f"{HOST}/"]


def test_who_answers_must_be_who_was_asked(site: Site) -> None:
    site.names["iemand-anders.example"] = ("127.0.0.1",)
    with pytest.raises(Silent) as silent:
        site.outside().ask("https://iemand-anders.example/")
    assert silent.value.why == "tls"
    assert site.asked == []


def test_the_next_address_of_a_name_is_tried(site: Site) -> None:
    site.names[HOST] = ("127.0.0.2", "127.0.0.1")
    site.says(f"{HOST}/")
    way = site.outside(public=lambda each: each.is_loopback)
    assert way.ask(f"https://{HOST}/").status == 200


def test_no_such_name_and_nobody_there_are_told_apart(site: Site) -> None:
    with pytest.raises(Silent) as silent:
        site.outside().ask("https://bestaat-niet.example/")
    assert silent.value.why == "name"
    with pytest.raises(Silent) as silent:
        site.outside(port=9).ask(f"https://{HOST}/")
    assert silent.value.why == "connection"


def test_who_goes_on_slowly_is_left_in_the_end(site: Site) -> None:
    """A byte now and then, for ever: each comes in time, but not all of it."""
    clock, looked = iter(range(0, 10_000, 3)), threading.Event()

    def ticks() -> float:
        looked.set()
        return float(next(clock))

    def drip(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
        for number in range(1_000):
            looked.wait(1.0)
            looked.clear()
            try:
                handler.wfile.write(b"X-%d: y\r\n" % number)
            except OSError:
                return

    site.answers[f"{HOST}/"] = drip
    with pytest.raises(Silent) as silent:
        site.outside(ticks=ticks, whole_s=60.0).ask(f"https://{HOST}/")
    assert silent.value.why == "time"


def test_who_goes_on_without_end_is_left(site: Site) -> None:
    def flood(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
        try:
            for number in range(100_000):
                handler.wfile.write(b"X-%d: %b\r\n" % (number, b"y" * 60))
        except OSError:
            return

    site.answers[f"{HOST}/"] = flood
    with pytest.raises(Silent) as silent:
        site.outside().ask(f"https://{HOST}/")
    assert silent.value.why == "connection"


def test_who_says_something_else_than_http_is_left(site: Site) -> None:
    def greet(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"220 smtp.example ESMTP\r\n")

    site.answers[f"{HOST}/"] = greet
    with pytest.raises(Silent):
        site.outside().ask(f"https://{HOST}/")
