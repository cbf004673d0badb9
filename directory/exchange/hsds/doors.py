"""Contact points in HSDS's shape, the service_at_location: one door, one box, with the place or channel it is at."""

from datetime import date

from directory.exchange.hsds import facts, parts, places, words
from directory.exchange.hsds.places import Areas
from directory.exchange.hsds.schedules import schedules
from directory.exchange.hsds.shape import Json, kept, uri
from directory.exchange.hsds.terms import Terms, attributes, carried
from directory.model import ContactPoint, Location, unknown_dimensions


def sentence(door: ContactPoint, terms: Terms) -> str:
    """What the door is, in its own words or else in one sentence made of its terms."""
    if door.description:
        return door.description
    labels = [terms.label("functions", each) or each for each in door.functions or ()]
    return words.door_sentence(labels, terms.label("channels", door.channel), door.access)


def secret(place: Location | None) -> bool:
    """Whether the door is at a secret place."""
    return place is not None and place.confidential


def brief(door: ContactPoint, place: Location | None, terms: Terms, state: str, modified: str, today: date) -> Json:
    """Scalars of a door, and its location in brief."""
    location = _location(door, place, terms)
    return kept(
        id=door.id,
        service_id=door.service_id,
        location_id=location["id"],
        description=sentence(door, terms),
        location=location,
        name=door.name,
        slug=door.slug,
        status=state,
        access=door.access,
        confidential=secret(place),
        url=uri(door.url) if place and not place.confidential else None,
        last_modified=modified,
        **facts.freshness([door], today),
    )


def _location(door: ContactPoint, place: Location | None, terms: Terms) -> Json:
    return places.brief(place) if place else places.stand_in(door, terms.label("channels", door.channel))


def lists(door: ContactPoint, place: Location | None, terms: Terms, areas: Areas, today: date) -> Json:
    """What a door has many of, and its location whole. A secret door is reached by phone or by referral only."""
    id, link = door.id, {"service_at_location_id": door.id}
    hidden = secret(place)
    return kept(
        location=_whole_location(door, place, terms, areas),
        unknown=list(unknown_dimensions(door)),
        area_codes=parts.area_codes(door.area),
        languages=_spoken(door, place),
        service_areas=parts.service_areas(id, parts.area_codes(door.area), areas, **link),
        phones=parts.phone(id, door.phone, door.languages or (), **link),
        contacts=[] if hidden else parts.contact(id, door.email, door.name, **link),
        schedules=schedules(id, door.hours, today, **link),
        attributes=attributes(id, "service_at_location", carried(door), terms),
        metadata=facts.metadata(door, "service_at_location", secret=hidden),
    )


def _whole_location(door: ContactPoint, place: Location | None, terms: Terms, areas: Areas) -> Json:
    if place is not None:
        return places.whole(place, areas)
    location = _location(door, place, terms)
    here = door.languages if door.phone is None and location["location_type"] == "virtual" else None
    return location | kept(languages=parts.languages(location["id"], here, location_id=location["id"]))


def _spoken(door: ContactPoint, place: Location | None) -> list[str]:
    """Languages that HSDS has no place for: those of a door where people come, without a phone."""
    spoken_elsewhere = door.phone is not None or (place is None and door.channel not in places.VISITED)
    return [] if spoken_elsewhere else list(door.languages or ())
