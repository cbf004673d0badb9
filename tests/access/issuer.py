"""An identity provider on a port of its own: real HTTP, real keys, and told by the tests in what to go wrong."""

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, parse_qsl, unquote_plus, urlencode, urlsplit

from authlib.oidc.core.util import create_half_hash
from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT, SECRET = "gids-twente", "een geheim: met %41 en +"
# Making keys takes a second: the same ones for every test.
KEYS = [RSAKey.generate_key(2048, {"kid": f"key-{number}", "use": "sig"}) for number in range(2)]


class Issuer:
    """Who signs in there is `claims`. Whatever a test puts in `token`, `header`, `answers` goes in the place of what is
    right."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.key = KEYS[0]
        self.published = [KEYS[0]]
        self.claims: dict[str, Any] = {"sub": "u-1", "email": "eva@example.nl", "email_verified": True}
        self.token: dict[str, Any] = {}
        self.header: dict[str, Any] = {}
        self.metadata: dict[str, Any] = {}
        self.userinfo: dict[str, Any] = {}
        self.signing: Any = None
        self.answers: dict[str, tuple[int, dict[str, str], bytes]] = {}
        self.asked: list[str] = []
        self._codes: dict[str, dict[str, str]] = {}
        self._given = 0
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.address = f"http://127.0.0.1:{self._server.server_port}/realm"

    def go(self) -> None:
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def sign_in(self, address: str, **more: str) -> dict[str, str]:
        """Somebody follows this address and signs in; what their browser brings back."""
        asked = dict(parse_qsl(urlsplit(address).query))
        assert asked["response_type"] == "code"
        assert asked["client_id"] == CLIENT
        assert asked["code_challenge_method"] == "S256"
        self._given += 1
        code = f"code-{self._given}"
        self._codes[code] = asked
        return {"code": code, "state": asked["state"], "iss": self.address, **more}

    def _get(self, path: str, form: dict[str, str], headers: dict[str, str]) -> tuple[int, Any]:
        match path:
            case "/realm/.well-known/openid-configuration":
                return 200, self._described() | self.metadata
            case "/realm/keys":
                unusable = {"kty": "lattice", "kid": "of the future"}
                return 200, {"keys": [unusable, *(each.as_dict(private=False) for each in self.published)]}
            case "/realm/token":
                return self._tokens(form, headers)
            case "/realm/userinfo":
                return 200, self.userinfo
        return 404, {}

    def _described(self) -> dict[str, Any]:
        return {
            "issuer": self.address,
            "authorization_endpoint": f"{self.address}/authorize",
            "token_endpoint": f"{self.address}/token",
            "jwks_uri": f"{self.address}/keys",
            "userinfo_endpoint": f"{self.address}/userinfo",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256", "HS256", "none"],
            "authorization_response_iss_parameter_supported": True,
        }

    def _tokens(self, form: dict[str, str], headers: dict[str, str]) -> tuple[int, Any]:
        basic = base64.b64decode(headers.get("Authorization", "Basic Og==").split()[-1]).decode()
        known = [unquote_plus(each) for each in basic.split(":")]
        if known != [CLIENT, SECRET] and [form.get("client_id"), form.get("client_secret")] != [CLIENT, SECRET]:
            return 401, {"error": "invalid_client"}
        asked = self._codes.pop(form["code"], None)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"].encode()).digest()).rstrip(b"=")
        if asked is None or asked["code_challenge"] != challenge.decode():
            return 400, {"error": "invalid_grant"}
        if form["redirect_uri"] != asked["redirect_uri"] or form["grant_type"] != "authorization_code":
            return 400, {"error": "invalid_grant"}
        return 200, {"access_token": "pass", "token_type": "Bearer", "id_token": self._signed(asked["nonce"])}

    def _signed(self, nonce: str) -> str:
        at = int(self.now.timestamp())
        times = {"iss": self.address, "aud": CLIENT, "iat": at, "exp": at + 300, "nonce": nonce}
        half = create_half_hash("pass", "RS256").decode()
        told = {**times, "at_hash": half, **self.claims, **self.token}
        told = {name: value for name, value in told.items() if value is not None}
        header = {"alg": "RS256", "kid": self.key.kid, **self.header}
        if header["alg"] in ("none", "HS256"):
            return _by_hand(header, told)
        return jwt.encode(header, told, self.signing or self.key, algorithms=[header["alg"]])

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        issuer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self._answer("")

            def do_POST(self) -> None:
                self._answer(self.rfile.read(int(self.headers["Content-Length"])).decode())

            def _answer(self, body: str) -> None:
                path = urlsplit(self.path).path
                issuer.asked.append(path)
                if path in issuer.answers:
                    status, headers, content = issuer.answers[path]
                elif path == "/realm/authorize":
                    asked = dict(parse_qsl(urlsplit(self.path).query))
                    back = issuer.sign_in(self.path)
                    status, headers, content = 302, {"Location": f"{asked['redirect_uri']}?{urlencode(back)}"}, b""
                else:
                    form = {name: each[0] for name, each in parse_qs(body).items()}
                    status, found = issuer._get(path, form, dict(self.headers))
                    headers, content = {"Content-Type": "application/json"}, json.dumps(found).encode()
                self.send_response(status)
                for name, value in {**headers, "Content-Length": str(len(content))}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *args: Any) -> None:
                pass

        return Handler


@contextmanager
def provided(now: datetime) -> Iterator[Issuer]:
    """An identity provider, as long as it is needed."""
    issuer = Issuer(now)
    issuer.go()
    try:
        yield issuer
    finally:
        issuer.stop()


def _by_hand(header: dict[str, Any], told: dict[str, Any]) -> str:
    """What no library signs: with nothing, or with the public key as if it were a secret."""
    whole = ".".join(_part(json.dumps(each).encode()) for each in (header, told))
    if header["alg"] == "none":
        return f"{whole}."
    return f"{whole}.{_part(hmac.digest(KEYS[0].as_pem(private=False), whole.encode(), 'sha256'))}"


def _part(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")
