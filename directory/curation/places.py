"""Places whose parts do not belong together, and doors that do not serve the place where they are."""

from collections.abc import Iterator

from directory.curation.finding import Finding, finding
from directory.curation.whole import Whole
from directory.geo.areas import Areas
from directory.geo.gazetteer import Gazetteer
from directory.model import ContactPoint, Location


def find(whole: Whole, areas: Areas, gazetteer: Gazetteer | None) -> Iterator[Finding]:
    """Every contradiction about places. No sentence names the municipality of a confidential one."""
    for place in whole.locations.values():
        yield from _region(whole, place, areas)
        if gazetteer is not None and place.municipality is not None and not place.confidential:
            yield from _postcode(whole, place, areas, gazetteer)
            yield from _town(whole, place, areas, gazetteer)
    for door in whole.doors.values():
        yield from _own_area(whole, door, areas)


def _region(whole: Whole, place: Location, areas: Areas) -> Iterator[Finding]:
    if place.region is None or place.municipality is None or not _known(areas, place.region, place.municipality):
        return
    if areas.current(place.municipality) not in areas.expand((place.region,)):
        sentence = "The municipality of this place does not lie in its region. Correct one of them."
        yield finding(whole, place, "region", "place.region", sentence, risk=40)


def _postcode(whole: Whole, place: Location, areas: Areas, gazetteer: Gazetteer) -> Iterator[Finding]:
    found = gazetteer.postcode(place.address.postcode[:4]) if place.address else None
    if found is None or place.address is None or place.municipality is None:
        return
    own = areas.current(place.municipality)
    if own not in (found.municipality, *found.other_municipalities):
        lies = f"Postcode {place.address.postcode[:4]} lies in {areas.name(found.municipality)}"
        sentence = f"{lies}, not in {_called(areas, own)}. Check the address and the municipality."
        yield finding(whole, place, "address", "place.postcode", sentence, risk=40)


def _town(whole: Whole, place: Location, areas: Areas, gazetteer: Gazetteer) -> Iterator[Finding]:
    towns = gazetteer.find(place.place) if place.place else ()
    if place.municipality is None or not towns:
        return
    own = areas.current(place.municipality)
    if not any(own in (each.municipality, *each.other_municipalities) for each in towns):
        sentence = f"There is no {place.place} in {_called(areas, own)}. Correct the town or the municipality."
        yield finding(whole, place, "place", "place.town", sentence, risk=40)


def _own_area(whole: Whole, door: ContactPoint, areas: Areas) -> Iterator[Finding]:
    """A shelter may well take people from elsewhere only, so confidential places are not judged."""
    place = whole.location_of(door)
    if door.area is None or place is None or place.municipality is None or place.confidential:
        return
    if not _known(areas, place.municipality, *door.area.codes):
        return
    if areas.current(place.municipality) not in areas.expand(door.area.codes):
        sentence = f"The door is in {_called(areas, place.municipality)}, which is not in the area that it serves."
        yield finding(whole, door, "area", "area.not-its-own", f"{sentence} Check the area and the place.", risk=40)


def _known(areas: Areas, *codes: str) -> bool:
    return all(areas.known(code) for code in codes)


def _called(areas: Areas, code: str) -> str:
    return areas.name(code) if areas.known(code) else code
