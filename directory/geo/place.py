"""A place that a visitor can name: a four-digit postcode, a village or town, a district, a municipality."""

from typing import Literal

from msgspec import Struct

Kind = Literal["postcode", "po-box", "place", "district", "municipality"]


class Place(Struct, frozen=True, kw_only=True):
    """A point with what is known of its doubt. `label` tells it from its namesakes and finds it again.

    `municipality` is where it lies; `other_municipalities` are those a postcode reaches into, so that a match there is
    "possibly". `radius_m` is how far off the point typically is (a circle of equal area), absent when not known.
    `postcodes` are four digits each. Places known by postcode share a point: order them by (distance, id).
    """

    name: str
    kind: Kind
    label: str
    municipality: str
    other_municipalities: tuple[str, ...] = ()
    latitude: float
    longitude: float
    postcodes: tuple[str, ...] = ()
    radius_m: int | None = None
    in_twente: bool = False
