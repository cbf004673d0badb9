"""Going out: an address that somebody wrote down is asked, politely, and never leads into our own network.

A name is resolved once; every address it has must be public; the connection goes to the very address that was looked
at, so that a name that changes in between (DNS rebinding) gains nothing. TLS is checked against the name. Nothing of
what comes back is shown: the status, and where it leads on to.
"""

import ipaddress
import re
import socket
import ssl
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

import httpcore
from msgspec import Struct

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolve = Callable[[str, int], Sequence[str]]

LONGEST = 64 * 1024
HEADERS_LONGEST = 32 * 1024
WHOLE_S = 15.0
STEP_S = 5.0
MOST_ADDRESSES = 4
# How a network without IPv4 reaches an IPv4 address, which stands in the last four bytes (RFC 6052).
NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
HOST = re.compile(r"(?=.{1,253}\Z)(?:[a-z0-9](?:[a-z0-9_-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]", re.ASCII)


class Forbidden(Exception):
    """This address is not asked. `why`: `address` (not https on its usual port, or no name), `inside` (not public)."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class Silent(Exception):
    """No answer. `why`: `name` (there is no such host), `tls` (it is not who it says), `time`, `connection`."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class Heard(Struct, frozen=True, kw_only=True):
    """An answer: its status, where it leads on to, and what it said (at most `LONGEST` bytes), which is not shown."""

    status: int
    location: str | None = None
    body: bytes = b""


def is_public(address: Address) -> bool:
    """Whether this is an address of somebody else's: not of this machine, this network, or a range for such."""
    if isinstance(address, ipaddress.IPv6Address):
        if address in NAT64:
            return is_public(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
        within = (address.ipv4_mapped, address.sixtofour, *(address.teredo or ()))
        if any(each is not None and not is_public(each) for each in within):
            return False
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)


def resolved(host: str, port: int) -> Sequence[str]:
    """Every address that this name has now. Raises `OSError`."""
    return [str(each[4][0]) for each in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


class Outside:
    """Asks addresses. `port`, `public`, `resolve` and `trust` are for tests, which have a server of their own."""

    def __init__(
        self,
        agent: str,
        *,
        port: int = 443,
        public: Callable[[Address], bool] = is_public,
        resolve: Resolve = resolved,
        trust: ssl.SSLContext | None = None,
        ticks: Callable[[], float] = time.monotonic,
        whole_s: float = WHOLE_S,
    ) -> None:
        self._agent, self._port, self._public, self._resolve = agent, port, public, resolve
        self._ticks, self._whole_s = ticks, whole_s
        self._trust = trust or ssl.create_default_context()

    def host(self, address: str) -> str:
        """The host of an address that may be asked. Raises `Forbidden`."""
        try:
            parts = urlsplit(address)
            host, port = (parts.hostname or "").encode("idna").decode().lower(), parts.port
        except (ValueError, UnicodeError):
            raise Forbidden("address") from None
        if parts.scheme != "https" or port not in (None, self._port) or "@" in parts.netloc or not HOST.fullmatch(host):
            raise Forbidden("address")
        return host

    def ask(self, address: str, *, body: bool = False) -> Heard:
        """What this address answers to a GET; `body` when what it says is wanted too. Raises `Forbidden`, `Silent`."""
        host, parts = self.host(address), urlsplit(address)
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        try:
            url = httpcore.URL(scheme=b"https", host=host.encode(), port=self._port, target=_quoted(target))
            return self._hear(url, host, body=body)
        except httpcore.TimeoutException:
            raise Silent("time") from None
        except httpcore.ConnectError as error:
            raise Silent("tls" if isinstance(error.__context__, ssl.SSLError) else "connection") from None
        except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.UnsupportedProtocol, OSError, ValueError):
            raise Silent("connection") from None

    def _hear(self, url: httpcore.URL, host: str, *, body: bool) -> Heard:
        headers = [
            ("Host", host),
            ("User-Agent", self._agent),
            ("Accept-Encoding", "identity"),
            ("Connection", "close"),
        ]
        wire = _Wire(self._public, self._resolve, _Bounds(self._ticks, self._ticks() + self._whole_s))
        timeout = dict.fromkeys(("connect", "read", "write", "pool"), STEP_S)
        # One connection per request, and no more after it: nothing is kept open at somebody else's.
        with (
            httpcore.ConnectionPool(ssl_context=self._trust, network_backend=wire) as pool,
            pool.stream("GET", url, headers=[*headers], extensions={"timeout": timeout}) as answer,
        ):
            said = _beginning(answer.iter_stream()) if body else b""
            found = next((value for name, value in answer.headers if name.lower() == b"location"), None)
            return Heard(status=answer.status, location=None if found is None else found.decode("latin-1"), body=said)


