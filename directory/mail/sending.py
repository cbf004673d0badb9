"""One conversation with a mail server: encrypted and with a certificate that is checked, or not at all.

What another server answers is never passed on or logged, since it often repeats an address: only a code of ours is.
"""

import smtplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from email.message import EmailMessage
from email.policy import SMTP
from typing import Literal

from msgspec import Struct

from directory.model.letter import Word

Tls = Literal["starttls", "tls", "none"]
TIMEOUT_S = 30.0
PERMANENT = 500
CLOSING = 421
SENTENCES: dict[Word, str] = {
    "unreachable": "The mail server does not answer.",
    "dropped": "The mail server broke off.",
    "no-tls": "The mail server does not offer a safe connection.",
    "untrusted": "The certificate of the mail server is not trusted.",
    "login-refused": "The mail server does not accept user and password.",
    "sender-refused": "The mail server does not accept the sender.",
    "later": "The mail server asked to try again later.",
    "recipient-refused": "The mail server does not accept this address.",
    "content-refused": "The mail server does not accept this mail.",
    "unreadable": "This letter cannot be opened with the key that is here.",
}
# What is wrong with the server or the settings, not with one letter: all of them wait.
OF_SERVER: frozenset[Word] = frozenset({"unreachable", "no-tls", "untrusted", "login-refused", "sender-refused"})
FINAL: frozenset[Word] = frozenset({"recipient-refused", "content-refused", "unreadable"})


class MailServer(Struct, frozen=True, kw_only=True):
    """Which server sends our mail, as whom, and how it is talked to. `user` is empty where no login is needed."""

    host: str
    port: int
    sender: str
    tls: Tls = "starttls"
    user: str = ""
    password: str = ""
    timeout_s: float = TIMEOUT_S

    @property
    def domain(self) -> str:
        """What we call ourselves: the name of this machine is nobody's business."""
        return self.sender.rpartition("@")[2]


class NoServer(Exception):
    """No mail can be sent now. `word` says why."""

    def __init__(self, word: Word) -> None:
        super().__init__(SENTENCES[word])
        self.word: Word = word


class Conversation:
    """An open connection on which mails are sent one after another."""

    def __init__(self, line: smtplib.SMTP, sender: str) -> None:
        self._line = line
        self._sender = sender

    def send(self, to: str, message: EmailMessage) -> Word | None:
        """Send this mail to one address. None when the server took it, else why not."""
        try:
            self._line.sendmail(self._sender, [to], message.as_bytes(policy=SMTP))
        except smtplib.SMTPRecipientsRefused as refused:
            return _word(refused.recipients[to][0], "recipient-refused")
        except smtplib.SMTPSenderRefused as refused:
            return _word(refused.smtp_code, "sender-refused")
        except smtplib.SMTPDataError as refused:
            return _word(refused.smtp_code, "content-refused")
        except (smtplib.SMTPException, OSError):
            return "dropped"
        return None


@contextmanager
def conversation(server: MailServer, tls: Callable[[], ssl.SSLContext]) -> Iterator[Conversation]:
    """Talk to the server. Raises `NoServer` when it does not answer, is not safe, or does not let us in."""
    line = _connect(server, tls)
    try:
        yield Conversation(line, server.sender)
    finally:
        with suppress(smtplib.SMTPException, OSError):
            line.quit()
        line.close()


def _connect(server: MailServer, tls: Callable[[], ssl.SSLContext]) -> smtplib.SMTP:
    line = None
    try:
        line = _called(server, tls)
        _secure(line, server, tls)
        _log_in(line, server)
    except BaseException as error:
        if line is not None:
            line.close()
        if isinstance(error, smtplib.SMTPException | OSError):
            raise NoServer(_why(error)) from None
        raise
    return line


def _called(server: MailServer, tls: Callable[[], ssl.SSLContext]) -> smtplib.SMTP:
    host, port, timeout = server.host, server.port, server.timeout_s
    if server.tls == "tls":
        return smtplib.SMTP_SSL(host, port, server.domain, timeout=timeout, context=tls())
    return smtplib.SMTP(host, port, server.domain, timeout=timeout)


def _secure(line: smtplib.SMTP, server: MailServer, tls: Callable[[], ssl.SSLContext]) -> None:
    if server.tls != "starttls":
        return
    line.ehlo_or_helo_if_needed()
    try:
        line.starttls(context=tls())
    except (smtplib.SMTPNotSupportedError, smtplib.SMTPResponseException):
        raise NoServer("no-tls") from None


def _log_in(line: smtplib.SMTP, server: MailServer) -> None:
    if not server.user:
        return
    try:
        line.login(server.user, server.password)
    except (smtplib.SMTPAuthenticationError, smtplib.SMTPNotSupportedError, UnicodeEncodeError):
        raise NoServer("login-refused") from None


def _why(error: Exception) -> Word:
    if isinstance(error, ssl.SSLCertVerificationError):
        return "untrusted"
    return "no-tls" if isinstance(error, ssl.SSLError) else "unreachable"


def _word(code: int, permanent: Word) -> Word:
    if code == CLOSING:
        return "dropped"
    return permanent if code >= PERMANENT else "later"
