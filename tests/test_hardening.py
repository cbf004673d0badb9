"""What stands on every answer, and what is nowhere in the program; for docs/security.md."""

import ast
import asyncio
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from litestar.testing import TestClient
from litestar.types import ASGIApp

from directory.app import Application
from directory.cli.serve import behind
from directory.errors import Invalid
from directory.model.base import Url
from directory.settings import Settings, from_environment
from directory.telemetry import Lines
from tests.conftest import NOW, ROOT, Client, Desk, Recorder
from tests.web.desk.colleague import hire

PAGES = ("/", "/beheer/in", "/over", "/bestaat-er-niet", "/beheer/bestaat-er-niet")
DATA = ("/api/v1/services", "/api/v1/bestaat-niet", "/hsds/v3/services", "/health/live")
STRICT = ("default-src 'none'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'", "script-src 'self'")
# What runs code or commands, reads objects or entities out of bytes, is guessable, or is broken.
RISKY = "pickle marshal shelve subprocess pty code codeop runpy lxml ldap3 memcache telnetlib ftplib"
NOWHERE = ("xml.etree", "xml.dom", "xml.sax", *RISKY.split())
CALLS = frozenset(
    {"eval", "exec", "compile", "os.system", "os.popen", "yaml.unsafe_load", "hashlib.md5", "hashlib.sha1"}
)


@pytest.mark.parametrize("path", [*PAGES, *DATA])
def test_every_answer_says_what_a_browser_may_do_with_it(client: Client, path: str) -> None:
    answer = client.get(path)
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["server"] == "directory"
    assert "/" in answer.headers["content-type"]
    if path in PAGES:
        assert answer.headers["content-type"] == "text/html; charset=utf-8"
        assert all(each in answer.headers["content-security-policy"] for each in STRICT)
        assert answer.headers["cross-origin-opener-policy"] == "same-origin"
        assert answer.headers["cross-origin-resource-policy"] == "same-origin"
        assert "access-control-allow-origin" not in answer.headers


def test_behind_tls_a_browser_comes_back_over_tls(client: Client, seeded: Path) -> None:
    assert "strict-transport-security" not in client.get("/").headers
    settings = Settings(data=seeded, base_url="https://gids.example")
    with TestClient(app=Application(settings, now=lambda: NOW, log=Recorder())) as safe:
        for path in (*PAGES, *DATA):
            assert safe.get(path).headers["strict-transport-security"] == "max-age=31536000; includeSubDomains", path


def test_what_is_for_one_person_is_kept_nowhere(desk: Desk) -> None:
    colleague = hire(desk, "administrator")
    for path in ("/beheer", "/beheer/werk", "/beheer/ik", "/beheer/in"):
        assert colleague.get(path).headers["cache-control"].endswith("no-store"), path


def test_everybody_who_is_in_sees_how_to_go_out(desk: Desk) -> None:
    colleague = hire(desk, "editor")
    for path in ("/beheer", "/beheer/werk", "/beheer/ik", "/beheer/bellen"):
        assert 'action="/beheer/uit"' in colleague.get(path).text, path


def test_password_managers_know_the_fields_and_nobody_reads_along(client: Client) -> None:
    page = client.get("/beheer/in").text
    assert 'type="password"' in page
    for purpose in ("username", "current-password", "one-time-code"):
        assert f'autocomplete="{purpose}"' in page
    assert "onpaste" not in page


@pytest.mark.parametrize("path", ["/", "/beheer/in", "/api/v1/services"])
def test_other_methods_than_those_of_an_address_are_refused(client: Client, path: str) -> None:
    for method in ("TRACE", "DELETE", "TRACK", "CONNECT"):
        assert client.request(method, path).status_code == 405, method


