"""Sites on a port of this machine, over TLS, with a certificate of their own; and a way out that finds them there."""

import ipaddress
import ssl
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from directory.outside import Address, Outside, is_public

HERE = ipaddress.ip_address("127.0.0.1")
Answer = tuple[int, dict[str, str], bytes]


class Site:
    """Every host of `answers` by `host/path`; what is not there is 404. `asked` is what was asked, in order."""

    def __init__(self, folder: Path, *names: str) -> None:
        self.answers: dict[str, Answer | Callable[[BaseHTTPRequestHandler], None]] = {}
        self.asked: list[str] = []
        self.agents: set[str] = set()
        self.names: dict[str, Sequence[str]] = {name: (str(HERE),) for name in names}
        self.trust = ssl.create_default_context(cafile=str(_certificate(folder, names)))
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(folder / "site.pem")
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self.port: int = self._server.server_port
        self.ticks = 0.0

    def outside(self, *, public: Callable[[Address], bool] | None = None, **more: Any) -> Outside:
        """The way out, that takes this machine for somebody else's."""
        allowed = public or (lambda each: each == HERE or is_public(each))
        given = {"port": self.port, "public": allowed, "resolve": self.resolve, "trust": self.trust, **more}
        return Outside("gids-linkcheck/test", **given)

    def resolve(self, host: str, port: int) -> Sequence[str]:
        if host not in self.names:
            raise OSError("no such name")
        return self.names[host]

    def says(self, where: str, status: int = 200, body: bytes = b"", **headers: str) -> None:
        self.answers[where] = (status, {name.title(): value for name, value in headers.items()}, body)

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                where = f"{self.headers['Host'].partition(':')[0]}{self.path}"
                site.asked.append(where)
                site.agents.add(self.headers["User-Agent"])
                found = site.answers.get(where, (404, {}, b""))
                if callable(found):
                    found(self)
                    return
                status, headers, body = found
                self.send_response(status)
                for name, value in {**headers, "Content-Length": str(len(body))}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *args: Any) -> None:
                pass

        return Handler

    @contextmanager
    def open(self) -> Iterator["Site"]:
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        try:
            yield self
        finally:
            self._server.shutdown()
            self._server.server_close()


def _certificate(folder: Path, names: Sequence[str]) -> Path:
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "a site of the tests")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(each) for each in names]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path = folder / "site.pem"
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return path
