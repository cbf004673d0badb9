"""What can be ticked or chosen in a field: terms with what they mean, languages, areas, places of the organization."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct

from directory.curation.links import current, owned
from directory.gate.house import House
from directory.lexicon.languages import LANGUAGES, language
from directory.model import ContactPoint, DivisionOfLabour, Id, Location, Organization, Service
from directory.web.desk.editing.codecs import offered_areas
from directory.web.desk.editing.fields import Field
from directory.web.desk.values import DUTCH
from directory.web.proposal import offered

# Of more organizations nobody chooses from a list.
MOST_NAMED = 1_000


class Choice(Struct, frozen=True, kw_only=True):
    """A value with its name; `definition` is what it means, `depth` how far it lies below the broadest."""

    value: str
    label: str
    definition: str = ""
    depth: int = 0


def choices(field: Field, chosen: Sequence[str], document: Mapping[str, Any], here: House) -> list[Choice]:
    """What this field offers; what is chosen and is not (any more) among it is offered too."""
    found = [*_offered(field, document, here)]
    known = {each.value for each in found}
    return [*found, *(Choice(value=each, label=each) for each in chosen if each and each not in known)]


def _offered(field: Field, document: Mapping[str, Any], here: House) -> Iterator[Choice]:
    if field.widget in ("place", "places"):
        yield from _places(document, here)
    elif field.widget == "area":
        yield from (
            Choice(value=code, label=here.areas.name(code), depth=code.startswith("GM")) for code in offered_areas(here)
        )
    elif field.terms == "languages":
        yield from (Choice(value=code, label=language(code)) for code in LANGUAGES)
    elif field.terms == "municipality":
        codes = sorted(here.areas.twente, key=here.areas.name)
        yield from (Choice(value=code, label=here.areas.name(code)) for code in codes)
    elif field.terms == "region":
        yield from (Choice(value=code, label=name) for code, name in here.areas.regions.items())
    elif field.widget == "conditions" or field.terms:
        terms = offered(field.terms or "conditions", here, DUTCH)
        yield from (
            Choice(value=each.term, label=each.label, definition=each.definition, depth=each.depth) for each in terms
        )
    else:
        yield from (Choice(value=value, label=said) for value, said in field.options)


def _places(document: Mapping[str, Any], here: House) -> Iterator[Choice]:
    """The places of the organization whose record this is."""
    for place in places_of(organization_of(document, here), here):
        more = " (geheime plek)" if place.confidential else ""
        yield Choice(value=place.id, label=f"{place.name}{more}")


def places_of(organization: Id | None, here: House) -> Iterator[Location]:
    """Every place of this organization, whoever may see it."""
    for kind, id in owned(here.store).get(organization or "", ()):
        found = current(here.store, kind, id) if kind == "location" else None
        if found is not None and isinstance(found.record, Location):
            yield found.record


def organization_of(document: Mapping[str, Any], here: House) -> Id | None:
    """Whose this is: of a door by way of its service."""
    if "serviceId" not in document:
        return document.get("organizationId")
    found = current(here.store, "service", str(document["serviceId"]))
    return found.record.organization_id if found and isinstance(found.record, Service) else None


def names(here: House) -> list[tuple[str, str]]:
    """Slug and name of every organization, to choose from while typing; none where there are too many."""
    ids = here.atlas.catalogue.ids("organization")
    if len(ids) > MOST_NAMED:
        return []
    read = (here.atlas.catalogue.organization(id) for id in ids)
    return sorted(((each.slug, each.name) for each in read), key=lambda each: each[1].casefold())


def title(record: object, here: House) -> str:
    """What a page about this record is called: a door by its service and how people reach it."""
    match record:
        case ContactPoint():
            service = current(here.store, "service", record.service_id)
            name = getattr(service.record, "name", "") if service else ""
            way = here.label("channels", record.channel) if record.channel else "ingang"
            return " – ".join(each for each in (name, record.name or way) if each)
        case Organization() | Service() | Location():
            return record.name
        case DivisionOfLabour():
            return record.sentence
        case _:
            return str(getattr(record, "slug", ""))
