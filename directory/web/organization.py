"""The page of one organization: what it is, its doors as cards, its places, and how we know it."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from litestar import Request, Response, get, post
from msgspec import Struct

from directory.gate import reply
from directory.gate.forms import read_fields
from directory.gate.house import House, house
from directory.model import Fact, Id, Location, Organization, Question, Service
from directory.web import beside, facts, naming
from directory.web.addressing import address, addressed
from directory.web.asking import Form, read_form
from directory.web.cards import Card, cards_of
from directory.web.doorway import SHUT, stale
from directory.web.frame import page, spoken
from directory.web.languages import Speech, paths
from directory.web.linked import linked
from directory.web.reporting import Report, choices
from directory.web.search import MAXIMUM_FORM

AnyRequest = Request[Any, Any, Any]
Part = Organization | Service | Location


class Offered(Struct, frozen=True):
    """A service with its doors."""

    service: Service
    cards: tuple[Card, ...]


class Related(Struct, frozen=True):
    """Another organization by name."""

    name: str
    href: str


def routes() -> list[Any]:
    """The page, by address and from the answers of a search."""
    return [by_address, from_answers]


@get(paths("/organisatie/{id:str}"), include_in_schema=False)
async def by_address(request: AnyRequest) -> Response[bytes]:
    """An organization."""
    return _shown(request, None)


@post(paths("/organisatie/{id:str}"), status_code=200, include_in_schema=False, request_max_body_size=MAXIMUM_FORM)
async def from_answers(request: AnyRequest) -> Response[bytes]:
    """An organization, with the way back to the answers that it was in."""
    return _shown(request, read_form(read_fields(await request.body())))


def _shown(request: AnyRequest, back: Form | None) -> reply.Ready:
    found = addressed(request, "organization")
    if isinstance(found, reply.Ready):
        return found
    return page(request, "organization.html", back=back, **_facts(request, found))


def _facts(request: AnyRequest, id: Id) -> dict[str, Any]:
    """What the template of an organization is filled in with."""
    here, speech = house(request), spoken(request)
    catalogue, today = here.atlas.catalogue, here.today()
    organization = catalogue.organization(id)
    services = [catalogue.service(each) for each in catalogue.services_of(id)]
    doors = [door for service in services for door in catalogue.doors_of(service.id)]
    places = [catalogue.location(each) for each in catalogue.locations_of(id)]
    open_places = [each for each in places if not each.confidential]
    parts: list[Part] = [organization, *services, *open_places]
    return {
        "organization": organization,
        "role": naming.roles(speech)[organization.role],
        "state": _state(organization, speech),
        "area": naming.areas(organization.area, here),
        "parent": _related(organization.part_of, here),
        "parts": [*_parts(id, here)],
        "offered": _offered(services, here.now(), here, speech),
        "places": beside.places(places, here),
        "divisions": beside.divisions(frozenset({id, *doors}), here),
        "stale": [naming.field(name, here, speech) for name in stale(organization.facts, today)],
        "origins": facts.origins(_sourced(parts), here, speech),
        "questions": [*facts.asking(_questions(parts), organization.name)],
        "linked": linked("organization", id, here),
        "choices": choices(speech),
        "report": Report(),
        "record": address("organization", id),
    }


def _sourced(parts: Iterable[Part]) -> Iterator[tuple[str, Fact]]:
    for part in parts:
        yield from part.facts.items()


def _questions(parts: Iterable[Part]) -> Iterator[Question]:
    for part in parts:
        yield from part.questions


def _state(organization: Organization, speech: Speech) -> str:
    """What keeps people out; "" when nothing does, as far as is known."""
    told = organization.operation
    return naming.states(speech)[told.state] if told is not None and told.state in SHUT else ""


def _related(id: Id | None, here: House) -> Related | None:
    if id is None or not here.atlas.catalogue.has("organization", id):
        return None
    return Related(here.atlas.catalogue.organization(id).name, address("organization", id))


def _parts(id: Id, here: House) -> Iterator[Related]:
    """The organizations that belong to this one, by name."""
    every = map(here.atlas.catalogue.organization, here.atlas.catalogue.ids("organization"))
    for each in sorted((each for each in every if each.part_of == id), key=lambda each: each.name):
        yield Related(each.name, address("organization", each.id))


def _offered(services: Iterable[Service], at: datetime, here: House, speech: Speech) -> list[Offered]:
    doors_of = here.atlas.catalogue.doors_of
    made = [Offered(each, tuple(cards_of(doors_of(each.id), at, here, speech))) for each in services]
    return sorted(made, key=lambda each: (not each.cards, each.service.name))