@pytest.mark.parametrize(
    "path",
    [
        "/assets/",
        "/assets/..%2f..%2fsettings.py",
        "/assets/../app.py",
        "/.git/config",
        "/.env",
        "/data/directory.db",
        "/people.db",
        "/metrics",
        "/api/v1/schema",
        "/api/v1/schema/",
        "/api/v1/schema/swagger",
        "/api/v1/schema/openapi.json",
        "/docs",
    ],
)
def test_nothing_is_served_but_what_is_meant(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


def test_who_says_to_come_from_elsewhere_is_not_believed(desk: Desk) -> None:
    """Limits count the address of the connection; only the proxy in front may say another one, below this program."""
    told = []
    for number in range(60):
        elsewhere = {"x-forwarded-for": f"203.0.113.{number}", "x-real-ip": f"203.0.113.{number}"}
        fields = {"about": "phone", "text": f"Het nummer is anders {number}"}
        told.append(desk.client.post("/organisatie/kadera/klopt-niet", data=fields, headers=elsewhere).status_code)
        if told[-1] == 429:
            break
    assert told[-1] == 429


async def asked(application: ASGIApp, client: str, forwarded: str) -> str:
    """Where the application thinks that a request comes from."""
    scope: Any = {"type": "http", "client": (client, 1), "headers": [(b"x-forwarded-for", forwarded.encode())]}
    await application(scope, None, None)  # type: ignore[arg-type]
    return str(scope["client"][0])


@pytest.mark.parametrize(
    ("proxies", "client", "forwarded", "comes_from"),
    [
        ("", "10.0.0.1", "203.0.113.9", "10.0.0.1"),
        ("10.0.0.1", "10.0.0.1", "203.0.113.9", "203.0.113.9"),
        ("10.0.0.0/24,192.168.1.1", "10.0.0.7", "203.0.113.9, 192.168.1.1", "203.0.113.9"),
        # What a visitor puts in front stays in front: the last one that is no proxy counts.
        ("10.0.0.1", "10.0.0.1", "198.51.100.1, 203.0.113.9", "203.0.113.9"),
        ("10.0.0.1", "203.0.113.9", "198.51.100.1", "203.0.113.9"),
    ],
)
def test_only_the_proxy_in_front_says_where_somebody_comes_from(
    proxies: str, client: str, forwarded: str, comes_from: str
) -> None:
    async def silent(scope: Any, receive: Any, send: Any) -> None:
        return None

    assert asyncio.run(asked(behind(proxies, silent), client, forwarded)) == comes_from


@pytest.mark.parametrize("value", ["*", "proxy.example", "10.0.0.1,*", "10.0.0.300"])
def test_a_proxy_is_named_by_its_address(value: str) -> None:
    with pytest.raises(Invalid):
        from_environment({"DIRECTORY_PROXIES": value})


@pytest.mark.parametrize(
    "value",
    [
        "http://id.example",
        "https://naam@id.example",
        "ftp://id.example",
        "https://id.example/#x",
        "id.example",
        "http://10.0.0.1",
    ],
)
def test_an_identity_provider_is_reached_over_tls_or_not_at_all(value: str) -> None:
    with pytest.raises(Invalid):
        from_environment({"DIRECTORY_OIDC_ISSUER": value})


@pytest.mark.parametrize("value", ["javascript:alert(1)", "data:text/html,x", "//evil.example", "https://a b.nl", "x"])
def test_an_address_in_a_record_is_that_of_a_site(value: str) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(value, Url)


def test_a_line_of_the_log_is_one_line_of_json_in_utc_and_an_error_says_nothing_of_what_it_held() -> None:
    out = io.StringIO()
    log = Lines(out, now=lambda: NOW)
    log.event("request", route='x"\n{"event":"forged"}')
    try:
        raise ValueError("geheim")
    except ValueError as error:
        log.exception("fault", error)
    first, second = map(json.loads, out.getvalue().splitlines())
    assert (first["at"], first["event"]) == ("2026-11-25T13:00:00Z", "request")
    assert second["error"] == "ValueError"
    assert "geheim" not in out.getvalue()


def test_what_is_dangerous_is_nowhere_in_the_program() -> None:
    found = [each for file in sorted((ROOT / "directory").rglob("*.py")) for each in _dangerous(file)]
    assert found == []


def test_the_guard_against_what_is_dangerous_barks(tmp_path: Path) -> None:
    file = tmp_path / "a.py"
    file.write_text(
        "import subprocess\nfrom xml.dom import minidom\nimport os\nos.system('ls')\nyaml.unsafe_load(x)\neval('1')"
    )
    assert len([*_dangerous(file)]) == 5


def _dangerous(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text())):
        names = [each.name for each in node.names] if isinstance(node, ast.Import) else []
        names += [node.module or ""] if isinstance(node, ast.ImportFrom) and not node.level else []
        yield from (
            f"{file.name}: {each}" for each in names if f"{each}.".startswith(tuple(f"{risky}." for risky in NOWHERE))
        )
        if isinstance(node, ast.Call) and (called := ast.unparse(node.func)) in CALLS:
            yield f"{file.name}: {called}"
