"""Sources and check dates, as HSDS metadata and as the profile's own words."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Literal

from directory.exchange.hsds.shape import Json, derived, kept
from directory.model import Fact, Id, Organization, Part, Phone, Schedule, Service, ServiceArea, due_on
from directory.model.contact_point import ContactPoint
from directory.model.place import Address, Location

Sourced = Organization | Service | ContactPoint | Location
Resource = Literal["organization", "service", "service_at_location", "location"]

# Our name of a field -> where HSDS has it. What is not here has the same name in both.
FIELDS: Mapping[str, str] = {
    "partOf": "parent_organization_id",
    "alternateNames": "alternate_names",
    "formerNames": "former_names",
    "phone": "phones",
    "hours": "schedules",
    "area": "service_areas",
    "languages": "languages",
    "functions": "attributes.functions",
    "topics": "attributes.topics",
    "audiences": "attributes.audiences",
    "channel": "attributes.channels",
    "minimumAge": "minimum_age",
    "maximumAge": "maximum_age",
    "eligibility": "eligibility_description",
    "fees": "fees_description",
    "locationId": "location_id",
    "address": "addresses",
    "transport": "transportation",
}
CONTACT = ("phone", "url", "email", "hours", "address", "website")
# The facts of a door that might say where a secret place is.
PLACE = frozenset({"locationId", "description", "name", "url", "email"})


def field_of(name: str) -> str:
    """The HSDS name of a field of ours: `phone` is `phones`, `conditions.gratis` is `attributes.conditions.gratis`."""
    return FIELDS.get(name, f"attributes.{name}" if name.startswith("conditions.") else name)


def fact_of(field: str) -> str:
    """The opposite of `field_of`."""
    ours = next((name for name, theirs in FIELDS.items() if theirs == field), field)
    return ours.removeprefix("attributes.")


def metadata(record: Sourced, resource: Resource, *, secret: bool = False) -> list[Json]:
    """One entry per sourced field: when it was last checked, by which role, against what."""
    shown = {name: fact for name, fact in record.facts.items() if not (secret and name in PLACE)}
    found = ((name, fact, said(value_of(record, name))) for name, fact in sorted(shown.items()))
    return [_entry(record.id, resource, name, fact, value) for name, fact, value in found if value]


def _entry(id: Id, resource: Resource, name: str, fact: Fact, value: str) -> Json:
    return kept(
        id=derived(id, "metadata", name),
        resource_id=id,
        resource_type=resource,
        last_action_date=fact.checked_on.isoformat(),
        last_action_type="verify",
        field_name=field_of(name),
        previous_value=value,
        replacement_value=value,
        updated_by=fact.checked_by,
        source=fact.source,
    )


def value_of(record: Part, name: str) -> object:
    """The value that a fact is about: `conditions.anoniem` is one answer of many."""
    field, _, key = name.partition(".")
    value = getattr(record, _snake(field), None)
    if not key:
        return value
    return value.get(key) if isinstance(value, Mapping) else getattr(value, _snake(key), None)


def said(value: object) -> str:
    """A value as one line of text; empty when there is nothing to say."""
    match value:
        case str():
            return value
        case Phone():
            return value.number
        case ServiceArea():
            return ", ".join(value.codes)
        case Address():
            return f"{value.street}, {value.postcode} {value.place}"
        case Schedule():
            return _hours(value)
        case tuple():
            return ", ".join(map(str, value))
        case int() | float():
            return str(value)
        case _:
            return ""


def _hours(hours: Schedule) -> str:
    spans = (f"{' '.join(each.days)} {each.opens}-{each.closes}" for each in hours.spans)
    return "always" if hours.always else "; ".join(spans) or "by date"


def _snake(name: str) -> str:
    return "".join(f"_{each.lower()}" if each.isupper() else each for each in name)


def contact_facts(records: Iterable[Sourced]) -> Iterator[tuple[str, Fact]]:
    """The facts by which people reach a door: number, address of a page or of mail, hours, place."""
    for record in records:
        yield from ((name, record.facts[name]) for name in CONTACT if name in record.facts)


def assured_on(records: Iterable[Sourced]) -> str | None:
    """The oldest check among the contact facts of these records."""
    days = [fact.checked_on for _, fact in contact_facts(records)]
    return min(days).isoformat() if days else None


def freshness(records: Iterable[Sourced], today: date) -> Json:
    """The profile's words on trust. Without any contact fact there is nothing to be stale."""
    facts = [*contact_facts(records)]
    if not facts:
        return {}
    return {
        "verified_on": min(fact.checked_on for _, fact in facts).isoformat(),
        "stale": any(due_on(name, fact) <= today for name, fact in facts),
        "source": facts[0][1].source,
    }
