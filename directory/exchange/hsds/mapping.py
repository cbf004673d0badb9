"""`Hsds`: one version of the directory as HSDS 3.2, record by record."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import cached_property

import msgspec

from directory.atlas.catalogue import Catalogue
from directory.errors import Unknown
from directory.exchange.hsds import doors, organizations, places, services
from directory.exchange.hsds.index import Index
from directory.exchange.hsds.places import Areas
from directory.exchange.hsds.selection import Asked, Selection, TermsAsked, taxonomies, taxonomy_terms
from directory.exchange.hsds.shape import Json, instant
from directory.exchange.hsds.states import real, status
from directory.exchange.hsds.terms import Terms
from directory.model import ContactPoint, Id, Kept, Kind, Location, Organization, Service

KEPT_ORGANIZATIONS = 512
ANY, ANY_TERM = Asked(), TermsAsked()


class Bundle(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A service with all that its record is made of. `organization` is None when it is gone."""

    service: Service
    organization: Organization | None
    doors: tuple[ContactPoint, ...]
    places: Mapping[Id, Location]
    modified: str

    def place(self, door: ContactPoint) -> Location | None:
        """The location of a door, if it has one that is public."""
        return self.places.get(door.location_id) if door.location_id else None


class Hsds:
    """All records of one catalogue, as plain dicts ready for JSON. Raises `Unknown` and `Gone` as the catalogue does.

    `today` decides what is stale, which closures hold and from which season on hours are told. Some objects are shared
    between records: do not change them.
    """

    def __init__(self, catalogue: Catalogue, areas: Areas, today: date, before: "Hsds | None" = None) -> None:
        self.catalogue = catalogue
        self.areas = areas
        self.today = today
        self._before = before.index if before and before.indexed else None
        self._organizations: dict[Id, Json] = {}

    def next(self, catalogue: Catalogue, today: date) -> "Hsds":
        """The same for a next version of the catalogue: what was indexed before is not indexed again."""
        return Hsds(catalogue, self.areas, today, self)

    @property
    def indexed(self) -> bool:
        """Whether the index was made. The first time takes seconds with 1e5 doors, so a server asks in a thread."""
        return "index" in self.__dict__

    @cached_property
    def index(self) -> Index:
        """Made when the first list is asked for."""
        made = Index(self.catalogue, self.terms, self._before)
        self._before = None
        return made

    @cached_property
    def _selection(self) -> Selection:
        return Selection(self.index, self.areas)

    @cached_property
    def terms(self) -> Terms:
        """Taxonomies and their terms."""
        return Terms(self.catalogue.vocabularies())

    # Services.

    def service(self, id: Id) -> Json:
        """A service with everything under it."""
        bundle = self._bundle(id)
        organization = self._nested_organization(bundle)
        at = [self._door_brief(bundle, door) | self._door_lists(bundle, door) for door in bundle.doors]
        return self._service(bundle) | organization | ({"service_at_locations": at} if at else {})

    def service_brief(self, id: Id) -> Json:
        """A service as it stands in a list: what there is one of."""
        return self._service_brief(self._bundle(id))

    def service_minimal(self, id: Id) -> Json:
        """When a service, or anything under it, last changed."""
        modified = self._bundle(id).modified
        return {"id": id, "last_modified": modified, "modified_date": modified}

    def _service(self, bundle: Bundle) -> Json:
        lists = services.lists(bundle.service, bundle.doors, self.terms, self.areas, self.today)
        return self._service_scalars(bundle) | lists

    def _service_scalars(self, bundle: Bundle) -> Json:
        state = status([bundle.organization, bundle.service], self.today)
        return services.brief(bundle.service, state, bundle.doors, bundle.modified, self.today)

    def _service_brief(self, bundle: Bundle) -> Json:
        organization = bundle.organization
        nested = {"organization": self._organization_brief(organization)} if organization else {}
        return self._service_scalars(bundle) | nested

    def _nested_organization(self, bundle: Bundle) -> Json:
        return {"organization": self._organization(bundle.organization)} if bundle.organization else {}

    # Organizations.

    def organization(self, id: Id, full_service: bool = False) -> Json:
        """An organization with everything under it; its services by name, or whole."""
        every = [self._offered(each, full_service) for each in self._services_of(id)]
        return self._organization(self.catalogue.organization(id)) | ({"services": every} if every else {})

    def organization_brief(self, id: Id) -> Json:
        """An organization as it stands in a list."""
        return self._organization_brief(self.catalogue.organization(id))

    def _offered(self, id: Id, full: bool) -> Json:
        """A service within its organization, which is not repeated there."""
        bundle = self._bundle(id)
        if not full:
            state = status([bundle.organization, bundle.service], self.today)
            return {"id": id, "name": bundle.service.name, "status": state}
        at = [self._door_brief(bundle, door) | self._door_lists(bundle, door) for door in bundle.doors]
        return self._service(bundle) | ({"service_at_locations": at} if at else {})

    def _organization_brief(self, organization: Organization) -> Json:
        parent = organization.part_of is not None and self.catalogue.has("organization", organization.part_of)
        return organizations.brief(organization, parent, self.today)

    def _organization(self, organization: Organization) -> Json:
        """The copy that services hold. Kept for a while, as an export asks for it with each of its services."""
        found = self._organizations.get(organization.id)
        if found is None:
            if len(self._organizations) >= KEPT_ORGANIZATIONS:
                self._organizations.clear()
            found = self._organizations[organization.id] = self._whole_organization(organization)
        return found

    def _whole_organization(self, organization: Organization) -> Json:
        every = [self.catalogue.location(id) for id in sorted(self.catalogue.locations_of(organization.id))]
        shown = [places.whole(each, self.areas) for each in every if not each.confidential]
        shelter = len(shown) < len(every)
        return self._organization_brief(organization) | organizations.lists(organization, shown, shelter)

    # Doors.

    def service_at_location(self, id: Id) -> Json:
        """A door with everything under it: its location, and its service without the other doors."""
        bundle, door = self._at(id)
        service = self._service(bundle) | self._nested_organization(bundle)
        return self._door_brief(bundle, door) | self._door_lists(bundle, door) | {"service": service}

    def service_at_location_brief(self, id: Id) -> Json:
        """A door as it stands in a list: with its location and service in brief."""
        bundle, door = self._at(id)
        return self._door_brief(bundle, door) | {"service": self._service_brief(bundle)}

    def _at(self, id: Id) -> tuple[Bundle, ContactPoint]:
        door = self.catalogue.door(id)
        if not real(door):
            raise Unknown("record.unknown", kind="contact-point", id=id)
        return self._bundle(door.service_id), door

    def _door_brief(self, bundle: Bundle, door: ContactPoint) -> Json:
        state = status([bundle.organization, bundle.service, door], self.today)
        return doors.brief(door, bundle.place(door), self.terms, state, bundle.modified, self.today)

    def _door_lists(self, bundle: Bundle, door: ContactPoint) -> Json:
        return doors.lists(door, bundle.place(door), self.terms, self.areas, self.today)

    # Taxonomies.

    def taxonomy(self, id: Id) -> Json:
        """A vocabulary."""
        self.catalogue.version("vocabulary", id)
        return self.terms.taxonomies[id]

    def taxonomy_term(self, id: Id) -> Json:
        """A term of a vocabulary."""
        if id not in self.terms.by_id:
            raise Unknown("record.unknown", kind="term", id=id)
        return self.terms.by_id[id]

    # Lists: the ids that fit, in order.

    def services(self, asked: Asked = ANY) -> Sequence[Id]:
        """The services that fit."""
        return self._selection.services(asked)

    def organizations(self, asked: Asked = ANY) -> Sequence[Id]:
        """The organizations that fit. Only `search` and the terms are looked at."""
        return self._selection.organizations(asked)

    def service_at_locations(self, asked: Asked = ANY) -> Sequence[Id]:
        """The doors that fit."""
        return self._selection.doors(asked)

    def taxonomies(self, search: str | None = None) -> Sequence[Id]:
        """The vocabularies in which the words of `search` occur."""
        return taxonomies(self.terms, search)

    def taxonomy_terms(self, asked: TermsAsked = ANY_TERM) -> Sequence[Id]:
        """The terms that fit."""
        return taxonomy_terms(self.terms, asked)

    # What records are made of.

    def _bundle(self, id: Id) -> Bundle:
        service = self.catalogue.service(id)
        if not real(service):
            raise Unknown("record.unknown", kind="service", id=id)
        at = tuple(self._doors_of(id))
        near = {door.location_id for door in at if door.location_id}
        organization = service.organization_id if self.catalogue.has("organization", service.organization_id) else None
        return Bundle(
            service=service,
            organization=self.catalogue.organization(organization) if organization else None,
            doors=at,
            places={each: self.catalogue.location(each) for each in near if self.catalogue.has("location", each)},
            modified=instant(self._modified(service, at)),
        )

    def _doors_of(self, service: Id) -> Iterator[ContactPoint]:
        every = (self.catalogue.door(id) for id in sorted(self.catalogue.doors_of(service)))
        return (door for door in every if real(door))

    def _services_of(self, organization: Id) -> Iterator[Id]:
        ids = sorted(self.catalogue.services_of(organization))
        return (id for id in ids if real(self.catalogue.service(id)))

    def _modified(self, service: Service, at: Sequence[ContactPoint]) -> datetime:
        """The last change of a service or of anything that its record shows; doors share it, since they show it."""
        owner = service.organization_id
        found = [*self._moments("service", [service.id]), *self._moments("organization", [owner])]
        found += self._moments("location", self.catalogue.locations_of(owner))
        found += self._moments("location", (door.location_id for door in at if door.location_id))
        found += self._moments("contact-point", (door.id for door in at))
        found += self._moments("vocabulary", self.catalogue.ids("vocabulary")) if at else ()
        return max(found)

    def _moments(self, kind: Kind, ids: Iterable[Id]) -> Iterator[datetime]:
        shelf = self.catalogue.shelves[kind]
        return (found.at for id in ids if isinstance(found := shelf.get(id), Kept))
