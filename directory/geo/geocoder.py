"""What a geocoder is, what it answers, and how it fails. For partner addresses only, never for what a visitor types."""

from collections.abc import Sequence
from typing import Literal, Protocol

from msgspec import Struct

from directory.errors import Unavailable

LONGEST = 200  # characters of an address that are read
MOST = 5  # suggestions of one service

Source = Literal["gazetteer", "pdok", "nominatim"]


class Suggestion(Struct, frozen=True, kw_only=True):
    """A point for an address, for a curator to accept or not. What the service does not know is absent.

    `kind` tells a front door (`address`) from the middle of something larger (`area`). `municipality` is a CBS code.
    Show `attribution` beside it, and store it with source and date as any fact.
    """

    label: str
    kind: Literal["address", "area"]
    latitude: float
    longitude: float
    source: Source
    attribution: str
    postcode: str | None = None
    municipality: str | None = None


class Geocoder(Protocol):
    """Something that knows where addresses are."""

    def locate(self, address: str) -> Sequence[Suggestion]:
        """Suggestions, best first, none if the address is not found; `GeocoderUnavailable` if nobody could tell."""
        ...


class GeocoderUnavailable(Unavailable):
    """A geocoder is off, does not answer, or answers nonsense. `retry`: whether to try again, `after` so many seconds.

    It never holds the address, nor what the service said.
    """

    def __init__(self, source: str, detail: str, *, retry: bool, after: int | None = None) -> None:
        super().__init__("geocoder.unavailable", f"{source}: {detail}", retry=retry, source=source)
        self.after = after
