"""From a partner's address to a point, on a curator's click. Our gazetteer always answers; services outside are off.

Never for a visitor's request, never for a confidential place: that is for the caller to keep.
"""

from typing import Any

from geopy.adapters import URLLibAdapter
from msgspec import Struct

from directory.geo.gazetteer import Gazetteer
from directory.geo.geocoder import LONGEST, Geocoder, GeocoderUnavailable, Suggestion
from directory.geo.nominatim import nominatim
from directory.geo.outside import Outside
from directory.geo.pdok import URL, Pdok
from directory.geo.place import Place

__all__ = ["Geocoder", "GeocoderSettings", "GeocoderUnavailable", "Offline", "Suggestion", "geocoders"]

NOMINATIM_DELAY_S = 1.0  # https://operations.osmfoundation.org/policies/nominatim/


class GeocoderSettings(Struct, frozen=True, kw_only=True):
    """Which services outside may be asked, and how: all are off. Nominatim needs a `user_agent` that names the site.

    `delay_s` is the least time between two questions to one service, in this process. No proxy but `proxy` is used.
    """

    pdok: bool = False
    nominatim: bool = False
    pdok_url: str = URL
    nominatim_url: str = "https://nominatim.openstreetmap.org"
    user_agent: str = ""
    timeout_s: float = 5.0
    delay_s: float = NOMINATIM_DELAY_S
    proxy: str | None = None


class Offline:
    """Our gazetteer as a geocoder: the postcode or the town of an address, never the house. Nothing leaves."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer

    def locate(self, address: str) -> tuple[Suggestion, ...]:
        """All places that the last words of an address name: the longest ending that fits, postcode before town."""
        words = address[:LONGEST].replace(",", " ").split()
        tries = (self._gazetteer.find(" ".join(words[start:])) for start in range(len(words)))
        return tuple(map(_suggestion, next(filter(None, tries), ())))


def geocoders(settings: GeocoderSettings, gazetteer: Gazetteer) -> tuple[Geocoder, ...]:
    """What a curator may ask, our own first. Make them once: each service's limiter is shared by all who ask.

    `ValueError` for Nominatim without a user agent.
    """
    outside: list[Geocoder] = []
    if settings.pdok:
        service = Pdok(url=settings.pdok_url, **_opened(settings))
        outside.append(Outside("pdok", service.geocode, settings.delay_s))
    if settings.nominatim:
        if not settings.user_agent:
            raise ValueError("Nominatim asks for a user agent that names this installation")
        ask = nominatim(settings.nominatim_url, **_opened(settings))
        outside.append(Outside("nominatim", ask, max(settings.delay_s, NOMINATIM_DELAY_S)))
    return (Offline(gazetteer), *outside)


def _opened(settings: GeocoderSettings) -> dict[str, Any]:
    """geopy's arguments for a service that is switched on: the only place that names an adapter with a socket."""
    return {
        "adapter_factory": URLLibAdapter,
        "timeout": settings.timeout_s,
        "proxies": {"http": settings.proxy, "https": settings.proxy} if settings.proxy else {},
        "user_agent": settings.user_agent or "regional-partner-directory",
    }


def _suggestion(place: Place) -> Suggestion:
    return Suggestion(
        label=place.label,
        kind="area",
        latitude=place.latitude,
        longitude=place.longitude,
        source="gazetteer",
        attribution="© GeoNames (CC BY 4.0), bewerkt",
        postcode=place.name if place.kind == "postcode" else None,
        municipality=place.municipality,
    )
