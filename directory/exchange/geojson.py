"""Places that people can visit, as GeoJSON (RFC 7946): longitude first, WGS 84.

A confidential place is not here at all, and neither is a box at the post office or a place of which no point is known.
`precision` says what the point stands for: an address, a four-digit postcode or a town.
"""

from collections.abc import Iterator
from typing import Any

import msgspec

from directory.atlas.catalogue import Catalogue
from directory.exchange.licence import ATTRIBUTION, LICENCE_URL
from directory.model import Location, Organization
from directory.model.json import encode

CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"


def collection(catalogue: Catalogue) -> Iterator[bytes]:
    """The FeatureCollection, piece by piece: one feature on a line."""
    head = {"type": "FeatureCollection", "license": LICENCE_URL, "attribution": ATTRIBUTION}
    yield msgspec.json.encode(head)[:-1] + b',"features":['
    between = b"\n"
    for place, organization in visited(catalogue):
        yield between + encode(feature(place, organization, catalogue))
        between = b",\n"
    yield b"\n]}\n"


def visited(catalogue: Catalogue) -> Iterator[tuple[Location, Organization]]:
    """Every place where people can go, with whose it is."""
    for id in catalogue.ids("location"):
        place = catalogue.location(id)
        if can_be_visited(place) and catalogue.has("organization", place.organization_id):
            yield place, catalogue.organization(place.organization_id)


def can_be_visited(place: Location) -> bool:
    """Whether it has a point, and is one to go to."""
    hidden = place.confidential or place.lifecycle != "published"
    postal = place.address is not None and place.address.kind == "postal"
    return not hidden and not postal and place.latitude is not None and place.longitude is not None


def feature(place: Location, organization: Organization, catalogue: Catalogue) -> dict[str, Any]:
    """One place with what a map shows of it."""
    address = place.address
    properties = {
        "slug": place.slug,
        "name": place.name,
        "organizationId": organization.id,
        "organizationSlug": organization.slug,
        "organization": organization.name,
        "contactPointIds": catalogue.doors_at(place.id) or None,
        "street": address.street if address else place.street,
        "postcode": address.postcode if address else None,
        "place": address.place if address else place.place,
        "municipality": place.municipality,
        "precision": place.precision,
        "transport": place.transport,
        "accessibility": place.accessibility,
    }
    return {
        "type": "Feature",
        "id": place.id,
        "geometry": {"type": "Point", "coordinates": [place.longitude, place.latitude]},
        "properties": {name: value for name, value in properties.items() if value is not None},
    }
