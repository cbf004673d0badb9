"""Locations: places to visit, stand-ins for a channel, and secret places of which nothing is said but the region."""

from collections.abc import Iterable
from typing import Protocol

from directory.exchange.hsds import words
from directory.exchange.hsds.facts import metadata
from directory.exchange.hsds.shape import Json, derived, kept, uri
from directory.model import ContactPoint, Location
from directory.model.place import Address

# Channels by which people come to a place. Every other channel, and an unknown one, is virtual in HSDS.
VISITED = frozenset({"fysiek", "inloop", "fysiek-inloop", "bezoek", "locatie", "op-locatie", "spreekuur"})


class Municipal(Protocol):
    """What the mapping asks of a municipality."""

    @property
    def province(self) -> str: ...


class Areas(Protocol):
    """What the mapping asks of the areas; `directory.geo.areas.Areas` is the real one."""

    def name(self, code: str) -> str:
        """How an area is called."""
        ...

    def expand(self, codes: Iterable[str]) -> frozenset[str]:
        """The municipalities in these areas."""
        ...

    def municipality(self, code: str) -> Municipal:
        """The municipality with this code."""
        ...


def brief(place: Location) -> Json:
    """What there is one of: type, name, point. A secret place has a region and nothing more, whatever is kept of it."""
    if place.confidential:
        return _secret(place)
    return kept(
        id=place.id,
        location_type="postal" if place.address and place.address.kind == "postal" else "physical",
        organization_id=place.organization_id,
        name=place.name,
        description=place.description,
        transportation=place.transport,
        latitude=place.latitude,
        longitude=place.longitude,
        precision=place.precision,
        slug=place.slug,
        area_code=place.municipality or place.region,
        city=place.place,
        street=None if place.address else place.street,
    )


def _secret(place: Location) -> Json:
    return kept(
        id=place.id,
        location_type="virtual",
        organization_id=place.organization_id,
        name=words.SECRET_PLACE,
        confidential=True,
        area_code=place.region,
    )


def whole(place: Location, areas: Areas) -> Json:
    """A location with all that hangs under it."""
    if place.confidential:
        return _secret(place)
    accessible = kept(id=derived(place.id, "accessibility"), location_id=place.id, description=place.accessibility)
    return brief(place) | kept(
        addresses=_addresses(place, areas),
        accessibility=[accessible] if place.accessibility else [],
        metadata=metadata(place, "location"),
    )


def _addresses(place: Location, areas: Areas) -> list[Json]:
    """The address, all of it or none: HSDS wants a province, and one that is not known is not made up."""
    province = _province(place, areas)
    if place.address is None or province is None:
        return []
    return [_address(place, place.address, province)]


def _address(place: Location, address: Address, province: str) -> Json:
    return {
        "id": derived(place.id, "address"),
        "location_id": place.id,
        "address_1": address.street,
        "city": address.place,
        "state_province": province,
        "postal_code": address.postcode,
        "country": "NL",
        "address_type": address.kind,
    }


def _province(place: Location, areas: Areas) -> str | None:
    """Of the municipality, else of the region: a safety region lies in one province."""
    codes = [place.municipality] if place.municipality else sorted(areas.expand([place.region])) if place.region else []
    return areas.municipality(codes[0]).province if codes else None


def stand_in(door: ContactPoint, channel: str | None) -> Json:
    """The location of a door without a place: named after its channel, with the address of its page if it has one."""
    visited = door.channel in VISITED
    return kept(
        id=derived(door.id, "location"),
        location_type="physical" if visited else "virtual",
        name=words.capital(channel or words.UNKNOWN_CHANNEL),
        url=None if visited else uri(door.url),
    )
