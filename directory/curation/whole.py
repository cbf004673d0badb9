"""The directory as the checks see it: every record that somebody may act upon, decoded once."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import TypeVar

from directory.atlas.catalogue import Catalogue
from directory.hours import FULL_WEEK, week_mask
from directory.model import ContactPoint, DivisionOfLabour, Id, Location, Organization, Question, Schedule, Service

Subject = Organization | Service | ContactPoint | Location | DivisionOfLabour
S = TypeVar("S", Organization, Service, ContactPoint, Location)
# What nobody can go to yet, or any more. Its gaps are not worth a question.
NOT_THERE = frozenset({"studied", "example", "ended"})
# Nobody waits at the other end of a page or a mailbox: there is no hour at which it answers.
NOT_STAFFED = frozenset({"web", "mail"})


class Whole:
    """All published records. What is archived, or belongs to something archived, is history and is left out."""

    def __init__(self, catalogue: Catalogue) -> None:
        organizations = (catalogue.organization(id) for id in catalogue.ids("organization"))
        self.organizations: Mapping[Id, Organization] = _published(organizations)
        services = _published(catalogue.service(id) for id in catalogue.ids("service"))
        self.services: Mapping[Id, Service] = {
            id: each for id, each in services.items() if each.organization_id in self.organizations
        }
        doors = _published(catalogue.door(id) for id in catalogue.ids("contact-point"))
        self.doors: Mapping[Id, ContactPoint] = {
            id: each for id, each in doors.items() if each.service_id in self.services
        }
        locations = _published(catalogue.location(id) for id in catalogue.ids("location"))
        self.locations: Mapping[Id, Location] = {
            id: each for id, each in locations.items() if each.organization_id in self.organizations
        }
        self.divisions = tuple(each for each in catalogue.divisions() if each.lifecycle == "published")

    def subjects(self) -> Iterator[Subject]:
        """Every record that has facts of its own, owners first."""
        yield from self.organizations.values()
        yield from self.locations.values()
        yield from self.services.values()
        yield from self.doors.values()
        yield from self.divisions

    def organization_of(self, record: Subject) -> Organization | None:
        """Whose this record is; a division of labour is nobody's."""
        match record:
            case Organization():
                return record
            case Service() | Location():
                return self.organizations[record.organization_id]
            case ContactPoint():
                return self.organizations[self.services[record.service_id].organization_id]
            case _:
                return None

    def doors_of(self, service: Service) -> tuple[ContactPoint, ...]:
        """The doors of a service, by slug."""
        return tuple(self._doors_by_service.get(service.id, ()))

    def services_of(self, organization: Organization) -> tuple[Service, ...]:
        """The services of an organization, by slug."""
        return tuple(self._services_by_organization.get(organization.id, ()))

    def doors_of_organization(self, organization: Organization) -> tuple[ContactPoint, ...]:
        """The doors of all services of an organization."""
        return tuple(door for service in self.services_of(organization) for door in self.doors_of(service))

    def location_of(self, door: ContactPoint) -> Location | None:
        """The place of a door, when it has one that is published."""
        return None if door.location_id is None else self.locations.get(door.location_id)

    def locations_of(self, service: Service) -> tuple[Location, ...]:
        """The places of a service and of its doors, each once."""
        ids = dict.fromkeys((*service.location_ids, *(door.location_id for door in self.doors_of(service))))
        return tuple(self.locations[id] for id in ids if id is not None and id in self.locations)

    def title(self, record: Subject) -> str:
        """The record's name as a curator knows it: who, what, which door."""
        match record:
            case Organization():
                return record.name
            case Service() | Location():
                return f"{self.organizations[record.organization_id].name}: {record.name}"
            case ContactPoint():
                means = ", ".join(each for each in (record.name, record.channel) if each)
                return f"{self.title(self.services[record.service_id])} ({means or record.slug})"
            case _:
                return record.slug

    def related(self, one: Id, other: Id) -> bool:
        """Whether two organizations belong together: one house (`part_of`), or a declared division of labour."""
        return self._house(one) == self._house(other) or frozenset({one, other}) in self._divided

    def is_there(self, record: Organization | Service | ContactPoint) -> bool:
        """Whether people can go to it: neither it nor what it belongs to is under study, an example or ended."""
        owners = [record.operation]
        if isinstance(record, ContactPoint):
            owners.append(self.services[record.service_id].operation)
        if (organization := self.organization_of(record)) is not None:
            owners.append(organization.operation)
        return not any(each is not None and each.state in NOT_THERE for each in owners)

    def _house(self, id: Id) -> Id:
        seen = {id}
        while (above := self.organizations[id].part_of) is not None and above in self.organizations:
            if above in seen:
                return min(seen)
            seen.add(above)
            id = above
        return id

    @cached_property
    def _divided(self) -> frozenset[frozenset[Id]]:
        pairs = ((self._party(each.from_id), self._party(each.to_id)) for each in self.divisions)
        return frozenset(frozenset({one, other}) for one, other in pairs if one and other)

    def _party(self, id: Id) -> Id | None:
        if id in self.organizations:
            return id
        door = self.doors.get(id)
        return None if door is None else self.services[door.service_id].organization_id

    @cached_property
    def _doors_by_service(self) -> Mapping[Id, list[ContactPoint]]:
        found = defaultdict[Id, list[ContactPoint]](list)
        for door in sorted(self.doors.values(), key=lambda each: each.slug):
            found[door.service_id].append(door)
        return found

    @cached_property
    def _services_by_organization(self) -> Mapping[Id, list[Service]]:
        found = defaultdict[Id, list[Service]](list)
        for service in sorted(self.services.values(), key=lambda each: each.slug):
            found[service.organization_id].append(service)
        return found


def always_open(hours: Schedule | None) -> bool:
    """Whether every hour of an ordinary week is open; not when the hours are unknown."""
    return week_mask(hours) == FULL_WEEK


def question_about(record: Subject, *fields: str) -> Question | None:
    """The question that was recorded about one of these fields, the first field first."""
    asked = () if isinstance(record, DivisionOfLabour) else record.questions
    return next((each for field in fields for each in asked if each.field == field), None)


def _published(records: Iterable[S]) -> dict[Id, S]:
    return {each.id: each for each in records if each.lifecycle == "published"}
