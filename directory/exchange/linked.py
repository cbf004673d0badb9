"""The directory as schema.org sees it (JSON-LD): organizations, what they offer, and through which doors.

A door is one node that is both a `ServiceChannel` (of its service) and a `ContactPoint` (with hours and languages).
Only what exists is told: a plan, an example or an archived record would be taken for a place to go to. Of a
confidential place there is no address and no point, only its door. Hours on the nth weekday of a month have no form in
schema.org; they are left out, since a weekly promise would be wrong.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Protocol

from directory.atlas.catalogue import Catalogue
from directory.exchange.geojson import can_be_visited
from directory.exchange.licence import ATTRIBUTION, LICENCE_URL
from directory.hours import DAY, clock, minutes
from directory.model import (
    DAYS,
    ContactPoint,
    Exceptional,
    Id,
    Location,
    Organization,
    Phone,
    Schedule,
    Service,
    ServiceArea,
    Span,
)
from directory.model.json import encode

Node = dict[str, Any]
CONTEXT = "https://schema.org"
# `help` may be a public body or an association; which of them is not recorded, so nothing is claimed.
TYPES: Mapping[str, str] = {"authority": "GovernmentOrganization", "community": "NGO"}
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
NAMES = dict(zip(DAYS, (f"https://schema.org/{day}" for day in WEEKDAYS), strict=True))
HOLIDAYS = "https://schema.org/PublicHolidays"
UNREAL = frozenset({"studied", "example", "ended"})


class Areas(Protocol):
    """What this asks of the areas; `directory.geo.areas.Areas` is the real one."""

    def name(self, code: str) -> str:
        """How an area is called."""
        ...


def graph(catalogue: Catalogue, areas: Areas, address: str) -> Iterator[bytes]:
    """The document, node by node, each on a line. `address` is where this server lives: node names begin with it."""
    linked = Linked(catalogue, areas, address)
    yield b'{"@context":"%b","@graph":[\n' % CONTEXT.encode() + encode(linked.dataset())
    for node in linked.nodes():
        yield b",\n" + encode(node)
    yield b"\n]}\n"


class Linked:
    """Makes the nodes of one catalogue."""

    def __init__(self, catalogue: Catalogue, areas: Areas, address: str) -> None:
        self._catalogue = catalogue
        self._areas = areas
        self._base = f"{address}/api/v1"
        self._labels: dict[str, dict[str, str]] = {
            each.slug: {term.slug: term.label for term in each.terms} for each in catalogue.vocabularies()
        }

    def dataset(self) -> Node:
        """What this is, and what may be done with it."""
        return {
            "@type": "Dataset",
            "@id": f"{self._base}/exports/directory",
            "name": "Regional partner directory",
            "version": str(self._catalogue.sequence),
            "license": LICENCE_URL,
            "creditText": ATTRIBUTION,
            "isAccessibleForFree": True,
        }

    def of_organization(self, id: Id) -> Node | None:
        """One organization with its services, for its own page; None when it does not exist now."""
        organization = self._catalogue.organization(id)
        if not told(organization):
            return None
        return {"@context": CONTEXT, "@graph": [self._organization(organization), *self._services(organization)]}

    def of_door(self, id: Id) -> Node | None:
        """One door with what it belongs to, for its own page; None when nobody can use it now."""
        door = self._catalogue.door(id)
        service = self._catalogue.service(door.service_id)
        organization = self._catalogue.organization(service.organization_id)
        if not (told(door) and told(service) and told(organization)):
            return None
        provider = self._head(TYPES.get(organization.role, "Organization"), "organizations", organization.id)
        belongs = {
            **self._head("Service", "services", service.id),
            "name": service.name,
            "provider": {**provider, "name": organization.name},
        }
        return {"@context": CONTEXT, **self._door(door), "providesService": belongs}

    def nodes(self) -> Iterator[Node]:
        """Each organization, followed by its services."""
        for id in self._catalogue.ids("organization"):
            organization = self._catalogue.organization(id)
            if told(organization):
                yield self._organization(organization)
                yield from self._services(organization)

    def _services(self, organization: Organization) -> Iterator[Node]:
        for id in self._catalogue.services_of(organization.id):
            service = self._catalogue.service(id)
            if told(service):
                yield self._service(service, organization)

    def _organization(self, organization: Organization) -> Node:
        parent = organization.part_of
        return kept(
            **self._head(TYPES.get(organization.role, "Organization"), "organizations", organization.id),
            name=organization.name,
            alternateName=organization.alternate_names,
            description=organization.description,
            url=organization.website,
            email=organization.email,
            telephone=_dialled(organization.phone),
            areaServed=self._area(organization.area),
            parentOrganization={"@id": self._name("organizations", parent)} if parent else None,
            identifier=[_identifier(each.scheme, each.value) for each in organization.identifiers],
            location=[_place(each) for each in self._places(organization)],
        )

    def _places(self, organization: Organization) -> Iterator[Location]:
        every = (self._catalogue.location(id) for id in self._catalogue.locations_of(organization.id))
        return (each for each in every if can_be_visited(each))

    def _service(self, service: Service, organization: Organization) -> Node:
        doors = [each for id in self._catalogue.doors_of(service.id) if told(each := self._catalogue.door(id))]
        government = TYPES.get(organization.role) == "GovernmentOrganization"
        return kept(
            **self._head("GovernmentService" if government else "Service", "services", service.id),
            name=service.name,
            alternateName=service.alternate_names,
            description=service.description,
            url=service.url,
            provider={"@id": self._name("organizations", organization.id)},
            serviceType=self._terms("topics", (term for door in doors for term in door.topics or ())),
            audience=[
                {"@type": "Audience", "audienceType": label}
                for label in self._terms("audiences", (term for door in doors for term in door.audiences or ()))
            ],
            areaServed=self._areas_of(code for door in doors if door.area for code in door.area.codes),
            availableChannel=[self._door(door) for door in doors],
        )

    def _door(self, door: ContactPoint) -> Node:
        channel = self._terms("channels", [door.channel] if door.channel else [])
        return kept(
            **self._head(["ServiceChannel", "ContactPoint"], "contact-points", door.id),
            name=door.name,
            description=door.description,
            contactType=", ".join(self._terms("functions", door.functions or ())),
            disambiguatingDescription=channel[0] if channel else None,
            telephone=_dialled(door.phone),
            email=door.email,
            url=door.url,
            serviceUrl=door.url,
            areaServed=self._area(door.area),
            availableLanguage=door.languages,
            hoursAvailable=list(opening_hours(door.hours)) if door.hours else None,
            serviceLocation=self._location(door),
        )

    def _location(self, door: ContactPoint) -> Node | None:
        if door.location_id is None or not self._catalogue.has("location", door.location_id):
            return None
        place = self._catalogue.location(door.location_id)
        return _place(place) if can_be_visited(place) else None

    def _area(self, area: ServiceArea | None) -> list[Node]:
        return self._areas_of(area.codes) if area else []

    def _areas_of(self, codes: Iterable[str]) -> list[Node]:
        return [
            {
                "@type": "Country" if code == "NL" else "AdministrativeArea",
                "name": self._areas.name(code),
                "identifier": code,
            }
            for code in dict.fromkeys(codes)
        ]

    def _terms(self, dimension: str, slugs: Iterable[str]) -> list[str]:
        labels = self._labels.get(dimension, {})
        return [labels.get(slug, slug) for slug in dict.fromkeys(slugs)]

    def _head(self, kind: str | list[str], collection: str, id: str) -> Node:
        return {"@type": kind, "@id": self._name(collection, id)}

    def _name(self, collection: str, id: str) -> str:
        return f"{self._base}/{collection}/{id}"


def told(record: Organization | Service | ContactPoint) -> bool:
    """Whether it exists now, so that a search engine may send people there."""
    running = record.operation is None or record.operation.state not in UNREAL
    return running and record.lifecycle == "published"


def kept(**properties: object) -> Node:
    """These properties without the empty ones."""
    return {name: value for name, value in properties.items() if value}


def _dialled(phone: Phone | None) -> str | None:
    if phone is None:
        return None
    return f"{phone.number},{phone.extension}" if phone.extension else phone.number


def _identifier(scheme: str, value: str) -> Node:
    return {"@type": "PropertyValue", "propertyID": scheme, "value": value}


def _place(place: Location) -> Node:
    address = place.address
    postal = kept(
        streetAddress=address.street if address else place.street,
        postalCode=address.postcode if address else None,
        addressLocality=address.place if address else place.place,
    )
    return kept(
        **{"@type": "Place"},
        name=place.name,
        address={"@type": "PostalAddress", "addressCountry": "NL", **postal} if postal else None,
        geo={"@type": "GeoCoordinates", "latitude": place.latitude, "longitude": place.longitude},
    )


def opening_hours(hours: Schedule) -> Iterator[Node]:
    """A schedule as OpeningHoursSpecification. Open day and night is 00:00 to 23:59; closed is 00:00 to 00:00."""
    valid = kept(
        validFrom=hours.valid_from.isoformat() if hours.valid_from else None,
        validThrough=hours.valid_to.isoformat() if hours.valid_to else None,
    )
    if hours.always:
        yield _open([*NAMES.values()], "00:00", "00:00") | valid
    for span in hours.spans:
        if span.nth is None:
            yield _weekly(span) | valid
    if hours.on_holidays == "closed":
        yield _closed([HOLIDAYS])
    for exception in hours.exceptions:
        yield from _exceptional(exception)


def _weekly(span: Span) -> Node:
    return _open([NAMES[day] for day in span.days], span.opens, span.closes)


def _exceptional(exception: Exceptional) -> Iterator[Node]:
    days = {"validFrom": exception.first.isoformat(), "validThrough": exception.last.isoformat()}
    if not exception.spans:
        yield _closed([]) | days
    yield from (_open([], each.opens, each.closes) | days for each in exception.spans)


def _closed(days: list[str]) -> Node:
    return _specified(days, "00:00", "00:00")


def _open(days: list[str], opens: str, closes: str) -> Node:
    """A whole day, or 24 hours from another moment, ends a minute early: equal times mean closed there."""
    begin, end = minutes(opens), minutes(closes) % DAY
    return _specified(days, opens, clock((end - 1) % DAY if begin == end else end))


def _specified(days: list[str], opens: str, closes: str) -> Node:
    node = {"@type": "OpeningHoursSpecification", "opens": opens, "closes": closes}
    return {**node, "dayOfWeek": days} if days else node
