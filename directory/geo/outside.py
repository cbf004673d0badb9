"""The only way to a geocoder outside: closed unless a setting opens it, one question at a time, failures told apart.

geopy's default adapter is replaced by one that raises, so that nothing can open a socket by forgetting an argument.
"""

import logging
from collections.abc import Callable, Sequence
from math import ceil
from typing import NoReturn

from geopy.adapters import BaseSyncAdapter
from geopy.exc import (
    GeocoderAuthenticationFailure,
    GeocoderInsufficientPrivileges,
    GeocoderQueryError,
    GeocoderQuotaExceeded,
    GeocoderRateLimited,
    GeocoderServiceError,
    GeocoderTimedOut,
    GeopyError,
)
from geopy.exc import GeocoderUnavailable as HostUnreachable
from geopy.extra.rate_limiter import RateLimiter
from geopy.geocoders import options

from directory.geo.distance import inside_netherlands
from directory.geo.geocoder import LONGEST, GeocoderUnavailable, Source, Suggestion

REFUSED = GeocoderAuthenticationFailure, GeocoderInsufficientPrivileges, GeocoderQuotaExceeded, GeocoderQueryError


class ClosedAdapter(BaseSyncAdapter):  # type: ignore[misc]  # geopy publishes no types
    """The way out when no setting opened one: there is none."""

    def __init__(self, *, proxies: object, ssl_context: object) -> None:
        """Keeps nothing: there is nothing to connect to."""

    def get_json(self, url: str, *, timeout: float, headers: dict[str, str]) -> NoReturn:
        raise GeocoderUnavailable("geopy", "geocoders outside are switched off", retry=False)

    get_text = get_json


def close() -> None:
    """Takes geopy's way out away and keeps addresses, which geopy logs in URLs, out of the logs. Done on import."""
    options.default_adapter_factory = ClosedAdapter
    for name in ("geopy", "urllib3"):
        logging.getLogger(name).setLevel(logging.WARNING)


close()


class Outside:
    """A service outside, behind one limiter that every caller shares. It sleeps: call it from a thread."""

    def __init__(self, source: Source, ask: Callable[[str], Sequence[Suggestion] | None], delay_s: float) -> None:
        self._source = source
        # By default an outage would look like "not found", and an error would mean seconds of sleep.
        self._ask = RateLimiter(
            ask, min_delay_seconds=delay_s, error_wait_seconds=delay_s, max_retries=0, swallow_exceptions=False
        )

    def locate(self, address: str) -> tuple[Suggestion, ...]:
        """What the service suggests within the Netherlands; `GeocoderUnavailable` when it fails in any way."""
        asked = " ".join(address[:LONGEST].split())
        if not asked:
            return ()
        try:
            found: Sequence[Suggestion] | None = self._ask(asked)
        except (GeopyError, AttributeError, LookupError, TypeError, ValueError) as error:
            # Not chained: what geopy and the service say may hold the address.
            raise _unavailable(self._source, error) from None
        return tuple(each for each in found or () if inside_netherlands(each.latitude, each.longitude))


def _unavailable(source: Source, error: Exception) -> GeocoderUnavailable:
    if isinstance(error, GeocoderRateLimited):
        after = None if error.retry_after is None else ceil(error.retry_after)
        return GeocoderUnavailable(source, "too many requests", retry=True, after=after)
    if isinstance(error, GeocoderTimedOut):
        return GeocoderUnavailable(source, "no answer in time", retry=True)
    if isinstance(error, REFUSED):
        return GeocoderUnavailable(source, "the request was refused", retry=False)
    # The bare class stands for a lost connection and for a status that geopy has no class for (500, 502).
    if isinstance(error, HostUnreachable) or type(error) is GeocoderServiceError:
        return GeocoderUnavailable(source, "the service cannot be reached or failed", retry=True)
    return GeocoderUnavailable(source, "the answer was not understood", retry=False)
