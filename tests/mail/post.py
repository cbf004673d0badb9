"""A real mail server to send to, with a certificate of its own, that can be told to misbehave; and an outbox."""

import ipaddress
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP as Serving
from aiosmtpd.smtp import AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from msgspec.structs import replace

from directory.access import Vault
from directory.mail.delivering import Delivered, deliver
from directory.mail.letters import Facts, Letter
from directory.mail.queue import Enqueued, Outbox, enqueue
from directory.mail.sending import MailServer
from directory.model.letter import Slip
from directory.storage.sqlite import SqliteLetters
from tests.conftest import NOW, free_port

SENDER = "gegevens@gids.example"
USER, PASSWORD = "gids", "een geheim woord"


def certificate(folder: Path) -> Path:
    """A certificate for this machine, made now, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    today = datetime.now(UTC)
    names = [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(today - timedelta(days=1))
        .not_valid_after(today + timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file = folder / "mail.pem"
    file.write_bytes(secret + made.public_bytes(serialization.Encoding.PEM))
    return file


class Office:
    """What the server does with mail: it keeps it. `answers` are given instead, one by one; `None` drops the line."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.raw: list[bytes] = []
        self.to: list[str] = []
        self.greeted: list[str] = []
        self.secure: list[bool] = []
        self.arrived = threading.Semaphore(0)
        self.answers: dict[str, list[str | None]] = {"MAIL": [], "RCPT": [], "DATA": [], "AFTER": []}

    async def handle_EHLO(self, server: Serving, session: Session, envelope: Envelope, name: str, says: Any) -> Any:
        session.host_name = name
        self.greeted.append(name)
        return says

    async def handle_MAIL(
        self, server: Serving, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.mail_from = address
        return self._answer("MAIL", server) or "250 OK"

    async def handle_RCPT(
        self, server: Serving, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if refused := self._answer("RCPT", server):
            return refused
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Serving, session: Session, envelope: Envelope) -> str:
        if refused := self._answer("DATA", server):
            return refused
        assert isinstance(envelope.content, bytes)
        self.raw.append(envelope.content)
        mail = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(mail, EmailMessage)
        self.mails.append(mail)
        self.to += envelope.rcpt_tos
        self.secure.append(session.ssl is not None)
        self.arrived.release()
        # Taken, but whoever sent it never hears of it.
        self._answer("AFTER", server)
        return "250 OK"

    def _answer(self, command: str, server: Serving) -> str | None:
        if not self.answers[command]:
            return None
        answer = self.answers[command].pop(0)
        if answer is None:
            assert server.transport is not None
            server.transport.abort()
        return answer or "421 gone"


def _right(server: Serving, session: Session, envelope: Envelope, mechanism: str, data: LoginPassword) -> AuthResult:
    return AuthResult(handled=False, success=(data.login, data.password) == (USER.encode(), PASSWORD.encode()))


class Post:
    """A mail server on a port of its own, and an outbox in a folder. `now` moves when a test says so."""

    def __init__(self, folder: Path, pem: Path, port: int) -> None:
        self.folder, self.pem, self.now = folder, pem, NOW
        self.office = Office()
        self.letters = SqliteLetters(folder / "mail.db")
        self.outbox = Outbox(letters=self.letters, seal=Vault(self.letters.key), on=True)
        self.server = MailServer(host="127.0.0.1", port=port, sender=SENDER, user=USER, password=PASSWORD, timeout_s=5)

    def tls(self) -> ssl.SSLContext:
        """Trusts the certificate of the test, and checks it as always."""
        return ssl.create_default_context(cafile=str(self.pem))

    @contextmanager
    def open(self, **more: Any) -> Iterator[Office]:
        """The server listens."""
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(self.pem)
        asked = {"tls_context": context, "require_starttls": True, "authenticator": _right, "auth_required": True}
        controller = Controller(self.office, hostname="127.0.0.1", port=self.server.port, **{**asked, **more})
        controller.start()
        try:
            yield self.office
        finally:
            controller.stop()

    def put(self, number: int, facts: Facts, to: str = "rik@example.nl", once: str | None = None) -> Enqueued:
        letter = Letter(id=id_of(number), to=to, facts=facts, once=once)
        return enqueue(self.outbox, letter, self.now)

    def deliver(self, context: Callable[[], ssl.SSLContext] | None = None, **more: Any) -> Delivered:
        server = replace(self.server, **more)
        return deliver(self.outbox, server, lambda: self.now, chance=lambda: 1.0, tls=context or self.tls)

    def slip(self, number: int) -> Slip:
        found = self.letters.find(id_of(number))
        assert found is not None
        return found

    def kept(self) -> bytes:
        """Everything of the outbox that is on the disk."""
        return b"".join(file.read_bytes() for file in sorted(self.folder.iterdir()) if file.suffix != ".pem")


def id_of(number: int) -> str:
    return f"00000000-0000-4000-8000-{number:012d}"


def make(folder: Path, pem: Path) -> Post:
    """An outbox in this folder, and a port on which nobody listens yet."""
    return Post(folder, pem, free_port())
