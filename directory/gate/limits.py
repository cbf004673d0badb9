"""How often one visitor may do something, without knowing who: counted under a name that means nothing tomorrow."""

import hmac
import secrets
import time
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from ipaddress import IPv6Address, ip_address
from typing import Any

from litestar import Request
from litestar.datastructures import MutableScopeHeaders
from litestar.middleware import DefineMiddleware
from litestar.middleware.rate_limit import CacheObject, RateLimitConfig, RateLimitMiddleware
from litestar.stores.base import Store
from litestar.stores.memory import MemoryStore
from litestar.types import ASGIApp, Message, Send

DAY_S, HOUR_S = 86_400, 3_600


def address(request: Request[Any, Any, Any]) -> str:
    """Where a request comes from, cut to what one visitor has."""
    return home(request.client.host if request.client else "")


def hourly(
    name: str, most: int, *, together: bool = False, of: Callable[[Request[Any, Any, Any]], str] = address
) -> DefineMiddleware:
    """Middleware for a route: one visitor gets `most` answers an hour, then 429 with `Retry-After` in seconds.

    `of` says what tells one visitor from another.

    The hour begins with the first request. Each worker process, and each route that this stands on, counts for itself:
    behind W workers a visitor may get W times as many. A handler with several paths is several routes; `together`,
    all routes that this very middleware stands on share one count. Who comes through a proxy that does not pass on
    the address shares one count with all others who do.
    """
    limiter = SharedLimiter if together else Limiter
    config = RateLimitConfig(
        rate_limit=("hour", most), identifier_for_request=Visitors(of=of), middleware_class=limiter, store=name
    )
    return config.middleware


class Visitors:
    """Names visitors: a hash of what tells them apart with a key that is made at the start, and anew each day (UTC).

    Key and names are in memory only, and in no log; without the key a name leads nowhere.
    """

    def __init__(
        self, clock: Callable[[], float] = time.time, of: Callable[[Request[Any, Any, Any]], str] = address
    ) -> None:
        self._clock = clock
        self._of = of
        self._day = -1
        self._key = b""

    def __call__(self, request: Request[Any, Any, Any]) -> str:
        """The name of who sent this, for today."""
        day = int(self._clock() // DAY_S)
        if day != self._day:
            self._day, self._key = day, secrets.token_bytes(32)
        return hmac.digest(self._key, self._of(request).encode(), sha256).hex()


def home(address: str) -> str:
    """What one visitor has: an IPv4 address, or the 64 bits of IPv6 within which a device changes at will."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if not isinstance(parsed, IPv6Address):
        return str(parsed)
    return str(parsed.ipv4_mapped or IPv6Address(int(parsed) >> 64 << 64))


class Limiter(RateLimitMiddleware):
    """Litestar's limiter, with the headers of the current draft and a memory that does not grow."""

    def __init__(self, app: ASGIApp, config: RateLimitConfig) -> None:
        """The store of the config names the limit; each limiter counts in one of its own."""
        super().__init__(app, replace(config, store=self._store(config.store)))
        self._name = config.store
        self._sweep_at = time.time() + HOUR_S

    @staticmethod
    def _store(name: str) -> str:
        """Where this limiter counts."""
        return f"{name}-{secrets.token_hex(8)}"

    async def set_cached_history(self, key: str, cache_object: CacheObject, store: Store) -> None:
        """Count one, and once an hour forget who did not come back: Litestar forgets only who does."""
        await super().set_cached_history(key, cache_object, store)
        if time.time() >= self._sweep_at and isinstance(store, MemoryStore):
            self._sweep_at = time.time() + HOUR_S
            await store.delete_expired()

    def create_response_headers(self, cache_object: CacheObject) -> dict[str, str]:
        """The headers of a refusal."""
        return {**self._standing(cache_object), "Retry-After": str(_left_s(cache_object))}

    def create_send_wrapper(self, send: Send, cache_object: CacheObject) -> Send:
        """Sends what is not refused with what is left of the limit."""

        async def counted(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableScopeHeaders.from_message(message)
                for name, value in self._standing(cache_object).items():
                    # Beside those of another limit on the same route: the headers are lists.
                    headers.add(name, value)
            await send(message)

        return counted

    def _standing(self, cache_object: CacheObject) -> dict[str, str]:
        """What the limit is and what is left (draft-ietf-httpapi-ratelimit-headers-11)."""
        left = max(self.max_requests - len(cache_object.history), 0)
        return {
            "RateLimit-Policy": f'"{self._name}";q={self.max_requests};w={HOUR_S}',
            "RateLimit": f'"{self._name}";r={left};t={_left_s(cache_object)}',
        }


class SharedLimiter(Limiter):
    """A limiter that counts with all others of its name; two that are told apart by their visitors never meet."""

    @staticmethod
    def _store(name: str) -> str:
        return f"{name}-together"


def _left_s(cache_object: CacheObject) -> int:
    return max(cache_object.reset - int(time.time()), 1)