class _Bounds:
    """How long and how much one request may take, however slowly or endlessly the other side goes on."""

    def __init__(self, ticks: Callable[[], float], ends: float) -> None:
        self._ticks, self._ends, self._left = ticks, ends, LONGEST + HEADERS_LONGEST

    def left_s(self, step_s: float | None) -> float:
        """How long the next step may take. Raises when there is no time left."""
        left = self._ends - self._ticks()
        if left <= 0:
            raise httpcore.ReadTimeout
        return min(left, STEP_S if step_s is None else step_s)

    def take(self, count: int) -> None:
        """So many bytes came. Raises when that is too many."""
        self._left -= count
        if self._left < 0:
            raise httpcore.ReadError


class _Wire(httpcore.NetworkBackend):
    """Connects to the address that was looked at, and to no other."""

    def __init__(self, public: Callable[[Address], bool], resolve: Resolve, bounds: _Bounds) -> None:
        self._public, self._resolve, self._bounds = public, resolve, bounds
        self._inner = httpcore.SyncBackend()

    def connect_tcp(self, host: str, port: int, timeout: float | None = None, *more: Any, **most: Any) -> "_Line":
        """A connection to the first address of this host that answers. All of them are public, or none is asked."""
        found = self._addresses(host, port)
        for each in found[:-1]:
            with suppress(httpcore.ConnectError, httpcore.ConnectTimeout):
                return self._connect(each, port, timeout)
        return self._connect(found[-1], port, timeout)

    def _addresses(self, host: str, port: int) -> Sequence[Address]:
        try:
            found = [ipaddress.ip_address(each) for each in self._resolve(host, port)]
        except (OSError, UnicodeError, ValueError):
            raise Silent("name") from None
        if not found:
            raise Silent("name")
        if not all(self._public(each) for each in found):
            raise Forbidden("inside")
        return found[:MOST_ADDRESSES]

    def _connect(self, address: Address, port: int, timeout: float | None) -> "_Line":
        return _Line(self._inner.connect_tcp(str(address), port, self._bounds.left_s(timeout)), self._bounds)


class _Line(httpcore.NetworkStream):
    """A connection within its bounds."""

    def __init__(self, inner: httpcore.NetworkStream, bounds: _Bounds) -> None:
        self._inner, self._bounds = inner, bounds

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """What came."""
        said = self._inner.read(max_bytes, self._bounds.left_s(timeout))
        self._bounds.take(len(said))
        return said

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send this."""
        self._inner.write(buffer, self._bounds.left_s(timeout))

    def close(self) -> None:
        """No more of it."""
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: Any = None
    ) -> "_Line":
        """The same, sealed."""
        inner = self._inner.start_tls(ssl_context, server_hostname, self._bounds.left_s(timeout))
        return _Line(inner, self._bounds)

    def get_extra_info(self, info: str) -> Any:
        """What the connection beneath knows."""
        return self._inner.get_extra_info(info)


def _beginning(chunks: Iterable[bytes]) -> bytes:
    said = b""
    for chunk in chunks:
        said += chunk
        if len(said) >= LONGEST:
            break
    return said[:LONGEST]


def _quoted(target: str) -> bytes:
    """A path as it goes over the line: letters outside ASCII as UTF-8, nothing that could end the line."""
    return b"".join(b"%%%02X" % each if each <= 0x20 or each >= 0x7F else bytes((each,)) for each in target.encode())
