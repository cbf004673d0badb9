"""Nominatim: OpenStreetMap's geocoder. Own user agent, one request a second for the whole app, no type-ahead."""

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

from geopy.geocoders import Nominatim

from directory.geo.geocoder import MOST, Suggestion


def nominatim(url: str, **opened: Any) -> Callable[[str], list[Suggestion]]:
    """A function that asks the Nominatim at `url`; `opened` goes to geopy (adapter, time-out, proxies, user agent)."""
    parts = urlsplit(url)
    service = Nominatim(scheme=parts.scheme, domain=parts.netloc + parts.path, **opened)

    def ask(address: str) -> list[Suggestion]:
        found = service.geocode(
            address, exactly_one=False, limit=MOST, addressdetails=True, language="nl", country_codes="nl"
        )
        return [_suggestion(each.raw, each.latitude, each.longitude) for each in found or ()]

    return ask


def _suggestion(raw: Mapping[str, Any], latitude: float, longitude: float) -> Suggestion:
    address = raw.get("address", {})
    return Suggestion(
        label=str(raw["display_name"]),
        kind="address" if "house_number" in address else "area",
        latitude=latitude,
        longitude=longitude,
        source="nominatim",
        attribution="© OpenStreetMap contributors",
        postcode=address.get("postcode"),
    )
