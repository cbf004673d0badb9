"""A door with whose it is and where it is: what every page about a door begins with."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime

from msgspec import Struct

from directory.atlas.catalogue import Catalogue
from directory.errors import Gone, Unknown
from directory.hours import AMSTERDAM, open_at, opens_at
from directory.model import (
    Answer,
    ContactPoint,
    Fact,
    Id,
    Location,
    Operation,
    Organization,
    Question,
    Service,
    due_on,
)

# Who reads one of these cannot go there now, or not as somebody new.
SHUT = frozenset({"temporarily-closed", "intake-stop", "studied", "example", "ended"})
# Ways in that wait for nobody: whether they are open now is no question where no hours are told.
ALWAYS_THERE = frozenset({"web", "mail", "app"})


class Doorway(Struct, frozen=True, kw_only=True):
    """One door of one service of one organization, at a place or not."""

    door: ContactPoint
    service: Service
    organization: Organization
    location: Location | None

    @property
    def operation(self) -> Operation | None:
        """Whether it runs: what keeps people out goes before what does not."""
        told = [each for each in (self.door.operation, self.service.operation, self.organization.operation) if each]
        return next((each for each in told if each.state in SHUT), told[0] if told else None)

    @property
    def shut(self) -> bool:
        """Whether nobody (new) can come in."""
        return self.operation is not None and self.operation.state in SHUT

    @property
    def confidential(self) -> bool:
        """Whether nobody may know where it is."""
        return self.location is not None and self.location.confidential

    @property
    def open_place(self) -> Location | None:
        """The place, where everybody may know it."""
        return None if self.confidential else self.location

    @property
    def for_professionals(self) -> bool:
        """Whether this door is for them alone."""
        return self.door.access == "professionals-only" or self.door.audiences == ("professionals",)

    def parts(self) -> Iterator[ContactPoint | Service | Location]:
        """The records whose facts are shown; of a secret place nothing is."""
        yield self.door
        yield self.service
        if self.open_place is not None:
            yield self.open_place

    def facts(self) -> Mapping[str, Fact]:
        """All facts by name; what the door itself says goes first."""
        found: dict[str, Fact] = {}
        for part in self.parts():
            found = {**part.facts, **found}
        return found

    def questions(self) -> tuple[Question, ...]:
        """What is not known, and whom to ask."""
        return tuple(each for part in self.parts() for each in part.questions)

    def asked(self, field: str) -> Question | None:
        """The question about one field."""
        return next((each for each in self.questions() if each.field == field), None)

    def whom(self, field: str) -> str:
        """Who may know what is not known of a field: the organization, unless somebody else is named."""
        asked = self.asked(field)
        return (asked.ask if asked else None) or self.organization.name

    def open_at(self, moment: datetime) -> Answer:
        """Whether somebody answers. Hours that nobody looked at for too long are not known any more."""
        if self.shut:
            return "no"
        told = self.door.facts.get("hours")
        today = moment.astimezone(AMSTERDAM).date()
        if told is not None and due_on("hours", told) <= today:
            return "unknown"
        return open_at(self.door.hours, moment)

    def opens_at(self, moment: datetime) -> datetime | None:
        """When somebody answers again, where nobody does now and that is known."""
        return None if self.shut else opens_at(self.door.hours, moment.astimezone(AMSTERDAM))

    @property
    def always_there(self) -> bool:
        """A site or a mailbox of which no hours are told."""
        return self.door.hours is None and self.door.channel in ALWAYS_THERE


def doorway(catalogue: Catalogue, id: Id) -> Doorway:
    """The door with this id. Raises `Unknown` when it, or whose it is, is not public now."""
    try:
        door = catalogue.door(id)
        service = catalogue.service(door.service_id)
        organization = catalogue.organization(service.organization_id)
    except Gone:
        raise Unknown("record.unknown") from None
    known = door.location_id is not None and catalogue.has("location", door.location_id)
    location = catalogue.location(door.location_id) if known and door.location_id else None
    return Doorway(door=door, service=service, organization=organization, location=location)


def stale(facts: Mapping[str, Fact], today: date) -> tuple[str, ...]:
    """The names of the facts that nobody looked at for too long."""
    return tuple(name for name, fact in facts.items() if due_on(name, fact) <= today)
